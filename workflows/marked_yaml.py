"""YAML as dondoc reads it: text scalars, maps and lists, each knowing its line and column.

No implicit types (`1.10`, `no`, `16:00` stay text). Refused, each with its place: tags, anchors and aliases, merge
keys, repeated keys, several YAML documents in one file, deep nesting. Nothing is ever constructed from a file.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from workflows.findings import Place, Problem
from workflows.said import Said

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CITED = ("at", "title", "content", "number", "printed")


# how files begin that are given in place of text
_NO_TEXT = ((b"PK\x03\x04", "archive"), (b"\xd0\xcf\x11\xe0", "office"), (b"%PDF-", "pdf"))


class MarkedMap(dict[str, Any]):
    """A mapping with its place, its keys' places and its values' places."""

    __slots__ = ("is_flow", "key_places", "place", "value_places")

    def __init__(self, place: Place, is_flow: bool) -> None:
        super().__init__()
        self.place = place
        self.is_flow = is_flow
        self.key_places: dict[str, Place] = {}
        self.value_places: dict[str, Place] = {}


class MarkedList(list[Any]):
    """A list with its place and its items' places."""

    __slots__ = ("item_places", "place")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.item_places: list[Place] = []


@dataclass
class Tree:
    """What one file holds. `problems`: why it cannot be used; `cut_off`: places where a comment cut off a text.

    `root`: None where the file could not be read to its end, so that nobody misses what was not reached.
    """

    root: Any
    problems: list[Problem] = field(default_factory=list)
    cut_off: list[tuple[Place, str]] = field(default_factory=list)


def decode(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    """UTF-8 bytes → NFC text. A BOM and NFD are accepted; anything else is a problem with the line where it breaks."""
    if (problem := _no_utf8_file(raw, file)) is not None:
        return "", [problem]
    if len(raw) > MAX_BYTES:
        return "", [Problem(Place(file, 1, 1), Said("mistake.too-large"))]
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        return "", [not_utf8(error, file)]


def not_utf8(error: UnicodeDecodeError, file: str) -> Problem:
    """What the bytes that failed to decode are instead, with the line where it shows, and how to make UTF-8 of them."""
    raw = error.object
    return _no_utf8_file(raw, file) or Problem(
        Place(file, raw.count(b"\n", 0, error.start) + 1, 1),
        Said("mistake.not-utf8"),
    )


def _no_utf8_file(raw: bytes, file: str) -> Problem | None:
    """What the first bytes say the file is, where that is no text in UTF-8."""
    start = Place(file, 1, 1)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(start, "UTF-16")
    if len(raw) >= 4 and raw[0] and not raw[1] and raw[2] and not raw[3]:
        return _utf16(start, "UTF-16LE")
    if len(raw) >= 4 and not raw[0] and raw[1] and not raw[2] and raw[3]:
        return _utf16(start, "UTF-16BE")
    for signature, kind in _NO_TEXT:
        if raw.startswith(signature):
            return Problem(start, Said("mistake.no-text", {"kind": Said(f"mistake.no-text.{kind}")}))
    return None


def _utf16(start: Place, name: str) -> Problem:
    return Problem(start, Said("mistake.utf16", {"name": name}))


def read_tree(text: str, file: str) -> Tree:
    """YAML text → tree. Never raises; everything wrong is in `problems`."""
    return _Reader(text, file).read()


class _Reader:
    """Builds the tree from the parser's events, one open collection on the stack at a time."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.lines = text.split("\n")
        self.tree = Tree(None)
        self.stack: list[MarkedMap | MarkedList] = []
        self.keys: list[str | None] = []
        self.documents = 0

    def read(self) -> Tree:
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                self._take(event)
        except (yaml.YAMLError, RecursionError) as error:
            self._cut_short(error)
        if not self.tree.problems and not isinstance(self.tree.root, MarkedMap):
            self._problem(
                Place(self.file, 1, 1),
                "no-pairs",
            )
        return self.tree

    def _take(self, event: Any) -> None:
        place = self._place(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self._problem(
                    place,
                    "second-document",
                )
            return
        if isinstance(event, yaml.AliasEvent):
            self._problem(
                place,
                "yaml-alias",
                name=event.anchor,
            )
            self._put(None, place)
            return
        if not isinstance(
            event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.CollectionEndEvent)
        ):
            return
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.keys.pop()
            return
        if event.anchor is not None:
            self._problem(place, "yaml-anchor", name=event.anchor)
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!" and event.style):
            self._problem(
                place,
                "yaml-tag",
                name=event.tag,
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        else:
            value: MarkedMap | MarkedList = (
                MarkedMap(place, bool(event.flow_style))
                if isinstance(event, yaml.MappingStartEvent)
                else MarkedList(place)
            )
            self._put(value, place)
            self.stack.append(value)
            self.keys.append(None)
            if len(self.stack) > MAX_DEPTH:
                raise RecursionError

    def _scalar(self, event: Any, place: Place) -> None:
        event.value = unicodedata.normalize("NFC", event.value)  # escapes may hold what decoding has not seen
        if _CONTROL.search(event.value):
            self._problem(place, "control-character")
        plain = event.style is None or event.style == ""
        top = self.stack[-1] if self.stack else None
        if isinstance(top, MarkedMap) and self.keys[-1] is None:
            self._key(top, event.value, place)
            return
        if plain and isinstance(top, MarkedMap) and self.keys[-1] in _CITED:
            self._comment_after(event)
        value = None if plain and event.value in ("", "~", "null") else event.value
        self._put(value, place)

    def _key(self, top: MarkedMap, key: str, place: Place) -> None:
        if key == "<<":
            self._problem(place, "merge-key")
        if key in top.key_places:
            first = top.key_places[key]
            self._problem(
                place,
                "key-twice",
                key=key,
                line=first.line,
            )
        top.key_places[key] = place
        self.keys[-1] = key

    def _put(self, value: Any, place: Place) -> None:
        if not self.stack:
            if self.documents <= 1:
                self.tree.root = value
            return
        top = self.stack[-1]
        if isinstance(top, MarkedList):
            top.append(value)
            top.item_places.append(place)
            return
        key = self.keys[-1]
        if key is None:
            self._problem(place, "key-not-text")
            self.keys[-1] = "?"
            top.key_places["?"] = place
            return
        top[key] = value
        top.value_places[key] = place
        self.keys[-1] = None

    def _comment_after(self, event: Any) -> None:
        line = self.lines[event.end_mark.line] if event.end_mark.line < len(self.lines) else ""
        if match := re.match(r"\s+#\s?(.*)", line[event.end_mark.column :]):
            self.tree.cut_off.append((self._place(event), match[1].strip()))

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _cut_short(self, error: yaml.YAMLError | RecursionError) -> None:
        self.tree.root = None
        if isinstance(error, yaml.MarkedYAMLError):
            self._syntax(error)
        elif isinstance(error, RecursionError):
            place = self.stack[-1].place if self.stack else Place(self.file, 1, 1)
            self._problem(place, "nested-too-deep", limit=MAX_DEPTH)
        else:
            self._problem(Place(self.file, 1, 1), "yaml-syntax", detail=str(error))

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
        detail = error.problem or str(error)
        code = "yaml-syntax"
        if "mapping values are not allowed" in detail:
            code = "yaml-unquoted"
        elif "\t" in "".join(self.lines[place.line - 1 : place.line])[: place.column]:
            code = "yaml-tab"
        self._problem(place, code, detail=detail)

    def _problem(self, place: Place, code: str, **facts: Any) -> None:
        self.tree.problems.append(Problem(place, Said(f"mistake.{code}", facts)))
