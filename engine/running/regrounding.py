"""A document that went out before another had set its tasks going, and is entered after: they count from it.

A task is given on the day on which the first document that asks for it is out. Where a later one had set it going, a
correction makes its release read for the earlier one; so also where a document is put out again that had been taken
back, and its tasks stood on another meanwhile. Of a document that went out at run time its rows are all the evidence
there is: what stands on it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cascade.judging import RELEASE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.order import read_counted
from engine.cascade.stated import pinned_document
from engine.chain.effective import CORRECTION, replay
from engine.chain.rehash import AT
from engine.running.ledger import Ledger
from engine.store.database import Row
from workflows.canonical import canonical

_SEQ, _KIND, _TRIGGER, _OCCURRED, _DOCUMENT, _AGENCY = (
    AT[name] for name in ("seq", "kind", "trigger", "occurred_on", "document", "agency")
)


def stand_on_earlier(ledger: Ledger, document: LiveDocument, on: str, agency: str, fields: Mapping[str, Any]) -> None:
    """Tasks that a document of a later day set going stand on this one, which is out since `on`, from now on."""
    if ledger.is_fresh:  # documents go out in the order of their days
        return
    initial = document.cascade.judge.initial
    tasks = {task.task_no: task for task in ledger.assigned_by(document) if task.state != initial}
    if not tasks:
        return
    ledger.flush()
    for number, rows in read_counted(ledger.tx, document.cascade.cascade_id, tasks).items():
        moves = [row for row in rows if row[_KIND] == "move"]
        at = next((index for index, row in enumerate(moves) if row[_TRIGGER] == RELEASE), None)
        if at is None:
            continue
        day = max([on, *(row[_OCCURRED] for row in moves[:at])])
        if day >= moves[at][_OCCURRED] or not _is_by_its_file(ledger, document, number, moves[at]):
            continue
        new = list(moves[at])
        new[_OCCURRED], new[_DOCUMENT], new[_AGENCY] = day, document.number, agency
        counted = [tuple(new) if row[_SEQ] == new[_SEQ] else row for row in rows]
        position = replay(document.cascade.judge.arrows, counted)
        given = {name: fields[name] for name in ("by", "reason", "batch") if fields.get(name) is not None}
        more = {"agency": agency, "document": document.number, "ref_seq": new[_SEQ], "cause": CORRECTION}
        payload = canonical({"agency": agency})
        ledger.record(tasks[number], None, position.state, day, kind=CORRECTION, payload=payload, **more, **given)
        ledger.correct(tasks[number], position)


def _is_by_its_file(ledger: Ledger, document: LiveDocument, number: int, row: Row) -> bool:
    """Whether what set a task going is out under the very number and from the very day that its file states."""
    cascade = document.cascade
    for (key,) in ledger.tx.rows(
        "SELECT d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "AND d.number = :name AND d.is_out",
        cascade_id=cascade.cascade_id,
        number=number,
        name=row[_DOCUMENT],
    ):
        other = ledger.document(cascade, key)
        stated = pinned_document(ledger.tx, cascade.cascade_id, key)
        if other is not None and stated is not None and row[_AGENCY] in other.issuers:
            since = stated.out_on(cascade.year)
            return (stated.number, since) == (other.number, other.out_on) and str(
                since
            ) <= cascade.launched_on.isoformat()
    return False
