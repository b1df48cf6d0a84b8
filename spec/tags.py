"""Which scenarios are meant by their tags: `@gap and not (@cham or @nhap)`, as Cucumber writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from workflows.errors import InputError

Chosen = Callable[[Collection[str]], bool]
_TOKEN = re.compile(r"@[^\s()@]+|\(|\)|and\b|or\b|not\b")
_BINDS = {"or": 1, "and": 2, "not": 3}


class BadTags(InputError):
    """A text that is no tag expression."""

    code = "bad-tags"
    fields = ("text", "place")


class NoSuchTags(InputError):
    """No scenario has such tags."""

    code = "no-such-tags"
    fields = ("text", "candidates")


def parse_tags(text: str) -> Chosen:
    """An expression → whether a scenario with these tags (`@gap`) is meant. Raises BadTags."""
    done: list[Chosen] = []
    waiting: list[str] = []  # operators whose right side is still to come, and open brackets

    def settle(least: int) -> None:
        while waiting and _BINDS.get(waiting[-1], 0) >= least:
            operator, right = waiting.pop(), done.pop()
            done.append(_joined(operator, right if operator == "not" else done.pop(), right))

    is_tag_next, at = True, 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        found = _TOKEN.match(rest)
        token = found[0] if found else ""
        if is_tag_next and token in ("not", "("):
            waiting.append(token)
        elif is_tag_next and token.startswith("@"):
            done.append(lambda tags, tag=token: tag in tags)  # type: ignore[misc]
            is_tag_next = False
        elif not is_tag_next and token in ("and", "or"):
            settle(_BINDS[token])
            waiting.append(token)
            is_tag_next = True
        elif not is_tag_next and token == ")" and "(" in waiting:
            settle(1)
            waiting.pop()
        else:
            raise BadTags(text, at + 1)
        at += len(token)
    if is_tag_next or "(" in waiting:
        raise BadTags(text, len(text) + 1)
    settle(1)
    return done[0]


def _joined(operator: str, left: Chosen, right: Chosen) -> Chosen:
    match operator:
        case "not":
            return lambda tags: not right(tags)
        case "and":
            return lambda tags: left(tags) and right(tags)
    return lambda tags: left(tags) or right(tags)
