"""Leadline: from observations to published findings of sanctions violations."""

import typing as _typing

if _typing.TYPE_CHECKING:
    from leadline.entities.names import Score as _Score

__version__ = "0.1.0"

__all__ = ["__version__", "compare_names"]


def compare_names(a: str, b: str, schema: str = "Person") -> "_Score":
    """How surely two names name the same person, company or vessel, 0 to 1; ``.reasons`` say why.

    ``schema`` is FollowTheMoney's: ``Person``, ``Company``, ``Organization``, ``Vessel`` … From 0.7 on
    (``leadline.entities.names.THRESHOLD``) it is a match to look at, never a verdict.
    """
    from leadline.entities.names import compare  # so that importing leadline stays instant

    return compare(a, b, schema)
