"""A cascade in memory, by which rules are judged: its tasks, where each stands, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.cascade.judging import ACTIVE, Judge
from engine.chain.effective import DUES
from engine.event_logs.event_log import CascadeLog
from engine.event_logs.logged import Event, LoggedTask
from workflows.calendars import WorkCalendar
from workflows.graph import DueDate, TaskGraph, TaskNode


@dataclass(slots=True, eq=False)
class Task:
    """One task. Days are ISO text: `due` in force, by `plan`, `own`, `merged`. `inputs`, `above`: edges, each with the
    report that is waited for; `to`: agencies that its report goes to; `issuers`: of the documents that ask for it."""

    key: str
    agency: str
    kind: str
    period: str
    documents: tuple[str, ...]
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    state: str
    standing: str
    due: dict[str, str]
    to: frozenset[str]
    issuers: frozenset[str]
    inputs: list[tuple[Task, str]] = field(default_factory=list)
    above: list[tuple[Task, str]] = field(default_factory=list)
    open_inputs: int = 0

    def below(self, judge: Judge) -> Iterator[Task]:
        """Every task from which an edge leads to it, directly or through others that are waited for."""
        seen: set[int] = set()
        waiting = [task for task, _ in self.inputs]
        while waiting:
            task = waiting.pop()
            if id(task) not in seen:
                seen.add(id(task))
                yield task
                if judge.lifecycle.is_awaited(task.standing):
                    waiting += [each for each, _ in task.inputs]


class Running:
    """A cascade's tasks by key. `apply` has what happened happen to one of them.

    `told`: facts of tasks, by name and key, that the engine's own answers tell of this very moment; they come first.
    """

    def __init__(self, key: str, tasks: Iterable[Task], judge: Judge, calendar: WorkCalendar) -> None:
        self.key, self.judge, self.calendar = key, judge, calendar
        self.tasks: dict[str, Task] = {task.key: task for task in tasks}
        self.told: dict[tuple[str, str], bool] = {}

    def connect(self, feeds: Iterable[tuple[str, str, str]]) -> None:
        """Draw the edges: an input's key, its consolidation's, and the report that is waited for."""
        for low, high, waits_for in feeds:
            source, goal = self.tasks.get(low), self.tasks.get(high)
            if source is not None and goal is not None:
                source.above.append((goal, waits_for))
                goal.inputs.append((source, waits_for))
        for task in self.tasks.values():
            task.open_inputs = sum(not self.is_closed(low, waits_for) for low, waits_for in task.inputs)

    def is_closed(self, task: Task, waits_for: str) -> bool:
        """Whether who waits for that report of a task waits no more."""
        if task.state not in self.judge.path(task):
            return False
        return waits_for in self.judge.closed_reports(task, task.state, task.standing)

    def apply(self, task: Task, state: str, standing: str, due: Mapping[str, str]) -> None:
        """A task comes into that state and standing; days in force change."""
        was = [self.is_closed(task, waits_for) for _, waits_for in task.above]
        task.state, task.standing = state, standing
        task.due.update(due)
        for (above, waits_for), before in zip(task.above, was, strict=True):
            above.open_inputs += before - self.is_closed(task, waits_for)

    def of_log(self, task: Task, event: Event) -> None:
        """What an event of a log did."""
        report, after = event.details.get("report"), event.row["due_after"]
        due = {report: after} if after is not None and report in DUES else {}
        moved = event.details.get("dues") if event.row["kind"] == "migration" else None
        if isinstance(moved, dict):
            due |= {name: days[1] for name, days in moved.items() if days[1] is not None}
        self.apply(task, event.state, event.standing, due)


def from_graph(graph: TaskGraph, judge: Judge) -> Running:
    """A cascade as it is launched: nothing is out yet."""
    kinds = {agency.key: agency.kind for agency in graph.agencies}
    keys = [f"{graph.directive}/{node.key}" for node in graph.tasks]
    issuers = {document.key: document.issuers for document in graph.documents}
    above: dict[int, set[str]] = {}
    for feed in graph.feeds:
        above.setdefault(feed.input, set()).add(graph.tasks[feed.consolidation].agency)
    tasks = [
        _of_node(key, node, kinds.get(node.agency, ""), judge, above.get(at, set()), _issuers(node.documents, issuers))
        for at, (key, node) in enumerate(zip(keys, graph.tasks, strict=True))
    ]
    running = Running(graph.key, tasks, judge, graph.calendar)
    running.connect((keys[feed.input], keys[feed.consolidation], feed.waits_for) for feed in graph.feeds)
    return running


def _issuers(documents: Iterable[str], issuers: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(issuer for key in documents for issuer in issuers.get(key, ()))


def _of_node(key: str, node: TaskNode, kind: str, judge: Judge, above: set[str], issuers: frozenset[str]) -> Task:
    dues = {"plan": node.plan_due, "own": node.own_due, "merged": node.merged_due}
    return Task(
        *(key, node.agency, kind, node.period.code, node.documents),
        *(node.owes_plan, node.owes_report, node.consolidates, judge.initial, ACTIVE),
        {name: day for name, due in dues.items() if (day := _day(due)) is not None},
        frozenset({*node.receivers, *above}),
        issuers,
    )


def _day(due: DueDate | None) -> str | None:
    return None if due is None or due.last_day is None else due.last_day.isoformat()


def from_log(log: CascadeLog, calendar: WorkCalendar, judge: Judge) -> tuple[Running, list[tuple[Event, Task]]]:
    """A cascade as it was launched, and all that happened in it since, in the order of days."""
    kinds = {agency.key: agency.kind for agency in log.agencies.values()}
    issuers = {document.key: document.issuers for document in log.documents.values()}
    tasks: list[Task] = []
    feeds: list[tuple[str, str, str]] = []
    happened: list[tuple[Event, Task]] = []
    for logged, events in log.tasks():
        task = _of_log(logged, kinds.get(logged.agency, ""), judge, _issuers(logged.documents, issuers))
        for event in reversed(events):  # before it was re-dated
            moved = event.details.get("dues") if event.row["kind"] == "migration" else None
            task.due |= (
                {} if not isinstance(moved, dict) else {name: days[0] for name, days in moved.items() if days[0]}
            )
        tasks.append(task)
        feeds += [(logged.key, fed.key, fed.waits_for) for fed in logged.feeds]
        happened += [(event, task) for event in events]
    happened.sort(key=lambda pair: pair[0].at)
    running = Running(log.cascade().key, tasks, judge, calendar)
    running.connect(feeds)
    return running, happened


def _of_log(logged: LoggedTask, kind: str, judge: Judge, issuers: frozenset[str]) -> Task:
    return Task(
        *(logged.key, logged.agency, kind, logged.period.partition("-")[2], logged.documents),
        *(logged.owes_plan, logged.owes_report, logged.consolidates, judge.initial, ACTIVE),
        dict(logged.due),
        frozenset({*logged.receivers, *(fed.agency for fed in logged.feeds)}),
        issuers,
    )
