"""`dondoc audit` and `dondoc db grants` at the door, and the second verifier, which shares no code, beside them."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from audits import launch_and_fill
from click.testing import CliRunner, Result
from graphs import HOAI_AN, TOP, TUY_PHUOC

from cli import main
from postgres import sqlite_template

ROOT = Path(__file__).resolve().parents[1]
VERIFIER = ROOT / "tools" / "independent_verifier.py"
Run = Callable[..., Result]
PRIVATE, PUBLIC = "keys/dondoc-seal.key", "keys/dondoc-seal.pub"


@pytest.fixture
def run() -> Run:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return call


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path) -> Path:
    """A folder with a database, keys, a seal and two proofs, all made by commands."""
    folder = tmp_path_factory.mktemp("audit")
    database = folder / "dondoc.db"
    shutil.copyfile(sqlite_template(sqlite_template_folder), database)
    launch_and_fill(f"sqlite:///{database}", migrates=True)
    file = folder / "seal.json"
    for arguments in (
        ("keygen", "--out", str(folder / "keys")),
        ("seal", "--key", str(folder / PRIVATE), "--out", str(file)),
        *(
            ("prove", task, "--seal", str(file), "--out", str(folder / f"proof-{number}.json"))
            for number, task in enumerate((TOP, TUY_PHUOC))
        ),
    ):
        result = CliRunner().invoke(main, ["--db", str(database), "audit", *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    copy = shutil.copytree(prepared, tmp_path / "audit")
    monkeypatch.chdir(copy)
    return copy


def tamper(statement: str) -> None:
    connection = sqlite3.connect("dondoc.db", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.close()


def second(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(VERIFIER), "--public-key", PUBLIC, *arguments], capture_output=True, text=True, check=False
    )


# the door


def test_all_that_was_made_holds(run: Run, folder: Path) -> None:
    result = run("audit", "verify", "--seal", "seal.json", "--public-key", PUBLIC)

    assert result.exit_code == 0
    assert result.stdout.startswith("TOÀN VẸN  ct-33-ttg-2021/2023: 9 nhiệm vụ, 22 dòng lịch sử")
    assert "chữ ký đúng khóa đã cho" in result.stdout


def test_without_a_seal_it_says_what_is_not_shown(run: Run, folder: Path) -> None:
    assert "no whole chain was replaced" in run("--lang", "en", "audit", "verify").stdout
    assert "--public-key" in run("audit", "verify", "--seal", "seal.json").stdout


def test_what_does_not_hold_is_named_with_exit_code_3(run: Run, folder: Path) -> None:
    tamper("UPDATE history SET reason = 'khác' WHERE reason = 'đúng hạn' AND seq = 2")

    text, answer = run("audit", "verify"), run("audit", "verify", "--json")

    assert (text.exit_code, answer.exit_code) == (3, 3)
    assert f"{HOAI_AN} dòng 2: nội dung không khớp mã kiểm tra  [row-content]" in text.stdout
    broken = json.loads(answer.stdout)["broken"]
    assert [(item["task"], item["seq"], item["rule"]) for item in broken] == [(HOAI_AN, 2, "row-content")]


def test_what_is_broken_is_neither_sealed_nor_proven(run: Run, folder: Path) -> None:
    tamper("UPDATE task SET state = 'issued' WHERE task_no = 2")

    sealed = run("audit", "seal", "--key", PRIVATE, "--out", "new.json")
    proven = run("audit", "prove", TOP, "--seal", "seal.json", "--out", "new.json", "--json")

    assert (sealed.exit_code, proven.exit_code) == (3, 3)
    assert not Path("new.json").exists()
    assert json.loads(proven.stderr)["broken"][0]["rule"] == "task-column"


def test_a_proof_is_checked_without_a_database(run: Run, folder: Path) -> None:
    Path("dondoc.db").unlink()

    good = run("audit", "check-proof", "proof-1.json", "--public-key", PUBLIC, "--json")
    Path("proof-1.json").write_text(Path("proof-1.json").read_text().replace("12/BC", "13/BC"))
    bad = run("audit", "check-proof", "proof-1.json", "--public-key", PUBLIC)

    assert (good.exit_code, bad.exit_code) == (0, 3)
    assert json.loads(good.stdout)["task"] == TUY_PHUOC
    assert "KHÔNG TOÀN VẸN" in bad.stdout


def test_the_hash_that_a_move_prints_is_a_receipt(run: Run, folder: Path) -> None:
    moved = run("advance", HOAI_AN, "report", "--as", "binh-dinh.huyen-hoai-an", "--today", "2026-12-31", "--json")
    digest = json.loads(moved.stdout)[0]["hash"]

    kept = run("audit", "verify", "--receipt", digest, "--receipt", digest[:12], "--json")
    lost = run("audit", "verify", "--receipt", "0" * 64)

    assert kept.exit_code == 0, kept.stdout
    assert {item["task"] for item in json.loads(kept.stdout)["receipts"]} == {HOAI_AN}
    assert lost.exit_code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("keygen",),
        ("keygen", "--out", "keys"),
        ("seal", "--key", "missing.key"),
        ("seal", "--key", PUBLIC),
        ("verify", "--seal", "dondoc.db"),
        ("verify", "--public-key", PRIVATE),
        ("verify", "--receipt", "abc"),
        ("verify", "ct-1-ttg-2020/2023"),
        ("prove", TOP, "--seal", "missing.json"),
        ("check-proof", "seal.json", "--public-key", PUBLIC),
    ],
    ids=" ".join,
)
def test_bad_input_is_told_with_exit_code_2(arguments: tuple[str, ...], run: Run, folder: Path) -> None:
    result = run("audit", *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_the_grants_name_the_roles_asked_for(run: Run, folder: Path) -> None:
    printed = run("db", "grants", "--auditor", "thanh tra").stdout

    assert 'GRANT USAGE ON SCHEMA public TO "dondoc_owner", "dondoc_coordinator", "thanh tra";' in printed
    assert printed.count("CREATE ROLE") == 3


# the second verifier


def test_the_second_verifier_is_short_and_shares_nothing() -> None:
    text = VERIFIER.read_text()
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }

    assert len(text.splitlines()) < 400
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names, "cryptography"}


def test_both_verifiers_accept_what_holds(folder: Path) -> None:
    result = second(
        "--database", "dondoc.db", "--seal", "seal.json", "--proof", "proof-0.json", "--proof", "proof-1.json"
    )

    assert (result.returncode, result.stdout) == (0, "holds\n"), result.stderr


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE history SET \"by\" = 'khác' WHERE task_no = 2 AND seq = 2", r"row 2"),
        ("DELETE FROM history WHERE task_no = 2 AND seq = 1", r"row 1"),
        ("DELETE FROM history WHERE task_no = 2 AND seq = (SELECT head_seq FROM task WHERE task_no = 2)", r"head"),
        ("UPDATE task SET head_hash = 'x' WHERE task_no = 2", r"head"),
        ("UPDATE task SET own_due = '2024-01-01' WHERE task_no = 2", r"row 1"),
        ("UPDATE pinned SET content = content || ' ' WHERE kind = 'definition'", r"pinned"),
        ("UPDATE cascade SET definition_hash = 'x'", r"definition_hash"),
        ("UPDATE task SET assigned_to = 'khác' WHERE assigned_to = 'An'", r"keeps it"),
        ("UPDATE task SET follow_up = NULL", r"keeps it"),
        ("DELETE FROM task_tag", r"keeps it"),
        ("UPDATE attachment SET content = 'khác'", r"attachment"),
        ("DELETE FROM attachment", r"attachment"),
    ],
)
def test_both_verifiers_find_what_was_changed(statement: str, named: str, run: Run, folder: Path) -> None:
    tamper(statement)

    theirs = second("--database", "dondoc.db", "--seal", "seal.json")

    assert run("audit", "verify", "--seal", "seal.json").exit_code == theirs.returncode == 3, theirs.stderr
    assert re.search(named, theirs.stdout)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"12/BC"', '"13/BC"'),
        ('"index":', '"index":1'),
        ('"signature":"', '"signature":"00'),
        ('"owes":["plan",', '"owes":['),
    ],
)
def test_both_verifiers_find_a_changed_proof(before: str, after: str, run: Run, folder: Path) -> None:
    text = Path("proof-1.json").read_text()
    assert before in text
    Path("proof-1.json").write_text(text.replace(before, after))

    ours = run("audit", "check-proof", "proof-1.json", "--public-key", PUBLIC)
    theirs = second("--proof", "proof-1.json")

    assert ours.exit_code == theirs.returncode == 3, theirs.stderr


def test_both_verifiers_find_a_changed_seal(run: Run, folder: Path) -> None:
    text = Path("seal.json").read_text()
    Path("seal.json").write_text(text.replace('"tasks":9,"type"', '"tasks":9,"note":"x","type"'))

    assert run("audit", "verify", "--seal", "seal.json").exit_code == 3
    assert second("--database", "dondoc.db", "--seal", "seal.json").stdout == "seal.json signature\n"
