"""What a recorded row means to others than who recorded it: kept beside it, for whoever wants to be told.

A task's report was returned to it, something is asked for on it, it waits for no input any more. That something is due
soon or became overdue is no move's doing: it is seen on the day.
"""

from __future__ import annotations

from engine.cascade.judging import RETURN
from engine.chain.effective import REQUEST as _REQUESTED

RETURNED, REQUEST, UNBLOCKED, OVERDUE, DUE = "returned", "request", "unblocked", "overdue", "due"
EVENTS = (RETURNED, REQUEST, UNBLOCKED, OVERDUE, DUE)
"""All that can be told, in the order in which it is."""

NOTICE_COLUMNS = ("cascade_id", "task_no", "kind", "by_no", "by_seq", "recorded_at")


def notice_of(kind: str, trigger: str | None) -> str | None:
    """What a row of that kind means on its own task; None: nothing that anybody is told."""
    if kind == _REQUESTED:
        return REQUEST
    return RETURNED if trigger == RETURN and kind == "move" else None
