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
    same(world.answers.why(key, cascade=cascade.key)[0].stuck, found, "step.stuck", agency=task.agency)
    return found


@thi(
    "{task} đứng yên {count} ngày, theo vòng đời thường không quá {count2} ngày",
    en="{task} stands still for {count} days, by the lifecycle usually at most {count2} days",
)
def stands_still_by_the_lifecycle(world: World, task: Task, agency: str, period: str, count: int, count2: int) -> None:
    found = _stuck(world, task)
    assert found is not None, Told("step.does_not_stand_still", agency=agency, period=period)
    said = found.days, found.usual_days, found.ground
    same(said, (count, count2, "lifecycle"), "step.stands_still_as_usual", agency=agency)


@thi("{task} không đứng yên", en="{task} does not stand still")
def does_not_stand_still(world: World, task: Task, agency: str, period: str) -> None:
    found = _stuck(world, task)
    assert found is None, Told("step.stands_still", agency=agency, period=period, days=found.days)
