"""The plain input of a report: everything a section may say, and nothing about how it was stored.

Whoever builds a report fills a :class:`Material`; sections read it. It knows no database, so a report can
be built, tested and rebuilt from plain data alone. Times are aware and become UTC, positions are WGS-84
degrees, durations hours.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from leadline.errors import BadInput, Gate
from leadline.reports.drawn import (
    Fix,
    Handling,
    Latitude,
    Longitude,
    Meeting,
    Moment,
    Shape,
    Silence,
    Time,
    Track,
    moment_text,
)
from leadline.settings import TLP

__all__ = [
    "Act", "Detector", "Element", "Evidence", "Exemption", "Explanation", "Finding", "Fix", "Handling", "Innocent",
    "Lead", "Material", "Meeting", "Meta", "Moment", "Reply", "Silence", "Standing", "Subject", "Threshold", "Track",
    "exercise_identity", "moment_text",
]  # fmt: skip

Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]
Confidence = Literal["low", "moderate", "high"]
Answer = Literal["yes", "no", "unknown"]


class Meta(Shape):
    """What stands on the cover."""

    number: str
    title: str
    handling: Handling = "TLP:RED"
    issued: Time
    issuer: str = ""
    exercise: bool = False


class Evidence(Shape):
    """One row of an archived file, or the whole file when ``row`` is null; ``number`` is its E-number."""

    number: Annotated[str, Field(pattern=r"^E-\d{4,}$")]
    archived_id: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the archived bytes")]
    row: int | None = None
    file: str
    source: str
    says: str
    grade: str = ""
    handling: Handling = "TLP:CLEAR"
    simulated: bool = False


class Subject(Shape):
    """Who a finding is about, as claimed; nothing here is verified by being printed."""

    name: str = ""
    mmsi: str = ""
    imo: str = ""
    flag_claimed: str = ""


class Lead(Shape):
    """A machine-made suspicion with its reasons: a question, never an accusation."""

    id: str
    detector: str
    says: str
    first_at: Time
    last_at: Time
    lat: Latitude | None = None
    lon: Longitude | None = None
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    stronger: tuple[str, ...] = ()
    strength: str = ""
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Element(Shape):
    """What must be shown for a measure to apply, and whether it was."""

    asks: str
    answer: Answer = "unknown"
    because: str = ""


class Exemption(Shape):
    """An exemption that has to be asked about before anyone is said to be in breach."""

    asks: str
    granted_by: str = ""


class Standing(Shape):
    """A paragraph of a measure as it stood on a day; ``kind`` is ban, cap, … or, without one, none-coded."""

    measure: str
    title: str
    cite: str = ""
    force: str = ""
    kind: str
    day: date
    says: str
    elements: tuple[Element, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


class Explanation(Shape):
    """An innocent explanation or counter-evidence that was considered."""

    says: str
    weighed: str = ""
    cannot_tell: bool = False


class Reply(Shape):
    """A question put to a named party, and the answer or the silence."""

    party: str
    asked_on: date
    due_on: date
    answered_on: date | None = None
    says: str = ""


class Finding(Shape):
    """What people assert after weighing evidence."""

    id: str
    title: str
    claim: str
    leads: tuple[Lead, ...] = ()
    subjects: tuple[Subject, ...] = ()
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    standings: tuple[Standing, ...] = ()
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    explanations: tuple[Explanation, ...] = ()
    replies: tuple[Reply, ...] = ()
    simulated: bool = False
    handling: Handling = "TLP:CLEAR"
    tracks: tuple[Track, ...] = ()
    silences: tuple[Silence, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    chronology: tuple[Moment, ...] = ()

    @model_validator(mode="after")
    def _exercise_identities(self) -> Self:
        for subject in self.subjects if self.simulated else ():
            if not exercise_identity(subject.mmsi, subject.imo):
                raise ValueError(
                    f"finding {self.id}: simulated data under MMSI {subject.mmsi or '-'}, IMO {subject.imo or '-'}; "
                    "use identities that no ship can have (MMSI 79xxxxxxx, IMO 2000000 to 4999999)"
                )
        return self


def exercise_identity(mmsi: str, imo: str) -> bool:
    """Whether both identities are ones that no ship can have; an absent one is fine."""
    return (not mmsi or (mmsi.startswith("79") and len(mmsi) == 9)) and (
        not imo or (imo[:1] in "234" and len(imo) == 7)
    )


class Act(Shape):
    """Something done, as somebody reported it; what is not known stays empty.

    Acts of one ``case`` are printed together under the case's ``title``.
    """

    id: str
    case: str
    title: str
    reported_by: str
    done: str
    by: str = ""
    to: str = ""
    goods: str = ""
    quantity: float | None = None
    unit: str = ""
    where: str = ""
    when: str = ""
    precision: str = ""
    locator: str
    standings: tuple[Standing, ...] = ()
    reply: str = ""
    simulated: bool = False
    handling: Handling = "TLP:CLEAR"
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class Threshold(Shape):
    """A number a detector uses, and the reason for it."""

    name: str
    value: str
    unit: str = ""
    reason: str


class Innocent(Shape):
    """An innocent explanation that a detector names; ``cannot_tell``: its data can't rule it out."""

    id: str
    says: str
    cannot_tell: bool = False


class Detector(Shape):
    """A detector's own documentation: its first sentence, its paragraphs, its numbers."""

    id: str
    says: str
    paragraphs: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    innocent: tuple[Innocent, ...] = ()


class Material(Shape):
    """All that a report is made from. Every E-number that is used must be in ``evidence``, once.

    :raises Gate: when something in it is to be handled more strictly than the report.
    :raises BadInput: when a case holds simulated and real acts.
    """

    meta: Meta
    findings: tuple[Finding, ...] = ()
    acts: tuple[Act, ...] = ()
    detectors: tuple[Detector, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _evidence_is_there(self) -> Self:
        numbers = [item.number for item in self.evidence]
        if doubled := sorted({n for n in numbers if numbers.count(n) > 1}):
            raise ValueError(f"evidence numbers given twice: {', '.join(doubled)}")
        if missing := sorted(set(self._cited()) - set(numbers)):
            raise ValueError(f"evidence cited but not listed: {', '.join(missing)}")
        return self

    def _cited(self) -> Iterable[str]:
        for finding in self.findings:
            yield from finding.evidence
            yield from (number for lead in finding.leads for number in lead.evidence)
            yield from (number for moment in finding.chronology for number in moment.evidence)
        for act in self.acts:
            yield from act.evidence

    @model_validator(mode="after")
    def _handling_is_kept(self) -> Self:
        strictest = max((label for _, label in self._held()), key=TLP.index, default=TLP[0])
        for what, label in self._held():
            if TLP.index(label) > TLP.index(self.meta.handling):
                raise Gate(
                    f"{what} is {label}, and this report would be {self.meta.handling}. Leave it out of the "
                    f"report file, or raise the report's handling to {strictest}."
                )
        return self

    def _held(self) -> Iterator[tuple[str, Handling]]:
        """All that a report prints and that has a label, in words."""
        for finding in self.findings:
            yield f"Finding {finding.id}", finding.handling
            for track in finding.tracks:
                yield f"The track of {track.label}, drawn for finding {finding.id},", track.handling
            for silence in finding.silences:
                yield f"A silence of MMSI {silence.mmsi}, drawn for finding {finding.id},", silence.handling
        for act in self.acts:
            yield f"Act {act.id}", act.handling
        for item in self.evidence:
            row = "" if item.row is None else f"row {item.row} of "
            yield f"Evidence {item.number} ({row}{item.file})", item.handling

    @model_validator(mode="after")
    def _a_case_is_an_exercise_or_real(self) -> Self:
        for case, acts in groupby(sorted(self.acts, key=lambda act: act.case), key=lambda act: act.case):
            one = {act.simulated: act.id for act in acts}
            if len(one) > 1:
                raise BadInput(
                    f"Case {case!r} holds a simulated act ({one[True]}) and a real one ({one[False]}). "
                    "Give the exercise a case of its own, or leave one of the two out of the report file."
                )
        return self

    def exhibit(self, number: str) -> Evidence:
        """The evidence with that E-number."""
        return next(item for item in self.evidence if item.number == number)

    @property
    def exercise(self) -> bool:
        """Whether anything in it is simulated."""
        held = [one.simulated for one in self.findings] + [one.simulated for one in self.acts]
        return self.meta.exercise or any(held)
