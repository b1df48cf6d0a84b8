"""A cascade in memory, by which rules are judged: its tasks, where each stands, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from engine.cascade.judging import ACTIVE, Duties, Judge, Stand
from engine.chain.effective import DUES, MIGRATION
from engine.clock import parse_moment
from engine.errors import BrokenChain
from engine.event_logs.chain_events import MOVE, activity_of
from engine.event_logs.day_order import Entry
from engine.event_logs.event_log import CascadeLog
from engine.policies.rules import Whose
from workflows.calendars import WorkCalendar
from workflows.dates import HANOI
from workflows.graph import DueDate, TaskGraph, TaskNode
from workflows.said import Said


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

    duties: Duties = field(init=False)

    def __post_init__(self) -> None:
        self.duties = self.owes_plan, self.owes_report, self.consolidates

    def which_are(self, whose: Whose, judge: Judge) -> Iterable[Task]:
        """The tasks that stand so to this one."""
        return self._reached(whose, self._goes_up(whose), judge)

    def of_which_it_is(self, whose: Whose, judge: Judge) -> Iterable[Task]:
        """The tasks to which this one stands so."""
        return self._reached(whose, not self._goes_up(whose), judge)

    def _reached(self, whose: Whose, up: bool, judge: Judge) -> Iterable[Task]:
        if whose == "own":
            return (self,)
        return self._along(up) if whose != "below" else self._anywhere_along(up, judge)

    def _along(self, up: bool) -> list[Task]:
        return [task for task, _ in (self.above if up else self.inputs)]

    def _anywhere_along(self, up: bool, judge: Judge) -> Iterator[Task]:
        """Directly, or through others that are waited for."""
        seen: set[int] = set()
        waiting = self._along(up)
        while waiting:
            task = waiting.pop()
            if id(task) not in seen:
                seen.add(id(task))
                yield task
                if judge.lifecycle.is_awaited(task.standing):
                    waiting += task._along(up)

    @staticmethod
    def _goes_up(whose: Whose) -> bool:
        return whose == "above"


class Happened(NamedTuple):
    """What happened to a task, as rules look at it: a row that counts, and the day on which it occurred.

    `activity`: the trigger of a move, else the row's kind. `before`: the task's state before it; `state`, `standing`:
    after it. `gives`: whether the task counts as given from then on for a consolidation that waits for it.
    """

    entry: Entry
    activity: str
    day: date
    before: str
    state: str
    standing: str
    gives: bool


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
        return waits_for in self.judge.given(task.duties, task.state, task.standing)

    def apply(self, task: Task, state: str, standing: str, due: Mapping[str, str]) -> None:
        """A task comes into that state and standing; days in force change."""
        begin, cease = self.judge.turns(task.duties, (task.state, task.standing), (state, standing))
        task.state, task.standing = state, standing
        task.due.update(due)
        if begin or cease:
            for above, waits_for in task.above:
                above.open_inputs += (waits_for in cease) - (waits_for in begin)

    def of_log(self, task: Task, event: Happened) -> None:
        """What an event of a log did."""
        entry = event.entry
        due: dict[str, str] = {}
        if entry.due_after is not None and (report := entry.details().get("report")) in DUES:
            due[report] = entry.due_after
        if entry.kind == MIGRATION and isinstance(moved := entry.details().get("dues"), dict):
            due |= {name: days[1] for name, days in moved.items() if days[1] is not None}
        if due or event.state != task.state or event.standing != task.standing:
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


def from_log(log: CascadeLog, calendar: WorkCalendar, judge: Judge) -> tuple[Running, Iterator[tuple[Happened, Task]]]:
    """A cascade as it was launched, and all that happened in it since, streamed in the order of days.

    Raises BrokenChain for an unreadable day.
    """
    kinds = {agency.key: agency.kind for agency in log.agencies.values()}
    issuers = {document.key: document.issuers for document in log.documents.values()}
    numbered: dict[int, Task] = {}
    feeds: list[tuple[str, str, str]] = []
    shared: dict[frozenset[str], frozenset[str]] = {}
    for number, logged in log.tasks_alone():
        to = frozenset({*logged.receivers, *(fed.agency for fed in logged.feeds)})
        issued_by = _issuers(logged.documents, issuers)
        numbered[number] = Task(
            logged.key,
            logged.agency,
            kinds.get(logged.agency, ""),
            logged.period.partition("-")[2],
            logged.documents,
            logged.owes_plan,
            logged.owes_report,
            logged.consolidates,
            judge.initial,
            ACTIVE,
            dict(logged.due),
            shared.setdefault(to, to),
            shared.setdefault(issued_by, issued_by),
        )
        feeds += [(logged.key, fed.key, fed.waits_for) for fed in logged.feeds]
    for number, migrated in log.migrations():  # before it was re-dated
        if number in numbered and isinstance(moved := migrated.get("dues"), dict):
            numbered[number].due |= {name: days[0] for name, days in moved.items() if days[0]}
    running = Running(log.cascade().key, numbered.values(), judge, calendar)
    running.connect(feeds)
    return running, _happened(log, numbered, judge)


def _happened(log: CascadeLog, numbered: Mapping[int, Task], judge: Judge) -> Iterator[tuple[Happened, Task]]:
    at: dict[int, Stand] = {}  # where each task stands that was moved
    start, days = (judge.initial, judge.arrows.standing), _Days()
    for entries in log.in_order_of_days():
        for entry in entries:
            number, kind, trigger = entry.task_no, entry.kind, entry.trigger
            task = numbered.get(number)
            if task is None:
                continue
            try:
                day = days.of(entry)
            except (TypeError, ValueError):
                raise BrokenChain(task.key, entry.seq, Said("broken.row-day")) from None
            before = after = at.get(number, start)
            gives = False
            if kind == MOVE:
                after = judge.arrows.after(trigger, entry.source, entry.dest, before) or before
                if after != before:
                    at[number] = after
                    begin, _ = judge.turns(task.duties, before, after)
                    gives = bool(begin) and any(report in begin for _, report in task.above)
            yield Happened(entry, activity_of(kind, trigger), day, before[0], *after, gives), task


class _Days:
    """Reads days; those of one transaction, which are mostly the same, once."""

    def __init__(self) -> None:
        self._of: tuple[str | None, str] = (None, "")
        self._day = date.min

    def of(self, entry: Entry) -> date:
        """The day on which it occurred; where it has none, on which it was recorded. Raises TypeError, ValueError."""
        if entry.due_before is not None:
            date.fromisoformat(entry.due_before)
        if entry.due_after is not None:
            date.fromisoformat(entry.due_after)
        of = entry.occurred_on, entry.recorded_at
        if of != self._of:
            recorded = parse_moment(entry.recorded_at)
            self._day = date.fromisoformat(of[0]) if of[0] else recorded.astimezone(HANOI).date()
            self._of = of
        return self._day
