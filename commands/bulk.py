"""`advance --from FILE.csv`: many moves, every bad row reported with its line."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commands.common import Common, ensure_writable, write_file
from engine import MoveRequest
from engine.results import BadRow, Bulk
from screen.commands import with_flags
from screen.formats import armed, defused
from screen.lists import bad_rows_text, bulk_text
from workflows.dates import parse_day
from workflows.errors import BadDate, InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.marked_yaml import decode

COLUMNS = (
    *("task", "trigger", "as", "by", "on", "document", "reason", "idempotency_key"),
    *("until", "what", "missing", "allowed_by"),
)
_NEEDED = ("task", "trigger", "as")
_CELL_LIMIT = csv.field_size_limit()
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadCsv(InputError):
    """A CSV file that cannot be read as moves. `line` counts from 1."""

    code = "bad-csv"
    fields = ("path", "line", "why_vi", "why_en", "do_vi", "do_en")
    vi = "{path}:{line}: {why_vi}"
    en = "{path}:{line}: {why_en}"
    hint_vi = "{do_vi}"
    hint_en = "{do_en}"


class BesideFile(InputError):
    """Something of one move, given beside a file of moves: it would hold for no row."""

    code = "beside-file"
    fields = ("names", "do_vi", "do_en")
    vi = "dùng --from thì không nhận thêm {names}: mỗi dòng của tệp tự nêu"
    en = "with --from there can be no {names}: each row of the file says its own"
    hint_vi = "{do_vi}"
    hint_en = "{do_en}"


class RejectsOverSource(InputError):
    """`--rejects` names the very file that is read."""

    code = "rejects-over-source"
    fields = ("path",)
    vi = "--rejects trùng với tệp của --from: {path}"
    en = "--rejects is the file of --from: {path}"
    hint_vi = "chọn tệp khác: các dòng đúng của tệp này sẽ mất"
    hint_en = "choose another file: the good rows of this one would be lost"


def advance(common: Common, source: str, keep_going: bool, rejects: str | None, given: Mapping[str, Any]) -> int:
    """Do all rows of a CSV file, or with `--keep-going` the good ones; 1 if any was bad.

    `given`: what else stands on the command line. It belongs into the rows. Raises BesideFile.
    """
    _ensure_nothing_beside(given)
    requests, unread = read_moves(Path(source))
    if rejects is not None:
        if Path(rejects).exists() and Path(rejects).samefile(source):
            raise RejectsOverSource(rejects)
        ensure_writable(Path(rejects))
    with common.engine() as dondoc, common.progress("progress.bulk") as progress:
        is_dry = common.is_dry or (bool(unread) and not keep_going)
        bulk = dondoc.advance_many(
            requests, today=common.today, keep_going=keep_going, once=True, dry_run=is_dry, progress=progress
        )
        look = common.look_over(dondoc)
    bad = tuple(sorted((*bulk.bad_rows, *unread), key=lambda row: row.row))
    moved = bulk.moved if keep_going or not bad else ()
    whole = Bulk(moved, bad, None if is_dry else bulk.batch)
    common.show(whole.moved, lambda: bulk_text(whole, look))
    if bad:
        _tell_bad(common, bad, keep_going)
    is_stale = rejects is not None and not common.is_dry and Path(rejects).is_file()
    if rejects is not None and (bad or is_stale):  # those of an earlier run are not to be fed in again
        write_file(Path(rejects), as_csv([row.given for row in bad]), "utf-8-sig")
        common.tell("bulk.rejects" if bad else "bulk.rejects.none", file=rejects)
    if common.is_dry:
        common.tell("word.dry_run")
    return 1 if bad else 0


def _ensure_nothing_beside(given: Mapping[str, Any]) -> None:
    columns = {"as_agency": "as"}
    names = [name for name, value in given.items() if value not in (None, (), False)]
    if not names:
        return
    of_rows = [columns.get(name, name) for name in names if name != "cascade"]
    do_vi, do_en = [], []
    if of_rows:
        do_vi.append(f"ghi vào các cột của tệp: {', '.join(of_rows)}")
        do_en.append(f"put it into the columns of the file: {', '.join(of_rows)}")
    if "cascade" in names:
        do_vi.append("ghi cả chỉ thị trong cột task: ct-33-ttg-2021/2023-H1/binh-dinh")
        do_en.append("name the directive in the column task: ct-33-ttg-2021/2023-H1/binh-dinh")
    written = [_written(columns.get(name, name)) for name in names]
    raise BesideFile(written, "; ".join(do_vi), "; ".join(do_en))


def _written(name: str) -> str:
    return name.upper() if name in ("task", "trigger") else "--" + name.replace("_", "-")


def _tell_bad(common: Common, bad: tuple[BadRow, ...], keep_going: bool) -> None:
    from commands.failures import say
    from screen.formats import to_json

    if common.format in ("json", "jsonl"):
        data = {"error": "bad-rows", "message": common.look.say("bulk.bad", n=len(bad)), "hint": "", "exit_code": 1}
        typed = [replace(row, unblock=tuple(with_flags(text, common.look) for text in row.unblock)) for row in bad]
        say(to_json({**data, "bad_rows": [row.as_json() for row in typed]}))
        return
    say(f"{common.look.say('bulk.bad', n=len(bad))}\n{bad_rows_text(bad, common.look)}")
    if not keep_going:
        say(common.look.say("bulk.nothing"))


def read_moves(path: Path) -> tuple[list[MoveRequest], list[BadRow]]:
    """The moves of a CSV file and the rows that are none. Raises UnreadableFile, BadCsv."""
    try:
        raw = regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), *why(error)) from None
    return parse_moves(raw, str(path))


def parse_moves(raw: bytes, path: str) -> tuple[list[MoveRequest], list[BadRow]]:
    """UTF-8 with or without BOM, NFC or NFD; columns in any order, between `,`, `;` or tabs; `#` begins a comment."""
    text = _decoded(raw, path)
    lines = list(io.StringIO(text, newline=""))  # other line breaks of Unicode are text within a cell
    head_at = next((number for number, line in enumerate(lines) if not _is_comment(line)), None)
    if head_at is None:
        raise BadCsv(path, 1, "tệp trống", "the file is empty", *_columns_hint())
    separator = max(",;\t", key=lines[head_at].count)
    _, names = next(_rows(lines[: head_at + 1], head_at, separator, path), (0, []))
    head = _head(names, path, head_at + 1)
    moves: list[MoveRequest] = []
    bad: list[BadRow] = []
    for line, cells in _rows(lines, head_at + 1, separator, path):
        given = {name: armed(cell.strip()) for name, cell in zip(head, cells, strict=False)}
        problem = _problem(cells, head, given)
        if problem is not None:
            words, hints = problem
            bad.append(BadRow(line, given.get("task", ""), given.get("trigger", ""), "bad-row", *words, given, *hints))
            continue
        try:
            moves.append(_request(given, line))
        except BadDate as error:
            words = error.message("vi"), error.message("en")
            hints = error.hint("vi"), error.hint("en")
            bad.append(BadRow(line, given["task"], given["trigger"], error.code, *words, given, *hints))
    return moves, bad


def _request(given: Mapping[str, str], line: int) -> MoveRequest:
    day, until = given.get("on"), given.get("until")
    missing = tuple(name.strip() for name in given.get("missing", "").split(";") if name.strip())
    return MoveRequest(
        given["task"],
        given["trigger"],
        given["as"],
        given.get("by") or None,
        _sheet_day(day) if day else None,
        given.get("document") or None,
        given.get("reason") or None,
        given.get("idempotency_key") or None,
        line,
        dict(given),
        _sheet_day(until) if until else None,
        given.get("what") or None,
        missing,
        given.get("allowed_by") or None,
    )


def _decoded(raw: bytes, path: str) -> str:
    """NFC text. Where the bytes are not UTF-8, nothing is guessed: nearly every byte decodes as Windows-1258."""
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        _, problems = decode(raw[:2_000_000], path)
        found = problems[0] if problems else None
        if found is None:
            raise BadCsv(path, 1, "không phải UTF-8", "not UTF-8", "", "") from None
        raise BadCsv(path, found.place.line, found.vi, found.en, found.hint_vi, found.hint_en) from None


def _head(names: Iterable[str], path: str, line: int) -> list[str]:
    head = [name.strip().casefold().replace("-", "_") for name in names]
    while head and not head[-1]:
        head.pop()
    for name in head:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            meant_vi, meant_en = (f"; có phải “{near[0]}”?", f'; did you mean "{near[0]}"?') if near else ("", "")
            raise BadCsv(
                path, line, f"không có cột “{name}”{meant_vi}", f'no column "{name}"{meant_en}', *_columns_hint()
            )
        if head.count(name) > 1:
            raise BadCsv(path, line, f"cột “{name}” có hai lần", f'column "{name}" stands twice', *_columns_hint())
    if missing := [name for name in _NEEDED if name not in head]:
        names_ = ", ".join(missing)
        raise BadCsv(path, line, f"thiếu cột {names_}", f"missing columns: {names_}", *_columns_hint())
    return head


def _columns_hint() -> tuple[str, str]:
    names = ",".join(COLUMNS)
    return f"các cột, theo thứ tự bất kỳ: {names}", f"columns, in any order: {names}"


def _rows(lines: list[str], start: int, separator: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; blank and comment lines are left out."""
    kept = [(number, line) for number, line in enumerate(lines[start:], start + 1) if not _is_comment(line)]
    reader = csv.reader((line for _, line in kept), delimiter=separator, strict=True)
    read = 0
    while True:
        begins = kept[read][0] if read < len(kept) else 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                vi, en = f"có ô dài hơn {_CELL_LIMIT} ký tự", f"a cell is longer than {_CELL_LIMIT} signs"
                hints = ("rút ngắn ô đó; kiểm tra dấu nháy kép đã đóng chưa", "shorten it; see that quotes are closed")
                raise BadCsv(path, begins, vi, en, *hints) from None
            vi, en = "dấu nháy kép đặt sai chỗ hoặc chưa đóng", "a quote is in the wrong place, or not closed"
            raise BadCsv(path, begins, vi, en, *_columns_hint()) from None
        read = reader.line_num
        if any(cell.strip() for cell in cells):
            yield begins, cells


def _is_comment(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _problem(
    cells: list[str], head: list[str], given: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Why a row is none, and what to do, each in both languages."""
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        return (
            (f"{len(cells)} ô, nhiều hơn {len(head)} cột", f"{len(cells)} cells, more than the {len(head)} columns"),
            ("đặt ô có dấu ngăn cột trong dấu nháy kép", "put a cell that holds the separator between double quotes"),
        )
    if any(_CONTROL.search(cell) for cell in cells):
        return (
            ("có ký tự điều khiển", "there is a control character"),
            ("xóa ký tự đó, hoặc gõ lại ô ấy", "delete it, or type that cell again"),
        )
    if empty := ", ".join(name for name in _NEEDED if not given.get(name)):
        vi, en = f"thiếu {empty}", f"{empty} is missing"
        if len(cells) < len(head):
            vi += f": dòng có {len(cells)} ô, tệp có {len(head)} cột"
            en += f": the row has {len(cells)} cells, the file {len(head)} columns"
        order = ", ".join(head)
        return (vi, en), (f"điền đủ các ô theo thứ tự: {order}", f"fill in its cells, in this order: {order}")
    return None


_EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of a spreadsheet's days, for all after February 1900
_SHEET_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_NO_TIME = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")


def _sheet_day(text: str) -> date:
    """A day as spreadsheets write it: `45096`, `16/06/2023 00:00`, `16.6.2023`, `16-06-2023`, `13/04/23`."""
    written = _NO_TIME.sub("", text.strip())
    if re.fullmatch(r"[34]\d{4}|5[0-9]{4}", written):
        return _EXCEL_BEGINS + timedelta(int(written))
    if match := _SHEET_DAY.fullmatch(written):
        day, month, year = match.groups()
        written = f"{day}/{month}/{year if len(year) == 4 else f'20{year}'}"
    try:
        return parse_day(written)
    except BadDate:
        raise BadDate(text) from None


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as `advance --from` takes them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: defused(str(cell)) for name, cell in row.items()} for row in rows)
    return text.getvalue()
