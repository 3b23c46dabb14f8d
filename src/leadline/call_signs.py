"""To which State ITU gave the series that a call sign begins with: what is broadcast or painted, never a registry's flag."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DEPENDENT: Mapping[str, str] = {
    **dict.fromkeys(("hk", "mo", "tw"), "cn"),
    **dict.fromkeys(("ai", "bm", "fk", "gg", "gi", "gs", "im", "io", "je", "ky", "ms", "pn", "sh", "tc", "vg"), "gb"),
    **dict.fromkeys(("gf", "gp", "mf", "mq", "nc", "pf", "pm", "re", "tf", "wf", "yt"), "fr"),
    **dict.fromkeys(("as", "gu", "mp", "pr", "vi"), "us"),
    **dict.fromkeys(("aw", "bq", "cw", "sx"), "nl"),
    **dict.fromkeys(("fo", "gl"), "dk"),
    **dict.fromkeys(("ck", "nu", "tk"), "nz"),
    **dict.fromkeys(("cc", "cx", "nf"), "au"),
    **dict.fromkeys(("bv", "sj"), "no"),
    "ax": "fi", "aq": "fr", "li": "ch", "uk": "gb",
}  # fmt: skip
"""Those with digits or ships of their own that may use a series of another, and whose it is; no opinion on status."""


@cache
def series() -> tuple[tuple[str, str, str], ...]:
    """First and last of each series, both inclusive and compared over their own length, and the country.

    The longer stand before the shorter that hold them; the file names its source.
    """
    with Path(__file__).with_name("call_signs.csv").open(encoding="ascii") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return tuple(sorted(((r["first"], r["last"], r["country"]) for r in rows), key=lambda r: (-len(r[0]), r)))
