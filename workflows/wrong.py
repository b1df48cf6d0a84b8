"""A value that a definition file may not hold, told in both languages from inside a pydantic validator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails


class Wrong(ValueError):
    """A value that the language refuses, with its words in Vietnamese and English."""

    def __init__(self, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        super().__init__(vi, en, hint_vi, hint_en)
        self.vi, self.en, self.hint_vi, self.hint_en = vi, en, hint_vi, hint_en


def wrong_at(model: str, wrongs: Iterable[tuple[tuple[int | str, ...], Any, Wrong]]) -> ValidationError:
    """Several wrong values at once, each with its path below the model, to raise from a validator of the whole."""
    lines = [
        InitErrorDetails(type="value_error", loc=loc, input=given, ctx={"error": wrong}) for loc, given, wrong in wrongs
    ]
    return ValidationError.from_exception_data(model, lines)
