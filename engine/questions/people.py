"""Who recorded what: rows of history by the name that was given, or by the login that was used."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from engine.errors import NotFound
from engine.results import HistoryRow
from workflows.said import Said
from workflows.spelling import fold, nfc

_CANDIDATES = 8


def recorded_by(rows: Sequence[HistoryRow], person: str) -> tuple[HistoryRow, ...]:
    """The rows whose person or login is that text, in any case; where none is, those that have it as a part.

    Raises NotFound with the nearest names among these rows, where nobody answers to it.
    """
    wanted, folded = nfc(person).strip().casefold(), fold(person)
    if exact := tuple(row for row in rows if wanted in {name.casefold() for name in _names(row)}):
        return exact
    found = tuple(row for row in rows if folded and any(folded in fold(name) for name in _names(row)))
    if found or not rows:
        return found
    known = {fold(name): name for row in rows for name in _names(row)}
    nearest = difflib.get_close_matches(folded, known, n=3, cutoff=0.5) or sorted(known)[:_CANDIDATES]
    raise NotFound(Said("what.person"), person, tuple(known[name] for name in nearest))


def _names(row: HistoryRow) -> tuple[str, ...]:
    return tuple(name for name in (row.by, row.login) if name)
