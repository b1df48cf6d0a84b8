"""How often tasks were urged by letter, and what urges next.

The ladder: a letter, then a notice (phieu bao), then a letter that names the missed date; it goes on with the last.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.chain.notes import REMINDER
from engine.results import ReminderStep
from engine.store.database import Transaction
from workflows.dates import day_from_iso

STEPS: tuple[ReminderStep, ...] = ("letter", "notice", "missed")


class Reminders(NamedTuple):
    """How often a task was urged, and on which day last."""

    times: int
    last_on: date | None


NEVER = Reminders(0, None)


def reminders_of(tx: Transaction, cascade: RunningCascade, numbers: Collection[int] | None) -> dict[int, Reminders]:
    """Of these tasks those that were urged, by number; None: of all of the cascade."""
    if numbers is not None and not numbers:
        return {}
    which, given = ("", {}) if numbers is None else ("AND task_no = ANY(:numbers) ", {"numbers": list(numbers)})
    rows = tx.rows(
        "SELECT task_no, count(*), max(occurred_on) FROM history WHERE cascade_id = :cascade_id "
        f"{which}AND kind = :reminder GROUP BY task_no",
        cascade_id=cascade.cascade_id,
        reminder=REMINDER,
        **given,
    )
    return {number: Reminders(count, day_from_iso(last_on)) for number, count, last_on in rows}


def step_after(reminders: int, *, is_missed: bool) -> ReminderStep:
    """What urges next. A date that has not passed is not named as missed: the notice then comes again."""
    step = STEPS[min(reminders, len(STEPS) - 1)]
    return "notice" if step == "missed" and not is_missed else step
