"""Steps about due dates and lateness."""

from __future__ import annotations

from datetime import date

from engine.figures.audit_results import Deliverable
from engine.results import TaskRow
from engine.scope import Scope
from features.steps.names import TIMELINESS, deliverable_name, spoken, timeliness
from features.steps.sentences import Task
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.graph import DueDate
from workflows.said import Said
from workflows.spelling import fold


def leaves_out(found: int, count: int | None, agency: str) -> None:
    """Where a step says how many days are left out of lateness, so many are."""
    if count is not None:
        same(found, count, "step.suspended_days", agency=agency)


def deliverable(world: World, report: str, task: Task) -> Deliverable:
    """What the agency has to hand over for that period; its plan stands for all periods."""
    world.no_refusal()
    node, wanted = world.node(*task), deliverable_name(report)
    period = None if wanted == "plan" else node.period
    every = world.answers.lateness(Scope(world.at(task.period)[1].key, node.agency, period), every=True).every
    periods = (None, str(node.period))
    tail = [node.topic] if node.topic else []
    own = [item for item in every if item.agency == node.agency and item.task.split("/")[3:] == tail]
    found = [item for item in own if item.report == wanted and item.period in periods]
    assert len(found) == 1, Told("step.owes_no", agency=task.agency, report=report)
    return found[0]


def _asked(world: World, task: Task) -> TaskRow:
    row = world.row(*task)
    world.note_due(row)
    return row


def _due(world: World, task: Task, is_merged: bool) -> tuple[date | None, str]:
    """The last on-time day of its merged report, or of the report that it owes next, and how the document says it."""
    if not is_merged:
        row = _asked(world, task)
        return row.due, row.due_phrase
    node = world.node(*task)
    hold(node.consolidates, "step.does_not_consolidate", agency=task.agency, period=task.period)
    world.note_due(world.row(*task), "merged")
    due = node.merged_due or DueDate(None)
    return due.last_day, due.phrase


@thi("hạn[ {merged}] của {task} là ngày {day}", en="the due date of[ {merged}] {task} is {day}")
def is_due(world: World, task: Task, agency: str, day: date, merged: str | None) -> None:
    found, _ = _due(world, task, bool(merged))
    same(found, day, "step.last_on_time_day_merged" if merged else "step.last_on_time_day", agency=agency)


@thi('hạn báo cáo{work} của "{agency}" là ngày {day}', en='the report{work} of "{agency}" is due on {day}')
def report_is_due(world: World, task: Task, agency: str, day: date) -> None:
    """Of its own report, also while a plan with a day of its own is owed before it."""
    found = deliverable(world, "báo cáo", task)
    world.note_due(world.row(*task), "own")
    same(found.due, day, "step.last_on_time_day", agency=agency)


@thi("{task} không có hạn[ {of_merged}]", en="{task} has no due date[ {of_merged}]")
def has_no_due_date(world: World, task: Task, agency: str, of_merged: str | None) -> None:
    found, _ = _due(world, task, bool(of_merged))
    same(found, None, "step.due_date_merged" if of_merged else "step.due_date", agency=agency)


@thi('hạn[ {merged}] của {task} chỉ ghi "{phrase}"', en='the due date of[ {merged}] {task} only says "{phrase}"')
def is_due_as_said(world: World, task: Task, agency: str, phrase: str, merged: str | None) -> None:
    day, said = _due(world, task, bool(merged))
    _only_says(said if day is None else str(day), agency, phrase)


def _only_says(found: str, agency: str, phrase: str) -> None:
    """The document gives no date that can be reckoned, only these words."""
    words = found.removeprefix("as ")
    is_so = found.startswith("as ") and fold(words) == fold(phrase)
    hold(is_so, "step.due_phrase", agency=agency, found=words or Said("step.no_due_date"), phrase=phrase)


@thi("{task} {late}{paused}", en="{task} is {late}{paused}")
def is_late(world: World, task: Task, agency: str, count: int, count3: int | None) -> None:
    row = _asked(world, task)
    same(row.days_late, count, "step.days_overdue", agency=agency)
    leaves_out(row.suspended_days, count3, agency)


@thi("{task} {late} làm việc", en="{task} is {count} working days overdue")
def is_working_days_late(world: World, task: Task, agency: str, count: int) -> None:
    found = _asked(world, task).working_days_late
    same(found, count, "step.working_days_overdue", agency=agency)


@thi("{task} chưa quá hạn", en="{task} is not overdue", also=["{task} chưa bị quá hạn", "{task} chưa[ bị] trễ hạn"])
def is_not_late(world: World, task: Task, agency: str) -> None:
    same(_asked(world, task).days_late, 0, "step.days_overdue", agency=agency)


@thi('thời hạn của {task} là "{lateness}"', en='{task} is timed as "{lateness}"')
def is_timely(world: World, task: Task, agency: str, lateness: str) -> None:
    wanted, row = timeliness(lateness), _asked(world, task)
    same(spoken([row.timeliness], TIMELINESS), spoken([wanted], TIMELINESS), "step.timing", agency=agency)
