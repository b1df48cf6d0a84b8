"""What happens to a cascade as a whole: a chain of its own, that starts from the graph as it was launched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.chain.chains import FORM, BrokenLink, hash_row, verify_chain
from engine.store.database import Row, Transaction
from engine.store.statements import quoted
from workflows.canonical import canonical

MIGRATE, UNDO = "migrate", "undo"
CLOSE, REOPEN = "close", "reopen"
HOLD, LIFT = "hold", "lift"
COLUMNS = (
    *("cascade_id", "event_no", "kind", "cause", "agency", "by", "login", "mandate", "occurred_on", "recorded_at"),
    *("document", "reason", "batch", "payload", "form", "prev_hash", "hash"),
)


@dataclass(frozen=True, slots=True)
class CascadeEvent:
    """One row of the chain. Days and moments are ISO text; `details`: what its payload holds."""

    number: int
    kind: str
    cause: str | None
    agency: str | None
    by: str | None
    occurred_on: str
    recorded_at: str
    reason: str | None
    batch: str | None
    details: Mapping[str, Any]
    hash: str

    @property
    def changes_graph(self) -> bool:
        """Whether rows of the graph are kept with it."""
        return self.kind in (MIGRATE, UNDO)


def closed_by(events: Iterable[CascadeEvent]) -> str | None:
    """The day on which the last of these events that is about it closed the cascade; None: it is open."""
    about = [event for event in events if event.kind in (CLOSE, REOPEN)]
    return about[-1].occurred_on if about and about[-1].kind == CLOSE else None


def held_by(events: Iterable[CascadeEvent]) -> CascadeEvent | None:
    """The event by which the cascade is to stay where it is, if it is (still) to."""
    about = [event for event in events if event.kind in (HOLD, LIFT)]
    return about[-1] if about and about[-1].kind == HOLD else None


def genesis_of_events(cascade: str, launched: str) -> str:
    """What the chain starts from. `launched`: the fingerprint of the graph that was launched (`graphs.py`)."""
    return hashlib.sha256(canonical({"form": FORM, "cascade": cascade, "graph": launched}).encode()).hexdigest()


def _rows(tx: Transaction, cascade_id: int) -> list[Row]:
    return tx.rows(
        f"SELECT {quoted(COLUMNS)} FROM cascade_event WHERE cascade_id = :cascade_id ORDER BY event_no",
        cascade_id=cascade_id,
    )


def read_events(tx: Transaction, cascade_id: int) -> tuple[CascadeEvent, ...]:
    """The events of a cascade, in their order. A payload that cannot be read is empty."""
    return tuple(_event(dict(zip(COLUMNS, row, strict=True))) for row in _rows(tx, cascade_id))


def _event(row: Mapping[str, Any]) -> CascadeEvent:
    try:
        details = json.loads(row["payload"] or "{}")
    except (TypeError, ValueError):
        details = {}
    names = ("kind", "cause", "agency", "by", "occurred_on", "recorded_at", "reason", "batch", "hash")
    known = details if isinstance(details, dict) else {}
    return CascadeEvent(row["event_no"], details=known, **{name: row[name] for name in names})


def event_of_batch(tx: Transaction, cascade_id: int, batch: str) -> int | None:
    """The number of the event with which the rows of that batch were recorded, if it was one."""
    row = tx.row(
        "SELECT event_no FROM cascade_event WHERE cascade_id = :cascade_id AND batch = :batch",
        cascade_id=cascade_id,
        batch=batch,
    )
    return None if row is None else int(row[0])


def broken_events(tx: Transaction, cascade_id: int, genesis: str) -> tuple[BrokenLink, ...]:
    """What does not hold in the chain, as for history; a row's `seq` is its number."""
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in _rows(tx, cascade_id))
    return verify_chain(rows, genesis, "event_no")


def write_event(
    tx: Transaction, cascade_id: int, events: Iterable[CascadeEvent], genesis: str, fields: Mapping[str, Any]
) -> CascadeEvent:
    """Add one more event to those that there are. `fields`: its columns by name, `payload` as data."""
    last = max(events, key=lambda event: event.number, default=None)
    row = {name: value for name, value in fields.items() if value is not None}
    row["payload"] = canonical(fields["payload"])
    row |= {
        "cascade_id": cascade_id,
        "event_no": 1 if last is None else last.number + 1,
        "form": FORM,
        "prev_hash": genesis if last is None else last.hash,
    }
    row["hash"] = hash_row(row)
    tx.insert("cascade_event", COLUMNS, [tuple(map(row.get, COLUMNS))])
    return _event({name: row.get(name) for name in COLUMNS})
