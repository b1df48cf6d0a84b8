"""The tracking table that offices keep by hand, as a workbook: one row a task, and what may be done next to fill in.

Nothing in it is computed by the program that opens it: texts are texts, whatever sign they begin with, and the summary
holds numbers. The sheet is protected without a password: only the cells of the action can be written.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from itertools import groupby
from typing import Any

from engine.results import ChainHead, TaskRow
from papers.office_libraries import load_openpyxl
from papers.tracking_columns import COLUMNS, Cell, Column
from screen.due_phrases import period_words
from screen.formats import CELL_LIMIT
from screen.look import Look
from screen.tree import TIMELINESS
from words import sentence
from workflows.agency_records import LEVELS
from workflows.periods import parse_period_key
from workflows.spelling import visible

FIRST_ROW = 2  # heads stand in the first
_FONT = "Calibri"  # as all other cells
_LINE = 15  # height of a line, in points
_CENTURY = "36526"  # 1 January 2000, as spreadsheets count days
_RANGES = 100  # of one rule
_FORMULA = ("=", "+", "-", "@")
_DAY_FORMATS = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}

_HEAD, _WRITABLE, _DONE, _DOING, _NOT_OUT, _LATE, _SOON, _ASIDE = (
    *("1F3864", "FFF9E5", "D9EAD3", "DEEBF7", "EDEDED", "F8CBAD", "FFE699", "D9D9D9"),
)
_BY_TIMELINESS = {"overdue": _LATE, "due_soon": _SOON, "done_on_time": _DONE, "done_late": _DONE, "not_counted": _ASIDE}


def write_tracking_table(
    rows: Sequence[TaskRow], heads: Sequence[ChainHead], look: Look, about: Sequence[tuple[str, str]]
) -> bytes:
    """The workbook. `heads`: of the same tasks; `about`: what it covers, as lines of name and value on the summary.

    Raises NoOffice.
    """
    book = load_openpyxl().Workbook()
    sheet = book.active
    sheet.title = look.say("tracking.sheet")
    put_heads(sheet, [look.say(f"tracking.head.{column.name}") for column in COLUMNS])
    lists: dict[tuple[str, ...], list[int]] = {}
    paint = _Paint(look)
    for at, (row, head) in enumerate(zip(rows, heads, strict=True), FIRST_ROW):
        offered = tuple(look.label("trigger", trigger) for trigger in row.triggers)
        written = [(sheet.cell(at, place), column) for place, column in enumerate(COLUMNS, 1)]
        for cell, column in written:
            _fill(cell, column.take and column.take(row, head, look))
            paint.over(cell, column, row, is_offered=bool(offered))
        sheet.row_dimensions[at].height = _LINE * max(_lines(*each) for each in written)
        if offered:
            lists.setdefault(offered, []).append(at)
    _layout(sheet, len(rows), look)
    _drop_downs(book, sheet, lists, look)
    _summary(book.create_sheet(look.say("tracking.summary")), rows, look, about)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put_text(cell: Any, text: str) -> None:
    """Write a text as a text: never a formula, also once it was edited."""
    kept = visible(text)
    cell.value = kept if len(kept) <= CELL_LIMIT else kept[: CELL_LIMIT - 1] + "…"
    cell.data_type = "s"
    if kept.startswith(_FORMULA):
        cell.quotePrefix = True


def fill_of(colour: str) -> Any:
    """A cell's background."""
    return load_openpyxl().styles.PatternFill("solid", fgColor=colour)


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, str) and value:
        put_text(cell, value)
    elif value is not None and value != "":
        cell.value = value


def _lines(cell: Any, column: Column) -> int:
    """How many lines a text takes in its column."""
    is_read = isinstance(cell.value, str) and not column.is_hidden
    return max(1, -(-len(cell.value) // column.width)) if is_read else 1


def put_heads(sheet: Any, heads: Iterable[str]) -> None:
    """The heads of a table, in its first row."""
    styles = load_openpyxl().styles
    for place, text in enumerate(heads, 1):
        cell = sheet.cell(1, place)
        put_text(cell, text)
        cell.font = styles.Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = fill_of(_HEAD)
        cell.alignment = styles.Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = _border()


def _border() -> Any:
    styles = load_openpyxl().styles
    side = styles.Side(style="thin", color="BFBFBF")
    return styles.Border(left=side, right=side, top=side, bottom=side)


class _Paint:
    """How cells look; each look is made once, since a workbook compares every new one with all that it has."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._made: dict[tuple[str | None, bool, str, bool], Any] = {}

    def over(self, cell: Any, column: Column, row: TaskRow, *, is_offered: bool) -> None:
        """Colour, borders, what can be written."""
        is_writable = column.take is None and is_offered
        colour = {"state": _state_colour(row), "timeliness": _BY_TIMELINESS.get(row.timeliness)}.get(column.name)
        quotes = cell.data_type == "s" and str(cell.value).startswith(_FORMULA)
        key = _WRITABLE if is_writable else colour, is_writable, column.kind, quotes
        if key not in self._made:
            self._style(cell, *key)
            self._made[key] = copy(cell._style)
        cell._style = copy(self._made[key])

    def _style(self, cell: Any, colour: str | None, is_writable: bool, kind: str, quotes: bool) -> None:
        styles = load_openpyxl().styles
        cell.protection = styles.Protection(locked=not is_writable)
        cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
        cell.border = _border()
        cell.quotePrefix = quotes
        if colour is not None:
            cell.fill = fill_of(colour)
        if kind == "day":
            cell.number_format = _DAY_FORMATS[self._look.lang]


def _state_colour(row: TaskRow) -> str:
    if row.standing != "active":
        return _ASIDE
    if row.next_trigger is None:
        return _DONE
    return _NOT_OUT if row.next_trigger == "release" else _DOING


def _layout(sheet: Any, count: int, look: Look) -> None:
    """Widths, what stays in sight, filters, print, protection."""
    letter = load_openpyxl().utils.get_column_letter
    for place, column in enumerate(COLUMNS, 1):
        measure = sheet.column_dimensions[letter(place)]
        measure.width, measure.hidden = column.width, column.is_hidden
    shown = len([column for column in COLUMNS if not column.is_hidden])
    sheet.row_dimensions[1].height = 3 * _LINE
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letter(shown)}{count + 1}"
    _print(sheet, look)
    _protect(sheet)


def _print(sheet: Any, look: Look) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = load_openpyxl().worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = look.say("tracking.page")


def _protect(sheet: Any) -> None:
    """Locked cells stay as they are; filtering, sorting by hand of widths and heights are left to people."""
    sheet.protection.enable()
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False


def _drop_downs(book: Any, sheet: Any, lists: Mapping[tuple[str, ...], Sequence[int]], look: Look) -> None:
    """What may be done next, row by row, and a day where one is to be written."""
    letter = load_openpyxl().utils.get_column_letter
    kept = book.create_sheet(look.say("tracking.lists"))
    kept.sheet_state = "hidden"
    _protect(kept)
    for place, (offered, rows) in enumerate(lists.items(), 1):
        for at, text in enumerate(offered, 1):
            put_text(kept.cell(at, place), text)
        source = f"'{kept.title}'!${letter(place)}$1:${letter(place)}${len(offered)}"
        _allow(sheet, "trigger", rows, look, type="list", formula1=source)
    rows = sorted(row for rows in lists.values() for row in rows)
    _allow(sheet, "on", rows, look, type="date", operator="greaterThan", formula1=_CENTURY)


def _allow(sheet: Any, column: str, rows: Sequence[int], look: Look, **rule: str) -> None:
    """Let nothing else be written into these cells; rows on end are one range, and a rule has not too many of them."""
    validation = load_openpyxl().worksheet.datavalidation.DataValidation
    place = load_openpyxl().utils.get_column_letter([each.name for each in COLUMNS].index(column) + 1)
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda each: each[1] - each[0])]
    for first in range(0, len(runs), _RANGES):
        made = validation(**rule, allow_blank=True, showErrorMessage=True)
        made.errorTitle, made.error = look.say("tracking.wrong"), look.say(f"tracking.wrong.{column}")
        for run in runs[first : first + _RANGES]:
            made.add(f"{place}{run[0]}:{place}{run[-1]}")
        sheet.add_data_validation(made)


def _summary(sheet: Any, rows: Sequence[TaskRow], look: Look, about: Sequence[tuple[str, str]]) -> None:
    """Tasks by tier and period, each by timeliness; every line and every column adds up."""
    styles = load_openpyxl().styles
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        counts.setdefault((row.level, row.period), Counter())[row.timeliness] += 1
    heads = [look.say("tracking.head.level"), look.say("tracking.head.period"), look.say("tracking.all")]
    put_heads(sheet, [*heads, *(sentence(look.label("timeliness", name)) for name in TIMELINESS)])
    at = FIRST_ROW
    for level, period in sorted(counts, key=lambda key: (_rank(key[0]), parse_period_key(key[1]))):
        found = counts[level, period]
        told = [look.label("level", level) if level else "", period_words(period, look)]
        _figures(sheet, at, told, [found.total(), *(found[name] for name in TIMELINESS)])
        at += 1
    whole = sum(counts.values(), Counter[str]())
    _figures(sheet, at, [look.say("tracking.all"), ""], [whole.total(), *(whole[name] for name in TIMELINESS)])
    for cell in sheet[at]:
        cell.font = styles.Font(name=_FONT, bold=True)
    for line, (name, value) in enumerate(about, at + 2):
        put_text(sheet.cell(line, 1), name)
        put_text(sheet.cell(line, 2), value)
    for place in range(1, len(TIMELINESS) + 4):
        sheet.column_dimensions[load_openpyxl().utils.get_column_letter(place)].width = 18 if place < 3 else 13
    sheet.row_dimensions[1].height = 2 * _LINE
    sheet.freeze_panes = "C2"
    _print(sheet, look)
    _protect(sheet)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _figures(sheet: Any, at: int, told: Sequence[str], numbers: Sequence[int]) -> None:
    values: list[Cell] = [*told, *numbers]
    for place, value in enumerate(values, 1):
        cell = sheet.cell(at, place)
        cell.border = _border()
        _fill(cell, value)
