"""What an undo takes back, and what stands: exactly what could not have been done without the move."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TOP, TUY_PHUOC, GraphBuilder, move, put_plan_out

from engine import Engine, SimulatedClock
from workflows.agencies import Registry
from workflows.compiler import compile_cascade, draft_tasks
from workflows.library import Library
from workflows.linker import link

TODAY = date(2023, 6, 21)
REASON = {"reason": "ghi nhầm", "today": TODAY}
SPRING = date(2024, 3, 25)


def answers(engine: Engine, today: date = TODAY) -> dict[str, Any]:
    """All that is said today."""
    status = engine.status(today=today)
    agencies = sorted({row.agency for row in status})
    return {
        "status": [row.as_json() for row in status],
        "blocked": [row.as_json() for row in engine.blocked(today=today)],
        "todo": [row.as_json() for agency in agencies[:8] for row in engine.todo(agency, today=today)],
        "why": [[step.as_json() for step in engine.why(row.task, today=today)] for row in status[:8]],
        "lateness": engine.lateness(today=today).as_json(),
    }


@pytest.fixture
def year_2024(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """The real cascade of 2024: letter 1432 of 2023 and plan 246 of 2022 are both out since 1 January."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = compile_cascade(draft_tasks(link(Library.load(), Registry.load(), DIRECTIVE, 2024)))
        engine.launch(graph, today=SPRING)
        yield engine


def test_a_task_stays_on_every_other_ground_that_it_has(year_2024: Engine) -> None:
    before = {row.task: row for row in year_2024.status(today=SPRING)}

    year_2024.correct(
        f"{DIRECTIVE}/2024-H1/ha-giang", 1, undo=True, as_agency="bo-noi-vu", reason="ghi nhầm", today=SPRING
    )

    after = {row.task: row for row in year_2024.status(today=SPRING)}
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

    assert year_2024.task(city, SPRING).state == "pending"
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
        assert engine.task(first, TODAY).state == "plan_drafted"

        corrected = engine.correct(first, resumed.seq, undo=True, as_agency="bo", **REASON)

        assert [item.task for item in corrected] == [first]
        assert [(row.trigger, row.why) for row in corrected[0].taken_back] == [
            ("resume", "asked"),
            ("draft_plan", "not-lawful"),
        ]
        assert engine.task(second, TODAY).state == "reported"
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
    agency = engine.history(first.task)[first.seq - 1].agency

    engine.correct(first.task, first.seq, undo=True, as_agency=agency, **REASON)
    if name == "report":
        move(engine, AN_LAO, "report")
    else:
        MOVES[name](engine)

    assert answers(engine) == before
    assert engine.verify().holds
