"""Every rule that refuses, by its stable name; a refusal changes nothing."""

import unicodedata
from collections.abc import Callable
from copy import deepcopy
from datetime import date

import pytest
from graphs import (
    AN_LAO,
    DEPARTMENT,
    HOAI_AN,
    MINISTRY,
    TOP,
    TUY_PHUOC,
    GraphBuilder,
    move,
    province,
    put_plan_out,
    standard_lifecycle,
)
from suggestions import commands_of, not_done

import words
from engine import Engine
from engine.cascade.lookup import get_trigger
from engine.errors import Ambiguous, NotFound, Refused
from workflows.errors import BadKey
from workflows.lifecycle import UnknownTrigger, parse_lifecycle

TODAY = date(2023, 6, 21)


def everyone_reports_but_an_lao(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")


def two_plans(engine: Engine) -> None:
    graph = GraphBuilder("ct-2-2023")
    letter = graph.document("cv-2", "bo-noi-vu", number="2/CV", issued_on=date(2023, 1, 2))
    graph.document("kh-a", "ha-noi", is_plan=True)
    graph.document("kh-b", "ha-noi", is_plan=True)
    graph.task("2023-Y", "ha-noi", letter, plan=True)
    engine.launch(graph.build(), today=TODAY)


def one_plan_of_two_out(engine: Engine) -> None:
    two_plans(engine)
    release("kh-a", number="1/KH", as_agency="ha-noi")(engine)


def both_plans_out(engine: Engine) -> None:
    one_plan_of_two_out(engine)
    release("kh-b", number="2/KH", as_agency="ha-noi")(engine)


def second_plan_renamed(number: str) -> Callable[[Engine], object]:
    """The row of the second plan, which set nothing going, says another number."""

    def act(engine: Engine) -> object:
        (row,) = (
            row for row in engine.seen().history(cascade="ct-2-2023/2023") if row.payload.get("released") == "kh-b"
        )
        details = {"as_agency": "ha-noi", "reason": "văn thư ghi nhầm", "today": TODAY}
        return engine.correct(row.task, row.seq, document=number, **details)

    return act


def nothing(engine: Engine) -> None:
    pass


def key_k1_used(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k1")


def tuy_phuoc_finished(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", by="Lê Thị B")


def plan_group_out_on_today(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan")


def release(document: str = "kh-binh-dinh-2023", **details: object) -> Callable[[Engine], object]:
    given = {"number": "18/KH-UBND", "on": date(2023, 3, 20), "as_agency": "binh-dinh", "today": TODAY} | details
    return lambda engine: engine.release(document, **given)


def fire(task: str, trigger: str, **details: object) -> Callable[[Engine], object]:
    return lambda engine: move(engine, task, trigger, **details)


CASES = [
    ("not-out", nothing, fire(TUY_PHUOC, "report")),
    ("release-by-document", nothing, fire(TUY_PHUOC, "release", as_agency="binh-dinh")),
    ("not-yours", nothing, fire(TOP, "draft_plan", as_agency="bo-noi-vu")),
    ("not-yours", nothing, release(as_agency="bo-noi-vu")),
    ("plan-first", put_plan_out, fire(TUY_PHUOC, "report")),
    ("plan-first", nothing, fire(TOP, "implement")),
    ("inputs-open", everyone_reports_but_an_lao, fire(DEPARTMENT, "consolidate")),
    ("wrong-state", tuy_phuoc_finished, fire(TUY_PHUOC, "report")),
    ("wrong-state", plan_group_out_on_today, fire(TUY_PHUOC, "report")),
    ("finished", tuy_phuoc_finished, fire(TUY_PHUOC, "consolidate")),
    ("not-owed", nothing, fire(MINISTRY, "report")),
    ("missing-number-or-date", nothing, fire(TOP, "draft_plan")),
    ("missing-number-or-date", nothing, fire(TOP, "draft_plan", document="18/KH-UBND")),
    ("missing-number-or-date", nothing, release(number=" ")),
    ("missing-number-or-date", nothing, release(on=None)),
    ("too-early", nothing, release(on=date(2023, 2, 19))),
    ("too-early", nothing, fire(TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 2, 19))),
    ("in-the-future", nothing, release(on=date(2023, 6, 22))),
    ("in-the-future", nothing, fire(MINISTRY, "implement", on=date(2023, 6, 22))),
    ("before-previous", nothing, fire(MINISTRY, "implement", on=date(2023, 4, 2))),
    ("before-previous", nothing, fire(MINISTRY, "implement", today=date(2023, 4, 2))),
    ("already-out", put_plan_out, release()),
    ("already-out", nothing, release("cv-1432-bnv-2023", as_agency="bo-noi-vu")),
    ("already-launched", nothing, lambda engine: engine.launch(province(), today=TODAY)),
    (
        "several-plans",
        two_plans,
        lambda engine: engine.advance("2023-Y/ha-noi", "draft_plan", as_agency="ha-noi", today=TODAY),
    ),
    ("number-taken", one_plan_of_two_out, release("kh-b", number="1/KH", as_agency="ha-noi")),
    ("number-taken", both_plans_out, second_plan_renamed("1/KH")),
    ("idempotency-key-reused", key_k1_used, fire(TUY_PHUOC, "implement", idempotency_key="k1")),
    ("idempotency-key-reused", key_k1_used, fire(HOAI_AN, "draft_plan", idempotency_key="k1")),
    ("idempotency-key-reused", key_k1_used, fire(TUY_PHUOC, "draft_plan", on=TODAY, idempotency_key="k1")),
    ("idempotency-key-reused", key_k1_used, fire(TUY_PHUOC, "draft_plan", document="1/KH", idempotency_key="k1")),
    ("idempotency-key-reused", key_k1_used, fire(TUY_PHUOC, "draft_plan", as_agency="binh-dinh", idempotency_key="k1")),
]


@pytest.mark.parametrize(("rule", "arrange", "act"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_it_is_refused_and_changes_nothing(rule, arrange, act, engine: Engine, dump) -> None:
    arrange(engine)
    before = dump()

    with pytest.raises(Refused) as refusal:
        act(engine)

    error = refusal.value
    assert error.rule == rule
    assert dump() == before
    assert rule in words.message(error, "vi")
    assert rule in words.message(error, "en")


@pytest.mark.parametrize(("rule", "arrange", "act"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_what_it_suggests_can_be_done(rule, arrange, act, engine: Engine, database_url: str) -> None:
    arrange(engine)

    with pytest.raises(Refused) as refusal:
        act(engine)

    assert not_done(refusal.value, database_url, TODAY) == []


def test_open_inputs_are_named_with_what_each_would_do(engine: Engine) -> None:
    everyone_reports_but_an_lao(engine)

    with pytest.raises(Refused) as refusal:
        move(engine, DEPARTMENT, "consolidate")

    error = refusal.value
    assert "còn 1 báo cáo cấp dưới chưa xong: UBND huyện An Lão (chưa lập kế hoạch)" in words.message(error, "vi")
    assert error.who_can == ("binh-dinh.huyen-an-lao",)
    assert commands_of(error) == (f'dondoc advance {AN_LAO} draft_plan --as binh-dinh.huyen-an-lao --by "…"',)


def test_a_pending_task_says_who_releases_it(engine: Engine) -> None:
    with pytest.raises(Refused) as refusal:
        move(engine, TUY_PHUOC, "report")

    assert refusal.value.who_can == ("binh-dinh",)
    assert commands_of(refusal.value) == (
        f'dondoc advance {TOP} draft_plan --as binh-dinh --by "…" --document "…" --on …',
    )


def test_who_comes_second_is_told_what_happened_meanwhile(engine: Engine) -> None:
    tuy_phuoc_finished(engine)

    with pytest.raises(Refused) as refusal:
        move(engine, TUY_PHUOC, "report")

    assert "(báo cáo, 21/06/2023, binh-dinh.huyen-tuy-phuoc, Lê Thị B)" in words.message(refusal.value, "vi")


def test_a_number_of_last_year_is_free(engine: Engine) -> None:
    one_plan_of_two_out(engine)

    engine.release("kh-b", number="1/KH", on=date(2022, 12, 30), as_agency="ha-noi", today=TODAY)

    (row,) = (row for row in engine.seen().history(cascade="ct-2-2023/2023") if row.payload.get("released") == "kh-b")
    assert (row.document, row.occurred_on) == ("1/KH", date(2023, 1, 1))


def test_several_plans_are_released_by_their_keys(engine: Engine) -> None:
    two_plans(engine)

    with pytest.raises(Refused) as refusal:
        engine.advance("2023-Y/ha-noi", "draft_plan", as_agency="ha-noi", today=TODAY)
    released = engine.release("kh-a", number="1/KH", on=TODAY, as_agency="ha-noi", today=TODAY)

    assert [command.split()[2] for command in commands_of(refusal.value)] == ["kh-a", "kh-b"]
    assert [(move.task, move.to) for move in released] == [("ct-2-2023/2023-Y/ha-noi", "plan_drafted")]


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (UnknownTrigger, fire(TUY_PHUOC, "nop-bao-cap")),
        (NotFound, fire("2023-Q1/binh-dinh", "report")),
        (NotFound, lambda engine: engine.advance(TOP, "report", as_agency="nowhere", today=TODAY)),
        (NotFound, release("kh-nowhere")),
        (BadKey, fire("2023-H1//x", "report", as_agency="binh-dinh")),
        (Ambiguous, lambda engine: engine.on(TODAY).task("2023-H1/UBND huyện")),
    ],
)
def test_what_cannot_be_understood_is_no_refusal(error, act, engine: Engine, dump) -> None:
    before = dump()

    with pytest.raises(error):
        act(engine)

    assert dump() == before


# what a trigger is called


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("report", "report"),
        ("REPORT", "report"),
        ("báo cáo", "report"),
        (" Báo  Cáo ", "report"),
        (unicodedata.normalize("NFD", "báo cáo"), "report"),
        ("bao-cao", "report"),
        ("lập kế hoạch", "draft_plan"),
        ("draft plan", "draft_plan"),
        ("Trả lại báo cáo", "return_report"),
        ("tong hop thieu", "consolidate_partial"),
        ("miễn", "waive"),
        ("hủy việc miễn", "unwaive"),
    ],
)
def test_a_trigger_is_found_by(typed: str, key: str) -> None:
    assert get_trigger(parse_lifecycle(standard_lifecycle()), typed) == key


@pytest.mark.parametrize(
    ("typed", "meant"), [("trả lại", "return_report"), ("tiếp tục", "resume"), ("nộp kế hoạch", "draft_plan")]
)
def test_a_trigger_is_understood_by_a_part_of_its_words(typed: str, meant: str) -> None:
    assert get_trigger(parse_lifecycle(standard_lifecycle()), typed) == meant


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("repor", "report"), ("bao cap", "report"), ("lam ke hoach", "draft_plan"), ("exten", "extend")],
)
def test_of_unknown_triggers_the_nearest_comes_first(typed: str, nearest: str) -> None:
    with pytest.raises(UnknownTrigger) as unknown:
        get_trigger(parse_lifecycle(standard_lifecycle()), typed)

    named = ("triggers", "side_triggers", "requests", "decisions")
    every = [name for group in named for name in standard_lifecycle()[group]]
    assert unknown.value.candidates[0] == nearest
    assert sorted(unknown.value.candidates) == sorted(every)


def test_words_that_two_triggers_share_are_not_guessed() -> None:
    data = deepcopy(dict(standard_lifecycle()))
    data["side_triggers"]["suspend"]["label"]["vi"] = "Gia hạn"
    lifecycle = parse_lifecycle(data)

    with pytest.raises(Ambiguous) as several:
        get_trigger(lifecycle, "gia han")

    assert several.value.candidates == ("extend", "suspend")
    assert get_trigger(lifecycle, "extend") == "extend"


def test_accents_tell_words_apart_where_they_are_given() -> None:
    data = deepcopy(dict(standard_lifecycle()))
    data["side_triggers"]["suspend"]["label"]["vi"] = "giả hạn"

    assert get_trigger(parse_lifecycle(data), "gia hạn") == "extend"


def test_a_task_is_moved_by_the_words_on_screen(engine: Engine) -> None:
    put_plan_out(engine)

    for name in ("Lập kế hoạch", "thuc hien", "báo cáo"):
        move(engine, TUY_PHUOC, name)

    assert engine.on(TODAY).task(TUY_PHUOC).state == "reported"


@pytest.mark.parametrize("given", [{"number": "99/CV"}, {"on": date(2023, 3, 2)}])
def test_what_the_file_states_is_not_contradicted(database_url: str, clock, given) -> None:
    """A letter of 3 July whose number the file has goes out under these; another is a matter of the file."""
    with Engine.open(database_url, clock=clock) as engine:
        graph = GraphBuilder()
        letter = graph.document("cv-1", "bo", number="1/CV", issued_on=date(2023, 7, 3))
        graph.task("2023-H1", "huyen", letter, report=True)
        engine.launch(graph.build(), today=date(2023, 6, 21))
        asked = {"as_agency": "bo", "today": date(2023, 7, 10), "number": None, "on": None}

        with pytest.raises(Refused) as refused:
            engine.release("cv-1", **{**asked, **given})

        assert refused.value.rule == "contradicts-file"
        assert "số 1/CV, ngày 03/07/2023" in words.message(refused.value, "vi")
        assert commands_of(refused.value) == ("dondoc release cv-1 --as bo",)
        assert engine.release("cv-1", **asked)[0].occurred_on == date(2023, 7, 3)
