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


@thi("mọi điều trong cơ sở dữ liệu khớp với lịch sử", en="all of the database is as history has it")
def holds(world: World) -> None:
    world.no_refusal()
    found = world.engine.verify()
    hold(found.holds, "step.not_as_history_has_it", broken=[each.details for each in found.broken[:1]])
