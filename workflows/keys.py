"""Readable, stable keys: how document, cascade and task keys are read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.errors import BadKey
from workflows.periods import Period, parse_period_key
from workflows.spelling import fold, nfc, slug

__all__ = ["CascadeKey", "TaskKey", "fold", "nfc", "parse_cascade_key", "parse_task_key", "slug"]

_SEGMENT = r"[a-z0-9]+(?:-[a-z0-9]+)*"
DOCUMENT_KEY = re.compile(rf"{_SEGMENT}\Z")
AGENCY_KEY = re.compile(rf"{_SEGMENT}(?:\.{_SEGMENT})*\Z")
TOPIC = DOCUMENT_KEY
_PERIOD_FIRST = re.compile(r"\d{4}-[A-Za-z0-9]+\Z")


@dataclass(frozen=True, slots=True, order=True)
class CascadeKey:
    """A directive's cascade in one year, written `ct-33-ttg-2021/2023`."""

    directive: str
    year: int

    def __str__(self) -> str:
        return f"{self.directive}/{self.year}"


@dataclass(frozen=True, slots=True)
class TaskKey:
    """A task, written `ct-33-ttg-2021/2023-H1/binh-dinh`, with `/topic` for any but the agency's general duty.

    `directive` is None in the short form `2023-H1/binh-dinh`, which leaves the cascade to the context.
    """

    period: Period
    agency: str
    topic: str | None = None
    directive: str | None = None

    def __str__(self) -> str:
        return "/".join(part for part in (self.directive, str(self.period), self.agency, self.topic) if part)


def parse_cascade_key(text: str) -> CascadeKey:
    """`ct-33-ttg-2021/2023` → its parts. Raises BadKey."""
    directive, slash, year = text.strip().partition("/")
    if not slash or not DOCUMENT_KEY.match(directive) or not re.fullmatch(r"[12]\d{3}", year):
        raise BadKey(text, "ct-33-ttg-2021/2023")
    return CascadeKey(directive, int(year))


def parse_task_key(text: str) -> TaskKey:
    """A full or short task key → its parts. Raises BadKey."""
    expected = "[ct-33-ttg-2021/]2023-H1/binh-dinh.so-noi-vu[/chu-de]"
    parts = text.strip().split("/")
    directive = parts.pop(0) if parts and not _PERIOD_FIRST.match(parts[0]) else None
    if not 2 <= len(parts) <= 3 or (directive is not None and not DOCUMENT_KEY.match(directive)):
        raise BadKey(text, expected)
    period, agency, topic = parts[0], parts[1], parts[2] if len(parts) == 3 else None
    if not AGENCY_KEY.match(agency) or (topic is not None and not TOPIC.match(topic)):
        raise BadKey(text, expected)
    return TaskKey(parse_period_key(period), agency, topic, directive)
