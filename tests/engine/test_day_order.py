"""The order of one day: what follows comes later, also where all was recorded at once and numbers say otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from graphs import GraphBuilder

from engine import Engine, MoveRequest, SimulatedClock
from engine.event_logs.day_order import order_of_days

TODAY = date(2023, 6, 21)
H1 = "2023-H1"
TOP, LOW, LATE = f"{H1}/a-tren", f"{H1}/m-duoi", f"{H1}/z-muon"  # tasks are numbered in the order of their keys


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Any:
    """A consolidation numbered before its inputs, and a plan of the last task that sets the others going."""
    graph = GraphBuilder()
    letter = graph.document("cv-1", "z-muon", number="1/CV", issued_on=date(2023, 6, 1))
    plan = graph.document("kh-1", "z-muon", is_plan=True)
    graph.task(H1, "z-muon", letter, plan=True, report=True, receivers=("a-tren",))
    graph.task(H1, "a-tren", plan, consolidates=True)
    graph.task(H1, "m-duoi", plan, report=True)
    graph.makes(LATE, plan, TOP, LOW)
    graph.feed(LATE, TOP)
    graph.feed(LOW, TOP)
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(graph.build(), today=TODAY)
        yield opened


def do(engine: Engine, *moves: tuple[str, str], **details: Any) -> None:
    """All in one transaction."""
    rows = [MoveRequest(task, trigger, task.split("/")[1], **details) for task, trigger in moves]
    assert engine.advance_many(rows, today=TODAY).bad_rows == ()


def day(engine: Engine) -> list[tuple[str, str]]:
    """(task, activity) of 21 June in their order, as the event log has them."""
    log = engine.seen().event_log(lambda log: list(log.tasks()))
    found = [(event.at, task.key.partition("/")[2], event.activity) for task, events in log for event in events]
    assert len({at for at, _, _ in found}) == len(found)
    return [(task, activity) for at, task, activity in sorted(found) if at.date() == TODAY]


def test_a_plan_comes_before_what_it_sets_going(engine: Engine) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)

    assert day(engine) == [(LATE, "draft_plan"), (TOP, "release"), (LOW, "release")]


def test_inputs_come_before_the_consolidation_that_counts_on_them(engine: Engine) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)
    inputs = [(task, trigger) for task in (LOW, LATE) for trigger in ("implement", "report")]

    do(engine, *inputs, (TOP, "implement"), (TOP, "consolidate"))

    assert day(engine)[-1] == (TOP, "consolidate")


def test_an_input_that_came_too_late_comes_after_the_consolidation_without_it(engine: Engine) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)
    do(engine, (LATE, "implement"), (LOW, "implement"), (LOW, "report"), (TOP, "implement"))
    missing = {"missing": ["z-muon"], "allowed_by": "lãnh đạo", "reason": "quá hạn"}
    engine.advance(TOP, "consolidate_partial", as_agency="a-tren", today=TODAY, **missing)
    do(engine, (LATE, "report"))

    order = day(engine)

    assert order.index((LOW, "report")) < order.index((TOP, "consolidate_partial")) < order.index((LATE, "report"))


def test_what_was_returned_and_not_consolidated_again_keeps_its_order(engine: Engine) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)
    inputs = [(task, trigger) for task in (LOW, LATE) for trigger in ("implement", "report")]
    do(engine, *inputs, (TOP, "implement"), (TOP, "consolidate"))
    returned = {"as_agency": "a-tren", "reason": "thiếu số liệu", "what": "own"}
    engine.advance(LATE, "return_report", today=TODAY, **returned)
    do(engine, (LATE, "report"))

    assert day(engine)[-4:] == [
        (TOP, "consolidate"),
        (LATE, "return_report"),
        (TOP, "return_report"),
        (LATE, "report"),
    ]


def test_what_was_recorded_earlier_comes_first(engine: Engine, clock: SimulatedClock) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)
    clock.move_on(timedelta(minutes=5))
    do(engine, (LOW, "implement"))
    clock.move_on(timedelta(minutes=5))
    do(engine, (TOP, "implement"))

    assert day(engine)[-2:] == [(LOW, "implement"), (TOP, "implement")]


def test_each_day_is_counted_by_itself_from_nought(engine: Engine) -> None:
    do(engine, (LATE, "draft_plan"), document="2/KH", on=TODAY)

    def places(tx: Any) -> list[int]:
        (cascade,) = engine._cascades.all(tx)
        return sorted(order_of_days(tx, cascade).values())

    assert engine._database.read(places) == [0, 0, 1, 2]  # the letter's release of 1 June, then three of 21 June
