"""How many tasks are alike is kept by everything that moves one, and read in place of the tasks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib import import_module
from threading import Barrier

import pytest
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TUY_PHUOC, move, province, put_plan_out
from populated import fill

from engine import Engine
from engine.cascade import tally
from engine.cascade.cascades import Cascades
from engine.cascade.timeliness import owed_in_sql
from engine.questions.filters import Filters
from engine.questions.status import summary
from engine.results import CascadeSummary
from engine.store.database import Transaction, open_database
from engine.store.upgrading import upgrade
from workflows.graph import DueDate

DAYS = (date(2023, 1, 5), date(2023, 6, 16), date(2023, 6, 21), date(2024, 2, 1))


@contextmanager
def reading(url: str) -> Iterator[Transaction]:
    database = open_database(url)
    with database.snapshot() as tx:
        yield tx
    database.close()


def counted(url: str, today: date) -> tuple[CascadeSummary, ...]:
    """The cascades in figures by reading every task."""
    with reading(url) as tx:
        return tuple(summary(tx, cascade, today) for cascade in Cascades().all(tx))


def check(url: str) -> None:
    with reading(url) as tx:
        assert [tally.differences(tx, cascade) for cascade in Cascades().all(tx)] == [{}] * len(Cascades().all(tx))
    with Engine.open(url) as engine:
        for today in DAYS:
            assert engine.on(today).cascades() == counted(url, today)


def test_a_season_with_all_that_can_be_recorded_is_told_as_if_it_were_counted(blank_database_url: str) -> None:
    upgrade(blank_database_url)

    fill(blank_database_url)

    check(blank_database_url)


def test_cascades_of_an_earlier_schema_are_counted_when_it_is_brought_on(database_url: str, engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")
    step = import_module("engine.store.migrations.versions.0015_tallies")

    with reading(database_url) as tx:
        (cascade,) = Cascades().all(tx)
        found = tx.rows(f"SELECT t.task_no, {step._due(cascade.judge.lifecycle)} FROM task t ORDER BY 1")
        expected = tx.rows(f"SELECT t.task_no, {owed_in_sql(cascade.judge).due} FROM task t ORDER BY 1")

    assert found == expected


def test_a_migration_and_its_undoing_leave_the_figures_right(engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")
    graph = province()
    tasks = tuple(
        replace(task, own_due=DueDate(date(2023, 7, 31), "")) if i % 2 else task for i, task in enumerate(graph.tasks)
    )
    given = {"as_agency": "thu-tuong", "reason": "công văn mới", "today": date(2023, 6, 21)}

    engine.migrate(DIRECTIVE, replace(graph, tasks=tasks), **given)
    check(database_url)
    engine.undo_migration(DIRECTIVE, **given)

    check(database_url)


def test_the_last_input_and_its_return_count_the_consolidation_elsewhere(engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    before = engine.on(DAYS[2]).cascades()[0].blocked

    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(engine, task, "draft_plan", "implement", "report")
    assert engine.on(DAYS[2]).task(DEPARTMENT).open == 0
    assert engine.on(DAYS[2]).cascades()[0].blocked == before - 1
    check(database_url)
    move(engine, AN_LAO, "return_report", what="own", reason="thiếu", as_agency="binh-dinh.so-noi-vu")

    assert engine.on(DAYS[2]).cascades()[0].blocked == before
    check(database_url)


def test_what_is_refused_or_tried_dry_counts_for_nothing(engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    before = engine.on(DAYS[2]).cascades()

    move(engine, TUY_PHUOC, "draft_plan", dry_run=True)

    assert engine.on(DAYS[2]).cascades() == before
    check(database_url)


def test_figures_are_read_without_a_task(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, said, **given: (read.append(said), real(tx, said, **given))[1])

    engine.on(DAYS[2]).cascades()

    assert read
    assert not [statement for statement in read if "FROM task" in statement]


def test_narrowed_figures_are_counted(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan")

    (told,) = engine.on(DAYS[2]).cascades(Filters(states=("plan_drafted",)))

    assert told.by_state == {"plan_drafted": told.tasks}
    assert told.tasks > 0


def test_moves_side_by_side_are_each_counted_once(engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    tasks = (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT)
    barrier = Barrier(len(tasks))

    def one(task: str) -> None:
        with Engine.open(database_url) as other:
            barrier.wait()
            move(other, task, "draft_plan", "implement")

    with ThreadPoolExecutor(len(tasks)) as pool:
        list(pool.map(one, tasks))

    check(database_url)


def test_a_move_waits_for_no_figure_that_another_writes(engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    first, second = open_database(database_url), open_database(database_url)
    if first.dialect == "sqlite":
        pytest.skip("one writes at a time")
    with reading(database_url) as tx:
        (cascade,) = Cascades().all(tx)
        alike = next(iter(tally.read_tallies(tx, [cascade.cascade_id])[cascade.cascade_id]))

    def add(tx: Transaction) -> None:
        tally.add(tx, cascade.cascade_id, {alike: 1})

    def both(tx: Transaction) -> None:
        add(tx)
        tx.rows("SELECT 1")  # until it is answered, what was sent before may not have been done
        second.write(lambda other: (other.run("SET LOCAL lock_timeout = 100"), add(other)))

    first.write(both)

    with reading(database_url) as tx:
        assert tally.differences(tx, cascade) == {alike: -2}
        assert len(tx.rows("SELECT DISTINCT shard FROM tally")) == 2
    first.close()
    second.close()
