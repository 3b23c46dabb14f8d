"""What figures show, in plain shapes: fixes, tracks, silences, meetings and moments; and how far each may be told."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from leadline.reports.words import utc

Handling = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
Time = Annotated[AwareDatetime, AfterValidator(utc)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Shape(BaseModel):
    """Base of all plain shapes: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
    handling: Handling = "TLP:CLEAR"


class Silence(Shape):
    """A stretch in which a vessel wasn't heard: the last fix before and the first after."""

    mmsi: str
    start: Fix
    end: Fix
    handling: Handling = "TLP:CLEAR"

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


def moment_text(at: datetime) -> str:
    """A time to the minute, as reports print it: ``2026-05-14 03:22``."""
    return f"{at:%Y-%m-%d %H:%M}"
