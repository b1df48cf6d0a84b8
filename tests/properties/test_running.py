"""Random cascades and moves: after every step all that the engine says equals a naive recomputation.

The model below is written from the design's table, not from the engine: plain dictionaries, no database, no lifecycle
file, every question answered by looking at everything.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime

from graphs import random_graphs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine import Engine, SimulatedClock
from engine.cascade.cascades import Cascades
from engine.cascade.tasks import read_tasks
from engine.chain.chains import genesis_hash, verify_chain
from engine.errors import Refused
from engine.questions.history import chain_of
from engine.store.database import open_database
from workflows.calendars import WorkCalendar
from workflows.graph import TaskGraph

TODAY = date(2023, 6, 21)
TRIGGER_INTO = {
    "issued": "release",
    "plan_drafted": "draft_plan",
    "implemented": "implement",
    "reported": "report",
    "consolidated": "consolidate",
}
CALENDAR = WorkCalendar()


@dataclass
class Out:
    number: str | None
    on: date


class Model:
    """A cascade in dictionaries; tasks and documents by position."""

    def __init__(self, graph: TaskGraph) -> None:
        self.graph = graph
        self.tasks = graph.tasks
        self.state = ["pending"] * len(graph.tasks)
        self.since: list[date | None] = [None] * len(graph.tasks)
        self.out: dict[str, Out] = {}
        self.documents = {document.key: document for document in graph.documents}
        self.maker = {(edge.document, edge.task): edge.by for edge in graph.releases}
        due = [document for document in graph.documents if document.out_on and document.out_on <= TODAY]
        for document in sorted(due, key=lambda document: document.out_on):
            self.put_out(document.key, document.number, document.out_on)

    # what a task passes

    def path(self, at: int) -> list[str]:
        task = self.tasks[at]
        works = task.owes_report or task.consolidates
        passed = [task.owes_plan, works, task.owes_report, task.consolidates]
        later = ["plan_drafted", "implemented", "reported", "consolidated"]
        return ["pending", "issued", *itertools.compress(later, passed)]

    def next_trigger(self, at: int) -> str | None:
        path = self.path(at)
        after = path.index(self.state[at]) + 1
        return TRIGGER_INTO[path[after]] if after < len(path) else None

    def gives(self, at: int, report: str) -> bool:
        path = self.path(at)
        wanted = {"own": "reported", "merged": "consolidated"}[report]
        return path.index(self.state[at]) >= (path.index(wanted) if wanted in path else len(path) - 1)

    def open_edges(self, consolidation: int):
        return [
            feed
            for feed in self.graph.feeds
            if feed.consolidation == consolidation and not self.gives(feed.input, feed.waits_for)
        ]

    def can_move(self, at: int) -> bool:
        trigger = self.next_trigger(at)
        if trigger in (None, "release"):
            return False
        return trigger != "consolidate" or not self.open_edges(at)

    # moves

    def enter(self, at: int, state: str, on: date) -> None:
        self.state[at], self.since[at] = state, on

    def plan_of(self, agency: str) -> Out | None:
        plans = (doc.key for doc in self.graph.documents if doc.is_plan and agency in doc.issuers)
        return next((self.out[key] for key in plans if key in self.out), None)

    def waiting_plans(self, agency: str) -> list[str]:
        return [d.key for d in self.graph.documents if d.is_plan and agency in d.issuers and d.key not in self.out]

    def put_out(self, key: str, number: str | None, on: date) -> None:
        self.out[key] = Out(number, on)
        document = self.documents[key]
        fresh = [at for at, task in enumerate(self.tasks) if key in task.documents and self.state[at] == "pending"]
        for at in fresh:
            self.enter(at, "issued", on)
        own = [at for at, task in enumerate(self.tasks) if document.is_plan and task.agency in document.issuers]
        for at in sorted({*fresh, *own}):
            task = self.tasks[at]
            if task.owes_plan and self.state[at] == "issued":
                plan = self.out[key] if at in own else self.plan_of(task.agency)
                if plan is not None:
                    self.enter(at, "plan_drafted", max(plan.on, self.since[at]))

    def draft_plan(self, at: int, number: str | None, on: date) -> None:
        waiting = self.waiting_plans(self.tasks[at].agency)
        group = self.tasks[at].plan_group
        for other, task in enumerate(self.tasks):
            if task.plan_group == group and self.state[other] == "issued":
                self.enter(other, "plan_drafted", max(on, self.since[other]))
        for key in waiting:
            self.put_out(key, number, on)

    # questions

    def root_of_pending(self, at: int) -> tuple[int | None, str | None]:
        ranked = []
        for order, document in enumerate(self.graph.documents):
            if document.key not in self.tasks[at].documents or document.key in self.out:
                continue
            maker = self.maker.get((document.key, at))
            makes = (
                maker is not None
                and document.is_plan
                and self.tasks[maker].owes_plan
                and self.waiting_plans(self.tasks[maker].agency) == [document.key]
                and self.state[maker] in ("pending", "issued")
            )
            rank = 1 if not makes else 2 if self.state[maker] == "pending" else 0
            ranked.append((rank, order, document.key, maker))
        rank, _, key, maker = min(ranked)
        return (None, key) if rank == 1 else (maker, None) if rank == 0 else self.root_of_pending(maker)

    def roots(self, consolidation: int) -> set[tuple[int | None, str | None]]:
        found = set()
        for feed in self.open_edges(consolidation):
            if self.state[feed.input] == "pending":
                found.add(self.root_of_pending(feed.input))
            elif self.can_move(feed.input):
                found.add((feed.input, None))
            if feed.waits_for == "merged" or not self.tasks[feed.input].owes_report:
                found |= self.roots(feed.input)
        return found

    def blocked(self) -> set[int]:
        return {at for at in range(len(self.tasks)) if self.open_edges(at)}

    def holds(self, root: tuple[int | None, str | None]) -> int:
        return sum(root in self.roots(at) for at in self.blocked())

    def day(self, at: int, what: str) -> date | None:
        task = self.tasks[at]
        due = {"plan": task.plan_due, "own": task.own_due, "merged": task.merged_due}[what]
        return due.last_day if due else None

    def due_next(self, at: int) -> date | None:
        task = self.tasks[at]
        if self.next_trigger(at) == "draft_plan" and self.day(at, "plan"):
            return self.day(at, "plan")
        if task.owes_report and not self.gives(at, "own"):
            return self.day(at, "own")
        if task.consolidates:
            return self.day(at, "merged")
        return self.day(at, "own" if task.owes_report else "plan")

    def edge_due(self, feed) -> date | None:
        task = self.tasks[feed.input]
        merged = task.consolidates and (feed.waits_for == "merged" or not task.owes_report)
        return self.day(feed.input, "merged" if merged else "own") or self.due_next(feed.input)

    def status(self, at: int) -> tuple[str, int]:
        due = self.day(at, "merged" if self.tasks[at].consolidates else "own")
        inputs = [day for feed in self.open_edges(at) if (day := self.edge_due(feed))]
        every = [day for day in (due, *inputs) if day]
        if any(day < TODAY for day in every):
            return "overdue", (TODAY - min(every)).days
        soon = any(CALENDAR.working_days_between(TODAY, day) <= 3 for day in every)
        return ("at_risk" if soon or (due and any(day > due for day in inputs)) else "waiting"), 0


class Running(RuleBasedStateMachine):
    """Moves on one random cascade, in the engine and in the model."""

    engine: Engine
    url: str
    numbers = itertools.count(1)

    @initialize(data=st.data())
    def launch(self, data) -> None:
        directive = f"ct-{next(self.numbers)}"
        self.graph = data.draw(random_graphs(directive))
        self.cascade = f"{directive}/2023"
        self.engine.launch(self.graph, today=TODAY)
        self.model = Model(self.graph)

    def key(self, at: int) -> str:
        return f"{self.graph.directive}/{self.graph.tasks[at].key}"

    def refused(self, act) -> bool:
        try:
            act()
        except Refused:
            return True
        return False

    def number(self) -> str:
        """An issuer gives no number twice."""
        return f"{next(self.numbers)}/KH"

    def fire(self, at: int, trigger: str, **details):
        agency = self.graph.tasks[at].agency
        return self.engine.advance(self.key(at), trigger, as_agency=agency, today=TODAY, **details)

    @precondition(lambda self: any(map(self.model.can_move, range(len(self.graph.tasks)))))
    @rule(data=st.data(), on=st.dates(date(2023, 5, 1), TODAY))
    def do_what_is_next(self, data, on) -> None:
        movable = [at for at in range(len(self.graph.tasks)) if self.model.can_move(at)]
        at = data.draw(st.sampled_from(movable))
        trigger = self.model.next_trigger(at)
        if trigger != "draft_plan":
            before = self.model.blocked()
            (moved,) = self.fire(at, trigger)
            self.model.enter(at, moved.to, TODAY)
            assert set(moved.unblocked) == {self.key(other) for other in before - self.model.blocked()}
            return
        waiting = self.model.waiting_plans(self.graph.tasks[at].agency)
        number = self.number()
        refused = self.refused(lambda: self.fire(at, trigger, document=number, on=on))
        assert refused == (len(waiting) > 1)
        if not refused:
            self.model.draft_plan(at, number, on)

    @rule(data=st.data(), trigger=st.sampled_from(["draft_plan", "implement", "report", "consolidate", "release"]))
    def try_what_is_not(self, data, trigger) -> None:
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        if self.model.next_trigger(at) == trigger and self.model.can_move(at):
            return
        assert self.refused(lambda: self.fire(at, trigger, document="9/KH"))

    @rule(data=st.data(), on=st.dates(date(2023, 5, 1), TODAY))
    def release_a_document(self, data, on) -> None:
        document = data.draw(st.sampled_from(self.graph.documents))
        pending = [at for at, task in enumerate(self.graph.tasks) if self.model.state[at] == "pending"]
        number = self.number()
        refused = self.refused(
            lambda: self.engine.release(
                document.key, number=number, on=on, as_agency=document.issuers[0], cascade=self.cascade, today=TODAY
            )
        )
        assert refused == (document.key in self.model.out)
        if not refused:
            self.model.put_out(document.key, number, on)
            assert all(
                self.model.state[at] != "pending" for at in pending if document.key in self.graph.tasks[at].documents
            )

    @invariant()
    def states_counters_and_days_agree(self) -> None:
        for row in self.engine.status(self.cascade, today=TODAY):
            at = [task.key for task in self.graph.tasks].index(row.task.split("/", 1)[1])
            assert (row.state, row.since) == (self.model.state[at], self.model.since[at])
            assert row.open == len(self.model.open_edges(at))
            assert row.next_trigger == self.model.next_trigger(at)
            assert row.due == self.model.due_next(at)
            assert bool(row.triggers) == self.model.can_move(at)

    @invariant()
    def blocked_and_root_blockers_agree(self) -> None:
        said = {item.task: item for item in self.engine.blocked(self.cascade, today=TODAY)}
        assert set(said) == {self.key(at) for at in self.model.blocked()}
        for at in self.model.blocked():
            item = said[self.key(at)]
            assert item.open == len(self.model.open_edges(at))
            assert item.inputs == sum(feed.consolidation == at for feed in self.graph.feeds)
            assert (item.status, item.days_late) == self.model.status(at)
            roots = {
                (None if root[0] is None else self.key(root[0]), root[1]): self.model.holds(root)
                for root in self.model.roots(at)
            }
            assert {(r.task, None if r.task else r.document): r.holds for r in item.root_blockers} == roots
            assert item.root_blockers, "a blocked consolidation waits for nobody"

    @invariant()
    def every_way_ends_at_somebody_who_can_act(self) -> None:
        for at in range(len(self.graph.tasks)):
            steps = self.engine.why(self.key(at), today=TODAY)
            assert steps[0].task == self.key(at)
            assert [step.waits_for for step in steps[:-1] if step.waits_for] == [
                step.task for step in steps[1:] if step.task
            ]
            last = steps[-1]
            if last.task is None:
                assert last.document not in self.model.out
            else:
                end = [task.key for task in self.graph.tasks].index(last.task.split("/", 1)[1])
                finished = self.model.next_trigger(end) is None
                assert self.model.can_move(end) or (finished and len(steps) == 1)

    @invariant()
    def edges_and_chains_hold(self) -> None:
        database = open_database(self.url)
        try:
            database.read(self.check_rows)
        finally:
            database.close()

    def check_rows(self, tx) -> None:
        cascade = Cascades().one(tx, self.cascade)
        feeds = tx.rows(
            "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :id",
            id=cascade.cascade_id,
        )
        assert {(low - 1, high - 1, kind): bool(closed) for low, high, kind, closed in feeds} == {
            (feed.input, feed.consolidation, feed.waits_for): self.model.gives(feed.input, feed.waits_for)
            for feed in self.graph.feeds
        }
        for task in read_tasks(tx, cascade, "TRUE"):
            rows = chain_of(tx, task)
            owes = {"plan": task.owes_plan, "report": task.owes_report, "merged": task.consolidates}
            genesis = genesis_hash(
                cascade.key,
                task.key,
                self.graph.definition_hash,
                [what for what, owed in owes.items() if owed],
                {"plan": task.plan_due, "report": task.own_due, "merged": task.merged_due},
            )
            assert verify_chain(rows, genesis) == ()
            assert task.head_hash == (rows[-1]["hash"] if rows else genesis)
            assert (task.head_seq, task.state) == (len(rows), rows[-1]["to"] if rows else "pending")


def test_the_engine_agrees_with_a_naive_recomputation(database_url: str) -> None:
    clock = SimulatedClock(datetime(2023, 6, 21, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as opened:

        class Machine(Running):
            engine = opened
            url = database_url

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
