"""Words of an act, made comparable, and the marks of the vocabulary that are found in them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from leadline.law.acts._keys import countries, listed_parties
from leadline.law.vocabulary import Mark

KP = "@kp"
_ARTICLES = frozenset({"the", "a", "an"})
_TAKES_BACK = re.compile(r"(?<!\S)(?:not|no|non|without|except|excluding|other than|instead of)(?!\S)")
_DENIED = re.compile(rf"{_TAKES_BACK.pattern}(?: \S+)? $")
_PARTS = re.compile(r"[,;/+&]|\band\b")


def plain(text: str) -> str:
    """Small letters without accents and punctuation, single spaces, no articles."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
    return " ".join(word for word in re.findall(r"[^\W_]+", bare) if word not in _ARTICLES)


class Lexicon:
    """The words of every mark, compiled once for a regime."""

    def __init__(self, marks: Mapping[str, Mark]) -> None:
        """``marks`` is the vocabulary's; the words of the mark ``kp`` are places and bodies of the DPRK."""
        kp = [plain(name) for name, code in countries().items() if code == "kp" and len(name) > 2]
        kp += [plain(name) for name in marks["kp"].words] if "kp" in marks else []
        self._kp = _compiled(kp)
        self._parties = {plain(name): (name, since) for name, since in listed_parties().items()}
        self._listed = _compiled(self._parties)
        self._names = {mark.id for mark in marks.values() if mark.names} | {"kp"}
        self._whole: dict[str, set[str]] = {}
        self._within: dict[str, re.Pattern[str]] = {}
        for mark in marks.values():
            for phrase in mark.words:
                if phrase.startswith("="):
                    self._whole.setdefault(plain(phrase), set()).add(mark.id)
            phrases = [_phrase(word) for word in mark.words if not word.startswith("=")]
            if phrases:
                self._within[mark.id] = _compiled(phrases)

    def told(self, text: str) -> str:
        """``text`` made comparable, with every name of the DPRK as ``@kp``."""
        return self._kp.sub(KP, plain(text))

    def denied(self, text: str) -> set[str]:
        """The marks that ``text`` has only with a word before them that takes it back: ``no coal``, ``not for arms``."""
        told = self.told(text)
        if not _TAKES_BACK.search(told):
            return set()
        return {
            id_
            for id_, words in self._within.items()
            if (places := [match.start() for match in words.finditer(told)])
            and all(_DENIED.search(told, 0, place) for place in places)
        }

    def find(self, text: str) -> dict[str, str]:
        """The marks in ``text``, each with the words that gave it."""
        told = self.told(text)
        bare = self.told(self._listed.sub(" ", plain(text)))  # a Munitions Industry Department is no munition
        found = {}
        for id_, words in self._within.items():
            if match := words.search(told if id_ in self._names else bare):
                found[id_] = match[0]
        for part in {plain(part) for part in _PARTS.split(text.casefold())} | {plain(text)}:
            found |= dict.fromkeys(self._whole.get(part, ()), part)
        if KP in told:
            found["kp"] = "the DPRK"
        return found

    def find_in_name(self, text: str) -> dict[str, str]:
        """The marks in the name of somebody: ``Ocean Leasing`` leases nothing by its name."""
        return {mark: match for mark, match in self.find(text).items() if mark in self._names}

    def listed(self, text: str) -> Iterator[tuple[str, dt.date]]:
        """Names in ``text`` of parties that the UN lists, with the day of listing."""
        for match in self._listed.finditer(plain(text)):
            yield self._parties[match[0]]


def _phrase(words: str) -> str:
    return " ".join(
        KP if word == KP else plain(word.rstrip("*")) + ("*" if word.endswith("*") else "")
        for word in words.split()
    )


def _compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    one_of = "|".join(
        re.escape(phrase).replace(r"\*", r"\S*").replace(r"\ ", " ")
        for phrase in sorted(filter(None, phrases), key=lambda p: (-len(p), p))
    )
    return re.compile(rf"(?<!\S)(?:{one_of or '(?!)'})(?!\S)")
