"""Steps about blocked consolidations, their root blockers, and who waits for whom."""

from __future__ import annotations

import words
from engine.errors import Refused
from engine.results import Blocked, RootBlocker, WaitsFor
from features.steps.moving import tasks_named
from features.steps.names import called, listed, trigger_name
from features.steps.sentences import Said
from features.steps.telling import fail, hold, same, there
from features.steps.vocabulary import thi
from features.steps.world import World


def _find(world: World, said: Said) -> Blocked | None:
    """The agency's own consolidation, if it is blocked."""
    key = world.node(said.agency, said.period).agency
    found = world.asked.blocked(world.scope(said.period, said.agency))
    return next((item for item in found if item.agency == key), None)


def _blocked(world: World, said: Said) -> Blocked:
    return there(_find(world, said), "step.is_not_blocked", agency=said.agency, period=said.period)


def _root_blockers(world: World, said: Said) -> set[str]:
    return {blocker.agency for blocker in _blocked(world, said).root_blockers}


def _is_not_blocked(world: World, said: Said) -> None:
    if (blocked := _find(world, said)) is not None:
        names = world.names({root.agency for root in blocked.root_blockers})
        fail("step.is_still_blocked", agency=said.agency, period=said.period, open=blocked.open, names=names)


thi(
    'điểm nghẽn của "{agency}"{for} là "{blockers}"',
    en='the root blocker of "{agency}"{for} is "{blockers}"',
    of=_root_blockers,
    blockers="step.root_blockers",
)
thi(
    'điểm nghẽn của "{agency}"{for} gồm {count} cơ quan',
    en='the root blockers of "{agency}"{for} are {count} agencies',
    of=lambda world, said: len(_root_blockers(world, said)),
    count="step.root_blockers_counted",
)
thi('điểm nghẽn của "{agency}"{for} không còn', en='no root blocker of "{agency}"{for} is left', of=_is_not_blocked)


@thi('"{blocker}" là một điểm nghẽn của "{agency}"{for}', en='"{blocker}" is one root blocker of "{agency}"{for}')
def is_a_root_blocker(world: World, said: Said) -> None:
    found = _root_blockers(world, said)
    hold(world.agency(said.blocker) in found, "step.is_no_root_blocker", **vars(said), n=len(found))


thi(
    'điểm nghẽn đáng lo nhất của "{agency}"{for} là "{blocker}"',
    en='the worst root blocker of "{agency}"{for} is "{blocker}"',
    of=lambda world, said: _blocked(world, said).root_blockers[0].agency,
    blocker="step.worst_root_blocker",
)


@thi('"{blocker}" đang chặn {count} báo cáo tổng hợp{term}', en='"{blocker}" holds up {count} consolidations{term}')
def holds_so_many(world: World, said: Said) -> None:
    holds = {root.holds for root in _roots_of(world, said)}
    same(holds, {said.count}, "step.holds_up_consolidations", blocker=said.blocker)


@thi(
    'để gỡ{term} thì "{blocker}" phải ({doing}|làm "{action}")',
    en='to unblock "{period}" "{blocker}" must ({doing}|do "{action}")',
)
def must_do(world: World, said: Said) -> None:
    wanted = trigger_name(world.lifecycle, said.doing or said.action)
    found = {root.next_trigger for root in _roots_of(world, said)}
    moves, (other,) = (called("trigger", each, world.lifecycle) for each in (sorted(found), [wanted]))
    hold(wanted in found, "step.must_do", blocker=said.blocker, moves=moves, other=other)


def _roots_of(world: World, said: Said) -> list[RootBlocker]:
    key, blocked = world.agency(said.blocker), world.asked.blocked(world.scope(said.period))
    return [root for item in blocked for root in item.root_blockers if root.agency == key]


thi(
    "có {count} báo cáo tổng hợp bị chặn{scope}",
    en="there are {count} blocked consolidations{scope}",
    of=lambda world, said: len(world.asked.blocked(world.scope(said.period, said.agency))),
    count="step.blocked_consolidations",
)


def _worst(world: World, said: Said) -> str:
    found = world.asked.blocked(world.scope(said.period))
    hold(found, "step.no_consolidation_is_blocked")
    return found[0].agency


thi(
    'báo cáo tổng hợp bị chặn nặng nhất{in} là của "{agency}"',
    en='the worst blocked consolidation{in} is that of "{agency}"',
    of=_worst,
    agency="step.worst_blocked",
)
thi('"{agency}"{for} không bị chặn', en='"{agency}"{for} is not blocked', of=lambda *said: _is_not_blocked(*said))


@thi(
    '"{agency}"{for} chưa được tổng hợp',
    en='"{agency}"{for} cannot consolidate yet',
    also=['"{agency}" chưa được tổng hợp báo cáo{for}', '"{agency}"{for} chưa tổng hợp được'],
)
def may_not_consolidate_yet(world: World, said: Said) -> None:
    """Inputs are still open; where it has just tried to consolidate, it was refused for that and nothing else."""
    refusal = world.refusal
    key, cascade = world.key(said.agency, said.period)
    tried = cascade.full_key(key), "consolidate", "inputs-open"
    if isinstance(refusal, Refused) and (refusal.task, refusal.trigger, refusal.rule) == tried:
        world.refused()
    _blocked(world, said)


thi(
    '"{agency}"{for} bị chặn, tình trạng "{status}"',
    en='"{agency}"{for} is blocked, status "{status}"',
    of=_blocked,
    status=("step.status", "status"),
)
thi(
    '"{agency}"{for} bị chặn, {late}{paused}',
    en='"{agency}"{for} is blocked, {late}{paused}',
    of=_blocked,
    count=("step.days_late_merged", "days_late"),
    count3=("step.suspended_days", "suspended_days"),
)
thi(
    '"{agency}"{for} còn chờ {count} đầu vào',
    en='"{agency}"{for} still waits for {count} inputs',
    of=lambda world, said: blocked.open if (blocked := _find(world, said)) else 0,
    count="step.inputs_waited_for",
)
thi(
    'đầu vào còn thiếu của "{agency}"{for} là "{inputs}"',
    en='the open inputs of "{agency}"{for} are "{inputs}"',
    of=lambda world, said: {item.agency for item in _blocked(world, said).waiting},
    inputs="step.open_inputs",
)


def _way(world: World, said: Said) -> list[str]:
    """Whom it waits for, and whom these wait for, up to who can act."""
    key, cascade = world.task(said.agency, said.period, said.topic)
    return [step.agency for step in world.asked.why(key, cascade=cascade.key)]


thi(
    '{task} chờ "{other}"',
    en='{task} waits for "{other}"',
    of=lambda world, said: _way(world, said)[-1],
    other="step.waits_in_the_end_for",
)


@thi('{task} chờ "{other}" làm "{action}"', en='{task} waits for "{other}" to do "{action}"')
def waits_for_a_move(world: World, said: Said) -> None:
    found = _waits_for(world, said)
    is_so = (found.on_agency, found.trigger) == (
        world.agency(said.other),
        trigger_name(world.lifecycle, said.action),
    )
    told = {"other": world.names([found.on_agency]), "move": world.lifecycle.label(found.trigger)}
    hold(is_so, "step.waits_for_a_move", agency=said.agency, **told)


thi(
    '{task} chờ "{other}" {count} ngày rồi',
    en='{task} has waited for "{other}" for {count} days',
    of=lambda world, said: _waits_for(world, said),
    other=("step.waits_for", "on_agency"),
    count=("step.days_waited", "days"),
)


@thi('câu trả lời vì sao {task} còn chờ là "{sentence}"', en='the answer why {task} waits is "{sentence}"')
def is_answered(world: World, said: Said) -> None:
    found = _waits_for(world, said)
    told = words.message(found.sentence)
    since = told.rpartition(", từ ")[0] or told
    hold(said.sentence in (told, since), "step.answer_is", answer=found.sentence)


@thi("{task} không chờ ai", en="{task} waits for nobody")
def waits_for_nobody(world: World, said: Said) -> None:
    found = _find_wait(world, said)
    if found is not None:
        fail("step.answer_is", answer=found.sentence)


def _waits_for(world: World, said: Said) -> WaitsFor:
    return there(_find_wait(world, said), "step.waits_for_nobody", agency=said.agency, period=said.period)


def _find_wait(world: World, said: Said) -> WaitsFor | None:
    key, cascade = world.task(said.agency, said.period, said.topic)
    return world.asked.waits_for(key, cascade=cascade.key)


@thi('đường chờ của {task} là "{agencies}"', en='the way from {task} is "{agencies}"')
def way_is(world: World, said: Said) -> None:
    way, (_, cascade) = _way(world, said), world.at(said.period)
    shown = ", ".join(cascade.names.get(step, step) for step in way)
    is_so = way == [world.agency(name, cascade) for name in listed(said.agencies)]
    hold(is_so, "step.way_is", agency=said.agency, shown=shown, agencies=said.agencies)


thi(
    '(các báo cáo tổng hợp hết bị chặn là "{agencies}"|không báo cáo tổng hợp nào hết bị chặn)',
    en='(the consolidations no longer blocked are "{agencies}"|no consolidation is no longer blocked)',
    of=lambda world, _: tasks_named(world, "unblocked"),
    agencies="step.no_longer_blocked",
)
thi(
    'các báo cáo tổng hợp lại bị chặn là "{agencies}"',
    en='the consolidations blocked again are "{agencies}"',
    of=lambda world, _: tasks_named(world, "blocked"),
    agencies="step.blocked_again",
)
