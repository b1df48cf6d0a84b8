"""Walking a cascade's edges to whoever can act: down through open edges, up to what is held, across to who releases.

Edges are read a level at a time, and only those that the walk comes to. Inputs that differ in nothing but who they are
come from the database together: of tens of thousands of tasks some thousand rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, DRAFT_PLAN
from engine.cascade.tasks import ALIKE_COLUMNS, LiveTask, is_blocked, like, read_tasks
from engine.store.database import Row, Transaction
from workflows.said import Name

_DOCUMENT = "d.document_no, d.key, d.issuers, d.is_plan, d.number, d.issued_on, NOT d.is_out AND d.revoked_on IS NULL"

_MANY = 4_096


class Root(NamedTuple):
    """Who can act: a task, or (`is_document`) the issuer of a document that has to be released."""

    is_document: bool
    number: int


class OpenInputs(NamedTuple):
    """Inputs of one consolidation with an open edge that are alike, and of which the same report is waited for.

    `like`: a task of which only that is known in which they are alike. `members`: who they are, by the number of the
    task that of its agency. `is_through`: what is waited for comes only once the input's own inputs are closed: its
    merged report, or the one report of a committee that owes none of its own.
    """

    waits_for: str
    is_through: bool
    like: LiveTask
    members: Mapping[int, int]


class WalkedAgency(NamedTuple):
    """An agency that the walk came to."""

    key: str
    name: Name
    level: str


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
        self.below: dict[int, list[OpenInputs]] = {}
        self.met: dict[int, OpenInputs] = {}  # by the number of an input those among which it is
        self.agencies: dict[int, WalkedAgency] = {}  # of the inputs met
        self.documents: dict[int, WaitingDocument] = {}
        self.is_whole = False
        """Whether every blocked consolidation of the cascade is walked down from: then all ways up are known too."""
        self._alike: dict[Row, LiveTask] = {}
        self._assigned_by: dict[int, list[tuple[WaitingDocument, int | None]]] = {}
        self._led: dict[int, Root] = {}
        self._roots: dict[int, frozenset[Root]] = {}
        self._released: defaultdict[Root, set[int]] = defaultdict(set)
        self._held: dict[int, frozenset[int]] = {}
        self._holding: dict[frozenset[int], int] = {}  # by the ways up

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

        The agencies of the inputs met, and the releasers of pending ones, are read too.
        """
        level = sorted(set(consolidations) - self.below.keys())
        while level:
            for number in level:
                self.below[number] = []
            rows = self.tx.rows(
                f"SELECT f.consolidation_no, f.waits_for, group_concat(f.input_no), group_concat(t.agency_no), "
                f"{ALIKE_COLUMNS} FROM task t JOIN feed f ON t.cascade_id = f.cascade_id AND t.task_no = f.input_no "
                "WHERE f.cascade_id = :cascade_id AND f.consolidation_no = ANY(:numbers) AND NOT f.closed "
                f"GROUP BY f.consolidation_no, f.waits_for, {ALIKE_COLUMNS}",
                cascade_id=self.cascade.cascade_id,
                numbers=level,
            )
            following: set[int] = set()
            for consolidation_no, waits_for, inputs, agencies, *columns in rows:
                members = dict(zip(map(int, inputs.split(",")), map(int, agencies.split(",")), strict=True))
                alike = self._like(tuple(columns))
                found = OpenInputs(waits_for, waits_for == "merged" or not alike.owes_report, alike, members)
                self.below[consolidation_no].append(found)
                self.met.update(dict.fromkeys(members, found))
                if found.is_through and alike.open_inputs > 0:
                    following.update(members)
            for number in level:
                self.below[number].sort(key=lambda each: min(each.members))
            level = sorted(following - self.below.keys())
        self.find_releasers(self.pending)
        self._read_agencies()

    def _like(self, columns: Row) -> LiveTask:
        """The one task for all of which these columns are said."""
        known = self._alike.get(columns)
        if known is None:
            known = self._alike[columns] = like(self.cascade, columns)
        return known

    def _read_agencies(self) -> None:
        """Those of all inputs met."""
        if not self.met:
            return
        statement, given = "SELECT agency_no, key, name, name_en, level FROM agency WHERE cascade_id = :id", {}
        if not self.has_met_many:
            wanted = {number for each in self.inputs for number in each.members.values()}
            statement, given = f"{statement} AND agency_no = ANY(:numbers)", {"numbers": sorted(wanted)}
        for number, key, name, name_en, level in self.tx.rows(statement, id=self.cascade.cascade_id, **given):
            self.agencies[number] = WalkedAgency(key, Name.known(name, name_en), level)

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

    def stand(self, number: int) -> LiveTask:
        """How a task stands: itself, or of an input met what is said of all like it."""
        task = self.tasks.get(number)
        return self.met[number].like if task is None else task

    def agency(self, number: int) -> tuple[str, Name]:
        """A task's agency: its key, and what it is called."""
        task = self.tasks.get(number)
        if task is not None:
            return task.agency, task.agency_name
        return self.agencies[self.met[number].members[number]][:2]

    def is_paused(self, number: int) -> bool:
        """Whether the task may not be moved on before somebody leads it back, and is waited for."""
        task = self.stand(number)
        return self.judge.is_paused(task) and self.judge.upcoming(task) is not None

    def is_pending(self, number: int) -> bool:
        return self.stand(number).state == self.judge.initial

    @property
    def has_met_many(self) -> bool:
        """Whether looking through all that the cascade has is quicker than looking up what belongs to each input."""
        return len(self.met) > _MANY

    @property
    def inputs(self) -> Iterator[OpenInputs]:
        """All inputs met with an open edge."""
        return (each for found in self.below.values() for each in found)

    @property
    def pending(self) -> Iterator[int]:
        """Those of them that nobody has set going yet."""
        return (number for each in self.inputs if each.like.state == self.judge.initial for number in each.members)

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
            for each in self.below[consolidation_no]:
                found.update(self._acting(each, each.members))
                if each.is_through and each.like.open_inputs > 0:
                    found.update(*map(self.roots, each.members))
            known = self._roots[consolidation_no] = frozenset(found)
        return known

    def every_root(self) -> set[Root]:
        """Who holds up any of the consolidations whose inputs have been read."""
        return {root for each in self.inputs for root in self._acting(each, each.members)}

    def led(self) -> set[Root]:
        """Those of them that are no input which can move itself: who releases pending ones, and paused ones."""
        found = {self.root_of_pending(number) for number in self.pending}
        for each in self.inputs:
            if self.judge.outlook(each.like).is_paused:
                found.update(self._acting(each, each.members))
        return found

    def roots_through(self, inputs: OpenInputs, number: int) -> frozenset[Root]:
        """Who holds up one of these: whoever is to act on itself, and behind what it merges its own inputs'."""
        found = frozenset(self._acting(inputs, (number,)))
        return found | self.roots(number) if inputs.is_through and inputs.like.open_inputs else found

    def _acting(self, inputs: OpenInputs, numbers: Iterable[int]) -> Iterable[Root]:
        """Who is to act on those of these inputs: itself if it can move, or who releases it; nobody where only their
        own inputs hold them up.

        A paused input stands for whoever can lead it back.
        """
        outlook = self.judge.outlook(inputs.like)
        if not outlook.is_paused and inputs.like.state == self.judge.initial:
            return map(self.root_of_pending, numbers)
        if outlook.is_paused or outlook.can_move:
            return [Root(False, number) for number in numbers]
        return ()

    # what is held up

    def find_ways_up(self, roots: Collection[Root], numbers: Iterable[int]) -> None:
        """Read what tells of each of these roots, and of these tasks, how much it `holds`."""
        for number, root in self._released_through(roots).items():
            self._released[root].add(number)
        if not self.is_whole:
            self._go_up(set(numbers).union(*self._released.values()))

    def holds(self, root: Root) -> int:
        """How many consolidations of the whole cascade it holds up."""
        released = self._released.get(root, ())
        numbers = released if root.is_document else (root.number, *released)
        ways = frozenset([way for number in numbers for way, _ in self.above.get(number, ())])
        known = self._holding.get(ways)
        if known is None:
            known = self._holding[ways] = len(frozenset().union(*map(self._held_through, ways)))
        return known

    def _released_through(self, roots: Collection[Root]) -> dict[int, Root]:
        """The pending tasks behind the documents that these roots and inputs would put out, each with its own root."""
        documents = {root.number for root in roots if root.is_document}
        if self.waiting_plans:
            drafting = {root.number for root in roots if not root.is_document and self._drafts(self.stand(root.number))}
            drafting.update(number for each in self.inputs if self._drafts(each.like) for number in each.members)
            for agency in {self.agency(number)[0] for number in drafting}:
                documents |= {document.number for document in self.waiting_plans.get(agency, ())}
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

    def _drafts(self, task: LiveTask) -> bool:
        return self.judge.outlook(task).upcoming == DRAFT_PLAN

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

    @cached_property
    def above(self) -> dict[int, list[tuple[int, bool]]]:
        """From a task to (consolidation, `is_through` of the edge).

        Of a whole cascade by the edges below: a way up that is not among these leads to nothing that counts.
        """
        above: dict[int, list[tuple[int, bool]]] = {}
        for consolidation_no, found in self.below.items() if self.is_whole else ():
            for each in found:
                way = consolidation_no, each.is_through
                for number in each.members:
                    above.setdefault(number, []).append(way)
        return above

    def _go_up(self, numbers: set[int]) -> None:
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

    def _held_through(self, consolidation_no: int) -> frozenset[int]:
        """The consolidation if it counts, and those above it that wait for what it merges."""
        known = self._held.get(consolidation_no)
        if known is None:
            self._held[consolidation_no] = frozenset()  # so that the walk ends, whatever the edges are
            held = {consolidation_no} if is_blocked(self.stand(consolidation_no)) else set()
            for above_no, is_through in self.above.get(consolidation_no, ()):
                if is_through:
                    held |= self._held_through(above_no)
            known = self._held[consolidation_no] = frozenset(held)
        return known
