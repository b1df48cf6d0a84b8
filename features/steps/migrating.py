"""Steps that bring a running cascade to what its files say now, and take that back."""

from __future__ import annotations

from engine.results import Moved
from features.steps.telling import Told, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.dates import parse_day


@khi(
    '"{agency}" chuyển đợt theo các văn bản hiện có[ vào ngày {day}] vì "{reason}"',
    'Khi "Bộ Nội vụ" chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
)
def migrate(world: World, agency: str, day: str | None, reason: str) -> None:
    on = parse_day(day) if day else None

    def work() -> tuple[Moved, ...]:
        world.migrated = world.migrate(agency, on, reason)
        return ()

    world.attempt(work, on)


@biet(
    '"{agency}" đã chuyển đợt theo các văn bản hiện có[ vào ngày {day}] vì "{reason}"',
    'Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"',
)
def has_migrated(world: World, agency: str, day: str | None, reason: str) -> None:
    migrate(world, agency, day, reason)
    world.no_refusal()


@khi(
    '"{agency}" bỏ lần chuyển đợt gần nhất vì "{reason}"',
    'Khi "Bộ Nội vụ" bỏ lần chuyển đợt gần nhất vì "kế hoạch chưa được duyệt"',
)
def undo(world: World, agency: str, reason: str) -> None:
    def work() -> tuple[Moved, ...]:
        actor, key = world.agency(agency), world.cascade.key
        world.engine.undo_migration(key, as_agency=actor, reason=reason, today=world.today, dry_run=world.is_dry)
        return ()

    world.attempt(work)


def _counted(world: World, what: str) -> int:
    world.no_refusal()
    assert world.migrated is not None, Told("chưa chuyển đợt lần nào", "the cascade was not migrated yet")
    return sum(world.migrated.counts.get(what, {}).values())


@thi("chuyển đợt giao thêm {count} nhiệm vụ", "Thì chuyển đợt giao thêm 13 nhiệm vụ")
def so_many_added(world: World, count: str) -> None:
    same(_counted(world, "added"), int(count), "số nhiệm vụ giao thêm", "tasks added")


@thi("chuyển đợt không giao nữa {count} nhiệm vụ", "Thì chuyển đợt không giao nữa 2 nhiệm vụ")
def so_many_taken_away(world: World, count: str) -> None:
    same(_counted(world, "taken_away"), int(count), "số nhiệm vụ không giao nữa", "tasks taken away")


@thi("chuyển đợt đổi hạn {count} nhiệm vụ", "Thì chuyển đợt đổi hạn 29 nhiệm vụ")
def so_many_redated(world: World, count: str) -> None:
    same(_counted(world, "redated"), int(count), "số nhiệm vụ đổi hạn", "tasks with new dates")


@thi("lúc đó đợt triển khai có {count} nhiệm vụ", "Thì lúc đó đợt triển khai có 280 nhiệm vụ")
def so_many_then(world: World, count: str) -> None:
    found = len(world.answers.status())
    same(found, int(count), "số nhiệm vụ lúc đó", "tasks then")
