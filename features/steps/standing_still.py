"""Steps about tasks that stand still without being overdue."""

from __future__ import annotations

from engine.results import Stuck
from features.steps.sentences import Said
from features.steps.telling import hold, same, there
from features.steps.vocabulary import thi
from features.steps.world import World


def _stuck(world: World, said: Said) -> Stuck | None:
    """Whether it stands still, as the list of tasks and `why` both tell it."""
    found, (key, cascade) = world.row(*said.task).stuck, world.key(*said.task)
    same(world.answers.why(key, cascade=cascade.key)[0].stuck, found, "step.stuck", agency=said.agency)
    return found


@thi(
    "{task} đứng yên {count} ngày, theo vòng đời thường không quá {count2} ngày",
    en="{task} stands still for {count} days, by the lifecycle usually at most {count2} days",
)
def stands_still_by_the_lifecycle(world: World, said: Said) -> None:
    found = there(_stuck(world, said), "step.does_not_stand_still", agency=said.agency, period=said.period)
    shown = found.days, found.usual_days, found.ground
    same(shown, (said.count, said.count2, "lifecycle"), "step.stands_still_as_usual", agency=said.agency)


@thi("{task} không đứng yên", en="{task} does not stand still")
def does_not_stand_still(world: World, said: Said) -> None:
    found = _stuck(world, said)
    hold(found is None, "step.stands_still", **vars(said), days=found and found.days)
