"""A file of trade, CSV or Parquet, against the law: ``leadline law trade FILE``.

Comtrade's layouts are known, old and new; of others, say with ``columns`` which is which. All is read as text, so that
no leading zero is lost on the way.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as pc
import pyarrow.parquet as pq

from leadline.errors import BadInput
from leadline.law.regime import Regime
from leadline.law.trade.hs import BASIS
from leadline.law.trade.rows import COLUMNS, bears_on, read

_NAMES: Mapping[str, Sequence[str]] = {
    "hs": ("hs", "hscode", "hs6", "commoditycode", "cmdcode"),
    "period": ("period", "date", "refperiod", "year", "refyear"),
    "origin": ("origin", "origincountry", "from", "exporter"),
    "destination": ("destination", "destinationcountry", "to", "importer"),
    "reporter": ("reporteriso", "reporteriso3", "reporter", "reporterdesc", "reportercode"),
    "partner": ("partneriso", "partneriso3", "partner", "partnerdesc", "partnercode"),
    "flow": ("flow", "tradeflow", "flowdesc", "flowcode", "tradeflowcode"),
}
_OURS = frozenset(
    ("hs6", "first_day", "last_day", "from_country", "to_country", "unread", "measure", "paragraph", "cite", "force",
     "binds", "kind", "capped", "codes", "whole_code", "basis", "whole_period", "key")
)  # fmt: skip
"""Names of the columns that are added: the file's own of that name get ``file_`` before it."""
_IN = ("import", "imports", "re-import", "re-imports", "m", "rm", "1", "4")
_OUT = ("export", "exports", "re-export", "re-exports", "x", "rx", "2", "3")


def trade_file(
    file: Path, regime: Regime, columns: Mapping[str, str] | None = None, out: Path | None = None
) -> dict[str, Any]:
    """Read the file and count what bears on it; write each pair of row and paragraph to ``out``, if given.

    ``columns`` maps ``hs``, ``period``, ``origin``, ``destination`` (or ``reporter``, ``partner``, ``flow``) to the
    file's names. Rows are numbered from 1 in ``row``; those that can't be read are counted by reason, with examples.

    :raises BadInput: for a file that isn't a table, or whose columns aren't found.
    """
    con = ibis.duckdb.connect(autoinstall_known_extensions=False)
    try:
        given = con.create_table("given", _four(_opened(con, file), columns or {}), temp=True)
        rows = con.create_table("trade", read(given), temp=True)
        pairs = con.create_table("pairs", bears_on(rows, regime), temp=True)
        told = _summary(con, file, rows, pairs)
        if out:
            _write(con, pairs.drop("unread").order_by("row", "paragraph", "measure"), out)
    except duckdb.Error as error:
        why = " ".join(str(error).split())[:300]
        raise BadInput(
            f"{file} can't be read as a table: {why}. Save it as CSV in UTF-8, or as Parquet."
        ) from error
    finally:
        con.disconnect()
    return told


def _opened(con: Any, file: Path) -> ibis.Table:
    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    if re.search(r"[*?\[\]]", str(file)):
        raise BadInput(f"{file}: a path with * ? [ ] would be taken for a pattern. Rename it.")
    if file.suffix.lower() in (".parquet", ".pq"):
        table = con.read_parquet(str(file))
    else:
        table = con.read_csv(str(file), all_varchar=True, header=True)
    if named := [c for c in table.columns if c.lower() == "row"]:
        table = table.rename(file_row=named[0])
    return table.mutate(row=ibis.row_number() + 1)


def _four(table: ibis.Table, given: Mapping[str, str]) -> ibis.Table:
    """The table with the four columns that the law asks for, whatever they are called in the file."""
    named = _named(table.columns, given)
    if missing := [n for n in ("hs", "period") if n not in named]:
        raise BadInput(_which(missing, table.columns))
    if {"origin", "destination"} <= set(named):
        ends = {n: table[named[n]].cast("string") for n in ("origin", "destination")}
    elif {"reporter", "partner", "flow"} <= set(named):
        reporter, partner, flow = (table[named[n]].cast("string") for n in ("reporter", "partner", "flow"))
        way, none = flow.strip().lower(), ibis.null("string")
        ends = {
            "origin": ibis.cases((way.isin(_IN), partner), (way.isin(_OUT), reporter), else_=none),
            "destination": ibis.cases((way.isin(_IN), reporter), (way.isin(_OUT), partner), else_=none),
        }
    else:
        raise BadInput(_which(["origin", "destination"], table.columns))
    read_as = {n: table[named[n]].cast("string") for n in ("hs", "period")} | ends
    kept = {
        f"file_{c}" if c.lower() in _OURS else c: table[c] for c in table.columns if c.lower() not in COLUMNS
    }
    return table.select(**kept, **read_as)


def _named(columns: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    if unknown := sorted(set(given) - set(_NAMES)):
        raise BadInput(
            f"{unknown[0]!r} isn't a column that the law asks for. Those are: {', '.join(_NAMES)}."
        )
    if absent := sorted(set(given.values()) - set(columns)):
        raise BadInput(f"The file has no column {absent[0]!r}. It has: {', '.join(columns)[:600]}.")
    plain = {re.sub(r"[^a-z0-9]", "", c.lower()): c for c in reversed(columns)}
    found = {n: plain[name] for n, names in _NAMES.items() for name in reversed(names) if name in plain}
    return found | dict(given)


def _which(missing: Sequence[str], columns: Sequence[str]) -> str:
    return (
        f"Which columns are {' and '.join(missing)}? Say so, as in --columns 'hs=Code,period=Month,origin=From,"
        f"destination=To' (or reporter=, partner=, flow=). The file has: {', '.join(columns)[:600]}."
    )


def _summary(con: Any, file: Path, rows: ibis.Table, pairs: ibis.Table) -> dict[str, Any]:
    def fetched(table: ibis.Table) -> list[dict[str, Any]]:
        return list(con.to_pyarrow(table).to_pylist())

    unread = rows.filter(rows.unread.notnull()).group_by("unread")
    by = pairs.group_by("measure", "paragraph", "cite", "kind", "force", "basis")
    counted = by.agg(
        rows=pairs.count(),
        in_part=(~pairs.whole_period).sum(),
        code_wider=(~pairs.whole_code).sum(),
        first=pairs.period.min(),
        last=pairs.period.max(),
    )
    return {
        "file": str(file),
        "rows": fetched(rows.agg(n=rows.count()))[0]["n"],
        "rows_with_bearing": fetched(pairs.agg(n=pairs.row.nunique()))[0]["n"],
        "unread": fetched(
            unread.agg(rows=ibis._.count(), first_row=ibis._.row.min())
            .rename(reason="unread")
            .order_by("reason")
        ),
        "bears_on": fetched(counted.order_by("paragraph", "measure")),
        "says": "A pair of row and paragraph is possible, never a breach: a row of trade doesn't tell elements, "
        "exemptions or grace. A row without one isn't cleared.",
    }


def _write(con: Any, pairs: ibis.Table, out: Path) -> None:
    batches: Iterator[pa.RecordBatch] = con.to_pyarrow_batches(pairs, chunk_size=1 << 16)
    schema = pairs.schema().to_pyarrow()
    if out.suffix.lower() in (".parquet", ".pq"):
        with pq.ParquetWriter(out, schema, compression="zstd") as parquet:
            for batch in batches:
                parquet.write_batch(batch.cast(schema))
    elif out.suffix.lower() == ".csv":
        with pc.CSVWriter(out, schema) as csv:
            for batch in batches:
                csv.write_batch(_harmless(batch.cast(schema)))
    else:
        raise BadInput(f"{out}: name it .csv or .parquet.")


def _harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    columns = [
        compute.replace_substring_regex(column, r"^([=+\-@\t\r])", r"'\1")
        if pa.types.is_string(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def text(told: Mapping[str, Any]) -> str:
    """The summary, for people."""
    lines = [
        f"{told['file']}: {told['rows']:,} rows; something bears on {told['rows_with_bearing']:,}.",
        told["says"],
    ]
    for one in told["bears_on"]:
        part = f", {one['in_part']:,} over a period longer than it stood" if one["in_part"] else ""
        wider = f", {one['code_wider']:,} under a code wider than the law's" if one["code_wider"] else ""
        lines += [
            "",
            f"{one['measure']}: {one['kind']}, {one['force']}, {one['cite']} ({one['paragraph']}); codes {BASIS[one['basis']]}",
            f"  {one['rows']:,} rows, {one['first']} to {one['last']}{part}{wider}",
        ]
    if told["unread"]:
        lines += ["", "Rows that can't be read, and are in no count above:"]
        lines += [
            f"  {u['rows']:,}: {u['reason']} (the first is row {u['first_row']})" for u in told["unread"]
        ]
    return "\n".join(lines) + "\n"
