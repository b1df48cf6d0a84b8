"""What an undo takes back, and what stands: exactly what could not have been done without the move."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from audits import with_files
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TOP, TUY_PHUOC, GraphBuilder, move, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import Refused
from workflows.agencies import Registry
from workflows.compiler import compile_cascade, draft_tasks
from workflows.library import Library
from workflows.linker import link

TODAY = date(2023, 6, 21)
REASON = {"reason": "ghi nhầm", "today": TODAY}
SPRING = date(2024, 3, 25)


def answers(engine: Engine, today: date = TODAY) -> dict[str, Any]:
    """All that is said today."""
    status = engine.on(today).status()
    agencies = sorted({row.agency for row in status})
    return {
        "status": [row.as_json() for row in status],
        "blocked": [row.as_json() for row in engine.on(today).blocked()],
        "todo": [row.as_json() for agency in agencies[:8] for row in engine.on(today).todo(agency)],
        "why": [[step.as_json() for step in engine.on(today).why(row.task)] for row in status[:8]],
        "lateness": engine.on(today).lateness().as_json(),
    }


@pytest.fixture
def year_2024(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """The real cascade of 2024: letter 1432 of 2023 and plan 246 of 2022 are both out since 1 January."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = compile_cascade(draft_tasks(link(Library.load(), Registry.load(), DIRECTIVE, 2024)))
        engine.launch(graph, today=SPRING)
        yield engine


def test_a_task_stays_on_every_other_ground_that_it_has(year_2024: Engine) -> None:
    before = {row.task: row for row in year_2024.on(SPRING).status()}

    year_2024.correct(
        f"{DIRECTIVE}/2024-H1/ha-giang", 1, undo=True, as_agency="bo-noi-vu", reason="ghi nhầm", today=SPRING
    )

    after = {row.task: row for row in year_2024.on(SPRING).status()}
    fell = {task for task, row in after.items() if row.state != before[task].state}
    city = f"{DIRECTIVE}/2024-H1/ho-chi-minh"
    assert {after[task].document for task in fell} == {"cv-1432-bnv-2023"}
    assert (after[city].state, after[city].since) == (before[city].state, date(2024, 1, 1))
    assert year_2024.verify().holds


def test_releasing_it_again_brings_everything_back(year_2024: Engine) -> None:
    before = answers(year_2024, SPRING)
    year_2024.correct(
        f"{DIRECTIVE}/2024-H1/ha-giang", 1, undo=True, as_agency="bo-noi-vu", reason="ghi nhầm", today=SPRING
    )

    year_2024.release("cv-1432-bnv-2023", number=None, on=None, as_agency="bo-noi-vu", today=SPRING)

    assert answers(year_2024, SPRING) == before
    assert year_2024.verify().holds


def test_a_ground_may_go_too(year_2024: Engine) -> None:
    city = f"{DIRECTIVE}/2024-H1/ho-chi-minh"
    given = {"undo": True, "reason": "ghi nhầm", "today": SPRING}
    year_2024.correct(f"{DIRECTIVE}/2024-H1/ha-giang", 1, as_agency="bo-noi-vu", **given)

    year_2024.correct(city, 1, as_agency="ho-chi-minh", **given)

    assert year_2024.on(SPRING).task(city).state == "pending"
    assert year_2024.verify().holds


def two_periods() -> GraphBuilder:
    """One plan for two periods of a district, under a letter that is out."""
    graph = GraphBuilder("ct-1")
    letter = graph.document("cv-bo", "bo", number="1/BO", issued_on=date(2023, 3, 1))
    for period in ("2023-H1", "2023-Y"):
        graph.task(period, "huyen", letter, plan=True, report=True)
    graph.tasks["2023-H1/huyen"], graph.tasks["2023-Y/huyen"] = (
        graph.tasks[key].__class__(
            **{name: getattr(graph.tasks[key], name) for name in graph.tasks[key].__slots__} | {"plan_group": "huyen"}
        )
        for key in ("2023-H1/huyen", "2023-Y/huyen")
    )
    return graph


def test_a_resume_takes_nothing_of_another_period(database_url: str, clock: SimulatedClock) -> None:
    first, second = "ct-1/2023-H1/huyen", "ct-1/2023-Y/huyen"
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(two_periods().build(), today=date(2023, 4, 1))
        engine.advance(first, "suspend", as_agency="bo", **REASON)
        (resumed,) = engine.advance(first, "resume", as_agency="bo", **REASON)
        for trigger in ("draft_plan", "implement", "report"):
            engine.advance(second, trigger, as_agency="huyen", today=TODAY)
        assert engine.on(TODAY).task(first).state == "plan_drafted"

        corrected = engine.correct(first, resumed.seq, undo=True, as_agency="bo", **REASON)

        assert [item.task for item in corrected] == [first]
        assert [(row.trigger, row.why) for row in corrected[0].taken_back] == [
            ("resume", "asked"),
            ("draft_plan", "not-lawful"),
        ]
        assert engine.on(TODAY).task(second).state == "reported"
        assert engine.verify().holds


def everything(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, DEPARTMENT, "consolidate")
    move(engine, TOP, "implement", "consolidate")


MOVES: dict[str, Callable[[Engine], Any]] = {
    "plan that goes out": put_plan_out,
    "report": lambda engine: move(engine, AN_LAO, "draft_plan", "implement", "report"),
    "waive": lambda engine: move(engine, AN_LAO, "waive", as_agency="binh-dinh", reason="bão"),
    "suspend": lambda engine: move(engine, AN_LAO, "suspend", as_agency="binh-dinh", reason="bão"),
    "return": lambda engine: move(
        engine, AN_LAO, "return_report", as_agency="binh-dinh.so-noi-vu", reason="thiếu", what="own"
    ),
    "consolidation": lambda engine: move(engine, DEPARTMENT, "consolidate"),
}
BEFORE: dict[str, Callable[[Engine], Any]] = {
    "plan that goes out": lambda engine: None,
    "report": put_plan_out,
    "waive": put_plan_out,
    "suspend": put_plan_out,
    "return": everything,
    "consolidation": lambda engine: (
        put_plan_out(engine),
        [move(engine, task, "draft_plan", "implement", "report") for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT)],
    ),
}


@pytest.mark.parametrize("name", MOVES)
def test_taken_back_and_made_again_everything_is_as_it_was(name: str, engine: Engine) -> None:
    BEFORE[name](engine)
    moved = MOVES[name](engine)
    first, before = moved[0], answers(engine)
    agency = engine.seen().history(first.task)[first.seq - 1].agency

    engine.correct(first.task, first.seq, undo=True, as_agency=agency, **REASON)
    if name == "report":
        move(engine, AN_LAO, "report")
    else:
        MOVES[name](engine)

    assert answers(engine) == before
    assert engine.verify().holds


def two_plans(engine: Engine) -> None:
    """One task waits for a plan without a number; the task that makes it stands on a plan that is out."""
    graph = GraphBuilder()
    out = graph.document("kh-1", "tinh", number="1/KH", issued_on=date(2023, 1, 19), is_plan=True)
    waiting = graph.document("kh-2", "so", is_plan=True)
    graph.task("2023-H1", "huyen", out, waiting, report=True)
    graph.task("2023-Y", "so", out, waiting, plan=True, report=True)
    engine.launch(graph.build(), today=TODAY)


def test_a_ground_that_goes_in_its_turn_is_no_ground(database_url: str, clock: SimulatedClock) -> None:
    """With kh-1 its maker's plan goes, and with that kh-2: who stood on kh-2 instead stands on nothing."""
    with Engine.open(database_url, clock=clock) as engine:
        two_plans(engine)
        move(engine, f"{DIRECTIVE}/2023-Y/so", "draft_plan", document="2/KH", on=date(2023, 5, 23))

        engine.correct(f"{DIRECTIVE}/2023-Y/so", 1, undo=True, as_agency="tinh", **REASON)

        assert {row.state for row in engine.on(TODAY).status()} == {"pending"}
        assert engine.verify().holds


def test_nobody_is_left_waiting_for_a_document_that_was_revoked(database_url: str, clock: SimulatedClock) -> None:
    """What is finished outlives its document; taken back it would wait for what nobody can release."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 19))
        graph.task("2023-H1", "huyen", letter, report=True)
        engine.launch(graph.build(), today=TODAY)
        task = f"{DIRECTIVE}/2023-H1/huyen"
        move(engine, task, "implement", "report")
        engine.revoke("cv-1", as_agency="bo", **REASON)

        with pytest.raises(Refused) as refused:
            engine.correct(task, 1, undo=True, as_agency="bo", **REASON)

        assert refused.value.rule == "already-revoked"
        note = next(row.seq for row in engine.seen().history(task) if row.trigger == "revoke")
        engine.correct(task, note, undo=True, as_agency="bo", **REASON)
        engine.correct(task, 1, undo=True, as_agency="bo", **REASON)
        assert engine.on(TODAY).status()[0].state == "pending"


def test_a_note_is_no_neighbour_in_the_order_of_days(database_url: str, clock: SimulatedClock) -> None:
    """A note of 20 June between the release and a plan of 24 May does not let the release move past the plan."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 3, 1))
        other = graph.document("cv-2", "so", number="2/CV", issued_on=date(2023, 3, 1))
        graph.task("2023-H1", "huyen", letter, other, plan=True, report=True)
        engine.launch(graph.build(), today=TODAY)
        task = f"{DIRECTIVE}/2023-H1/huyen"
        engine.revoke("cv-2", as_agency="so", on=date(2023, 6, 20), **REASON)
        move(engine, task, "draft_plan", on=date(2023, 5, 24))

        with pytest.raises(Refused) as refused:
            engine.correct(task, 1, on=date(2023, 5, 30), as_agency="bo", **REASON)

        assert refused.value.rule == "out-of-order"


@pytest.mark.parametrize(("owes_plan", "state"), [(True, "plan_drafted"), (False, "issued")])
def test_what_a_document_sets_going_comes_no_earlier_than_it_was_missed(
    database_url: str, clock: SimulatedClock, owes_plan: bool, state: str
) -> None:
    """Huyện ends with its plan, or with being asked; missed on 15 June, it is not there on 10 June by a late entry."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 3, 1))
        plan = graph.document("kh-2", "huyen", is_plan=True)
        above = graph.task("2023-H1", "so", letter, consolidates=True)
        below = graph.task("2023-H1", "huyen", plan, plan=owes_plan)
        graph.feed(below, above)
        engine.launch(graph.build(), today=TODAY)
        top = f"{DIRECTIVE}/{above}"
        move(engine, top, "implement", on=date(2023, 6, 1))
        move(
            *(engine, top, "consolidate_partial"),
            **{"missing": ("huyen",), "allowed_by": "Bộ", "reason": "gấp", "on": date(2023, 6, 15)},
        )

        given = {"as_agency": "huyen", "number": "2/KH", "on": date(2023, 6, 10), "today": TODAY}
        engine.release("kh-2", **given)

        row = next(row for row in engine.on(TODAY).status() if row.task.endswith("huyen"))
        assert (row.state, row.since) == (state, date(2023, 6, 15))
        assert engine.verify().holds


def test_a_document_put_out_again_is_the_first_ground_again(database_url: str, clock: SimulatedClock) -> None:
    """In 2023 plan 246 gives Hồ Chí Minh City its task on 1 January, letter 1432 asks for it from 3 April."""
    day = date(2023, 6, 1)
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(compile_cascade(draft_tasks(link(Library.load(), Registry.load(), DIRECTIVE, 2023))), today=day)
        before = answers(engine, day)
        task = f"{DIRECTIVE}/2023-H1/ho-chi-minh.so-y-te"

        engine.correct(task, 1, undo=True, as_agency="ho-chi-minh", reason="ghi nhầm", today=day)
        city = next(row for row in engine.on(day).status() if row.task == f"{DIRECTIVE}/2023-H1/ho-chi-minh")
        engine.release("kh-246-tphcm-2022", number=None, on=None, as_agency="ho-chi-minh", today=day)

        assert city.since == date(2023, 4, 3)
        assert answers(engine, day) == before
        assert engine.verify().holds


def test_a_plan_that_was_out_goes_along_with_the_letter_put_out_again(database_url: str, clock: SimulatedClock) -> None:
    """Two letters ask for a plan of January: it counts from the letter of March, as before that was taken back."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        march = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 3, 17))
        may = graph.document("cv-2", "bo", number="2/CV", issued_on=date(2023, 5, 29))
        graph.document("kh-1", "huyen", number="1/KH", issued_on=date(2023, 1, 9), is_plan=True)
        graph.task("2023-H1", "huyen", march, may, plan=True, report=True)
        engine.launch(with_files(graph.build()), today=TODAY)
        before = answers(engine)

        engine.correct(f"{DIRECTIVE}/2023-H1/huyen", 1, undo=True, as_agency="bo", **REASON)
        meanwhile = engine.on(TODAY).status()[0]
        engine.release("cv-1", number=None, on=None, as_agency="bo", today=TODAY)

        assert (meanwhile.state, meanwhile.since) == ("plan_drafted", date(2023, 5, 29))
        assert answers(engine) == before
        assert engine.verify().holds


def test_a_plan_put_out_again_is_the_first_plan_again(database_url: str, clock: SimulatedClock) -> None:
    """Sở has plans of March and of May; the one of March, which gives Huyện its task, is taken back and put out."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 1, 19))
        march = graph.document("kh-1", "so", number="1/KH", issued_on=date(2023, 3, 1), is_plan=True)
        graph.document("kh-2", "so", number="2/KH", issued_on=date(2023, 5, 1), is_plan=True)
        graph.task("2023-H1", "so", letter, plan=True, report=True)
        graph.task("2023-H1", "huyen", march, report=True)
        engine.launch(with_files(graph.build()), today=TODAY)
        before = answers(engine)

        engine.correct(f"{DIRECTIVE}/2023-H1/huyen", 1, undo=True, as_agency="so", **REASON)
        meanwhile = {row.agency: row for row in engine.on(TODAY).status()}
        engine.release("kh-1", number=None, on=None, as_agency="so", today=TODAY)

        assert (meanwhile["so"].state, meanwhile["so"].since) == ("plan_drafted", date(2023, 5, 1))
        assert answers(engine) == before
        assert engine.verify().holds


def test_a_plan_goes_no_further_back_than_it_was_missed(database_url: str, clock: SimulatedClock) -> None:
    """Huyện ends with its plan; named as missing on 1 May, it is not there since March by a letter entered later."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-0", "bo", number="0/CV", issued_on=date(2023, 1, 5))
        march = graph.document("cv-1", "bo")
        may = graph.document("cv-2", "bo", number="2/CV", issued_on=date(2023, 5, 29))
        graph.document("kh-1", "huyen", number="1/KH", issued_on=date(2023, 1, 9), is_plan=True)
        above = graph.task("2023-H1", "so", letter, consolidates=True)
        graph.feed(graph.task("2023-H1", "huyen", march, may, plan=True), above)
        engine.launch(with_files(graph.build()), today=date(2023, 5, 29))
        top, task = f"{DIRECTIVE}/{above}", f"{DIRECTIVE}/2023-H1/huyen"
        engine.correct(task, 1, undo=True, as_agency="bo", **REASON)
        move(engine, top, "implement", on=date(2023, 4, 1))
        missing = {"missing": ("huyen",), "allowed_by": "Bộ", "reason": "gấp", "on": date(2023, 5, 1)}
        move(engine, top, "consolidate_partial", **missing)
        engine.release("cv-2", number=None, on=None, as_agency="bo", today=TODAY)

        engine.release("cv-1", number="1/CV", on=date(2023, 3, 17), as_agency="bo", today=TODAY)

        row = next(row for row in engine.on(TODAY).status() if row.task == task)
        assert (row.state, row.since) == ("plan_drafted", date(2023, 5, 1))
        assert engine.verify().holds
