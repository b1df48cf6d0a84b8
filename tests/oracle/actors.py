"""Several actors at one cascade, each on a connection of its own: one stops within its move while others commit.

On PostgreSQL an actor stops before any of its statements, with the locks that it holds by then, and whoever needs them
waits; SQLite lets one write at a time, so there he stops before his transaction, with what he has seen before. Each
move is chosen by what was committed then. After each step, when everybody has stopped, ended or waits, all that was
committed is held against the model.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import Any, ClassVar

import psycopg
from answers import LIVE, same
from audits import with_files
from counting import Documents, counting
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from model import Model
from webs import web

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import Scope
from workflows.graph import TaskGraph

TODAY = date(2023, 6, 5)
ACTORS = 3
STATEMENTS = 12  # about as many as a move has on PostgreSQL
LONGEST = 60  # seconds that anybody waits for anybody
numbers = itertools.count(1)

Choice = tuple[int, str, str, dict[str, Any]]  # a task, the trigger, by which agency, with what


@dataclass(frozen=True)
class Chosen:
    """A move that somebody sets out to make. `by`: a name that no other move has."""

    task: str
    trigger: str
    agency: str
    by: str
    details: dict[str, Any] = field(default_factory=dict)

    def make(self, engine: Engine, cascade: str) -> Sequence[Any] | Refused:
        given = {"as_agency": self.agency, "by": self.by, "cascade": cascade, "today": TODAY, **self.details}
        try:
            return engine.advance(self.task, self.trigger, **given)
        except Refused as refused:
            return refused


class Stopping:
    """A connection that stops once before a statement, until it is let go on."""

    def __init__(self, connection: Any, changed: Event) -> None:
        self.__dict__.update(connection=connection, changed=changed, left=None, go=Event(), is_stopped=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.connection, name, value)

    def execute(self, statement: str, *given: Any) -> Any:
        if self.left is not None and (isinstance(self.connection, psycopg.Connection) or "IMMEDIATE" in statement):
            self.__dict__["left"] -= 1
            if self.left < 0:
                self.__dict__.update(left=None, is_stopped=True)
                self.changed.set()
                assert self.go.wait(LONGEST)
                self.go.clear()
        return self.connection.execute(statement, *given)

    def stop_before(self, statement: int | None) -> None:
        """The how manieth of those to come; None: none of them."""
        self.__dict__["left"] = statement

    def go_on(self) -> None:
        self.__dict__["is_stopped"] = False
        self.go.set()


class Actor:
    """Somebody at work, in a thread of his own."""

    def __init__(self, url: str, clock: SimulatedClock, changed: Event) -> None:
        self._thread, self._changed = ThreadPoolExecutor(1), changed
        self._engine = self._thread.submit(Engine.open, url, clock=clock).result()
        self.connection = Stopping(self._engine._database._connection, changed)
        self._engine._database._connection = self.connection
        self.chosen: Chosen | None = None
        self.answer: Future[Any] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process that serves him, which is another one after a failure."""
        with suppress(psycopg.OperationalError):
            return int(self._engine._database._connection.info.backend_pid)
        return None

    def begin(self, chosen: Chosen, cascade: str, stop_before: int | None) -> None:
        self.connection.stop_before(stop_before)
        self.chosen, self.answer = chosen, self._thread.submit(chosen.make, self._engine, cascade)
        self.answer.add_done_callback(lambda _: self._changed.set())

    def close(self) -> None:
        self._thread.submit(self._engine.close).result()
        self._thread.shutdown()


class Stage:
    """A database, those at work on it, and one who looks on."""

    def __init__(self, url: str, clock: SimulatedClock) -> None:
        self.changed = Event()
        self.watch = Engine.open(url, clock=clock)
        self.actors = [Actor(url, clock, self.changed) for _ in range(ACTORS)]
        self.is_locking = not url.startswith("sqlite")
        self._looking = psycopg.connect(url.replace("+psycopg", ""), autocommit=True) if self.is_locking else None

    def close(self) -> None:
        for actor in self.actors:
            actor.close()
        self.watch.close()
        if self._looking is not None:
            self._looking.close()

    def settle(self) -> None:
        """Wait until everybody has stopped, has ended, or waits for one who has stopped."""
        while running := self._running():
            self.changed.clear()
            if not self.changed.wait(0.02) and running <= self._waiting():
                return

    def _running(self) -> set[int | None]:
        """The connections of those who have neither stopped nor ended."""
        return {
            id(actor) if self._looking is None else actor.pid
            for actor in self.actors
            if actor.answer is not None and not actor.answer.done() and not actor.connection.is_stopped
        }

    def _waiting(self) -> set[int | None]:
        """The connections that wait for another's lock."""
        if self._looking is None:
            return set()
        pids = [actor.pid for actor in self.actors]
        asked = "SELECT pid FROM unnest(%s::int[]) AS pid WHERE pg_blocking_pids(pid) <> '{}'"
        if self.watch._database._connection.has_citus:  # the lock is one of a machine's
            asked += " UNION SELECT citus_pid_for_gpid(waiting_gpid) FROM citus_lock_waits"
        return {row[0] for row in self._looking.execute(asked, (pids,)).fetchall()}


class Concurrent(RuleBasedStateMachine):
    """What several do at once to one small cascade with every kind of edge, on a stage that outlives it."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.graph: TaskGraph = with_files(web(f"ct-{next(numbers)}"))
        self.cascade = f"{self.graph.directive}/{self.graph.year}"
        self.engine = self.stage.watch
        self.engine.launch(self.graph, today=TODAY)
        self.documents = Documents(self.graph, TODAY, {})
        self.model, self.agrees = self.recomputed(), True

    @initialize(moves=st.integers(0, 14))
    def go_some_way(self, moves: int) -> None:
        """The main line, by one after another."""
        for _ in range(moves):
            at = next(filter(self.model.can_move, range(len(self.graph.tasks))), None)
            if at is not None:
                trigger, agency = str(self.model.next_trigger(at)), self.graph.tasks[at].agency
                self.engine.advance(self.model.key(at), trigger, as_agency=agency, today=TODAY, cascade=self.cascade)
                self.model = self.recomputed()

    def recomputed(self) -> Model:
        self.rows = list(self.engine.on(TODAY).history(cascade=self.cascade))
        rows = counting(self.rows, LIVE)
        return Model(self.graph, rows, self.documents.out(self.rows, LIVE))

    # what is done

    def choices(self) -> Iterator[Choice]:
        """What is legal now, by the model: the main line more often."""
        model, why = self.model, {"reason": "theo đề nghị"}
        for at, task in enumerate(self.graph.tasks):
            is_free = not any(map(model.is_passed_on, model.held_by_standing(at)))
            if model.can_move(at):
                yield from [(at, str(model.next_trigger(at)), task.agency, {})] * 3
            for report in ("own", "merged"):
                if model.after_return(at, report) and (who := model.receivers(at, report)):
                    yield at, "return_report", who[0], {"what": report, **why}
            side = {
                "waive": model.is_alive(at) and is_free,
                "unwaive": model.standing[at] == "waived" and is_free,
                "suspend": model.is_alive(at) and model.standing[at] == "active",
                "resume": model.standing[at] == "suspended",
            }
            yield from ((at, trigger, model.issuers(at)[0], why) for trigger, is_legal in side.items() if is_legal)

    def idle(self) -> list[Actor]:
        return [actor for actor in self.stage.actors if actor.answer is None]

    def stopped(self) -> list[Actor]:
        return [actor for actor in self.stage.actors if actor.connection.is_stopped]

    @precondition(lambda self: self.idle())
    @rule(pick=st.integers(0, 999), statement=st.none() | st.integers(0, STATEMENTS))
    def begin(self, pick: int, statement: int | None) -> None:
        """Somebody sets out to do what is legal as he sees it, and stops on the way or not."""
        self.set_out(list(self.choices()), pick, statement)

    @precondition(lambda self: self.idle() and self.stopped())
    @rule(pick=st.integers(0, 999), statement=st.none() | st.integers(0, STATEMENTS))
    def come_near(self, pick: int, statement: int | None) -> None:
        """Another does the same as one who has stopped, or something to its task, beside it, above or below."""
        chosen = self.stopped()[0].chosen
        assert chosen is not None
        at, model = self.model.at[chosen.task], self.model
        above = {feed.consolidation for feed in model.above[at]}
        beside = {feed.input for each in (*above, at) for feed in model.below[each]}
        self.set_out([each for each in self.choices() if each[0] in {at} | above | beside], pick, statement)

    @precondition(lambda self: self.stopped())
    @rule(pick=st.integers(0, ACTORS - 1), statement=st.none() | st.integers(0, STATEMENTS))
    def go_on(self, pick: int, statement: int | None) -> None:
        """One who has stopped goes on, to the end or for some statements."""
        connection = self.stopped()[pick % len(self.stopped())].connection
        connection.stop_before(statement)
        connection.go_on()

    def set_out(self, choices: list[Choice], pick: int, stop: int | None) -> None:
        if not choices:
            return
        at, trigger, agency, details = choices[pick % len(choices)]
        if stop is not None and not self.stage.is_locking:
            stop = 0
        chosen = Chosen(self.model.key(at), trigger, agency, f"người {next(numbers)}", details)
        self.idle()[0].begin(chosen, self.cascade, stop)

    # what holds

    @invariant()
    def the_model_agrees(self) -> None:
        self.agrees = False  # until all of it was seen
        self.stage.settle()
        before, self.model = self.model, self.recomputed()
        self.every_row_follows()
        self.answers_agree()
        self.told_agrees(before, list(self.ended()))
        self.agrees = True

    def every_row_follows(self) -> None:
        """Each row starts where the one before it ended; nothing that was passed on waits for anything."""
        state: dict[str, str] = {}
        for row in sorted(self.rows, key=lambda row: (row.task, row.seq)):
            same(row.from_, state.get(row.task, "pending"), row.task, row.seq, row.trigger, "starts from")
            state[row.task] = row.to
        for at in filter(self.model.is_passed_on, range(len(self.graph.tasks))):
            same(self.model.open_edges(at), [], self.model.key(at), "was passed on and waits")

    def answers_agree(self) -> None:
        seen, model = self.engine.on(TODAY), self.model
        for row in seen.status(Scope(self.cascade)):
            at = model.at[row.task]
            expected = model.state[at], model.standing[at], len(model.open_edges(at))
            same((row.state, row.standing, row.open), expected, row.task, "state, standing, open inputs")
        blocked = {item.task for item in seen.blocked(Scope(self.cascade))}
        same(blocked, set(map(model.key, model.blocked)), "blocked")

    def ended(self) -> Iterator[tuple[Chosen, Any]]:
        for actor in self.stage.actors:
            if actor.answer is not None and actor.answer.done():
                chosen, answer = actor.chosen, actor.answer.result()
                actor.chosen = actor.answer = None
                assert chosen is not None
                yield chosen, answer

    def told_agrees(self, before: Model, ended: list[tuple[Chosen, Any]]) -> None:
        """What was acknowledged is there, nothing of what was refused; that a consolidation is free is told once."""
        told, own = Counter[str](), set[str]()
        for chosen, answer in ended:
            rows = [row.hash for row in self.rows if row.by == chosen.by]
            moved = [] if isinstance(answer, Refused) else answer
            same(sorted(rows), sorted(item.hash for item in moved), chosen, "rows")
            own |= {item.task for item in moved}
            for item in moved:
                told.update(item.unblocked)
                told.subtract(item.blocked)
        for at in self.model.below:
            if (key := self.model.key(at)) not in own:
                freed = (at in before.blocked) - (at in self.model.blocked)
                same(told[key], freed, key, "is told to be free, less how often to wait again")

    def teardown(self) -> None:
        """Whatever was found, nobody is left at work for the next."""
        for actor in self.stage.actors:
            actor.connection.stop_before(None)
        while stopped := self.stopped():
            for actor in stopped:
                actor.connection.go_on()
            self.stage.settle()
        try:
            if self.agrees:
                self.the_model_agrees()
                same(self.engine.verify(self.cascade).holds, True, "verify")
        finally:
            for actor in self.stage.actors:
                actor.chosen = actor.answer = None
