"""Steps about due dates and lateness."""

from __future__ import annotations

from datetime import date

from engine.figures.audit_results import Deliverable
from engine.results import TaskRow
from features.steps.names import key_called
from features.steps.sentences import Said
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.graph import DueDate
from workflows.said import Said as Words
from workflows.spelling import fold


def deliverable(world: World, said: Said, report: str | None = None) -> Deliverable:
    """What the agency has to hand over for that period; its plan stands for all. `report`: which, if not said."""
    wanted = key_called("deliverable", report or said.report)
    node = world.node(*said.task)
    scope = world.scope(None if wanted == "plan" else said.period, said.agency)
    every = world.asked.lateness(scope, every=True).every
    periods = (None, str(node.period))
    tail = [node.topic] if node.topic else []
    own = [item for item in every if item.agency == node.agency and item.task.split("/")[3:] == tail]
    found = [item for item in own if item.report == wanted and item.period in periods]
    assert len(found) == 1, Told("step.owes_no", agency=said.agency, report=report or said.report)
    return found[0]


def _asked(world: World, said: Said) -> TaskRow:
    row = world.row(*said.task)
    world.note_due(row)
    return row


def _due(world: World, said: Said, is_merged: bool) -> tuple[date | None, str]:
    """The last on-time day of its merged report, or of the report that it owes next, and how the document says it."""
    if not is_merged:
        row = _asked(world, said)
        return row.due, row.due_phrase
    node = world.node(*said.task)
    hold(node.consolidates, "step.does_not_consolidate", agency=said.agency, period=said.period)
    world.note_due(world.row(*said.task), "merged")
    due = node.merged_due or DueDate(None)
    return due.last_day, due.phrase


@thi(
    "hạn[ {merged}] của {task} là ngày {day}",
    en="the due date of[ {merged}] {task} is {day}",
)
def is_due(world: World, said: Said) -> None:
    found, _ = _due(world, said, bool(said.merged))
    agency = said.agency
    same(found, said.day, "step.last_on_time_day_merged" if said.merged else "step.last_on_time_day", agency=agency)


@thi('hạn báo cáo{work} của "{agency}" là ngày {day}', en='the report{work} of "{agency}" is due on {day}')
def report_is_due(world: World, said: Said) -> None:
    """Of its own report, also while a plan with a day of its own is owed before it."""
    found = deliverable(world, said, "báo cáo")
    world.note_due(world.row(*said.task), "own")
    same(found.due, said.day, "step.last_on_time_day", agency=said.agency)


@thi("{task} không có hạn[ {of_merged}]", en="{task} has no due date[ {of_merged}]")
def has_no_due_date(world: World, said: Said) -> None:
    found, _ = _due(world, said, bool(said.of_merged))
    same(found, None, "step.due_date_merged" if said.of_merged else "step.due_date", agency=said.agency)


@thi('hạn[ {merged}] của {task} chỉ ghi "{phrase}"', en='the due date of[ {merged}] {task} only says "{phrase}"')
def is_due_as_said(world: World, said: Said) -> None:
    """The document gives no date that can be reckoned, only these words."""
    day, phrase = _due(world, said, bool(said.merged))
    found = phrase if day is None else str(day)
    words = found.removeprefix("as ")
    is_so = found.startswith("as ") and fold(words) == fold(said.phrase)
    told = words or Words("step.no_due_date")
    hold(is_so, "step.due_phrase", agency=said.agency, found=told, phrase=said.phrase)


thi(
    "{task} {late}{paused}",
    en="{task} is {late}{paused}",
    of=_asked,
    count=("step.days_overdue", "days_late"),
    count3=("step.suspended_days", "suspended_days"),
)
thi(
    "{task} {late} làm việc",
    en="{task} is {count} working days overdue",
    of=_asked,
    count=("step.working_days_overdue", "working_days_late"),
)


@thi("{task} chưa quá hạn", en="{task} is not overdue", also=["{task} chưa bị quá hạn", "{task} chưa[ bị] trễ hạn"])
def is_not_late(world: World, said: Said) -> None:
    same(_asked(world, said).days_late, 0, "step.days_overdue", agency=said.agency)


thi(
    'thời hạn của {task} là "{lateness}"',
    en='{task} is timed as "{lateness}"',
    of=_asked,
    lateness=("step.timing", "timeliness"),
)
