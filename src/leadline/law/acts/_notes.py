"""What is noted while an act is read: signs, where they stand, and what isn't understood."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from leadline.errors import BadInput
from leadline.law.acts import _days
from leadline.law.acts._keys import country, keys, slug, value
from leadline.law.acts._words import KP, plain
from leadline.law.acts.act import STATED, TOLD, Act, Answer, Found
from leadline.law.regime import Regime

_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?|\b\d{1,2} [a-z]{3,9} \d{4}", re.ASCII | re.IGNORECASE)
_AROUND = re.compile(r"\b(since|from|on|of|listed)\b|[,;:.()]")


def said(given: object) -> str:
    """A scalar as text; JSON's true, false and null as yes, no and unknown.

    Full-width letters and digits are read as the plain ones, and marks that nobody sees (zero-width, direction of
    writing) are left out: they must not hide a country or a code.
    """
    if isinstance(given, bool):
        return "yes" if given else "no"
    if given is None:
        return "unknown"
    seen = (c for c in unicodedata.normalize("NFKC", str(given)) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).split())


def each(given: object) -> Iterator[object]:
    """The parts of a list, or the one thing."""
    if isinstance(given, list):
        for one in given:
            yield from each(one)
    else:
        yield given


class Notes:
    """Fills one act."""

    def __init__(self, regime: Regime, act: Act) -> None:
        """``act`` is filled in place."""
        self.regime, self.act, self.lexicon = regime, act, regime.lexicon

    def sign(self, mark: str, why: str, strength: int = STATED, answer: Answer | None = None) -> None:
        """Add one sign; with an answer it counts from the answer's day."""
        self.act.found.append(Found(mark, strength, why, answer.since if answer else None))

    def text(self, words: str, key: str, strength: int) -> bool:
        """Add the signs that ``words`` hold; whether there were any."""
        found = self.lexicon.find(words)
        if strength == STATED and found:
            denied = self.lexicon.denied(words)
            self._marks({mark: found.pop(mark) for mark in denied & found.keys()}, words, key, TOLD)
            return self._marks(found, words, key, strength) or bool(denied)
        return self._marks(found, words, key, strength)

    def name(self, words: str, key: str) -> None:
        """Add what the name of a party or vessel tells, and remember the name."""
        self._marks(self.lexicon.find_in_name(words), words, key, TOLD)
        if len(name := plain(words)) > 3 and country(words) is None:
            self.act.names.add(name)

    def _marks(self, found: Mapping[str, str], words: str, key: str, strength: int) -> bool:
        for mark, match in found.items():
            how = f"{key}: {match}" if strength == STATED else f"words in {key}: {match}"
            self.sign(mark, how, strength)
        for name, since in self.lexicon.listed(words):
            why = f"words in {key}: {name}, listed since {since}"
            self.sign("party-listed", why, TOLD, Answer("yes", since))
        return bool(found)

    def unclear(self, key: str, words: str, hint: str = "") -> None:
        """Say that something wasn't understood."""
        cut = words[:80] + ("…" if len(words) > 80 else "")
        self.act.not_understood.append(f"{key[:40]}: {cut!r}{hint}")

    def whose(self, words: str) -> str | None:
        """Whether a country or place is the DPRK's, ``kp``, or another's, ``other``; ``None`` if it isn't known."""
        code = country(words) or ("kp" if KP in self.lexicon.told(words) else None)
        if code is None and "," in words:
            code = country(words.rsplit(",", 1)[-1])
        return code and ("kp" if code == "kp" else "other")

    def where(self, side: str, key: str, words: str) -> None:
        """A place or country: ``side`` is from, to or at."""
        if value(words) == "unknown" or not words:
            return
        whose = self.whose(words)
        if whose is not None:
            self.sign(f"{side}-{whose}", f"{key}: {words[:60]}")
            return
        self.sign(f"{side}-other", f"{key}: {words[:60]}", TOLD)
        self.text(words, key, TOLD)

    def side(self, side: str, key: str, words: str) -> None:
        """The country of a party, who gives (by) or gets (for), or stands on no side that is known."""
        if value(words) == "unknown":
            return
        whose = self.whose(words)
        if whose is None:
            self.unclear(key, words, ": no country of that name")
            return
        for mark in (f"party-{whose}", f"{side}-{whose}")[: 2 if side else 1]:
            self.sign(mark, f"{key}: {words[:60]}")

    def answer(self, told: object, key: str) -> Answer:
        """Yes, no or unknown, perhaps since a day. Raises ``BadInput`` for anything else."""
        since = None
        if isinstance(told, Mapping):
            told = {keys("answer").get(slug(str(name)), ""): one for name, one in told.items()}
            days = told.get("since")
            since = _days.span(said(days)).first if days is not None else None
            given = told.get("answer")
            told = given if given is not None else ("yes" if since else "unknown")
        words = said(told)
        match = _DAY.search(words)
        if match and since is None:
            since = _days.span(match[0]).first
        bare = _AROUND.sub(" ", (words.replace(match[0], "") if match else words).casefold()).strip()
        found = value(bare) if bare else ("yes" if match else None)
        if found is None:
            raise BadInput(
                f"{key}: {words[:40]!r} is no answer. Write yes, no or unknown; or: yes, since 2016-03-02."
            )
        return Answer(found, since if found == "yes" else None)
