"""`dondoc audit policy`: rules of feature files over what was recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import DEPARTMENT, HOAI_AN, TUY_PHUOC, agency_of, move, province, put_plan_out

from cli import main
from engine import Engine

Run = Callable[..., Result]
RULES = """# language: vi
Tính năng: Chính sách
  Kịch bản: Quy tắc
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Thì không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo
    Và không bao giờ có báo cáo bị trả lại
    Và sau khi cơ quan trả lại thì cơ quan phải báo cáo
    Và gia hạn không bao giờ vượt hạn của cấp trên
"""


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A province with its plan out: one district has reported, and its report was returned by somebody named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONDOC_DB", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    Path("cs.feature").write_text(RULES, "utf-8")
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=date(2023, 6, 12))
        engine.advance(
            TUY_PHUOC,
            "return_report",
            as_agency=agency_of(DEPARTMENT),
            reason="thiếu số liệu",
            what="own",
            by="Trưởng phòng",
            on=date(2023, 6, 14),
            today=date(2023, 6, 20),
        )

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--today", "2023-06-21"], catch_exceptions=False)

    return call


def outcomes(result: Result) -> dict[str, str]:
    return {row["sentence"]: row["outcome"] for row in json.loads(result.stdout)}


def test_each_rule_is_kept_broken_undecided_or_touched_by_nothing(run: Run) -> None:
    result = run("audit", "policy", "cs.feature", "--json")

    assert result.exit_code == 1
    assert list(outcomes(result).values()) == ["vacuous", "broken", "undecided", "vacuous"]
    rows = json.loads(result.stdout)
    assert all(row["held"] + row["broken"] + row["undecided"] + row["untouched"] == row["tasks"] for row in rows)
    (breach,) = rows[1]["breaches"]
    assert (breach["task"], breach["day"], breach["activity"], breach["by"], breach["by_agency"]) == (
        *(TUY_PHUOC, "2023-06-14", "return_report", "Trưởng phòng"),
        agency_of(DEPARTMENT),
    )


def test_the_past_is_judged_by_what_had_occurred(run: Run) -> None:
    before = run("audit", "policy", "cs.feature", "--json", "--as-of", "2023-06-13")

    assert before.exit_code == 0
    assert list(outcomes(before).values())[1:3] == ["held", "vacuous"]


def test_what_was_taken_back_breaks_nothing(run: Run) -> None:
    again = ("--reason", "nhầm huyện", "--as", agency_of(DEPARTMENT))
    assert run("correct", TUY_PHUOC, "--seq", "5", "--undo", *again).exit_code == 0

    assert list(outcomes(run("audit", "policy", "cs.feature", "--json")).values())[1] == "held"


def test_a_rule_of_others_is_read_by_their_names(run: Run) -> None:
    Path("cs.feature").write_text(RULES.replace("bị trả lại\n", f'bị trả lại, trừ "{agency_of(TUY_PHUOC)}"\n'), "utf-8")
    excepted = outcomes(run("audit", "policy", "cs.feature", "--json"))
    Path("cs.feature").write_text(RULES.replace("bị trả lại\n", f'bị trả lại, trừ "{agency_of(HOAI_AN)}"\n'), "utf-8")
    not_excepted = outcomes(run("audit", "policy", "cs.feature", "--json"))
    Path("cs.feature").write_text(RULES.replace("bị trả lại\n", 'bị trả lại, trừ "Cơ quan lạ"\n'), "utf-8")
    unknown = run("audit", "policy", "cs.feature")

    assert list(excepted.values())[1] == "held"
    assert list(not_excepted.values())[1] == "broken"
    assert unknown.exit_code == 2
    assert "cs.feature:6:1" in unknown.stderr
    assert "Cơ quan lạ" in unknown.stderr


def test_files_without_rules_say_so(run: Run) -> None:
    Path("cs.feature").write_text(
        RULES.partition("    Thì")[0] + "    Thì 1 việc được ghi, 0 dòng bị từ chối\n", "utf-8"
    )

    result = run("audit", "policy", "cs.feature")

    assert result.exit_code == 2
    assert "Không có quy tắc nào trong cs.feature" in result.stderr


def test_a_rule_that_is_not_understood_is_not_passed_over(run: Run) -> None:
    mistaken = RULES.replace("vượt hạn của cấp trên", "quá hạn của cấp trên") + "    Và có 2 nhiệm vụ bị thu hồi\n"
    Path("cs.feature").write_text(mistaken, "utf-8")

    result = run("audit", "policy", "cs.feature")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "cs.feature:8:1" in result.stderr
    assert "có phải “Thì gia hạn không bao giờ vượt hạn của cấp trên”" in " ".join(result.stderr.split())
    assert "thu hồi" not in result.stderr


def test_it_reads_as_a_page(run: Run) -> None:
    said = run("audit", "policy", "cs.feature").stdout
    english = run("audit", "policy", "cs.feature", "--lang", "en").stdout

    assert "✗ không bao giờ có báo cáo bị trả lại   cs.feature:6" in said
    assert "14/06/2023" in said
    assert "(Trưởng phòng)" in said
    assert "4 quy tắc: 0 giữ, 1 bị vi phạm, 1 chưa kết luận được, 2 chưa có gì để xét" in said
    assert "4 rules: 0 kept, 1 broken, 1 undecided, 2 vacuous" in english


def test_the_audit_report_has_the_rules_and_how_to_judge_them_again(run: Run) -> None:
    made = run("audit", "report", "ct-33-ttg-2021", "--policies", "cs.feature", "--out", "r.html")
    plain = run("audit", "report", "ct-33-ttg-2021", "--out", "-")

    page = Path("r.html").read_text("utf-8")
    assert made.exit_code == 0
    assert "14/06/2023" in page
    assert "dondoc audit policy cs.feature --cascade ct-33-ttg-2021/2023 --all --today 2023-06-21" in page
    assert 'id="policies"' in page
    assert 'id="policies"' not in plain.stdout
