"""The named facts of a task, as they stand in a cascade in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from engine.cascade.judging import ACTIVE, DRAFT_PLAN, RELEASE, Judge
from engine.policies.rules import Condition, Fact
from engine.policies.running import Running, Task


def holds(condition: Condition, task: Task, running: Running, today: date) -> bool | None:
    """Whether the condition holds of the task; None: there is nothing of which it could (no day, nothing above)."""
    found = running.told.get((condition.fact, task.key)) if running.told else None
    if found is None:
        found = _FACTS[condition.fact](task, running, condition.argument, today)
    return None if found is None else found is not condition.is_not


def owed_day(task: Task, judge: Judge) -> str | None:
    """The last on-time day of what the task owes next, or owed last."""
    if "plan" in task.due and judge.next_trigger(task) == DRAFT_PLAN:
        return task.due["plan"]
    if task.owes_report and not _gives(judge, "own", task):
        return task.due.get("own")
    return task.due.get("merged" if task.consolidates else "own")


def is_unfinished(task: Task, judge: Judge) -> bool:
    """Whether something is owed, and waited for."""
    return judge.owed_next(task) is not None


def _gives(judge: Judge, report: str, task: Task) -> bool:
    return task.state in judge.path(task) and judge.gives(report, task)


def _inputs_open(task: Task, running: Running, _: str, today: date) -> bool:
    return task.open_inputs > 0


def _unfinished(task: Task, running: Running, _: str, today: date) -> bool:
    return is_unfinished(task, running.judge)


def _finished(task: Task, running: Running, _: str, today: date) -> bool:
    return running.judge.next_trigger(task) is None


def _overdue(task: Task, running: Running, _: str, today: date) -> bool:
    day = owed_day(task, running.judge)
    return task.standing == ACTIVE and is_unfinished(task, running.judge) and day is not None and day < f"{today}"


def _blocked(task: Task, running: Running, _: str, today: date) -> bool:
    return task.open_inputs > 0 and task.standing == ACTIVE and is_unfinished(task, running.judge)


def _urged(task: Task, running: Running, _: str, today: date) -> bool:
    """Overdue, or holding up a consolidation that is waited for; and nobody below holds it up itself."""
    judge = running.judge
    if not is_unfinished(task, judge) or (task.standing == ACTIVE and not judge.can_move(task) and task.open_inputs):
        return False
    return _overdue(task, running, "", today) or any(
        not running.is_closed(task, waits_for) and _blocked(above, running, "", today)
        for above, waits_for in task.above
    )


def _can_go_on(task: Task, running: Running, _: str, today: date) -> bool:
    """It can move; or a document, the way back, or some task below it that can go on leads there."""
    judge, seen = running.judge, set[int]()
    waiting = [task]
    while waiting:
        here = waiting.pop()
        if id(here) in seen or not is_unfinished(here, judge):
            continue
        seen.add(id(here))
        following = judge.next_trigger(here)
        if judge.is_paused(here):
            if judge.lifecycle.way_back(here.standing) is not None:
                return True
        elif following == RELEASE or judge.can_move(here):
            return True
        else:
            waiting += [low for low, waits_for in here.inputs if not running.is_closed(low, waits_for)]
    return False


def _days_above(task: Task, running: Running) -> list[tuple[str, str]]:
    """Of each consolidation that waits for the task: the day of the report that it waits for, and its own day."""
    pairs = []
    for above, waits_for in task.above:
        report = running.judge.awaited(waits_for, task)
        if report in task.due and "merged" in above.due:
            pairs.append((task.due[report], above.due["merged"]))
    return pairs


def _due_before_above(task: Task, running: Running, _: str, today: date) -> bool | None:
    pairs = _days_above(task, running)
    return all(own < above for own, above in pairs) if pairs else None


def _due_past_above(task: Task, running: Running, _: str, today: date) -> bool | None:
    pairs = _days_above(task, running)
    return any(own > above for own, above in pairs) if pairs else None


def _dated(task: Task, running: Running, _: str, today: date) -> bool | None:
    return owed_day(task, running.judge) is not None if is_unfinished(task, running.judge) else None


def _standing(task: Task, running: Running, standing: str, today: date) -> bool:
    return task.standing == standing


def _owes(task: Task, running: Running, trigger: str, today: date) -> bool:
    owed = {
        "draft_plan": task.owes_plan,
        "implement": task.owes_report or task.consolidates,
        "report": task.owes_report,
        "consolidate": task.consolidates,
    }
    return owed.get(trigger, False)


def _done(task: Task, running: Running, trigger: str, today: date) -> bool | None:
    """Whether that step is behind the task; None: neither its path nor a document asks for it."""
    judge = running.judge
    path, steps = judge.path(task), judge.steps(task)
    if trigger not in steps:
        return False if _owes(task, running, trigger, today) else None
    if task.state not in path:
        return None
    return path.index(task.state) > steps.index(trigger)


def _passed_on(task: Task, running: Running, _: str, today: date) -> bool:
    judge = running.judge
    given = judge.closed_reports(task, task.state, ACTIVE) if task.state in judge.path(task) else ()
    return any(waits_for not in given and _gives(judge, "merged", above) for above, waits_for in task.above)


_FACTS: Mapping[Fact, Callable[[Task, Running, str, date], bool | None]] = {
    "inputs_open": _inputs_open,
    "unfinished": _unfinished,
    "finished": _finished,
    "overdue": _overdue,
    "blocked": _blocked,
    "urged": _urged,
    "can_go_on": _can_go_on,
    "due_before_above": _due_before_above,
    "due_past_above": _due_past_above,
    "dated": _dated,
    "standing": _standing,
    "done": _done,
    "owes": _owes,
    "passed_on": _passed_on,
}
