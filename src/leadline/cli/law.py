"""``leadline law``: the regime as data, on a day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadline.cli._frame import command, out
from leadline.cli.assess import assess
from leadline.errors import BadInput

if TYPE_CHECKING:
    from leadline.law.regime import Regime

PICTURES = (".svg", ".png", ".pdf")


@click.group()
def law() -> None:
    """The law as data: what stood on a day, and what bears on goods, States and amounts."""


_on = click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, as 2017-08-05; today unless given."
)


@command("show", parent=law)
@click.argument("measure", required=False)
@_on
def show_(measure: str | None, day: datetime | None, folder: Path | None, *, as_json: bool) -> None:
    """Show MEASURE on a day: paragraphs in force, elements, exemptions to ask about, duties; or all, a line each."""
    from leadline.law import overview, show

    regime = _regime(folder)
    if measure is None:
        told = overview.overview(regime, _day(day))
        out(told) if as_json else click.echo(overview.text(told), nl=False)
        return
    told = show.show(regime, measure, _day(day))
    out(told) if as_json else click.echo(show.text(told))


@command("timeline", parent=law)
@click.option("--measure", help="Only this measure; its picture has a lane a paragraph.")
@click.option(
    "--picture", type=click.Path(path_type=Path, dir_okay=False),
    help="Draw it into this file instead: .svg, .png or .pdf.",
)  # fmt: skip
def timeline_(measure: str | None, picture: Path | None, folder: Path | None, *, as_json: bool) -> None:
    """From 2006 to today: what brought each resolution, and what it began, ended and changed."""
    from leadline.law.timeline import timeline

    regime = _regime(folder)
    if picture is None:
        told = timeline.timeline(regime, measure)
        out(told) if as_json else click.echo(timeline.text(told), nl=False)
        return
    _draw(regime, measure, picture)
    out({"picture": picture}) if as_json else click.echo(f"Drawn: {picture}")


@command("hs", parent=law)
@click.argument("code")
@_on
@click.option(
    "--direction", type=click.Choice(["in", "out"]),
    help="Only goods that go in (to the DPRK) or come out of it.",
)  # fmt: skip
def hs_(code: str, day: datetime | None, direction: Any, folder: Path | None, *, as_json: bool) -> None:
    """Show what bears on goods of the HS code CODE on a day: 2, 4 or 6 digits, matched both ways."""
    from leadline.law.trade import _text, hs

    told = hs.hs(_regime(folder), code, _day(day), direction)
    out(told) if as_json else click.echo(_text.text(told), nl=False)


@command("duties", parent=law)
@click.option("--state", help="A State, by its two letters, as NL.")
@_on
def duties_(state: str | None, day: datetime | None, folder: Path | None, *, as_json: bool) -> None:
    """Show who must report or act on a day, and by when, by the role on which each duty falls."""
    from leadline.law import duties

    told = duties.duties(_regime(folder), _day(day), state and _state(state))
    out(told) if as_json else click.echo(duties.text(told), nl=False)


@command("cap", parent=law)
@click.argument("measure")
@click.option(
    "--year", type=int, required=True, help="The year; every period of the cap that touches it is shown."
)
@click.option(
    "--deliveries", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A CSV of deliveries (date, quantity, unit, supplier, reported, listed, livelihood) or figures "
    "(period, value, unit, kind, reporter, source).",
)  # fmt: skip
def cap_(measure: str, year: int, deliveries: Path | None, folder: Path | None, *, as_json: bool) -> None:
    """Show the cap of MEASURE in a year, what was notified under it, and each way to breach it."""
    from leadline.law.caps import _text, cap

    told = cap.cap(_regime(folder), measure, year, deliveries)
    out(told) if as_json else click.echo(_text.text(told), nl=False)


@command("trade", parent=law)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--columns", help="Which column is which, as hs=Code,period=Month,origin=From,destination=To.")
@click.option(
    "--out", "pairs", type=click.Path(path_type=Path, dir_okay=False),
    help="Write each pair of row and paragraph to this .csv or .parquet.",
)  # fmt: skip
def trade_(
    file: Path, columns: str | None, pairs: Path | None, folder: Path | None, *, as_json: bool
) -> None:
    """Set rows of trade, CSV or Parquet of any size, against the paragraphs that have HS codes."""
    from leadline.law.trade import _file

    told = _file.trade_file(file, _regime(folder), _columns(columns), pairs)
    out(told) if as_json else click.echo(_file.text(told), nl=False)


def _regime(folder: Path | None) -> "Regime":
    from leadline.law.regime import Regime
    from leadline.settings import read_settings

    return Regime.load(read_settings(folder or Path()).content.measures)


def _day(day: datetime | None) -> date:
    return day.date() if day else datetime.now(UTC).date()


def _state(code: str) -> str:
    from rigour.territories import get_territory

    territory = get_territory(code.strip().lower())
    if territory is None or not territory.is_country or len(territory.code) != 2:
        raise BadInput(f"{code[:40]!r} isn't a State's two letters. Write them as in ISO 3166, such as NL.")
    return str(territory.code)


def _columns(given: str | None) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in (given or "").split(",") if pair.strip()]
    if bad := next((name for name, sign, column in pairs if not (sign and name.strip() and column)), None):
        raise BadInput(f"--columns: {bad[:40]!r} isn't like hs=Code. Separate pairs by commas.")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _draw(regime: "Regime", measure: str | None, file: Path) -> None:
    from leadline.law.timeline._picture import picture

    kind = file.suffix.lower()
    if kind not in PICTURES:
        raise BadInput(f"{file}: a picture's name ends in {', '.join(PICTURES)}.")
    svg = picture(regime, datetime.now(UTC).date(), measure)
    if kind == ".svg":
        file.write_text(svg, encoding="utf-8")
        return
    from leadline.law.timeline._svg import printed
    from leadline.reports.fonts import font_file

    file.write_bytes(printed(svg, "png" if kind == ".png" else "pdf", font_file().parent))


law.add_command(assess)
COMMANDS = (law,)
