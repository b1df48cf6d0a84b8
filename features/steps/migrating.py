"""Steps that bring a running cascade to what its files say now, and take that back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.requests import Several
from engine.results import Migrated, Moved
from features.steps.moving import act_on
from features.steps.sentences import Said
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.calendars import WorkCalendar


def _try(world: World, work: Callable[[], object], on: date | None = None) -> None:
    """Do something to the whole cascade, which may be refused."""

    def done() -> tuple[Moved, ...]:
        made = work()
        if isinstance(made, Migrated):
            world.migrated = made
        return ()

    world.attempt(done, on)


def _given(world: World, agency: str, reason: str) -> dict[str, Any]:
    return {"as_agency": world.agency(agency), "reason": reason, "today": world.today, "dry_run": world.is_dry}


@khi(
    '"{agency}" chuyển đợt theo các văn bản hiện có{when} vì "{reason}"',
    'Khi "Bộ Nội vụ" chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
    en='"{agency}" brings the cascade to the present documents{when} because "{reason}"',
)
def migrate(world: World, agency: str, day: date | None, reason: str) -> None:
    _try(world, lambda: world.migrate(agency, day, reason), day)


@biet(
    '"{agency}" đã chuyển đợt theo các văn bản hiện có{when} vì "{reason}"',
    'Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
    en='"{agency}" has brought the cascade to the present documents{when} because "{reason}"',
)
def has_migrated(world: World, agency: str, day: date | None, reason: str) -> None:
    migrate(world, agency, day, reason)
    world.no_refusal()


@khi(
    '"{agency}" bỏ lần chuyển đợt gần nhất vì "{reason}"',
    'Khi "Bộ Nội vụ" bỏ lần chuyển đợt gần nhất vì "kế hoạch chưa được duyệt"',
    en='"{agency}" undoes the last migration because "{reason}"',
)
def undo(world: World, agency: str, reason: str) -> None:
    _try(world, lambda: world.engine.undo_migration(world.cascade.key, **_given(world, agency, reason)))


@khi(
    '"{agency}" cho đợt tính thêm ngày nghỉ {day}[ của "{other}"][ và ngày làm bù {day2}] vì "{reason}"',
    'Khi "UBND tỉnh Bình Định" cho đợt tính thêm ngày nghỉ 20/06/2023 của "UBND huyện Tuy Phước" vì "bão"',
    en=(
        '"{agency}" has the cascade count {day} as a day off[ of "{other}"][ and {day2} as a working '
        'day] because "{reason}"'
    ),
)
def recalendar(world: World, agency: str, day: date, other: str | None, day2: date | None, reason: str) -> None:
    """Days of the whole country, or of one agency and all below it."""
    days = WorkCalendar(frozenset({day}), frozenset({day2} if day2 else ()))
    _try(world, lambda: world.recalendar(agency, days, None if other is None else world.agency(other), reason))


@khi(
    '"{agency}" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day} cho mọi nơi tiếp nhận vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày '
    '01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"',
    en=(
        '"{agency}" hands over unfinished work of agencies that end before {day} to all who take over '
        'because "{reason}"'
    ),
)
def hand_over(world: World, agency: str, day: date, reason: str) -> None:
    """Where several took over, each has its share."""
    _hand_over(world, agency, day, reason, "share")


@khi(
    '"{agency}" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day}, hỏi cấp trên nếu có nhiều nơi '
    'tiếp nhận, vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên '
    'nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"',
    en='"{agency}" hands over unfinished work of agencies that end before {day}, asking those above where several '
    'take over, because "{reason}"',
)
def hand_over_asking(world: World, agency: str, day: date, reason: str) -> None:
    _hand_over(world, agency, day, reason, "ask")


@biet(
    '"{agency}" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day}, hỏi cấp trên nếu có nhiều nơi '
    'tiếp nhận, vì "{reason}"',
    'Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp '
    'trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"',
    en='"{agency}" has handed over unfinished work of agencies that end before {day}, asking those above where '
    'several take over, because "{reason}"',
)
def has_handed_over_asking(world: World, agency: str, day: date, reason: str) -> None:
    hand_over_asking(world, agency, day, reason)
    world.no_refusal()


def _hand_over(world: World, agency: str, day: date, reason: str, several: Several) -> None:
    key, registry = world.cascade.key, world.registry
    given = _given(world, agency, reason)
    _try(world, lambda: world.engine.hand_over(key, registry, several=several, on=day, **given), day)


@khi(
    '"{actor}" quyết định nơi tiếp nhận việc kỳ "{period}" của "{agency}"[ là "{heirs}"][ vào ngày {day}]'
    '[ vì "{reason}"]',
    'Khi "UBND Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "năm" của "Sở Thông tin và Truyền thông '
    'Thành phố Hồ Chí Minh" là "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh"',
    en='"{actor}" decides who takes over the work for "{period}" of "{agency}"[: "{heirs}"][ on {day}]'
    '[ because "{reason}"]',
)
def choose_heirs(
    world: World, actor: str, period: str, agency: str, heirs: str | None, day: date | None, reason: str | None
) -> None:
    """Between several stand commas."""
    to = tuple(name.strip() for name in (heirs or "").split(",") if name.strip())
    act_on(world, "grant", Said(agency, actor, period, day=day, reason=reason), to=to)


@biet(
    '"{actor}" đã quyết định nơi tiếp nhận việc kỳ "{period}" của "{agency}" là "{heirs}"[ vào ngày {day}]'
    '[ vì "{reason}"]',
    'Biết "UBND Thành phố Hồ Chí Minh" đã quyết định nơi tiếp nhận việc kỳ "năm" của "Sở Thông tin và Truyền thông '
    'Thành phố Hồ Chí Minh" là "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh"',
    en='"{actor}" has decided who takes over the work for "{period}" of "{agency}": "{heirs}"[ on {day}]'
    '[ because "{reason}"]',
)
def has_chosen_heirs(
    world: World, actor: str, period: str, agency: str, heirs: str, day: date | None, reason: str | None
) -> None:
    choose_heirs(world, actor, period, agency, heirs, day, reason)
    world.no_refusal()


@khi(
    '"{actor}" quyết định không nơi nào tiếp nhận việc kỳ "{period}" của "{agency}"[ vào ngày {day}][ vì "{reason}"]',
    'Khi "UBND Thành phố Hồ Chí Minh" quyết định không nơi nào tiếp nhận việc kỳ "năm" của "UBND thành phố Thủ Đức" '
    'vì "đã giao cho các sở"',
    en='"{actor}" decides that nobody takes over the work for "{period}" of "{agency}"[ on {day}][ because "{reason}"]',
)
def choose_nobody(world: World, actor: str, period: str, agency: str, day: date | None, reason: str | None) -> None:
    act_on(world, "deny", Said(agency, actor, period, day=day, reason=reason))


@thi(
    'việc kỳ "{period}" của "{agency}" chờ "{actor}" chọn trong "{heirs}"',
    'Thì việc kỳ "năm" của "Sở Thông tin và Truyền thông Thành phố Hồ Chí Minh" chờ "UBND Thành phố Hồ Chí Minh" '
    'chọn trong "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh, Sở Văn hóa và Thể thao Thành phố Hồ Chí Minh"',
    en='the work for "{period}" of "{agency}" waits for "{actor}" to choose among "{heirs}"',
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
    "có {count} nhiệm vụ chờ quyết định nơi tiếp nhận",
    en="{count} tasks wait for a decision about who takes them over",
)
def so_many_waiting(world: World, count: int) -> None:
    same(_counted(world, "waiting"), count, "step.tasks_waiting_for_a_decision")


@thi(
    'việc kỳ "{period}" của "{agency}" đã bàn giao cho "{heirs}"',
    'Thì việc kỳ "năm" của "UBND tỉnh Kiên Giang" đã bàn giao cho "UBND tỉnh An Giang"',
    en='the task for "{period}" of "{agency}" is handed over to "{heirs}"',
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
    same(found, wanted, "tên trước đây", "former names")


@thi('"{agency}" không được ghi kèm tên trước đây', en='"{agency}" is shown without a former name')
def has_no_former_names(world: World, agency: str) -> None:
    world.no_refusal()
    key = world.agency(agency)
    found = sorted(str(name) for row in world.answers.status() if row.agency == key for name in row.formerly)
    same(found, [], "tên trước đây", "former names")


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


@khi(
    '"{agency}" đóng đợt vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" đóng đợt vì "hết năm"',
    en='"{agency}" closes the cascade because "{reason}"',
)
def close(world: World, agency: str, reason: str) -> None:
    _close(world, agency, reason, gives_up=False)


@biet(
    '"{agency}" đã đóng đợt, thôi không chờ việc còn lại, vì "{reason}"',
    'Biết "Thủ tướng Chính phủ" đã đóng đợt, thôi không chờ việc còn lại, vì "hết năm"',
    en='"{agency}" has closed the cascade, giving up what is left, because "{reason}"',
)
def has_closed(world: World, agency: str, reason: str) -> None:
    _close(world, agency, reason, gives_up=True)
    world.no_refusal()


def _close(world: World, agency: str, reason: str, *, gives_up: bool) -> None:
    key = world.cascade.key
    _try(world, lambda: world.engine.close_cascade(key, gives_up=gives_up, **_given(world, agency, reason)))


@khi(
    '"{agency}" mở lại đợt vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" mở lại đợt vì "còn báo cáo bổ sung"',
    en='"{agency}" reopens the cascade because "{reason}"',
)
def reopen(world: World, agency: str, reason: str) -> None:
    _try(world, lambda: world.engine.reopen_cascade(world.cascade.key, **_given(world, agency, reason)))


def _counted(world: World, what: str) -> int:
    world.no_refusal()
    assert world.migrated is not None, Told("step.not_migrated_yet")
    return sum(world.migrated.counts.get(what, {}).values())


@thi("chuyển đợt giao thêm {count} nhiệm vụ", en="the migration adds {count} tasks")
def so_many_added(world: World, count: int) -> None:
    same(_counted(world, "added"), count, "step.tasks_added")


@thi("chuyển đợt không giao nữa {count} nhiệm vụ", en="the migration takes away {count} tasks")
def so_many_taken_away(world: World, count: int) -> None:
    same(_counted(world, "taken_away"), count, "step.tasks_taken_away")


@thi("chuyển đợt đổi hạn {count} nhiệm vụ", en="the migration moves the due dates of {count} tasks")
def so_many_redated(world: World, count: int) -> None:
    same(_counted(world, "redated"), count, "step.tasks_with_new_dates")


@thi("lúc đó đợt triển khai có {count} nhiệm vụ", en="then the cascade had {count} tasks")
def so_many_then(world: World, count: int) -> None:
    found = len(world.answers.status())
    same(found, count, "step.tasks_then")
