"""What is wrong with a database is said in one sentence, in both languages."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from graphs import province

import words
from engine import Engine
from engine.errors import DatabaseUnusable
from engine.store.database import connect, open_database
from engine.store.upgrading import upgrade

TODAY = date(2023, 6, 21)


def set_version(url: str, version: str) -> None:
    connection, _ = connect(url)
    connection.execute(f"UPDATE alembic_version SET version_num = '{version}'")
    connection.close()


def test_a_database_of_this_version_opens(database_url: str) -> None:
    with Engine.open(database_url) as engine:
        assert engine.on(TODAY).cascades() == ()


@pytest.mark.parametrize(
    ("version", "says"), [("dondoc_9999", "mới hơn"), ("dondoc_0000", "cũ hơn"), ("ae1027a6acf", "không phải")]
)
def test_another_version_is_refused(version: str, says: str, database_url: str) -> None:
    set_version(database_url, version)

    with pytest.raises(DatabaseUnusable) as unusable:
        open_database(database_url)

    assert says in words.message(unusable.value, "vi")
    assert words.hint(unusable.value, "en")


def test_a_newer_database_is_not_upgraded(database_url: str) -> None:
    set_version(database_url, "dondoc_9999")

    with pytest.raises(DatabaseUnusable) as unusable:
        upgrade(database_url)

    assert "newer" in words.message(unusable.value, "en")


def test_a_blank_database_is_told_to_be_created(blank_database_url: str) -> None:
    with pytest.raises(DatabaseUnusable) as unusable:
        open_database(blank_database_url)

    assert "dondoc init" in words.hint(unusable.value, "vi")


def test_looking_creates_no_file(blank_sqlite_url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(blank_sqlite_url)

    assert not Path(blank_sqlite_url.removeprefix("sqlite:///")).exists()


def test_another_programs_database_is_left_alone(blank_database_url: str) -> None:
    connection, _ = connect(blank_database_url, create=True)
    connection.execute("CREATE TABLE staff (name TEXT)")
    connection.close()

    with pytest.raises(DatabaseUnusable) as unusable:
        upgrade(blank_database_url)
    connection, dialect = connect(blank_database_url)
    catalogue = "sqlite_master" if dialect == "sqlite" else "pg_tables WHERE schemaname = 'public'"
    tables = connection.execute(f"SELECT count(*) FROM {catalogue}").fetchone()[0]
    connection.close()

    assert "không phải cơ sở dữ liệu của dondoc" in words.message(unusable.value, "vi")
    assert tables == 1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("đây là văn bản" * 100)

    for attempt in (open_database, upgrade):
        with pytest.raises(DatabaseUnusable) as unusable:
            attempt(f"sqlite:///{tmp_path / 'x.db'}")
        assert "SQLite" in words.message(unusable.value, "vi")


@pytest.mark.parametrize("url", ["mysql://x/y", "dondoc.db", "sqlite://", ""])
def test_an_address_of_nothing_we_know(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(url)


def test_a_server_that_is_not_there_and_its_password_is_not_shown() -> None:
    with pytest.raises(DatabaseUnusable) as unusable:
        open_database("postgresql+psycopg://ong:bi-mat@127.0.0.1:1/x")

    assert "bi-mat" not in words.message(unusable.value, "vi") + words.message(unusable.value, "en")
    assert "ong:***@" in words.message(unusable.value, "vi")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(f"sqlite:///{tmp_path}")


def test_a_read_only_database_answers_and_refuses_to_write(sqlite_url: str) -> None:
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=TODAY)
    path = sqlite_url.removeprefix("sqlite:///")

    with Engine.open(f"sqlite:///file:{path}?mode=ro&uri=true") as engine:
        blocked = engine.on(TODAY).blocked()
        with pytest.raises(DatabaseUnusable) as unusable:
            engine.launch(province(directive="ct-2"), today=TODAY)

    assert len(blocked) == 3
    assert "chỉ đọc được" in words.message(unusable.value, "vi")


def test_a_locked_database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.database.LOCK_SECONDS", 0)
    holder, _ = connect(sqlite_url)
    holder.execute("BEGIN IMMEDIATE")

    with Engine.open(sqlite_url) as engine:
        asked = engine.on(TODAY).cascades()
        with pytest.raises(DatabaseUnusable) as unusable:
            engine.launch(province(), today=TODAY)
    holder.close()

    assert asked == ()
    assert "tiến trình khác" in words.message(unusable.value, "vi")


def launch_twenty(engine: Engine) -> None:
    for number in range(20):
        engine.launch(province(directive=f"ct-{number}", districts=8), today=TODAY)


def test_a_full_disk_leaves_nothing_half_written(sqlite_url: str) -> None:
    with Engine.open(sqlite_url) as engine:
        engine._database._connection.execute("PRAGMA max_page_count = 45")
        with pytest.raises(DatabaseUnusable) as unusable:
            launch_twenty(engine)
        launched = len(engine.on(TODAY).cascades())

    connection, _ = connect(sqlite_url)
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("cascade", "task")]
    connection.close()
    assert "đĩa đầy" in words.message(unusable.value, "vi")
    assert counts == [launched, launched * 13]


def test_sqlite_is_set_for_durability(sqlite_url: str) -> None:
    connection, _ = connect(sqlite_url)

    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    connection.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_upgrade_that_has_nothing_to_do_does_nothing(database_url: str, dump) -> None:
    before = dump()

    assert upgrade(database_url) is None
    assert dump() == before


def test_asking_imports_no_object_mapper(sqlite_url: str) -> None:
    """What a question costs beside the machine's verdict: no SQLAlchemy, no Alembic, no YAML, no other driver."""
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=TODAY)
    program = (
        "import sys, datetime; from engine import Engine\n"
        f"with Engine.open({sqlite_url!r}) as engine: assert engine.on(datetime.date(2023, 6, 21)).blocked()\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'alembic', 'yaml', 'rich', 'psycopg', 'holidays', 'click'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=os.getcwd())

    assert done.stdout.strip() == ""
