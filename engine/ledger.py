"""What one writing transaction holds in hand: the tasks it has locked, the edges above them, the rows to be written.

Moves are judged and recorded in memory, one or a million; `flush` writes them. A row's hash is made when the move is
recorded, so the order of moves is the order of rows.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.cascades import Cascades, RunningCascade
from engine.chains import FORM, HISTORY_COLUMNS, hash_covered
from engine.clock import Clock, format_moment
from engine.database import Transaction
from engine.refusals import LastMove, clock_behind
from engine.statements import quoted
from engine.tasks import TASK_COLUMNS, TASKS, LiveTask, read_tasks

_TASK_CHANGES = ("state", "since", "head_seq", "head_hash", "head_at")
_TASK_KEYS = ("cascade_id", "task_no")
_DOCUMENT_COLUMNS = "document_no, key, type, title, issuers, number, issued_on, out_on, not_before, is_plan, is_out"


@dataclass(slots=True)
class LiveDocument:
    """One document of a running cascade. Days are ISO text."""

    cascade: RunningCascade
    document_no: int
    key: str
    type: str
    title: str
    issuers: tuple[str, ...]
    number: str | None
    issued_on: str | None
    out_on: str | None
    not_before: str | None
    is_plan: bool
    is_out: bool


@dataclass(slots=True)
class Edge:
    """A feeds edge, from below."""

    consolidation_no: int
    waits_for: str
    closed: bool


class Ledger:
    """The working set of one writing transaction."""

    def __init__(self, tx: Transaction, cascades: Cascades, clock: Clock, login: str, today: date) -> None:
        self.tx = tx
        self.cascades = cascades
        self.today = today
        self.clock = clock
        self.recorded_at = format_moment(clock.now())
        self.login = login
        self.tasks: dict[tuple[int, int], LiveTask] = {}
        self.edges: dict[tuple[int, int], list[Edge]] = {}
        self.documents: dict[tuple[int, int], LiveDocument] = {}
        self.keys_used: dict[tuple[int, str], tuple[int, int]] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._moved: dict[tuple[int, int], LiveTask] = {}
        self._closing: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        self._put_out: dict[tuple[int, int], LiveDocument] = {}

    # what is in hand

    def load(self, cascade: RunningCascade, numbers: Iterable[int]) -> list[LiveTask]:
        """These tasks, locked in the order of their numbers; one already in hand is given as it stands there."""
        wanted = list(numbers)
        missing = sorted({number for number in wanted if (cascade.cascade_id, number) not in self.tasks})
        if missing:
            condition = "t.task_no = ANY(:numbers) ORDER BY t.task_no FOR UPDATE OF t"
            for task in read_tasks(self.tx, cascade, condition, numbers=missing):
                self.tasks[task.ident] = task
        return [self.tasks[cascade.cascade_id, number] for number in wanted]

    def adopt(self, task: LiveTask) -> LiveTask:
        """Take in hand a task that has just been read and locked, unless it is there already."""
        return self.tasks.setdefault(task.ident, task)

    def edges_above(self, task: LiveTask) -> list[Edge]:
        """The open edges that start at a task in hand; they change by its own moves only."""
        if task.ident not in self.edges:
            self.load_edges(task.cascade, [task.task_no])
        return self.edges[task.ident]

    def load_edges(self, cascade: RunningCascade, numbers: list[int]) -> None:
        """Take in hand the open edges above these tasks, and the consolidations that they lead to."""
        rows = self.tx.rows(
            f"SELECT f.input_no, f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
            "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.consolidation_no "
            "WHERE f.cascade_id = :cascade_id AND f.input_no = ANY(:numbers) AND NOT f.closed "
            "ORDER BY t.task_no FOR UPDATE OF t",
            cascade_id=cascade.cascade_id,
            numbers=numbers,
        )
        for number in numbers:
            self.edges[cascade.cascade_id, number] = []
        for input_no, waits_for, *columns in rows:
            self.edges[cascade.cascade_id, input_no].append(Edge(columns[0], waits_for, False))
            if (cascade.cascade_id, columns[0]) not in self.tasks:
                self.adopt(LiveTask(cascade, *columns))

    def assigned_by(self, document: LiveDocument) -> list[LiveTask]:
        """The tasks that a document sets going."""
        rows = self.tx.rows(
            "SELECT task_no FROM release_edge "
            "WHERE cascade_id = :cascade_id AND document_no = :number ORDER BY task_no",
            cascade_id=document.cascade.cascade_id,
            number=document.document_no,
        )
        return self.load(document.cascade, [row[0] for row in rows])

    def plan_tasks(self, cascade: RunningCascade, agency: str) -> list[LiveTask]:
        """The agency's tasks that owe a plan."""
        rows = self.tx.rows(
            "SELECT t.task_no FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
            "WHERE t.cascade_id = :cascade_id AND a.key = :agency AND t.owes_plan ORDER BY t.task_no",
            cascade_id=cascade.cascade_id,
            agency=agency,
        )
        return self.load(cascade, [row[0] for row in rows])

    def plans_of(self, cascade: RunningCascade, agency: str) -> list[LiveDocument]:
        """The documents of the cascade that are this agency's plans, out or not."""
        rows = self.tx.rows(
            f"SELECT {_DOCUMENT_COLUMNS} FROM document WHERE cascade_id = :cascade_id AND is_plan "
            "AND issuers LIKE :issuer ORDER BY document_no FOR UPDATE",
            cascade_id=cascade.cascade_id,
            issuer=f'%"{agency}"%',
        )
        return [self._document(cascade, row) for row in rows]

    def document(self, cascade: RunningCascade, key: str) -> LiveDocument | None:
        """The cascade's document of that key, locked."""
        row = self.tx.row(
            f"SELECT {_DOCUMENT_COLUMNS} FROM document WHERE cascade_id = :cascade_id AND key = :key FOR UPDATE",
            cascade_id=cascade.cascade_id,
            key=key,
        )
        return None if row is None else self._document(cascade, row)

    def _document(self, cascade: RunningCascade, row: tuple[Any, ...]) -> LiveDocument:
        number, key, kind, title, issuers, *rest = row
        document = LiveDocument(cascade, number, key, kind, title, tuple(json.loads(issuers)), *rest)
        return self.documents.setdefault((cascade.cascade_id, number), document)

    # what is recorded

    @staticmethod
    def new_batch() -> str:
        """A name for rows that were recorded together."""
        return os.urandom(8).hex()

    def record(self, task: LiveTask, trigger: str, to: str, occurred_on: str, **fields: Any) -> str:
        """Move a task and make its history row; the row's hash. `fields`: further columns of the row, by name."""
        if task.head_at is not None and self.recorded_at < task.head_at:
            self.recorded_at = format_moment(self.clock.now())  # time has passed since, waiting for the task's lock
            if self.recorded_at < task.head_at:
                raise clock_behind(task, trigger, self.recorded_at)
        row = {name: value for name, value in fields.items() if value is not None}
        row |= {
            "cascade_id": task.cascade.cascade_id,
            "task_no": task.task_no,
            "seq": task.head_seq + 1,
            "kind": "move",
            "trigger": trigger,
            "from": task.state,
            "to": to,
            "login": self.login,
            "occurred_on": occurred_on,
            "recorded_at": self.recorded_at,
            "form": FORM,
            "prev_hash": task.head_hash,
        }
        digest = row["hash"] = hash_covered(row)
        self._rows.append(tuple(map(row.get, HISTORY_COLUMNS)))
        task.state, task.since, task.head_at = to, occurred_on, self.recorded_at
        task.head_seq, task.head_hash = task.head_seq + 1, digest
        self._moved[task.ident] = task
        return digest

    def last_move(self, task: LiveTask) -> LastMove | None:
        """The chain's last row, whether written or still in hand; None before the first."""
        columns = ("trigger", "agency", "by", "occurred_on", "recorded_at")
        if task.ident in self._moved:
            at = [HISTORY_COLUMNS.index(name) for name in columns]
            row = next(row for row in reversed(self._rows) if row[:2] == task.ident)
            return LastMove(*(row[index] for index in at))
        row = self.tx.row(
            f"SELECT {quoted(columns)} FROM history "
            "WHERE cascade_id = :cascade_id AND task_no = :number AND seq = :seq",
            cascade_id=task.cascade.cascade_id,
            number=task.task_no,
            seq=task.head_seq,
        )
        return None if row is None else LastMove(*row)

    def close_edges(self, task: LiveTask, to: str) -> tuple[str, ...]:
        """Close the edges that a move to `to` closes; the keys of consolidations that now wait for nothing."""
        given = task.cascade.judge.given_by(task, to)
        if not given:
            return ()
        unblocked = []
        flipped = set()
        for edge in self.edges_above(task):
            if edge.closed or edge.waits_for not in given:
                continue
            edge.closed = True
            flipped.add(edge.waits_for)
            consolidation = self.tasks[task.cascade.cascade_id, edge.consolidation_no]
            consolidation.open_inputs -= 1
            if consolidation.open_inputs == 0:
                unblocked.append(consolidation.key)
        for report in flipped:
            self._closing[task.cascade.cascade_id, report].append(task.task_no)
        return tuple(unblocked)

    def put_out(self, document: LiveDocument, number: str | None, on: str) -> None:
        """The document is out, under that number and date."""
        document.is_out, document.number, document.issued_on, document.out_on = True, number, on, on
        self._put_out[document.cascade.cascade_id, document.document_no] = document

    # what is written

    def flush(self) -> None:
        """Write what was recorded. Counters change by the edges that the database says it flipped, never blindly."""
        for (cascade_id, report), numbers in self._closing.items():
            flipped = self.tx.rows(
                "UPDATE feed SET closed = true WHERE cascade_id = :cascade_id AND input_no = ANY(:numbers) "
                "AND waits_for = :report AND NOT closed RETURNING consolidation_no",
                cascade_id=cascade_id,
                numbers=numbers,
                report=report,
            )
            for number, count in sorted(Counter(row[0] for row in flipped).items()):
                self.tx.run(
                    "UPDATE task SET open_inputs = open_inputs - :count "
                    "WHERE cascade_id = :cascade_id AND task_no = :number",
                    cascade_id=cascade_id,
                    number=number,
                    count=count,
                )
        moved = [
            (task.state, task.since, task.head_seq, task.head_hash, task.head_at, *ident)
            for ident, task in self._moved.items()
        ]
        self.tx.update("task", _TASK_CHANGES, _TASK_KEYS, moved)
        self.tx.insert("history", HISTORY_COLUMNS, self._rows)
        out = [
            (document.is_out, document.number, document.issued_on, document.out_on, *ident)
            for ident, document in self._put_out.items()
        ]
        changed = ("is_out", "number", "issued_on", "out_on")
        self.tx.update("document", changed, ("cascade_id", "document_no"), out)
        if self.clock.is_simulated:
            for cascade_id in sorted({ident[0] for ident in self._moved}):
                self.tx.run(
                    "UPDATE cascade SET is_simulated = true WHERE cascade_id = :id AND NOT is_simulated", id=cascade_id
                )
        self._rows, self._moved, self._put_out = [], {}, {}
        self._closing.clear()
