"""Steps that look back: every question after them is about a day, by what is known now or was known by another day."""

from __future__ import annotations

from datetime import date

from features.steps.names import state_name
from features.steps.sentences import Task
from features.steps.telling import hold, same
from features.steps.vocabulary import khi, thi
from features.steps.world import World
from workflows.dates import end_of_day


@khi(
    "xem lại cuối ngày {day}[ theo những gì đã ghi nhận đến hết ngày {day2}]",
    en="one looks back at the end of {day}[ by what was recorded by the end of {day2}]",
)
def look_back(world: World, day: date, day2: date | None) -> None:
    world.look_at(day, end_of_day(day2) if day2 else None)


@khi("trở lại hôm nay", en="one comes back to today")
def come_back(world: World) -> None:
    world.look_at(None, None)


@thi('lúc đó hệ thống còn ghi {task} là "{state}"', en='then {task} was recorded as "{state}"')
def was_known_as(world: World, task: Task, agency: str, state: str) -> None:
    known = world.row(*task).known_then
    hold(
        known is not None,
        "step.known_alike",
        agency=agency,
    )
    same(
        (known or {})["state"],
        state_name(world.lifecycle, state),
        "step.state_of_as_known_then",
        agency=agency,
    )


@thi("lúc đó hệ thống cũng ghi như vậy về {task}", en="then it was recorded just so of {task}")
def was_known_so(world: World, task: Task, agency: str) -> None:
    same(
        world.row(*task).known_then,
        None,
        "step.known_otherwise",
        agency=agency,
    )
