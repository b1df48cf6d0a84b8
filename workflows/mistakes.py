"""What is wrong with a value of a file: pydantic's errors by codes of ours.

Every kind of error that our models can raise has its code here. Pydantic's own words, which are English and speak to
programmers, are never shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.said import Said
from workflows.spelling import slug
from workflows.wrong import Wrong

KEY_STEP = "[key]"  # how pydantic's path ends where a key of a map is wrong, and not what stands under it


_SHAPES: Mapping[str, str] = {
    "string_type": "text",
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), "pairs"),
    **dict.fromkeys(("tuple_type", "list_type"), "list"),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "yes-or-no"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), "day"),
}
_LIMITS: Mapping[str, tuple[str, str]] = {
    "too_short": ("min_length", "too-few-items"),
    "too_long": ("max_length", "too-many-items"),
    "string_too_short": ("min_length", "too-few-signs"),
    "string_too_long": ("max_length", "too-many-signs"),
}
PATTERNS: Mapping[str, str] = {
    r"^[a-z][a-z0-9_]*$": "trigger",
    r"^\+?[0-2]$": "year",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "hyphens",
    r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$": "agency",
    r"^\d+$": "figures",
}
"""The forms that a text may be asked to have, by the names of the catalogue (`mistake.form.…`)."""
KINDS = frozenset(
    {"missing", "extra_forbidden", "literal_error", "string_pattern_mismatch", "value_error", *_SHAPES, *_LIMITS}
)
"""The kinds of pydantic's errors that have words of their own."""


def mistake(item: Any, key: str | None = None) -> Said:
    """One of pydantic's errors. `key`: what to call the place; left out: the last key of its path."""
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    key = key_of(item["loc"]) if key is None else key
    wrong = context.get("error")
    if isinstance(wrong, Wrong):
        return wrong.said
    if kind == "missing":
        return Said("mistake.key-missing", {"key": key})
    if kind == "extra_forbidden":
        return Said("mistake.key-unknown", {"key": key})
    if given is None:
        return Said("mistake.key-empty", {"key": key})
    if kind == "literal_error":
        return _not_allowed(given, key, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    if kind == "string_pattern_mismatch":
        code = "mistake.form-of-name" if tuple(item["loc"])[-1:] == (KEY_STEP,) else "mistake.form"
        return _another_form(code, given, key, str(context.get("pattern", "")))
    if kind in _SHAPES:
        return Said("mistake.shape", {"key": key, "shape": Said(f"mistake.shape.{_SHAPES[kind]}")})
    if kind in _LIMITS:
        name, code = _LIMITS[kind]
        return Said(f"mistake.{code}", {"key": key, "n": context.get(name, 1)})
    return Said("mistake.unusable", {"key": key})


def key_of(loc: Iterable[int | str]) -> str:
    """The key that a path leads to; for a wrong key of a map, the key of that map."""
    steps = list(loc)
    if steps[-1:] == [KEY_STEP]:
        steps = steps[:-2]
    return next((step.rstrip("_") for step in reversed(steps) if isinstance(step, str)), "")


def nearest(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words most like the text; none where none is."""
    return tuple(difflib.get_close_matches(text, list(known), n=2, cutoff=0.6))


def meant(text: str, known: Iterable[str]) -> Said | str:
    """`did you mean …? `, with the known words most like the text; nothing where none is."""
    near = nearest(text, known)
    return Said("mistake.did-you-mean", {"near": near}) if near else ""


def one_of(text: str, known: Iterable[str]) -> dict[str, Any]:
    """For a word that is not one of those allowed: the nearest (`meant`), and all of them (`allowed`)."""
    return {"meant": meant(text, known), "allowed": tuple(f"'{word}'" for word in known)}


def _not_allowed(given: Any, key: str, allowed: list[str]) -> Said:
    if not isinstance(given, str):
        return Said("mistake.one-allowed", {"key": key, **one_of("", allowed)})
    return Said("mistake.not-allowed", {"value": given, "key": key, **one_of(given, allowed)})


def _another_form(code: str, given: Any, key: str, pattern: str) -> Said:
    forms = (slug(given), slug(given).replace("-", "_"), ".".join(slug(part) for part in given.split(".")))
    fitting = next((form for form in forms if re.fullmatch(pattern, form)), "")
    near = Said("mistake.did-you-mean", {"near": (fitting,)}) if fitting else ""
    form = Said(f"mistake.form.{PATTERNS.get(pattern, 'other')}")
    return Said(code, {"value": given, "key": key, "meant": near, "form": form})
