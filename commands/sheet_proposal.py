"""A map proposed for a table of an office's own making, by what its heads and its words for actions look like.

What cannot be told is left as `…`, which no map may still hold when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from commands.common import BLANKS
from commands.move_table import column_of, plain
from commands.sheet_map import SheetMap, written
from commands.sheets import BadSheet, Read, contents, load, rows_of
from screen.look import Look
from workflows.said import Said
from workflows.spelling import fold

BLANK = BLANKS[0]
_LOOKED_AT = 40  # rows in which heads are looked for
_WORDS = 30  # different words for actions that are proposed
# heads of offices' own tables beside those of moves, without accents
_USUAL: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency", "co quan don vi", "don vi", "co quan", "ten don vi", "ten co quan", "co quan thuc hien"),
    "period": ("ky", "ky bao cao", "period"),
    "trigger": ("ket qua", "tinh trang", "trang thai", "tien do", "ket qua thuc hien", "da gui", "da nop", "result"),
    "on": ("ngay gui", "ngay nop", "ngay bao cao", "ngay hoan thanh", "ngay gui bao cao", "date"),
    "document": ("so bao cao", "so hieu", "so hieu van ban", "so ky hieu van ban", "number"),
    "by": ("nguoi phu trach", "can bo", "chuyen vien", "person"),
}
_NOT_DONE = ("chua", "khong", "dang", "not ", "no ")
_ACTIONS = (
    ("ke hoach", "draft_plan"),
    ("plan", "draft_plan"),
    ("tong hop", "consolidate"),
    ("consolidat", "consolidate"),
    *((word, "report") for word in ("bao cao", "gui", "nop", "report", "sent")),
    *((word, "implement") for word in ("thuc hien", "hoan thanh", "implement", "done")),
)


class _Head(NamedTuple):
    """A row that looks like heads."""

    known: int
    filled: int
    sheet: Any
    row: int
    cells: list[Read]


def propose(path: Path, look: Look) -> str:
    """The file of a map for this workbook. Raises UnreadableFile, BadSheet where no row looks like heads."""
    book = load(contents(path), str(path))
    found = [head for sheet in book.worksheets if sheet.sheet_state == "visible" for head in _candidates(sheet)]
    if not found:
        raise BadSheet(str(path), Said("file.sheet-empty"))
    best = max(found, key=lambda head: (head.known, head.filled))
    heads = list(dict.fromkeys(" ".join(cell.text.split()) for cell in best.cells if cell.text))
    columns: dict[str, str] = {}
    for head in heads:
        name = _named(head)
        if name is not None:
            columns.setdefault(name, head)
    if "task" in columns:
        columns = {("as" if name == "agency" else name): head for name, head in columns.items() if name != "period"}
    fixed: dict[str, str] = {}
    if "task" not in columns:
        fixed |= {name: BLANK for name in ("period", "agency") if name not in columns}
    fixed |= {} if "trigger" in columns else {"trigger": BLANK}
    proposed = SheetMap(best.sheet.title, best.row, columns, fixed, _words(best, columns))
    others = tuple(head for head in heads if head not in columns.values())
    comments = {part: look.say(f"map.{part}") for part in ("sheet", "columns", "fixed", "triggers")}
    return written(proposed, others, comments)


def _candidates(sheet: Any) -> list[_Head]:
    heads = []
    for at, cells in rows_of(sheet, 1):
        if at > _LOOKED_AT:
            break
        texts = {fold(cell.text) for cell in cells if cell.text}
        if len(texts) > 1:
            known = {_named(cell.text) for cell in cells if cell.text} - {None}
            heads.append(_Head(len(known), len(texts), sheet, at, cells))
    return heads


def _named(head: str) -> str | None:
    """The column that a head of such a table most likely is."""
    usual = next((name for name, known in _USUAL.items() if plain(head) in known), None)
    return usual or column_of(head)


def _words(head: _Head, columns: Mapping[str, str]) -> dict[str, str]:
    """What stands in the column of actions, each with the action that it most likely is."""
    if "trigger" not in columns:
        return {}
    place = next(at for at, cell in enumerate(head.cells) if plain(cell.text) == plain(columns["trigger"]))
    said = (cells[place].text for _, cells in rows_of(head.sheet, head.row + 1))
    words = list(dict.fromkeys(word for word in said if word))[:_WORDS]
    return {word: _action(fold(word), _ACTIONS) for word in words}


def _action(word: str, actions: Sequence[tuple[str, str]]) -> str:
    if word.startswith(_NOT_DONE):
        return ""
    return next((action for part, action in actions if part in word), BLANK)
