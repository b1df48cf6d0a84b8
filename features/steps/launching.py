"""Steps that open a cascade, say what day it is, and say which documents bind in a year and whom they reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from features.steps.names import listed
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World, same
from workflows.dates import parse_day
from workflows.graph import TaskNode


@biet(
    'văn bản "{document}" và các văn bản cấp trên liên quan',
    'Biết văn bản "kh-binh-dinh-2023" và các văn bản cấp trên liên quan',
)
def a_document_on_file(world: World, document: str) -> None:
    world.library.get(document)


@biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở[ vào ngày {day}]',
    'Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023',
)
def a_launched_cascade(world: World, year: str, directive: str, day: str | None) -> None:
    if f"{directive}/{year}" in world.launched:
        return world.turn_to(directive, int(year))
    world.launch(directive, int(year), parse_day(day) if day else None)


@khi(
    'mở đợt triển khai năm {year} của "{directive}"[ vào ngày {day}]',
    'Khi mở đợt triển khai năm 2023 của "ct-33-ttg-2021"',
)
def launch(world: World, year: str, directive: str, day: str | None) -> None:
    def work() -> tuple[Any, ...]:
        world.launch(directive, int(year), parse_day(day) if day else None)
        return ()

    world.attempt(work)


@khi("xét đợt triển khai năm {year}", "Khi xét đợt triển khai năm 2024")
def turn_to(world: World, year: str) -> None:
    world.turn_to(None, int(year))


@biet("hôm nay là ngày {day}", "Biết hôm nay là ngày 21/06/2023")
def today_is(world: World, day: str) -> None:
    world.be_on(parse_day(day))


@khi("đến ngày {day}", "Khi đến ngày 21/06/2023")
def the_day_comes(world: World, day: str) -> None:
    world.be_on(parse_day(day))


@thi('đợt triển khai có {count} nhiệm vụ[ ở kỳ "{period}"]', "Thì đợt triển khai có 311 nhiệm vụ")
def so_many_tasks(world: World, count: str, period: str | None) -> None:
    same(len(list(_ordered(world, period=period))), int(count), "số nhiệm vụ")


@thi(
    'đợt triển khai có {count} nhiệm vụ tổng hợp[ ở kỳ "{period}"]',
    'Thì đợt triển khai có 1 nhiệm vụ tổng hợp ở kỳ "quý I"',
)
def so_many_consolidations(world: World, count: str, period: str | None) -> None:
    world.no_refusal()
    wanted, cascade = world.at(period) if period else (None, world.cascade)
    rows = world.engine.status(cascade.key, period=wanted, today=world.today)
    same(sum(row.inputs > 0 for row in rows), int(count), "số nhiệm vụ tổng hợp có đầu vào")


@thi('văn bản "{document}" có trong đợt triển khai', 'Thì văn bản "kh-binh-dinh-2023" có trong đợt triển khai')
def is_in_force(world: World, document: str) -> None:
    keys = [node.key for node in world.cascade.graph.documents]
    assert world.library.get(document).key in keys, f"{document} không có trong đợt; có: {', '.join(keys)}"


@thi(
    'văn bản "{document}" không có trong đợt triển khai',
    'Thì văn bản "kh-binh-dinh-2023" không có trong đợt triển khai',
)
def is_not_in_force(world: World, document: str) -> None:
    keys = [node.key for node in world.cascade.graph.documents]
    assert world.library.get(document).key not in keys, f"{document} có trong đợt triển khai năm {world.cascade.year}"


@thi('văn bản "{document}" có hiệu lực từ ngày {day}', 'Thì văn bản "cv-1432-bnv-2023" có hiệu lực từ ngày 03/04/2023')
def is_in_force_from(world: World, document: str, day: str) -> None:
    is_in_force(world, document)
    node = next(node for node in world.cascade.graph.documents if node.key == document)
    same(node.out_on, parse_day(day), f"ngày {document} có hiệu lực trong năm {world.cascade.year}")


@thi('văn bản "{document}" chờ ban hành', 'Thì văn bản "kh-binh-dinh-2023" chờ ban hành')
def waits_for_its_release(world: World, document: str) -> None:
    is_in_force(world, document)
    node = next(node for node in world.cascade.graph.documents if node.key == document)
    same(node.out_on, None, f"ngày {document} có hiệu lực")


@thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho {count} cơ quan[ ở kỳ "{period}"]',
    'Thì văn bản "cv-1432-bnv-2023" giao việc cho 93 cơ quan ở kỳ "6 tháng"',
)
def assigns_to_so_many(world: World, document: str, topic: str | None, count: str, period: str | None) -> None:
    same(len(_assignees(world, document, topic, period)), int(count), f"số cơ quan được {document} giao việc")


@thi(
    'văn bản "{document}" giao việc[ chủ đề "{topic}"] cho "{agencies}"[ ở kỳ "{period}"]',
    'Thì văn bản "kh-binh-dinh-2023" giao việc chủ đề "kiem-tra" cho "Sở Nội vụ tỉnh Bình Định"',
)
def assigns_to(world: World, document: str, topic: str | None, agencies: str, period: str | None) -> None:
    missing = world.agencies(agencies) - _assignees(world, document, topic, period)
    assert not missing, f"{document} không giao việc cho {world.names(missing)}"


@thi(
    'văn bản "{document}" không giao việc[ chủ đề "{topic}"] cho "{agencies}"[ ở kỳ "{period}"]',
    'Thì văn bản "kh-binh-dinh-2023" không giao việc cho "UBND tỉnh Hà Giang"',
)
def does_not_assign_to(world: World, document: str, topic: str | None, agencies: str, period: str | None) -> None:
    wrongly = world.agencies(agencies) & _assignees(world, document, topic, period)
    assert not wrongly, f"{document} giao việc cho {world.names(wrongly)}"


@thi(
    'báo cáo của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] gửi "{receivers}"',
    'Thì báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" gửi "UBND tỉnh Bình Định"',
)
def reports_to(world: World, agency: str, period: str, topic: str | None, receivers: str) -> None:
    node, expected = world.node(agency, period, topic), world.agencies(receivers)
    sent = world.names(node.receivers)
    assert set(node.receivers) == expected, f"báo cáo của {agency} gửi {sent}, không phải {receivers}"


@thi(
    'báo cáo của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] do "{consolidators}" tổng hợp',
    'Thì báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" do "Sở Nội vụ tỉnh Bình Định" tổng hợp',
)
def is_consolidated_by(world: World, agency: str, period: str, topic: str | None, consolidators: str) -> None:
    found, expected = _consolidators(world, agency, period, topic), world.agencies(consolidators)
    assert found == expected, f"báo cáo của {agency} do {world.names(found)} tổng hợp, không phải {consolidators}"


@thi(
    'báo cáo của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] không ai tổng hợp',
    'Thì báo cáo của "Sở Nội vụ tỉnh Bình Định" kỳ "quý I" không ai tổng hợp',
)
def is_consolidated_by_nobody(world: World, agency: str, period: str, topic: str | None) -> None:
    found = _consolidators(world, agency, period, topic)
    assert not found, f"báo cáo của {agency} do {world.names(found)} tổng hợp"


@thi(
    'báo cáo của "{agency}" kỳ "{period}"[ chủ đề "{topic}"] do "{drafter}" soạn',
    'Thì báo cáo của "UBND tỉnh Đồng Nai" kỳ "6 tháng" do "Sở Nội vụ tỉnh Đồng Nai" soạn',
)
def is_drafted_by(world: World, agency: str, period: str, topic: str | None, drafter: str) -> None:
    node = world.node(agency, period, topic)
    same(node.drafted_by, world.agency(drafter), f"người soạn báo cáo của {agency}")


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] phải làm "{duties}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" phải làm "lập kế hoạch, thực hiện, báo cáo"',
)
def has_duties(world: World, agency: str, period: str, topic: str | None, duties: str) -> None:
    node, lifecycle = world.node(agency, period, topic), world.lifecycle
    facts = _Duties(node)
    owed = [lifecycle.next_trigger(state, facts) for state in lifecycle.path(facts)]
    said = [lifecycle.data.triggers[trigger].label.vi for trigger in owed if trigger not in (None, "release")]
    same(said, listed(duties), f"việc {agency} phải làm")


class _Duties:
    """What a task owes, with no input open."""

    def __init__(self, node: TaskNode) -> None:
        self.owes_plan, self.owes_report, self.consolidates = node.owes_plan, node.owes_report, node.consolidates
        self.open_inputs = 0


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


def _consolidators(world: World, agency: str, period: str, topic: str | None) -> set[str]:
    return {key.split("/")[2] for key in world.row(agency, period, topic).feeds}
