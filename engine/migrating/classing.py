"""What becomes of every task that a migration concerns, and by which documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.cascade.graphs import INDEX, Graph
from engine.chain.effective import DUES
from engine.migrating.targets import TASK, duties_of
from engine.migrating.under_way import Migrating, is_unfinished
from engine.receipts import TaskChange
from workflows.said import Name

CHANGES = (
    "received",
    "handed_over",
    "waived",
    "waiting",
    "added",
    "taken_away",
    "kept",
    "redated",
    "rerouted",
    "duties",
    "unchanged",
)
"""What becomes of a task; one is counted under the first of these that holds."""


def classed(migrating: Migrating) -> Iterator[TaskChange]:
    """Every task that the migration concerns, once, in the order of numbers: what becomes of it, and why."""
    now, target, cascade = migrating.now, migrating.target, migrating.cascade
    agencies = target.graph["agency"]
    at = {name: INDEX["agency"][name] for name in ("key", "name", "name_en", "level")}
    feeds = {True: _feeds_of(now), False: _feeds_of(target.graph)}
    asked = {True: _asked(now), False: _asked(target.graph)}
    taken = set(target.taken_away)
    for (number,), row in sorted(target.graph["task"].items()):
        before = now["task"].get((number,))
        dues, what = _dues(before, row), list[str]()
        received = migrating.succession.received.get(number) if migrating.succession else None
        if received:
            what = ["received"]
        elif before is None or number in migrating.again:
            what = ["added"]
        elif migrating.succession is not None and number in migrating.succession.handovers:
            what = ["handed_over" if migrating.succession.handovers[number].to else "waived"]
        elif number in taken:
            what = ["taken_away"] if is_unfinished(cascade, now, migrating.live, number) else ["kept"]
        else:
            if moved_day(dues) is not None:
                what.append("redated")
            if before[TASK["receivers"]] != row[TASK["receivers"]] or feeds[True].get(number) != feeds[False].get(
                number
            ):
                what.append("rerouted")
            otherwise = (
                duties_of(before) != duties_of(row),
                _kinds(asked[True], number) != _kinds(asked[False], number),
                "redated" not in what and dues != {},
            )
            if any(otherwise):
                what.append("duties")
            if migrating.succession is not None and number in migrating.succession.several:
                what.insert(0, "waiting")
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
            dues,
            tuple(_because(asked[True].get(number, ()), asked[False].get(number, ()), what)),
            number,
        )


def _dues(before: Sequence[Any] | None, after: Sequence[Any]) -> dict[str, tuple[str | None, str | None]]:
    """The days of a plan and of reports that differ, by what is due: before and after."""
    days = {due: (before[TASK[f"{due}_due"]] if before else None, after[TASK[f"{due}_due"]]) for due in DUES}
    return {due: pair for due, pair in days.items() if pair[0] != pair[1]}


def moved_day(dues: Mapping[str, tuple[str | None, str | None]]) -> tuple[str | None, str | None] | None:
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
    documents = {number: row[INDEX["document"]["key"]] for (number,), row in graph["document"].items()}
    of_assignment = {
        number: documents[row[INDEX["assignment"]["document_no"]]] for (number,), row in graph["assignment"].items()
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


def counts(graph: Graph, told: Sequence[TaskChange]) -> dict[str, dict[str, int]]:
    """Every task once: by what becomes of it, and by its agency's level."""
    what = {change.number: change.what[0] for change in told}
    level = {number: row[INDEX["agency"]["level"]] for (number,), row in graph["agency"].items()}
    found: dict[str, dict[str, int]] = {name: {} for name in CHANGES}
    for (number,), row in graph["task"].items():
        of_level = found[what.get(number, "unchanged")]
        of_level[level[row[TASK["agency_no"]]]] = of_level.get(level[row[TASK["agency_no"]]], 0) + 1
    return {name: dict(sorted(of_level.items())) for name, of_level in found.items() if of_level}
