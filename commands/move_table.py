"""Moves in a table as offices and spreadsheets write it, and the rows of it that were refused; here of a CSV file.

`sheets.py` reads workbooks by the same columns. Columns come in any order and under Vietnamese or English heads; what
`status --format csv` writes is taken too. Columns of other names are passed over and kept. Days are read as
spreadsheets write them.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from engine import MoveRequest
from engine.receipts import BadRow
from engine.requests import SeenHead
from screen.formats import armed, defused
from workflows.dates import parse_day
from workflows.errors import BadDate, InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.marked_yaml import decode
from workflows.said import Said
from workflows.spelling import control_at, fold

COLUMNS = (
    *("task", "trigger", "as", "by", "on", "document", "reason", "idempotency_key"),
    *("until", "what", "missing", "allowed_by", "through", "proposed", "seq", "on_behalf_of", "to"),
)
NEEDED = ("task", "trigger", "as")
# heads as offices write them, without accents; the first that a table has counts
_HEADS: Mapping[str, tuple[str, ...]] = {
    "task": ("task", "ma nhiem vu", "nhiem vu", "ma"),
    "trigger": ("trigger", "hanh dong", "viec lam", "next trigger", "hanh dong tiep theo", "viec tiep theo"),
    "as": ("as", "co quan thuc hien", "ma co quan", "co quan", "don vi", "agency"),
    "by": ("by", "nguoi thuc hien", "nguoi lam", "nguoi ghi"),
    "on": ("on", "ngay thuc hien", "ngay lam", "ngay"),
    "document": ("document", "so van ban", "so ky hieu", "van ban"),
    "reason": ("reason", "ly do"),
    "idempotency_key": ("idempotency key", "ma yeu cau"),
    "until": ("until", "han moi", "den ngay", "gia han den"),
    "what": ("what", "bao cao tra lai", "tra lai"),
    "missing": ("missing", "co quan con thieu", "con thieu"),
    "allowed_by": ("allowed by", "nguoi cho phep", "cho phep"),
    "through": ("through", "ca cac buoc truoc"),
    "proposed": ("proposed", "co quan de xuat", "de xuat"),
    "seq": ("seq", "dong de nghi"),
    "on_behalf_of": ("on behalf of", "nhap thay", "nhap thay cho"),
    "to": ("to", "noi tiep nhan"),
    "seen": ("seen", "dau nhiem vu"),
}
_OF_OTHERS = (
    "next trigger",
    "hanh dong tiep theo",
    "viec tiep theo",
)  # in tables of tasks: empty where nothing is owed
_YES = ("x", "co", "yes", "true", "1")
_CELL_LIMIT = csv.field_size_limit()
_SEQ_DIGITS = 9


class BadCsv(InputError):
    """A CSV file that cannot be read as moves. `line` counts from 1."""

    code = "bad-csv"
    fields = ("path", "line", "why")


class _BadCell(Exception):
    """A cell that is not what its column holds: the column, the rule's name, and what to say."""


@dataclass
class MoveTable(ABC):
    """A table as read: its rows as moves and bad ones. `heads`, `cells` (by line): as written; `passed_over`: heads.

    `places`: where each column stands, from 0; `faults`: by line the column that a bad row is bad for.
    """

    heads: list[str]
    places: dict[str, int]
    passed_over: tuple[str, ...]
    moves: list[MoveRequest] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    cells: dict[int, list[str]] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)

    nothing_refused: ClassVar[str] = "bulk.rejects.none"  # what is said of the file handed back then

    def where(self, row: BadRow) -> str | None:
        """How the place of a refused row is told, where its line alone would say too little."""
        return None

    @abstractmethod
    def handed_back(
        self, bad: Sequence[BadRow], done: Sequence[int], heads: tuple[str, str], say_why: Callable[[BadRow], str]
    ) -> bytes:
        """A file with the refused rows and why, to be mended and fed in again. `done`: the lines that were recorded;
        `heads`: of the columns for the line and the reason."""

    def take(self, line: int, cells: list[str], given: Mapping[str, str]) -> None:
        """Read one row, `given` by column, as a move or a bad row."""
        problem = _problem(cells, self.heads, given)
        if problem is not None:
            column = next((name for name in NEEDED if not given.get(name)), NEEDED[0])
            return self.refuse(line, given, column, problem)
        try:
            self.moves.append(_request(given, line))
        except _BadCell as bad:
            column, rule, said = bad.args
            self.refuse(line, given, column, said, rule)

    def refuse(self, line: int, given: Mapping[str, str], column: str, problem: Said, rule: str = "bad-row") -> None:
        """Note that a row is none, and in which column."""
        self.faults[line] = column
        self.bad.append(BadRow(line, given.get("task", ""), given.get("trigger", ""), rule, problem, dict(given)))


@dataclass
class CsvTable(MoveTable):
    """The same of a CSV file. `separator`: what stands between its cells."""

    separator: str = ","

    def handed_back(
        self, bad: Sequence[BadRow], done: Sequence[int], heads: tuple[str, str], say_why: Callable[[BadRow], str]
    ) -> bytes:
        """The refused rows alone, as they were written, with their line and the reason."""
        added = list(heads)
        kept = [at for at, head in enumerate(self.heads) if head not in added]
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator="\n")
        writer.writerow([*(self.heads[at] for at in kept), *added])
        for row in bad:
            cells = [*self.cells.get(row.row, []), *[""] * len(self.heads)]
            writer.writerow([*(defused(armed(cells[at].strip())) for at in kept), row.row, defused(say_why(row))])
        return text.getvalue().encode("utf-8-sig")


def read_moves(path: Path) -> CsvTable:
    """The moves of a CSV file and the rows that are none. Raises UnreadableFile, BadCsv."""
    try:
        raw = regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None
    return parse_moves(raw, str(path))


def parse_moves(raw: bytes, path: str) -> CsvTable:
    """UTF-8 with or without BOM, NFC or NFD; columns in any order, between `,`, `;` or tabs; `#` begins a comment."""
    text = _decoded(raw, path)
    lines = list(io.StringIO(text, newline=""))  # other line breaks of Unicode are text within a cell
    head_at = next((number for number, line in enumerate(lines) if not _is_comment(line)), None)
    if head_at is None:
        raise BadCsv(path, 1, Said("file.csv-empty", {"columns": COLUMNS}))
    separator = max(",;\t", key=lines[head_at].count)
    _, names = next(_rows(lines[: head_at + 1], head_at, separator, path), (0, []))
    heads = [name.strip() for name in names]
    while heads and not heads[-1]:
        heads.pop()
    places = places_of(heads, path, head_at + 1)
    skips = is_of_tasks(heads, places)
    table = CsvTable(heads, places, passed_over(heads, places), separator=separator)
    for line, cells in _rows(lines, head_at + 1, separator, path):
        table.cells[line] = cells
        given = {name: armed(cells[at].strip()) for name, at in places.items() if at < len(cells)}
        if not (skips and not given.get("trigger")):
            table.take(line, cells, given)
    return table


def csv_rows(raw: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of any table, heads first, each with its line; decoded and parted as moves are. Raises BadCsv."""
    lines = list(io.StringIO(_decoded(raw, path), newline=""))
    head = next((line for line in lines if not _is_comment(line)), "")
    return _rows(lines, 0, max(",;\t", key=head.count), path)


def is_of_tasks(heads: Sequence[str], places: Mapping[str, int]) -> bool:
    """Whether it is a table of tasks, where a row without an action asks for nothing."""
    return plain(heads[places["trigger"]]) in _OF_OTHERS


def column_of(head: str) -> str | None:
    """The column that a head names, whatever else the table has."""
    return next((name for name, known in _HEADS.items() if plain(head) in known), None)


def plain(head: str) -> str:
    """A head without accents, marks and capitals."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(head)))


def places_of(heads: Sequence[str], path: str, line: int) -> dict[str, int]:
    """Where each column stands. Raises BadCsv where a needed one is missing, or stands twice."""
    plainly = [plain(head) for head in heads]
    places: dict[str, int] = {}
    for name, known in _HEADS.items():
        head = next((head for head in known if head in plainly), None)
        if head is None:
            continue
        if plainly.count(head) > 1:
            raise BadCsv(path, line, Said("file.csv-column-twice", {"name": name, "columns": COLUMNS}))
        places[name] = plainly.index(head)
    every = [head for known in _HEADS.values() for head in known]
    others = [head for at, head in enumerate(heads) if head and at not in places.values()]
    for name in (name for name in COLUMNS if name not in places):
        meant = difflib.get_close_matches(name, [plain(head).replace(" ", "_") for head in others], n=1, cutoff=0.8)
        if meant:
            head = next(head for head in others if plain(head).replace(" ", "_") == meant[0])
            near = difflib.get_close_matches(plain(head), every, n=1, cutoff=0.5)
            facts = {"name": head, "meant": Said("mistake.did-you-mean", {"near": near}), "columns": COLUMNS}
            raise BadCsv(path, line, Said("file.csv-no-column", facts))
    if missing := [name for name in NEEDED if name not in places]:
        raise BadCsv(path, line, Said("file.csv-columns-missing", {"names": missing, "columns": COLUMNS}))
    return places


def passed_over(heads: Sequence[str], places: Mapping[str, int]) -> tuple[str, ...]:
    """The heads that name no column."""
    return tuple(head for at, head in enumerate(heads) if head and at not in places.values())


def _request(given: Mapping[str, str], line: int) -> MoveRequest:
    missing, to = (
        tuple(name.strip() for name in given.get(column, "").split(";") if name.strip()) for column in ("missing", "to")
    )
    return MoveRequest(
        given["task"],
        given["trigger"],
        given["as"],
        given.get("by") or None,
        _day_in(given, "on"),
        given.get("document") or None,
        given.get("reason") or None,
        given.get("idempotency_key") or None,
        line,
        dict(given),
        _day_in(given, "until"),
        given.get("what") or None,
        missing,
        given.get("allowed_by") or None,
        fold(given.get("through", "")) in _YES,
        given.get("proposed") or None,
        int(given["seq"]) if given.get("seq") else None,
        given.get("on_behalf_of") or None,
        to,
        _seen_in(given),
    )


def _day_in(given: Mapping[str, str], column: str) -> date | None:
    try:
        return _sheet_day(given[column]) if given.get(column) else None
    except BadDate as error:
        raise _BadCell(column, error.code, error.said) from None


_SEEN = re.compile(r"(\d{1,9}):([0-9a-f]{64})")


def _seen_in(given: Mapping[str, str]) -> SeenHead | None:
    text = given.get("seen")
    if not text:
        return None
    if (found := _SEEN.fullmatch(text)) is None:
        raise _BadCell("seen", "bad-row", Said("file.seen-altered"))
    return SeenHead(int(found[1]), found[2])


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
    if (seq := given.get("seq")) and not (seq.isascii() and seq.isdigit() and len(seq) < _SEQ_DIGITS):
        return Said("file.no-number", {"text": seq, "column": "seq"})
    if any(control_at(cell) is not None for cell in cells):
        return Said("file.control-character")
    if empty := tuple(name for name in NEEDED if not given.get(name)):
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
