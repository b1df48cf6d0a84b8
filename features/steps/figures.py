"""Steps about figures: how many tasks of a cascade, a period or a branch stand where."""

from __future__ import annotations

from features.steps.names import key_called
from features.steps.sentences import Said
from features.steps.telling import hold, same
from features.steps.vocabulary import thi
from features.steps.world import World


@thi(
    'có {count} nhiệm vụ (ở trạng thái "{state}"|thời hạn là "{lateness}"|tình trạng là "{standing}"){scope}',
    en='there are {count} tasks (in the state "{state}"|timed as "{lateness}"|of standing "{standing}"){scope}',
)
def so_many_stand_so(world: World, said: Said) -> None:
    rows = list(world.asked.status(world.scope(said.period, said.agency)))
    if said.state is not None:
        wanted = key_called("state", said.state, world.lifecycle)
        same(sum(row.state == wanted for row in rows), said.count, "step.tasks_in_state", state=said.state)
    elif said.lateness is not None:
        wanted = key_called("lateness", said.lateness)
        same(sum(row.timeliness == wanted for row in rows), said.count, "step.tasks_timed", lateness=said.lateness)
    else:
        wanted = key_called("standing", said.standing, world.lifecycle)
        same(sum(row.standing == wanted for row in rows), said.count, "step.tasks_standing", standing=said.standing)


@thi("các số của đợt triển khai cộng đủ {count} nhiệm vụ", en="the figures of the cascade add up to {count} tasks")
def figures_add_up(world: World, said: Said) -> None:
    found = next(item for item in world.asked.cascades() if item.cascade == world.cascade.key)
    sums = [sum(part.values()) for part in (found.by_state, found.by_timeliness, found.by_standing)]
    hold({found.tasks, *sums} == {said.count}, "step.sums_of_tasks", tasks=found.tasks, sums=sums)
