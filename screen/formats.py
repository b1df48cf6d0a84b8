"""Answers for machines: JSON, one JSON object a line, CSV. Field names are those of `as_json`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from words import NONE_OWN, has, label, say, spoken, told
from workflows.said import Name
from workflows.spelling import visible

FORMATS = ("text", "json", "jsonl", "csv")


class HasJson(Protocol):
    """Any answer of the engine, finding or agency."""

    def as_json(self) -> dict[str, Any]:
        """Its documented fields."""


Record = HasJson | Mapping[str, Any]
Own = Mapping[str, Name]


def _data(answer: Record) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else answer.as_json()


def render(answer: Record | Sequence[Record], form: str, lang: str = "vi", own: Own = NONE_OWN) -> str:
    """One answer as an object, several as a list; `jsonl` and `csv` always have one line each.

    CSV is for people: heads and states are in their language.
    """
    several = list(answer) if isinstance(answer, Sequence) else [answer]
    if form == "csv":
        return _csv([_data(item) for item in several], lang, own)
    if form == "jsonl":
        return "\n".join(to_json(_data(item), indent=None) for item in several)
    return to_json([_data(item) for item in several] if isinstance(answer, Sequence) else _data(several[0]))


def to_json(data: Any, indent: int | None = 2) -> str:
    """JSON with Vietnamese letters as they are; what is to be said stands in both languages."""
    return json.dumps(spoken(data), ensure_ascii=False, indent=indent)


# what a field's values are, where they are names of a family in the catalogue
_FAMILIES = {
    **dict.fromkeys(("state", "from", "to"), "state"),
    **dict.fromkeys(("trigger", "next_trigger", "triggers", "asks_for", "for_triggers"), "trigger"),
    **{name: name for name in ("standing", "timeliness", "severity", "kind", "level", "outcome", "lapse")},
    "status": "blocked",
}


def _csv(data: Sequence[Mapping[str, Any]], lang: str, own: Own) -> str:
    columns = list(dict.fromkeys(name for item in data for name in item))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([head(name, lang) for name in columns])
    writer.writerows([[_flat(_in_words(name, item.get(name), lang, own), lang) for name in columns] for item in data])
    return text.getvalue().rstrip("\n")


_RATES = {
    "on_time_of_done": "on_time_of_done",
    "on_time": "on_time",
    "late_rate": "late",
    "after_next_working_day_rate": "after_next_working_day",
}


def head(name: str, lang: str) -> str:
    """What a field is called at the head of a column; a field of something (`tasks_waived`) by both."""
    if has(f"field.{name}"):
        return say(f"field.{name}", lang)
    for prefix, rate in _RATES.items():
        if name.startswith(f"{prefix}_") and has(f"rate.{rate}"):
            return f"{say(f'rate.{rate}', lang)}: {head(name.removeprefix(f'{prefix}_'), lang)}"
    before, _, rest = name.partition("_")
    if before in ("deliverables", "tasks") and (has(f"class.{rest}") or has(f"field.{rest}")):
        of = say(f"class.{rest}", lang) if has(f"class.{rest}") else head(rest, lang)
        return f"{say(f'field.{before}', lang)}: {of}"
    return name.replace("_", " ")


def _in_words(name: str, value: Any, lang: str, own: Own) -> Any:
    """A state, a trigger, … in words; anything else as it is."""
    if isinstance(value, Mapping) and (counted := re.search("by_(state|standing|timeliness)$", name)):
        return [f"{_in_words(counted[1], each, lang, own)} {count}" for each, count in value.items()]
    family = _FAMILIES.get(name)
    if family is None or not value:
        return value
    if isinstance(value, list):
        return [_in_words(name, each, lang, own) for each in value]
    key = f"{family}.{value}"
    return label(family, value, lang, own) if key in own or has(key) else value


CELL_LIMIT = 32_767  # signs in a cell of a spreadsheet (Excel specifications and limits)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: with a `'` before the sign that would make it one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def armed(text: str) -> str:
    """The same, read back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _flat(value: Any, lang: str) -> Any:
    """One cell for people: nothing for null; lists joined by `; `; of what is deeper the words in it, in a row."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    joint = "; " if isinstance(value, list) else " · "
    text = defused(visible(joint.join(_words(value, lang))))
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _words(value: Any, lang: str) -> list[str]:
    if isinstance(value, Mapping):
        return [word for each in value.values() for word in _words(each, lang)]
    if isinstance(value, (list, tuple)):
        return [" · ".join(_words(each, lang)) for each in value]
    return [] if value is None or value == "" else [str(told(value, lang))]
