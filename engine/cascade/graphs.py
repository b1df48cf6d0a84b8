"""The graph of a running cascade as rows: what a launch wrote, and what events of the cascade changed of it since.

An event that changed the graph kept each changed row before and after, so that every earlier graph can be had from the
present one, and proven: the event's row has the fingerprint of the graph that it left behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.cascade.launched import LAUNCHED
from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.canonical import canonical

# of a document also what its file states of it, as long as it is not out
STATED = ("number", "issued_on", "out_on", "is_out")
# what a cascade is marked with once a simulated clock has touched it is no part of its graph
COLUMNS: dict[str, tuple[str, ...]] = {table: columns for table, (_, columns) in LAUNCHED.items()}
COLUMNS["cascade"] = tuple(name for name in COLUMNS["cascade"] if name != "is_simulated")
COLUMNS["cascade_pin"] = ("kind", "name", "hash")
INDEX: dict[str, dict[str, int]] = {
    table: {name: index for index, name in enumerate(columns)} for table, columns in COLUMNS.items()
}
"""Where in a row of each table a column stands."""

_ADDED = ("mandate",)  # later than the first fingerprints: a row that has none keeps the one it had
KEYS: dict[str, int] = {
    **dict.fromkeys(("agency", "document", "assignment", "task"), 1),
    **{"cascade": 0, "duty": 2, "feed": 3, "release_edge": 2, "cascade_pin": 2},
}
"""How many of the first columns are a row's key; the cascade's own row has none."""

Key = tuple[Any, ...]
Graph = dict[str, dict[Key, Row]]
"""Rows by table and key, in the order of `COLUMNS`; true and false as 1 and 0."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the graph before and after: the columns that differ; None: the row is not there."""

    table: str
    key: Key
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    number: int = 0  # among those of its event, from 1

    def line(self) -> str:
        """As it is hashed."""
        return canonical([self.number, self.table, list(self.key), self.before, self.after])

    def reversed(self) -> Change:
        """The way back."""
        return Change(self.table, self.key, self.after, self.before)


def _plain(value: Any) -> Any:
    return int(value) if value is True or value is False else value


def read_graph(tx: Transaction, cascade_id: int) -> Graph:
    """The graph as it is now."""
    graph: Graph = {}
    for table, columns in COLUMNS.items():
        count = KEYS[table]
        statement = f"SELECT {quoted(columns)} FROM {table} WHERE cascade_id = :cascade_id"
        rows = (tuple(map(_plain, row)) for row in tx.stream(statement, cascade_id=cascade_id))
        graph[table] = {row[:count]: row for row in rows}
    return graph


def fingerprint(graph: Graph) -> str:
    """SHA-256 over one line of canonical JSON for each row: its table's name and its values, tables in order, rows by
    key."""
    digest = hashlib.sha256()
    for table, columns in COLUMNS.items():
        for _, row in sorted(graph[table].items()):
            values = row[:-1] if columns[-1] in _ADDED and row[-1] is None else row
            digest.update(f"{canonical([table, *values])}\n".encode())
    return digest.hexdigest()


def differences(before: Graph, after: Graph) -> Iterator[Change]:
    """What leads from one graph to the other, tables in order, rows by key."""
    for table, columns in COLUMNS.items():
        here, there = before[table], after[table]
        for key in sorted(here.keys() | there.keys()):
            old, new = here.get(key), there.get(key)
            if old == new:
                continue
            if old is None or new is None:
                yield Change(table, key, _named(columns, old), _named(columns, new))
            else:
                at = [index for index, value in enumerate(old) if value != new[index]]
                yield Change(
                    table,
                    key,
                    {columns[index]: old[index] for index in at},
                    {columns[index]: new[index] for index in at},
                )


def _named(columns: tuple[str, ...], row: Row | None) -> dict[str, Any] | None:
    return None if row is None else dict(zip(columns, row, strict=True))


def applied(graph: Graph, changes: Iterable[Change]) -> None:
    """Make the changes in place, but for columns that are no part of a graph (what files state of documents)."""
    for change in changes:
        columns, rows = COLUMNS[change.table], graph[change.table]
        if change.after is None:
            rows.pop(change.key, None)
        elif change.before is None:
            rows[change.key] = tuple(change.after.get(name) for name in columns)
        elif (row := rows.get(change.key)) is not None:
            rows[change.key] = tuple(change.after.get(name, value) for name, value in zip(columns, row, strict=True))


# what is kept of an event


def numbered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of one event, each with its number."""
    return tuple(replace(change, number=number) for number, change in enumerate(changes, 1))


def read_changes(tx: Transaction, cascade_id: int, event_no: int) -> Iterator[Change]:
    """The changes of one event, in the order in which they were kept."""
    statement = (
        "SELECT change_no, of_table, key, before, after FROM cascade_change "
        "WHERE cascade_id = :cascade_id AND event_no = :event_no ORDER BY change_no"
    )
    for number, table, key, before, after in tx.stream(statement, cascade_id=cascade_id, event_no=event_no):
        yield Change(table, tuple(json.loads(key)), before and json.loads(before), after and json.loads(after), number)


def write_changes(tx: Transaction, cascade_id: int, event_no: int, changes: Iterable[Change]) -> None:
    """Keep an event's changes."""
    tx.insert(
        "cascade_change",
        ("cascade_id", "event_no", "change_no", "of_table", "key", "before", "after"),
        [
            (
                *(cascade_id, event_no, change.number, change.table, canonical(list(change.key))),
                *(None if columns is None else canonical(dict(columns)) for columns in (change.before, change.after)),
            )
            for change in changes
        ],
    )


def changes_hash(changes: Iterable[Change]) -> str:
    """SHA-256 over the changes, a line each."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(f"{change.line()}\n".encode())
    return digest.hexdigest()
