"""One recorded move: its row, what the row keeps beside its columns, and the answer that tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cascade.judging import ACTIVE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.chain.notes import NOTE
from engine.errors import NotFound
from engine.questions.accepted import not_accepted
from engine.receipts import Moved
from engine.running.ledger import Flips, Ledger
from engine.running.policies import policy_notes
from engine.running.repeats import Repeat, told_by
from workflows.canonical import canonical
from workflows.dates import day_from_iso
from workflows.said import Said


@dataclass(slots=True)
class Recording:
    """What a move records. `details`: what its row's payload keeps beside the effects; `fields`: further columns.

    `policies`: what pinned rules say of it, where that was asked before; None: it is asked when the move is written.
    """

    trigger: str
    to: str
    on: str
    standing: str
    repeat: Repeat | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "move"
    policies: Sequence[Mapping[str, Any]] | None = None


def write_move(ledger: Ledger, task: LiveTask, recording: Recording) -> tuple[Moved, Flips]:
    """Flip the edges that the move flips, and record it. A late input marks its row as a supplement.

    Raises Refused where a rule that the cascade pinned forbids it, before anything is changed here.
    """
    policies = recording.policies
    if policies is None and recording.kind != NOTE:
        policies = policy_notes(ledger, task, recording.trigger)
    before = task.state
    flips = ledger.settle_edges(task, recording.to, recording.standing)
    payload = dict(recording.details)
    if policies:
        payload["policies"] = list(policies)
    if recording.standing != task.standing or recording.standing != ACTIVE:
        payload["standing"] = recording.standing
    if flips.supplemented and recording.to != before:
        payload["supplement_to"] = keys_of(flips.supplemented)
    if flips.blocked:
        payload["blocked"] = keys_of(flips.blocked)
    fields = recording.fields
    repeat = recording.repeat
    has_key = repeat is not None and repeat.idempotency_key is not None
    if flips.unblocked and (has_key or task.cascade.judge.is_side(recording.trigger)):
        payload["unblocked"] = keys_of(flips.unblocked)
    if repeat is not None and repeat.idempotency_key is not None:
        payload["asked"] = dict(repeat.asked)
        fields = {**fields, "idempotency_key": repeat.idempotency_key}
        ledger.keys_used[task.cascade.cascade_id, repeat.idempotency_key] = task.ident
    if ledger.backfill is not None:
        payload["backfill"] = ledger.backfill
    if payload:
        fields = {**fields, "payload": canonical(payload)}
    if recording.standing != task.standing:
        ledger.set_standing(task, recording.standing, recording.on)
    digest = ledger.record(task, recording.trigger, recording.to, recording.on, kind=recording.kind, **fields)
    moved = Moved(
        task.key,
        recording.trigger,
        before,
        recording.to,
        tuple(keys_of(flips.unblocked)) if flips.unblocked else (),
        0,
        task.head_seq,
        digest,
        task.agency,
        task.agency_name,
        day_from_iso(recording.on),
        due=day_from_iso(fields.get("due_after")),
        kind=recording.kind,
        number=task.task_no,
        on_behalf_of=fields.get("on_behalf_of"),
        mandate=ledger.mandate_of_last,
        **told_by(payload),
    )
    return moved, flips


def unaccepted(ledger: Ledger, task: LiveTask) -> dict[str, Any]:
    """What the row of a consolidation names: its inputs that were sent and not accepted, where it is to accept them."""
    if ledger.is_fresh:  # nothing was sent yet
        return {}
    ledger.flush()
    found = not_accepted(ledger.tx, task.cascade, [task.task_no])
    return {"not_accepted": list(keys)} if (keys := found.get(task.task_no)) else {}


def task_to_note_on(ledger: Ledger, document: LiveDocument) -> LiveTask:
    """On whose chain a note about a document stands that moves no task, so that history tells of it too.

    A task that it asks for, else one of its issuers, else any. Raises NotFound in a cascade without tasks.
    """
    row = ledger.tx.row(
        "SELECT t.task_no FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
        "WHERE t.cascade_id = :cascade_id ORDER BY CASE WHEN t.task_no IN (SELECT task_no FROM release_edge "
        "WHERE cascade_id = :cascade_id AND document_no = :number) THEN 0 WHEN a.key = ANY(:issuers) THEN 1 ELSE 2 END"
        ", t.task_no LIMIT 1",
        cascade_id=document.cascade.cascade_id,
        number=document.document_no,
        issuers=list(document.issuers),
    )
    if row is None:
        raise NotFound(Said("what.task-of-document"), document.key, ())
    return ledger.load(document.cascade, [row[0]])[0]


def keys_of(tasks: Iterable[LiveTask]) -> list[str]:
    """Their keys, each once."""
    return list(dict.fromkeys(task.key for task in tasks))
