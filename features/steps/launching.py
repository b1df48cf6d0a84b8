"""Steps that open a cascade, say what day it is, and say which documents bind in a year and whom they reach."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Ambiguous
from features.steps.names import called, listed, trigger_names
from features.steps.sentences import Said
from features.steps.telling import fail, hold, same, there
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.graph import DocumentNode, TaskNode

biet(
    'văn bản "{document}" và các văn bản cấp trên liên quan',
    en='document "{document}" and the higher documents that concern it',
    do=lambda world, said: world.library.get(said.document),
)


@biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở{when}[ khi chưa có "{documents}"]',
    en='the cascade of {year} of "{directive}" is launched{when}[ without "{documents}"]',
)
def a_launched_cascade(world: World, said: Said) -> None:
    if f"{said.directive}/{said.year}" in world.launched:
        world.turn_to(said.directive, said.year)
    else:
        world.launch(said.directive, said.year, said.day, listed(said.documents or ""))


@khi(
    'mở đợt triển khai năm {year} của "{directive}"{when}',
    en='the cascade of {year} of "{directive}" is launched{when}',
)
def launch(world: World, said: Said) -> None:
    on = said.day or world.keeper.told
    world.attempt_whole(lambda: world.launch(said.directive, said.year, on), on)


khi(
    "xét đợt triển khai năm {year}",
    en="the cascade of {year} is spoken of",
    do=lambda world, said: world.turn_to(None, said.year),
)


@khi("đến ngày {day}", en="the day {day} comes")
@biet("hôm nay là ngày {day}", en="today is {day}")
def the_day_comes(world: World, said: Said) -> None:
    world.be_on(said.day)


thi(
    "đợt triển khai có {count} nhiệm vụ{in}",
    en="the cascade has {count} tasks{in}",
    of=lambda world, said: len(list(_ordered(world, said))),
    count="step.tasks",
)
thi(
    "đợt triển khai có {count} nhiệm vụ tổng hợp{in}",
    en="the cascade has {count} consolidations{in}",
    of=lambda world, said: sum(row.inputs > 0 for row in world.asked.status(world.scope(said.period))),
    count="step.consolidations_with_inputs",
)
thi(
    "đợt triển khai mở từ ngày {day}",
    en="the cascade was launched on {day}",
    of=lambda world, _: next(each for each in world.asked.cascades() if each.cascade == world.cascade.key),
    day=("step.launched_on", "launched_on"),
)
thi(
    'tên "{name}" chỉ cơ quan "{agency}"',
    en='the name "{name}" means the agency "{agency}"',
    of=lambda world, said: world.agency(said.name),
    agency="step.agency_named",
)


@thi('tên "{name}" chỉ nhiều cơ quan', en='the name "{name}" means several agencies')
def names_several(world: World, said: Said) -> None:
    try:
        found = world.answers.find_agency(said.name, world.cascade.key).key
    except Ambiguous:
        return
    fail("step.names_one_agency", name=said.name, found=found)


def _document(world: World, said: Said) -> DocumentNode | None:
    return world.cascade.document(world.library.get(said.document).key)


def _document_there(world: World, said: Said) -> DocumentNode:
    have = ", ".join(node.key for node in world.cascade.graph.documents)
    return there(_document(world, said), "step.not_in_the_cascade_but", document=said.document, have=have)


thi('văn bản "{document}" có trong đợt triển khai', en='document "{document}" is in the cascade', of=_document_there)


@thi('văn bản "{document}" không có trong đợt triển khai', en='document "{document}" is not in the cascade')
def is_not_in_force(world: World, said: Said) -> None:
    year = world.cascade.year
    hold(_document(world, said) is None, "step.is_in_the_cascade", document=said.document, year=year)


@thi(
    'văn bản "{document}" (có hiệu lực từ ngày {day}|chờ ban hành)',
    en='document "{document}" (binds from {day}|waits to be issued)',
)
def is_in_force_from(world: World, said: Said) -> None:
    found, year = _document_there(world, said).out_on, world.cascade.year
    same(found, said.day, "step.binds_from_in_year", document=said.document, year=year)


thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho {count} cơ quan{in}',
    en='document "{document}" assigns work[ on the topic "{topic}"] to {count} agencies{in}',
    of=lambda world, said: len(_assignees(world, said)),
    count="step.agencies_assigned",
)


@thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho "{agencies}"{in}',
    en='document "{document}" assigns work[ on the topic "{topic}"] to "{agencies}"{in}',
)
def assigns_to(world: World, said: Said) -> None:
    missing = world.agencies(said.agencies) - _assignees(world, said)
    hold(not missing, "step.does_not_assign_to", document=said.document, names=world.names(missing))


@thi(
    'văn bản "{document}" không giao việc[ chủ đề "{topic}"] cho "{agencies}"{in}',
    en='document "{document}" assigns no work[ on the topic "{topic}"] to "{agencies}"{in}',
)
def does_not_assign_to(world: World, said: Said) -> None:
    wrongly = world.agencies(said.agencies) & _assignees(world, said)
    hold(not wrongly, "step.assigns_to", document=said.document, names=world.names(wrongly))


thi(
    'báo cáo của {task} gửi "{receivers}"',
    en='the report of {task} goes to "{receivers}"',
    of=lambda world, said: world.node(*said.task).receivers,
    receivers="step.who_receives_the_report",
)
thi(
    'báo cáo của {task} (do "{consolidators}"|không ai) tổng hợp',
    en='the report of {task} is consolidated by ("{consolidators}"|nobody)',
    of=lambda world, said: {key.split("/")[2] for key in world.row(*said.task).feeds},
    consolidators="step.who_consolidates_the_report",
)
thi(
    'báo cáo của {task} do "{drafter}" soạn',
    en='the report of {task} is drafted by "{drafter}"',
    of=lambda world, said: world.node(*said.task).drafted_by,
    drafter="step.who_drafts_the_report",
)


@thi('{task} phải làm "{duties}"', en='{task} has to do "{duties}"')
def has_duties(world: World, said: Said) -> None:
    node, lifecycle = world.node(*said.task), world.lifecycle
    owed = [trigger for trigger in world.cascade.judge.steps(node) if trigger not in (None, "release")]
    labels = called("trigger", owed, lifecycle)
    is_so = owed == trigger_names(lifecycle, said.duties)
    hold(is_so, "step.has_duties", agency=said.agency, owed=labels, duties=said.duties)


def _ordered(world: World, said: Said) -> Iterator[TaskNode]:
    """The tasks of the period, document and topic that the sentence names."""
    world.no_refusal()
    wanted, cascade = world.at(said.period) if said.period else (None, world.cascade)
    document, topic = said.part("document"), said.part("topic")
    if document is not None:
        world.library.get(document)
    for task in cascade.graph.tasks:
        if document in (None, *task.documents) and wanted in (None, task.period) and topic in (None, task.topic):
            yield task


def _assignees(world: World, said: Said) -> set[str]:
    return {task.agency for task in _ordered(world, said)}
