"""A document is revoked: the unfinished tasks that no other document asks for are taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import REVOKE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.lookup import get_agency
from engine.cascade.tasks import LiveTask
from engine.errors import NotFound
from engine.receipts import Moved
from engine.requests import NUMBER_LIMIT, clean
from engine.running import refusals
from engine.running.days import check_above
from engine.running.ledger import Ledger
from engine.running.moves import Recording, task_to_note_on, write_move
from engine.running.permits import permit
from engine.running.policies import policy_notes
from engine.running.repeats import asked_for, find_repeated
from workflows.said import Said


def revoke_everywhere(
    ledger: Ledger, cascades: Sequence[RunningCascade], key: str, as_agency: str, **given: Any
) -> tuple[Moved, ...]:
    """Revoke the document in each of these cascades that holds it. Raises NotFound, Refused."""
    found = [document for cascade in cascades if (document := ledger.document(cascade, key)) is not None]
    if not found:
        raise NotFound(Said("what.document"), key, ())
    moved: list[Moved] = []
    for document in [each for each in found if each.revoked_on is None] or found:
        agency = get_agency(ledger.tx, document.cascade, as_agency).key
        moved += revoke_document(ledger, document, agency=agency, **given)
    return tuple(moved)


def revoke_document(
    ledger: Ledger,
    document: LiveDocument,
    *,
    agency: str,
    reason: str | None,
    on: date | None = None,
    number: str | None = None,
    by: str | None = None,
    idempotency_key: str | None = None,
) -> tuple[Moved, ...]:
    """`dondoc revoke DOCUMENT`: a row for each task that it takes away, then a note for each that stays.

    Where no unfinished task is concerned, one note says that it was revoked. What is finished stays done. A task that
    another document, not revoked, asks for too goes on for that one. `number`: of the document that revokes it. Raises
    Refused.
    """
    judge = document.cascade.judge
    judge.lifecycle.trigger_name(REVOKE)
    repeat = asked_for(
        REVOKE, clean(idempotency_key), subject=document.key, agency=agency, document=clean(number, NUMBER_LIMIT), on=on
    )
    if repeated := find_repeated(ledger, document.cascade, repeat):
        return repeated
    if document.revoked_on is not None:
        raise refusals.already_revoked(document.key, REVOKE, document.revoked_on)
    if agency not in document.issuers:
        raise refusals.not_issuer(document, agency, REVOKE)
    if clean(reason) is None and "reason" in judge.lifecycle.needs(REVOKE):
        raise refusals.revoke_without_reason(document.key, agency)
    day = on or ledger.today
    if day > ledger.today:
        raise refusals.in_the_future(document.key, REVOKE, day, ledger.today)
    permit(ledger, document.key, REVOKE, agency, clean(by), day.isoformat(), judge.lifecycle.label(REVOKE))
    taken, staying = _sorted_out(ledger, document)
    if not taken and not staying:
        staying = [task_to_note_on(ledger, document)]
    standing_of = {task.task_no: judge.side_verdict(REVOKE, task).standing for task in taken}
    for task in taken:
        if task.head_on is not None and day.isoformat() < task.head_on:
            raise refusals.before_previous(task, REVOKE, day)
        asked = proposals.revoke(document.key, agency)
        check_above(ledger, task, REVOKE, task.state, standing_of[task.task_no], day.isoformat(), agency, asked)
    broken = {task.task_no: policy_notes(ledger, task, REVOKE) for task in taken}  # it is one act
    ledger.revoke(document, day.isoformat())
    given = {"by": clean(by), "reason": clean(reason), "document": clean(number), "batch": ledger.new_batch()}
    fields: dict[str, Any] = {"agency": agency, **{name: value for name, value in given.items() if value is not None}}
    for task in taken:  # all first, so that none of them counts as unblocked by another
        ledger.set_standing(task, standing_of[task.task_no], day.isoformat())
    moved = []
    for kind, tasks in (("move", taken), ("note", staying)):
        for task in tasks:
            details = {"revoked": document.key}
            recording = Recording(
                *(REVOKE, task.state, day.isoformat(), task.standing, repeat, details, fields, kind),
                policies=broken.get(task.task_no, ()),
            )
            moved.append(write_move(ledger, task, recording)[0])
            repeat = replace(repeat, idempotency_key=None)
    return tuple(moved)


def _sorted_out(ledger: Ledger, document: LiveDocument) -> tuple[list[LiveTask], list[LiveTask]]:
    """The tasks that go with the document, and the unfinished ones that another document asks for too."""
    judge = document.cascade.judge
    rows = ledger.tx.rows(
        "SELECT DISTINCT r.task_no FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.document_no <> :number "
        "AND d.revoked_on IS NULL AND r.task_no IN (SELECT task_no FROM release_edge "
        "WHERE cascade_id = :cascade_id AND document_no = :number)",
        cascade_id=document.cascade.cascade_id,
        number=document.document_no,
    )
    asked_elsewhere = {row[0] for row in rows}
    unfinished = [task for task in ledger.assigned_by(document) if judge.side_verdict(REVOKE, task).is_legal]
    taken = [task for task in unfinished if task.task_no not in asked_elsewhere]
    return taken, [task for task in unfinished if task.task_no in asked_elsewhere]
