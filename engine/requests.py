"""What a caller asks to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.errors import InputError
from workflows.spelling import nfc


class BadReport(InputError):
    """A report that is neither the own nor the merged one."""

    code = "bad-report"
    fields = ("text", "candidates")
    vi = "không rõ báo cáo nào: “{text}”"
    en = 'no such report: "{text}"'
    hint_vi = "chọn một: {candidates}"
    hint_en = "choose one: {candidates}"


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """One move: a task, a trigger, the agency that acts, and what goes into the row.

    `on`: the day it was done (today, if left out). `row`: its line in a file; `given`: that line's cells, so that a
    refused row can be handed back. For side roads: `until`, the new last on-time day; `what`, the `own` or `merged`
    report; `missing`, the agencies whose inputs are left out; `allowed_by`, who allowed that.
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
    until: date | None = None
    what: str | None = None
    missing: tuple[str, ...] = ()
    allowed_by: str | None = None


def clean(text: str | None) -> str | None:
    """Text as it is kept and hashed: NFC, without blanks around it; None if nothing is left."""
    if text is None:
        return None
    return nfc(text).strip() or None
