"""What a dossier did not look at, and where nobody listened: absence of data is never a fact."""

from collections.abc import Iterator

from leadline.reports.phrases import count
from leadline.reports.voyage.dossier import TABLES, Dossier, Row
from leadline.reports.voyage.heard import FALSE_FIXES
from leadline.store.workspace import Workspace

LEAST_SHARE = 0.5
"""A silence in which others were heard in less of the hours than this may be nobody's listening."""

ALWAYS = (
    "Lists were compared by IMO number alone, and only those read into this workspace. For names: leadline screen",
    "Nothing here comes from a registry: names, numbers, flags, draughts and positions are what was broadcast, and "
    "anybody can broadcast anything.",
)
"""True of every dossier."""


def unseen(work: Workspace, one: Dossier) -> list[str]:
    """Sentences, each true of this dossier; the last are true of every one."""
    return [*_reception(one), *_ships(one), *_said(one), *_tables(work), *_leads(work), *ALWAYS]


def _reception(one: Dossier) -> Iterator[str]:
    if not one.ships:
        yield "No position was heard in this time, so there is no track and no map."
        return
    yield (
        f"It was heard in {one.hours_heard:,} of the {one.range.hours:,} hours of these days; of the others nothing is known, "
        "not even whether anybody listened."
    )
    gaps = one.rows["gaps"]
    if thin := [gap for gap in gaps if gap["heard_share"] < LEAST_SHARE]:
        yield (
            f"Silences at whose two ends others were heard in less than half of the hours: {len(thin)} of {len(gaps)}. Perhaps no "
            "receiver reached there."
        )
    yield f"Silences shorter than {_threshold(one.rows['gaps'])} are not counted as silences."


def _threshold(gaps: list[Row]) -> str:
    return f"{gaps[0]['min_silence_h']:.0f} h" if gaps else "the threshold of the table gaps"


def _ships(one: Dossier) -> Iterator[str]:
    for row in one.mmsis:
        own = [s for s in one.ships if s["mmsi"] == row["mmsi"] and s["fixes"] > FALSE_FIXES]
        if len(own) > 1:
            yield (
                f"{len(own)} ships shared MMSI {row['mmsi']:09d} in this time, kept apart by motion only; which of them typed a "
                "name, a number or a draught cannot be told."
            )
    if left := [ship for ship in one.ships if not ship["drawn"]]:
        fixes = sum(ship["fixes"] for ship in left)
        yield (
            f"Not drawn: {count(len(left), 'segment', 'segments')} with {count(fixes, 'fix', 'fixes')}. A segment of one or "
            "two fixes is taken for a false position, and of many those with most fixes are drawn."
        )


def _said(one: Dossier) -> Iterator[str]:
    if not one.identities:
        yield "No identity report was heard, so name, IMO number, call sign and type are not known."
    elif not any(row["field"] == "imo" for row in one.identities):
        yield "No IMO number was claimed, so no list could be looked up."
    outside = [i for i in one.identities if not one.range.meets(i["first_at"], i["last_at"])]
    if outside:
        yield f"Heard on other days only: {count(len(outside), 'claim', 'claims')} of the table of claims."


def _tables(work: Workspace) -> Iterator[str]:
    rows = work.lake.counts(work.execute)
    if empty := [name for name in (*TABLES, "static_reports", "listings") if not rows.get(name)]:
        names = ", ".join(empty)
        yield f"Without a row for any ship: {names}. Nothing follows from that about this one."


def _leads(work: Workspace) -> Iterator[str]:
    detected = work.last_seq("detect")
    if not detected:
        yield "No detector has run, so there can be no leads: leadline run"
    elif detected < work.last_seq("derived"):
        yield "Positions or reports came after the detectors ran last; leads may be missing: leadline run"
