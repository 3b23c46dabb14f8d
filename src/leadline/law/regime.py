"""The regime: every measure of the package and of the folders that the settings name, checked as one."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from leadline.errors import BadContent, UnknownName
from leadline.law import standing as _standing
from leadline.law._checks import check
from leadline.law._reading import shaped
from leadline.law.acts._words import Lexicon
from leadline.law.model import Measure, Paragraph
from leadline.law.standing import Standing
from leadline.law.vocabulary import Element, Exemption, Mark, Vocabulary

OWN = Path(__file__).with_name("measures")
VOCABULARY = "vocabulary"
_Shape = TypeVar("_Shape", bound=BaseModel)
_Item = Measure | Mark | Element | Exemption


@dataclass(frozen=True)
class Regime:
    """Measures by id, the marks, elements and exemptions that they name, and the file of each by kind and id."""

    measures: Mapping[str, Measure]
    marks: Mapping[str, Mark]
    elements: Mapping[str, Element]
    exemptions: Mapping[str, Exemption]
    files: Mapping[tuple[str, str], Path]

    @classmethod
    def load(cls, folders: Sequence[Path] = ()) -> "Regime":
        """The package's measures and those of ``folders``; read once per set of folders.

        Raises ``BadContent`` naming the file that breaks the frame, or both files that claim one id.
        """
        return _load(tuple(dict.fromkeys(folder.resolve() for folder in folders)))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the marks, compiled."""
        return Lexicon(self.marks)

    def measure(self, id_: str) -> Measure:
        """The measure of that id, or ``UnknownName`` with near ones."""
        if id_ not in self.measures:
            raise UnknownName("measure", id_, self.measures)
        return self.measures[id_]

    def homes(self, paragraph_id: str) -> tuple[tuple[Measure, Paragraph], ...]:
        """Every measure that holds the paragraph, by id of the measure, or ``UnknownName``."""
        found = tuple((m, p) for m in self.measures.values() for p in m.paragraphs if p.id == paragraph_id)
        if not found:
            known = {p.id for m in self.measures.values() for p in m.paragraphs}
            raise UnknownName("paragraph", paragraph_id, known)
        return found

    def paragraph(self, id_: str) -> tuple[Measure, Paragraph]:
        """The paragraph and its measure; where several share it, the first by the measure's id."""
        return self.homes(id_)[0]

    def standing(self, measure_id: str, day: dt.date) -> Standing:
        """What stands of the measure on ``day``."""
        return _standing.standing(self.measure(measure_id), day)

    def exemptions_of(self, paragraph: Paragraph, day: dt.date) -> tuple[Exemption, ...]:
        """What to ask about: exemptions of the paragraph whose own paragraph, if any, stands on ``day``."""
        named = (self.exemptions[id_] for id_ in paragraph.exempt)
        return tuple(x for x in named if x.under is None or self.paragraph(x.under)[1].stands(day))


def assemble(files: Iterable[Path]) -> Regime:
    """A regime of just these files, in whatever order; a ``vocabulary.yml`` or ``vocabulary-….yml`` holds shared words."""
    found: dict[str, dict[str, _Item]] = {"measure": {}, "mark": {}, "element": {}, "exemption": {}}
    homes: dict[tuple[str, str], Path] = {}

    def add(kind: str, items: Iterable[_Item], file: Path) -> None:
        for item in items:
            if item.id in found[kind]:
                raise BadContent(
                    f"The {kind} {item.id!r} is in {homes[kind, item.id]} and in {file}. Rename one."
                )
            found[kind][item.id], homes[kind, item.id] = item, file

    for file in files:
        if file.stem.split("-")[0] == VOCABULARY:
            words = shaped(Vocabulary, file)
            add("mark", words.marks, file)
            add("element", words.elements, file)
            add("exemption", words.exemptions, file)
            continue
        measure = shaped(Measure, file)
        if measure.id != file.stem:
            raise BadContent(
                f"{file} holds the measure {measure.id!r}: the file's name is the id. Rename one."
            )
        add("measure", [measure], file)
    regime = Regime(
        measures=_ordered(found["measure"], Measure),
        marks=_ordered(found["mark"], Mark),
        elements=_ordered(found["element"], Element),
        exemptions=_ordered(found["exemption"], Exemption),
        files=MappingProxyType(homes),
    )
    check(regime.measures, regime.marks, regime.elements, regime.exemptions, regime.files)
    return regime


def _ordered(items: Mapping[str, object], shape: type[_Shape]) -> Mapping[str, _Shape]:
    return MappingProxyType({id_: item for id_, item in sorted(items.items()) if isinstance(item, shape)})


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> Regime:
    files: list[Path] = []
    for folder in (OWN, *folders):
        if not folder.is_dir():
            raise BadContent(f"{folder} isn't a folder. Make it, or mend `measures` under [content].")
        if misnamed := sorted(folder.glob("*.yaml")):
            raise BadContent(f"{misnamed[0]} would be overlooked. Rename it to {misnamed[0].stem}.yml.")
        files += sorted(folder.glob("*.yml"))
    return assemble(files)
