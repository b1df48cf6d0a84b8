"""The same file again: what its first run recorded is told again, and not done twice.

A bulk's rows carry the file's fingerprint as their batch. So one look shows whether the file has been run before, and
each of its rows then finds the move that it made. Another file, were it different by one letter, is judged afresh.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any

from engine.cascade.lookup import get_trigger
from engine.cascade.tasks import LiveTask
from engine.receipts import Moved
from engine.requests import MoveRequest, normal
from engine.running.ledger import Ledger
from engine.running.repeats import REPEAT_COLUMNS, as_moved
from engine.store.database import Row
from workflows.canonical import canonical
from workflows.errors import DondocError

_CALLED_BY = ("release", "revoke")  # never rows of a file


def fingerprint(requests: Sequence[MoveRequest]) -> str:
    """A name for these rows in this order; what is only about the file's form (line numbers) does not count."""
    digest = hashlib.sha256()
    for request in requests:
        digest.update(canonical(_content(request)).encode())
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _content(request: MoveRequest) -> dict[str, Any]:
    given: dict[str, Any] = {
        "task": normal(request.task),
        "trigger": request.trigger.strip().replace("-", "_"),
        "as": normal(request.as_agency),
        "by": normal(request.by),
        "on": None if request.on is None else request.on.isoformat(),
        "document": normal(request.document),
        "reason": normal(request.reason),
        "key": normal(request.idempotency_key),
        "until": None if request.until is None else request.until.isoformat(),
        "what": normal(request.what),
        "missing": [normal(name) for name in request.missing] or None,
        "allowed_by": normal(request.allowed_by),
        "through": True if request.through else None,
        "proposed": normal(request.proposed),
        "seq": request.seq,
        "on_behalf_of": normal(request.on_behalf_of),
        "to": [normal(name) for name in request.to] or None,
    }
    return {name: value for name, value in given.items() if value is not None}


class DoneBefore:
    """The moves that an earlier run of the same file made, each to be told once."""

    def __init__(self, ledger: Ledger, batch: str) -> None:
        self._ledger = ledger
        self._rows: defaultdict[tuple[int, int, str, str], deque[Row]] = defaultdict(deque)
        for cascade in ledger.cascades.all(ledger.tx):
            for row in ledger.tx.rows(
                f"SELECT {REPEAT_COLUMNS} FROM history WHERE cascade_id = :cascade_id AND batch = :batch "
                "AND (cause IS NULL OR cause = 'extension') AND NOT (kind = 'move' AND ref_seq IS NOT NULL) "
                "ORDER BY task_no, seq",
                cascade_id=cascade.cascade_id,
                batch=batch,
            ):
                task_no, _, trigger, _, _, agency, *_ = row
                if trigger not in _CALLED_BY:
                    self._rows[cascade.cascade_id, task_no, trigger, agency].append(row)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def take(self, task: LiveTask, request: MoveRequest, agency: str) -> Moved | None:
        """The move that this row made the last time; None: it made none."""
        try:
            trigger = get_trigger(task.cascade.judge.lifecycle, request.trigger)
        except DondocError:
            return None
        rows = self._rows.get((*task.ident, trigger, agency))
        return as_moved(rows.popleft(), task) if rows else None
