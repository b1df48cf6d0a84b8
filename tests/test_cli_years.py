"""Years at the command line: what an administrator types, what is said, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from audits import CASCADE, launch_and_fill
from click.testing import CliRunner, Result
from whole import read_all

from cli import main
from engine.store.database import connect

Run = Callable[..., Result]
CLOSE = ("close", CASCADE, "--as", "bo-noi-vu", "--giving-up", "--reason", "hết năm", "--today", "2023-12-31")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(url: str, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["--db", url, *arguments], catch_exceptions=False)

    return call


def test_a_finished_year_leaves_and_comes_back(postgres_url: str, run: Run, folder: Path) -> None:
    launch_and_fill(postgres_url)
    apart = f"{postgres_url}&options=-csearch_path%3Ddondoc_2023"
    assert run(postgres_url, "archive", "2023", "--out", "a.luu").exit_code == 1
    assert run(postgres_url, *CLOSE).exit_code == 0
    before = read_all(postgres_url)

    refused = run(postgres_url, "archive", "2023", "--out", "a.luu", "--detach")
    assert (refused.exit_code, "db partition" in refused.stderr) == (1, True)
    divided = run(postgres_url, "db", "partition", "--today", "2023-12-31", "--json")
    assert json.loads(divided.stdout) == {"is_divided": True, "here": [2023, 2024], "apart": []}
    assert run(postgres_url, "audit", "keygen", "--out", "khoa").exit_code == 0
    tried = run(postgres_url, "archive", "2023", "--out", "a.luu", "--detach", "--dry-run")
    assert (tried.exit_code, list(folder.glob("*.luu*"))) == (0, [])

    key = "khoa/dondoc-seal.key"
    archived = run(postgres_url, "archive", "2023", "--out", "a.luu", "--key", key, "--detach", "--json")

    told = json.loads(archived.stdout)
    assert (told["year"], told["is_apart"], told["kept"], told["seal"]) == (2023, True, True, "a.luu.seal.json")
    assert "dondoc_2023" in run(postgres_url, "db", "partition").stdout
    assert run(postgres_url, "status", CASCADE).exit_code == 2
    assert run(apart, "audit", "verify", "--seal", "a.luu.seal.json").exit_code == 0
    assert run(apart, "status", CASCADE).exit_code == 0
    assert run(postgres_url, "db", "partition", "--bring-back", "2023").exit_code == 0
    assert read_all(postgres_url) == before


def test_a_year_on_sqlite_is_a_file_of_its_own(sqlite_url: str, run: Run) -> None:
    launch_and_fill(sqlite_url)
    run(sqlite_url, *CLOSE)

    refused = run(sqlite_url, "archive", "2023", "--out", "2023.db", "--detach")
    said = run(sqlite_url, "archive", "2023", "--out", "2023.db")

    assert (refused.exit_code, "2023.db" in said.stdout, said.exit_code) == (1, True, 0)
    assert run("sqlite:///2023.db", "audit", "verify").exit_code == 0
    assert run(sqlite_url, "archive", "2023", "--out", "2023.db").exit_code == 2
    assert run(sqlite_url, "archive", "2023").exit_code == 2


def test_a_hold_says_how_it_is_lifted(postgres_url: str, run: Run) -> None:
    launch_and_fill(postgres_url)
    run(postgres_url, *CLOSE)
    run(postgres_url, "db", "partition", "--year", "2024")
    asked = ("hold", "2023", "--today", "2024-01-05")

    assert run(postgres_url, *asked).exit_code == 1
    assert CASCADE in run(postgres_url, *asked, "--reason", "thanh tra", "--dry-run").stdout
    assert CASCADE in run(postgres_url, *asked, "--reason", "thanh tra").stdout
    held = run(postgres_url, "archive", "2023", "--out", "a.luu", "--detach")

    assert (held.exit_code, "thanh tra" in held.stderr, "hold 2023 --lift" in held.stderr) == (1, True, True)
    assert run(postgres_url, *asked, "--lift", "--reason", "xong").exit_code == 0
    assert run(postgres_url, "archive", "2023", "--out", "a.luu", "--detach").exit_code == 0


def test_what_does_not_hold_is_archived_as_evidence_and_stays(postgres_url: str, run: Run, folder: Path) -> None:
    launch_and_fill(postgres_url)
    run(postgres_url, *CLOSE)
    run(postgres_url, "db", "partition")
    with closing(connect(postgres_url)[0]) as connection:
        connection.execute("DROP TRIGGER history_refuses_update ON history")
        connection.execute("UPDATE history SET reason = 'khác' WHERE seq = 1")

    archived = run(postgres_url, "archive", "2023", "--out", "a.luu", "--detach", "--json")

    assert (archived.exit_code, json.loads(archived.stdout)["is_apart"]) == (3, False)
    assert (folder / "a.luu").exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_refusals_of_the_wrong_database_say_what_to_do(sqlite_url: str, postgres_url: str, run: Run, lang: str) -> None:
    for command in (("db", "partition"), ("db", "distribute"), ("db", "distribute", "--sql")):
        done = run(sqlite_url, *command, "--lang", lang)
        assert (done.exit_code, "postgresql+psycopg://" in done.stderr) == (2, True)
    done = run(postgres_url, "db", "distribute", "--lang", lang)
    assert (done.exit_code, "CREATE EXTENSION citus" in " ".join(done.stderr.split())) == (2, True)
    assert "create_distributed_table('cascade'" in run(postgres_url, "db", "distribute", "--sql").stdout
    both = run(postgres_url, "db", "partition", "--year", "2024", "--bring-back", "2023", "--lang", lang)
    assert both.exit_code == 2
