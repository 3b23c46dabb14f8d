"""Parquet, some rows of a row group at a time."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leadline.errors import BadInput
from leadline.sources._source import Batch, Options, SourceFile
from leadline.sources.ais.fields import State, batch, printable
from leadline.sources.ais.names import assign, require
from leadline.sources.ais.values import Ints, flat, is_text

ROWS = 1 << 16
_NEXT = "Write it again, or ingest it in another form (CSV, JSON lines)."


def read(file: SourceFile, options: Options, state: State, rows: int = ROWS) -> Iterator[Batch]:
    """Batches of a Parquet file; a row is its position in the file, from 1.

    Damage that shows only on the way ends the reading and is said in ``file.cut_short``: what came before is kept.
    """
    if file.seekable is None:
        raise BadInput(
            "A Parquet file inside gzip can't be read in pieces. Unpack it (gunzip) and ingest it again."
        )
    try:
        parquet = pq.ParquetFile(file.seekable)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"The Parquet file can't be opened: {printable(str(error))}. {_NEXT}") from error
    names = parquet.schema_arrow.names
    found = assign(names, options)
    require(found, names)
    twice = [names[at] for at in found.values() if names.count(names[at]) > 1]
    if twice:
        raise BadInput(f"The Parquet file has more than one column {printable(twice[0])!r}. {_NEXT}")
    first = 1
    pieces = parquet.iter_batches(
        batch_size=rows, columns=sorted({names[at] for at in found.values()}), use_threads=False
    )
    while True:
        try:
            piece = next(pieces, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            if first == 1:
                raise BadInput(f"The Parquet file is damaged: {printable(str(error))}. {_NEXT}") from error
            file.cut_short = f"the Parquet file is damaged after row {first - 1} ({printable(str(error))})"
            return
        if piece is None:
            return
        yield _batch(piece, {ours: names[at] for ours, at in found.items()}, first, state)
        first += piece.num_rows


def _batch(piece: pa.RecordBatch, found: dict[str, str], first: int, state: State) -> Batch:
    def raw(at: Ints) -> list[str]:
        rows = piece.take(pa.array(at))
        shown = pa.table({name: _shown(rows.column(name)) for name in rows.schema.names})
        return [printable(str(row)) for row in shown.to_pylist()]

    columns = {ours: piece.column(theirs) for ours, theirs in found.items()}
    return batch(columns, np.arange(first, first + piece.num_rows), raw, state)


def _shown(column: pa.Array) -> pa.Array:
    """The column as it can always be shown: a time that no calendar has stays the number that was stored."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.int64())
    plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or is_text(flat(column))
    return flat(column) if plain or pa.types.is_dictionary(kind) else pa.array([str(kind)] * len(column))
