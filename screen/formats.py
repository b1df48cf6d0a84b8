"""Answers for machines: JSON, one JSON object a line, CSV. Field names are those of `as_json`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from words import spoken
from workflows.spelling import visible

FORMATS = ("text", "json", "jsonl", "csv")


class HasJson(Protocol):
    """Any answer of the engine, finding or agency."""

    def as_json(self) -> dict[str, Any]:
        """Its documented fields."""


Record = HasJson | Mapping[str, Any]


def as_data(answer: Record) -> dict[str, Any]:
    """The fields of one answer, what is to be said in both languages."""
    data: dict[str, Any] = spoken(answer if isinstance(answer, Mapping) else answer.as_json())
    return data


def render(answer: Record | Sequence[Record], form: str) -> str:
    """One answer as an object, several as a list; `jsonl` and `csv` always have one line each."""
    if isinstance(answer, Sequence):
        data = [as_data(item) for item in answer]
        if form == "json":
            return to_json(data)
        return _csv(data) if form == "csv" else "\n".join(to_json(item, indent=None) for item in data)
    single = as_data(answer)
    return to_json(single) if form == "json" else _csv([single]) if form == "csv" else to_json(single, indent=None)


def to_json(data: Any, indent: int | None = 2) -> str:
    """JSON with Vietnamese letters as they are."""
    return json.dumps(spoken(data), ensure_ascii=False, indent=indent)


def _csv(data: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for item in data for name in item))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_flat(item.get(name)) for name in columns] for item in data])
    return text.getvalue().rstrip("\n")


CELL_LIMIT = 32_767  # signs in a cell of a spreadsheet (Excel specifications and limits)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: with a `'` before the sign that would make it one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def armed(text: str) -> str:
    """The same, read back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _flat(value: Any) -> Any:
    """One cell for people: nothing for null; lists joined by `; `; of what is deeper the words in it, in a row."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = defused(visible("; ".join(_words(value)) if isinstance(value, list) else " · ".join(_words(value))))
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for each in value.values() for word in _words(each)]
    if isinstance(value, list):
        return [" · ".join(_words(each)) for each in value]
    return [] if value is None or value == "" else [str(value)]
