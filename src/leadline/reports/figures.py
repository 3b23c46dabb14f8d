"""Drawings for the figures of a report, keyed by figure id; the same ones go into every format."""

from leadline.reports import maps, timelines
from leadline.reports.numbering import figures
from leadline.reports.tree import Figure, Report


def draw(figure: Figure) -> str:
    """One figure as SVG."""
    return maps.draw(figure) if figure.kind == "map" else timelines.draw(figure)


def drawings(report: Report) -> dict[str, str]:
    """Every figure of a numbered report as SVG."""
    return {figure.id: draw(figure) for figure in figures(report)}
