"""What differs between two versions of a list, entry by entry and field by field."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadline.entities.statements import PART, Snapshot, Statement

_INTERNAL = {"entity", "holder", "subject", "authorityId"}
"""Properties that only say to which entry something belongs."""
_LISTING = {
    "program": "programme", "provisions": "measure", "listingDate": "listed on", "endDate": "listed until",
    "modifiedAt": "amended on", "unscId": "UN reference", "recordId": "paragraph", "object": "linked to",
}  # fmt: skip
"""What fields of listings and links are called."""


@dataclass(frozen=True)
class Field:
    """One field that changed: the values that went and those that came."""

    field: str
    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """An entry that changed."""

    ref: str
    caption: str
    programs: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass
class Changes:
    """What differs between two versions.

    Two kinds are told apart from ``changed``: entries in which only fields differ that the card sets ``aside``, and
    those in which only ``blanks`` do.
    """

    added: list[Changed] = field(default_factory=list)
    removed: list[Changed] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    aside: list[Changed] = field(default_factory=list)
    blanks: list[Changed] = field(default_factory=list)

    def of_program(self, program: str) -> "Changes":
        """Those of a programme alone."""
        kinds = {k: [c for c in v if program in c.programs] for k, v in vars(self).items()}
        return Changes(**kinds)

    def programs(self) -> dict[str, dict[str, int]]:
        """How many of each kind there are in each programme."""
        found: dict[str, dict[str, int]] = {}
        for kind, entries in vars(self).items():
            for one in entries:
                for program in one.programs or ("",):
                    counts = found.setdefault(program, dict.fromkeys(vars(self), 0))
                    counts[kind] += 1
        return dict(sorted(found.items()))

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {kind: [_plain(one) for one in entries] for kind, entries in vars(self).items()}


def _plain(one: Changed) -> dict[str, Any]:
    fields = [{"field": f.field, "was": list(f.was), "now": list(f.now)} for f in one.fields]
    return {"ref": one.ref, "caption": one.caption, "programs": list(one.programs), "fields": fields}


def changes(was: Snapshot, now: Snapshot, aside: Collection[str] = ()) -> Changes:
    """Compare two versions. A value that stands in other words is another value; one in other blanks isn't."""
    before, after = _entries(was), _entries(now)
    found = Changes()
    for id_ in sorted(before.keys() | after.keys()):
        old, new = before.get(id_), after.get(id_)
        if old is None and new is not None:
            found.added.append(_changed(new, {}, _fields(new)))
        elif new is None and old is not None:
            found.removed.append(_changed(old, _fields(old), {}))
        elif old is not None and new is not None:
            if (one := _changed(new, _fields(old), _fields(new))).fields:
                (found.aside if {f.field for f in one.fields} <= set(aside) else found.changed).append(one)
            elif (one := _changed(new, _fields(old, was), _fields(new, now))).fields:
                found.blanks.append(one)
    return found


def _entries(told: Snapshot) -> dict[str, list[Statement]]:
    """Statements of each entry with those of what hangs on it."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in told.statements:
        found[statement.entity_id.partition(PART)[0]].append(statement)
    return found


def _fields(statements: Collection[Statement], told: Snapshot | None = None) -> Mapping[str, set[str]]:
    """Values of each field, in the list's own words; with ``told`` as its file has them, blanks and all."""
    found: dict[str, set[str]] = defaultdict(set)
    for s in statements:
        if s.prop not in _INTERNAL:
            said = s.original_value or s.value
            if told is not None:
                said = told.raw.get((s.entity_id, s.prop, s.value), said)
            found[_LISTING.get(s.prop, s.prop)].add(said)
    return found


def _changed(
    entry: Collection[Statement], was: Mapping[str, set[str]], now: Mapping[str, set[str]]
) -> Changed:
    fields = tuple(
        Field(name, tuple(sorted(was.get(name, set()) - now.get(name, set()))), tuple(sorted(now.get(name, set()) - was.get(name, set()))))
        for name in sorted(was.keys() | now.keys())
        if was.get(name, set()) != now.get(name, set())
    )  # fmt: skip
    ref = next((s.value for s in entry if s.prop == "authorityId"), next(iter(entry)).entity_id)
    caption = next((s.value for s in entry if s.prop == "name"), ref)
    programs = dict.fromkeys(s.value for s in entry if s.prop == "program")
    return Changed(ref, caption, tuple(programs), fields)
