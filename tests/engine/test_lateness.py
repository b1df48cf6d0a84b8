"""Who was late: each deliverable by its own date, tasks beside them, and everything adds up."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, GraphBuilder, agency_of, move, province, put_plan_out

import words
from engine import Engine, SimulatedClock
from engine.errors import NotFound
from engine.figures.audit_results import By, Classes, Deliverable, Lateness
from engine.figures.grouping import UnknownGrouping
from engine.figures.rates import percent
from engine.scope import Scope
from words import spoken
from workflows.calendars import WorkCalendar

TODAY = date(2023, 6, 21)
REASON = {"reason": "bão lũ"}
CLASSES = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted")


@pytest.fixture
def out(engine: Engine) -> Engine:
    """The province's plan is out since 20 March; nobody has drafted one of his own yet."""
    put_plan_out(engine)
    return engine


def lateness(engine: Engine, today: date = TODAY, by: By = "tier", **more) -> Lateness:
    return engine.on(today).lateness(Scope(**more), by=by, every=True)


def item(found: Lateness, task: str, report: str = "own") -> Deliverable:
    return next(each for each in found.every if (each.task, each.report) == (task, report))


def report(engine: Engine, task: str, on: date) -> None:
    """The whole way up to the report, all on that day."""
    move(engine, task, "draft_plan", "implement", "report", on=on)


def counted(classes: Classes) -> dict[str, int]:
    return {name: count for name in CLASSES if (count := getattr(classes, name))}


# one deliverable


@pytest.mark.parametrize(
    ("on", "class_", "days", "working_days"),
    [
        (date(2023, 6, 19), "done_on_time", 0, 0),
        (date(2023, 6, 20), "done_late", 1, 1),
        (date(2023, 6, 21), "done_late", 2, 2),
    ],
)
def test_a_report_is_on_time_up_to_its_last_on_time_day(
    out: Engine, on: date, class_: str, days: int, working_days: int
) -> None:
    report(out, TUY_PHUOC, on)

    found = item(lateness(out), TUY_PHUOC)

    assert (found.class_, found.done_on, found.due) == (class_, on, date(2023, 6, 19))
    assert (found.days_late, found.working_days_late) == (days, working_days)


def test_what_is_owed_is_late_up_to_today_and_a_weekend_is_no_working_time(out: Engine) -> None:
    found = item(lateness(out, date(2023, 6, 26)), TUY_PHUOC)  # Monday; due on the Monday before

    assert (found.class_, found.done_on) == ("doing_overdue", None)
    assert (found.days_late, found.working_days_late) == (7, 5)


def test_on_the_last_on_time_day_itself_there_is_still_time(out: Engine) -> None:
    found = item(lateness(out, date(2023, 6, 19)), TUY_PHUOC)

    assert (found.class_, found.days_late) == ("doing_in_time", 0)


def test_an_own_and_a_merged_report_are_judged_apart(out: Engine) -> None:
    report(out, DEPARTMENT, date(2023, 6, 19))

    found = lateness(out)

    assert item(found, DEPARTMENT, "own").class_ == "done_on_time"
    assert item(found, DEPARTMENT, "merged").class_ == "no_due_date"
    assert item(found, DEPARTMENT, "merged").open_inputs == 3
    assert (item(found, TOP, "merged").class_, item(found, TOP, "merged").days_late) == ("doing_overdue", 23)


def test_a_plan_for_several_periods_is_one_deliverable(out: Engine) -> None:
    plans = [each for each in lateness(out).every if each.report == "plan"]

    province_plan = next(each for each in plans if each.agency == "binh-dinh")

    assert (province_plan.serves, province_plan.period, province_plan.done_on) == (2, None, date(2023, 4, 3))
    assert len(plans) == len({each.task for each in plans}) == 6


def test_an_extension_moves_the_date_and_the_first_one_stays_beside_it(out: Engine) -> None:
    move(out, TUY_PHUOC, "extend", as_agency="binh-dinh", until=date(2023, 6, 30), today=date(2023, 6, 22), **REASON)
    move(out, TUY_PHUOC, "draft_plan", "implement", "report", today=date(2023, 6, 28))

    found = lateness(out, date(2023, 7, 3))
    extended = item(found, TUY_PHUOC)

    assert (extended.class_, extended.due, extended.due_at_launch) == (
        "done_on_time",
        date(2023, 6, 30),
        date(2023, 6, 19),
    )
    assert (extended.days_late, extended.days_after_launch_due) == (0, 9)
    assert found.whole.extended == 1
    late = found.whole.deliverables.done_late + found.whole.deliverables.doing_overdue
    assert found.whole.late_at_launch_due == late + 1


def test_a_returned_report_counts_from_when_it_was_given_again(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 16))
    move(out, TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", on=date(2023, 6, 20), **REASON)

    back = item(lateness(out), TUY_PHUOC)
    move(out, TUY_PHUOC, "report", on=date(2023, 6, 21))
    again = item(lateness(out), TUY_PHUOC)

    assert (back.class_, back.done_on, back.first_done_on, back.returned) == (
        "doing_overdue",
        None,
        date(2023, 6, 16),
        1,
    )
    assert (again.class_, again.done_on, again.days_late) == ("done_late", date(2023, 6, 21), 2)
    assert (again.first_done_on, again.returned) == (date(2023, 6, 16), 1)


@pytest.mark.parametrize("trigger", ["waive", "suspend"])
def test_what_need_not_be_done_now_is_not_counted_and_what_was_given_stays_judged(out: Engine, trigger: str) -> None:
    report(out, DEPARTMENT, date(2023, 6, 21))
    move(out, DEPARTMENT, trigger, as_agency="binh-dinh", **REASON)
    move(out, AN_LAO, trigger, as_agency="binh-dinh", **REASON)

    found = lateness(out)

    assert item(found, AN_LAO).class_ == "not_counted"
    assert item(found, DEPARTMENT, "own").class_ == "done_late"
    assert item(found, DEPARTMENT, "merged").class_ == "not_counted"
    counts = found.whole.deliverables
    assert counts.by_standing == {{"waive": "waived", "suspend": "suspended"}[trigger]: counts.not_counted}
    assert counts.not_counted > 0


def test_a_due_date_that_passes_before_the_task_is_given_out_is_marked(engine: Engine) -> None:
    never = item(lateness(engine), TUY_PHUOC)  # the province's plan is not out
    move(engine, TOP, "draft_plan", document="18/KH-UBND", on=TODAY)
    afterwards = lateness(engine)

    assert (never.class_, never.issued_on, never.due_before_issue) == ("doing_overdue", None, True)
    assert (item(afterwards, TUY_PHUOC).issued_on, item(afterwards, TUY_PHUOC).due_before_issue) == (TODAY, True)
    assert not item(afterwards, TOP, "merged").due_before_issue
    assert afterwards.whole.due_before_issue == 4  # three districts and the department; not the province itself


# figures


def test_the_official_classes_and_what_stands_beside_them_sum_to_all(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 19))
    report(out, HOAI_AN, date(2023, 6, 21))
    move(out, AN_LAO, "waive", as_agency="binh-dinh", **REASON)

    whole = lateness(out).whole

    assert counted(whole.deliverables) == {
        "done_on_time": 1,
        "done_late": 1,
        "doing_in_time": 1,
        "doing_overdue": 2,
        "no_due_date": 7,
        "not_counted": 2,
    }
    assert sum(counted(whole.deliverables).values()) == whole.deliverables.total == 14
    assert sum(counted(whole.tasks).values()) == whole.tasks.total == 8


def test_a_rate_shows_what_it_was_made_of(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 19))
    report(out, HOAI_AN, date(2023, 6, 21))

    rate = lateness(out, under="binh-dinh.huyen-tuy-phuoc").whole.on_time
    whole = lateness(out).whole.on_time

    assert (rate.numerator, rate.denominator, rate.percent, rate.total) == (1, 1, "100.0", 2)
    assert (whole.numerator, whole.denominator, whole.percent) == (1, 5, "20.0")
    assert {part.reason: part.count for part in whole.left_out} == {"doing_in_time": 1, "no_due_date": 8}
    assert whole.denominator + sum(part.count for part in whole.left_out) == whole.total == 14


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(2, 3, "66.7"), (1, 3, "33.3"), (1, 2000, "0.1"), (1, 2001, "0.0"), (7, 7, "100.0")]
)
def test_a_percentage_is_rounded_to_the_nearest_tenth(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_nothing_to_divide_is_no_percentage(out: Engine) -> None:
    rate = lateness(out, period="2023-once").whole.on_time

    assert (rate.numerator, rate.denominator, rate.percent) == (0, 0, None)


@pytest.mark.parametrize("by", get_args(By))
def test_groups_sum_to_the_whole(out: Engine, by: By) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 21))

    found = lateness(out, by=by)

    for name in (*CLASSES, "total"):
        for unit in ("deliverables", "tasks"):
            parts = [getattr(getattr(group, unit), name) for group in found.groups]
            assert sum(parts) == getattr(getattr(found.whole, unit), name), (name, unit)
    assert sum(group.days_late for group in found.groups) == found.whole.days_late
    assert max(group.longest for group in found.groups) == found.whole.longest


def keys(found: Lateness) -> list[str]:
    return [group.key for group in found.groups]


def test_groups_come_in_the_order_people_expect(out: Engine) -> None:
    assert keys(lateness(out, by="tier")) == ["/ministry", "/province", "/department", "/district"]
    assert keys(lateness(out, by="period")) == ["2023-plan", "2023-H1", "2023-once", "2023-Y"]
    assert keys(lateness(out, by="agency"))[:3] == ["binh-dinh", "binh-dinh.huyen-an-lao", "binh-dinh.huyen-hoai-an"]
    assert keys(lateness(out, by="year")) == ["2023"]


def test_years_stand_apart(out: Engine, clock: SimulatedClock) -> None:
    out.launch(province(year=2024, number="20/KH-UBND"), today=date(2024, 4, 4))

    found = out.on(date(2024, 6, 20)).lateness(by="year")

    assert {group.key: group.deliverables.total for group in found.groups} == {"2023": 14, "2024": 14}
    assert found.cascades == ("ct-33-ttg-2021/2023", "ct-33-ttg-2021/2024")


def test_the_late_are_listed_worst_first(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 21))

    found = out.on(TODAY).lateness()

    assert found.every == ()
    assert [each.days_late for each in found.late] == [23, 2, 2, 2, 2]
    assert found.late[0].task == TOP
    assert len(found.late) == found.whole.deliverables.done_late + found.whole.deliverables.doing_overdue


def test_the_scope_is_that_of_every_other_question(out: Engine) -> None:
    inside = lateness(out, under="Sở Nội vụ tỉnh Bình Định", period="6 tháng")

    assert {each.agency for each in inside.every} == {"binh-dinh.so-noi-vu"}
    assert inside.whole.tasks.total == 1
    with pytest.raises(NotFound):
        lateness(out, under="ha-noi")


def test_figures_can_be_grouped_by_known_names_only(out: Engine) -> None:
    with pytest.raises(UnknownGrouping) as refused:
        out.on(TODAY).lateness(by="month")  # type: ignore[arg-type]

    assert "tier" in words.hint(refused.value)


def test_the_class_of_a_task_is_its_timeliness(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 21))
    report(out, HOAI_AN, date(2023, 6, 16))
    expected = {
        "done_on_time": ["done_on_time"],
        "done_late": ["done_late"],
        "doing_in_time": ["on_time", "due_soon"],
        "doing_overdue": ["overdue"],
        "no_due_date": ["no_due_date"],
        "not_counted": ["not_counted"],
    }

    tasks = lateness(out).whole.tasks
    rows = [row.timeliness for row in out.on(TODAY).status()]

    assert {name: getattr(tasks, name) for name in CLASSES} == {
        name: sum(row in timeliness for row in rows) for name, timeliness in expected.items()
    }


# the past


def test_figures_of_the_past(out: Engine, clock: SimulatedClock) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 19))

    then = out.on(TODAY, as_of=date(2023, 6, 18)).lateness(every=True)
    now = out.on(TODAY, as_of=date(2023, 6, 19)).lateness(every=True)

    assert (item(then, TUY_PHUOC).class_, then.today) == ("doing_in_time", date(2023, 6, 18))
    assert item(now, TUY_PHUOC).class_ == "done_on_time"


def test_a_corrected_day_is_the_day_that_counts(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 15))
    move(out, TUY_PHUOC, "report", on=date(2023, 6, 21))
    mistaken = item(lateness(out), TUY_PHUOC)
    given = {"as_agency": "binh-dinh.huyen-tuy-phuoc", "reason": "ghi nhầm ngày", "today": TODAY}

    out.correct(TUY_PHUOC, out.seen().history(TUY_PHUOC)[-1].seq, on=date(2023, 6, 19), **given)

    assert mistaken.class_ == "done_late"
    assert item(lateness(out), TUY_PHUOC).class_ == "done_on_time"


def test_a_report_that_is_taken_back_was_never_given(out: Engine) -> None:
    report(out, TUY_PHUOC, date(2023, 6, 16))
    given = {"as_agency": "binh-dinh.huyen-tuy-phuoc", "reason": "ghi nhầm huyện", "today": TODAY}

    out.correct(TUY_PHUOC, out.seen().history(TUY_PHUOC)[-1].seq, undo=True, **given)

    found = item(lateness(out), TUY_PHUOC)
    assert (found.class_, found.done_on, found.first_done_on, found.returned) == ("doing_overdue", None, None, 0)


def test_a_plan_with_a_date_is_late_by_that_date(database_url: str, clock: SimulatedClock) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo-noi-vu", number="1/BNV", issued_on=date(2023, 4, 3))
    for period in ("2023-H1", "2023-Y"):
        graph.task(period, "ha-giang", letter, plan=True, report=True, plan_due=date(2023, 4, 28))
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(graph.build(), today=date(2023, 5, 1))
        owed = lateness(engine, date(2023, 5, 2))
        move(engine, "ct-33-ttg-2021/2023-Y/ha-giang", "draft_plan", on=date(2023, 5, 4), today=date(2023, 5, 4))
        given = lateness(engine)

    assert [(each.report, each.class_, each.days_late, each.serves) for each in owed.late] == [
        ("plan", "doing_overdue", 4, 2)
    ]
    assert [(each.class_, each.done_on, each.days_late) for each in given.late] == [("done_late", date(2023, 5, 4), 6)]


def test_every_answer_is_plain_json(out: Engine) -> None:
    data = spoken(lateness(out).as_json())

    assert data["every"][0]["class"] in CLASSES
    assert data["whole"]["on_time"]["left_out"][0].keys() == {"reason", "count", "vi", "en"}


def test_where_agencies_have_days_of_their_own_each_cascade_counts_by_its_own_days(sqlite_url: str) -> None:
    agency, off = agency_of(HOAI_AN), [date(2023, 6, 20), date(2023, 6, 21)]
    with Engine.open(sqlite_url) as engine:
        for number, days in enumerate((off[:1], off), 1):
            calendar = WorkCalendar(local={agency: WorkCalendar(frozenset(days))})
            graph = replace(province(), directive=f"ct-{number}-ttg-2023", calendar=calendar)
            engine.launch(graph, today=date(2023, 5, 1))
        seen = engine.on(date(2023, 6, 23))
        alone = [each for number in (1, 2) for each in seen.lateness(Scope(f"ct-{number}-ttg-2023")).late]

        assert sorted(seen.lateness().late, key=str) == sorted(alone, key=str)
        assert len({each.working_days_late for each in alone if each.agency == agency}) > 1
