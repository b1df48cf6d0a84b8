"""Order by day: as of no day is a consolidation passed on over an open input that it does not name as missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from model import STANDING_AFTER, Model

from workflows.graph import Feed


@dataclass(frozen=True)
class Passing:
    """A consolidation was passed on, and went back on the day `until`."""

    since: date
    until: date
    missing: frozenset[str]


def out_of_order(model: Model, rows: Iterable[Any]) -> list[tuple[str, str, date]]:
    """Where the rows break the order: consolidation, input, day."""
    chains: defaultdict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.task, row.seq)):
        chains[row.task].append(row)
    found = []
    for at in model.below:
        for passing in _passings(chains[model.key(at)]):
            for feed in model.below[at]:
                key = model.key(feed.input)
                edge = _turns(model, feed, chains[key])
                day = _too_early(edge, passing) if key in passing.missing else _too_late(edge, passing)
                if day is not None:
                    found.append((model.key(at), key, day))
    return found


def _passings(chain: Iterable[Any]) -> list[Passing]:
    found: list[Passing] = []
    for row in chain:
        if row.to == "consolidated" != row.from_:
            found.append(Passing(row.occurred_on, date.max, frozenset(row.payload.get("missing") or ())))
        elif found and row.from_ == "consolidated" != row.to:
            found[-1] = replace(found[-1], until=row.occurred_on)
    return found


def _turns(model: Model, feed: Feed, chain: Iterable[Any]) -> list[tuple[date, bool]]:
    """Each row's day, and whether the edge is closed after it."""
    state, standing, found = "pending", "active", []
    for row in chain:
        if row.kind != "move":
            continue
        state = row.to if row.to != row.from_ else state
        standing = STANDING_AFTER.get(row.trigger, standing)
        found.append((row.occurred_on, model.is_closed(feed, state, standing)))
    return found


def _closed_by(edge: list[tuple[date, bool]], day: date) -> bool:
    return next((closed for on, closed in reversed(edge) if on <= day), False)


def _too_late(edge: list[tuple[date, bool]], passing: Passing) -> date | None:
    """The day on which the consolidation stood over an open input; that on which it went back does not count."""
    if passing.until == passing.since:
        return None if any(closed and on <= passing.since for on, closed in edge) else passing.since
    days = [passing.since, *(on for on, _ in edge if passing.since < on < passing.until)]
    return next((day for day in days if not _closed_by(edge, day)), None)


def _too_early(edge: list[tuple[date, bool]], passing: Passing) -> date | None:
    """What is named as missing was not there yet before that day, or went during it."""
    before = next((closed for on, closed in reversed(edge) if on < passing.since), False)
    return passing.since if before and all(closed for on, closed in edge if on == passing.since) else None
