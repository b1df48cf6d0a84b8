"""What is wrong with a value, in words of ours: no kind of error that a file can cause is told in pydantic's words."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel
from pydantic_core._pydantic_core import list_all_errors

import words
from workflows.agency_files import BadAgencyFile, _FileRecords, read_yaml
from workflows.calendar_files import CalendarFile, read_calendar
from workflows.errors import BadDefinition
from workflows.library import load_lifecycle
from workflows.lifecycle import LifecycleData
from workflows.loader import load_definition
from workflows.mistakes import KINDS, PATTERNS, key_of, mistake
from workflows.schema import Document

DEFINITIONS = Path(__file__).parents[2] / "definitions"
MODELS: list[type[BaseModel]] = [Document, LifecycleData, CalendarFile, _FileRecords]
ENGLISH = re.compile(r"\b(should|must|[Ii]nput|Value|String|valid|[Uu]nable|pydantic|not a)\b|type=")
NO_WORDS = re.compile(r"Marked|Place\(|Wrong\(|\{'|\['|datetime\.|None")

# which errors a node of a model's schema can raise; whatever is not here is not in the models
RAISED: dict[str, set[str]] = {
    "str": {"string_type"},
    "literal": {"literal_error"},
    "date": {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"},
    "tuple": {"tuple_type", "missing", "too_long"},
    "dict": {"dict_type"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float"},
    "bool": {"bool_type", "bool_parsing"},
    "model": {"model_type"},
    "model-fields": {"model_attributes_type", "missing", "extra_forbidden"},
    "function-before": {"value_error"},
    "function-after": {"value_error"},
    "function-wrap": {"value_error"},
}
SILENT = {"definitions", "definition-ref", "default", "nullable", "no-info", "model-field"}
OF_TEXT = {"pattern": "string_pattern_mismatch", "min_length": "string_too_short", "max_length": "string_too_long"}
OF_MANY = {"min_length": "too_short", "max_length": "too_long"}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every node of a core schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for name, inner in schema.items():
            if name != "metadata":
                yield from nodes(inner)
    elif isinstance(schema, (list, tuple)):
        for inner in schema:
            yield from nodes(inner)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_kind_of_error_that_a_model_can_raise_has_words(model: type[BaseModel]) -> None:
    raised: set[str] = set()
    for node in nodes(model.__pydantic_core_schema__):
        kind = node["type"]
        if kind in SILENT:
            continue
        raised |= RAISED[kind]
        raised |= {error for limit, error in (OF_TEXT if kind == "str" else OF_MANY).items() if limit in node}

    assert raised - KINDS == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_form_that_a_model_asks_for_has_words(model: type[BaseModel]) -> None:
    patterns = {node["pattern"] for node in nodes(model.__pydantic_core_schema__) if "pattern" in node}

    assert patterns - PATTERNS.keys() == set()


ERRORS = [
    (error, given)
    for error in list_all_errors()
    for given in ("chữ", ["a"], {"a": "b"}, None)
    if isinstance(given, str) or error["type"] != "string_pattern_mismatch"  # only a text has a form
]


@pytest.mark.parametrize(("error", "given"), ERRORS, ids=[f"{error['type']} {given}" for error, given in ERRORS])
def test_no_error_at_all_is_told_in_pydantics_words(error: dict[str, Any], given: Any) -> None:
    message = error["example_message_python"]
    context = error["example_context"] or {}

    said = mistake({"type": error["type"], "loc": ("khoá",), "msg": message, "input": given, "ctx": context})

    assert "khoá" in words.message(said, "vi")
    assert "khoá" in words.message(said, "en")
    assert words.message(said, "vi") != words.message(said, "en")
    assert bool(words.hint(said, "vi")) == bool(words.hint(said, "en"))
    assert not ENGLISH.search(words.message(said, "vi") + words.hint(said, "vi"))
    assert message not in words.message(said, "vi") + words.message(said, "en")
    assert not NO_WORDS.search("".join(f(said, lang) for f in (words.message, words.hint) for lang in words.LANGUAGES))


@pytest.mark.parametrize(
    ("loc", "key"),
    [
        (("triggers", "report", "who", 0), "who"),
        (("triggers", "Report", "[key]"), "triggers"),
        (("outline", "as_"), "as"),
        ((), ""),
    ],
)
def test_a_path_is_called_by_the_key_that_it_leads_to(loc: tuple[int | str, ...], key: str) -> None:
    assert key_of(loc) == key


# Files, each value of which is put wrong in turn


def of_document(path: Path) -> list[tuple[str, str]]:
    result = load_definition(path)
    return [_both(problem) for problem in result] if isinstance(result, list) else []


def of_lifecycle(path: Path) -> list[tuple[str, str]]:
    try:
        load_lifecycle(path, str(path))
    except BadDefinition as error:
        return [_both(problem) for problem in error.problems]
    return []


def of_calendar(path: Path) -> list[tuple[str, str]]:
    try:
        list(read_calendar(path))
    except BadDefinition as error:
        return [_both(problem) for problem in error.problems]
    return []


def of_agencies(path: Path) -> list[tuple[str, str]]:
    try:
        read_yaml(path, str(path))
    except BadAgencyFile as error:
        return [(words.message(error.why, "vi"), words.message(error.why, "en"))]
    return []


def _both(problem: Any) -> tuple[str, str]:
    return (
        f"{words.message(problem, 'vi')} {words.hint(problem, 'vi')}",
        f"{words.message(problem, 'en')} {words.hint(problem, 'en')}",
    )


FILES: dict[str, tuple[str, Callable[[Path], list[tuple[str, str]]]]] = {
    "documents/kh-binh-dinh-2023.yaml": ("kh-binh-dinh-2023.yaml", of_document),
    "documents/cv-1432-bnv-2023.yaml": ("cv-1432-bnv-2023.yaml", of_document),
    "lifecycles/standard.yaml": ("standard.yaml", of_lifecycle),
    "calendars/vietnam.yaml": ("vietnam.yaml", of_calendar),
    "agencies/central.yaml": ("central.yaml", of_agencies),
    "agencies/successors.yaml": ("successors.yaml", of_agencies),
}
BAD = [None, "x y", "-", "9" * 50, [], {}, ["x"], {"x": "y"}, [["x"]]]
Path_ = tuple[Any, ...]


@cache
def shipped(name: str) -> str:
    return json.dumps(yaml.load((DEFINITIONS / name).read_text("utf-8"), yaml.BaseLoader))


def kinds_of_places(node: Any, path: Path_ = (), seen: set[Path_] | None = None) -> Iterator[Path_]:
    """One path for each kind of place in a file: the first agency's name stands for all agencies' names."""
    seen = set() if seen is None else seen
    inner: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in inner:
        kind = tuple(0 if isinstance(part, int) else part for part in (*path, step))[-2:]
        if kind not in seen:
            seen.add(kind)
            yield (*path, step)
            yield from kinds_of_places(value, (*path, step), seen)


def spoilt(name: str) -> Iterator[Any]:
    """The file over and over, each time with one value wrong, missing, or under a wrong key."""
    whole = json.loads(shipped(name))
    if name.startswith("agencies"):
        whole = {group: records[:2] for group, records in whole.items()}
    for group in {"triggers", "side_triggers"} & whole.keys():
        asked_for = {request["asks_for"] for request in whole.get("requests", {}).values()}
        first = list(whole[group])[:2]
        whole[group] = {key: value for key, value in whole[group].items() if key in first or key in asked_for}
    for path in kinds_of_places(whole):
        for bad in (*BAD, "missing", "wrong key"):
            data = copy.deepcopy(whole)
            above = data
            for step in path[:-1]:
                above = above[step]
            if bad == "missing" or bad == "wrong key":
                value = above.pop(path[-1])
                if bad == "wrong key" and isinstance(above, dict):
                    above["Wrong Key"] = value
            else:
                above[path[-1]] = bad
            yield data


@pytest.mark.parametrize("name", FILES)
def test_a_vietnamese_message_holds_no_english_whatever_is_wrong(tmp_path: Path, name: str) -> None:
    file, problems_of = FILES[name]
    path = tmp_path / file
    told = 0
    for data in spoilt(name):
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
        for vi, en in problems_of(path):
            told += 1
            assert not ENGLISH.search(vi), vi
            assert not NO_WORDS.search(vi + en), vi + en
            assert "“”" not in vi, vi
            assert '""' not in en, en
            assert vi != en

    assert told > 50
