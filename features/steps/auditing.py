"""Steps about the figures for auditors: lateness, late entries, durations, exceptions, who recorded what."""

from __future__ import annotations

from datetime import date
from typing import get_args

from engine.figures.audit_results import By, ExceptionRow, LateEntries, Lateness, StateDurations
from engine.figures.exceptions import decision_of
from engine.scope import Scope
from features.steps.due_dates import deliverable, leaves_out
from features.steps.names import late_class, state_name, trigger_name
from features.steps.sentences import Task
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import thi
from features.steps.world import World
from workflows.spelling import fold


def _scope(world: World, period: str | None, agency: str | None) -> Scope:
    """What the question is about."""
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    under = world.agency(agency, cascade) if agency else None
    return Scope(cascade.key, under, wanted)


# lateness


def _lateness(world: World, period: str | None, agency: str | None, by: By = "all") -> Lateness:
    scope = _scope(world, period, agency)
    return world.answers.lateness(scope, by=by, every=True)


@thi(
    '"{report}" của {task} được tính là "{lateness}"[, muộn {count} ngày][, tức {count2} ngày làm việc]{paused}',
    en='the "{report}" of {task} counts as "{lateness}"[, {count} days late][, that is {count2} working days]{paused}',
)
def is_classed(
    world: World,
    report: str,
    task: Task,
    agency: str,
    lateness: str,
    count: int | None,
    count2: int | None,
    count3: int | None,
) -> None:
    found = deliverable(world, report, task)
    same(found.class_, late_class(lateness), "step.counts_as", report=report, agency=agency)
    if count is not None:
        same(found.days_late, count, "step.days_late_given", agency=agency)
    if count2 is not None:
        same(
            found.working_days_late,
            count2,
            "step.working_days_late_given",
            agency=agency,
        )
    leaves_out(found.suspended_days, count3, agency)


@thi('"{report}" của {task} được gia hạn từ ngày {day}', en='the "{report}" of {task} was extended from {day}')
def is_extended_from(world: World, report: str, task: Task, agency: str, day: date) -> None:
    found = deliverable(world, report, task)
    hold(found.is_extended, "step.was_not_extended", report=report, agency=agency)
    same(found.due_at_launch, day, "step.first_due_date", agency=agency)


@thi(
    '"{report}" của {task} bị trả lại {count} lần[, nộp lần đầu ngày {day}]',
    en='the "{report}" of {task} was returned {count} times[, first given on {day}]',
)
def was_returned(world: World, report: str, task: Task, agency: str, count: int, day: date | None) -> None:
    found = deliverable(world, report, task)
    same(found.returned, count, "step.times_returned", agency=agency)
    if day is not None:
        same(found.first_done_on, day, "step.first_given_on", agency=agency)


@thi(
    '"{report}" của {task} đã quá hạn trước khi được giao',
    en='the "{report}" of {task} was overdue before it was assigned',
)
def was_due_before(world: World, report: str, task: Task, agency: str) -> None:
    found = deliverable(world, report, task)
    hold(
        found.due_before_issue,
        "step.assigned_in_time",
        agency=agency,
        issued_on=found.issued_on,
        due=found.due,
    )


@thi('có {count} sản phẩm "{lateness}"{scope}', en='there are {count} deliverables "{lateness}"{scope}')
def so_many_deliverables(world: World, count: int, lateness: str, period: str | None, agency: str | None) -> None:
    found = _lateness(world, period, agency).whole.deliverables
    same(getattr(found, late_class(lateness)), count, "step.deliverables", lateness=lateness)


@thi(
    "số liệu trễ hạn{scope} cộng đủ {count} sản phẩm phải nộp",
    en="the figures of lateness{scope} add up to {count} deliverables",
)
def lateness_adds_up(world: World, period: str | None, agency: str | None, count: int) -> None:
    for by in get_args(By):
        found = _lateness(world, period, agency, by)
        groups = [group.deliverables.total for group in found.groups]
        late = [item for item in found.every if item.class_ in ("done_late", "doing_overdue")]
        sums = {sum(groups), found.whole.deliverables.total, len(found.every)}
        same(sums, {count}, "step.deliverables_by", by=by)
        same(len(found.late), len(late), "step.late_deliverables")


@thi(
    'tỷ lệ đúng hạn{scope} là {count}/{count2}, tức "{percent}"',
    'Thì tỷ lệ đúng hạn ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định" là 30/32, tức "93,8 %"',
    en='the rate on time{scope} is {count}/{count2}, that is "{percent}"',
)
def on_time_rate(world: World, period: str | None, agency: str | None, count: int, count2: int, percent: str) -> None:
    found = _lateness(world, period, agency).whole.on_time
    same(f"{found.numerator}/{found.denominator}", f"{count}/{count2}", "step.rate_on_time")
    wanted = percent.replace(",", ".").rstrip(" %")
    same(found.percent, wanted, "step.per_cent_on_time")


# late entries


def _entries(world: World, period: str | None, agency: str | None) -> LateEntries:
    scope = _scope(world, period, agency)
    return world.answers.late_entries(scope, by="all")


@thi("có {count} dòng ghi muộn{scope}", en="there are {count} rows recorded late{scope}")
def so_many_late_entries(world: World, count: int, period: str | None, agency: str | None) -> None:
    found = _entries(world, period, agency)
    same(found.whole.late, count, "step.rows_recorded_late")
    same(len(found.entries), found.whole.late, "step.rows_listed")


@thi("có {count} dòng nhập bù{scope}", en="there are {count} rows entered afterwards{scope}")
def so_many_backfilled(world: World, count: int, period: str | None, agency: str | None) -> None:
    found = _entries(world, period, agency)
    same(found.whole.backfilled, count, "step.rows_that_were_backfilled")


@thi(
    '"{agency}" ghi muộn nhất {count} ngày[, tức {count2} ngày làm việc][, do "{person}" ghi]',
    en='"{agency}" recorded {count} days late at most[, that is {count2} working days][, by "{person}"]',
)
def latest_entry(world: World, agency: str, count: int, count2: int | None, person: str | None) -> None:
    key = world.agency(agency)
    found = [entry for entry in _entries(world, None, None).entries if entry.agency == key]
    assert found, Told("step.recorded_nothing_late", agency=agency)
    same(found[0].days_late, count, "step.days_recorded_late", agency=agency)
    if count2 is not None:
        same(found[0].working_days_late, count2, "step.working_days_recorded_late", agency=agency)
    if person is not None:
        same(found[0].by, person, "step.who_recorded_late", agency=agency)


@thi('"{person}" đã ghi {count} dòng lịch sử', en='"{person}" has recorded {count} rows of history')
def person_recorded(world: World, person: str, count: int) -> None:
    world.no_refusal()
    rows = world.answers.history(by=person, cascade=world.cascade.key)
    same(len(rows), count, "step.rows_recorded_by_person", person=person)


# durations


def _state(world: World, state: str, period: str | None, agency: str | None) -> StateDurations:
    scope = _scope(world, period, agency)
    wanted = state_name(world.lifecycle, state)
    found = world.answers.durations(scope, by="all")
    spells = next((item for item in found.whole if item.state == wanted), None)
    assert spells is not None, Told("step.never_in_state", state=state)
    return spells


@thi(
    'ở trạng thái "{state}"{scope} có {count} lần đã qua, trung vị {count2} ngày, 90 % không quá {count3} ngày',
    en='in the state "{state}"{scope} {count} spells have ended, median {count2} days, 90 % within {count3} days',
)
def ended_spells(
    world: World, state: str, period: str | None, agency: str | None, count: int, count2: int, count3: int
) -> None:
    found = _state(world, state, period, agency)
    figures = [found.ended, found.median, found.p90]
    same(figures, [count, count2, count3], "step.spells_median_percentile")


@thi(
    'ở trạng thái "{state}"{scope} còn {count} lần chưa hết[, lâu nhất {count2} ngày]',
    en='in the state "{state}"{scope} {count} spells go on[, the longest for {count2} days]',
)
def open_spells(
    world: World, state: str, period: str | None, agency: str | None, count: int, count2: int | None
) -> None:
    found = _state(world, state, period, agency)
    same(found.open, count, "step.spells_that_last")
    if count2 is not None:
        same(found.open_longest, count2, "step.longest_that_lasts")


# exceptions


def _decided(world: World, period: str | None = None) -> list[ExceptionRow]:
    scope = _scope(world, period, None)
    return [row for row in world.answers.exceptions(scope).rows if not row.is_consequence]


@thi(
    'có {count} quyết định ngoại lệ[ "{action}"][ do "{actor}"]{because}',
    'Thì có 2 quyết định ngoại lệ "miễn" do "UBND tỉnh Bình Định" vì "bão lũ"',
    en='there are {count} exceptions[ "{action}"][ by "{actor}"]{because}',
)
def so_many_exceptions(world: World, count: int, action: str | None, actor: str | None, reason: str | None) -> None:
    wanted = None if action is None else trigger_name(world.lifecycle, action)
    by = None if actor is None else world.agency(actor)
    found = [
        row
        for row in _decided(world)
        if wanted in (None, row.trigger)
        and by in (None, row.agency)
        and (reason is None or fold(reason) == fold(row.reason or ""))
    ]
    same(len(set(map(decision_of, found))), count, "step.exceptions_decided")


@thi('"{agency}" được gia hạn thêm {count} ngày ở{term}', en='"{agency}" was given {count} more days in "{period}"')
def extended_by(world: World, agency: str, count: int, period: str) -> None:
    key = world.agency(agency)
    found = [row for row in _decided(world, period) if row.task_agency == key and row.trigger == "extend"]
    assert found, Told("step.got_no_extension", agency=agency)
    same(found[-1].days_moved, count, "step.days_given", agency=agency)


@thi("các quyết định ngoại lệ kéo theo {count} nhiệm vụ", en="{count} tasks follow from the exceptions")
def followed_by(world: World, count: int) -> None:
    scope = _scope(world, None, None)
    found = {row.task for row in world.answers.exceptions(scope).rows if row.is_consequence}
    same(len(found), count, "step.tasks_that_followed")
