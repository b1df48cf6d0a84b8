"""A backup of a database in use holds what was recorded, and what does not hold is not brought back."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from audits import launch_and_fill
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from graphs import HOAI_AN, move
from sqlmodel import SQLModel
from whole import read_all

import words
from engine import Engine, SimulatedClock
from engine.errors import BadBackup, BrokenBackup, DatabaseUnusable, NotEmpty
from engine.proving.auditing import DoesNotHold
from engine.proving.keeping import back_up, restore
from engine.store import (
    containers,
    tables,  # noqa: F401 - registers the tables
)
from engine.store.database import connect
from engine.store.grants import TABLES, Roles, grants_sql
from engine.store.unusable import SCHEMA_VERSION
from workflows.errors import DondocError

CLOCK = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
TODAY = date(2023, 6, 21)
Another = Callable[[bool], str]


@pytest.fixture
def filled(database_url: str) -> str:
    """A database with a province in the middle of its half-year."""
    launch_and_fill(database_url, migrates=True)
    return database_url


@pytest.fixture
def kept(filled: str, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "sao-luu"
    back_up(filled, file, CLOCK)
    return file


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def execute(url: str, *statements: str) -> None:
    with closing(connect(url)[0]) as connection:
        for statement in statements:
            connection.execute(statement)


def tamper(url: str) -> None:
    """Somebody with every right puts another reason into a row of history."""
    drop = "DROP TRIGGER history_refuses_update"
    on_servers = ("SET citus.enable_unsafe_triggers = on", f"{drop} ON history")
    dropped = (drop,) if url.startswith("sqlite") else on_servers
    execute(url, *dropped, "UPDATE history SET reason = 'khác' WHERE seq = 1")


def refused(kind: type[DondocError], *arguments: Any, **more: Any) -> DondocError:
    with pytest.raises(kind) as raised:
        restore(*arguments, **more)
    assert words.message(raised.value, "vi") != words.message(raised.value, "en")
    return raised.value


@pytest.mark.parametrize("is_installed", [False, True])
def test_what_was_recorded_is_there_again(filled: str, tmp_path: Path, is_installed: bool, another: Another) -> None:
    before = read_all(filled)
    there = another(is_installed)

    made = back_up(filled, tmp_path / "sao-luu", CLOCK)
    done = restore(there, tmp_path / "sao-luu")

    assert made.verification.holds
    assert done.verification == made.verification
    assert (done.version, done.replaced) == (SCHEMA_VERSION, False)
    assert read_all(there) == before == read_all(filled)
    with Engine.open(there, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        assert engine.verify().holds


def test_a_backup_sees_one_moment(
    filled: str, tmp_path: Path, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_all(filled)
    with (
        Engine.open(filled, clock=CLOCK) as engine,
        meanwhile(filled, monkeypatch, lambda: move(engine, HOAI_AN, "report")),
    ):
        made = back_up(filled, tmp_path / "sao-luu", CLOCK)
    there = another(False)
    restore(there, tmp_path / "sao-luu")

    assert made.verification.holds
    assert read_all(there) == before
    assert len(read_all(filled)["history"]) == len(before["history"]) + 1


@contextmanager
def meanwhile(url: str, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> Iterator[None]:
    """Somebody records while a backup is under way: on SQLite begun before and ended after, else between two tables."""
    if url.startswith("sqlite"):
        with closing(connect(url)[0]) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE task SET state = 'reported'")
            yield
            writer.execute("ROLLBACK")
        act()
        return
    real, acts = containers._write_rows, [act]

    def write_rows(connection: Any, table: str, *more: Any) -> Any:
        if table == "history":
            acts.pop()()
        return real(connection, table, *more)

    monkeypatch.setattr(containers, "_write_rows", write_rows)
    yield
    assert not acts


def test_a_backup_goes_over_no_file(filled: str, tmp_path: Path) -> None:
    (tmp_path / "sao-luu").write_text("của người khác")

    with pytest.raises(BadBackup) as refusal:
        back_up(filled, tmp_path / "sao-luu", CLOCK)

    assert "đã có tệp này" in words.message(refusal.value)
    assert (tmp_path / "sao-luu").read_text() == "của người khác"


@pytest.mark.parametrize("where", ["khong-co/sao-luu", "sao-luu/sao-luu"])
def test_a_backup_that_cannot_be_written_leaves_nothing(filled: str, tmp_path: Path, where: str) -> None:
    (tmp_path / "sao-luu").write_text("")
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(BadBackup) as refusal:
        back_up(filled, tmp_path / where, CLOCK)

    assert where in words.message(refusal.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_does_not_hold_is_kept_and_told_and_not_brought_back(
    filled: str, tmp_path: Path, another: Another
) -> None:
    tamper(filled)
    there = another(True)
    empty = read_all(there)

    made = back_up(filled, tmp_path / "sao-luu", CLOCK)
    refusal = refused(DoesNotHold, there, tmp_path / "sao-luu")

    assert not made.verification.holds
    assert made.verification.broken[0].rule == "row-content"
    assert refusal.facts["count"] >= 1
    assert read_all(there) == empty


def test_nothing_that_is_there_is_overwritten_unless_named(filled: str, kept: Path) -> None:
    with Engine.open(filled, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
    later = read_all(filled)

    for named in (None, "khac.db", ""):
        refusal = refused(NotEmpty, filled, kept, replaces=named)
        assert refusal.facts["name"] == name_of(filled)
        assert f"--replace {name_of(filled)}" in words.hint(refusal)
        assert read_all(filled) == later
    tried = restore(filled, kept, replaces=name_of(filled), dry_run=True)
    after_trial = read_all(filled)
    done = restore(filled, kept, replaces=name_of(filled))

    assert (tried.kept, done.kept, done.replaced) == (False, True, True)
    assert after_trial == later
    assert len(read_all(filled)["history"]) == len(later["history"]) - 1
    with pytest.raises(Exception, match="append-only"):
        execute(filled, "DELETE FROM history")
    with pytest.raises(Exception, match="append-only"):
        execute(filled, "UPDATE mandate_event SET agency = 'x'")


def test_another_programs_database_stays_as_it_is(kept: Path, another: Another) -> None:
    there = another(False)
    with closing(connect(there, create=True)[0]) as connection:
        connection.execute("CREATE TABLE staff (name TEXT)")
        connection.execute("INSERT INTO staff VALUES ('An')")

    refusal = refused(DatabaseUnusable, there, kept, replaces=name_of(there))

    assert refusal.facts["why"].code == "database.foreign"
    with closing(connect(there)[0]) as connection:
        assert connection.execute("SELECT name FROM staff").fetchall() == [("An",)]


def test_a_trial_makes_no_database(kept: Path, filled: str, another: Another) -> None:
    there = another(False)

    done = restore(there, kept, dry_run=True)

    assert done.verification.holds
    if there.startswith("sqlite"):
        assert not Path(there.removeprefix("sqlite:///")).exists()
    else:
        with closing(connect(there)[0]) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_backup_of_a_later_program_is_refused(kept: Path, tmp_path: Path, another: Another) -> None:
    there = another(True)
    if there.startswith("sqlite"):
        execute(f"sqlite:///{kept}", "UPDATE alembic_version SET version_num = 'dondoc_9999'")
    else:
        rewrite(kept, lambda data: data | {"schema": "dondoc_9999"})

    refusal = refused(BadBackup, there, kept)

    assert refusal.facts["why"].code == "backup.newer"


def rewrite(file: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """A container with another manifest."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["manifest.json"] = json.dumps(change(json.loads(entries["manifest.json"]))).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data | {"form": 2}, "backup.other-form"),
        (lambda data: data | {"format": "khac"}, "backup.other-form"),
        (lambda data: {"tables": []}, "backup.no-backup"),
        (lambda data: data | {"tables": [{"name": "history; DROP TABLE task"}]}, "backup.no-backup"),
        (lambda data: with_table(data, name="pg_authid"), "backup.no-backup"),
        (lambda data: with_table(data, columns=['a") FROM STDIN; DROP TABLE task; --']), "backup.no-backup"),
        (lambda data: data | {"schema": "khac"}, "backup.no-backup"),
    ],
)
def test_a_container_that_says_something_else(postgres_url: str, tmp_path: Path, change, why: str) -> None:
    back_up(postgres_url, tmp_path / "sao-luu", CLOCK)
    rewrite(tmp_path / "sao-luu", change)

    assert refused(BadBackup, postgres_url, tmp_path / "sao-luu").facts["why"].code == why


def with_table(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return data | {"tables": [data["tables"][0] | changed]}


def test_a_file_of_the_other_kind_and_no_backup_at_all(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    for number, url in enumerate((sqlite_url, postgres_url)):
        back_up(url, tmp_path / str(number), CLOCK)
    (tmp_path / "van-ban").write_text("PKhông phải")
    (tmp_path / "khac").write_text("")
    with closing(sqlite3.connect(tmp_path / "khac.db")) as other:
        other.execute("CREATE TABLE staff (name TEXT)")

    assert refused(BadBackup, sqlite_url, tmp_path / "1").facts["why"].code == "backup.other-kind"
    assert refused(BadBackup, postgres_url, tmp_path / "0").facts["why"].code == "backup.other-kind"
    assert refused(BrokenBackup, postgres_url, tmp_path / "van-ban").facts["why"].code == "backup.cut"
    assert refused(BadBackup, postgres_url, tmp_path / "khac").facts["why"].code == "backup.no-backup"
    assert refused(BadBackup, sqlite_url, tmp_path / "khac.db").facts["why"].code == "backup.no-backup"
    assert refused(BadBackup, sqlite_url, tmp_path / "khong-co").facts["why"].code == "system.no-such-file"


def test_a_backup_that_was_cut_brings_nothing_back(kept: Path, another: Another) -> None:
    """At any length: either nothing is brought back, or (SQLite, free pages at the end) all of it."""
    there = another(True)
    empty = read_all(there)
    content, lengths = kept.read_bytes(), random.Random(7)

    for length in {0, 1, 16, 100, len(content) - 1, *(lengths.randrange(len(content)) for _ in range(12))}:
        kept.write_bytes(content[:length])
        with pytest.raises((BadBackup, BrokenBackup, DoesNotHold)):
            restore(there, kept)
        assert read_all(there) == empty


def test_a_changed_byte_is_found_or_changes_nothing(kept: Path, filled: str, another: Another) -> None:
    content, places, there, before = kept.read_bytes(), random.Random(11), another(False), read_all(filled)
    found = 0
    for _ in range(40):
        changed, place = bytearray(content), places.randrange(len(content))
        changed[place] ^= 1 << places.randrange(8)
        kept.write_bytes(changed)
        try:
            restore(there, kept, replaces=name_of(there))
        except (BadBackup, BrokenBackup, DoesNotHold):
            found += 1
        else:
            assert read_all(there) == before, place
    assert found > 0


def test_it_is_held_against_a_seal(filled: str, tmp_path: Path, another: Another) -> None:
    back_up(filled, tmp_path / "truoc", CLOCK)
    with Engine.open(filled, clock=CLOCK) as engine:
        move(engine, HOAI_AN, "report")
        seal, _ = engine.seal(Ed25519PrivateKey.generate())
    back_up(filled, tmp_path / "sau", CLOCK)
    there = another(True)

    refusal = refused(DoesNotHold, there, tmp_path / "truoc", seals=[seal])
    done = restore(there, tmp_path / "sau", seals=[seal])

    assert refusal.facts["broken"][0].rule == "seal-shorter"
    assert done.verification.seals[0].holds


def test_rights_on_an_installed_database_stay_and_its_tables_are_analysed(postgres_url: str, tmp_path: Path) -> None:
    launch_and_fill(postgres_url)
    back_up(postgres_url, tmp_path / "sao-luu.zip", CLOCK)
    from postgres import postgres_database

    roles = Roles(*(f"giu_{name}" for name in ("chu", "can_bo", "kiem_toan")))
    with postgres_database(migrated=True) as there:
        with closing(connect(there)[0]) as connection:
            connection.execute(grants_sql(roles))
            restore(there, tmp_path / "sao-luu.zip")
            may = connection.execute(f"SELECT has_table_privilege('{roles.auditor}', 'history', 'SELECT')").fetchone()
            analysed = connection.execute(
                "SELECT reltuples FROM pg_class WHERE relname = 'task' AND relkind = 'r'"
            ).fetchone()
        assert may == (True,)
        assert analysed[0] == 8


def test_tables_that_are_divided_are_copied_too(postgres_url: str, tmp_path: Path, another: Another) -> None:
    """A table cut by range, as a server may have it, is read through a query: COPY refuses its name."""
    launch_and_fill(postgres_url)
    execute(
        postgres_url,
        "ALTER TABLE pinned RENAME TO pinned_all",
        "CREATE TABLE pinned (LIKE pinned_all) PARTITION BY RANGE (hash)",
        "CREATE TABLE pinned_one PARTITION OF pinned DEFAULT",
        "INSERT INTO pinned SELECT * FROM pinned_all",
    )

    made = back_up(postgres_url, tmp_path / "sao-luu", CLOCK)

    assert made.verification.holds


def test_a_database_that_somebody_has_open_is_not_replaced(sqlite_url: str, tmp_path: Path, monkeypatch) -> None:
    launch_and_fill(sqlite_url)
    back_up(sqlite_url, tmp_path / "sao-luu", CLOCK)
    monkeypatch.setattr("engine.store.database.LOCK_SECONDS", 0)
    before = read_all(sqlite_url)

    with closing(connect(sqlite_url)[0]) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM task").fetchone()
        refusal = refused(DatabaseUnusable, sqlite_url, tmp_path / "sao-luu", replaces=name_of(sqlite_url))

    assert refusal.facts["why"].code == "database.locked"
    assert read_all(sqlite_url) == before


def test_what_a_killed_backup_left_is_in_nobodys_way(filled: str, tmp_path: Path) -> None:
    for ending in ("", "-journal"):
        (tmp_path / f".sao-luu.part{ending}").write_bytes(b"half")

    made = back_up(filled, tmp_path / "sao-luu", CLOCK)

    assert made.verification.holds
    assert list(tmp_path.glob(".sao-luu*")) == []


def test_a_backup_of_sqlite_is_a_database_that_opens(sqlite_url: str, tmp_path: Path) -> None:
    launch_and_fill(sqlite_url)
    back_up(sqlite_url, tmp_path / "sao-luu.db", CLOCK)
    shutil.copyfile(tmp_path / "sao-luu.db", tmp_path / "mo.db")

    with Engine.open(f"sqlite:///{tmp_path / 'mo.db'}") as engine:
        assert engine.on(TODAY).status()


def test_every_table_is_copied_after_what_it_points_to() -> None:
    known = SQLModel.metadata.tables
    before = set[str]()
    for name in [name for name in TABLES if name != "alembic_version"]:
        before.add(name)
        assert {key.column.table.name for key in known[name].foreign_keys} <= before, name
    assert before == set(known)


def test_a_container_with_noise_is_refused_or_whole(postgres_url: str, tmp_path: Path) -> None:
    """Whatever bytes are other ones, also those that say how it is packed: no other error, and no other rows."""
    launch_and_fill(postgres_url)
    file, noise = tmp_path / "sao-luu", random.Random(13)
    back_up(postgres_url, file, CLOCK)
    content = file.read_bytes()
    with containers.Container(file) as container:
        manifest = container.manifest
    heads = [place for place in range(len(content)) if content.startswith((b"PK\1\2", b"PK\3\4", b"PK\5\6"), place)]
    refused = 0
    for number in range(1_500):
        start = heads[number % len(heads)] if number % 2 else 0
        end = start + 60 if number % 2 else len(content)
        changed = bytearray(content)
        for _ in range(noise.choice((1, 1, 1, 3))):
            changed[noise.randrange(start, min(end, len(content)))] = noise.randrange(256)
        file.write_bytes(changed)
        try:
            with containers.Container(file) as container:
                container.check()
                assert container.manifest.tables == manifest.tables
        except (BadBackup, BrokenBackup):
            refused += 1
    assert refused > 500
