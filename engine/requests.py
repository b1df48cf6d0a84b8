"""What a caller asks to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.spelling import nfc


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """One move: a task, a trigger, the agency that acts, and what goes into the row.

    `on`: the day it was done (today, if left out). `row`: its line in a file; `given`: that line's cells, so that a
    refused row can be handed back.
    """

    task: str
    trigger: str
    as_agency: str
    by: str | None = None
    on: date | None = None
    document: str | None = None
    reason: str | None = None
    idempotency_key: str | None = None
    row: int | None = None
    given: Mapping[str, str] = field(default_factory=dict)


def clean(text: str | None) -> str | None:
    """Text as it is kept and hashed: NFC, without blanks around it; None if nothing is left."""
    if text is None:
        return None
    return nfc(text).strip() or None
