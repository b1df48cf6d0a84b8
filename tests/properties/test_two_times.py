"""Random histories with late entries and corrections: the past is what the live system said then.

Days pass; moves are recorded days after they were made, rows are restated and taken back. At the end of each day all
answers are kept, and later the same questions are put as of that day, by what was known at its end.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from audits import told, with_files
from graphs import random_graphs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from naive import Naive
from webs import web

from engine import Engine, SimulatedClock
from engine.cascade.cascades import Cascades
from engine.errors import Refused
from engine.questions.past import View, past
from engine.store.database import open_database
from workflows.dates import HANOI, end_of_day

FIRST = date(2023, 6, 1)
REASON = {"reason": "theo đề nghị của cơ quan"}
LIVE = "task_no, open_inputs, state, standing, since, head_on, plan_until, own_until, merged_until"


def rows_that_count(rows: list[Any]) -> list[Any]:
    """History with its corrections applied, as the design says it, row by row."""
    kept: dict[tuple[str, int], Any] = {}
    for row in sorted(rows, key=lambda row: (row.task, row.seq)):
        if row.kind != "correction":
            kept[row.task, row.seq] = row
        elif "undone" in row.payload:
            for seq in row.payload["undone"]:
                del kept[row.task, seq]
        else:
            kept[row.task, row.ref_seq] = Restated(kept[row.task, row.ref_seq], row)
    return list(kept.values())


class Restated:
    """A row with the day and the number of its correction."""

    def __init__(self, row: Any, correction: Any) -> None:
        self._row = row
        self.occurred_on, self.document = correction.occurred_on, correction.document

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


class TwoTimes(RuleBasedStateMachine):
    """Moves, late entries and corrections on one cascade while days pass."""

    engine: Engine
    clock: SimulatedClock
    url: str
    numbers = itertools.count(1)

    @initialize(data=st.data())
    def launch(self, data) -> None:
        directive = f"ct-{next(self.numbers)}"
        self.graph = with_files(web(directive) if data.draw(st.booleans()) else data.draw(random_graphs(directive)))
        self.cascade = f"{directive}/2023"
        self.clock.moment, self.today = datetime(2023, 6, 1, 9, tzinfo=HANOI), FIRST
        self.kept: dict[date, Any] = {}
        self.engine.launch(self.graph, today=self.today)
        for _ in range(data.draw(st.integers(0, 5))):
            self.go_on_with(data)

    def key(self, at: int) -> str:
        return f"{self.graph.directive}/{self.graph.tasks[at].key}"

    def day(self, data) -> date:
        """Today, or some days ago: it is recorded late."""
        return self.today - timedelta(data.draw(st.sampled_from([0, 0, 1, 3])))

    def number(self) -> str:
        """An issuer gives no number twice."""
        return f"{next(self.numbers)}/KH"

    @rule(data=st.data())
    def go_on(self, data) -> None:
        self.go_on_with(data)

    def go_on_with(self, data) -> None:
        rows = [row for row in self.engine.status(self.cascade, today=self.today) if row.triggers]
        for _ in range(data.draw(st.integers(1, 6)) if rows else 0):
            row = data.draw(st.sampled_from(rows))
            trigger = data.draw(st.sampled_from(row.triggers))
            with suppress(Refused):
                self.engine.advance(
                    row.task, trigger, as_agency=row.agency, document=self.number(), on=self.day(data), today=self.today
                )

    @rule(
        data=st.data(),
        trigger=st.sampled_from(["waive", "unwaive", "suspend", "resume", "extend", "return_report", "partial"]),
    )
    def take_a_side_road(self, data, trigger) -> None:
        at = data.draw(st.integers(0, len(self.graph.tasks) - 1))
        given: dict[str, Any] = {"as_agency": self.issuers(at)[0], **REASON}
        if trigger == "extend":
            given["until"] = self.today + timedelta(data.draw(st.integers(1, 30)))
        elif trigger == "return_report":
            given |= {"what": data.draw(st.sampled_from(["own", "merged"])), "as_agency": self.receiver(at)}
        elif trigger == "partial":
            trigger = "consolidate_partial"
            missing = {self.graph.tasks[feed.input].agency for feed in self.naive.open_edges(at)}
            given |= {
                "missing": tuple(missing),
                "allowed_by": "Bộ",
                "as_agency": self.graph.tasks[at].agency,
            }
        with suppress(Refused):
            self.engine.advance(self.key(at), trigger, on=self.day(data), today=self.today, **given)

    def issuers(self, at: int) -> list[str]:
        documents = {document.key: document for document in self.graph.documents}
        return [issuer for key in self.graph.tasks[at].documents for issuer in documents[key].issuers]

    def receiver(self, at: int) -> str:
        above = [feed.consolidation for feed in self.graph.feeds if feed.input == at]
        return self.graph.tasks[above[0]].agency if above else self.issuers(at)[0]

    @rule(data=st.data())
    def release_or_revoke(self, data) -> None:
        document = data.draw(st.sampled_from(self.graph.documents))
        given = {"as_agency": document.issuers[0], "cascade": self.cascade, "today": self.today, "on": self.day(data)}
        with suppress(Refused):
            if data.draw(st.sampled_from([True, True, False])):
                self.engine.release(document.key, number=self.number(), **given)
            elif data.draw(st.booleans()):
                self.engine.revoke(document.key, **given, **REASON)

    @rule(data=st.data(), what=st.sampled_from(["undo", "undo", "on", "document"]))
    def correct(self, data, what) -> None:
        rows = [row for row in self.engine.history(cascade=self.cascade) if row.kind in ("move", "note")]
        often = [row for row in rows if row.trigger != "release" and row.superseded_by is None]
        if not rows:
            return
        row = data.draw(st.sampled_from(often if often and data.draw(st.integers(0, 4)) else rows))
        given: dict[str, Any] = {
            "undo": {"undo": True},
            "on": {"on": self.day(data)},
            "document": {"document": self.number()},
        }[what]
        rule = None
        try:
            tried = self.correction(row, True, given)
            made = self.correction(row, False, given)
        except Refused as refused:
            rule = refused.rule
        assert rule != "not-yours" or row.trigger == "release"  # which may stand on another document by now
        assert rule in (
            None,
            "not-yours",
            "already-undone",
            "nothing-to-correct",
            "out-of-order",
            "too-early",
            "before-input",
        )
        assert rule or tried == tuple(item.tried() for item in made)

    def correction(self, row, dry_run, given) -> Any:
        """By whoever made the move, so that it is never refused for that."""
        lead = row
        if returned := row.payload.get("returned"):
            key, _, seq = returned.rpartition("#")
            lead = next(item for item in self.engine.history(key) if item.seq == int(seq))
        asked = {"as_agency": lead.agency, "today": self.today, "dry_run": dry_run, **REASON, **given}
        return self.engine.correct(row.task, row.seq, **asked)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days) -> None:
        self.keep()
        self.clock.move_on(timedelta(days))
        self.today = self.clock.moment.astimezone(HANOI).date()

    def keep(self) -> None:
        self.kept[self.today] = self.answers(today=self.today)

    def answers(self, **when) -> Any:
        status = self.engine.status(self.cascade, **when)
        return {
            "status": [row.as_json() for row in status],
            "blocked": [row.as_json() for row in self.engine.blocked(self.cascade, **when)],
            "why": [[step.as_json() for step in self.engine.why(row.task, **when)] for row in status[:3]],
            "waits": [
                None if found is None else found.as_json()
                for row in status[:3]
                for found in [self.engine.waits_for(row.task, **when)]
            ],
        }

    @property
    def naive(self) -> Naive:
        rows = rows_that_count(list(self.engine.history(cascade=self.cascade)))
        return Naive(self.graph, rows, self.documents_out(), is_corrected=True)

    def documents_out(self) -> set[str]:
        database = open_database(self.url)
        try:
            return set(
                database.read(
                    lambda tx: [
                        row[0]
                        for row in tx.rows(
                            "SELECT key FROM document WHERE cascade_id = :id AND is_out",
                            id=Cascades().one(tx, self.cascade).cascade_id,
                        )
                    ]
                )
            )
        finally:
            database.close()

    @invariant()
    def the_live_rows_are_what_the_history_that_counts_gives(self) -> None:
        naive = self.naive
        blocked = {row.task for row in self.engine.blocked(self.cascade, today=self.today)}
        assert blocked == {self.key(at) for at in naive.blocked()}
        for row in self.engine.status(self.cascade, today=self.today):
            at = naive.at[row.task]
            assert (row.state, row.standing, row.since) == (naive.state[at], naive.standing[at], naive.since[at])
            assert row.open == len(naive.open_edges(at))
            assert row.due == naive.due_next(at)

    @invariant()
    def all_that_is_known_is_the_live_database(self) -> None:
        database = open_database(self.url)
        try:
            database.read(self.compare)
        finally:
            database.close()

    def compare(self, tx) -> None:
        cascade = Cascades().one(tx, self.cascade)
        with past(tx, [cascade], View()) as then:
            for statement in (
                f"SELECT {LIVE} FROM task WHERE cascade_id = :id ORDER BY task_no",
                "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :id "
                "ORDER BY input_no, consolidation_no, waits_for",
                "SELECT document_no, is_out, number, out_on, revoked_on FROM document WHERE cascade_id = :id "
                "ORDER BY document_no",
            ):
                ids = {"id": cascade.cascade_id}
                live = [[int(v) if v in (True, False) else v for v in row] for row in tx.rows(statement, **ids)]
                assert [list(row) for row in then.rows(statement, **ids)] == live

    @invariant()
    def everything_verifies(self) -> None:
        found = self.engine.verify(self.cascade)
        assert found.holds, told(found)

    def teardown(self) -> None:
        for day, kept in getattr(self, "kept", {}).items():
            assert self.answers(today=self.today, as_of=day, known_at=end_of_day(day)) == kept
            self.nothing_was_passed_on_without_its_inputs(day)

    def nothing_was_passed_on_without_its_inputs(self, day: date) -> None:
        """As of that day, by all that is known now: what is open below is named as missing above."""
        rows = [
            row for row in rows_that_count(list(self.engine.history(cascade=self.cascade))) if row.occurred_on <= day
        ]
        then = Naive(self.graph, rows, set(), is_corrected=True)
        for at in range(len(self.graph.tasks)):
            if then.is_passed_on(at) and (still_open := then.open_edges(at)):
                passing = [row for row in rows if row.task == self.key(at) and row.to == "consolidated" != row.from_]
                assert {self.key(feed.input) for feed in still_open} <= set(passing[-1].payload.get("missing", ()))


def test_as_of_a_day_by_what_was_known_then_is_what_the_live_system_said(database_url: str) -> None:
    running = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=running) as opened:

        class Machine(TwoTimes):
            engine = opened
            clock = running
            url = database_url

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=15,
                stateful_step_count=18,
                deadline=None,
                derandomize=True,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
