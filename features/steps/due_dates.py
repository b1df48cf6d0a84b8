"""Steps about due dates and lateness."""

from __future__ import annotations

from datetime import date

from engine.results import TaskRow
from features.steps.names import TIMELINESS, spoken, timeliness
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.graph import DueDate, TaskNode
from workflows.said import Said
from workflows.spelling import fold

LEFT_OUT = "[, không tính {count3} ngày tạm dừng]"
LEFT_OUT_EN = "[, {count3} suspended days not counted]"


def leaves_out(found: int, count: int | None, agency: str) -> None:
    """Where a step says how many days are left out of lateness, so many are."""
    if count is not None:
        same(found, count, "step.suspended_days", agency=agency)


def _asked(world: World, agency: str, period: str, topic: str | None) -> TaskRow:
    row = world.row(agency, period, topic)
    world.note_due(row)
    return row


@thi(
    "hạn của {task} là ngày {day}",
    en="the due date of {task} is {day}",
    also=['hạn báo cáo[ kỳ "{period}"][ chủ đề "{topic}"] của "{agency}" là ngày {day}'],
)
def is_due(world: World, agency: str, period: str, topic: str | None, day: date) -> None:
    found = _asked(world, agency, period, topic).due
    same(found, day, "step.last_on_time_day", agency=agency)


@thi(
    'hạn tổng hợp của "{agency}" kỳ "{period}" là ngày {day}',
    'Thì hạn tổng hợp của "UBND tỉnh Bình Định" kỳ "6 tháng" là ngày 29/05/2023',
    en='the due date of the merged report of "{agency}" for "{period}" is {day}',
)
def merged_is_due(world: World, agency: str, period: str, day: date) -> None:
    due = _merged(world, agency, period)
    same(due.last_day if due else None, day, "step.last_on_time_day_merged", agency=agency)


@thi(
    "{task} không có hạn",
    'Thì "Bộ Nội vụ" kỳ "6 tháng" không có hạn',
    en="{task} has no due date",
)
def has_no_due_date(world: World, agency: str, period: str, topic: str | None) -> None:
    same(_asked(world, agency, period, topic).due, None, "step.due_date", agency=agency)


@thi(
    '"{agency}" kỳ "{period}" không có hạn tổng hợp',
    'Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không có hạn tổng hợp',
    en='"{agency}" for "{period}" has no due date of its merged report',
)
def merged_has_no_due_date(world: World, agency: str, period: str) -> None:
    due = _merged(world, agency, period)
    same(due.last_day if due else None, None, "step.due_date_merged", agency=agency)


def _merged(world: World, agency: str, period: str) -> DueDate | None:
    node: TaskNode = world.node(agency, period)
    hold(node.consolidates, "step.does_not_consolidate", agency=agency, period=period)
    world.note_due(world.row(agency, period), "merged")
    return node.merged_due


@thi('hạn của {task} chỉ ghi "{phrase}"', en='the due date of {task} only says "{phrase}"')
def is_due_as_said(world: World, agency: str, period: str, topic: str | None, phrase: str) -> None:
    row = _asked(world, agency, period, topic)
    _only_says(row.due_phrase if row.due is None else str(row.due), agency, phrase)


@thi(
    'hạn tổng hợp của "{agency}" kỳ "{period}" chỉ ghi "{phrase}"',
    'Thì hạn tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" chỉ ghi "theo quy định"',
    en='the due date of the merged report of "{agency}" for "{period}" only says "{phrase}"',
)
def merged_is_due_as_said(world: World, agency: str, period: str, phrase: str) -> None:
    due = _merged(world, agency, period) or DueDate(None)
    _only_says(due.phrase if due.last_day is None else str(due.last_day), agency, phrase)


def _only_says(found: str, agency: str, phrase: str) -> None:
    """The document gives no date that can be reckoned, only these words."""
    words = found.removeprefix("as ")
    is_so = found.startswith("as ") and fold(words) == fold(phrase)
    hold(is_so, "step.due_phrase", agency=agency, found=words or Said("step.no_due_date"), phrase=phrase)


@thi(
    "{task} quá hạn {count} ngày" + LEFT_OUT,
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày, không tính 5 ngày tạm dừng',
    en="{task} is {count} days overdue" + LEFT_OUT_EN,
)
def is_late(world: World, agency: str, period: str, topic: str | None, count: int, count3: int | None) -> None:
    row = _asked(world, agency, period, topic)
    same(row.days_late, count, "step.days_overdue", agency=agency)
    leaves_out(row.suspended_days, count3, agency)


@thi("{task} quá hạn {count} ngày làm việc", en="{task} is {count} working days overdue")
def is_working_days_late(world: World, agency: str, period: str, topic: str | None, count: int) -> None:
    found = _asked(world, agency, period, topic).working_days_late
    same(found, count, "step.working_days_overdue", agency=agency)


@thi("{task} chưa quá hạn", en="{task} is not overdue")
def is_not_late(world: World, agency: str, period: str, topic: str | None) -> None:
    same(_asked(world, agency, period, topic).days_late, 0, "step.days_overdue", agency=agency)


@thi('thời hạn của {task} là "{lateness}"', en='{task} is timed as "{lateness}"')
def is_timely(world: World, agency: str, period: str, topic: str | None, lateness: str) -> None:
    wanted, row = timeliness(lateness), _asked(world, agency, period, topic)
    same(spoken([row.timeliness], TIMELINESS), spoken([wanted], TIMELINESS), "step.timing", agency=agency)
