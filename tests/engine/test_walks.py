"""Walks end: tasks that wait for each other, and statements that would not end by themselves."""

from collections.abc import Iterator
from datetime import date

import pytest
from graphs import DIRECTIVE, GraphBuilder

import words
from engine import Engine, SimulatedClock
from engine.errors import DatabaseUnusable, Refused
from engine.scope import Scope
from engine.store import database as store
from engine.store.database import open_database
from workflows.graph import TaskGraph

TODAY = date(2023, 6, 21)
H1, YEAR = f"{DIRECTIVE}/2023-H1/tinh", f"{DIRECTIVE}/2023-Y/tinh"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


def circle() -> TaskGraph:
    """A plan without number gives its issuer work in two periods, each of which would make it; a letter asks too."""
    graph = GraphBuilder()
    letter = graph.document("cv-bo", "bo", number="1/BO", issued_on=date(2023, 3, 1))
    plan = graph.document("kh-tinh", "tinh", is_plan=True)
    top = graph.task("2023-H1", "bo", letter, consolidates=True)
    first = graph.task("2023-H1", "tinh", letter, plan, plan=True, report=True)
    second = graph.task("2023-Y", "tinh", letter, plan, plan=True, report=True)
    district = graph.task("2023-H1", "huyen", plan, report=True)
    graph.makes(second, plan, first)
    graph.makes(first, plan, second, district)
    graph.feed(first, top)
    graph.feed(district, top)
    return graph.build()


@pytest.fixture
def waiting(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """The letter is revoked: each of the two tasks waits for the other to make the plan."""
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(circle(), today=date(2023, 2, 1))
        engine.revoke("cv-bo", as_agency="bo", reason="thay thế", today=TODAY)
        yield engine


def test_tasks_that_wait_for_each_other_wait_for_the_issuer_of_the_document(waiting: Engine) -> None:
    for task in (H1, YEAR, f"{DIRECTIVE}/2023-H1/huyen"):
        found = waiting.on(TODAY).waits_for(task)
        steps = waiting.on(TODAY).why(task)

        assert found is not None
        assert (found.on_agency, found.trigger, found.document) == ("tinh", "release", "kh-tinh")
        assert (steps[-1].task, steps[-1].document) == (None, "kh-tinh")
    assert len(waiting.on(TODAY).todo("tinh")) == 2


def test_nothing_that_is_asked_or_done_hangs_on_it(waiting: Engine) -> None:
    with pytest.raises(Refused) as refused:
        waiting.advance(H1, "implement", as_agency="tinh", today=TODAY)

    assert refused.value.rule == "not-out"
    assert refused.value.who_can == ("tinh",)
    waiting.on(TODAY).blocked()
    waiting.on(TODAY, as_of=TODAY).blocked()


def test_what_is_proposed_sets_them_going(waiting: Engine) -> None:
    waiting.release("kh-tinh", number="2/KH", on=TODAY, as_agency="tinh", today=TODAY)

    assert {row.state for row in waiting.on(TODAY).status(Scope(under="tinh"))} == {"plan_drafted"}


def test_a_statement_is_stopped(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "STATEMENT_SECONDS", 0.2)
    database = open_database(database_url)

    with pytest.raises(DatabaseUnusable) as stopped:
        database.read(lambda tx: tx.rows(ENDLESS))

    assert "too long" in words.message(stopped.value, "en")
    assert database.read(lambda tx: tx.row("SELECT 1")) == (1,)
    database.close()


def test_a_question_inside_a_move_is_stopped_sooner(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "QUESTION_SECONDS", 0.2)
    database = open_database(database_url)

    def asking(tx: store.Transaction) -> None:
        with tx.brief():
            tx.rows(ENDLESS)

    with pytest.raises(DatabaseUnusable):
        database.write(asking)
    database.close()


def test_a_lock_is_waited_for_no_longer_than_that(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.2)
    first, second = open_database(database_url), open_database(database_url)

    def touch(tx: store.Transaction) -> None:
        tx.run("UPDATE alembic_version SET version_num = version_num")

    def touch_twice(tx: store.Transaction) -> None:
        touch(tx)
        tx.row("SELECT 1")  # PostgreSQL may be sent a statement only with the next one that has an answer
        with pytest.raises(DatabaseUnusable) as waited:
            second.write(touch)
        assert "lock" in words.message(waited.value, "en")

    first.write(touch_twice)
    first.close()
    second.close()
