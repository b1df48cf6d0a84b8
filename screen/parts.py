"""The answers within an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from workflows.said import Name


def parts_of(answer: Any) -> Iterator[Any]:
    """Every answer within an answer, each before what it holds."""
    if isinstance(answer, (tuple, list)):
        for each in answer:
            yield from parts_of(each)
    elif is_dataclass(answer) and not isinstance(answer, (Name, type)):
        yield answer
        for item in fields(answer):
            value = getattr(answer, item.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from parts_of(value)
