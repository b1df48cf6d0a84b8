"""Once for a whole answer: whose work the agencies in it took over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from screen.figures import wrapped
from screen.look import Look
from workflows.said import NAMELESS, Name

_SHOWN = 8


def formers_text(answer: object, look: Look, said: str) -> str:
    """The same as text under an answer, but for what the answer itself has `said`."""
    told = [line for line in formers_lines(answer, look) if line not in said]
    return "\n".join(look.paint(line, "dim") for each in told for line in wrapped(each, look))


def formers_lines(answer: object, look: Look) -> list[str]:
    """One line for each heir in the answer; of very many the first ones."""
    found: dict[str, dict[str, None]] = {}
    for heir, formers in _heirs(answer):
        found.setdefault(look.told(heir), {}).update(dict.fromkeys(map(look.told, formers)))
    lines = [look.say("figures.heir", name=heir, formers=", ".join(formers)) for heir, formers in found.items()]
    more = [look.say("moved.more", n=len(lines) - _SHOWN)] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]


def _heirs(answer: Any) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """Each agency of the answer that is somebody's heir, with those before it, in the order of the answer."""
    if isinstance(answer, (tuple, list)):
        for each in answer:
            yield from _heirs(each)
    elif is_dataclass(answer) and not isinstance(answer, (Name, type)):
        if formers := getattr(answer, "formerly", ()):
            yield getattr(answer, "agency_name", getattr(answer, "name", NAMELESS)), formers
        for item in fields(answer):
            value = getattr(answer, item.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from _heirs(value)
