"""Steps that move tasks one by one, put documents out, and say where a task stands or why a move is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.proposals import Proposal
from features.steps.names import (
    REFUSALS,
    listed,
    refusal_rule,
    report_name,
    spoken,
    state_name,
    trigger_name,
    trigger_names,
)
from features.steps.sentences import Said, Task
from features.steps.settling import bring, bring_what_is_owed, put_out
from features.steps.telling import Told, called, hold, same
from features.steps.vocabulary import biet, khi, khi_biet, thi
from features.steps.world import Cascade, World
from workflows.graph import TaskNode


def act_on(world: World, trigger: str, said: Said, **more: Any) -> None:
    """Fire the trigger: who, on whose task, when, by which document, why, and what else the sentence says."""
    key, cascade = world.task(*said.task)
    what = report_name(said.report) if said.report else None
    given: dict[str, Any] = {
        "as_agency": world.agency(said.actor or said.agency, cascade),
        "by": said.person,
        "on": said.day,
        "until": said.day2,
        "document": said.number,
        "reason": said.reason,
        "what": what,
        "missing": tuple(listed(said.missing or "")),
        "allowed_by": said.who,
        "proposed": said.proposed,
    }
    given |= {"cascade": cascade.key, "today": world.today, "dry_run": world.is_dry, **more}
    world.attempt(lambda: world.engine.advance(key, trigger, **given), said.day, what=what)


def firing(trigger: str, module: str) -> Callable[[World, Said], None]:
    """What a step does by which an agency fires the trigger. `module`: where it is declared."""

    def fire(world: World, said: Said) -> None:
        act_on(world, trigger, said)

    fire.__module__ = module
    FIRING[trigger] = fire
    return fire


FIRING: dict[str, Callable[[World, Said], None]] = {}
"""By trigger, what the step of its own does; those of the main line have one together."""


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


@khi("chỉ thử việc tiếp theo, không ghi", en="what comes next is only tried, not recorded")
def only_try(world: World) -> None:
    world.only_try()


@khi_biet(
    '"{agency}" {đã}ban hành[ kế hoạch] "{document}"[ số "{number}"][ ngày {day}]',
    en='"{agency}" {issues|has issued}[ the plan] "{document}"[ under number "{number}"][ on {day}]',
)
def release(world: World, said: Said) -> None:
    cascade = world.cascade
    dated = next((node.out_on for node in cascade.graph.documents if node.key == said.document), None)
    given: dict[str, Any] = {"number": said.number, "on": said.day, "as_agency": world.agency(said.agency, cascade)}
    given |= {"cascade": cascade.key, "today": world.today, "dry_run": world.is_dry}
    world.attempt(lambda: world.engine.release(said.document, **given), said.day or dated)


@biet('văn bản "{document}" đã ban hành', en='document "{document}" is issued')
def is_out(world: World, document: str) -> None:
    world.no_refusal()
    key = world.library.get(document).key
    found = [node for node in world.cascade.graph.documents if node.key == key]
    hold(found, "step.is_not_in_the_cascade", document=document)
    put_out(world, world.cascade, found[0])


@biet('"{agency}" đã {doing}{work}{on}', en='"{agency}" has {doing}{work}{on}')
def has_done(world: World, said: Said) -> None:
    node, (_, cascade) = world.node(*said.task), world.at(said.period)
    bring(world, cascade, [node], trigger_name(cascade.lifecycle, said.doing), said.day, said.number)


@biet(
    'mọi cơ quan được "{document}" giao báo cáo{term} đều đã báo cáo{when}[, trừ "{missing}"]',
    en='all whom "{document}" asks to report{term} have reported{when}[, but for "{missing}"]',
)
def all_have_reported(world: World, document: str, period: str, day: date | None, missing: str | None) -> None:
    wanted, cascade = world.at(period)
    left_out = world.agencies(missing or "", cascade)
    world.library.get(document)
    nodes = [node for node in cascade.graph.tasks if node.period == wanted and _asks_to_report(cascade, document, node)]
    hold(nodes, "step.asks_nobody_to_report", document=document, period=period)
    nodes = [node for node in nodes if node.agency not in left_out]
    bring_what_is_owed(world, cascade, nodes, day, left_out)


def _asks_to_report(cascade: Cascade, document: str, node: TaskNode) -> bool:
    """Whether the document gives that report; a bare order to consolidate, or to plan, gives none."""
    given = [item.key for item in cascade.graph.assignments if item.document == document]
    assigned = [key for key in given if not key.partition("#")[2].startswith(("consolidates", "plan"))]
    return node.assignment in assigned and (node.owes_report or node.consolidates)


@thi("việc đó đã được ghi từ trước", en="it was recorded before")
def was_recorded_before(world: World) -> None:
    world.no_refusal()
    hold(world.moved, "step.nothing_was_done")
    is_old = all(move.repeated for move in world.moved)
    hold(is_old, "step.it_was_recorded_just_now")


@thi('bị từ chối vì "{refusal}"', en='it is refused because "{refusal}"')
def is_refused(world: World, refusal: str) -> None:
    wanted, refused = refusal_rule(refusal), world.refused()
    rule = getattr(refused, "rule", refused.code)
    found, other = spoken([rule], REFUSALS), spoken([wanted], REFUSALS)
    hold(rule == wanted, "step.refused_because", found=found, message=refused, other=other)


@thi('người làm được là "{agencies}"', en='it can be done by "{agencies}"')
def who_can(world: World, agencies: str) -> None:
    refusal = world.last_refusal
    assert refusal is not None, Told("step.nothing_was_refused_yet")
    able = set(getattr(refusal, "who_can", ()))
    hold(world.agencies(agencies) <= able, "step.who_can", names=world.names(able))


@thi('muốn gỡ thì "{agency}" phải làm "{action}"', en='to unblock it "{agency}" must do "{action}"')
def would_unblock(world: World, agency: str, action: str) -> None:
    refusal = world.last_refusal
    assert refusal is not None, Told("step.nothing_was_refused_yet")
    key, trigger = world.agency(agency), trigger_name(world.lifecycle, action)
    proposals: tuple[Proposal, ...] = getattr(refusal, "proposals", ())
    proposed = {(each.arguments.get("trigger", each.action), each.arguments.get("as")) for each in proposals}
    said = "; ".join(f"{trigger} {agency}" for trigger, agency in sorted(proposed, key=str)) or "–"
    hold((trigger, key) in proposed, "step.would_unblock", said=said)


@thi('{task} ở trạng thái "{state}"', en='{task} is in the state "{state}"')
def is_in_state(world: World, task: Task, agency: str, state: str) -> None:
    wanted, states = state_name(world.lifecycle, state), world.lifecycle.data.states
    found = world.row(*task).state
    called(found, wanted, states, "step.state", agency=agency)


@thi('{task} (làm được ngay "{moves}"|chưa làm được gì)', en='{task} can (now do "{moves}"|do nothing yet)')
def can_now(world: World, task: Task, agency: str, moves: str | None) -> None:
    expected, found = trigger_names(world.lifecycle, moves or ""), list(world.row(*task).triggers)
    known = {name: world.lifecycle.label(name) for name in world.lifecycle.every_trigger}
    called(found, expected, known, "step.can_do_now", agency=agency)


@thi(
    '"{agency}" (còn {count} việc phải làm|có {count2} việc làm được ngay)',
    en='"{agency}" (still has {count} things to do|has {count2} things that it can do now)',
)
def so_much_to_do(world: World, agency: str, count: int | None, count2: int | None) -> None:
    now, expected = count is None, count2 if count is None else count
    world.no_refusal()
    rows = world.answers.todo(world.agency(agency), cascade=world.cascade.key)
    counted = [row.task for row in rows if row.triggers or not now]
    n = len(counted)
    hold(n == expected, "step.so_much_to_do", agency=agency, count=n, expected=expected, left=counted)


@thi(
    'việc phải làm đầu tiên của "{agency}" là "{action}"{work}',
    en='the first thing to do for "{agency}" is "{action}"{work}',
)
def first_to_do(world: World, agency: str, action: str, period: str, topic: str | None) -> None:
    world.no_refusal()
    key, cascade = world.task(agency, period, topic)
    rows = world.answers.todo(world.agency(agency, cascade), cascade=cascade.key)
    hold(rows, "step.has_nothing_to_do", agency=agency)
    expected = f"{cascade.graph.directive}/{key}", trigger_name(cascade.lifecycle, action)
    found = rows[0].task, str(rows[0].next_trigger)
    label = cascade.lifecycle.label(found[1])
    hold(found == expected, "step.first_to_do", agency=agency, move=label, task=found[0])


@thi("{count} nhiệm vụ được giao đi", en="{count} tasks are released")
def so_many_released(world: World, count: int) -> None:
    world.no_refusal()
    same(sum(move.released for move in world.moved), count, "step.tasks_released")


@thi('"{agencies}" không có nhiệm vụ{term}', en='"{agencies}" has no task{term}')
def has_no_task(world: World, agencies: str, period: str) -> None:
    world.no_refusal()
    wanted, cascade = world.at(period)
    for name in listed(agencies):
        key = world.agency(name, cascade)
        found = ", ".join(task.key for task in cascade.graph.tasks if task.agency == key and task.period == wanted)
        hold(not found, "step.has_tasks_in_period", name=name, period=period, found=found)
