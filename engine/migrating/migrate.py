"""`migrate`: a running cascade goes to another task graph of the same directive and year, in one transaction.

What the other graph lacks is taken away by the lifecycle's own `revoke`; what it adds begins, and is issued where its
documents are out; a later date than one that was extended to is an `extend`. Every task that this concerns gets a row.
The moves are the machine's, so that chains fold as ever, and the edges and counters follow from where tasks stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import MIGRATE, CascadeEvent, genesis_of_events, read_events, write_event
from engine.cascade.graphs import (
    COLUMNS,
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
from engine.cascade.judging import DRAFT_PLAN, RELEASE, REVOKE, Owing
from engine.cascade.lookup import get_agency
from engine.cascade.order import read_counted
from engine.cascade.tasks import LiveTask, task_key_of
from engine.chain.effective import CORRECTION, DUES, payload_of
from engine.chain.rehash import AT
from engine.clock import format_moment
from engine.migrating import refusals as refuse
from engine.migrating.copying import copy_chains
from engine.migrating.rewrite import Rewriting, duties_of
from engine.migrating.succession import Succession
from engine.migrating.targets import TASK, LiveState, Overlay, Target
from engine.requests import clean
from engine.results import Migrated, TaskChange
from engine.running.ledger import Ledger
from engine.running.moves import Recording, task_to_note_on, write_move
from engine.running.permits import permit
from engine.running.release import Outing, follow, make_move, note_release, plan_out
from engine.store.database import Transaction
from workflows.agencies import Registry
from workflows.canonical import canonical, content_hash
from workflows.graph import TaskGraph
from workflows.mandates import MIGRATE as MIGRATE_TRIGGER
from workflows.said import Name, Said

MIGRATION = "migration"
"""The kind of a row that tells what a migration did to a task, and moves nothing."""
_OTHER_REPORT = {"own": "merged", "merged": "own"}
_EXTEND, _WAIVE = "extend", "waive"
CHANGES = (
    "received",
    "handed_over",
    "waived",
    "added",
    "taken_away",
    "kept",
    "redated",
    "rerouted",
    "duties",
    "unchanged",
)
"""What becomes of a task; one is counted under the first of these that holds."""


@dataclass(frozen=True, slots=True)
class MigrationRequest:
    """Who has a cascade go to another graph, why and from which day. `cause`: as the rows say it."""

    as_agency: str
    reason: str | None
    by: str | None = None
    on: date | None = None
    cause: str = "definition"


@dataclass
class _Migrating:
    """A migration under way."""

    ledger: Ledger
    cascade: RunningCascade
    request: MigrationRequest
    agency: str
    day: str
    now: Graph
    live: Mapping[int, LiveState]
    until: Mapping[int, Sequence[str | None]]
    target: Target
    changes: tuple[Change, ...]
    keys: dict[int, str]
    again: Mapping[int, str]
    succession: Succession | None = None

    @property
    def tx(self) -> Transaction:
        return self.ledger.tx


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
    lock(ledger, cascade)
    agency = issuer_of(tx, cascade, request.as_agency)
    events = read_events(tx, cascade_id)
    day = _day(ledger, cascade, events, request.on)
    if clean(request.reason) is None:
        raise refuse.without_reason(cascade, agency)
    if (graph.directive, graph.year) != (cascade.directive, cascade.year):
        raise refuse.another_cascade(cascade, graph.key, agency)
    permit_migration(ledger, cascade, agency, request.by, day)
    now = read_graph(tx, cascade_id)
    _check_lifecycle(now, graph, cascade, agency)
    live, until = live_states(tx, cascade_id)
    documents = _documents(tx, cascade_id)
    out = {number: bool(row[3]) for number, (_, *row) in documents.items()}
    overlay = Overlay(now, graph, cascade.judge, live, out, list(findings), _described(tx, cascade_id))
    target = overlay.target()
    if _only_days_differ(now, target.graph):
        request = replace(request, cause="calendar")
    keys = keys_of_tasks(cascade, target.graph)
    again, gone = _came_back(tx, cascade, target, live)
    stranded = [
        *_documents_told_otherwise(now, graph, documents),
        *(refuse.Stranded("taken-away-before", keys[number], {}) for number in gone),
        *_not_to_be_taken(cascade, target, live, now, keys),
    ]
    if stranded:
        raise refuse.stranded(cascade, agency, stranded)
    stated = list(_stated_changes(documents, target, now))
    changes = joined(differences(now, target.graph), stated)
    migrating = _Migrating(
        ledger, cascade, request, agency, day, now, live, until, target, numbered(changes), keys, again
    )
    if not changes and not any(_is_unfinished(cascade, now, live, number) for number in target.taken_away):
        return _told(migrating, None, (), ())
    return _carry_out(migrating, events, documents)


def hand_over(
    ledger: Ledger, cascade: RunningCascade, registry: Registry, request: MigrationRequest, *, shares: bool
) -> Migrated:
    """Hand the unfinished tasks of agencies that ended by the request's day to those who took over their work.

    `shares`: where there are several heirs, each has a task; else they are refused, with their names. Raises Refused.
    """
    tx, cascade_id = ledger.tx, cascade.cascade_id
    lock(ledger, cascade)
    agency = issuer_of(tx, cascade, request.as_agency)
    events = read_events(tx, cascade_id)
    day = _day(ledger, cascade, events, request.on)
    if clean(request.reason) is None:
        raise refuse.without_reason(cascade, agency)
    permit_migration(ledger, cascade, agency, request.by, day)
    now = read_graph(tx, cascade_id)
    live, until = live_states(tx, cascade_id)
    on = date.fromisoformat(day)
    succession = Succession(now, cascade.judge, live, registry, on, _described(tx, cascade_id))
    target = succession.target(shares=shares)
    keys = keys_of_tasks(cascade, target.graph)
    if succession.several:
        named = {number: heirs.keys for number, heirs in succession.several.items()}
        raise refuse.several_heirs(cascade, agency, on, [(keys[number], heirs) for number, heirs in named.items()])
    if target.is_circular:
        raise refuse.stranded(cascade, agency, [refuse.Stranded("circle", cascade.key, {})])
    changes = numbered(differences(now, target.graph))
    migrating = _Migrating(
        ledger, cascade, request, agency, day, now, live, until, target, changes, keys, {}, succession
    )
    if not succession.handovers:
        return _told(migrating, None, (), ())
    return _carry_out(migrating, events, _documents(tx, cascade_id))


# before


def lock(ledger: Ledger, cascade: RunningCascade) -> None:
    """Nobody moves a task of it, or migrates it, meanwhile."""
    tx, cascade_id = ledger.tx, cascade.cascade_id
    tx.rows("SELECT cascade_id FROM cascade WHERE cascade_id = :id FOR UPDATE", id=cascade_id)
    tx.rows("SELECT task_no FROM task WHERE cascade_id = :id ORDER BY task_no FOR UPDATE", id=cascade_id)
    ledger.recorded_at = format_moment(ledger.clock.now())


def issuer_of(tx: Transaction, cascade: RunningCascade, text: str, trigger: str = MIGRATE_TRIGGER) -> str:
    """The agency, if it issued the directive or another document that orders others to consolidate. Raises Refused."""
    agency = get_agency(tx, cascade, text).key
    rows = tx.rows("SELECT key, issuers FROM document WHERE cascade_id = :id", id=cascade.cascade_id)
    issuers = {key: json.loads(listed) for key, listed in rows}
    first: list[str] = issuers.get(cascade.directive) or [each for listed in issuers.values() for each in listed]
    if agency not in {each for listed in issuers.values() for each in listed}:
        raise refuse.not_issuer(cascade, agency, first, trigger)
    return agency


def _day(ledger: Ledger, cascade: RunningCascade, events: Sequence[CascadeEvent], on: date | None) -> str:
    day = on or ledger.today
    since = date.fromisoformat(max([cascade.launched_on.isoformat(), *(event.occurred_on for event in events)]))
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
    agencies = {number: row[COLUMNS["agency"].index("key")] for (number,), row in graph["agency"].items()}
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
    at = [COLUMNS["document"].index(name) for name in ("key", "issuers")]
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


def _came_back(
    tx: Transaction, cascade: RunningCascade, target: Target, live: Mapping[int, LiveState]
) -> tuple[dict[int, str], list[int]]:
    """Tasks of the other graph that an earlier migration took away: those that can come back, with the trigger that
    leads them, and those to which the lifecycle knows no way back."""
    lifecycle = cascade.judge.lifecycle
    not_awaited = {
        number for number in live.keys() - set(target.taken_away) if not lifecycle.is_awaited(live[number].standing)
    }
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
        if _is_unfinished(cascade, now, live, number):
            yield refuse.Stranded("no-revoke", keys[number], {})


def _is_unfinished(cascade: RunningCascade, now: Graph, live: Mapping[int, LiveState], number: int) -> bool:
    return cascade.judge.owed_next(Owing(duties_of(now["task"][(number,)]), *live[number].both)) is not None


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
    migrating: _Migrating, events: Sequence[CascadeEvent], documents: Mapping[int, tuple[Any, ...]]
) -> Migrated:
    ledger, cascade, target = migrating.ledger, migrating.cascade, migrating.target
    request, changes = migrating.request, migrating.changes
    batch, put_out = ledger.new_batch(), _coming(migrating, documents)
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
    told = list(_classed(migrating, documents))
    unblocked = _move(migrating, event, told, put_out, fields)
    ledger.flush()
    return _told(migrating, event, told, unblocked)


def _rows_of(tx: Transaction, cascade_id: int) -> int:
    """How many rows its history has so far."""
    row = tx.row("SELECT count(*) FROM history WHERE cascade_id = :id", id=cascade_id)
    return int(row[0]) if row else 0


def _definition(graph: Graph) -> str:
    return str(graph["cascade"][()][COLUMNS["cascade"].index("definition_hash")])


def _classed(migrating: _Migrating, documents: Mapping[int, tuple[Any, ...]]) -> Iterator[TaskChange]:
    """Every task that the migration concerns, once, in the order of numbers: what becomes of it, and why."""
    now, target, cascade = migrating.now, migrating.target, migrating.cascade
    agencies = target.graph["agency"]
    at = {name: COLUMNS["agency"].index(name) for name in ("key", "name", "name_en", "level")}
    feeds = {True: _feeds_of(now), False: _feeds_of(target.graph)}
    asked = {True: _asked(now), False: _asked(target.graph)}
    taken = set(target.taken_away)
    for (number,), row in sorted(target.graph["task"].items()):
        before = now["task"].get((number,))
        what: list[str] = []
        received = migrating.succession.received.get(number) if migrating.succession else None
        if received:
            what = ["received"]
        elif before is None or number in migrating.again:
            what = ["added"]
        elif migrating.succession is not None and number in migrating.succession.handovers:
            what = ["handed_over" if migrating.succession.handovers[number].to else "waived"]
        elif number in taken:
            what = ["taken_away"] if _is_unfinished(cascade, now, migrating.live, number) else ["kept"]
        else:
            if _moved_day(_dues(before, row)) is not None:
                what.append("redated")
            if before[TASK["receivers"]] != row[TASK["receivers"]] or feeds[True].get(number) != feeds[False].get(
                number
            ):
                what.append("rerouted")
            otherwise = (
                duties_of(before) != duties_of(row),
                _kinds(asked[True], number) != _kinds(asked[False], number),
                "redated" not in what and _dues(before, row) != {},
            )
            if any(otherwise):
                what.append("duties")
        if not what:
            continue
        agency = agencies[(row[TASK["agency_no"]],)]
        yield TaskChange(
            migrating.keys[number],
            agency[at["key"]],
            Name.known(agency[at["name"]], agency[at["name_en"]]),
            agency[at["level"]],
            row[TASK["period"]],
            tuple(what),
            _dues(before, row),
            tuple(_because(asked[True].get(number, ()), asked[False].get(number, ()), what)),
            number,
        )


def _dues(before: Sequence[Any] | None, after: Sequence[Any]) -> dict[str, tuple[str | None, str | None]]:
    """The days of a plan and of reports that differ, by what is due: before and after."""
    days = {due: (before[TASK[f"{due}_due"]] if before else None, after[TASK[f"{due}_due"]]) for due in DUES}
    return {due: pair for due, pair in days.items() if pair[0] != pair[1]}


def _moved_day(dues: Mapping[str, tuple[str | None, str | None]]) -> tuple[str | None, str | None] | None:
    """The first day that is due no more, and the first that is due instead: of the plan, else of reports.

    None: no day is another. A report that is due merged now, on the day on which it was due before, is on its day.
    """
    for names in (DUES[:1], DUES[1:]):
        pairs = [dues[due] for due in names if due in dues]
        before, after = ({day for day, _ in pairs if day}, {day for _, day in pairs if day})
        if before != after:
            return min(before - after, default=None), min(after - before, default=None)
    return None


def _feeds_of(graph: Graph) -> dict[int, set[tuple[int, str]]]:
    found: dict[int, set[tuple[int, str]]] = {}
    for number, consolidation, waits_for in graph["feed"]:
        found.setdefault(number, set()).add((consolidation, waits_for))
    return found


def _asked(graph: Graph) -> dict[int, tuple[tuple[Any, ...], ...]]:
    """What is asked of each task, as documents give it: (document, what, due, phrase), in their order."""
    documents = {number: row[COLUMNS["document"].index("key")] for (number,), row in graph["document"].items()}
    of_assignment = {
        number: documents[row[COLUMNS["assignment"].index("document_no")]]
        for (number,), row in graph["assignment"].items()
    }
    found: dict[int, list[tuple[Any, ...]]] = {}
    for _, (number, _, assignment, *asked) in sorted(graph["duty"].items()):
        found.setdefault(number, []).append((of_assignment[assignment], *asked))
    return {number: tuple(listed) for number, listed in found.items()}


def _kinds(asked: Mapping[int, Sequence[tuple[Any, ...]]], number: int) -> set[tuple[Any, ...]]:
    """Which documents ask what of a task, whatever the day."""
    return {each[:2] for each in asked.get(number, ())}


def _because(before: Sequence[tuple[Any, ...]], after: Sequence[tuple[Any, ...]], what: Sequence[str]) -> list[str]:
    """The documents by which it changes: those that ask otherwise than before; where it goes, those that asked."""
    if "taken_away" in what or "kept" in what:
        return list(dict.fromkeys(asked[0] for asked in before))
    changed = [asked[0] for asked in after if asked not in before] or [
        asked[0] for asked in before if asked not in after
    ]
    return list(dict.fromkeys(changed))


# what is recorded


def _move(
    migrating: _Migrating,
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
        copy_chains(migrating.ledger, migrating.succession, by_number, migrating.target.added, event, fields)
    for change, task in zip(told, tasks, strict=True):
        if change.what[0] in ("handed_over", "waived"):
            unblocked |= _give_up(migrating, event, task, fields)
        elif "taken_away" in change.what:
            unblocked |= _take_away(migrating, event, task, fields)
        elif "kept" not in change.what:
            if task.task_no in migrating.again:
                _bring_back(migrating, event, task, fields)
            _note(migrating, event, task, change, fields)
            _extend(migrating, event, task, change, fields)
    _revoke_documents(migrating, event, fields)
    _release(migrating, put_out, fields)
    still = [task for task in unblocked.values() if task.open_inputs == 0]
    return tuple(task.key for task in still)


def _give_up(
    migrating: _Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]
) -> dict[str, LiveTask]:
    """A task whose agency ended: its row says who took it over, or by which law nobody did."""
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
    day = max(migrating.day, task.head_on or migrating.day)
    columns = {"agency": migrating.agency, **fields}
    recording = Recording(trigger, task.state, day, verdicts[trigger].standing, None, details, columns)
    _, flips = write_move(migrating.ledger, task, recording)
    return {each.key: each for each in flips.unblocked}


def _take_away(
    migrating: _Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]
) -> dict[str, LiveTask]:
    judge = task.cascade.judge
    verdict = judge.side_verdict(REVOKE, task)
    if not verdict.is_legal:
        raise refuse.stranded(migrating.cascade, migrating.agency, [refuse.Stranded("no-revoke", task.key, {})])
    day = max(migrating.day, task.head_on or migrating.day)
    columns = {"agency": migrating.agency, **fields}
    recording = Recording(REVOKE, task.state, day, verdict.standing, None, {MIGRATION: event.number}, columns)
    _, flips = write_move(migrating.ledger, task, recording)
    return {each.key: each for each in flips.unblocked}


def _bring_back(migrating: _Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]) -> None:
    """A task that an earlier migration added, and that was taken back with it, counts again."""
    trigger = migrating.again[task.task_no]
    verdict = task.cascade.judge.side_verdict(trigger, task)
    if not verdict.is_legal:
        stranded = [refuse.Stranded("taken-away-before", task.key, {})]
        raise refuse.stranded(migrating.cascade, migrating.agency, stranded)
    day = max(migrating.day, task.head_on or migrating.day)
    columns = {"agency": migrating.agency, **fields}
    recording = Recording(trigger, task.state, day, verdict.standing, None, {MIGRATION: event.number}, columns)
    write_move(migrating.ledger, task, recording)


def _bring_documents_back(migrating: _Migrating, event: CascadeEvent, fields: Mapping[str, Any]) -> None:
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


def _revoke_documents(migrating: _Migrating, event: CascadeEvent, fields: Mapping[str, Any]) -> None:
    """A document that the other graph no longer has is in force no more; history tells of it."""
    ledger, cascade = migrating.ledger, migrating.cascade
    ledger.flush()
    for number in migrating.target.gone:
        key = migrating.now["document"][(number,)][COLUMNS["document"].index("key")]
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
    migrating: _Migrating, event: CascadeEvent, task: LiveTask, change: TaskChange, fields: Mapping[str, Any]
) -> None:
    """The row that says what a migration made of the task; it moves nothing."""
    payload: dict[str, Any] = {MIGRATION: event.number, "changes": list(change.what)}
    if change.dues:
        payload["dues"] = {due: list(days) for due, days in change.dues.items()}
    if migrating.succession is not None and (formers := migrating.succession.received.get(task.task_no)):
        payload["handed_from"] = [migrating.keys[number] for number in formers]
    if change.because:
        payload["documents"] = list(change.because)
    first = _moved_day(change.dues) or (None, None)
    columns = {"agency": migrating.agency, "due_before": first[0], "due_after": first[1], **fields}
    given = {name: value for name, value in columns.items() if value is not None}
    day = max(migrating.day, task.head_on or migrating.day)
    migrating.ledger.record(task, None, task.state, day, kind=MIGRATION, payload=canonical(payload), **given)


def _extend(
    migrating: _Migrating, event: CascadeEvent, task: LiveTask, change: TaskChange, fields: Mapping[str, Any]
) -> None:
    """Of a date of the files and one to which the task was extended the later counts.

    So also where a report is due merged now that was due by itself, or the other way round.
    """
    judge = task.cascade.judge
    if _EXTEND not in judge.lifecycle.data.side_triggers:
        return
    until = dict(zip(DUES, migrating.until.get(task.task_no, (None, None, None)), strict=True))
    for report, before, after in _later_days(change.dues, until):
        if (
            _EXTEND not in judge.lifecycle.data.side_triggers
            or not (verdict := judge.side_verdict(_EXTEND, task)).is_legal
        ):
            continue
        migrating.ledger.extend(task, report, after)
        day = max(migrating.day, task.head_on or migrating.day)
        columns = {"agency": migrating.agency, "due_before": before, "due_after": after, **fields}
        details = {MIGRATION: event.number, "report": report}
        write_move(
            migrating.ledger, task, Recording(_EXTEND, task.state, day, verdict.standing, None, details, columns)
        )


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


def _release(migrating: _Migrating, put_out: Sequence[str], fields: Mapping[str, Any]) -> None:
    """Issue what waits though a document that asks for it is out; put out what its file now says is out."""
    ledger, cascade, target = migrating.ledger, migrating.cascade, migrating.target
    ledger.flush()
    out = [
        document
        for row in target.graph["document"].values()
        if (document := ledger.document(cascade, row[COLUMNS["document"].index("key")])) is not None
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


def _coming(migrating: _Migrating, documents: Mapping[int, tuple[Any, ...]]) -> list[str]:
    """The documents that are out by what their files now say, and did not before, in the order of their days."""
    at, today = STATED.index("out_on"), migrating.ledger.today.isoformat()
    days = {
        number: stated[at]
        for number, stated in migrating.target.stated.items()
        if number not in documents or documents[number][1:] != stated
    }
    names = migrating.target.graph["document"]
    coming = sorted((day, number) for number, day in days.items() if day is not None and day <= today)
    return [names[(number,)][COLUMNS["document"].index("key")] for _, number in coming]


# what is told


def _told(
    migrating: _Migrating, event: CascadeEvent | None, told: Sequence[TaskChange], unblocked: Sequence[str]
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
        _counts(after, told),
        None if event is None else event.hash,
    )


def _counts(graph: Graph, told: Sequence[TaskChange]) -> dict[str, dict[str, int]]:
    """Every task once: by what becomes of it, and by its agency's level."""
    what = {change.number: change.what[0] for change in told}
    level = {number: row[COLUMNS["agency"].index("level")] for (number,), row in graph["agency"].items()}
    found: dict[str, dict[str, int]] = {name: {} for name in CHANGES}
    for (number,), row in graph["task"].items():
        of_level = found[what.get(number, "unchanged")]
        of_level[level[row[TASK["agency_no"]]]] = of_level.get(level[row[TASK["agency_no"]]], 0) + 1
    return {name: dict(sorted(of_level.items())) for name, of_level in found.items() if of_level}


def _pinned_documents(graph: Graph) -> dict[str, str]:
    """The documents of a graph, each with what is pinned of it and of what is laid over it."""
    found: dict[str, str] = {}
    for (kind, name), (_, _, digest) in sorted(graph["cascade_pin"].items()):
        if kind == "definition" and name.startswith(("document/", "overlay/")):
            key = name.split("/")[1]
            found[key] = found.get(key, "") + digest
    return found
