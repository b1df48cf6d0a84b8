"""Steps about tasks that stand still without being overdue."""

from __future__ import annotations

from engine.results import Stuck
from features.steps.sentences import Task
from features.steps.telling import Told, same
from features.steps.vocabulary import thi
from features.steps.world import World


def _stuck(world: World, task: Task) -> Stuck | None:
    """Whether it stands still, as the list of tasks and `why` both tell it."""
    world.no_refusal()
    found = world.row(*task).stuck
    key, cascade = world.key(*task)
    same(
        world.answers.why(key, cascade=cascade.key)[0].stuck,
        found,
        f"đứng yên của {task.agency}",
        f"stuck of {task.agency}",
    )
    return found


@thi(
    "{task} đứng yên {count} ngày, theo vòng đời thường không quá {count2} ngày",
    en="{task} stands still for {count} days, by the lifecycle usually at most {count2} days",
)
def stands_still_by_the_lifecycle(world: World, task: Task, agency: str, period: str, count: int, count2: int) -> None:
    found = _stuck(world, task)
    assert found is not None, Told(f"{agency} kỳ {period} không đứng yên", f"{agency} {period} does not stand still")
    said = found.days, found.usual_days, found.ground
    vi, en = f"số ngày đứng yên của {agency}, thường lệ và căn cứ", f"days that {agency} stands still, usual, by what"
    same(said, (count, count2, "lifecycle"), vi, en)


@thi("{task} không đứng yên", en="{task} does not stand still")
def does_not_stand_still(world: World, task: Task, agency: str, period: str) -> None:
    found = _stuck(world, task)
    assert found is None, Told(
        f"{agency} kỳ {period} đứng yên {found.days} ngày", f"{agency} {period} stands still for {found.days} days"
    )
