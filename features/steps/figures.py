"""Steps about figures: how many tasks of a cascade, a period or a branch stand where."""

from __future__ import annotations

from collections.abc import Iterable

from engine.results import TaskRow
from engine.scope import Scope
from features.steps.names import standing_name, state_name, timeliness
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World

_SCOPE = '[ ở kỳ "{period}"][ thuộc "{agency}"]'


def _rows(world: World, period: str | None, agency: str | None) -> Iterable[TaskRow]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    under = world.agency(agency, cascade) if agency else None
    return world.answers.status(Scope(cascade.key, under=under, period=wanted))


@thi(
    'có {count} nhiệm vụ ở trạng thái "{state}"{scope}',
    'Thì có 29 nhiệm vụ ở trạng thái "đã báo cáo" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"',
    en='there are {count} tasks in the state "{state}"{scope}',
)
def so_many_in_state(world: World, count: int, state: str, period: str | None, agency: str | None) -> None:
    wanted = state_name(world.lifecycle, state)
    found = sum(row.state == wanted for row in _rows(world, period, agency))
    same(found, count, "step.tasks_in_state", state=state)


@thi(
    'có {count} nhiệm vụ thời hạn là "{lateness}"{scope}',
    'Thì có 2 nhiệm vụ thời hạn là "quá hạn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"',
    en='there are {count} tasks timed as "{lateness}"{scope}',
)
def so_many_timely(world: World, count: int, lateness: str, period: str | None, agency: str | None) -> None:
    wanted = timeliness(lateness)
    found = sum(row.timeliness == wanted for row in _rows(world, period, agency))
    same(found, count, "step.tasks_timed", lateness=lateness)


@thi(
    'có {count} nhiệm vụ tình trạng là "{standing}"{scope}',
    'Thì có 1 nhiệm vụ tình trạng là "được miễn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"',
    en='there are {count} tasks of standing "{standing}"{scope}',
)
def so_many_standing(world: World, count: int, standing: str, period: str | None, agency: str | None) -> None:
    wanted = standing_name(world.lifecycle, standing)
    found = sum(row.standing == wanted for row in _rows(world, period, agency))
    same(found, count, "step.tasks_standing", standing=standing)


@thi("các số của đợt triển khai cộng đủ {count} nhiệm vụ", en="the figures of the cascade add up to {count} tasks")
def figures_add_up(world: World, count: int) -> None:
    world.no_refusal()
    key = world.cascade.key
    found = next(item for item in world.answers.cascades() if item.cascade == key)
    sums = [sum(part.values()) for part in (found.by_state, found.by_timeliness, found.by_standing)]
    hold({found.tasks, *sums} == {count}, "step.sums_of_tasks", tasks=found.tasks, sums=sums)
