"""What Citus needs holds in the tables as they are; the SQL that distributes them names each of them in its place.

Where `DONDOC_CITUS_URL` names a Citus coordinator, every test of both databases runs there, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from audits import CASCADE, TODAY, launch_and_fill, with_files
from graphs import HOAI_AN, TOP, agency_of, move, province
from whole import read_all

from engine import Engine, SimulatedClock
from engine.answers import Answers
from engine.errors import DatabaseUnusable, Refused
from engine.proving.archiving import archive
from engine.proving.keeping import back_up, restore
from engine.questions.filters import Filters
from engine.running.ledger import Ledger
from engine.scope import Scope
from engine.store import database, distributing, upgrading
from engine.store.database import connect
from engine.store.distributing import distribute, preview
from engine.store.grants import APPEND_ONLY, TABLES
from engine.store.unusable import SCHEMA_VERSION
from engine.store.upgrading import transaction, upgrade
from engine.store.years import DIVIDED, SHARED, divide
from postgres import clear

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


KINDS = "SELECT citus_table_type, count(*) FROM citus_tables GROUP BY 1 ORDER BY 1"
AS_DISTRIBUTED = [("distributed", len(DIVIDED)), ("reference", len(SHARED))]
OTHER = "ct-36-ttg-2022/2023"
GUARDS = (
    "SELECT t.tgrelid::regclass::text, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname LIKE '%\\_refuses\\_%' AND c.relnamespace = current_schema()::regnamespace"
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


# on a coordinator, where one is named


def test_what_is_distributed_already_is_told(citus_url: str) -> None:
    for work in (distribute, preview, lambda url: divide(url, [2023])):
        with pytest.raises(DatabaseUnusable) as refusal:
            work(citus_url)
        assert refusal.value.facts["why"].code in ("database.distributed", "database.spread")


def test_upgrading_has_nothing_to_do(citus_url: str) -> None:
    assert upgrade(citus_url) is None


def test_an_earlier_version_is_upgraded_by_its_copy(
    citus_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a step makes anew would lie on the coordinator alone."""
    file, name = tmp_path / "before.zip", re.findall(r"/(\w+)", citus_url)[-1]
    connection = clear(citus_url)
    with transaction(citus_url, connection, "postgresql") as begun, monkeypatch.context() as patched:
        upgrading.migrate(begun, "dondoc_0014")
        for tables in ("DIVIDED", "SHARED"):
            there = [table for table in getattr(distributing, tables) if sa.inspect(begun).has_table(table)]
            patched.setattr(distributing, tables, there)
        distributing.spread(connection)
    connection.close()

    with pytest.raises(DatabaseUnusable) as refusal:
        upgrade(citus_url, file)
    restored = restore(citus_url, file, replaces=name)

    assert refusal.value.facts["why"].code == "database.spread-older"
    assert restored.version == SCHEMA_VERSION
    assert ask(citus_url, KINDS) == AS_DISTRIBUTED


def test_what_is_restored_is_distributed_as_before(citus_url: str, tmp_path: Path) -> None:
    launch_and_fill(citus_url, migrates=True)
    before, name = read_all(citus_url), re.findall(r"/(\w+)", citus_url)[-1]
    taken = back_up(citus_url, tmp_path / "b.zip", CLOCK)
    assert taken.verification.holds

    restored = restore(citus_url, tmp_path / "b.zip", replaces=name)

    assert restored.verification.holds
    assert read_all(citus_url) == before
    assert ask(citus_url, KINDS) == AS_DISTRIBUTED
    assert sorted(ask(citus_url, GUARDS)) == [(table, "A") for table in sorted(APPEND_ONLY) for _ in range(3)]


def test_a_machine_refuses_to_change_history_whoever_asks_it(citus_url: str) -> None:
    launch_and_fill(citus_url)
    change = "UPDATE %s SET reason = reason"

    told = ask(citus_url, f"SELECT result FROM run_command_on_shards('history', '{change}')")

    assert any("append-only" in result for (result,) in told)
    assert all("append-only" in result or result == "UPDATE 0" for (result,) in told)


def test_a_year_stays_where_the_others_are(citus_url: str, tmp_path: Path) -> None:
    launch_and_fill(citus_url)

    with pytest.raises(Refused) as refusal:
        archive(citus_url, 2023, tmp_path / "2023.luu", CLOCK, leaves=True)

    assert refusal.value.rule == "year-spread"


def test_a_move_goes_to_one_machine(citus_url: str) -> None:
    """Once a process knows the cascade; and nothing has to be agreed on between machines."""
    launch_and_fill(citus_url)
    heard: list[str] = []
    with Engine.open(citus_url, clock=CLOCK) as engine:
        engine.on(TODAY).status(Scope(CASCADE))
        connection = engine._database._connection
        connection.execute("SET citus.log_remote_commands = on")
        connection.add_notice_handler(lambda notice: heard.append(f"{notice.message_primary} {notice.message_detail}"))
        move(engine, HOAI_AN, "report")

    assert len(set(re.findall(r"on server \S+", " ".join(heard)))) == 1
    assert not [each for each in heard if "PREPARE TRANSACTION" in each]


def test_a_row_that_is_locked_on_a_machine_is_waited_for_no_longer_than_elsewhere(
    citus_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch_and_fill(citus_url)
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    with closing(connect(citus_url)[0]) as other, Engine.open(citus_url, clock=CLOCK) as engine:
        other.execute("BEGIN")
        other.execute("SELECT task_no FROM task WHERE cascade_id = 2023000001 FOR UPDATE")

        with pytest.raises(DatabaseUnusable) as refusal:
            move(engine, HOAI_AN, "report")

    assert refusal.value.facts["why"].code == "database.locked"


@pytest.fixture
def both(postgres_url: str, citus_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, Engine]]:
    """The same on one machine and on several: cascades of two years, and moves and exceptions of some of them."""
    for url in (postgres_url, citus_url):
        numbers = count()
        monkeypatch.setattr(Ledger, "new_batch", staticmethod(lambda numbers=numbers: f"{next(numbers):016x}"))
        launch_and_fill(url, migrates=True)
        with Engine.open(url, clock=CLOCK) as engine:
            for number in (34, 35, 36):
                graph = replace(with_files(province(4)), directive=f"ct-{number}-ttg-2022")
                engine.launch(graph, today=date(2023, 5, 2))
            plan = {"document": "18/KH-UBND", "on": date(2023, 3, 20)}
            for task, given in ((TOP, plan), (HOAI_AN, {"by": "văn thư"})):
                theirs = f"{OTHER.partition('/')[0]}/{task.partition('/')[2]}"
                move(engine, theirs, "draft_plan", as_agency=agency_of(task), **given)
            engine.close_cascade("ct-35-ttg-2022/2023", as_agency="bo-noi-vu", reason="x", gives_up=True, today=TODAY)
    with Engine.open(postgres_url, clock=CLOCK) as one, Engine.open(citus_url, clock=CLOCK) as several:
        yield one, several


QUESTIONS: dict[str, Callable[[Answers], Any]] = {
    "cascades": lambda on: on.cascades(),
    "todo": lambda on: on.todo(agency_of(HOAI_AN)),
    "todo, named": lambda on: on.todo("UBND huyện Hoài Ân"),
    "todo, by a part of its name": lambda on: on.todo("hoai an"),
    "today": lambda on: on.today(agency_of(HOAI_AN)),
    "blocked": lambda on: on.blocked(),
    "blocked --under": lambda on: on.blocked(Scope(under="binh-dinh")),
    "blocked, overdue": lambda on: on.blocked(filters=Filters(is_overdue=True)),
    "status": lambda on: on.status(),
    "status, a page": lambda on: on.status(filters=Filters(limit=5, after=HOAI_AN)),
    "status, tagged": lambda on: on.status(filters=Filters(tags=("gấp",))),
    "why": lambda on: on.why(HOAI_AN.partition("/")[2], OTHER),
    "history": lambda on: on.history(),
    "history of an agency": lambda on: on.history(agency=agency_of(HOAI_AN)),
    "history by a person": lambda on: on.history(by="postgres"),
    "requests": lambda on: on.requests(),
    "letters": lambda on: on.letters("binh-dinh"),
    "timeline": lambda on: on.timeline("binh-dinh"),
    "lateness": lambda on: on.lateness(),
    "late entries": lambda on: on.late_entries(),
    "durations": lambda on: on.durations(),
    "exceptions": lambda on: on.exceptions(),
    "forecast": lambda on: on.forecast(),
    "records": lambda on: on.records(list),
    "mandates": lambda on: on.mandates(everything=True),
    "calendars": lambda on: on.calendars("bo-noi-vu"),
    "words": lambda on: on.own_words(),
    **{
        f"complete {kind}": lambda on, kind=kind: on.complete(kind, "")
        for kind in ("cascade", "task", "agency", "document", "period")
    },
}


def test_answers_over_all_cascades_are_those_of_one_machine(both: tuple[Engine, Engine]) -> None:
    one, several = both

    for name, question in QUESTIONS.items():
        for view in ({}, {"as_of": date(2023, 5, 3)}):
            expected = question(one.on(TODAY, **view))
            assert question(several.on(TODAY, **view)) == expected, name
            assert expected or view or name in ("requests", "words"), name
    assert several.verify() == one.verify()
    assert several.verify(processes=2) == one.verify()
    assert read_all(several._database.url) == read_all(one._database.url)


def test_nothing_moves_while_a_cascade_is_being_looked_at(citus_url: str) -> None:
    launch_and_fill(citus_url)

    with Engine.open(citus_url, clock=CLOCK) as engine, engine.on(TODAY) as looking:
        before = looking.history(), looking.cascades()
        with Engine.open(citus_url, clock=CLOCK) as other:
            move(other, HOAI_AN, "report")
        assert (looking.history(), looking.cascades()) == before
