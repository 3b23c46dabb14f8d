"""The right of reply: who was asked what, when, and what they answered."""

from collections.abc import Iterable

from leadline.reports.material import Material
from leadline.reports.phrases import replied
from leadline.reports.tree import Block, Emphasis, Heading, Paragraph

PLACE = 50


def section(material: Material) -> Iterable[Block]:
    """Print every request for a reply with its answer or its silence."""
    if not material.findings:
        return
    yield Heading(["Replies"], level=1)
    asked = [(finding, reply) for finding in material.findings for reply in finding.replies]
    if not asked:
        yield Paragraph(["No reply has been requested yet."])
    for finding, reply in asked:
        yield Paragraph([Emphasis(finding.title), ". ", *replied(reply)], exercise=finding.simulated)
    unasked = [finding.title for finding in material.findings if not finding.replies]
    if asked and unasked:
        yield Paragraph([f"No reply has been requested yet on: {'; '.join(unasked)}."])
