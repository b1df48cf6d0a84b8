"""What docs/operations.md says an administrator types does what the page says."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from audits import launch_and_fill
from click.testing import CliRunner, Result
from earlier import DUMPS, leave_as
from whole import read_all

from cli import main
from postgres import postgres_database

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)

    return call


def typed(page: str) -> list[tuple[dict[str, str], list[str], int]]:
    """Every command of the page's plain blocks: variables before it, words, the exit code that it is said to have."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    found = []
    for line in "".join(text for language, text in blocks if not language).splitlines():
        command, _, said = line.partition("#")
        words = shlex.split(command)
        place = words.index("dondoc")
        variables = dict(word.split("=", 1) for word in words[:place])
        found.append((variables, words[place + 1 :], int(said.rpartition(" ")[2]) if "exit code" in said else 0))
    return found


def test_every_command_of_the_page_does_what_it_says(run: Run, folder: Path) -> None:
    commands = typed(PAGE.read_text("utf-8"))
    assert run("init").exit_code == 0
    launch_and_fill("sqlite:///dondoc.db")
    before = read_all("sqlite:///dondoc.db")

    for variables, command, code in commands:
        result = run(*command, **variables)
        assert result.exit_code == code, (command, result.output)

    assert len(commands) >= 10
    after = read_all("sqlite:///dondoc.db")
    assert read_all("sqlite:///moi.db") == before
    assert len(after["history"]) == len(before["history"]) + len(Path("viec.log").read_text("utf-8").splitlines())
    assert '"db.operation.name": "read"' in result.stderr


def test_a_backup_says_by_what_it_is_known_again(run: Run, folder: Path) -> None:
    import hashlib

    run("init")
    launch_and_fill("sqlite:///dondoc.db")

    said = json.loads(run("backup", "a.db", "--json").stdout)
    text = run("backup", "b.db", "--lang", "en").stdout

    assert said["sha256"] == hashlib.sha256((folder / "a.db").read_bytes()).hexdigest()
    assert said["bytes"] == (folder / "a.db").stat().st_size
    assert said["verification"]["holds"] is True
    assert hashlib.sha256((folder / "b.db").read_bytes()).hexdigest() in text


@pytest.mark.parametrize(
    ("lang", "says"), [("vi", ("đang có dữ liệu (1 đợt", "--replace dondoc.db")), ("en", ("1 cascade", "--replace"))]
)
def test_a_refused_restore_says_how_it_would_go(run: Run, folder: Path, lang: str, says: tuple[str, str]) -> None:
    run("init")
    launch_and_fill("sqlite:///dondoc.db")
    run("backup", "a.db")

    refused = run("restore", "a.db", "--lang", lang)

    assert refused.exit_code == 1
    assert all(word in refused.stderr for word in says)


def test_what_does_not_hold_has_its_own_exit_code(run: Run, folder: Path) -> None:
    from audits import Administrator

    run("init")
    launch_and_fill("sqlite:///dondoc.db")
    administrator = Administrator("sqlite:///dondoc.db")
    administrator.connection.execute("UPDATE history SET reason = 'khác' WHERE seq = 1")
    administrator.close()

    made = run("backup", "a.db")
    restored = run("--db", "moi.db", "restore", "a.db")
    (folder / "cut.db").write_bytes((folder / "a.db").read_bytes()[:8_000])
    cut = run("--db", "moi.db", "restore", "cut.db")

    assert (made.exit_code, restored.exit_code, cut.exit_code) == (3, 3, 3)
    assert "KHÔNG TOÀN VẸN" in made.stdout
    assert (folder / "a.db").exists()
    assert not (folder / "moi.db").exists()


def test_a_server_is_backed_up_and_restored_at_the_door(run: Run, postgres_url: str, folder: Path) -> None:
    launch_and_fill(postgres_url)
    run("--db", postgres_url, "backup", "sao-luu.zip")

    with postgres_database(migrated=False) as there:
        done = run("--db", there, "restore", "sao-luu.zip")
        again = run("--db", there, "restore", "sao-luu.zip")

        assert (done.exit_code, again.exit_code) == (0, 1)
        assert read_all(there) == read_all(postgres_url)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_upgrade_says_where_the_way_back_is(run: Run, blank_database_url: str, folder: Path, lang: str) -> None:
    leave_as(DUMPS[-1], blank_database_url)

    shown = run("--db", blank_database_url, "db", "upgrade", "--sql")
    done = run("--db", blank_database_url, "db", "upgrade", "--backup", "truoc", "--lang", lang)

    assert shown.exit_code == 0
    assert "CREATE TABLE told" in shown.stdout
    assert done.exit_code == 0
    assert "restore truoc --as-it-was --replace …" in done.stdout
    assert Path("truoc").exists()


def test_an_answer_that_cannot_be_written_is_found_before_anything_is_done(run: Run, folder: Path) -> None:
    run("init")
    launch_and_fill("sqlite:///dondoc.db")
    run("backup", "a.db")

    backed_up = run("backup", "b.db", "--out", "khong-co/x.txt")
    restored = run("--db", "moi.db", "restore", "a.db", "--out", "khong-co/x.txt")

    assert (backed_up.exit_code, restored.exit_code) == (2, 2)
    assert not (folder / "b.db").exists()
    assert not (folder / "moi.db").exists()
