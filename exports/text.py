"""Values as texts of a file."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.fields import Value
from workflows.spelling import nfc


def as_text(value: Value) -> str:
    """In NFC; moments in UTC with milliseconds, booleans as `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_moment(value) if isinstance(value, datetime) else nfc(str(value))


def format_moment(moment: datetime) -> str:
    """`2023-06-19T00:00:00.003Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
