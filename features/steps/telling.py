"""How a step says that something does not hold: in Vietnamese, the language of the features, and in English."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from words import hint, message
from workflows.errors import DondocError


class Told(str):
    """What is said in Vietnamese; `en`: the same in English."""

    en: str

    def __new__(cls, vi: str, en: str) -> Told:
        told = super().__new__(cls, vi)
        told.en = en
        return told


class Unspoken(AssertionError):
    """Something was refused, and no step of the scenario says so."""


def fail(vi: str, en: str) -> NoReturn:
    """The step does not hold."""
    raise AssertionError(Told(vi, en))


def hold(condition: object, vi: str, en: str) -> None:
    """Go on if the condition holds; else the step fails with these words."""
    if not condition:
        fail(vi, en)


def same(actual: Any, expected: Any, vi: str, en: str | None = None) -> None:
    """Both are the same; `vi` and `en`: what it is that was compared."""
    hold(
        actual == expected,
        f"{vi}: là {shown(actual)}, không phải {shown(expected)}",
        f"{en or vi}: {shown(actual, 'en')}, not {shown(expected, 'en')}",
    )


def shown(value: Any, lang: str = "vi") -> str:
    """A value in a message."""
    is_vi = lang == "vi"
    if value is None:
        return "không có" if is_vi else "none"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if is_vi else value.isoformat()
    if isinstance(value, (set, frozenset, list, tuple)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return ", ".join(shown(item, lang) for item in items) or ("không có" if is_vi else "none")
    return str(value)


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
        return Told(said(error), said(error, "en"))
    if isinstance(error, AssertionError) and error.args:
        first = error.args[0]
        return first if isinstance(first, Told) else Told(str(first), str(first))
    words = f"{type(error).__name__}: {error}"
    return Told(words, words)
