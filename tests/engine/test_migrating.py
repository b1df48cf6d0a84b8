"""A running cascade goes to another graph: what is told, what is refused, what its tasks say afterwards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from audits import with_files
from changing import counting_by, moved_by_a_day
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TUY_PHUOC, GraphBuilder, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import View
from engine.store.upgrading import upgrade
from workflows.calendars import WorkCalendar
from workflows.graph import DueDate, TaskGraph

TODAY = date(2023, 6, 21)
BY = {"as_agency": "binh-dinh", "reason": "công văn mới", "today": TODAY}
VAN_CANH = f"{DIRECTIVE}/2023-H1/binh-dinh.huyen-van-canh"


@pytest.fixture
def opened(blank_database_url: str, clock: SimulatedClock):
    """An engine with the province of files launched, its plan out and one report given."""
    upgrade(blank_database_url)
    with Engine.open(blank_database_url, clock=clock) as engine:
        engine.launch(with_files(province()), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 20))
        clock.move_on(timedelta(hours=1))
        yield engine


def redated(graph: TaskGraph, day: date, days_off: tuple[date, ...] = ()) -> TaskGraph:
    """The graph with that day for every report of a district, and with these days off."""
    tasks = tuple(
        replace(task, own_due=DueDate(day, "hạn mới")) if ".huyen-" in task.agency else task for task in graph.tasks
    )
    return counting_by(replace(graph, tasks=tasks), WorkCalendar(frozenset(days_off)))


def due(engine: Engine, task: str, view: View | None = None) -> date | None:
    return engine.seen(view or View(TODAY)).task(task).due


def test_a_date_that_was_missed_or_kept_stays(opened: Engine) -> None:
    late = opened.seen(View(TODAY)).task(TUY_PHUOC)

    made = opened.migrate(DIRECTIVE, redated(with_files(province()), date(2023, 7, 10)), **BY)

    assert {change.task for change in made.changes} == {HOAI_AN, AN_LAO}
    assert due(opened, HOAI_AN) == date(2023, 7, 10)
    assert opened.seen(View(TODAY)).task(TUY_PHUOC) == late
    assert late.timeliness == "done_late"


def test_a_later_day_that_was_granted_counts_until_the_files_give_a_later_one(opened: Engine) -> None:
    issuer = {"as_agency": "binh-dinh", "reason": "bão lũ"}
    move(opened, HOAI_AN, "extend", until=date(2023, 7, 5), **issuer)

    opened.migrate(DIRECTIVE, redated(with_files(province()), date(2023, 7, 1)), **BY)
    assert due(opened, HOAI_AN) == date(2023, 7, 5)
    opened.migrate(DIRECTIVE, redated(with_files(province()), date(2023, 7, 20)), **BY)
    assert due(opened, HOAI_AN) == date(2023, 7, 20)
    assert opened.verify().holds


def test_a_granted_day_goes_along_with_a_report_that_is_due_merged_now(opened: Engine) -> None:
    plain = with_files(province())

    def due_by(**days: DueDate | None) -> TaskGraph:
        tasks = (replace(each, **days) if DEPARTMENT.endswith(each.agency) else each for each in plain.tasks)
        return replace(plain, tasks=tuple(tasks))

    stated = DueDate(date(2023, 6, 30), "hạn")
    opened.migrate(DIRECTIVE, due_by(own_due=stated, merged_due=None), **BY)
    move(opened, DEPARTMENT, "extend", until=date(2023, 7, 20), as_agency="binh-dinh", reason="bão lũ")

    made = opened.migrate(DIRECTIVE, due_by(own_due=None, merged_due=stated), **BY)

    assert next(change.what for change in made.changes if change.task == DEPARTMENT) == ("duties",)
    for task in (HOAI_AN, AN_LAO):
        move(opened, task, "draft_plan", "implement", "report")
    move(opened, DEPARTMENT, "draft_plan", "implement", "report")
    assert due(opened, DEPARTMENT) == date(2023, 7, 20)
    assert opened.verify().holds


def test_another_calendar_is_the_cause(opened: Engine) -> None:
    same = redated(with_files(province()), date(2023, 7, 1))
    opened.migrate(DIRECTIVE, same, **BY)

    made = opened.migrate(DIRECTIVE, redated(with_files(province()), date(2023, 7, 3), (date(2023, 7, 3),)), **BY)

    assert made.cause == "calendar"
    last = opened.seen(View(TODAY)).history(HOAI_AN)[-1]
    assert (last.kind, last.cause, last.due_before, last.due_after) == (
        *("migration", "calendar"),
        *(date(2023, 7, 1), date(2023, 7, 3)),
    )
    told = opened.seen(View(TODAY)).why(HOAI_AN)[0].extensions
    assert [(each.trigger, each.before, each.after) for each in told] == [
        ("migrate", date(2023, 6, 19), date(2023, 7, 1)),
        ("migrate", date(2023, 7, 1), date(2023, 7, 3)),
    ]
    assert told[-1].cause == "calendar"


def test_working_days_are_counted_by_the_calendar_of_the_day_asked_about(opened: Engine, clock: SimulatedClock) -> None:
    asked = date(2023, 6, 23)
    clock.move_on(timedelta(days=3))
    before = opened.seen(View(asked)).task(HOAI_AN).working_days_late
    off = counting_by(with_files(province()), WorkCalendar(frozenset({date(2023, 6, 20)})))

    opened.migrate(DIRECTIVE, off, **{**BY, "today": date(2023, 6, 24)}, on=date(2023, 6, 24))

    assert opened.seen(View(asked)).task(HOAI_AN).working_days_late == before - 1
    assert opened.seen(View(date(2023, 6, 24), asked)).task(HOAI_AN).working_days_late == before


def test_figures_and_timelines_of_a_past_day_count_by_what_was_ordered_then(
    opened: Engine, clock: SimulatedClock
) -> None:
    asked = View(date(2023, 6, 24), date(2023, 6, 23))
    clock.move_on(timedelta(days=3))
    with opened.seen(asked) as before:
        figures, dues = before.audit_facts(DIRECTIVE).figures, before.timeline(HOAI_AN)[0].due_dates
    later = redated(with_files(province()), date(2023, 7, 3), (date(2023, 6, 20),))

    opened.migrate(DIRECTIVE, later, **{**BY, "today": date(2023, 6, 24)}, on=date(2023, 6, 24))

    with opened.seen(asked) as after:
        again, then = after.audit_facts(DIRECTIVE).figures, after.timeline(HOAI_AN)[0].due_dates
    assert again.tasks == figures.tasks
    assert again.by_tier == figures.by_tier
    assert then == dues


def test_days_off_move_what_the_files_date_by_them_and_nothing_else(opened: Engine, clock: SimulatedClock) -> None:
    files, later = with_files(province()), date(2023, 7, 3)
    opened.migrate(DIRECTIVE, redated(files, later), **BY)
    clock.move_on(timedelta(hours=1))
    swapped = counting_by(moved_by_a_day(files), WorkCalendar(frozenset({date(2023, 6, 19)})))

    (made,) = opened.recalendar({f"{DIRECTIVE}/2023": (files, swapped)}, **BY)

    assert made.cause == "calendar"
    assert {change.task: change.dues for change in made.changes} == {
        f"{DIRECTIVE}/2023-H1/binh-dinh": {"merged": ("2023-05-29", "2023-05-30")},
        f"{DIRECTIVE}/2023-Y/binh-dinh": {"merged": ("2023-11-14", "2023-11-15")},
        DEPARTMENT: {"own": ("2023-06-19", "2023-06-20")},
    }
    assert due(opened, HOAI_AN) == later
    assert opened.verify().holds


def test_days_that_changed_meanwhile_are_not_written_over(opened: Engine) -> None:
    files = with_files(province())
    swapped = counting_by(files, WorkCalendar(frozenset({date(2023, 6, 19)})))

    with pytest.raises(Refused) as refused:
        opened.recalendar({f"{DIRECTIVE}/2023": (swapped, files)}, **BY)

    assert refused.value.rule == "another-calendar"


def test_a_task_that_is_taken_away_blocks_nobody(opened: Engine) -> None:
    move(opened, HOAI_AN, "draft_plan", "implement", "report")
    move(opened, DEPARTMENT, "draft_plan", "implement", "report")

    made = opened.migrate(DIRECTIVE, with_files(province(2)), **BY)

    assert [(change.task, change.what) for change in made.changes] == [(AN_LAO, ("taken_away",))]
    assert made.unblocked == (DEPARTMENT,)
    move(opened, DEPARTMENT, "consolidate")
    assert opened.verify().holds


def test_what_comes_after_the_consolidation_is_left_out(opened: Engine) -> None:
    for task in (HOAI_AN, AN_LAO):
        move(opened, task, "draft_plan", "implement", "report")
    move(opened, DEPARTMENT, "draft_plan", "implement", "report", "consolidate")

    made = opened.migrate(DIRECTIVE, with_files(province(4)), **BY)

    assert made.too_late == (VAN_CANH,)
    assert [row.task for row in opened.seen(View(TODAY)).status() if row.task == VAN_CANH] == []


def test_a_migration_is_taken_back_only_while_nothing_else_happened(opened: Engine, clock: SimulatedClock) -> None:
    before = [row.as_json() for row in opened.seen(View(TODAY)).status()]
    opened.migrate(DIRECTIVE, redated(with_files(province(2)), date(2023, 7, 10)), **BY)
    clock.move_on(timedelta(hours=1))
    opened.undo_migration(DIRECTIVE, **BY)
    assert [row.as_json() for row in opened.seen(View(TODAY)).status()] == before

    opened.migrate(DIRECTIVE, with_files(province(2)), **BY)
    move(opened, HOAI_AN, "draft_plan")
    with pytest.raises(Refused) as refused:
        opened.undo_migration(DIRECTIVE, **BY)

    assert refused.value.rule == "moved-since"
    assert HOAI_AN in str(refused.value.details)


def test_a_single_row_of_a_migration_is_not_corrected(opened: Engine) -> None:
    opened.migrate(DIRECTIVE, with_files(province(2)), **BY)

    with pytest.raises(Refused) as refused:
        opened.correct(AN_LAO, None, undo=True, as_agency="binh-dinh", reason="nhầm", today=TODAY)

    assert refused.value.rule == "is-migration"
    assert [each.action for each in refused.value.proposals] == ["migrate"]


def test_a_document_that_is_out_keeps_its_number(opened: Engine) -> None:
    other = with_files(province(number="99/KH-UBND"))

    with pytest.raises(Refused) as refused:
        opened.migrate(DIRECTIVE, other, **BY)

    assert refused.value.rule == "stranded"
    assert "99/KH-UBND" in str(refused.value.details)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"as_agency": "binh-dinh.huyen-an-lao"}, "not-yours"),
        ({"reason": " "}, "missing-reason"),
        ({"on": date(2023, 4, 1)}, "not-on-that-day"),
        ({"on": date(2023, 7, 1)}, "not-on-that-day"),
    ],
)
def test_who_why_and_when_are_asked(opened: Engine, given: dict[str, object], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        opened.migrate(DIRECTIVE, with_files(province(2)), **{**BY, **given})

    assert refused.value.rule == rule


def test_the_same_graph_changes_nothing(opened: Engine) -> None:
    rows = len(opened.seen().history())

    made = opened.migrate(DIRECTIVE, with_files(province()), **BY)

    assert (made.event, made.changes) == (None, ())
    assert len(opened.seen().history()) == rows


def test_another_cascade_or_lifecycle_is_refused(opened: Engine) -> None:
    elsewhere = GraphBuilder("ct-9", 2023)
    elsewhere.document("ct-9", "binh-dinh", number="9/CT", issued_on=date(2023, 1, 1))
    elsewhere.task("2023-H1", "binh-dinh", "ct-9", report=True)
    graph = with_files(province())
    other = {**graph.lifecycle, "key": "khac"}

    for asked, rule in (
        (elsewhere.build(), "another-cascade"),
        (replace(graph, lifecycle=other), "another-lifecycle"),
    ):
        with pytest.raises(Refused) as refused:
            opened.migrate(DIRECTIVE, asked, **BY)
        assert refused.value.rule == rule
