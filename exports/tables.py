"""The raw history as a table, row by row: CSV and JSON lines. See `records.py` for the columns."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from engine.event_logs.records import RECORD_COLUMNS, Record


def write_csv(rows: Iterable[Record], out: TextIO) -> int:
    """One line a row below the names of the columns; an empty cell is null. Gives the number of rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(RECORD_COLUMNS)
    count = 0
    for row in rows:
        writer.writerow(row.values())
        count += 1
    return count


def write_jsonl(rows: Iterable[Record], out: TextIO) -> int:
    """One object a line, nulls too. Gives the number of rows."""
    count = 0
    for row in rows:
        out.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        count += 1
    return count
