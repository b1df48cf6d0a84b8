"""How an answer is to be shown: language, width, colour, and the day from which it is seen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import words
from workflows.dates import format_day
from workflows.said import Name
from workflows.spelling import visible

_PAINT = re.compile("\x1b\\[(?:0|1|2|32|33|36|1;31)m")  # what `paint` writes
_VIETNAMESE = str.maketrans(",.", ".,")
_CODES = {"late": "1;31", "risk": "33", "done": "32", "dim": "2", "head": "1", "command": "36"}


@dataclass(frozen=True, slots=True)
class Look:
    """`command`: how a suggested command begins; `directives`: how many directives run (None: not known)."""

    lang: str = "vi"
    width: int = 80
    colour: bool = False
    today: date | None = None
    command: str = "dondoc"
    is_single: bool = True  # one directive runs, so that tasks may be named without it
    is_past: bool = False  # what is shown is over: nothing is suggested
    with_years: bool = False  # what is shown spans several years, so that a period needs its own
    is_brief: bool = False  # answers only, and nothing of what to do next
    own_words: Mapping[str, Name] = field(default_factory=dict)  # `state.NAME`, … as the running lifecycles say them

    def say(self, key: str, /, **values: Any) -> str:
        """Words of the catalogue in this language."""
        return words.say(key, self.lang, **values)

    def message(self, thing: Any) -> str:
        """What an error, a finding or a code with data says."""
        return words.message(thing, self.lang)

    def hint(self, thing: Any) -> str:
        """What to do about it; empty where nothing more is to be said."""
        return words.hint(thing, self.lang)

    def told(self, value: Any) -> str:
        """A value as it stands in a sentence: a name, a day, a list."""
        return str(words.told(value, self.lang))

    def label(self, family: str, name: str) -> str:
        """The words of a state, a trigger, …"""
        return words.label(family, name, self.lang, self.own_words)

    def done(self, trigger: str | None, kind: str) -> str:
        """What a row of history says was done: its trigger; without one, what kind of row it is."""
        if trigger is not None:
            return self.label("trigger", trigger)
        return self.say(f"row.{kind}") if words.has(f"row.{kind}") else kind

    def ordered(self, family: str, names: Iterable[str]) -> list[str]:
        """States, standings, triggers each once, in the order of the running lifecycles."""
        places = {key: place for place, key in enumerate(self.own_words)}
        return sorted(dict.fromkeys(names), key=lambda name: places.get(f"{family}.{name}", len(places)))

    def day(self, day: date | None, *, with_year: bool = False) -> str:
        """A day; in Vietnamese without its year where that is the year from which it is seen."""
        return format_day(day, self.lang, year=None if with_year or self.today is None else self.today.year)

    def number(self, text: str) -> str:
        """A decimal number as it is written in this language: `1.234,5` in Vietnamese, `1,234.5` in English."""
        grouped = f"{Decimal(text):,}"
        return grouped.translate(_VIETNAMESE) if self.lang == "vi" else grouped

    def onward(self, command: str | None) -> list[str]:
        """Below an answer, what to do next; nothing of the past, nor where only the answer is wanted."""
        if not command or self.is_past or self.is_brief:
            return []
        return ["", f"{self.say('word.next')} {self.paint(command, 'command')}"]

    def safe(self, text: str) -> str:
        """A whole answer as a terminal may have it: nothing in it acts on the screen but the colours that are meant."""
        parts = _PAINT.split(text) if self.colour else [text]
        codes = _PAINT.findall(text) if self.colour else []
        return "".join(itertools.chain.from_iterable(zip(map(visible, parts), [*codes, ""], strict=True)))

    def paint(self, text: str, style: str) -> str:
        """The text in the colour of a meaning, where there are colours."""
        if not self.colour or not style or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"
