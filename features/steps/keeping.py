"""Steps about backups: what was recorded is there again."""

from __future__ import annotations

from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import khi, thi
from features.steps.world import World

khi("cơ sở dữ liệu được sao lưu", en="the database is backed up", do=lambda world, _: world.back_up())
khi("bản sao lưu được khôi phục", en="the backup is restored", do=lambda world, _: world.restore())
khi(
    "năm {count} được lưu trữ",
    "Khi năm 2023 được lưu trữ",
    en="the year {count} is archived",
    do=lambda world, said: world.archive(said.count),
)
khi(
    "năm {count} được giữ tại chỗ{why}",
    'Khi năm 2023 được giữ tại chỗ vì "thanh tra"',
    en="the year {count} is kept where it is{why}",
    do=lambda world, said: world.hold_year(said.count, said.reason, lifts=False),
)
khi(
    "năm {count} thôi giữ tại chỗ{why}",
    'Khi năm 2023 thôi giữ tại chỗ vì "thanh tra xong"',
    en="the year {count} is kept no longer{why}",
    do=lambda world, said: world.hold_year(said.count, said.reason, lifts=True),
)


@thi("mọi điều trong cơ sở dữ liệu khớp với lịch sử", en="all of the database is as history has it")
def holds(world: World, said: Said) -> None:
    world.no_refusal()
    found = world.engine.verify()
    hold(found.holds, "step.not_as_history_has_it", broken=[each.details for each in found.broken[:1]])
