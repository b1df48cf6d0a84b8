"""What was done of a task goes with it to the one heir who takes it over: the same moves, on the same days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.cascade.events import CascadeEvent
from engine.cascade.judging import RELEASE
from engine.cascade.order import read_counted
from engine.cascade.tasks import LiveTask
from engine.chain.effective import DUES, payload_of
from engine.chain.rehash import AT
from engine.migrating.succession import Succession
from engine.running.ledger import Ledger
from engine.running.moves import Recording, write_move

_KEPT = ("agency", "by", "document", "reason", "due_before", "due_after")
_TRIGGER, _TO, _OCCURRED, _KIND, _SEQ = (AT[name] for name in ("trigger", "to", "occurred_on", "kind", "seq"))


def copy_chains(
    ledger: Ledger,
    succession: Succession,
    tasks: Mapping[int, LiveTask],
    new: Collection[int],
    event: CascadeEvent,
    fields: Mapping[str, Any],
) -> None:
    """Record on each task that is new what counted of the one that it takes over; of one that is shared, its release.

    A row names the row that it repeats (`repeats`), keeps its agency, and carries the succession as its cause. A task
    that an earlier migration had added keeps what it has of that; what is more comes after it came back.
    """
    news = {number: formers for number, formers in succession.received.items() if number in new}
    formers = sorted({former for listed in news.values() for former in listed})
    ledger.flush()
    chains = read_counted(ledger.tx, next(iter(tasks.values())).cascade.cascade_id, {*formers, *news}) if tasks else {}
    for number, listed in sorted(news.items()):
        former = listed[0]
        is_shared = len(succession.handovers[former].to) > 1
        has = {payload_of(row).get("repeats") for row in chains.get(number, ())}
        for row in chains[former]:
            if row[_KIND] != "move" or (is_shared and row[_TRIGGER] != RELEASE):
                continue
            if f"{tasks[former].key}#{row[_SEQ]}" in has:
                continue
            _repeat(ledger, tasks[number], row, tasks[former].key, event, fields)


def _repeat(
    ledger: Ledger, task: LiveTask, row: tuple[Any, ...], former: str, event: CascadeEvent, fields: Mapping[str, Any]
) -> None:
    told = payload_of(row)
    details: dict[str, Any] = {"migration": event.number, "repeats": f"{former}#{row[_SEQ]}"}
    if (report := told.get("report")) in DUES and row[AT["due_after"]] is not None:
        details["report"] = report
        ledger.extend(task, report, row[AT["due_after"]])
    kept = {name: row[AT[name]] for name in _KEPT if row[AT[name]] is not None}
    arrows = task.cascade.judge.arrows
    to = task.state if row[_TRIGGER] in arrows.staying else row[_TO]
    standing = arrows.steps[row[_TRIGGER], task.state, to, task.standing] or task.standing
    columns = {**kept, "cause": fields["cause"], "batch": fields["batch"]}
    day = max(row[_OCCURRED], task.head_on or row[_OCCURRED])
    write_move(ledger, task, Recording(row[_TRIGGER], to, day, standing, None, details, columns, policies=()))
