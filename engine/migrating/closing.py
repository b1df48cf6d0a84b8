"""A cascade is closed when nothing of it is owed any more, or what is owed is given up; and it can be opened again.

Both are events of the cascade. Nothing is recorded in a closed one, and `todo` passes it over; every question that
names it is answered as ever.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import CLOSE, REOPEN, genesis_of_events, read_events, write_event
from engine.cascade.graphs import fingerprint, read_graph
from engine.cascade.tasks import read_tasks
from engine.migrating import refusals as refuse
from engine.migrating.migrate import issuer_of, lock
from engine.receipts import Closed
from engine.requests import MigrationRequest, clean
from engine.running.ledger import Ledger
from engine.running.permits import permit
from workflows.said import Said


def close(ledger: Ledger, cascade: RunningCascade, request: MigrationRequest, *, gives_up: bool) -> Closed:
    """Close it. `gives_up`: what is still owed is given up, each task named. Raises Refused."""
    lock(ledger, cascade)
    agency, day = _asked(ledger, cascade, request, CLOSE)
    if (since := closed_on(ledger, cascade)) is not None:
        raise refuse.already_closed(cascade, since)
    tasks = list(read_tasks(ledger.tx, cascade, "TRUE ORDER BY t.task_no"))
    owing = [task for task in tasks if cascade.judge.owed_next(task) is not None]
    if owing and not gives_up:
        raise refuse.still_owed(cascade, agency, [(task.key, task.agency_name) for task in owing])
    not_counted = sum(not cascade.judge.lifecycle.is_awaited(task.standing) for task in tasks)
    figures = {"finished": len(tasks) - len(owing) - not_counted, "not_counted": not_counted}
    given_up = tuple(task.key for task in owing)
    return _record(ledger, cascade, request, agency, day, CLOSE, {**figures, "given_up": list(given_up)})


def reopen(ledger: Ledger, cascade: RunningCascade, request: MigrationRequest) -> Closed:
    """Open a closed cascade again. Raises Refused."""
    lock(ledger, cascade)
    agency, day = _asked(ledger, cascade, request, REOPEN)
    if closed_on(ledger, cascade) is None:
        raise refuse.not_closed(cascade)
    return _record(ledger, cascade, request, agency, day, REOPEN, {})


def closed_on(ledger: Ledger, cascade: RunningCascade) -> str | None:
    """The day on which it was closed; None: it is open."""
    row = ledger.tx.row("SELECT closed_on FROM cascade WHERE cascade_id = :id", id=cascade.cascade_id)
    return None if row is None else row[0]


def _asked(ledger: Ledger, cascade: RunningCascade, request: MigrationRequest, trigger: str) -> tuple[str, str]:
    """Who asks, and of which day. Raises Refused."""
    agency = issuer_of(ledger.tx, cascade, request.as_agency, trigger)
    if clean(request.reason) is None:
        raise refuse.without_reason(cascade, agency, trigger)
    on = request.on or ledger.today
    last = ledger.tx.row("SELECT max(head_on) FROM task WHERE cascade_id = :id", id=cascade.cascade_id)
    events = read_events(ledger.tx, cascade.cascade_id)
    days = [cascade.launched_on.isoformat(), *(event.occurred_on for event in events)]
    since = date.fromisoformat(max([*days, (last[0] if last else None) or ""]))
    if not since <= on <= ledger.today:
        raise refuse.not_on_that_day(cascade, on, since, ledger.today)
    permit(ledger, cascade.key, trigger, agency, clean(request.by), on.isoformat(), Said(f"trigger.{trigger}"))
    return agency, on.isoformat()


def _record(
    ledger: Ledger,
    cascade: RunningCascade,
    request: MigrationRequest,
    agency: str,
    day: str,
    kind: str,
    payload: dict[str, Any],
) -> Closed:
    tx, cascade_id = ledger.tx, cascade.cascade_id
    events = read_events(tx, cascade_id)
    genesis = "" if events else genesis_of_events(cascade.key, fingerprint(read_graph(tx, cascade_id)))
    fields = {
        **{"kind": kind, "agency": agency, "by": clean(request.by), "login": ledger.login, "occurred_on": day},
        **{"recorded_at": ledger.recorded_at, "reason": clean(request.reason), "payload": payload},
    }
    event = write_event(tx, cascade_id, events, genesis, fields)
    closed = day if kind == CLOSE else None
    tx.run("UPDATE cascade SET closed_on = :day WHERE cascade_id = :id", day=closed, id=cascade_id)
    given_up = tuple(payload.get("given_up", ()))
    figures = payload.get("finished", 0), payload.get("not_counted", 0)
    return Closed(
        cascade.key, event.number, date.fromisoformat(day), closed is not None, *figures, given_up, event.hash
    )
