"""An agency's day: what comes first by the time that is really left, whom to urge, what is due, what is new."""

from datetime import UTC, date, datetime, timedelta

import pytest
from graphs import DIRECTIVE, GraphBuilder, move

from engine import Engine, SimulatedClock
from engine.errors import NotFound

DAY = date(2023, 7, 3)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 1, 2, 2, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock):
    """Sở takes four days to merge what three districts send it monthly; its report is due on the day of theirs."""
    graph = GraphBuilder()
    graph.agency("so", "Sở")
    for name in ("a", "b", "c"):
        graph.agency(name, name.upper(), superior="so")
    letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 1))
    for month in range(1, 8):
        last = date(2023, month, 20)
        above = graph.task(f"2023-M{month:02}", "so", letter, consolidates=True, merged_due=last)
        for agency in ("a", "b", "c"):
            graph.feed(graph.task(f"2023-M{month:02}", agency, letter, report=True, own_due=last), above)
    graph.task("2023-H1", "a", letter, report=True, own_due=date(2023, 7, 18))
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(graph.build(), today=date(2023, 1, 2))
        for month in range(1, 7):
            day = date(2023, month, 10)
            for agency in ("a", "b", "c"):
                move(opened, f"{DIRECTIVE}/2023-M{month:02}/{agency}", "implement", "report", on=day, today=day)
            then = day + timedelta(4)
            move(opened, f"{DIRECTIVE}/2023-M{month:02}/so", "implement", "consolidate", on=then, today=then)
        yield opened


def test_what_leaves_least_time_for_those_above_comes_first(engine: Engine) -> None:
    found = engine.on(DAY).today("a").own

    assert [(each.row.period, each.latest, each.slack) for each in found] == [
        ("2023-M07", date(2023, 7, 16), 9),
        ("2023-H1", date(2023, 7, 18), 11),
    ]
    assert found[0].for_task == f"{DIRECTIVE}/2023-M07/so"
    assert all(each.is_known for each in found)


def test_time_that_has_gone_is_negative(engine: Engine) -> None:
    first = engine.on(date(2023, 7, 19)).today("a").own[0]

    assert (first.latest, first.slack) == (date(2023, 7, 16), -3)


def test_who_holds_up_what_is_late_or_soon_due_is_urged_by_superior(engine: Engine) -> None:
    assert engine.on(DAY).today("so", within=7).urge == ()

    found = engine.on(date(2023, 7, 25)).today("so", within=7).urge

    assert [(group.superior, [root.agency for root in group.blockers]) for group in found] == [("so", ["a", "b", "c"])]
    assert found[0].blockers[0].working_days_late == 3


def test_what_is_due_soon_is_that_of_others_below(engine: Engine) -> None:
    assert {row.agency for row in engine.on(date(2023, 7, 15)).today("so", within=7).due_soon} == {"a", "b", "c"}
    assert engine.on(DAY).today("so", within=7).due_soon == ()


def test_what_is_new_is_what_others_recorded_since(engine: Engine, clock: SimulatedClock) -> None:
    before = engine.on(DAY).today("so")
    clock.moment = datetime(2023, 7, 3, 2, tzinfo=UTC)
    move(engine, f"{DIRECTIVE}/2023-M07/a", "implement", on=DAY, today=DAY)
    move(engine, f"{DIRECTIVE}/2023-M07/so", "implement", on=DAY, today=DAY)

    found = engine.on(DAY).today("so", since=before.until)

    assert before.changed == ()
    assert [(row.task, row.trigger) for row in found.changed] == [(f"{DIRECTIVE}/2023-M07/a", "implement")]
    assert engine.on(DAY).today("so", since=found.until).changed == ()


def test_an_agency_that_nobody_knows_is_told(engine: Engine) -> None:
    with pytest.raises(NotFound):
        engine.on(DAY).today("nobody")
