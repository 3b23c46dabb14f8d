"""What a measure file may say: one subject, and the paragraphs that bear on it, in layers.

Days run from ``from`` to ``until``, which is exclusive. Three relations between paragraphs are kept apart:

- ``superseded_by``: this one ended on the day the other began;
- ``widened_by``: a wider one came later, and this one still stands beside it;
- ``amends``: this one changes or adds to another, and both stand.

``force`` is the verb of the text, ``kind`` what it does; both are closed sets, see ``KINDS``.
"""

import datetime as dt
import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Force = Literal["decides", "requires", "requests", "calls upon", "clarifies", "expresses concern"]
WEIGHT: Mapping[str, str] = MappingProxyType(
    {
        "decides": "binding",
        "requires": "binding",
        "clarifies": "a reading of another paragraph",
        "requests": "asked for, not binding",
        "calls upon": "asked for, not binding",
        "expresses concern": "asked for, not binding",
    }
)
"""What each verb weighs."""
Kind = Literal[
    "ban",
    "freeze",
    "denial",
    "removal",
    "cap",
    "inspection",
    "vigilance",
    "duty",
    "scope",
    "institution",
    "exemption",
]
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ban": "the act itself is forbidden",
        "freeze": "assets are frozen, and value is kept from somebody",
        "denial": "a State must refuse entry, passage, money or service",
        "removal": "somebody or something must be sent away, closed or struck off",
        "cap": "the act is forbidden beyond an amount, a number or a level",
        "inspection": "a State must look, and seize what it finds",
        "vigilance": "a State is asked to watch",
        "duty": "a State must report or answer",
        "scope": "another paragraph is read wider, or a list of it is filled",
        "institution": "a body, a listing or a procedure is made",
        "exemption": "something is taken out of the measures",
    }
)
"""Every kind and its meaning, the strictest first."""
Level = Literal["high", "medium", "low"]
Known = Literal["seen", "mixed", "recall"]


def _day(value: object) -> object:
    """Only whole ISO days: pydantic alone would read ``2017`` as seconds of 1970."""
    if isinstance(value, dt.date) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII):
        return value
    raise ValueError(f"a day is written 2017-08-05, not {str(value)[:40]!r}")


def listed(value: object) -> object:
    """One thing alone counts as a list of it."""
    return (value,) if isinstance(value, str | Mapping) else value


Day = Annotated[dt.date, BeforeValidator(_day)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+$", max_length=600)
]
Ids = Annotated[tuple[Id, ...], BeforeValidator(listed)]
HS = Annotated[str, StringConstraints(pattern=r"^(\d{2}|\d{4}|\d{6})$")]
Sign = Annotated[
    str,
    StringConstraints(
        pattern=r"^!?([a-z0-9]+(-[a-z0-9]+)*|@hs|day>=\d{4}-\d\d-\d\d)"
        r"( !?([a-z0-9]+(-[a-z0-9]+)*|@hs|day>=\d{4}-\d\d-\d\d))*$",
        max_length=200,
    ),
]
"""Marks that are all found in an act: ``coal from-kp``; ``!mark``: not found; ``@hs``: a code of the goods."""
Signs = Annotated[tuple[Sign, ...], BeforeValidator(listed)]


class Frozen(BaseModel):
    """What a file says, once it is read: nothing is added to it, and nothing in it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a paragraph stands in the law, and how sure the project is of it."""

    text: Words = Field(description="The instrument, as it is cited: ``S/RES/2371 (2017)``.")
    para: Words = Field(description="The number of the paragraph.")
    confidence: Level = Field(description="That the number is right.")
    substance: Known = Field("recall", description="Whether a text that confirms the substance was read.")


class Flow(Frozen):
    """A direction: ISO country codes in small letters, or ``any``."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
    origin: Annotated[str, StringConstraints(pattern="^([a-z]{2}|any)$")] = Field(alias="from")
    to: Annotated[str, StringConstraints(pattern="^([a-z]{2}|any)$")]


Flows = Annotated[tuple[Flow, ...], BeforeValidator(listed)]


class Goods(Frozen):
    """Goods in words, and the HS codes that they are read as."""

    words: Words
    hs: tuple[HS, ...] = ()
    basis: Literal["resolution", "derived"] | None = Field(None, description="Whose reading the codes are.")

    @model_validator(mode="after")
    def _codes_have_a_basis(self) -> Self:
        if bool(self.hs) != bool(self.basis):
            raise ValueError("hs and basis go together: say whether the resolution names the codes")
        return self


class Amount(Frozen):
    """A figure of the text, in its own unit."""

    amount: int = Field(gt=0)
    unit: Literal["tonne", "barrel", "usd", "piece", "person"]
    known: Known


class Cap(Frozen):
    """An amount for a period: ``lower_of`` binds at the first reached, ``either_of`` says one limit twice."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
    since: Day | None = Field(None, alias="from", description="Without it: from the paragraph's first day.")
    until: Day | None = None
    per: Literal["calendar-year", "twelve-months", "whole-window"]
    lower_of: tuple[Amount, ...] = ()
    either_of: tuple[Amount, ...] = ()
    level: Words | None = Field(None, description="A limit that the text gives without a figure.")
    notes: Words | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if sum(map(bool, (self.lower_of, self.either_of, self.level))) != 1:
            raise ValueError("a cap has one of lower_of, either_of, level")
        return self


class Duty(Frozen):
    """Something that somebody must do by a time."""

    id: Id
    who: Words
    what: Words
    deadline: Words
    due: Day | None = Field(None, description="The day, where the text fixes one.")


class Transition(Frozen):
    """A grace for what was begun before; ``last_day`` and ``notify_by`` are inclusive."""

    last_day: Day | None = None
    notify_by: Day | None = None
    says: Words


class Paragraph(Frozen):
    """One paragraph of the law as it bears on the measure's subject."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
    id: Id
    source: Source
    force: Force
    kind: Kind
    since: Day = Field(alias="from")
    until: Day | None = Field(None, description="The first day on which it no longer stands.")
    superseded_by: Ids = ()
    widened_by: Ids = ()
    amends: Ids = ()
    obliged: Words
    summary: Words
    flow: Flows = ()
    goods: Goods | None = None
    caps: tuple[Cap, ...] = ()
    transition: Transition | None = None
    elements: Ids = Field((), description="What must all be shown.")
    one_of: Ids = Field((), description="Of which at least one must be shown besides.")
    about: Signs = Field((), description="Without one of these an act doesn't bear on it at all.")
    absorbed_by: Ids = Field((), description="Where one of these is named, this one is not named beside it.")
    exempt: Ids = ()
    duties: tuple[Duty, ...] = ()
    notes: Words | None = None

    @property
    def cite(self) -> str:
        """The citation: ``S/RES/2371 (2017), para. 8``."""
        return f"{self.source.text}, para. {self.source.para}"

    @property
    def binds(self) -> bool:
        """Whether the text decides or requires, rather than asks."""
        return WEIGHT[self.force] == "binding"

    def stands(self, day: dt.date) -> bool:
        """Whether it is in force on ``day``."""
        return self.since <= day and (self.until is None or day < self.until)

    def cap_on(self, day: dt.date) -> Cap | None:
        """The cap whose window holds ``day``, if the paragraph stands then."""
        inside = (
            c for c in self.caps if (c.since or self.since) <= day and (c.until is None or day < c.until)
        )
        return next(inside, None) if self.stands(day) else None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(
                f"{self.id}: until ({self.until}) is exclusive and must come after from ({self.since})"
            )
        if self.superseded_by and self.until is None:
            raise ValueError(
                f"{self.id}: a superseded paragraph has an until; if it still stands, say widened_by"
            )
        if (self.kind == "cap") != bool(self.caps):
            raise ValueError(f"{self.id}: the kind cap and caps go together")
        windows = sorted((c.since or self.since, c.until or dt.date.max) for c in self.caps)
        if any(ends > starts for (_, ends), (starts, _) in pairwise(windows)):
            raise ValueError(f"{self.id}: two caps hold on the same day; give each an until")
        return self


class Example(Frozen):
    """What the file itself says should stand on a day; executed whenever the measure is loaded."""

    day: Day
    kind: Kind | Literal["none-coded", "expired"]


class Measure(Frozen):
    """One subject of the regime: its paragraphs with dates and citations."""

    id: Id
    title: Words
    program: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$", max_length=40)]
    flow: Flows = ()
    goods: Goods | None = None
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _paragraphs_differ(self) -> Self:
        ids = [p.id for p in self.paragraphs]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"paragraph {twice[0]} stands twice in {self.id}; keep one")
        return self

    def goods_of(self, paragraph: Paragraph) -> Goods | None:
        """The paragraph's own goods, or else the measure's."""
        return paragraph.goods or self.goods

    def flow_of(self, paragraph: Paragraph) -> tuple[Flow, ...]:
        """The paragraph's own direction, or else the measure's."""
        return paragraph.flow or self.flow
