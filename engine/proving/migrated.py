"""A cascade that went to another graph, proven back to its launch: each event's row, and the rows that it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cascade.events import CascadeEvent, broken_events, closed_by, genesis_of_events, read_events
from engine.cascade.graphs import INDEX, Graph, applied, changes_hash, fingerprint, read_changes, read_graph
from engine.cascade.launched import LAUNCHED, hash_of_launched
from engine.proving.broken import Findings
from engine.store.database import Row, Transaction

_DUTIES = ("owes_plan", "owes_report", "consolidates", "plan_due", "own_due", "merged_due")
_AT = [INDEX["task"][name] for name in _DUTIES]
_DEFINITION = INDEX["cascade"]["definition_hash"]


@dataclass(frozen=True, slots=True)
class Origin:
    """With what a task came into its cascade: the definition of then, and its duties with their days."""

    definition_hash: str
    duties: Row


@dataclass(slots=True)
class Origins:
    """What lies behind the present graph. `launched`: the fingerprint of the launch; `definition_hash`: of then.

    `of_tasks`: by number, of those that came later or were changed; `events`: the hashes of the cascade's events;
    `batches`: of the rows that go with each event.
    """

    launched: str
    definition_hash: str
    of_tasks: dict[int, Origin] = field(default_factory=dict)
    events: Sequence[str] = ()
    closed_on: str | None = None
    batches: Mapping[int, str | None] = field(default_factory=dict)


def prove_graph(tx: Transaction, cascade_id: int, key: str, findings: Findings) -> Origins | None:
    """Go back from the graph of today to the one that was launched, event by event; None: nothing happened to it."""
    events = read_events(tx, cascade_id)
    if not events:
        return None
    graph = read_graph(tx, cascade_id)
    origins = Origins("", "")
    touched: set[int] = set()
    expected: str | None = None
    for event in reversed(events):
        if not event.changes_graph:
            continue
        if fingerprint(graph) != event.details.get("graph"):
            findings.add("event", "event-graph", cascade=key, seq=event.number, on=event.occurred_on)
        try:
            touched |= _go_back(tx, cascade_id, key, graph, event, origins, findings)
        except (ValueError, LookupError, TypeError, AttributeError):  # a row that dondoc never wrote
            findings.add("event", "event-changes", cascade=key, seq=event.number, on=event.occurred_on)
    expected = genesis_of_events(key, fingerprint(graph))
    for broken in broken_events(tx, cascade_id, expected):
        findings.add("event", "event-row", cascade=key, seq=broken.seq, found=broken.why.code.removeprefix("broken."))
    origins.definition_hash = str(graph["cascade"][()][_DEFINITION])
    for number in touched - origins.of_tasks.keys():
        if (row := graph["task"].get((number,))) is not None:
            origins.of_tasks[number] = Origin(origins.definition_hash, _duties(row))
    origins.launched = _launched(tx, cascade_id, graph)
    origins.closed_on = closed_by(events)
    origins.events = [event.hash for event in events]
    origins.batches = {event.number: event.batch for event in events}
    return origins


def _go_back(
    tx: Transaction,
    cascade_id: int,
    key: str,
    graph: Graph,
    event: CascadeEvent,
    origins: Origins,
    findings: Findings,
) -> set[int]:
    """Undo one event in the graph; the tasks that it changed. Those that it added have their origin in it."""
    changes = list(read_changes(tx, cascade_id, event.number))
    if (len(changes), changes_hash(changes)) != (event.details.get("changes"), event.details.get("changes_hash")):
        findings.add("event", "event-changes", cascade=key, seq=event.number, on=event.occurred_on)
    definition = str(graph["cascade"][()][_DEFINITION])
    touched = set()
    for change in changes:
        if change.table == "task" and change.key:
            touched.add(change.key[0])
            if change.before is None and (row := graph["task"].get(change.key)) is not None:
                origins.of_tasks[change.key[0]] = Origin(definition, _duties(row))
    applied(graph, [change.reversed() for change in changes])
    return touched


def _duties(row: Row) -> Row:
    return tuple(row[at] for at in _AT)


def _launched(tx: Transaction, cascade_id: int, graph: Graph) -> str:
    """The fingerprint of the launch, over the graph as it was then."""
    found = tx.row("SELECT is_simulated FROM cascade WHERE cascade_id = :id", id=cascade_id)
    at = LAUNCHED["cascade"][1].index("is_simulated")

    def rows(table: str) -> Sequence[Row]:
        listed = [row for _, row in sorted(graph[table].items())]
        if table != "cascade":
            return listed
        return [(*row[:at], bool(found and found[0]), *row[at:]) for row in listed]

    return hash_of_launched(rows)


def names_event(payload: Mapping[str, Any], batch: Any, origins: Origins | None) -> bool:
    """Whether a row that says it goes with an event of its cascade does so."""
    number = payload.get("migration")
    if number is None:
        return True
    return origins is not None and number in origins.batches and origins.batches[number] == batch
