"""Ships that shuttle between Rajin and the ports of Primorsky Krai."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits
from leadline.detectors.maritime._waters import away_km, waters_of
from leadline.exprs import hours_between, strictest_of, together

RAJIN, RUSSIA = "rajin", "rajin-shuttle"
STAY = (
    "segment_id", "mmsi", "at", "until", "at_rajin", "russian", "dark", "lat", "lon", "opened_by", "closed_by",
    "handling", "originator", "simulated",
)  # fmt: skip
SHIP = ["segment_id", "simulated"]
ORDER = ["at", "until", "at_rajin", "opened_by"]


@detector(
    says=(
        "{trips} trips between Rajin and {russian_ends} within {span_days:.0f} days; in {dark_trips} of them the stay at Rajin is "
        "told by a silence alone."
    ),
    stronger={
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "dark": "It fell silent under way within reach of Rajin, long enough to go there and back.",
    },
    by="trips",
    opens_with=("port_visits", "gaps"),
    measures=("arms-embargo", "cargo-inspection", "ais-vigilance", "rajin-khasan"),
)
def rajin_shuttle(
    port_visits: ibis.Table,
    gaps: ibis.Table,
    *,
    min_trips: Because[int, "one trip and back is trade; the reported ships made dozens"] = 3,
    within_days: Because[float, "the ships reported in 2023 and 2024 made a trip in some days"] = 60.0,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    max_km: Because[
        float, "Vostochny lies about 230 km from Rajin: a transponder is switched off on the way"
    ] = 180.0,
    min_stay_h: Because[float, "to unload some hundred containers takes longer than six hours"] = 6.0,
    kn: Because[float, "speed of the ships reported: about twelve knots"] = 12.0,
    min_heard: Because[float, "share of hours in which others were heard there"] = 0.3,
) -> ibis.Table:
    """A ship goes to and fro between Rajin and Vostochny, Dunay or Vladivostok, three trips or more within two months.

    From August 2023 on four ships carried containers between Rajin and Dunay or Vostochny, mostly with AIS off at
    Rajin; States and researchers report munitions (RUSI, The Orient Express, 2023; MSMT/2025/1). An end at Rajin
    is a call, or a silence that began under way within reach of Rajin and was long enough to go there, stay and
    come back. A ship that is silent at both ends, or all the time, is not seen here; pictures are.

    Innocent explanations:
    few: it made fewer trips.
    slow-trade: its trips lie farther apart.
    thin-coverage: no receiver could have heard it while it was silent.
    in-port: it was silent while it lay in the Russian port.
    too-short: the silence was too short to go to Rajin and back.
    rajin-khasan (cannot tell): it carried Russian coal from Rajin that was notified to the Committee.
    ferry (cannot tell): it carried passengers, or goods that are allowed, on a regular line.
    """
    stays = _called(port_visits, min_confidence).union(_silent(gaps, max_km, min_stay_h, kn, min_heard))
    trips = _trips(stays).filter(hours_between(_.left_at, _["at"]) <= within_days * 24)
    runs = _runs(trips, min_trips, within_days)
    found = runs.group_by(*SHIP, "run").agg(
        mmsi=_.mmsi.min(), trips=_.count(), often=_.often.any(), dark_trips=_.rajin_dark.cast("int64").sum(),
        one_end=_.russian.min(), other_end=_.russian.max(), since=_.left_at.min(), until=_["at"].max(),
        lat=_.lat.argmin(_["at"]), lon=_.lon.argmin(_["at"]), opened_by=_.opened_by.argmin(_["at"]),
        left_id=_.left_id.argmin(_["at"]), reached_id=_.opened_by.argmax(_["at"]),
        handling=strictest_of(_.handling), originator=together(_.originator.min(), _.originator.max()),
    )  # fmt: skip
    return found.filter(_.often).mutate(
        russian_ends=ibis.ifelse(_.one_end == _.other_end, _.one_end, _.one_end.concat(" or ", _.other_end)),
        span_days=hours_between(_.since, _.until) / 24,
        dark=_.dark_trips > 0,
        claims_dprk=claims_dprk(_.mmsi),
        digits=digits(_.mmsi),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.left_id, _.reached_id]),
    )


def _called(port_visits: ibis.Table, min_confidence: int) -> ibis.Table:
    """Calls at either end."""
    calls = port_visits.filter(_.confidence >= min_confidence)
    calls = calls.mutate(rajin=waters_of(RAJIN, _.lat, _.lon), russian=waters_of(RUSSIA, _.lat, _.lon))
    calls = calls.filter(_.rajin.notnull() | _.russian.notnull())
    return calls.mutate(at=_.arrived_at, until=_.left_at, at_rajin=_.rajin.notnull(), dark=False).select(
        *STAY
    )


def _silent(gaps: ibis.Table, max_km: float, min_stay_h: float, kn: float, min_heard: float) -> ibis.Table:
    """Silences that began under way within reach of Rajin and were long enough to go there, stay and come back."""
    away_before = away_km(RAJIN, _.lat_before, _.lon_before)
    away_after = away_km(RAJIN, _.lat_after, _.lon_after)
    found = gaps.mutate(
        km=away_before + away_after,
        nearest=ibis.least(away_before, away_after),
        in_port=waters_of(RUSSIA, _.lat_before, _.lon_before).notnull(),
    ).filter(
        ~_.in_port,
        _.nearest <= max_km,
        _.heard_share >= min_heard,
        _.silence_h >= _.km / (kn * 1.852) + min_stay_h,
    )
    return found.mutate(
        at=_.started_at, until=_.ended_at, at_rajin=True, russian=ibis.null("string"), dark=True, lat=_.lat_before,
        lon=_.lon_before,
    ).select(*STAY)  # fmt: skip


def _trips(stays: ibis.Table) -> ibis.Table:
    """From a stay at one end to the next at the other, with the place of both, and whether Rajin's was told by a silence."""
    at = ibis.window(group_by=SHIP, order_by=ORDER)
    ends = stays.mutate(
        from_rajin=_.at_rajin.lag().over(at), from_russian=_.russian.lag().over(at), from_dark=_.dark.lag().over(at),
        left_at=_.until.lag().over(at), left_id=_.closed_by.lag().over(at),
    )  # fmt: skip
    trips = ends.filter(_.from_rajin.notnull(), _.at_rajin != _.from_rajin)
    return trips.mutate(
        russian=ibis.ifelse(_.at_rajin, _.from_russian, _.russian),
        rajin_dark=ibis.ifelse(_.at_rajin, _.dark, _.from_dark),
    )


def _runs(trips: ibis.Table, min_trips: int, within_days: float) -> ibis.Table:
    """Trips numbered by run, which a pause as long as the days ends; ``often`` where the trips asked for lie within them."""
    at = ibis.window(group_by=SHIP, order_by=ORDER)
    upto = ibis.window(group_by=SHIP, order_by=ORDER, preceding=None, following=0)
    paused = trips.mutate(
        pauses=(hours_between(_["at"].lag().over(at), _["at"]) > within_days * 24).fill_null(False)
    )
    runs = paused.mutate(run=_.pauses.cast("int64").sum().over(upto))
    earlier = _.left_at.lag(min_trips - 1).over(ibis.window(group_by=[*SHIP, "run"], order_by=ORDER))
    return runs.mutate(often=(hours_between(earlier, _["at"]) <= within_days * 24).fill_null(False))
