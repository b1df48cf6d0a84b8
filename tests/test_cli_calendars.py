"""`dondoc calendar apply`: days off that become known while cascades run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from own_definitions import OwnDefinitions, document_text

from cli import main

Run = Callable[..., Result]
KEY = "kh-thu-2023"
CASCADE = f"{KEY}/2023"
DISTRICT, OTHER, PROVINCE = "binh-dinh.huyen-tuy-phuoc", "binh-dinh.huyen-hoai-an", "binh-dinh"
BODY = """
date: 2023-04-20
issuer: binh-dinh
assigns:
  - who: {kind: district, under: binh-dinh}
    report:
      to: binh-dinh
      via: binh-dinh.so-noi-vu
      due: {H1: {within: {working_days: 7, after: closing}}}
consolidates:
  - who: binh-dinh.so-noi-vu
    to: binh-dinh
    due: {H1: {within: {working_days: 10, after: closing}}}
"""
STORM = """
key: bao
under: binh-dinh.huyen-tuy-phuoc
off:
  - {date: 2023-06-20, why: bão, source: Công văn 12/UBND}
"""
SWAP = """
key: hoan-doi
off:
  - {date: 2023-06-19, why: hoán đổi, source: Công văn 13/VPCP}
"""
BY = ("--as", PROVINCE, "--reason", "bão")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A province's plan that counts by working days, launched; one district has reported."""
    text = document_text(KEY, BODY, type="ke-hoach", number="99/KH-UBND")
    own = OwnDefinitions(tmp_path / "own").file(f"documents/{KEY}.yaml", text)
    for name, days in (("bao", STORM), ("doi", SWAP)):
        Path(tmp_path, f"{name}.yaml").write_text(days, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONDOC_DB", f"sqlite:///{tmp_path / 'lich.db'}")
    monkeypatch.setenv("DONDOC_DEFINITIONS", str(own.folder))
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str, today: str = "2023-06-12") -> Result:
        return CliRunner().invoke(main, [*arguments, "--today", today], catch_exceptions=False)

    made = call("init")
    assert made.exit_code == 0, made.stderr
    assert call("launch", KEY, "--year", "2023").exit_code == 0
    for trigger in ("implement", "report"):
        assert call("advance", f"2023-H1/{OTHER}", trigger, "--as", OTHER).exit_code == 0
    return call


def _dues(run: Run) -> dict[str, str]:
    rows: list[dict[str, Any]] = json.loads(run("status", "--json").stdout)
    return {row["agency"]: row["due"] for row in rows}


def test_days_off_of_one_agency_move_its_dates_alone(run: Run) -> None:
    before = _dues(run)

    tried = run("calendar", "apply", "bao.yaml", *BY, "--dry-run", "--json")
    untouched = _dues(run)
    made = run("calendar", "apply", "bao.yaml", *BY, "--json")

    assert (tried.exit_code, made.exit_code) == (0, 0)
    assert untouched == before
    assert [change["dues"] for change in json.loads(made.stdout)[0]["changes"]] == [
        {"own": ["2023-06-23", "2023-06-26"]}
    ]
    assert _dues(run) == {**before, DISTRICT: "2023-06-26"}
    assert json.loads(run("why", f"2023-H1/{DISTRICT}", "--json").stdout)[0]["extensions"][0]["cause"] == "calendar"
    assert run("audit", "verify").exit_code == 0


def test_days_off_of_all_move_every_date_that_is_still_owed(run: Run) -> None:
    before = _dues(run)

    assert run("calendar", "apply", "doi.yaml", CASCADE, *BY).exit_code == 0

    after = _dues(run)
    assert after[OTHER] == before[OTHER] == "2023-06-23"
    assert {after[agency] for agency in after if ".huyen-" in agency and agency != OTHER} == {"2023-06-26"}
    assert after["binh-dinh.so-noi-vu"] == "2023-06-29"


def test_working_days_late_are_those_of_the_agency(run: Run) -> None:
    run("calendar", "apply", "bao.yaml", *BY)
    storm = STORM.replace("06-20", "06-28")
    Path("sau.yaml").write_text(storm, "utf-8")
    run("calendar", "apply", "sau.yaml", *BY)

    rows = json.loads(run("status", "--json", today="2023-06-30").stdout)

    late = {row["agency"]: (row["days_late"], row["working_days_late"]) for row in rows if ".huyen-" in row["agency"]}
    assert late.pop(DISTRICT) == (4, 3)  # after Monday 26: Tuesday, Thursday, Friday
    late.pop(OTHER)
    assert set(late.values()) == {(7, 5)}


def test_it_can_be_taken_back_and_says_where_the_file_belongs(run: Run) -> None:
    before = _dues(run)
    made = run("calendar", "apply", "bao.yaml", *BY)

    again = run("calendar", "apply", "bao.yaml", *BY)
    undone = run("migrate", CASCADE, "--undo", *BY)

    assert "Lưu ý: chép bao.yaml vào thư mục calendars/" in made.stdout
    assert "Đợt đã tính theo lịch này" in again.stdout
    assert undone.exit_code == 0
    assert _dues(run) == before


def test_files_that_hold_the_days_too_leave_nothing_to_migrate(run: Run) -> None:
    run("calendar", "apply", "bao.yaml", *BY)
    Path("own/calendars").mkdir()
    Path("bao.yaml").rename("own/calendars/bao.yaml")

    migrated = run("migrate", CASCADE, *BY, "--dry-run")
    applied = run("calendar", "apply", "own/calendars/bao.yaml", *BY)

    assert "không có gì để chuyển" in migrated.stdout
    assert "Lưu ý" not in applied.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("khong-co.yaml", *BY), "Không đọc được khong-co.yaml"),
        (("xau.yaml", *BY), "xau.yaml:3:1: không có cơ quan “binh-dinh.khong-co” trong danh mục"),
        (("bao.yaml", "--as", PROVINCE), 'dondoc calendar apply bao.yaml --as binh-dinh --reason "…"'),
        (("bao.yaml", CASCADE, "--as", DISTRICT, "--reason", "bão"), "binh-dinh"),
    ],
    ids=["no file", "no such agency", "no reason", "not the issuer"],
)
def test_what_cannot_be_applied_changes_nothing(run: Run, arguments: tuple[str, ...], said: str) -> None:
    Path("xau.yaml").write_text(STORM.replace("huyen-tuy-phuoc", "khong-co"), "utf-8")
    before = _dues(run)

    refused = run("calendar", "apply", *arguments)

    assert refused.exit_code in (1, 2)
    assert said in refused.stderr
    assert _dues(run) == before


def test_a_cascade_of_somebody_else_is_not_touched_unasked(run: Run) -> None:
    passed_over = run("calendar", "apply", "bao.yaml", "--as", DISTRICT, "--reason", "bão")

    assert passed_over.exit_code == 0
    assert "Không có đợt nào chưa đóng" in passed_over.stdout


def test_check_knows_the_agency_of_a_calendar_file(run: Run) -> None:
    Path("own/calendars").mkdir()
    Path("own/calendars/xau.yaml").write_text(STORM.replace("huyen-tuy-phuoc", "khong-co"), "utf-8")

    assert "calendars/xau.yaml:3:1" in run("check", "own/calendars/xau.yaml").stderr + run("check", KEY).stderr
