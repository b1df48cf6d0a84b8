"""A workbook as text, by a reader that is not ours: what its cells say, how they look, what may be written where."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl


def told(path: Path) -> str:
    """Every sheet: layout, protection, drop-downs, then each row as its cells, with colour and `*` where unlocked."""
    return "\n".join(line for sheet in openpyxl.load_workbook(path).worksheets for line in _sheet(sheet)) + "\n"


def _sheet(sheet: Any) -> Iterator[str]:
    yield f"== {sheet.title} == {sheet.sheet_state} {sheet.dimensions} frozen {sheet.freeze_panes}"
    yield f"filter {sheet.auto_filter.ref} · print {sheet.print_title_rows} {sheet.page_setup.orientation}"
    kept = sheet.protection
    yield f"protected {kept.sheet} · filtering locked {kept.autoFilter} · password {kept.password}"
    yield "widths " + " ".join(
        f"{name}{each.width:g}{'-' if each.hidden else ''}" for name, each in sorted(sheet.column_dimensions.items())
    )
    for each in sheet.data_validations.dataValidation:
        yield f"validation {each.type} {each.formula1} on {each.sqref}: {each.error}"
    for row in sheet.iter_rows():
        yield " | ".join(_cell(cell) for cell in row)


def _cell(cell: Any) -> str:
    value = f"{cell.value:%Y-%m-%d}({cell.number_format})" if isinstance(cell.value, datetime) else cell.value
    colour = f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.fill_type else ""
    return f"{'' if value is None else value}{colour}{'' if cell.protection.locked else '*'}"


def filled(path: Path, rows: dict[str, dict[str, Any]], key: str = "Mã nhiệm vụ") -> Path:
    """Fill in cells: by the end of the task's key, then by head. A function gets the cell itself."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    left = set(rows)
    for at in range(2, sheet.max_row + 1):
        for task in [each for each in rows if str(sheet.cell(at, heads.index(key) + 1).value).endswith(each)]:
            left.discard(task)
            for head, value in rows[task].items():
                _put(sheet.cell(at, heads.index(head) + 1), value)
    assert not left, left
    book.save(path)
    return path


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, Callable):  # type: ignore[arg-type]
        value(cell)
    else:
        cell.value = value


def as_text(text: str) -> Callable[[Any], None]:
    """A text that begins like a formula, as a person types it behind an apostrophe."""

    def put(cell: Any) -> None:
        cell.value = text
        cell.data_type = "s"

    return put


def addresses(path: Path, head: str) -> dict[str, str]:
    """The first sheet's task keys with what stands below a head, where something does."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    place = heads.index(head)
    return {row[0].value: row[place].value for row in sheet.iter_rows(min_row=2) if row[place].value is not None}
