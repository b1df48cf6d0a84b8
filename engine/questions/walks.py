"""Walking a cascade's edges to whoever can act: down through open edges, up to what is held, across to who releases.

Edges and tasks are read a level at a time, and only those that the walk comes to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask, is_blocked, read_tasks
from engine.store.database import Transaction

_DOCUMENT = "d.document_no, d.key, d.issuers, d.is_plan, d.number, d.issued_on, NOT d.is_out AND d.revoked_on IS NULL"


class Root(NamedTuple):
    """Who can act: a task, or (`is_document`) the issuer of a document that has to be released."""

    is_document: bool
    number: int


class OpenEdge(NamedTuple):
    """An open edge, seen from one end: the task at the other, and which report is waited for.

    `is_through`: what is waited for comes only once the input's own inputs are closed: its merged report, or the one
    report of a committee that owes none of its own.
    """

    task_no: int
    waits_for: str
    is_through: bool


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document that sets a task going, once it is out."""

    number: int
    key: str
    issuers: tuple[str, ...]
    is_plan: bool
    asks: tuple[str, ...]  # of `number` and `on` what its file does not state: whoever puts it out says it
    is_waiting: bool  # neither out nor revoked


@dataclass(frozen=True, slots=True)
class Releaser:
    """What a pending task waits for: a document, and the task whose plan it is; None: its issuer releases it."""

    document: WaitingDocument
    by_no: int | None


class Walk:
    """What one question has seen of a cascade."""

    def __init__(self, tx: Transaction, cascade: RunningCascade) -> None:
        self.tx = tx
        self.cascade = cascade
        self.judge = cascade.judge
        self.tasks: dict[int, LiveTask] = {}
        self.below: dict[int, list[OpenEdge]] = {}
        self.above: dict[int, list[tuple[int, bool]]] = {}  # to (consolidation, `is_through` of the edge)
        self.documents: dict[int, WaitingDocument] = {}
        self.is_whole = False
        """Whether every blocked consolidation of the cascade is walked down from: then all ways up are known too."""
        self._assigned_by: dict[int, list[tuple[WaitingDocument, int | None]]] = {}
        self._led: dict[int, Root] = {}
        self._own: dict[int, Root | None] = {}
        self._roots: dict[int, frozenset[Root]] = {}
        self._held: dict[int, frozenset[int]] = {}

    # reading

    def take(self, condition: str, **parameters: object) -> list[LiveTask]:
        """Read tasks by a condition on `t` and `a`."""
        found = list(read_tasks(self.tx, self.cascade, condition, **parameters))
        self.tasks.update((task.task_no, task) for task in found)
        return found

    def need(self, numbers: Iterable[int]) -> None:
        """Read the tasks of these numbers that have not been read."""
        if missing := sorted(set(numbers) - self.tasks.keys()):
            self.take("t.task_no = ANY(:numbers)", numbers=missing)

    def go_down(self, consolidations: Iterable[int]) -> None:
        """Read the open edges below these consolidations, and on below every input whose merged report is awaited.

        The releasers of pending tasks met are read too.
        """
        level = sorted(set(consolidations) - self.below.keys())
        met: set[int] = set()
        while level:
            for number in level:
                self.below[number] = []
            rows = self.tx.rows(
                f"SELECT f.consolidation_no, f.input_no, f.waits_for, {TASK_COLUMNS} FROM {TASKS} "
                "JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.input_no "
                "WHERE f.cascade_id = :cascade_id AND f.consolidation_no = ANY(:numbers) AND NOT f.closed",
                cascade_id=self.cascade.cascade_id,
                numbers=level,
            )
            rows.sort()  # by consolidation, input, report; asked to sort, SQLite reads all feeds
            following = set()
            for row in rows:
                consolidation_no, number, waits_for = row[:3]
                task = self.tasks.get(number)
                if task is None:
                    task = self.tasks[number] = LiveTask(self.cascade, *row[3:])
                is_through = waits_for == "merged" or not task.owes_report
                self.below[consolidation_no].append(OpenEdge(number, waits_for, is_through))
                met.add(number)
                if is_through and task.open_inputs > 0 and number not in self.below:
                    following.add(number)
            level = sorted(following)
        self.find_releasers(number for number in met if self.is_pending(number))

    def find_releasers(self, pending: Iterable[int]) -> None:
        """Read what these pending tasks wait for, and on to what the makers of those documents wait for."""
        level = sorted(set(pending) - self._assigned_by.keys())
        while level:
            for number in level:
                self._assigned_by[number] = []
            rows = self.tx.rows(
                f"SELECT r.task_no, r.by_no, {_DOCUMENT} FROM release_edge r "
                "JOIN document d ON d.cascade_id = r.cascade_id AND d.document_no = r.document_no "
                "WHERE r.cascade_id = :cascade_id AND r.task_no = ANY(:numbers) AND d.revoked_on IS NULL "
                "ORDER BY r.task_no, d.document_no",
                cascade_id=self.cascade.cascade_id,
                numbers=level,
            )
            for task_no, by_no, *document in rows:
                self._assigned_by[task_no].append((self._document(*document), by_no))
            makers = {row[1] for row in rows if row[1] is not None and row[-1]}
            self.need(makers)
            level = sorted(number for number in makers - self._assigned_by.keys() if self.is_pending(number))

    def _document(
        self, number: int, key: str, issuers: str, is_plan: bool, name: str | None, on: str | None, is_waiting: bool
    ) -> WaitingDocument:
        known = self.documents.get(number)
        if known is None:
            asks = tuple(what for what, stated in (("number", name), ("on", on)) if stated is None)
            known = WaitingDocument(number, key, tuple(json.loads(issuers)), bool(is_plan), asks, bool(is_waiting))
            self.documents[number] = known
        return known

    @cached_property
    def waiting_plans(self) -> dict[str, list[WaitingDocument]]:
        """The plans that are not out yet, by issuer."""
        plans: defaultdict[str, list[WaitingDocument]] = defaultdict(list)
        for row in self.tx.rows(
            f"SELECT {_DOCUMENT} FROM document d WHERE d.cascade_id = :cascade_id AND d.is_plan AND NOT d.is_out "
            "AND d.revoked_on IS NULL ORDER BY d.document_no",
            cascade_id=self.cascade.cascade_id,
        ):
            document = self._document(*row)
            for issuer in document.issuers:
                plans[issuer].append(document)
        return plans

    # judging

    def is_paused(self, number: int) -> bool:
        """Whether the task may not be moved on before somebody leads it back, and is waited for."""
        task = self.tasks[number]
        return self.judge.is_paused(task) and self.judge.upcoming(task) is not None

    def is_pending(self, number: int) -> bool:
        return self.tasks[number].state == self.judge.initial

    def releaser(self, number: int) -> Releaser | None:
        """What a pending task waits for; of several documents the one that can be out soonest.

        First a plan that its maker can draft now, then what its issuer can release, then what waits for another, and
        last a document that is out: entered late, it set the task going only on the day of a move made meanwhile.
        """
        ranked = []
        for document, by_no in self._assigned_by[number]:
            maker = self.tasks[by_no] if by_no is not None and document.is_waiting else None
            if maker is None or not self._makes(maker, document):
                ranked.append((1 if document.is_waiting else 3, document.number, Releaser(document, None)))
            else:
                ranked.append((2 if self.is_pending(maker.task_no) else 0, document.number, Releaser(document, by_no)))
        return min(ranked, key=lambda item: item[:2])[2] if ranked else None

    def _makes(self, maker: LiveTask, document: WaitingDocument) -> bool:
        """Whether it is this task's draft_plan that puts the document out."""
        if maker.standing != ACTIVE or not document.is_plan or not maker.owes_plan:
            return False
        if self.waiting_plans.get(maker.agency) != [document]:
            return False
        return self.is_pending(maker.task_no) or self.judge.verdict(DRAFT_PLAN, maker).is_legal

    def root_of_pending(self, number: int) -> Root:
        """Who can act so that a pending task is issued.

        Tasks that wait for each other to make their documents wait for nobody else: the first of these documents is
        then its issuer's to release.
        """
        if (known := self._led.get(number)) is None:
            known = self._led[number] = self._find_root_of_pending(number)
        return known

    def _find_root_of_pending(self, number: int) -> Root:
        passed: dict[int, int] = {}  # pending task -> the document that it waits for
        while number not in passed:
            releaser = self.releaser(number)
            if releaser is None:
                return Root(False, number)
            if releaser.by_no is None:
                return Root(True, releaser.document.number)
            if not self.is_pending(releaser.by_no):
                return Root(False, releaser.by_no)
            passed[number] = releaser.document.number
            number = releaser.by_no
        circle = list(passed)[list(passed).index(number) :]
        return Root(True, min(passed[each] for each in circle))

    def roots(self, consolidation_no: int) -> frozenset[Root]:
        """Who holds up a consolidation whose inputs have been read."""
        known = self._roots.get(consolidation_no)
        if known is None:
            self._roots[consolidation_no] = frozenset()  # so that the walk ends, whatever the edges are
            found: set[Root] = set()
            for edge in self.below[consolidation_no]:
                if (own := self._root_at(edge.task_no)) is not None:
                    found.add(own)
                if edge.is_through and self.tasks[edge.task_no].open_inputs > 0:
                    found |= self.roots(edge.task_no)
            known = self._roots[consolidation_no] = frozenset(found)
        return known

    def roots_through(self, edge: OpenEdge) -> frozenset[Root]:
        """Who holds up an input: whoever is to act on itself, and behind what it merges its own inputs'."""
        own = self._root_at(edge.task_no)
        found = frozenset(() if own is None else (own,))
        return found | self.roots(edge.task_no) if edge.is_through and self.tasks[edge.task_no].open_inputs else found

    def _root_at(self, number: int) -> Root | None:
        """Who is to act on an input: itself if it can move, or who releases it; None: only its own inputs hold it up.

        A paused input stands for whoever can lead it back.
        """
        if number in self._own:
            return self._own[number]
        task, root = self.tasks[number], None
        outlook = self.judge.outlook(task)
        if not outlook.is_paused and task.state == self.judge.initial:
            root = self.root_of_pending(number)
        elif outlook.is_paused or outlook.can_move:
            root = Root(False, number)
        self._own[number] = root
        return root

    # what is held up

    def held_by(self, roots: Iterable[Root]) -> dict[Root, int]:
        """For each, how many consolidations of the whole cascade it holds up."""
        wanted = set(roots)
        released: defaultdict[Root, list[int]] = defaultdict(list)
        for number, root in self._released_through(wanted).items():
            if root in wanted:
                released[root].append(number)
        own = {root.number for root in wanted if not root.is_document}
        self._go_up(own.union(*released.values()))
        return {
            root: len(self._held_from([*(() if root.is_document else (root.number,)), *released.get(root, ())]))
            for root in wanted
        }

    def _released_through(self, roots: Iterable[Root]) -> dict[int, Root]:
        """The pending tasks behind the documents that these roots would put out, each with its own root."""
        documents = {root.number for root in roots if root.is_document}
        for root in roots if self.waiting_plans else ():
            if not root.is_document and self.judge.outlook(self.tasks[root.number]).upcoming == DRAFT_PLAN:
                documents |= {
                    document.number for document in self.waiting_plans.get(self.tasks[root.number].agency, ())
                }
        pending: set[int] = set()
        while documents:
            rows = self.tx.rows(
                "SELECT DISTINCT r.task_no FROM release_edge r "
                "JOIN task t ON t.cascade_id = r.cascade_id AND t.task_no = r.task_no "
                "WHERE r.cascade_id = :cascade_id AND r.document_no = ANY(:documents) AND t.state = :initial "
                "AND t.standing = 'active'",
                cascade_id=self.cascade.cascade_id,
                documents=sorted(documents),
                initial=self.judge.initial,
            )
            reached = {row[0] for row in rows} - pending
            pending |= reached
            documents = self._made_by(reached)
        self.need(pending)
        self.find_releasers(pending)
        return {number: self.root_of_pending(number) for number in pending}

    def _made_by(self, numbers: set[int]) -> set[int]:
        if not numbers:
            return set()
        rows = self.tx.rows(
            "SELECT DISTINCT r.document_no FROM release_edge r "
            "JOIN document d ON d.cascade_id = r.cascade_id AND d.document_no = r.document_no "
            "WHERE r.cascade_id = :cascade_id AND r.by_no = ANY(:numbers) AND NOT d.is_out AND d.revoked_on IS NULL",
            cascade_id=self.cascade.cascade_id,
            numbers=sorted(numbers),
        )
        return {row[0] for row in rows}

    def _go_up(self, numbers: set[int]) -> None:
        if self.is_whole:
            self._turn_round(numbers)
            return
        level = sorted(numbers - self.above.keys())
        while level:
            for number in level:
                self.above[number] = []
            rows = self.tx.rows(
                "SELECT f.input_no, f.consolidation_no, f.waits_for, t.owes_report FROM feed f "
                "JOIN task t ON t.cascade_id = f.cascade_id AND t.task_no = f.input_no "
                "WHERE f.cascade_id = :cascade_id AND f.input_no = ANY(:numbers) AND NOT f.closed",
                cascade_id=self.cascade.cascade_id,
                numbers=level,
            )
            for input_no, consolidation_no, waits_for, owes_report in rows:
                is_through = waits_for == "merged" or not owes_report
                self.above[input_no].append((consolidation_no, is_through))
            level = sorted({row[1] for row in rows} - self.above.keys())
        self.need(consolidation_no for edges in self.above.values() for consolidation_no, _ in edges)

    def _turn_round(self, numbers: Iterable[int]) -> None:
        """Know the ways up by the edges below: one that is not among these leads to nothing that counts."""
        above: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        for consolidation_no, edges in self.below.items():
            for edge in edges:
                above[edge.task_no].append((consolidation_no, edge.is_through))
        self.above = {number: above[number] for number in (*numbers, *self.below)}

    def _held_from(self, numbers: Sequence[int]) -> Collection[int]:
        ways = [consolidation_no for number in numbers for consolidation_no, _ in self.above[number]]
        if len(ways) == 1:
            return self._held_through(ways[0])
        return set().union(*map(self._held_through, ways))

    def _held_through(self, consolidation_no: int) -> frozenset[int]:
        """The consolidation if it counts, and those above it that wait for what it merges."""
        known = self._held.get(consolidation_no)
        if known is None:
            self._held[consolidation_no] = frozenset()  # so that the walk ends, whatever the edges are
            held = {consolidation_no} if is_blocked(self.tasks[consolidation_no]) else set()
            for above_no, is_through in self.above[consolidation_no]:
                if is_through:
                    held |= self._held_through(above_no)
            known = self._held[consolidation_no] = frozenset(held)
        return known
