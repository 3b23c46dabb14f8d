"""From the fields of one act to its signs: every field of ``spelling/keys.yml`` has one way to be read."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping

from leadline.errors import BadInput, UnknownName
from leadline.law.acts import _days
from leadline.law.acts._keys import Value, keys, slug, tables, value
from leadline.law.acts._notes import each, said
from leadline.law.acts._parties import Parties
from leadline.law.acts.act import STATED, TOLD, Act, Answer
from leadline.law.regime import Regime

_TURNED: Mapping[Value, Value] = {"yes": "no", "no": "yes", "unknown": "unknown"}
_CODE = re.compile(r"(hs)?\s*\d[\d. ]{1,11}", re.ASCII)
_UNREAD = frozenset({"set_aside", "id"})


class Reader:
    """Reads one act: ``take`` its fields one at a time, in any order, then ask for ``done``."""

    def __init__(self, regime: Regime, act: Act) -> None:
        """``act`` is filled in place."""
        self.act, self._regime, self._notes = act, regime, Parties(regime, act)
        self._dates: dict[str, _days.Span] = {}
        note = self._notes
        self._ways: Mapping[str, Callable[[str, object], None]] = {
            "date": self._date,
            "first": self._edge,
            "last": self._edge,
            "kind": self._kind,
            "words": self._prose,
            "detail_words": self._detail,
            "goods": self._goods,
            "hs": self._hs,
            "quantity": self._quantity,
            "from": self._direction,
            "to": self._direction,
            "place": self._place,
            "state": self._place,
            "parties": self._parties(""),
            "by": self._parties("by"),
            "for": self._parties("for"),
            "by_name": self._parties("by"),
            "to_name": self._parties("for"),
            "by_flag": lambda key, given: note.side("by", key, said(given)),
            "to_flag": lambda key, given: note.side("for", key, said(given)),
            "vessels": self._vessels(""),
            "from_vessel": self._vessels("by"),
            "to_vessel": self._vessels("for"),
            "nationality": lambda key, given: note.side("", key, said(given)),
            "flag": lambda key, given: note.vessel({"flag": given}, key),
            "imo": lambda key, given: note.vessel({"imo": given}, key),
            "by_imo": lambda key, given: note.vessel({"imo": given}, key),
            "to_imo": lambda key, given: note.vessel({"imo": given}, key),
            "listed": self._listed,
            "vessel_listed": lambda key, given: note.listed({"listed": given}, key, "vessel"),
            "elements": self._elements,
            "exemptions": self._exemptions,
            "reports": self._reports,
        }

    def take(self, key: str, given: object) -> None:
        """Read one field. Raises ``BadInput`` for a bad date or an element that no paragraph asks about."""
        name = slug(key)
        field = keys("fields").get(name, "")
        if name in tables()["set_aside"] or (field in _UNREAD and not isinstance(given, Mapping)):
            return
        if not isinstance(given, list | Mapping) and self._fact(key, said(given)):
            return
        self._ways.get(field, self._unknown)(key, given)

    def done(self) -> Act:
        """The act. Raises ``BadInput`` where nothing in it could be understood."""
        act, dates = self.act, self._dates
        first, last = dates.get("first", dates.get("last")), dates.get("last", dates.get("first"))
        if first is not None and last is not None:
            act.span = _days.joined(first, last, f"{first} / {last}")
        elif "date" in dates:
            act.span = dates["date"]
        if act.empty:
            what = f" ({'; '.join(act.not_understood[:3])})" if act.not_understood else ""
            kinds = ", ".join(tables()["kinds"])
            raise BadInput(f"Nothing in it was understood{what}. Give it a `kind`, such as: {kinds}.")
        return act

    # days

    def _date(self, key: str, given: object) -> None:
        if not isinstance(given, Mapping):
            known = [one for one in (_days.span(said(part)) for part in each(given)) if one.first or one.last]
            if known:
                self._whole(_days.joined(known[0], known[-1], said(given)), key)
            return
        for inner, one in given.items():
            name = slug(str(inner))
            field = {"from": "first", "to": "last"}.get(name, keys("fields").get(name, ""))
            if field not in {"date", "first", "last"}:
                raise BadInput(f"{key}: {str(inner)[:40]!r} is no part of a date. Write start and end.")
            self._dates[field] = _days.span(said(one))

    def _whole(self, span: _days.Span, key: str) -> None:
        """Keep the date; of two, such as a day and its month, the one that lies inside the other."""
        held = self._dates.setdefault("date", span)
        inside = [one for one, other in ((span, held), (held, span)) if one.within(other)]
        if not inside:
            raise BadInput(f"{key}: {span} doesn't agree with {held}, given before. Give the act one date.")
        self._dates["date"] = inside[0]

    def _edge(self, key: str, given: object) -> None:
        self._dates[keys("fields")[slug(key)]] = _days.span(said(given))

    # words

    def _kind(self, key: str, given: object) -> None:
        for one in each(given):
            words = said(one).replace("_", " ")
            if not self._notes.text(words, key, STATED):
                near = difflib.get_close_matches(words.casefold()[:60], tables()["kinds"], n=3, cutoff=0.4)
                self._notes.unclear(key, words, f"; near kinds: {', '.join(near)}" if near else "")

    def _prose(self, key: str, given: object) -> None:
        for one in each(given):
            for text in one.values() if isinstance(one, Mapping) else (one,):
                self._notes.text(" ".join(said(part) for part in each(text)), key, TOLD)

    def _detail(self, key: str, given: object) -> None:
        for one in each(given):
            for inner, text in one.items() if isinstance(one, Mapping) else ((key, one),):
                words = " ".join(said(part) for part in each(text))
                if not self._fact(str(inner), words) and not self._notes.text(words, key, STATED):
                    self._notes.unclear(str(inner), words)

    def _goods(self, key: str, given: object) -> None:
        for one in each(given):
            if isinstance(one, Mapping):
                for inner, text in one.items():
                    name = slug(str(inner))
                    described = keys("inside").get(name) in {"name", "role"}
                    described |= keys("fields").get(name) in {"words", "detail_words", "kind"}
                    self.take("goods" if described else str(inner), text)
            elif _CODE.fullmatch(said(one).casefold()):
                self._hs(key, one)
            elif not self._notes.text(said(one), key, STATED):
                self._notes.unclear(key, said(one))

    def _hs(self, key: str, given: object) -> None:
        for one in each(given):
            for code in re.split(r"[,;/]| (?=\d)", said(one)):
                digits = re.sub(r"\D", "", code, flags=re.ASCII)
                if 2 <= len(digits) <= 12 and len(digits) % 2 == 0:
                    self.act.codes.append(digits)
                else:
                    self._notes.unclear(
                        key, code, ": an HS code has 2, 4, 6 or more digits, in quotation marks"
                    )

    def _quantity(self, key: str, given: object) -> None:
        """Figures are for the caps; here only what was counted tells anything."""
        for one in each(given):
            for inner, text in one.items() if isinstance(one, Mapping) else ():
                if slug(str(inner)) in {"what", "of", "goods"}:
                    self._notes.text(said(text), key, TOLD)

    def _unknown(self, key: str, given: object) -> None:
        """Another key: a mapping holds more fields, a yes makes its own words count, the rest is prose."""
        if isinstance(given, Mapping):
            for inner, told in given.items():
                self.take(str(inner), told)
            return
        words = " ".join(said(one) for one in each(given) if not isinstance(one, Mapping))
        shown = key.replace("_", " ")
        if value(words) == "yes" and self._notes.text(shown, key, STATED):
            return
        if value(words) is None:
            self._notes.text(f"{shown} {words}", key, TOLD)
        self._notes.unclear(key, words)

    # places and parties

    def _direction(self, key: str, given: object) -> None:
        side = keys("fields")[slug(key)]
        for one in each(given):
            if isinstance(one, Mapping):
                self._notes.party(one, key, "by" if side == "from" else "for", side)
            elif re.search(r"\d{4}", said(one)) and slug(key) == side:
                self._edge("first" if side == "from" else "last", one)
            else:
                self._notes.where(side, key, said(one))

    def _place(self, key: str, given: object) -> None:
        for one in each(given):
            named = (one.get("name") or one.get("country") or "") if isinstance(one, Mapping) else one
            self._notes.where("at", key, said(named))

    def _parties(self, side: str) -> Callable[[str, object], None]:
        def read(key: str, given: object) -> None:
            for one in each(given):
                for role, party in _by_role(one, key):
                    self._notes.party(party, key, side or keys("roles").get(slug(role), ""))

        return read

    def _vessels(self, side: str) -> Callable[[str, object], None]:
        def read(key: str, given: object) -> None:
            for one in each(given):
                for role, vessel in _by_role(one, key):
                    self._notes.vessel(vessel, key, side or keys("roles").get(slug(role), ""))

        return read

    # answers

    def _listed(self, key: str, given: object) -> None:
        if isinstance(given, Mapping) and not any(slug(str(name)) in keys("answer") for name in given):
            for name, told in given.items():
                self._notes.party({"name": str(name), "listed": told}, key)
        else:
            self._notes.listed({"listed": given}, key, "party")

    def _fact(self, key: str, words: str) -> bool:
        """Take a yes-or-no key: an element, an exemption, or one of the facts that mean some; whether it is one."""
        answer, name = value(words), slug(key)
        if name in {"lasting", "throughout", "continuous", "continuing"} and answer in {"yes", "no"}:
            self.act.lasting = answer == "yes"
            return True
        ids = tables()["facts"].get(name, [name.replace("_", "-")])
        if answer is None or not all(self._home(id_.removeprefix("!")) is not None for id_ in ids):
            return False
        for id_ in ids:
            home = self._home(id_.removeprefix("!"))
            if home is not None:
                home[id_.removeprefix("!")] = Answer(_TURNED[answer] if id_.startswith("!") else answer)
        return True

    def _home(self, id_: str) -> dict[str, Answer] | None:
        if id_ in self._regime.elements:
            return self.act.elements
        return self.act.exemptions if id_ in self._regime.exemptions else None

    def _elements(self, key: str, given: object) -> None:
        for id_, told in _pairs(given):
            if id_ not in self._regime.elements:
                raise UnknownName("element", id_[:60], self._regime.elements)
            self.act.elements[id_] = self._notes.answer(told, f"{key} {id_}")

    def _exemptions(self, key: str, given: object) -> None:
        if not isinstance(given, list | Mapping) and (answer := value(said(given))) in {"no", "unknown"}:
            if answer == "no":
                self.act.exemptions |= dict.fromkeys(self._regime.exemptions, Answer("no"))
            return
        for id_, told in _pairs(given):
            if id_ in self._regime.exemptions:
                self.act.exemptions[id_] = self._notes.answer(told, f"{key} {id_}")
            elif isinstance(told, list | Mapping) or not self._fact(id_, said(told)):
                near = difflib.get_close_matches(id_[:60], self._regime.exemptions, n=2)
                self._notes.unclear(key, id_, f"; near: {', '.join(near)}" if near else "")

    def _reports(self, key: str, given: object) -> None:
        for one in each(given):
            for inner, told in one.items() if isinstance(one, Mapping) else (("reported", one),):
                words = said(told)
                if not (self._fact(str(inner), words) or self._fact("reported", words)):
                    self._notes.text(words, key, TOLD)
                    self._notes.unclear(key, words)


def _by_role(given: object, key: str) -> list[tuple[str, object]]:
    """``{seller: A, buyer: B}`` as its parts; anything else as the one thing, in the role that its key says."""
    if isinstance(given, Mapping) and given and all(slug(str(role)) in keys("roles") for role in given):
        return [(str(role), one) for role, told in given.items() for one in each(told)]
    return [(key, given)]


def _pairs(given: object) -> Iterator[tuple[str, object]]:
    """Ids with what is said of each; a bare id is a yes."""
    for one in each(given):
        if not isinstance(one, Mapping):
            yield slug(said(one)).replace("_", "-"), "yes"
            continue
        named = next((one[k] for k in ("id", "element", "exemption") if k in one), None)
        for id_, told in [(named, one)] if named is not None else one.items():
            yield slug(said(id_)).replace("_", "-"), told
