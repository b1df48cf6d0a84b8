"""The rows of a running cascade as another graph has them: written table by table, with the edges and counters that
follow from where the tasks stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.cascade.graphs import COLUMNS, INDEX, KEYS, STATED, Change, Graph
from engine.cascade.judging import ACTIVE, Judge, Owing
from engine.chain.chains import genesis_hash
from engine.migrating.targets import TASK, LiveState, Target, duties_of
from engine.store.database import Row, Transaction

_FLAGS = {"document": ("is_plan", "is_out"), "task": ("owes_plan", "owes_report", "consolidates"), "feed": ("closed",)}
_REPLACED = ("feed", "release_edge", "duty", "cascade_pin")  # rows of these go; what stands in history points at others
_ADDED_FIRST = ("agency", "document", "assignment", "task")


class Rewriting:
    """Writes one target into one cascade. `live` is where its tasks stand before."""

    def __init__(self, tx: Transaction, cascade_id: int, judge: Judge, live: Mapping[int, LiveState]) -> None:
        self._tx, self._cascade_id, self._judge, self._live = tx, cascade_id, judge, live

    def write(self, target: Target, changes: Sequence[Change], keys: Mapping[int, str], cascade: str) -> None:
        """Make the changes. `keys`: of the tasks that are added, by number, for what their chains start from."""
        of_table: defaultdict[str, list[Change]] = defaultdict(list)
        for change in changes:
            of_table[change.table].append(change)
        for digest, (kind, text) in target.pinned.items():
            self._tx.run(
                "INSERT INTO pinned (hash, kind, content) VALUES (:hash, :kind, :content) ON CONFLICT DO NOTHING",
                hash=digest,
                kind=kind,
                content=text,
            )
        for table in _REPLACED:
            self._delete(table, [change for change in of_table[table] if change.after is None])
        for table in _ADDED_FIRST:
            added = [change for change in of_table[table] if change.before is None]
            more = self._beside_tasks(target.graph, added, keys, cascade) if table == "task" else None
            self._insert(table, added, more or self._beside(table, target))
        for table in ("cascade", *_ADDED_FIRST, *_REPLACED):
            self._update(table, [change for change in of_table[table] if change.before and change.after])
        closed = self._closed(target.graph)
        for table in _REPLACED:
            added = [change for change in of_table[table] if change.before is None]
            self._insert(table, added, {key: {"closed": closed[key]} for key in closed} if table == "feed" else {})
        self._recount(closed)

    # rows

    @staticmethod
    def _beside(table: str, target: Target) -> dict[Any, dict[str, Any]]:
        """Columns of new rows that are no part of a graph."""
        if table != "document":
            return {}
        return {(number,): dict(zip(STATED, stated, strict=True)) for number, stated in target.stated.items()}

    def _beside_tasks(
        self, graph: Graph, added: Iterable[Change], keys: Mapping[int, str], cascade: str
    ) -> dict[Any, dict[str, Any]]:
        definition_hash = graph["cascade"][()][INDEX["cascade"]["definition_hash"]]
        found = {}
        for (number,) in (change.key for change in added):
            found[(number,)] = {
                **{"open_inputs": 0, "state": self._judge.initial, "standing": ACTIVE, "head_seq": 0},
                "head_hash": genesis_of(graph["task"][(number,)], cascade, keys[number], definition_hash),
            }
        return found

    def _insert(self, table: str, added: Sequence[Change], beside: Mapping[Any, Mapping[str, Any]]) -> None:
        if not added:
            return
        more = tuple(next(iter(beside.values()), {}))
        columns = ("cascade_id", *COLUMNS[table], *more)
        rows = []
        for change in added:
            values = {**(change.after or {}), **beside.get(change.key, {})}
            rows.append((self._cascade_id, *(self._typed(table, name, values.get(name)) for name in columns[1:])))
        self._tx.insert(table, columns, rows)

    def _update(self, table: str, changed: Iterable[Change]) -> None:
        keys = ("cascade_id", *COLUMNS[table][: KEYS[table]])
        alike: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
        for change in changed:
            after = change.after or {}
            values = tuple(self._typed(table, name, value) for name, value in after.items())
            alike[tuple(after)].append((*values, self._cascade_id, *change.key))
        for columns, rows in alike.items():
            self._tx.update(table, columns, keys, rows)

    def _delete(self, table: str, gone: Iterable[Change]) -> None:
        keys = COLUMNS[table][: KEYS[table]]
        condition = " AND ".join(f"{name} = :{name}" for name in keys)
        for change in gone:
            parameters = dict(zip(keys, change.key, strict=True))
            self._tx.run(
                f"DELETE FROM {table} WHERE cascade_id = :id AND {condition}", id=self._cascade_id, **parameters
            )

    @staticmethod
    def _typed(table: str, name: str, value: Any) -> Any:
        return bool(value) if name in _FLAGS.get(table, ()) else value

    # edges

    def _closed(self, graph: Graph) -> dict[Any, bool]:
        """Whether each edge is closed, by where its input stands."""
        reports: dict[int, tuple[str, ...]] = {}
        found = {}
        for key in graph["feed"]:
            number = key[0]
            if number not in reports:
                live = self._live.get(number, LiveState(self._judge.initial, ACTIVE))
                reports[number] = self._judge.closed_reports(
                    Owing(duties_of(graph["task"][(number,)]), *live.both), *live.both
                )
            found[key] = key[2] in reports[number]
        return found

    def _recount(self, closed: Mapping[Any, bool]) -> None:
        """Write the edges' facts, and the open inputs of every consolidation, where they differ."""
        stored = self._tx.rows(
            "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :id",
            id=self._cascade_id,
        )
        flipped = [
            (closed[key], self._cascade_id, *key)
            for *names, was in stored
            if closed[key := tuple(names)] is not bool(was)
        ]
        self._tx.update("feed", ("closed",), ("cascade_id", "input_no", "consolidation_no", "waits_for"), flipped)
        still_open = Counter(key[1] for key, is_closed in closed.items() if not is_closed)
        counted = self._tx.rows("SELECT task_no, open_inputs FROM task WHERE cascade_id = :id", id=self._cascade_id)
        changed = [
            (still_open[number], self._cascade_id, number) for number, count in counted if still_open[number] != count
        ]
        self._tx.update("task", ("open_inputs",), ("cascade_id", "task_no"), changed)


def genesis_of(row: Row, cascade: str, task: str, definition_hash: str) -> str:
    """What the chain of a task starts from, by the row with which it came into the cascade."""
    owed = dict(zip(("plan", "report", "merged"), duties_of(row), strict=True))
    due = {what: row[TASK[f"{name}_due"]] for what, name in (("plan", "plan"), ("report", "own"), ("merged", "merged"))}
    return genesis_hash(cascade, task, definition_hash, [what for what, is_owed in owed.items() if is_owed], due)
