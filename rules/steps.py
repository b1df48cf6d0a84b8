"""Rules as steps of a scenario: each sentence says what must hold for every task of its extent."""

from __future__ import annotations

from engine.policies.watching import Breach
from features.steps.sentences import Said as Sentence
from features.steps.telling import hold
from features.steps.vocabulary import thi
from features.steps.world import World
from rules.judging import judge
from rules.sentences import FORMS
from workflows.said import Said

_SHOWN = 3


def must_hold(world: World, _: Sentence) -> None:
    """The rule that the step says holds, and speaks of somebody; it is read again with the whole sentence."""
    world.no_refusal()
    found = judge(world, world.line)
    world.judged.append(found)
    hold(found.matched, "step.rule_of_no_task")
    breaches = list(found.breaches.values())
    told = [_where(world, each) for each in breaches[:_SHOWN]]
    if more := len(breaches) - len(told):
        hold(not breaches, "step.rule_does_not_hold_for_many", breaches=told, more=more)
    hold(not breaches, "step.rule_does_not_hold", breaches=told)


def _where(world: World, breach: Breach) -> Said:
    facts = {"task": breach.task.partition("/")[2], "day": breach.day}
    if breach.event is None:
        return Said("step.breach_of_task", facts)
    facts["move"] = world.lifecycle.label(breach.event.activity)
    agency = breach.event.entry.agency
    if not agency:
        return Said("step.breach_by_move", facts)
    return Said("step.breach_by_agency", facts | {"agency": world.names([agency])})


for _form in FORMS:
    thi(_form.words, _form.example, en=_form.english, of=must_hold)
