"""How a step says that something does not hold: in Vietnamese, the language of the features, and in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from words import LANGUAGES, hint, message, say
from workflows.errors import DondocError
from workflows.said import Said

T = TypeVar("T")


class Told(str):
    """The catalogue's words of that key in Vietnamese; `en`: in English. `facts`: what they are filled with."""

    en: str

    def __new__(cls, key: str, /, **facts: Any) -> Told:
        return cls.of(*(say(key, lang, **facts) for lang in LANGUAGES))

    @classmethod
    def of(cls, vi: str, en: str) -> Told:
        """What was said elsewhere, in both languages."""
        told = super().__new__(cls, vi)
        told.en = en
        return told


class Unspoken(AssertionError):
    """Something was refused, and no step of the scenario says so."""


def fail(key: str, /, **facts: Any) -> NoReturn:
    """The step does not hold."""
    raise AssertionError(Told(key, **facts))


def hold(condition: object, key: str, /, **facts: Any) -> None:
    """Go on if the condition holds; else the step fails with these words."""
    if not condition:
        fail(key, **facts)


def there(found: T | None, key: str, /, **facts: Any) -> T:
    """What was found; where nothing was, the step fails with these words."""
    return fail(key, **facts) if found is None else found


def same(actual: Any, expected: Any, key: str, /, **facts: Any) -> None:
    """Both are the same; `key` and `facts`: what it is that was compared."""
    same_called(actual, expected, (actual, expected), key, **facts)


def same_called(actual: Any, expected: Any, names: Sequence[Any], key: str, /, **facts: Any) -> None:
    """Both are the same key, or keys; `names`: what each of the two is called."""
    found, wanted = map(shown, names)
    hold(actual == expected, "step.is_not", what=Said(key, facts), found=found, wanted=wanted)


def shown(value: Any) -> Any:
    """A value as it stands in a message: what is none is said to be none, a set is sorted."""
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, (list, tuple)) and value:
        return [shown(item) for item in value]
    return Said("step.none") if value in (None, (), []) else value


def said(error: DondocError, lang: str = "vi") -> str:
    """An error of ours with its particulars and its hint."""
    text = message(error, lang)
    for name in ("problems", "findings"):
        for item in getattr(error, name, ())[:3]:
            text += f"; {item.place}: {message(item, lang)}"
    advice = hint(error, lang)
    return f"{text} ({advice})" if advice else text


def told_of(error: BaseException) -> Told:
    """What made a step fail, in both languages."""
    if isinstance(error, DondocError):
        return Told.of(*(said(error, lang) for lang in LANGUAGES))
    if isinstance(error, AssertionError) and error.args:
        first = error.args[0]
        return first if isinstance(first, Told) else Told.of(str(first), str(first))
    words = f"{type(error).__name__}: {error}"
    return Told.of(words, words)
