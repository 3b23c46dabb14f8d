"""The ledger: what was written stays, in its order, and any change of it is found."""

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.errors import Damaged
from leadline.store import ledger

FIELDS = ("seq", "at", "who", "kind", "body", "previous", "hash")


def merkle(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, written from the text: k is the largest power of two below n."""
    n = len(leaves)
    if n == 0:
        return hashlib.sha256().digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = max(2**i for i in range(n.bit_length()) if 2**i < n)
    return hashlib.sha256(b"\x01" + merkle(leaves[:k]) + merkle(leaves[k:])).digest()


# The leaves and roots that certificate transparency's own implementations test with.
LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaf_hashes(leaves: list[bytes]) -> list[str]:
    return [hashlib.sha256(b"\x00" + leaf).hexdigest() for leaf in leaves]


@pytest.mark.parametrize(("count", "root"), ROOTS.items())
def test_the_root_is_the_one_that_certificate_transparency_publishes(count: int, root: str) -> None:
    assert ledger.root(leaf_hashes(LEAVES[:count])) == root
    assert merkle(LEAVES[:count]).hex() == root


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_follows_rfc_6962(leaves: list[bytes]) -> None:
    assert ledger.root(leaf_hashes(leaves)) == merkle(leaves).hex()


class Book:
    """A ledger alone in a database."""

    def __init__(self, entries: int = 0) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        for statement in ledger.DDL:
            self.db.execute(statement)
        for number in range(entries):
            ledger.append(self.execute, "someone", "test", {"number": number, "name": "평양"})

    def execute(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, params).fetchall()

    def tamper(self, sql: str, *params: object) -> None:
        for name in ("ledger_keeps", "ledger_holds"):
            self.db.execute(f"DROP TRIGGER IF EXISTS {name}")
        self.db.execute(sql, params)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()


def test_each_entry_is_bound_to_the_one_before() -> None:
    with Book(4) as book:
        told = list(ledger.entries(book.execute))
        assert [e.seq for e in told] == [1, 2, 3, 4]
        assert [e.previous for e in told] == [ledger.GENESIS, *(e.hash for e in told[:-1])]
        for e in told:
            leaf = ledger.canonical([e.seq, e.at, e.who, e.kind, ledger.canonical(e.body), e.previous])
            assert e.hash == hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()
        assert ledger.head(book.execute) == (4, ledger.root([e.hash for e in told]))
        assert ledger.verify(book.execute) == 4


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET who = 'another'",
        "DELETE FROM ledger",
        "DELETE FROM ledger WHERE seq = 2",
        "UPDATE ledger SET seq = 9 WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(sql: str) -> None:
    with Book(2) as book, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        book.execute(sql, ())


def test_an_entry_is_never_put_in_the_place_of_another() -> None:
    """REPLACE deletes without asking the trigger, unless SQLite is told to ask."""
    with Book(2) as book:
        before = list(ledger.entries(book.execute))
        first = before[0]
        values = (1, first.at, "another", first.kind, "{}", first.previous, "0" * 64)
        with pytest.raises(sqlite3.IntegrityError):
            book.execute("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        assert list(ledger.entries(book.execute)) == before


@settings(deadline=None)
@given(
    st.integers(1, 5),
    st.sampled_from(FIELDS),
    st.one_of(st.text(max_size=5), st.integers(-5, 50), st.just("{}"), st.just("0" * 64)),
)
def test_a_change_of_any_field_of_any_entry_is_found(seq: int, field: str, value: object) -> None:
    with Book(5) as book:
        (was,) = book.execute(f"SELECT {field} FROM ledger WHERE seq = ?", (seq,))[0]
        try:
            book.tamper(f"UPDATE ledger SET {field} = ? WHERE seq = ?", value, seq)
        except sqlite3.Error:
            return  # the table's own shape refused it
        (now,) = book.execute(
            f"SELECT {field} FROM ledger WHERE rowid = ?", (value if field == "seq" else seq,)
        )[0]
        if now == was:
            assert ledger.verify(book.execute) == 5
            return
        with pytest.raises(Damaged, match="Ledger"):
            ledger.verify(book.execute)


@given(st.integers(1, 5), st.data())
def test_a_changed_letter_of_an_entry_names_that_entry(seq: int, data: st.DataObject) -> None:
    with Book(5) as book:
        ((body,),) = book.execute("SELECT body FROM ledger WHERE seq = ?", (seq,))
        place = data.draw(st.integers(0, len(body) - 1))
        letter = "x" if body[place] != "x" else "y"
        book.tamper(
            "UPDATE ledger SET body = ? WHERE seq = ?", body[:place] + letter + body[place + 1 :], seq
        )
        with pytest.raises(Damaged, match=f"entry {seq} "):
            ledger.verify(book.execute)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_missing_entry_is_named(seq: int) -> None:
    with Book(4) as book:
        book.tamper("DELETE FROM ledger WHERE seq = ?", seq)
        with pytest.raises(Damaged, match=f"entry {seq} is missing"):
            ledger.verify(book.execute)


def test_two_entries_that_changed_places_are_found() -> None:
    with Book(4) as book:
        book.tamper("UPDATE ledger SET seq = -seq WHERE seq IN (2, 3)")
        book.tamper("UPDATE ledger SET seq = 5 + seq WHERE seq < 0")
        with pytest.raises(Damaged, match="entry 2 "):
            ledger.verify(book.execute)


def test_a_cut_tail_is_found_by_the_noted_head() -> None:
    with Book(4) as book:
        last = list(ledger.entries(book.execute))[-1]
        book.tamper("DELETE FROM ledger WHERE seq > 2")
        assert ledger.verify(book.execute) == 2  # the chain alone can't know
        with pytest.raises(Damaged, match="2 entries are missing at the end, from entry 3"):
            ledger.verify(book.execute, (last.seq, last.hash))


def test_a_ledger_written_anew_is_found_by_the_noted_head() -> None:
    with Book(3) as book, Book(5) as other:
        last = list(ledger.entries(book.execute))[-1]
        with pytest.raises(Damaged, match=r"entry 3 .* was replaced"):
            ledger.verify(other.execute, (last.seq, last.hash))


def test_a_head_noted_before_the_last_entries_is_fine() -> None:
    with Book(5) as book:
        third = list(ledger.entries(book.execute))[2]
        assert ledger.verify(book.execute, (third.seq, third.hash)) == 5


@pytest.mark.parametrize("body", [{"share": float("nan")}, {"share": float("inf")}])
def test_what_two_machines_could_write_differently_is_refused(body: dict[str, Any]) -> None:
    with Book(1) as book:
        with pytest.raises(ValueError, match="JSON"):
            ledger.append(book.execute, "someone", "test", body)
        assert ledger.verify(book.execute) == 1


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6))
def test_the_order_of_keys_changes_no_hash(body: dict[str, Any]) -> None:
    assert ledger.canonical(body) == ledger.canonical(dict(reversed(body.items())))
