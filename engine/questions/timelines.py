"""Tasks over time: from when to when each was in which state, when its reports were due, what was recorded when.

The chains of the tasks asked about are read and folded here, corrections applied, so that an answer of now costs what
these tasks hold and not what their cascade does. Of the past, what was ordered is what the past has; the rows that do
not count are shown too, so the chains are read from where all are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, Owing
from engine.cascade.lookup import all_agencies, get_agency_anywhere, get_task
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import calendar_until, days_late, is_due_soon, timeliness_of, working_days_late
from engine.chain.effective import CORRECTION, DUES, Position, Row, payload_of, replay, superseded
from engine.chain.notes import is_note
from engine.chain.pauses import read_pauses
from engine.chain.rehash import AT, COLUMNS
from engine.clock import format_moment, parse_moment
from engine.questions.recorded import counted_by, known_by
from engine.questions.status import period_key, scope
from engine.questions.timeline_results import DueMark, Report, Spell, TaskTimeline, TimelineMove
from engine.results import Timeliness
from engine.scope import Scope, View
from engine.store.database import Rebuilt, Transaction
from engine.store.statements import quoted
from workflows.dates import HANOI, day_from_iso
from workflows.periods import parse_period_key
from workflows.said import NAMELESS, Name

_SEQ, _TASK_NO, _KIND = AT["seq"], AT["task_no"], AT["kind"]
_OCCURRED, _RECORDED, _REF = AT["occurred_on"], AT["recorded_at"], AT["ref_seq"]
_BY_THE_LAUNCH = "definition"  # a row's cause
_ENTERED_BY_NOBODY = (CORRECTION, "migration", "calendar")  # kinds of rows that are never late
_LAUNCHED = tuple(f"{report}_{part}" for report in DUES for part in ("due", "phrase"))
_REPORTS: tuple[Report, ...] = ("plan", "own", "merged")


def timeline(
    tx: Transaction,
    cascades: Cascades,
    what: str | None,
    asked: Scope,
    today: date,
) -> tuple[TaskTimeline, ...]:
    """Of a task, or of an agency's own tasks, by key or by name; else of all tasks of the scope, as `status` has it.

    By cascade, then period, then agency as the tree has them. Raises NotFound, Ambiguous, BadKey.
    """
    found: list[TaskTimeline] = []
    for running, condition, parameters in _asked(tx, cascades, what, asked):
        tasks = sorted(read_tasks(tx, running, condition, **parameters), key=_order)
        found += _Timelines(tx, running, tasks, today)
    return tuple(found)


def _asked(
    tx: Transaction,
    cascades: Cascades,
    what: str | None,
    asked: Scope,
) -> Iterable[tuple[RunningCascade, str, dict[str, Any]]]:
    """For each cascade the condition on `t` and `a` that is meant. A text with `/` in it is a task's key."""
    if what is not None and "/" in what:
        task = get_task(tx, cascades, what, asked.cascade)
        return [(task.cascade, "t.task_no = :number", {"number": task.task_no})]
    chosen = cascades.find(tx, asked.cascade)
    if what is None:
        return scope(tx, chosen, asked.agencies, asked.period)
    found: list[tuple[RunningCascade, str, dict[str, Any]]] = []
    for running, agency in get_agency_anywhere(tx, chosen, what):
        condition, parameters = "a.key = :agency", {"agency": agency.key}
        if (wanted := period_key(asked.period, running)) is not None:
            condition, parameters["period"] = f"{condition} AND t.period = :period", wanted
        found.append((running, condition, parameters))
    return found


def _order(task: LiveTask) -> tuple[Any, ...]:
    return (*parse_period_key(task.period).sort_key, task.agency.split("."), task.topic)


class _Timelines:
    """The timelines of tasks of one cascade, in one view."""

    def __init__(self, tx: Transaction, cascade: RunningCascade, tasks: Sequence[LiveTask], today: date) -> None:
        self._tx, self._cascade, self._tasks = tx, cascade, tasks
        stored = tx.rebuilt or Rebuilt(tx, View())
        self._stored, view = stored.tx, stored.view  # a past holds what counts of history, and nothing else
        self._as_of = None if view.as_of is None else view.as_of.isoformat()
        self._known_at = None if view.known_at is None else format_moment(view.known_at)
        self._shown_on = today
        simulated = "SELECT is_simulated FROM cascade WHERE cascade_id = :id"
        self._is_simulated = tx.row(simulated, id=cascade.cascade_id) in ((1,), (True,))
        self._arrows = cascade.judge.arrows
        agencies = all_agencies(tx, cascade)
        self._names = {key: agency.called for key, agency in agencies.items()}

    def __iter__(self) -> Iterator[TaskTimeline]:
        chains, launched = self._read_chains(), self._read_launched()
        for task in self._tasks:
            content, content_en, *dues = launched[task.task_no]
            as_launched = replace(task, **dict(zip(_LAUNCHED, dues, strict=True)))
            yield self._timeline(as_launched, Name.known(content, content_en), chains.get(task.task_no, []))

    def _read_chains(self) -> dict[int, list[Row]]:
        """The rows of each task that were known in the view, as recorded."""
        rows = self._stored.rows(
            f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :id AND task_no = ANY(:numbers) "
            "ORDER BY task_no, seq",
            id=self._cascade.cascade_id,
            numbers=[task.task_no for task in self._tasks],
        )
        chains = groupby(rows, itemgetter(_TASK_NO))
        return {number: known_by(self._known_at, list(chain)) for number, chain in chains}

    def _read_launched(self) -> dict[int, tuple[Any, ...]]:
        """What each task is about, and its due dates with their phrases as launched."""
        rows = self._tx.rows(
            "SELECT t.task_no, CASE WHEN t.content = '' THEN s.content ELSE t.content END, s.content_en, "
            f"{quoted(_LAUNCHED, 't.')} FROM task t JOIN assignment s ON s.cascade_id = t.cascade_id "
            "AND s.assignment_no = t.assignment_no WHERE t.cascade_id = :id AND t.task_no = ANY(:numbers)",
            id=self._cascade.cascade_id,
            numbers=[task.task_no for task in self._tasks],
        )
        return {number: tuple(rest) for number, *rest in rows}

    def _timeline(self, launched: LiveTask, content: Name, known: list[Row]) -> TaskTimeline:
        rows = counted_by(self._as_of, known)
        positions = [replay(self._arrows, rows[:count]) for count in range(len(rows) + 1)]
        last = positions[-1]
        extended: dict[str, Any] = {f"{report}_due": until for report, until in last.until.items()}
        extended |= {f"{report}_phrase": "extended" for report in last.until}
        task = replace(
            launched, state=last.state, standing=last.standing, since=last.since, paused=last.paused, **extended
        )
        standings = {row[_SEQ]: position.standing for row, position in zip(rows, positions[1:], strict=True)}
        return TaskTimeline(
            task.key,
            self._cascade.key,
            self._cascade.title,
            task.agency,
            task.agency_name,
            task.period,
            task.topic or None,
            content,
            task.state,
            task.standing,
            timeliness_of(task, self._shown_on),
            self._cascade.launched_on,
            self._shown_on,
            self._is_simulated,
            tuple(self._spells(task, rows, positions)),
            tuple(self._due_marks(launched, task, rows, positions)),
            tuple(self._moves(known, rows, standings, set(last.illegal))),
        )

    # states in their days

    def _spells(self, task: LiveTask, rows: Sequence[Row], positions: Sequence[Position]) -> Iterator[Spell]:
        since = self._cascade.launched_on
        state, standing, seq = positions[0].state, positions[0].standing, None
        for row, position in zip(rows, positions[1:], strict=True):
            if (position.state, position.standing) == (state, standing):
                continue
            day = date.fromisoformat(row[_OCCURRED])
            if seq is not None or since < day:  # a document may have been out before the launch
                day = max(since, day)
                yield self._spell(task, state, standing, since, day, seq)
            since, state, standing, seq = day, position.state, position.standing, row[_SEQ]
        if since <= self._shown_on:
            yield self._spell(task, state, standing, since, None, seq)

    def _spell(
        self, task: LiveTask, state: str, standing: str, since: date, until: date | None, seq: int | None
    ) -> Spell:
        owing = replace(task, state=state, standing=standing)
        is_finished = self._cascade.judge.owed_next(owing) is None
        days = ((until or self._shown_on) - since).days
        is_awaited = task.cascade.judge.lifecycle.is_awaited(standing)
        return Spell(state, standing, since, until, days, is_finished, seq, is_awaited)

    # due dates

    def _due_marks(
        self, launched: LiveTask, task: LiveTask, rows: Sequence[Row], positions: Sequence[Position]
    ) -> Iterator[DueMark]:
        owes = {"plan": task.owes_plan, "own": task.owes_report, "merged": task.consolidates}
        pauses = read_pauses(task.paused)
        for report in _REPORTS:
            if not owes[report]:
                continue
            text = getattr(task, f"{report}_due")
            last_day = None if text is None else date.fromisoformat(text)
            given_on = self._given_on(report, task, rows, positions)
            late_on = self._shown_on if given_on is None else given_on
            if given_on is None and task.standing != ACTIVE:
                late_on = last_day or late_on  # not counted
            late = days_late(last_day, late_on, pauses)
            yield DueMark(
                report,
                last_day,
                getattr(task, f"{report}_phrase"),
                _earlier(report, getattr(launched, f"{report}_due"), last_day, positions),
                given_on,
                self._timeliness(task, last_day, given_on),
                late.days,
                working_days_late(last_day, late_on, task.calendar, pauses),
                calendar_until(last_day, late_on, task.calendar),
                late.suspended_days,
            )

    def _given_on(
        self, report: Report, task: LiveTask, rows: Sequence[Row], positions: Sequence[Position]
    ) -> date | None:
        """The day on which the report was given for the last time, if it is still given."""
        given_on, was_given = None, False
        for row, position in zip(rows, positions[1:], strict=True):
            is_given = self._gives(report, task, position.state)
            if is_given != was_given:
                given_on, was_given = (date.fromisoformat(row[_OCCURRED]) if is_given else None), is_given
        return given_on

    def _gives(self, report: Report, task: LiveTask, state: str) -> bool:
        judge = self._cascade.judge
        if report != "plan":
            return judge.gives(report, task, state)
        path = judge.path(task)
        duties = task.owes_plan, task.owes_report, task.consolidates
        waiting = [each for each in path if judge.next_trigger(Owing(duties, each, ACTIVE)) == DRAFT_PLAN]
        return not waiting or path.index(state) > path.index(waiting[-1])

    def _timeliness(self, task: LiveTask, last_day: date | None, given_on: date | None) -> Timeliness:
        if given_on is None and task.standing != ACTIVE:
            return "not_counted"
        if last_day is None:
            return "no_due_date"
        if given_on is not None:
            return "done_late" if given_on > last_day else "done_on_time"
        if last_day < self._shown_on:
            return "overdue"
        return "due_soon" if is_due_soon(last_day, self._shown_on, task.calendar) else "on_time"

    # what was recorded

    def _moves(
        self, known: Sequence[Row], rows: Sequence[Row], standings: dict[int, str], illegal: set[int]
    ) -> Iterator[TimelineMove]:
        counting = {row[_SEQ]: row for row in rows if row[_SEQ] not in illegal}
        corrected_by = superseded(known)
        standing: str = self._arrows.standing
        for recorded in known:
            seq = recorded[_SEQ]
            row = counting.get(seq, recorded)
            if self._as_of is not None and seq not in counting and (row[_OCCURRED] or "") > self._as_of:
                continue
            standing = standings.get(seq, standing)
            yield self._move(recorded, row, standing, seq in counting, corrected_by.get(seq))

    def _move(self, recorded: Row, row: Row, standing: str, counts: bool, corrected_by: int | None) -> TimelineMove:
        shown = dict(zip(COLUMNS, row, strict=True))
        recorded_at = parse_moment(row[_RECORDED])
        recorded_on = recorded_at.astimezone(HANOI).date()
        said_on, occurred_on = day_from_iso(recorded[_OCCURRED]), day_from_iso(row[_OCCURRED])
        is_judged = row[_KIND] not in _ENTERED_BY_NOBODY and not is_note(row) and shown["cause"] != _BY_THE_LAUNCH
        days = (recorded_on - occurred_on).days if is_judged and occurred_on is not None else 0
        payload = payload_of(row)
        missing = payload.get("missing")
        return TimelineMove(
            shown["seq"],
            shown["kind"],
            shown["trigger"],
            shown["from"],
            shown["to"],
            standing,
            counts,
            self._cascade.judge.is_side(shown["trigger"] or ""),
            shown["agency"],
            self._names.get(shown["agency"] or "", NAMELESS),
            shown["by"],
            occurred_on,
            None if said_on == occurred_on else said_on,
            recorded_at,
            recorded_on,
            max(0, days),
            shown["document"],
            shown["reason"],
            day_from_iso(shown["due_before"]),
            day_from_iso(shown["due_after"]),
            tuple(missing) if isinstance(missing, list) else (),
            payload.get("allowed_by"),
            shown["ref_seq"],
            corrected_by,
            shown["hash"],
        )


def _earlier(
    report: Report, as_launched: str | None, last_day: date | None, positions: Sequence[Position]
) -> tuple[date, ...]:
    """The last on-time days before the one in force, each once, in the order in which they were in force."""
    days = [as_launched, *(position.until.get(report) for position in positions)]
    told = dict.fromkeys(date.fromisoformat(day) for day in days if day is not None)
    return tuple(day for day in told if day != last_day)
