"""Who may act for whom: mandates, on both databases, and as different users of each."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from graphs import (
    AN_LAO,
    DEPARTMENT,
    HOAI_AN,
    TOP,
    TUY_PHUOC,
    agency_of,
    move,
    province,
    put_plan_out,
    standard_lifecycle,
)
from logins import At, login_name, logins

from engine import Engine, SimulatedClock, View
from engine.errors import Refused
from engine.requests import MandateRequest
from engine.running.mandating import BadMandate
from workflows.lifecycle import parse_lifecycle

TODAY = date(2023, 6, 21)
DISTRICT = agency_of(TUY_PHUOC)
SNV = agency_of(DEPARTMENT)
WHY = {"reason": "bão lũ"}


def mandate(agency: str, person: str | None = "Phó Chủ tịch", since: date = date(2023, 1, 1), **more: Any) -> Any:
    return MandateRequest(agency, since, "Quyết định 5/QĐ", person, **more)


def grant(engine: Engine, *requests: MandateRequest, **more: Any) -> Any:
    return engine.grant_mandates(requests, **{"by": "Chánh Văn phòng", **more})


def refused(work: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


# names


def test_without_any_mandate_a_name_is_a_name(engine: Engine) -> None:
    put_plan_out(engine)

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", by="ai cũng được")

    assert moved.mandate is None
    assert engine.seen().history(TUY_PHUOC)[-1].mandate is None


def test_history_keeps_who_acted_under_which_mandate(engine: Engine) -> None:
    put_plan_out(engine)
    (granted,) = grant(engine, mandate(DISTRICT, signature="KT."))

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", by="phó chủ tịch ")

    row = engine.seen().history(TUY_PHUOC)[-1]
    assert granted.mandate == f"{DISTRICT}/pho-chu-tich/2023-01-01"
    assert (moved.mandate, row.mandate, row.by) == (granted.mandate, granted.mandate, "phó chủ tịch")
    assert engine.verify().holds


@pytest.mark.parametrize(
    ("request_", "by", "why"),
    [
        (mandate(DISTRICT), "Người khác", ""),
        (mandate(DISTRICT), None, ""),
        (mandate(DISTRICT, since=date(2023, 6, 22)), "Phó Chủ tịch", "mandate.why.days"),
        (mandate(DISTRICT, until=date(2023, 6, 20)), "Phó Chủ tịch", "mandate.why.days"),
        (mandate(DISTRICT, triggers=("report",)), "Phó Chủ tịch", "mandate.why.trigger"),
        (mandate(DISTRICT, triggers=("mandate",)), "Phó Chủ tịch", "mandate.why.trigger"),
    ],
    ids=["another", "nobody", "not yet", "no longer", "other trigger", "only granting"],
)
def test_outside_a_mandate_nothing_is_done(
    request_: MandateRequest, by: str | None, why: str, engine: Engine, dump
) -> None:
    put_plan_out(engine)
    grant(engine, request_)
    before = dump()

    refusal = refused(lambda: move(engine, TUY_PHUOC, "draft_plan", by=by))

    assert refusal.rule == "outside-mandate"
    assert getattr(refusal.details.facts["why"], "code", "") == why
    assert dump() == before


@pytest.mark.parametrize("day", [date(2023, 6, 10), date(2023, 6, 20)])
def test_the_first_and_the_last_day_are_within(day: date, engine: Engine) -> None:
    put_plan_out(engine)
    grant(engine, mandate(DISTRICT, since=date(2023, 6, 10), until=date(2023, 6, 20)))

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", by="Phó Chủ tịch", on=day)

    assert moved.mandate is not None


def test_the_refusal_names_whose_mandate_would_do(engine: Engine) -> None:
    put_plan_out(engine)
    grant(
        engine,
        mandate(DISTRICT, "Người thứ nhất", triggers=("draft_plan",)),
        mandate(DISTRICT, "Người thứ hai", triggers=("report",)),
        mandate(DISTRICT, "Người thứ ba", since=date(2023, 7, 1)),
    )

    refusal = refused(lambda: move(engine, TUY_PHUOC, "draft_plan", by="Người thứ hai"))

    assert refusal.details.facts["others"].facts["name"] == "Người thứ nhất"
    assert refusal.who_can == (DISTRICT,)
    assert refusal.proposals[0].as_json() == {
        "action": "mandate list",
        "arguments": {"agency": DISTRICT, "on": "2023-06-21"},
    }


def test_an_agency_without_mandates_goes_on_as_before(engine: Engine) -> None:
    put_plan_out(engine)
    grant(engine, mandate(DISTRICT))

    (moved,) = move(engine, HOAI_AN, "draft_plan")

    assert moved.mandate is None


def test_a_post_is_acted_for_by_its_name(engine: Engine) -> None:
    put_plan_out(engine)
    grant(engine, mandate(DISTRICT, None, post="Phó Chủ tịch"))

    assert refused(lambda: move(engine, TUY_PHUOC, "draft_plan", by="Người khác")).rule == "outside-mandate"
    assert move(engine, TUY_PHUOC, "draft_plan", by="Phó Chủ tịch")[0].mandate is not None


def test_what_only_follows_names_no_mandate(engine: Engine) -> None:
    grant(engine, mandate("binh-dinh", "Chủ tịch", triggers=("draft_plan",)), mandate(DISTRICT))

    move(engine, TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 3, 20), by="Chủ tịch")

    assert engine.seen().history(TOP)[-1].mandate == "binh-dinh/chu-tich/2023-01-01"
    follows = engine.seen().history(TUY_PHUOC)[-1]
    assert (follows.trigger, follows.by, follows.mandate) == ("release", "Chủ tịch", None)
    assert engine.verify().holds


def test_a_bulk_is_judged_row_by_row(engine: Engine) -> None:
    from engine import MoveRequest

    put_plan_out(engine)
    grant(engine, mandate(DISTRICT))
    rows = [
        MoveRequest(TUY_PHUOC, "draft_plan", DISTRICT, "Người khác"),
        MoveRequest(HOAI_AN, "draft_plan", agency_of(HOAI_AN)),
        MoveRequest(TUY_PHUOC, "draft_plan", DISTRICT, "Phó Chủ tịch"),
    ]

    done = engine.advance_many(rows, today=TODAY, keep_going=True)

    assert [row.rule for row in done.bad_rows] == ["outside-mandate"]
    assert [move.mandate is not None for move in done.moved] == [False, True]


def test_steps_through_are_each_within(engine: Engine, dump) -> None:
    put_plan_out(engine)
    grant(engine, mandate(DISTRICT, triggers=("draft_plan", "report")))
    before = dump()

    refusal = refused(lambda: move(engine, TUY_PHUOC, "report", by="Phó Chủ tịch", through=True))

    assert (refusal.rule, refusal.trigger) == ("outside-mandate", "implement")
    assert dump() == before


def test_a_correction_is_an_act_of_the_day_of_recording(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", on=date(2023, 6, 1))
    grant(engine, mandate(DISTRICT, since=date(2023, 6, 20)))

    def undo(by: str) -> Any:
        return engine.correct(TUY_PHUOC, None, undo=True, as_agency=DISTRICT, by=by, today=TODAY, **WHY)

    assert refused(lambda: undo("Người khác")).rule == "outside-mandate"
    undo("Phó Chủ tịch")
    assert engine.seen().history(TUY_PHUOC)[-1].mandate is not None
    assert engine.verify().holds


# granting and ending


def test_the_same_mandate_again_is_told_and_not_recorded(engine: Engine, dump) -> None:
    first = grant(engine, mandate(DISTRICT))
    before = dump()

    again = grant(engine, mandate(DISTRICT))

    assert (first[0].repeated, again[0].repeated) == (False, True)
    assert dump() == before


def test_another_of_the_same_name_and_day_is_refused_or_numbered(engine: Engine) -> None:
    grant(engine, mandate(DISTRICT))

    refusal = refused(lambda: grant(engine, mandate(DISTRICT, until=date(2023, 12, 31))))
    (second,) = grant(engine, mandate(DISTRICT, triggers=("report",)))

    assert refusal.rule == "mandate-differs"
    assert second.mandate == f"{DISTRICT}/pho-chu-tich/2023-01-01-2"


def test_a_dry_run_records_nothing(engine: Engine, dump) -> None:
    before = dump()

    (tried,) = grant(engine, mandate(DISTRICT), dry_run=True)

    assert (tried.hash, tried.dry_run) == (None, True)
    assert dump() == before


def test_an_ended_mandate_is_over_from_the_next_day(engine: Engine, clock: SimulatedClock) -> None:
    put_plan_out(engine)
    (granted,) = grant(engine, mandate(DISTRICT))
    move(engine, TUY_PHUOC, "draft_plan", by="Phó Chủ tịch")
    clock.move_on(timedelta(hours=1))

    engine.end_mandate(granted.mandate, on=date(2023, 6, 19), by=None, reason="nghỉ hưu")

    again = engine.end_mandate(granted.mandate, on=date(2023, 6, 19), by=None, reason="nghỉ hưu")
    assert again[0].repeated
    assert refused(lambda: move(engine, TUY_PHUOC, "implement", by="Phó Chủ tịch")).rule == "outside-mandate"
    assert engine.verify().holds  # what was recorded before was within it as known then


def test_an_end_is_earlier_than_the_one_that_holds(engine: Engine) -> None:
    (granted,) = grant(engine, mandate(DISTRICT, until=date(2023, 6, 30)))

    refusal = refused(lambda: engine.end_mandate(granted.mandate, on=date(2023, 7, 1), by=None, reason=None))

    assert refusal.rule == "not-earlier"


def test_which_were_in_force_on_a_day_as_known_at_a_moment(engine: Engine, clock: SimulatedClock) -> None:
    (granted,) = grant(engine, mandate(DISTRICT, since=date(2023, 6, 1)))
    clock.move_on(timedelta(days=1))
    before_the_end = clock.now()
    clock.move_on(timedelta(days=1))
    engine.end_mandate(granted.mandate, on=date(2023, 6, 10), by=None, reason="điều động")

    def on(day: date, known_at: datetime | None = None) -> list[tuple[str, date | None]]:
        return [(row.mandate, row.until) for row in engine.seen(View(day, None, known_at)).mandates()]

    assert on(date(2023, 6, 10)) == [(granted.mandate, date(2023, 6, 10))]
    assert on(date(2023, 6, 11)) == []
    assert on(date(2023, 6, 11), before_the_end) == [(granted.mandate, None)]
    assert on(date(2023, 6, 11), datetime(2023, 6, 20, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"person": None}, "mistake.mandate-names-nobody"),
        ({"until": date(2022, 12, 31)}, "mistake.mandate-ends-before"),
        ({"triggers": ()}, "mistake.mandate-for-nothing"),
        ({"signature": "TUQ."}, "mistake.mandate-unlimited"),
        (
            {"signature": "TUQ.", "until": date(2023, 12, 31), "triggers": ("report", "mandate")},
            "mistake.mandate-handed-on",
        ),
    ],
)
def test_what_is_no_mandate(wrong: dict[str, Any], why: str, engine: Engine) -> None:
    with pytest.raises(BadMandate) as caught:
        grant(engine, mandate(DISTRICT, **wrong))

    assert caught.value.args[1].code == why


def test_only_who_may_grant_grants_of_the_agency_or_from_above(engine: Engine, dump) -> None:
    grant(engine, mandate("binh-dinh", "Chủ tịch", triggers=("mandate", "report")))
    before = dump()

    for more in (
        {"by": "Người khác", "as_agency": "binh-dinh"},
        {"by": "Chủ tịch"},  # for the district itself he has none
        {"by": "Chủ tịch", "as_agency": "bo-noi-vu"},
    ):
        refusal = refused(lambda more=more: grant(engine, mandate(DISTRICT), **more))
        assert refusal.rule in ("may-not-grant", "not-above")
    assert dump() == before

    (granted,) = grant(engine, mandate(DISTRICT), by="Chủ tịch", as_agency="binh-dinh")
    assert granted.under == "binh-dinh/chu-tich/2023-01-01"
    assert engine.verify().holds


def test_from_below_nobody_grants(engine: Engine) -> None:
    grant(engine, mandate(DISTRICT, triggers=("mandate",)))

    refusal = refused(lambda: grant(engine, mandate("binh-dinh"), by="Phó Chủ tịch", as_agency=DISTRICT))

    assert refusal.rule == "not-above"


def test_launching_is_handed_on_only_by_who_may_launch(engine: Engine) -> None:
    grant(engine, mandate("binh-dinh", "Chủ tịch", triggers=("mandate",)))

    refusal = refused(lambda: grant(engine, mandate("binh-dinh", "Văn thư", triggers=("launch",)), by="Chủ tịch"))

    assert refusal.rule == "may-not-grant"


def test_a_launch_is_of_who_has_it_named(engine: Engine) -> None:
    grant(engine, mandate("bo-noi-vu", "Quản trị", triggers=("launch",)), mandate("binh-dinh", "Chủ tịch"))
    graph = province(year=2024)

    refusal = refused(lambda: engine.launch(graph, today=TODAY, by="Chủ tịch"))
    engine.launch(graph, today=TODAY, by="Quản trị")

    assert refusal.rule == "outside-mandate"
    assert engine.verify().holds


# logins


@pytest.fixture
def at(database_url: str, clock: SimulatedClock) -> Iterator[At]:
    with logins(database_url, clock, "an", "binh") as opened:
        yield opened


def test_a_bound_mandate_is_its_logins_alone(at: At, engine: Engine, database_url: str) -> None:
    put_plan_out(engine)
    grant(engine, mandate(DISTRICT, login=login_name(database_url, "an")))

    refusal = refused(lambda: move(at("binh"), TUY_PHUOC, "draft_plan", by="Phó Chủ tịch"))
    (moved,) = move(at("an"), TUY_PHUOC, "draft_plan")

    assert (refusal.rule, refusal.details.facts["why"].code) == ("outside-mandate", "mandate.why.login")
    row = engine.seen().history(TUY_PHUOC)[-1]
    assert (moved.mandate, row.by, row.login) == (row.mandate, "Phó Chủ tịch", login_name(database_url, "an"))
    assert engine.verify().holds


def test_where_one_is_bound_nobody_acts_outside_his_own(at: At, engine: Engine, database_url: str, dump) -> None:
    put_plan_out(engine)
    own = {"login": login_name(database_url, "an")}
    grant(engine, mandate(DISTRICT, **own), mandate(agency_of(HOAI_AN), "Văn thư"))
    before = dump()

    for login, task, by in (
        ("an", HOAI_AN, "Văn thư"),  # named only, and not by a login
        ("an", AN_LAO, None),  # an agency without any
        ("an", TUY_PHUOC, "Người khác"),  # calls himself somebody else
        ("binh", TUY_PHUOC, None),
        ("", TUY_PHUOC, "Phó Chủ tịch"),
    ):
        assert refused(lambda item=(login, task, by): move(at(item[0]), item[1], "draft_plan", by=item[2])).rule == (
            "outside-mandate"
        )
    assert dump() == before


def test_who_am_i(at: At, engine: Engine, database_url: str) -> None:
    login = login_name(database_url, "an")
    nobody = at("an").who_am_i(TODAY)
    grant(engine, mandate(DISTRICT, login=login), mandate(SNV, login=login, until=date(2023, 6, 20)), mandate(SNV, "B"))

    found = at("an").who_am_i(TODAY)

    assert (nobody.configured, nobody.bound, nobody.mandates) == (False, False, ())
    assert (found.login, found.configured, found.bound) == (login, True, True)
    assert [row.agency for row in found.mandates] == [DISTRICT]
    assert at("binh").who_am_i(TODAY).mandates == ()


def reported(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")


def partly(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")


def after(*triggers: str) -> Callable[[Engine], Any]:
    def work(engine: Engine) -> None:
        put_plan_out(engine)
        for trigger in triggers:
            is_side = trigger in ("waive", "suspend")
            move(engine, TUY_PHUOC, trigger, **({"as_agency": "binh-dinh", **WHY} if is_side else {}))

    return work


def asked(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "request_extension", until=date(2023, 7, 1), **WHY)


SITUATIONS: dict[str, tuple[str, str, Callable[[Engine], Any], dict[str, Any]]] = {
    "draft_plan": (TUY_PHUOC, DISTRICT, after(), {}),
    "implement": (TUY_PHUOC, DISTRICT, after("draft_plan"), {}),
    "report": (TUY_PHUOC, DISTRICT, after("draft_plan", "implement"), {}),
    "consolidate": (DEPARTMENT, SNV, reported, {}),
    "consolidate_partial": (DEPARTMENT, SNV, partly, {"missing": (agency_of(AN_LAO),), "allowed_by": "x", **WHY}),
    "return_report": (TUY_PHUOC, SNV, reported, {"what": "own", **WHY}),
    "extend": (TUY_PHUOC, "binh-dinh", after(), {"until": date(2023, 7, 1), **WHY}),
    "waive": (TUY_PHUOC, "binh-dinh", after(), WHY),
    "unwaive": (TUY_PHUOC, "binh-dinh", after("waive"), WHY),
    "suspend": (TUY_PHUOC, "binh-dinh", after(), WHY),
    "resume": (TUY_PHUOC, "binh-dinh", after("suspend"), WHY),
    "withdraw": (TUY_PHUOC, "binh-dinh", after(), WHY),
    "request_extension": (TUY_PHUOC, DISTRICT, after(), {"until": date(2023, 7, 1), **WHY}),
    "request_withdrawal": (TUY_PHUOC, DISTRICT, after(), WHY),
    "refuse": (TUY_PHUOC, DISTRICT, after(), {"proposed": SNV, **WHY}),
    "grant": (TUY_PHUOC, "binh-dinh", asked, WHY),
    "deny": (TUY_PHUOC, "binh-dinh", asked, WHY),
    "accept": (TUY_PHUOC, SNV, reported, {"what": "own"}),
}
"""Of each trigger: a task on which it is legal, who fires it, what comes before, what is given."""


def test_every_trigger_has_its_situation() -> None:
    lifecycle = parse_lifecycle(standard_lifecycle())

    assert {*SITUATIONS, "release", "revoke"} == {*lifecycle.every_trigger}


def fire(engine: Engine, trigger: str, agency: str, by: str | None) -> Any:
    if trigger == "release":
        given = {"number": "18/KH-UBND", "on": date(2023, 3, 20)}
        return engine.release("kh-binh-dinh-2023", as_agency=agency, by=by, today=TODAY, **given)
    if trigger == "revoke":
        return engine.revoke("kh-binh-dinh-2023", as_agency=agency, by=by, today=TODAY, **WHY)
    task, _, _, given = SITUATIONS[trigger]
    return move(engine, task, trigger, **{**given, "as_agency": agency, "by": by})


@pytest.mark.parametrize("trigger", [*SITUATIONS, "release", "revoke"])
def test_no_trigger_fires_outside_role_mandate_and_login(
    trigger: str, at: At, engine: Engine, database_url: str, dump
) -> None:
    task, agency, prepare, _ = SITUATIONS.get(trigger, (TOP, "binh-dinh", put_plan_out, {}))
    if trigger != "release":
        prepare(engine)
    others = sorted({each for each in SITUATIONS if each != trigger})
    login, stranger = login_name(database_url, "an"), login_name(database_url, "binh")
    grant(
        engine,
        mandate(agency, login=login, triggers=(trigger,), since=date(2023, 1, 1), until=date(2023, 12, 31)),
        mandate(agency, "Người hai", login=stranger, triggers=tuple(others)),
        mandate(agency, "Người ba", login=stranger, until=date(2023, 1, 31)),
        mandate(agency, "Người bốn"),
        mandate("bo-noi-vu", "Người năm", login=login),
    )
    before = dump()

    tries = [("binh", agency, None), ("binh", agency, "Phó Chủ tịch"), ("binh", agency, "Người hai")]
    tries += [("binh", agency, "Người ba"), ("binh", agency, "Người bốn"), ("an", agency, "Người bốn")]
    for who, as_agency, by in tries:
        refusal = refused(lambda it=(who, as_agency, by): fire(at(it[0]), trigger, it[1], it[2]))
        assert refusal.rule == "outside-mandate"
    refusal = refused(lambda: fire(at("an"), trigger, "bo-noi-vu", None))
    assert refusal.rule == "not-yours"
    assert dump() == before

    moved = fire(at("an"), trigger, agency, None)

    assert moved[0].mandate == f"{agency}/pho-chu-tich/2023-01-01"
    assert engine.verify().holds, task


def test_nobody_grants_or_ends_by_another_login(at: At, engine: Engine, database_url: str, dump) -> None:
    own = {"login": login_name(database_url, "an"), "triggers": ("mandate",)}
    (granted,) = grant(engine, mandate(DISTRICT, **own))
    before = dump()

    assert refused(lambda: grant(at("binh"), mandate(DISTRICT, "B"), by="Phó Chủ tịch")).rule == "may-not-grant"
    end = {"by": "Phó Chủ tịch", "reason": "x"}
    assert refused(lambda: at("binh").end_mandate(granted.mandate, **end)).rule == "may-not-grant"
    assert dump() == before

    assert grant(at("an"), mandate(DISTRICT, "B"), by=None)[0].under == granted.mandate
