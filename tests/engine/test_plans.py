"""A question costs what its answer costs: no statement of a move or a question walks through a whole table."""

import sqlite3
from datetime import date

import pytest
from graphs import DEPARTMENT, TOP, TUY_PHUOC, agency_of, move, province, put_plan_out

from engine import Engine, MoveRequest
from engine.errors import Refused
from engine.requests import MandateRequest
from engine.scope import Scope

TODAY = date(2023, 6, 21)
# a handful of rows each, whatever the cascades hold
SMALL = {"cascade", "pinned", "cascade_pin"}


def refuse_to_consolidate(engine: Engine) -> None:
    move(engine, DEPARTMENT, "draft_plan", "implement", "report")
    with pytest.raises(Refused):
        move(engine, DEPARTMENT, "consolidate")


ASKED = {
    "draft_plan": put_plan_out,
    "report": lambda engine: move(engine, TUY_PHUOC, "draft_plan", "implement", "report", idempotency_key=None),
    "short key": lambda engine: engine.on(TODAY).task("2023-H1/binh-dinh"),
    "with a key": lambda engine: move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k"),
    "refused": refuse_to_consolidate,
    "release": lambda engine: engine.release(
        "kh-binh-dinh-2023", number="1/KH", on=date(2023, 3, 20), as_agency="binh-dinh", today=TODAY
    ),
    "bulk": lambda engine: engine.advance_many(
        [MoveRequest(TUY_PHUOC, "draft_plan", agency_of(TUY_PHUOC))], today=TODAY
    ),
    "under a mandate": lambda engine: move(engine, TUY_PHUOC, "draft_plan", by="Chủ tịch"),
    "blocked": lambda engine: engine.on(TODAY).blocked(),
    "blocked below": lambda engine: engine.on(TODAY).blocked(Scope(under="binh-dinh", period="2023-H1")),
    "why": lambda engine: engine.on(TODAY).why(TOP),
    "todo": lambda engine: engine.on(TODAY).todo("binh-dinh"),
    "history": lambda engine: engine.seen().history(TOP),
    "history of an agency": lambda engine: engine.seen().history(agency="binh-dinh"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_no_table_is_walked_through(asked: str, sqlite_url: str) -> None:
    said: list[str] = []
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        if asked in ("report", "with a key", "bulk", "refused"):
            put_plan_out(engine)
        if asked == "under a mandate":
            put_plan_out(engine)
            mandate = MandateRequest(agency_of(TUY_PHUOC), date(2023, 1, 1), "quy chế", "Chủ tịch")
            engine.grant_mandates([mandate], by=None)
        engine._database._connection.set_trace_callback(said.append)
        ASKED[asked](engine)

    statements = [text for text in said if text.startswith(("SELECT", "UPDATE", "WITH", "DELETE"))]
    assert statements
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    for statement in statements:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        walked = [
            step
            for step in plan
            if step.startswith("SCAN") and step.split()[1] not in SMALL | {"json_each", "below", "b", "CONSTANT"}
        ]
        assert walked == [], statement
    connection.close()
