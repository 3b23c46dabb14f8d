"""The ledger: an append-only list of what was changed, by whom, each entry bound to the one before.

An entry's hash is the RFC 6962 leaf hash of its canonical JSON, which holds the hash of the entry before it;
``root`` is the RFC 6962 tree hash over them, the number that two members can compare. The table lives in the
database that holds what it tells about, and an entry is added inside the same transaction as its change
(docs/adr/0002): neither is ever there without the other.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leadline.errors import Damaged

Execute = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs one statement with ``?`` placeholders inside the caller's transaction and returns all rows."""

GENESIS = "0" * 64
DDL = (
    """CREATE TABLE IF NOT EXISTS ledger (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)""",
    """CREATE TRIGGER IF NOT EXISTS ledger_keeps BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS ledger_holds BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    # INSERT OR REPLACE would delete an entry without asking the trigger above.
    """CREATE TRIGGER IF NOT EXISTS ledger_grows BEFORE INSERT ON ledger
        WHEN EXISTS (SELECT 1 FROM ledger WHERE seq >= NEW.seq OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
)


@dataclass(frozen=True)
class Entry:
    """One change: ``kind`` names it (``ingest``, ``finding.drafted`` …), ``body`` holds its facts."""

    seq: int
    at: str
    who: str
    kind: str
    body: dict[str, Any]
    previous: str
    hash: str


def canonical(value: object) -> str:
    """JSON that two machines write the same: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def leaf(seq: int, at: str, who: str, kind: str, body: str, previous: str) -> str:
    """RFC 6962 leaf hash (prefix 0x00) of an entry; ``body`` is canonical JSON."""
    told = canonical([seq, at, who, kind, body, previous])
    return hashlib.sha256(b"\x00" + told.encode()).hexdigest()


def root(hashes: Sequence[str]) -> str:
    """RFC 6962 tree hash of leaf hashes (prefix 0x01 for inner nodes); the hash of nothing when empty."""
    if not hashes:
        return hashlib.sha256(b"").hexdigest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    left, right = root(hashes[:split]), root(hashes[split:])
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def append(execute: Execute, who: str, kind: str, body: dict[str, Any]) -> Entry:
    """Add an entry inside the caller's transaction, which must hold the write lock already."""
    last = execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1", ())
    seq, previous = (last[0][0] + 1, last[0][1]) if last else (1, GENESIS)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    text = canonical(body)
    entry = Entry(seq, at, who, kind, body, previous, leaf(seq, at, who, kind, text, previous))
    execute(
        "INSERT INTO ledger (seq, at, who, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, at, who, kind, text, previous, entry.hash),
    )
    return entry


def entries(execute: Execute, kind: str | None = None) -> Iterator[Entry]:
    """Entries in their order, of one kind or all."""
    where, params = (" WHERE kind = ?", (kind,)) if kind else ("", ())
    rows = execute(f"SELECT seq, at, who, kind, body, previous, hash FROM ledger{where} ORDER BY seq", params)  # noqa: S608
    return (Entry(r[0], r[1], r[2], r[3], json.loads(r[4]), r[5], r[6]) for r in rows)


def head(execute: Execute) -> tuple[int, str]:
    """Number of entries and the tree's root over them."""
    hashes = [row[0] for row in execute("SELECT hash FROM ledger ORDER BY seq", ())]
    return len(hashes), root(hashes)


def verify(execute: Execute, expect: tuple[int, str] | None = None) -> int:
    """Recompute every hash; return the number of entries, or raise ``Damaged`` naming the first broken one.

    ``expect`` is a number of entries and the hash of the last of them, noted elsewhere: a ledger that was
    cut at its end breaks it.
    """
    previous, count = GENESIS, 0
    for seq, at, who, kind, body, before, hash_ in execute(
        "SELECT seq, at, who, kind, body, previous, hash FROM ledger ORDER BY seq", ()
    ):
        if seq != count + 1:
            raise Damaged(f"Ledger: entry {count + 1} is missing; the next one is {seq}.")
        if before != previous or leaf(seq, at, who, kind, body, before) != hash_:
            raise Damaged(f"Ledger: entry {seq} ({kind}, {at}) isn't what was written.")
        if expect and seq == expect[0] and hash_ != expect[1]:
            raise Damaged(f"Ledger: entry {seq} ({kind}, {at}) was replaced together with all after it.")
        previous, count = hash_, seq
    if expect and count < expect[0]:
        raise Damaged(f"Ledger: {expect[0] - count} entries are missing at the end, from entry {count + 1}.")
    return count
