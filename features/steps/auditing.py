"""Steps about the figures for auditors: lateness, late entries, durations, exceptions, who recorded what."""

from __future__ import annotations

from typing import Any, get_args

from engine.figures.audit_results import (
    By,
    Deliverable,
    ExceptionRow,
    LateEntries,
    LateEntry,
    Lateness,
    StateDurations,
)
from engine.figures.exceptions import decision_of
from features.steps.due_dates import deliverable
from features.steps.names import called, key_called, trigger_name
from features.steps.sentences import Said
from features.steps.telling import Told, hold, same, same_called, there
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.spelling import fold


def _class_of(said: Said) -> str:
    return key_called("class", said.lateness)


# lateness


def _lateness(world: World, period: str | None, agency: str | None, by: By = "all") -> Lateness:
    return world.asked.lateness(world.scope(period, agency), by=by, every=True)


def _classed(world: World, said: Said) -> Deliverable:
    found = deliverable(world, said)
    classes = found.class_, _class_of(said)
    same_called(*classes, called("class", classes), "step.counts_as", report=said.report, agency=said.agency)
    return found


def _extended(world: World, said: Said) -> Deliverable:
    found = deliverable(world, said)
    hold(found.is_extended, "step.was_not_extended", report=said.report, agency=said.agency)
    return found


thi(
    '"{report}" của {task} được tính là "{lateness}"[, muộn {count} ngày][, tức {count2} ngày làm việc]{paused}',
    en='the "{report}" of {task} counts as "{lateness}"[, {count} days late][, that is {count2} working days]{paused}',
    of=_classed,
    count=("step.days_late_given", "days_late"),
    count2=("step.working_days_late_given", "working_days_late"),
    count3=("step.suspended_days", "suspended_days"),
)
thi(
    '"{report}" của {task} được gia hạn từ ngày {day}',
    en='the "{report}" of {task} was extended from {day}',
    of=_extended,
    day=("step.first_due_date", "due_at_launch"),
)
thi(
    '"{report}" của {task} bị trả lại {count} lần[, nộp lần đầu ngày {day}]',
    en='the "{report}" of {task} was returned {count} times[, first given on {day}]',
    of=lambda world, said: deliverable(world, said),
    count=("step.times_returned", "returned"),
    day=("step.first_given_on", "first_done_on"),
)


@thi(
    '"{report}" của {task} đã quá hạn trước khi được giao',
    en='the "{report}" of {task} was overdue before it was assigned',
)
def was_due_before(world: World, said: Said) -> None:
    found = deliverable(world, said)
    facts = {"agency": said.agency, "issued_on": found.issued_on, "due": found.due}
    hold(found.due_before_issue, "step.assigned_in_time", **facts)


thi(
    'có {count} sản phẩm "{lateness}"{scope}',
    en='there are {count} deliverables "{lateness}"{scope}',
    of=lambda world, said: getattr(_lateness(world, said.period, said.agency).whole.deliverables, _class_of(said)),
    count="step.deliverables",
)


@thi(
    "số liệu trễ hạn{scope} cộng đủ {count} sản phẩm phải nộp",
    en="the figures of lateness{scope} add up to {count} deliverables",
)
def lateness_adds_up(world: World, said: Said) -> None:
    for by in get_args(By):
        found = _lateness(world, said.period, said.agency, by)
        groups = [group.deliverables.total for group in found.groups]
        late = [item for item in found.every if item.class_ in ("done_late", "doing_overdue")]
        sums = {sum(groups), found.whole.deliverables.total, len(found.every)}
        same(sums, {said.count}, "step.deliverables_by", by=by)
        same(len(found.late), len(late), "step.late_deliverables")


@thi(
    'tỷ lệ đúng hạn{scope} là {count}/{count2}, tức "{percent}"',
    'Thì tỷ lệ đúng hạn ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định" là 30/32, tức "93,8 %"',
    en='the rate on time{scope} is {count}/{count2}, that is "{percent}"',
)
def on_time_rate(world: World, said: Said) -> None:
    found = _lateness(world, said.period, said.agency).whole.on_time
    same(f"{found.numerator}/{found.denominator}", f"{said.count}/{said.count2}", "step.rate_on_time")
    same(found.percent, said.percent.replace(",", ".").rstrip(" %"), "step.per_cent_on_time")


# late entries


def _entries(world: World, said: Said) -> LateEntries:
    return world.asked.late_entries(world.scope(said.period, said.agency), by="all")


@thi("có {count} dòng ghi muộn{scope}", en="there are {count} rows recorded late{scope}")
def so_many_late_entries(world: World, said: Said) -> None:
    found = _entries(world, said)
    same(found.whole.late, said.count, "step.rows_recorded_late")
    same(len(found.entries), found.whole.late, "step.rows_listed")


def _latest(world: World, said: Said) -> LateEntry:
    found = world.asked.late_entries(world.scope(None), by="all").entries
    own = [entry for entry in found if entry.agency == world.agency(said.agency)]
    assert own, Told("step.recorded_nothing_late", agency=said.agency)
    return own[0]


thi(
    "có {count} dòng nhập bù{scope}",
    en="there are {count} rows entered afterwards{scope}",
    of=_entries,
    count=("step.rows_that_were_backfilled", "whole.backfilled"),
)
thi(
    '"{agency}" ghi muộn nhất {count} ngày[, tức {count2} ngày làm việc][, do "{person}" ghi]',
    en='"{agency}" recorded {count} days late at most[, that is {count2} working days][, by "{person}"]',
    of=_latest,
    count=("step.days_recorded_late", "days_late"),
    count2=("step.working_days_recorded_late", "working_days_late"),
    person=("step.who_recorded_late", "by"),
)
thi(
    '"{person}" đã ghi {count} dòng lịch sử',
    en='"{person}" has recorded {count} rows of history',
    of=lambda world, said: len(world.asked.history(by=said.person, cascade=world.cascade.key)),
    count="step.rows_recorded_by_person",
)


# durations


def _spells(world: World, said: Said) -> StateDurations:
    found = world.asked.durations(world.scope(said.period, said.agency), by="all")
    wanted = key_called("state", said.state, world.lifecycle)
    spells = (item for item in found.whole if item.state == wanted)
    return there(next(spells, None), "step.never_in_state", state=said.state)


@thi(
    'ở trạng thái "{state}"{scope} có {count} lần đã qua, trung vị {count2} ngày, 90 % không quá {count3} ngày',
    en='in the state "{state}"{scope} {count} spells have ended, median {count2} days, 90 % within {count3} days',
)
def ended_spells(world: World, said: Said) -> None:
    found = _spells(world, said)
    figures, wanted = [found.ended, found.median, found.p90], [said.count, said.count2, said.count3]
    same(figures, wanted, "step.spells_median_percentile")


thi(
    'ở trạng thái "{state}"{scope} còn {count} lần chưa hết[, lâu nhất {count2} ngày]',
    en='in the state "{state}"{scope} {count} spells go on[, the longest for {count2} days]',
    of=_spells,
    count=("step.spells_that_last", "open"),
    count2=("step.longest_that_lasts", "open_longest"),
)


# exceptions


def _decided(world: World, period: str | None = None) -> list[ExceptionRow]:
    return [row for row in world.asked.exceptions(world.scope(period)).rows if not row.is_consequence]


@thi(
    'có {count} quyết định ngoại lệ[ "{action}"][ do "{actor}"]{because}',
    'Thì có 2 quyết định ngoại lệ "miễn" do "UBND tỉnh Bình Định" vì "bão lũ"',
    en='there are {count} exceptions[ "{action}"][ by "{actor}"]{because}',
)
def so_many_exceptions(world: World, said: Said) -> None:
    trigger = said.action and trigger_name(world.lifecycle, said.action)
    wanted: Any = (trigger, said.actor and world.agency(said.actor), said.reason and fold(said.reason))
    told = [(row, (row.trigger, row.agency, fold(row.reason or ""))) for row in _decided(world)]
    found = [row for row, own in told if all(one in (None, other) for one, other in zip(wanted, own, strict=True))]
    same(len(set(map(decision_of, found))), said.count, "step.exceptions_decided")


def _extension(world: World, said: Said) -> ExceptionRow:
    key = world.agency(said.agency)
    found = [row for row in _decided(world, said.period) if row.task_agency == key and row.trigger == "extend"]
    assert found, Told("step.got_no_extension", agency=said.agency)
    return found[-1]


thi(
    '"{agency}" được gia hạn thêm {count} ngày ở{term}',
    en='"{agency}" was given {count} more days in "{period}"',
    of=_extension,
    count=("step.days_given", "days_moved"),
)


@thi("các quyết định ngoại lệ kéo theo {count} nhiệm vụ", en="{count} tasks follow from the exceptions")
def followed_by(world: World, said: Said) -> None:
    found = {row.task for row in world.asked.exceptions(world.scope(None)).rows if row.is_consequence}
    same(len(found), said.count, "step.tasks_that_followed")
