"""The database: its URL, its connection, its transactions, and what a foreign error means.

Statements go straight to the driver (`sqlite3`, `psycopg`): a move is a handful of them, and a question should not pay
for importing an object mapper. SQLAlchemy and Alembic are loaded by `upgrading` alone.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import unquote

from engine.errors import DatabaseUnusable
from engine.scope import View
from engine.store.statements import Dialect, adding_statement, insert_statement, spell, update_statement
from engine.store.unusable import (
    SCHEMA_VERSION,
    Collision,
    ConnectionLost,
    InDoubt,
    driver_errors,
    explain,
    is_lost,
    lost,
    shown,
    wrong_version,
)
from workflows.said import Said

LOCK_SECONDS = 10  # how long a lock is waited for
STATEMENT_SECONDS = 300  # how long one statement may run; rows that are streamed are not counted
QUESTION_SECONDS = 5  # the same for what is asked inside a writing transaction, while others wait for its locks
_STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's machine
_TRIES = 6
_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
# not what is shared by all: of that a launch adds little, and Citus does not do it once something of it was asked
_ANALYZE = (
    "ANALYZE cascade, cascade_pin, agency, document, assignment, task, tally, duty, feed, release_edge, history, "
    "task_tag, cascade_event, cascade_change"
)
_ROWS_FOR_COPY = 50
_ROWS_AT_ONCE = 2_000
_STREAMS = count()
# Citus then asks each machine by one connection, so that all of a cascade is of one snapshot, and what is shared may
# be changed after it was asked; and it hands limits of a transaction on. Elsewhere these are names without meaning
_ON_MACHINES = "SET citus.multi_shard_modify_mode = 'sequential'; SET citus.propagate_set_commands = 'local'"
_HAS_CITUS = "SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL"
_PAUSES = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)  # seconds between looks whether a server is there again
_IS_DOWN = re.compile("Connection refused|No such file or directory|starting up|shutting down|closed the connection")

Row = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """From what a past was rebuilt: the transaction on all that is stored, and the view."""

    tx: Transaction
    view: View


class Transaction:
    """Statements inside one transaction, in the spelling of `statements.py`.

    `rebuilt`: of a past. `remembered`: what was reckoned in it and is asked for again. `recorded`: the rows of history
    that were inserted, where somebody wants to know; else None.
    """

    __slots__ = ("_connection", "_pipeline", "_seconds", "dialect", "rebuilt", "recorded", "remembered")

    def __init__(self, connection: Any, dialect: Dialect, pipeline: Pipeline | None = None) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._seconds: float = STATEMENT_SECONDS
        self.dialect = dialect
        self.rebuilt: Rebuilt | None = None
        self.remembered: dict[Any, Any] = {}
        self.recorded: list[Sequence[Any]] | None = None

    @contextmanager
    def brief(self) -> Iterator[None]:
        """What is asked in here may take `QUESTION_SECONDS` a statement: others wait for what this one has locked."""
        before, self._seconds = self._seconds, QUESTION_SECONDS
        if self.dialect == "postgresql":
            self._connection.execute(_limit("LOCAL statement_timeout", self._seconds))
        yield
        self._seconds = before
        if self.dialect == "postgresql":
            self._connection.execute(_limit("LOCAL statement_timeout", before))

    def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """All rows of the answer."""
        return self._execute(statement, parameters).fetchall()  # type: ignore[no-any-return]

    def row(self, statement: str, **parameters: Any) -> Row | None:
        """The first row of the answer, or None."""
        return self._execute(statement, parameters).fetchone()  # type: ignore[no-any-return]

    def ask(self, statement: str, **parameters: Any) -> Callable[[], list[Row]]:
        """What gives all rows of the answer when it is called: statements asked before that travel together."""
        cursor = self._execute(statement, parameters)
        if self.dialect == "postgresql":
            return cursor.fetchall  # type: ignore[no-any-return]
        rows = cursor.fetchall()
        return lambda: rows

    def ask_after(self, change: str, statement: str, returning: str, **parameters: Any) -> Callable[[], list[Row]]:
        """The same of an UPDATE that is done only if another one changed a row; one statement on PostgreSQL."""
        if self.dialect == "postgresql":
            both = f"WITH changed AS ({change} RETURNING 1) {statement} AND EXISTS (SELECT FROM changed) {returning}"
            return self.ask(both, **parameters)
        if self._execute(change, dict(parameters)).rowcount == 0:
            return list
        return self.ask(f"{statement} {returning}", **parameters)

    def stream(self, statement: str, **parameters: Any) -> Iterator[Row]:
        """The rows one after another, never all in memory; several streams may be read side by side."""
        if self.dialect == "sqlite":
            return iter(self._execute(statement, parameters, is_bounded=False))
        self._settle()
        return self._stream_from_server(spell(statement, self.dialect), parameters)

    def _stream_from_server(self, statement: str, parameters: dict[str, Any]) -> Iterator[Row]:
        with self._connection.cursor(name=f"stream_{next(_STREAMS)}") as cursor:  # the rest waits on the server
            cursor.itersize = _ROWS_AT_ONCE
            cursor.execute(statement, parameters)
            yield from cursor

    def run(self, statement: str, **parameters: Any) -> None:
        """A statement without an answer; on PostgreSQL it may go off only with the next one that has one."""
        self._execute(statement, parameters)

    def insert(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows in bulk; PostgreSQL takes many of them by COPY, which is several times quicker."""
        if not rows:
            return
        if self.recorded is not None and table == "history":
            self.recorded += rows
        statement = insert_statement(table, columns, self.dialect)
        if len(rows) == 1:
            self._connection.execute(statement, rows[0])
        elif self.dialect == "sqlite" or len(rows) < _ROWS_FOR_COPY:
            self._for_each(statement, rows)
        else:
            self._settle()
            names = ", ".join(f'"{name}"' for name in columns)
            with self._connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def add_up(self, table: str, keys: tuple[str, ...], number: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add each row's number, its last value, to that of the row with the same keys, which is made if need be."""
        self._for_each(adding_statement(table, keys, number, self.dialect), rows)

    def update(
        self, table: str, changed: tuple[str, ...], keys: tuple[str, ...], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Update rows one by one: each gives the changed values, then the keys."""
        if not rows:
            return
        statement = update_statement(table, changed, keys, self.dialect)
        if len(rows) == 1:
            self._connection.execute(statement, rows[0])
        else:
            self._for_each(statement, rows)

    def _for_each(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """The statement once for each of these rows."""
        (self._connection if self.dialect == "sqlite" else self._connection.cursor()).executemany(statement, rows)

    def analyze(self) -> None:
        """Fresh statistics for PostgreSQL, after very many rows: until it has some, it may walk through a cascade.

        They belong to the transaction. SQLite finds its indexes without.
        """
        if self.dialect == "postgresql":
            self._connection.execute(_ANALYZE)

    @property
    def has_citus(self) -> bool:
        """Whether tables may lie on several machines, where one statement cannot do all that it can on one."""
        return self.dialect == "postgresql" and bool(self._connection.has_citus)

    def is_distributed(self) -> bool:
        """Whether they do."""
        there = "SELECT 1 FROM pg_dist_partition WHERE logicalrelid = to_regclass('cascade')"
        return self.has_citus and self.row(there) is not None

    def collision(self, text: str) -> Collision:
        """What to raise where another transaction came in between, so that the work is done again from the start."""
        return Collision(self.dialect, Said("database.collision", {"text": text}))

    def update_and_insert(self, changed: tuple[Any, ...], inserted: tuple[Any, ...]) -> None:
        """One row updated (table, changed columns, keys, values) and one inserted (table, columns, values).

        On PostgreSQL by one statement.
        """
        if self.recorded is not None and inserted[0] == "history":
            self.recorded.append(inserted[-1])
        update, insert = update_statement(*changed[:-1], self.dialect), insert_statement(*inserted[:-1], self.dialect)
        if self.dialect == "postgresql":
            self._connection.execute(f"WITH changed AS ({update}) {insert}", (*changed[-1], *inserted[-1]))
        else:
            self._connection.execute(update, changed[-1])
            self._connection.execute(insert, inserted[-1])

    def _settle(self) -> None:
        """What was sent is done, and from now on each statement is answered before the next is sent."""
        if self._pipeline is not None:
            self._pipeline.leave()

    def _execute(self, statement: str, parameters: dict[str, Any], *, is_bounded: bool = True) -> Any:
        single = ""
        if self.dialect == "sqlite":
            self._connection.deadline = monotonic() + self._seconds if is_bounded else None
            for name, value in parameters.items():
                if type(value) is list:
                    if len(value) == 1 and not single:
                        single, parameters[name] = name, value[0]
                    else:
                        parameters[name] = json.dumps(value)
        return self._connection.execute(spell(statement, self.dialect, single), parameters)


class Pipeline:
    """Statements to PostgreSQL that go off without waiting for the answers to those before: psycopg's pipeline."""

    def __init__(self, connection: Any) -> None:
        self._pipeline = connection.pipeline()
        self._pipeline.__enter__()
        self._is_left = False

    def leave(self) -> None:
        """Wait for all answers. Raises the driver's error of the first statement that failed."""
        if not self._is_left:
            self._is_left = True
            self._pipeline.__exit__(None, None, None)


class _Connection(sqlite3.Connection):
    """A connection to SQLite whose statements are stopped at their deadline, which it has no time-out for."""

    deadline: float | None = None

    def is_late(self) -> bool:
        return self.deadline is not None and monotonic() > self.deadline


def _limit(what: str, seconds: float) -> str:
    return f"SET {what} = {int(seconds * 1000)}"


class Database:
    """One connection to a database of the right version. Not to be shared between threads."""

    def __init__(self, url: str, connection: Any, dialect: Dialect) -> None:
        self.url = url
        self.dialect = dialect
        self._connection = connection
        self._is_busy = False
        self._is_spoilt = False  # psycopg takes for prepared what a failure within its pipeline kept from being so

    def close(self) -> None:
        self._connection.close()

    def read(self, question: Callable[[Transaction], T]) -> T:
        """Answer a question from one snapshot; on a new connection, if the server ended the one that was."""
        try:
            with self.snapshot() as transaction:
                return question(transaction)
        except ConnectionLost:
            self._connect_again()
        with self.snapshot() as transaction:
            return question(transaction)

    def snapshot(self) -> AbstractContextManager[Transaction]:
        """One snapshot for several answers; nothing else can be done on the connection before its end."""
        return self._transaction(_SNAPSHOT[self.dialect], keep=False)

    def write(self, work: Callable[[Transaction], T], *, keep: bool = True, finds_itself: bool = False) -> T:
        """Do the work in one transaction; `keep=False` takes everything back in the end.

        On PostgreSQL it is done again from the start, a few times, where another transaction came in between, or where
        the server ended the connection before the work was kept. Where nobody knows whether it was, only work that
        `finds_itself` is done again, as it then tells what it did (by an idempotency key). Raises DatabaseUnusable.
        """
        begin = "BEGIN IMMEDIATE" if self.dialect == "sqlite" else "BEGIN"
        for _ in range(_TRIES - 1):
            try:
                return self._once(begin, work, keep=keep)
            except Collision:
                continue
            except ConnectionLost:
                self._connect_again()
            except InDoubt:
                if not finds_itself:
                    raise
                self._connect_again()
        return self._once(begin, work, keep=keep)

    @contextmanager
    def many_changes(self) -> Iterator[None]:
        """Around a transaction that changes very many rows: SQLite keeps in memory how to take back a statement.

        Once a single statement needed more than 64 kB for that, a file is used, and every later row that is inserted
        writes its pages there too: twice the time. Questions may need more than memory holds, so not for them.
        """
        if self.dialect == "postgresql":
            yield
            return
        self._connection.execute("PRAGMA temp_store = MEMORY")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA temp_store = DEFAULT")

    def _connect_again(self) -> None:
        """A new connection, waiting some seconds for a server that starts. Raises DatabaseUnusable."""
        self._connection.close()
        for pause in _PAUSES:
            sleep(pause)
            try:
                again = open_database(self.url)
            except ConnectionLost:
                continue
            self._connection, self._is_spoilt = again._connection, False
            return
        self._connection, self._is_spoilt = open_database(self.url)._connection, False

    def _once(self, begin: str, work: Callable[[Transaction], T], *, keep: bool) -> T:
        with self._transaction(begin, keep=keep) as transaction:
            return work(transaction)

    @contextmanager
    def _transaction(self, begin: str, *, keep: bool) -> Iterator[Transaction]:
        if self._is_busy:  # PostgreSQL would go on within the transaction that lasts, and end it
            raise RuntimeError("a transaction lasts on this connection: end it first")
        if self._is_spoilt:
            self._connect_again()
        self._is_busy = True
        is_ending = False
        is_piped = self.dialect == "postgresql" and begin == "BEGIN"
        try:
            pipeline = Pipeline(self._connection) if is_piped else None
            try:
                self._connection.execute(begin)
                if is_piped and self._connection.has_citus:  # rows are locked on machines, which know of no limit
                    self._connection.execute(_limit("LOCAL lock_timeout", LOCK_SECONDS))
                yield Transaction(self._connection, self.dialect, pipeline)
                is_ending = keep
                self._connection.execute("COMMIT" if keep else "ROLLBACK")
                if pipeline is not None:
                    pipeline.leave()
            except BaseException:
                self._take_back(pipeline)
                raise
        except driver_errors(self.dialect) as error:
            if self.dialect == "postgresql" and is_lost(error, self._connection):
                raise lost(error, self.url, is_in_doubt=is_ending) from error
            self._is_spoilt = is_piped
            raise explain(error, self.url) from error
        finally:
            self._is_busy = False

    def _take_back(self, pipeline: Pipeline | None) -> None:
        """Roll back, unless the failure has already done so (a full disk) or the connection is gone."""
        if pipeline is not None:
            try:
                pipeline.leave()
            except driver_errors(self.dialect):
                pass  # it follows from what is being raised
        try:
            if self.dialect == "postgresql" or self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except driver_errors(self.dialect):
            self._connection.close()


def open_database(url: str) -> Database:
    """Connect, and see by one query that the database is ours and of this version. Raises DatabaseUnusable."""
    connection, dialect = connect(url)
    try:
        version = read_version(connection, dialect, url)
        if version != SCHEMA_VERSION:
            raise wrong_version(url, version)
    except BaseException:
        connection.close()
        raise
    return Database(url, connection, dialect)


def connect(url: str, *, create: bool = False) -> tuple[Any, Dialect]:
    """A connection of the driver, in autocommit until told `BEGIN`. `create`: a SQLite file may be new."""
    if url.startswith("sqlite:///"):
        return _connect_sqlite(url, create=create), "sqlite"
    if re.match(r"postgres(ql)?(\+psycopg)?://", url):
        return _connect_postgresql(url), "postgresql"
    raise DatabaseUnusable(
        shown(url),
        Said("database.address"),
    )


def sqlite_path(url: str) -> tuple[Path, str]:
    """The file that a SQLite URL names, and its query (`mode=ro`)."""
    path, _, query = url.removeprefix("sqlite:///").partition("?")
    options = [part for part in query.split("&") if part and part != "uri=true"]
    return Path(unquote(path.removeprefix("file:"))), "&".join(options)


def connect_in_memory() -> sqlite3.Connection:
    """A SQLite database of its own that ends with the connection."""
    return _bounded(sqlite3.connect(":memory:", isolation_level=None, factory=_Connection))


def connect_to_scratch() -> sqlite3.Connection:
    """A SQLite database of its own on the disk, for what may not fit into memory; it ends with the connection."""
    return _bounded(sqlite3.connect("", isolation_level=None, factory=_Connection))


def _bounded(connection: _Connection) -> _Connection:
    connection.set_progress_handler(connection.is_late, _STEPS_BETWEEN_LOOKS)
    return connection


def _connect_sqlite(url: str, *, create: bool) -> sqlite3.Connection:
    path, query = sqlite_path(url)
    if not create and not path.exists():
        raise DatabaseUnusable(shown(url), Said("database.no-file"))
    if not query and not create and not os.access(path.parent, os.W_OK):
        return _connect_to_read(url, path)
    try:
        connection = _connected(f"{path.resolve().as_uri()}?{query}") if query else _connected(path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise explain(error, url) from error
    return connection


def _connected(target: str | Path) -> sqlite3.Connection:
    is_uri = isinstance(target, str)
    return _bounded(
        sqlite3.connect(target, uri=is_uri, isolation_level=None, timeout=LOCK_SECONDS, factory=_Connection)
    )


def _connect_to_read(url: str, path: Path) -> sqlite3.Connection:
    """A file in a folder that one may not write: its write-ahead log can be shared with who writes, or there is none.

    SQLite keeps such a file's log and its index beside it and makes them if they are not there (sqlite.org/wal.html,
    "Read-Only Databases"); where it may not, and nobody has it open, the file alone is all there is.
    """
    for how in ("mode=ro", "immutable=1"):
        try:
            connection = _connected(f"{path.resolve().as_uri()}?{how}")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            if how == "immutable=1" or path.with_name(f"{path.name}-wal").exists():
                raise explain(error, url) from error
        else:
            return connection
    raise AssertionError("one of the two returns or raises")


def _connect_postgresql(url: str) -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise DatabaseUnusable(
            shown(url),
            Said("database.no-driver"),
        ) from error
    try:
        connection = psycopg.connect(re.sub(r"\Apostgres(ql)?(\+psycopg)?://", "postgresql://", url), autocommit=True)
        limits = _limit("lock_timeout", LOCK_SECONDS), _limit("statement_timeout", STATEMENT_SECONDS)
        found = connection.execute("; ".join((*limits, _ON_MACHINES, _HAS_CITUS)))
        connection.has_citus = found.set_result(-1).fetchone() == (True,)  # type: ignore[attr-defined]
        return connection
    except psycopg.Error as error:
        if is_lost(error, None) or _IS_DOWN.search(str(error)):
            raise lost(error, url, is_in_doubt=False) from error
        raise explain(error, url) from error


def read_version(connection: Any, dialect: Dialect, url: str) -> str | None:
    """The version of the tables; None where there is no table of versions."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except driver_errors(dialect) as error:
        if "no such table" in str(error) or getattr(error, "sqlstate", None) == "42P01":
            return None
        raise explain(error, url) from error
    return None if row is None else str(row[0])


def login_of(database: Database) -> str:
    """Who is really at work: the user of the operating system, or of the database server."""
    if database.dialect == "postgresql":
        return str(database.read(lambda tx: tx.row("SELECT session_user"))[0])  # type: ignore[index]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        import getpass

        return getpass.getuser()
