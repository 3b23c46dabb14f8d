"""The legal basis: every measure that the report names, as it stood on the days in question."""

from collections.abc import Iterable

from leadline.reports.material import Material
from leadline.reports.phrases import standings_table
from leadline.reports.tree import Block, Heading, Note, Paragraph, Strong

PLACE = 40


def section(material: Material) -> Iterable[Block]:
    """List the measures with citation and force, each in our own words."""
    standings = [s for finding in material.findings for s in finding.standings]
    standings += [s for act in material.acts for s in act.standings]
    if not standings:
        return
    yield Heading(["Legal basis"], level=1)
    yield Paragraph(
        [
            "The table gives each measure as it stood on the day of an act or finding. “Decides” binds; “calls upon” "
            "asks. Where no measure is coded for a day, that does not mean that the act was permitted."
        ]
    )
    yield standings_table(standings, ["Measures named in this report"])
    said = dict.fromkeys((s.title, s.says) for s in standings)
    for title, says in sorted(said):
        yield Paragraph([Strong(title), f". {says}"])
    yield Note(["Summaries are this report's own words. The text that binds is the resolution's."])
