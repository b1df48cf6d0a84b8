"""Tasks as they stand: of a scope, one by one; and cascades in figures."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, Judged
from engine.cascade.lookup import get_agency_anywhere, subtree
from engine.cascade.tally import read_tallies
from engine.cascade.tasks import TASKS, LiveTask, alike, is_waiting, read_tasks, task_key_of
from engine.cascade.timeliness import (
    Due,
    Late,
    Timely,
    calendar_until,
    days_late,
    due_next,
    late_on,
    owed_in_sql,
    timeliness,
    timeliness_of,
    working_days_late,
)
from engine.chain.pauses import read_pauses
from engine.errors import NotFound
from engine.questions.duties import duties_of
from engine.questions.filters import ALL, Filters, UnknownCursor, listed
from engine.questions.reminders import NEVER, Reminders, reminders_of
from engine.questions.returned import returned_reports
from engine.questions.stuck import stuck_tasks
from engine.results import CascadeSummary, DutyRow, ReturnedReport, Stuck, TaskRow, Timeliness
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.periods import Period, parse_period
from workflows.said import Name

_MORE = (
    "CASE WHEN t.content = '' THEN s.content ELSE t.content END, s.content_en, d.key, s.at, a.kind, a.level, a.superior"
)
_WITH_ASSIGNMENT = (
    f"{TASKS} JOIN assignment s ON s.cascade_id = t.cascade_id AND s.assignment_no = t.assignment_no "
    "JOIN document d ON d.cascade_id = s.cascade_id AND d.document_no = s.document_no"
)


def period_key(text: str | Period | None, cascade: RunningCascade) -> str | None:
    """`2023-H1`, `H1` or the name of a period → the period's key in the cascade's year. Raises BadPeriod."""
    if text is None:
        return None
    return text.key if isinstance(text, Period) else parse_period(text, cascade.year).key


Under = str | Sequence[str] | None
"""An agency with all below it, or several: one with those whose work it took over."""


def scope(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    under: Under,
    period: str | Period | None,
) -> list[tuple[RunningCascade, str, dict[str, Any]]]:
    """For each cascade the condition on `t` that a question's scope comes to, with its parameters.

    A cascade that has no such agency is left out; if none has it, NotFound is raised.
    """
    chosen: list[tuple[RunningCascade, tuple[str, ...]]] = [(cascade, ()) for cascade in cascades]
    if under is not None:
        chosen = _those_under(tx, cascades, [under] if isinstance(under, str) else under)
    scoped = []
    for cascade, agencies in chosen:
        condition = "TRUE"
        parameters: dict[str, Any] = {}
        if (wanted := period_key(period, cascade)) is not None:
            condition, parameters["period"] = "t.period = :period", wanted
        if under is not None:
            condition += " AND t.agency_no = ANY(:agencies)"
            parameters["agencies"] = sorted({number for each in agencies for number in subtree(tx, cascade, each)})
        scoped.append((cascade, condition, parameters))
    return scoped


def _those_under(
    tx: Transaction, cascades: Sequence[RunningCascade], under: Sequence[str]
) -> list[tuple[RunningCascade, tuple[str, ...]]]:
    """Each cascade that has one of these agencies, with those that it has. Raises NotFound where none has any."""
    found: dict[int, tuple[RunningCascade, tuple[str, ...]]] = {}
    for number, text in enumerate(under):
        try:
            having = get_agency_anywhere(tx, cascades, text)
        except NotFound:
            if number + 1 == len(under) and not found:
                raise
            continue
        for cascade, agency in having:
            _, before = found.get(cascade.cascade_id, (cascade, ()))
            found[cascade.cascade_id] = (cascade, (*before, agency.key))
    return list(found.values())


def status(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: str | None,
    period: str | Period | None,
    today: date,
    filters: Filters = ALL,
    is_bare: bool = False,
) -> tuple[TaskRow, ...]:
    """All tasks of the scope, by agency as the tree has them, then by period. `is_bare`: as of `rows_of`."""
    return rows_of(tx, listed(tx, scope(tx, cascades, under, period), filters, today), today, is_bare=is_bare)


def rows_of(tx: Transaction, tasks: Sequence[LiveTask], today: date, *, is_bare: bool = False) -> tuple[TaskRow, ...]:
    """These tasks as rows of an answer, in the same order.

    `is_bare`: how they stand, without what is told of one task beside that: the consolidations above it, its duties, a
    returned report, whether it is stuck, tags and reminders.
    """
    of: defaultdict[int, list[LiveTask]] = defaultdict(list)
    for task in tasks:
        of[task.cascade.cascade_id].append(task)
    rows = {row.task: row for listed in of.values() for row in _rows(tx, listed[0].cascade, listed, today, is_bare)}
    return tuple(rows[task.key] for task in tasks)


def _rows(
    tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date, is_bare: bool
) -> Iterator[TaskRow]:
    """Tasks of one cascade."""
    numbers = [task.task_no for task in tasks]
    beside = [] if is_bare else numbers
    more = {
        number: rest
        for number, *rest in tx.rows(
            f"SELECT t.task_no, {_MORE} FROM {_WITH_ASSIGNMENT} "
            "WHERE t.cascade_id = :cascade_id AND t.task_no = ANY(:numbers)",
            cascade_id=cascade.cascade_id,
            numbers=numbers,
        )
    }
    feeds, duties = _feeds(tx, cascade, beside), duties_of(tx, cascade, beside)
    returned = returned_reports(tx, cascade, beside)
    stuck = stuck_tasks(tx, cascade, [] if is_bare else tasks, today)
    tags, reminders = _tags(tx, cascade, beside), reminders_of(tx, cascade, beside)
    told: dict[Any, _Told] = {}
    for task in tasks:
        number, kind = task.task_no, (alike(task), task.agency if cascade.calendar.local else "")
        if kind not in told:
            told[kind] = _reckoned(task, today)
        yield _as_row(
            task,
            more[number],
            told[kind],
            feeds=feeds.get(number, ()),
            duties=duties.get(number, ()),
            returned=returned.get(number),
            stuck=stuck.get(number),
            tags=tags.get(number, ()),
            reminders=reminders.get(number, NEVER),
        )


def _tags(tx: Transaction, cascade: RunningCascade, numbers: list[int]) -> dict[int, tuple[str, ...]]:
    """The tags on each task, sorted."""
    if not numbers:
        return {}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, tag in tx.rows(
        "SELECT task_no, tag FROM task_tag WHERE cascade_id = :cascade_id AND task_no = ANY(:numbers)",
        cascade_id=cascade.cascade_id,
        numbers=numbers,
    ):
        found[number].append(tag)
    return {number: tuple(sorted(tags)) for number, tags in found.items()}


def _feeds(tx: Transaction, cascade: RunningCascade, numbers: list[int]) -> dict[int, tuple[str, ...]]:
    """The keys of the consolidations above each task."""
    if not numbers:
        return {}
    rows = tx.rows(
        f"SELECT DISTINCT f.input_no, t.task_no, t.period, a.key, t.topic FROM {TASKS} "
        "JOIN feed f ON f.cascade_id = t.cascade_id AND f.consolidation_no = t.task_no "
        "WHERE f.cascade_id = :cascade_id AND f.input_no = ANY(:numbers) ORDER BY f.input_no, t.task_no",
        cascade_id=cascade.cascade_id,
        numbers=numbers,
    )
    above: defaultdict[int, list[str]] = defaultdict(list)
    for number, _, *name in rows:
        above[number].append(task_key_of(cascade.directive, tuple(name)))
    return {number: tuple(keys) for number, keys in above.items()}


class _Told(NamedTuple):
    """What is told of all tasks alike."""

    following: str | None
    due: Due
    late: Late
    working_days_late: int
    triggers: tuple[str, ...]
    timeliness: Timeliness
    since: date | None
    calendar_until: date | None


def _reckoned(task: LiveTask, today: date) -> _Told:
    judge, calendar, due = task.cascade.judge, task.calendar, due_next(task)
    counted_to, pauses = late_on(task, today), read_pauses(task.paused)
    return _Told(
        judge.owed_next(task),
        due,
        days_late(due.last_day, counted_to, pauses),
        working_days_late(due.last_day, counted_to, calendar, pauses),
        judge.triggers_now(task),
        timeliness_of(task, today),
        day_from_iso(task.since),
        calendar_until(due.last_day, counted_to, calendar),
    )


def _as_row(
    task: LiveTask,
    more: Sequence[Any],
    told: _Told,
    *,
    feeds: tuple[str, ...],
    duties: tuple[DutyRow, ...],
    returned: ReturnedReport | None,
    stuck: Stuck | None,
    tags: tuple[str, ...],
    reminders: Reminders,
) -> TaskRow:
    content, content_en, document, at, kind, level, superior = more
    return TaskRow(
        task.key,
        task.agency,
        task.period,
        task.state,
        task.standing,
        told.due.last_day,
        told.late.days,
        told.triggers,
        task.agency_name,
        task.topic or None,
        told.timeliness,
        told.working_days_late,
        told.due.phrase,
        told.following,
        task.open_inputs,
        task.inputs,
        Name.known(content, content_en),
        document,
        at,
        kind,
        level,
        superior,
        feeds,
        told.since,
        duties=duties,
        calendar_until=told.calendar_until,
        returned=returned,
        number=task.task_no,
        stuck=stuck,
        assigned_to=task.assigned_to,
        tags=tags,
        follow_up=None if task.follow_up is None else date.fromisoformat(task.follow_up),
        suspended_days=told.late.suspended_days,
        reminders=reminders.times,
        reminded_on=reminders.last_on,
    )


def summary(
    tx: Transaction,
    cascade: RunningCascade,
    today: date,
    condition: str = "TRUE",
    *,
    filters: Filters = ALL,
    **parameters: Any,
) -> CascadeSummary:
    """A cascade in figures; of its tasks under a condition on `t` and `a`, and what filters ask of more than rows."""
    figures, timely = _Figures(cascade), Timely(today)
    for task in filters.sift(tx, cascade, list(read_tasks(tx, cascade, condition, **parameters)), today):
        figures.count(task, timely.of(task))
    return figures.told(*marks(tx, [cascade])[cascade.cascade_id])


class _Figures:
    """Tasks of a cascade as they are counted."""

    def __init__(self, cascade: RunningCascade) -> None:
        self._cascade = cascade
        self._states: Counter[str] = Counter()
        self._timeliness: Counter[str] = Counter()
        self._standings: Counter[str] = Counter()
        self._consolidations = self._blocked = 0

    def count(self, task: Judged, timeliness: Timeliness, n: int = 1) -> None:
        """So many tasks like this one."""
        self._states[task.state] += n
        self._timeliness[timeliness] += n
        self._standings[task.standing] += n
        self._consolidations += n if task.consolidates else 0
        self._blocked += n if is_waiting(task, self._cascade.judge) else 0

    def told(self, is_simulated: bool, closed_on: str | None) -> CascadeSummary:
        """The answer."""
        lifecycle = self._cascade.judge.lifecycle.data
        return CascadeSummary(
            self._cascade.key,
            self._cascade.called,
            self._states.total(),
            self._consolidations,
            {state: self._states[state] for state in lifecycle.states if self._states[state]},
            {name: count for name, count in sorted(self._timeliness.items()) if count},
            self._blocked,
            self._cascade.launched_on,
            is_simulated,
            {name: self._standings[name] for name in lifecycle.standings if self._standings[name]},
            day_from_iso(closed_on),
        )


def marks(tx: Transaction, cascades: Sequence[RunningCascade]) -> dict[int, tuple[bool, str | None]]:
    """Of each cascade whether it is simulated, and when it was closed; in a past before its launch neither."""
    rows = tx.rows(
        "SELECT cascade_id, is_simulated, closed_on FROM cascade WHERE cascade_id = ANY(:ids)",
        ids=[cascade.cascade_id for cascade in cascades],
    )
    known = {cascade_id: (bool(is_simulated), closed_on) for cascade_id, is_simulated, closed_on in rows}
    return {cascade.cascade_id: known.get(cascade.cascade_id, (False, None)) for cascade in cascades}


def summaries(
    tx: Transaction, cascades: Sequence[RunningCascade], today: date, filters: Filters = ALL
) -> tuple[CascadeSummary, ...]:
    """The cascades in figures, by what is kept; narrowed, of such tasks alone and without those that have none.

    Sorted by `due`: by the first day on which anything is due in them; by `late`: those with most tasks overdue first.
    A page goes on after the cascade `filters.after`. Tasks are read only where figures are narrowed or cascades sorted,
    or where agencies of a cascade work on other days than the rest. Raises UnknownState, UnknownCursor.
    """
    filters.check(cascades)
    if filters.sort is not None:
        cascades = sorted(cascades, key=lambda cascade: _urgency(tx, cascade, today, filters))
    keys = [cascade.key for cascade in cascades]
    if filters.after is not None and filters.after not in keys:
        raise UnknownCursor(filters.after)
    following = cascades if filters.after is None else cascades[keys.index(filters.after) + 1 :]
    if filters.narrows:
        counted = (summary(tx, each, today, filters=filters, **_narrowed(filters, each, today)) for each in following)
        return tuple(islice((figures for figures in counted if figures.tasks), filters.limit))
    return _kept(tx, following[: filters.limit], today)


def _narrowed(filters: Filters, cascade: RunningCascade, today: date) -> dict[str, Any]:
    condition, parameters = filters.condition(cascade, today)
    return {"condition": condition, **parameters}


def _kept(tx: Transaction, cascades: Sequence[RunningCascade], today: date) -> tuple[CascadeSummary, ...]:
    """All tasks of these cascades in figures."""
    marked = marks(tx, cascades)
    tallies = read_tallies(tx, [cascade.cascade_id for cascade in cascades if not cascade.calendar.local])
    found = []
    for cascade in cascades:
        if (tally := tallies.get(cascade.cascade_id)) is None:
            found.append(summary(tx, cascade, today))
            continue
        figures = _Figures(cascade)
        for each, count in tally.items():
            told = timeliness(each, each.last_day, today, cascade.judge, cascade.calendar, is_late=each.is_late)
            figures.count(each, told, count)
        found.append(figures.told(*marked[cascade.cascade_id]))
    return tuple(found)


def _urgency(tx: Transaction, cascade: RunningCascade, today: date, filters: Filters) -> tuple[Any, ...]:
    """The place of a cascade in an order, by such tasks alone as far as rows tell which these are."""
    condition, parameters = filters.condition(cascade, today)
    owed = owed_in_sql(cascade.judge)
    row = tx.row(
        f"SELECT min({owed.due}), count(CASE WHEN {owed.due} < :urgent_on THEN 1 END) FROM {TASKS} "
        f"WHERE t.cascade_id = :cascade_id AND t.standing = '{ACTIVE}' AND {owed.is_open} AND {condition}",
        cascade_id=cascade.cascade_id,
        urgent_on=today.isoformat(),
        **parameters,
    )
    first, overdue = row or (None, 0)
    places = {"due": first or date.max.isoformat(), "late": -overdue}
    return places[filters.sort or "due"], cascade.cascade_id


def pinned_findings(tx: Transaction, cascade: RunningCascade, rule: str = "") -> tuple[dict[str, Any], ...]:
    """The checker's findings that were pinned at the launch. `rule`: none are read where none is of that rule."""
    row = tx.row(
        "SELECT p.content FROM cascade_pin c JOIN pinned p ON p.hash = c.hash "
        "WHERE c.cascade_id = :cascade_id AND c.kind = 'findings' AND p.content LIKE :naming",
        cascade_id=cascade.cascade_id,
        naming=f'%"{rule}"%' if rule else "%",
    )
    return () if row is None else tuple(json.loads(row[0]))
