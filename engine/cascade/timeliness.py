"""Late or not: always computed from days, never stored. Days are ISO text as rows hold them.

A day on which a task was not active is no day late (`engine/chain/pauses.py` has these days).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from engine.cascade.judging import ACTIVE, DRAFT_PLAN, Judge, Judged, Owing
from engine.cascade.tasks import LiveTask, alike, due_in_force
from engine.chain.pauses import Pauses
from engine.results import Timeliness
from workflows.calendars import WorkCalendar
from workflows.dates import day_from_iso

DUE_SOON_WORKING_DAYS = 3
_DAY = timedelta(1)


class Due(NamedTuple):
    """The last on-time day of a report, and the phrase of the document that says so."""

    last_day: date | None
    phrase: str


def due_next(task: LiveTask) -> Due:
    """When what the task owes next is due: the plan where it is next and dated, the own report, else the merged one.

    Of a finished task: when its last report was due.
    """
    day, phrase = _as_stored(task, report_owed_next(task))
    return Due(day_from_iso(day), phrase)


def day_next(task: LiveTask) -> str | None:
    """The last on-time day of `due_next`, as rows hold it."""
    return _as_stored(task, report_owed_next(task))[0]


def report_owed_next(task: LiveTask) -> str:
    """What is owed next, or was last: `plan`, the `own` or the `merged` report."""
    return task.cascade.judge.report_owed_next(task, is_plan_dated=task.plan_due is not None)


class OwedInSql(NamedTuple):
    """Of a task: the last on-time day of what is owed next, or was owed last; and whether anything is owed."""

    due: str
    is_open: str


@lru_cache(maxsize=64)
def owed_in_sql(judge: Judge, task: str = "t") -> OwedInSql:
    """`due_next` and whether anything is owed next, as the database is asked for them: by state and by duties."""
    by_column: dict[str, list[str]] = {}
    opened: list[str] = []
    for duties in product((False, True), repeat=3):
        for state in judge.path(Owing(duties, "", ACTIVE)):
            case = _Case(duties, state, judge)
            told = (f"{'' if owes else 'NOT '}{task}.{name}" for owes, name in zip(duties, _DUTIES, strict=True))
            condition = f"({task}.state = '{state}' AND {' AND '.join(told)})"
            by_column.setdefault(case.due(task), []).append(condition)
            if judge.next_trigger(case) is not None:
                opened.append(condition)
    whens = " ".join(f"WHEN {' OR '.join(conditions)} THEN {column}" for column, conditions in by_column.items())
    standings = judge.lifecycle.data.standings
    awaited = ", ".join(f"'{name}'" for name in standings if judge.lifecycle.is_awaited(name))
    return OwedInSql(f"(CASE {whens} END)", f"({task}.standing IN ({awaited}) AND ({' OR '.join(opened)}))")


_DUTIES = ("owes_plan", "owes_report", "consolidates")


class _Case(Owing):
    """Any task with these duties in that state."""

    def __init__(self, duties: Sequence[bool], state: str, judge: Judge) -> None:
        super().__init__(duties, state, ACTIVE)
        self.judge = judge

    def due(self, task: str) -> str:
        """The column with the day of what is owed next."""
        report = self.judge.report_owed_next(self, is_plan_dated=False)
        if report == "merged" and not self.consolidates:
            report = "own"
        elif report == "own" and self.consolidates and not self.owes_report:
            report = "merged"
        column, is_plan = due_in_force(report, task), self.judge.next_trigger(self) == DRAFT_PLAN
        return f"COALESCE({due_in_force('plan', task)}, {column})" if is_plan else column


def due_of(task: LiveTask, report: str) -> Due:
    """When the task's `own` or `merged` report is due; where it does not owe the one awaited, the other."""
    day, phrase = _as_stored(task, report)
    return Due(day_from_iso(day), phrase)


def _as_stored(task: LiveTask, report: str) -> tuple[str | None, str]:
    if report == "plan":
        return task.plan_due, task.plan_phrase
    if task.consolidates and (report == "merged" or not task.owes_report):
        return task.merged_due, task.merged_phrase
    return task.own_due, task.own_phrase


def due_of_edge(task: LiveTask, waits_for: str) -> Due:
    """When the report that an edge waits for is due; where no document dates it, what the input owes next."""
    awaited = due_of(task, waits_for)
    return awaited if awaited.last_day is not None else due_next(task)


def due_of_in_sql(report: str, task: str = "t") -> str:
    """`due_of`, as the database is asked for it."""
    own, merged = due_in_force("own", task), due_in_force("merged", task)
    if report == "merged":
        return f"(CASE WHEN {task}.consolidates THEN {merged} ELSE {own} END)"
    return f"(CASE WHEN {task}.consolidates AND NOT {task}.owes_report THEN {merged} ELSE {own} END)"


def late_on(task: LiveTask, today: date) -> date:
    """The day to which its lateness is counted: a finished task is as late as it was then."""
    if task.standing != ACTIVE:
        return due_next(task).last_day or today
    if task.cascade.judge.owed_next(task) is None and task.since:
        return min(today, date.fromisoformat(task.since))
    return today


class Late(NamedTuple):
    """Calendar days late, and those after the last on-time day that are left out: on them the task was not active."""

    days: int = 0
    suspended_days: int = 0


ON_TIME = Late()


def days_late(due: date | None, counted_to: date, pauses: Pauses = (), *, is_active: bool = True) -> Late:
    """The days after the last on-time day up to the one counted to; none up to it, and where there is none.

    Days on which the task was paused (`pauses`) are left out. `is_active`: on the day counted to it is active, or gave
    what was due, so that this day counts even where it left the active standing later on that day.
    """
    if due is None or counted_to <= due:
        return ON_TIME
    days = (counted_to - due).days
    if not pauses:
        return Late(days)
    left_out = sum((until - after).days for after, until in _left_out(due, counted_to, pauses, is_active))
    return Late(days - left_out, left_out)


def working_days_late(
    due: date | None, counted_to: date, calendar: WorkCalendar, pauses: Pauses = (), *, is_active: bool = True
) -> int:
    """The working days among the `days_late`."""
    if due is None or counted_to <= due:
        return 0
    days = calendar.working_days_between(due, counted_to)
    if not pauses:
        return days
    left_out = _left_out(due, counted_to, pauses, is_active)
    return days - sum(calendar.working_days_between(after, until) for after, until in left_out)


def _left_out(due: date, counted_to: date, pauses: Pauses, is_active: bool) -> Iterator[tuple[date, date]]:
    """Spans (after, until] of paused days after the last on-time day."""
    last = counted_to - _DAY if is_active else counted_to
    for left_on, back_on in pauses:
        after, until = max(due, left_on - _DAY), min(last, back_on - _DAY)
        if after < until:
            yield after, until


def calendar_until(due: date | None, counted_to: date, calendar: WorkCalendar) -> date | None:
    """The last day whose days off are pinned, where working days late were counted past it; None where not."""
    if due is None or counted_to <= due or (until := calendar.until) is None:
        return None
    return until if until < counted_to else None


def is_due_soon(due: date | None, today: date, calendar: WorkCalendar) -> bool:
    """At most three working days are left, today not counted."""
    if due is None or due < today:
        return False
    return calendar.working_days_between(today, due) <= DUE_SOON_WORKING_DAYS


def timeliness_of(task: LiveTask, today: date) -> Timeliness:
    """On time, due soon or overdue while something is owed; done on time or late when nothing is. Only if active."""
    due = due_next(task).last_day
    is_late = due is not None and task.since is not None and task.since > due.isoformat()
    return timeliness(task, due, today, task.cascade.judge, task.calendar, is_late=is_late)


class Timely:
    """The timeliness of very many tasks on one day, reckoned once of all that are alike."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._known: dict[tuple[Any, ...], Timeliness] = {}

    def of(self, task: LiveTask) -> Timeliness:
        """`timeliness_of` one of them."""
        cascade = task.cascade
        kind = cascade.cascade_id, alike(task), task.agency if cascade.calendar.local else ""
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = timeliness_of(task, self._today)
        return known


def timeliness(
    task: Judged, due: date | None, today: date, judge: Judge, calendar: WorkCalendar, *, is_late: bool
) -> Timeliness:
    """The same of any task by what it owes next or owed last. `is_late`: it came into its state after that day."""
    if task.standing != ACTIVE:
        return "not_counted"
    if due is None:
        return "no_due_date"
    if judge.next_trigger(task) is None:
        return "done_late" if is_late else "done_on_time"
    if due < today:
        return "overdue"
    return "due_soon" if is_due_soon(due, today, calendar) else "on_time"
