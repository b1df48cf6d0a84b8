"""How far tasks were, week after week: on each day what `status --as-of` says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
import stories
from audits import with_files
from cascades import small
from changing import counting_by
from graphs import AN_LAO, DIRECTIVE, HOAI_AN, TUY_PHUOC, move, province, put_plan_out
from walk import Walk

from engine import Engine, SimulatedClock
from engine.figures.board import DAYS, Board
from engine.figures.progress import CLASSES, Progress, progress_of
from engine.scope import Scope, View
from engine.store.upgrading import upgrade
from workflows.calendars import WorkCalendar
from workflows.dates import end_of_day
from workflows.graph import DueDate

TODAY = date(2023, 6, 21)


def same_as_asked_day_by_day(engine: Engine, cascade: str, view: View, **scope: str) -> Board:
    with engine.seen(view) as seen:
        board = seen.board(cascade, Scope(cascade, **scope))
    for each in board.over:
        with engine.seen(View(view.today, each.day, view.known_at)) as seen:
            assert each.progress == progress_of(seen.status(Scope(cascade, **scope))), each.day
    assert board.over[-1].progress == progress_of(board.tasks)
    return board


@pytest.mark.parametrize("view", [View(stories.LAST_DAY), View(stories.LAST_DAY, date(2023, 6, 16))], ids=str)
def test_extensions_pauses_returns_and_corrections_count_from_their_days(database_url: str, view: View) -> None:
    stories.tell(database_url)
    with Engine.open(database_url, clock=SimulatedClock(end_of_day(stories.LAST_DAY))) as engine:
        board = same_as_asked_day_by_day(engine, stories.CASCADE, view)
        same_as_asked_day_by_day(engine, stories.CASCADE, view, under="binh-dinh.huyen-hoai-an")
        same_as_asked_day_by_day(
            engine, stories.CASCADE, View(stories.LAST_DAY, None, end_of_day(date(2023, 6, 20))), period="H1"
        )

    assert len({each.progress for each in board.over}) > 2
    assert board.over[-1].day == board.day


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_each_day_is_as_it_is_asked_about(database_url: str, seed: int) -> None:
    clock, rng = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC)), Random(seed)
    with Engine.open(database_url, clock=clock) as engine:
        Walk(engine, clock, [small(rng, f"ct-{seed}")], rng, date(2023, 6, 1)).go(24, compare_every=100, asks=False)
        today = clock.now().date() + timedelta(days=35)
        same_as_asked_day_by_day(engine, f"ct-{seed}/2023", View(today))


def test_before_a_migration_what_was_ordered_before_it_counts(blank_database_url: str, clock: SimulatedClock) -> None:
    upgrade(blank_database_url)
    clock.moment = datetime(2023, 5, 1, 2, tzinfo=UTC)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(with_files(province()), today=date(2023, 5, 1))
        clock.moment = datetime(2023, 6, 29, 2, tzinfo=UTC)
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 20))
        by = {"as_agency": "binh-dinh", "reason": "công văn mới", "today": date(2023, 6, 29)}
        files = with_files(province())
        later = DueDate(date(2023, 7, 10), "hạn mới")
        tasks = (replace(task, own_due=later) if ".huyen-" in task.agency else task for task in files.tasks)
        engine.migrate(DIRECTIVE, counting_by(replace(files, tasks=tuple(tasks)), WorkCalendar()), **by)

        board = same_as_asked_day_by_day(engine, f"{DIRECTIVE}/2023", View(date(2023, 6, 29)))

    overdue = {each.day: each.progress.overdue for each in board.over}
    assert overdue[date(2023, 6, 22)] > overdue[date(2023, 6, 29)]


def test_the_classes_sum_to_all_and_late_ones_are_among_the_finished(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=TODAY)
    move(engine, AN_LAO, "draft_plan", on=TODAY)
    issuer = {"as_agency": "binh-dinh", "reason": "bão lũ"}
    move(engine, HOAI_AN, "waive", **issuer)

    rows = engine.on(TODAY).status()
    found = progress_of(rows)

    assert found.total == len(rows) == sum(getattr(found, name) for name in CLASSES)
    assert found.overdue == sum(row.timeliness == "overdue" for row in rows)
    assert (found.finished, found.finished_late, found.not_counted) == (1, 1, 1)
    assert found.counted == len(rows) - 1
    assert progress_of([]) == Progress()


@pytest.mark.parametrize("days", [0, 7, 181, 182, 700])
def test_days_are_whole_weeks_apart_back_to_the_launch_and_never_too_many(engine: Engine, days: int) -> None:
    launched_on = engine.on(TODAY).cascades()[0].launched_on
    assert launched_on is not None
    today = launched_on + timedelta(days=days)

    over = engine.on(today).board(f"{DIRECTIVE}/2023").over

    assert over[-1].day == today
    assert launched_on <= over[0].day
    assert 1 <= len(over) <= DAYS
    apart = {(after.day - before.day).days for before, after in pairwise(over)}
    assert len(apart) <= 1
    assert all(each % 7 == 0 for each in apart)
