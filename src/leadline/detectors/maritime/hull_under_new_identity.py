"""A hull that vanishes as one ship, and one of the same measures that appears as another."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import PROGRAMMED_H, SHIPS, claimed, heard_hours
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import distance_m, hours_between, stricter, together, waters
from leadline.store.engine import Engine

KEY = ("segment_id",)


@detector(
    says=(
        "One MMSI was last heard, and {quiet_h:.1f} h later and {away_km:.0f} km from there another was heard for the first time; "
        "both claim {length_m} m by {beam_m} m, and not one IMO number. Others were heard there meanwhile."
    ),
    by="length",
    stronger={"same_type": "Both claim the same type of ship."},
    measures=("ais-vigilance", "vessel-freeze"),
)
def hull_under_new_identity(
    segments: ibis.Table,
    hours: ibis.Table,
    identities: ibis.Table,
    reception: ibis.Table,
    engine: Engine,
    *,
    max_quiet_h: Because[float, "within two days the place still says something"] = 48.0,
    max_kn: Because[float, "a merchant ship makes no more"] = 20.0,
    max_away_km: Because[float, "farther off, any ship of these measures would do"] = 200.0,
    min_length_m: Because[float, "smaller craft are built in series, and switch off every night"] = 50.0,
    min_fixes: Because[int, "a ship that was hardly heard neither vanished nor appeared"] = 30,
    min_heard_h: Because[
        float, "each was heard for a day at least, so its end or beginning stands out"
    ] = 24.0,
    around_h: Because[int, "half a day before and after: were others heard there?"] = 12,
    min_others_h: Because[int, "half of these hours"] = 6,
    max_alike: Because[
        int, "these two and one more; of measures that more ships claim there, any two would do"
    ] = 3,
) -> ibis.Table:
    """One MMSI's track ends, and near by, soon after, another's begins that claims the same length and beam.

    One hull that broadcasts several identities in turn is a red flag of C4ADS (Unmasked, 2021). Length and beam in
    whole metres are shared by many ships, so this asks for a picture of the hull, and for both ships' histories.

    Innocent explanations:
    same-number: the two claim the same IMO number: a new flag gave one hull a new MMSI.
    thin-coverage: others were not heard there either when the one vanished or the other appeared.
    too-far: no merchant ship could have come from the one place to the other.
    other-hull: length or beam differ.
    common-measures: more ships of the same measures sail there.
    small-craft: it is shorter than a sea-going trader.
    out-of-port (cannot tell): one ship switched off at her berth, and a sister of her size switched on at another.
    """
    ships = segments.filter(
        _.fixes >= min_fixes, _.mmsi.between(*SHIPS), hours_between(_.first_at, _.last_at) >= min_heard_h
    ).select("segment_id", "mmsi", "simulated", since="first_at", until="last_at")
    ships = ships.mutate(ships=_.count().over(ibis.window(group_by=["mmsi", "simulated"]))).filter(
        _.ships == 1
    )
    ships = engine.hold(_claiming(ships, identities).filter(_.length_m.try_cast("float64") >= min_length_m))
    gone, new = (
        engine.hold(_end(ships, hours, reception, around_h, last=last).filter(_.heard_h >= min_others_h))
        for last in (True, False)
    )
    same = ["simulated", "length_m", "beam_m"]
    met = gone.inner_join(new.rename({f"{c}_b": c for c in new.columns if c not in same}), same).filter(
        _.mmsi != _.mmsi_b,
        hours_between(_.at, _.at_b).between(0, max_quiet_h),
        ~(_.imo == _.imo_b).fill_null(False),
    )
    met = met.mutate(
        waters=waters(_.lat, _.lon),
        away_km=distance_m(_.lat, _.lon, _.lat_b, _.lon_b) / 1000,
        quiet_h=hours_between(_.at, _.at_b),
    ).filter(_.away_km <= max_away_km, _.away_km <= (_.quiet_h + 1) * max_kn * 1.852)
    met = met.inner_join(_alike(identities, hours), ["length_m", "beam_m", "simulated", "waters"])
    met = engine.hold(met.filter(_.alike <= max_alike))
    nearest = one_each(met, ["mmsi", "simulated"], ["quiet_h", "away_km", "mmsi_b"])
    return nearest.mutate(
        length=_.length_m.try_cast("float64"),
        same_type=(_.ship_type == _.ship_type_b).fill_null(False),
        other_mmsi=_.mmsi_b,
        first_at=_.at,
        last_at=_.at_b,
        opened_by=_.fix_id,
        observations=ibis.array(
            [_.fix_id_b, _.length_m_id, _.beam_m_id, _.length_m_id_b, _.beam_m_id_b, _.imo_id, _.imo_id_b]
        ),
        handling=stricter(_.handling, _.handling_b),
        originator=together(_.originator, _.originator_b),
    )


def _claiming(ships: ibis.Table, identities: ibis.Table) -> ibis.Table:
    """Ships with the measures, type and number that they claim; those without measures are left out."""
    for field in ("length_m", "beam_m", "imo", "ship_type"):
        said = claimed(ships, KEY, identities, field, within_h=PROGRAMMED_H)
        said = said.rename({field: "value", f"{field}_id": "claim_id"})
        ships = ships.left_join(said, list(KEY)).drop("segment_id_right")
    return ships.filter(_.length_m.notnull(), _.beam_m.notnull())


def _alike(identities: ibis.Table, hours: ibis.Table) -> ibis.Table:
    """How many ships of the same measures were ever heard in the same waters."""
    there = hours.select("mmsi", "simulated", waters=waters(_.lat, _.lon)).distinct()
    lengths, beams = (
        identities.filter(_.field == field).select("mmsi", "simulated", **{field: "value"}).distinct()
        for field in ("length_m", "beam_m")
    )
    met = there.inner_join(lengths, ["mmsi", "simulated"]).inner_join(beams, ["mmsi", "simulated"])
    return met.group_by("length_m", "beam_m", "simulated", "waters").agg(alike=_.mmsi.nunique())


def _end(
    ships: ibis.Table, hours: ibis.Table, reception: ibis.Table, around_h: int, *, last: bool
) -> ibis.Table:
    """Ships where they were last heard, or first, with the hours after, or before, in which others were heard there."""
    fixes = hours.select(
        "segment_id", "hour", "cell", "lat", "lon", "handling", "originator",
        at="last_at" if last else "first_at", fix_id="last_id" if last else "first_id",
    )  # fmt: skip
    ends = ships.mutate(at=_.until if last else _.since).drop("since", "until", "ships")
    ends = ends.inner_join(fixes, ["segment_id", "at"])
    from_hour = ends.hour + 1 if last else ends.hour - around_h
    heard = heard_hours(ends.mutate(from_hour=from_hour, to_hour=from_hour + around_h), KEY, reception)
    return ends.inner_join(heard, list(KEY))
