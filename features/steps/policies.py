"""Steps about policies that a cascade pins: which it follows, what a move breaks that is noted on it, what they bar."""

from __future__ import annotations

from features.steps.names import listed, trigger_name
from features.steps.sentences import Said
from features.steps.telling import hold
from features.steps.vocabulary import biet, thi
from features.steps.world import World

biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở theo chính sách "{policies}"{when}',
    en='the cascade of {year} of "{directive}" was launched under the policies "{policies}"{when}',
    do=lambda world, said: world.launch(said.directive, said.year, said.day, policies=tuple(listed(said.policies))),
)


@thi('việc đó được ghi kèm là trái quy tắc "{sentence}"', en='it is noted as breaking the rule "{sentence}"')
def is_noted(world: World, said: Said) -> None:
    found = _broken(world)
    hold(said.sentence in found, "step.rule_not_noted", told="; ".join(found) or "–")


@thi("việc đó không trái quy tắc nào", en="it breaks no rule")
def nothing_is_noted(world: World, said: Said) -> None:
    found = _broken(world)
    hold(not found, "step.noted_as_breaking_rules", told="; ".join(found))


@thi(
    'trong việc phải làm của "{agency}", "{action}" bị chặn theo quy tắc "{sentence}"',
    en='in what "{agency}" has to do, "{action}" is barred by the rule "{sentence}"',
)
def is_barred(world: World, said: Said) -> None:
    rows = world.asked.todo(world.agency(said.agency), cascade=world.cascade.key)
    wanted = trigger_name(world.lifecycle, said.action)
    offers = [offer for row in rows for offer in (row, *row.to_decide)]
    found = [offer.barred[wanted].sentence for offer in offers if wanted in offer.barred]
    label = world.lifecycle.label(wanted)
    hold(said.sentence in found, "step.not_barred", move=label, told="; ".join(found) or "–")


def _broken(world: World) -> list[str]:
    world.no_refusal()
    hold(world.moved, "step.nothing_was_done_just_now")
    return [broken.sentence for move in world.moved for broken in move.policies]
