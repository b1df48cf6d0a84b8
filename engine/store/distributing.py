"""The tables over the machines of Citus: a cascade's rows lie together on one of them, what is shared lies on all.

`cascade_id` leads every key, so that nothing else has to change: it is the column by which rows are distributed.
"""

from __future__ import annotations

from typing import Any

from engine.errors import DatabaseUnusable
from engine.receipts import Distributed
from engine.store import database
from engine.store.database import Transaction
from engine.store.unusable import driver_errors, explain, shown
from engine.store.years import DIVIDED, SHARED, alone, only_on_postgresql, read_years
from workflows.said import Said

_FOREIGN = (
    "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname"
)


def distribute(url: str, *, keep: bool = True) -> Distributed:
    """Distribute the tables of a database that has the extension, with their rows, in one transaction.

    Nobody else is at work meanwhile. `keep=False`: all is taken back. Raises DatabaseUnusable.
    """
    with alone(url, keep=keep) as connection:
        _refuse(url, connection)
        spread(connection)
    return Distributed(shown(url), DIVIDED, SHARED)


def spread(connection: Any) -> None:
    """The same within a transaction that is under way."""
    for statement in _statements(connection):
        connection.execute(statement)


def preview(url: str) -> str:
    """The SQL by which `distribute` does so, for this database as it is; the extension need not be there.

    Raises DatabaseUnusable.
    """
    only_on_postgresql(url)
    connection, dialect = database.connect(url)
    try:
        _refuse_laid_out(url, connection)
        lines = [f"{statement};" for statement in _statements(connection)]
    except driver_errors(dialect) as error:
        raise explain(error, url) from error
    finally:
        connection.close()
    return "\n".join([f"-- {shown(url)}", "BEGIN;", *lines, "COMMIT;"])


def _refuse(url: str, connection: Any) -> None:
    if not Transaction(connection, "postgresql").has_citus:
        raise DatabaseUnusable(shown(url), Said("database.no-citus"))
    _refuse_laid_out(url, connection)


def _refuse_laid_out(url: str, connection: Any) -> None:
    tx = Transaction(connection, "postgresql")
    if tx.is_distributed():
        raise DatabaseUnusable(shown(url), Said("database.distributed"))
    if read_years(tx).is_divided:
        raise DatabaseUnusable(shown(url), Said("database.divided"))


def _statements(connection: Any) -> list[str]:
    """Foreign keys go first and come last: while tables are moved one by one, they would point over machines."""
    foreign = [
        (table, name, text) for table in DIVIDED for name, text in connection.execute(_FOREIGN, (table,)).fetchall()
    ]
    together = {table: "" if table == DIVIDED[0] else f", colocate_with => '{DIVIDED[0]}'" for table in DIVIDED}
    return [
        "SET LOCAL citus.enable_unsafe_triggers = on",
        "SET LOCAL citus.multi_shard_modify_mode = 'sequential'",
        *(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in foreign),
        *(f"SELECT create_reference_table('{table}')" for table in SHARED),
        *(f"SELECT create_distributed_table('{table}', 'cascade_id'{together[table]})" for table in DIVIDED),
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}' for table, name, text in foreign),
    ]
