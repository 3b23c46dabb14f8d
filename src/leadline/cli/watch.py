"""``leadline watch``."""

import signal
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import click

from leadline.cli._frame import command, opened, out, shown
from leadline.cli.observations import ENGINE, SPARK_URL
from leadline.errors import BadInput, LeadlineError

if TYPE_CHECKING:
    from leadline.live import Turn


@command()
@click.option("--udp", multiple=True, metavar="HOST:PORT", help="Listen here for datagrams; may be repeated.")
@click.option(
    "--tcp", multiple=True, metavar="HOST:PORT", help="Connect to a receiver's server; may be repeated."
)
@click.option(
    "--every", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds from one turn to the next."
)  # fmt: skip
@click.option("--for", "for_s", type=click.FloatRange(0), help="End after so many seconds.")
@click.option(
    "--until-idle", type=click.FloatRange(0.1), help="End when nothing was heard for so many seconds."
)
@click.option("--handling", help="TLP label, instead of the setting's.")
@click.option("--originator", help="Who hands it in, instead of the setting's.")
@click.option(
    "--exercise", is_flag=True, help="What comes is simulated: identities must be ones that can't exist."
)
@ENGINE
@SPARK_URL
def watch(
    *,
    udp: tuple[str, ...],
    tcp: tuple[str, ...],
    every: float,
    for_s: float | None,
    until_idle: float | None,
    handling: str | None,
    originator: str | None,
    exercise: bool,
    engine: str | None,
    spark_url: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Listen to AIS receivers, and keep the lake and the leads up to date; a line tells of each turn.

    Lines (NMEA) are flushed to disk as they come; from then on they are acknowledged, and never lost. It ends with
    Ctrl-C, once what was heard is in the lake; a second Ctrl-C ends it at once, and the next watch reads what is left.
    """
    if not udp and not tcp:
        raise BadInput("Where from? Name --udp HOST:PORT to listen at, or --tcp HOST:PORT to connect to.")
    from leadline import live
    from leadline.sources._live import Place

    how = live.Listening(
        [Place.parse(one) for one in udp], [Place.parse(one) for one in tcp], handling, originator, exercise, every,
        live.FOREVER if for_s is None else for_s, live.FOREVER if until_idle is None else until_idle,
    )  # fmt: skip
    here = partial(opened, folder, engine=engine, spark_url=spark_url)
    for turn in live.watch(here, how, _told_to_stop(), _tell):
        out(_plain(turn)) if as_json else click.echo(_line(turn))


def _told_to_stop() -> Event:
    """Set by Ctrl-C or SIGTERM; the second does what it always does."""
    stop = Event()

    def once(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        stop.set()

    signal.signal(signal.SIGINT, once)
    signal.signal(signal.SIGTERM, once)
    return stop


def _tell(sentence: str) -> None:
    click.echo(f"leadline: {shown(sentence)}", err=True)


def _plain(turn: "Turn") -> dict[str, object]:
    return asdict(turn) | {"problem": _why(turn.problem)}


def _why(problem: Exception | None) -> str | None:
    if problem is None or isinstance(problem, LeadlineError):
        return str(problem) if problem else None
    return f"{type(problem).__name__}: {problem}"


def _line(turn: "Turn") -> str:
    words = [
        f"{turn.at:%H:%M:%S}Z  {turn.acknowledged:,} lines kept, {turn.dropped:,} dropped, {turn.cut:,} cut"
    ]
    words += (
        [f"this turn {turn.rows_in:,} = {turn.rows_used:,} used + {turn.rejected:,} rejected"]
        if turn.rows_in
        else []
    )
    words += [f"{sum(turn.leads.values()):,} leads"] if turn.leads is not None else []
    words += [f"{turn.behind_s:,.0f} s behind"] if turn.behind_s is not None else []
    words += [f"not done, and tried again: {shown(_why(turn.problem))}"] if turn.problem else []
    return "; ".join(words)


COMMANDS = (watch,)
