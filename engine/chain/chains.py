"""What makes history provable: each row's hash covers the row and the hash before it, one chain for each task.

hash = SHA-256 of the canonical JSON (RFC 8785) of every field of the row that is not null, `hash` itself left out;
`form` names this recipe. Fields are integers or texts in NFC. Left-out nulls mean that a column added later alters no
old hash. Before the first row stands the task's genesis: what was launched and what it owes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.canonical import canonical
from workflows.said import Said

FORM = 1

HISTORY_COLUMNS = (
    "cascade_id",
    "task_no",
    "seq",
    "kind",
    "trigger",
    "from",
    "to",
    "agency",
    "on_behalf_of",
    "by",
    "login",
    "mandate",
    "occurred_on",
    "recorded_at",
    "document",
    "reason",
    "due_before",
    "due_after",
    "cause",
    "calendar_hash",
    "batch",
    "ref_seq",
    "idempotency_key",
    "payload",
    "form",
    "prev_hash",
    "hash",
)


def hash_row(row: Mapping[str, Any]) -> str:
    """The hash of a history row, given by column name; `hash` and nulls are passed over."""
    return hash_covered({name: value for name, value in row.items() if value is not None and name != "hash"})


def hash_covered(covered: Mapping[str, Any]) -> str:
    """The same of a row that has neither nulls nor a hash yet."""
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def genesis_hash(
    cascade: str,
    task: str,
    definition_hash: str,
    owes: Iterable[str],
    due: Mapping[str, date | str | None],
) -> str:
    """What a chain starts from: the task of a cascade, its definition, what it owes and by which days as launched.

    `owes`: of `plan`, `report`, `merged`, in that order; `due`: the last on-time day of each that has one.
    """
    return hashlib.sha256(genesis_content(cascade, task, definition_hash, owes, due).encode()).hexdigest()


def genesis_content(
    cascade: str,
    task: str,
    definition_hash: str,
    owes: Iterable[str],
    due: Mapping[str, date | str | None],
) -> str:
    """The canonical JSON whose hash it is; the task's key comes last in it."""
    days = {name: str(day) for name, day in due.items() if day is not None}
    content = {
        "form": FORM,
        "cascade": cascade,
        "task": task,
        "definition_hash": definition_hash,
        "owes": list(owes),
        "due": days,
    }
    return canonical(content)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A row of a chain that does not hold, and why."""

    seq: int
    why: Said


def verify_chain(rows: Iterable[Mapping[str, Any]], genesis: str, at: str = "seq") -> tuple[BrokenLink, ...]:
    """Recompute a chain; empty if it holds. `rows`: every column by name, sorted by their number, the column `at`.

    After a broken row the next one is held against the hash that is stored, so that one change is one finding.
    """
    broken = []
    why: Said | None
    expected_seq, prev_hash, recorded_at = 1, genesis, ""
    for row in rows:
        if row[at] != expected_seq:
            why = Said("broken.row-missing", {"expected": expected_seq})
        elif row["prev_hash"] != prev_hash:
            why = Said("broken.row-unlinked")
        elif row["form"] != FORM:
            why = Said("broken.row-form")
        elif row["hash"] != hash_row(row):
            why = Said("broken.row-content")
        elif row["recorded_at"] < recorded_at:
            why = Said("broken.row-earlier")
        else:
            why = None
        if why is not None:
            broken.append(BrokenLink(row[at], why))
        expected_seq, prev_hash, recorded_at = row[at] + 1, row["hash"], row["recorded_at"]
    return tuple(broken)
