"""The parties and vessels of an act, as signs: whose they are, which side they stand on, what is listed."""

import re
from collections.abc import Mapping

from leadline.errors import BadInput
from leadline.law.acts import _days
from leadline.law.acts._keys import keys, slug, value
from leadline.law.acts._notes import Notes, each, said
from leadline.law.acts.act import STATED, TOLD, Answer

_UN = re.compile(r"\b(un|unsc|1718|committee|security council)\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Parties(Notes):
    """Reads parties and vessels."""

    def party(self, given: object, key: str, side: str = "", direction: str = "") -> None:
        """One party: a name, a country, or a mapping; ``side`` is by or for, ``direction`` from or to."""
        if not isinstance(given, Mapping):
            words = said(given)
            self.sign("party", f"{key}: {words[:60]}")
            self.name(words, key)
            if self.country_named(words):
                self.side(side, key, words)
            return
        inside = self._inside(given)
        if "imo" in inside:
            self._vessel(inside, key, side)
        else:
            self._party(inside, key, side, direction)

    def vessel(self, given: object, key: str, side: str = "") -> None:
        """One vessel: a name, or a mapping with imo, flag, listed, dprk."""
        if isinstance(given, Mapping):
            self._vessel(self._inside(given), key, side)
            return
        words = said(given)
        self.sign("vessel", f"{key}: {words[:60]}")
        self.name(words, key)

    def country_named(self, words: str) -> bool:
        """Whether ``words`` are a country's name, and not a name with a country in it."""
        return self.whose(words) is not None and len(words.split()) <= 3

    def listed(self, inside: Mapping[str, object], label: str, what: str) -> None:
        """Whether a party or vessel is on the UN list; another list is said to be not understood."""
        if "listed" not in inside and "since" not in inside:
            return
        answer = self._listing(inside.get("listed"), inside.get("since"), label)
        if answer is None or answer.value == "unknown":
            self.sign(f"{what}-listing-open", label, TOLD)
        elif answer.value == "yes":
            since = f", listed since {answer.since}" if answer.since else ", listed"
            self.sign(f"{what}-listed", label + since, STATED, answer)
        else:
            self.sign(f"{what}-unlisted", f"{label}, not listed")

    def flag(self, words: str, label: str, side: str = "") -> None:
        """The flag of a vessel."""
        whose = self.whose(words)
        if whose is None:
            if value(words) != "unknown":
                self.unclear("flag", words, ": no country of that name")
            return
        for mark in (
            f"flag-{whose}",
            *(["vessel-kp"] if whose == "kp" else []),
            *([f"{side}-{whose}"] if side else []),
        ):
            self.sign(mark, f"{label}, flag {words[:40]}")

    def _inside(self, given: Mapping[str, object]) -> dict[str, object]:
        """The fields of a party or vessel; the rest is read as prose."""
        inside: dict[str, object] = {}
        for key, told in given.items():
            field = keys("inside").get(slug(str(key)))
            if told in (None, "", [], {}):
                continue
            if field is None:
                self.text(" ".join(said(part) for part in each(told)), str(key), TOLD)
            else:
                inside.setdefault(field, told)
        return inside

    def _party(self, inside: Mapping[str, object], key: str, side: str, direction: str) -> None:
        name = " ".join(said(part) for part in each(inside.get("name", "")))
        label = f"{key}: {name[:60] or 'a party'}"
        self.sign("party", label)
        self.name(name, key)
        for role in (said(part) for part in each(inside.get("role", []))):
            side = keys("roles").get(slug(role), side)
            self.text(role, f"{key} {name[:40]}".strip(), STATED)
        for words in (said(part) for part in each(inside.get("country", []))):
            self.side(side, key, words)
            if direction:
                self.where(direction, key, words)
        if "dprk" in inside and value(said(inside["dprk"])) == "yes":
            self.side(side, key, "DPRK")
        self.listed(inside, label, "party")
        for part in each(inside.get("acts_for", [])):
            self._principal(part, key, label)

    def _principal(self, given: object, key: str, label: str) -> None:
        """Somebody for whom a party acts, who owns it or runs it."""
        self.sign("agent", f"{label} acts for another")
        if not isinstance(given, Mapping):
            self.name(said(given), key)
            return
        inside = self._inside(given)
        name = " ".join(said(part) for part in each(inside.get("name", "")))
        self.name(name, key)
        for words in (said(part) for part in each(inside.get("country", []))):
            self.side("", key, words)
        self.listed(inside, f"{label} acts for {name[:60] or 'another'}", "principal")

    def _vessel(self, inside: Mapping[str, object], key: str, side: str) -> None:
        label = f"{key}: {said(inside.get('name', inside.get('imo', 'a vessel')))[:60]}"
        self.sign("vessel", label)
        for field in ("name", "imo"):
            self.name(" ".join(said(part) for part in each(inside.get(field, ""))), key)
        for role in (said(part) for part in each(inside.get("role", []))):
            side = keys("roles").get(slug(role), side)
            self.text(role, key, STATED)
        for field in ("flag", "country"):
            for part in each(inside.get(field, [])):
                self.flag(said(part), label, side)
        if "dprk" in inside and value(said(inside["dprk"])) == "yes":
            for mark in ("vessel-kp", *([f"{side}-kp"] if side else [])):
                self.sign(mark, f"{label}, of the DPRK")
        self.listed(inside, label, "vessel")
        for part in each(inside.get("acts_for", [])):
            self._principal(part, key, label)
            self.sign("party", f"{label}: owner or operator")
            words = " ".join(map(str, part.values())) if isinstance(part, Mapping) else said(part)
            if self.whose(words) == "kp":
                self.sign("vessel-kp", f"{label}, owned or run by the DPRK")

    def _listing(self, told: object, since: object, key: str) -> Answer | None:
        """Whether somebody is on the UN list, and since when; ``None`` where the words name other lists only."""
        if since is not None:
            told = {"listed": told if told is not None else "yes", "since": since}
        try:
            return self.answer(told, key)
        except BadInput:
            words = " ".join(said(part) for part in each(told))
            if isinstance(told, Mapping) or not _UN.search(words.casefold()):
                self.unclear(key, words, ": not known as the UN's list")
                return None
            match = _DAY.search(words)
            return Answer("yes", _days.span(match[0]).first if match else None)
