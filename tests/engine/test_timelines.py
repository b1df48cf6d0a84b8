"""Tasks over time: spells without gaps, due dates with their extensions, rows with what corrections made of them."""

from datetime import date, timedelta
from typing import Any

import pytest
import stories
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC
from stories import CASCADE, LAST_DAY, LAUNCHED_ON, VAN_CANH

from engine import Engine
from engine.errors import Ambiguous, NotFound, NothingKnown
from engine.questions.timeline_results import TaskTimeline
from engine.scope import Scope
from workflows.dates import end_of_day


def all_of(story: Engine, **view: Any) -> dict[str, TaskTimeline]:
    return {it.task: it for it in story.on(LAST_DAY, **view).timeline(scope=Scope(under="thu-tuong"))}


def test_the_answer_is_the_same_on_both_databases(database_url: str, story: Engine) -> None:
    stories.tell(database_url)

    with Engine.open(database_url) as told:
        timelines = told.on(LAST_DAY).timeline(scope=Scope(under="thu-tuong"))

    again = story.on(LAST_DAY).timeline(scope=Scope(under="thu-tuong"))
    assert [(it.task, it.spells, it.due_dates) for it in timelines] == [
        (it.task, it.spells, it.due_dates) for it in again
    ]
    assert [[(move.seq, move.occurred_on, move.days_to_record) for move in it.moves] for it in timelines] == [
        [(move.seq, move.occurred_on, move.days_to_record) for move in it.moves] for it in again
    ]


def test_spells_follow_each_other_from_the_launch_to_the_day_shown(story: Engine) -> None:
    timelines = all_of(story).values()

    assert len(timelines) == stories.TASKS
    for it in timelines:
        assert it.spells[0].since == LAUNCHED_ON
        assert [spell.until for spell in it.spells] == [*(spell.since for spell in it.spells[1:]), None]
        assert sum(spell.days for spell in it.spells) == (LAST_DAY - LAUNCHED_ON).days


@pytest.mark.parametrize("as_of", [None, date(2023, 4, 4), date(2023, 5, 15), date(2023, 6, 14), date(2023, 6, 30)])
def test_a_task_ends_as_its_status_has_it(story: Engine, as_of: date | None) -> None:
    told = {row.task: row for row in story.on(LAST_DAY, as_of=as_of).status()}

    timelines = all_of(story, as_of=as_of)

    assert timelines.keys() == told.keys()
    for task, it in timelines.items():
        row, last = told[task], it.spells[-1]
        assert (it.state, it.standing, it.timeliness) == (row.state, row.standing, row.timeliness)
        assert (last.state, last.standing) == (row.state, row.standing)
        assert last.is_finished is (row.next_trigger is None)


def test_a_pause_is_a_spell_of_its_own(story: Engine) -> None:
    spells = all_of(story)[HOAI_AN].spells

    paused = [(spell.state, spell.since, spell.until) for spell in spells if spell.standing == "suspended"]
    assert paused == [("plan_drafted", date(2023, 5, 2), date(2023, 5, 25))]


def test_an_extended_due_date_keeps_those_before_it(story: Engine) -> None:
    own = next(mark for mark in all_of(story)[HOAI_AN].due_dates if mark.report == "own")

    assert own.earlier == (date(2023, 6, 19), date(2023, 6, 30))
    assert (own.last_day, own.given_on, own.timeliness) == (date(2023, 7, 14), date(2023, 7, 12), "done_on_time")


def test_between_two_extensions_the_first_is_in_force(story: Engine) -> None:
    own = next(m for m in all_of(story, as_of=date(2023, 6, 20))[HOAI_AN].due_dates if m.report == "own")

    assert (own.earlier, own.last_day) == ((date(2023, 6, 19),), date(2023, 6, 30))


def test_a_returned_report_counts_from_when_it_comes_again(story: Engine) -> None:
    before, after = (
        next(m for m in all_of(story, as_of=day)[TUY_PHUOC].due_dates if m.report == "own")
        for day in (date(2023, 6, 20), LAST_DAY)
    )

    assert (before.given_on, before.timeliness, before.days_late) == (None, "overdue", 1)
    assert (after.given_on, after.timeliness, after.days_late) == (date(2023, 6, 26), "done_late", 7)


def test_due_dates_are_judged_as_the_figures_judge_them(story: Engine) -> None:
    figures = story.on(LAST_DAY).lateness(Scope(CASCADE), every=True).every
    judged = {(item.task, item.report): item for item in figures if item.report != "plan"}

    marks = {(it.task, mark.report): mark for it in all_of(story).values() for mark in it.due_dates}

    assert judged
    for place, item in judged.items():
        mark = marks[place]
        assert (mark.last_day, mark.given_on) == (item.due, item.done_on)
        assert (mark.days_late, mark.working_days_late) == (item.days_late, item.working_days_late)


def test_rows_recorded_late_are_those_of_the_figures(story: Engine) -> None:
    figures = story.on(LAST_DAY).late_entries(Scope(CASCADE)).entries

    late = {
        (it.task, move.seq): move.days_to_record
        for it in all_of(story).values()
        for move in it.moves
        if move.days_to_record
    }

    assert late == {(entry.task, entry.seq): entry.days_late for entry in figures}


def test_what_a_correction_took_back_no_longer_counts(story: Engine) -> None:
    it = all_of(story)[AN_LAO]

    fourth = it.moves[3]
    assert (fourth.seq, fourth.trigger, fourth.counts, fourth.superseded_by) == (4, "report", False, 5)
    assert [spell.since for spell in it.spells if spell.state == "reported"] == [date(2023, 6, 2)]


def test_a_restated_day_stands_beside_the_one_first_recorded(story: Engine) -> None:
    sixth = all_of(story)[AN_LAO].moves[5]

    assert (sixth.occurred_on, sixth.said_on, sixth.superseded_by) == (date(2023, 6, 2), date(2023, 6, 9), 7)
    assert sixth.days_to_record == 7


def test_by_what_was_known_then_nothing_is_corrected_yet(story: Engine) -> None:
    it = all_of(story, known_at=end_of_day(date(2023, 6, 10)))[AN_LAO]

    assert [spell.since for spell in it.spells if spell.state == "reported"] == [date(2023, 6, 9)]
    assert it.moves[-1].said_on is None


def test_before_its_launch_was_recorded_there_is_nothing(story: Engine) -> None:
    with pytest.raises(NothingKnown):
        all_of(story, known_at=end_of_day(LAUNCHED_ON - timedelta(days=1)))


def test_a_waived_task_waits_no_more(story: Engine) -> None:
    it = all_of(story)[VAN_CANH]

    assert (it.spells[-1].standing, it.spells[-1].is_finished, it.timeliness) == ("waived", True, "not_counted")
    assert {mark.days_late for mark in it.due_dates} == {0}


def test_a_partial_consolidation_names_who_was_missing_and_who_allowed_it(story: Engine) -> None:
    move = all_of(story)[DEPARTMENT].moves[-1]

    assert (move.trigger, move.is_side, move.allowed_by) == ("consolidate_partial", True, "Chủ tịch UBND tỉnh")
    assert move.missing == (stories.PHU_CAT, stories.PHU_MY)


def test_an_agency_is_asked_about_by_name_and_answers_with_its_own_tasks(story: Engine) -> None:
    timelines = story.on(LAST_DAY).timeline("uy ban nhan dan tinh binh dinh")

    assert [it.period for it in timelines] == ["2023-H1", "2023-Y"]
    assert {it.agency for it in timelines} == {"binh-dinh"}
    assert len(story.on(LAST_DAY).timeline("binh-dinh", Scope(period="H1"))) == 1


def test_a_task_is_asked_about_by_its_agencys_name(story: Engine) -> None:
    assert [it.task for it in story.on(LAST_DAY).timeline("2023-H1/UBND huyện Tuy Phước")] == [TUY_PHUOC]


def test_a_name_that_fits_several_is_refused_with_them(story: Engine) -> None:
    with pytest.raises(Ambiguous) as refused:
        story.on(LAST_DAY).timeline("huyện")

    assert len(refused.value.candidates) > 1  # type: ignore[attr-defined]


def test_a_name_that_fits_nobody_is_not_found(story: Engine) -> None:
    with pytest.raises(NotFound):
        story.on(LAST_DAY).timeline("UBND huyện Không Có")


def test_without_a_name_the_scope_is_asked_about(story: Engine) -> None:
    assert [it.task for it in story.on(LAST_DAY).timeline(scope=Scope(period="Y"))] == [TOP.replace("H1", "Y")]


def test_what_the_launch_itself_recorded_is_nobodys_delay(engine: Engine) -> None:
    (released,) = engine.on(LAST_DAY).timeline("bo-noi-vu")[0].moves

    assert (released.occurred_on, released.recorded_on) == (date(2023, 4, 3), date(2023, 6, 21))
    assert released.days_to_record == 0
