"""Ships that type a destination abroad and go to the DPRK."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import DPRK
from leadline.detectors.maritime._dprk import claims_dprk, digits, one_each
from leadline.exprs import hours_between

KEY = ("segment_id", "since")
CODE = "^(CN|HK|JP|KR|RU|SG|TW|VN)[ -]?[A-Z][A-Z][A-Z2-9]$"
"""Made like UN/LOCODE, for States that lie within five days; AT SEA or TOKYO are made so too, and are none."""
STAY = (
    "segment_id", "mmsi", "since", "until", "went", "called", "lat", "lon", "opened_by", "closed_by", "handling",
    "originator", "simulated",
)  # fmt: skip


@detector(
    says="The destination typed was {destination}, which names {named}; {hours_later:.0f} h later the ship {went}.",
    stronger={
        "called": "It stopped or fell silent in the port.",
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
    },
    by="stay_h",
    opens_with=("port_visits", "zone_entries"),
    measures=("ais-vigilance", "cargo-inspection", "coal", "refined-petroleum"),
)
def destination_against_route(
    port_visits: ibis.Table,
    zone_entries: ibis.Table,
    static_reports: ibis.Table,
    ports: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    min_slow_h: Because[float, "in the territorial sea: less is passage, which is free to all"] = 3.0,
    typed_h: Because[float, "five days: the longest leg from China or Japan to the DPRK"] = 120.0,
) -> ibis.Table:
    """A ship says it is bound for a port of one State, and stops in the DPRK.

    Papers and reports that name another port of loading or discharge are how origin and destination are hidden
    (US advisory of 23 February 2018). Destination is free text: only a port's full name and codes made like
    UN/LOCODE are read, anything else is left alone. Crews leave old destinations standing, so this is weak by
    itself.

    Innocent explanations:
    says-so: the destination names a place in the DPRK.
    unreadable: the destination names no place that can be read.
    passage: it went through the territorial sea without slowing.
    passed-near: it passed near the port without a stop.
    old-voyage: the destination was typed for an earlier voyage and not sent since.
    stale (cannot tell): the crew had left the last voyage's destination standing.
    next-port (cannot tell): it typed the port after this one.
    shelter (cannot tell): weather or damage made it change course.
    """
    calls = port_visits.filter(_.country == DPRK, _.confidence >= min_confidence).mutate(
        since=_.arrived_at, until=_.left_at, called=True,
        went=ibis.literal("called at ").concat(port_visits.port, ", DPRK"),
    )  # fmt: skip
    slow = zone_entries.filter(_.kind == "territorial-sea", _.slow_h >= min_slow_h).mutate(
        since=_.entered_at, until=_.left_at, called=False, went=ibis.literal("lay slow by the DPRK (").concat(zone_entries.title, ")")
    )  # fmt: skip
    own = calls.select("segment_id", call_since="since", call_until="until")
    both = slow.select(*STAY).inner_join(own, "segment_id")
    both = both.filter(_.call_since <= _.until, _.call_until >= _.since)
    stays = calls.select(*STAY).union(slow.select(*STAY).anti_join(both, list(KEY)))
    found = _typed(stays, static_reports, typed_h)
    found = _named(found, ports).filter(_.named_country != DPRK)
    return found.mutate(
        hours_later=hours_between(_.typed_at, _.since),
        stay_h=hours_between(_.since, _.until),
        claims_dprk=claims_dprk(_.mmsi),
        digits=digits(_.mmsi),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.typed_id]),
    )


def _typed(stays: ibis.Table, static_reports: ibis.Table, typed_h: float) -> ibis.Table:
    """The stays with the last destination typed before."""
    typed = static_reports.filter(_.destination.notnull()).select(
        "mmsi", "simulated", "destination", typed_at="ts", typed_id="observation_id"
    )
    near = stays.inner_join(typed, ["mmsi", "simulated"]).filter(
        hours_between(_.typed_at, _.since).between(0, typed_h)
    )
    return one_each(near, KEY, [ibis.desc("typed_at"), "typed_id"]).drop("place")


def _named(found: ibis.Table, ports: ibis.Table) -> ibis.Table:
    """The rows whose destination can be read, with ``named`` (the place in words) and ``named_country``."""
    last = found.destination.upper().re_replace(".*>", "").strip()
    read = found.mutate(last=last, plain=_letters(last))
    names = ports.mutate(plain=_letters(_.port.upper())).group_by("plain").agg(
        port=_.port.min(), port_country=_.country.min(), home=(_.country == DPRK).any()
    )  # fmt: skip
    read = read.left_join(names.filter(_.plain != ""), "plain", rname="_n_{name}")
    code = ibis.ifelse(_.last.re_search(CODE), _.last.substr(0, 2).lower(), ibis.null("string"))
    read = read.mutate(
        named_country=ibis.ifelse(_.home.fill_null(False), DPRK, _.port_country.coalesce(code)),
        by_name=_.port.notnull(),
    ).filter(_.named_country.notnull())
    country = read.named_country.upper()
    return read.mutate(
        named=ibis.ifelse(
            read.by_name, read.port.concat(" (", country, ")"), ibis.literal("a place in ").concat(country)
        )
    )


def _letters(text: Any) -> Any:
    return text.re_replace("[^A-Z]", "")
