"""What an agency notes about its own work: recorded and proven like any row, and nothing of the task changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, agency_of, move, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.questions.filters import Filters
from engine.receipts import Noted
from engine.requests import ControlCharacter, TooLong
from engine.running.notes import NoteRequest, NothingToNote
from engine.scope import View
from engine.store.database import connect

TODAY = date(2023, 6, 21)


@pytest.fixture(autouse=True)
def plan_is_out(engine: Engine) -> None:
    put_plan_out(engine)


def note(engine: Engine, task: str, *, today: date = TODAY, dry_run: bool = False, **what: Any) -> Noted:
    request = NoteRequest(**{"as_agency": agency_of(task), **what})
    return engine.note(task, request, today=today, dry_run=dry_run)


def test_a_note_changes_what_the_agency_keeps_and_nothing_of_the_task(engine: Engine) -> None:
    before, day = engine.on(TODAY).task(AN_LAO), date(2023, 6, 1)
    noted = note(engine, AN_LAO, text="đã gọi", assigned_to="An", tags=("Trọng  Tâm", "gấp"), follow_up=day)
    after = engine.on(TODAY).task(AN_LAO)

    assert (after.assigned_to, after.tags, after.follow_up) == ("An", ("gấp", "trọng tâm"), day)
    unchanged = {"assigned_to": None, "tags": [], "follow_up": None}
    assert after.as_json() | unchanged == before.as_json()
    row = engine.seen().history(AN_LAO)[-1]
    assert (row.kind, row.trigger, row.from_, row.to, row.hash) == ("note", None, after.state, after.state, noted.hash)
    assert row.payload["text"] == "đã gọi"
    assert engine.verify().holds


def test_what_is_taken_back_is_a_further_note(engine: Engine) -> None:
    note(engine, AN_LAO, assigned_to="An", tags=("gấp", "chờ"), follow_up=date(2023, 7, 1))
    noted = note(engine, AN_LAO, assigned_to="", untags=("gấp", "lạ"), follow_up="")

    found = engine.on(TODAY).task(AN_LAO)
    assert (found.assigned_to, found.tags, found.follow_up) == (None, ("chờ",), None)
    assert (noted.assigned_to, noted.tags_removed, noted.follow_up) == ("", ("gấp",), "")
    assert engine.verify().holds


@pytest.mark.parametrize("agency", ["binh-dinh", "binh-dinh.huyen-hoai-an"])
def test_nobody_else_notes_on_a_task(engine: Engine, dump: Callable[[], Any], agency: str) -> None:
    before = dump()
    with pytest.raises(Refused) as refusal:
        note(engine, AN_LAO, text="x", as_agency=agency)

    assert (refusal.value.rule, refusal.value.who_can) == ("not-yours", ("binh-dinh.huyen-an-lao",))
    assert dump() == before


def test_what_is_so_already_is_refused_and_what_is_nothing_is_bad_input(
    engine: Engine, dump: Callable[[], Any]
) -> None:
    note(engine, AN_LAO, assigned_to="An", tags=("gấp",))
    before = dump()

    with pytest.raises(Refused) as refusal:
        note(engine, AN_LAO, assigned_to="An", tags=("GẤP",))
    with pytest.raises(NothingToNote):
        note(engine, AN_LAO, text="  ")
    with pytest.raises(ControlCharacter):
        note(engine, AN_LAO, text="a\x1b[2J")
    with pytest.raises(TooLong):
        note(engine, AN_LAO, assigned_to="a" * 201)

    assert refusal.value.rule == "nothing-changes"
    assert dump() == before


def test_a_dry_run_and_the_same_key_again_record_nothing(engine: Engine, dump: Callable[[], Any]) -> None:
    before = dump()
    tried = note(engine, AN_LAO, text="một", dry_run=True)
    assert (dump(), tried.hash, tried.dry_run) == (before, None, True)

    first = note(engine, AN_LAO, text="một", tags=("gấp",), idempotency_key="k")
    after = dump()
    again = note(engine, AN_LAO, text="một", tags=("gấp",), idempotency_key="k")
    with pytest.raises(Refused) as refusal:
        note(engine, AN_LAO, text="hai", idempotency_key="k")
    with pytest.raises(Refused) as moving:
        move(engine, AN_LAO, "draft_plan", idempotency_key="k")

    assert (again.repeated, again.hash, again.tags_added) == (True, first.hash, ("gấp",))
    assert {refusal.value.rule, moving.value.rule} == {"idempotency-key-reused"}
    assert dump() == after


def test_a_note_stands_in_the_way_of_no_move_and_of_no_undo(engine: Engine) -> None:
    move(engine, AN_LAO, "draft_plan", on=date(2023, 4, 1))
    note(engine, AN_LAO, text="đã gọi", tags=("gấp",))
    move(engine, AN_LAO, "implement", on=date(2023, 4, 2))  # before the day of the note
    note(engine, AN_LAO, assigned_to="An")

    (taken,) = engine.correct(AN_LAO, None, undo=True, as_agency=agency_of(AN_LAO), reason="ghi nhầm", today=TODAY)
    found = engine.on(TODAY).task(AN_LAO)

    assert [row.trigger for row in taken.taken_back] == ["implement"]
    assert (found.state, found.tags, found.assigned_to) == ("plan_drafted", ("gấp",), "An")
    assert engine.verify().holds
    with pytest.raises(Refused) as refusal:
        engine.correct(AN_LAO, 3, undo=True, as_agency=agency_of(AN_LAO), reason="ghi nhầm", today=TODAY)
    assert refusal.value.rule == "not-a-move"


def test_a_task_of_any_state_and_standing_may_be_noted_on(engine: Engine) -> None:
    move(engine, HOAI_AN, "waive", as_agency="binh-dinh", reason="bão lũ")
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")

    for task in (HOAI_AN, TUY_PHUOC, DEPARTMENT):
        note(engine, task, text="xong")

    assert engine.verify().holds


def test_a_follow_up_is_never_late(engine: Engine) -> None:
    before, entries = engine.on(TODAY).lateness(), engine.on(TODAY).late_entries().whole
    note(engine, AN_LAO, follow_up=date(2023, 1, 1))

    assert engine.on(TODAY).lateness() == before
    after = engine.on(TODAY).late_entries().whole
    assert (after.rows, after.late) == (entries.rows, entries.late)
    assert {part.reason: part.count for part in after.late_rate.left_out}["note"] == 1


def test_every_list_is_narrowed_by_tag_person_and_follow_up(engine: Engine) -> None:
    note(engine, AN_LAO, assigned_to="An", tags=("gấp", "trọng tâm"), follow_up=date(2023, 6, 25))
    note(engine, HOAI_AN, assigned_to="Bình", tags=("gấp",), follow_up=date(2023, 6, 20))
    note(engine, DEPARTMENT, tags=("trọng tâm",))
    seen = engine.on(TODAY)

    def listed(**filters: Any) -> set[str]:
        return {row.task for row in seen.status(filters=Filters(**filters))}

    assert listed(tags=("gấp",)) == {AN_LAO, HOAI_AN}
    assert listed(tags=("gấp", "trọng tâm")) == {AN_LAO}
    assert listed(assigned_to="Bình") == {HOAI_AN}
    assert listed(follow_up_within=0) == {HOAI_AN}
    assert listed(follow_up_within=4) == {AN_LAO, HOAI_AN}
    assert [row.task for row in seen.todo("binh-dinh.huyen-an-lao", filters=Filters(assigned_to="An"))] == [AN_LAO]
    assert [item.task for item in seen.blocked(filters=Filters(tags=("trọng tâm",)))] == [DEPARTMENT]
    assert {row.task for row in seen.history(filters=Filters(tags=("trọng tâm",)))} == {AN_LAO, DEPARTMENT}
    assert [item.tasks for item in seen.cascades(Filters(tags=("gấp",)))] == [2]


def test_the_past_knows_how_a_task_was_kept_then(engine: Engine, clock: SimulatedClock) -> None:
    note(engine, AN_LAO, assigned_to="An", tags=("gấp",))
    clock.moment += timedelta(days=3)
    note(engine, AN_LAO, assigned_to="Bình", untags=("gấp",), tags=("chờ",), today=date(2023, 6, 24))
    later = date(2023, 6, 25)

    as_of = engine.seen(View(later, as_of=date(2023, 6, 23))).task(AN_LAO)
    known = engine.seen(View(later, known_at=datetime(2023, 6, 22, tzinfo=UTC))).task(AN_LAO)
    before = engine.seen(View(later, as_of=date(2023, 6, 20))).status(filters=Filters(tags=("gấp",)))

    for row in (as_of, known):
        assert (row.assigned_to, row.tags) == ("An", ("gấp",))
    assert before == ()
    assert engine.on(later).task(AN_LAO).tags == ("chờ",)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("UPDATE task SET assigned_to = 'Lan' WHERE assigned_to = 'An'", "task-column"),
        ("UPDATE task SET follow_up = '2023-12-31' WHERE assigned_to = 'An'", "task-column"),
        ("UPDATE task_tag SET tag = 'khác'", "task-tags"),
        ("DELETE FROM task_tag", "task-tags"),
        ("INSERT INTO task_tag SELECT cascade_id, task_no, 'thêm' FROM task WHERE assigned_to IS NULL", "task-tags"),
    ],
)
def test_what_history_does_not_say_is_found(engine: Engine, database_url: str, change: str, rule: str) -> None:
    note(engine, AN_LAO, assigned_to="An", tags=("gấp",))
    connection, _ = connect(database_url)
    connection.execute(change)
    connection.close()

    found = engine.verify()

    assert {item.rule for item in found.broken} == {rule}
