"""Whether a task still stands as whoever asks for a move has seen it, on a table that was handed out before."""

from __future__ import annotations

from engine.cascade.tasks import LiveTask
from engine.questions.heads import CHANGING
from engine.requests import SeenHead
from engine.running import refusals
from engine.running.ledger import Ledger
from engine.store.statements import quoted


def ensure_as_seen(ledger: Ledger, task: LiveTask, trigger: str, seen: SeenHead | None, batch: str) -> None:
    """Notes and requests do not count, nor what rows of the same table (`batch`) have done.

    Raises Refused (`moved-meanwhile`).
    """
    if seen is None or (task.head_seq, task.head_hash) == (seen.seq, seen.hash):
        return
    columns = ("seq", "hash", "kind", "batch", "trigger", "agency", "by", "occurred_on", "recorded_at")
    rows = ledger.tx.rows(
        f"SELECT {quoted(columns)} FROM history "
        "WHERE cascade_id = :cascade_id AND task_no = :number AND seq >= :seq ORDER BY seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        seq=seen.seq,
    )
    if task.head_seq < seen.seq or (rows and rows[0][0] == seen.seq and rows[0][1] != seen.hash):
        raise refusals.another_history(task, trigger)
    others = [row for row in rows if row[0] > seen.seq and row[2] in CHANGING and row[3] != batch]
    if others:
        raise refusals.moved_meanwhile(task, trigger, others[-1][2], refusals.LastMove(*others[-1][4:]))
