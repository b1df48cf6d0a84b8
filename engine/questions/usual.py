"""How long a state usually lasts, by the stays that are finished: nine in ten of them lasted at most so many days.

The 90th percentile and not the median: half of all tasks stay longer than the median, and nobody has to be told of half
of them. By nearest rank, as in `durations`, so that it is a number of days that occurred.

Stays are alike that are of one level of the administration, of one period (the half-year of whatever year: one plan
sets the work of all periods going, so that a later one's lasts longer), and in which the same is owed next; in every
cascade of the database that runs by a lifecycle of that key. A cascade's count once nine in ten of them have ended:
until then only the quick ones would be counted. Of at most `CASCADES` cascades `AGENCIES` agencies of the level are
read, both evenly spread over all there are: so the cost stays the same however much the database holds, and nothing
that moves decides which are read.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, Judge, Judged, Owing
from engine.cascade.tasks import LiveTask
from engine.chain.rehash import AT, COLUMNS
from engine.clock import format_moment
from engine.questions.recorded import Recorded, counted_by, known_by
from engine.questions.stays import Stay, nearest_rank, stays_of
from engine.scope import View
from engine.store.database import Rebuilt, Transaction
from engine.store.statements import quoted
from workflows.lifecycle import parse_lifecycle

ENOUGH = 20  # finished stays; fewer say nothing
CASCADES = 6
AGENCIES = 60  # as many as the provinces were: what is read of one cascade is no less than of many

_take = itemgetter(*(AT[name.rstrip("_")] for name in Recorded._fields))


T = TypeVar("T")
Kind = tuple[str, str, str | None]
"""Of stays: the period without its year, the state, what is owed next in it."""


class Usual(NamedTuple):
    """So many calendar days a state lasted at most in nine of ten finished `stays`."""

    days: int
    stays: int


def usual_time(tx: Transaction, task: LiveTask, level: str) -> Usual | None:
    """Of the state that the task is in, at that level; None: too little is known. Read once a transaction and level."""
    key: str = task.cascade.lifecycle["key"]
    asked = "usual", key, level
    if asked not in tx.remembered:
        tx.remembered[asked] = _reckoned(_stays(tx.rebuilt or Rebuilt(tx, View()), task.cascade, level))
    found: dict[Kind, Usual] = tx.remembered[asked]
    return found.get(_kind(task.cascade.judge, task.period, task))


def _kind(judge: Judge, period: str, task: Judged) -> Kind:
    return period.partition("-")[2], task.state, judge.next_trigger(task)


def _reckoned(stays: Iterable[tuple[int, Kind, Stay]]) -> dict[Kind, Usual]:
    """By kind, from (cascade, kind, stay)."""
    ended: defaultdict[tuple[int, Kind], list[int]] = defaultdict(list)
    lasting: Counter[tuple[int, Kind]] = Counter()
    for cascade_id, kind, stay in stays:
        if stay.left_out is not None:
            continue
        if stay.until is None:
            lasting[cascade_id, kind] += 1
        else:
            ended[cascade_id, kind].append(stay.days(stay.until))
    days: defaultdict[Kind, list[int]] = defaultdict(list)
    for (cascade_id, kind), found in ended.items():
        if len(found) >= 9 * lasting[cascade_id, kind]:
            days[kind] += found
    return {
        of: Usual(int(nearest_rank(sorted(found), 90) or 0), len(found))
        for of, found in days.items()
        if len(found) >= ENOUGH
    }


def _stays(rebuilt: Rebuilt, own: RunningCascade, level: str) -> Iterator[tuple[int, Kind, Stay]]:
    tx, view = rebuilt.tx, rebuilt.view
    known_at = None if view.known_at is None else format_moment(view.known_at)
    known, given = ("", {}) if known_at is None else (" AND recorded_at <= :known_at", {"known_at": known_at})
    alike = f"SELECT cascade_id FROM cascade WHERE lifecycle_key = :key{known} ORDER BY cascade_id"
    chosen = _spread([row[0] for row in tx.rows(alike, key=own.lifecycle["key"], **given)], CASCADES)
    cascades = tx.rows(
        "SELECT cascade_id, launched_on, lifecycle_hash FROM cascade WHERE cascade_id = ANY(:ids) ORDER BY cascade_id",
        ids=[*chosen, own.cascade_id],
    )
    judges = {pinned: own.judge for cascade_id, _, pinned in cascades if cascade_id == own.cascade_id}
    for cascade_id, launched_on, pinned in cascades:
        if cascade_id not in chosen:
            continue
        if pinned not in judges:
            judges[pinned] = _judge(tx, pinned)
        numbers = agencies_of_level(tx, cascade_id, level, -(-AGENCIES // len(chosen)))
        day = date.fromisoformat(launched_on)
        yield from _of_agencies(tx, view, known_at, judges[pinned], cascade_id, day, numbers)


def _spread(listed: Sequence[T], most: int) -> Sequence[T]:
    """At most so many of them, evenly spread."""
    return listed[:: max(1, -(-len(listed) // most))]


def agencies_of_level(tx: Transaction, cascade_id: int, level: str, most: int) -> list[int]:
    """At most so many agencies of the level, evenly spread over the numbers that these have."""
    of_level = "FROM agency WHERE cascade_id = :cascade_id AND level = :level"
    asked = {"cascade_id": cascade_id, "level": level}
    first = [row[0] for row in tx.rows(f"SELECT agency_no {of_level} ORDER BY agency_no LIMIT {most + 1}", **asked)]
    if len(first) <= most:
        return first
    (last,) = tx.row(f"SELECT max(agency_no) {of_level}", **asked) or (0,)
    numbers = [first[0] + place * (last - first[0]) // most for place in range(most)]
    next_of_level = f"SELECT min(agency_no) {of_level} AND agency_no >= n.agency_no"
    rows = tx.rows(
        f"SELECT DISTINCT ({next_of_level}) FROM agency n WHERE n.cascade_id = :cascade_id "
        "AND n.agency_no = ANY(:numbers) ORDER BY 1",
        **asked,
        numbers=numbers,
    )
    return [row[0] for row in rows]


def _judge(tx: Transaction, pinned: str) -> Judge:
    rows = tx.rows("SELECT content FROM pinned WHERE hash = :hash", hash=pinned)
    return Judge(parse_lifecycle(json.loads(rows[0][0])))


def _of_agencies(
    tx: Transaction,
    view: View,
    known_at: str | None,
    judge: Judge,
    cascade_id: int,
    launched_on: date,
    agencies: list[int],
) -> Iterator[tuple[int, Kind, Stay]]:
    owed = {
        number: (period, Owing(duties, judge.initial, ACTIVE))
        for number, period, *duties in tx.rows(
            "SELECT task_no, period, owes_plan, owes_report, consolidates FROM task "
            "WHERE cascade_id = :cascade_id AND agency_no = ANY(:agencies)",
            cascade_id=cascade_id,
            agencies=agencies,
        )
    }
    day = None if view.as_of is None else view.as_of.isoformat()
    rows = tx.rows(
        f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id AND task_no = ANY(:numbers) "
        "ORDER BY task_no, seq",
        cascade_id=cascade_id,
        numbers=sorted(owed),
    )
    for number, group in groupby(rows, itemgetter(AT["task_no"])):
        chain = [Recorded._make(_take(row)) for row in counted_by(day, known_by(known_at, list(group)))]
        period, owing = owed[number]
        for stay in stays_of(judge, owing, launched_on, judge.arrows, chain):
            owing.state = stay.state
            yield cascade_id, _kind(judge, period, owing), stay
