"""One YAML file → one validated `Document`, with file:line:column on everything wrong, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from workflows import schema
from workflows.file_errors import regular, why
from workflows.findings import Place, Problem
from workflows.marked_yaml import MAX_BYTES, MarkedList, MarkedMap, Tree, decode, read_tree
from workflows.mistakes import meant, mistake
from workflows.references import Reference, references
from workflows.said import Said
from workflows.schema import Document, Overlay

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Loaded:
    """One definition file as read. `text`: what a launch pins; `cut_off`: texts that a comment cut short."""

    file: str
    text: str
    document: Document
    cut_off: tuple[tuple[Place, str], ...] = ()
    overlays: tuple[str, ...] = ()
    """The texts of own files laid over it."""

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every document that this one names by key, in the file's order of words."""
        return tuple(references(self.document))

    def under(self, overlay: Overlay, text: str) -> Loaded:
        """The same with what an own file says of it, which comes first."""
        said = {name: (*getattr(overlay, name), *getattr(self.document, name)) for name in Overlay.model_fields}
        return replace(self, document=self.document.model_copy(update=said), overlays=(*self.overlays, text))


def load_definition(path: Path | Traversable, shown_as: str | None = None) -> Loaded | list[Problem]:
    """Read and validate one file. Returns its problems, in the file's order, where it cannot be used."""
    file = shown_as or str(path)
    raw = _bytes(path, file)
    return raw if isinstance(raw, list) else load_text(raw, file)


def load_overlay(path: Path) -> tuple[Overlay, str] | list[Problem]:
    """Read and validate one file laid over a document: what it says, and its text."""
    raw = _bytes(path, str(path))
    if isinstance(raw, list):
        return raw
    overlay, _, text, problems = _validated(Overlay, raw, str(path))
    return _ordered(problems) if problems or overlay is None else (overlay, text)


def _bytes(path: Path | Traversable, file: str) -> bytes | list[Problem]:
    try:
        with regular(path).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)  # an endless file is no reason to run out of memory
    except OSError as error:
        return [Problem(Place(file, 1, 1), Said("mistake.file-unreadable", {"why": why(error)}))]


def load_text(raw: bytes, file: str) -> Loaded | list[Problem]:
    """The same for bytes in hand; `file` is the name to show, whose stem must equal the document's key."""
    document, tree, text, problems = _validated(Document, raw, file)
    if document is not None:
        problems += _name_differs(document, file)
    if problems or document is None or tree is None:
        return _ordered(problems)
    return Loaded(file, text, document, tuple(tree.cut_off))


def _validated(model: type[_Model], raw: bytes, file: str) -> tuple[_Model | None, Tree | None, str, list[Problem]]:
    """The file as that model (None: it cannot be used), as a tree and as text, and all that is wrong with it."""
    text, problems = decode(raw, file)
    if problems:
        return None, None, text, problems
    tree = read_tree(text, file)
    problems = list(tree.problems)
    if isinstance(tree.root, MarkedMap):
        try:
            return model.model_validate(tree.root), tree, text, problems
        except ValidationError as error:
            problems += translate(error, tree.root, file)
    return None, tree, text, problems


def _name_differs(document: Document, file: str) -> Iterable[Problem]:
    stem = Path(file).name.removesuffix(".yaml")
    if document.key != stem:
        yield Problem(
            document.place_of("key"),
            Said("mistake.key-and-file", {"key": document.key, "stem": stem}),
        )


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    unique = {(problem.place, str(problem.said)): problem for problem in problems}
    return sorted(unique.values(), key=lambda problem: problem.place)


def translate(error: ValidationError, root: Any, file: str, keys: Iterable[str] | None = None) -> list[Problem]:
    """pydantic's errors → problems by codes of the language, at the places where the file has them.

    `keys`: those among which the nearest to an unknown one is looked for; None: those of a document.
    """
    found = []
    for item in error.errors():
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # it is not too short: its items are wrong, and spoken of themselves
        place, parent = _locate(root, item["loc"], file)
        found.append(_problem(item, place, parent, _KEYS if keys is None else keys))
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


def _problem(item: Any, place: Place, parent: Any, keys: Iterable[str]) -> Problem:
    if item["type"] == "extra_forbidden":
        return _unknown_key(place, parent, str(item["loc"][-1]), keys)
    return Problem(place, mistake(item))


def _unknown_key(place: Place, parent: Any, key: str, keys: Iterable[str]) -> Problem:
    if isinstance(parent, MarkedMap) and parent.is_flow and parent.get(key, "") is None:
        return Problem(
            place,
            Said("mistake.comma-in-flow", {"key": key}),
        )
    return Problem(
        place, Said("mistake.unknown-key", {"key": key, "meant": meant(key, (each for each in keys if each != key))})
    )


def keys_of(module: Any) -> frozenset[str]:
    """All keys that a file may hold whose models are those of the module."""
    models = [item for item in vars(module).values() if isinstance(item, type) and issubclass(item, BaseModel)]
    return frozenset(info.alias or name for model in models for name, info in model.model_fields.items())


_KEYS = keys_of(schema)
