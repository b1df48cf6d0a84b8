"""Steps that move tasks one by one, put documents out, and say where a task stands or why a move is refused."""

from __future__ import annotations

from typing import Any

from engine.errors import Refused
from engine.proposals import Proposal
from features.steps.cascades import Cascade
from features.steps.names import called, key_called, listed, trigger_name
from features.steps.sentences import Said, Work
from features.steps.settling import bring, bring_what_is_owed, put_out
from features.steps.telling import hold, there
from features.steps.vocabulary import biet, khi, khi_biet, thi
from features.steps.world import World
from workflows.errors import NotLaunchable
from workflows.graph import TaskNode

_HOLES = {"by": "person", "on": "day", "until": "day2", "document": "number", "reason": "reason", "allowed_by": "who"}


def act_on(world: World, trigger: str, said: Said, **more: Any) -> None:
    """Fire the trigger: who, on whose task, when, by which document, why, and what else the sentence says."""
    key, cascade = world.task(*said.task)
    what = said.part("report") and key_called("report", said.report)
    given = {name: said.part(hole) for name, hole in _HOLES.items()}
    given |= {"what": what, "missing": tuple(listed(said.part("missing") or "")), "proposed": said.part("proposed")}
    given |= {"cascade": cascade.key, **world.given(said.part("actor") or said.agency, cascade), **more}
    world.attempt(lambda: world.engine.advance(key, trigger, **given), given["on"], what=what)


def firing(module: str, trigger: str, words: str, english: str, *also: str) -> None:
    """Declare the step by which an agency fires the trigger. `module`: where that is done."""

    def fire(world: World, said: Said) -> None:
        act_on(world, trigger, said)

    fire.__module__ = module
    FIRING[trigger] = fire
    (khi_biet if "{đã}" in words else khi)(words, en=english, also=also, do=fire)


FIRING: dict[str, Work] = {}
"""By trigger, what the step of its own does; those of the main line have one together."""


def tasks_named(world: World, what: str) -> set[str]:
    """The agencies of the tasks that what was just done names as `reopened`, `unblocked`, …"""
    world.no_refusal()
    return {key.split("/")[2] for move in world.moved for key in getattr(move, what)}


@khi(
    '"{agency}" {doing}{work}[ thay cho "{other}"]{on}{signed}',
    en='"{agency}" {doing}{work}[ in place of "{other}"]{on}{signed}',
)
def move(world: World, said: Said) -> None:
    act_on(world, trigger_name(world.lifecycle, said.doing), said)


@khi(
    '"{agency}" làm "{action}"{work}[ thay cho "{other}"]{on}{signed}{because}',
    en='"{agency}" does "{action}"{work}[ in place of "{other}"]{on}{signed}{because}',
)
def move_by_name(world: World, said: Said) -> None:
    act_on(world, trigger_name(world.lifecycle, said.action), said)


khi(
    "chỉ thử việc tiếp theo, không ghi",
    en="what comes next is only tried, not recorded",
    do=lambda world, _: world.only_try(),
)


@khi_biet(
    '"{agency}" {đã}ban hành[ kế hoạch] "{document}"[ số "{number}"][ ngày {day}]',
    en='"{agency}" {issues|has issued}[ the plan] "{document}"[ under number "{number}"][ on {day}]',
)
def release(world: World, said: Said) -> None:
    cascade = world.cascade
    node = cascade.document(said.document)
    given = {"number": said.number, "on": said.day, "cascade": cascade.key, **world.given(said.agency)}
    world.attempt(lambda: world.engine.release(said.document, **given), said.day or (node and node.out_on))


@biet('văn bản "{document}" đã ban hành', en='document "{document}" is issued')
def is_out(world: World, said: Said) -> None:
    world.no_refusal()
    found = world.cascade.document(world.library.get(said.document).key)
    put_out(world, world.cascade, there(found, "step.is_not_in_the_cascade", document=said.document))


@biet('"{agency}" đã {doing}{work}{on}', en='"{agency}" has {doing}{work}{on}')
def has_done(world: World, said: Said) -> None:
    node, (_, cascade) = world.node(*said.task), world.at(said.period)
    trigger = trigger_name(cascade.lifecycle, said.doing)
    bring(world, cascade, [node], trigger, said.part("day"), said.part("number"))


@biet(
    'mọi cơ quan được "{document}" giao báo cáo{term} đều đã báo cáo{when}[, trừ "{missing}"]',
    en='all whom "{document}" asks to report{term} have reported{when}[, but for "{missing}"]',
)
def all_have_reported(world: World, said: Said) -> None:
    wanted, cascade = world.at(said.period)
    left_out = world.agencies(said.missing or "", cascade)
    document = said.document
    world.library.get(document)
    nodes = [node for node in cascade.graph.tasks if node.period == wanted and _asks_to_report(cascade, document, node)]
    hold(nodes, "step.asks_nobody_to_report", document=document, period=said.period)
    nodes = [node for node in nodes if node.agency not in left_out]
    bring_what_is_owed(world, cascade, nodes, said.day, left_out)


def _asks_to_report(cascade: Cascade, document: str, node: TaskNode) -> bool:
    """Whether the document gives that report; a bare order to consolidate, or to plan, gives none."""
    given = [item.key for item in cascade.graph.assignments if item.document == document]
    assigned = [key for key in given if not key.partition("#")[2].startswith(("consolidates", "plan"))]
    return node.assignment in assigned and (node.owes_report or node.consolidates)


@thi("việc đó đã được ghi từ trước", en="it was recorded before")
def was_recorded_before(world: World, said: Said) -> None:
    world.no_refusal()
    hold(world.moved, "step.nothing_was_done")
    hold(all(move.repeated for move in world.moved), "step.it_was_recorded_just_now")


@thi('bị từ chối vì "{refusal}"', en='it is refused because "{refusal}"')
def is_refused(world: World, said: Said) -> None:
    wanted, refused = key_called("refusal", said.refusal), world.refused()
    rule = getattr(refused, "rule", refused.code)
    found, other = called("refusal", [rule]), called("refusal", [wanted])
    hold(rule == wanted, "step.refused_because", found=found, message=refused, other=other)


def _last_refusal(world: World) -> Refused | NotLaunchable:
    return there(world.last_refusal, "step.nothing_was_refused_yet")


@thi('người làm được là "{agencies}"', en='it can be done by "{agencies}"')
def who_can(world: World, said: Said) -> None:
    able = set(getattr(_last_refusal(world), "who_can", ()))
    hold(world.agencies(said.agencies) <= able, "step.who_can", names=world.names(able))


@thi('muốn gỡ thì "{agency}" phải làm "{action}"', en='to unblock it "{agency}" must do "{action}"')
def would_unblock(world: World, said: Said) -> None:
    proposals: tuple[Proposal, ...] = getattr(_last_refusal(world), "proposals", ())
    proposed = {(each.arguments.get("trigger", each.action), each.arguments.get("as")) for each in proposals}
    told = "; ".join(f"{trigger} {agency}" for trigger, agency in sorted(proposed, key=str)) or "–"
    wanted = trigger_name(world.lifecycle, said.action), world.agency(said.agency)
    hold(wanted in proposed, "step.would_unblock", said=told)


thi(
    '{task} ở trạng thái "{state}"',
    en='{task} is in the state "{state}"',
    of=lambda world, said: world.row(*said.task).state,
    state="step.state",
)
thi(
    '{task} (làm được ngay "{moves}"|chưa làm được gì)',
    en='{task} can (now do "{moves}"|do nothing yet)',
    of=lambda world, said: list(world.row(*said.task).triggers),
    moves="step.can_do_now",
)


@thi(
    '"{agency}" (còn {count} việc phải làm|có {count2} việc làm được ngay)',
    en='"{agency}" (still has {count} things to do|has {count2} things that it can do now)',
)
def so_much_to_do(world: World, said: Said) -> None:
    now, expected = said.count is None, said.count2 if said.count is None else said.count
    rows = world.asked.todo(world.agency(said.agency), cascade=world.cascade.key)
    left = [row.task for row in rows if row.triggers or not now]
    is_so = len(left) == expected
    hold(is_so, "step.so_much_to_do", agency=said.agency, count=len(left), expected=expected, left=left)


@thi(
    'việc phải làm đầu tiên của "{agency}" là "{action}"{work}',
    en='the first thing to do for "{agency}" is "{action}"{work}',
)
def first_to_do(world: World, said: Said) -> None:
    world.no_refusal()
    key, cascade = world.task(*said.task)
    rows = world.answers.todo(world.agency(said.agency, cascade), cascade=cascade.key)
    hold(rows, "step.has_nothing_to_do", agency=said.agency)
    expected = cascade.full_key(key), trigger_name(cascade.lifecycle, said.action)
    found = rows[0].task, str(rows[0].next_trigger)
    label = cascade.lifecycle.label(found[1])
    hold(found == expected, "step.first_to_do", agency=said.agency, move=label, task=found[0])


def _released(world: World, _: Said) -> int:
    world.no_refusal()
    return sum(move.released for move in world.moved)


thi("{count} nhiệm vụ được giao đi", en="{count} tasks are released", of=_released, count="step.tasks_released")


@thi('"{agencies}" không có nhiệm vụ{term}', en='"{agencies}" has no task{term}')
def has_no_task(world: World, said: Said) -> None:
    world.no_refusal()
    wanted, cascade = world.at(said.period)
    for name in listed(said.agencies):
        key = world.agency(name, cascade)
        found = ", ".join(task.key for task in cascade.graph.tasks if task.agency == key and task.period == wanted)
        hold(not found, "step.has_tasks_in_period", name=name, period=said.period, found=found)
