"""Lists narrowed, sorted and paged: what is left is what a plain loop over the whole list would leave."""

from datetime import date, timedelta

import pytest
from graphs import AN_LAO, DEPARTMENT, move, put_plan_out

from engine import Engine
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


def test_an_unknown_state_or_cursor_is_told(engine: Engine) -> None:
    with pytest.raises(UnknownState) as state:
        engine.on(TODAY).status(filters=Filters(states=("xong",)))
    with pytest.raises(UnknownCursor):
        engine.on(TODAY).status(filters=Filters(after="2023-H1/nowhere"))

    assert "reported" in state.value.candidates
