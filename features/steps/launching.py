"""Steps that open a cascade, say what day it is, and say which documents bind in a year and whom they reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.errors import Ambiguous
from engine.scope import Scope
from features.steps.names import listed, trigger_names
from features.steps.seen import facts_of
from features.steps.sentences import Task
from features.steps.telling import Told, fail, hold, same
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.graph import DocumentNode, TaskNode


@biet(
    'văn bản "{document}" và các văn bản cấp trên liên quan',
    en='document "{document}" and the higher documents that concern it',
)
def a_document_on_file(world: World, document: str) -> None:
    world.library.get(document)


@biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở{when}[ khi chưa có "{documents}"]',
    en='the cascade of {year} of "{directive}" is launched{when}[ without "{documents}"]',
)
def a_launched_cascade(world: World, year: int, directive: str, day: date | None, documents: str | None = None) -> None:
    if f"{directive}/{year}" in world.launched:
        return world.turn_to(directive, year)
    world.launch(directive, year, day, listed(documents or ""))


@khi(
    'mở đợt triển khai năm {year} của "{directive}"{when}',
    en='the cascade of {year} of "{directive}" is launched{when}',
)
def launch(world: World, year: int, directive: str, day: date | None) -> None:
    on = day or world.keeper.told
    world.attempt_whole(lambda: world.launch(directive, year, on), on)


@khi("xét đợt triển khai năm {year}", en="the cascade of {year} is spoken of")
def turn_to(world: World, year: int) -> None:
    world.turn_to(None, year)


@biet("hôm nay là ngày {day}", en="today is {day}")
def today_is(world: World, day: date) -> None:
    world.be_on(day)


@khi("đến ngày {day}", en="the day {day} comes")
def the_day_comes(world: World, day: date) -> None:
    world.be_on(day)


@thi("đợt triển khai có {count} nhiệm vụ{in}", en="the cascade has {count} tasks{in}")
def so_many_tasks(world: World, count: int, period: str | None) -> None:
    same(len(list(_ordered(world, period=period))), count, "step.tasks")


@thi("đợt triển khai có {count} nhiệm vụ tổng hợp{in}", en="the cascade has {count} consolidations{in}")
def so_many_consolidations(world: World, count: int, period: str | None) -> None:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    rows = world.answers.status(Scope(cascade.key, period=wanted))
    found = sum(row.inputs > 0 for row in rows)
    same(found, count, "step.consolidations_with_inputs")


@thi("đợt triển khai mở từ ngày {day}", en="the cascade was launched on {day}")
def was_launched_on(world: World, day: date) -> None:
    world.no_refusal()
    key = world.cascade.key
    found = next(item.launched_on for item in world.answers.cascades() if item.cascade == key)
    same(found, day, "step.launched_on")


@thi('tên "{name}" chỉ cơ quan "{agency}"', en='the name "{name}" means the agency "{agency}"')
def is_named(world: World, name: str, agency: str) -> None:
    world.same_agencies([world.agency(name)], [world.agency(agency)], "step.agency_named", name=name)


@thi('tên "{name}" chỉ nhiều cơ quan', en='the name "{name}" means several agencies')
def names_several(world: World, name: str) -> None:
    try:
        found = world.answers.find_agency(name, world.cascade.key).key
    except Ambiguous:
        return
    fail("step.names_one_agency", name=name, found=found)


@thi('văn bản "{document}" có trong đợt triển khai', en='document "{document}" is in the cascade')
def is_in_force(world: World, document: str) -> None:
    _document(world, document)


def _document(world: World, document: str) -> DocumentNode:
    key = world.library.get(document).key
    nodes = {node.key: node for node in world.cascade.graph.documents}
    have = ", ".join(nodes)
    assert key in nodes, Told("step.not_in_the_cascade_but", document=document, have=have)
    return nodes[key]


@thi('văn bản "{document}" không có trong đợt triển khai', en='document "{document}" is not in the cascade')
def is_not_in_force(world: World, document: str) -> None:
    key, year = world.library.get(document).key, world.cascade.year
    is_there = any(node.key == key for node in world.cascade.graph.documents)
    hold(not is_there, "step.is_in_the_cascade", document=document, year=year)


@thi(
    'văn bản "{document}" (có hiệu lực từ ngày {day}|chờ ban hành)',
    en='document "{document}" (binds from {day}|waits to be issued)',
)
def is_in_force_from(world: World, document: str, day: date | None) -> None:
    year, found = world.cascade.year, _document(world, document).out_on
    same(found, day, "step.binds_from_in_year", document=document, year=year)


@thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho {count} cơ quan{in}',
    en='document "{document}" assigns work[ on the topic "{topic}"] to {count} agencies{in}',
)
def assigns_to_so_many(world: World, document: str, topic: str | None, count: int, period: str | None) -> None:
    found = len(_assignees(world, document, topic, period))
    same(found, count, "step.agencies_assigned", document=document)


@thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho "{agencies}"{in}',
    en='document "{document}" assigns work[ on the topic "{topic}"] to "{agencies}"{in}',
)
def assigns_to(world: World, document: str, topic: str | None, agencies: str, period: str | None) -> None:
    missing = world.agencies(agencies) - _assignees(world, document, topic, period)
    hold(not missing, "step.does_not_assign_to", document=document, names=world.names(missing))


@thi(
    'văn bản "{document}" không giao việc[ chủ đề "{topic}"] cho "{agencies}"{in}',
    en='document "{document}" assigns no work[ on the topic "{topic}"] to "{agencies}"{in}',
)
def does_not_assign_to(world: World, document: str, topic: str | None, agencies: str, period: str | None) -> None:
    wrongly = world.agencies(agencies) & _assignees(world, document, topic, period)
    hold(not wrongly, "step.assigns_to", document=document, names=world.names(wrongly))


@thi('báo cáo của {task} gửi "{receivers}"', en='the report of {task} goes to "{receivers}"')
def reports_to(world: World, task: Task, agency: str, receivers: str) -> None:
    found, expected = world.node(*task).receivers, world.agencies(receivers)
    world.same_agencies(found, expected, "step.who_receives_the_report", agency=agency)


@thi(
    'báo cáo của {task} (do "{consolidators}"|không ai) tổng hợp',
    en='the report of {task} is consolidated by ("{consolidators}"|nobody)',
)
def is_consolidated_by(world: World, task: Task, agency: str, consolidators: str | None) -> None:
    found, expected = _consolidators(world, task), world.agencies(consolidators or "")
    world.same_agencies(found, expected, "step.who_consolidates_the_report", agency=agency)


@thi('báo cáo của {task} do "{drafter}" soạn', en='the report of {task} is drafted by "{drafter}"')
def is_drafted_by(world: World, task: Task, agency: str, drafter: str) -> None:
    found = world.node(*task).drafted_by
    world.same_agencies([found] if found else [], [world.agency(drafter)], "step.who_drafts_the_report", agency=agency)


@thi('{task} phải làm "{duties}"', en='{task} has to do "{duties}"')
def has_duties(world: World, task: Task, agency: str, duties: str) -> None:
    node, lifecycle = world.node(*task), world.lifecycle
    facts = facts_of(lifecycle, node, lifecycle.initial)
    steps = [lifecycle.next_trigger(state, facts) for state in lifecycle.path(facts)]
    owed = [trigger for trigger in steps if trigger not in (None, "release")]
    labels = [lifecycle.label(trigger) for trigger in owed]
    hold(owed == trigger_names(lifecycle, duties), "step.has_duties", agency=agency, owed=labels, duties=duties)


def _ordered(
    world: World, document: str | None = None, topic: str | None = None, period: str | None = None
) -> Iterator[TaskNode]:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    if document is not None:
        world.library.get(document)
    for task in cascade.graph.tasks:
        if document in (None, *task.documents) and wanted in (None, task.period) and topic in (None, task.topic):
            yield task


def _assignees(world: World, document: str, topic: str | None, period: str | None) -> set[str]:
    return {task.agency for task in _ordered(world, document, topic, period)}


def _consolidators(world: World, task: Task) -> set[str]:
    return {key.split("/")[2] for key in world.row(*task).feeds}
