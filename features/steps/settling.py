"""What a `Biết` step takes for granted: everything that had to come before is done too, as early as it could be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from engine.errors import Refused
from engine.requests import MoveRequest
from engine.results import TaskRow
from engine.scope import Scope
from features.steps.cascades import Cascade, inside
from features.steps.telling import hold
from features.steps.world import World
from workflows.graph import DocumentNode, TaskNode
from workflows.said import Said

ASSUMED_NUMBER = "01/KH"


def bring_what_is_owed(
    world: World, cascade: Cascade, nodes: Iterable[TaskNode], day: date | None, left_out: set[str]
) -> None:
    """Let each task give its report: its own, or the merged one where that is all it owes."""
    nodes = list(nodes)
    own = [node for node in nodes if node.owes_report]
    bring(world, cascade, own, "report", day)
    merged = [node for node in nodes if not node.owes_report]
    bring(world, cascade, merged, "consolidate", day, left_out=left_out)


def bring(
    world: World,
    cascade: Cascade,
    nodes: list[TaskNode],
    trigger: str,
    day: date | None,
    number: str | None = None,
    left_out: Iterable[str] = (),
    latest: Mapping[str, date] | None = None,
) -> None:
    """Do what has to come before, then the trigger: on the day told, else on the last on-time day of each task.

    Before a consolidation its inputs report, on its own day at the latest; what is `left_out` never does.
    `latest`: by key of a task the day after which it is not done.
    """
    if not nodes:
        return
    _put_out_what_waits(world, cascade, nodes)
    order = list(cascade.lifecycle.data.triggers)
    for step in order[: order.index(trigger) + 1]:
        ready: dict[str, date] = {}
        if step == "consolidate":
            _bring_inputs(world, cascade, nodes, day, left_out)
            ready = _inputs_there_on(world, cascade, nodes)
        requests = []
        for row in _rows(world, cascade, nodes):
            on, document = row.since, None
            if step == trigger:
                usual = min(_last_on_time(world, cascade, row), (latest or {}).get(row.task, date.max))
                on = day or max(usual, row.since or date.min, ready.get(row.task, date.min))
                document = number
            if row.next_trigger == step:
                requests.append(MoveRequest(row.task, step, row.agency, on=on, document=document))
        _record(world, requests)


def _record(world: World, requests: list[MoveRequest]) -> None:
    """Each day's moves recorded on that day."""

    def day_of(request: MoveRequest) -> date:
        return request.on or world.today

    for day, group in groupby(sorted(requests, key=day_of), key=day_of):
        rows = list(group)
        done = world.keeper.record(day, lambda rows=rows: world.engine.advance_many(rows, today=world.today))  # type: ignore[misc]
        refused = [Said("step.task_refused", {"task": bad.task, "message": bad.message}) for bad in done.bad_rows]
        hold(not refused, "step.refused_rows", rows=refused)


def _rows(world: World, cascade: Cascade, nodes: list[TaskNode]) -> list[TaskRow]:
    """The tasks as they stand."""
    wanted = {node.key for node in nodes}
    if len(nodes) < 8:
        return [world.answers.task(cascade.full_key(key), cascade=cascade.key) for key in sorted(wanted)]
    periods = {node.period for node in nodes}
    rows = [row for period in periods for row in world.answers.status(Scope(cascade.key, period=period))]
    return [row for row in rows if inside(row.task) in wanted]


def _bring_inputs(
    world: World, cascade: Cascade, nodes: list[TaskNode], day: date | None, left_out: Iterable[str]
) -> None:
    """Let the inputs give the report that each of these consolidations waits for, before it is passed on."""
    waiting = {inside(row.task): row for row in _rows(world, cascade, nodes) if row.open}
    latest: dict[str, date] = {}
    for awaited, trigger in (("own", "report"), ("merged", "consolidate")):
        inputs: dict[str, TaskNode] = {}
        for low, high, waits_for in cascade.feeds if waiting else ():
            if waits_for == awaited and high.key in waiting:
                key, on = cascade.full_key(low.key), day or _last_on_time(world, cascade, waiting[high.key])
                latest[key] = min(on, latest.get(key, date.max))
                inputs[key] = low
        unfinished = [node for node in inputs.values() if node.agency not in left_out]
        bring(world, cascade, unfinished, trigger, None, left_out=left_out, latest=latest)


def _inputs_there_on(world: World, cascade: Cascade, nodes: list[TaskNode]) -> dict[str, date]:
    """For each of these consolidations the day of the last move of its inputs."""
    wanted = {node.key for node in nodes}
    feeds = [(low.key, cascade.full_key(high.key)) for low, high, _ in cascade.feeds if high.key in wanted]
    history = world.answers.history(cascade=cascade.key) if feeds else ()
    last = {inside(row.task): row.occurred_on for row in history if row.kind == "move"}
    ready: dict[str, date] = {}
    for low, high in feeds:
        ready[high] = max(ready.get(high, date.min), last.get(low) or date.min)
    return ready


def _put_out_what_waits(world: World, cascade: Cascade, nodes: list[TaskNode]) -> None:
    """A document that is taken for granted goes out first, under an assumed number, as early as it can."""
    pending = {row.document for row in _rows(world, cascade, nodes) if row.state == cascade.lifecycle.initial}
    issuers = {node.agency for node in nodes if node.owes_plan}
    for document in cascade.graph.documents:
        is_own_plan = document.is_plan and issuers & set(document.issuers)
        if document.key in pending or (document.out_on is None and is_own_plan):
            put_out(world, cascade, document)


def put_out(world: World, cascade: Cascade, document: DocumentNode) -> None:
    """Release a document, unless it is out: under its own number and date, or assumed ones as early as can be."""
    earliest = document.out_on or max(document.not_before or date.min, date(cascade.year, 1, 1))
    on = min(earliest, world.today)
    given: dict[str, Any] = {"number": document.number or ASSUMED_NUMBER, "on": on, "as_agency": document.issuers[0]}
    try:
        world.keeper.record(
            on, lambda: world.engine.release(document.key, cascade=cascade.key, today=world.today, **given)
        )
    except Refused as refusal:
        if refusal.rule != "already-out":
            raise


def _last_on_time(world: World, cascade: Cascade, row: TaskRow) -> date:
    return min(row.due or cascade.tasks[inside(row.task)].period.last_day, world.today)
