"""From material to files: the sections write, the blocks are numbered, the formats print."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from leadline.errors import BadInput, UnknownName
from leadline.reports import _section
from leadline.reports.formats import html, json, pdf
from leadline.reports.material import Material
from leadline.reports.numbering import numbered
from leadline.reports.tree import Report
from leadline.reports.words import PART_EXERCISE, WHOLE_EXERCISE

FORMATS: dict[str, Callable[[Report, Path], None]] = {
    "pdf": pdf.write,
    "html": html.write,
    "json": json.write,
}


def compose(material: Material, sections: Sequence[Path] = ()) -> Report:
    """The report of a material, numbered; ``sections`` are folders with sections from outside.

    :raises BadContent: when a section breaks the frame.
    """
    said = (section.run(material) for section in _section.found(sections))
    meta = material.meta
    report = Report(
        number=meta.number,
        title=meta.title,
        handling=meta.handling,
        issued=meta.issued,
        issuer=meta.issuer,
        exercise=material.exercise,
        banner=_banner(material),
        sections=[section for section in said if section],
    )
    return numbered(report)


def _banner(material: Material) -> str:
    """What every page says above its text, so that no page of an exercise passes for real, nor the reverse."""
    if not material.exercise:
        return ""
    return WHOLE_EXERCISE if material.meta.exercise else PART_EXERCISE


def build(
    material: Material,
    formats: Iterable[str],
    out_dir: Path,
    sections: Sequence[Path] = (),
    stem: str = "report",
) -> list[Path]:
    """Write the report in each format to ``out_dir/<stem>.<format>``; returns the paths.

    :raises BadInput: for no format, and ``UnknownName`` for one that doesn't exist, before anything is written.
    """
    wanted = list(dict.fromkeys(formats))
    if not wanted:
        raise BadInput(f"There is nothing to write: name at least one format of {', '.join(FORMATS)}.")
    for name in wanted:
        if name not in FORMATS:
            raise UnknownName("report format", name, FORMATS)
    report = compose(material, sections)
    out_dir.mkdir(parents=True, exist_ok=True)
    paths = [out_dir / f"{stem}.{name}" for name in wanted]
    for name, path in zip(wanted, paths, strict=True):
        FORMATS[name](report, path)
    return paths
