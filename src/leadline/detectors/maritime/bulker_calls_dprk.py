"""Dry cargo ships that call at ports of the DPRK."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import (
    KEY,
    dprk_calls,
    of_type,
    only_where,
    with_digits,
    with_draughts,
)


@detector(
    says=(
        "A ship that claims to carry dry cargo (type {ship_type}) called at {port}, DPRK, for {stay_h:.0f} h, {stop_h:.0f} h "
        "of them at rest; of its calls in the DPRK it is number {nth} held here, at confidence {confidence} of 4."
    ),
    stronger={
        "loaded": "The draught typed rose from {draught_before_m:.1f} m before to {draught_after_m:.1f} m after.",
        "foreign": "Its MMSI begins with the digits of {flag}: a claim, not a flag.",
        "silent": "It was silent for {silence_h:.0f} h inside or on its way in or out.",
    },
    by="nth",
    measures=(
        "coal", "iron", "lead-and-lead-ore", "sector-exports", "sector-imports", "vessel-freeze", "ais-vigilance",
    ),
)  # fmt: skip
def bulker_calls_dprk(
    port_visits: ibis.Table,
    identities: ibis.Table,
    static_reports: ibis.Table,
    segments: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
    min_rise_m: Because[float, "less is trim, ballast or typing, as for silences"] = 1.0,
    draught_h: Because[float, "two weeks: an older draught, or a later one, may be of another cargo"] = 336.0,
    settle_h: Because[float, "crews type the new draught within a day of sailing"] = 24.0,
    min_silence_h: Because[float, "as silences: a coaster needs half a day to load"] = 12.0,
) -> ibis.Table:
    """A ship that claims a cargo ship's type calls at a port of the DPRK.

    Coal, iron, ores, sand and stone may not leave the DPRK, machinery may not enter it (2371 (2017), paragraph 8;
    2397 (2017), paragraphs 6 and 7). Ships that left deeper than they came took something on: the question is
    what. Sent to load at Nampo in the documented cases of 2017 and 2018. A call shows no cargo, and draught is
    typed by hand.

    Innocent explanations:
    passing: it passed near without a stop.
    other-type: by its type it carries no dry cargo.
    elsewhere: the port is another State's.
    humanitarian (cannot tell): it brought food, medicine or other cargo that is free or that the Committee had
        exempted.
    rajin-khasan (cannot tell): at Rajin it loaded coal of Russian origin that was notified to the Committee.
    free-trade (cannot tell): its cargo falls under no ban, as many consumer goods do.
    home-trade (cannot tell): a ship of the DPRK carried goods between the DPRK's own ports.
    shelter (cannot tell): it sheltered from a storm or had damage, which law of the sea lets it do.
    """
    calls = of_type(dprk_calls(port_visits, min_confidence), identities, 70, 79, type_h)
    calls = with_digits(
        with_draughts(calls, KEY, static_reports, segments, within_h=draught_h, settle_h=settle_h), identities
    )
    found = calls.mutate(
        loaded=(_.rise_m >= min_rise_m).fill_null(False), silent=_.silence_h >= min_silence_h
    )
    said = only_where("loaded", "draught_before_id", "draught_after_id")
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.arrived_at,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by, _.type_id, *said]),
    )
