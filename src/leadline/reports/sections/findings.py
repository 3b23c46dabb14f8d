"""The findings: claim, figures, chronology, law, explanations, judgement, replies."""

from collections.abc import Iterable

from leadline.reports.material import Finding, Lead, Material, Standing, moment_text
from leadline.reports.phrases import LIKELIHOODS, cited, exemptions, listed, named, ranged, replied, stood
from leadline.reports.tree import (
    Block,
    Code,
    Column,
    Emphasis,
    Figure,
    Heading,
    List,
    MapData,
    Paragraph,
    Run,
    Runs,
    Strong,
    TableBlock,
    TimelineData,
)

PLACE = 20


def section(material: Material) -> Iterable[Block]:
    """Print each finding with all that it rests on, and all that speaks against it."""
    if not material.findings:
        return
    yield Heading(["Findings"], level=1, exercise=all(finding.simulated for finding in material.findings))
    for finding in material.findings:
        yield Heading([finding.title], level=2, exercise=finding.simulated)
        yield from _claim(material, finding)
        yield from _figures(finding)
        yield from _chronology(finding)
        yield from _law(finding)
        yield from _explanations(finding)
        yield from _judgement(finding)
        yield from _replies(finding)


def _claim(material: Material, finding: Finding) -> Iterable[Block]:
    yield Paragraph([finding.claim, *cited(material, finding.evidence)])
    if finding.subjects:
        names = listed([named(subject) for subject in finding.subjects])
        yield Paragraph(
            [
                "It concerns ",
                *names,
                ". Names and numbers are given as broadcast; the digits of an MMSI are a claim, not a flag.",
                *cited(material, _rests_on(finding)),
            ]
        )
    for lead in finding.leads:
        yield Paragraph(_lead(material, lead))


def _rests_on(finding: Finding) -> list[str]:
    """The evidence of its leads, which is where names and numbers were heard; without leads, all of it."""
    numbers = sorted({number for lead in finding.leads for number in lead.evidence})
    return numbers or list(finding.evidence)


def _lead(material: Material, lead: Lead) -> list[Run]:
    where = f", near {_position(lead.lat, lead.lon)}" if lead.lat is not None and lead.lon is not None else ""
    when = f"Between {moment_text(lead.first_at)} and {moment_text(lead.last_at)} UTC{where}, the detector "
    runs: list[Run] = [
        when,
        Code(lead.detector),
        f" asked about this: {lead.says}{' ' * bool(lead.strength)}{lead.strength}",
    ]
    return [*runs, *cited(material, lead.evidence, lead.id)]


def _position(lat: float, lon: float) -> str:
    return f"{abs(lat):.2f}°{'N' if lat >= 0 else 'S'} {abs(lon):.2f}°{'E' if lon >= 0 else 'W'}"


def _figures(finding: Finding) -> Iterable[Block]:
    if finding.tracks or finding.silences or finding.meetings:
        yield Figure(
            [f"Tracks, silences and meetings of finding {finding.id}. Positions as broadcast, times in UTC."],
            alt=f"Map. {_told(finding)}",
            data=MapData(finding.tracks, finding.silences, finding.meetings),
            exercise=finding.simulated,
        )
    if finding.tracks or finding.chronology:
        yield Figure(
            [
                f"Timeline of finding {finding.id}. Lines show when a vessel was heard; numbers are rows of the chronology."
            ],
            alt=f"Timeline. {_told(finding)} {len(finding.chronology)} rows of the chronology.",
            data=TimelineData(finding.tracks, finding.silences, finding.meetings, finding.chronology),
            exercise=finding.simulated,
        )


def _told(finding: Finding) -> str:
    """What the figures show, in words, for those who can't see them."""
    names = {track.mmsi: track.label for track in finding.tracks}
    parts = [f"Track of {track.label}, {len(track.points)} fixes." for track in finding.tracks]
    for silence in finding.silences:
        ends = f"from {_position(silence.start.lat, silence.start.lon)} to {_position(silence.end.lat, silence.end.lon)}"
        who = names.get(silence.mmsi, f"MMSI {silence.mmsi}")
        parts.append(
            f"{who} silent for {silence.hours:.0f} hours from {moment_text(silence.start.at)} UTC, {ends}."
        )
    for order, meeting in enumerate(finding.meetings, 1):
        where = _position(meeting.lat, meeting.lon)
        parts.append(f"Meeting {order} at {where}, {moment_text(meeting.at)} UTC: {meeting.label}.")
    return " ".join(parts)


def _chronology(finding: Finding) -> Iterable[Block]:
    if not finding.chronology:
        return
    columns = [
        Column("No.", "right"),
        Column("Time (UTC)"),
        Column("What was observed", share=1),
        Column("Grade", "center"),
        Column("Evidence"),
    ]
    rows: list[list[Runs]] = [
        [
            [str(order)],
            [moment_text(moment.at)],
            [moment.says],
            [moment.grade or "–"],
            [ranged(moment.evidence)],
        ]
        for order, moment in enumerate(finding.chronology, 1)
    ]
    yield TableBlock([f"Chronology of finding {finding.id}"], columns, rows)


def _law(finding: Finding) -> Iterable[Block]:
    yield Heading(["Law"], level=3)
    if not finding.standings:
        yield Paragraph(["No measure has been tied to this finding."])
    for standing in finding.standings:
        yield stood(standing)
    yield from (_elements(standing) for standing in finding.standings if standing.elements)
    if asked := exemptions(finding.standings):
        yield Paragraph(
            ["Before anyone is said to have breached a measure, these exemptions have to be asked about:"]
        )
        yield List(asked)


def _elements(standing: Standing) -> TableBlock:
    rows: list[list[Runs]] = [[[e.asks], [Strong(e.answer)], [e.because or "–"]] for e in standing.elements]
    columns = [Column("What must be shown", share=3), Column("Shown", "center"), Column("Because", share=4)]
    return TableBlock([f"Elements of “{standing.title}”, {standing.cite or standing.kind}"], columns, rows)


def _explanations(finding: Finding) -> Iterable[Block]:
    yield Heading(["Explanations considered"], level=3)
    if not finding.explanations:
        yield Paragraph(["No innocent explanation has been considered yet."])
        return
    rows: list[list[list[Run]]] = []
    for explanation in finding.explanations:
        open_answer = (
            "The data cannot tell; this stays a question." if explanation.cannot_tell else "Not weighed yet."
        )
        rows.append([[explanation.says], [explanation.weighed or open_answer]])
    columns = [Column("It could be that", share=1), Column("Weighed", share=1)]
    yield TableBlock([f"Innocent explanations of finding {finding.id}"], columns, rows)


def _judgement(finding: Finding) -> Iterable[Block]:
    """Likelihood and confidence: two fields, two paragraphs, never one sentence."""
    yield Heading(["Judgement"], level=3)
    if finding.likelihood:
        range_ = LIKELIHOODS[finding.likelihood]
        yield Paragraph(
            [
                Strong("Likelihood."),
                " The claim is judged ",
                Emphasis(finding.likelihood),
                f" ({range_} per cent).",
            ]
        )
    else:
        yield Paragraph([Strong("Likelihood."), " Nobody has judged how likely the claim is."])
    if finding.confidence:
        yield Paragraph(
            [Strong("Confidence."), f" Confidence in the evidence behind this is {finding.confidence}."]
        )
    else:
        yield Paragraph([Strong("Confidence."), " Nobody has judged how far the evidence can be trusted."])


def _replies(finding: Finding) -> Iterable[Block]:
    yield Heading(["Replies"], level=3)
    if not finding.replies:
        yield Paragraph(["No reply has been requested yet."])
    for reply in finding.replies:
        yield Paragraph(replied(reply))
