"""Steps about figures: how many tasks of a cascade, a period or a branch stand where."""

from __future__ import annotations

from collections.abc import Iterable

from engine.results import TaskRow
from engine.scope import Scope
from features.steps.names import standing_name, state_name, timeliness
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World


def _rows(world: World, period: str | None, agency: str | None) -> Iterable[TaskRow]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    under = world.agency(agency, cascade) if agency else None
    return world.answers.status(Scope(cascade.key, under=under, period=wanted))


@thi(
    'có {count} nhiệm vụ (ở trạng thái "{state}"|thời hạn là "{lateness}"|tình trạng là "{standing}"){scope}',
    en='there are {count} tasks (in the state "{state}"|timed as "{lateness}"|of standing "{standing}"){scope}',
)
def so_many_stand_so(
    world: World,
    count: int,
    state: str | None,
    lateness: str | None,
    standing: str | None,
    period: str | None,
    agency: str | None,
) -> None:
    rows = _rows(world, period, agency)
    if state is not None:
        wanted = state_name(world.lifecycle, state)
        same(sum(row.state == wanted for row in rows), count, "step.tasks_in_state", state=state)
    elif lateness is not None:
        wanted = timeliness(lateness)
        same(sum(row.timeliness == wanted for row in rows), count, "step.tasks_timed", lateness=lateness)
    else:
        wanted = standing_name(world.lifecycle, str(standing))
        same(sum(row.standing == wanted for row in rows), count, "step.tasks_standing", standing=standing)


@thi("các số của đợt triển khai cộng đủ {count} nhiệm vụ", en="the figures of the cascade add up to {count} tasks")
def figures_add_up(world: World, count: int) -> None:
    world.no_refusal()
    key = world.cascade.key
    found = next(item for item in world.answers.cascades() if item.cascade == key)
    sums = [sum(part.values()) for part in (found.by_state, found.by_timeliness, found.by_standing)]
    hold({found.tasks, *sums} == {count}, "step.sums_of_tasks", tasks=found.tasks, sums=sums)
