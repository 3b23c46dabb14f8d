"""The dossier of a voyage: what is heard, claimed, listed and asked about one ship, by IMO number or MMSI.

``gather`` reads it from the lake, ``report`` makes the tree of it that every format prints, ``plain`` its JSON.
"""

from leadline.reports.voyage.document import format_of, report, write
from leadline.reports.voyage.dossier import Dossier, plain
from leadline.reports.voyage.gather import gather

__all__ = ["Dossier", "format_of", "gather", "plain", "report", "write"]
