"""How long tasks stay in each state: ended spells, spells that last, and what is left out."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from graphs import AN_LAO, HOAI_AN, TUY_PHUOC, move, province
from questions import scope_and_view

from engine import Engine, SimulatedClock
from engine.figures.audit_results import By, Durations, StateDurations
from engine.questions.stays import nearest_rank

TODAY = date(2023, 6, 21)
DISTRICTS = (TUY_PHUOC, HOAI_AN, AN_LAO)
REASON = {"reason": "bão lũ"}


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock):
    """The province with its plan out since 1 March, launched on 1 May."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(province(number="18/KH-UBND"), today=date(2023, 5, 1))
        yield opened


def durations(engine: Engine, by: By = "all", today: date = TODAY, **scope) -> Durations:
    about, view = scope_and_view(scope)
    return engine.on(today, **view).durations(about, by=by)


def state(found: Durations, name: str) -> StateDurations:
    return next(row for row in found.whole if row.state == name)


def left_out(row: StateDurations) -> dict[str, int]:
    return {part.reason: part.count for part in row.left_out}


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([], None, None),
        ([3], 3, 3),
        ([1, 9], 1, 9),
        ([1, 2, 3], 2, 3),
        ([1, 2, 3, 4], 2, 4),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
        (list(range(1, 101)), 50, 90),
    ],
)
def test_percentiles_are_days_that_occurred(values: list[int], median: int | None, p90: int | None) -> None:
    assert (nearest_rank(values, 50), nearest_rank(values, 90)) == (median, p90)


def test_a_spell_goes_from_the_day_of_coming_to_the_day_of_leaving(engine: Engine) -> None:
    for task, day in zip(DISTRICTS, (3, 7, 12), strict=True):
        move(engine, task, "draft_plan", on=date(2023, 6, 1))
        move(engine, task, "implement", on=date(2023, 6, day))

    found = state(durations(engine, period="2023-H1", under="binh-dinh"), "plan_drafted")

    assert (found.ended, found.median, found.p90, found.longest) == (3, 6, 11, 11)


def test_what_lasts_is_counted_apart_up_to_today(engine: Engine) -> None:
    for task in DISTRICTS:
        move(engine, task, "draft_plan", on=date(2023, 6, 1))
    move(engine, TUY_PHUOC, "implement", on=date(2023, 6, 3))

    found = state(durations(engine, period="2023-H1", under="binh-dinh"), "plan_drafted")

    assert (found.ended, found.median, found.longest) == (1, 2, 2)
    assert found.open == 2 + 1  # the province's own plan is out since March
    assert (found.open_median, found.open_longest) == (20, (TODAY - date(2023, 4, 3)).days)


def test_what_the_launch_itself_ended_is_left_out(engine: Engine) -> None:
    found = durations(engine)

    pending = state(found, "pending")
    assert (pending.ended, pending.open, left_out(pending)) == (0, 0, {"launch": found.tasks})


def test_the_state_in_which_a_task_is_finished_has_no_duration(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 1))

    reported = state(durations(engine), "reported")

    assert (reported.spells, reported.ended, reported.open, left_out(reported)) == (1, 0, 0, {"finished": 1})


def test_a_pause_makes_the_length_say_nothing(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 1))
    move(engine, TUY_PHUOC, "suspend", as_agency="binh-dinh", on=date(2023, 6, 5), **REASON)
    paused = state(durations(engine, under="binh-dinh.huyen-tuy-phuoc"), "plan_drafted")
    move(engine, TUY_PHUOC, "resume", as_agency="binh-dinh", on=date(2023, 6, 15), **REASON)
    move(engine, TUY_PHUOC, "implement", on=date(2023, 6, 16))
    found = durations(engine, under="binh-dinh.huyen-tuy-phuoc")

    assert (paused.open, left_out(paused)) == (0, {"suspended": 1})
    assert (state(found, "plan_drafted").ended, left_out(state(found, "plan_drafted"))) == (0, {"suspended": 1})
    assert (state(found, "implemented").open, state(found, "implemented").open_longest) == (1, 5)


def test_a_returned_report_begins_another_spell(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 1))
    move(engine, TUY_PHUOC, "report", on=date(2023, 6, 5))
    move(engine, TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", on=date(2023, 6, 8), **REASON)
    move(engine, TUY_PHUOC, "report", on=date(2023, 6, 9))

    found = state(durations(engine), "implemented")

    assert (found.spells, found.ended, found.median, found.longest) == (2, 2, 1, 4)


def test_a_document_older_than_the_launch_leaves_no_time_of_waiting(database_url: str, clock: SimulatedClock) -> None:
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        top = "ct-33-ttg-2021/2023-H1/binh-dinh"
        move(engine, top, "draft_plan", document="18/KH-UBND", on=date(2023, 4, 20))

        pending = state(durations(engine, under="binh-dinh.huyen-tuy-phuoc"), "pending")

    assert (pending.ended, left_out(pending)) == (0, {"before_launch": 1})


@pytest.mark.parametrize("by", get_args(By))
def test_the_spells_of_the_groups_sum_to_the_whole(engine: Engine, by: By) -> None:
    move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 1))
    move(engine, AN_LAO, "draft_plan", on=date(2023, 6, 4))

    found = durations(engine, by)

    for row in found.whole:
        own = [group for group in found.groups if group.state == row.state]
        assert sum(group.spells for group in own) == row.spells
        assert sum(group.ended for group in own) == row.ended
        assert sum(group.open for group in own) == row.open
        assert row.spells == row.ended + row.open + sum(left_out(row).values())


def test_states_come_in_the_order_of_the_path(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 1))

    assert [row.state for row in durations(engine).whole] == [
        "pending",
        "issued",
        "plan_drafted",
        "implemented",
        "reported",
    ]


def test_the_past_has_the_spells_of_then(engine: Engine, clock: SimulatedClock) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 1))
    move(engine, TUY_PHUOC, "implement", on=date(2023, 6, 11))
    clock.moment = datetime(2023, 6, 21, 3, tzinfo=UTC)

    scope = {"period": "2023-H1", "under": "binh-dinh.huyen-tuy-phuoc"}
    then = state(durations(engine, as_of=date(2023, 6, 5), **scope), "plan_drafted")

    assert (then.ended, then.open, then.open_longest) == (0, 1, 4)
