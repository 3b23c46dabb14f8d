"""``leadline law``."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from leadline.cli._frame import command, out


@click.group()
def law() -> None:
    """The law as data: what stood on a day."""


@command("show", parent=law)
@click.argument("measure")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, as 2017-08-05; today unless given."
)
def show_(measure: str, day: datetime | None, folder: Path | None, *, as_json: bool) -> None:
    """Show MEASURE on a day: paragraphs in force, elements, exemptions to ask about, duties."""
    from leadline.law.regime import Regime
    from leadline.law.show import show, text
    from leadline.settings import read_settings

    settings = read_settings(folder or Path())
    told = show(Regime.load(settings.content.measures), measure, _day(day))
    out(told) if as_json else click.echo(text(told))


def _day(day: datetime | None) -> date:
    return day.date() if day else datetime.now(UTC).date()


COMMANDS = (law,)
