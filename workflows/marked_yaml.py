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

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CITED = ("at", "title", "content", "number", "printed")


# how files begin that are given in place of text: bytes, Vietnamese, English
_NO_TEXT = (
    (b"PK\x03\x04", "bảng tính Excel (xlsx) hoặc tệp nén khác", "an Excel spreadsheet (xlsx) or another archive"),
    (b"\xd0\xcf\x11\xe0", "bảng tính hoặc văn bản Office cũ (xls, doc)", "an old Office file (xls, doc)"),
    (b"%PDF-", "PDF", "a PDF"),
)


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
    """What one file holds. `problems`: why it cannot be used; `cut_off`: places where a comment cut off a text."""

    root: Any
    problems: list[Problem] = field(default_factory=list)
    cut_off: list[tuple[Place, str]] = field(default_factory=list)


def decode(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    """UTF-8 bytes → NFC text. A BOM and NFD are accepted; anything else is a problem with the line where it breaks."""
    if (problem := _no_utf8_file(raw, file)) is not None:
        return "", [problem]
    if len(raw) > MAX_BYTES:
        return "", [Problem(Place(file, 1, 1), "tệp lớn hơn 2 MB", "the file is larger than 2 MB")]
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        return "", [not_utf8(error, file)]


def not_utf8(error: UnicodeDecodeError, file: str) -> Problem:
    """What the bytes that failed to decode are instead, with the line where it shows, and how to make UTF-8 of them."""
    raw = error.object
    return _no_utf8_file(raw, file) or Problem(
        Place(file, raw.count(b"\n", 0, error.start) + 1, 1),
        "không phải UTF-8 (có thể là bảng mã cũ như Windows-1258 hay TCVN3)",
        "not UTF-8 (perhaps an old code page such as Windows-1258 or TCVN3)",
        "chuyển bằng: iconv -f WINDOWS-1258 -t UTF-8 TỆP > TỆP-MỚI",
        "convert with: iconv -f WINDOWS-1258 -t UTF-8 FILE > NEW-FILE",
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
    for signature, vi, en in _NO_TEXT:
        if raw.startswith(signature):
            return Problem(
                start,
                f"tệp là {vi}, không phải chữ UTF-8",
                f"the file is {en}, not UTF-8 text",
                "bảng tính: mở ra và lưu thành CSV UTF-8; tệp khác: lưu nội dung thành tệp chữ UTF-8",
                "a spreadsheet: open it and save it as CSV UTF-8; any other: save what it says as UTF-8 text",
            )
    return None


def _utf16(start: Place, name: str) -> Problem:
    return Problem(
        start,
        "tệp ghi bằng UTF-16, không phải UTF-8",
        "the file is UTF-16, not UTF-8",
        f"lưu lại với bảng mã UTF-8, hoặc chuyển bằng: iconv -f {name} -t UTF-8 TỆP > TỆP-MỚI",
        f"save it as UTF-8, or convert with: iconv -f {name} -t UTF-8 FILE > NEW-FILE",
    )


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
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except yaml.YAMLError as error:
            self._problem(Place(self.file, 1, 1), f"cú pháp YAML sai: {error}", f"YAML syntax error: {error}")
        except RecursionError:
            self._too_deep(self.stack[-1].place if self.stack else Place(self.file, 1, 1))
        if not self.tree.problems and not isinstance(self.tree.root, MarkedMap):
            self._problem(
                Place(self.file, 1, 1),
                "tệp trống hoặc không phải các cặp khóa: giá trị",
                "the file is empty or not key: value pairs",
            )
        return self.tree

    def _take(self, event: Any) -> None:
        place = self._place(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self._problem(
                    place,
                    "một tệp chỉ chứa một văn bản (có dấu --- thứ hai)",
                    "one file holds one document (a second --- follows)",
                )
            return
        if isinstance(event, yaml.AliasEvent):
            self._problem(
                place,
                f"không dùng bí danh *{event.anchor}",
                f"aliases are refused: *{event.anchor}",
                "viết lại giá trị",
                "write the value out",
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
            self._problem(place, f"không dùng neo &{event.anchor}", f"anchors are refused: &{event.anchor}")
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!" and event.style):
            self._problem(
                place,
                f"không dùng thẻ {event.tag}",
                f"tags are refused: {event.tag}",
                "một tệp chỉ chứa chữ, danh sách và cặp khóa: giá trị",
                "a file holds text, lists and key: value pairs only",
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
            self._problem(place, "chữ có ký tự điều khiển", "the text holds a control character")
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
            self._problem(place, "không dùng khóa gộp <<", "merge keys are refused: <<")
        if key in top.key_places:
            first = top.key_places[key]
            self._problem(
                place,
                f"khóa “{key}” đã có ở dòng {first.line}",
                f'key "{key}" stands already on line {first.line}',
                "bỏ một trong hai",
                "remove one of the two",
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
            self._problem(place, "khóa phải là chữ", "a key must be text")
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

    def _too_deep(self, place: Place) -> None:
        self._problem(place, f"lồng nhau quá {MAX_DEPTH} tầng", f"nested deeper than {MAX_DEPTH} levels")

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
        detail = error.problem or str(error)
        hint_vi = hint_en = ""
        if "mapping values are not allowed" in detail:
            hint_vi = 'chữ có dấu ": " phải đặt trong ngoặc kép, ví dụ title: "V/v: đôn đốc"'
            hint_en = 'quote text that holds ": ", for example title: "V/v: đôn đốc"'
        elif "\t" in "".join(self.lines[place.line - 1 : place.line])[: place.column]:
            hint_vi, hint_en = "thụt dòng bằng dấu cách, không dùng phím Tab", "indent with spaces, not tabs"
        self._problem(place, f"cú pháp YAML sai: {detail}", f"YAML syntax error: {detail}", hint_vi, hint_en)

    def _problem(self, place: Place, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        self.tree.problems.append(Problem(place, vi, en, hint_vi, hint_en))
