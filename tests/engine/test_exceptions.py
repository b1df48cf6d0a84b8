"""Exceptions: which, by whom, why, and what came of them."""

from datetime import date

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, province, put_plan_out
from questions import scope_and_view

from engine import Engine
from engine.figures.audit_results import ExceptionRow, Exceptions

TODAY = date(2023, 6, 21)
SNV = "binh-dinh.so-noi-vu"
REASON = {"reason": "bão lũ"}


@pytest.fixture
def out(engine: Engine) -> Engine:
    """Everybody but An Lão has reported."""
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, AN_LAO, "draft_plan", "implement")
    return engine


def exceptions(engine: Engine, **scope) -> Exceptions:
    about, view = scope_and_view(scope)
    return engine.on(TODAY, **view).exceptions(about)


def only(engine: Engine) -> ExceptionRow:
    (row,) = exceptions(engine).rows
    return row


def in_part(engine: Engine) -> None:
    given = {"missing": ("binh-dinh.huyen-an-lao",), "allowed_by": "Chủ tịch UBND tỉnh", "reason": "không chờ được"}
    move(engine, DEPARTMENT, "consolidate_partial", by="Lê Minh", **given)


def test_an_extension_names_both_days_and_who_gave_it(out: Engine) -> None:
    given = {"until": date(2023, 6, 30), "document": "55/UBND-NV", "by": "Trần Văn Bình", **REASON}
    move(out, AN_LAO, "extend", as_agency="binh-dinh", **given)

    row = only(out)

    assert (row.trigger, row.agency, row.by, row.reason, row.document) == (
        *("extend", "binh-dinh", "Trần Văn Bình", "bão lũ", "55/UBND-NV"),
    )
    assert (row.due_before, row.due_after, row.days_moved, row.report) == (
        date(2023, 6, 19),
        date(2023, 6, 30),
        11,
        "own",
    )
    assert (str(row.task_agency_name), str(row.agency_name)) == ("UBND huyện An Lão", "Ủy ban nhân dân tỉnh Bình Định")


def test_a_partial_consolidation_names_who_is_missing_and_who_came_after_all(out: Engine) -> None:
    in_part(out)
    missing = only(out)
    move(out, AN_LAO, "report")

    assert (missing.allowed_by, missing.missing, tuple(map(str, missing.missing_names)), missing.arrived) == (
        "Chủ tịch UBND tỉnh",
        (AN_LAO,),
        ("UBND huyện An Lão",),
        (),
    )
    assert only(out).arrived == (AN_LAO,)


def test_waivers_and_pauses_say_the_standing_that_they_leave(out: Engine) -> None:
    for trigger in ("suspend", "resume", "waive", "unwaive"):
        move(out, AN_LAO, trigger, as_agency="binh-dinh", **REASON)

    rows = exceptions(out).rows

    assert [(row.trigger, row.standing) for row in rows] == [
        ("suspend", "suspended"),
        ("resume", "active"),
        ("waive", "waived"),
        ("unwaive", "active"),
    ]


def test_what_follows_from_a_return_was_decided_by_nobody(out: Engine) -> None:
    move(out, AN_LAO, "report")
    move(out, DEPARTMENT, "consolidate")
    move(out, TOP, "implement", "consolidate")
    move(out, AN_LAO, "return_report", as_agency=SNV, reason="thiếu số liệu")

    found = exceptions(out)

    assert [(row.task, row.is_consequence) for row in sorted(found.rows, key=lambda row: row.is_consequence)] == [
        (AN_LAO, False),
        (TOP, True),
        (DEPARTMENT, True),
    ]
    assert {row.follows for row in found.rows if row.is_consequence} == {f"{AN_LAO}#5"}
    assert (found.whole.decisions, found.whole.rows, found.whole.consequences, found.whole.tasks) == (1, 3, 2, 3)


def test_a_document_is_revoked_by_one_decision(engine: Engine) -> None:
    put_plan_out(engine)
    engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", today=TODAY, reason="thay bằng kế hoạch khác")

    found = exceptions(engine)

    assert (found.whole.decisions, found.whole.rows, found.whole.tasks) == (1, 5, 5)
    assert {row.standing for row in found.rows} == {"revoked"}


def test_what_is_no_exception_is_not_listed(out: Engine) -> None:
    found = exceptions(out)

    assert (found.rows, found.by_trigger, found.whole.decisions) == ((), (), 0)


def test_counts_by_kind_by_agency_and_by_reason_each_sum_to_all(out: Engine) -> None:
    move(out, AN_LAO, "extend", as_agency="binh-dinh", until=date(2023, 6, 30), reason="Bão lũ")
    move(out, HOAI_AN, "return_report", as_agency=SNV, reason="bão  lũ")
    move(out, HOAI_AN, "waive", as_agency=SNV, reason="sáp nhập")

    found = exceptions(out)

    for counts in (found.by_trigger, found.by_agency, found.by_reason):
        for name in ("decisions", "rows", "consequences"):
            assert sum(getattr(count, name) for count in counts) == getattr(found.whole, name)
    assert {count.key: count.decisions for count in found.by_trigger} == {"extend": 1, "return_report": 1, "waive": 1}
    assert {count.key: count.decisions for count in found.by_agency} == {"binh-dinh": 1, SNV: 2}
    assert [(str(count.name), count.decisions) for count in found.by_reason] == [("Bão lũ", 2), ("sáp nhập", 1)]


def test_rates_show_what_they_were_made_of(out: Engine) -> None:
    in_part(out)
    move(out, HOAI_AN, "return_report", as_agency=SNV, **REASON)

    rates = {rate.name: rate for rate in exceptions(out).rates}

    assert (rates["touched"].numerator, rates["touched"].denominator) == (2, 8)
    assert (rates["not_active"].numerator, rates["not_active"].percent) == (0, "0.0")
    assert all(rate.total == 8 for rate in rates.values())


def test_a_partial_consolidation_that_was_returned_does_not_stand(out: Engine) -> None:
    in_part(out)
    standing = {rate.name: rate for rate in exceptions(out).rates}["in_part"]
    move(out, DEPARTMENT, "return_report", as_agency="binh-dinh", what="merged", **REASON)
    returned = {rate.name: rate for rate in exceptions(out).rates}["in_part"]

    assert (standing.numerator, standing.denominator, standing.percent) == (1, 1, "100.0")
    assert (returned.numerator, returned.denominator, returned.percent) == (0, 0, None)
    assert {part.reason: part.count for part in returned.left_out} == {"not_made": 4, "not_a_consolidation": 4}


def test_the_scope_is_that_of_the_tasks(out: Engine) -> None:
    move(out, AN_LAO, "waive", as_agency="binh-dinh", **REASON)

    assert len(exceptions(out, under="binh-dinh.huyen-an-lao").rows) == 1
    assert exceptions(out, under="binh-dinh.huyen-an-lao", period="2023-Y").rows == ()


def test_an_exception_that_was_taken_back_is_none(out: Engine) -> None:
    move(out, AN_LAO, "waive", as_agency="binh-dinh", **REASON)
    seq = out.seen().history(AN_LAO)[-1].seq

    out.correct(AN_LAO, seq, undo=True, as_agency="binh-dinh", reason="nhầm huyện", today=TODAY)

    assert exceptions(out).rows == ()


def test_years_do_not_mix(out: Engine) -> None:
    out.launch(province(year=2024, number="20/KH-UBND"), today=date(2024, 4, 4))
    move(out, AN_LAO, "waive", as_agency="binh-dinh", **REASON)

    assert len(exceptions(out, cascade="ct-33-ttg-2021/2023").rows) == 1
    assert exceptions(out, cascade="ct-33-ttg-2021/2024").rows == ()
