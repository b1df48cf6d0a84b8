"""Steps about the policies that a cascade pins: which it follows, and what a move breaks that is noted on it."""

from __future__ import annotations

from datetime import date

from features.steps.names import listed
from features.steps.telling import hold
from features.steps.vocabulary import biet, thi
from features.steps.world import World


@biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở theo chính sách "{policies}"{when}',
    en='the cascade of {year} of "{directive}" was launched under the policies "{policies}"{when}',
)
def a_cascade_with_policies(world: World, year: int, directive: str, policies: str, day: date | None) -> None:
    world.launch(directive, year, day, policies=tuple(listed(policies)))


@thi('việc đó được ghi kèm là trái quy tắc "{sentence}"', en='it is noted as breaking the rule "{sentence}"')
def is_noted(world: World, sentence: str) -> None:
    found = _broken(world)
    told = "; ".join(found) or "–"
    hold(sentence in found, "step.rule_not_noted", told=told)


@thi("việc đó không trái quy tắc nào", en="it breaks no rule")
def nothing_is_noted(world: World) -> None:
    found = _broken(world)
    told = "; ".join(found)
    hold(not found, "step.noted_as_breaking_rules", told=told)


def _broken(world: World) -> list[str]:
    world.no_refusal()
    hold(world.moved, "step.nothing_was_done_just_now")
    return [broken.sentence for move in world.moved for broken in move.policies]
