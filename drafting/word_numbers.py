"""The numbers that Word makes by itself before paragraphs (`1.`, `a)`, `III.`): they are no part of their text."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_LEVELS = 9  # ISO/IEC 29500-1, 17.9.6
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# what Vietnamese lists count by: đ follows d, and f, j, w, z are left out
_LETTERS = "abcdđeghiklmnopqrstuvxy"


class Numbering:
    """Counts the automatic numbers of one document, paragraph by paragraph in its order (ISO/IEC 29500-1, 17.9)."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        part = next((each for each in document.part.package.parts if str(each.partname) == "/word/numbering.xml"), None)
        if part is None:
            return
        root = part.element
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {int(level.get(f"{_W}ilvl")): _level(level) for level in abstract.iter(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId")] = levels
        for number in root.iter(f"{_W}num"):
            self._lists[number.get(f"{_W}numId")] = number.find(f"{_W}abstractNumId").get(f"{_W}val")

    def of(self, paragraph: Any) -> str:
        """The number before that paragraph, a dash for a bullet; empty: none."""
        found = self._list_of(paragraph)
        if found is None or (abstract := self._lists.get(found[0])) is None:
            return ""
        level, levels = found[1], self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [0] * _MOST_LEVELS)
        form, text, start = levels[level]
        counts[level] = counts[level] + 1 if counts[level] else start
        for deeper in range(level + 1, _MOST_LEVELS):
            counts[deeper] = 0
        if form == "bullet":
            return "-"

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _shown(counts[at] or 1, levels[at][0] if at in levels else "decimal")

        return re.sub(r"%(\d)", shown, text).strip()

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph, its own or its style's; None where it is in none."""
        own = paragraph._p.pPr
        styles = [] if paragraph.style is None else [paragraph.style.element.find(f"{_W}pPr")]
        for properties in (own, *styles):
            number = None if properties is None else properties.find(f"{_W}numPr")
            identity = None if number is None else number.find(f"{_W}numId")
            if number is not None and identity is not None:
                level = number.find(f"{_W}ilvl")
                value = identity.get(f"{_W}val")
                return None if value == "0" else (value, 0 if level is None else int(level.get(f"{_W}val")))
        return None


def _level(level: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        found = level.find(f"{_W}{name}")
        return default if found is None else str(found.get(f"{_W}val") or default)

    return value("numFmt", "decimal"), value("lvlText", ""), int(value("start", "1"))


def _shown(number: int, form: str) -> str:
    if form in ("lowerRoman", "upperRoman"):
        text = ""
        for worth, sign in _ROMAN:
            text, number = text + sign * (number // worth), number % worth
        return text.upper() if form == "upperRoman" else text
    if form in ("lowerLetter", "upperLetter"):
        letter = _LETTERS[(number - 1) % len(_LETTERS)]
        return letter.upper() if form == "upperLetter" else letter
    return str(number)
