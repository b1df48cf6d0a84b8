"""What an agency has to do, with whom it waits for where it can do nothing itself."""

from dataclasses import replace
from datetime import date

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, province, put_plan_out

import words
from engine import Engine
from engine.questions.filters import Filters
from engine.scope import Scope
from engine.store.database import Transaction
from words import spoken

TODAY = date(2023, 6, 21)


def test_what_cannot_be_done_now_names_whom_it_waits_for(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (AN_LAO, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, TUY_PHUOC, "draft_plan", "implement")
    move(engine, TOP, "implement")

    top = next(row for row in engine.on(TODAY).todo("binh-dinh") if row.task == TOP)
    (district,) = engine.on(TODAY).todo("binh-dinh.huyen-tuy-phuoc")

    assert top.triggers == ()
    assert top.waits_for is not None
    assert (top.waits_for.on_task, top.waits_for.trigger) == (TUY_PHUOC, "report")
    assert top.waits_for == engine.on(TODAY).waits_for(TOP)
    assert district.triggers == ("report",)
    assert district.waits_for is not None
    assert (district.waits_for.on_task, words.message(district.waits_for.sentence, "en")) == (
        TUY_PHUOC,
        "UBND huyện Tuy Phước can report now, since 2023-06-21",
    )


def test_the_answer_has_all_that_status_says_and_the_sentence_in_both_languages(engine: Engine) -> None:
    (row,) = engine.on(TODAY).todo("binh-dinh.huyen-tuy-phuoc")
    (same,) = engine.on(TODAY).status(Scope(under="binh-dinh.huyen-tuy-phuoc"))

    told = spoken(row.as_json())

    waits = told.pop("waits_for")
    assert [told.pop(name) for name in ("to_decide", "is_own", "not_accepted")] == [[], True, []]
    assert told == spoken(same.as_json())
    assert (waits["on_agency"], waits["trigger"]) == ("binh-dinh", "draft_plan")
    assert waits["sentence_vi"].startswith("UBND huyện Tuy Phước chờ Ủy ban nhân dân tỉnh Bình Định")
    assert waits["sentence_en"].startswith("UBND huyện Tuy Phước waits for Ủy ban nhân dân tỉnh Bình Định")


def test_cascades_in_which_nothing_of_it_is_unfinished_cost_no_statement(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, said, **given: (asked.append(said), real(tx, said, **given))[1])

    def statements() -> int:
        engine.on(TODAY).todo("binh-dinh.huyen-tuy-phuoc", filters=Filters(states=("pending",)))  # loads the cascades
        asked.clear()
        assert len(engine.on(TODAY).todo("binh-dinh.huyen-tuy-phuoc")) == 1
        return len(asked)

    alone = statements()
    for number in range(1, 4):
        directive = f"ct-{number}-ttg-2023"
        engine.launch(replace(province(), directive=directive), today=TODAY)
        waived = f"{directive}/2023-H1/binh-dinh.huyen-tuy-phuoc"
        engine.advance(waived, "waive", as_agency="binh-dinh", reason="sáp nhập", today=TODAY)

    assert statements() == alone
