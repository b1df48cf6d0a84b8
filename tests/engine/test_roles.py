"""The shipped PostgreSQL roles: what each may do, tried as each; and the ways round the refusals of history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from audits import TODAY, audited_graph, fill, told
from graphs import AN_LAO, HOAI_AN, move, province

from engine import Engine, SimulatedClock
from engine.cascade.notices import EVENTS
from engine.chain.chains import HISTORY_COLUMNS
from engine.errors import DatabaseUnusable
from engine.notifying.outbox import Failure
from engine.notifying.results import Rule
from engine.proving.seals import make_keys, read_private_key
from engine.requests import MandateRequest
from engine.store.database import connect
from engine.store.grants import LIVE_COLUMNS, Roles, grants_sql
from postgres import execute

COLUMNS = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS)
AFTER_SEQ = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS[3:])


@dataclass(frozen=True)
class Users:
    """A database user of each role, by the URL of its own connection."""

    owner: str
    coordinator: str
    auditor: str


@pytest.fixture
def users(postgres_url: str) -> Iterator[Users]:
    """The grants as printed, run by a superuser, and one user of each role. Roles are the server's: named apart."""
    database = postgres_url.split("@/")[1].split("?")[0]
    roles = Roles(*(f"{database}_{role}" for role in ("owner", "coordinator", "auditor")))
    connection, _ = connect(postgres_url)
    for _ in range(2):  # it can be run again
        connection.execute(grants_sql(roles))
    members = []
    for role in (roles.owner, roles.coordinator, roles.auditor):
        members.append(f"{role}_user")
        connection.execute(f'CREATE ROLE "{role}_user" LOGIN IN ROLE "{role}"')
    connection.close()
    yield Users(*(postgres_url.replace("//postgres@", f"//{member}@") for member in members))
    connection, _ = connect(postgres_url)
    for role in (*members, roles.owner, roles.coordinator, roles.auditor):
        connection.execute(f'DROP OWNED BY "{role}" CASCADE')
    connection.close()
    for role in (*members, roles.owner, roles.coordinator, roles.auditor):
        execute("drop role {role}", role=role)


def open_as(url: str) -> Engine:
    return Engine.open(url, clock=SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC)))


def launch(users: Users) -> None:
    with open_as(users.owner) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))


def test_the_coordinator_tells_and_the_auditor_reads_what_was_told(users: Users) -> None:
    launch(users)
    rule = Rule("binh-dinh", EVENTS, date(2023, 6, 1), "mailto:ubnd@example.vn", under="binh-dinh", is_daily=False)
    with open_as(users.coordinator) as engine:
        fill(engine)
        assert engine.outbox().fill([rule], TODAY)
        taken = engine.outbox().take([rule.address])
        assert taken is not None
        engine.outbox().failed(taken, Failure("smtp:550", is_final=True))
        engine.outbox().resend([taken.message_id])
        again = engine.outbox().take([rule.address])
        assert again is not None
        engine.outbox().accepted(again)
    with open_as(users.auditor) as engine:
        assert [message.state for message in engine.outbox().messages(["sent"])] == ["sent"]
        with pytest.raises(DatabaseUnusable):
            engine.outbox().fill([replace(rule, address="mailto:khac@example.vn")], TODAY)
        assert engine.verify().holds


def test_the_owner_launches_the_coordinator_moves_the_auditor_verifies(users: Users, tmp_path: Path) -> None:
    launch(users)
    with open_as(users.coordinator) as engine:
        fill(engine)
        move(engine, AN_LAO, "resume", as_agency="binh-dinh", reason="đã khắc phục")
        move(engine, AN_LAO, "waive", as_agency="binh-dinh", reason="thiên tai")
        engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", reason="ban hành lại", today=TODAY)
    with open_as(users.auditor) as engine:
        found = engine.verify()
        engine.seal(read_private_key(Path(make_keys(tmp_path).private_file)))
        logins = {row.login for row in engine.seen().history(HOAI_AN)}

    assert found.holds, told(found)
    assert logins == {users.coordinator.split("//")[1].split("@")[0]}


def test_the_coordinator_does_not_launch(users: Users) -> None:
    with open_as(users.coordinator) as engine, pytest.raises(DatabaseUnusable, match="permission denied"):
        engine.launch(province(), today=date(2023, 5, 1))

    with open_as(users.auditor) as engine:
        assert engine.on(TODAY).cascades() == ()


def test_the_auditor_does_not_move(users: Users) -> None:
    launch(users)

    with open_as(users.auditor) as engine, pytest.raises(DatabaseUnusable, match="permission denied"):
        fill(engine)


REFUSED_TO_COORDINATORS = [
    "UPDATE history SET reason = 'x'",
    "DELETE FROM history",
    "TRUNCATE history",
    "ALTER TABLE history DISABLE TRIGGER ALL",
    "DROP TRIGGER history_refuses_update ON history",
    "CREATE TABLE own (x int)",
    "CREATE TRIGGER t BEFORE INSERT ON history EXECUTE FUNCTION history_refuses_change()",
    "SET session_replication_role = replica",
    "DELETE FROM task",
    "DELETE FROM feed",
    "DELETE FROM cascade",
    "UPDATE task SET own_due = NULL",
    "UPDATE task SET owes_report = false",
    "UPDATE task SET inputs = 0",
    "UPDATE feed SET waits_for = 'own'",
    "UPDATE document SET title = 'x'",
    "UPDATE cascade SET definition_hash = 'x'",
    "INSERT INTO pinned VALUES ('x', 'x', 'x')",
    "UPDATE pinned SET content = 'x'",
    "UPDATE agency SET name = 'x'",
    "INSERT INTO task SELECT * FROM task",
    "INSERT INTO feed SELECT * FROM feed",
    "UPDATE alembic_version SET version_num = 'x'",
    "UPDATE mandate_event SET until = NULL",
    "DELETE FROM mandate_event",
    "TRUNCATE mandate_event",
    "DROP TRIGGER mandate_event_refuses_update ON mandate_event",
]


@pytest.mark.parametrize("statement", REFUSED_TO_COORDINATORS)
def test_the_coordinator_is_refused(statement: str, users: Users) -> None:
    launch(users)
    connection, _ = connect(users.coordinator)

    try:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)):
            connection.execute(statement)
    finally:
        connection.close()


def test_the_auditor_may_change_nothing(users: Users) -> None:
    launch(users)
    connection, _ = connect(users.auditor)
    statements = [
        f"UPDATE {table} SET {column} = {column}" for table, columns in LIVE_COLUMNS.items() for column in columns
    ]
    statements += [f"INSERT INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history", "DELETE FROM history"]

    try:
        for statement in statements:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET reason = 'x'",
        "DELETE FROM history",
        "TRUNCATE history",
        "TRUNCATE cascade CASCADE",
        "UPDATE mandate_event SET until = '2023-01-01'",
        "DELETE FROM mandate_event",
        "TRUNCATE mandate_event",
        f"INSERT INTO history ({COLUMNS}) SELECT {COLUMNS} FROM history ON CONFLICT (cascade_id, task_no, seq) "
        "DO UPDATE SET reason = 'x'",
        "MERGE INTO history h USING task t ON h.task_no = t.task_no WHEN MATCHED THEN DELETE",
    ],
)
def test_history_refuses_even_a_session_that_passes_ordinary_triggers(statement: str, postgres_url: str) -> None:
    with open_as(postgres_url) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        engine.grant_mandates([MandateRequest("binh-dinh", date(2023, 1, 1), "quy chế", "Chủ tịch")], by=None)
    connection, _ = connect(postgres_url)
    connection.execute("SET session_replication_role = replica")

    try:
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            connection.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "values",
    [
        f"rowid, {COLUMNS}) SELECT rowid, cascade_id, task_no, seq + 100, {AFTER_SEQ} FROM history",
        f"rowid, {COLUMNS}) SELECT -1, cascade_id, task_no, seq + 100, {AFTER_SEQ} FROM history LIMIT 1",
        f"rowid, {COLUMNS}) SELECT 0, cascade_id, task_no, seq + 100, {AFTER_SEQ} FROM history LIMIT 1",
    ],
)
def test_a_row_is_not_replaced_by_its_hidden_number(values: str, sqlite_url: str) -> None:
    with open_as(sqlite_url) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        fill(engine)
        before = engine.seen().history()
    connection, _ = connect(sqlite_url)

    try:
        with pytest.raises(Exception, match="history is append-only"):
            connection.execute(f"INSERT OR REPLACE INTO history ({values}")
    finally:
        connection.close()
    with open_as(sqlite_url) as engine:
        assert engine.seen().history() == before
