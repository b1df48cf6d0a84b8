"""The day that a row carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.cascade.judging import DRAFT_PLAN
from engine.cascade.tasks import LiveTask
from engine.running import refusals
from engine.running.ledger import Ledger
from engine.running.roles import who_may


def day_of(
    ledger: Ledger,
    task: LiveTask,
    trigger: str,
    on: date | None,
    agency: str,
    *,
    report: str = "own",
    missing: Sequence[str] = (),
) -> str:
    """The day that the row carries: the one asked for, else today; within what the chain and the calendar allow.

    A plan may be older than the letter that asks for it: it then counts from the letter's day. `agency`, `report` and
    `missing`, as asked, are for the command that a refusal suggests.
    """
    day = on or ledger.today
    if day > ledger.today:
        raise refusals.in_the_future(task.key, trigger, day, ledger.today)
    if task.head_on is not None and day.isoformat() < task.head_on:
        if trigger != DRAFT_PLAN or ledger.today.isoformat() < task.head_on:
            again = refusals.move_command(task, trigger, agency, report=report, missing=missing)
            is_allowed = task.head_on <= ledger.today.isoformat()
            who_can = who_may(ledger, task, trigger, report)
            raise refusals.before_previous(task, trigger, day, who_can, again if is_allowed else None)
        return task.head_on
    return day.isoformat()
