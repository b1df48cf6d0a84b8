"""A move as a program writes it that knows the tables and trusts its caller, through the driver and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.cascades import TickingClock
from engine import MoveRequest
from engine.chain.chains import HISTORY_COLUMNS
from engine.clock import format_moment
from engine.store.statements import Dialect, insert_statement, update_statement

DESTINATIONS = {"implement": "implemented", "report": "reported"}
MOVED = ("state", "since", "head_seq", "head_hash", "head_at", "head_on")
_BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
_LOCK = {"sqlite": "", "postgresql": " FOR UPDATE"}

Numbers = Mapping[str, tuple[int, int]]  # (cascade_id, task_no) by the task's key


@dataclass
class RawWriter:
    """Writes one move after another on a connection in autocommit, each in a transaction of its own."""

    connection: Any
    dialect: Dialect
    login: str
    clock: TickingClock
    numbers: Numbers
    mandates: Mapping[str, str] = field(default_factory=dict)  # by agency, where its moves name one

    def __post_init__(self) -> None:
        mark = "?" if self.dialect == "sqlite" else "%s"
        ident = f"cascade_id = {mark} AND task_no = {mark}"
        self._begin = _BEGIN[self.dialect]
        self._read = f"SELECT state, head_seq, head_hash FROM task WHERE {ident}{_LOCK[self.dialect]}"
        self._flip = (
            f"UPDATE feed SET closed = true WHERE cascade_id = {mark} AND input_no = {mark} AND waits_for = 'own' "
            "AND NOT closed RETURNING consolidation_no"
        )
        self._count = f"UPDATE task SET open_inputs = open_inputs - 1 WHERE {ident}"
        self._update = update_statement("task", MOVED, ("cascade_id", "task_no"), self.dialect)
        self._insert = insert_statement("history", HISTORY_COLUMNS, self.dialect)

    def move(self, request: MoveRequest) -> None:
        """One move: read and lock the task, flip the edges, lower the counters, write task and row, commit."""
        execute, ident = self.connection.execute, self.numbers[request.task]
        execute(self._begin, ())
        state, seq, head = execute(self._read, ident).fetchone()
        mandate = self.mandates.get(request.as_agency)
        changed, row = moved_row(request, ident, state, seq, head, self.login, format_moment(self.clock.now()), mandate)
        if request.trigger == "report":
            for (number,) in execute(self._flip, ident).fetchall():
                execute(self._count, (ident[0], number))
        execute(self._update, changed)
        execute(self._insert, row)
        execute("COMMIT", ())


def moved_row(
    request: MoveRequest,
    ident: tuple[int, int],
    state: str,
    seq: int,
    head: str,
    login: str,
    recorded_at: str,
    mandate: str | None = None,
) -> tuple[tuple[Any, ...], list[Any]]:
    """What changes in the task, with its keys last, and the row of history."""
    to, day = DESTINATIONS[request.trigger], str(request.on)
    row = {
        "cascade_id": ident[0],
        "task_no": ident[1],
        "seq": seq + 1,
        "kind": "move",
        "trigger": request.trigger,
        "from": state,
        "to": to,
        "agency": request.as_agency,
        "by": request.by,
        "login": login,
        "occurred_on": day,
        "recorded_at": recorded_at,
        "document": request.document,
        "form": 1,
        "prev_hash": head,
    }
    if mandate is not None:
        row["mandate"] = mandate
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    row["hash"] = hashlib.sha256(text.encode()).hexdigest()
    return (to, day, seq + 1, row["hash"], recorded_at, day, *ident), [row.get(name) for name in HISTORY_COLUMNS]


def task_key(directive: str, *parts: str) -> str:
    """`ct-33-ttg-2021/2023-H1/binh-dinh`, from (directive, period, agency, topic)."""
    return "/".join(part for part in (directive, *parts) if part)


def numbers(connection: Any, requests: Iterable[MoveRequest]) -> Numbers:
    """The numbers of these requests' tasks."""
    rows = connection.execute(
        "SELECT t.cascade_id, t.task_no, c.directive, t.period, a.key, t.topic FROM task t "
        "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
        "JOIN cascade c ON c.cascade_id = t.cascade_id",
        (),
    ).fetchall()
    by_key = {task_key(*parts): (cascade_id, task_no) for cascade_id, task_no, *parts in rows}
    return {request.task: by_key[request.task] for request in requests}
