"""Moves in a workbook (.xlsx): the tracking table filled in, or a table of an office's own making by a map.

Only cells' own values are read: a formula is never computed, and where one stands in a cell that is read, its row is
refused. A workbook is looked at before it is loaded, so that a small file cannot grow without bounds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from commands.move_table import NEEDED, MoveTable, column_of, is_of_tasks, passed_over, places_of, plain
from commands.sheet_map import SheetMap
from engine.receipts import BadRow
from papers.office_libraries import load_openpyxl
from papers.tracking_columns import COLUMNS
from papers.tracking_table import fill_of, put_text
from words import LANGUAGES, say
from workflows.errors import InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.said import Said
from workflows.spelling import nfc

MAX_BYTES = 50_000_000
MAX_UNPACKED = 4 * MAX_BYTES
MAX_CELLS = 2_000_000  # of a sheet, and within its merged ranges
_REFUSED = "F4B183"
_DAYS = ("on", "until")
# in which cell a refusal's reason lies, by its rule; any other lies in the action
_COLUMN_BY_RULE = {
    **dict.fromkeys(("not-found", "bad-key", "ambiguous", "moved-meanwhile", "bad-period"), "task"),
    **dict.fromkeys(("not-yours", "outside-mandate", "not-on-behalf"), "as"),
    **dict.fromkeys(("in-the-future", "before-previous", "too-early", "out-of-order"), "on"),
    **dict.fromkeys(("missing-number-or-date", "number-taken", "contradicts-file"), "document"),
    **dict.fromkeys(("missing-until", "not-later", "beyond-asked"), "until"),
    "missing-reason": "reason",
}


class BadSheet(InputError):
    """A workbook that cannot be read as moves."""

    code = "bad-sheet"
    fields = ("path", "why")


class Read(NamedTuple):
    """A cell as text, and why it cannot be used (None: it can). `is_day`, `is_number`: the cell itself holds one."""

    text: str
    problem: Said | None = None
    is_day: bool = False
    is_number: bool = False


@dataclass
class SheetTable(MoveTable):
    """A table as read from a workbook: `raw`, its bytes; `title`, of the sheet; `head_row`, from 1."""

    nothing_refused: ClassVar[str] = "bulk.rejects.none_sheet"
    raw: bytes = field(default=b"", repr=False)
    title: str = ""
    head_row: int = 1

    def where(self, row: BadRow) -> str:
        """`'Theo dõi'!M12`: the cell for which a row is refused."""
        return f"'{self.title}'!{self._letter(row)}{row.row}"

    def _letter(self, row: BadRow) -> str:
        column = self.faults.get(row.row) or _COLUMN_BY_RULE.get(row.rule, "trigger")
        place = self.places.get(column, self.places.get("trigger", 0))
        letter: str = load_openpyxl().utils.get_column_letter(place + 1)
        return letter

    def handed_back(
        self, bad: Sequence[BadRow], done: Sequence[int], heads: tuple[str, str], say_why: Callable[[BadRow], str]
    ) -> bytes:
        """The same workbook: beside each refused row the reason, its cell marked; the action of `done` rows emptied.

        What an earlier handing back had written there is gone.
        """
        book = load_openpyxl().load_workbook(io.BytesIO(self.raw))
        sheet, head = book[self.title], heads[1]
        place = self._reasons(sheet, head)
        put_text(sheet.cell(self.head_row, place), head)
        sheet.column_dimensions[load_openpyxl().utils.get_column_letter(place)].width = 50
        for at in range(self.head_row + 1, sheet.max_row + 1):
            sheet.cell(at, place).value = None
        for row in bad:
            put_text(sheet.cell(row.row, place), say_why(row))
            sheet.cell(row.row, place).alignment = load_openpyxl().styles.Alignment(wrap_text=True, vertical="top")
            sheet[f"{self._letter(row)}{row.row}"].fill = fill_of(_REFUSED)
        for at in done:
            cell = sheet.cell(at, self.places["trigger"] + 1) if "trigger" in self.places else None
            if cell is not None and cell.coordinate not in sheet.merged_cells:
                cell.value = None
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _reasons(self, sheet: Any, head: str) -> int:
        """The column of reasons: the one that is there, else the first behind all others."""
        return self.heads.index(head) + 1 if head in self.heads else int(sheet.max_column) + 1


def read_sheet(path: Path, given_map: SheetMap | None = None) -> SheetTable:
    """The moves of a workbook and the rows that are none. Raises UnreadableFile, BadSheet, BadCsv, NoOffice."""
    return parse_sheet(contents(path), str(path), given_map)


def parse_sheet(raw: bytes, path: str, given_map: SheetMap | None = None) -> SheetTable:
    """The same of a workbook's bytes; `path`: what it is called."""
    book = load(raw, path)
    if given_map is not None:
        return _mapped(raw, book, path, given_map)
    for sheet in book.worksheets:
        heads = _heads(sheet, 1)
        if {column_of(head) for head in heads} >= set(NEEDED):
            places = places_of(heads, f"{path}!{sheet.title}", 1)
            others = tuple(head for head in passed_over(heads, places) if plain(head) not in _own_heads())
            table = SheetTable(heads, places, others, raw=raw, title=sheet.title)
            _fill(table, sheet, SheetMap(), skips=is_of_tasks(heads, places))
            return table
    raise BadSheet(path, Said("file.sheet-no-table", {"file": path}))


def _own_heads() -> set[str]:
    """The heads of the tracking table, in both languages, and of the reasons once it was handed back."""
    names = ("bulk.head.why", *(f"tracking.head.{column.name}" for column in COLUMNS))
    return {plain(say(name, lang)) for name in names for lang in LANGUAGES}


def contents(path: Path) -> bytes:
    """A workbook's bytes, at most one more than are read. Raises UnreadableFile."""
    try:
        with regular(path).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None


def load(raw: bytes, path: str) -> Any:
    """The workbook, no formula computed. Raises BadSheet, NoOffice."""
    library = load_openpyxl()
    broken = (zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, RuntimeError)
    of_parts = (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError)
    try:
        _ensure_bounded(raw, path)
        book = library.load_workbook(io.BytesIO(raw), keep_links=False)
        for sheet in book.worksheets:
            if sheet.max_row * sheet.max_column > MAX_CELLS:
                raise _too_big(path)
    except (*broken, *of_parts, library.utils.exceptions.InvalidFileException):
        raise BadSheet(path, Said("file.sheet-broken")) from None
    return book


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _ensure_bounded(raw: bytes, path: str) -> None:
    """Look at the parts of a workbook before it is loaded. Raises BadSheet, BadZipFile."""
    number = load_openpyxl().utils.column_index_from_string
    if len(raw) > MAX_BYTES:
        raise _too_big(path)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
            raise _too_big(path)
        for name in packed.namelist():
            content = packed.read(name) if name.endswith((".xml", ".rels")) else b""
            if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
                raise BadSheet(path, Said("file.sheet-broken"))
            covered = 0
            for left, top, right, bottom in _MERGED.findall(content):
                columns = abs(number(right.decode()) - number(left.decode())) + 1
                covered += columns * (abs(int(bottom) - int(top)) + 1)
            if covered > MAX_CELLS:
                raise _too_big(path)


def _too_big(path: str) -> BadSheet:
    return BadSheet(path, Said("file.sheet-too-big", {"limit": MAX_BYTES // 1_000_000, "cells": MAX_CELLS}))


def rows_of(sheet: Any, first: int) -> Iterator[tuple[int, list[Read]]]:
    """Each row from one on, its cells as text; a merged cell says in all its rows and columns what its first does."""
    meant = {
        (row, column): (each.min_row, each.min_col)
        for each in sheet.merged_cells.ranges
        for row in range(each.min_row, each.max_row + 1)
        for column in range(each.min_col, each.max_col + 1)
    }
    for at in range(first, sheet.max_row + 1):
        yield at, [_read(sheet.cell(*meant.get((at, place), (at, place)))) for place in range(1, sheet.max_column + 1)]


def _heads(sheet: Any, row: int) -> list[str]:
    _, cells = next(rows_of(sheet, row), (row, []))
    heads = [" ".join(cell.text.split()) for cell in cells]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def _read(cell: Any) -> Read:
    value = cell.value
    if value is None:
        return Read("")
    if cell.data_type == "f":
        return Read("", Said("file.sheet-formula"))
    if cell.data_type == "e":
        return Read("", Said("file.sheet-error", {"text": str(value)}))
    if isinstance(value, datetime):
        whole = value.date() if value.time() == time() else value
        return Read(str(whole), None, True)
    if isinstance(value, date):
        return Read(value.isoformat(), None, True)
    if isinstance(value, bool):
        return Read("true" if value else "false")
    if isinstance(value, int | float):
        return Read(str(int(value) if float(value).is_integer() else value), is_number=True)
    return Read(nfc(str(value)).strip())


def _fill(table: SheetTable, sheet: Any, given_map: SheetMap, *, skips: bool) -> None:
    """Read every row below the heads. `skips`: one without an action asks for nothing."""
    read = set(table.places.values())
    for at, cells in rows_of(sheet, table.head_row + 1):
        texts = [cell.text if place in read else "" for place, cell in enumerate(cells)][: len(table.heads)]
        table.cells[at] = texts
        by_column = {name: cells[place] for name, place in table.places.items() if place < len(cells)}
        given = given_map.applied({name: cell.text for name, cell in by_column.items()})
        action = by_column.get("trigger", Read(""))
        if not any(texts) or (skips and not given.get("trigger") and action.problem is None):
            continue
        problem = next(_problems(by_column), None)
        if problem is None:
            table.take(at, texts, given)
        else:
            table.refuse(at, given, *problem)


def _problems(by_column: Mapping[str, Read]) -> Iterator[tuple[str, Said]]:
    for name, cell in by_column.items():
        if cell.problem is not None:
            yield name, cell.problem
        elif cell.is_day and name not in _DAYS:
            yield name, Said("file.sheet-day", {"text": cell.text})


def _mapped(raw: bytes, book: Any, path: str, given_map: SheetMap) -> SheetTable:
    """A table of an office's own making. Raises BadSheet where the map does not fit it."""
    if given_map.sheet not in book.sheetnames:
        raise BadSheet(
            str(path), Said("file.sheet-missing", {"name": given_map.sheet, "known": tuple(book.sheetnames)})
        )
    sheet = book[given_map.sheet]
    heads = _heads(sheet, given_map.head_row)
    plainly = [plain(head) for head in heads]
    places: dict[str, int] = {}
    for name, head in given_map.columns.items():
        if plain(head) not in plainly:
            raise BadSheet(path, Said("file.sheet-no-head", {"name": head, "row": given_map.head_row}))
        places[name] = plainly.index(plain(head))
    table = SheetTable(
        heads, places, passed_over(heads, places), raw=raw, title=sheet.title, head_row=given_map.head_row
    )
    _fill(table, sheet, given_map, skips="trigger" in places)
    return table
