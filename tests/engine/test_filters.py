"""Lists narrowed, sorted and paged: what is left is what a plain loop over the whole list would leave."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from graphs import AN_LAO, DEPARTMENT, move, put_plan_out

from engine import Engine
from engine.errors import NotFound
from engine.questions.filters import Filters, UnknownCursor, UnknownState

TODAY = date(2023, 6, 21)
SNV = "binh-dinh.so-noi-vu"


@pytest.fixture(autouse=True)
def some_have_reported(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, AN_LAO, "return_report", as_agency=SNV, reason="thiếu số liệu")


CASES = [
    (Filters(states=("đã thực hiện",)), lambda row: row.state == "implemented"),
    (Filters(states=("implemented", "ISSUED")), lambda row: row.state in ("implemented", "issued")),
    (Filters(is_overdue=True), lambda row: row.next_trigger is not None and row.days_late > 0),
    (Filters(is_returned=True), lambda row: row.returned is not None),
    (Filters(kinds=("district",)), lambda row: row.kind == "district"),
    (Filters(document="kh-binh-dinh-2023"), lambda row: row.document == "kh-binh-dinh-2023"),
    (
        Filters(due_within=30),
        lambda row: row.next_trigger and row.due and TODAY <= row.due <= TODAY + timedelta(30),
    ),
]


@pytest.mark.parametrize(("filters", "keeps"), CASES)
def test_a_list_holds_what_a_plain_loop_would_keep(engine: Engine, filters: Filters, keeps) -> None:  # type: ignore[no-untyped-def]
    every = engine.on(TODAY).status()

    assert engine.on(TODAY).status(filters=filters) == tuple(row for row in every if keeps(row))


@pytest.mark.parametrize("sort", ["due", "late", "agency", "state", None])
def test_pages_are_the_list_cut_in_pieces(engine: Engine, sort: str | None) -> None:
    every = engine.on(TODAY).status(filters=Filters(sort=sort))
    pages, after = [], None
    while page := engine.on(TODAY).status(filters=Filters(sort=sort, limit=2, after=after)):
        pages.append(page)
        after = page[-1].task

    assert sum(pages, ()) == every
    assert {len(page) for page in pages[:-1]} == {2}


def test_the_same_holds_for_what_an_agency_has_to_do_and_for_what_is_blocked(engine: Engine) -> None:
    (row,) = engine.on(TODAY).todo("binh-dinh.huyen-an-lao", filters=Filters(is_returned=True))

    assert row.task == AN_LAO
    assert engine.on(TODAY).todo("binh-dinh.huyen-an-lao", filters=Filters(states=("reported",))) == ()
    blocked = engine.on(TODAY).blocked()
    assert engine.on(TODAY).blocked(filters=Filters(limit=1)) == blocked[:1]
    assert engine.on(TODAY).blocked(filters=Filters(after=blocked[0].task)) == blocked[1:]


def test_a_page_goes_on_though_its_last_row_has_left_the_list(engine: Engine) -> None:
    drafted = Filters(states=("plan_drafted",), sort="due")
    every = [row.task for row in engine.on(TODAY).status(filters=drafted)]
    move(engine, every[0], "implement")

    rest = engine.on(TODAY).status(filters=replace(drafted, after=every[0]))

    assert [row.task for row in rest] == every[1:] != []


def test_history_holds_the_rows_of_such_tasks_in_pages(engine: Engine) -> None:
    every = engine.seen().history()
    of_an_lao = tuple(row for row in every if row.task == AN_LAO)
    pages, after = [], None
    while page := engine.seen().history(filters=Filters(limit=3, after=after)):
        pages.append(page)
        after = f"{page[-1].task}#{page[-1].seq}"

    assert sum(pages, ()) == every
    assert engine.on(TODAY).history(filters=Filters(is_returned=True)) == of_an_lao
    assert engine.on(TODAY).history(filters=Filters(document="18/KH-UBND")) == tuple(
        row for row in every if row.document == "18/KH-UBND" or row.task in engine_tasks(engine, "kh-binh-dinh-2023")
    )
    assert engine.seen().history(AN_LAO, filters=Filters(limit=2)) == of_an_lao[:2]


def engine_tasks(engine: Engine, document: str) -> set[str]:
    return {row.task for row in engine.on(TODAY).status(filters=Filters(document=document))}


def test_cascades_are_counted_by_such_tasks_alone(engine: Engine) -> None:
    (returned,) = engine.on(TODAY).cascades(Filters(is_returned=True))
    overdue = engine.on(TODAY).status(filters=Filters(is_overdue=True))

    assert (returned.tasks, returned.by_state) == (1, {"implemented": 1})
    assert engine.on(TODAY).cascades(Filters(is_overdue=True))[0].tasks == len(overdue)
    assert engine.on(TODAY).cascades(Filters(kinds=("ward",))) == ()
    assert engine.on(TODAY).cascades(Filters(after=returned.cascade)) == ()


@pytest.mark.parametrize("after", ["#1", "2023-H1/binh-dinh.huyen-an-lao"])
def test_a_page_goes_on_after_a_short_name(engine: Engine, after: str) -> None:
    assert engine.on(TODAY).status(filters=Filters(after=after)) in (
        engine.on(TODAY).status()[at:] for at in range(len(engine.on(TODAY).status()))
    )


def test_an_unknown_state_or_cursor_is_told(engine: Engine) -> None:
    with pytest.raises(UnknownState) as state:
        engine.on(TODAY).status(filters=Filters(states=("xong",)))
    with pytest.raises(NotFound):
        engine.on(TODAY).status(filters=Filters(after="2023-H1/nowhere"))
    with pytest.raises(UnknownCursor):
        engine.on(TODAY).blocked(filters=Filters(after=AN_LAO))
    with pytest.raises(UnknownCursor):
        engine.seen().history(filters=Filters(after=f"{AN_LAO}#99"))
    with pytest.raises(UnknownCursor):
        engine.on(TODAY).cascades(Filters(after="ct-1/2020"))

    assert "reported" in state.value.candidates
