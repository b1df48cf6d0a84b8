"""`dondoc export`: whole files or none, words beside them, refusals that say what to do."""

from __future__ import annotations

import builtins
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from cli import main

Run = Callable[..., Result]
FORMS = ("xes", "ocel", "csv", "jsonl", "parquet")
SCOPE = ("--under", "binh-dinh", "--period", "2023-H1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo_file: Path) -> Path:
    """A working folder with the demo, without settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo_file, tmp_path / "dondoc.db")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["export", *arguments], catch_exceptions=False)

    return call


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_written_and_what_it_holds_is_said(form: str, run: Run, folder: Path) -> None:
    result = run(form, *SCOPE, "--out", f"so.{form}")

    assert (result.exit_code, result.stdout) == (0, "")
    assert f"Đã ghi so.{form}" in result.stderr
    assert (folder / f"so.{form}").stat().st_size > 1000
    assert sorted(path.name for path in folder.iterdir()) == ["dondoc.db", f"so.{form}"]


def test_the_words_count_what_the_file_holds(run: Run) -> None:
    assert "32 nhiệm vụ, 124 sự kiện" in run("xes", *SCOPE, "--out", "a.xes").stderr
    said = run("ocel", *SCOPE, "--out", "a.json", "--lang", "en").stderr
    assert "1 cascade, 3 documents, 36 agencies, 30 tasks, 2 consolidations, 124 events" in said
    assert "124 dòng lịch sử" in run("csv", *SCOPE, "--out", "a.csv").stderr
    assert run("csv", "--out", "a.csv", "--quiet").stderr == ""


def test_a_view_of_the_past_is_named(run: Run) -> None:
    result = run("xes", *SCOPE, "--as-of", "30/04/2023", "--known-at", "2023-05-01T12:00", "--out", "a.xes")

    assert "như cuối ngày 30/04/2023, theo những gì đã ghi nhận đến 01/05/2023 12:00" in result.stderr
    assert "64 sự kiện" in result.stderr


@pytest.mark.parametrize("form", FORMS)
def test_without_a_file_the_command_says_an_example_that_works(form: str, run: Run) -> None:
    result = run(form)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--out" in result.stderr
    example = result.stderr.split("dondoc export ")[1].split()
    assert run(*example).exit_code == 0


@pytest.mark.parametrize("form", ["xes", "ocel", "csv", "jsonl"])
def test_text_goes_to_standard_output_the_same(form: str, run: Run, folder: Path) -> None:
    run(form, *SCOPE, "--out", "file")

    result = run(form, *SCOPE, "--out", "-")

    assert result.exit_code == 0
    assert result.stdout == (folder / "file").read_text(encoding="utf-8-sig")
    assert "Đã ghi stdout" in result.stderr


def test_parquet_does_not_go_to_a_terminal(run: Run) -> None:
    result = run("parquet", "--out", "-")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "dondoc export parquet --out" in result.stderr


def test_a_csv_file_begins_with_the_mark_that_spreadsheets_need(run: Run, folder: Path) -> None:
    run("csv", *SCOPE, "--out", "a.csv")

    assert (folder / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfcascade_id,")
    assert b"\r" not in (folder / "a.csv").read_bytes()


def test_without_pyarrow_parquet_is_refused_with_what_to_install(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def refuse(name: str, *more: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return found(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)

    result = run("parquet", "--out", "a.parquet")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'dondoc[parquet]'" in result.stderr
    assert not (folder / "a.parquet").exists()
    assert run("csv", "--out", "a.csv").exit_code == 0


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_what_was_there_stays_when_the_export_fails_halfway(form: str, run: Run, folder: Path) -> None:
    (folder / "kept").write_text("bản trước", encoding="utf-8")
    connection = sqlite3.connect(folder / "dondoc.db")
    connection.execute("DROP TRIGGER history_refuses_update")
    connection.execute("UPDATE history SET occurred_on = 'hôm qua' WHERE task_no = 400")
    connection.commit()
    connection.close()

    result = run(form, "--out", "kept")

    assert result.exit_code == 3
    assert (folder / "kept").read_text(encoding="utf-8") == "bản trước"
    assert sorted(path.name for path in folder.iterdir()) == ["dondoc.db", "kept"]


@pytest.mark.parametrize("out", ["/nonexistent/folder/file", "."])
@pytest.mark.parametrize("form", FORMS)
def test_a_place_that_cannot_be_written_is_bad_input(form: str, out: str, run: Run) -> None:
    result = run(form, "--out", out)

    assert (result.exit_code, result.stdout) == (2, "")
    assert out in result.stderr


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scope", [("--under", "nowhere"), ("--period", "tuần"), ("ct-99-ttg-1999",)])
def test_an_unknown_scope_is_bad_input_and_writes_nothing(
    form: str, scope: tuple[str, ...], run: Run, folder: Path
) -> None:
    result = run(form, *scope, "--out", "file")

    assert (result.exit_code, result.stdout) == (2, "")
    assert not (folder / "file").exists()


def test_an_export_changes_nothing_in_the_database(run: Run, folder: Path) -> None:
    before = (folder / "dondoc.db").read_bytes()

    for form in FORMS:
        run(form, "--out", f"so.{form}")

    assert (folder / "dondoc.db").read_bytes() == before


def test_our_attributes_are_defined_in_the_extension_that_is_handed_out(run: Run, folder: Path) -> None:
    run("xes", "--as-of", "2023-06-01", "--known-at", "2023-06-21", *SCOPE, "--out", "a.xes")
    log = ElementTree.parse(folder / "a.xes").getroot()
    defined = ElementTree.parse(Path(__file__).resolve().parents[2] / "docs" / "dondoc.xesext").getroot()

    own = next(each for each in log.iter("extension") if each.attrib["prefix"] == "dondoc")
    assert own.attrib == defined.attrib
    for level, nodes in (("log", [log]), ("trace", list(log.iter("trace"))), ("event", list(log.iter("event")))):
        used = {
            (child.tag, child.attrib["key"].removeprefix("dondoc:"))
            for node in nodes
            for child in node
            if child.attrib.get("key", "").startswith("dondoc:")
        }
        found = defined.find(level)
        assert found is not None
        assert used <= {(each.tag, each.attrib["key"]) for each in found}
