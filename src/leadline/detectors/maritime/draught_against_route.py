"""Draughts that change where the route shows neither a call nor a meeting."""

from itertools import product
from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import draughts_of_one_ship
from leadline.detectors.maritime._claims import claimed, placed
from leadline.detectors.maritime._dprk import nearest_km, one_each
from leadline.exprs import cell, hours_between, knots, strictest_of
from leadline.store.engine import Engine

KEY = ("mmsi", "simulated", "opened_by")
SHIP = ["mmsi", "simulated"]


@detector(
    says=(
        "The draught typed went from {before_m:.1f} m to {after_m:.1f} m within {between_h:.0f} h, and around it no call, no "
        "meeting and no stop near a port was heard."
    ),
    stronger={"silent": "The ship was silent for {silence_h:.0f} h in that time."},
    by="change_m",
    measures=("ais-vigilance", "ship-to-ship", "refined-petroleum", "coal"),
)
def draught_against_route(
    static_reports: ibis.Table,
    segments: ibis.Table,
    identities: ibis.Table,
    hours: ibis.Table,
    port_visits: ibis.Table,
    encounters: ibis.Table,
    gaps: ibis.Table,
    ports: ibis.Table,
    engine: Engine,
    *,
    min_change_m: Because[float, "less is ballast, fuel or typing; loading a coaster changes metres"] = 1.5,
    min_held_h: Because[float, "a slip of typing is corrected within a watch"] = 6.0,
    max_between_h: Because[float, "over more than three days much may be missed"] = 72.0,
    around_h: Because[float, "the crew may type the new draught two days early or late"] = 48.0,
    min_heard_h: Because[int, "of the time before: a ship that was not heard may have called"] = 12,
    max_kn: Because[float, "slower is at rest; beside a port that may be a berth that no list has"] = 2.0,
    max_off_km: Because[
        float, "the transfer waters of the reports reach from the DPRK to the Gulf of Tonkin, 2,700 km"
    ] = 3000.0,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
) -> ibis.Table:
    """A cargo ship or tanker types another draught, though it neither called anywhere nor met anybody that was heard.

    Draught that changes without a recorded call is a red flag of published inquiries (FT and RUSI): cargo went
    over at sea, or in a port that it hides. Draught is typed by hand: the change says when, not what. Only ships
    that were heard well before the change count, for what is not heard is no fact.

    Innocent explanations:
    called: it called at a port about that time.
    met: it met another vessel about that time, which is asked elsewhere.
    beside-a-port: it lay still near a port, perhaps at a berth that no list has.
    typing-slip: the new draught stood for a few hours only.
    trim: the change is small.
    other-type: by its type it is no cargo ship or tanker.
    not-heard: it was hardly heard before.
    far-off: it was far from the waters of the reports.
    ballast (cannot tell): it took on or let out ballast for weather or a canal.
    late-entry (cannot tell): the crew corrected an old draught days later.
    """
    changes = _changes(static_reports, segments, min_change_m, min_held_h)
    changes = engine.hold(changes.filter(_.between_h <= max_between_h))
    types = claimed(changes, KEY, identities, "ship_type", within_h=type_h).rename(type_id="claim_id")
    found = changes.inner_join(types.filter(_.value.cast("int64").between(70, 89)), list(KEY))
    found = found.anti_join(_explained(found, port_visits, encounters, around_h), list(KEY))
    found = placed(engine.hold(found), KEY, hours)
    found = engine.hold(found.filter(nearest_km(_.lat, _.lon) <= max_off_km))
    made = hours.select(*SHIP, "hour", "first_at", "last_at", "cell", "path_m", "path_h")
    own = engine.hold(_about(found, made, around_h))
    before = own.filter(_.last_at <= _.since).group_by(*KEY).agg(heard_h=_["hour"].nunique())
    found = found.semi_join(before.filter(_.heard_h >= min_heard_h), list(KEY))
    found = engine.hold(found.anti_join(_at_a_port(own, ports, max_kn), list(KEY)))
    found = _with_silence(found, gaps, around_h)
    return found.mutate(
        silent=_.silence_h.notnull(),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.changed_id, _.fix_id, _.type_id, _.gap_id]),
    )


def _changes(
    static_reports: ibis.Table, segments: ibis.Table, min_change_m: float, min_held_h: float
) -> ibis.Table:
    """From the last report of one draught to the first of the next, where both stood for long enough."""
    typed = draughts_of_one_ship(static_reports, segments)
    spread = typed.group_by(*SHIP).agg(spread=_.draught_m.max() - _.draught_m.min())
    typed = typed.semi_join(spread.filter(_.spread >= min_change_m), SHIP)
    at = ibis.window(group_by=SHIP, order_by=["ts", "observation_id"])
    upto = ibis.window(group_by=SHIP, order_by=["ts", "observation_id"], preceding=None, following=0)
    typed = typed.mutate(new=(_.draught_m != _.draught_m.lag().over(at)).fill_null(True).cast("int64"))
    runs = typed.mutate(run=_.new.sum().over(upto)).group_by(*SHIP, "run").agg(
        draught_m=_.draught_m.min(), first_at=_.ts.min(), last_at=_.ts.max(),
        first_id=_.observation_id.argmin(_.ts), last_id=_.observation_id.argmax(_.ts),
        handling=strictest_of(_.handling), originator=_.originator.min(),
    )  # fmt: skip
    long = runs.filter(hours_between(_.first_at, _.last_at) >= min_held_h)
    of_ship = ibis.window(group_by=SHIP, order_by="run")
    turns = long.mutate(
        run_before=_.run.lag().over(of_ship), before_m=_.draught_m.lag().over(of_ship),
        since=_.last_at.lag().over(of_ship), opened_by=_.last_id.lag().over(of_ship),
    )  # fmt: skip
    turns = turns.mutate(
        change_m=(_.draught_m - _.before_m).abs(), between_h=hours_between(_.since, _.first_at)
    )
    return turns.filter(_.change_m >= min_change_m).select(
        *KEY, "handling", "originator", "before_m", "change_m", "between_h", "since",
        after_m="draught_m", until="first_at", changed_id="first_id",
    )  # fmt: skip


def _explained(
    found: ibis.Table, port_visits: ibis.Table, encounters: ibis.Table, around_h: float
) -> ibis.Table:
    """Keys of changes about which the ship called at a port or met another."""
    ways = [
        port_visits.select(*SHIP, first_at="arrived_at", last_at="left_at"),
        *(encounters.select("simulated", "first_at", "last_at", mmsi=side) for side in ("mmsi_a", "mmsi_b")),
    ]
    about = [_about(found, way, around_h).select(*KEY) for way in ways]
    return about[0].union(*about[1:], distinct=True)


def _with_silence(found: ibis.Table, gaps: ibis.Table, around_h: float) -> ibis.Table:
    """The changes with the longest silence about them, where there is one."""
    silences = gaps.select(*SHIP, "silence_h", first_at="started_at", last_at="ended_at", gap_id="closed_by")
    longest = one_each(_about(found, silences, around_h), KEY, [ibis.desc("silence_h"), "gap_id"])
    return found.left_join(longest.select(*KEY, "silence_h", "gap_id"), list(KEY), rname="_g_{name}")


def _about(found: ibis.Table, rows: ibis.Table, around_h: float) -> ibis.Table:
    """What the same MMSI did, from the hours before the change to the hours after, with the change's key."""
    met = found.select(*KEY, "since", "until").inner_join(rows, SHIP)
    return met.filter(
        hours_between(_.last_at, _.since) <= around_h, hours_between(_.until, _.first_at) <= around_h
    )


def _at_a_port(own: ibis.Table, ports: ibis.Table, max_kn: float) -> ibis.Table:
    """Hours at rest in a half-degree cell that has a port, or beside one that has."""
    around = [
        ports.select(cell=cell(ports.lat + south / 2, ports.lon + west / 2))
        for south, west in product((-1, 0, 1), repeat=2)
    ]
    cells = around[0].union(*around[1:], distinct=True)
    return own.filter(knots(_.path_m, _.path_h) < max_kn).semi_join(cells, "cell")
