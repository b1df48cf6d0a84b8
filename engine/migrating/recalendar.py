"""Other days off for a running cascade: dates that count by working days move, and nothing else does.

Which dates those are, files alone say: the same files are compiled by the days that the cascade has pinned and by the
other ones, and where both differ the cascade's own date goes along. One that the cascade has from elsewhere stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine.cascade.graphs import INDEX, Graph
from engine.cascade.judging import Judge
from engine.chain.effective import DUES
from engine.migrating.targets import TASK, LiveState, Target, definition_hash_of, reports_given, restate
from engine.store.database import Row
from workflows.canonical import canonical, content_hash
from workflows.dates import day_to_iso
from workflows.graph import TaskGraph, TaskNode

_DUTY = INDEX["duty"]


def recalendared(
    now: Graph, before: TaskGraph, after: TaskGraph, judge: Judge, live: Mapping[int, LiveState]
) -> Target:
    """The running graph with the other days. `before`, `after`: what the files say by the days of now and by those."""
    target = Target({table: dict(rows) for table, rows in now.items()})
    moved = _moved(before, after)
    agencies, assignments = (
        {number: row[INDEX[table]["key"]] for (number,), row in now[table].items()}
        for table in ("agency", "assignment")
    )
    by_number: dict[int, Moved] = {}
    for (number,), row in now["task"].items():
        days = moved.get((agencies[row[TASK["agency_no"]]], row[TASK["period"]], row[TASK["topic"]]))
        if days:
            by_number[number] = days
            target.graph["task"][(number,)] = _redated(row, days, reports_given(judge, row, live[number]))
    for key, row in now["duty"].items():
        asked = f"{assignments[row[_DUTY['assignment_no']]]} {row[_DUTY['what']]}"
        was, will_be = by_number.get(key[0], {}).get(asked, (None, None))
        if was != will_be and row[_DUTY["due"]] == day_to_iso(was):
            at = _DUTY["due"]
            target.graph["duty"][key] = (*row[:at], day_to_iso(will_be), *row[at + 1 :])
    text = canonical(after.calendar.content)
    digest = content_hash(text)
    pins = target.graph["cascade_pin"]
    pins["calendar", "days"] = ("calendar", "days", digest)
    pins["definition", "calendar"] = ("definition", "calendar", digest)
    target.pinned[digest] = ("calendar", text)
    restate(target.graph, {"definition_hash": definition_hash_of(target.graph), "calendar_hash": digest})
    return target


def is_pinned(now: Graph, graph: TaskGraph) -> bool:
    """Whether the task graph was compiled by the days that the cascade has pinned."""
    pinned: str = now["cascade_pin"]["calendar", "days"][2]
    return pinned == content_hash(canonical(graph.calendar.content))


Moved = Mapping[str, tuple[date | None, date | None]]
"""From when to when a date moves: of `plan`, `own` and `merged`, and of each duty, by its assignment and what it is."""


def _moved(before: TaskGraph, after: TaskGraph) -> dict[tuple[str, str, str], Moved]:
    """By agency, period and topic: the dates that the other days move."""
    known = {_ident(task): _days(task) for task in before.tasks}
    found: dict[tuple[str, str, str], Moved] = {}
    for task in after.tasks:
        was = known.get(_ident(task), {})
        pairs = {name: (was[name], day) for name, day in _days(task).items() if name in was and was[name] != day}
        if pairs:
            found[_ident(task)] = pairs
    return found


def _ident(task: TaskNode) -> tuple[str, str, str]:
    return task.agency, task.period.key, task.topic or ""


def _days(task: TaskNode) -> dict[str, date | None]:
    dues = {"plan": task.plan_due, "own": task.own_due, "merged": task.merged_due}
    dues |= {f"{duty.assignment} {duty.what}": duty.due for duty in task.duties}
    return {name: None if due is None else due.last_day for name, due in dues.items()}


def _redated(row: Row, days: Moved, given: Sequence[bool]) -> Row:
    new = list(row)
    for report, is_given in zip(DUES, given, strict=True):
        was, will_be = days.get(report, (None, None))
        at = TASK[f"{report}_due"]
        if not is_given and was != will_be and row[at] == day_to_iso(was):
            new[at] = day_to_iso(will_be)
    return tuple(new)
