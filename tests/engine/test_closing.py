"""A cascade is closed, its moves are refused, its past is as it was, and it can be opened again."""

from datetime import date, timedelta

import pytest
from graphs import DIRECTIVE, HOAI_AN, TUY_PHUOC, move, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import View

TODAY = date(2023, 6, 21)
BY = {"as_agency": "thu-tuong", "reason": "hết năm"}
OFFICE = "binh-dinh.huyen-tuy-phuoc"


def close(engine: Engine, clock: SimulatedClock, *, gives_up: bool = True, today: date = TODAY):
    clock.move_on(timedelta(days=(today - TODAY).days, hours=1))
    return engine.close_cascade(DIRECTIVE, gives_up=gives_up, today=today, **BY)


def test_what_is_owed_is_given_up_by_name(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")

    with pytest.raises(Refused) as refused:
        close(engine, clock, gives_up=False)
    closed = close(engine, clock)

    assert refused.value.rule == "still-owed"
    assert closed.finished + closed.not_counted + len(closed.given_up) == 8
    assert HOAI_AN in closed.given_up
    assert TUY_PHUOC not in closed.given_up
    assert engine.verify().holds


def test_nothing_is_recorded_in_a_closed_cascade(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    close(engine, clock)
    before = len(engine.seen().history())

    with pytest.raises(Refused) as refused:
        move(engine, TUY_PHUOC, "draft_plan")

    assert refused.value.rule == "closed"
    assert len(engine.seen().history()) == before


def test_a_closed_cascade_leaves_todo_unless_it_is_named(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    assert engine.seen(View(TODAY)).todo(OFFICE)

    close(engine, clock, today=TODAY + timedelta(days=3))

    seen = engine.seen(View(TODAY + timedelta(days=3)))
    assert seen.todo(OFFICE) == ()
    assert seen.todo(OFFICE, DIRECTIVE)
    assert [each.closed_on for each in seen.cascades()] == [TODAY + timedelta(days=3)]
    then = engine.seen(View(TODAY + timedelta(days=3), TODAY))
    assert then.todo(OFFICE)


def test_it_is_opened_again(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    close(engine, clock)

    with pytest.raises(Refused) as twice:
        close(engine, clock)
    engine.reopen_cascade(DIRECTIVE, today=TODAY, **BY)
    move(engine, TUY_PHUOC, "draft_plan")

    assert twice.value.rule == "already-closed"
    assert engine.seen(View(TODAY)).todo(OFFICE)
    assert engine.verify().holds


def test_a_dry_run_closes_nothing(engine: Engine) -> None:
    tried = engine.close_cascade(DIRECTIVE, gives_up=True, today=TODAY, dry_run=True, **BY)

    assert tried.hash is None
    assert engine.seen().cascades()[0].closed_on is None


def test_only_an_issuer_closes_it(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        engine.close_cascade(DIRECTIVE, gives_up=True, today=TODAY, as_agency=OFFICE, reason="x")

    assert refused.value.rule == "not-yours"
    assert "thu-tuong" in refused.value.who_can
