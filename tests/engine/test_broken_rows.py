"""Questions to a database that somebody altered: an answer, or what does not hold; never a fault of the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from audits import Administrator
from graphs import AN_LAO, DEPARTMENT, move, put_plan_out

import words
from engine import Engine
from engine.errors import BrokenChain, BrokenDatabase

TODAY = date(2023, 6, 21)
DAY = date(2023, 6, 20)

QUESTIONS: dict[str, Callable[[Engine], Any]] = {
    "status": lambda engine: engine.on(TODAY).status(),
    "status of the past": lambda engine: engine.on(TODAY, as_of=DAY).status(),
    "blocked of the past": lambda engine: engine.on(TODAY, as_of=DAY).blocked(),
    "why": lambda engine: engine.on(TODAY).why(DEPARTMENT),
    "history": lambda engine: engine.seen().history(AN_LAO),
    "timeline": lambda engine: engine.on(TODAY).timeline(AN_LAO),
    "lateness": lambda engine: engine.on(TODAY).lateness(),
    "late entries": lambda engine: engine.on(TODAY).late_entries(),
    "durations": lambda engine: engine.on(TODAY).durations(),
    "exceptions": lambda engine: engine.on(TODAY).exceptions(),
    "event log": lambda engine: engine.seen().event_log(lambda log: list(log.tasks())),
    "records": lambda engine: engine.seen().records(list),
}


@pytest.mark.parametrize("change", ["payload = '{'", "payload = '[]'", "occurred_on = 'abc'", "recorded_at = 'abc'"])
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_answers_or_names_what_does_not_hold(
    ask: Callable[[Engine], Any], change: str, engine: Engine, database_url: str
) -> None:
    put_plan_out(engine)
    move(engine, AN_LAO, "draft_plan", "implement", "report")
    administrator = Administrator(database_url)
    try:
        administrator.tx.run(f"UPDATE history SET {change} WHERE seq = 3")
    finally:
        administrator.close()

    said = message_of(lambda: ask(engine))

    assert said is None or (AN_LAO in said and "row 3" in said)


def message_of(ask: Callable[[], Any]) -> str | None:
    try:
        ask()
    except (BrokenDatabase, BrokenChain) as broken:
        return words.message(broken, "en")
    return None
