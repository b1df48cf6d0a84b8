"""One move, from the request to the row."""

from datetime import UTC, date, datetime, timedelta

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, GraphBuilder, move, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import Refused

TODAY = date(2023, 6, 21)


def test_a_report_moves_the_task_and_answers_with_a_receipt(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 19))

    (moved,) = engine.advance(
        TUY_PHUOC,
        "report",
        as_agency="binh-dinh.huyen-tuy-phuoc",
        by="Lê Thị B",
        on=date(2023, 6, 20),
        document="15/BC-UBND",
        reason="nộp bản giấy",
        today=TODAY,
    )

    last = engine.seen().history(TUY_PHUOC)[-1]
    assert (moved.from_, moved.to, moved.seq, moved.released) == ("implemented", "reported", 4, 0)
    assert moved.hash == last.hash
    assert (last.trigger, last.agency, last.by) == ("report", "binh-dinh.huyen-tuy-phuoc", "Lê Thị B")
    assert (last.occurred_on, last.document, last.reason) == (date(2023, 6, 20), "15/BC-UBND", "nộp bản giấy")
    assert last.recorded_at == datetime(2023, 6, 21, 2, 0, tzinfo=UTC)
    assert last.login


def test_triggers_are_typed_with_a_dash_too(engine: Engine) -> None:
    (moved, _) = engine.advance(
        TOP, "draft-plan", as_agency="binh-dinh", document="18/KH-UBND", on=date(2023, 3, 20), today=TODAY
    )

    assert moved.to == "plan_drafted"


def test_the_last_input_unblocks_its_consolidation(engine: Engine) -> None:
    put_plan_out(engine)

    first = move(engine, TUY_PHUOC, "draft_plan", "implement", "report")
    second = move(engine, HOAI_AN, "draft_plan", "implement", "report")
    third = move(engine, AN_LAO, "draft_plan", "implement", "report")

    assert [answer[0].unblocked for answer in (first, second, third)] == [(), (), (DEPARTMENT,)]
    assert engine.on(TODAY).task(DEPARTMENT).open == 0


def test_a_merged_report_is_given_by_consolidating(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(engine, task, "draft_plan", "implement", "report")

    own = move(engine, DEPARTMENT, "draft_plan", "implement", "report")
    merged = move(engine, DEPARTMENT, "consolidate")
    top = move(engine, TOP, "implement", "consolidate")

    assert own[0].unblocked == ()
    assert merged[0].unblocked == (TOP,)
    assert top[0].unblocked == (MINISTRY,)
    assert top[0].from_ == "implemented"
    assert engine.on(TODAY).blocked() == ()


def test_a_plan_moves_all_periods_and_releases_what_it_assigns(engine: Engine) -> None:
    moved = put_plan_out(engine)

    assert [(move.task, move.to) for move in moved] == [
        (TOP, "plan_drafted"),
        ("ct-33-ttg-2021/2023-Y/binh-dinh", "plan_drafted"),
    ]
    assert [move.released for move in moved] == [5, 0]
    assert len({row.batch for row in engine.seen().history(agency="binh-dinh")}) == 1
    assert engine.on(TODAY).task(TUY_PHUOC).state == "issued"


def test_a_plan_older_than_the_letter_counts_from_the_letter(engine: Engine) -> None:
    moved = put_plan_out(engine)

    assert moved[0].occurred_on == date(2023, 4, 3)
    assert engine.seen().history(TUY_PHUOC)[0].occurred_on == date(2023, 3, 20)


def test_a_plan_counts_for_each_period_from_its_own_letter(database_url: str) -> None:
    graph = GraphBuilder()
    late = graph.document("cv-late", "bo-noi-vu", number="2", issued_on=date(2023, 4, 3))
    early = graph.document("cv-early", "bo-noi-vu", number="1", issued_on=date(2023, 1, 2))
    graph.task("2023-H1", "ha-noi", late, early, plan=True)
    graph.task("2023-Y", "ha-noi", late, plan=True)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=TODAY)
        moved = engine.advance("2023-H1/ha-noi", "draft_plan", as_agency="ha-noi", on=date(2023, 2, 1), today=TODAY)

    assert [(move.task.split("/")[1], move.occurred_on) for move in moved] == [
        ("2023-H1", date(2023, 2, 1)),
        ("2023-Y", date(2023, 4, 3)),
    ]


def test_a_second_plan_needs_no_number(engine: Engine) -> None:
    put_plan_out(engine)

    moved = move(engine, TUY_PHUOC, "draft_plan")

    assert len(moved) == 1
    assert engine.seen().history(TUY_PHUOC)[-1].document is None


def test_text_is_kept_in_one_normal_form(engine: Engine) -> None:
    put_plan_out(engine)

    move(engine, TUY_PHUOC, "draft_plan", by="Nguyễn Văn A", reason="  ")

    last = engine.seen().history(TUY_PHUOC)[-1]
    assert (last.by, last.reason) == ("Nguyễn Văn A", None)


def test_a_dry_run_answers_and_changes_nothing(engine: Engine, dump) -> None:
    before = dump()

    moved = move(engine, TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 3, 20), dry_run=True)

    assert moved[0].released == 5
    assert dump() == before


def test_recorded_at_never_runs_backwards_in_a_chain(engine: Engine, clock: SimulatedClock, dump) -> None:
    put_plan_out(engine)
    before = dump()
    clock.move_on(timedelta(seconds=-1))

    with pytest.raises(Refused) as refusal:
        move(engine, TUY_PHUOC, "draft_plan")

    assert refusal.value.rule == "clock-behind"
    assert dump() == before


def test_a_clock_behind_by_less_than_a_second_is_taken_for_the_last_one(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    before = clock.now()
    clock.move_on(timedelta(milliseconds=-999))

    move(engine, TUY_PHUOC, "draft_plan")

    assert engine.seen().history(TUY_PHUOC)[-1].recorded_at == before
    assert engine.verify().holds


def test_a_simulated_clock_marks_the_cascade(database_url: str) -> None:
    from graphs import province

    with Engine.open(database_url) as real:
        real.launch(province(), today=date(2023, 5, 1))
        assert not real.on(TODAY).cascades()[0].simulated

    with Engine.open(database_url, clock=SimulatedClock(datetime(2100, 1, 1, tzinfo=UTC))) as simulated:
        put_plan_out(simulated)

        assert simulated.on(TODAY).cascades()[0].simulated
