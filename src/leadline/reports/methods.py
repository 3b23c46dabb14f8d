"""How the leads of a report were made, from the detectors' and derived tables' own documentation."""

from collections.abc import Iterable, Iterator

from leadline.derived import _derived
from leadline.detectors import _detector
from leadline.reports import material as m
from leadline.store.workspace import Workspace


def methods(work: Workspace, findings: Iterable[m.Finding]) -> Iterator[m.Detector]:
    """The documentation of the detectors that were used and of the tables that they are built on."""
    used = {lead.detector for finding in findings for lead in finding.leads}
    tables: set[str] = set()
    for id_, one in _detector.find(work.settings.content.detectors).items():
        if id_ in used:
            tables |= set(one.inputs)
            yield m.Detector(
                id=id_,
                says=one.documentation[0],
                paragraphs=one.documentation[1:],
                thresholds=tuple(
                    m.Threshold(name=t.name, value=str(t.value), reason=t.reason) for t in one.thresholds
                ),
                innocent=tuple(
                    m.Innocent(id=e.id, says=e.text, cannot_tell=e.cannot_tell) for e in one.explanations
                ),
            )
    plan = _derived.find()
    for name in plan:
        needed = any(name in plan[other].inputs for other in plan if other in tables)
        if name in tables or (needed and tables):
            tables.add(name)
            paragraphs = [
                " ".join(p.split()) for p in (plan[name].function.__doc__ or "").strip().split("\n\n")
            ]
            yield m.Detector(
                id=f"{name} (derived table)",
                says=paragraphs[0],
                paragraphs=tuple(paragraphs[1:]),
                thresholds=tuple(
                    m.Threshold(name=t.name, value=str(t.value), reason=t.reason)
                    for t in plan[name].thresholds
                ),
            )
