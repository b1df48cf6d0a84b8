"""Who may act for an agency: the events of one chain over all cascades, and what they give on a day, known by a moment.

A mandate is granted once and ended at most once. It names a person, or a post whoever holds it, and may be bound to a
login: the user of the operating system (SQLite) or of the server (PostgreSQL). A row that was recorded under a mandate
is held against it as of the day on which that was done, by what had been recorded of mandates until then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.chain.chains import FORM
from engine.clock import parse_moment
from engine.store.database import Transaction
from engine.store.statements import quoted
from workflows.canonical import canonical
from workflows.dates import HANOI
from workflows.mandates import CONTRIBUTE, EXPLICIT, GRANTING, MIGRATE, REMIND
from workflows.spelling import nfc

__all__ = ["EXPLICIT", "GRANTING", "MANDATE_COLUMNS", "Mandate", "acted_on", "fold", "genesis", "read_mandates", "take"]

GRANT, END = "grant", "end"
_OF_KIND = {"note": "note", "reminder": REMIND, "contribution": CONTRIBUTE, "migration": MIGRATE}
MANDATE_COLUMNS = (
    *("seq", "kind", "mandate", "agency", "person", "post", "triggers", "since", "until", "basis", "signature"),
    *("bound_to", "absent", "granter", "under", "by", "login", "recorded_at", "reason", "payload"),
    *("form", "prev_hash", "hash"),
)


def genesis() -> str:
    """What the chain of mandates starts from."""
    return hashlib.sha256(canonical({"chain": "mandates", "form": FORM}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mandate:
    """One right to act. Days and moments are texts, as in the rows. `until`: the last day, None: open.

    `ended_on`: the last day as its end gives it, recorded at `ended_at`.
    """

    key: str
    agency: str
    person: str | None
    post: str | None
    triggers: tuple[str, ...] | None
    since: str
    until: str | None
    basis: str
    signature: str | None
    bound_to: str | None
    absent: str | None
    granter: str | None
    under: str | None
    granted_at: str
    seq: int
    ended_on: str | None = None
    ended_at: str | None = None
    end_reason: str | None = None

    @property
    def holder(self) -> str:
        """Whom it names."""
        return self.person or self.post or ""

    def is_known(self, at: str | None) -> bool:
        """Whether it had been granted by that moment; None: by now."""
        return at is None or self.granted_at <= at

    def last_day(self, at: str | None = None) -> str | None:
        """The last day in force by what was recorded until that moment; None: no end."""
        is_ended = self.ended_at is not None and (at is None or self.ended_at <= at)
        return self.ended_on if is_ended else self.until

    def is_in_force(self, day: str, at: str | None = None) -> bool:
        """Whether it held on that day, by what was recorded until that moment."""
        last = self.last_day(at)
        return self.is_known(at) and self.since <= day and (last is None or day <= last)

    def gives(self, trigger: str) -> bool:
        """Whether it is for that trigger; one for every move is neither for launching nor for granting."""
        return trigger not in EXPLICIT if self.triggers is None else trigger in self.triggers

    def is_for(self, agency: str, trigger: str, day: str, at: str | None = None) -> bool:
        """Whether somebody may do this for that agency on that day under it."""
        return self.agency == agency and self.gives(trigger) and self.is_in_force(day, at)

    def names(self, by: str | None) -> bool:
        """Whether it is this person's, or this post's; in any case, the accents as they are."""
        return by is not None and nfc(by).strip().casefold() == nfc(self.holder).strip().casefold()

    def is_of(self, by: str | None, login: str | None, *, must_be_bound: bool) -> bool:
        """Whether whoever calls himself `by` and is logged in so may use it.

        One that is bound is its login's, whatever that calls itself, unless it calls itself somebody else.
        """
        if self.bound_to is None:
            return not must_be_bound and self.names(by)
        return self.bound_to == login and (by is None or self.person is None or self.names(by))


def acted_on(kind: str, occurred_on: str | None, recorded_at: str, *, is_backfill: bool) -> str | None:
    """The day whose mandates count for a row: on which it was done.

    A correction, and what is entered of a past season, are acts of the day on which they are recorded.
    """
    if kind == "correction" or is_backfill:
        return parse_moment(recorded_at).astimezone(HANOI).date().isoformat()
    return occurred_on


def trigger_of(kind: str, trigger: str | None) -> str | None:
    """By which trigger a mandate allows a row: its own; of a row that moves nothing, what it was recorded by."""
    return trigger or _OF_KIND.get(kind)


def fold(events: Iterable[Mapping[str, Any]]) -> dict[str, Mandate]:
    """The mandates by key, in the order of granting. `events`: by seq; an end of what nobody granted says nothing."""
    found: dict[str, Mandate] = {}
    for event in events:
        take(found, event)
    return found


def take(found: dict[str, Mandate], event: Mapping[str, Any]) -> Mandate | None:
    """Add what one more event says; the mandate that it is about."""
    key = event["mandate"]
    if event["kind"] == GRANT and key not in found:
        found[key] = Mandate(
            key,
            event["agency"],
            event["person"],
            event["post"],
            _listed(event["triggers"]),
            str(event["since"]),
            event["until"],
            event["basis"] or "",
            event["signature"],
            event["bound_to"],
            event["absent"],
            event["granter"],
            event["under"],
            event["recorded_at"],
            event["seq"],
        )
    elif event["kind"] == END and key in found and found[key].ended_at is None:
        end = {"ended_on": event["until"], "ended_at": event["recorded_at"], "end_reason": event["reason"]}
        found[key] = replace(found[key], **end)
    return found.get(key)


def _listed(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    try:
        return tuple(json.loads(text))
    except (TypeError, ValueError):  # what dondoc never wrote gives nothing; verifying names it
        return ()


def read_events(tx: Transaction, agency: str | None = None) -> list[dict[str, Any]]:
    """The events of an agency, or all, by seq."""
    which = "" if agency is None else " WHERE agency = :agency"
    statement = f"SELECT {quoted(MANDATE_COLUMNS)} FROM mandate_event{which} ORDER BY seq"
    rows = tx.rows(statement, **({} if agency is None else {"agency": agency}))
    return [dict(zip(MANDATE_COLUMNS, row, strict=True)) for row in rows]


def read_mandates(tx: Transaction, agency: str | None = None) -> dict[str, Mandate]:
    """The mandates of an agency, or all."""
    return fold(read_events(tx, agency))


CONFIGURED = (
    "(SELECT max(seq) FROM mandate_event), (SELECT min(bound_to) FROM mandate_event WHERE bound_to IS NOT NULL)"
)
"""Columns of any statement: what is not null where a mandate was ever granted, and where any is bound to a login."""


def are_configured(tx: Transaction) -> tuple[bool, bool]:
    """Whether any mandate was ever granted, and whether any is bound to a login."""
    row = tx.row(f"SELECT {CONFIGURED}")
    return (False, False) if row is None else (row[0] is not None, row[1] is not None)
