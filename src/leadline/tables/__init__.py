"""The contract of every table: columns, types, units, meaning and key; by kind, in the order of the data's way."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from leadline.errors import UnknownName
from leadline.tables import leads, observations, places, ships, voyages
from leadline.tables._columns import CARRIED
from leadline.tables._contract import ARROW, Column, Contract, Kind

__all__ = ["ARROW", "CARRIED", "CONTRACTS", "Column", "Contract", "contract", "of_kind"]

CONTRACTS: Mapping[str, Contract] = MappingProxyType(
    {
        one.name: one
        for module in (observations, ships, places, voyages, leads)
        for one in vars(module).values()
        if isinstance(one, Contract)
    }
)


def contract(name: str) -> Contract:
    """The contract of the table ``name``, or an error that offers near names."""
    if name not in CONTRACTS:
        raise UnknownName("table", name, CONTRACTS)
    return CONTRACTS[name]


def of_kind(*kinds: Kind) -> Iterable[Contract]:
    """Contracts of the given kinds, in the order of the data's way."""
    return (c for c in CONTRACTS.values() if c.kind in kinds)
