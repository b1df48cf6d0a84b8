"""Random cascades and side roads: after every step all that the engine says equals a recomputation from history."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphs import random_graphs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from naive import Naive
from webs import web

from engine import Engine, SimulatedClock
from engine.cascade.cascades import Cascades
from engine.cascade.tasks import read_tasks
from engine.chain.chains import genesis_hash, verify_chain
from engine.errors import Refused
from engine.questions.history import chain_of
from engine.store.database import open_database

TODAY = date(2023, 6, 21)
REASON = {"reason": "theo đề nghị của cơ quan"}


class SideRoads(RuleBasedStateMachine):
    """Moves on one random cascade; nothing of it is remembered here but which documents are out."""

    engine: Engine
    url: str
    numbers = itertools.count(1)

    @initialize(data=st.data())
    def launch(self, data) -> None:
        directive = f"ct-{next(self.numbers)}"
        is_web = data.draw(st.booleans())
        self.graph = web(directive) if is_web else data.draw(random_graphs(directive))
        self.cascade = f"{directive}/2023"
        self.engine.launch(self.graph, today=TODAY)
        self.known: tuple[Any, Naive] | None = None
        self.revoked: set[str] = set()
        self.out = {d.key for d in self.graph.documents if d.out_on is not None and d.out_on <= TODAY}

        for _ in range(data.draw(st.integers(0, 16)) if is_web else 0):
            if any(map(self.naive.can_move, range(len(self.graph.tasks)))):
                self.go_on(data)

    @property
    def naive(self) -> Naive:
        """Recomputed from history, once for each length that it has had."""
        rows = self.engine.history(cascade=self.cascade)
        seen = len(rows), len(self.out), len(self.revoked)
        if self.known is None or self.known[0] != seen:
            self.known = seen, Naive(self.graph, rows, set(self.out))
            assert self.known[1].revoked == self.revoked
        return self.known[1]

    def done(self, act: Callable[[], Any]) -> Any:
        """What it gives; None: it is refused."""
        try:
            return act()
        except Refused:
            return None

    def key(self, at: int) -> str:
        return f"{self.graph.directive}/{self.graph.tasks[at].key}"

    def keys(self, positions) -> set[str]:
        return {self.key(at) for at in positions}

    def fire(self, at: int, trigger: str, agency: str, **details) -> Any:
        """The dry run says what the move then does; None: it is refused, and nothing is changed."""

        def act(dry_run: bool) -> Any:
            return self.engine.advance(self.key(at), trigger, as_agency=agency, today=TODAY, dry_run=dry_run, **details)

        tried, moved = self.done(lambda: act(True)), self.done(lambda: act(False))
        if tried is None or moved is None:
            assert tried is moved
            return None
        assert tried == tuple(item.tried() for item in moved)
        return moved

    def effects_agree(self, before: Naive, moved) -> None:
        """What the answer says of the tasks above is what recomputing finds."""
        after = self.naive
        own = {after.at[item.task] for item in moved}
        for name, gone in (
            ("unblocked", before.blocked() - after.blocked()),
            ("blocked", after.blocked() - before.blocked()),
        ):
            said = set(itertools.chain.from_iterable(getattr(item, name) for item in moved))
            assert said - self.keys(own) == self.keys(gone - own), name

    @rule(data=st.data())
    def go_on(self, data) -> None:
        movable = [at for at in range(len(self.graph.tasks)) if self.naive.can_move(at)]
        if movable:
            self.go_on_with(data.draw(st.sampled_from(movable)))

    def go_on_with(self, at: int) -> None:
        before = self.naive
        trigger, agency = before.next_trigger(at), self.graph.tasks[at].agency
        if trigger == "draft_plan":
            waiting = before.plans(agency)
            if self.fire(at, trigger, agency, document=f"{next(self.numbers)}/KH", on=TODAY) is not None:
                self.out |= set(waiting)
            else:
                assert len(waiting) > 1
            return
        late = {f.consolidation for f in self.graph.feeds if f.input == at and before.is_passed_on(f.consolidation)}
        was_open = {at_: len(before.open_edges(at_)) for at_ in late}
        (moved,) = self.fire(at, trigger, agency)
        self.effects_agree(before, [moved])
        after = self.naive
        assert set(moved.supplement_to) == self.keys(c for c in late if len(after.open_edges(c)) < was_open[c])
        assert all(after.is_passed_on(consolidation) for consolidation in late), "a late input re-opens nothing"

    @rule(data=st.data(), report=st.sampled_from(["own", "merged"]))
    def return_a_report(self, data, report) -> None:
        before = self.naive
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        dest, who = before.after_return(at, report), before.receivers(at, report)
        if not who:
            return
        moved = self.fire(at, "return_report", who[0], what=report, **REASON)
        assert (moved is not None) == (dest is not None)
        if moved is None:
            return
        after = self.naive
        reopened = {
            other
            for other in range(len(self.graph.tasks))
            if before.is_passed_on(other) and not after.is_passed_on(other)
        } - {at}
        assert moved[0].to == dest == after.state[at]
        assert set(moved[0].reopened) == self.keys(reopened) == {item.task for item in moved[1:]}
        assert reopened == self.lost_an_input(before, at, dest)
        self.effects_agree(before, moved)

    def lost_an_input(self, before: Naive, at: int, dest: str) -> set[int]:
        """The passed-on consolidations under which an edge opens: by the return, or by another that it re-opens."""
        went_back, found = {at: dest}, set()
        while True:
            trial = Naive(self.graph, self.engine.history(cascade=self.cascade), self.out)
            trial.state, trial.standing = list(before.state), list(before.standing)
            for position, state in went_back.items():
                trial.state[position] = state
            new = {
                feed.consolidation
                for feed in self.graph.feeds
                if before.is_closed(feed) and not trial.is_closed(feed) and before.is_passed_on(feed.consolidation)
            } - went_back.keys()
            if not new:
                return found
            found |= new
            for position in new:
                went_back[position] = "reported" if self.graph.tasks[position].owes_report else "implemented"

    @rule(data=st.data(), trigger=st.sampled_from(["waive", "unwaive", "suspend", "resume"]))
    def change_a_standing(self, data, trigger) -> None:
        before = self.naive
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        standing, finished = before.standing[at], before.next_trigger(at) is None
        is_free = not any(map(before.is_passed_on, before.held_by_standing(at)))
        legal = {
            "waive": standing in ("active", "suspended") and not finished and is_free,
            "unwaive": standing == "waived" and is_free,
            "suspend": standing == "active" and not finished,
            "resume": standing == "suspended",
        }[trigger]
        moved = self.fire(at, trigger, before.issuers(at)[0], **REASON)
        assert (moved is not None) == legal
        if moved is not None:
            assert (moved[0].to, moved[0].standing) == (before.state[at], self.naive.standing[at])
            self.effects_agree(before, moved)

    @rule(data=st.data(), days=st.integers(-3, 40))
    def extend(self, data, days) -> None:
        before = self.naive
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        until, present = TODAY + timedelta(days), before.due_next(at)
        moved = self.fire(at, "extend", before.issuers(at)[0], until=until, **REASON)
        assert (moved is not None) == (before.is_alive(at) and until >= TODAY and (present is None or until > present))
        if moved is not None:
            assert self.naive.due_next(at) == until == moved[0].due

    @rule(data=st.data())
    def consolidate_in_part(self, data) -> None:
        before = self.naive
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        inputs = before.open_edges(at)
        missing = {self.graph.tasks[feed.input].agency for feed in inputs}
        moved = self.fire(
            at,
            "consolidate_partial",
            self.graph.tasks[at].agency,
            missing=tuple(missing),
            allowed_by="Thủ tướng",
            **REASON,
        )
        is_next = before.standing[at] == "active" and before.next_trigger(at) == "consolidate"
        assert (moved is not None) == (is_next and bool(inputs))
        if moved is not None:
            assert set(moved[0].missing) == self.keys({feed.input for feed in inputs})
            assert moved[0].to == "consolidated"

    @rule(data=st.data())
    def release_a_document(self, data) -> None:
        document = data.draw(st.sampled_from(self.graph.documents))
        given = {"as_agency": document.issuers[0], "cascade": self.cascade, "today": TODAY}
        number = f"{next(self.numbers)}/KH"
        if self.done(lambda: self.engine.release(document.key, number=number, on=TODAY, **given)) is None:
            assert document.key in self.out | self.revoked
        else:
            self.out.add(document.key)

    @rule(data=st.data(), rarely=st.integers(0, 2))
    def revoke_a_document(self, data, rarely) -> None:
        if rarely:
            return
        before = self.naive
        document = data.draw(st.sampled_from(self.graph.documents))
        given = {"as_agency": document.issuers[0], "cascade": self.cascade, "today": TODAY, **REASON}
        asked = [at for at in range(len(self.graph.tasks)) if document.key in before.asked_by(at)]
        alive = [at for at in asked if before.standing[at] != "revoked" and before.next_trigger(at) is not None]
        moved = self.done(lambda: self.engine.revoke(document.key, **given))
        assert (moved is None) == (document.key in self.revoked)
        if moved is None:
            return
        self.revoked.add(document.key)
        taken = {at for at in alive if len(before.asked_by(at)) == 1}
        assert {item.task for item in moved if item.kind == "move"} == self.keys(taken)
        assert {item.standing for item in moved if item.kind == "move"} <= {"revoked"}
        assert {item.task for item in moved} == self.keys(alive) or (len(moved) == 1 and not alive)
        self.effects_agree(before, moved)

    @invariant()
    def tasks_agree(self) -> None:
        naive = self.naive
        for row in self.engine.status(self.cascade, today=TODAY):
            at = naive.at[row.task]
            assert (row.state, row.standing, row.since) == (naive.state[at], naive.standing[at], naive.since[at])
            assert row.open == len(naive.open_edges(at))
            assert row.due == naive.due_next(at)
            assert bool(row.triggers) == naive.can_move(at)
            is_owed = naive.standing[at] in ("active", "suspended")
            assert row.next_trigger == (naive.next_trigger(at) if is_owed else None)
            assert (row.timeliness == "not_counted") == (naive.standing[at] != "active")

    @invariant()
    def figures_add_up(self) -> None:
        naive = self.naive
        summary = next(item for item in self.engine.cascades(TODAY) if item.cascade == self.cascade)
        for counted in (summary.by_state, summary.by_timeliness, summary.by_standing):
            assert sum(counted.values()) == summary.tasks == len(self.graph.tasks)
        assert summary.blocked == len(naive.blocked())

    @invariant()
    def blocked_and_root_blockers_agree(self) -> None:
        naive = self.naive
        said = {item.task: item for item in self.engine.blocked(self.cascade, today=TODAY)}
        assert set(said) == self.keys(naive.blocked())
        for at in naive.blocked():
            roots = {
                (None if root[0] is None else self.key(root[0]), root[1]): naive.holds(root) for root in naive.roots(at)
            }
            found = said[self.key(at)].root_blockers
            assert {(r.task, None if r.task else r.document): r.holds for r in found} == roots
            assert found, "a blocked consolidation waits for nobody"

    @invariant()
    def everything_unfinished_waits_for_somebody_who_can_act(self) -> None:
        naive = self.naive
        for at in range(len(self.graph.tasks)):
            found = self.engine.waits_for(self.key(at), TODAY)
            assert (found is not None) == naive.is_alive(at)
            steps = self.engine.why(self.key(at), today=TODAY)
            if found is None:
                assert (len(steps), steps[0].next_trigger) == (1, None)
                continue
            assert (steps[-1].agency, steps[-1].next_trigger) == (found.on_agency, found.trigger)
            assert found.sentence_vi
            assert found.sentence_en
            followed = {self.key(at)}
            while found.on_task not in (None, found.task) and found.trigger != "resume":
                assert found.on_task not in followed
                followed.add(found.on_task)
                found = self.engine.waits_for(found.on_task, TODAY)
            self.can_act(naive, found)

    def can_act(self, naive: Naive, found) -> None:
        if found.on_task is None:
            document = next(d for d in self.graph.documents if d.key == found.document)
            assert document.key not in naive.out | naive.revoked
            assert found.on_agency in document.issuers
        elif found.trigger == "resume":
            assert naive.standing[naive.at[found.on_task]] == "suspended"
            given = {"as_agency": found.on_agency, "today": TODAY, "dry_run": True, **REASON}
            assert self.engine.advance(found.on_task, "resume", **given)
        else:
            at = naive.at[found.on_task]
            assert naive.can_move(at)
            assert (found.trigger, found.on_agency) == (naive.next_trigger(at), self.graph.tasks[at].agency)

    @invariant()
    def edges_counters_and_chains_hold(self) -> None:
        database = open_database(self.url)
        try:
            database.read(self.check_rows)
        finally:
            database.close()

    def check_rows(self, tx) -> None:
        naive = self.naive
        cascade = Cascades().one(tx, self.cascade)
        feeds = tx.rows(
            "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :id",
            id=cascade.cascade_id,
        )
        assert {(low - 1, high - 1, kind): bool(closed) for low, high, kind, closed in feeds} == {
            (feed.input, feed.consolidation, feed.waits_for): naive.is_closed(feed) for feed in self.graph.feeds
        }
        launched = {
            row[0]: dict(zip(("plan", "report", "merged"), row[1:], strict=True))
            for row in tx.rows(
                "SELECT task_no, plan_due, own_due, merged_due FROM task WHERE cascade_id = :id", id=cascade.cascade_id
            )
        }
        for task in read_tasks(tx, cascade, "TRUE"):
            rows = chain_of(tx, task)
            owes = {"plan": task.owes_plan, "report": task.owes_report, "merged": task.consolidates}
            genesis = genesis_hash(
                cascade.key,
                task.key,
                self.graph.definition_hash,
                [what for what, owed in owes.items() if owed],
                launched[task.task_no],
            )
            assert verify_chain(rows, genesis) == ()
            assert (task.head_seq, task.head_hash) == (len(rows), rows[-1]["hash"] if rows else genesis)
            days = [row["occurred_on"] for row in rows if row["kind"] == "move"]
            assert days == sorted(days)
            assert task.head_on == (days[-1] if days else None)


def test_side_roads_agree_with_a_recomputation_from_history(database_url: str) -> None:
    clock = SimulatedClock(datetime(2023, 6, 21, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as opened:

        class Machine(SideRoads):
            engine = opened
            url = database_url

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=15,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
