"""From a task graph to rows."""

from datetime import date

import pytest
from graphs import DIRECTIVE, TOP, TUY_PHUOC, GraphBuilder, move, province

from engine import Engine
from engine.errors import Refused
from engine.scope import Scope
from engine.store.database import connect
from words import spoken

TODAY = date(2023, 6, 21)
FINDING = {"code": "T406", "rule": "deadline-inversion", "severity": "warning", "years": [2023], "line": 12}


@pytest.fixture
def blank(database_url: str):
    with Engine.open(database_url) as opened:
        yield opened


def test_it_says_what_it_made(blank: Engine) -> None:
    graph = province()

    launched = blank.launch(graph, findings=[FINDING], today=TODAY)

    assert launched.as_json() == {
        "cascade": "ct-33-ttg-2021/2023",
        "tasks": 8,
        "consolidations": 4,
        "feeds": 5,
        "definition_hash": graph.definition_hash,
        "findings": [FINDING],
        "documents": 3,
        "agencies": 7,
        "released": 3,
        "simulated": False,
    }
    assert blank.seen().findings("ct-33-ttg-2021/2023") == (FINDING,)


def test_what_is_out_is_released_in_the_order_of_days(blank: Engine) -> None:
    blank.launch(province(number="18/KH-UBND"), today=TODAY, by="Nguyễn Văn A")

    (release, plan) = blank.seen().history(TOP)
    assert (release.trigger, release.occurred_on, release.document) == ("release", date(2023, 4, 3), "1432/BNV-CTTN")
    assert (plan.trigger, plan.occurred_on, plan.document) == ("draft_plan", date(2023, 4, 3), "18/KH-UBND")
    assert {row.cause for row in (release, plan)} == {"definition"}
    assert {row.by for row in (release, plan)} == {"Nguyễn Văn A"}
    assert blank.seen().history(TUY_PHUOC)[0].occurred_on == date(2023, 3, 1)


def test_what_comes_later_is_not_out_yet(blank: Engine) -> None:
    blank.launch(province(), today=date(2023, 4, 2))

    assert {row.state for row in blank.on(TODAY).status()} == {"pending"}
    assert blank.seen().history() == ()


def test_a_dated_document_is_released_later_without_typing_it_again(blank: Engine) -> None:
    blank.launch(province(), today=date(2023, 4, 2))

    released = blank.release("cv-1432-bnv-2023", number=None, on=None, as_agency="bo-noi-vu", today=TODAY)

    assert {move.occurred_on for move in released} == {date(2023, 4, 3)}
    assert blank.seen().history(TOP)[0].document == "1432/BNV-CTTN"


def test_a_task_that_ends_with_its_plan_closes_its_edge_at_launch(blank: Engine) -> None:
    graph = GraphBuilder()
    plan = graph.document("kh", "ha-noi", number="1/KH", issued_on=date(2023, 1, 5), is_plan=True)
    top = graph.task("2023-Y", "bo-noi-vu", plan, consolidates=True)
    graph.feed(graph.task("2023-Y", "ha-noi", plan, plan=True), top, "own")

    blank.launch(graph.build(), today=TODAY)

    assert blank.on(TODAY).task("2023-Y/ha-noi").state == "plan_drafted"
    assert blank.on(TODAY).task("2023-Y/bo-noi-vu").open == 0


def test_numbers_begin_with_the_year(blank: Engine, database_url: str) -> None:
    for year, directive in ((2023, "ct-1"), (2024, "ct-1"), (2023, "ct-2")):
        blank.launch(province(year=year, directive=directive), today=date(2024, 12, 1))

    connection, _ = connect(database_url)
    found = connection.execute("SELECT cascade_id FROM cascade ORDER BY 1").fetchall()
    pinned = connection.execute("SELECT count(*), count(DISTINCT kind) FROM pinned").fetchall()
    pins = connection.execute("SELECT count(*) FROM cascade_pin").fetchall()
    connection.close()
    assert [row[0] for row in found] == [2023000001, 2023000002, 2024000001]
    assert [tuple(row) for row in pinned] == [(7, 4)]  # 4 definitions, for each is stored once; the rest is shared
    assert [tuple(row) for row in pins] == [(18,)]


def test_a_cascade_is_launched_once(blank: Engine, dump) -> None:
    blank.launch(province(), today=TODAY)
    before = dump()

    with pytest.raises(Refused) as refusal:
        blank.launch(province(districts=1), today=TODAY)

    assert refusal.value.rule == "already-launched"
    assert dump() == before


def test_a_dry_run_writes_nothing(blank: Engine, dump) -> None:
    before = dump()
    told: list[tuple[int, int]] = []

    launched = blank.launch(province(), today=TODAY, dry_run=True, progress=lambda *step: told.append(step))

    assert launched.tasks == 8
    assert dump() == before
    assert told[-1] == (6, 6)


def test_receivers_that_nothing_describes_stand_by_their_key(blank: Engine) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "ha-noi", number="1", issued_on=date(2023, 1, 5))
    graph.task("2023-Y", "ha-noi", letter, report=True, receivers=("thanh-uy-ha-noi",), drafted_by="ha-noi.so-noi-vu")

    launched = blank.launch(graph.build(), today=TODAY)

    assert launched.agencies == 3
    assert blank.seen().find_agency("thanh-uy-ha-noi").name == "thanh-uy-ha-noi"


def test_two_cascades_are_told_apart(blank: Engine) -> None:
    from engine.errors import Ambiguous

    blank.launch(province(), today=TODAY)
    blank.launch(province(directive="ct-2"), today=TODAY)

    with pytest.raises(Ambiguous) as ambiguous:
        blank.on(TODAY).task("2023-H1/binh-dinh")
    chosen = blank.on(TODAY).task("2023-H1/binh-dinh", cascade="ct-2/2023")

    assert ambiguous.value.candidates == (TOP, "ct-2/2023-H1/binh-dinh")
    assert chosen.task == "ct-2/2023-H1/binh-dinh"
    assert len(blank.on(TODAY).blocked(Scope(DIRECTIVE))) * 2 == len(blank.on(TODAY).blocked())
    move(blank, TOP, "draft_plan", document="1/KH", on=TODAY)
    assert blank.on(TODAY).task(chosen.task).state == "issued"


def test_every_answer_on_a_task_keeps_each_duty_that_asks_for_it(blank: Engine) -> None:
    blank.launch(province(), today=TODAY)
    due, phrase = date(2023, 6, 19), "trước 19/06"
    plan = {
        "document": "kh-binh-dinh-2023",
        "at": "III.2",
        "content": "kết quả",
        "content_en": "kết quả",
        "printed": "",
    }
    expected = [
        {**plan, "what": "plan", "due": None, "due_phrase": ""},
        {**plan, "what": "report", "due": f"{due}", "due_phrase": phrase},
        {**plan, "what": "consolidation", "due": None, "due_phrase": ""},
    ]
    department = "2023-H1/binh-dinh.so-noi-vu"

    now, then, todo, step = (
        next(row for row in rows if (row.task or "").endswith(department))
        for rows in (
            blank.on(TODAY).status(),
            blank.on(TODAY, as_of=TODAY).status(),
            blank.on(TODAY).todo("binh-dinh.so-noi-vu"),
            blank.on(TODAY).why(department),
        )
    )

    for answer in (now, then, todo, step):
        assert spoken(answer.as_json())["duties"] == expected
    assert now.document == now.duties[0].document
