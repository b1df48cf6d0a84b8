"""Days on which a task was not active are no days late: as text of its row, counted, and in every answer alike."""

import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, TUY_PHUOC, GraphBuilder, agency_of, move, own_lifecycle, province, put_plan_out
from hypothesis import given
from hypothesis import strategies as st

from engine import Engine, SimulatedClock
from engine.cascade.timeliness import days_late, working_days_late
from engine.chain.pauses import paused_after, read_pauses
from engine.figures.audit_results import Deliverable
from engine.questions.filters import Filters
from engine.scope import Scope, View
from engine.store.database import connect
from workflows.calendars import WorkCalendar

FIRST, TODAY = date(2023, 6, 1), date(2023, 6, 28)
DUE = date(2023, 6, 19)
STANDINGS = ("active", "suspended", "waived")
CALENDAR = WorkCalendar(frozenset({date(2023, 6, 6), date(2023, 6, 22)}), frozenset({date(2023, 6, 10)}))


def issuer(engine: Engine, task: str, trigger: str, on: date, **details: Any) -> None:
    move(engine, task, trigger, **{"as_agency": "binh-dinh", "reason": "bão lũ", "on": on, "today": TODAY, **details})


def june(day: int) -> date:
    return date(2023, 6, day)


def owed(engine: Engine, task: str, report: str = "own") -> Deliverable:
    found = engine.on(TODAY).lateness(Scope(), every=True).every
    return next(item for item in found if (item.task, item.report) == (task, report))


@pytest.fixture
def out(engine: Engine) -> Engine:
    """The province's plan is out; nobody has drafted one of his own yet."""
    put_plan_out(engine)
    return engine


# the text, and counting by it

changes = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(STANDINGS)), max_size=8).map(
    lambda found: [(FIRST + timedelta(day), standing) for day, standing in sorted(found, key=lambda each: each[0])]
)
days = st.integers(0, 35).map(lambda number: FIRST + timedelta(number))


def folded(chain: list[tuple[date, str]]) -> str | None:
    paused, standing = None, "active"
    for day, after in chain:
        paused, standing = paused_after(paused, standing, after, day.isoformat()), after
    return paused


def ends_active(chain: list[tuple[date, str]], day: date) -> bool:
    return ([standing for on, standing in chain if on <= day] or ["active"])[-1] == "active"


@given(changes, days)
def test_a_day_is_paused_if_it_ended_in_another_standing(chain: list[tuple[date, str]], day: date) -> None:
    pauses = read_pauses(folded(chain))

    assert any(since <= day < until for since, until in pauses) is not ends_active(chain, day)
    assert all(since < until for since, until in pauses)


@given(changes, days, days)
def test_late_are_the_days_after_the_due_date_that_are_not_paused(
    chain: list[tuple[date, str]], due: date, counted_to: date
) -> None:
    pauses, is_active = read_pauses(folded(chain)), ends_active(chain, counted_to)
    every = [due + timedelta(number) for number in range(1, (counted_to - due).days + 1)]
    counted = [day for day in every if ends_active(chain, day)]

    late = days_late(due, counted_to, pauses, is_active=is_active)
    working = working_days_late(due, counted_to, CALENDAR, pauses, is_active=is_active)

    assert late == (len(counted), len(every) - len(counted))
    assert working == sum(map(CALENDAR.is_working_day, counted))


@given(changes, days, days)
def test_who_is_active_after_the_due_date_is_late(chain: list[tuple[date, str]], due: date, counted_to: date) -> None:
    late = days_late(due, counted_to, read_pauses(folded(chain)))

    assert (late.days > 0) is (counted_to > due)


# the task's row


def paused_of(url: str, agency: str) -> Any:
    connection, _ = connect(url)
    statement = (
        "SELECT t.paused FROM task t JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
        f"WHERE a.key = '{agency}'"
    )
    ((paused,),) = connection.execute(statement).fetchall()
    connection.close()
    return None if paused is None else json.loads(paused)


def test_the_row_keeps_each_pause_and_loses_what_is_taken_back(out: Engine, database_url: str) -> None:
    before = paused_of(database_url, agency_of(TUY_PHUOC))
    issuer(out, TUY_PHUOC, "suspend", june(15))
    issuer(out, TUY_PHUOC, "resume", june(21))
    issuer(out, TUY_PHUOC, "waive", june(23))
    both = paused_of(database_url, agency_of(TUY_PHUOC))
    last = {"as_agency": "binh-dinh", "reason": "ghi nhầm", "today": TODAY}

    out.correct(TUY_PHUOC, None, undo=True, **last)
    one = paused_of(database_url, agency_of(TUY_PHUOC))
    resumed = next(row.seq for row in out.seen().history(TUY_PHUOC) if row.trigger == "resume")
    out.correct(TUY_PHUOC, resumed, on=june(22), **last)

    assert before is None
    assert both == [["2023-06-15", "2023-06-21"], ["2023-06-23", None]]
    assert one == [["2023-06-15", "2023-06-21"]]
    assert paused_of(database_url, agency_of(TUY_PHUOC)) == [["2023-06-15", "2023-06-22"]]
    assert out.verify().holds


# answers


def test_every_answer_leaves_the_same_days_out(out: Engine) -> None:
    move(out, TUY_PHUOC, "draft_plan", "implement", on=june(12))
    issuer(out, TUY_PHUOC, "suspend", june(15))
    issuer(out, TUY_PHUOC, "resume", june(23))
    seen = out.on(TODAY)
    (department,) = (item for item in seen.blocked() if item.task == DEPARTMENT)

    said = [
        seen.task(TUY_PHUOC),
        next(root for root in department.root_blockers if root.task == TUY_PHUOC),
        next(item for item in department.waiting if item.task == TUY_PHUOC),
        seen.why(TUY_PHUOC)[0],
        next(mark for mark in seen.timeline(TUY_PHUOC)[0].due_dates if mark.report == "own"),
        owed(out, TUY_PHUOC),
    ]

    assert {(row.days_late, row.suspended_days) for row in said} == {(6, 3)}
    assert {row.working_days_late for row in said if hasattr(row, "working_days_late")} == {4}
    whole = seen.lateness(Scope(), every=True)
    assert whole.whole.suspended_days == sum(item.suspended_days for item in whole.late) == 3


def test_what_is_late_longest_stands_first_by_the_days_that_count(out: Engine) -> None:
    for task in (TUY_PHUOC, AN_LAO):
        move(out, task, "draft_plan", "implement", on=june(12))
    issuer(out, TUY_PHUOC, "suspend", june(15))
    issuer(out, TUY_PHUOC, "resume", june(23))

    rows = out.on(TODAY).status(Scope(), Filters(sort="late"))

    assert [row.days_late for row in rows] == sorted((row.days_late for row in rows), reverse=True)
    assert [row.task for row in rows].index(AN_LAO) < [row.task for row in rows].index(TUY_PHUOC)


def test_a_consolidation_is_overdue_by_a_paused_input_without_counting_its_days(out: Engine) -> None:
    for task in (TUY_PHUOC, AN_LAO, f"{TUY_PHUOC.rpartition('.')[0]}.huyen-hoai-an", DEPARTMENT):
        triggers = ("draft_plan", "implement", "report")
        move(out, task, *(triggers[:2] if task == TUY_PHUOC else triggers), on=june(14))
    issuer(out, TUY_PHUOC, "suspend", june(15))
    seen = out.on(TODAY)

    for filters in (Filters(), Filters(is_overdue=True)):
        (department,) = (item for item in seen.blocked(Scope(), filters) if item.task == DEPARTMENT)
        said = department.status, department.days_late, department.working_days_late, department.suspended_days
        assert said == ("overdue", 0, 0, 9)


def test_a_report_given_on_the_day_of_the_pause_is_late_by_that_day(out: Engine) -> None:
    move(out, DEPARTMENT, "draft_plan", "implement", "report", on=june(20))
    issuer(out, DEPARTMENT, "suspend", june(20))

    found = owed(out, DEPARTMENT)

    assert (found.class_, found.days_late, found.suspended_days) == ("done_late", 1, 0)


def test_an_extension_begins_to_count_anew(out: Engine) -> None:
    issuer(out, TUY_PHUOC, "suspend", june(15))
    issuer(out, TUY_PHUOC, "resume", june(23))
    issuer(out, TUY_PHUOC, "extend", june(23), until=june(25))

    found = owed(out, TUY_PHUOC)

    assert (found.days_late, found.suspended_days, found.days_after_launch_due) == (3, 0, 6)


def test_a_plan_of_several_tasks_is_paused_only_while_all_of_them_are(database_url: str, clock: SimulatedClock) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv-1", "bo-noi-vu", number="1/BNV", issued_on=date(2023, 4, 3))
    half, year = (
        f"ct-33-ttg-2021/{graph.task(period, 'ha-giang', letter, plan=True, report=True, plan_due=date(2023, 4, 28))}"
        for period in ("2023-H1", "2023-Y")
    )
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(graph.build(), today=date(2023, 5, 1))
        for task, left, back in ((half, 2, 8), (year, 5, 11)):
            for trigger, day in (("suspend", left), ("resume", back)):
                issuer(engine, task, trigger, date(2023, 5, day), as_agency="bo-noi-vu")
        move(engine, year, "draft_plan", on=date(2023, 5, 12))
        (plan,) = engine.on(TODAY).lateness(Scope(), every=True).late

    assert (plan.report, plan.days_late, plan.suspended_days) == ("plan", 11, 3)


def test_an_own_lifecycle_pauses_by_its_own_triggers(database_url: str, clock: SimulatedClock) -> None:
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(replace(province(), lifecycle=own_lifecycle()), today=date(2023, 5, 1))
        put_plan_out(engine)
        issuer(engine, AN_LAO, "defer", june(10))
        issuer(engine, AN_LAO, "take_up", june(22))
        issuer(engine, AN_LAO, "inspect", june(25))
        before = engine.seen(View(TODAY, as_of=june(24))).task(AN_LAO)
        within = engine.seen(View(TODAY, as_of=june(25))).task(AN_LAO)

        assert (before.days_late, before.suspended_days) == (3, 2)
        assert (within.standing, within.days_late, within.suspended_days) == ("inspected", 0, 0)
        assert engine.verify().holds
    pauses = [["2023-06-10", "2023-06-22"], ["2023-06-25", None]]
    assert paused_of(database_url, agency_of(AN_LAO)) == pauses


class OneEnded:
    """A registry in which An Lão ended with a day, and one other agency took over all of its work."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __contains__(self, key: str) -> bool:
        return True

    def get(self, key: str) -> Any:
        until = self.day - timedelta(1) if key == agency_of(AN_LAO) else None
        names = {"name_on": lambda day: key, "name_en": "", "short": None, "kind": "", "level": "", "superior": None}
        return SimpleNamespace(valid_until=until, in_force_on=lambda day: until is None or day <= until, **names)

    def successors_of(self, key: str) -> list[Any]:
        heir = SimpleNamespace(to_key="binh-dinh.xa-an-lao", on=self.day, extent="whole", basis="Luật")
        return [heir] if key == agency_of(AN_LAO) else []

    def why_no_heir(self, key: str) -> str:
        return "Luật"


def test_the_pauses_go_with_the_work_to_who_takes_it_over(out: Engine, database_url: str) -> None:
    issuer(out, AN_LAO, "suspend", june(15))
    issuer(out, AN_LAO, "resume", june(21))
    issuer(out, AN_LAO, "suspend", june(25))
    given = {"as_agency": "thu-tuong", "reason": "sắp xếp", "today": TODAY}

    out.hand_over("ct-33-ttg-2021/2023", OneEnded(TODAY), **given)  # type: ignore[arg-type]
    handed_over = paused_of(database_url, "binh-dinh.xa-an-lao")
    held = out.verify().holds
    out.undo_migration("ct-33-ttg-2021/2023", **given)

    assert handed_over == [["2023-06-15", "2023-06-21"], ["2023-06-25", None]]
    assert held
    assert paused_of(database_url, agency_of(AN_LAO)) == handed_over
    assert out.verify().holds
