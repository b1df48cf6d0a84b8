"""How a step is declared: its Vietnamese words with holes, and one example line.

In the words, `"{name}"` is a quoted text, `{day}` a day (20/06/2023 or 2023-06-20), `{count}` a number, and what stands
in `[…]` may be left out. The registry of all steps is what the documentation lists and what hints come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pytest_bdd import parsers
from pytest_bdd import step as bdd_step

Kind = Literal["given", "when", "then"]
KEYWORDS: dict[Kind, str] = {"given": "Biết", "when": "Khi", "then": "Thì"}

_HOLES = {
    "doing": "lập kế hoạch|thực hiện|báo cáo|tổng hợp",
    "day": r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}",
    "count": r"\d+",
    "year": r"\d{4}",
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step that policy writers may use. `module`: where it is worked out; `example`: a whole line."""

    kind: Kind
    words: str
    example: str
    module: str


VOCABULARY: list[StepWords] = []


def biet(words: str, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what is so beforehand (Biết, Cho)."""
    return _declare("given", words, example)


def khi(words: str, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what somebody does (Khi)."""
    return _declare("when", words, example)


def thi(words: str, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what must then hold (Thì)."""
    return _declare("then", words, example)


def _declare(kind: Kind, words: str, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    register = bdd_step(parsers.re(pattern_of(words)), kind, stacklevel=2)

    def declare(work: Callable[..., Any]) -> Callable[..., Any]:
        VOCABULARY.append(StepWords(kind, words, example, work.__module__))
        return register(work)

    return declare


def pattern_of(words: str) -> str:
    """The words as a regular expression with a named group for each hole; the whole line must match."""
    pattern = ""
    for part in re.split(r"(\[|\]|\"?\{\w+\}\"?)", words):
        if part == "[":
            pattern += "(?:"
        elif part == "]":
            pattern += ")?"
        elif hole := re.fullmatch(r"(\"?)\{(\w+)\}\"?", part):
            inner = '[^"]+' if hole[1] else _HOLES.get(re.sub(r"\d+$", "", hole[2]), r"\S+")
            pattern += f"{hole[1]}(?P<{hole[2]}>{inner}){hole[1]}"
        else:
            pattern += re.escape(part)
    return pattern + r"\Z"
