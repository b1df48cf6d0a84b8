"""One YAML file → one validated `Document`, with file:line:column on everything wrong, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workflows import schema
from workflows.facts import Fact, Wrong
from workflows.file_errors import why
from workflows.findings import Place, Problem
from workflows.marked_yaml import MAX_BYTES, MarkedList, MarkedMap, decode, read_tree
from workflows.schema import Document


@dataclass(frozen=True)
class Loaded:
    """One definition file as read. `text`: what a launch pins; `cut_off`: texts that a comment cut short."""

    file: str
    text: str
    document: Document
    cut_off: tuple[tuple[Place, str], ...] = ()


def load_definition(path: Path | Traversable, shown_as: str | None = None) -> Loaded | list[Problem]:
    """Read and validate one file. Returns its problems, in the file's order, where it cannot be used."""
    file = shown_as or str(path)
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)  # an endless file is no reason to run out of memory
    except OSError as error:
        vi, en = why(error)
        return [Problem(Place(file, 1, 1), f"không đọc được tệp: {vi}", f"the file cannot be read: {en}")]
    return load_text(raw, file)


def load_text(raw: bytes, file: str) -> Loaded | list[Problem]:
    """The same for bytes in hand; `file` is the name to show, whose stem must equal the document's key."""
    text, problems = decode(raw, file)
    if problems:
        return problems
    tree = read_tree(text, file)
    problems = list(tree.problems)
    document = None
    if isinstance(tree.root, MarkedMap):
        try:
            document = Document.model_validate(tree.root)
        except ValidationError as error:
            problems += translate(error, tree.root, file)
        else:
            problems += _name_differs(document, file)
    if problems or document is None:
        return _ordered(problems)
    return Loaded(file, text, document, tuple(tree.cut_off))


def _name_differs(document: Document, file: str) -> Iterable[Problem]:
    stem = Path(file).name.removesuffix(".yaml")
    if document.key != stem:
        yield Problem(
            document.place_of("key"),
            f"khóa “{document.key}” khác tên tệp “{stem}”",
            f'the key "{document.key}" differs from the file\'s name "{stem}"',
            f"đổi thành key: {stem}, hoặc đổi tên tệp thành {document.key}.yaml",
            f"write key: {stem}, or rename the file to {document.key}.yaml",
        )


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    unique = {(problem.place, problem.en): problem for problem in problems}
    return sorted(unique.values(), key=lambda problem: problem.place)


def translate(error: ValidationError, root: Any, file: str) -> list[Problem]:
    """pydantic's errors → problems in the words of the language, at the places where the file has them."""
    found = []
    for item in error.errors():
        if item["type"] == "too_short" and item["input"]:
            continue  # it is not empty: its items are wrong, and spoken of themselves
        place, parent = _locate(root, item["loc"], file)
        found.append(_problem(item, place, parent))
    return found


def _locate(root: Any, loc: tuple[int | str, ...], file: str) -> tuple[Place, Any]:
    """The place that pydantic's path means; its steps through canonical forms are passed over."""
    node: Any = root
    parent: Any = None
    place = root.place if isinstance(root, (MarkedMap, MarkedList)) else Place(file, 1, 1)
    for step in loc:
        if isinstance(node, MarkedMap) and isinstance(step, str) and step in node:
            place = node.key_places[step]
            parent, node = node, node[step]
        elif isinstance(node, MarkedMap) and isinstance(step, str) and step.rstrip("_") in node:
            place = node.key_places[step.rstrip("_")]
            parent, node = node, node[step.rstrip("_")]
        elif isinstance(node, MarkedList) and isinstance(step, int) and step < len(node):
            place = node.item_places[step]
            parent, node = node, node[step]
    return place, node if isinstance(node, MarkedMap) else parent


def _problem(item: Any, place: Place, parent: Any) -> Problem:
    kind = item["type"]
    key = next((step for step in reversed(item["loc"]) if isinstance(step, str) and step != "[key]"), "")
    wrong = item.get("ctx", {}).get("error")
    if isinstance(wrong, Wrong):
        return Problem(place, wrong.vi, wrong.en, wrong.hint_vi, wrong.hint_en)
    if kind == "extra_forbidden":
        return _unknown_key(item, place, parent, key)
    if kind == "missing":
        return Problem(place, f"thiếu khóa “{key}”", f'the key "{key}" is missing')
    if kind == "literal_error":
        expected = item["ctx"]["expected"]
        near = _nearest(str(item["input"]), [word.strip("' ") for word in expected.replace(" or ", ",").split(",")])
        return Problem(
            place,
            f"“{item['input']}” không phải giá trị cho phép của “{key}”",
            f'"{item["input"]}" is not a value that "{key}" allows',
            (f"có phải: {near}? " if near else "") + f"cho phép: {expected}",
            (f"did you mean: {near}? " if near else "") + f"allowed: {expected}",
        )
    if item["input"] is None:
        return Problem(place, f"khóa “{key}” chưa có giá trị", f'the key "{key}" has no value')
    shape_vi, shape_en = _SHAPES.get(kind, ("", ""))
    if shape_vi:
        return Problem(place, f"“{key}” phải là {shape_vi}", f'"{key}" must be {shape_en}')
    return Problem(place, f"“{key}” không hợp lệ: {item['msg']}", f'"{key}" is not valid: {item["msg"]}')


_SHAPES = {
    "string_type": ("chữ", "text"),
    "model_type": ("các cặp khóa: giá trị", "key: value pairs"),
    "model_attributes_type": ("các cặp khóa: giá trị", "key: value pairs"),
    "dict_type": ("các cặp khóa: giá trị", "key: value pairs"),
    "tuple_type": ("một danh sách (mỗi mục một dòng, bắt đầu bằng dấu -)", "a list (one item a line, each after a -)"),
    "too_short": ("một danh sách không rỗng", "a list that is not empty"),
}


def _unknown_key(item: Any, place: Place, parent: Any, key: str) -> Problem:
    if isinstance(parent, MarkedMap) and parent.is_flow and parent.get(key, "") is None:
        return Problem(
            place,
            f"không có khóa “{key}”: trong {{…}} dấu phẩy ngăn các khóa",
            f'unknown key "{key}": inside {{…}} a comma separates',
            "đặt chữ trong ngoặc kép, hoặc viết mỗi khóa một dòng",
            "quote the text, or write one key a line",
        )
    near = _nearest(key, _ALL_KEYS)
    return Problem(
        place,
        f"không có khóa “{key}” ở đây",
        f'unknown key "{key}" here',
        f"có phải: {near}?" if near else "xem: dondoc schema",
        f"did you mean: {near}?" if near else "see: dondoc schema",
    )


def _nearest(text: str, known: Iterable[str]) -> str:
    return ", ".join(difflib.get_close_matches(text, list(known), n=2, cutoff=0.6))


def _all_keys() -> frozenset[str]:
    models = [item for item in vars(schema).values() if isinstance(item, type) and issubclass(item, Fact)]
    return frozenset(info.alias or name for model in models for name, info in model.model_fields.items())


_ALL_KEYS = _all_keys()
