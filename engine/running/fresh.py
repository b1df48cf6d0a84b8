"""A ledger for a cascade that is not in the database yet: everything of it is in hand, nothing is looked up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.chain.chains import genesis_hash
from engine.clock import Clock
from engine.policies.pinned import at_the_move, rules_of_pins
from engine.running.ledger import Edge, Ledger
from engine.store.database import Transaction
from workflows.dates import day_to_iso
from workflows.graph import AgencyNode, DueDate, TaskGraph, TaskNode
from workflows.said import Name


class FreshLedger(Ledger):
    """A ledger that holds a whole cascade which is not in the database yet."""

    is_fresh = True

    def __init__(
        self, tx: Transaction, clock: Clock, login: str, today: date, graph: TaskGraph, cascade: RunningCascade
    ) -> None:
        super().__init__(tx, Cascades(), clock, login, today)
        self.cascade = cascade
        self.agencies = all_agencies(graph)
        self.agency_no = {agency.key: number for number, agency in enumerate(self.agencies, 1)}
        self.by_agency: defaultdict[str, list[LiveTask]] = defaultdict(list)
        self.by_document: defaultdict[str, list[LiveTask]] = defaultdict(list)
        self.plans: defaultdict[str, list[LiveDocument]] = defaultdict(list)
        self.rules[cascade.cascade_id] = at_the_move(rules_of_pins(graph.pins))
        self._take_in(graph)

    def _take_in(self, graph: TaskGraph) -> None:
        cascade_id = self.cascade.cascade_id
        inputs = [0] * len(graph.tasks)
        for feed in graph.feeds:
            inputs[feed.consolidation] += 1
        names = {agency.key: agency.called for agency in self.agencies}
        groups: dict[str, int] = {}
        definition_hash = graph.definition_hash
        for number, node in enumerate(graph.tasks, 1):
            group = None if node.plan_group is None else groups.setdefault(node.plan_group, number)
            task = self._pending(node, number, group, names[node.agency], inputs[number - 1], definition_hash)
            self.tasks[cascade_id, number] = task
            self.edges[cascade_id, number] = []
            if task.owes_plan:
                self.by_agency[task.agency].append(task)
        for feed in graph.feeds:
            self.edges[cascade_id, feed.input + 1].append(Edge(feed.consolidation + 1, feed.waits_for, False))
        for number, document in enumerate(graph.documents, 1):
            live = LiveDocument(
                self.cascade,
                number,
                document.key,
                document.type,
                document.title,
                document.issuers,
                document.number,
                day_to_iso(document.issued_on),
                day_to_iso(document.out_on),
                day_to_iso(document.not_before),
                document.is_plan,
                False,
            )
            self.documents[cascade_id, number] = live
            for issuer in document.issuers if document.is_plan else ():
                self.plans[issuer].append(live)
        for document_key, number, _ in release_edges(graph):
            self.by_document[document_key].append(self.tasks[cascade_id, number])

    def _pending(
        self, node: TaskNode, number: int, group: int | None, name: Name, inputs: int, definition_hash: str
    ) -> LiveTask:
        cascade = self.cascade
        period = node.period.key
        plan, own, merged = (day_and_phrase(due) for due in (node.plan_due, node.own_due, node.merged_due))
        owed = {"plan": node.owes_plan, "report": node.owes_report, "merged": node.consolidates}
        genesis = genesis_hash(
            cascade.key,
            f"{cascade.directive}/{node.key}",
            definition_hash,
            [what for what, is_owed in owed.items() if is_owed],
            {"plan": plan[0], "report": own[0], "merged": merged[0]},
        )
        return LiveTask(
            cascade,
            number,
            self.agency_no[node.agency],
            node.agency,
            name.vi,
            name.en,
            period,
            node.topic or "",
            node.owes_plan,
            node.owes_report,
            node.consolidates,
            group,
            *plan,
            *own,
            *merged,
            inputs,
            inputs,
            cascade.judge.initial,
            "active",
            None,
            0,
            genesis,
            None,
        )

    def documents_of(self, task: LiveTask) -> set[str]:
        return {key for key, tasks in self.by_document.items() if any(each is task for each in tasks)}

    def kind_of(self, task: LiveTask) -> str:
        return self.agencies[task.agency_no - 1].kind

    def assigned_by(self, document: LiveDocument) -> list[LiveTask]:
        return self.by_document[document.key]

    def plan_tasks(self, cascade: RunningCascade, agency: str) -> list[LiveTask]:
        return self.by_agency[agency]

    def plans_of(self, cascade: RunningCascade, agency: str) -> list[LiveDocument]:
        return self.plans[agency]

    def take_rows(self) -> list[tuple[Any, ...]]:
        """The history rows that were recorded, for writing after the tasks."""
        rows, self._rows = self._rows, []
        return rows


def release_edges(graph: TaskGraph) -> list[tuple[str, int, int | None]]:
    """(document key, task number, number of the task that makes the document), one for each document of each task."""
    made_by = {(edge.document, edge.task): edge.by for edge in graph.releases}
    document_of = {assignment.key: assignment.document for assignment in graph.assignments}
    for position, node in enumerate(graph.tasks):
        for document in node.documents or (document_of[node.assignment],):
            made_by.setdefault((document, position), None)
    return [(document, task + 1, None if by is None else by + 1) for (document, task), by in made_by.items()]


def all_agencies(graph: TaskGraph) -> list[AgencyNode]:
    """The graph's agencies, and bare ones for receivers and drafters that it does not describe."""
    described = {agency.key: agency for agency in graph.agencies}
    for task in graph.tasks:
        for key in (task.agency, *task.receivers, task.drafted_by):
            if key is not None and key not in described:
                described[key] = AgencyNode(key, key, "", "", "", None)
    return list(described.values())


def day_and_phrase(due: DueDate | None) -> tuple[str | None, str]:
    """A due date as columns: the last on-time day and the phrase."""
    return (None, "") if due is None else (day_to_iso(due.last_day), due.phrase)
