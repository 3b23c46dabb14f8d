"""Evidence of all workspaces under one numbering."""

from collections.abc import Mapping
from typing import Any

from leadline.reports import material as m
from leadline.settings import TLP
from leadline.store.workspace import Workspace


class Exhibits:
    """Evidence of all workspaces; a finding's own numbers are kept where they are free."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int | None], str] = {}
        self._listed: dict[str, m.Evidence] = {}

    def number(self, work: Workspace, told: Mapping[str, Any], wanted: str = "") -> str:
        """The E-number of a row: archived_id, row, file, source, says, handling and, where known, grade.

        What two workspaces hold takes the stricter of their labels.
        """
        key = (told["archived_id"], told["row"])
        kept = work.archived(told["archived_id"])
        assert kept is not None, "the archived file of evidence is always there"
        number = self._numbers.setdefault(
            key, wanted if wanted and wanted not in self._listed else self._free()
        )
        known = self._listed.get(number)
        if known is None or TLP.index(told["handling"]) > TLP.index(known.handling):
            self._listed[number] = m.Evidence(
                number=number, archived_id=told["archived_id"], row=told["row"], file=told["file"],
                source=told["source"], says=told["says"], grade=told.get("grade", ""),
                handling=told["handling"], simulated=kept.simulated,
            )  # fmt: skip
        return number

    def _free(self) -> str:
        numbers = (f"E-{n:04d}" for n in range(len(self._listed) + 1, len(self._listed) * 2 + 10_000))
        return next(number for number in numbers if number not in self._listed)

    def listed(self) -> tuple[m.Evidence, ...]:
        """All that was numbered, in the order of numbers."""
        return tuple(self._listed[number] for number in sorted(self._listed))
