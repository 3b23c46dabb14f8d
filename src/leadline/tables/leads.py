"""The contract of leads."""

from leadline.tables._columns import CARRIED, LAT, LON
from leadline.tables._contract import Contract, column

leads = Contract(
    "leads",
    "lead",
    "Machine-made suspicions with reasons: questions, never accusations.",
    ("lead_id",),
    (
        column("lead_id", "string", "Hash of detector, subjects and the observation that opened the lead."),
        column(
            "version",
            "string",
            "Hash of what the lead says but for its strength, which follows the traffic; a longer silence is a new version.",
        ),
        column("detector", "string", "Id of the detector."),
        column(
            "subjects",
            "string",
            "JSON: a list of mmsi, imo, name and flag where known, all as broadcast; the flag is that of the MMSI's digits.",
        ),
        column("first_at", "timestamp", "Start of what was seen.", "UTC"),
        column("last_at", "timestamp", "End of what was seen.", "UTC"),
        LAT,
        LON,
        column("facts", "string", "JSON: the facts that the sentence states, and the thresholds."),
        column("says", "string", "The sentence."),
        column("stronger", "string[]", "Names of the facts that make it stronger."),
        column(
            "strength", "string", "How rare it is among strangers: rare, uncommon, common, or too few to say."
        ),
        column("strength_says", "string", "The base rate in a sentence."),
        column(
            "base_seen",
            "int64",
            "Other vessels of which the same detector sees as much, in the same waters and month.",
        ),
        column("base_n", "int64", "Other vessels heard in the same waters and month."),
        column("asks", "string[]", "Innocent explanations that the data cannot tell apart, as questions."),
        column("measures", "string", "JSON: measures concerned, with paragraph and what stood that day."),
        column("observations", "string[]", "Observation ids that it rests on."),
        *CARRIED,
    ),
)
