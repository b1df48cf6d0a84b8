"""Who was late, by how many calendar and working days: by agency, tier, period, year, or all together.

Counted twice over, side by side: deliverables, each by its own date (`deliverables.py`), and tasks, each by the one
timeliness that every other answer gives it (`timeliness.py`): of what it owes next, or owed last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.timeliness import Timely
from engine.figures.audit_results import By, Classes, Deliverable, LateClass, Lateness, LatenessGroup
from engine.figures.deliverables import LATE, REPORTS, ScopedTask, deliverables, tasks_in_scope
from engine.figures.grouping import BY, WHOLE, Group, Heirs, Subject, check_by, end_of, grouped
from engine.figures.rates import Standings, not_counted, rate
from engine.questions.status import Under
from engine.results import Timeliness
from engine.store.database import Transaction
from workflows.periods import Period

_CLASS_OF: Mapping[Timeliness, LateClass] = {
    "on_time": "doing_in_time",
    "due_soon": "doing_in_time",
    "overdue": "doing_overdue",
    "done_on_time": "done_on_time",
    "done_late": "done_late",
    "no_due_date": "no_due_date",
    "not_counted": "not_counted",
}
_ON_TIME = "on_time"
_ON_TIME_OF_DONE = "on_time_of_done"


def lateness(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: Under,
    period: str | Period | None,
    by: By,
    today: date,
    every: bool = False,
    heirs: Heirs | None = None,
) -> Lateness:
    """The figures of a scope and its late deliverables; `every`: with all others beside.

    Raises NotFound, Ambiguous, UnknownGrouping.
    """
    check_by(by, BY)
    counted = _counted(tx, tasks_in_scope(tx, cascades, under, period), today)
    owed = [item.owed for item in counted if item.owed is not None]
    late = [item for item in owed if item.class_ in LATE]
    late.sort(key=lambda item: (-item.days_late, item.agency.split("."), item.task, item.report))
    standings = not_counted(cascades)
    return Lateness(
        tuple(cascade.key for cascade in cascades),
        today,
        by,
        _figures("all", WHOLE, counted, standings),
        tuple(
            _figures(by, group, items, standings)
            for group, items in grouped(counted, by, attrgetter("subject"), heirs).items()
        ),
        tuple(late),
        tuple(sorted(owed, key=_in_order)) if every else (),
    )


class _Counted(NamedTuple):
    """A task, or (`owed`) something that it has to hand over, as it is counted."""

    subject: Subject
    class_: LateClass
    standing: str
    owed: Deliverable | None = None


def _counted(tx: Transaction, tasks: Sequence[ScopedTask], today: date) -> list[_Counted]:
    """These tasks, of one scope, and what they have to hand over; judged once, however often it is grouped."""
    asked = "counted", id(tasks), today
    if asked not in tx.remembered:
        timely = Timely(today)
        of_tasks = (_task_counted(scoped, timely) for scoped in tasks)
        tx.remembered[asked] = [*of_tasks, *map(_owed_counted, deliverables(tasks, today))]
    known: list[_Counted] = tx.remembered[asked]
    return known


def _task_counted(scoped: ScopedTask, timely: Timely) -> _Counted:
    task = scoped.task
    subject = Subject(task.agency, task.agency_name, scoped.level, scoped.kind, task.period, task.cascade.year)
    return _Counted(subject, _CLASS_OF[timely.of(task)], task.standing)


def _owed_counted(item: Deliverable) -> _Counted:
    subject = Subject(item.agency, item.agency_name, item.level, item.kind, item.period, item.year)
    return _Counted(subject, item.class_, item.standing, item)


def _in_order(item: Deliverable) -> tuple[Any, ...]:
    """By cascade, by agency as the tree has them, the plan first, then by period."""
    period = () if item.period is None else end_of(item.period)
    return item.cascade, item.agency.split("."), period, item.task, REPORTS.index(item.report)


def _figures(by: By, group: Group, items: Sequence[_Counted], standings: Standings) -> LatenessGroup:
    owed = [item.owed for item in items if item.owed is not None]
    late = [item for item in owed if item.class_ in LATE]
    counts = _classes([(item.class_, item.standing) for item in owed], standings)
    beside = {"no_due_date": counts.no_due_date, **counts.by_standing}
    done = counts.done_on_time + counts.done_late
    return LatenessGroup(
        by,
        *group,
        counts,
        _classes([(item.class_, item.standing) for item in items if item.owed is None], standings),
        sum(item.days_late for item in late),
        sum(item.working_days_late for item in late),
        max((item.days_late for item in late), default=0),
        sum(item.is_extended for item in owed),
        sum(
            item.days_after_launch_due > 0 if item.is_extended or item.reminded_by else item.class_ in LATE
            for item in owed
        ),
        sum(item.due_before_issue for item in late),
        rate(
            _ON_TIME,
            counts.done_on_time,
            done + counts.doing_overdue,
            {"doing_in_time": counts.doing_in_time, **beside},
            standings,
        ),
        rate(
            _ON_TIME_OF_DONE,
            counts.done_on_time,
            done,
            {"doing": counts.doing_in_time + counts.doing_overdue, **beside},
            standings,
        ),
        sum(item.suspended_days for item in late),
    )


def _classes(listed: Sequence[tuple[LateClass, str]], standings: Standings) -> Classes:
    """Of (class, standing)."""
    counts = Counter(name for name, _ in listed)
    found = Counter(standing for name, standing in listed if name == "not_counted")
    by_standing = {name: found[name] for name in standings if found[name]}
    return Classes(
        total=len(listed),
        done_on_time=counts["done_on_time"],
        done_late=counts["done_late"],
        doing_in_time=counts["doing_in_time"],
        doing_overdue=counts["doing_overdue"],
        no_due_date=counts["no_due_date"],
        not_counted=counts["not_counted"],
        by_standing=by_standing,
    )
