"""Which scenarios are meant by their tags: `@gap and not (@cham or @nhap)`, as Cucumber writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from workflows.errors import InputError

Chosen = Callable[[Collection[str]], bool]
_TOKEN = re.compile(r"\s*(@[^\s()@]+|\(|\)|and\b|or\b|not\b)")


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
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.token = self._next()

    def _next(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            if self.text[self.at :].strip():
                raise self._wrong()
            return ""
        self.at = found.end()
        return found[1]

    def _wrong(self) -> BadTags:
        rest = self.text[self.at :]
        return BadTags(self.text, self.at + len(rest) - len(rest.lstrip()) + 1)

    def _take(self, token: str) -> bool:
        is_it = self.token == token
        if is_it:
            self.token = self._next()
        return is_it

    def whole(self) -> Chosen:
        chosen = self._either()
        if self.token:
            raise self._wrong()
        return chosen

    def _either(self) -> Chosen:
        one = self._both()
        while self._take("or"):
            one = _any(one, self._both())
        return one

    def _both(self) -> Chosen:
        one = self._single()
        while self._take("and"):
            one = _all(one, self._single())
        return one

    def _single(self) -> Chosen:
        if self._take("not"):
            other = self._single()
            return lambda tags: not other(tags)
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise self._wrong()
            return inner
        tag = self.token
        if not tag.startswith("@"):
            raise self._wrong()
        self.token = self._next()
        return lambda tags: tag in tags


def _any(one: Chosen, other: Chosen) -> Chosen:
    return lambda tags: one(tags) or other(tags)


def _all(one: Chosen, other: Chosen) -> Chosen:
    return lambda tags: one(tags) and other(tags)
