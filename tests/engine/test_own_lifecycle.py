"""A lifecycle of an office's own: its standings and side triggers in every answer and figure, by its file alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, move, own_lifecycle, province, put_plan_out

import words
from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.scope import View

TODAY = date(2023, 6, 21)
BOTH_BACK = date(2023, 7, 10)


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """A province whose tasks live by a lifecycle of its own; its plan is out."""
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(replace(province(), lifecycle=own_lifecycle()), today=date(2023, 5, 1))
        put_plan_out(opened)
        yield opened


def superior(engine: Engine, task: str, trigger: str, **details):
    return move(engine, task, trigger, **{"as_agency": "binh-dinh", "reason": "đoàn thanh tra", **details})


def test_who_waits_for_a_paused_task_goes_on_waiting_and_is_told_who_leads_it_back(engine: Engine) -> None:
    superior(engine, AN_LAO, "inspect", on=date(2023, 6, 20))
    seen = engine.on(TODAY)

    (department,) = (item for item in seen.blocked() if item.task == DEPARTMENT)
    blocker = next(root for root in department.root_blockers if root.of == "binh-dinh.huyen-an-lao")
    waits = seen.waits_for(AN_LAO)

    assert department.open == 3
    assert (blocker.agency, blocker.next_trigger, blocker.asks) == ("binh-dinh", "conclude", ("reason", "until"))
    assert waits is not None
    assert (waits.on_agency, waits.trigger, waits.since) == ("binh-dinh", "conclude", date(2023, 6, 20))
    assert [step.agency for step in seen.why(AN_LAO)] == ["binh-dinh.huyen-an-lao", "binh-dinh"]


def test_nobody_waits_for_a_task_that_is_not_awaited(engine: Engine) -> None:
    superior(engine, AN_LAO, "inspect")
    before = engine.on(TODAY).task(DEPARTMENT).open
    move(engine, HOAI_AN, "hand_over", as_agency="binh-dinh.so-noi-vu")
    seen = engine.on(TODAY)

    assert (before, seen.task(DEPARTMENT).open) == (3, 2)
    assert seen.waits_for(HOAI_AN) is None
    assert [row.task for row in seen.todo("binh-dinh.huyen-hoai-an")] == []


def test_a_move_that_the_standing_forbids_proposes_the_way_back(engine: Engine) -> None:
    superior(engine, AN_LAO, "inspect")

    with pytest.raises(Refused) as refusal:
        move(engine, AN_LAO, "draft_plan")

    (proposal,) = refusal.value.proposals
    assert "đang thanh tra" in words.message(refusal.value, "vi")
    assert (proposal.arguments["trigger"], proposal.arguments["as"]) == ("conclude", "binh-dinh")
    superior(engine, AN_LAO, "conclude", until=BOTH_BACK)
    assert engine.on(TODAY).task(AN_LAO).due == BOTH_BACK


def test_every_figure_counts_it_by_its_own_name(engine: Engine) -> None:
    superior(engine, AN_LAO, "inspect")
    move(engine, HOAI_AN, "hand_over", as_agency="binh-dinh.so-noi-vu")
    seen = engine.on(TODAY)

    lateness, durations, exceptions = seen.lateness(), seen.durations(), seen.exceptions()
    left_out = {item.reason: words.message(item.said, "en") for item in lateness.whole.on_time.left_out}
    paused = [item for row in durations.whole for item in row.left_out if item.reason in ("inspected", "handed_over")]

    assert seen.cascades()[0].by_standing == {"active": 6, "inspected": 1, "handed_over": 1}
    assert lateness.whole.tasks.by_standing == {"inspected": 1, "handed_over": 1}
    assert (left_out["inspected"], left_out["handed_over"]) == ("under inspection", "handed over")
    assert {words.message(item.said, "vi") for item in paused} == {"đang thanh tra", "đã bàn giao"}
    assert [(count.key, count.rows) for count in exceptions.by_trigger] == [("hand_over", 1), ("inspect", 1)]


def test_the_past_and_the_proof_hold_over_it(engine: Engine) -> None:
    superior(engine, AN_LAO, "inspect", on=date(2023, 6, 10))
    superior(engine, AN_LAO, "conclude", on=date(2023, 6, 20), until=BOTH_BACK)
    move(engine, HOAI_AN, "hand_over", as_agency="binh-dinh.so-noi-vu", on=date(2023, 6, 20))
    then = engine.seen(View(TODAY, as_of=date(2023, 6, 15)))
    spells = engine.on(TODAY).timeline(AN_LAO)[0].spells

    assert engine.verify().holds
    assert (then.task(AN_LAO).standing, then.task(HOAI_AN).standing) == ("inspected", "active")
    assert [(spell.standing, spell.is_awaited) for spell in spells if spell.standing != "active"] == [
        ("inspected", True)
    ]
    assert [spell.is_awaited for spell in engine.on(TODAY).timeline(HOAI_AN)[0].spells][-1] is False
