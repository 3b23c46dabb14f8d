"""``leadline report``."""

import hashlib
from pathlib import Path

import click

from leadline.cli._frame import command, opened, out, progress


@click.group()
def report() -> None:
    """Reports: findings published, numbered, cited."""


@command(parent=report)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "formats", default="pdf,html,json", show_default=True, help="Formats, with commas.")
@click.option(
    "--out",
    "out_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to write to.",
)
def build(file: Path, formats: str, out_dir: Path, folder: Path | None, *, as_json: bool) -> None:
    """Build the report that FILE describes: number, title, handling, findings, acts."""
    from leadline.reports.build import build as build_
    from leadline.reports.gather import gather, read_report_file

    told = read_report_file(file)
    with opened(folder) as work, progress(as_json=as_json) as show:
        names = [name.strip() for name in formats.split(",") if name.strip()]
        show("gather findings and tracks", 0, 0)
        material = gather(work, told)
        show(f"write {', '.join(names)}", 0, 0)
        paths = build_(material, names, out_dir, work.settings.content.sections)
        hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        with work.change("report.built", {"number": told.number, "formats": hashes}):
            pass
    if as_json:
        out({"number": told.number, "files": [{"path": str(p), "sha256": hashes[p.name]} for p in paths]})
    else:
        click.echo(
            f"Report {told.number}. Findings: {len(material.findings)}. Acts: {len(material.acts)}. "
            f"Pieces of evidence: {len(material.evidence)}."
        )
        for path in paths:
            click.echo(f"  {path}")


COMMANDS = (report,)
