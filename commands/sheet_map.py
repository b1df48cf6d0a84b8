"""How a table of an office's own making is read: a small TOML file, proposed from the table, mended by hand.

It says on which sheet and row the heads stand, which column of moves each of them is, what is the same for every row,
and what the office's words for actions mean.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.common import BLANKS
from commands.move_table import COLUMNS
from workflows.errors import InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.said import Said
from workflows.spelling import fold, nfc

NAMES = (*COLUMNS, "agency", "period", "topic")
"""What a column of a table may be; with agency and period a row needs no task, and `as` is that agency."""


class BadMap(InputError):
    """A map that is none."""

    code = "bad-map"
    fields = ("path", "why")


@dataclass(frozen=True, slots=True)
class SheetMap:
    """`columns`: the table's head for each name; `fixed`: what every row has; `triggers`: by the office's word."""

    sheet: str = ""
    head_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    triggers: Mapping[str, str] = field(default_factory=dict)

    def applied(self, given: Mapping[str, str]) -> dict[str, str]:
        """A row's cells by column, with what the map adds."""
        row = {**self.fixed, **{name: text for name, text in given.items() if text or name not in self.fixed}}
        if "trigger" in row:
            row["trigger"] = self.triggers.get(fold(row["trigger"]), row["trigger"])
        parts = [row.pop(name, "") for name in ("period", "agency", "topic")]
        if not row.get("task") and parts[0] and parts[1]:
            row["task"] = "/".join(filter(None, parts))
        if not row.get("as") and parts[1]:
            row["as"] = parts[1]
        return row


def read_map(path: Path) -> SheetMap:
    """Raises UnreadableFile, BadMap."""
    try:
        return parse_map(regular(path).read_bytes(), str(path))
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None


def parse_map(raw: bytes, path: str) -> SheetMap:
    """The same of a file's bytes; `path`: what it is called."""
    try:
        data = tomllib.loads(nfc(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise BadMap(path, Said("file.csv-not-utf8")) from None
    except tomllib.TOMLDecodeError as error:
        raise BadMap(path, Said("file.map-toml", {"why": str(error)})) from None
    known = {"sheet": str, "head_row": int, "columns": dict, "fixed": dict, "triggers": dict}
    for name, value in data.items():
        if name not in known:
            raise BadMap(path, Said("file.map-unknown", {"name": name, "known": tuple(known)}))
        if type(value) is not known[name] or not all(
            isinstance(each, str) for each in (value.values() if isinstance(value, dict) else ())
        ):
            raise BadMap(path, Said("file.map-kind", {"name": name}))
    for name in ("sheet", "head_row", "columns"):
        if name not in data or (name == "head_row" and data[name] < 1):
            raise BadMap(path, Said("file.map-missing", {"name": name}))
    for name in (*data["columns"], *data.get("fixed", {})):
        if name not in NAMES:
            raise BadMap(path, Said("file.map-column", {"name": name, "known": NAMES}))
    for part in ("columns", "fixed", "triggers"):
        for name, value in data.get(part, {}).items():
            if value in BLANKS:
                raise BadMap(path, Said("file.map-unfilled", {"name": f"[{part}] {name}"}))
    data["triggers"] = {fold(word): trigger for word, trigger in data.get("triggers", {}).items()}
    return SheetMap(**data)


def written(proposed: SheetMap, others: tuple[str, ...], comments: Mapping[str, str]) -> str:
    """The file of a map; `others`: heads that it leaves out; `comments`: what stands above each part."""

    def lines(part: str, table: Mapping[str, str]) -> list[str]:
        return ["", f"# {comments[part]}", f"[{part}]", *(f"{_quoted(key)} = {_quoted(table[key])}" for key in table)]

    head = [f"# {comments['sheet']}", f"sheet = {_quoted(proposed.sheet)}", f"head_row = {proposed.head_row}"]
    left = [f"# {_quoted(other)}" for other in others]
    return "\n".join(
        [
            *head,
            *lines("columns", proposed.columns),
            *left,
            *lines("fixed", proposed.fixed),
            *lines("triggers", proposed.triggers),
            "",
        ]
    )


def _quoted(text: Any) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
