"""Figures for auditors at the command line: what stands on screen, rows for spreadsheets, one object for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, province

from cli import main
from engine import Engine, SimulatedClock

Run = Callable[..., Result]
COMMANDS = ("lateness", "late-entries", "durations", "exceptions")
REASON = {"reason": "mưa lũ kéo dài, đường bị chia cắt"}


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The province in the end of June: Tuy Phước recorded late, Hoài Ân extended and missing, An Lão sent back."""
    clock = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
    with Engine.open(sqlite_url, clock=clock) as engine:
        engine.launch(province(number="18/KH-UBND"), today=date(2023, 6, 21))
        move(engine, TUY_PHUOC, "draft_plan", "implement", on=date(2023, 6, 21), by="Nguyễn Thị Hoa")
        move(engine, TUY_PHUOC, "report", on=date(2023, 6, 21), document="12/BC-UBND")
        for task in (AN_LAO, DEPARTMENT):
            move(engine, task, "draft_plan", "implement", "report")
        move(engine, HOAI_AN, "extend", as_agency="binh-dinh", until=date(2023, 6, 23), by="Trần Văn Bình", **REASON)
        clock.moment = datetime(2023, 6, 28, 2, tzinfo=UTC)
        today = date(2023, 6, 28)
        move(engine, HOAI_AN, "draft_plan", on=date(2023, 6, 22), today=today, by="Nguyễn Thị Hoa")
        given = {"missing": ("binh-dinh.huyen-hoai-an",), "allowed_by": "Chủ tịch UBND tỉnh"}
        move(engine, DEPARTMENT, "consolidate_partial", today=today, **given, **REASON)
        move(engine, TOP, "implement", "consolidate", today=today)
        clock.moment += timedelta(hours=1)
        move(engine, AN_LAO, "return_report", as_agency="binh-dinh.so-noi-vu", today=today, reason="thiếu số liệu")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, columns: int = 160) -> Result:
        flags = ["--db", sqlite_url, "--today", "2023-06-28"]
        given = [*flags, *arguments]
        result = CliRunner().invoke(main, given, env={"COLUMNS": str(columns)}, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    return call


def line(text: str, *parts: str) -> str:
    """The one line that has all these parts."""
    (found,) = [line for line in text.splitlines() if all(part in line for part in parts)]
    return " ".join(found.split())


@pytest.mark.parametrize("columns", [80, 120, 160])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_wider_than_the_screen(run: Run, command: str, lang: str, columns: int) -> None:
    lines = run("audit", command, "--lang", lang, "--under", "binh-dinh", columns=columns).stdout.splitlines()

    assert [line for line in lines if len(line) > columns] == []
    assert len(lines) > 5


# who was late


def test_classes_stand_with_their_official_names_and_add_up(run: Run) -> None:
    text = run("audit", "lateness").stdout

    names = ("hoàn thành đúng hạn", "hoàn thành quá hạn", "đang thực hiện trong hạn", "đang thực hiện quá hạn")
    lines = [row for row in text.splitlines() if row.startswith((*names, "không có hạn", "không tính"))]
    figures = [[int(figure) for figure in row.split()[-2:]] for row in lines]
    assert line(text, "hoàn thành quá hạn") == "hoàn thành quá hạn 2 1"
    assert [sum(column) for column in zip(*figures, strict=True)] == [14, 8]
    assert "cộng 14 8" in " ".join(text.split())


def test_the_late_are_listed_with_days_and_what_explains_them(run: Run) -> None:
    text = run("audit", "lateness").stdout

    assert line(text, "UBND huyện Tuy Phước", "6 tháng").endswith("21/06 2 (2)")
    assert "23/06 chưa 5 (3) gia hạn từ 19/06" in line(text, "UBND huyện Hoài Ân")
    assert "chưa 9 (7) bị trả lại, nộp lần đầu 21/06" in line(text, "UBND huyện An Lão")
    assert "1 được gia hạn; theo hạn ban đầu thì muộn 5" in " ".join(text.split())


def test_figures_alone_leave_out_the_list(run: Run) -> None:
    text = run("audit", "lateness", "--figures", "--by", "period").stdout

    assert "Ai muộn" not in text
    assert line(text, "6 tháng năm 2023").startswith("6 tháng năm 2023 7 ")
    assert line(text, "kế hoạch năm 2023")


def test_agencies_without_anything_late_are_summed_in_one_line(run: Run) -> None:
    asked = ("audit", "lateness", "--by", "agency", "--as-of", "01/06/2023")  # only the province is late by then
    text, everything = run(*asked).stdout, run(*asked, "--all").stdout

    assert line(text, "không có gì muộn").startswith("5 dòng khác, không có gì muộn 11 ")
    assert "Bộ Nội vụ" not in text
    assert "Bộ Nội vụ" in everything
    assert "không có gì muộn" not in everything


def test_rows_for_a_spreadsheet_are_flat(run: Run) -> None:
    late = list(csv.DictReader(io.StringIO(run("audit", "lateness", "--format", "csv", "--lang", "en").stdout)))
    groups = list(
        csv.DictReader(io.StringIO(run("audit", "lateness", "--figures", "--format", "csv", "--lang", "en").stdout))
    )

    assert {row["agency"] for row in late} >= {"binh-dinh.huyen-tuy-phuoc", "binh-dinh.huyen-hoai-an"}
    assert {row["class"] for row in late} == {"done_late", "doing_overdue"}
    assert sum(int(row["deliverables: total"]) for row in groups) == 14
    assert {row["key"]: row["On time: percent"] for row in groups}["/district"] == "0.0"
    assert not any("{" in cell for row in (*late, *groups) for cell in row.values())


def test_every_deliverable_can_be_counted_again(run: Run) -> None:
    rows = [json.loads(row) for row in run("audit", "lateness", "--every", "--format", "jsonl").stdout.splitlines()]
    whole = json.loads(run("audit", "lateness", "--json").stdout)["whole"]["deliverables"]

    assert len(rows) == whole["total"]
    for name in ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted"):
        assert sum(row["class"] == name for row in rows) == whole[name]
    assert "hoàn thành đúng hạn" in run("audit", "lateness", "--every").stdout


# what was recorded late


def test_late_entries_are_counted_by_days_and_named(run: Run) -> None:
    text = run("audit", "late-entries", "--by", "person").stdout

    assert text.startswith("Ghi muộn: 1 trong ")
    assert "4-7 ngày 1" in text
    assert "do mở đợt ghi" in text
    assert line(text, "22/06", "28/06") == (
        "22/06 28/06 6 (4) lập kế hoạch UBND huyện Hoài Ân Nguyễn Thị Hoa 2023-H1/binh-dinh.huyen-hoai-an"
    )
    assert line(text, "Nguyễn Thị Hoa", "%") == "Nguyễn Thị Hoa 3 1 1 33,3 % 6 6"


def test_nothing_late_is_said_in_words(run: Run) -> None:
    text = run("audit", "late-entries", "--under", "binh-dinh.huyen-tuy-phuoc").stdout

    assert "Không có dòng nào ghi muộn." in text
    assert "Theo cơ quan" not in text


# how long it takes


def test_durations_stand_by_state_and_say_how_they_were_taken(run: Run) -> None:
    text = run("audit", "durations", "--by", "all").stdout

    states = [line.strip().partition("  ")[0] for line in text.splitlines() if line.startswith("  ")]
    assert states == ["chờ văn bản", "đã giao", "đã có kế hoạch", "đã thực hiện", "đã báo cáo", "đã tổng hợp"]
    assert "thứ hạng gần nhất" in text
    assert "do mở đợt ghi" in text


# exceptions


def test_exceptions_name_who_why_and_what_followed(run: Run) -> None:
    text = run("audit", "exceptions").stdout

    assert text.startswith("Ngoại lệ: 3 quyết định, 4 nhiệm vụ")
    assert "gia hạn: UBND huyện Hoài Ân, 6 tháng" in text
    assert "hạn 19/06 → 23/06, thêm 4 ngày" in text
    assert "Ủy ban nhân dân tỉnh Bình Định, Trần Văn Bình: “mưa lũ kéo dài, đường bị chia cắt”" in text
    assert "thiếu: UBND huyện Hoài Ân" in text
    assert "cho phép: Chủ tịch UBND tỉnh" in text
    followed = line(text, "kéo theo: ")
    assert "Sở Nội vụ tỉnh Bình Định, 6 tháng" in followed
    assert "Ủy ban nhân dân tỉnh Bình Định, 6 tháng" in followed
    assert "1 = 3" in line(text, "loại ")


def test_no_exception_is_said_in_words(run: Run) -> None:
    assert "Không có ngoại lệ nào." in run("audit", "exceptions", "--period", "2023-Y").stdout


def test_exceptions_as_rows(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("audit", "exceptions", "--format", "csv").stdout)))
    lines = run("audit", "exceptions", "--figures", "--format", "jsonl").stdout.splitlines()
    counts = [json.loads(line) for line in lines]

    assert [row["hành động"] for row in rows if row["kéo theo"] == "false"] == [
        *("gia hạn", "tổng hợp thiếu", "trả lại báo cáo"),
    ]
    for by in ("trigger", "agency", "reason"):
        assert sum(count["decisions"] for count in counts if count["by"] == by) == 3


# shared


@pytest.mark.parametrize("command", COMMANDS)
def test_figures_of_the_past_say_of_which_day_they_are(run: Run, command: str) -> None:
    text = run("audit", command, "--as-of", "22/06/2023").stdout

    assert text.startswith("như cuối ngày 22/06/2023, theo mọi điều nay đã biết\n")
    assert "22/06/2023" in text.splitlines()[1]


def test_the_scope_stands_in_the_title(run: Run) -> None:
    title = run("audit", "lateness", "--under", "binh-dinh", "--period", "6 tháng").stdout.splitlines()[0]

    assert "từ binh-dinh trở xuống · kỳ 6 tháng" in title


def test_history_by_a_person(run: Run) -> None:
    rows = json.loads(run("history", "--by", "nguyen thi hoa", "--json").stdout)

    assert [row["trigger"] for row in rows] == ["draft_plan", "implement", "draft_plan"]
    assert {row["by"] for row in rows} == {"Nguyễn Thị Hoa"}


# lines of heirs


def test_figures_sum_over_lines_of_heirs_and_say_so(run: Run) -> None:
    own = run("audit", "lateness", "--by", "agency", "--figures", "--json").stdout
    lines = run("audit", "lateness", "--by", "agency", "--figures", "--with-heirs", "--json").stdout
    before, after = json.loads(own), json.loads(lines)

    assert before["whole"] == after["whole"]
    keys = {group["key"] for group in after["groups"]}
    assert {"gia-lai", "gia-lai.so-noi-vu"} <= keys
    assert not {"binh-dinh", "binh-dinh.so-noi-vu"} & keys
    assert "binh-dinh.huyen-tuy-phuoc" in keys  # its work went to several
    assert sum(each["deliverables"]["total"] for each in after["groups"]) == after["whole"]["deliverables"]["total"]
    shown = run("audit", "lateness", "--by", "agency", "--all", "--with-heirs").stdout
    assert "Sở Nội vụ tỉnh Gia Lai (trước đây Sở Nội vụ tỉnh Bình Định)" in shown


@pytest.mark.parametrize("under", ["gia-lai", "binh-dinh", "UBND tỉnh Bình Định"])
def test_an_heir_is_asked_about_with_all_that_was_below_those_before_it(run: Run, under: str) -> None:
    everything = json.loads(run("audit", "lateness", "--under", "binh-dinh", "--figures", "--json").stdout)
    asked = ("--under", under, "--with-heirs")

    for command in ("lateness", "late-entries", "durations"):
        assert "gồm cả binh-dinh" in run("audit", command, *asked).stdout
    found = json.loads(run("audit", "lateness", *asked, "--figures", "--json").stdout)
    assert found["whole"] == everything["whole"]
