"""Steps about blocked consolidations, their root blockers, and who waits for whom."""

from __future__ import annotations

import words
from engine.errors import Refused
from engine.results import Blocked, RootBlocker, WaitsFor
from engine.scope import Scope
from features.steps.due_dates import leaves_out
from features.steps.names import BLOCKED, blocked_status, listed, spoken, trigger_name
from features.steps.sentences import Task
from features.steps.telling import Told, fail, hold, same
from features.steps.vocabulary import thi
from features.steps.world import World


def _all_blocked(world: World, period: str | None, under: str | None = None) -> tuple[Blocked, ...]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    return world.answers.blocked(Scope(cascade.key, under=under, period=wanted))


def _find(world: World, agency: str, period: str) -> Blocked | None:
    world.node(agency, period)
    key = world.agency(agency, world.at(period)[1])
    return next((item for item in _all_blocked(world, period, key) if item.agency == key), None)


def _blocked(world: World, agency: str, period: str) -> Blocked:
    found = _find(world, agency, period)
    assert found is not None, Told("step.is_not_blocked", agency=agency, period=period)
    return found


def _root_blockers(world: World, agency: str, period: str) -> set[str]:
    return {blocker.agency for blocker in _blocked(world, agency, period).root_blockers}


@thi('điểm nghẽn của "{agency}"{for} là "{blockers}"', en='the root blocker of "{agency}"{for} is "{blockers}"')
def root_blockers_are(world: World, agency: str, period: str, blockers: str) -> None:
    found = _root_blockers(world, agency, period)
    world.same_agencies(found, world.agencies(blockers), "step.root_blockers", agency=agency)


@thi(
    'điểm nghẽn của "{agency}"{for} gồm {count} cơ quan', en='the root blockers of "{agency}"{for} are {count} agencies'
)
def so_many_root_blockers(world: World, agency: str, period: str, count: int) -> None:
    found = _root_blockers(world, agency, period)
    same(len(found), count, "step.root_blockers_counted", agency=agency)


@thi('điểm nghẽn của "{agency}"{for} không còn', en='no root blocker of "{agency}"{for} is left')
def no_root_blockers(world: World, agency: str, period: str) -> None:
    is_not_blocked(world, agency, period)


@thi('"{blocker}" là một điểm nghẽn của "{agency}"{for}', en='"{blocker}" is one root blocker of "{agency}"{for}')
def is_a_root_blocker(world: World, blocker: str, agency: str, period: str) -> None:
    found = _root_blockers(world, agency, period)
    n = len(found)
    hold(
        world.agency(blocker) in found,
        "step.is_no_root_blocker",
        agency=agency,
        period=period,
        n=n,
        blocker=blocker,
    )


@thi(
    'điểm nghẽn đáng lo nhất của "{agency}"{for} là "{blocker}"',
    en='the worst root blocker of "{agency}"{for} is "{blocker}"',
)
def worst_root_blocker_is(world: World, agency: str, period: str, blocker: str) -> None:
    first = _blocked(world, agency, period).root_blockers[0].agency
    world.same_agencies([first], [world.agency(blocker)], "step.worst_root_blocker", agency=agency)


@thi('"{blocker}" đang chặn {count} báo cáo tổng hợp{term}', en='"{blocker}" holds up {count} consolidations{term}')
def holds_so_many(world: World, blocker: str, count: int, period: str) -> None:
    holds = {root.holds for root in _roots_of(world, blocker, period)}
    same(holds, {count}, "step.holds_up_consolidations", blocker=blocker)


@thi(
    'để gỡ{term} thì "{blocker}" phải ({doing}|làm "{action}")',
    en='to unblock "{period}" "{blocker}" must ({doing}|do "{action}")',
)
def must_do(world: World, period: str, blocker: str, doing: str | None, action: str | None) -> None:
    _must(world, blocker, period, str(doing or action))


def _must(world: World, blocker: str, period: str, action: str) -> None:
    lifecycle, wanted = world.lifecycle, trigger_name(world.lifecycle, action)
    found = {root.next_trigger for root in _roots_of(world, blocker, period)}
    moves, other = [lifecycle.label(name) for name in sorted(found)], lifecycle.label(wanted)
    hold(wanted in found, "step.must_do", blocker=blocker, moves=moves, other=other)


def _roots_of(world: World, blocker: str, period: str) -> list[RootBlocker]:
    key = world.agency(blocker)
    return [root for item in _all_blocked(world, period) for root in item.root_blockers if root.agency == key]


@thi("có {count} báo cáo tổng hợp bị chặn{scope}", en="there are {count} blocked consolidations{scope}")
def so_many_blocked(world: World, count: int, period: str | None, agency: str | None) -> None:
    under = world.agency(agency) if agency else None
    found = len(_all_blocked(world, period, under))
    same(found, count, "step.blocked_consolidations")


@thi(
    'báo cáo tổng hợp bị chặn nặng nhất{in} là của "{agency}"',
    en='the worst blocked consolidation{in} is that of "{agency}"',
)
def worst_blocked_is(world: World, period: str | None, agency: str) -> None:
    found = _all_blocked(world, period)
    hold(found, "step.no_consolidation_is_blocked")
    world.same_agencies([found[0].agency], [world.agency(agency)], "step.worst_blocked")


@thi('"{agency}"{for} không bị chặn', en='"{agency}"{for} is not blocked')
def is_not_blocked(world: World, agency: str, period: str) -> None:
    blocked = _find(world, agency, period)
    if blocked is not None:
        roots = {root.agency for root in blocked.root_blockers}
        fail(
            "step.is_still_blocked",
            agency=agency,
            period=period,
            open=blocked.open,
            names=world.names(roots),
        )


@thi(
    '"{agency}"{for} chưa được tổng hợp',
    en='"{agency}"{for} cannot consolidate yet',
    also=[
        '"{agency}" chưa được tổng hợp báo cáo{for}',
        '"{agency}"{for} chưa tổng hợp được',
    ],
)
def may_not_consolidate_yet(world: World, agency: str, period: str) -> None:
    """Inputs are still open; where it has just tried to consolidate, it was refused for that and nothing else."""
    refusal = world.refusal
    key, cascade = world.key(agency, period)
    tried = f"{cascade.graph.directive}/{key}", "consolidate", "inputs-open"
    if isinstance(refusal, Refused) and (refusal.task, refusal.trigger, refusal.rule) == tried:
        world.refused()
    _blocked(world, agency, period)


@thi('"{agency}"{for} bị chặn, tình trạng "{status}"', en='"{agency}"{for} is blocked, status "{status}"')
def is_blocked(world: World, agency: str, period: str, status: str) -> None:
    wanted, blocked = blocked_status(status), _blocked(world, agency, period)
    same(spoken([blocked.status], BLOCKED), spoken([wanted], BLOCKED), "step.status", agency=agency)


@thi('"{agency}"{for} bị chặn, {late}{paused}', en='"{agency}"{for} is blocked, {late}{paused}')
def is_blocked_and_late(world: World, agency: str, period: str, count: int, count3: int | None) -> None:
    found = _blocked(world, agency, period)
    same(found.days_late, count, "step.days_late_merged", agency=agency)
    leaves_out(found.suspended_days, count3, agency)


@thi('"{agency}"{for} còn chờ {count} đầu vào', en='"{agency}"{for} still waits for {count} inputs')
def waits_for_so_many(world: World, agency: str, period: str, count: int) -> None:
    blocked = _find(world, agency, period)
    same(blocked.open if blocked else 0, count, "step.inputs_waited_for", agency=agency)


@thi('đầu vào còn thiếu của "{agency}"{for} là "{inputs}"', en='the open inputs of "{agency}"{for} are "{inputs}"')
def open_inputs_are(world: World, agency: str, period: str, inputs: str) -> None:
    found = {item.agency for item in _blocked(world, agency, period).waiting}
    world.same_agencies(found, world.agencies(inputs), "step.open_inputs", agency=agency)


@thi('{task} chờ "{other}"', en='{task} waits for "{other}"')
def waits_for(world: World, task: Task, agency: str, other: str) -> None:
    world.no_refusal()
    key, cascade = world.task(*task)
    last = world.answers.why(key, cascade=cascade.key)[-1].agency
    world.same_agencies([last], [world.agency(other, cascade)], "step.waits_in_the_end_for", agency=agency)


@thi('{task} chờ "{other}" làm "{action}"', en='{task} waits for "{other}" to do "{action}"')
def waits_for_a_move(world: World, task: Task, agency: str, other: str, action: str) -> None:
    found = _waits_for(world, task)
    lifecycle, wanted = world.lifecycle, trigger_name(world.lifecycle, action)
    is_so = (found.on_agency, found.trigger) == (world.agency(other), wanted)
    label = lifecycle.label(found.trigger)
    hold(is_so, "step.waits_for_a_move", agency=agency, other=world.names([found.on_agency]), move=label)


@thi(
    '{task} chờ "{other}" {count} ngày rồi',
    en='{task} has waited for "{other}" for {count} days',
)
def has_waited(world: World, task: Task, agency: str, other: str, count: int) -> None:
    found = _waits_for(world, task)
    world.same_agencies([found.on_agency], [world.agency(other)], "step.waits_for", agency=agency)
    same(found.days, count, "step.days_waited", agency=agency)


@thi('câu trả lời vì sao {task} còn chờ là "{sentence}"', en='the answer why {task} waits is "{sentence}"')
def is_answered(world: World, task: Task, sentence: str) -> None:
    found = _waits_for(world, task)
    told = words.message(found.sentence)
    since = told.rpartition(", từ ")[0] or told
    hold(sentence in (told, since), "step.answer_is", answer=found.sentence)


@thi("{task} không chờ ai", en="{task} waits for nobody")
def waits_for_nobody(world: World, task: Task) -> None:
    found = _find_wait(world, task)
    if found is not None:
        fail("step.answer_is", answer=found.sentence)


def _waits_for(world: World, task: Task) -> WaitsFor:
    found = _find_wait(world, task)
    assert found is not None, Told("step.waits_for_nobody", agency=task.agency, period=task.period)
    return found


def _find_wait(world: World, task: Task) -> WaitsFor | None:
    world.no_refusal()
    key, cascade = world.task(*task)
    return world.answers.waits_for(key, cascade=cascade.key)


@thi('đường chờ của {task} là "{agencies}"', en='the way from {task} is "{agencies}"')
def way_is(world: World, task: Task, agency: str, agencies: str) -> None:
    world.no_refusal()
    key, cascade = world.task(*task)
    way = [step.agency for step in world.answers.why(key, cascade=cascade.key)]
    known = {node.key: node.name for node in cascade.graph.agencies}
    shown = ", ".join(known.get(step, step) for step in way)
    hold(
        way == [world.agency(name, cascade) for name in listed(agencies)],
        "step.way_is",
        agency=agency,
        shown=shown,
        agencies=agencies,
    )


@thi(
    '(các báo cáo tổng hợp hết bị chặn là "{agencies}"|không báo cáo tổng hợp nào hết bị chặn)',
    en='(the consolidations no longer blocked are "{agencies}"|no consolidation is no longer blocked)',
)
def are_unblocked(world: World, agencies: str | None) -> None:
    world.no_refusal()
    freed = {key.split("/")[2] for move in world.moved for key in move.unblocked}
    world.same_agencies(freed, world.agencies(agencies or ""), "step.no_longer_blocked")


@thi('các báo cáo tổng hợp lại bị chặn là "{agencies}"', en='the consolidations blocked again are "{agencies}"')
def are_blocked_again(world: World, agencies: str) -> None:
    world.no_refusal()
    held = {key.split("/")[2] for move in world.moved for key in move.blocked}
    world.same_agencies(held, world.agencies(agencies), "step.blocked_again")
