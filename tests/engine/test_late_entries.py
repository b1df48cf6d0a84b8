"""What was recorded days after it occurred: which rows, how late, by whom."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from audits import with_files
from graphs import AN_LAO, HOAI_AN, TUY_PHUOC, GraphBuilder, move, province
from questions import scope_and_view

from engine import Engine, SimulatedClock
from engine.figures.audit_results import EntryBy, LateEntries
from workflows.calendars import WorkCalendar

TODAY = date(2023, 6, 21)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 5, 1, 2, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock):
    """The province with its plan out on 1 March, launched on Monday 1 May, then nothing until 21 June."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(province(number="18/KH-UBND"), today=date(2023, 5, 1))
        clock.moment = datetime(2023, 6, 21, 2, tzinfo=UTC)
        yield opened


def entries(engine: Engine, by: EntryBy = "all", **scope) -> LateEntries:
    about, view = scope_and_view(scope)
    return engine.on(TODAY, **view).late_entries(about, by=by)


def delays(found: LateEntries) -> dict[str, int]:
    return {delay.key: delay.rows for delay in found.whole.delays if delay.rows}


def test_a_row_counts_from_its_day_to_the_day_on_which_it_was_recorded(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 16), by="Nguyễn Thị Hoa", document="5/KH")

    (late,) = entries(engine, period="2023-H1").entries

    assert (late.task, late.trigger, late.by, late.document) == (TUY_PHUOC, "draft_plan", "Nguyễn Thị Hoa", "5/KH")
    assert (late.occurred_on, late.recorded_on) == (date(2023, 6, 16), date(2023, 6, 21))
    assert (late.days_late, late.working_days_late) == (5, 3)  # Friday to Wednesday


def test_what_a_launch_records_is_left_out_and_counted(engine: Engine) -> None:
    whole = entries(engine).whole
    rows = engine.seen().history()

    assert (whole.rows, whole.late) == (0, 0)
    assert {part.reason: part.count for part in whole.late_rate.left_out} == {"launch": len(rows)}
    assert whole.late_rate.percent is None


def test_every_row_is_judged_or_left_out_by_name(engine: Engine) -> None:
    move(engine, AN_LAO, "draft_plan", "implement", on=date(2023, 6, 16))
    move(engine, AN_LAO, "report", on=date(2023, 6, 16))
    details = {"as_agency": "binh-dinh.huyen-an-lao", "reason": "nhầm", "today": TODAY}
    engine.correct(AN_LAO, 4, undo=True, **details)
    engine.correct(AN_LAO, 3, on=date(2023, 6, 17), **details)

    whole = entries(engine).whole
    left_out = {part.reason: part.count for part in whole.late_rate.left_out}

    assert whole.late_rate.total == len(engine.seen().history())
    assert (left_out["is_correction"], left_out["taken_back"]) == (2, 1)


def test_the_day_is_that_of_viet_nam(engine: Engine, clock: SimulatedClock) -> None:
    clock.moment = datetime(2023, 6, 21, 16, 59, tzinfo=UTC)  # one minute to midnight in Hanoi
    move(engine, TUY_PHUOC, "draft_plan", on=TODAY)
    clock.moment = datetime(2023, 6, 21, 17, 0, tzinfo=UTC)  # the next day there
    move(engine, AN_LAO, "draft_plan", on=TODAY)

    assert [(late.task, late.days_late) for late in entries(engine).entries] == [(AN_LAO, 1)]


@pytest.mark.parametrize(
    ("on", "recorded", "is_after"),
    [
        (date(2023, 6, 15), datetime(2023, 6, 16, 2, tzinfo=UTC), False),  # Thursday, Friday
        (date(2023, 6, 15), datetime(2023, 6, 17, 2, tzinfo=UTC), True),  # Thursday, Saturday
        (date(2023, 6, 16), datetime(2023, 6, 19, 2, tzinfo=UTC), False),  # Friday, Monday
        (date(2023, 6, 16), datetime(2023, 6, 20, 2, tzinfo=UTC), True),  # Friday, Tuesday
    ],
)
def test_the_next_working_day_is_the_last_that_the_clerical_rules_allow(
    engine: Engine, clock: SimulatedClock, on: date, recorded: datetime, is_after: bool
) -> None:
    clock.moment = recorded
    move(engine, TUY_PHUOC, "draft_plan", on=on, today=recorded.date())

    found = entries(engine)

    assert [late.after_next_working_day for late in found.entries] == [is_after]
    assert found.whole.after_next_working_day_rate.numerator == is_after


def test_days_off_are_no_working_days(database_url: str, clock: SimulatedClock) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo-noi-vu", number="1/BNV", issued_on=date(2023, 4, 3))
    task = graph.task("2023-H1", "ha-giang", letter, report=True)
    graph.calendar = WorkCalendar(frozenset({date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3)}))
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(graph.build(), today=date(2023, 4, 10))
        clock.moment = datetime(2023, 5, 4, 2, tzinfo=UTC)
        move(engine, f"ct-33-ttg-2021/{task}", "implement", on=date(2023, 4, 28), today=date(2023, 5, 4))

        (late,) = entries(engine).entries

    assert (late.days_late, late.working_days_late, late.after_next_working_day) == (6, 1, False)


def test_delays_are_sorted_into_spans_that_sum_to_the_rows(engine: Engine, clock: SimulatedClock) -> None:
    for task, day in ((TUY_PHUOC, 14), (HOAI_AN, 18), (AN_LAO, 21)):
        move(engine, task, "draft_plan", on=date(2023, 6, day))
    clock.moment = datetime(2023, 7, 30, 2, tzinfo=UTC)
    move(engine, AN_LAO, "implement", on=date(2023, 6, 21), today=date(2023, 7, 30))

    found = entries(engine)

    assert delays(found) == {"0": 1, "2-3": 1, "4-7": 1, "over-30": 1}
    assert sum(delays(found).values()) == found.whole.rows == 4
    assert [late.days_late for late in found.entries] == [39, 7, 3]
    assert (found.whole.late, found.whole.days_late, found.whole.longest) == (3, 49, 39)
    assert (found.whole.late_rate.percent, found.whole.late_rate.numerator) == ("75.0", 3)


def test_a_clock_that_runs_behind_is_seen_and_is_nobodys_delay(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 25), today=date(2023, 6, 25))

    found = entries(engine)

    assert delays(found) == {"ahead": 1}
    assert (found.whole.late, found.entries) == (0, ())


@pytest.mark.parametrize("by", get_args(EntryBy))
def test_groups_sum_to_the_whole(engine: Engine, by: EntryBy) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 19), by="Nguyễn Thị Hoa")
    move(engine, AN_LAO, "draft_plan", "implement", on=date(2023, 6, 20))
    move(engine, HOAI_AN, "waive", as_agency="binh-dinh", reason="bão lũ", by="Trần Văn Bình")

    found = entries(engine, by)

    for name in ("rows", "late", "after_next_working_day", "days_late"):
        assert sum(getattr(group, name) for group in found.groups) == getattr(found.whole, name), name
    assert (
        sum(group.late_rate.total for group in found.groups)
        == found.whole.late_rate.total
        == len(engine.seen().history())
    )


def test_who_recorded_is_the_person_and_failing_that_the_login(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 19), by="Nguyễn Thị Hoa")
    move(engine, AN_LAO, "draft_plan", on=date(2023, 6, 20))

    late = {str(group.name): group.late for group in entries(engine, "person").groups}

    login = engine.seen().history(AN_LAO)[-1].login
    assert late == {"Nguyễn Thị Hoa": 1, login: 1}


def test_an_agency_answers_for_what_it_did_on_the_tasks_of_others(engine: Engine) -> None:
    move(engine, HOAI_AN, "waive", as_agency="binh-dinh", reason="bão lũ", on=date(2023, 6, 19))

    found = entries(engine, "agency")

    assert {group.key: group.late for group in found.groups if group.late} == {"binh-dinh": 1}
    (late,) = found.entries
    assert (late.agency, str(late.agency_name)) == ("binh-dinh", "Ủy ban nhân dân tỉnh Bình Định")
    assert late.task_agency == "binh-dinh.huyen-hoai-an"
    assert {group.kind for group in entries(engine, "tier").groups if group.late} == {"province"}


def test_a_row_that_was_taken_back_is_no_late_entry(engine: Engine) -> None:
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 16))
    given = {"as_agency": "binh-dinh.huyen-tuy-phuoc", "reason": "ghi nhầm huyện", "today": TODAY}

    engine.correct(TUY_PHUOC, engine.seen().history(TUY_PHUOC)[-1].seq, undo=True, **given)

    assert entries(engine).entries == ()


def test_what_a_correction_sets_going_by_another_document_is_nobodys_delay(
    database_url: str, clock: SimulatedClock
) -> None:
    graph = GraphBuilder()
    first = graph.document("cv-1", "bo-noi-vu")
    second = graph.document("cv-2", "bo-noi-vu")
    task = f"ct-33-ttg-2021/{graph.task('2023-H1', 'ha-giang', first, second, report=True)}"
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(with_files(graph.build()), today=date(2023, 4, 10))
        given = {"as_agency": "bo-noi-vu", "today": date(2023, 5, 2)}
        engine.release(first, number="1/BNV", on=date(2023, 5, 2), **given)
        engine.release(second, number="2/BNV", on=date(2023, 5, 2), **given)
        clock.moment = datetime(2023, 5, 31, 2, tzinfo=UTC)
        engine.correct(task, 1, undo=True, reason="chưa ban hành", **given | {"today": date(2023, 5, 31)})

        whole = entries(engine).whole

        assert engine.on(TODAY).task(task).state == "issued"
        assert {part.reason: part.count for part in whole.late_rate.left_out}.get("correction") == 1
        assert whole.late == 0


def test_what_was_not_recorded_yet_is_not_seen_in_the_past(engine: Engine, clock: SimulatedClock) -> None:
    before = clock.moment
    clock.moment = datetime(2023, 6, 22, 2, tzinfo=UTC)
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 16), today=date(2023, 6, 22))

    assert entries(engine, known_at=before).entries == ()
    assert len(entries(engine, known_at=clock.moment).entries) == 1
