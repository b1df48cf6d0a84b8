"""What Citus needs holds in the tables as they are; the SQL that distributes them names each of them in its place.

Where `DONDOC_CITUS_URL` names a Citus coordinator, every test of both databases runs there, too.
"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from audits import launch_and_fill
from graphs import HOAI_AN, move

from engine import Engine, SimulatedClock
from engine.errors import DatabaseUnusable
from engine.store.database import connect
from engine.store.distributing import distribute, preview
from engine.store.grants import TABLES
from engine.store.years import DIVIDED, SHARED, divide

CLOCK = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))


def ask(url: str, statement: str) -> list[Any]:
    with closing(connect(url)[0]) as connection:
        return [tuple(row) for row in connection.execute(statement).fetchall()]


UNIQUE = (
    "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname::text FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
    "WHERE i.indisunique AND c.relnamespace = current_schema()::regnamespace"
)
FOREIGN = (
    "SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, a.attname::text, b.attname::text "
    "FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
    "JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1] WHERE k.contype = 'f'"
)


def test_every_table_is_led_by_its_cascade_or_lies_everywhere(postgres_url: str) -> None:
    tables = {
        name for (name,) in ask(postgres_url, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    }
    led = {
        name
        for (name,) in ask(
            postgres_url,
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'cascade_id' AND attnum > 0 "
            "AND attrelid::regclass::text = ANY('{" + ",".join(TABLES) + "}')",
        )
    }

    assert tables == set(TABLES) == {*DIVIDED, *SHARED}
    assert led == set(DIVIDED)


def test_every_unique_key_of_a_table_by_cascade_is_led_by_it(postgres_url: str) -> None:
    found = ask(postgres_url, UNIQUE)

    assert {table for table, _, _ in found} == set(TABLES)
    assert [each for each in found if each[0] in DIVIDED and each[2] != "cascade_id"] == []


def test_foreign_keys_stay_on_one_machine(postgres_url: str) -> None:
    found = ask(postgres_url, FOREIGN)

    assert len(found) > 10
    for table, to, column, column_there in found:
        assert table in DIVIDED, (table, to)
        assert to in SHARED or (column, column_there) == ("cascade_id", "cascade_id"), (table, to)


def test_no_number_is_given_by_the_database(postgres_url: str) -> None:
    given = "SELECT attrelid::regclass::text FROM pg_attribute WHERE attidentity <> '' AND attnum > 0"

    assert ask(postgres_url, given) == []


def test_the_sql_distributes_each_table_once_and_puts_every_key_back(postgres_url: str) -> None:
    text = preview(postgres_url)

    assert re.findall(r"create_distributed_table\('(\w+)', 'cascade_id'", text) == list(DIVIDED)
    assert re.findall(r"create_reference_table\('(\w+)'\)", text) == list(SHARED)
    assert len(re.findall(r"colocate_with => 'cascade'", text)) == len(DIVIDED) - 1
    dropped = re.findall(r'ALTER TABLE (\w+) DROP CONSTRAINT ("\w+")', text)
    assert dropped == re.findall(r'ALTER TABLE (\w+) ADD CONSTRAINT ("\w+") FOREIGN KEY', text)
    assert len(dropped) == len(ask(postgres_url, FOREIGN))
    places = [text.index(each) for each in ("DROP", "create_reference", "create_distributed", " ADD CONSTRAINT")]
    assert places == sorted(places)


def test_the_keys_that_it_drops_and_adds_are_those_that_are_there(postgres_url: str) -> None:
    launch_and_fill(postgres_url)
    before = sorted(ask(postgres_url, FOREIGN))

    with closing(connect(postgres_url)[0]) as connection:
        for line in preview(postgres_url).splitlines():
            if line.startswith("ALTER TABLE"):
                connection.execute(line)

    assert sorted(ask(postgres_url, FOREIGN)) == before


@pytest.mark.parametrize("work", [distribute, preview])
def test_tables_that_are_divided_are_not_distributed(postgres_url: str, work: Any) -> None:
    divide(postgres_url, [2023])

    with pytest.raises(DatabaseUnusable) as refusal:
        work(postgres_url)

    assert refusal.value.facts["why"].code in ("database.divided", "database.no-citus")


def test_without_the_extension_nothing_is_done_and_the_way_is_told(postgres_url: str) -> None:
    before = ask(postgres_url, FOREIGN)

    with pytest.raises(DatabaseUnusable) as refusal:
        distribute(postgres_url)

    assert refusal.value.facts["why"].code == "database.no-citus"
    assert ask(postgres_url, FOREIGN) == before


def test_sqlite_is_not_distributed(sqlite_url: str) -> None:
    for work in (distribute, preview):
        with pytest.raises(DatabaseUnusable) as refusal:
            work(sqlite_url)
        assert refusal.value.facts["why"].code == "database.only-postgresql"


def test_a_province_runs_on_citus(citus_url: str) -> None:
    launch_and_fill(citus_url, migrates=True)

    with Engine.open(citus_url, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        assert engine.verify().holds
        assert engine.on(CLOCK.now().date()).status()
        assert engine.on(CLOCK.now().date()).blocked()
