"""Steps that do many things at once from a table: all of them or none, or what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.receipts import BadRow, Bulk
from engine.requests import MoveRequest
from features.steps.names import called, key_called, listed, trigger_name
from features.steps.sentences import Said
from features.steps.telling import hold, there
from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World
from workflows.dates import parse_day
from workflows.said import Name
from workflows.said import Said as Words

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


_EXAMPLE = (
    "  | cơ quan            | kỳ      | hành động | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 |"
)


@biet(
    "các việc sau đã làm:",
    "Biết các việc sau đã làm:\n"
    "  | cơ quan            | kỳ      | hành động    | ngày       |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | lập kế hoạch | 20/04/2023 |",
    en="these things are done:",
    table=COLUMNS,
)
def these_are_done(world: World, said: Said) -> None:
    bad = _record(world, _requests(world, said)).bad_rows
    hold(not bad, "step.refused_rows", rows=_told(bad))


khi(
    "làm các việc sau:",
    "Khi làm các việc sau:\n"
    "  | cơ quan            | kỳ      | hành động | ngày       | số văn bản |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |",
    en="these things are done now:",
    table=COLUMNS,
    do=lambda world, said: _record(world, _requests(world, said)),
)
khi(
    "làm các việc sau, bỏ qua dòng bị từ chối:",
    "Khi làm các việc sau, bỏ qua dòng bị từ chối:\n"
    "  | cơ quan            | kỳ      | hành động | khóa chống trùng |\n"
    "  | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | lần-1            |",
    en="these things are done, refused rows left out:",
    table=COLUMNS,
    do=lambda world, said: _record(world, _requests(world, said), keep_going=True),
)
khi(
    "nhập bù các việc sau{why}:",
    f'Khi nhập bù các việc sau vì "nhập sổ giấy năm trước":\n{_EXAMPLE}',
    en="these things are entered afterwards{why}:",
    table=COLUMNS,
    do=lambda world, said: _record(world, _requests(world, said), backfill=said.reason),
)


@khi("lập bảng theo dõi", en="the tracking table is handed out")
def hand_the_table_out(world: World, said: Said) -> None:
    rows = world.answers.status()
    heads = world.engine.seen().heads(rows)
    world.handed_out = {row.task: head.seen for row, head in zip(rows, heads, strict=True)}


@khi(
    "làm các việc sau theo bảng đã lập:",
    f"Khi làm các việc sau theo bảng đã lập:\n{_EXAMPLE}",
    en="these things are done by the table handed out:",
    table=COLUMNS,
)
def do_these_by_the_table(world: World, said: Said) -> None:
    hold(world.handed_out, "step.no_table_handed_out")
    _record(world, [replace(each, seen=world.handed_out[each.task]) for each in _requests(world, said)])


@khi("làm lại các dòng bị từ chối", en="the refused rows are done again")
def do_the_rejects_again(world: World, said: Said) -> None:
    hold(world.rejected, "step.no_row_was_refused")
    _record(world, list(world.rejected))


@khi("làm lại đúng bảng việc ấy", en="the very same rows are done again")
def do_the_same_again(world: World, said: Said) -> None:
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
    world.is_dry = False
    world.moved, world.requests = bulk.moved, tuple(requests)
    refused = {row.row for row in bulk.bad_rows}
    world.rejected = tuple(request for request in requests if request.row in refused)
    for bad in bulk.bad_rows:
        world.note_rule(bad.rule, bad.task, bad.trigger)
    return bulk


def _requests(world: World, said: Said) -> list[MoveRequest]:
    return [_request(world, row, number) for number, row in enumerate(_rows_of(said.table), 1)]


def _rows_of(table: Sequence[Sequence[str]] | None) -> list[Mapping[str, str]]:
    """The rows below the head, by column; what is empty is left out."""
    columns = Name(", ".join(COLUMNS), ", ".join(_ENGLISH))
    table = there(table, "step.needs_a_table", columns=columns)
    hold(len(table) > 1, "step.table_with_head_only")
    head = [_COLUMN_OF.get(cell.strip(), cell.strip()) for cell in table[0]]
    unknown = ", ".join(name for name in head if name not in COLUMNS)
    hold(not unknown, "step.no_such_column", unknown=unknown, columns=columns)
    missing = ", ".join(name for name in _NEEDED if name not in head)
    hold(not missing, "step.table_lacks_columns", missing=missing)
    return [{name: cell.strip() for name, cell in zip(head, row, strict=True) if cell.strip()} for row in table[1:]]


def _request(world: World, row: Mapping[str, str], number: int) -> MoveRequest:
    agency, period = (row.get(name, "") for name in ("cơ quan", "kỳ"))
    key, cascade = world.task(agency, period, row.get("chủ đề"))
    on, until, what = row.get("ngày"), row.get("hạn mới"), row.get("báo cáo")
    return MoveRequest(
        cascade.full_key(key),
        trigger_name(cascade.lifecycle, row.get("hành động", "")),
        world.agency(row.get("cơ quan làm", agency), cascade),
        by=row.get("người ký"),
        on=parse_day(on) if on else None,
        document=row.get("số văn bản"),
        reason=row.get("lý do"),
        idempotency_key=row.get("khóa chống trùng"),
        row=number,
        until=parse_day(until) if until else None,
        what=key_called("report", what) if what else None,
        missing=tuple(listed(row.get("còn thiếu", ""))),
        allowed_by=row.get("ai cho phép"),
    )


@thi("{count} việc được ghi, {count2} dòng bị từ chối", en="{count} moves are recorded, {count2} rows are refused")
def so_many_recorded(world: World, said: Said) -> None:
    bulk = _bulk(world)
    good, bad = sum(not move.repeated for move in bulk.moved), len(bulk.bad_rows)
    is_so = (good, bad) == (said.count, said.count2)
    hold(is_so, "step.moves_and_refused_rows", good=good, bad=bad, rows=_told(bulk.bad_rows))


@thi('dòng {count} bị từ chối vì "{refusal}"', en='row {count} is refused because "{refusal}"')
def row_is_refused(world: World, said: Said) -> None:
    rules = {row.rule for row in _bulk(world).bad_rows if row.row == said.count}
    wanted = key_called("refusal", said.refusal)
    found = called("refusal", sorted(rules)) or Words("step.not_refused")
    hold(wanted in rules, "step.row_is_refused", row=said.count, found=found, other=called("refusal", [wanted]))


def _bulk(world: World) -> Bulk:
    return there(world.bulk, "step.no_table_of_moves")


def _told(rows: Iterable[BadRow]) -> list[Words]:
    return [Words("step.refused_row", {"row": row.row, "message": row.message}) for row in rows]
