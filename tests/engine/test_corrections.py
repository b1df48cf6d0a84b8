"""Corrections: a wrong day or number restated, a mistaken move taken back with everything that followed from it."""

from datetime import date

import pytest
from audits import Administrator, told
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, GraphBuilder, agency_of, move
from graphs import put_plan_out as put_out
from suggestions import commands_of

from engine import Engine
from engine.chain.chains import hash_row
from engine.correcting.correct import WhatToCorrect
from engine.errors import NotFound, Refused
from engine.scope import Scope, View

TODAY = date(2023, 6, 21)
WHY = "văn thư ghi nhầm"


def correct(engine: Engine, task: str, seq: int, **details):
    given = {"as_agency": agency_of(task), "reason": WHY, "today": TODAY, **details}
    return engine.correct(task, seq, **given)


def last_seq(engine: Engine, task: str) -> int:
    return engine.seen().history(task)[-1].seq


def report(engine: Engine, task: str, on: date = date(2023, 6, 20)) -> int:
    """A district's way to its report; the row of the report."""
    move(engine, task, "draft_plan", "implement", on=date(2023, 6, 1))
    return move(engine, task, "report", on=on, document="12/BC")[0].seq


def everything_is_consolidated(engine: Engine) -> None:
    put_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, DEPARTMENT, "consolidate")
    move(engine, TOP, "implement", "consolidate")
    move(engine, MINISTRY, "implement", "consolidate")


def states(engine: Engine, *tasks: str) -> list[str]:
    return [engine.on(TODAY).task(task).state for task in tasks]


def assert_holds(engine: Engine) -> None:
    found = engine.verify()
    assert found.holds, told(found)


# a day, a number


def test_a_restated_day_makes_a_late_report_punctual(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    assert engine.on(TODAY).task(AN_LAO).timeliness == "done_late"

    (corrected,) = correct(engine, AN_LAO, seq, on=date(2023, 6, 16))

    assert (corrected.was_on, corrected.occurred_on) == (date(2023, 6, 20), date(2023, 6, 16))
    task = engine.on(TODAY).task(AN_LAO)
    assert (task.state, task.timeliness, task.since) == ("reported", "done_on_time", date(2023, 6, 16))
    assert_holds(engine)


def test_mistake_and_correction_both_stay_readable(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)

    (corrected,) = correct(engine, AN_LAO, seq, on=date(2023, 6, 16), by="Trần Thị C")

    mistake, correction = engine.seen().history(AN_LAO)[-2:]
    assert (mistake.occurred_on, mistake.superseded_by) == (date(2023, 6, 20), corrected.seq)
    assert (correction.kind, correction.trigger, correction.ref_seq) == ("correction", None, seq)
    assert (correction.occurred_on, correction.by, correction.reason) == (date(2023, 6, 16), "Trần Thị C", WHY)
    assert correction.hash == corrected.hash


def test_the_next_move_may_be_as_early_as_the_restated_day(engine: Engine) -> None:
    put_out(engine)
    move(engine, AN_LAO, "draft_plan", "implement", on=date(2023, 6, 20))

    with pytest.raises(Refused) as refused:
        move(engine, AN_LAO, "report", on=date(2023, 6, 14))

    correct(engine, AN_LAO, last_seq(engine, AN_LAO) - 1, on=date(2023, 6, 10))
    correct(engine, AN_LAO, 3, on=date(2023, 6, 12))

    assert refused.value.rule == "before-previous"
    assert move(engine, AN_LAO, "report", on=date(2023, 6, 14))


def test_a_restated_number_of_a_plan_goes_to_the_document_and_to_all_that_it_set_going(engine: Engine) -> None:
    put_out(engine)

    corrected = correct(engine, TOP, 2, document="19/KH-UBND")

    assert corrected[0].task == TOP
    assert {item.task for item in corrected} >= {TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT}
    rows = engine.seen(View(as_of=TODAY)).history(AN_LAO)
    assert [row.document for row in rows] == ["19/KH-UBND"]
    assert_holds(engine)


def test_the_day_of_a_plan_is_restated_for_all_that_it_set_going(engine: Engine) -> None:
    put_out(engine)

    correct(engine, TOP, 2, on=date(2023, 4, 10))

    assert engine.seen(View(as_of=TODAY)).history(AN_LAO)[0].occurred_on == date(2023, 4, 10)
    assert_holds(engine)


def test_the_last_of_several_restatements_holds(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)

    correct(engine, AN_LAO, seq, on=date(2023, 6, 16))
    correct(engine, AN_LAO, seq, on=date(2023, 6, 17))
    correct(engine, AN_LAO, seq, document="13/BC")

    row = engine.seen(View(as_of=TODAY)).history(AN_LAO)[-1]
    assert (row.occurred_on, row.document) == (date(2023, 6, 17), "13/BC")
    assert_holds(engine)


# a mistaken move


def test_a_report_taken_back_takes_back_every_consolidation_made_with_it(engine: Engine) -> None:
    everything_is_consolidated(engine)

    tried = correct(engine, AN_LAO, last_seq(engine, AN_LAO), undo=True, dry_run=True)
    corrected = correct(engine, AN_LAO, last_seq(engine, AN_LAO), undo=True)

    assert tried == tuple(item.tried() for item in corrected)
    assert {item.task for item in corrected} == {AN_LAO, DEPARTMENT, TOP, MINISTRY}
    assert states(engine, AN_LAO, DEPARTMENT, TOP, MINISTRY) == [
        "implemented",
        "reported",
        "implemented",
        "implemented",
    ]
    assert {item.task: item.open for item in engine.on(TODAY).blocked()} == {DEPARTMENT: 1, TOP: 1, MINISTRY: 1}
    assert set(corrected[0].blocked) == {DEPARTMENT, TOP, MINISTRY}
    assert_holds(engine)


def test_what_follows_is_marked_with_what_it_follows_from(engine: Engine) -> None:
    everything_is_consolidated(engine)
    seq = last_seq(engine, AN_LAO)

    correct(engine, AN_LAO, seq, undo=True)

    row = engine.seen().history(DEPARTMENT)[-1]
    assert (row.kind, row.cause, row.payload["because"]) == ("correction", "correction", f"{AN_LAO}#{seq}")


def test_later_moves_that_stand_by_themselves_stay(engine: Engine) -> None:
    put_out(engine)
    move(engine, AN_LAO, "draft_plan", "implement")
    issuer = {"as_agency": "binh-dinh", "reason": "bão lũ"}
    move(engine, AN_LAO, "suspend", **issuer)
    move(engine, AN_LAO, "resume", **issuer)
    move(engine, AN_LAO, "report")

    (corrected,) = correct(engine, AN_LAO, 4, undo=True, as_agency="binh-dinh")

    assert corrected.undone == (4, 5), "without the pause there is nothing to resume"
    assert engine.on(TODAY).task(AN_LAO).state == "reported"
    assert_holds(engine)


def test_an_extension_taken_back_leaves_the_launched_day(engine: Engine) -> None:
    put_out(engine)
    issuer = {"as_agency": "binh-dinh", "reason": "bão lũ"}
    move(engine, AN_LAO, "extend", until=date(2023, 7, 10), **issuer)
    seq = move(engine, AN_LAO, "extend", until=date(2023, 7, 20), **issuer)[0].seq

    correct(engine, AN_LAO, seq, undo=True, as_agency="binh-dinh")
    assert engine.on(TODAY).task(AN_LAO).due == date(2023, 7, 10)
    correct(engine, AN_LAO, seq - 1, undo=True, as_agency="binh-dinh")

    assert engine.on(TODAY).task(AN_LAO).due == date(2023, 6, 19)
    assert_holds(engine)


def test_a_plan_taken_back_is_as_if_it_had_never_been_out(engine: Engine) -> None:
    put_out(engine)
    report(engine, AN_LAO)

    corrected = correct(engine, TOP, 2, undo=True)

    assert {AN_LAO, HOAI_AN, TUY_PHUOC, DEPARTMENT} <= {item.task for item in corrected}
    assert states(engine, TOP, AN_LAO, HOAI_AN) == ["issued", "pending", "pending"]
    assert_holds(engine)

    move(engine, TOP, "draft_plan", document="20/KH-UBND", on=date(2023, 4, 20))

    assert states(engine, TOP, AN_LAO) == ["plan_drafted", "issued"]
    assert_holds(engine)


def test_a_partial_consolidation_stands_without_the_input_that_it_left_out(engine: Engine) -> None:
    put_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    given = {"missing": ("binh-dinh.huyen-an-lao",), "allowed_by": "UBND tỉnh", "reason": "bão lũ"}
    move(engine, DEPARTMENT, "consolidate_partial", **given)
    supplement = report(engine, AN_LAO, on=TODAY)

    corrected = correct(engine, AN_LAO, supplement, undo=True)

    assert [item.task for item in corrected] == [AN_LAO]
    assert states(engine, DEPARTMENT) == ["consolidated"]
    correct(engine, TUY_PHUOC, last_seq(engine, TUY_PHUOC), undo=True)
    assert states(engine, DEPARTMENT) == ["reported"]
    assert_holds(engine)


def test_a_return_taken_back_restores_what_it_had_reopened(engine: Engine) -> None:
    everything_is_consolidated(engine)
    returned = move(engine, AN_LAO, "return_report", as_agency="binh-dinh.so-noi-vu", reason="thiếu phụ lục")

    correct(engine, DEPARTMENT, returned[1].seq, undo=True)

    assert states(engine, AN_LAO, DEPARTMENT, TOP, MINISTRY) == [
        "reported",
        "consolidated",
        "consolidated",
        "consolidated",
    ]
    assert_holds(engine)


def test_a_revocation_taken_back_sets_every_task_going_again(engine: Engine) -> None:
    put_out(engine)
    move(engine, AN_LAO, "draft_plan")
    engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", reason="ban hành nhầm", today=TODAY)

    correct(engine, AN_LAO, last_seq(engine, AN_LAO), undo=True, as_agency="binh-dinh")

    rows = engine.on(TODAY).status(Scope(under="binh-dinh"))
    assert {row.standing for row in rows} == {"active"}
    assert engine.on(TODAY).task(AN_LAO).state == "plan_drafted"
    assert_holds(engine)


def test_who_may_not_correct_is_told_what_to_type(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)

    with pytest.raises(Refused) as refused:
        correct(engine, AN_LAO, seq, undo=True, as_agency="binh-dinh")

    (command,) = commands_of(refused.value)
    assert f"--seq {seq} --undo --as binh-dinh.huyen-an-lao" in command


def test_a_try_gives_no_receipt(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)

    (tried,) = correct(engine, AN_LAO, seq, undo=True, dry_run=True)

    assert tried.hash is None


@pytest.mark.parametrize("first", ["return", "report"])
def test_a_return_taken_back_brings_no_consolidation_back_whose_input_is_gone(first: str, engine: Engine) -> None:
    everything_is_consolidated(engine)
    reported = last_seq(engine, AN_LAO)
    engine.advance(
        DEPARTMENT, "return_report", as_agency="binh-dinh", what="merged", reason="thiếu phụ lục", today=TODAY
    )
    returned = last_seq(engine, DEPARTMENT)

    takes = [
        lambda: correct(engine, DEPARTMENT, returned, undo=True, as_agency="binh-dinh"),
        lambda: correct(engine, AN_LAO, reported, undo=True),
    ]
    if first == "return":
        takes[0]()
    taken = takes[1]()  # the consolidation rested on it, and with that its return goes too

    if first == "report":
        assert (DEPARTMENT, returned) in {(item.task, row.seq) for item in taken for row in item.taken_back}
    assert states(engine, AN_LAO, DEPARTMENT, TOP, MINISTRY) == [
        "implemented",
        "reported",
        "implemented",
        "implemented",
    ]
    assert {row.task for row in engine.on(TODAY).blocked()} >= {DEPARTMENT, TOP, MINISTRY}
    assert_holds(engine)


def test_what_two_documents_ask_for_goes_on_for_the_other_one(engine: Engine) -> None:
    graph = GraphBuilder("ct-1")
    first = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 3, 1))
    second = graph.document("vb-2", "tinh", number="2/VB", issued_on=date(2023, 3, 2))
    graph.task("2023-H1", "huyen", first, second, report=True)
    engine.launch(graph.build(), today=TODAY)
    task = "ct-1/2023-H1/huyen"

    corrected = correct(engine, task, 1, undo=True, as_agency="bo")

    assert corrected[0].released == 1
    row = engine.seen().history(task)[-1]
    assert (row.trigger, row.agency, row.document, row.cause) == ("release", "tinh", "2/VB", "correction")
    assert engine.on(TODAY).task(task).state == "issued"


def test_a_revoked_document_sets_nothing_going_again(engine: Engine) -> None:
    graph = GraphBuilder("ct-1")
    first = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 3, 1))
    second = graph.document("vb-2", "tinh", number="2/VB", issued_on=date(2023, 3, 2))
    graph.task("2023-H1", "huyen", first, second, report=True)
    engine.launch(graph.build(), today=TODAY)
    engine.revoke("vb-2", as_agency="tinh", reason=WHY, today=TODAY, cascade="ct-1/2023")

    corrected = correct(engine, "ct-1/2023-H1/huyen", 1, undo=True, as_agency="bo")

    assert corrected[0].released == 0
    task = engine.on(TODAY).task("ct-1/2023-H1/huyen")
    assert (task.state, task.standing) == ("pending", "active")
    assert_holds(engine)


def test_a_plan_issued_together_is_corrected_by_any_of_its_issuers(engine: Engine) -> None:
    graph = GraphBuilder("ct-1")
    letter = graph.document("vb-1", "bo", number="1/VB", issued_on=date(2023, 3, 1))
    joint = graph.document("kh-1", "so-mot", "so-hai", is_plan=True)
    graph.task("2023-H1", "so-mot", letter, plan=True, report=True)
    graph.task("2023-H1", "so-hai", letter, plan=True, report=True)
    graph.task("2023-H1", "xa", joint, report=True)
    engine.launch(graph.build(), today=TODAY)
    move(engine, "ct-1/2023-H1/so-mot", "draft_plan", document="5/KH", on=date(2023, 4, 10), as_agency="so-mot")
    (row,) = (row for row in engine.seen().history("ct-1/2023-H1/so-hai") if row.trigger == "draft_plan")

    corrected = correct(engine, row.task, row.seq, document="6/KH", as_agency="so-mot")

    assert {item.task.rpartition("/")[2] for item in corrected} == {"so-mot", "so-hai", "xa"}
    assert {item.document for item in corrected} == {"6/KH"}
    with pytest.raises(Refused) as refused:
        correct(engine, row.task, row.seq, document="7/KH", as_agency="bo")
    assert refused.value.rule == "not-yours"
    assert_holds(engine)


def test_who_waits_for_a_resumption_waits_since_the_day_as_corrected(engine: Engine) -> None:
    put_out(engine)
    issuer = {"as_agency": "binh-dinh", "reason": "bão lũ"}
    (paused,) = move(engine, AN_LAO, "suspend", on=date(2023, 5, 10), **issuer)

    correct(engine, AN_LAO, paused.seq, on=date(2023, 5, 4), as_agency="binh-dinh")

    waits = engine.on(TODAY).waits_for(AN_LAO)
    assert waits is not None
    assert (waits.trigger, waits.since) == ("resume", date(2023, 5, 4))


# documents that move nothing


def test_revoking_a_document_whose_tasks_are_done_leaves_a_row(engine: Engine) -> None:
    everything_is_consolidated(engine)
    move(engine, f"{DIRECTIVE}/2023-once/binh-dinh.so-noi-vu/kiem-tra", "draft_plan")

    (noted,) = engine.revoke(
        "kh-binh-dinh-2023", as_agency="binh-dinh", reason="hết hiệu lực", on=date(2023, 6, 5), today=TODAY
    )

    row = engine.seen().history(noted.task)[-1]
    assert (row.kind, row.trigger, row.payload["revoked"]) == ("note", "revoke", "kh-binh-dinh-2023")
    assert_holds(engine)


# what is refused


@pytest.mark.parametrize(
    ("rule", "details"),
    [
        ("not-yours", {"as_agency": "binh-dinh.huyen-hoai-an"}),
        ("missing-reason", {"reason": "  "}),
        ("nothing-to-correct", {"undo": False, "on": date(2023, 6, 20)}),
        ("nothing-to-correct", {"undo": False, "document": "12/BC"}),
        ("out-of-order", {"undo": False, "on": date(2023, 5, 1)}),
        ("in-the-future", {"undo": False, "on": date(2023, 7, 1)}),
    ],
)
def test_a_refused_correction_changes_nothing(rule: str, details: dict[str, object], engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    before = engine.seen().history()

    with pytest.raises(Refused) as refused:
        correct(engine, AN_LAO, seq, **{"undo": True, **details})

    assert refused.value.rule == rule
    assert engine.seen().history() == before


def test_a_correction_is_not_corrected_but_its_row_is_again(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    (corrected,) = correct(engine, AN_LAO, seq, on=date(2023, 6, 16))

    with pytest.raises(Refused) as refused:
        correct(engine, AN_LAO, corrected.seq, undo=True)

    assert refused.value.rule == "is-correction"
    assert f"--seq {seq}" in commands_of(refused.value)[0]


def test_what_was_taken_back_is_recorded_again_not_corrected(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    correct(engine, AN_LAO, seq, undo=True)

    with pytest.raises(Refused) as refused:
        correct(engine, AN_LAO, seq, on=date(2023, 6, 16))

    assert refused.value.rule == "already-undone"
    assert move(engine, AN_LAO, "report")


@pytest.mark.parametrize("details", [{}, {"undo": True, "document": "1"}, {"on": TODAY, "document": "1"}])
def test_exactly_one_thing_is_corrected(details: dict[str, object], engine: Engine) -> None:
    with pytest.raises(WhatToCorrect):
        correct(engine, TOP, 1, **details)


def test_an_unknown_row_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound):
        correct(engine, TOP, 77, undo=True)


def test_the_same_request_again_records_nothing(engine: Engine) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    given = {"on": date(2023, 6, 16), "idempotency_key": "k-9"}
    first = correct(engine, AN_LAO, seq, **given)
    before = engine.seen().history()

    again = correct(engine, AN_LAO, seq, **given)
    with pytest.raises(Refused) as refused:
        correct(engine, AN_LAO, seq, undo=True, idempotency_key="k-9")

    assert [(item.hash, item.repeated) for item in again] == [(item.hash, True) for item in first]
    assert engine.seen().history() == before
    assert refused.value.rule == "idempotency-key-reused"


# proof


@pytest.mark.parametrize(
    "change",
    [
        {"ref_seq": 2},
        {"ref_seq": None},
        {"payload": '{"undone":[2]}'},
        {"payload": '{"undone":[3]}'},
        {"payload": None},
        {"payload": '{"undone":[]}'},
    ],
)
def test_a_forged_correction_is_found_even_where_its_hash_fits(
    change: dict[str, object], engine: Engine, database_url: str
) -> None:
    put_out(engine)
    seq = report(engine, AN_LAO)
    correct(engine, AN_LAO, seq, undo=True)
    administrator = Administrator(database_url)
    try:
        with administrator.tampering():
            number = next(number for number, key in administrator.keys().items() if key == AN_LAO)
            rows = administrator.chain(number)
            rows[-1] |= change
            rows[-1]["hash"] = hash_row(rows[-1])
            administrator.tx.run(
                "DELETE FROM history WHERE task_no = :number AND seq = :seq", number=number, seq=seq + 1
            )
            columns = tuple(rows[-1])
            administrator.tx.insert("history", columns, [tuple(rows[-1].values())])
            administrator.tx.run(
                "UPDATE task SET head_hash = :hash WHERE task_no = :number", hash=rows[-1]["hash"], number=number
            )
            found = administrator.verify()
    finally:
        administrator.close()

    assert AN_LAO in {item.task for item in found.broken}
