"""PostgreSQL's tables divided by the year of their cascades, so that a finished year leaves as it came: whole.

A `cascade_id` begins with the year, so that each year is a range of it. A year that is set apart lies in a schema of
its own (`dondoc_2023`) with the same tables, in which nothing is changed, and with views of what is kept once over all
cascades: whoever names that schema in the address asks and verifies it as ever. Nothing is deleted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engine.errors import DatabaseUnusable, Refused
from engine.proposals import Proposal
from engine.receipts import Years
from engine.store import database
from engine.store.backups import keep_others_out
from engine.store.database import Transaction
from engine.store.grants import TABLES
from engine.store.statements import Dialect, quoted
from engine.store.unusable import SCHEMA_VERSION, driver_errors, explain, shown, wrong_version
from workflows.said import Said

SHARED = ("alembic_version", "pinned", "attachment", "mandate_event", "message")  # kept once over all cascades
DIVIDED = tuple(table for table in TABLES if table not in SHARED)
_FIRST = 1_000_000  # how many cascades a year may have
_WHOLE = "dondoc_whole"  # where the undivided tables lie meanwhile
_NO_CHANGE = "year_refuses_change"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What hangs on a table beside its columns. `foreign`: keys to other tables; `truncates`: names and functions."""

    keys: dict[str, str]
    foreign: dict[str, str]
    indexes: tuple[str, ...]
    triggers: dict[str, str]
    always: tuple[str, ...]
    truncates: dict[str, str]


def bounds(year: int) -> tuple[int, int]:
    """The first `cascade_id` of a year, and the first beyond it."""
    return year * _FIRST, (year + 1) * _FIRST


def rows_of(year: int, dialect: Dialect) -> dict[str, str]:
    """Conditions that the rows of one year meet, by table; of what is shared only what no other year has alone.

    On SQLite the tables that they speak of are those of a database attached as `source`.
    """
    low, high = bounds(year)
    of, within = ("source." if dialect == "sqlite" else ""), f"cascade_id >= {low} AND cascade_id < {high}"
    pinned = f"SELECT p.hash FROM {of}cascade_pin p WHERE p.{within.replace('AND ', 'AND p.')}"
    elsewhere = f"SELECT p.hash FROM {of}cascade_pin p WHERE p.cascade_id < {low} OR p.cascade_id >= {high}"
    named = {
        "sqlite": "SELECT json_extract(j.value, '$.sha256') "
        f"FROM {of}history h, json_each(h.payload, '$.attachments') j",
        "postgresql": "SELECT jsonb_path_query(h.payload::jsonb, '$.attachments[*].sha256') #>> '{}' FROM history h",
    }[dialect]
    having = f"h.kind IN ('note', 'contribution') AND h.{within.replace('AND ', 'AND h.')}"
    return {
        **dict.fromkeys(DIVIDED, within),
        "pinned": f"hash IN ({pinned}) OR hash NOT IN ({elsewhere})",
        "attachment": f"hash IN ({named} WHERE {having})",
        "mandate_event": "TRUE",
        "message": "FALSE",  # of many cascades: they stay where they are sent from
    }


def schema_of(year: int) -> str:
    """Where a year lies that is set apart."""
    return f"dondoc_{year}"


def divide(url: str, years: Iterable[int], *, keep: bool = True) -> Years:
    """Divide the tables, unless they are, and give these years, and each that has cascades, tables of their own.

    All rows are copied in one transaction, in which nobody else is at work. `keep=False`: all is taken back.
    Raises Refused for a year that is set apart, DatabaseUnusable.
    """
    with alone(url, keep=keep) as connection:
        tx = Transaction(connection, "postgresql")
        if tx.is_distributed():
            raise DatabaseUnusable(shown(url), Said("database.spread"))
        found = read_years(tx)
        wanted = set(years)
        if gone := sorted(wanted & set(found.apart)):
            raise refused("year-apart", gone[0], "partition", schema=schema_of(gone[0]))
        wanted |= {row[0] // _FIRST for row in connection.execute("SELECT cascade_id FROM cascade").fetchall()}
        if found.is_divided:
            for year in sorted(wanted - set(found.here)):
                _make_year(connection, year)
        else:
            _divide_whole(connection, sorted(wanted))
        connection.execute(f"ANALYZE {', '.join(DIVIDED)}")
        return read_years(Transaction(connection, "postgresql"))


def set_apart(url: str, year: int, check: Callable[[Transaction], None], *, keep: bool = True) -> Years:
    """Take a year out of the tables into a schema of its own, where nothing of it is changed any more.

    `check` is asked when nobody else is at work, and may raise. Raises Refused, DatabaseUnusable.
    """
    with alone(url, keep=keep) as connection:
        refuse_whole(read_years(Transaction(connection, "postgresql")), year, "archive")
        check(Transaction(connection, "postgresql"))
        schema, here = schema_of(year), _here(connection)
        connection.execute(f"CREATE SCHEMA {schema}")
        connection.execute(_no_change(schema, year))
        for table in reversed(DIVIDED):
            part = f"{table}_{year}"
            connection.execute(f"ALTER TABLE {table} DETACH PARTITION {part}")
            for name in _keys_to_divided(connection, part):  # else what it points to could not leave
                connection.execute(f'ALTER TABLE {part} DROP CONSTRAINT "{name}"')
            connection.execute(f"ALTER TABLE {part} SET SCHEMA {schema}")
            connection.execute(f"ALTER TABLE {schema}.{part} RENAME TO {table}")
            connection.execute(
                f"CREATE TRIGGER {_NO_CHANGE} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {schema}.{table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {schema}.{_NO_CHANGE}()"
            )
            connection.execute(f"ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER {_NO_CHANGE}")
        for table in SHARED[1:]:
            connection.execute(f"CREATE VIEW {schema}.{table} AS SELECT * FROM {here}.{table}")
        connection.execute(f"CREATE TABLE {schema}.alembic_version AS TABLE {here}.alembic_version")
        return read_years(Transaction(connection, "postgresql"))


def bring_back(url: str, year: int, *, keep: bool = True) -> Years:
    """Put a year that was set apart into the tables again. Raises Refused, DatabaseUnusable."""
    with alone(url, keep=keep) as connection:
        found, schema, here = read_years(Transaction(connection, "postgresql")), schema_of(year), _here(connection)
        if year not in found.apart:
            raise refused("year-not-apart", year, "partition", schema=schema)
        version = connection.execute(f"SELECT version_num FROM {schema}.alembic_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            raise refused("year-older", year, "partition", version=version, ours=SCHEMA_VERSION)
        if year in found.here:
            raise refused("year-taken", year, "partition", schema=schema)
        low, high = bounds(year)
        for table in DIVIDED:
            part = f"{table}_{year}"
            connection.execute(f"DROP TRIGGER {_NO_CHANGE} ON {schema}.{table}")
            connection.execute(f"ALTER TABLE {schema}.{table} RENAME TO {part}")
            connection.execute(f"ALTER TABLE {schema}.{part} SET SCHEMA {here}")
            connection.execute(f"ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES FROM ({low}) TO ({high})")
            _always(connection, _shape(connection, table), part)
        for table in SHARED[1:]:
            connection.execute(f"DROP VIEW {schema}.{table}")
        connection.execute(f"DROP TABLE {schema}.alembic_version")
        connection.execute(f"DROP FUNCTION {schema}.{_NO_CHANGE}()")
        connection.execute(f"DROP SCHEMA {schema}")
        return read_years(Transaction(connection, "postgresql"))


def read_years(tx: Transaction) -> Years:
    """How a database on PostgreSQL is divided."""
    is_divided = bool(tx.rows("SELECT 1 FROM pg_class WHERE oid = 'cascade'::regclass AND relkind = 'p'"))
    parts = tx.rows(
        "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'cascade'::regclass"
    )
    schemas = tx.rows("SELECT nspname::text FROM pg_namespace")
    here = sorted(int(name.rpartition("_")[2]) for (name,) in parts)
    apart = sorted(int(name[-4:]) for (name,) in schemas if re.fullmatch(r"dondoc_\d{4}", name))
    return Years(is_divided, tuple(here), tuple(apart))


def refused(rule: str, year: int, trigger: str, *proposals: Proposal, **facts: Any) -> Refused:
    """What is not done with a year."""
    return Refused(rule, str(year), trigger, Said(f"refusal.{rule}", {"year": str(year), **facts}), (), proposals)


def refuse_whole(found: Years, year: int, trigger: str) -> None:
    """See that a year can be taken out of the tables. Raises Refused."""
    if not found.is_divided:
        raise refused("not-divided", year, trigger, Proposal("db partition", {}))
    if year in found.apart:
        raise refused("year-apart", year, trigger, schema=schema_of(year))
    if year not in found.here:
        raise refused("no-such-year", year, trigger)


def only_on_postgresql(url: str) -> None:
    """Raises DatabaseUnusable for any other database."""
    if url.startswith("sqlite:///"):
        raise DatabaseUnusable(shown(url), Said("database.only-postgresql"))


@contextmanager
def alone(url: str, *, keep: bool) -> Iterator[Any]:
    """A connection in a transaction in which nobody else reads or records."""
    only_on_postgresql(url)
    connection, dialect = database.connect(url)
    try:
        if (version := database.read_version(connection, dialect, url)) != SCHEMA_VERSION:
            raise wrong_version(url, version)
        connection.execute("BEGIN")
        connection.execute("SET LOCAL statement_timeout = 0")
        keep_others_out(connection, TABLES)
        yield connection
        connection.execute("COMMIT" if keep else "ROLLBACK")
    except driver_errors(dialect) as error:
        raise explain(error, url) from error
    finally:
        connection.close()  # takes back what was not kept


def _here(connection: Any) -> str:
    return str(connection.execute("SELECT quote_ident(current_schema())").fetchone()[0])


def _divide_whole(connection: Any, years: Sequence[int]) -> None:
    """Every table anew, divided, with its rows and all that hung on it."""
    shapes = {table: _shape(connection, table) for table in DIVIDED}
    owners = {table: _owner(connection, table) for table in DIVIDED}
    for table in reversed(DIVIDED):
        for name in shapes[table].foreign:
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    connection.execute(f"CREATE SCHEMA {_WHOLE}")
    for table in DIVIDED:
        shape = shapes[table]
        connection.execute(f"ALTER TABLE {table} SET SCHEMA {_WHOLE}")
        connection.execute(
            f"CREATE TABLE {table} (LIKE {_WHOLE}.{table} INCLUDING DEFAULTS) PARTITION BY RANGE (cascade_id)"
        )
        connection.execute(f"ALTER TABLE {table} OWNER TO {owners[table]}")
        for name, text in shape.keys.items():
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')
        for text in (*shape.indexes, *shape.triggers.values()):
            connection.execute(text)
        for name in shape.always:
            connection.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{name}"')
    for year in years:
        _make_year(connection, year)
    for table in DIVIDED:
        columns = quoted(_columns(connection, table))
        connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_WHOLE}.{table}")
    for table in DIVIDED:
        for name, text in shapes[table].foreign.items():
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')
    connection.execute(f"DROP TABLE {', '.join(f'{_WHOLE}.{table}' for table in DIVIDED)}")
    connection.execute(f"DROP SCHEMA {_WHOLE}")


def _make_year(connection: Any, year: int) -> None:
    """Tables for the cascades of a year, as yet without rows. Keys, indexes and row triggers follow from the whole."""
    low, high = bounds(year)
    for table in DIVIDED:
        part = f"{table}_{year}"
        connection.execute(f"CREATE TABLE {part} PARTITION OF {table} FOR VALUES FROM ({low}) TO ({high})")
        connection.execute(f"ALTER TABLE {part} OWNER TO {_owner(connection, table)}")
        shape = _shape(connection, table)
        for name, function in shape.truncates.items():  # those do not follow
            connection.execute(
                f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON {part} FOR EACH STATEMENT EXECUTE FUNCTION {function}()'
            )
        _always(connection, shape, part)


def _always(connection: Any, shape: _Shape, part: str) -> None:
    """What refuses changes of the whole refuses those of a part, also where triggers are switched off."""
    for name in shape.always:
        connection.execute(f'ALTER TABLE {part} ENABLE ALWAYS TRIGGER "{name}"')


def _shape(connection: Any, table: str) -> _Shape:
    constraints = connection.execute(
        "SELECT conname::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') AND conparentid = 0 ORDER BY conname",
        (table,),
    ).fetchall()
    indexes = connection.execute(
        "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = %s::regclass "
        "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u')) "
        "ORDER BY 1",
        (table,),
    ).fetchall()
    triggers = connection.execute(
        "SELECT tgname::text, pg_get_triggerdef(oid), tgenabled::text, tgtype & 32 <> 0, tgfoid::regproc::text "
        "FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname",
        (table,),
    ).fetchall()
    return _Shape(
        {name: text for name, kind, text in constraints if kind != "f"},
        {name: text for name, kind, text in constraints if kind == "f"},
        tuple(text for (text,) in indexes),
        {name: text for name, text, *_ in triggers},
        tuple(name for name, _, enabled, *_ in triggers if enabled == "A"),
        {name: function for name, _, _, is_truncate, function in triggers if is_truncate},
    )


def _keys_to_divided(connection: Any, part: str) -> list[str]:
    found = connection.execute(
        "SELECT k.conname::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid "
        "WHERE k.conrelid = %s::regclass AND k.contype = 'f' AND k.conparentid = 0 AND c.relname::text = ANY(%s)",
        (part, list(DIVIDED)),
    ).fetchall()
    return [name for (name,) in found]


def _columns(connection: Any, table: str) -> tuple[str, ...]:
    found = connection.execute(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "ORDER BY attnum",
        (table,),
    ).fetchall()
    return tuple(name for (name,) in found)


def _owner(connection: Any, table: str) -> str:
    found = connection.execute(
        "SELECT quote_ident(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = %s::regclass", (table,)
    ).fetchone()
    return str(found[0])


def _no_change(schema: str, year: int) -> str:
    return (
        f"CREATE FUNCTION {schema}.{_NO_CHANGE}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'the year {year} is set apart: read-only' "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
