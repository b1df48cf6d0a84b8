"""Tasks that stand still without being overdue: against what, on which ground, and what is not called so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from graphs import DIRECTIVE, GraphBuilder, move

from engine import Engine, SimulatedClock
from engine.questions.filters import Filters
from engine.questions.usual import agencies_of_level
from engine.results import Stuck
from engine.scope import Scope, View
from engine.store.database import open_database
from workflows.graph import TaskGraph

OFFICES = 30
END = date(2023, 12, 29)
MINISTRY = f"{DIRECTIVE}/2023-H1/bo-noi-vu"


def offices(year: int, *, due: date | None = None, level: str = "province") -> TaskGraph:
    """Offices that each report once for the half-year to a ministry that merges; their letter is out on 2 January."""
    graph = GraphBuilder(DIRECTIVE, year)
    letter = graph.document("cv-1", "bo-noi-vu", number="1/BNV", issued_on=date(year, 1, 2))
    ministry = graph.task(f"{year}-H1", "bo-noi-vu", letter, consolidates=True)
    for number in range(OFFICES):
        key = f"o{number:02}"
        graph.agency(key, f"Sở {number}", "bo-noi-vu", "department")
        graph.feed(graph.task(f"{year}-H1", key, letter, report=True, own_due=due), ministry)
    built = graph.build()
    agencies = (replace(each, level=level if each.kind == "department" else "central") for each in built.agencies)
    return replace(built, agencies=tuple(agencies))


def task(year: int, number: int) -> str:
    return f"{DIRECTIVE}/{year}-H1/o{number:02}"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 12, 29, 2, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """Of 2022 all offices but two did the work, office n after n days; in 2023 none has begun."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(offices(2022), today=date(2022, 1, 2))
        for number in range(OFFICES - 2):
            move(opened, task(2022, number), "implement", on=date(2022, 1, 2) + timedelta(number), today=END)
        opened.launch(offices(2023), today=date(2023, 1, 2))
        yield opened


def on(days: int) -> date:
    """So many days after the letter of 2023."""
    return date(2023, 1, 2) + timedelta(days)


def stuck(engine: Engine, today: date, number: int = 0) -> Stuck | None:
    return engine.on(today).task(task(2023, number)).stuck


def test_days_in_state_are_held_against_nine_in_ten_finished_stays_of_that_level_and_period(engine: Engine) -> None:
    on_the_day, later = stuck(engine, on(25)), stuck(engine, on(26))

    # 28 stays of 0 to 27 days: the 26th by length, ⌈0.9 · 28⌉, lasted 25
    assert on_the_day is None
    assert later == Stuck(26, 25, "history", 28, "province", date(2023, 1, 2))


def test_until_nine_in_ten_have_ended_the_lifecycle_says_what_is_usual(engine: Engine, database_url: str) -> None:
    for number in range(25):
        move(engine, task(2023, number), "implement", on=on(1), today=END)

    by_both_years = stuck(engine, on(200), 25)
    for number in (25, 26):
        move(engine, task(2023, number), "implement", on=on(300), today=END)

    assert by_both_years is not None
    assert (by_both_years.usual_days, by_both_years.stays) == (25, 28)
    now = stuck(engine, END, 27)
    assert now is not None
    assert (now.usual_days, now.stays) == (24, 55)  # the 50th by length of 55 stays, ⌈0.9 · 55⌉


def test_without_enough_finished_stays_at_its_level_the_file_speaks(engine: Engine) -> None:
    at_90, at_91 = (engine.on(on(days)).task(MINISTRY).stuck for days in (90, 91))

    assert at_90 is None
    assert at_91 == Stuck(91, 90, "lifecycle", 0, "central", on(0))


def test_a_lifecycle_that_says_nothing_calls_nobody_stuck(database_url: str, clock: SimulatedClock) -> None:
    graph = offices(2023)
    states = {name: {**words, "usual_days": None} for name, words in graph.lifecycle["states"].items()}
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(replace(graph, lifecycle={**graph.lifecycle, "states": states}), today=on(0))

        assert [row.stuck for row in opened.on(END).status()] == [None] * (OFFICES + 1)


def test_a_due_date_that_is_near_or_past_is_no_matter_of_standing_still(
    database_url: str, clock: SimulatedClock
) -> None:
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(offices(2023, due=on(300)), today=on(0))

        found = {days: stuck(opened, on(days)) is not None for days in (91, 209, 210, 300, 301)}

    assert found == {91: True, 209: True, 210: False, 300: False, 301: False}


def test_who_waits_for_others_is_not_stuck_and_days_before_the_end_of_a_pause_do_not_count(engine: Engine) -> None:
    move(engine, MINISTRY, "implement", on=on(1), today=END)
    paused = {"as_agency": "bo-noi-vu", "reason": "sắp xếp lại", "today": END}
    move(engine, task(2023, 0), "suspend", on=on(5), **paused)
    during = stuck(engine, on(100))
    move(engine, task(2023, 0), "resume", on=on(30), **paused)

    after = stuck(engine, on(100))

    assert engine.on(END).task(MINISTRY).stuck is None
    assert during is None
    assert after is not None
    assert (after.since, after.days) == (on(30), 70)


def test_lists_are_narrowed_to_it_and_who_holds_up_a_consolidation_is_told(engine: Engine) -> None:
    for number in range(OFFICES - 1):
        move(engine, task(2023, number), "implement", "report", on=on(1), today=END)
    seen, only = engine.on(on(40)), Filters(is_stuck=True)
    last = task(2023, OFFICES - 1)

    (item,) = seen.blocked(Scope(f"{DIRECTIVE}/2023"), only)

    assert [row.task for row in seen.status(Scope(f"{DIRECTIVE}/2023"), only)] == [last]
    assert [row.task for row in seen.todo(f"o{OFFICES - 1}", filters=only)] == [task(2022, OFFICES - 1), last]
    assert {row.task for row in seen.history(cascade=f"{DIRECTIVE}/2023", filters=only)} == {last}
    assert [found.tasks for found in seen.cascades(only)][-1] == 1
    (root,) = (root for root in item.root_blockers if root.stuck is not None)
    assert (root.task, root.stuck.days if root.stuck else 0) == (last, 40)
    assert engine.on(on(20)).blocked(Scope(f"{DIRECTIVE}/2023"), only) == ()


def test_a_past_day_tells_what_was_said_then(engine: Engine, clock: SimulatedClock) -> None:
    said = engine.on(on(100)).task(task(2023, 0)).stuck
    clock.moment += timedelta(days=3)
    for number in range(OFFICES):
        move(engine, task(2023, number), "implement", on=on(2), today=date(2024, 1, 1))

    then = engine.seen(View(today=date(2024, 1, 1), as_of=on(100), known_at=datetime(2023, 12, 30, tzinfo=UTC)))
    now = engine.seen(View(today=date(2024, 1, 1), as_of=on(100)))

    assert said is not None
    assert then.task(task(2023, 0)).stuck == said
    corrected = now.task(task(2023, 0)).stuck
    assert corrected is not None
    assert (corrected.since, corrected.ground) == (on(2), "lifecycle")  # nothing is known of how long it stays so


@pytest.mark.parametrize("most", [1, 7, OFFICES - 1, OFFICES, OFFICES + 1])
def test_of_many_agencies_of_a_level_some_are_looked_at_evenly_spread(sqlite_url: str, most: int) -> None:
    with Engine.open(sqlite_url) as engine:
        engine.launch(offices(2023), today=date(2023, 1, 2))
    database = open_database(sqlite_url)
    (cascade_id,) = database.read(lambda tx: tx.row("SELECT cascade_id FROM cascade")) or (0,)
    every, some = (
        database.read(lambda tx, most=most: agencies_of_level(tx, cascade_id, "province", most))
        for most in (OFFICES, most)
    )
    database.close()

    assert len(every) == OFFICES
    assert len(some) == min(most, OFFICES)
    assert some[0] == every[0]
    gaps = {every.index(later) - every.index(earlier) for earlier, later in pairwise(some)}
    assert max(gaps, default=0) - min(gaps, default=0) <= 1
