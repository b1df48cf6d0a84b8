"""A value that a definition file may not hold, raised from inside a pydantic validator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from workflows.said import Said


class Wrong(ValueError):
    """A value that the language refuses. `code`: in the catalogue `mistake.CODE`, filled with the facts."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, facts)
        self.said = Said(f"mistake.{code}", facts)


def wrong_at(model: str, wrongs: Iterable[tuple[tuple[int | str, ...], Any, Wrong]]) -> ValidationError:
    """Several wrong values at once, each with its path below the model, to raise from a validator of the whole."""
    lines = [
        InitErrorDetails(type="value_error", loc=loc, input=given, ctx={"error": wrong}) for loc, given, wrong in wrongs
    ]
    return ValidationError.from_exception_data(model, lines)
