"""Where a running cascade goes: another task graph, laid over the rows that there are.

Numbers stay: agencies and documents are known by key, assignments by key, tasks by agency, period and topic. What the
other graph lacks stays as a row and is taken away as a task; what is finished stays with who did it, and a date that
was kept or missed stays as it was.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cascade.graphs import INDEX, Graph, Key
from engine.cascade.judging import DRAFT_PLAN, Judge, Owing
from engine.running.fresh import all_agencies, day_and_phrase, release_edges
from engine.store.database import Row
from workflows.canonical import canonical, content_hash
from workflows.dates import day_to_iso
from workflows.graph import DocumentNode, Feed, TaskGraph, TaskNode

FORMER = "former"
"""The kind of a pin whose document, or whose agencies, the graph of today no longer has."""

TASK = INDEX["task"]
TaskId = tuple[str, str, str]  # agency, period, topic


@dataclass(frozen=True, slots=True)
class LiveState:
    """Where a task stands."""

    state: str
    standing: str

    @property
    def both(self) -> tuple[str, str]:
        return self.state, self.standing


@dataclass(slots=True)
class Target:
    """The graph to which a cascade goes. By number: tasks that are `added`, or no longer asked (`taken_away`), and
    documents that are `gone`; by key: documents that what is taken back had `brought`, and tasks of the new graph that
    are `too_late`, since what would merge them was passed on.

    `pinned`: texts to be pinned, by hash; `stated`: what the files now state of documents that are not out (the columns
    of `STATED`, by number).
    """

    graph: Graph
    pinned: dict[str, tuple[str, str]] = field(default_factory=dict)
    stated: dict[int, Row] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    taken_away: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    too_late: list[str] = field(default_factory=list)
    is_circular: bool = False


class Overlay:
    """Lays a task graph over a running cascade's."""

    def __init__(
        self,
        now: Graph,
        graph: TaskGraph,
        judge: Judge,
        live: Mapping[int, LiveState],
        out: Mapping[int, bool],
        findings: Sequence[Mapping[str, Any]],
        described: Iterable[Mapping[str, str]] = (),
    ) -> None:
        """`out`: of documents by number, whether they are; `described`: the agencies pinned so far."""
        self._now, self._graph, self._judge, self._live, self._out = now, graph, judge, live, out
        self._findings, self._described = findings, described
        self._agency = Numbers(now["agency"], INDEX["agency"]["key"])
        self._document = Numbers(now["document"], INDEX["document"]["key"])
        self._assignment = Numbers(now["assignment"], INDEX["assignment"]["key"])
        self._keys = {number: row[INDEX["agency"]["key"]] for (number,), row in now["agency"].items()}
        self._task: dict[TaskId, int] = {self.id_of(row): number for (number,), row in now["task"].items()}
        self._last = max((number for (number,) in now["task"]), default=0)
        self._frozen = {number for (number,), row in now["task"].items() if self._is_passed_on(number, row)}
        self._frozen_above: defaultdict[int, set[str]] = defaultdict(set)
        for number, consolidation, waits_for in now["feed"]:
            if consolidation in self._frozen:
                self._frozen_above[number].add(waits_for)

    def id_of(self, row: Row) -> TaskId:
        """Agency, period, topic of a task's row."""
        return self._keys[row[TASK["agency_no"]]], row[TASK["period"]], row[TASK["topic"]]

    def target(self) -> Target:
        """The graph as it will be."""
        target = Target({table: dict(rows) for table, rows in self._now.items()})
        nodes, feeds, numbers = self._numbered(target)
        self._agencies(target)
        self._documents(target)
        self._assignments(target)
        groups = self._plan_groups(nodes, numbers)
        for position, node in nodes.items():
            target.graph["task"][(numbers[position],)] = self._task_row(node, numbers[position], groups)
        self._duties(target, nodes, numbers)
        self._feeds(target, feeds, numbers)
        self._releases(target, nodes, numbers)
        of_graph = set(numbers.values())
        target.taken_away = [number for (number,) in sorted(self._now["task"]) if number not in of_graph]
        named = {node.key for node in self._graph.documents}
        at = INDEX["document"]["key"]
        target.gone = [number for (number,), row in sorted(self._now["document"].items()) if row[at] not in named]
        recount(target.graph)
        title = next((node.title for node in self._graph.documents if node.key == self._graph.directive), None)
        restate(target.graph, {} if title is None else {"title": title})
        self._pins(target)
        return target

    # which tasks

    def _numbered(self, target: Target) -> tuple[dict[int, TaskNode], list[Feed], dict[int, int]]:
        """The tasks of the other graph by position, without those that come too late; their feeds; their numbers."""
        nodes, feeds = dict(enumerate(self._graph.tasks)), list(self._graph.feeds)
        known = {position: self._task.get(_id(node)) for position, node in nodes.items()}
        above: defaultdict[int, list[int]] = defaultdict(list)
        for feed in feeds:
            above[feed.input].append(feed.consolidation)
        late = self._too_late(nodes, known, above)
        target.too_late = [nodes[position].key for position in sorted(late)]
        numbers: dict[int, int] = {}
        for position in nodes.keys() - late:
            numbers[position] = known[position] or 0
        for position in sorted(numbers):
            if not numbers[position]:
                self._last += 1
                numbers[position] = self._last
                target.added.append(self._last)
        return (
            {position: nodes[position] for position in sorted(numbers)},
            [feed for feed in feeds if feed.input in numbers and feed.consolidation in numbers],
            numbers,
        )

    def _too_late(
        self, nodes: Mapping[int, TaskNode], known: Mapping[int, int | None], above: Mapping[int, Sequence[int]]
    ) -> set[int]:
        """New tasks whose every consolidation has been passed on, or comes too late itself."""
        late: set[int] = set()
        while True:
            more = {
                position
                for position in nodes.keys() - late
                if known[position] is None
                and above.get(position)
                and all(each in late or known[each] in self._frozen for each in above[position])
            }
            if not more:
                return late
            late |= more

    def _is_passed_on(self, number: int, row: Row) -> bool:
        """Whether it is a consolidation whose merged report has been given: its inputs stay as they were."""
        owing, live = self._owing(row, number), self._live[number]
        return owing.consolidates and live.state in self._judge.path(owing) and self._judge.gives("merged", owing)

    def _owing(self, row: Row, number: int) -> Owing:
        duties = [row[TASK[name]] for name in ("owes_plan", "owes_report", "consolidates")]
        return Owing(duties, self._live[number].state, self._live[number].standing)

    # rows

    def _agencies(self, target: Target) -> None:
        for node in all_agencies(self._graph):
            number = self._agency.of(node.key)
            values = (node.key, node.name, node.name_en, node.short, node.kind, node.level, node.superior)
            target.graph["agency"][(number,)] = (number, *values)

    def _documents(self, target: Target) -> None:
        for node in self._graph.documents:
            number = self._document.of(node.key)
            values = (node.key, node.type, node.title, json.dumps(node.issuers), json.dumps(node.implements))
            target.graph["document"][(number,)] = (*(number, *values, day_to_iso(node.not_before), int(node.is_plan)),)
            if not self._out.get(number, False):
                target.stated[number] = stated_by(node)

    def _assignments(self, target: Target) -> None:
        for node in self._graph.assignments:
            number = self._assignment.of(node.key)
            values = (self._document.of(node.document), node.key, node.topic, node.at, node.content, node.printed)
            target.graph["assignment"][(number,)] = (number, *values, node.content_en or None)

    def _plan_groups(self, nodes: Mapping[int, TaskNode], numbers: Mapping[int, int]) -> dict[str, int]:
        """The number by which each group of tasks with one plan goes: as before, else its first task's."""
        groups: dict[str, int] = {}
        for position, node in nodes.items():
            row = self._now["task"].get((numbers[position],))
            known = None if row is None else row[TASK["plan_group"]]
            if node.plan_group is not None and known is not None:
                groups.setdefault(node.plan_group, known)
        for position, node in nodes.items():
            if node.plan_group is not None:
                groups.setdefault(node.plan_group, numbers[position])
        return groups

    def _task_row(self, node: TaskNode, number: int, groups: Mapping[str, int]) -> Row:
        plan, own, merged = (day_and_phrase(due) for due in (node.plan_due, node.own_due, node.merged_due))
        owes = [node.owes_plan, node.owes_report, node.consolidates]
        group = None if node.plan_group is None else groups[node.plan_group]
        before = self._now["task"].get((number,))
        if before is not None:
            given = reports_given(self._judge, before, self._live[number])
            owes = [is_owed or is_given for is_owed, is_given in zip(owes, given, strict=True)]
            state, standing = self._live[number].state, self._live[number].standing
            if state not in self._judge.path(Owing(owes, state, standing)) or self._opens_what_is_passed_on(
                before, number, owes
            ):
                owes = [bool(before[TASK[name]]) for name in ("owes_plan", "owes_report", "consolidates")]
            kept = [(before[TASK[f"{due}_due"]], before[TASK[f"{due}_phrase"]]) for due in ("plan", "own", "merged")]
            plan, own, merged = (
                old if is_given else new for old, new, is_given in zip(kept, (plan, own, merged), given, strict=True)
            )
            if owes[0] and group is None:
                group = before[TASK["plan_group"]]
        drafted_by = None if node.drafted_by is None else self._agency.of(node.drafted_by)
        return (
            *(number, self._agency.of(node.agency), self._assignment.of(node.assignment)),
            *(node.period.key, node.topic or "", *map(int, owes), group, *plan, *own, *merged),
            *(json.dumps([self._agency.of(key) for key in node.receivers]), drafted_by),
            *("" if before is None else before[TASK["content"]], 0),
        )

    def _opens_what_is_passed_on(self, row: Row, number: int, owes: Sequence[bool]) -> bool:
        """Whether with these duties an edge would open again above which a consolidation was passed on."""
        live, judge = self._live[number], self._judge
        closed = judge.closed_reports(Owing(duties_of(row), *live.both), *live.both)
        after = judge.closed_reports(Owing(owes, *live.both), *live.both)
        return any(report in closed and report not in after for report in self._frozen_above[number])

    def _duties(self, target: Target, nodes: Mapping[int, TaskNode], numbers: Mapping[int, int]) -> None:
        again = {numbers[position] for position in nodes}
        duties = {key: row for key, row in self._now["duty"].items() if key[0] not in again}
        for position, node in nodes.items():
            number = numbers[position]
            for place, duty in enumerate(node.duties, 1):
                values = (self._assignment.of(duty.assignment), duty.what, *day_and_phrase(duty.due))
                duties[number, place] = (number, place, *values)
        target.graph["duty"] = duties

    def _feeds(self, target: Target, feeds: Iterable[Feed], numbers: Mapping[int, int]) -> None:
        """A consolidation that was passed on keeps its inputs; what leads to one that is taken away goes, but from what
        is taken away or finished itself."""
        of_graph = set(numbers.values())
        found: dict[Key, Row] = {}
        key: Key
        for key in self._now["feed"]:
            if key[1] in self._frozen or key[0] not in of_graph:
                found[key] = key
        for feed in feeds:
            key = (numbers[feed.input], numbers[feed.consolidation], feed.waits_for)
            if key[1] not in self._frozen:
                found[key] = key
        target.graph["feed"] = found

    def _releases(self, target: Target, nodes: Mapping[int, TaskNode], numbers: Mapping[int, int]) -> None:
        """What is taken away, and what a document that is out set going, stays with that document."""
        of_graph = set(numbers.values())
        found = {
            key: row
            for key, row in self._now["release_edge"].items()
            if key[1] not in of_graph or self._out.get(key[0], False)
        }
        for document, task, by in release_edges(self._graph):
            if task - 1 in nodes:
                key = (self._document.of(document), numbers[task - 1])
                found[key] = (*key, None if by is None else numbers.get(by - 1))
        target.graph["release_edge"] = found

    def _pins(self, target: Target) -> None:
        """What the other graph pins; and of what it no longer has, what was pinned before."""
        graph = self._graph
        texts = [("definition", name, text) for name, text in graph.pins.items()]
        texts.append(("lifecycle", str(graph.lifecycle.get("key", "")), canonical(dict(graph.lifecycle))))
        texts.append(("calendar", "days", canonical(graph.calendar.content)))
        texts.append(("findings", "check", canonical(list(self._findings))))
        pins: dict[Key, Row] = {}
        for kind, name, text in texts:
            digest = content_hash(text)
            pins[kind, name] = (kind, name, digest)
            target.pinned[digest] = (kind, text)
        documents = {f"document/{row[INDEX['document']['key']]}" for row in target.graph["document"].values()}
        for (kind, name), row in self._now["cascade_pin"].items():
            if kind in ("definition", FORMER) and name in documents and ("definition", name) not in pins:
                pins[FORMER, name] = (FORMER, name, row[2])
        named = {agency.key for agency in graph.agencies}
        former = {agency["key"]: dict(agency) for agency in self._described if agency["key"] not in named}
        if former:
            text = canonical([former[key] for key in sorted(former)])
            pins[FORMER, "agencies"] = (FORMER, "agencies", content_hash(text))
            target.pinned[content_hash(text)] = (FORMER, text)
        target.graph["cascade_pin"] = pins
        calendar = pins["calendar", "days"][2]
        restate(target.graph, {"definition_hash": graph.definition_hash, "calendar_hash": calendar})


class Numbers:
    """The numbers of rows that are known by a key; a key that is new gets the next one."""

    def __init__(self, rows: Mapping[Key, Row], at: int) -> None:
        self._known: dict[str, int] = {row[at]: number for (number,), row in rows.items()}
        self._last = max((number for (number,) in rows), default=0)

    def of(self, key: str) -> int:
        if key not in self._known:
            self._last += 1
            self._known[key] = self._last
        return self._known[key]


def recount(graph: Graph) -> None:
    """The counters that are part of the graph: inputs of each consolidation, tasks and feeds of the cascade."""
    inputs: defaultdict[int, int] = defaultdict(int)
    for _, consolidation, _ in graph["feed"]:
        inputs[consolidation] += 1
    tasks = graph["task"]
    for key, row in tasks.items():
        if row[TASK["inputs"]] != inputs[key[0]]:
            tasks[key] = (*row[: TASK["inputs"]], inputs[key[0]], *row[TASK["inputs"] + 1 :])
    count_cascade(graph)


def count_cascade(graph: Graph) -> None:
    """How many tasks, consolidations and feeds the cascade has."""
    tasks = graph["task"]
    consolidations = sum(row[TASK["consolidates"]] for row in tasks.values())
    counted = {"task_count": len(tasks), "consolidation_count": consolidations, "feed_count": len(graph["feed"])}
    restate(graph, counted)


def definition_hash_of(graph: Graph) -> str:
    """The fingerprint of the definition that the graph has pinned: of its files' fingerprints by name."""
    pins = graph["cascade_pin"].items()
    return content_hash(canonical({name: row[2] for (kind, name), row in pins if kind == "definition"}))


def restate(graph: Graph, values: Mapping[str, Any]) -> None:
    """Columns of the cascade's own row."""
    row = list(graph["cascade"][()])
    for name, value in values.items():
        row[INDEX["cascade"][name]] = value
    graph["cascade"][()] = tuple(row)


def stated_by(node: DocumentNode) -> Row:
    """What a file states of its document: the columns of `STATED`, not out."""
    return (node.number, day_to_iso(node.issued_on), day_to_iso(node.out_on), 0)


def duties_of(row: Row) -> list[Any]:
    """Whether a task owes a plan, its own report, a consolidation."""
    return [row[TASK[name]] for name in ("owes_plan", "owes_report", "consolidates")]


def _id(node: TaskNode) -> TaskId:
    return node.agency, node.period.key, node.topic or ""


def reports_given(judge: Judge, row: Row, live: LiveState) -> tuple[bool, bool, bool]:
    """Which of plan, own report and merged report a task has given: their dates stay as they were."""
    owing = Owing(duties_of(row), *live.both)
    path = judge.path(owing)
    if owing.state not in path:
        return False, False, False
    left = {judge.next_trigger(Owing(duties_of(row), state, "active")) for state in path[path.index(owing.state) :]}
    return (
        owing.owes_plan and DRAFT_PLAN not in left,
        owing.owes_report and judge.gives("own", owing),
        owing.consolidates and judge.gives("merged", owing),
    )
