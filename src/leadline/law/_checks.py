"""What must hold between measures once all files are read; every refusal names the file."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from leadline.errors import BadContent
from leadline.law.model import Measure, Paragraph
from leadline.law.standing import standing
from leadline.law.vocabulary import Element, Exemption, Mark

_READ = frozenset(
    f"{side}-{whose}"
    for side in ("from", "to", "at", "by", "for", "party", "principal", "flag", "vessel")
    for whose in ("kp", "other", "listed", "unlisted", "listing-open")
) | {"party", "vessel", "agent"}
"""Marks that are read from the fields of an act, and need no words."""
_UNASSESSED = frozenset({"institution", "exemption"})
"""Kinds of paragraph that no act can breach."""
_SHARED = ("source", "force", "since", "until", "superseded_by", "widened_by", "amends", "obliged")


def check(
    measures: Mapping[str, Measure],
    marks: Mapping[str, Mark],
    elements: Mapping[str, Element],
    exemptions: Mapping[str, Exemption],
    files: Mapping[tuple[str, str], Path],
) -> None:
    """Raise ``BadContent`` at the first thing that doesn't hold."""
    homes = _agreed(measures, files)
    for exemption in exemptions.values():
        if exemption.under and exemption.under not in homes:
            raise BadContent(
                f"{files['exemption', exemption.id]}: exemption {exemption.id} rests on {exemption.under}, "
                "a paragraph that no measure holds. Mend the id."
            )
    known = _READ | set(marks)
    resting = [("mark", mark.id, mark.when) for mark in marks.values()]
    resting += [("element", one.id, (*one.yes, *one.points, *one.no)) for one in elements.values()]
    for kind, id_, signs in resting:
        for complaint in _unread(signs, known):
            raise BadContent(f"{files[kind, id_]}: {kind} {id_} {complaint}")
    for measure in measures.values():
        for paragraph in measure.paragraphs:
            complaints = _complaints(paragraph, homes, elements, exemptions)
            for complaint in chain(complaints, _unread(paragraph.about, known)):
                raise BadContent(f"{files['measure', measure.id]}: paragraph {paragraph.id} {complaint}")
        for example in measure.examples:
            found = standing(measure, example.day).kind
            if found != example.kind:
                raise BadContent(
                    f"{files['measure', measure.id]}: the example of {example.day} says {example.kind}, "
                    f"the paragraphs give {found}. Mend whichever is wrong."
                )


def _unread(signs: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for term in (term.removeprefix("!") for sign in signs for term in sign.split()):
        if term not in known and term != "@hs" and not term.startswith("day>="):
            yield f"rests on the mark {term!r}, which no vocabulary has. Mend the id, or add it there."


def _agreed(measures: Mapping[str, Measure], files: Mapping[tuple[str, str], Path]) -> dict[str, Paragraph]:
    """Paragraphs by id. Two subjects may share one, if they agree on what isn't about the subject."""
    homes: dict[str, tuple[str, Paragraph]] = {}
    for measure in measures.values():
        for paragraph in measure.paragraphs:
            other, first = homes.setdefault(paragraph.id, (measure.id, paragraph))
            for name in _SHARED:
                if getattr(first, name) != getattr(paragraph, name):
                    raise BadContent(
                        f"Paragraph {paragraph.id} has one {name!r} in {files['measure', other]} and another "
                        f"in {files['measure', measure.id]}. It is one paragraph: make them agree, "
                        "or give yours an id of its own."
                    )
    return {id_: paragraph for id_, (_, paragraph) in homes.items()}


def _complaints(
    paragraph: Paragraph, homes: Mapping[str, Paragraph], elements: Iterable[str], exemptions: Iterable[str]
) -> Iterator[str]:
    named = {
        "elements": (paragraph.elements, elements),
        "one_of": (paragraph.one_of, elements),
        "exempt": (paragraph.exempt, exemptions),
        "amends": (paragraph.amends, homes),
        "superseded_by": (paragraph.superseded_by, homes),
        "widened_by": (paragraph.widened_by, homes),
        "absorbed_by": (paragraph.absorbed_by, homes),
    }
    if not paragraph.elements and paragraph.kind not in _UNASSESSED:
        yield "has no elements, so no act can be assessed under it. Say what must be shown."
    for field, (ids, known) in named.items():
        for id_ in ids:
            if id_ not in known:
                where = "paragraphs" if known is homes else "a vocabulary.yml"
                yield f"names {id_!r} under {field}, which isn't in {where}. Mend the id, or add it there."
    for id_ in paragraph.superseded_by:
        if homes[id_].since != paragraph.until:
            yield (
                f"ends on {paragraph.until}, but {id_} that supersedes it begins on {homes[id_].since}. "
                "Give both the same day, or say widened_by."
            )
    for id_ in (*paragraph.amends, *paragraph.widened_by):
        older, newer = (id_, paragraph) if id_ in paragraph.amends else (paragraph.id, homes[id_])
        if homes[older].since > newer.since:
            yield f"has dates that turn {older} and {newer.id} around: what changes another comes after it."
