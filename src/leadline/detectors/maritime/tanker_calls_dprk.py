"""Tankers that call at ports of the DPRK."""

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
        "A ship that claims to be a tanker (type {ship_type}) called at {port}, DPRK, for {stay_h:.0f} h, {stop_h:.0f} h of "
        "them at rest; of its calls in the DPRK it is number {nth} held here, at confidence {confidence} of 4."
    ),
    stronger={
        "discharged": "The draught typed fell from {draught_before_m:.1f} m before to {draught_after_m:.1f} m after.",
        "foreign": "Its MMSI begins with the digits of {flag}: a claim, not a flag.",
        "silent": "It was silent for {silence_h:.0f} h inside or on its way in or out.",
    },
    by="nth",
    measures=("refined-petroleum", "crude-oil", "vessel-freeze", "vessels-and-helicopters"),
)
def tanker_calls_dprk(
    port_visits: ibis.Table,
    identities: ibis.Table,
    static_reports: ibis.Table,
    segments: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
    min_fall_m: Because[float, "less is trim, fuel burnt or typing, as for silences"] = 1.0,
    draught_h: Because[
        float, "two weeks: an older draught may be of another cargo, East China Sea to Nampo takes three days"
    ] = 336.0,
    settle_h: Because[float, "crews type the new draught within a day of sailing"] = 24.0,
    min_silence_h: Because[float, "as silences: a coaster needs half a day to pump out"] = 12.0,
) -> ibis.Table:
    """A ship that claims a tanker's type calls at a port of the DPRK.

    Refined products may go to the DPRK up to a yearly cap that is counted by notices to the Committee, and crude
    up to another (2397 (2017), paragraphs 4 and 5): the question is whose cargo, how much, and whether it was
    notified. Tankers of other States that deliver in person were reported from 2019 on; some of their hulls were
    later found to be the DPRK's, hence the question of a sale (paragraph 14). A call shows no cargo.

    Innocent explanations:
    passing: it passed near without a stop.
    other-type: by its type it is no tanker.
    elsewhere: the port is another State's.
    notified (cannot tell): the delivery was within the cap and notified to the Committee.
    humanitarian (cannot tell): the Committee had exempted the cargo.
    wrong-type (cannot tell): another ship's type was left in the transponder; a water or wine tanker claims the
        same code.
    home-trade (cannot tell): a ship of the DPRK carried goods between the DPRK's own ports.
    shelter (cannot tell): it sheltered from a storm or had damage, which law of the sea lets it do.
    """
    calls = of_type(dprk_calls(port_visits, min_confidence), identities, 80, 89, type_h)
    calls = with_digits(
        with_draughts(calls, KEY, static_reports, segments, within_h=draught_h, settle_h=settle_h), identities
    )
    found = calls.mutate(
        discharged=(_.rise_m <= -min_fall_m).fill_null(False), silent=_.silence_h >= min_silence_h
    )
    said = only_where("discharged", "draught_before_id", "draught_after_id")
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.arrived_at,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by, _.type_id, *said]),
    )
