"""`advance --from FILE.csv`: many moves, every bad row reported with its line."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commands.common import Common, ensure_writable, write_file
from engine import MoveRequest
from engine.results import BadRow, Bulk
from screen.formats import armed, defused
from screen.lists import bad_row_data, bad_rows_text, bulk_text
from workflows.dates import parse_day
from workflows.errors import BadDate, InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.marked_yaml import decode
from workflows.said import Said
from workflows.spelling import control_at

COLUMNS = (
    *("task", "trigger", "as", "by", "on", "document", "reason", "idempotency_key"),
    *("until", "what", "missing", "allowed_by"),
)
_NEEDED = ("task", "trigger", "as")
_CELL_LIMIT = csv.field_size_limit()


class BadCsv(InputError):
    """A CSV file that cannot be read as moves. `line` counts from 1."""

    code = "bad-csv"
    fields = ("path", "line", "why")


class BesideFile(InputError):
    """Something of one move, given beside a file of moves: it would hold for no row."""

    code = "beside-file"
    fields = ("names", "what_to_do")


class RejectsOverSource(InputError):
    """`--rejects` names the very file that is read."""

    code = "rejects-over-source"
    fields = ("path",)


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
    to_do: list[Said] = []
    if of_rows:
        to_do.append(Said("file.into-columns", {"columns": of_rows}))
    if "cascade" in names:
        to_do.append(Said("file.directive-in-task"))
    written = [_written(columns.get(name, name)) for name in names]
    raise BesideFile(written, to_do)


def _written(name: str) -> str:
    return name.upper() if name in ("task", "trigger") else "--" + name.replace("_", "-")


def _tell_bad(common: Common, bad: tuple[BadRow, ...], keep_going: bool) -> None:
    from commands.failures import say
    from screen.formats import to_json

    if common.format in ("json", "jsonl"):
        data = {"error": "bad-rows", "message": common.look.say("bulk.bad", n=len(bad)), "hint": "", "exit_code": 1}
        say(to_json({**data, "bad_rows": [bad_row_data(row, common.look) for row in bad]}))
        return
    say(f"{common.look.say('bulk.bad', n=len(bad))}\n{bad_rows_text(bad, common.look)}")
    if not keep_going:
        say(common.look.say("bulk.nothing"))


def read_moves(path: Path) -> tuple[list[MoveRequest], list[BadRow]]:
    """The moves of a CSV file and the rows that are none. Raises UnreadableFile, BadCsv."""
    try:
        raw = regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None
    return parse_moves(raw, str(path))


def parse_moves(raw: bytes, path: str) -> tuple[list[MoveRequest], list[BadRow]]:
    """UTF-8 with or without BOM, NFC or NFD; columns in any order, between `,`, `;` or tabs; `#` begins a comment."""
    text = _decoded(raw, path)
    lines = list(io.StringIO(text, newline=""))  # other line breaks of Unicode are text within a cell
    head_at = next((number for number, line in enumerate(lines) if not _is_comment(line)), None)
    if head_at is None:
        raise BadCsv(path, 1, Said("file.csv-empty", {"columns": COLUMNS}))
    separator = max(",;\t", key=lines[head_at].count)
    _, names = next(_rows(lines[: head_at + 1], head_at, separator, path), (0, []))
    head = _head(names, path, head_at + 1)
    moves: list[MoveRequest] = []
    bad: list[BadRow] = []
    for line, cells in _rows(lines, head_at + 1, separator, path):
        given = {name: armed(cell.strip()) for name, cell in zip(head, cells, strict=False)}
        problem = _problem(cells, head, given)
        if problem is not None:
            bad.append(BadRow(line, given.get("task", ""), given.get("trigger", ""), "bad-row", problem, given))
            continue
        try:
            moves.append(_request(given, line))
        except BadDate as error:
            bad.append(BadRow(line, given["task"], given["trigger"], error.code, error.said, given))
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
            raise BadCsv(path, 1, Said("file.csv-not-utf8")) from None
        raise BadCsv(path, found.place.line, found.said) from None


def _head(names: Iterable[str], path: str, line: int) -> list[str]:
    head = [name.strip().casefold().replace("-", "_") for name in names]
    while head and not head[-1]:
        head.pop()
    for name in head:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            meant = Said("mistake.did-you-mean", {"near": near}) if near else ""
            raise BadCsv(path, line, Said("file.csv-no-column", {"name": name, "meant": meant, "columns": COLUMNS}))
        if head.count(name) > 1:
            raise BadCsv(path, line, Said("file.csv-column-twice", {"name": name, "columns": COLUMNS}))
    if missing := [name for name in _NEEDED if name not in head]:
        raise BadCsv(path, line, Said("file.csv-columns-missing", {"names": missing, "columns": COLUMNS}))
    return head


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
                raise BadCsv(path, begins, Said("file.csv-cell-too-long", {"limit": _CELL_LIMIT})) from None
            raise BadCsv(path, begins, Said("file.csv-quote", {"columns": COLUMNS})) from None
        read = reader.line_num
        if any(cell.strip() for cell in cells):
            yield begins, cells


def _is_comment(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _problem(cells: list[str], head: list[str], given: Mapping[str, str]) -> Said | None:
    """Why a row is none."""
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        return Said("file.too-many-cells", {"n": len(cells), "columns": len(head)})
    if any(control_at(cell) is not None for cell in cells):
        return Said("file.control-character")
    if empty := tuple(name for name in _NEEDED if not given.get(name)):
        code = "file.too-few-cells" if len(cells) < len(head) else "file.empty-cells"
        return Said(code, {"empty": empty, "n": len(cells), "columns": len(head), "order": head})
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
