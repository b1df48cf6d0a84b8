"""Lists narrowed, sorted and paged: what is left is what a plain loop over the whole list would leave."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, move, province, put_plan_out

from engine import Engine
from engine.errors import NotFound
from engine.questions.filters import Filters, UnknownCursor, UnknownState
from engine.questions.walks import Walk
from engine.scope import Scope
from engine.store.database import Transaction

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


ORDERS = ["due", "late", "agency", "state"]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("filters", [Filters(), Filters(kinds=("district",)), Filters(document="18/KH-UBND")])
def test_history_is_sorted_as_its_tasks_are_and_paged_so(engine: Engine, sort: str, filters: Filters) -> None:
    plain = engine.on(TODAY).history(filters=filters)
    tasks = [row.task for row in engine.on(TODAY).status(filters=Filters(sort=sort))]
    pages, after = [], None
    while page := engine.on(TODAY).history(filters=replace(filters, sort=sort, limit=3, after=after)):
        pages.append(page)
        after = f"{page[-1].task}#{page[-1].seq}"

    assert sum(pages, ()) == tuple(sorted(plain, key=lambda row: (tasks.index(row.task), row.seq)))
    assert {len(page) for page in pages[:-1]} == {3}
    assert engine.on(TODAY).history(filters=replace(filters, sort=sort)) == sum(pages, ())


def test_sorted_history_of_a_task_and_of_a_person_is_what_it_is_unsorted(engine: Engine) -> None:
    by_state = Filters(sort="state")

    assert engine.on(TODAY).history(AN_LAO, filters=by_state) == engine.on(TODAY).history(AN_LAO)
    did = engine.on(TODAY).history(agency=SNV, filters=by_state)
    assert sorted((row.task, row.seq) for row in did) == sorted(
        (row.task, row.seq) for row in engine.on(TODAY).history(agency=SNV)
    )


def test_a_page_of_sorted_history_goes_on_though_its_last_row_has_left_the_list(engine: Engine) -> None:
    drafted = Filters(states=("plan_drafted",), sort="due")
    every = engine.on(TODAY).history(filters=drafted)
    move(engine, every[0].task, "implement")

    rest = engine.on(TODAY).history(filters=replace(drafted, after=f"{every[0].task}#{every[0].seq}"))

    assert rest == tuple(row for row in every if row.task != every[0].task) != ()


def test_cascades_come_by_what_is_due_first_and_by_how_much_is_overdue(engine: Engine) -> None:
    for year in (2022, 2024):
        engine.launch(province(year=year), today=date(2022, 4, 1))
    every = {row.cascade: row for row in engine.on(TODAY).cascades()}

    def keys(**given: Any) -> list[str]:
        return [row.cascade for row in engine.on(TODAY).cascades(Filters(**given))]

    def due(cascade: str) -> date:
        rows = engine.on(TODAY).status(Scope(cascade))
        return min(row.due for row in rows if row.due and row.next_trigger and row.standing == "active")

    assert keys(sort="due") == sorted(every, key=due)
    assert keys(sort="late") == sorted(every, key=lambda key: -every[key].by_timeliness.get("overdue", 0))
    for sort in ("due", "late"):
        first = keys(sort=sort)
        assert keys(sort=sort, limit=1) == first[:1]
        assert keys(sort=sort, after=first[0]) == first[1:]
        assert keys(sort=sort, after=first[0], limit=1) == first[1:2]


@pytest.mark.parametrize("day", [date(2023, 5, 20), date(2023, 5, 30), date(2023, 6, 19), date(2023, 6, 21)])
@pytest.mark.parametrize("within", [0, 9, 10, 200])
def test_what_is_blocked_is_narrowed_by_its_own_day_and_by_its_inputs(engine: Engine, day: date, within: int) -> None:
    every = engine.on(day).blocked()
    soon = tuple(row for row in every if row.due is not None and day <= row.due <= day + timedelta(within))

    assert engine.on(day).blocked(filters=Filters(is_overdue=True)) == tuple(r for r in every if r.status == "overdue")
    assert engine.on(day).blocked(filters=Filters(due_within=within)) == soon


def test_only_what_was_asked_for_of_what_is_blocked_is_walked_from(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked, go_down = [], Walk.go_down
    monkeypatch.setattr(Walk, "go_down", lambda walk, numbers: walked.append(list(numbers)) or go_down(walk, numbers))

    assert engine.on(date(2023, 5, 1)).blocked(filters=Filters(is_overdue=True)) == ()
    assert engine.on(date(2023, 5, 1)).blocked(filters=Filters(due_within=0)) == ()

    assert walked == []


def test_a_sorted_history_asks_as_often_for_many_tasks_as_for_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, rows = [], Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, *text, **given: asked.append(text) or rows(tx, *text, **given))

    def statements(filters: Filters) -> int:
        asked.clear()
        assert engine.on(TODAY).history(filters=filters)
        return len(asked)

    statements(Filters(sort="due", limit=1))  # which cascades there are is read once
    of_one = statements(Filters(sort="due", limit=1))
    assert of_one == statements(Filters(sort="due", limit=30)) == statements(Filters(sort="due"))
