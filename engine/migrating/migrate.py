"""`migrate`: a running cascade goes to another task graph of the same directive and year, in one transaction.

What the other graph lacks is taken away by the lifecycle's own `revoke`; what it adds begins, and is issued where its
documents are out; a later date than one that was extended to is an `extend`. Every task that this concerns gets a row.
The moves are the machine's, so that chains fold as ever, and the edges and counters follow from where tasks stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import MIGRATE, CascadeEvent, genesis_of_events, read_events, write_event
from engine.cascade.graphs import (
    INDEX,
    STATED,
    Change,
    Graph,
    changes_hash,
    differences,
    fingerprint,
    numbered,
    read_graph,
    write_changes,
)
from engine.cascade.judging import REVOKE
from engine.cascade.lookup import get_agency
from engine.cascade.tally import settle
from engine.cascade.tasks import task_key_of
from engine.chain.effective import DUES
from engine.clock import format_moment
from engine.migrating import refusals as refuse
from engine.migrating.choosing import day_with_decisions, read_choices, to_ask
from engine.migrating.choosing import told as told_choices
from engine.migrating.classing import classed, counts
from engine.migrating.recalendar import is_pinned, recalendared
from engine.migrating.recording import coming, record
from engine.migrating.rewrite import Rewriting
from engine.migrating.succession import Succession
from engine.migrating.targets import TASK, LiveState, Overlay, Target
from engine.migrating.under_way import MIGRATION, Migrating, is_unfinished
from engine.receipts import Migrated, TaskChange
from engine.requests import ASK, CALENDAR, MigrationRequest, Several, clean
from engine.running.ledger import Ledger
from engine.running.permits import permit
from engine.store.database import Transaction
from workflows.agencies import Registry
from workflows.canonical import canonical, content_hash
from workflows.graph import TaskGraph
from workflows.mandates import MIGRATE as MIGRATE_TRIGGER
from workflows.policies import RULES, TEXT
from workflows.said import Said


def permit_migration(ledger: Ledger, cascade: RunningCascade, agency: str, by: str | None, day: str) -> None:
    """Raises Refused where who asks has no mandate for it on that day; one is for migrations only where it says so."""
    permit(ledger, cascade.key, MIGRATE_TRIGGER, agency, clean(by), day, Said("trigger.migrate"), kind=MIGRATION)


def migrate(
    ledger: Ledger,
    cascade: RunningCascade,
    graph: TaskGraph,
    findings: Iterable[Mapping[str, Any]],
    request: MigrationRequest,
) -> Migrated:
    """Bring the cascade to that graph. Raises Refused and leaves the ledger as it was.

    An answer without an event: the cascade stands there already.
    """
    tx, cascade_id = ledger.tx, cascade.cascade_id
    agency, day, events = _begin(ledger, cascade, request)
    if (graph.directive, graph.year) != (cascade.directive, cascade.year):
        raise refuse.another_cascade(cascade, graph.key, agency)
    now = read_graph(tx, cascade_id)
    _check_lifecycle(now, graph, cascade, agency)
    live, until = live_states(tx, cascade_id)
    documents = _documents(tx, cascade_id)
    out = {number: bool(row[3]) for number, (_, *row) in documents.items()}
    overlay = Overlay(now, graph, cascade.judge, live, out, list(findings), _described(tx, cascade_id))
    target = overlay.target()
    if _only_days_differ(now, target.graph):
        request = replace(request, cause=CALENDAR)
    keys = keys_of_tasks(cascade, target.graph)
    again, gone = _taken_before(tx, cascade, live.keys() - set(target.taken_away), live)
    stranded = [
        *_documents_told_otherwise(now, graph, documents),
        *(refuse.Stranded("taken-away-before", keys[number], {}) for number in gone),
        *_not_to_be_taken(cascade, target, live, now, keys),
    ]
    if stranded:
        raise refuse.stranded(cascade, agency, stranded)
    stated = list(_stated_changes(documents, target, now))
    changes = joined(differences(now, target.graph), stated)
    migrating = Migrating(
        ledger, cascade, request, agency, day, now, live, until, target, numbered(changes), keys, again
    )
    if not changes and not any(is_unfinished(cascade, now, live, number) for number in target.taken_away):
        return _told(migrating, None, (), ())
    return _carry_out(migrating, events, documents)


def recalendar(
    ledger: Ledger, cascade: RunningCascade, before: TaskGraph, after: TaskGraph, request: MigrationRequest
) -> Migrated:
    """Have a cascade count by other days off. `before`, `after`: its files, compiled by its own days and by those.

    Raises Refused, also where its days are no longer those of `before`.
    """
    tx = ledger.tx
    agency, day, events = _begin(ledger, cascade, request)
    now = read_graph(tx, cascade.cascade_id)
    if not is_pinned(now, before):
        raise refuse.another_calendar(cascade, agency)
    live, until = live_states(tx, cascade.cascade_id)
    target = recalendared(now, before, after, cascade.judge, live)
    changes, keys = numbered(differences(now, target.graph)), keys_of_tasks(cascade, target.graph)
    migrating = Migrating(ledger, cascade, request, agency, day, now, live, until, target, changes, keys, {})
    if not changes:
        return _told(migrating, None, (), ())
    return _carry_out(migrating, events, _documents(tx, cascade.cascade_id))


def hand_over(
    ledger: Ledger,
    cascade: RunningCascade,
    registry: Registry,
    request: MigrationRequest,
    *,
    several: Several | None,
) -> Migrated:
    """Hand the unfinished tasks of agencies that ended by the request's day to those who took over their work.

    `several`: where there are several heirs and nobody decided between them, each has a task, or the agency above is
    asked; None: they are refused, with their names. The work is handed over on that day, but not before what happened
    to the cascade last, nor before the decisions that are followed. Raises Refused.
    """
    tx, cascade_id = ledger.tx, cascade.cascade_id
    agency, day, events = _begin(ledger, cascade, request, goes_on=True)
    now = read_graph(tx, cascade_id)
    live, until = live_states(tx, cascade_id)
    on = request.on or ledger.today
    choices = read_choices(tx, cascade)
    again, gone = _taken_before(tx, cascade, live, live)
    succession = Succession(now, cascade.judge, live, registry, on, _described(tx, cascade_id), choices, again)
    target = succession.target(several)
    keys = keys_of_tasks(cascade, target.graph)
    if succession.several and several != ASK:
        named = {number: heirs.keys for number, heirs in succession.several.items()}
        raise refuse.several_heirs(cascade, agency, on, [(keys[number], heirs) for number, heirs in named.items()])
    if lost := [number for number in gone if number in succession.received]:
        stranded = [refuse.Stranded("taken-away-before", keys[number], {}) for number in lost]
        raise refuse.stranded(cascade, agency, stranded)
    if target.is_circular:
        raise refuse.stranded(cascade, agency, [refuse.Stranded("circle", cascade.key, {})])
    if (since := day_with_decisions(succession, day)) != day:
        permit_migration(ledger, cascade, agency, request.by, since)
    changes = numbered(differences(now, target.graph))
    migrating = Migrating(
        ledger, cascade, request, agency, since, now, live, until, target, changes, keys, succession.again, succession
    )
    migrating.to_ask = to_ask(migrating, choices)
    if not succession.handovers and not migrating.to_ask:
        return _told(migrating, None, (), ())
    return _carry_out(migrating, events, _documents(tx, cascade_id))


# before


def _begin(
    ledger: Ledger, cascade: RunningCascade, request: MigrationRequest, *, goes_on: bool = False
) -> tuple[str, str, Sequence[CascadeEvent]]:
    """Who migrates the cascade, locked from now on, from which day, and after which events. Raises Refused.

    `goes_on`: a day before the last event is one from that event on.
    """
    lock(ledger, cascade)
    is_proposed = request.cause != CALENDAR  # how that is asked for names a file, which nobody here knows
    agency = issuer_of(ledger.tx, cascade, request.as_agency, proposes=is_proposed)
    events = read_events(ledger.tx, cascade.cascade_id)
    day = _day(ledger, cascade, events, request.on, goes_on=goes_on)
    if clean(request.reason) is None:
        raise refuse.without_reason(cascade, agency)
    permit_migration(ledger, cascade, agency, request.by, day)
    return agency, day, events


def lock(ledger: Ledger, cascade: RunningCascade) -> None:
    """Nobody moves a task of it, or migrates it, meanwhile."""
    tx, cascade_id = ledger.tx, cascade.cascade_id
    tx.rows("SELECT cascade_id FROM cascade WHERE cascade_id = :id FOR UPDATE", id=cascade_id)
    tx.rows("SELECT task_no FROM task WHERE cascade_id = :id ORDER BY task_no FOR UPDATE", id=cascade_id)
    ledger.recorded_at = format_moment(ledger.clock.now())


def issuer_of(
    tx: Transaction, cascade: RunningCascade, text: str, trigger: str = MIGRATE_TRIGGER, *, proposes: bool = True
) -> str:
    """The agency, if it issued the directive or another document that orders others to consolidate. Raises Refused."""
    agency = get_agency(tx, cascade, text).key
    rows = tx.rows("SELECT key, issuers FROM document WHERE cascade_id = :id", id=cascade.cascade_id)
    issuers = {key: json.loads(listed) for key, listed in rows}
    first: list[str] = issuers.get(cascade.directive) or [each for listed in issuers.values() for each in listed]
    if agency not in {each for listed in issuers.values() for each in listed}:
        raise refuse.not_issuer(cascade, agency, first, trigger, proposes=proposes)
    return agency


def _day(
    ledger: Ledger, cascade: RunningCascade, events: Sequence[CascadeEvent], on: date | None, *, goes_on: bool
) -> str:
    day = on or ledger.today
    since = date.fromisoformat(max([cascade.launched_on.isoformat(), *(event.occurred_on for event in events)]))
    if goes_on and day >= cascade.launched_on:
        day = max(day, since)
    if not since <= day <= ledger.today:
        raise refuse.not_on_that_day(cascade, day, since, ledger.today)
    return day.isoformat()


def _check_lifecycle(now: Graph, graph: TaskGraph, cascade: RunningCascade, agency: str) -> None:
    """A task's state means what its lifecycle says; another lifecycle would strand it."""
    key, digest = str(graph.lifecycle.get("key", "")), content_hash(canonical(dict(graph.lifecycle)))
    if now["cascade_pin"].get(("lifecycle", key)) != ("lifecycle", key, digest):
        raise refuse.another_lifecycle(cascade, key, agency)


def live_states(tx: Transaction, cascade_id: int) -> tuple[dict[int, LiveState], dict[int, Sequence[str | None]]]:
    """Where each task stands, and to which days it was extended: its plan, its own and its merged report."""
    states: dict[int, LiveState] = {}
    until: dict[int, Sequence[str | None]] = {}
    columns = ", ".join(f"{due}_until" for due in DUES)
    for number, state, standing, *days in tx.rows(
        f"SELECT task_no, state, standing, {columns} FROM task WHERE cascade_id = :id", id=cascade_id
    ):
        states[number] = LiveState(state, standing)
        until[number] = days
    return states, until


def _documents(tx: Transaction, cascade_id: int) -> dict[int, tuple[Any, ...]]:
    """Each document's key, and the columns of `STATED`, by number."""
    rows = tx.rows(f"SELECT document_no, key, {', '.join(STATED)} FROM document WHERE cascade_id = :id", id=cascade_id)
    return {row[0]: (*row[1:5], int(row[5])) for row in rows}


def _described(tx: Transaction, cascade_id: int) -> list[dict[str, str]]:
    """The agencies as pinned so far: those of today's graph over those of earlier ones."""
    found: dict[str, dict[str, str]] = {}
    for (content,) in tx.rows(
        "SELECT p.content FROM cascade_pin c JOIN pinned p ON p.hash = c.hash WHERE c.cascade_id = :id "
        "AND c.name = 'agencies' AND c.kind IN ('definition', 'former') "
        "ORDER BY CASE WHEN c.kind = 'former' THEN 0 ELSE 1 END",
        id=cascade_id,
    ):
        found |= {item["key"]: item for item in json.loads(content)}
    return list(found.values())


def keys_of_tasks(cascade: RunningCascade, graph: Graph) -> dict[int, str]:
    """Every task's key by its number."""
    agencies = {number: row[INDEX["agency"]["key"]] for (number,), row in graph["agency"].items()}
    return {
        number: task_key_of(
            cascade.directive, (row[TASK["period"]], agencies[row[TASK["agency_no"]]], row[TASK["topic"]])
        )
        for (number,), row in graph["task"].items()
    }


# what cannot be


def _documents_told_otherwise(
    now: Graph, graph: TaskGraph, documents: Mapping[int, tuple[Any, ...]]
) -> Iterator[refuse.Stranded]:
    """Documents that are out under another number, or by another issuer, than their files now state."""
    known = {row[0]: row[1:] for row in documents.values()}
    at = [INDEX["document"][name] for name in ("key", "issuers")]
    issuers = {row[at[0]]: row[at[1]] for row in now["document"].values()}
    for node in graph.documents:
        number, issued_on, _, is_out = known.get(node.key, (None, None, None, 0))
        named = json.loads(issuers.get(node.key, "[]"))
        if is_out and list(node.issuers) != named:
            found, stated = ", ".join(named), ", ".join(node.issuers)
            yield refuse.Stranded("document", node.key, {"found": found, "stated": stated})
        elif is_out and node.number is not None and node.number != number:
            yield refuse.Stranded("document", node.key, {"found": number, "stated": node.number})
        elif is_out and node.issued_on is not None and issued_on != node.issued_on.isoformat():
            yield refuse.Stranded("document", node.key, {"found": issued_on, "stated": node.issued_on.isoformat()})


def _taken_before(
    tx: Transaction, cascade: RunningCascade, numbers: Iterable[int], live: Mapping[int, LiveState]
) -> tuple[dict[int, str], list[int]]:
    """Those of the tasks that an earlier migration took away: those that can come back, with the trigger that leads
    them, and those to which the lifecycle knows no way back."""
    lifecycle = cascade.judge.lifecycle
    not_awaited = {number for number in numbers if not lifecycle.is_awaited(live[number].standing)}
    again: dict[int, str] = {}
    gone: list[int] = []
    if not not_awaited:
        return again, gone
    for number, payload in tx.rows(
        "SELECT h.task_no, h.payload FROM history h JOIN task t ON t.cascade_id = h.cascade_id "
        "AND t.task_no = h.task_no AND t.head_seq = h.seq WHERE h.cascade_id = :id AND h.kind = 'move' "
        "AND h.payload IS NOT NULL ORDER BY h.task_no",
        id=cascade.cascade_id,
    ):
        if number in not_awaited and MIGRATION in json.loads(payload):
            back = lifecycle.way_back(live[number].standing)
            if back is None:
                gone.append(number)
            else:
                again[number] = back
    return again, gone


def _not_to_be_taken(
    cascade: RunningCascade,
    target: Target,
    live: Mapping[int, LiveState],
    now: Graph,
    keys: Mapping[int, str],
) -> Iterator[refuse.Stranded]:
    """Tasks that the other graph lacks and that the lifecycle cannot take away."""
    if REVOKE in cascade.judge.lifecycle.data.side_triggers:
        return
    for number in target.taken_away:
        if is_unfinished(cascade, now, live, number):
            yield refuse.Stranded("no-revoke", keys[number], {})


# what changes


def _only_days_differ(now: Graph, after: Graph) -> bool:
    """Whether nothing that is pinned is another but the days off and worked."""
    pins = [
        {key: row for key, row in graph["cascade_pin"].items() if key[0] in ("definition", "lifecycle")}
        for graph in (now, after)
    ]
    changed = {key for key in pins[0].keys() | pins[1].keys() if pins[0].get(key) != pins[1].get(key)}
    return changed == {("definition", "calendar")}


def _stated_changes(documents: Mapping[int, tuple[Any, ...]], target: Target, now: Graph) -> Iterator[Change]:
    """What files now state of documents that were known, and are not out."""
    for number, stated in target.stated.items():
        if (number,) not in now["document"]:
            continue
        before = documents[number][1:]
        at = [index for index, value in enumerate(before) if value != stated[index]]
        if at:
            was, now_is = ({STATED[index]: row[index] for index in at} for row in (before, stated))
            yield Change("document", (number,), was, now_is)


def joined(changes: Iterable[Change], stated: Iterable[Change]) -> list[Change]:
    """One change for each row."""
    found = {(change.table, change.key): change for change in changes}
    for change in stated:
        known = found.get((change.table, change.key))
        if known is not None and known.before is not None and known.after is not None:
            assert change.before is not None
            assert change.after is not None
            change = replace(known, before={**known.before, **change.before}, after={**known.after, **change.after})
        found[change.table, change.key] = change
    return list(found.values())


def _carry_out(
    migrating: Migrating, events: Sequence[CascadeEvent], documents: Mapping[int, tuple[Any, ...]]
) -> Migrated:
    ledger, cascade, target = migrating.ledger, migrating.cascade, migrating.target
    request, changes = migrating.request, migrating.changes
    batch, put_out = ledger.new_batch(), coming(migrating, documents)
    genesis = genesis_of_events(cascade.key, fingerprint(migrating.now)) if not events else ""
    event = write_event(
        migrating.tx,
        cascade.cascade_id,
        events,
        genesis,
        {
            **{"kind": MIGRATE, "cause": request.cause, "agency": migrating.agency, "by": clean(request.by)},
            **{"login": ledger.login, "occurred_on": migrating.day, "recorded_at": ledger.recorded_at},
            **{"reason": clean(request.reason), "batch": batch},
            "payload": {
                **{"graph": fingerprint(target.graph), "changes": len(changes), "changes_hash": changes_hash(changes)},
                "rows": _rows_of(migrating.tx, cascade.cascade_id),
                "put_out": put_out,
                "definition_before": _definition(migrating.now),
                "definition_after": _definition(target.graph),
            },
        },
    )
    write_changes(migrating.tx, cascade.cascade_id, event.number, changes)
    rewriting = Rewriting(migrating.tx, cascade.cascade_id, cascade.judge, migrating.live)
    rewriting.write(target, changes, migrating.keys, cascade.key)
    given = {"by": event.by, "reason": event.reason, "cause": request.cause, "batch": batch}
    fields = {name: value for name, value in given.items() if value is not None}
    told = list(classed(migrating))
    unblocked = record(migrating, event, told, put_out, fields)
    ledger.flush()
    settle(migrating.tx, cascade)
    migrating.tx.analyze()
    return _told(migrating, event, told, unblocked)


def _rows_of(tx: Transaction, cascade_id: int) -> int:
    """How many rows its history has so far."""
    row = tx.row("SELECT count(*) FROM history WHERE cascade_id = :id", id=cascade_id)
    return int(row[0]) if row else 0


def _definition(graph: Graph) -> str:
    return str(graph["cascade"][()][INDEX["cascade"]["definition_hash"]])


# what is told


def _told(
    migrating: Migrating, event: CascadeEvent | None, told: Sequence[TaskChange], unblocked: Sequence[str]
) -> Migrated:
    now, after = migrating.now, migrating.target.graph
    documents = {True: _pinned_documents(now), False: _pinned_documents(after)}
    return Migrated(
        migrating.cascade.key,
        None if event is None else event.number,
        date.fromisoformat(migrating.day),
        migrating.request.cause,
        _definition(now),
        _definition(after),
        len(now["task"]),
        len(after["task"]),
        tuple(told),
        tuple(sorted(documents[False].keys() - documents[True].keys())),
        tuple(sorted(documents[True].keys() - documents[False].keys())),
        tuple(
            sorted(
                key
                for key in documents[True].keys() & documents[False]
                if documents[True][key] != documents[False][key]
            )
        ),
        tuple(f"{migrating.cascade.directive}/{key}" for key in migrating.target.too_late),
        tuple(unblocked),
        counts(after, told),
        None if event is None else event.hash,
        choices=told_choices(migrating),
        policies=tuple(sorted(_changed_policies(now, after))),
    )


def _changed_policies(now: Graph, after: Graph) -> set[str]:
    """The policies of which another text or other rules are pinned."""
    pins = [
        {(key, row[2]) for key, row in graph["cascade_pin"].items() if key[1].startswith((TEXT, RULES))}
        for graph in (now, after)
    ]
    return {name.partition("/")[2] for (_, name), _ in pins[0] ^ pins[1]}


def _pinned_documents(graph: Graph) -> dict[str, str]:
    """The documents of a graph, each with what is pinned of it and of what is laid over it."""
    found: dict[str, str] = {}
    for (kind, name), (_, _, digest) in sorted(graph["cascade_pin"].items()):
        if kind == "definition" and name.startswith(("document/", "overlay/")):
            key = name.split("/")[1]
            found[key] = found.get(key, "") + digest
    return found
