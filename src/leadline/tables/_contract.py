"""The shape of a contract: columns with types, units and meaning. Contracts only, no expressions.

Times are UTC microseconds, positions WGS-84 degrees, distances metres, speeds knots, headings degrees
from north, silences hours. A column that may be unknown is marked ``null``; unknown is never a number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pyarrow as pa

from leadline.errors import BadContent

Type = Literal["string", "int64", "float64", "bool", "timestamp", "string[]"]
Kind = Literal["observation", "derived", "lead"]

ARROW: Mapping[Type, pa.DataType] = MappingProxyType(
    {
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "string[]": pa.list_(pa.string()),
    }
)
IBIS: Mapping[Type, str] = MappingProxyType(
    {
        "string": "string",
        "int64": "int64",
        "float64": "float64",
        "bool": "boolean",
        "timestamp": "timestamp('UTC', 6)",
        "string[]": "array<string>",
    }
)


FRAME = ("observation_id", "archived_id", "handling", "originator", "simulated")
"""Columns that the frame, not the source, adds to every observation."""


@dataclass(frozen=True)
class Column:
    """One column: ``says`` is its meaning in a sentence, ``unit`` stays empty for counts and names."""

    name: str
    type: Type
    says: str
    unit: str = ""
    null: bool = False


@dataclass(frozen=True)
class Contract:
    """The schema of one table; ``key`` names the columns that no two rows share."""

    name: str
    kind: Kind
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        """Columns in their order."""
        return iter(self.columns)

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema that files of this table have."""
        return pa.schema([pa.field(c.name, ARROW[c.type], nullable=c.null) for c in self.columns])

    @property
    def ibis(self) -> dict[str, str]:
        """Column name to Ibis type, for expressions over an empty table."""
        return {c.name: IBIS[c.type] for c in self.columns}

    def own(self) -> "Contract":
        """The contract without the columns that the frame adds to every observation."""
        mine = tuple(c for c in self.columns if c.name not in FRAME)
        return Contract(self.name, self.kind, self.says, self.key, mine)

    def check(self, schema: pa.Schema) -> None:
        """Refuse a schema that isn't this contract's, naming every column that is off."""
        want = {c.name: ARROW[c.type] for c in self.columns}
        have = {field.name: field.type for field in schema}
        wrong = [f"{n} is missing" for n in want if n not in have]
        wrong += [f"{n} isn't in the contract" for n in have if n not in want]
        wrong += [f"{n} is {have[n]}, not {want[n]}" for n in want if n in have and have[n] != want[n]]
        if wrong:
            raise BadContent(f"Table {self.name}: " + "; ".join(wrong) + ". Its contract is in tables/.")


def column(name: str, type_: Type, says: str, unit: str = "", *, null: bool = False) -> Column:
    """One column, briefly."""
    return Column(name, type_, says, unit, null)
