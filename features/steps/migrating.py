"""Steps that bring a running cascade to what its files say now, and take that back."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.requests import Several
from features.steps.moving import act_on
from features.steps.names import listed
from features.steps.sentences import Said
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import biet, khi, khi_biet, thi
from features.steps.world import World
from workflows.calendars import WorkCalendar


def _given(world: World, agency: str, reason: str) -> dict[str, Any]:
    return {"as_agency": world.agency(agency), "reason": reason, "today": world.today, "dry_run": world.is_dry}


@khi_biet(
    '"{agency}" {đã}chuyển đợt theo các văn bản hiện có{when}{why}',
    en='"{agency}" {brings|has brought} the cascade to the present documents{when}{why}',
)
def migrate(world: World, agency: str, day: date | None, reason: str) -> None:
    world.attempt_whole(lambda: world.migrate(agency, day, reason), day)


@khi('"{agency}" bỏ lần chuyển đợt gần nhất{why}', en='"{agency}" undoes the last migration{why}')
def undo(world: World, agency: str, reason: str) -> None:
    world.attempt_whole(lambda: world.engine.undo_migration(world.cascade.key, **_given(world, agency, reason)))


@khi(
    '"{agency}" cho đợt tính thêm ngày nghỉ {day}[ của "{other}"][ và ngày làm bù {day2}]{why}',
    en=(
        '"{agency}" has the cascade count {day} as a day off[ of "{other}"][ and {day2} as a working day] '
        'because "{reason}"'
    ),
)
def recalendar(world: World, agency: str, day: date, other: str | None, day2: date | None, reason: str) -> None:
    """Days of the whole country, or of one agency and all below it."""
    days = WorkCalendar(frozenset({day}), frozenset({day2} if day2 else ()))
    world.attempt_whole(lambda: world.recalendar(agency, days, None if other is None else world.agency(other), reason))


@khi(
    (
        '"{agency}" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day} cho mọi nơi tiếp nhận '
        'vì "{reason}"'
    ),
    en=(
        '"{agency}" hands over unfinished work of agencies that end before {day} to all who take over '
        'because "{reason}"'
    ),
)
def hand_over(world: World, agency: str, day: date, reason: str) -> None:
    """Where several took over, each has its share."""
    _hand_over(world, agency, day, reason, "share")


@khi_biet(
    '"{agency}" {đã}bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day}, hỏi cấp trên nếu có nhiều nơi '
    "tiếp nhận,{why}",
    en='"{agency}" {hands|has handed} over unfinished work of agencies that end before {day}, asking those above where '
    "several take over,{why}",
)
def hand_over_asking(world: World, agency: str, day: date, reason: str) -> None:
    _hand_over(world, agency, day, reason, "ask")


def _hand_over(world: World, agency: str, day: date, reason: str, several: Several) -> None:
    key, registry = world.cascade.key, world.registry
    given = _given(world, agency, reason)
    world.attempt_whole(lambda: world.engine.hand_over(key, registry, several=several, on=day, **given), day)


@khi_biet(
    '"{actor}" {đã}quyết định nơi tiếp nhận việc{term} của "{agency}"[ là "{heirs}"]{when}{because}',
    en='"{actor}" {decides|has decided} who takes over the work{term} of "{agency}"[: "{heirs}"]{when}{because}',
)
def choose_heirs(
    world: World, actor: str, period: str, agency: str, heirs: str | None, day: date | None, reason: str | None
) -> None:
    """Between several stand commas."""
    to = tuple(listed(heirs or ""))
    act_on(world, "grant", Said(agency, actor, period, day=day, reason=reason), to=to)


@khi(
    '"{actor}" quyết định không nơi nào tiếp nhận việc{term} của "{agency}"{when}{because}',
    en='"{actor}" decides that nobody takes over the work{term} of "{agency}"{when}{because}',
)
def choose_nobody(world: World, actor: str, period: str, agency: str, day: date | None, reason: str | None) -> None:
    act_on(world, "deny", Said(agency, actor, period, day=day, reason=reason))


@thi(
    'việc{term} của "{agency}" chờ "{actor}" chọn trong "{heirs}"',
    en='the work{term} of "{agency}" waits for "{actor}" to choose among "{heirs}"',
)
def waits_for_a_choice(world: World, period: str, agency: str, actor: str, heirs: str) -> None:
    world.no_refusal()
    key, cascade = world.key(agency, period)
    wanted = f"{cascade.graph.directive}/{key}"
    rows = [row for row in world.answers.requests(pending_only=True) if row.task == wanted and row.heirs]
    hold(rows, "step.no_choice_of_heir", agency=agency)
    world.same_agencies(rows[-1].deciders[:1], {world.agency(actor)}, "step.who_decides")
    world.same_agencies(rows[-1].heirs, world.agencies(heirs), "step.who_may_take_over")


@thi(
    "có {count} nhiệm vụ chờ quyết định nơi tiếp nhận", en="{count} tasks wait for a decision about who takes them over"
)
def so_many_waiting(world: World, count: int) -> None:
    same(_counted(world, "waiting"), count, "step.tasks_waiting_for_a_decision")


@thi(
    'việc{term} của "{agency}" đã bàn giao cho "{heirs}"', en='the task{term} of "{agency}" is handed over to "{heirs}"'
)
def was_handed_over(world: World, period: str, agency: str, heirs: str) -> None:
    last = world.history(agency, period)[-1]
    found = {task.split("/")[2] for task in last.payload.get("handed_to", ())}
    world.same_agencies(found, world.agencies(heirs), "step.who_took_over")


@thi(
    '"{agency}" được ghi kèm tên trước đây là "{formers}"',
    'Thì "UBND tỉnh An Giang" được ghi kèm tên trước đây là "UBND tỉnh Kiên Giang"',
    en='"{agency}" is shown with the former name "{formers}"',
)
def has_former_names(world: World, agency: str, formers: str) -> None:
    """Between several stand commas."""
    world.no_refusal()
    key = world.agency(agency)
    found = {str(name) for row in world.answers.status() if row.agency == key for name in row.formerly}
    wanted = {name.strip() for name in formers.split(",")}
    same(found, wanted, "step.former_names", agency=agency)


@thi('"{agency}" không được ghi kèm tên trước đây', en='"{agency}" is shown without a former name')
def has_no_former_names(world: World, agency: str) -> None:
    world.no_refusal()
    key = world.agency(agency)
    found = sorted(str(name) for row in world.answers.status() if row.agency == key for name in row.formerly)
    same(found, [], "step.former_names", agency=agency)


@thi("không còn ai chờ cơ quan đã kết thúc trước ngày {day}", en="nobody waits for an agency that ended before {day}")
def nobody_waits_for_the_gone(world: World, day: date) -> None:
    world.no_refusal()
    registry = world.registry
    rows = world.answers.status()
    gone = {row.agency for row in rows if row.next_trigger is not None and row.agency in registry}
    waiting = sorted(key for key in gone if not registry.get(key).in_force_on(day))
    names = world.names(waiting[:3])
    hold(not waiting, "step.work_left_with", names=names)


@thi(
    "bàn giao {count} nhiệm vụ, miễn {count2} nhiệm vụ, có {count3} nhiệm vụ tiếp nhận",
    en="{count} tasks are handed over, {count2} waived, {count3} taken over",
)
def so_many_handed_over(world: World, count: int, count2: int, count3: int) -> None:
    same(_counted(world, "handed_over"), count, "step.tasks_handed_over")
    same(_counted(world, "waived"), count2, "step.tasks_waived")
    same(_counted(world, "received"), count3, "step.tasks_taken_over")


@khi('"{agency}" đóng đợt{why}', en='"{agency}" closes the cascade{why}')
def close(world: World, agency: str, reason: str) -> None:
    _close(world, agency, reason, gives_up=False)


@biet(
    '"{agency}" đã đóng đợt, thôi không chờ việc còn lại,{why}',
    en='"{agency}" has closed the cascade, giving up what is left,{why}',
)
def has_closed(world: World, agency: str, reason: str) -> None:
    _close(world, agency, reason, gives_up=True)
    world.no_refusal()


def _close(world: World, agency: str, reason: str, *, gives_up: bool) -> None:
    key = world.cascade.key
    world.attempt_whole(lambda: world.engine.close_cascade(key, gives_up=gives_up, **_given(world, agency, reason)))


@khi('"{agency}" mở lại đợt{why}', en='"{agency}" reopens the cascade{why}')
def reopen(world: World, agency: str, reason: str) -> None:
    world.attempt_whole(lambda: world.engine.reopen_cascade(world.cascade.key, **_given(world, agency, reason)))


def _counted(world: World, what: str) -> int:
    world.no_refusal()
    assert world.migrated is not None, Told("step.not_migrated_yet")
    return sum(world.migrated.counts.get(what, {}).values())


@thi(
    "chuyển đợt (giao thêm {count}|không giao nữa {count2}|đổi hạn {count3}) nhiệm vụ",
    en="the migration (adds {count}|takes away {count2}|moves the due dates of {count3}) tasks",
)
def so_many_changed(world: World, count: int | None, count2: int | None, count3: int | None) -> None:
    if count is not None:
        same(_counted(world, "added"), count, "step.tasks_added")
    elif count2 is not None:
        same(_counted(world, "taken_away"), count2, "step.tasks_taken_away")
    else:
        same(_counted(world, "redated"), count3, "step.tasks_with_new_dates")


@thi("lúc đó đợt triển khai có {count} nhiệm vụ", en="then the cascade had {count} tasks")
def so_many_then(world: World, count: int) -> None:
    found = len(world.answers.status())
    same(found, count, "step.tasks_then")
