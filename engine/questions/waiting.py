"""The one sentence *waits for …* about each unfinished task: who is to do what, and since when that is waited for."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.cascade.judging import RELEASE
from engine.cascade.tasks import LiveTask
from engine.questions.blocking import root_blocker, walk_from, worst_root
from engine.questions.recorded import chains, put_in_standing
from engine.results import RootBlocker, WaitsFor
from engine.store.database import Transaction
from workflows.said import Said


def waits_for(tx: Transaction, task: LiveTask, today: date) -> WaitsFor | None:
    """What the task waits for; None where nothing is owed any more.

    A task that can move waits for its own agency, a paused one for who can lead it back, a pending one for who can
    release it, a blocked consolidation for its worst root blocker. Following `on_task` ends at somebody who can act.
    """
    judge = task.cascade.judge
    if judge.upcoming(task) is None:
        return None
    walk = walk_from(tx, task)
    root = worst_root(walk, task, today)
    blocker = root_blocker(walk, root, today)
    walk.need([] if root.is_document else [root.number])
    awaited = walk.tasks[root.number] if not root.is_document else task
    since = _since(tx, awaited)
    day = date.fromisoformat(since) if since is not None else None
    return WaitsFor(
        task.key,
        task.agency,
        blocker.task,
        blocker.agency,
        blocker.next_trigger,
        day,
        0 if day is None else max(0, (today - day).days),
        _sentence(task, blocker, day, awaited.cascade.judge.is_paused(awaited)),
        blocker.document,
        task.agency_name,
        blocker.agency_name,
        blocker.asks,
    )


def _since(tx: Transaction, task: LiveTask) -> str | None:
    """When the task came into its state, or was paused; a pending one waits since the cascade's launch."""
    if task.cascade.judge.is_paused(task):
        of_task = chains(tx, task.cascade, "t.task_no = :number", {"number": task.task_no})
        return next((put_in_standing(task.cascade.judge.arrows, rows) for _, rows in of_task), None)
    return task.since or task.cascade.launched_on.isoformat()


def _sentence(task: LiveTask, blocker: RootBlocker, since: date | None, is_paused: bool) -> Said:
    doing: Any = task.cascade.judge.lifecycle.label(blocker.next_trigger)
    if blocker.next_trigger == RELEASE and blocker.document:
        doing = Said("waits.releasing", {"doing": doing, "document": blocker.document})
    if is_paused:
        doing = Said("waits.resuming", {"doing": doing, "agency": blocker.of_name})
    who = blocker.agency_name or blocker.agency
    facts = {"who": who, "doing": doing, "since": "" if since is None else Said("waits.since", {"day": since})}
    if blocker.task == task.key and blocker.agency == task.agency:
        return Said("waits.by_itself", facts)
    return Said("waits.for", {"agency": task.agency_name, **facts})
