"""Once for a whole answer: whose work the agencies in it took over."""

from __future__ import annotations

from engine.results import may_have
from screen.figures import wrapped
from screen.look import Look
from screen.parts import parts_of
from workflows.said import NAMELESS

_SHOWN = 8


def formers_text(answer: object, look: Look, said: str) -> str:
    """The same as text under an answer, but for what the answer itself has `said`."""
    told = [line for line in formers_lines(answer, look) if line not in said]
    return "\n".join(look.paint(line, "dim") for each in told for line in wrapped(each, look))


def formers_lines(answer: object, look: Look) -> list[str]:
    """One line for each heir in the answer; of very many the first ones."""
    found: dict[str, dict[str, None]] = {}
    for part in parts_of(answer) if may_have(answer, "formerly") else ():
        if formers := getattr(part, "formerly", ()):
            heir = getattr(part, "agency_name", getattr(part, "name", NAMELESS))
            found.setdefault(look.told(heir), {}).update(dict.fromkeys(map(look.told, formers)))
    lines = [look.say("figures.heir", name=heir, formers=", ".join(formers)) for heir, formers in found.items()]
    more = [look.say("moved.more", n=len(lines) - _SHOWN)] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]
