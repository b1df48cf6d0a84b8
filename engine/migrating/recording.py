"""What a migration records: a row for each task that it concerns, and the moves and releases that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.cascade.events import CascadeEvent
from engine.cascade.graphs import INDEX, STATED
from engine.cascade.judging import DRAFT_PLAN, RELEASE, REVOKE
from engine.cascade.order import read_counted
from engine.cascade.tasks import LiveTask
from engine.chain.effective import CORRECTION, DUES, payload_of
from engine.chain.rehash import AT
from engine.migrating import refusals as refuse
from engine.migrating.choosing import ask
from engine.migrating.classing import moved_day
from engine.migrating.copying import copy_chains
from engine.migrating.under_way import MIGRATION, Migrating
from engine.receipts import TaskChange
from engine.running.moves import Recording, task_to_note_on, write_move
from engine.running.release import Outing, follow, make_move, note_release, plan_out
from engine.store.database import Transaction
from workflows.canonical import canonical

_OTHER_REPORT = {"own": "merged", "merged": "own"}
_EXTEND, _WAIVE = "extend", "waive"


def record(
    migrating: Migrating,
    event: CascadeEvent,
    told: Sequence[TaskChange],
    put_out: Sequence[str],
    fields: Mapping[str, Any],
) -> tuple[str, ...]:
    """A row for each task, and the moves that follow; the consolidations that wait for nothing any more."""
    ledger, cascade = migrating.ledger, migrating.cascade
    _bring_documents_back(migrating, event, fields)
    tasks = ledger.load(cascade, [change.number for change in told])
    unblocked: dict[str, LiveTask] = {}
    if migrating.succession is not None:
        by_number = {task.task_no: task for task in tasks}
        for number in migrating.again:
            _bring_back(migrating, event, by_number[number], fields)
        news = (*migrating.target.added, *migrating.again)
        copy_chains(migrating.ledger, migrating.succession, by_number, news, event, fields)
    for change, task in zip(told, tasks, strict=True):
        if change.what[0] in ("handed_over", "waived"):
            unblocked |= _give_up(migrating, event, task, fields)
        elif "taken_away" in change.what:
            unblocked |= _take_away(migrating, event, task, fields)
        elif "kept" not in change.what:
            if task.task_no in migrating.again and migrating.succession is None:
                _bring_back(migrating, event, task, fields)
            if change.what != ("waiting",):
                _note(migrating, event, task, change, fields)
                _extend(migrating, event, task, change, fields)
            if task.task_no in migrating.to_ask:
                ask(migrating, event, task, fields)
    _revoke_documents(migrating, event, fields)
    _release(migrating, put_out, fields)
    still = [task for task in unblocked.values() if task.open_inputs == 0]
    return tuple(task.key for task in still)


def _lead(
    migrating: Migrating,
    task: LiveTask,
    trigger: str,
    standing: str,
    details: Mapping[str, Any],
    fields: Mapping[str, Any],
) -> dict[str, LiveTask]:
    """A side trigger of the lifecycle on a task; by key the consolidations that wait for nothing more."""
    day = max(migrating.day, task.head_on or migrating.day)
    columns = {"agency": migrating.agency, **fields}
    recording = Recording(trigger, task.state, day, standing, None, details, columns)
    _, flips = write_move(migrating.ledger, task, recording)
    return {each.key: each for each in flips.unblocked}


def _give_up(
    migrating: Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]
) -> dict[str, LiveTask]:
    """A task whose agency ended: its row says who took it over, or by which law nobody did, and as who decided."""
    assert migrating.succession is not None
    handover, judge = migrating.succession.handovers[task.task_no], task.cascade.judge
    details: dict[str, Any] = {MIGRATION: event.number, "basis": handover.basis}
    if handover.to:
        details["handed_to"] = [migrating.keys[number] for number in handover.to]
    triggers = [REVOKE] if handover.to or _WAIVE not in judge.lifecycle.data.side_triggers else [_WAIVE, REVOKE]
    verdicts = {trigger: judge.side_verdict(trigger, task) for trigger in triggers}
    trigger = next((each for each in triggers if verdicts[each].is_legal), None)
    if trigger is None:
        stranded = [refuse.Stranded("no-revoke", task.key, {})]
        raise refuse.stranded(migrating.cascade, migrating.agency, stranded)
    if (decided := handover.decided) is not None:
        fields = {**fields, "ref_seq": decided.seq}
        if not handover.to and decided.by is not None:
            fields["reason"] = decided.by[AT["reason"]] or fields["reason"]
    return _lead(migrating, task, trigger, verdicts[trigger].standing, details, fields)


def _take_away(
    migrating: Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]
) -> dict[str, LiveTask]:
    judge = task.cascade.judge
    verdict = judge.side_verdict(REVOKE, task)
    if not verdict.is_legal:
        raise refuse.stranded(migrating.cascade, migrating.agency, [refuse.Stranded("no-revoke", task.key, {})])
    return _lead(migrating, task, REVOKE, verdict.standing, {MIGRATION: event.number}, fields)


def _bring_back(migrating: Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]) -> None:
    """A task that an earlier migration added, and that was taken back with it, counts again."""
    trigger = migrating.again[task.task_no]
    verdict = task.cascade.judge.side_verdict(trigger, task)
    if not verdict.is_legal:
        stranded = [refuse.Stranded("taken-away-before", task.key, {})]
        raise refuse.stranded(migrating.cascade, migrating.agency, stranded)
    _lead(migrating, task, trigger, verdict.standing, {MIGRATION: event.number}, fields)


def _bring_documents_back(migrating: Migrating, event: CascadeEvent, fields: Mapping[str, Any]) -> None:
    """A document of the other graph that an earlier migration had taken away is in force after all."""
    ledger, cascade = migrating.ledger, migrating.cascade
    gone = set(migrating.target.gone)
    rows = migrating.tx.rows(
        "SELECT document_no, key FROM document WHERE cascade_id = :id AND revoked_on IS NOT NULL ORDER BY document_no",
        id=cascade.cascade_id,
    )
    notes = {} if not rows else _revoking_notes(migrating.tx, cascade.cascade_id)
    for number, key in rows:
        if number in gone or key not in notes:
            continue
        task_no, seq = notes[key]
        document, (task,) = ledger.document(cascade, key), ledger.load(cascade, [task_no])
        assert document is not None
        ledger.revoke(document, None)
        day = max(migrating.day, task.head_on or migrating.day)
        payload = canonical({"undone": [seq], MIGRATION: event.number})
        given = {**fields, "payload": payload, "ref_seq": seq, "cause": CORRECTION, "agency": migrating.agency}
        ledger.record(task, None, task.state, day, kind=CORRECTION, **given)
    ledger.flush()


def _revoking_notes(tx: Transaction, cascade_id: int) -> dict[str, tuple[int, int]]:
    """The notes that count by which migrations took documents away: the document's key -> task, seq."""
    found: dict[str, tuple[int, int]] = {}
    rows = tx.rows(
        "SELECT DISTINCT task_no FROM history WHERE cascade_id = :id AND kind = 'note' AND trigger = :revoke",
        id=cascade_id,
        revoke=REVOKE,
    )
    for number, chain in read_counted(tx, cascade_id, [row[0] for row in rows]).items():
        for row in chain:
            payload = payload_of(row)
            if row[AT["kind"]] == "note" and MIGRATION in payload and "revoked" in payload:
                found[payload["revoked"]] = number, row[AT["seq"]]
    return found


def _revoke_documents(migrating: Migrating, event: CascadeEvent, fields: Mapping[str, Any]) -> None:
    """A document that the other graph no longer has is in force no more; history tells of it."""
    ledger, cascade = migrating.ledger, migrating.cascade
    ledger.flush()
    for number in migrating.target.gone:
        key = migrating.now["document"][(number,)][INDEX["document"]["key"]]
        document = ledger.document(cascade, key)
        if document is None or document.revoked_on is not None:
            continue
        task = task_to_note_on(ledger, document)
        day = max(migrating.day, task.head_on or migrating.day)
        ledger.revoke(document, day)
        details = {"revoked": key, MIGRATION: event.number}
        columns = {"agency": migrating.agency, **fields}
        write_move(ledger, task, Recording(REVOKE, task.state, day, task.standing, None, details, columns, "note"))


def _note(
    migrating: Migrating, event: CascadeEvent, task: LiveTask, change: TaskChange, fields: Mapping[str, Any]
) -> None:
    """The row that says what a migration made of the task; it moves nothing."""
    payload: dict[str, Any] = {MIGRATION: event.number, "changes": list(change.what)}
    if change.dues:
        payload["dues"] = {due: list(days) for due, days in change.dues.items()}
    if migrating.succession is not None and (formers := migrating.succession.received.get(task.task_no)):
        payload["handed_from"] = [migrating.keys[number] for number in formers]
    if change.because:
        payload["documents"] = list(change.because)
    first = moved_day(change.dues) or (None, None)
    columns = {"agency": migrating.agency, "due_before": first[0], "due_after": first[1], **fields}
    given = {name: value for name, value in columns.items() if value is not None}
    day = max(migrating.day, task.head_on or migrating.day)
    migrating.ledger.record(task, None, task.state, day, kind=MIGRATION, payload=canonical(payload), **given)


def _extend(
    migrating: Migrating, event: CascadeEvent, task: LiveTask, change: TaskChange, fields: Mapping[str, Any]
) -> None:
    """Of a date of the files and one to which the task was extended the later counts.

    So also where a report is due merged now that was due by itself, or the other way round.
    """
    judge = task.cascade.judge
    if _EXTEND not in judge.lifecycle.data.side_triggers:
        return
    until = dict(zip(DUES, migrating.until.get(task.task_no, (None, None, None)), strict=True))
    for report, before, after in _later_days(change.dues, until):
        verdict = judge.side_verdict(_EXTEND, task)
        if not verdict.is_legal:
            continue
        migrating.ledger.extend(task, report, after)
        details = {MIGRATION: event.number, "report": report}
        days = {"due_before": before, "due_after": after}
        _lead(migrating, task, _EXTEND, verdict.standing, details, {**days, **fields})


def _later_days(
    dues: Mapping[str, tuple[str | None, str | None]], until: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str]]:
    """What is due on a later day than either the files or the extensions alone say: report, day before, day after."""
    for report, granted in until.items():
        if granted is None or report not in dues:
            continue
        after, other = dues[report][1], _OTHER_REPORT.get(report, "")
        stated = dues.get(other, (None, None))[1]
        if after is not None and after > granted:
            yield report, granted, after
        elif after is None and stated is not None and until[other] is None and stated < granted:
            yield other, stated, granted


def _release(migrating: Migrating, put_out: Sequence[str], fields: Mapping[str, Any]) -> None:
    """Issue what waits though a document that asks for it is out; put out what its file now says is out."""
    ledger, cascade, target = migrating.ledger, migrating.cascade, migrating.target
    ledger.flush()
    out = [
        document
        for row in target.graph["document"].values()
        if (document := ledger.document(cascade, row[INDEX["document"]["key"]])) is not None
        and document.is_out
        and document.revoked_on is None
    ]
    for document in sorted(out, key=lambda document: (str(document.out_on), document.document_no)):
        agency = document.issuers[0] if document.issuers else ""
        for task in ledger.assigned_by(document):
            if task.state != cascade.judge.initial or not cascade.judge.verdict(RELEASE, task).is_legal:
                continue
            day = max(migrating.day, str(document.out_on), task.head_on or "")
            make_move(ledger, task, RELEASE, day, None, agency=agency, document=document.number, **fields)
            plan = plan_out(ledger, task) if cascade.judge.verdict(DRAFT_PLAN, task).is_legal else None
            if plan is not None:
                on = max(day, str(plan.out_on))
                make_move(ledger, task, DRAFT_PLAN, on, None, agency=task.agency, document=plan.number, **fields)
    for key in put_out:
        document = ledger.document(cascade, key)
        assert document is not None
        since = max(str(document.out_on), migrating.day)
        ledger.put_out(document, document.number, str(document.issued_on), since=since)
        agency = document.issuers[0] if document.issuers else ""
        if not follow(ledger, Outing(document, agency, dict(fields), restates=False)):
            note_release(ledger, document, agency, fields)


def coming(migrating: Migrating, documents: Mapping[int, tuple[Any, ...]]) -> list[str]:
    """The documents that are out by what their files now say, and did not before, in the order of their days."""
    at, today = STATED.index("out_on"), migrating.ledger.today.isoformat()
    days = {
        number: stated[at]
        for number, stated in migrating.target.stated.items()
        if number not in documents or documents[number][1:] != stated
    }
    names = migrating.target.graph["document"]
    follow_on = sorted((day, number) for number, day in days.items() if day is not None and day <= today)
    return [names[(number,)][INDEX["document"]["key"]] for _, number in follow_on]
