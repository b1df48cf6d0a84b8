"""One fingerprint over what a launch wrote and nothing changes later: the cascade, agencies, documents, duties, edges.

Whether the cascade is a simulation is in it as it stands: what was real must not turn into one, or the other way round.
Where a migration changed the graph since, it is taken over the rows as they were (`graphs.py`).

SHA-256 over one line for each row: canonical JSON of the table's name and the row's values, true and false as 1 and 0,
then a line feed; tables and columns as listed here, rows in the order of the first columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.canonical import canonical

# table -> (how many of the first columns order the rows, columns)
LAUNCHED: dict[str, tuple[int, tuple[str, ...]]] = {
    "cascade": (
        1,
        (
            *("directive", "year", "title", "launched_on", "recorded_at", "by", "login", "is_simulated"),
            *("definition_hash", "lifecycle_key", "lifecycle_hash", "calendar_hash"),
            *("task_count", "consolidation_count", "feed_count", "mandate"),
        ),
    ),
    "agency": (1, ("agency_no", "key", "name", "name_en", "short", "kind", "level", "superior")),
    "document": (1, ("document_no", "key", "type", "title", "issuers", "implements", "not_before", "is_plan")),
    "assignment": (1, ("assignment_no", "document_no", "key", "topic", "at", "content", "printed", "content_en")),
    "task": (
        1,
        (
            *("task_no", "agency_no", "assignment_no", "period", "topic", "owes_plan", "owes_report", "consolidates"),
            *("plan_group", "plan_due", "plan_phrase", "own_due", "own_phrase", "merged_due", "merged_phrase"),
            *("receivers", "drafted_by", "content", "inputs"),
        ),
    ),
    "duty": (2, ("task_no", "duty_no", "assignment_no", "what", "due", "phrase")),
    "feed": (3, ("input_no", "consolidation_no", "waits_for")),
    "release_edge": (2, ("document_no", "task_no", "by_no")),
}


_ADDED = ("content_en", "mandate")  # what was launched before has none, and keeps its fingerprint


def launched_hash(tx: Transaction, cascade_id: int) -> str:
    """The fingerprint of one cascade whose graph is as it was launched."""

    def rows(table: str) -> Iterable[Row]:
        ordered, columns = LAUNCHED[table]
        return tx.stream(
            f"SELECT {quoted(columns)} FROM {table} WHERE cascade_id = :cascade_id "
            f"ORDER BY {quoted(columns[:ordered])}",
            cascade_id=cascade_id,
        )

    return hash_of_launched(rows)


def hash_of_launched(rows: Callable[[str], Iterable[Row]]) -> str:
    """The same over the rows that are given for each table, in their order."""
    digest = hashlib.sha256()
    for table, (_, columns) in LAUNCHED.items():
        for row in rows(table):
            values = [int(value) if value is True or value is False else value for value in row]
            if columns[-1] in _ADDED and values[-1] is None:
                values.pop()
            digest.update(f"{canonical([table, *values])}\n".encode())
    return digest.hexdigest()
