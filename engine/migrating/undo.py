"""`migrate --undo`: the last migration is taken back, as long as nothing else has happened since.

Its moves are corrected as any mistaken move is; the graph's rows go back to what they were. A task that the migration
added stays as a row, for its history does, and is taken away.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import MIGRATE, UNDO, CascadeEvent, read_events, write_event
from engine.cascade.graphs import (
    INDEX,
    STATED,
    Change,
    Graph,
    applied,
    changes_hash,
    differences,
    fingerprint,
    numbered,
    read_changes,
    read_graph,
    write_changes,
)
from engine.cascade.judging import REVOKE
from engine.cascade.order import read_counted
from engine.cascade.tally import settle
from engine.cascade.tasks import TASKS, task_key_of
from engine.chain.effective import CORRECTION, replay
from engine.chain.rehash import AT
from engine.migrating import refusals as refuse
from engine.migrating.migrate import (
    issuer_of,
    joined,
    keys_of_tasks,
    live_states,
    lock,
    permit_migration,
)
from engine.migrating.rewrite import Rewriting
from engine.migrating.targets import FORMER, TASK, Target, count_cascade
from engine.migrating.under_way import MIGRATION
from engine.receipts import Undone
from engine.requests import MigrationRequest, clean
from engine.running.ledger import Ledger
from engine.running.moves import Recording, task_to_note_on, write_move
from workflows.canonical import canonical

_WAIVE = "waive"


def undo(ledger: Ledger, cascade: RunningCascade, request: MigrationRequest) -> Undone:
    """Take the cascade's last migration back. Raises Refused and leaves the ledger as it was."""
    tx, cascade_id = ledger.tx, cascade.cascade_id
    lock(ledger, cascade)
    agency = issuer_of(tx, cascade, request.as_agency)
    if clean(request.reason) is None:
        raise refuse.without_reason(cascade, agency)
    events = read_events(tx, cascade_id)
    if not events or events[-1].kind != MIGRATE:
        raise refuse.nothing_to_undo(cascade)
    last = events[-1]
    permit_migration(ledger, cascade, agency, request.by, ledger.today.isoformat())
    _check_nothing_since(ledger, cascade, last)
    now = read_graph(tx, cascade_id)
    target = _target(ledger, cascade, now, last)
    changes = numbered(joined(differences(now, target.graph), _stated_back(ledger, cascade, last, target)))
    batch = ledger.new_batch()
    event = write_event(
        tx,
        cascade_id,
        events,
        "",
        {
            **{"kind": UNDO, "cause": CORRECTION, "agency": agency, "by": clean(request.by), "login": ledger.login},
            **{"occurred_on": last.occurred_on, "recorded_at": ledger.recorded_at, "reason": clean(request.reason)},
            "batch": batch,
            "payload": {
                **{"graph": fingerprint(target.graph), "changes": len(changes), "changes_hash": changes_hash(changes)},
                "undone": last.number,
            },
        },
    )
    write_changes(tx, cascade_id, event.number, changes)
    fields = {"agency": agency, "by": event.by, "reason": event.reason, "batch": batch}
    given = {name: value for name, value in fields.items() if value is not None}
    stays = _standing_on_others(ledger, cascade, target, last)
    corrected = _correct(ledger, cascade, (last, event), given, stays)
    live, _ = live_states(tx, cascade_id)
    rewriting = Rewriting(tx, cascade_id, cascade.judge, live)
    rewriting.write(target, changes, keys_of_tasks(cascade, target.graph), cascade.key)
    _take_away(ledger, cascade, target, (last, event), given, stays)
    ledger.flush()
    settle(tx, cascade)
    return Undone(cascade.key, event.number, last.number, date.fromisoformat(last.occurred_on), corrected, event.hash)


def _check_nothing_since(ledger: Ledger, cascade: RunningCascade, last: CascadeEvent) -> None:
    """No row was recorded after the migration that is not of it. Raises Refused."""
    counted = ledger.tx.row(
        "SELECT count(*) FROM history WHERE cascade_id = :id AND (batch IS NULL OR batch <> :batch)",
        id=cascade.cascade_id,
        batch=last.batch or "",
    )
    if counted is not None and counted[0] == last.details.get("rows"):
        return
    row = ledger.tx.row(
        f"SELECT h.seq, h.occurred_on, t.period, a.key, t.topic FROM {TASKS} JOIN history h "
        "ON h.cascade_id = t.cascade_id AND h.task_no = t.task_no WHERE h.cascade_id = :id "
        "AND (h.batch IS NULL OR h.batch NOT IN (SELECT batch FROM cascade_event WHERE cascade_id = :id "
        "AND batch IS NOT NULL)) ORDER BY h.recorded_at DESC, h.task_no, h.seq DESC LIMIT 1",
        id=cascade.cascade_id,
    )
    if row is not None:  # the latest
        raise refuse.moved_since(cascade, task_key_of(cascade.directive, row[2:]), row[0], row[1])


def _target(ledger: Ledger, cascade: RunningCascade, now: Graph, last: CascadeEvent) -> Target:
    """The graph before the migration, with the rows that it added and that history points at."""
    graph = {table: dict(rows) for table, rows in now.items()}
    changes = list(read_changes(ledger.tx, cascade.cascade_id, last.number))
    applied(graph, [change.reversed() for change in changes])
    target = Target(graph)
    for table in ("agency", "document", "assignment", "task", "duty", "release_edge"):
        for key, row in now[table].items():
            is_of_added = key[0 if table == "duty" else -1] in target.added
            if key not in graph[table] and (table in ("agency", "document", "assignment", "task") or is_of_added):
                graph[table][key] = row
                if table == "task":
                    target.added.append(key[0])
                if table == "document":
                    target.brought.append(row[INDEX["document"]["key"]])
    for number in target.added:
        row = graph["task"][(number,)]
        graph["task"][(number,)] = (*row[: TASK["inputs"]], 0, *row[TASK["inputs"] + 1 :])
    count_cascade(graph)
    _keep_pins(now, graph)
    return target


def _keep_pins(now: Graph, graph: Graph) -> None:
    """Of documents that came with the migration, and stay as rows, the pinned text stays too."""
    for (kind, name), (_, _, digest) in now["cascade_pin"].items():
        known = {("definition", name), (FORMER, name)} & graph["cascade_pin"].keys()
        if kind == "definition" and name.startswith("document/") and not known:
            graph["cascade_pin"][FORMER, name] = (FORMER, name, digest)


def _stated_back(ledger: Ledger, cascade: RunningCascade, last: CascadeEvent, target: Target) -> list[Change]:
    """What files stated of documents before."""
    found = []
    for change in read_changes(ledger.tx, cascade.cascade_id, last.number):
        if change.table == "document" and change.before and set(change.before) & set(STATED):
            back = {name: value for name, value in change.before.items() if name in STATED}
            was = {name: (change.after or {}).get(name) for name in back}
            found.append(Change("document", change.key, was, back))
    return found


def _standing_on_others(ledger: Ledger, cascade: RunningCascade, target: Target, last: CascadeEvent) -> dict[int, bool]:
    """Of the tasks that the migration added, those for which a document asks that stays out: whether it is by that
    document that the task was issued, so that it may stay so."""
    put_out = set(last.details.get("put_out", ()))
    asked = ledger.tx.rows(
        "SELECT r.task_no, d.key, d.number, h.document FROM release_edge r JOIN document d "
        "ON d.cascade_id = r.cascade_id AND d.document_no = r.document_no "
        "LEFT JOIN history h ON h.cascade_id = r.cascade_id AND h.task_no = r.task_no AND h.batch = :batch "
        "AND h.trigger = 'release' WHERE r.cascade_id = :id AND r.task_no = ANY(:added) AND d.is_out "
        "AND d.revoked_on IS NULL",
        id=cascade.cascade_id,
        added=target.added,
        batch=last.batch or "",
    )
    found: dict[int, bool] = {}
    for number, key, out_under, issued_under in asked:
        if key not in put_out:
            found[number] = found.get(number, False) or out_under == issued_under
    return found


def _correct(
    ledger: Ledger,
    cascade: RunningCascade,
    events: tuple[CascadeEvent, CascadeEvent],
    fields: Mapping[str, Any],
    stays: Mapping[int, bool],
) -> int:
    """Take back every move that the migration recorded, and what it said of documents; how many tasks that concerns.

    `events`: the migration, and this; `stays`: see `_standing_on_others`.
    """
    last, event = events
    rows = ledger.tx.rows(
        "SELECT task_no, seq, payload FROM history WHERE cascade_id = :id AND batch = :batch "
        "AND kind <> 'correction' ORDER BY task_no, seq",
        id=cascade.cascade_id,
        batch=last.batch or "",
    )
    undone: defaultdict[int, list[int]] = defaultdict(list)
    for number, seq, payload in rows:
        if stays.get(number):
            continue
        undone[number].append(seq)
        revoked = json.loads(payload).get("revoked") if payload else None
        document = None if revoked is None else ledger.document(cascade, revoked)
        if document is not None:
            ledger.revoke(document, None)
    put_out = {key: ledger.document(cascade, key) for key in last.details.get("put_out", ())}
    told = {key: document.number for key, document in put_out.items() if document is not None}
    documents = {"documents": told} if told else {}
    tasks = {task.task_no: task for task in ledger.load(cascade, undone)}
    for number, chain in read_counted(ledger.tx, cascade.cascade_id, undone).items():
        task = tasks[number]
        position = replay(cascade.judge.arrows, [row for row in chain if row[AT["seq"]] not in undone[number]])
        ledger.settle_edges(task, position.state, position.standing)
        payload = canonical({"undone": undone[number], MIGRATION: event.number, **documents})
        given = {"payload": payload, "ref_seq": undone[number][0], "cause": CORRECTION, **fields}
        ledger.record(task, None, position.state, last.occurred_on, kind=CORRECTION, **given)
        ledger.correct(task, position)
    ledger.flush()
    return len(undone)


def _take_away(
    ledger: Ledger,
    cascade: RunningCascade,
    target: Target,
    events: tuple[CascadeEvent, CascadeEvent],
    fields: Mapping[str, Any],
    stays: Mapping[int, bool],
) -> None:
    """What the migration added is asked of nobody; the documents that it put out, or brought, are not out.

    From `waive` a later migration leads a task back, from `revoke` nothing does; yet one that is pending though a
    document that asks for it is out may only be revoked.
    """
    last, event = events
    fresh = Ledger(ledger.tx, ledger.cascades, ledger.clock, ledger.login, ledger.today)
    fresh.recorded_at, fresh.permit = ledger.recorded_at, ledger.permit
    columns = {"cause": CORRECTION, **fields}
    for task in fresh.load(cascade, target.added):
        is_waived = _WAIVE in cascade.judge.lifecycle.data.side_triggers and stays.get(task.task_no) is not False
        trigger = _WAIVE if is_waived else REVOKE
        verdict = cascade.judge.side_verdict(trigger, task)
        if not verdict.is_legal:
            continue  # it owes nothing
        day = max(event.occurred_on, task.head_on or event.occurred_on)
        details = {MIGRATION: event.number}
        way_back = Recording(trigger, task.state, day, str(verdict.standing), None, details, columns, policies=())
        write_move(fresh, task, way_back)
    for key in last.details.get("put_out", ()):
        if (document := fresh.document(cascade, key)) is not None:
            fresh.take_back(document)
    fresh.flush()
    for key in target.brought:
        document = fresh.document(cascade, key)
        assert document is not None
        task = task_to_note_on(fresh, document)
        day = max(event.occurred_on, task.head_on or event.occurred_on)
        fresh.revoke(document, day)
        told: dict[str, Any] = {"revoked": key, MIGRATION: event.number}
        write_move(fresh, task, Recording(REVOKE, task.state, day, task.standing, None, told, columns, "note"))
    fresh.flush()
