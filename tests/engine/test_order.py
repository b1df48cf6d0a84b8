"""Order by day along edges: nothing is passed on before what it rests on, live, in bulk and by correction."""

from datetime import date
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, move, put_plan_out
from suggestions import commands_of

import words
from engine import Engine
from engine.errors import Refused
from engine.requests import MoveRequest
from engine.running import days

TODAY = date(2023, 6, 21)
GIVEN, LATER = date(2023, 6, 15), date(2023, 6, 18)
EARLY = date(2023, 6, 12)
RETURN = {"as_agency": "binh-dinh.so-noi-vu", "reason": "thiếu số liệu", "what": "own"}
PARTIAL: dict[str, Any] = {"reason": "bão", "allowed_by": "Chủ tịch", "missing": ("binh-dinh.huyen-an-lao",)}


def reported(engine: Engine, *tasks: str, on: date = GIVEN) -> None:
    """These go their whole way; the report is of that day."""
    for task in tasks:
        move(engine, task, "draft_plan", "implement", on=date(2023, 6, 1))
        move(engine, task, "report", on=on)


@pytest.fixture
def province(engine: Engine) -> Engine:
    """Everybody in the province but An Lão has reported, on 15 June."""
    put_plan_out(engine)
    reported(engine, TUY_PHUOC, HOAI_AN, DEPARTMENT)
    return engine


def refusal(work: Any, *arguments: Any, **details: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        work(*arguments, **details)
    return refused.value


def last_seq(engine: Engine, task: str) -> int:
    return engine.seen().history(task)[-1].seq


def test_a_consolidation_is_not_dated_before_a_report_that_it_merges(province: Engine, dump) -> None:
    reported(province, AN_LAO, on=LATER)
    before = dump()

    refused = refusal(move, province, DEPARTMENT, "consolidate", on=date(2023, 6, 17))

    assert refused.rule == "before-input"
    assert "UBND huyện An Lão" in words.message(refused, "vi")
    assert "18/06/2023" in words.message(refused, "vi")
    assert commands_of(refused) == (
        f'dondoc advance {DEPARTMENT} consolidate --as binh-dinh.so-noi-vu --by "…" --on 2023-06-18',
    )
    assert dump() == before
    assert move(province, DEPARTMENT, "consolidate", on=LATER)[0].occurred_on == LATER


def test_nor_before_a_merged_report(province: Engine) -> None:
    reported(province, AN_LAO)
    move(province, DEPARTMENT, "consolidate", on=LATER)
    move(province, TOP, "implement", on=GIVEN)

    assert refusal(move, province, TOP, "consolidate", on=date(2023, 6, 17)).rule == "before-input"
    assert refusal(move, province, TOP, "consolidate", on=date(2023, 6, 17), dry_run=True).rule == "before-input"


def test_nor_before_an_input_was_waived(province: Engine) -> None:
    move(province, AN_LAO, "waive", as_agency="binh-dinh", reason="bão", on=LATER)

    assert refusal(move, province, DEPARTMENT, "consolidate", on=GIVEN).rule == "before-input"


def test_nor_within_one_file(province: Engine) -> None:
    rows = [
        MoveRequest(AN_LAO, "draft_plan", "binh-dinh.huyen-an-lao", on=date(2023, 6, 1)),
        MoveRequest(AN_LAO, "implement", "binh-dinh.huyen-an-lao", on=date(2023, 6, 1)),
        MoveRequest(AN_LAO, "report", "binh-dinh.huyen-an-lao", on=LATER),
        MoveRequest(DEPARTMENT, "consolidate", "binh-dinh.so-noi-vu", on=GIVEN),
    ]

    done = province.advance_many(rows, today=TODAY, keep_going=True)

    assert [bad.rule for bad in done.bad_rows] == ["before-input"]


def test_a_report_that_came_again_counts_from_then(province: Engine) -> None:
    reported(province, AN_LAO)
    move(province, AN_LAO, "return_report", on=date(2023, 6, 16), **RETURN)
    move(province, AN_LAO, "report", on=LATER)

    assert refusal(move, province, DEPARTMENT, "consolidate", on=GIVEN).rule == "before-input"


def test_who_is_named_as_missing_was_missing_on_that_day(province: Engine) -> None:
    reported(province, AN_LAO)
    move(province, AN_LAO, "return_report", on=LATER, **RETURN)

    assert refusal(move, province, DEPARTMENT, "consolidate_partial", on=date(2023, 6, 17), **PARTIAL).rule == (
        "before-input"
    )
    assert move(province, DEPARTMENT, "consolidate_partial", on=LATER, **PARTIAL)


def test_a_supplement_comes_no_earlier_than_it_was_missed(province: Engine, dump) -> None:
    move(province, DEPARTMENT, "consolidate_partial", on=LATER, **PARTIAL)
    move(province, AN_LAO, "draft_plan", "implement", on=date(2023, 6, 1))
    before = dump()

    refused = refusal(move, province, AN_LAO, "report", on=date(2023, 6, 17))

    assert refused.rule == "before-input"
    assert commands_of(refused)[0].endswith("--on 2023-06-18")
    assert dump() == before
    assert move(province, AN_LAO, "report", on=LATER)[0].supplement_to == (DEPARTMENT,)


def test_a_revocation_is_a_supplement_too(province: Engine) -> None:
    move(province, DEPARTMENT, "consolidate_partial", on=LATER, **PARTIAL)
    given = {"as_agency": "binh-dinh", "reason": "thay bằng kế hoạch khác", "today": TODAY}

    assert refusal(province.revoke, "kh-binh-dinh-2023", on=date(2023, 6, 17), **given).rule == "before-input"
    assert province.revoke("kh-binh-dinh-2023", on=LATER, **given)


def test_a_return_is_not_dated_before_what_was_passed_on_with_it(province: Engine) -> None:
    reported(province, AN_LAO)
    move(province, DEPARTMENT, "consolidate", on=LATER)

    refused = refusal(move, province, AN_LAO, "return_report", on=date(2023, 6, 16), **RETURN)

    assert (refused.rule, refused.task) == ("before-input", AN_LAO)
    assert commands_of(refused)[0].endswith("--on 2023-06-18")


def test_a_correction_moves_neither_past_the_other(province: Engine) -> None:
    reported(province, AN_LAO)
    move(province, DEPARTMENT, "consolidate", on=LATER)
    given = {"reason": "ghi nhầm", "today": TODAY}

    report_late = refusal(
        province.correct,
        AN_LAO,
        last_seq(province, AN_LAO),
        on=date(2023, 6, 19),
        as_agency="binh-dinh.huyen-an-lao",
        **given,
    )
    merged_early = refusal(
        province.correct,
        DEPARTMENT,
        last_seq(province, DEPARTMENT),
        on=date(2023, 6, 14),
        as_agency="binh-dinh.so-noi-vu",
        **given,
    )

    assert report_late.rule == "before-input"
    assert merged_early.rule == "out-of-order"  # its own report was given on the 15th
    assert province.correct(AN_LAO, last_seq(province, AN_LAO), on=LATER, as_agency="binh-dinh.huyen-an-lao", **given)
    again = refusal(
        province.correct,
        DEPARTMENT,
        last_seq(province, DEPARTMENT),
        on=date(2023, 6, 17),
        as_agency="binh-dinh.so-noi-vu",
        **given,
    )
    assert again.rule == "before-input"


def test_a_supplement_is_not_corrected_to_before_it_was_missed(province: Engine) -> None:
    move(province, DEPARTMENT, "consolidate_partial", on=LATER, **PARTIAL)
    reported(province, AN_LAO, on=date(2023, 6, 20))

    refused = refusal(
        province.correct,
        AN_LAO,
        last_seq(province, AN_LAO),
        on=date(2023, 6, 17),
        as_agency="binh-dinh.huyen-an-lao",
        reason="ghi nhầm",
        today=TODAY,
    )

    assert refused.rule == "before-input"


def test_verify_names_the_rows_of_a_database_that_was_not_kept_so(province: Engine, monkeypatch) -> None:
    """As before this rule: the consolidation lies before its input, and what was missing was there."""
    monkeypatch.setattr(days, "breaches", lambda *_: ())
    reported(province, AN_LAO, on=LATER)
    move(province, DEPARTMENT, "consolidate", on=GIVEN)
    move(province, TOP, "implement", "consolidate", on=GIVEN)

    found = province.verify()

    assert [(item.rule, item.task, item.seq, item.subject) for item in found.broken] == [
        ("before-input", DEPARTMENT, last_seq(province, DEPARTMENT), AN_LAO)
    ]
    assert "2023-06-18" in words.message(found.broken[0].details, "en")


def test_what_is_in_order_verifies(province: Engine) -> None:
    move(province, DEPARTMENT, "consolidate_partial", on=LATER, **PARTIAL)
    reported(province, AN_LAO, on=LATER)
    move(province, AN_LAO, "return_report", on=date(2023, 6, 19), **RETURN)
    move(province, TOP, "implement", on=LATER)

    assert MINISTRY in {row.task for row in province.on(TODAY).status()}
    assert province.verify().holds


def test_nor_before_a_consolidation_that_went_back_since(province: Engine) -> None:
    """The province had the department's report from the 18th to the 20th: as of the 19th nothing is missing in it."""
    reported(province, AN_LAO)
    move(province, DEPARTMENT, "consolidate", on=LATER)
    back = {"as_agency": "binh-dinh", "reason": "sai mẫu", "what": "merged"}
    move(province, DEPARTMENT, "return_report", on=date(2023, 6, 20), **back)

    refused = refusal(move, province, AN_LAO, "return_report", on=date(2023, 6, 19), **RETURN)

    assert refused.rule == "before-input"
    assert commands_of(refused)[0].endswith("--on 2023-06-20")
    assert move(province, AN_LAO, "return_report", on=date(2023, 6, 20), **RETURN)[0].reopened == ()
