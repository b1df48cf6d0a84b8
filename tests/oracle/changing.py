"""A task graph changed as a new version of its documents might change it: for trying migrations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from audits import with_files
from cascades import random_cascade

from workflows.calendars import WorkCalendar
from workflows.canonical import canonical
from workflows.graph import DueDate, Feed, Release, TaskGraph, TaskNode
from workflows.periods import Period


def changed(rng: Random, graph: TaskGraph, *, states: bool) -> TaskGraph:
    """Some tasks gone, some new, some with other duties, dates and receivers; some edges gone, some new; a document
    replaced. What another random cascade of the same agencies orders, in the one case out of four.

    `states`: documents that wait may have number and date now, and so be out since then.
    """
    if states and rng.random() < 0.5:
        other = random_cascade(rng, graph.directive)
        return with_files(replace(other, year=graph.year))
    kept = [node for node in graph.tasks if rng.random() < 0.8]
    tasks = [_changed_task(rng, graph, node) for node in kept]
    tasks += _new_tasks(rng, graph, {_id(node) for node in tasks})
    if not tasks:
        return graph
    tasks.sort(key=lambda node: node.key)
    at = {_id(node): number for number, node in enumerate(tasks)}
    feeds = {
        (at[low], at[high]): feed.waits_for
        for feed in graph.feeds
        if rng.random() < 0.8
        and (low := _id(graph.tasks[feed.input])) in at
        and (high := _id(graph.tasks[feed.consolidation])) in at
    }
    _new_feeds(rng, tasks, feeds)
    consolidations = {high for _, high in feeds}
    tasks = [
        replace(node, consolidates=node.consolidates or number in consolidations) for number, node in enumerate(tasks)
    ]
    releases = tuple(Release(document, at[_id(node)], None) for node in tasks for document in node.documents)
    return with_files(
        replace(
            graph,
            tasks=tuple(tasks),
            feeds=tuple(Feed(low, high, waits) for (low, high), waits in sorted(feeds.items())),
            releases=releases,
            documents=tuple(_stated(rng, each) if states else each for each in graph.documents),
        )
    )


def _id(node: TaskNode) -> tuple[str, str, str | None]:
    return node.agency, str(node.period), node.topic


def _due(rng: Random) -> DueDate | None:
    return None if rng.random() < 0.3 else DueDate(date(2023, 6, 1) + timedelta(rng.randint(0, 60)), "hạn mới")


def _changed_task(rng: Random, graph: TaskGraph, node: TaskNode) -> TaskNode:
    if rng.random() < 0.5:
        return node
    given = {
        "plan_due": _due(rng),
        "own_due": _due(rng),
        "merged_due": _due(rng),
        "owes_plan": rng.random() < 0.5,
        "owes_report": rng.random() < 0.5,
        "receivers": tuple(rng.sample([each.key for each in graph.agencies], 1)),
    }
    chosen = {name: value for name, value in given.items() if rng.random() < 0.4}
    made = replace(node, **chosen)  # type: ignore[arg-type]
    return replace(made, plan_group=(made.plan_group or f"{made.agency}|{made.topic}") if made.owes_plan else None)


def _new_tasks(rng: Random, graph: TaskGraph, known: set[tuple[str, str, str | None]]) -> list[TaskNode]:
    found = []
    for _ in range(rng.randint(0, 3)):
        like = rng.choice(graph.tasks)
        made = replace(
            like,
            agency=rng.choice(graph.agencies).key,
            topic=rng.choice([None, "t", "moi"]),
            period=Period(graph.year, rng.choice(["H1", "Y"])),
            plan_group=None,
            owes_plan=False,
            owes_report=True,
            own_due=_due(rng),
        )
        if _id(made) not in known:
            known.add(_id(made))
            found.append(made)
    return found


def _new_feeds(rng: Random, tasks: list[TaskNode], feeds: dict[tuple[int, int], str]) -> None:
    """From a later to an earlier one only where no path leads back."""
    for _ in range(rng.randint(0, 3)):
        low, high = rng.randrange(len(tasks)), rng.randrange(len(tasks))
        if low != high and (low, high) not in feeds and low not in _above(feeds, high):
            feeds[low, high] = rng.choice(["own", "merged"])


def _above(feeds: dict[tuple[int, int], str], start: int) -> set[int]:
    found, level = {start}, [start]
    while level:
        level = [high for low, high in feeds if low in level and high not in found]
        found |= set(level)
    return found


def _stated(rng: Random, node: object) -> object:
    """A document that waited has number and date in the new version, sometimes."""
    if node.number is None and rng.random() < 0.3:  # type: ignore[attr-defined]
        day = date(2023, 5, 1) + timedelta(rng.randint(0, 40))
        return replace(node, number=f"{node.key}/MOI", issued_on=day, out_on=day)  # type: ignore[call-overload, attr-defined]
    return node


def counting_by(graph: TaskGraph, calendar: WorkCalendar) -> TaskGraph:
    """The graph with these days off and worked."""
    return replace(graph, calendar=calendar, pins={**graph.pins, "calendar": canonical(calendar.content)})


def moved_by_a_day(graph: TaskGraph) -> TaskGraph:
    """The graph with every date a day later."""

    def later(day: DueDate | None) -> DueDate | None:
        moved = None if day is None or day.last_day is None else day.last_day + timedelta(days=1)
        return day if day is None or moved is None else replace(day, last_day=moved)

    tasks = (
        replace(task, own_due=later(task.own_due), merged_due=later(task.merged_due), plan_due=later(task.plan_due))
        for task in graph.tasks
    )
    return replace(graph, tasks=tuple(tasks))
