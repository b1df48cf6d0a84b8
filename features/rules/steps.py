"""Rules as steps of a scenario: each sentence says what must hold for every task of its extent."""

from __future__ import annotations

from collections.abc import Sequence

from engine.policies.watching import Breach
from features.rules.judging import judge
from features.rules.sentences import FORMS
from features.steps.telling import hold
from features.steps.vocabulary import thi
from features.steps.world import World

_SHOWN = 3


def must_hold(world: World) -> None:
    """The rule that the step says holds, and speaks of somebody; it is read again with the whole sentence."""
    world.no_refusal()
    judged = judge(world, world.line)
    world.judged.append(judged)
    found = judged.watched
    hold(found.matched, "không có nhiệm vụ nào thuộc phạm vi của quy tắc", "the rule speaks of no task")
    breaches = list(found.breaches.values())
    hold(not breaches, *(_broken(world, breaches, lang) for lang in ("vi", "en")))


def _broken(world: World, breaches: Sequence[Breach], lang: str) -> str:
    told = "; ".join(_where(world, each, lang) for each in breaches[:_SHOWN])
    more = len(breaches) - _SHOWN
    if more > 0:
        told += f"; và {more} nhiệm vụ khác" if lang == "vi" else f"; and {more} more"
    return f"quy tắc không giữ: {told}" if lang == "vi" else f"the rule does not hold: {told}"


def _where(world: World, breach: Breach, lang: str) -> str:
    task = breach.task.partition("/")[2]
    day = f"{breach.day:%d/%m/%Y}" if lang == "vi" else breach.day.isoformat()
    if breach.event is None:
        return f"{task}, {day}"
    label = world.lifecycle.label(breach.event.activity).say(lang)
    who = world.names([breach.event.row["agency"]], lang) if breach.event.row["agency"] else ""
    return f"{task}: {label} {day} {who}".rstrip()


for _form in FORMS:
    thi(_form.words, _form.example, en=_form.english)(must_hold)
