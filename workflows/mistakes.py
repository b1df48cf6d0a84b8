"""What is wrong with a value of a file, in words of ours: pydantic's errors in Vietnamese and English.

Every kind of error that our models can raise has its words here. Pydantic's own, which are English and speak to
programmers, are never shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from workflows.spelling import slug
from workflows.wrong import Wrong

KEY_STEP = "[key]"  # how pydantic's path ends where a key of a map is wrong, and not what stands under it


class Said(NamedTuple):
    """One mistake in both languages, with what to do about it."""

    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""


_A_LIST = ("một danh sách (mỗi mục một dòng, bắt đầu bằng dấu -)", "a list (one item a line, each after a -)")
_PAIRS = ("các cặp khóa: giá trị", "key: value pairs")
_A_NUMBER = ("một số nguyên", "a whole number")
_YES_OR_NO = ("true hoặc false", "true or false")
_A_DAY = ("một ngày, ví dụ 2023-06-20", "a day, for example 2023-06-20")
_SHAPES: Mapping[str, tuple[str, str]] = {
    "string_type": ("chữ", "text"),
    "model_type": _PAIRS,
    "model_attributes_type": _PAIRS,
    "dict_type": _PAIRS,
    "mapping_type": _PAIRS,
    "tuple_type": _A_LIST,
    "list_type": _A_LIST,
    "int_type": _A_NUMBER,
    "int_parsing": _A_NUMBER,
    "int_parsing_size": _A_NUMBER,
    "int_from_float": _A_NUMBER,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "date_type": _A_DAY,
    "date_parsing": _A_DAY,
    "date_from_datetime_parsing": _A_DAY,
    "date_from_datetime_inexact": _A_DAY,
}
_LIMITS: Mapping[str, tuple[str, str, str]] = {
    "too_short": ("min_length", "phải có ít nhất {} mục", "must have at least {} items"),
    "too_long": ("max_length", "chỉ được có nhiều nhất {} mục", "may have at most {} items"),
    "string_too_short": ("min_length", "phải có ít nhất {} ký tự", "must have at least {} signs"),
    "string_too_long": ("max_length", "chỉ được dài nhất {} ký tự", "may have at most {} signs"),
}
_HYPHENS = ("chữ thường không dấu và số, nối bằng gạch ngang", "unaccented lower case and figures, joined by hyphens")
PATTERNS: Mapping[str, tuple[str, str]] = {
    r"^[a-z][a-z0-9_]*$": (
        "chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ (draft_plan)",
        "unaccented lower case, figures and underscores, a letter first (draft_plan)",
    ),
    r"^\+?[0-2]$": ("+1: năm sau; +2: năm sau nữa", "+1: the next year; +2: the one after it"),
    r"^[a-z0-9]+(-[a-z0-9]+)*$": _HYPHENS,
    r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$": (
        "chữ thường không dấu, nối bằng gạch ngang, các cấp cách nhau bằng dấu chấm (binh-dinh.so-noi-vu)",
        "unaccented lower case joined by hyphens, its tiers by dots (binh-dinh.so-noi-vu)",
    ),
    r"^\d+$": ("chỉ gồm chữ số", "figures only"),
}
KINDS = frozenset(
    {"missing", "extra_forbidden", "literal_error", "string_pattern_mismatch", "value_error", *_SHAPES, *_LIMITS}
)
"""The kinds of pydantic's errors that have words of their own."""


def in_words(item: Any, key: str | None = None) -> Said:
    """One of pydantic's errors. `key`: what to call the place; left out: the last key of its path."""
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    key = key_of(item["loc"]) if key is None else key
    wrong = context.get("error")
    if isinstance(wrong, Wrong):
        return Said(wrong.vi, wrong.en, wrong.hint_vi, wrong.hint_en)
    if kind == "missing":
        return Said(f"thiếu khóa “{key}”", f'the key "{key}" is missing')
    if kind == "extra_forbidden":
        return Said(f"không có khóa “{key}” ở đây", f'unknown key "{key}" here')
    if given is None:
        return Said(f"khóa “{key}” chưa có giá trị", f'the key "{key}" has no value')
    if kind == "literal_error":
        return _not_allowed(given, key, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    if kind == "string_pattern_mismatch":
        is_name = tuple(item["loc"])[-1:] == (KEY_STEP,)
        what = (f"của tên trong “{key}”", f'of a name in "{key}"') if is_name else (f"của “{key}”", f'of "{key}"')
        return _another_form(given, what, str(context.get("pattern", "")))
    if kind in _SHAPES:
        vi, en = _SHAPES[kind]
        return Said(f"“{key}” phải là {vi}", f'"{key}" must be {en}')
    if kind in _LIMITS:
        name, vi, en = _LIMITS[kind]
        limit = context.get(name, 1)
        return Said(f"“{key}” {vi.format(limit)}", f'"{key}" {en.format(limit).replace(" 1 items", " one item")}')
    said = f"giá trị của “{key}” không dùng được", f'the value of "{key}" cannot be used'
    return Said(*said, "xem: dondoc schema", "see: dondoc schema")


def key_of(loc: Iterable[int | str]) -> str:
    """The key that a path leads to; for a wrong key of a map, the key of that map."""
    steps = list(loc)
    if steps[-1:] == [KEY_STEP]:
        steps = steps[:-2]
    return next((step.rstrip("_") for step in reversed(steps) if isinstance(step, str)), "")


def nearest(text: str, known: Iterable[str]) -> str:
    """The known words most like the text, as shown; empty where none is."""
    return ", ".join(difflib.get_close_matches(text, list(known), n=2, cutoff=0.6))


def one_of(text: str, known: Iterable[str]) -> tuple[str, str]:
    """The hint for a word that is not one of those allowed: the nearest, and all of them."""
    words = [f"'{word}'" for word in known]
    near = nearest(text, known)
    return (
        (f"có phải: {near}? " if near else "") + f"cho phép: {_joined(words, 'hoặc')}",
        (f"did you mean: {near}? " if near else "") + f"allowed: {_joined(words, 'or')}",
    )


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "–"


def _not_allowed(given: Any, key: str, allowed: list[str]) -> Said:
    if not isinstance(given, str):
        said = f"“{key}” phải là một giá trị cho phép", f'"{key}" must be one of the values allowed'
        return Said(*said, *one_of("", allowed))
    return Said(
        f"“{given}” không phải giá trị cho phép của “{key}”",
        f'"{given}" is not a value that "{key}" allows',
        *one_of(given, allowed),
    )


def _another_form(given: Any, what: tuple[str, str], pattern: str) -> Said:
    vi, en = PATTERNS.get(pattern, ("xem: dondoc schema", "see: dondoc schema"))
    forms = (slug(given), slug(given).replace("-", "_"), ".".join(slug(part) for part in given.split(".")))
    meant = next((form for form in forms if re.fullmatch(pattern, form)), "")
    return Said(
        f"“{given}” không đúng dạng {what[0]}",
        f'"{given}" does not have the form {what[1]}',
        (f"có phải: {meant}? " if meant else "") + f"dạng đúng: {vi}",
        (f"did you mean: {meant}? " if meant else "") + f"the form: {en}",
    )
