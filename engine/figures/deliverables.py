"""What tasks have to hand over, each judged by itself: a plan, an own report, a merged report.

The classes are the four by which the Government's follow-up of assigned tasks counts (Decision 42/2014/QD-TTg, amended
by 23/2018/QD-TTg; merged text 01/VBHN-VPCP of 11 July 2018): done on time, done late, doing in time, doing overdue.
Beside them stand what no document dates, and what is not counted: owed by a task that is not active.
What was given before that stays judged: a waiver takes back no lateness.

A plan is made once for all periods of an assignment and year, so it is one deliverable however many tasks go by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.tasks import TASKS, LiveTask, read_tasks
from engine.cascade.timeliness import ON_TIME, Late, calendar_until, days_late, working_days_late
from engine.chain.pauses import Pauses, read_pauses
from engine.figures.audit_results import Deliverable, LateClass, Report
from engine.questions.recorded import Recorded, chains
from engine.questions.status import Under, scope
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.periods import Period

REPORTS: tuple[Report, ...] = ("plan", "own", "merged")
LATE: tuple[LateClass, ...] = ("done_late", "doing_overdue")
_GIVEN_AT = {"plan": "plan_drafted", "own": "reported", "merged": "consolidated"}
_MORE = ", ".join(["a.level", "a.kind", *(f"t.{report}_{part}" for report in REPORTS for part in ("due", "until"))])


@dataclass(slots=True)
class Giving:
    """When one report was given. `row`: the move that gave it, None while it is owed; `returned`: how often it was."""

    row: Recorded | None = None
    first_on: str | None = None
    returned: int = 0

    def see(self, row: Recorded, was_given: bool, is_given: bool) -> None:
        """A move from a state to another."""
        if is_given and not was_given:
            self.row = row
            self.first_on = self.first_on or row.occurred_on
        elif was_given and not is_given:
            self.row = None
            self.returned += 1


@dataclass(slots=True, unsafe_hash=True)
class Owed:
    """One report of one task. `due`: in force; `launched`: as the documents have it; both ISO text.

    `reminder`: the document whose later date was launched instead of `first`, the one before it.
    """

    of: ScopedTask
    report: Report
    due: str | None
    phrase: str
    launched: str | None
    giving: Giving
    reminder: str | None = None
    first: str | None = None

    @property
    def task(self) -> LiveTask:
        return self.of.task


@dataclass(slots=True)
class ScopedTask:
    """A task in a question's scope, with what it has to hand over. `issued_on`: when it was given to its agency."""

    task: LiveTask
    level: str
    kind: str
    issued_on: str | None = None
    owed: list[Owed] = field(default_factory=list)


def tasks_in_scope(
    tx: Transaction, cascades: Sequence[RunningCascade], under: Under, period: str | Period | None
) -> list[ScopedTask]:
    """The tasks, by cascade and number, each with its reports and when they were given; read once in a transaction."""
    bounds = tuple(cascade.cascade_id for cascade in cascades), under if isinstance(under, str) else tuple(under or ())
    asked = "tasks in scope", *bounds, None if period is None else str(period)
    if asked not in tx.remembered:
        scoped = scope(tx, cascades, under, period)
        tx.remembered[asked] = [each for bounds in scoped for each in tasks_that(tx, *bounds)]
    known: list[ScopedTask] = tx.remembered[asked]
    return known


def tasks_that(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: Mapping[str, Any]
) -> Iterable[ScopedTask]:
    """The tasks of a cascade that fulfil a condition on `t`, by number."""
    more = {
        number: rest
        for number, *rest in tx.rows(
            f"SELECT t.task_no, {_MORE} FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {condition}",
            cascade_id=cascade.cascade_id,
            **parameters,
        )
    }
    reminded = _reminded(tx, cascade, condition, parameters)
    tasks = sorted(read_tasks(tx, cascade, condition, **parameters), key=attrgetter("task_no"))
    scoped = {task.task_no: _scoped(task, more[task.task_no], reminded.get(task.task_no, {})) for task in tasks}
    for number, chain in chains(tx, cascade, condition, parameters):
        _fold(scoped[number], chain)
    return scoped.values()


def _reminded(
    tx: Transaction, cascade: RunningCascade, condition: str, parameters: Mapping[str, Any]
) -> dict[int, dict[str, tuple[str, str | None]]]:
    """Of each task: the dates that letters of reminder gave it, each with the letter and the date before it."""
    found: dict[int, dict[str, tuple[str, str | None]]] = {}
    for number, due, document, first in tx.rows(
        "SELECT t.task_no, r.due, o.key, (SELECT MIN(f.due) FROM duty f WHERE f.cascade_id = t.cascade_id "
        "AND f.task_no = t.task_no AND f.what IN ('report', 'product')) "
        f"FROM {TASKS} JOIN duty r ON r.cascade_id = t.cascade_id AND r.task_no = t.task_no AND r.what = 'reminder' "
        "JOIN assignment rs ON rs.cascade_id = r.cascade_id AND rs.assignment_no = r.assignment_no "
        "JOIN document o ON o.cascade_id = rs.cascade_id AND o.document_no = rs.document_no "
        f"WHERE t.cascade_id = :cascade_id AND {condition}",
        cascade_id=cascade.cascade_id,
        **parameters,
    ):
        found.setdefault(number, {})[due] = (document, first)
    return found


def _scoped(task: LiveTask, more: Sequence[Any], reminded: Mapping[str, tuple[str, str | None]]) -> ScopedTask:
    level, kind, *days = more
    scoped = ScopedTask(task, level, kind)
    duties = {"plan": task.owes_plan, "own": task.owes_report, "merged": task.consolidates}
    for at, report in enumerate(REPORTS):
        if duties[report]:
            launched, until = days[2 * at : 2 * at + 2]
            phrase = getattr(task, f"{report}_phrase")
            dated_by = (None, None) if report == "plan" else reminded.get(launched, (None, None))
            scoped.owed.append(Owed(scoped, report, until or launched, phrase, launched, Giving(), *dated_by))
    return scoped


def _fold(scoped: ScopedTask, chain: Iterable[Recorded]) -> None:
    path = scoped.task.cascade.judge.path(scoped.task)
    at: dict[str | None, int] = {state: position for position, state in enumerate(path)}
    last = len(path) - 1
    moves = [row for row in chain if row.is_move and row.from_ != row.to]
    scoped.issued_on = next((row.occurred_on for row in moves if row.from_ == path[0]), None)
    for owed in scoped.owed:
        given_at = at.get(_GIVEN_AT[owed.report], last)
        for row in moves:
            owed.giving.see(row, at.get(row.from_, 0) >= given_at, at.get(row.to, 0) >= given_at)


# judging


def deliverables(tasks: Iterable[ScopedTask], today: date) -> Iterator[Deliverable]:
    """All that these tasks have to hand over; a plan that several of them go by once, with the first of them."""
    together: dict[tuple[int, int, str], list[Owed]] = {}
    for scoped in tasks:
        for owed in scoped.owed:
            cascade_id, number = scoped.task.ident
            if owed.report == "plan" and scoped.task.plan_group is not None:
                number = scoped.task.plan_group
            together.setdefault((cascade_id, number, owed.report), []).append(owed)
    known: dict[tuple[Any, ...], _Judgement] = {}
    return (_judged(listed, today, known) for listed in together.values())


class _Judgement(NamedTuple):
    """What is told of all deliverables alike."""

    class_: LateClass
    due: date | None
    moved_from: date | None
    is_extended: bool
    done_on: date | None
    late: Late
    working_days_late: int
    days_after_launch_due: int
    first_given_on: date | None
    issued_on: date | None
    due_before_issue: bool
    calendar_until: date | None


def _judged(together: Sequence[Owed], today: date, known: dict[tuple[Any, ...], _Judgement]) -> Deliverable:
    """One deliverable; of a plan of several tasks the first giving and the latest day in force count.

    `known`: what was told of others, by all that decides it.
    """
    scoped = together[0].of
    task = scoped.task
    standing, row, chosen, issued_on, first_on = _of_one(together[0]) if len(together) == 1 else _of_several(together)
    days = chosen.due, chosen.launched, chosen.first if chosen.reminder else None, issued_on, first_on
    pauses = tuple([owed.of.task.paused for owed in together])
    whose = task.cascade.cascade_id, task.agency if task.cascade.calendar.local else ""
    kind = days, bool(chosen.reminder), row.occurred_on if row else None, standing, pauses, whose
    told = known.get(kind)
    if told is None:
        told = known[kind] = _judgement(together, chosen, standing, today, kind[2], issued_on, first_on)
    report = chosen.report
    return Deliverable(
        task.key,
        task.agency,
        task.agency_name,
        None if report == "plan" else task.period,
        report,
        told.class_,
        told.due,
        chosen.phrase,
        told.moved_from,
        told.is_extended,
        told.done_on,
        told.late.days,
        told.working_days_late,
        told.days_after_launch_due,
        told.first_given_on,
        max([owed.giving.returned for owed in together]),
        None if row is None else row.document,
        None if row is None else row.by,
        standing,
        told.issued_on,
        told.due_before_issue,
        task.open_inputs if report == "merged" and row is None else 0,
        len(together),
        scoped.kind,
        scoped.level,
        task.cascade.year,
        task.cascade.key,
        told.calendar_until,
        chosen.reminder,
        told.late.suspended_days,
    )


def _of_one(owed: Owed) -> tuple[str, Recorded | None, Owed, str | None, str | None]:
    """Its standing, the row that gave it, itself, when it was given to its agency, when it was first handed over."""
    return owed.of.task.standing, owed.giving.row, owed, owed.of.issued_on, owed.giving.first_on


def _of_several(together: Sequence[Owed]) -> tuple[str, Recorded | None, Owed, str | None, str | None]:
    """The same of all that go by one plan: the first giving, the latest day in force."""
    standing = _standing(together)
    given = min((owed for owed in together if owed.giving.row is not None), key=_given_on, default=None)
    row = None if given is None else given.giving.row
    counting = [owed for owed in together if row is not None or owed.task.standing == standing]
    chosen = max(counting, key=lambda owed: owed.due or "")
    issued_on = min((owed.of.issued_on for owed in together if owed.of.issued_on), default=None)
    first_on = min((owed.giving.first_on for owed in together if owed.giving.first_on), default=None)
    return standing, row, chosen, issued_on, first_on


def _judgement(
    together: Sequence[Owed],
    chosen: Owed,
    standing: str,
    today: date,
    given_on: str | None,
    issued_on: str | None,
    first_on: str | None,
) -> _Judgement:
    due, launched, done_on, issued = map(day_from_iso, (chosen.due, chosen.launched, given_on, issued_on))
    calendar, ended = together[0].task.calendar, done_on or (today if standing == ACTIVE else None)
    is_extended = chosen.due != chosen.launched
    moved_from = day_from_iso(chosen.first) if chosen.reminder else launched if is_extended else None
    class_, pauses = class_of(due, done_on, standing, today), _paused_all(together)
    return _Judgement(
        class_,
        due,
        moved_from,
        is_extended,
        done_on,
        ON_TIME if ended is None else days_late(due, ended, pauses),
        0 if ended is None else working_days_late(due, ended, calendar, pauses),
        0 if ended is None else days_late(moved_from, ended, pauses).days,
        day_from_iso(first_on),
        issued,
        class_ in LATE and due is not None and (issued is None or issued > due),
        None if ended is None else calendar_until(due, ended, calendar),
    )


def class_of(due: date | None, done_on: date | None, standing: str, today: date) -> LateClass:
    """The class of one deliverable: what is owed counts only while its task is active, what was given always."""
    if done_on is None and standing != ACTIVE:
        return "not_counted"
    if due is None:
        return "no_due_date"
    if done_on is not None:
        return "done_late" if done_on > due else "done_on_time"
    return "doing_overdue" if today > due else "doing_in_time"


def _standing(together: Sequence[Owed]) -> str:
    """Active where any of the tasks that go by it is; else one that is still awaited before the others."""
    standings = {owed.task.standing for owed in together}
    if len(standings) == 1 or ACTIVE in standings:
        return ACTIVE if ACTIVE in standings else standings.pop()
    lifecycle = together[0].task.cascade.judge.lifecycle
    return min(standings, key=lambda name: (not lifecycle.is_awaited(name), list(lifecycle.data.standings).index(name)))


def _paused_all(together: Sequence[Owed]) -> Pauses:
    """The days on which none of the tasks that go by it was active."""
    found, *others = (read_pauses(owed.task.paused) for owed in together)
    for other in others:
        both = ((max(one[0], two[0]), min(one[1], two[1])) for one in found for two in other)
        found = tuple(pause for pause in both if pause[0] < pause[1])
    return found


def _given_on(owed: Owed) -> str:
    row = owed.giving.row
    return (row.occurred_on if row else None) or ""
