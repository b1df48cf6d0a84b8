"""The raw history as a Parquet file: whole numbers and texts, nulls kept apart from empty texts. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from engine.event_logs.records import INTEGERS, RECORD_COLUMNS, Record
from workflows.errors import InputError

_ROWS_AT_ONCE = 50_000  # a row group: what is in memory at a time


class NoParquet(InputError):
    """The library that writes Parquet is not installed."""

    code = "no-parquet"


def load_pyarrow() -> Any:
    """The library. Raises NoParquet."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise NoParquet from None
    return pyarrow


def write_parquet(rows: Iterable[Record], out: BinaryIO) -> int:
    """One row group after another. Gives the number of rows. Raises NoParquet."""
    arrow = load_pyarrow()
    types = {name: arrow.int64() if name in INTEGERS else arrow.string() for name in RECORD_COLUMNS}
    schema = arrow.schema(list(types.items()))
    count, remaining = 0, iter(rows)
    with arrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(remaining, _ROWS_AT_ONCE)):
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count
