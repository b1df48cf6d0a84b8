"""PostgreSQL's tables divided by year: all that was there is there, and a year that leaves comes back as it was."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from audits import launch_and_fill
from graphs import DIRECTIVE, HOAI_AN, GraphBuilder, move
from whole import read_all

from engine import Engine, SimulatedClock
from engine.errors import DatabaseUnusable, Refused
from engine.proving.keeping import back_up, restore
from engine.scope import Scope
from engine.store.database import connect
from engine.store.grants import Roles, grants_sql
from engine.store.years import DIVIDED, bring_back, divide, set_apart

CLOCK = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
TODAY = date(2023, 6, 21)


def nothing(_: Any) -> None:
    """Nobody objects."""


@pytest.fixture
def filled(postgres_url: str) -> str:
    """A database with a province in the middle of its half-year."""
    launch_and_fill(postgres_url, migrates=True)
    return postgres_url


@pytest.fixture
def divided(filled: str) -> str:
    divide(filled, [2024])
    return filled


def apart(url: str, year: int = 2023) -> str:
    return f"{url}&options=-csearch_path%3Ddondoc_{year}"


def holds(url: str) -> bool:
    with Engine.open(url, clock=CLOCK) as engine:
        return engine.verify().holds


def ask(url: str, statement: str) -> list[Any]:
    connection, _ = connect(url)
    with connection:
        return [tuple(row) for row in connection.execute(statement).fetchall()]


def run(url: str, *statements: str) -> None:
    with closing(connect(url)[0]) as connection:
        for statement in statements:
            connection.execute(statement)


INDEXES = (
    "SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1"
)
INDEXES = INDEXES.replace("%s", "'{" + ",".join(DIVIDED) + "}'")
KEYS = (
    "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype IN ('p', 'u', 'f') AND conparentid = 0 AND conrelid::regclass::text = ANY('{"
    + ",".join(DIVIDED)
    + "}') ORDER BY 1, 2"
)
TRIGGERS = (
    "SELECT tgname::text, tgrelid::regclass::text, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 2, 1"
)


def test_dividing_changes_where_rows_lie_and_nothing_else(filled: str) -> None:
    before = read_all(filled)
    had = ask(filled, INDEXES), ask(filled, KEYS), ask(filled, TRIGGERS)

    done = divide(filled, [2024])

    assert (done.is_divided, done.here, done.apart) == (True, (2023, 2024), ())
    assert read_all(filled) == before
    assert (ask(filled, INDEXES), ask(filled, KEYS)) == had[:2]
    assert [row for row in ask(filled, TRIGGERS) if not row[1][-1].isdigit()] == had[2]
    assert len(ask(filled, "SELECT 1 FROM history_2023")) == len(before["history"])
    assert holds(filled)


def test_every_part_refuses_changes_as_the_whole_does(divided: str) -> None:
    divide(divided, [2025])
    found = ask(divided, TRIGGERS)

    whole = {name for name, table, _ in found if table == "history"}
    for part in ("history_2023", "history_2024", "history_2025"):
        assert {name for name, table, enabled in found if table == part and enabled == "A"} == whole, part
    for statement in (
        "UPDATE history SET reason = 'x'",
        "DELETE FROM history_2023",
        "TRUNCATE history",
        "TRUNCATE history_2023",
        "SET session_replication_role = replica; DELETE FROM history_2023",
    ):
        with pytest.raises(Exception, match="history is append-only"):
            ask(divided, statement)


def test_what_goes_on_goes_on(divided: str) -> None:
    with Engine.open(divided, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        assert engine.verify().holds
        assert engine.on(TODAY).status()


def test_a_year_without_tables_is_refused_with_the_way_out(divided: str) -> None:
    before = read_all(divided)
    builder = GraphBuilder(year=2022)
    builder.document("ct-33-ttg-2021", "thu-tuong", number="33", issued_on=date(2021, 11, 26))
    builder.task("2022-once", "bo-noi-vu", "ct-33-ttg-2021", report=True)

    with pytest.raises(DatabaseUnusable) as refusal, Engine.open(divided, clock=CLOCK) as engine:
        engine.launch(builder.build(), today=TODAY)

    assert refusal.value.facts["why"].code == "database.no-year"
    assert read_all(divided) == before


def test_a_year_set_apart_is_asked_and_verified_where_it_lies(divided: str) -> None:
    before = read_all(divided)

    done = set_apart(divided, 2023, nothing)

    assert (done.here, done.apart) == ((2024,), (2023,))
    assert not any(read_all(divided)[table] for table in DIVIDED)
    assert holds(divided)
    assert read_all(apart(divided)) == before
    with Engine.open(apart(divided), clock=CLOCK) as engine:
        found = engine.verify()
        assert (found.holds, found.rows) == (True, len(before["history"]))
        assert engine.on(TODAY).status(Scope(f"{DIRECTIVE}/2023"))
    assert holds(divided)


def test_nothing_of_a_year_set_apart_is_changed(divided: str) -> None:
    set_apart(divided, 2023, nothing)
    before = read_all(apart(divided))

    with pytest.raises(DatabaseUnusable) as refusal, Engine.open(apart(divided), clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
    assert refusal.value.facts["why"].code == "database.read-only"
    for table in DIVIDED:
        for statement in (f"UPDATE {table} SET cascade_id = cascade_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(Exception, match=r"read-only|append-only"):
                ask(apart(divided), f"SET session_replication_role = replica; {statement}")
    assert read_all(apart(divided)) == before


def test_a_year_comes_back_as_it_was(divided: str) -> None:
    before, had = read_all(divided), (ask(divided, KEYS), ask(divided, TRIGGERS))
    set_apart(divided, 2023, nothing)

    done = bring_back(divided, 2023)

    assert (done.here, done.apart) == ((2023, 2024), ())
    assert read_all(divided) == before
    assert (ask(divided, KEYS), ask(divided, TRIGGERS)) == had
    with Engine.open(divided, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        assert engine.verify().holds


def test_who_objects_keeps_the_year(divided: str) -> None:
    before = read_all(divided)

    def object_to_it(_: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        set_apart(divided, 2023, object_to_it)

    assert read_all(divided) == before


def refusal_of(work: Any, *arguments: Any) -> str:
    with pytest.raises(Refused) as refusal:
        work(*arguments)
    return str(refusal.value.rule)


def test_what_cannot_be_is_refused_and_changes_nothing(filled: str) -> None:
    before = read_all(filled)

    assert refusal_of(set_apart, filled, 2023, nothing) == "not-divided"
    divide(filled, [])
    assert refusal_of(set_apart, filled, 2019, nothing) == "no-such-year"
    assert refusal_of(bring_back, filled, 2023) == "year-not-apart"
    set_apart(filled, 2023, nothing)
    assert refusal_of(set_apart, filled, 2023, nothing) == "year-apart"
    assert refusal_of(divide, filled, [2023]) == "year-apart"
    assert read_all(apart(filled)) == before


def test_a_year_of_an_earlier_version_does_not_come_back(divided: str) -> None:
    set_apart(divided, 2023, nothing)
    ask(divided, "UPDATE dondoc_2023.alembic_version SET version_num = 'dondoc_0001' RETURNING 1")

    assert refusal_of(bring_back, divided, 2023) == "year-older"


def test_trying_changes_nothing(filled: str) -> None:
    before = ask(filled, TRIGGERS)

    done = divide(filled, [2024], keep=False)

    assert done.here == (2023, 2024)
    assert ask(filled, TRIGGERS) == before


def test_sqlite_has_no_parts(sqlite_url: str) -> None:
    with pytest.raises(DatabaseUnusable) as refusal:
        divide(sqlite_url, [2024])

    assert refusal.value.facts["why"].code == "database.only-postgresql"


def test_nothing_is_restored_over_what_a_year_set_apart_looks_at(divided: str, tmp_path: Path) -> None:
    back_up(divided, tmp_path / "sao-luu", CLOCK)
    set_apart(divided, 2023, nothing)
    before, there = read_all(divided), read_all(apart(divided))
    name = divided.partition("?")[0].rpartition("/")[2]

    with pytest.raises(DatabaseUnusable):
        restore(divided, tmp_path / "sao-luu", replaces=name)

    assert (read_all(divided), read_all(apart(divided))) == (before, there)


def test_a_backup_of_a_divided_database_is_restored(divided: str, tmp_path: Path, blank_postgres_url: str) -> None:
    back_up(divided, tmp_path / "sao-luu", CLOCK)

    assert restore(blank_postgres_url, tmp_path / "sao-luu").verification.holds
    assert read_all(blank_postgres_url) == read_all(divided)


def test_rights_and_owners_are_as_they_were_once_they_are_granted_again(divided: str) -> None:
    mark = token_hex(4)
    roles = Roles(*(f"{name}_{mark}" for name in ("owner", "coordinator", "auditor")))
    try:
        run(divided, grants_sql(roles))
        divide(divided, [2026])
        run(divided, grants_sql(roles))

        def may(role: str, right: str, table: str) -> bool:
            return bool(ask(divided, f"SELECT has_table_privilege('{role}', '{table}', '{right}')")[0][0])

        assert may(roles.auditor, "SELECT", "history")
        assert not may(roles.auditor, "SELECT", "history_2026")
        assert may(roles.coordinator, "INSERT", "history")
        assert not any(may(roles.coordinator, right, "history_2026") for right in ("INSERT", "UPDATE", "DELETE"))
        owners = ask(divided, "SELECT DISTINCT tableowner::text FROM pg_tables WHERE tablename LIKE '%\\_2026'")
        assert owners == [(roles.owner,)]
    finally:
        run(
            divided,
            f"DROP OWNED BY {roles.coordinator}, {roles.auditor} CASCADE",
            f"REASSIGN OWNED BY {roles.owner} TO postgres",
            f"DROP OWNED BY {roles.owner}",
            f"DROP ROLE {roles.owner}, {roles.coordinator}, {roles.auditor}",
        )
