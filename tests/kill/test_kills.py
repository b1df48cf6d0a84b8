"""A sample of `make kill`: whatever is killed, what was acknowledged is there, and no half of anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kills import Lost, Run, check, ready, whole_batches
from works import TASKS, fill

from engine.store.database import connect

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 115  # and what the last kill takes, and a server to start


@pytest.mark.kill
@pytest.mark.long
def test_nothing_is_lost_whatever_is_killed() -> None:
    path = os.pathsep.join(str(ROOT / name) for name in (".", "tests/support", "tests/kill"))
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests" / "kill" / "kills.py"), "--kills", "200"]

    done = subprocess.run(
        [*command, "--seconds", str(SECONDS)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing lost" in done.stdout


def test_a_receipt_that_is_not_there_is_missed(sqlite_url: str) -> None:
    fill(sqlite_url)
    check(sqlite_url, Run())

    with pytest.raises(Lost, match="not there"):
        check(sqlite_url, Run(['{"hash": "00"}']))
    with pytest.raises(Lost, match="not there"):
        check(sqlite_url, Run(['{"cascade": "ct-1/2023"}']))


def test_half_of_something_is_seen(blank_sqlite_url: str) -> None:
    ready(blank_sqlite_url)
    connection, _ = connect(blank_sqlite_url)
    connection.execute("UPDATE task SET open_inputs = open_inputs - 1 WHERE open_inputs > 1")
    connection.close()

    with pytest.raises(Lost, match="does not hold"):
        check(blank_sqlite_url, Run())


def test_half_a_file_is_seen(sqlite_url: str) -> None:
    from graphs import move

    from engine import Engine

    fill(sqlite_url)
    with Engine.open(sqlite_url) as engine:
        move(engine, TASKS[0], "report")

    with pytest.raises(Lost, match="half a file"):
        check(sqlite_url, Run(), whole_batches)
