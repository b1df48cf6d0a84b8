"""A year that is to stay where it is, for an inspection or before a court: an event of each of its cascades.

Who may: whoever may write events of cascades in the database, which is its owner's right (`store/grants.py`); no
agency's mandate reaches over a whole year.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.events import HOLD, LIFT, genesis_of_events, held_by, read_events, write_event
from engine.cascade.graphs import fingerprint, read_graph
from engine.migrating import refusals as refuse
from engine.migrating.migrate import lock
from engine.receipts import Held
from engine.requests import clean
from engine.running.ledger import Ledger
from engine.store.years import refused


def hold(ledger: Ledger, cascades: Cascades, year: int, *, reason: str | None, by: str | None, lifts: bool) -> Held:
    """Record in each cascade of the year that it is held; `lifts`: that it is so no longer. Raises Refused."""
    kind = LIFT if lifts else HOLD
    found = cascades.of_year(ledger.tx, "", year)
    if not found:
        raise refused("no-such-year", year, kind)
    if clean(reason) is None:
        raise refused("hold-without-reason", year, kind, proposals.hold(year, lifts=lifts))
    done = [(each.key, digest) for each in found if (digest := _record(ledger, each, kind, reason, by)) is not None]
    if not done:
        raise refused("not-held" if lifts else "held-already", year, kind)
    return Held(year, not lifts, tuple(key for key, _ in done), tuple(digest for _, digest in done))


def _record(ledger: Ledger, cascade: RunningCascade, kind: str, reason: str | None, by: str | None) -> str | None:
    """The receipt; None: it is as it is to be."""
    lock(ledger, cascade)
    tx, cascade_id = ledger.tx, cascade.cascade_id
    events = read_events(tx, cascade_id)
    if (held_by(events) is not None) == (kind == HOLD):
        return None
    since = max([cascade.launched_on, *(date.fromisoformat(event.occurred_on) for event in events)])
    if ledger.today < since:
        raise refuse.not_on_that_day(cascade, ledger.today, since, ledger.today)
    genesis = "" if events else genesis_of_events(cascade.key, fingerprint(read_graph(tx, cascade_id)))
    fields: dict[str, Any] = {
        **{"kind": kind, "by": clean(by), "login": ledger.login, "occurred_on": ledger.today.isoformat()},
        **{"recorded_at": ledger.recorded_at, "reason": clean(reason), "payload": {}},
    }
    return write_event(tx, cascade_id, events, genesis, fields).hash
