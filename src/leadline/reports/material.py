"""The plain input of a report: everything a section may say, and nothing about how it was stored.

Whoever builds a report fills a :class:`Material`; sections read it. It knows no database, so a report can
be built, tested and rebuilt from plain data alone. Times are aware and become UTC, positions are WGS-84
degrees, durations hours.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from leadline.reports.words import utc

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
Time = Annotated[AwareDatetime, AfterValidator(utc)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Shape(BaseModel):
    """Base of all plain shapes: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Meta(Shape):
    """What stands on the cover."""

    number: str
    title: str
    handling: str = "TLP:RED"
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
    facts: dict[str, str | int | float | bool | None] = {}
    stronger: tuple[str, ...] = ()
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


class Fix(Shape):
    """Where something was heard, and when."""

    at: Time
    lat: Latitude
    lon: Longitude


class Track(Shape):
    """The fixes of one vessel in time order."""

    label: str
    mmsi: str
    points: tuple[Fix, ...]
    simulated: bool = False


class Silence(Shape):
    """A stretch in which a vessel wasn't heard: the last fix before and the first after."""

    mmsi: str
    start: Fix
    end: Fix

    @property
    def hours(self) -> float:
        """Length of the silence in hours."""
        return (self.end.at - self.start.at).total_seconds() / 3600


class Meeting(Shape):
    """Two vessels near each other; ``at`` is when it began."""

    at: Time
    until: Time | None = None
    lat: Latitude
    lon: Longitude
    label: str


class Moment(Shape):
    """One row of a chronology."""

    at: Time
    says: str
    grade: str = ""
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


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
    """All that a report is made from. Every E-number that is used must be in ``evidence``, once."""

    meta: Meta
    findings: tuple[Finding, ...] = ()
    acts: tuple[Act, ...] = ()
    detectors: tuple[Detector, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    versions: dict[str, str] = {}

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

    def exhibit(self, number: str) -> Evidence:
        """The evidence with that E-number."""
        return next(item for item in self.evidence if item.number == number)

    @property
    def exercise(self) -> bool:
        """Whether anything in it is simulated."""
        return self.meta.exercise or any(finding.simulated for finding in self.findings)


def moment_text(at: datetime) -> str:
    """A time to the minute, as reports print it: ``2026-05-14 03:22``."""
    return f"{at:%Y-%m-%d %H:%M}"
