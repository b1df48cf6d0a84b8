"""Idempotency keys: the same request again gives the earlier result, and writes nothing.

The key stands on the first row that a request made; what was asked stands in that row's payload.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN, GRANT, RELEASE
from engine.cascade.tasks import LiveTask
from engine.receipts import Moved
from engine.results import BrokenRule
from engine.running import refusals
from engine.running.ledger import Ledger
from engine.store.database import Row

REPEAT_COLUMNS = (
    'task_no, seq, trigger, "from", "to", agency, occurred_on, document, batch, payload, hash, due_after, kind, '
    "on_behalf_of, mandate"
)


@dataclass(slots=True)
class Repeat:
    """A request as far as an idempotency key binds it. `asked`: what was asked, without what was left out."""

    idempotency_key: str | None
    trigger: str
    asked: Mapping[str, str]


def asked_for(
    trigger: str,
    idempotency_key: str | None,
    *,
    subject: str,
    agency: str,
    document: str | None,
    on: date | None,
    **beside: str,
) -> Repeat:
    """The request to act on a subject (a task or a document). `beside`: what only side roads take."""
    if idempotency_key is None:
        return Repeat(None, trigger, {})
    fields = {"subject": subject, "as": agency, "document": document, "on": None if on is None else on.isoformat()}
    given = {name: value for name, value in fields.items() if value is not None}
    return Repeat(idempotency_key, trigger, given | beside)


def find_repeated(ledger: Ledger, cascade: RunningCascade, repeat: Repeat) -> tuple[Moved, ...] | None:
    """The earlier result of this very request; None if its key is new. Raises Refused if the key had another use."""
    if repeat.idempotency_key is None:
        return None
    lead = row_with_key(ledger, cascade, repeat.idempotency_key)
    if lead is None:
        return None
    task_no, trigger, payload = lead[0], lead[2], lead[9]
    earlier = json.loads(payload) if payload else {}
    if trigger != repeat.trigger or earlier.get("asked") != repeat.asked:
        task = ledger.load(cascade, [task_no])[0]
        done = f"{trigger or lead[12]} {earlier.get('asked', {}).get('subject', task.key)}"
        raise refusals.key_reused(repeat.asked["subject"], repeat.trigger, repeat.idempotency_key, done)
    rows = _rows_of(ledger, cascade, lead)
    tasks = {task.task_no: task for task in ledger.load(cascade, sorted({row[0] for row in rows}))}
    released = _released(ledger, cascade, lead)
    return tuple(as_moved(row, tasks[row[0]], released if at == 0 else 0) for at, row in enumerate(rows))


def row_with_key(ledger: Ledger, cascade: RunningCascade, idempotency_key: str) -> Row | None:
    """The row that carries that key, with the columns of `REPEAT_COLUMNS`."""
    if (cascade.cascade_id, idempotency_key) in ledger.keys_used:
        ledger.flush()
    return ledger.tx.row(
        f"SELECT {REPEAT_COLUMNS} FROM history WHERE cascade_id = :cascade_id AND idempotency_key = :key",
        cascade_id=cascade.cascade_id,
        key=idempotency_key,
    )


def repeated_aside(
    ledger: Ledger, task: LiveTask, key: str, kind: str, trigger: str, is_same: Callable[[Mapping[str, Any]], bool]
) -> tuple[Row, Mapping[str, Any]] | None:
    """The row of that kind, without a trigger, by which this very request was recorded before, and its payload.

    None: it was not. `trigger`: what the request is called; `is_same`: whether a payload is that of this request.
    Raises Refused where the key had another use.
    """
    row = row_with_key(ledger, task.cascade, key)
    if row is None:
        return None
    told: dict[str, Any] = json.loads(row[9] or "{}")
    if row[0] != task.task_no or row[12] != kind or not is_same(told):
        subject = told.get("asked", {}).get("subject") or ledger.load(task.cascade, [row[0]])[0].key
        raise refusals.key_reused(task.key, trigger, key, f"{row[2] or row[12]} {subject}")
    return row, told


def _rows_of(ledger: Ledger, cascade: RunningCascade, lead: Row) -> list[Row]:
    """The rows that the request made, in the order in which they were answered."""
    task_no, trigger, batch = lead[0], lead[2], lead[8]
    if batch is None or trigger not in (RELEASE, DRAFT_PLAN, GRANT, "return_report", "revoke"):
        return [lead]
    if trigger == GRANT:
        return [lead, *_granted(ledger, cascade, lead)]
    rows = ledger.tx.rows(
        f"SELECT {REPEAT_COLUMNS} FROM history WHERE cascade_id = :cascade_id AND batch = :batch ORDER BY task_no, seq",
        cascade_id=cascade.cascade_id,
        batch=batch,
    )
    if trigger == RELEASE:
        return sorted(rows, key=lambda row: row[2] != RELEASE)
    if trigger == "revoke":
        return sorted(rows, key=lambda row: row[:2] != lead[:2])
    if trigger == "return_report":
        return [lead, *_reopened(ledger, cascade, lead, rows)]
    group = ledger.load(cascade, [task_no])[0].plan_group
    numbers = {
        row[0]
        for row in ledger.tx.rows(
            "SELECT task_no FROM task WHERE cascade_id = :cascade_id AND plan_group = :plan_group",
            cascade_id=cascade.cascade_id,
            plan_group=group,
        )
    }
    plans = [row for row in rows if row[2] == DRAFT_PLAN and row[0] in numbers]
    return sorted(plans, key=lambda row: row[0] != task_no)


def _granted(ledger: Ledger, cascade: RunningCascade, lead: Row) -> list[Row]:
    """The move that a request was granted with: the row after it; there is none where a migration is to follow."""
    return ledger.tx.rows(
        f"SELECT {REPEAT_COLUMNS} FROM history WHERE cascade_id = :cascade_id AND task_no = :number AND seq = :seq "
        "AND batch = :batch",
        cascade_id=cascade.cascade_id,
        number=lead[0],
        seq=lead[1] + 1,
        batch=lead[8],
    )


def _released(ledger: Ledger, cascade: RunningCascade, lead: Row) -> int:
    _, _, trigger, _, _, agency, _, document, batch, *_, behalf, _ = lead
    if batch is None or document is None or trigger not in (RELEASE, DRAFT_PLAN):
        return 0
    row = ledger.tx.row(
        "SELECT count(*) FROM history WHERE cascade_id = :cascade_id AND batch = :batch AND trigger = :release "
        "AND agency = :agency AND document = :document",
        cascade_id=cascade.cascade_id,
        batch=batch,
        release=RELEASE,
        agency=behalf or agency,
        document=document,
    )
    return int(row[0]) if row else 0


def _reopened(ledger: Ledger, cascade: RunningCascade, lead: Row, rows: list[Row]) -> list[Row]:
    """The rows that went back because of the returned report of the first one, in the order in which they did."""
    order = json.loads(lead[9]).get("reopened", ())
    keys = {task.task_no: task.key for task in ledger.load(cascade, sorted({row[0] for row in (lead, *rows)}))}
    because = f"{keys[lead[0]]}#{lead[1]}"
    went_back = [row for row in rows if row[9] is not None and json.loads(row[9]).get("returned") == because]
    return sorted(went_back, key=lambda row: order.index(keys[row[0]]))


def as_moved(row: Row, task: LiveTask, released: int = 0) -> Moved:
    """The answer that a row was given with, as far as it keeps it."""
    _, seq, trigger, source, dest, _, occurred_on, _, _, payload, digest, due, kind, behalf, mandate = row
    told = json.loads(payload) if payload else {}
    day: Any = date.fromisoformat(occurred_on)
    return Moved(
        task.key,
        trigger,
        source,
        dest,
        tuple(told.get("unblocked", ())),
        released,
        seq,
        digest,
        task.agency,
        task.agency_name,
        day,
        True,
        due=None if due is None else date.fromisoformat(due),
        kind=kind,
        number=task.task_no,
        on_behalf_of=behalf,
        mandate=mandate,
        **told_by(told),
    )


def told_by(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an answer that a row's payload gives again."""
    if not payload:
        return {}
    names = ("reopened", "blocked", "supplement_to", "missing", "not_accepted", "heirs")
    listed = {name: tuple(payload.get(name, ())) for name in names}
    document, until = payload.get("revoked") or payload.get("released"), payload.get("until")
    asked = {"asked_until": None if until is None else date.fromisoformat(until), "proposed": payload.get("proposed")}
    broken = tuple(BrokenRule(**each) for each in payload.get("policies", ()))
    return {"standing": payload.get("standing", ACTIVE), "document": document, "policies": broken, **asked, **listed}
