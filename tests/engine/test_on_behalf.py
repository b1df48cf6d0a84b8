"""What a superior enters for those below it, and what is taken in of a past season: marked as such for ever."""

from datetime import date, timedelta
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TOP, TUY_PHUOC, agency_of, move, put_plan_out

from engine import Engine, MoveRequest, Scope, SimulatedClock, View
from engine.errors import Refused
from engine.requests import MandateRequest

TODAY = date(2023, 6, 21)
DISTRICT = agency_of(TUY_PHUOC)
FOR = {"as_agency": "binh-dinh", "on_behalf_of": DISTRICT}


def test_the_row_is_the_superiors_and_names_for_whom(engine: Engine) -> None:
    put_plan_out(engine)

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", by="Văn thư", **FOR)

    row = engine.seen().history(TUY_PHUOC)[-1]
    assert (row.agency, row.on_behalf_of, moved.on_behalf_of) == ("binh-dinh", DISTRICT, DISTRICT)
    assert engine.on(TODAY).task(TUY_PHUOC).state == "plan_drafted"
    assert engine.verify().holds


@pytest.mark.parametrize(
    ("agency", "behalf", "task", "trigger"),
    [
        ("bo-noi-vu", DISTRICT, TUY_PHUOC, "draft_plan"),
        ("binh-dinh.so-noi-vu", DISTRICT, TUY_PHUOC, "draft_plan"),
        (DISTRICT, DISTRICT, TUY_PHUOC, "draft_plan"),
        ("binh-dinh", agency_of(HOAI_AN), TUY_PHUOC, "draft_plan"),
        ("binh-dinh", DISTRICT, TUY_PHUOC, "extend"),
    ],
    ids=["above the superior", "no superior", "itself", "for another", "what it does not do itself"],
)
def test_only_the_superior_enters_what_the_agency_does(
    agency: str, behalf: str, task: str, trigger: str, engine: Engine, dump
) -> None:
    put_plan_out(engine)
    before = dump()

    with pytest.raises(Refused) as caught:
        move(engine, task, trigger, as_agency=agency, on_behalf_of=behalf)

    assert (caught.value.rule, caught.value.who_can) == ("not-on-behalf", ("binh-dinh",))
    assert dump() == before


def test_without_saying_so_a_superior_does_not_move_it(engine: Engine) -> None:
    put_plan_out(engine)

    with pytest.raises(Refused) as caught:
        move(engine, TUY_PHUOC, "draft_plan", as_agency="binh-dinh")

    assert caught.value.rule == "not-yours"


def test_a_plan_entered_so_is_the_issuers_and_sets_its_tasks_going(engine: Engine) -> None:
    given = {"as_agency": "thu-tuong", "on_behalf_of": "binh-dinh"}

    moved = move(engine, TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 3, 20), **given)

    assert moved[0].released > 0
    release = engine.seen().history(TUY_PHUOC)[0]
    assert (release.agency, release.on_behalf_of) == ("binh-dinh", None)
    assert engine.verify().holds
    past = engine.seen(View(None, date(2023, 6, 21))).task(TUY_PHUOC)
    assert past.state == "issued"
    engine.correct(TOP, None, undo=True, as_agency="thu-tuong", by=None, reason="nhầm", today=TODAY)
    assert engine.on(TODAY).task(TUY_PHUOC).state == "pending"
    assert engine.verify().holds


@pytest.mark.parametrize("corrector", ["binh-dinh", DISTRICT])
def test_both_may_correct_it(corrector: str, engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 1), **FOR)

    engine.correct(TUY_PHUOC, 2, on=date(2023, 6, 2), as_agency=corrector, reason="nhầm ngày", today=TODAY)

    assert engine.on(TODAY).task(TUY_PHUOC).since == date(2023, 6, 2)


def test_a_repeated_request_tells_the_same(engine: Engine) -> None:
    put_plan_out(engine)
    first = move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k", **FOR)

    again = move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k", **FOR)

    assert again[0].repeated
    assert (again[0].on_behalf_of, again[0].hash) == (DISTRICT, first[0].hash)


def test_its_mandate_is_the_superiors(engine: Engine) -> None:
    put_plan_out(engine)
    engine.grant_mandates([MandateRequest("binh-dinh", date(2023, 1, 1), "quy chế", "Chủ tịch")], by=None)
    engine.grant_mandates([MandateRequest(DISTRICT, date(2023, 1, 1), "quy chế", "Văn thư")], by=None)

    with pytest.raises(Refused) as caught:
        move(engine, TUY_PHUOC, "draft_plan", by="Văn thư", **FOR)
    (moved,) = move(engine, TUY_PHUOC, "draft_plan", by="Chủ tịch", **FOR)

    assert caught.value.rule == "outside-mandate"
    assert moved.mandate == "binh-dinh/chu-tich/2023-01-01"
    assert engine.verify().holds


def rows(*triggers: str, **more: Any) -> list[MoveRequest]:
    """One after another, a day each."""
    first = date(2023, 6, 1)
    return [
        MoveRequest(TUY_PHUOC, trigger, DISTRICT, on=first + timedelta(day), **more)
        for day, trigger in enumerate(triggers)
    ]


def test_a_past_season_is_counted_beside_late_entries(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, HOAI_AN, "draft_plan", on=date(2023, 6, 1))
    engine.advance_many(rows("draft_plan", "implement"), today=TODAY, backfill="sổ giấy")

    found = engine.on(TODAY).late_entries(Scope(under=DISTRICT), by="agency")
    other = engine.on(TODAY).late_entries(Scope(under=agency_of(HOAI_AN)), by="agency")

    by_agency = {group.key: (group.backfilled, group.late) for group in found.groups}
    assert by_agency[DISTRICT] == (2, 0)
    assert found.whole.backfilled == 2
    assert {item.reason: item.count for item in found.whole.late_rate.left_out}["backfill"] == 2
    assert (other.whole.backfilled, {entry.agency for entry in other.entries}) == (0, {"binh-dinh", agency_of(HOAI_AN)})


def test_what_a_backfilled_plan_sets_going_is_marked_too(engine: Engine) -> None:
    plan = [MoveRequest(TOP, "draft_plan", "binh-dinh", on=date(2023, 3, 20), document="18/KH-UBND")]

    engine.advance_many(plan, today=TODAY, backfill="sổ giấy")

    assert engine.seen().history(TUY_PHUOC)[0].payload["backfill"] == "sổ giấy"
    assert engine.seen().history(DEPARTMENT)[0].trigger == "release"
    assert engine.verify().holds


def test_a_past_season_is_an_act_of_the_day_of_recording(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    engine.grant_mandates([MandateRequest(DISTRICT, date(2023, 6, 20), "quy chế", "Văn thư")], by=None)

    plainly = engine.advance_many(rows("draft_plan", by="Văn thư"), today=TODAY)
    backfilled = engine.advance_many(rows("draft_plan", by="Văn thư"), today=TODAY, backfill="sổ giấy")

    assert [bad.rule for bad in plainly.bad_rows] == ["outside-mandate"]
    assert backfilled.moved[0].mandate == f"{DISTRICT}/van-thu/2023-06-20"
    assert engine.verify().holds
    assert engine.seen().history(f"{DIRECTIVE}/2023-H1/{agency_of(AN_LAO)}")[-1].trigger == "release"
