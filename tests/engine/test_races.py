"""Several at once: one wins, nobody's work is lost, and counters stay what the edges say."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from audits import with_files
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TUY_PHUOC, agency_of, move, province, put_plan_out

import words
from engine import Engine, MoveRequest, SimulatedClock
from engine.errors import DatabaseUnusable, Refused
from engine.receipts import Migrated
from engine.scope import Scope
from engine.store.database import Row, Transaction, open_database
from engine.store.upgrading import upgrade

TODAY = date(2023, 6, 21)
DISTRICTS = (TUY_PHUOC, HOAI_AN, AN_LAO)


def run_at_once(database_url: str, clock: SimulatedClock, *works: Callable[[Engine], object]) -> list[object]:
    """Runs each piece of work on a connection of its own, all let go at the same moment; answers or refusals."""
    barrier = Barrier(len(works))

    def one(work: Callable[[Engine], object]) -> object:
        with Engine.open(database_url, clock=clock) as engine:
            barrier.wait()
            try:
                return work(engine)
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.fixture
def at_once(database_url: str, clock: SimulatedClock):
    return partial(run_at_once, database_url, clock)


def test_of_two_on_one_task_one_wins_and_the_other_is_told(engine: Engine, at_once) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement")

    answers = at_once(
        lambda other: move(other, TUY_PHUOC, "report", by="Lê Thị B"),
        lambda other: move(other, TUY_PHUOC, "report", by="Lê Thị B"),
    )

    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert refused.rule == "wrong-state"
    assert "binh-dinh.huyen-tuy-phuoc, Lê Thị B" in words.message(refused, "vi")
    assert [row.seq for row in engine.seen().history(TUY_PHUOC)] == [1, 2, 3, 4]


def test_inputs_that_report_together_are_each_counted_once(engine: Engine, at_once) -> None:
    put_plan_out(engine)
    for task in DISTRICTS:
        move(engine, task, "draft_plan", "implement")

    answers = at_once(*(lambda other, task=task: move(other, task, "report") for task in DISTRICTS))

    assert sorted(answer[0].unblocked for answer in answers) == [(), (), (DEPARTMENT,)]
    assert engine.on(TODAY).task(DEPARTMENT).open == 0


def test_one_request_sent_twice_is_done_once(engine: Engine, at_once) -> None:
    put_plan_out(engine)

    answers = at_once(*[lambda other: move(other, TUY_PHUOC, "draft_plan", idempotency_key="k")] * 3)

    assert sorted(answer[0].repeated for answer in answers) == [False, True, True]
    assert len({answer[0].hash for answer in answers}) == 1


def test_one_key_for_two_requests_serves_one(engine: Engine, at_once) -> None:
    put_plan_out(engine)

    answers = at_once(
        *(lambda other, task=task: move(other, task, "draft_plan", idempotency_key="k") for task in DISTRICTS)
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer.rule for answer in refused] == ["idempotency-key-reused"] * 2


def test_a_cascade_is_launched_by_one(database_url: str, at_once) -> None:
    answers = at_once(*[lambda other: other.launch(province(), today=TODAY)] * 3)

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer.rule for answer in refused] == ["already-launched"] * 2


def test_bulks_that_cross_all_finish(engine: Engine, at_once) -> None:
    put_plan_out(engine)
    rows = [MoveRequest(task, "draft_plan", agency_of(task)) for task in (*DISTRICTS, DEPARTMENT)]

    answers = at_once(
        lambda other: other.advance_many(rows, today=TODAY, keep_going=True),
        lambda other: other.advance_many(rows[::-1], today=TODAY, keep_going=True),
    )

    assert sorted(len(answer.moved) for answer in answers) == [0, 4]
    assert sorted(len(answer.bad_rows) for answer in answers) == [0, 4]
    assert {row.state for row in engine.on(TODAY).status(Scope(under="binh-dinh.so-noi-vu", period="2023-H1"))} == {
        "plan_drafted"
    }


def test_a_deadlock_is_tried_again(postgres_url: str, clock: SimulatedClock) -> None:
    """Two transactions take two rows crosswise; the server kills one, which starts over and succeeds."""
    with Engine.open(postgres_url, clock=clock) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
    barrier = Barrier(2)
    tries: list[int] = []

    def lock_both(first: int, second: int) -> None:
        database = open_database(postgres_url)
        attempts = []

        def work(tx) -> None:
            attempts.append(first)
            tx.rows("SELECT 1 FROM task WHERE task_no = :number FOR UPDATE", number=first)
            if len(attempts) == 1:
                barrier.wait()
            tx.rows("SELECT 1 FROM task WHERE task_no = :number FOR UPDATE", number=second)

        database.write(work)
        tries.append(len(attempts))
        database.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(lock_both, 1, 2), pool.submit(lock_both, 2, 1)]:
            done.result()

    assert max(tries) > 1


def test_a_connection_on_which_something_failed_serves_what_comes_after(postgres_url: str) -> None:
    """Also where a statement was being prepared on the server together with the one that failed."""
    database = open_database(postgres_url)

    def add_one(tx: Transaction, number: int, *, fails: bool) -> list[Row]:
        if fails:
            tx.run("INSERT INTO alembic_version SELECT version_num FROM alembic_version")
        return tx.rows("SELECT CAST(:number AS integer) + 1", number=number)

    for number in range(8):
        with pytest.raises(DatabaseUnusable):
            database.write(partial(add_one, number=number, fails=True))
        assert database.write(partial(add_one, number=number, fails=False)) == [(number + 1,)]
    database.close()


@pytest.fixture
def implementing(blank_database_url: str, clock: SimulatedClock) -> str:
    """A database where every district carries out its plan."""
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(with_files(province()), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (*DISTRICTS, DEPARTMENT):
            move(engine, task, "draft_plan", "implement")
    return blank_database_url


def migrate_to(districts: int) -> Callable[[Engine], object]:
    given = {"as_agency": "binh-dinh", "reason": "công văn mới", "today": TODAY}
    return lambda engine: engine.migrate(DIRECTIVE, with_files(province(districts)), **given)


@pytest.mark.parametrize("migration_first", [True, False])
def test_a_task_taken_away_while_it_reports_is_reported_or_refused(
    implementing: str, clock: SimulatedClock, migration_first: bool
) -> None:
    works = [lambda other, task=task: move(other, task, "report") for task in DISTRICTS]
    works.insert(0 if migration_first else len(works), migrate_to(2))

    answers = run_at_once(implementing, clock, *works)

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [each.rule for each in refused] in ([], ["wrong-standing"])
    with Engine.open(implementing, clock=clock) as engine:
        assert engine.verify().holds
        assert engine.on(TODAY).task(DEPARTMENT).open == 0
        assert engine.on(TODAY).task(AN_LAO).standing == ("revoked" if refused else "active")


@pytest.mark.parametrize("migration_first", [True, False])
def test_a_task_added_while_its_consolidation_is_made_comes_before_it_or_too_late(
    implementing: str, clock: SimulatedClock, migration_first: bool
) -> None:
    with Engine.open(implementing, clock=clock) as engine:
        for task in (*DISTRICTS, DEPARTMENT):
            move(engine, task, "report")
    works = [lambda other: move(other, DEPARTMENT, "consolidate")]
    works.insert(0 if migration_first else 1, migrate_to(4))

    answers = run_at_once(implementing, clock, *works)

    (migrated,) = [answer for answer in answers if isinstance(answer, Migrated)]
    refused = [answer.rule for answer in answers if isinstance(answer, Refused)]
    with Engine.open(implementing, clock=clock) as engine:
        assert engine.verify().holds
        assert (refused, engine.on(TODAY).task(DEPARTMENT).open) == (
            ([], 0) if migrated.too_late else (["inputs-open"], 1)
        )
