"""``leadline law assess``."""

import sys
from pathlib import Path

import click

from leadline.cli._frame import command, out


@command("assess")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def assess(file: Path, folder: Path | None, *, as_json: bool) -> None:
    """Say what the measures say of the acts in FILE (YAML or JSON; - is standard input).

    Each paragraph is a breach, possible (with what is not known), excluded, or not in force. See docs/how-to/assess.md.
    """
    from leadline.law import told
    from leadline.law.acts import read
    from leadline.law.assess import assess_all
    from leadline.law.regime import Regime
    from leadline.settings import read_settings

    regime = Regime.load(read_settings(folder or Path()).content.measures)
    piped = str(file) == "-"
    raw = sys.stdin.buffer.read(read.LARGEST + 1) if piped else _head(file, read.LARGEST + 1)
    assessed = assess_all(regime, read.read(regime, raw, "standard input" if piped else str(file)))
    shown = told.data(regime, assessed)
    out(shown) if as_json else click.echo(told.text(shown))


def _head(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(most)
