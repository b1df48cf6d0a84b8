"""Forecasts: by whose history, how likely, why not; and how well they were, held against what happened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from graphs import DIRECTIVE, GraphBuilder, move

from engine import Engine, SimulatedClock
from engine.scope import Scope

LATE = {"a": (0, 0, 0, 0, 1, 5), "b": (-2, -2, -2, -2, -2, 2)}
HANDLING = (1, 1, 1, 1, 3, 3)
MONTHS = 8


def due(month: int) -> date:
    return date(2023, month, 20)


def launched(engine: Engine) -> None:
    """Two reporters and who merges, every month; the merged report is due four days after theirs."""
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 1))
    for month in range(1, MONTHS + 1):
        period, last = f"2023-M{month:02}", due(month)
        above = graph.task(period, "so", letter, consolidates=True, merged_due=last + timedelta(4))
        for agency in LATE:
            graph.feed(graph.task(period, agency, letter, report=True, own_due=last), above)
    engine.launch(graph.build(), today=date(2023, 1, 2))


def lived(engine: Engine, clock: SimulatedClock, month: int) -> None:
    """A month as it went: each report on its day, the merged one some days after the last."""
    given = {agency: due(month) + timedelta(LATE[agency][month - 1]) for agency in LATE}
    merged = max(given.values()) + timedelta(HANDLING[month - 1])
    done = sorted([*((day, agency) for agency, day in given.items()), (merged, "so")])
    for day, agency in done:
        clock.moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        task = f"{DIRECTIVE}/2023-M{month:02}/{agency}"
        move(engine, task, "implement", "consolidate" if agency == "so" else "report", on=day, today=day)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Six months have gone; the seventh is asked about on its 20 July."""
    clock = SimulatedClock(datetime(2023, 1, 2, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as opened:
        launched(opened)
        for month in range(1, 7):
            lived(opened, clock, month)
        clock.moment = datetime(2023, 7, 10, 2, tzinfo=UTC)
        yield opened


def test_chances_are_those_of_every_way_in_which_days_have_fallen(engine: Engine) -> None:
    row = engine.on(date(2023, 7, 10)).forecast(Scope(period="2023-M07")).rows[0]

    ways = [max(a, b) + length for a in LATE["a"] for b in LATE["b"] for length in HANDLING]
    assert row.kept == round(100 * sum(way <= 4 for way in ways) / len(ways))
    assert row.passed_half == due(7) + timedelta(sorted(ways)[len(ways) // 2 - 1])
    assert (row.by_own, row.pooled, row.reports, row.handlings) == (2, 0, 12, 6)
    assert (row.open, row.untold) == (2, ())
    assert [step.agency for step in row.path] == ["a"]


def test_days_that_have_gone_by_without_a_report_are_left_out(engine: Engine) -> None:
    """On 20 July `b`, always on the 18th but once, can only be as late as that once: which is too little to say."""
    row = engine.on(date(2023, 7, 20)).forecast(Scope(period="2023-M07")).rows[0]

    assert row.kept is None
    assert [(each.why, each.tasks) for each in row.untold] == [("later_than_ever", (f"{DIRECTIVE}/2023-M07/b",))]


def test_too_little_history_is_said_and_nothing_guessed(database_url: str) -> None:
    clock = SimulatedClock(datetime(2023, 1, 2, 2, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as engine:
        launched(engine)
        for month in range(1, 5):
            lived(engine, clock, month)

        row = next(row for row in engine.on(date(2023, 5, 1)).forecast().rows if row.period == "2023-M05")

    assert (row.kept, row.possible_half, row.passed_half) == (None, None, None)
    assert [each.why for each in row.untold] == ["no_history"]
    assert len(row.untold[0].tasks) == 2


def test_what_is_not_active_cannot_be_forecast(engine: Engine) -> None:
    move(engine, f"{DIRECTIVE}/2023-M07/a", "suspend", as_agency="bo", reason="bão", today=date(2023, 7, 10))

    row = engine.on(date(2023, 7, 10)).forecast(Scope(period="2023-M07")).rows[0]

    assert row.kept is None
    assert [(each.why, len(each.tasks)) for each in row.untold] == [("paused", 1)]


def test_a_forecast_of_the_past_knows_only_what_was_known_then(engine: Engine) -> None:
    before = engine.on(date(2023, 6, 10), as_of=date(2023, 6, 10)).forecast(Scope(period="2023-M06")).rows[0]

    assert before.reports == 10


def test_the_backtest_counts_each_forecast_once_and_adds_up(engine: Engine) -> None:
    found = engine.on(date(2023, 7, 10)).backtest()

    asked = [(month, due(month) + timedelta(4 - days)) for month in range(1, 7) for days in found.days_before]
    open_then = [day for month, day in asked if date(2023, 1, 2) <= day < merged_on(month)]
    assert found.forecasts + found.left_out == len(open_then)
    assert found.forecasts == sum(each.forecasts for each in found.bins) > 0
    assert found.kept == sum(each.kept for each in found.bins)
    assert found.brier is not None
    assert 0 <= found.brier <= 1


def merged_on(month: int) -> date:
    return due(month) + timedelta(max(LATE[agency][month - 1] for agency in LATE) + HANDLING[month - 1])


def test_only_who_is_asked_about_is_told(engine: Engine) -> None:
    assert engine.on(date(2023, 7, 10)).forecast(Scope(under="a")).rows == ()
