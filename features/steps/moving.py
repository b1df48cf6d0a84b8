"""Steps that move tasks, one or many, and that say where a task stands or why a move is refused."""

from __future__ import annotations

from collections.abc import Sequence

from engine.requests import MoveRequest
from features.steps.names import REFUSALS, listed, refusal_rule, spoken, state_name, trigger_name, trigger_names
from features.steps.settling import bring, bring_what_is_owed, put_out
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import Cascade, World, same, shown
from workflows.dates import parse_day
from workflows.graph import TaskNode

COLUMNS = ("cơ quan", "kỳ", "hành động", "chủ đề", "ngày", "số văn bản", "cơ quan làm", "khóa chống trùng")
_NEEDED = COLUMNS[:3]


@khi(
    '"{agency}" {doing} kỳ "{period}"[ chủ đề "{topic}"][ thay cho "{other}"][ vào ngày {day}]'
    '[ bằng văn bản số "{number}"]',
    'Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 19/06/2023 bằng văn bản số "12/BC-UBND"',
)
def move(
    world: World,
    agency: str,
    doing: str,
    period: str,
    topic: str | None,
    other: str | None,
    day: str | None,
    number: str | None,
) -> None:
    name = trigger_name(world.lifecycle, doing)
    world.node(other or agency, period, topic)
    key, cascade = world.key(other or agency, period, topic)
    on, actor = parse_day(day) if day else None, world.agency(agency, cascade)
    world.attempt(
        lambda: world.engine.advance(
            key, name, as_agency=actor, on=on, document=number, cascade=cascade.key, today=world.today
        )
    )


@khi(
    '"{agency}" ban hành "{document}"[ số "{number}"][ ngày {day}]',
    'Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023',
)
def release(world: World, agency: str, document: str, number: str | None, day: str | None) -> None:
    actor, on = world.agency(agency), parse_day(day) if day else None
    world.attempt(
        lambda: world.engine.release(
            document, number=number, on=on, as_agency=actor, cascade=world.cascade.key, today=world.today
        )
    )


@biet(
    '"{agency}" đã ban hành[ kế hoạch] "{document}" số "{number}" ngày {day}',
    'Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023',
)
def a_document_is_out(world: World, agency: str, document: str, number: str, day: str) -> None:
    release(world, agency, document, number, day)
    world.no_refusal()


@biet('văn bản "{document}" đã ban hành', 'Biết văn bản "kh-binh-dinh-2023" đã ban hành')
def is_out(world: World, document: str) -> None:
    world.no_refusal()
    found = [node for node in world.cascade.graph.documents if node.key == world.library.get(document).key]
    assert found, f"{document} không có trong đợt triển khai"
    put_out(world, world.cascade, found[0])


@biet(
    '"{agency}" đã {doing} kỳ "{period}"[ chủ đề "{topic}"][ vào ngày {day}][ bằng văn bản số "{number}"]',
    'Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023',
)
def has_done(
    world: World, agency: str, doing: str, period: str, topic: str | None, day: str | None, number: str | None
) -> None:
    node, (_, cascade) = world.node(agency, period, topic), world.at(period)
    bring(world, cascade, [node], trigger_name(cascade.lifecycle, doing), parse_day(day) if day else None, number)


@biet(
    'mọi cơ quan được "{document}" giao báo cáo kỳ "{period}" đều đã báo cáo[ vào ngày {day}][, trừ "{missing}"]',
    'Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng đầu năm 2023" đều đã báo cáo, '
    'trừ "UBND huyện Tuy Phước"',
)
def all_have_reported(world: World, document: str, period: str, day: str | None, missing: str | None) -> None:
    wanted, cascade = world.at(period)
    left_out = world.agencies(missing or "", cascade)
    world.library.get(document)
    nodes = [node for node in cascade.graph.tasks if node.period == wanted and _asks_to_report(cascade, document, node)]
    assert nodes, f"không có ai được {document} giao báo cáo kỳ {period}"
    nodes = [node for node in nodes if node.agency not in left_out]
    bring_what_is_owed(world, cascade, nodes, parse_day(day) if day else None, left_out)


def _asks_to_report(cascade: Cascade, document: str, node: TaskNode) -> bool:
    """Whether the document gives that report; a bare order to consolidate gives none."""
    assigned = {item.key for item in cascade.graph.assignments if item.document == document and "#" not in item.key}
    return node.assignment in assigned and (node.owes_report or node.consolidates)


@biet(
    "các việc sau đã làm:",
    "Biết các việc sau đã làm:\n"
    "  | cơ quan            | kỳ      | hành động    | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | lập kế hoạch | 20/04/2023 |",
    table=COLUMNS,
)
def these_are_done(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, datatable, keep_going=False)
    bad = world.bulk.bad_rows if world.bulk else ()
    assert not bad, "; ".join(f"dòng {row.row}: {row.message_vi}" for row in bad)


@khi(
    "làm các việc sau:",
    "Khi làm các việc sau:\n"
    "  | cơ quan            | kỳ      | hành động | ngày       | số văn bản |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |",
    table=COLUMNS,
)
def do_these(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, datatable, keep_going=False)


@khi(
    "làm các việc sau, bỏ qua dòng bị từ chối:",
    "Khi làm các việc sau, bỏ qua dòng bị từ chối:\n"
    "  | cơ quan            | kỳ      | hành động | khóa chống trùng |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | lần-1            |",
    table=COLUMNS,
)
def do_what_can_be_done(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, datatable, keep_going=True)


def _record(world: World, datatable: Sequence[Sequence[str]] | None, *, keep_going: bool) -> None:
    """A bulk of the table's rows; the first row below its head is row 1."""
    world.no_refusal()
    requests = [_request(world, row, number) for number, row in enumerate(_rows_of(datatable), 1)]
    world.bulk = world.engine.advance_many(requests, today=world.today, keep_going=keep_going)
    world.moved = world.bulk.moved
    for bad in world.bulk.bad_rows:
        world.note_rule(bad.rule, bad.task, bad.trigger)


def _rows_of(datatable: Sequence[Sequence[str]] | None) -> list[dict[str, str]]:
    assert datatable is not None, f"cần một bảng dưới bước này, với các cột: {', '.join(COLUMNS)}"
    assert len(datatable) > 1, "bảng chỉ có dòng đầu"
    head = [cell.strip() for cell in datatable[0]]
    unknown = [name for name in head if name not in COLUMNS]
    assert not unknown, f"không có cột {', '.join(unknown)}; các cột: {', '.join(COLUMNS)}"
    missing = [name for name in _NEEDED if name not in head]
    assert not missing, f"bảng thiếu cột {', '.join(missing)}"
    return [dict(zip(head, (cell.strip() for cell in row), strict=True)) for row in datatable[1:]]


def _request(world: World, row: dict[str, str], number: int) -> MoveRequest:
    agency, period, topic = row["cơ quan"], row["kỳ"], row.get("chủ đề") or None
    world.node(agency, period, topic)
    key, cascade = world.key(agency, period, topic)
    day = row.get("ngày")
    return MoveRequest(
        f"{cascade.graph.directive}/{key}",
        trigger_name(cascade.lifecycle, row["hành động"]),
        world.agency(row.get("cơ quan làm") or agency, cascade),
        on=parse_day(day) if day else None,
        document=row.get("số văn bản") or None,
        idempotency_key=row.get("khóa chống trùng") or None,
        row=number,
    )


@thi("{count} việc được ghi, {count2} dòng bị từ chối", "Thì 2 việc được ghi, 1 dòng bị từ chối")
def so_many_recorded(world: World, count: str, count2: str) -> None:
    assert world.bulk is not None, "chưa làm bảng việc nào"
    bad = "; ".join(f"dòng {row.row}: {row.message_vi}" for row in world.bulk.bad_rows)
    written = sum(not move.repeated for move in world.bulk.moved)
    found = (written, len(world.bulk.bad_rows))
    assert found == (int(count), int(count2)), f"{found[0]} việc được ghi, {found[1]} dòng bị từ chối. {bad}"


@thi('dòng {count} bị từ chối vì "{reason}"', 'Thì dòng 2 bị từ chối vì "chưa có kế hoạch"')
def row_is_refused(world: World, count: str, reason: str) -> None:
    assert world.bulk is not None, "chưa làm bảng việc nào"
    rules = {row.rule for row in world.bulk.bad_rows if row.row == int(count)}
    wanted = refusal_rule(reason)
    assert wanted in rules, f"dòng {count}: {spoken(rules, REFUSALS) if rules else 'không bị từ chối'}"


@thi("việc đó đã được ghi từ trước", "Thì việc đó đã được ghi từ trước")
def was_recorded_before(world: World) -> None:
    world.no_refusal()
    assert world.moved, "không có việc nào"
    assert all(move.repeated for move in world.moved), "việc đó vừa được ghi mới"


@thi('bị từ chối vì "{reason}"', 'Thì bị từ chối vì "còn đầu vào chưa báo cáo"')
def is_refused(world: World, reason: str) -> None:
    wanted, refusal = refusal_rule(reason), world.refused()
    rule = getattr(refusal, "rule", refusal.code)
    assert rule == wanted, f"lý do từ chối: là “{spoken([rule], REFUSALS)}” ({refusal.message('vi')})"


@thi('người làm được là "{agencies}"', 'Thì người làm được là "UBND tỉnh Bình Định"')
def who_can(world: World, agencies: str) -> None:
    refusal = world.last_refusal
    assert refusal is not None, "chưa có gì bị từ chối"
    able = set(getattr(refusal, "who_can", ()))
    missing = world.agencies(agencies) - able
    assert not missing, f"người làm được: {world.names(able)}"


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] ở trạng thái "{state}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"',
)
def is_in_state(world: World, agency: str, period: str, topic: str | None, state: str) -> None:
    wanted, states = state_name(world.lifecycle, state), world.lifecycle.data.states
    found = world.row(agency, period, topic).state
    assert found == wanted, f"trạng thái của {agency}: là {states[found].vi}, không phải {states[wanted].vi}"


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] làm được ngay "{moves}"',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" làm được ngay "báo cáo"',
)
def can_now(world: World, agency: str, period: str, topic: str | None, moves: str) -> None:
    expected, triggers = trigger_names(world.lifecycle, moves), world.lifecycle.data.triggers
    found = list(world.row(agency, period, topic).triggers)
    words = ", ".join(triggers[name].label.vi for name in found) or "chưa làm được gì"
    assert found == expected, f"{agency}: {words}, không phải {moves}"


@thi(
    '"{agency}" kỳ "{period}"[ chủ đề "{topic}"] chưa làm được gì',
    'Thì "UBND huyện Tuy Phước" kỳ "6 tháng" chưa làm được gì',
)
def can_do_nothing(world: World, agency: str, period: str, topic: str | None) -> None:
    triggers = world.lifecycle.data.triggers
    found = [triggers[name].label.vi for name in world.row(agency, period, topic).triggers]
    assert not found, f"{agency} làm được ngay: {', '.join(found)}"


@thi('"{agency}" còn {count} việc phải làm', 'Thì "UBND tỉnh Hà Giang" còn 2 việc phải làm')
def so_much_to_do(world: World, agency: str, count: str) -> None:
    world.no_refusal()
    rows = world.engine.todo(world.agency(agency), cascade=world.cascade.key, today=world.today)
    left = ", ".join(shown(row.task) for row in rows)
    assert len(rows) == int(count), f"{agency} còn {len(rows)} việc: {left}"


@thi("{count} nhiệm vụ được giao đi", "Thì 125 nhiệm vụ được giao đi")
def so_many_released(world: World, count: str) -> None:
    world.no_refusal()
    same(sum(move.released for move in world.moved), int(count), "số nhiệm vụ được giao")


@thi('"{agencies}" không có nhiệm vụ kỳ "{period}"', 'Thì "UBND tỉnh Bình Định" không có nhiệm vụ kỳ "quý I"')
def has_no_task(world: World, agencies: str, period: str) -> None:
    world.no_refusal()
    wanted, cascade = world.at(period)
    for name in listed(agencies):
        key = world.agency(name, cascade)
        found = [task.key for task in cascade.graph.tasks if task.agency == key and task.period == wanted]
        assert not found, f"{name} có nhiệm vụ kỳ {period}: {', '.join(found)}"
