"""Steps about backups: what was recorded is there again."""

from __future__ import annotations

from features.steps.telling import hold
from features.steps.vocabulary import khi, thi
from features.steps.world import World


@khi("cơ sở dữ liệu được sao lưu", en="the database is backed up")
def back_up(world: World) -> None:
    world.back_up()


@khi("bản sao lưu được khôi phục", en="the backup is restored")
def restore(world: World) -> None:
    world.restore()


@khi("năm {count} được lưu trữ", "Khi năm 2023 được lưu trữ", en="the year {count} is archived")
def archive(world: World, count: int) -> None:
    world.archive(count)


@khi(
    'năm {count} được giữ tại chỗ vì "{reason}"',
    'Khi năm 2023 được giữ tại chỗ vì "thanh tra"',
    en='the year {count} is kept where it is because "{reason}"',
)
def hold_year(world: World, count: int, reason: str) -> None:
    world.hold_year(count, reason, lifts=False)


@khi(
    'năm {count} thôi giữ tại chỗ vì "{reason}"',
    'Khi năm 2023 thôi giữ tại chỗ vì "thanh tra xong"',
    en='the year {count} is kept no longer because "{reason}"',
)
def lift(world: World, count: int, reason: str) -> None:
    world.hold_year(count, reason, lifts=True)


@thi("mọi điều trong cơ sở dữ liệu khớp với lịch sử", en="all of the database is as history has it")
def holds(world: World) -> None:
    world.no_refusal()
    found = world.engine.verify()
    hold(found.holds, "step.not_as_history_has_it", broken=[each.details for each in found.broken[:1]])
