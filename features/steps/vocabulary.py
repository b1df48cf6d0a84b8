"""How a step is declared: its Vietnamese words with holes, and one example line.

In the words, `"{name}"` is a quoted text, `{day}` a day (20/06/2023 or 2023-06-20), `{count}` a number, and what stands
in `[…]` may be left out. The registry of all steps is what the documentation lists and what hints come from.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from pytest_bdd import parsers
from pytest_bdd import step as bdd_step

from workflows.spelling import fold

Kind = Literal["given", "when", "then"]
KEYWORDS: dict[str, str] = {"given": "Biết", "when": "Khi", "then": "Thì"}

Work = TypeVar("Work", bound=Callable[..., Any])

_HOLES = {
    "doing": "lập kế hoạch|thực hiện|báo cáo|tổng hợp",
    "report": "riêng|tổng hợp",
    "day": r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}",
    "count": r"\d+",
    "year": r"\d{4}",
}
_QUOTE = '["“”]'
_HINTS = 2
_FAR = 0.55  # below this likeness a hint would mislead


@dataclass(frozen=True)
class StepWords:
    """One step that policy writers may use. `module`: where it is worked out; `example`: a whole line.

    `table`: the columns that the table below the line may have; empty where it takes none.
    """

    kind: Kind
    words: str
    example: str
    module: str
    table: tuple[str, ...] = ()

    @property
    def sample(self) -> str:
        """The example without its keyword."""
        return self.example.partition(" ")[2].partition("\n")[0]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(pattern_of(self.words))

    @cached_property
    def skeletons(self) -> tuple[str, ...]:
        """The words without their quoted texts: with all that may be left out, without it, and as in the example."""
        short = re.sub(r"\[[^]]*\]", "", self.words)
        return tuple(dict.fromkeys(map(_skeleton, (re.sub(r"[][]", "", self.words), short, self.sample))))


VOCABULARY: list[StepWords] = []


def biet(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what is so beforehand (Biết, Cho)."""
    return _declare("given", words, example, tuple(table))


def khi(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what somebody does (Khi)."""
    return _declare("when", words, example, tuple(table))


def thi(words: str, example: str, table: Sequence[str] = ()) -> Callable[[Work], Work]:
    """Declare what must then hold (Thì)."""
    return _declare("then", words, example, tuple(table))


def _declare(kind: Kind, words: str, example: str, table: tuple[str, ...]) -> Callable[[Work], Work]:
    register = bdd_step(parsers.re(pattern_of(words)), kind, stacklevel=2)

    def declare(work: Work) -> Work:
        VOCABULARY.append(StepWords(kind, words, example, work.__module__, table))
        return register(work)  # type: ignore[return-value]

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
            inner = '[^"“”]+' if hole[1] else _HOLES.get(re.sub(r"\d+$", "", hole[2]), r"\S+")
            quote = _QUOTE if hole[1] else ""
            pattern += f"{quote}(?P<{hole[2]}>{inner}){quote}"
        else:
            pattern += re.escape(part)
    return pattern + r"\Z"


def matching(kind: str, text: str) -> list[StepWords]:
    """The steps of that kind that a line without its keyword says; one, if the vocabulary is sound."""
    return [step for step in VOCABULARY if step.kind == kind and step.pattern.match(text)]


def nearest(kind: str, text: str) -> list[StepWords]:
    """The known steps that an unknown line most likely meant, best first; a step of another kind only if it matches."""
    elsewhere = [step for step in VOCABULARY if step.kind != kind and step.pattern.match(text)]
    wanted = _skeleton(text)
    likeness = {
        index: max(difflib.SequenceMatcher(None, wanted, skeleton).ratio() for skeleton in step.skeletons)
        for index, step in enumerate(VOCABULARY)
        if step.kind == kind
    }
    ranked = sorted(likeness, key=lambda index: -likeness[index])
    best = likeness[ranked[0]] if ranked else 0
    close = [VOCABULARY[index] for index in ranked if likeness[index] >= max(_FAR, best - 0.1)]
    return [*elsewhere, *close][:_HINTS]


def _skeleton(text: str) -> str:
    """The line without what is told apart by its holes."""
    text = re.sub(r"[\"“][^\"”]*[\"”]", '""', text)
    text = re.sub(r"\{\w+\}|\d[\d/-]*", "0", text)
    return fold(text)
