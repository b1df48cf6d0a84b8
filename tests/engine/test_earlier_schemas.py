"""A database of every earlier schema is brought on: what it recorded stays and holds, and its cascade is finished.

Each dump in tests/data/databases was filled by the program of its schema, as tests/support/populated.py fills one of
the present: a province in the middle of its half-year, with what could be recorded then, and from 0002 on a seal over
it. No program has stood at 0002 alone, nor at 0009, 0010 or 0011: these hold rows of the program next to them, in the
tables of their own schema.
"""

import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from earlier import DUMPS, leave_as, tables_as_of
from graphs import DIRECTIVE
from populated import CHAIR, SEALER, fill

from engine import Engine, SimulatedClock
from engine.cascade import tally
from engine.cascade.cascades import Cascades
from engine.errors import BadBackup
from engine.proving.keeping import restore
from engine.proving.seals import read_seal
from engine.store.database import connect, open_database
from engine.store.unusable import SCHEMA_VERSION, driver_errors
from engine.store.upgrading import preview, upgrade

NO_SEAL = DUMPS[0].with_name("0001.seal.json")  # nothing could be sealed then
TODAY = date(2024, 1, 15)
MOST_MOVES = 100
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.name.removesuffix(".sql.gz"))
def dump(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def earlier(dump: Path, blank_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database as that schema left it, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    leave_as(dump, blank_database_url)
    return blank_database_url


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
    leave_as(dump, blank_sqlite_url)
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


# the way back


def content(url: str) -> dict[str, list[str]]:
    """Every row of the tables that are there, without what an upgrade notes of itself."""
    connection, dialect = connect(url)
    listed = "sqlite_master WHERE type = 'table'" if dialect == "sqlite" else "pg_tables WHERE schemaname = 'public'"
    column = "name" if dialect == "sqlite" else "tablename"
    names = [row[0] for row in connection.execute(f"SELECT {column} FROM {listed}").fetchall()]
    found = {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall())) for name in names}
    connection.close()
    return found


def test_the_backup_that_an_upgrade_makes_is_the_way_back(earlier: str, tmp_path: Path) -> None:
    """The rehearsal: upgraded, worked on, taken back to what stood before, and brought on once more."""
    before, name = content(earlier), earlier.partition("?")[0].rpartition("/")[2]

    backup = upgrade(earlier, tmp_path / "truoc")
    assert backup == tmp_path / "truoc"
    upgraded = content(earlier)
    with Engine.open(earlier, clock=SimulatedClock(datetime(2024, 1, 15, 2, tzinfo=UTC))) as engine:
        finish(engine)
    back = restore(earlier, backup, replaces=name, as_it_was=True)

    assert content(earlier) == before
    assert (back.version, back.verification.holds) == (before["alembic_version"][0].strip("(',)"), True)
    on = restore(earlier, backup, replaces=name)
    assert content(earlier) == upgraded
    assert (on.version, on.replaced) == (SCHEMA_VERSION, True)


@pytest.mark.parametrize("dump", DUMPS[-1:], indirect=True)
def test_an_upgrade_whose_backup_fails_changes_nothing(earlier: str, tmp_path: Path) -> None:
    before = content(earlier)

    with pytest.raises(BadBackup):
        upgrade(earlier, tmp_path / "khong-co" / "truoc")

    assert content(earlier) == before


@pytest.mark.parametrize("dump", DUMPS[-1:], indirect=True)
def test_backups_before_upgrades_go_over_no_file(earlier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path if earlier.startswith("postgresql") else Path(earlier.removeprefix("sqlite:///")).parent
    name, version = earlier.partition("?")[0].rpartition("/")[2], content(earlier)["alembic_version"][0].strip("(',)")
    ending = ".zip" if earlier.startswith("postgresql") else ""
    (folder / f"{name}.{version}{ending}").write_text("của người khác")

    made = upgrade(earlier)

    assert made is not None
    assert made.resolve() == folder.resolve() / f"{name}.{version}.2{ending}"
    assert (folder / f"{name}.{version}{ending}").read_text() == "của người khác"


@pytest.mark.parametrize("dump", DUMPS[-1:], indirect=True)
def test_nobody_records_between_the_backup_and_the_upgrade(
    earlier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def try_to_record(*_: Any, **__: Any) -> None:
        connection, dialect = connect(earlier)
        try:
            if dialect == "postgresql":
                connection.execute("SET lock_timeout = '50ms'")
            connection.execute("UPDATE task SET state = 'reported'")
        except driver_errors(dialect) as error:
            tried.append(str(error))
        finally:
            connection.close()

    monkeypatch.setattr("engine.store.database.LOCK_SECONDS", 0)
    monkeypatch.setattr("engine.store.upgrading.migrate", try_to_record)
    upgrade(earlier, tmp_path / "truoc")

    assert len(tried) == 1
    assert "lock" in tried[0]


def test_the_sql_that_is_shown_first_makes_the_same_tables(
    blank_database_url: str, request: pytest.FixtureRequest
) -> None:
    """Run by hand on tables without rows it leaves what the upgrade leaves; showing it leaves everything as it was."""
    tables_as_of("dondoc_0001", blank_database_url)
    before = schema(blank_database_url)

    shown = preview(blank_database_url)

    assert schema(blank_database_url) == before
    connection, dialect = connect(blank_database_url)
    connection.executescript(shown) if dialect == "sqlite" else connection.execute(shown)
    connection.close()
    made_by_upgrade = request.getfixturevalue("sqlite_url" if dialect == "sqlite" else "postgres_url")
    assert schema(blank_database_url) == schema(made_by_upgrade)
    assert shown.count("\n-- dondoc_") == int(SCHEMA_VERSION[-4:]) - 1


def schema(url: str) -> list[Any]:
    """Tables, columns, indexes, triggers and checks, and the version."""
    connection, dialect = connect(url)
    if dialect == "sqlite":
        statements = ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"]
    else:
        statements = [
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_schema = 'public'",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint",
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ]
    statements.append("SELECT version_num FROM alembic_version")
    found = [sorted(map(repr, connection.execute(statement).fetchall())) for statement in statements]
    connection.close()
    return found


def test_nothing_is_shown_where_nothing_is_to_be_done(database_url: str) -> None:
    assert SCHEMA_VERSION in preview(database_url)
    assert "BEGIN" not in preview(database_url)
