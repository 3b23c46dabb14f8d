"""What a list says, statement by statement, in the FollowTheMoney model: who says what of whom, and in which words.

A reader fills a ``Snapshot``, one state of a list, entry by entry. An entry is a FollowTheMoney entity; each of its
listings is one of the schema ``Sanction``, a wallet or a link to another entry one more. Their ids begin with the
entry's, so that all that an entry says stands together.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from leadline.entities._lists.assemble import LISTING, SCREENED, ListFacts, Said, entities
from leadline.entities._lists.schemata import cleaner, kind
from leadline.errors import BadInput, Hostile

__all__ = [
    "LONGEST", "OF_AN_ENTRY", "PART", "SCREENED", "Does", "Entry", "ListFacts", "Said", "Snapshot", "Statement", "entities",
    "plain_id", "text",
]  # fmt: skip
LONGEST = 100_000
"""Characters of one value; the longest of the official lists have some 5,000."""
OF_AN_ENTRY = 20_000
"""Statements of one entry; the most that an official list makes is some 1,500."""
_SPACES = re.compile(r"\s+")
_NO_ID = re.compile(r"[^0-9A-Za-z.-]+")
PART = ".."
"""Stands in an id between an entry's and that of what hangs on it."""
_QUOTES = '"“”„‘’«»「」'
_BRACKETS = re.compile(r"(?P<name>.*\S) ?[(（](?P<inside>[^()（）]+)[)）]")
_SHORT = re.compile(r"[A-Z]{2,8}")
_REFERENCE = re.compile(r"[A-Z]{2}[ei]\.\d{3}", re.IGNORECASE)


class Statement(NamedTuple):
    """One thing that a list says. ``row`` is its place in the file, ``file`` which one of several it is."""

    entity_id: str
    schema: str
    prop: str
    value: str
    lang: str
    original_value: str
    """The list's own words, where the value was taken out of them; else empty."""
    row: int
    file: int = 0


class Does(NamedTuple):
    """What a list's designations do, where its entries don't say so; empty programmes or schemas stand for all."""

    measure: str
    paragraph: str = ""
    programs: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()


@dataclass
class Snapshot:
    """One state of a list: what it says, and the day (or time) of its making in ISO 8601, as it writes it."""

    name: str
    does: tuple[Does, ...] = ()
    checked: bool = True
    """Whether the FollowTheMoney model looks at each value; a bundled list's were looked at in the package's tests."""
    as_of: str = ""
    least: int | None = None
    """Fewest entries of a version in this format, where it isn't the card's number."""
    statements: list[Statement] = field(default_factory=list)
    raw: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Values as the file has them where blanks were taken off, by entity id, property and value."""
    entries: int = 0
    notes: list[str] = field(default_factory=list)
    """What a person who imports should know: rows that could not be placed."""

    def entry(self, ref: str, schema: str, row: int, *, key: str = "") -> "Entry":
        """Begin an entry; ``ref`` is the list's own reference, ``key`` what tells it apart where that doesn't."""
        if not (tidy := text(ref)) or len(tidy) > 200:
            raise BadInput(f"List {self.name}: the entry in row {row} has no reference that can be used.")
        self.entries += 1
        return Entry(self, f"{self.name}-{plain_id(key or tidy)}", tidy, schema, row)


@dataclass
class Entry:
    """An entry that is being read."""

    snapshot: Snapshot
    id: str
    ref: str
    schema: str
    row: int
    file: int = 0
    _said: int = 0

    def add(self, prop: str, value: str | None, *, lang: str = "", words: str = "") -> None:
        """Say something of the entry; nothing is said by an empty value. ``words`` are the list's own.

        A value that the FollowTheMoney model doesn't take isn't lost: an identifier becomes a registration
        number, and what is no date, country … a note.
        """
        said = text(value)
        if not said:
            return
        self._said += 1
        if len(said) > LONGEST or self._said > OF_AN_ENTRY:
            raise Hostile(f"{self.id}: more or longer values than any entry of an official list has.")
        clean = cleaner(self.schema, prop)(said) if self.snapshot.checked else said
        if clean is not None:
            words = text(words) or said
            words = "" if words == clean else words
        else:
            prop, clean, words = self._otherwise(prop, said), f"{prop}: {said}", text(words)
            if prop == "registrationNumber":
                clean, words = said, words or clean
        self._say(prop, clean, lang, words)
        if value != said:
            self.snapshot.raw[self.id, prop, clean] = str(value)

    def named(self, prop: str, value: str | None, *, lang: str = "", words: str = "") -> None:
        """Say a name; what stands in brackets at its end is a name of its own, or the list's reference to an entry.

        A name in another script is as good as the one before it; a short form (``PAD``) is a weak alias.
        """
        said = text(value).strip(_QUOTES).strip()
        found = _BRACKETS.fullmatch(said)
        inside = found["inside"] if found else ""
        if not found or not (_REFERENCE.fullmatch(inside) or _SHORT.fullmatch(inside) or _is_foreign(inside)):
            bare = said == text(value)
            self.add(prop, value if bare else said, lang=lang, words=words or ("" if bare else text(value)))
            return
        self.add(prop, found["name"], lang=lang, words=words or said)
        if not _REFERENCE.fullmatch(inside):
            self.add(prop if _is_foreign(inside) else "weakAlias", inside, words=words or said)

    def _otherwise(self, prop: str, said: str) -> str:
        numbered = kind(self.schema, prop) == "identifier" and kind(self.schema, "registrationNumber")
        if numbered and len(said) <= 64:
            return "registrationNumber"
        return "notes" if kind(self.schema, "notes") else "summary"

    def _say(self, prop: str, value: str, lang: str = "", words: str = "") -> None:
        row = Statement(self.id, self.schema, prop, value, lang, words, self.row, self.file)
        self.snapshot.statements.append(row)

    def takes(self, prop: str) -> bool:
        """Whether the entry's schema has the property."""
        return bool(kind(self.schema, prop))

    def part(self, schema: str, suffix: str) -> "Entry":
        """Something that hangs on the entry: a listing, a wallet, a link."""
        id_ = f"{self.id}{PART}{plain_id(suffix, alone=False)}"
        return Entry(self.snapshot, id_, self.ref, schema, self.row, self.file)

    def listed(
        self, *programs: str, measure: str = "", paragraph: str = "",
        since: str = "", until: str = "", amended: Iterable[str] = (), number: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        """Say that the entry is designated: one listing for each measure, which is the card's where none is given."""
        known = [d for d in self.snapshot.does if not d.programs or not set(programs).isdisjoint(d.programs)]
        known = [d for d in known if not d.schemas or self.schema in d.schemas]
        if measure:
            paragraph = paragraph or next((d.paragraph for d in known if d.measure == measure), "")
            known = []
        for done in known or [Does(measure, paragraph)]:
            made = self.part(LISTING, done.measure or "listed")
            made._say("entity", self.id)
            made._say("authorityId", self.ref)
            for prop, value in (
                *(("program", program) for program in programs), ("provisions", done.measure),
                ("recordId", done.paragraph), ("listingDate", since), ("endDate", until),
                *(("modifiedAt", day) for day in amended), ("unscId", number), ("reason", reason),
            ):  # fmt: skip
                made.add(prop, value)

    def linked(self, other_id: str, role: str = "") -> None:
        """Say that the list links the entry to another one of it."""
        made = self.part("UnknownLink", other_id)
        made._say("subject", self.id)
        made._say("object", other_id)
        made.add("role", role)

    def wallet(self, address: str, currency: str, words: str = "") -> None:
        """Say that the entry holds a wallet. The address is case-sensitive; the currency is the list's ticker, no chain."""
        made = self.part("CryptoWallet", address)
        made._say(
            "publicKey", text(address), words="" if words == address else words
        )  # some chains' are long
        made.add("currency", currency)
        made._say("holder", self.id)


def plain_id(said: str, *, alone: bool = True) -> str:
    """What FollowTheMoney takes as an id: letters, digits, ``.`` and ``-``; with a digest where ``said`` has more.

    A part of an id that isn't ``alone`` needs the digest only where letters of another script are lost.
    """
    made = _NO_ID.sub("-", said).strip("-.")
    made = re.sub(r"\.{2,}", ".", made)
    lost = said != made if alone else not said.isascii() or not made
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(filter(None, [made, digest])) if lost else made


def text(value: str | None) -> str:
    """A value without blanks at its ends, and with one blank for several."""
    return _SPACES.sub(" ", value.replace("\u200b", "")).strip() if value else ""


def _is_foreign(name: str) -> bool:
    """Whether no letter of a name is Latin."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(c > "\u02af" for c in letters)
