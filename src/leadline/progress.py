"""How long work tells how far it is: whoever shows a bar passes a function, whoever doesn't passes ``quiet``."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""
