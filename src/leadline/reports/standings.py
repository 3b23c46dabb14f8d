"""From the regime to the plain standings of a report: one a paragraph that stands on the day."""

from collections.abc import Iterator, Mapping
from datetime import date

from leadline.errors import UnknownName
from leadline.law.model import Measure, Paragraph
from leadline.law.regime import Regime
from leadline.reports.material import Answer, Element, Exemption, Standing

Answers = Mapping[tuple[str, str], tuple[Answer, str]]
"""By paragraph and element."""


def standings(
    regime: Regime, measure_id: str, day: date, answers: Answers | None = None
) -> Iterator[Standing]:
    """The paragraphs of a measure that stand on ``day``, with what is known of each element.

    ``answers`` maps paragraph and element to an answer and the reason for it; one without is unknown. Where no
    paragraph stands, one standing says so, as ``none-coded`` or ``expired``.

    :raises UnknownName: when the regime has no such measure.
    """
    held = regime.standing(measure_id, day)
    common = {"measure": measure_id, "title": held.measure.title, "day": day}
    if not held.paragraphs:
        yield Standing(**common, cite="", force="", kind=held.kind, says=held.says)
    for paragraph in held.paragraphs:
        yield _standing(regime, held.measure, paragraph, day, answers or {})


def named(regime: Regime, paragraph_id: str, first: date, last: date) -> Standing:
    """One paragraph as somebody named it for an act between two days; where it did not stand, it says so.

    A paragraph that several measures share is shown once, under all their titles. One that the regime lacks is
    said not to be coded: others may name more than is coded here.
    """
    try:
        homes = regime.homes(paragraph_id)
    except UnknownName:
        title, says = f"Paragraph {paragraph_id}", f"Paragraph {paragraph_id} is not coded here."
        return Standing(measure=paragraph_id, title=title, kind="not coded", day=last, says=says)
    measure, paragraph = homes[0]
    told = _standing(regime, measure, paragraph, last, {})
    told = told.model_copy(update={"title": "; ".join(dict.fromkeys(m.title for m, _ in homes))})
    stood = [paragraph.stands(day) for day in (first, last)]
    if all(stood):
        return told
    if any(stood):
        return told.model_copy(update={"kind": f"{told.kind}, in force for part of that time"})
    kind = "not yet in force" if last < paragraph.since else "no longer in force"
    return told.model_copy(update={"kind": kind, "elements": (), "exemptions": ()})


def _standing(
    regime: Regime, measure: Measure, paragraph: Paragraph, day: date, answers: Answers
) -> Standing:
    return Standing(
        measure=measure.id,
        title=measure.title,
        day=day,
        cite=paragraph.cite,
        force=paragraph.force,
        kind=paragraph.kind,
        says=f"{paragraph.summary.rstrip('.')}.",
        elements=tuple(_elements(regime, paragraph, answers)),
        exemptions=tuple(
            Exemption(asks=exemption.asks, granted_by=exemption.granted_by)
            for exemption in regime.exemptions_of(paragraph, day)
        ),
    )


def _elements(regime: Regime, paragraph: Paragraph, answers: Answers) -> Iterator[Element]:
    for id_ in (*paragraph.elements, *paragraph.one_of):
        answer, because = answers.get((paragraph.id, id_), ("unknown", ""))
        yield Element(asks=regime.elements[id_].asks, answer=answer, because=because)
