"""Steps that look back: every question after them is about a day, by what is known now or was known by another day."""

from __future__ import annotations

from features.steps.claiming import hold_claim
from features.steps.sentences import Said
from features.steps.telling import hold, same
from features.steps.vocabulary import khi, thi
from features.steps.world import World
from workflows.dates import end_of_day

khi(
    "xem lại cuối ngày {day}[ theo những gì đã ghi nhận đến hết ngày {day2}]",
    en="one looks back at the end of {day}[ by what was recorded by the end of {day2}]",
    do=lambda world, said: world.look_at(said.day, end_of_day(said.day2) if said.day2 else None),
)
khi("trở lại hôm nay", en="one comes back to today", do=lambda world, _: world.look_at(None, None))


@thi('lúc đó hệ thống còn ghi {task} là "{state}"', en='then {task} was recorded as "{state}"')
def was_known_as(world: World, said: Said) -> None:
    known = world.row(*said.task).known_then
    hold(known is not None, "step.known_alike", agency=said.agency)
    hold_claim(world, said, "state", (known or {})["state"], "step.state_of_as_known_then")


@thi("lúc đó hệ thống cũng ghi như vậy về {task}", en="then it was recorded just so of {task}")
def was_known_so(world: World, said: Said) -> None:
    same(world.row(*said.task).known_then, None, "step.known_otherwise", agency=said.agency)
