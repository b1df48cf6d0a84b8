"""The migrations' head equals the tables, on both databases."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from engine.chain.chains import HISTORY_COLUMNS
from engine.store import tables
from engine.store.database import SCHEMA_VERSION, connect
from engine.store.grants import APPEND_ONLY


@pytest.fixture
def server(database_url: str) -> Iterator[sa.Engine]:
    made = sa.create_engine(database_url)
    yield made
    made.dispose()


def test_the_version_is_alembics_head() -> None:
    config = Config()
    config.set_main_option("script_location", "engine.store:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


@pytest.mark.filterwarnings("ignore:Can't validate argument")  # of a constraint that is not validated
def test_the_head_equals_the_models(server: sa.Engine) -> None:
    with server.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_primary_keys_and_nulls_equal_the_models(server: sa.Engine) -> None:
    inspector = sa.inspect(server)
    for name, table in SQLModel.metadata.tables.items():
        assert inspector.get_pk_constraint(name)["constrained_columns"] == [column.name for column in table.primary_key]
        found = {column["name"]: column["nullable"] for column in inspector.get_columns(name)}
        assert found == {column.name: column.nullable for column in table.columns}
        assert list(found) == [column.name for column in table.columns]


def test_every_key_is_led_by_the_cascade(server: sa.Engine) -> None:
    inspector = sa.inspect(server)
    for name in set(inspector.get_table_names()) - {
        "alembic_version",
        "pinned",
        "attachment",
        "mandate_event",
        "message",
    }:
        keys = [inspector.get_pk_constraint(name)["constrained_columns"]]
        keys += [
            key["constrained_columns"] for key in inspector.get_foreign_keys(name) if key["referred_table"] != "pinned"
        ]
        keys += [index["column_names"] for index in inspector.get_indexes(name) if index["unique"]]
        assert {key[0] for key in keys} == {"cascade_id"}, name


def test_history_has_the_columns_that_are_hashed(server: sa.Engine) -> None:
    found = tuple(column["name"] for column in sa.inspect(server).get_columns("history"))

    assert found == HISTORY_COLUMNS == tuple(column.name for column in tables.History.__table__.columns)


def test_the_triggers_are_there_by_name(database_url: str) -> None:
    connection, dialect = connect(database_url)
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if dialect == "sqlite"
        else "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    )
    found = {row[0] for row in connection.execute(statement).fetchall()}
    connection.close()

    more = {"replaced_row", "replaced_number", "low_number"} if dialect == "sqlite" else {"truncate"}
    expected = {f"{table}_refuses_{name}" for table in APPEND_ONLY for name in {"update", "delete"} | more}
    if dialect == "sqlite":
        expected |= {"history_refuses_reused_key", "history_lengths"}
        expected -= {"mandate_event_refuses_replaced_number", "mandate_event_refuses_low_number"}
        expected |= {"mandate_event_lengths"}
    assert found == expected


def test_a_failing_migration_leaves_nothing(blank_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    from engine.store.upgrading import upgrade

    created = op.create_table

    def fail_at_history(name: str, *columns: object) -> object:
        if name == "history":
            raise RuntimeError("power cut")
        return created(name, *columns)

    monkeypatch.setattr(op, "create_table", fail_at_history)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(blank_database_url)

    server = sa.create_engine(blank_database_url)
    assert sa.inspect(server).get_table_names() == []
    server.dispose()
