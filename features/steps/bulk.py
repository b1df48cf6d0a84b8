"""Steps that do many things at once from a table: all of them or none, or what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.requests import MoveRequest
from engine.results import BadRow, Bulk
from features.steps.names import REFUSALS, listed, refusal_rule, report_name, spoken, trigger_name
from features.steps.telling import Told, hold
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.dates import parse_day
from workflows.said import Name, Said

COLUMNS = (
    *("cơ quan", "kỳ", "hành động", "chủ đề", "ngày", "số văn bản", "cơ quan làm", "khóa chống trùng"),
    *("người ký", "lý do", "hạn mới", "báo cáo", "còn thiếu", "ai cho phép"),
)
_NEEDED = COLUMNS[:3]
_ENGLISH = (
    *("agency", "period", "action", "topic", "day", "document number", "acting agency", "idempotency key"),
    *("signed by", "reason", "new due date", "report", "missing", "allowed by"),
)
_COLUMN_OF = {**dict(zip(_ENGLISH, COLUMNS, strict=True)), **{name: name for name in COLUMNS}}


@biet(
    "các việc sau đã làm:",
    "Biết các việc sau đã làm:\n"
    "  | cơ quan            | kỳ      | hành động    | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | lập kế hoạch | 20/04/2023 |",
    en="these things are done:",
    table=COLUMNS,
)
def these_are_done(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    bad = _record(world, _requests(world, datatable)).bad_rows
    hold(not bad, "step.refused_rows", rows=_told(bad))


@khi(
    "làm các việc sau:",
    "Khi làm các việc sau:\n"
    "  | cơ quan            | kỳ      | hành động | ngày       | số văn bản |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |",
    en="these things are done now:",
    table=COLUMNS,
)
def do_these(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, _requests(world, datatable))


@khi(
    "làm các việc sau, bỏ qua dòng bị từ chối:",
    "Khi làm các việc sau, bỏ qua dòng bị từ chối:\n"
    "  | cơ quan            | kỳ      | hành động | khóa chống trùng |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | lần-1            |",
    en="these things are done, refused rows left out:",
    table=COLUMNS,
)
def do_what_can_be_done(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, _requests(world, datatable), keep_going=True)


@khi(
    "nhập bù các việc sau{why}:",
    'Khi nhập bù các việc sau vì "nhập sổ giấy năm trước":\n'
    "  | cơ quan            | kỳ      | hành động | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 |",
    en="these things are entered afterwards{why}:",
    table=COLUMNS,
)
def backfill_these(world: World, reason: str, datatable: Sequence[Sequence[str]] | None = None) -> None:
    _record(world, _requests(world, datatable), backfill=reason)


@khi("lập bảng theo dõi", en="the tracking table is handed out")
def hand_the_table_out(world: World) -> None:
    rows = world.answers.status()
    heads = world.engine.seen().heads(rows)
    world.handed_out = {row.task: head.seen for row, head in zip(rows, heads, strict=True)}


@khi(
    "làm các việc sau theo bảng đã lập:",
    "Khi làm các việc sau theo bảng đã lập:\n"
    "  | cơ quan            | kỳ      | hành động | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 |",
    en="these things are done by the table handed out:",
    table=COLUMNS,
)
def do_these_by_the_table(world: World, datatable: Sequence[Sequence[str]] | None = None) -> None:
    hold(world.handed_out, "step.no_table_handed_out")
    requests = _requests(world, datatable)
    _record(world, [replace(request, seen=world.handed_out[request.task]) for request in requests])


@khi("làm lại các dòng bị từ chối", en="the refused rows are done again")
def do_the_rejects_again(world: World) -> None:
    hold(world.rejected, "step.no_row_was_refused")
    _record(world, list(world.rejected))


@khi("làm lại đúng bảng việc ấy", en="the very same rows are done again")
def do_the_same_again(world: World) -> None:
    hold(world.requests, "step.no_table_of_moves")
    _record(world, list(world.requests))


def _record(
    world: World, requests: list[MoveRequest], *, keep_going: bool = False, backfill: str | None = None
) -> Bulk:
    """A bulk, as from a file: the very same rows again do nothing. The row below the table's head is row 1."""
    world.no_refusal()
    day = max((request.on or world.today for request in requests), default=world.today)

    def work() -> Bulk:
        return world.engine.advance_many(
            requests, today=world.today, keep_going=keep_going, once=True, backfill=backfill, dry_run=world.is_dry
        )

    bulk = world.bulk = world.keeper.record(day, work)
    world.tried()
    world.moved, world.requests = bulk.moved, tuple(requests)
    refused = {row.row for row in bulk.bad_rows}
    world.rejected = tuple(request for request in requests if request.row in refused)
    for bad in bulk.bad_rows:
        world.note_rule(bad.rule, bad.task, bad.trigger)
    return bulk


def _requests(world: World, datatable: Sequence[Sequence[str]] | None) -> list[MoveRequest]:
    return [_request(world, row, number) for number, row in enumerate(_rows_of(datatable), 1)]


def _rows_of(datatable: Sequence[Sequence[str]] | None) -> list[dict[str, str]]:
    columns = Name(", ".join(COLUMNS), ", ".join(_ENGLISH))
    assert datatable is not None, Told("step.needs_a_table", columns=columns)
    hold(len(datatable) > 1, "step.table_with_head_only")
    head = [_COLUMN_OF.get(cell.strip(), cell.strip()) for cell in datatable[0]]
    unknown = ", ".join(name for name in head if name not in COLUMNS)
    hold(not unknown, "step.no_such_column", unknown=unknown, columns=columns)
    missing = ", ".join(name for name in _NEEDED if name not in head)
    hold(not missing, "step.table_lacks_columns", missing=missing)
    return [dict(zip(head, (cell.strip() for cell in row), strict=True)) for row in datatable[1:]]


def _request(world: World, row: dict[str, str], number: int) -> MoveRequest:
    agency, period, topic = row["cơ quan"], row["kỳ"], row.get("chủ đề") or None
    key, cascade = world.task(agency, period, topic)
    day, until, what = row.get("ngày"), row.get("hạn mới"), row.get("báo cáo")
    request = MoveRequest(
        f"{cascade.graph.directive}/{key}",
        trigger_name(cascade.lifecycle, row["hành động"]),
        world.agency(row.get("cơ quan làm") or agency, cascade),
        by=row.get("người ký") or None,
        on=parse_day(day) if day else None,
        document=row.get("số văn bản") or None,
        reason=row.get("lý do") or None,
        idempotency_key=row.get("khóa chống trùng") or None,
        row=number,
    )
    return replace(
        request,
        until=parse_day(until) if until else None,
        what=report_name(what) if what else None,
        missing=tuple(listed(row.get("còn thiếu", ""))),
        allowed_by=row.get("ai cho phép") or None,
    )


@thi("{count} việc được ghi, {count2} dòng bị từ chối", en="{count} moves are recorded, {count2} rows are refused")
def so_many_recorded(world: World, count: int, count2: int) -> None:
    bulk = _bulk(world)
    good, bad = sum(not move.repeated for move in bulk.moved), len(bulk.bad_rows)
    rows = _told(bulk.bad_rows)
    hold((good, bad) == (count, count2), "step.moves_and_refused_rows", good=good, bad=bad, rows=rows)


@thi('dòng {count} bị từ chối vì "{refusal}"', en='row {count} is refused because "{refusal}"')
def row_is_refused(world: World, count: int, refusal: str) -> None:
    rules = {row.rule for row in _bulk(world).bad_rows if row.row == count}
    wanted = refusal_rule(refusal)
    found = spoken(sorted(rules), REFUSALS) or Said("step.not_refused")
    hold(wanted in rules, "step.row_is_refused", row=count, found=found, other=spoken([wanted], REFUSALS))


def _bulk(world: World) -> Bulk:
    assert world.bulk is not None, Told("step.no_table_of_moves")
    return world.bulk


def _told(rows: Iterable[BadRow]) -> list[Said]:
    return [Said("step.refused_row", {"row": row.row, "message": row.message}) for row in rows]
