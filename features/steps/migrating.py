"""Steps that bring a running cascade to what its files say now, and take that back."""

from __future__ import annotations

from engine.results import Moved
from features.steps.telling import Told, hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.calendars import WorkCalendar
from workflows.dates import parse_day


@khi(
    '"{agency}" chuyển đợt theo các văn bản hiện có{when} vì "{reason}"',
    'Khi "Bộ Nội vụ" chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
    en='"{agency}" brings the cascade to the present documents{when} because "{reason}"',
)
def migrate(world: World, agency: str, day: str | None, reason: str) -> None:
    on = parse_day(day) if day else None

    def work() -> tuple[Moved, ...]:
        world.migrated = world.migrate(agency, on, reason)
        return ()

    world.attempt(work, on)


@biet(
    '"{agency}" đã chuyển đợt theo các văn bản hiện có{when} vì "{reason}"',
    'Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
    en='"{agency}" has brought the cascade to the present documents{when} because "{reason}"',
)
def has_migrated(world: World, agency: str, day: str | None, reason: str) -> None:
    migrate(world, agency, day, reason)
    world.no_refusal()


@khi(
    '"{agency}" bỏ lần chuyển đợt gần nhất vì "{reason}"',
    'Khi "Bộ Nội vụ" bỏ lần chuyển đợt gần nhất vì "kế hoạch chưa được duyệt"',
    en='"{agency}" undoes the last migration because "{reason}"',
)
def undo(world: World, agency: str, reason: str) -> None:
    def work() -> tuple[Moved, ...]:
        actor, key = world.agency(agency), world.cascade.key
        world.engine.undo_migration(key, as_agency=actor, reason=reason, today=world.today, dry_run=world.is_dry)
        return ()

    world.attempt(work)


@khi(
    '"{agency}" cho đợt tính thêm ngày nghỉ {day}[ của "{other}"][ và ngày làm bù {day2}] vì "{reason}"',
    'Khi "UBND tỉnh Bình Định" cho đợt tính thêm ngày nghỉ 20/06/2023 của "UBND huyện Tuy Phước" vì "bão"',
    en=(
        '"{agency}" has the cascade count {day} as a day off[ of "{other}"][ and {day2} as a working '
        'day] because "{reason}"'
    ),
)
def recalendar(world: World, agency: str, day: str, other: str | None, day2: str | None, reason: str) -> None:
    """Days of the whole country, or of one agency and all below it."""
    worked = frozenset({parse_day(day2)} if day2 else ())
    days = WorkCalendar(frozenset({parse_day(day)}), worked)

    def work() -> tuple[Moved, ...]:
        world.migrated = world.recalendar(agency, days, None if other is None else world.agency(other), reason)
        return ()

    world.attempt(work)


@khi(
    '"{agency}" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày {day} cho mọi nơi tiếp nhận vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày '
    '01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"',
    en=(
        '"{agency}" hands over unfinished work of agencies that end before {day} to all who take over '
        'because "{reason}"'
    ),
)
def hand_over(world: World, agency: str, day: str, reason: str) -> None:
    """Where several took over, each has its share."""
    on = parse_day(day)

    def work() -> tuple[Moved, ...]:
        given = {"as_agency": world.agency(agency), "reason": reason, "on": on, "today": world.today}
        world.migrated = world.engine.hand_over(
            world.cascade.key, world.registry, shares=True, dry_run=world.is_dry, **given
        )
        return ()

    world.attempt(work, on)


@thi(
    'việc kỳ "{period}" của "{agency}" đã bàn giao cho "{heirs}"',
    'Thì việc kỳ "năm" của "UBND tỉnh Kiên Giang" đã bàn giao cho "UBND tỉnh An Giang"',
    en='the task for "{period}" of "{agency}" is handed over to "{heirs}"',
)
def was_handed_over(world: World, period: str, agency: str, heirs: str) -> None:
    last = world.history(agency, period)[-1]
    found = {task.split("/")[2] for task in last.payload.get("handed_to", ())}
    world.same_agencies(found, world.agencies(heirs), "nơi tiếp nhận", "who took over")


@thi("không còn ai chờ cơ quan đã kết thúc trước ngày {day}", en="nobody waits for an agency that ended before {day}")
def nobody_waits_for_the_gone(world: World, day: str) -> None:
    world.no_refusal()
    on, registry = parse_day(day), world.registry
    rows = world.answers.status()
    gone = {row.agency for row in rows if row.next_trigger is not None and row.agency in registry}
    waiting = sorted(key for key in gone if not registry.get(key).in_force_on(on))
    names = world.names(waiting[:3])
    hold(not waiting, f"còn việc của {names}", f"work is left with {names}")


@thi(
    "bàn giao {count} nhiệm vụ, miễn {count2} nhiệm vụ, có {count3} nhiệm vụ tiếp nhận",
    en="{count} tasks are handed over, {count2} waived, {count3} taken over",
)
def so_many_handed_over(world: World, count: str, count2: str, count3: str) -> None:
    same(_counted(world, "handed_over"), int(count), "số nhiệm vụ bàn giao", "tasks handed over")
    same(_counted(world, "waived"), int(count2), "số nhiệm vụ được miễn", "tasks waived")
    same(_counted(world, "received"), int(count3), "số nhiệm vụ tiếp nhận", "tasks taken over")


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
    def work() -> tuple[Moved, ...]:
        given = {"as_agency": world.agency(agency), "reason": reason, "today": world.today}
        world.engine.close_cascade(world.cascade.key, gives_up=gives_up, dry_run=world.is_dry, **given)
        return ()

    world.attempt(work)


@khi(
    '"{agency}" mở lại đợt vì "{reason}"',
    'Khi "Thủ tướng Chính phủ" mở lại đợt vì "còn báo cáo bổ sung"',
    en='"{agency}" reopens the cascade because "{reason}"',
)
def reopen(world: World, agency: str, reason: str) -> None:
    def work() -> tuple[Moved, ...]:
        given = {"as_agency": world.agency(agency), "reason": reason, "today": world.today}
        world.engine.reopen_cascade(world.cascade.key, dry_run=world.is_dry, **given)
        return ()

    world.attempt(work)


def _counted(world: World, what: str) -> int:
    world.no_refusal()
    assert world.migrated is not None, Told("chưa chuyển đợt lần nào", "the cascade was not migrated yet")
    return sum(world.migrated.counts.get(what, {}).values())


@thi("chuyển đợt giao thêm {count} nhiệm vụ", en="the migration adds {count} tasks")
def so_many_added(world: World, count: str) -> None:
    same(_counted(world, "added"), int(count), "số nhiệm vụ giao thêm", "tasks added")


@thi("chuyển đợt không giao nữa {count} nhiệm vụ", en="the migration takes away {count} tasks")
def so_many_taken_away(world: World, count: str) -> None:
    same(_counted(world, "taken_away"), int(count), "số nhiệm vụ không giao nữa", "tasks taken away")


@thi("chuyển đợt đổi hạn {count} nhiệm vụ", en="the migration moves the due dates of {count} tasks")
def so_many_redated(world: World, count: str) -> None:
    same(_counted(world, "redated"), int(count), "số nhiệm vụ đổi hạn", "tasks with new dates")


@thi("lúc đó đợt triển khai có {count} nhiệm vụ", en="then the cascade had {count} tasks")
def so_many_then(world: World, count: str) -> None:
    found = len(world.answers.status())
    same(found, int(count), "số nhiệm vụ lúc đó", "tasks then")
