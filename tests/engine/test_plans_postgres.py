"""Every statement of a move goes by an index that leads to its rows, on PostgreSQL, whatever its statistics say.

In a small cascade the server rightly reads a table of a few pages as a whole; there it is held against what it would do
if it could not.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from benchmarks.cascades import DIRECTIVE, real_cascade
from benchmarks.country import ROOT, Country
from engine import Engine, MoveRequest
from workflows.graph import TaskGraph

TODAY = date(2023, 12, 20)
# a handful of rows each, whatever the cascades hold
SMALL = {"cascade", "pinned", "cascade_pin", "document", "assignment", "mandate_event", "task_tag"}


def move(engine: Engine, task: str, *triggers: str, **details: Any) -> None:
    for trigger in triggers:
        given = {"as_agency": task.split("/")[2], "on": TODAY, "document": "7/KH", "today": TODAY, **details}
        engine.advance(task, trigger, **given)


def work(engine: Engine, department: str, district: str, other: str) -> None:
    """What coordinators do all day."""
    move(engine, district, "draft_plan", "implement")
    move(engine, district, "report", idempotency_key="k")
    move(engine, department, "draft_plan", "implement", "report")
    if other.startswith(DIRECTIVE):  # many rows are most of a small table
        return
    rows = [MoveRequest(other, trigger, other.split("/")[2], on=TODAY) for trigger in ("draft_plan", "implement")]
    assert engine.advance_many(rows, today=TODAY).bad_rows == ()


def statements_of(engine: Engine, monkeypatch: pytest.MonkeyPatch, *tasks: str) -> dict[str, Any]:
    """Every statement that the work asks of the server, each with parameters that it was asked with."""
    connection, said = engine._database._connection, {}
    real = connection.execute

    def execute(statement: str, *rest: Any) -> Any:
        said[statement] = rest
        return real(statement, *rest)

    monkeypatch.setattr(connection, "execute", execute)
    work(engine, *tasks)
    monkeypatch.undo()
    return {text: rest for text, rest in said.items() if text.startswith(("SELECT", "UPDATE", "WITH", "DELETE"))}


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Scan" in plan["Node Type"]:
        yield plan
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


def walks(scan: dict[str, Any], few: set[str]) -> bool:
    """Whether it reads a table, or all of a cascade, to find its rows. `few`: tables, or indexes, where that is few."""
    if scan.get("Relation Name", scan.get("Index Name", "").removesuffix("_pkey")) in few:
        return False
    return scan["Node Type"] == "Seq Scan" or "AND" not in scan.get("Index Cond", "AND")


def walked(connection: psycopg.Connection, statements: dict[str, Any], few: set[str]) -> list[tuple[str, str]]:
    found = []
    for statement, rest in statements.items():
        ((plan,),) = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}", *rest).fetchall()
        plan = plan if isinstance(plan, list) else json.loads(plan)
        found += [
            (f"{scan.get('Relation Name')} {scan.get('Index Name')} {scan.get('Index Cond')}", statement)
            for scan in scans(plan[0]["Plan"])
            if walks(scan, few)
        ]
    return found


def small() -> tuple[TaskGraph, list[str]]:
    keys = ("", ".so-noi-vu", ".huyen-tuy-phuoc", ".huyen-an-lao")
    return real_cascade(), [f"{DIRECTIVE}/2023-H1/binh-dinh{key}" for key in keys]


@pytest.fixture(params=["small", "large"])
def cascade(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[TaskGraph, list[str]]:
    """A graph and the tasks that are moved in it: of a province, its department that merges, and two districts."""
    if request.param == "small":
        return small()
    keys = ("", ".so-1", ".huyen-1", ".huyen-2")
    graph = Country(tmp_path_factory.mktemp("country") / "files", 16).graph()
    return graph, [f"{ROOT}/2023-H1/mau-3{key}" for key in keys]


def test_no_statement_walks_through_a_cascade(
    postgres_url: str, cascade: tuple[TaskGraph, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, tasks = cascade
    is_small = tasks[0].startswith(DIRECTIVE)
    with Engine.open(postgres_url) as engine:
        engine.launch(graph, today=date(2023, 5, 1))
        connection = engine._database._connection
        known = connection.execute("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'").fetchall()
        if is_small:
            move(engine, tasks[0], "draft_plan")  # sets nearly all others going
        statements = statements_of(engine, monkeypatch, *tasks[1:])

        if is_small:
            connection.execute("SET enable_seqscan = off")
        found = walked(
            connection, statements, SMALL | ({"agency_by_level", "agency_everywhere"} if is_small else set())
        )
        forget_statistics(connection)
        without = [] if is_small else walked(connection, statements, SMALL)

    assert {("task",), ("feed",), ("agency",), ("history",)} <= set(known)
    assert len(statements) > 8
    assert (found, without) == ([], [])


def forget_statistics(connection: psycopg.Connection) -> None:
    """As after very many rows and before the first ANALYZE."""
    connection.execute("DELETE FROM pg_statistic WHERE starelid >= 16384")
    connection.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid >= 16384")
