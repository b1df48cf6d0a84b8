"""A database of every earlier schema is brought on: what it recorded stays and holds, and its cascade is finished.

Each dump in tests/data/databases was filled by the program of its schema, as tests/support/populated.py fills one of
the present: a province in the middle of its half-year, with what could be recorded then, and from 0002 on a seal over
it. No program has stood at 0002 alone, nor at 0009, 0010 or 0011: these hold rows of the program next to them, in the
tables of their own schema.
"""

import gzip
import sqlite3
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from graphs import DIRECTIVE
from populated import CHAIR, SEALER, fill
from sqlmodel import SQLModel

from engine import Engine, SimulatedClock
from engine.cascade import tally
from engine.cascade.cascades import Cascades
from engine.proving.seals import read_seal
from engine.store import tables  # noqa: F401 - registers the tables
from engine.store.database import connect, open_database
from engine.store.unusable import SCHEMA_VERSION
from engine.store.upgrading import upgrade

DUMPS = sorted((Path(__file__).parents[1] / "data" / "databases").glob("*.sql.gz"))
NO_SEAL = DUMPS[0].with_name("0001.seal.json")  # nothing could be sealed then
TODAY = date(2024, 1, 15)
MOST_MOVES = 100
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.name.removesuffix(".sql.gz"))
def dump(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def earlier(dump: Path, blank_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database as that schema left it."""
    script = gzip.decompress(dump.read_bytes()).decode("utf-8")
    if blank_database_url.startswith("sqlite:///"):
        run_script(script, blank_database_url.removeprefix("sqlite:///"))
        return blank_database_url
    real, revision = command.upgrade, f"dondoc_{dump.name.removesuffix('.sql.gz')}"
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: real(config, revision))
        upgrade(blank_database_url)
    copy_rows(script, blank_database_url)
    return blank_database_url


def run_script(script: str, file: str) -> None:
    """A SQLite database with the tables, triggers and rows of the dump."""
    database = sqlite3.connect(file)
    database.executescript(script)
    database.close()


def copy_rows(script: str, url: str) -> None:
    """The rows of a SQLite dump into the tables of a PostgreSQL database; SQLite keeps its booleans as numbers."""
    source = sqlite3.connect(":memory:")
    source.executescript(script)
    there = {row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    target, _ = connect(url)
    flags = set(
        target.execute(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE data_type = 'boolean'"
        ).fetchall()
    )
    for table in [table.name for table in SQLModel.metadata.sorted_tables if table.name in there]:
        rows = source.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in rows.description]
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(["%s"] * len(names))})'
        for row in rows:
            values = [bool(value) if (table, name) in flags else value for name, value in zip(names, row, strict=True)]
            target.execute(statement, values)
    target.close()
    source.close()


def recorded(url: str) -> dict[tuple[int, int], list[str]]:
    """The hashes of every chain, in order, by cascade and number of the task."""
    connection, _ = connect(url)
    chains: dict[tuple[int, int], list[str]] = defaultdict(list)
    for cascade_id, task_no, hash_ in connection.execute(
        "SELECT cascade_id, task_no, hash FROM history ORDER BY cascade_id, task_no, seq"
    ).fetchall():
        chains[cascade_id, task_no].append(hash_)
    connection.close()
    return chains


def finish(engine: Engine) -> None:
    """Do what the engine says is waited for, as whoever it says, until nothing is."""
    for _ in range(MOST_MOVES):
        owing = [row.task for row in engine.on(TODAY).status() if row.next_trigger is not None]
        if not owing:
            return
        waited = engine.on(TODAY).waits_for(owing[0])
        assert waited is not None
        who: dict[str, Any] = {"as_agency": waited.on_agency, "by": CHAIR, "today": TODAY}
        number = "99/KH-UBND" if "number" in waited.asks else None
        if waited.on_task is None:
            engine.release(str(waited.document), number=number, on=TODAY if "on" in waited.asks else None, **who)
        else:
            details = {"reason": "hết lý do tạm dừng"} if "reason" in waited.asks else {}
            engine.advance(waited.on_task, waited.trigger, document=number, **details, **who)
    pytest.fail(f"still owed after {MOST_MOVES} moves: {owing}")


def test_there_is_a_dump_of_every_earlier_schema() -> None:
    last = int(SCHEMA_VERSION.removeprefix("dondoc_"))

    assert [dump.name for dump in DUMPS] == [f"{number:04}.sql.gz" for number in range(1, last)]


def test_its_cascade_is_finished_in_this_version(earlier: str) -> None:
    before = recorded(earlier)

    upgrade(earlier)

    assert recorded(earlier) == before
    finish_and_close(earlier)


def test_the_cascade_of_the_present_schema_is_finished_too(database_url: str) -> None:
    fill(database_url)

    finish_and_close(database_url)


def uncounted(url: str) -> list[dict[tally.Alike, int]]:
    """Of each cascade what its kept figures fall short of."""
    database = open_database(url)
    found = database.read(lambda tx: [tally.differences(tx, cascade) for cascade in Cascades().all(tx)])
    database.close()
    return found


def finish_and_close(url: str) -> None:
    """What was recorded holds, every chain of an unfinished task goes on from it, and nothing is owed in the end."""
    before = recorded(url)
    assert uncounted(url) == [{}]
    with Engine.open(url, clock=SimulatedClock(datetime(2024, 1, 15, 2, tzinfo=UTC))) as engine:
        assert engine.verify().holds
        owing = {row.number for row in engine.on(TODAY).status() if row.next_trigger is not None}
        assert owing

        finish(engine)

        after = recorded(url)
        assert all(after[chain][: len(rows)] == rows for chain, rows in before.items())
        assert owing <= {number for (id_, number), rows in after.items() if len(rows) > len(before[id_, number])}
        assert engine.verify().holds
        closed = engine.close_cascade(DIRECTIVE, as_agency="thu-tuong", reason="hết năm", by=CHAIR, today=TODAY)
        assert (closed.is_closed, closed.given_up) == (True, ())
        assert engine.verify().holds
    assert uncounted(url) == [{}]


def test_both_verifiers_find_what_was_sealed_then(dump: Path, blank_sqlite_url: str, tmp_path: Path) -> None:
    file, key = blank_sqlite_url.removeprefix("sqlite:///"), tmp_path / "seal.pub"
    run_script(gzip.decompress(dump.read_bytes()).decode("utf-8"), file)
    upgrade(blank_sqlite_url)
    public = SEALER.public_key()
    key.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    seals = [seal for seal in [dump.with_name(dump.name.replace(".sql.gz", ".seal.json"))] if seal != NO_SEAL]

    with Engine.open(blank_sqlite_url) as engine:
        verified = engine.verify(seals=map(read_seal, seals), public_key=public.public_bytes_raw().hex())
    named = [part for seal in seals for part in ("--seal", str(seal))]
    command_line = [sys.executable, str(VERIFIER), "--public-key", str(key), "--database", file, *named]
    found = subprocess.run(command_line, capture_output=True, text=True, check=False)

    assert verified.holds
    assert len(verified.seals) == len(seals)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
