"""Many moves at once: all or none, or the good ones."""

from dataclasses import replace
from datetime import date

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, agency_of, put_plan_out

import words
from engine import Engine, MoveRequest
from engine.requests import SeenHead
from engine.running.notes import NoteRequest
from workflows.errors import DondocError

TODAY = date(2023, 6, 21)
DISTRICTS = (TUY_PHUOC, HOAI_AN, AN_LAO)


def request(task: str, trigger: str, **details) -> MoveRequest:
    return MoveRequest(task, trigger, **{"as_agency": agency_of(task), **details})


def whole_half_year() -> list[MoveRequest]:
    rows = [request(TOP, "draft_plan", document="18/KH", on=date(2023, 3, 20))]
    rows += [request(task, trigger) for task in DISTRICTS for trigger in ("draft_plan", "implement", "report")]
    rows += [request(DEPARTMENT, trigger) for trigger in ("draft_plan", "implement", "report", "consolidate")]
    return [*rows, request(TOP, "implement"), request(TOP, "consolidate")]


def test_a_file_is_done_in_its_order_under_one_name(engine: Engine) -> None:
    bulk = engine.advance_many(whole_half_year(), today=TODAY)

    states = {row.task: row.state for row in engine.on(TODAY).status()}
    assert bulk.bad_rows == ()
    assert [move.unblocked for move in bulk.moved if move.unblocked] == [
        (DEPARTMENT,),
        (TOP,),
        ("ct-33-ttg-2021/2023-H1/bo-noi-vu",),
    ]
    assert (states[TUY_PHUOC], states[DEPARTMENT], states[TOP]) == ("reported", "consolidated", "consolidated")
    assert {row.batch for row in engine.seen().history() if row.cause is None} == {bulk.batch}
    assert engine.on(TODAY).blocked() == ()


def test_a_bulk_writes_the_same_rows_as_single_moves(engine: Engine, database_url: str) -> None:
    bulk = engine.advance_many(whole_half_year(), today=TODAY, dry_run=True)
    single = []
    for row in whole_half_year():
        single += engine.advance(
            row.task, row.trigger, as_agency=row.as_agency, on=row.on, document=row.document, today=TODAY
        )

    tried = {"hash": None, "dry_run": True}
    assert [move.as_json() for move in bulk.moved] == [move.as_json() | tried for move in single]


def test_one_bad_row_and_nothing_is_done(engine: Engine, dump) -> None:
    put_plan_out(engine)
    before = dump()
    rows = [
        request(TUY_PHUOC, "draft_plan"),
        request(HOAI_AN, "report"),
        request("2023-Q4/binh-dinh", "report"),
        request(TUY_PHUOC, "implement"),
        request(AN_LAO, "nop-bao-cap"),
        request(TUY_PHUOC, "report", as_agency="nowhere"),
        request("2023-H1/binh-dinh/x/y", "report"),
    ]

    bulk = engine.advance_many(rows, today=TODAY)

    assert (bulk.moved, bulk.batch) == ((), None)
    assert [(bad.row, bad.rule) for bad in bulk.bad_rows] == [
        (3, "plan-first"),
        (4, "not-found"),
        (6, "unknown-trigger"),
        (7, "not-found"),
        (8, "bad-key"),
    ]
    assert all(words.message(bad.message, "vi") and words.message(bad.message, "en") for bad in bulk.bad_rows)
    assert dump() == before


def test_a_bad_row_says_what_to_do_as_a_single_move_does(engine: Engine) -> None:
    put_plan_out(engine)
    rows = [
        request(HOAI_AN, "report"),
        request(AN_LAO, "repor"),
        request(TUY_PHUOC, "report", as_agency="UBND huyện Tuy Phong"),
        request(TUY_PHUOC, "report", as_agency="huyện"),
        request("2023-Q4/binh-dinh", "report"),
        request("2023-H1/binh-dinh/x/y", "report"),
    ]

    bulk = engine.advance_many(rows, today=TODAY)

    for row, bad in zip(rows, bulk.bad_rows, strict=True):
        with pytest.raises(DondocError) as single:
            engine.advance(row.task, row.trigger, as_agency=row.as_agency, today=TODAY)
        error = single.value
        assert bad.message == error.said
        assert (bad.who_can, bad.proposals) == (getattr(error, "who_can", ()), getattr(error, "proposals", ()))
        assert words.hint(bad.message, "vi") or bad.proposals
    assert "báo cáo, trả lại báo cáo" in words.hint(bulk.bad_rows[1].message, "vi")
    assert "binh-dinh.huyen-tuy-phuoc (UBND huyện Tuy Phước)" in words.hint(bulk.bad_rows[2].message, "vi")


def test_the_words_on_screen_are_triggers(engine: Engine) -> None:
    put_plan_out(engine)

    rows = [request(TUY_PHUOC, words) for words in ("lập kế hoạch", "Thực hiện", "bao cao")]
    first = engine.advance_many(rows, today=TODAY, once=True)
    again = engine.advance_many(rows, today=TODAY, once=True)

    assert [move.trigger for move in first.moved] == ["draft_plan", "implement", "report"]
    assert all(move.repeated for move in again.moved)


def test_keep_going_keeps_the_good_rows(engine: Engine) -> None:
    put_plan_out(engine)
    given = {"task": HOAI_AN, "trigger": "report"}
    rows = [
        request(TUY_PHUOC, "draft_plan"),
        request(HOAI_AN, "report", row=17, given=given),
        request(TUY_PHUOC, "implement"),
    ]

    bulk = engine.advance_many(rows, today=TODAY, keep_going=True)

    assert [move.to for move in bulk.moved] == ["plan_drafted", "implemented"]
    assert [(bad.row, bad.given) for bad in bulk.bad_rows] == [(17, given)]
    assert engine.on(TODAY).task(TUY_PHUOC).state == "implemented"


def test_open_inputs_are_told_as_the_rows_before_left_them(engine: Engine) -> None:
    rows = whole_half_year()[:-5]
    rows = [row for row in rows if (row.task, row.trigger) != (AN_LAO, "report")]
    rows += [request(DEPARTMENT, trigger) for trigger in ("implement", "report", "consolidate")]

    bulk = engine.advance_many(rows, today=TODAY)

    assert [bad.rule for bad in bulk.bad_rows] == ["inputs-open"]
    assert "còn 1 báo cáo cấp dưới chưa xong: UBND huyện An Lão (chưa báo cáo)" in words.message(
        bulk.bad_rows[0].message, "vi"
    )


def test_rows_may_name_agencies_and_short_keys(engine: Engine) -> None:
    put_plan_out(engine)
    rows = [
        MoveRequest("2023-H1/UBND huyện Tuy Phước", "draft-plan", "UBND huyện Tuy Phước"),
        MoveRequest("2023-H1/binh-dinh.huyen-tuy-phuoc", "implement", "binh-dinh.huyen-tuy-phuoc"),
        MoveRequest(TUY_PHUOC, "report", "huyện tuy phuoc"),
    ]

    bulk = engine.advance_many(rows, today=TODAY)

    assert [move.to for move in bulk.moved] == ["plan_drafted", "implemented", "reported"]


def test_a_dry_run_answers_and_changes_nothing(engine: Engine, dump) -> None:
    before = dump()

    bulk = engine.advance_many(whole_half_year(), today=TODAY, dry_run=True)

    assert len(bulk.moved) == 17
    assert {(move.hash, move.dry_run) for move in bulk.moved} == {(None, True)}
    assert dump() == before


def test_progress_is_told(engine: Engine) -> None:
    put_plan_out(engine)
    told: list[tuple[int, int]] = []

    engine.advance_many([request(TUY_PHUOC, "draft_plan")], today=TODAY, progress=lambda *step: told.append(step))

    assert told == [(1, 1)]


def test_an_empty_file_does_nothing(engine: Engine) -> None:
    assert engine.advance_many([], today=TODAY).as_json() == {"moved": [], "bad_rows": [], "batch": None}


def as_seen(engine: Engine, *tasks: str) -> list[SeenHead]:
    seen = engine.on(TODAY)
    return [head.seen for head in seen.heads([seen.task(task) for task in tasks])]


def test_what_others_changed_since_a_table_was_made_is_told_and_not_overwritten(engine: Engine, dump) -> None:
    put_plan_out(engine)
    heads = as_seen(engine, TUY_PHUOC, HOAI_AN)
    engine.advance(TUY_PHUOC, "draft_plan", as_agency=agency_of(TUY_PHUOC), today=TODAY)
    before = dump()
    rows = [request(task, "draft_plan", seen=head) for task, head in zip((TUY_PHUOC, HOAI_AN), heads, strict=True)]

    bulk = engine.advance_many(rows, today=TODAY)

    assert [(bad.row, bad.rule) for bad in bulk.bad_rows] == [(2, "moved-meanwhile")]
    assert "lập kế hoạch, binh-dinh.huyen-tuy-phuoc" in words.message(bulk.bad_rows[0].message, "vi")
    assert dump() == before


@pytest.mark.parametrize("chunk", [1, 2_000], ids=["written after each row", "written at the end"])
def test_a_note_made_meanwhile_is_no_change_and_a_row_of_the_same_table_neither(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("engine.running.bulk._CHUNK", chunk)
    put_plan_out(engine)
    (head,) = as_seen(engine, TUY_PHUOC)
    engine.note(TUY_PHUOC, NoteRequest(agency_of(TUY_PHUOC), text="đã gọi điện"), today=TODAY)
    rows = [request(TUY_PHUOC, trigger, seen=head) for trigger in ("draft_plan", "implement", "report")]

    bulk = engine.advance_many(rows, today=TODAY, once=True)
    again = engine.advance_many(rows, today=TODAY, once=True)

    assert bulk.bad_rows == again.bad_rows == ()
    assert [move.repeated for move in again.moved] == [True] * len(again.moved)


@pytest.mark.parametrize("altered", [{"hash": "0" * 64}, {"seq": 40}])
def test_a_table_of_another_database_is_refused(engine: Engine, altered) -> None:
    put_plan_out(engine)
    (head,) = as_seen(engine, TUY_PHUOC)
    row = request(TUY_PHUOC, "draft_plan", seen=replace(head, **altered))

    (bad,) = engine.advance_many([row], today=TODAY).bad_rows

    assert bad.rule == "moved-meanwhile"
    assert "không phải của cơ sở dữ liệu này" in words.message(bad.message, "vi")


def test_the_rows_that_changed_a_task_are_counted_and_notes_are_not(engine: Engine) -> None:
    put_plan_out(engine)
    seen = engine.on(TODAY)
    (before,) = seen.heads([seen.task(TUY_PHUOC)])
    engine.note(TUY_PHUOC, NoteRequest(agency_of(TUY_PHUOC), text="đã gọi điện"), today=TODAY)
    engine.advance(TUY_PHUOC, "draft_plan", as_agency=agency_of(TUY_PHUOC), today=TODAY)

    (after,) = seen.heads([seen.task(TUY_PHUOC)])

    assert (after.changes, after.seen.seq) == (before.changes + 1, before.seen.seq + 2)
