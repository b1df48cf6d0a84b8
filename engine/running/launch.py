"""A task graph becomes rows: everything pinned, every task in its first state, and what is out already set going."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade, find_cascade_id
from engine.cascade.judging import RELEASE
from engine.cascade.tally import settle
from engine.chain.chains import HISTORY_COLUMNS
from engine.clock import Clock
from engine.receipts import Launched
from engine.requests import clean
from engine.running import refusals
from engine.running.fresh import FreshLedger, day_and_phrase, release_edges
from engine.running.permits import permit_launch
from engine.running.release import Outing, follow
from engine.store.database import Transaction
from workflows.canonical import canonical, content_hash
from workflows.graph import TaskGraph
from workflows.keys import CascadeKey

Progress = Callable[[int, int], None]

_STEPS = 6


def launch(
    tx: Transaction,
    graph: TaskGraph,
    *,
    findings: Iterable[Mapping[str, Any]],
    today: date,
    by: str | None,
    clock: Clock,
    login: str,
    progress: Progress | None = None,
) -> Launched:
    """Write a cascade and release every document that is out by today, in the order of their days.

    Raises Refused (`already-launched`) where the directive's cascade of that year is in the database.
    """
    done = progress or (lambda step, steps: None)
    cascade = _new_cascade(tx, graph, today)
    ledger = FreshLedger(tx, clock, login, today, graph, cascade)
    by = clean(by)
    mandate = permit_launch(ledger, graph.key, by, today.isoformat())
    by = by or (None if mandate is None else mandate.holder)
    listed = tuple(dict(finding) for finding in findings)
    pins = _pins(graph, cascade, listed)
    done(1, _STEPS)
    released = _release_what_is_out(ledger, by)
    done(2, _STEPS)
    _insert_cascade(tx, graph, cascade, pins, ledger, by, today, None if mandate is None else mandate.key)
    done(3, _STEPS)
    _insert_agencies_and_documents(tx, graph, ledger)
    _insert_tasks(tx, graph, ledger)
    done(4, _STEPS)
    _insert_duties(tx, graph, ledger)
    _insert_edges(tx, graph, ledger)
    settle(tx, cascade)
    done(5, _STEPS)
    tx.insert("history", HISTORY_COLUMNS, ledger.take_rows())
    tx.analyze()
    done(_STEPS, _STEPS)
    return Launched(
        graph.key,
        len(graph.tasks),
        graph.consolidation_count,
        len(graph.feeds),
        graph.definition_hash,
        listed,
        len(graph.documents),
        len(ledger.agencies),
        released,
        clock.is_simulated,
    )


def _new_cascade(tx: Transaction, graph: TaskGraph, today: date) -> RunningCascade:
    """The cascade under the year's next number.

    Two launches at once choose the same one; the later of them starts over and then sees the other.
    """
    known = find_cascade_id(tx, CascadeKey(graph.directive, graph.year))
    if known is not None:
        row = tx.row("SELECT launched_on FROM cascade WHERE cascade_id = :id", id=known)
        raise refusals.already_launched(graph.key, row[0] if row else today.isoformat())
    first = graph.year * 1_000_000
    row = tx.row(
        "SELECT max(cascade_id) FROM cascade WHERE cascade_id BETWEEN :low AND :high", low=first, high=first + 999_999
    )
    cascade_id = max(first, (row[0] if row else None) or first) + 1
    title = next((document.title for document in graph.documents if document.key == graph.directive), "")
    calendar_hash = content_hash(canonical(graph.calendar.content))
    return RunningCascade(
        cascade_id, graph.directive, graph.year, title, today, calendar_hash, dict(graph.lifecycle), graph.calendar
    )


def _release_what_is_out(ledger: FreshLedger, by: str | None) -> int:
    """Release, in the order of their days, the documents that are out by today; how many tasks that set going."""
    fields = {"by": by, "cause": "definition", "batch": ledger.new_batch()}
    today = ledger.today.isoformat()
    out = [
        document for document in ledger.documents.values() if document.out_on is not None and document.out_on <= today
    ]
    released = 0
    for document in sorted(out, key=lambda document: (str(document.out_on), document.document_no)):
        document.is_out = True
        agency = document.issuers[0] if document.issuers else ""
        moved = follow(ledger, Outing(document, agency, fields))
        released += sum(move.trigger == RELEASE for move in moved)
    return released


def _pins(
    graph: TaskGraph, cascade: RunningCascade, findings: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, str, str]]:
    """(kind, name, hash, content) of all that the launch pins."""
    contents = [("definition", name, text) for name, text in sorted(graph.pins.items())]
    contents.append(("lifecycle", str(graph.lifecycle.get("key", "")), canonical(dict(graph.lifecycle))))
    contents.append(("calendar", "days", canonical(graph.calendar.content)))
    contents.append(("findings", "check", canonical(list(findings))))
    return [(kind, name, content_hash(text), text) for kind, name, text in contents]


def _insert_cascade(
    tx: Transaction,
    graph: TaskGraph,
    cascade: RunningCascade,
    pins: list[tuple[str, str, str, str]],
    ledger: FreshLedger,
    by: str | None,
    today: date,
    mandate: str | None,
) -> None:
    lifecycle_hash = next(digest for kind, _, digest, _ in pins if kind == "lifecycle")
    row = {
        "cascade_id": cascade.cascade_id,
        "directive": graph.directive,
        "year": graph.year,
        "title": cascade.title,
        "launched_on": today.isoformat(),
        "recorded_at": ledger.recorded_at,
        "by": by,
        "login": ledger.login,
        "definition_hash": graph.definition_hash,
        "lifecycle_key": str(graph.lifecycle.get("key", "")),
        "lifecycle_hash": lifecycle_hash,
        "calendar_hash": cascade.calendar_hash,
        "is_simulated": ledger.clock.is_simulated,
        "task_count": len(graph.tasks),
        "consolidation_count": graph.consolidation_count,
        "feed_count": len(graph.feeds),
        "mandate": mandate,
    }
    tx.insert("cascade", tuple(row), [tuple(row.values())])
    for kind, _, digest, content in pins:
        tx.run(
            "INSERT INTO pinned (hash, kind, content) VALUES (:hash, :kind, :content) ON CONFLICT DO NOTHING",
            hash=digest,
            kind=kind,
            content=content,
        )
    tx.insert(
        "cascade_pin",
        ("cascade_id", "kind", "name", "hash"),
        [(cascade.cascade_id, kind, name, digest) for kind, name, digest, _ in pins],
    )


def _insert_agencies_and_documents(tx: Transaction, graph: TaskGraph, ledger: FreshLedger) -> None:
    cascade_id = ledger.cascade.cascade_id
    tx.insert(
        "agency",
        ("cascade_id", "agency_no", "key", "name", "name_en", "short", "kind", "level", "superior"),
        [
            (cascade_id, number, node.key, node.name, node.name_en, node.short, node.kind, node.level, node.superior)
            for number, node in enumerate(ledger.agencies, 1)
        ],
    )
    tx.insert(
        "document",
        (
            *("cascade_id", "document_no", "key", "type", "title", "issuers", "implements"),
            *("number", "issued_on", "out_on", "not_before", "is_plan", "is_out"),
        ),
        [
            (
                *(cascade_id, live.document_no, live.key, live.type, live.title),
                *(json.dumps(live.issuers), json.dumps(node.implements)),
                *(live.number, live.issued_on, live.out_on, live.not_before, live.is_plan, live.is_out),
            )
            for live, node in zip(ledger.documents.values(), graph.documents, strict=True)
        ],
    )
    document_no = {node.key: number for number, node in enumerate(graph.documents, 1)}
    tx.insert(
        "assignment",
        ("cascade_id", "assignment_no", "document_no", "key", "topic", "at", "content", "printed", "content_en"),
        [
            (
                *(cascade_id, number, document_no[node.document], node.key, node.topic, node.at),
                *(node.content, node.printed, node.content_en or None),
            )
            for number, node in enumerate(graph.assignments, 1)
        ],
    )


def _insert_tasks(tx: Transaction, graph: TaskGraph, ledger: FreshLedger) -> None:
    assignment_no = {node.key: number for number, node in enumerate(graph.assignments, 1)}
    cascade_id, agency_no = ledger.cascade.cascade_id, ledger.agency_no
    named = {node.receivers for node in graph.tasks}
    receivers = {keys: json.dumps([agency_no[key] for key in keys]) for keys in named}
    tx.insert(
        "task",
        (
            *("cascade_id", "task_no", "agency_no", "assignment_no", "period", "topic"),
            *("owes_plan", "owes_report", "consolidates", "plan_group", "plan_due", "plan_phrase"),
            *("own_due", "own_phrase", "merged_due", "merged_phrase", "receivers", "drafted_by", "content"),
            *("inputs", "open_inputs", "state", "standing", "since", "head_seq", "head_hash", "head_at", "head_on"),
        ),
        [
            (
                *(cascade_id, task.task_no, task.agency_no, assignment_no[node.assignment], task.period, task.topic),
                *(task.owes_plan, task.owes_report, task.consolidates, task.plan_group),
                *(task.plan_due, task.plan_phrase, task.own_due, task.own_phrase, task.merged_due, task.merged_phrase),
                receivers[node.receivers],
                None if node.drafted_by is None else agency_no[node.drafted_by],
                "",  # its assignment has it
                *(task.inputs, task.open_inputs, task.state, task.standing, task.since),
                *(task.head_seq, task.head_hash, task.head_at, task.head_on),
            )
            for task, node in zip(ledger.tasks.values(), graph.tasks, strict=True)
        ],
    )


def _insert_duties(tx: Transaction, graph: TaskGraph, ledger: FreshLedger) -> None:
    assignment_no = {node.key: number for number, node in enumerate(graph.assignments, 1)}
    cascade_id = ledger.cascade.cascade_id
    tx.insert(
        "duty",
        ("cascade_id", "task_no", "duty_no", "assignment_no", "what", "due", "phrase"),
        [
            (cascade_id, task, number, assignment_no[duty.assignment], duty.what, *day_and_phrase(duty.due))
            for task, node in enumerate(graph.tasks, 1)
            for number, duty in enumerate(node.duties, 1)
        ],
    )


def _insert_edges(tx: Transaction, graph: TaskGraph, ledger: FreshLedger) -> None:
    cascade_id = ledger.cascade.cascade_id
    tx.insert(
        "feed",
        ("cascade_id", "input_no", "consolidation_no", "waits_for", "closed"),
        [
            (cascade_id, number, edge.consolidation_no, edge.waits_for, edge.closed)
            for (_, number), edges in ledger.edges.items()
            for edge in edges
        ],
    )
    document_no = {node.key: number for number, node in enumerate(graph.documents, 1)}
    tx.insert(
        "release_edge",
        ("cascade_id", "document_no", "task_no", "by_no"),
        [(cascade_id, document_no[document], task, by) for document, task, by in release_edges(graph)],
    )
