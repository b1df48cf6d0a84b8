"""What if: what moves would free, whether they would be refused, and that nothing of it is kept."""

from datetime import date

from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, move, put_plan_out

from engine import Engine
from engine.requests import MandateRequest
from engine.running.supposing import Supposed

TODAY = date(2023, 6, 21)


def test_who_is_freed_is_told_and_nothing_is_kept(engine: Engine, dump) -> None:
    put_plan_out(engine)
    before = dump()

    found = engine.what_if([Supposed(task, "report") for task in (AN_LAO, TUY_PHUOC, HOAI_AN)], today=TODAY)

    assert DEPARTMENT in {row.task for row in found.before}
    assert DEPARTMENT not in {row.task for row in found.after}
    assert found.bad_rows == ()
    assert dump() == before


def test_it_tells_what_doing_it_then_does(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, AN_LAO, "draft_plan", on=date(2023, 6, 1))
    supposed = engine.what_if([Supposed(AN_LAO, "report"), Supposed(TUY_PHUOC, "waive")], today=TODAY)

    move(engine, AN_LAO, "implement", "report", today=TODAY)
    move(engine, TUY_PHUOC, "waive", as_agency="binh-dinh", reason="sáp nhập", today=TODAY)

    assert supposed.after == engine.on(TODAY).blocked()


def test_what_would_be_refused_is_listed_with_why(engine: Engine) -> None:
    put_plan_out(engine)

    found = engine.what_if([Supposed(AN_LAO, "extend", date(2023, 1, 1)), Supposed(HOAI_AN, "report")], today=TODAY)

    assert [(row.task, row.rule) for row in found.bad_rows] == [(AN_LAO, "not-later")]
    assert {move.task for move in found.moved} == {HOAI_AN}


def test_that_whoever_may_act_has_a_mandate_is_supposed(engine: Engine) -> None:
    put_plan_out(engine)
    mandate = MandateRequest("binh-dinh.huyen-an-lao", date(2023, 1, 1), "QĐ 1", person="An")
    engine.grant_mandates([mandate], by=None)

    assert engine.what_if([Supposed(AN_LAO, "report")], today=TODAY).bad_rows == ()
