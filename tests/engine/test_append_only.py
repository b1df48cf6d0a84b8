"""The database itself refuses to change history."""

from datetime import date

import pytest
from graphs import TUY_PHUOC, move, put_plan_out

from engine import Engine
from engine.chain.chains import HISTORY_COLUMNS
from engine.requests import MandateRequest
from engine.store.database import connect

COLUMNS = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS)
AFTER_SEQ = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS[3:])


@pytest.fixture
def connection(engine: Engine, database_url: str):
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k1")
    opened, _ = connect(database_url)
    yield opened
    opened.close()


CHANGES = [
    "UPDATE history SET reason = 'x'",
    "UPDATE history SET hash = hash WHERE seq = 1",
    "DELETE FROM history",
    "DELETE FROM history WHERE seq = 2",
]
ON_SQLITE = [
    f"INSERT OR REPLACE INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history",
    f"INSERT INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history WHERE true "
    "ON CONFLICT (cascade_id, task_no, seq) DO UPDATE SET reason = 'x'",
    f"INSERT OR REPLACE INTO history ({COLUMNS}) SELECT cascade_id, task_no, seq + 100, {AFTER_SEQ} FROM history "
    "WHERE idempotency_key IS NOT NULL",
    "UPDATE OR REPLACE history SET seq = 1",
]
ON_POSTGRESQL = [
    f"INSERT INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history "
    "ON CONFLICT (cascade_id, task_no, seq) DO UPDATE SET reason = 'x'",
    "TRUNCATE history",
    "TRUNCATE history CASCADE",
]


def test_a_mandate_is_neither_changed_nor_removed(engine: Engine, database_url: str, connection, dump) -> None:
    engine.grant_mandates([MandateRequest("binh-dinh", date(2023, 1, 1), "quy chế", "Chủ tịch")], by=None)
    before = dump()
    statements = ["UPDATE mandate_event SET until = '2023-01-01'", "DELETE FROM mandate_event"]
    if database_url.startswith("sqlite"):
        statements.append("INSERT OR REPLACE INTO mandate_event SELECT * FROM mandate_event")
        statements.append("UPDATE OR REPLACE mandate_event SET seq = 7")
    else:
        statements.append("TRUNCATE mandate_event")

    for statement in statements:
        with pytest.raises(Exception, match="mandate_event is append-only"):
            connection.execute(statement)
        connection.rollback()
    assert dump() == before


@pytest.mark.parametrize(("column", "limit"), [("document", 200), ("reason", 10_000), ("by", 10_000)])
def test_history_keeps_no_text_longer_than_what_may_be_recorded(column: str, limit: int, connection, dump) -> None:
    def insert(length: int) -> None:
        taken = ", ".join(f"'{'x' * length}'" if name == column else f'"{name}"' for name in HISTORY_COLUMNS[3:-1])
        connection.execute(
            f"INSERT INTO history ({COLUMNS}) SELECT cascade_id, task_no, seq + 100, "
            f'{taken}, "{HISTORY_COLUMNS[-1]}" FROM history WHERE idempotency_key IS NULL AND seq = 1 LIMIT 1'
        )

    before = dump()
    with pytest.raises(Exception, match="history_lengths"):
        insert(limit + 1)
    connection.rollback()
    assert dump() == before
    insert(limit)


@pytest.mark.parametrize("statement", CHANGES)
def test_history_is_not_changed(statement: str, connection, dump) -> None:
    before = dump()

    with pytest.raises(Exception, match="history is append-only"):
        connection.execute(statement)

    assert dump() == before


@pytest.mark.parametrize(
    ("database_url", "statement"),
    [("sqlite", road) for road in ON_SQLITE] + [("postgresql", road) for road in ON_POSTGRESQL],
    indirect=["database_url"],
)
def test_nor_by_the_roads_around(statement: str, connection, dump) -> None:
    before = dump()

    with pytest.raises(Exception, match="history is append-only"):
        connection.execute(statement)

    assert dump() == before


def test_a_second_row_of_the_same_key_is_refused(connection, dump) -> None:
    before = dump()

    with pytest.raises(Exception, match=r"append-only|duplicate key"):
        connection.execute(
            f"INSERT INTO history ({COLUMNS}) SELECT cascade_id, task_no, seq + 100, {AFTER_SEQ} FROM history "
            "WHERE idempotency_key IS NOT NULL"
        )

    assert dump() == before
