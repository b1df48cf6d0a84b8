"""Side roads at the command line: options, columns of a file, what is said of everybody above."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, move, own_lifecycle, province, put_plan_out

from cli import main
from engine import Engine

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The province, An Lão's report alone missing, on 21 June."""
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
            move(engine, task, "draft_plan", "implement", "report")
        move(engine, AN_LAO, "draft_plan", "implement")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        flags = ["--db", sqlite_url, "--today", "2023-06-21"]
        return CliRunner().invoke(main, [*flags, *arguments], env={"COLUMNS": "160"}, catch_exceptions=False)

    return call


def side(task: str, trigger: str, agency: str = "binh-dinh", *more: str) -> list[str]:
    return ["advance", task, trigger, "--as", agency, "--reason", "bão lũ", *more]


def test_a_waiver_says_what_it_sets_free_and_the_tree_what_is_not_counted(run: Run) -> None:
    tried = run(*side(AN_LAO, "waive"), "--dry-run")
    done = run(*side(AN_LAO, "waive"))
    tree = run("status", "--under", "binh-dinh").stdout

    assert tried.stdout.split("dòng")[0] == done.stdout.split("dòng")[0]
    assert "miễn, được miễn" in done.stdout
    assert "tổng hợp được: 2023-H1/binh-dinh.so-noi-vu" in done.stdout
    assert "tình trạng  đang thực hiện 6 · được miễn 1  = 7" in tree
    assert "không tính 1" in tree


def test_a_side_road_says_how_it_leaves_those_above(run: Run) -> None:
    extended = side(AN_LAO, "extend", "binh-dinh", "--until", "2023-07-30")
    tried, done = run(*extended, "--dry-run").stdout, run(*extended).stdout
    suspended = run(*side(AN_LAO, "suspend")).stdout
    upstream = json.loads(run(*side(AN_LAO, "resume"), "--json").stdout)[0]["upstream"]

    above = ", ".join(f"2023-H1/{agency} (1)" for agency in ("binh-dinh.so-noi-vu", "binh-dinh", "bo-noi-vu"))
    waiting = f"cấp trên còn chờ (số báo cáo cấp dưới): {above}"
    for text in (tried, done, suspended):
        assert waiting in text
    assert "hạn mới muộn hơn hạn tổng hợp của: 2023-H1/binh-dinh (29/05)" in done
    assert [(item["task"].rpartition("/")[2], item["open"]) for item in upstream] == [
        ("binh-dinh.so-noi-vu", 1),
        ("binh-dinh", 1),
        ("bo-noi-vu", 1),
    ]


def test_revoking_what_takes_nothing_away_says_so(run: Run) -> None:
    said = run("revoke", "ct-33-ttg-2021", "--as", "thu-tuong", "--reason", "thay thế").stdout

    assert "chỉ ghi nhận: thu hồi ct-33-ttg-2021, nhiệm vụ này giữ nguyên" in said


def test_a_suspended_task_is_shown_with_who_can_resume_it(run: Run) -> None:
    run(*side(AN_LAO, "suspend"))

    why = run("why", DEPARTMENT).stdout
    blocked = run("blocked", "--under", "binh-dinh.so-noi-vu").stdout
    todo = run("todo", "--agency", "binh-dinh.so-noi-vu").stdout

    resume = f'advance {AN_LAO.removeprefix("ct-33-ttg-2021/")} resume --as binh-dinh --by "…" --reason "…"'
    assert resume in why
    assert resume in blocked
    assert "cho tiếp tục nhiệm vụ của UBND huyện An Lão" in blocked
    assert "chờ Ủy ban nhân dân tỉnh Bình Định: cho tiếp tục" in todo
    assert "tạm dừng" in run("todo", "--agency", "binh-dinh.huyen-an-lao").stdout


def test_a_return_lists_what_has_to_be_consolidated_again(run: Run) -> None:
    run("advance", AN_LAO, "report", "--as", "binh-dinh.huyen-an-lao")
    run("advance", DEPARTMENT, "consolidate", "--as", "binh-dinh.so-noi-vu")

    tried = run(*side(AN_LAO, "return_report", "binh-dinh.so-noi-vu", "--what", "own", "--dry-run", "--json"))
    done = run(*side(AN_LAO, "return-report", "binh-dinh.so-noi-vu"))

    assert json.loads(tried.stdout)[0]["reopened"] == [DEPARTMENT]
    assert "phải tổng hợp lại: 2023-H1/binh-dinh.so-noi-vu" in done.stdout
    assert "đã báo cáo → đã thực hiện" in done.stdout


def test_a_partial_consolidation_and_its_supplement(run: Run) -> None:
    named = ("--missing", "UBND huyện An Lão", "--allowed-by", "Chủ tịch UBND tỉnh")

    bare = run(*side(DEPARTMENT, "consolidate_partial", "binh-dinh.so-noi-vu", *named[2:]))
    done = run(*side(DEPARTMENT, "consolidate_partial", "binh-dinh.so-noi-vu", *named))
    late = run("advance", AN_LAO, "report", "--as", "binh-dinh.huyen-an-lao")

    assert (bare.exit_code, done.exit_code) == (1, 0)
    assert "--missing binh-dinh.huyen-an-lao --allowed-by" in bare.stderr
    assert "tổng hợp không có: 2023-H1/binh-dinh.huyen-an-lao" in done.stdout
    assert "bổ sung cho báo cáo đã tổng hợp: 2023-H1/binh-dinh.so-noi-vu" in late.stdout


def test_an_extension_shows_the_new_day(run: Run) -> None:
    done = run(*side(AN_LAO, "extend", "binh-dinh", "--until", "30/06/2023"))

    assert "gia hạn, hạn mới 30/06" in done.stdout
    assert "30/06 (gia hạn)" in run("status", "--under", "binh-dinh.huyen-an-lao").stdout


def test_revoking_a_document(run: Run) -> None:
    tried = run("revoke", "kh-binh-dinh-2023", "--as", "binh-dinh", "--reason", "thay", "--dry-run")
    done = run("revoke", "kh-binh-dinh-2023", "--as", "binh-dinh", "--reason", "thay")
    again = run("revoke", "kh-binh-dinh-2023", "--as", "binh-dinh", "--reason", "thay")

    assert (tried.exit_code, done.exit_code, again.exit_code) == (0, 0, 1)
    assert "thu hồi, đã thu hồi" in done.stdout
    assert "[already-revoked]" in again.stderr


def test_a_revocation_without_its_agency_is_no_refusal(run: Run) -> None:
    assert run("revoke", "kh-binh-dinh-2023").exit_code == 2


HEAD = "task,trigger,as,reason,until,what,missing,allowed_by\n"
FILE = HEAD + (
    "2023-H1/binh-dinh.huyen-an-lao,extend,binh-dinh,bão lũ,30/06/2023,,,\n"
    "2023-H1/binh-dinh.so-noi-vu,consolidate_partial,binh-dinh.so-noi-vu,bão lũ,,,binh-dinh.huyen-an-lao;,Chủ tịch\n"
    "2023-H1/binh-dinh.huyen-an-lao,report,binh-dinh.huyen-an-lao,,,,,\n"
    "2023-H1/binh-dinh.huyen-an-lao,return_report,binh-dinh.so-noi-vu,thiếu số liệu,,own,,\n"
)


def test_a_file_of_side_roads_and_the_same_file_again(run: Run, tmp_path: Path) -> None:
    Path(tmp_path, "nga-re.csv").write_text(FILE, encoding="utf-8")

    first = run("advance", "--from", "nga-re.csv")
    history = run("history", "--json").stdout
    again = run("advance", "--from", "nga-re.csv")

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert "phải tổng hợp lại" in first.stdout
    assert again.stdout.count("đã ghi từ trước") == 5  # of each row, and of all in the first line
    assert run("history", "--json").stdout == history


def test_refused_rows_are_mended_and_fed_in_again(run: Run, tmp_path: Path) -> None:
    rows = FILE.replace("binh-dinh.huyen-an-lao;", "binh-dinh.huyen-hoai-an")
    Path(tmp_path, "nga-re.csv").write_text(rows, encoding="utf-8")

    run("advance", "--from", "nga-re.csv", "--keep-going", "--rejects", "sai.csv")
    rejects = Path(tmp_path, "sai.csv").read_text("utf-8-sig")
    Path(tmp_path, "sai.csv").write_text(rejects.replace("huyen-hoai-an", "huyen-an-lao"), encoding="utf-8")
    mended = run("advance", "--from", "sai.csv")

    assert rejects.count("\n") == 2
    assert mended.exit_code == 0, mended.output


def caller(flags: list[str]) -> Callable[..., str]:
    """Runs a command that is not refused; what it prints."""

    def call(*arguments: str) -> str:
        result = CliRunner().invoke(main, [*flags, *arguments], env={"COLUMNS": "160"}, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return call


@pytest.mark.parametrize(
    ("lang", "put_off", "taken_on"), [("vi", "hoãn", "đã nhận việc"), ("en", "put off", "taken on")]
)
def test_the_words_of_an_own_lifecycle_are_shown_in_the_language_asked(
    tmp_path: Path, sqlite_url: str, lang: str, put_off: str, taken_on: str
) -> None:
    with Engine.open(sqlite_url) as engine:
        engine.launch(replace(province(), lifecycle=own_lifecycle()), today=date(2023, 5, 1))
        put_plan_out(engine)

    flags = ["--db", sqlite_url, "--today", "2023-06-21", "--lang", lang]
    call = caller(flags)

    put_it_off = ("advance", AN_LAO, put_off, "--as", "binh-dinh", "--reason", "bão lũ")
    call(*put_it_off)
    refused = CliRunner().invoke(main, [*flags, *put_it_off])
    assert refused.exit_code == 1
    assert f"· {put_off}\n" in refused.stderr

    svg, html = tmp_path / "an-lao.svg", tmp_path / "bao-cao.html"
    call("audit", "timeline", AN_LAO, "--out", str(svg))
    call("audit", "report", "ct-33-ttg-2021/2023", "--out", str(html))
    history = call("history", AN_LAO), call("history", AN_LAO, "--format", "csv")
    said = [call("status"), *history, call("audit", "exceptions"), svg.read_text("utf-8"), html.read_text("utf-8")]
    assert [text for text in said if "defer" in text] == []
    assert [text for text in said[1:] if put_off not in text] == []
    assert [text for text in (said[0], *history, said[-1]) if taken_on not in text] == []


@pytest.mark.parametrize(
    ("lang", "inspected", "handed_over"),
    [("vi", "đang thanh tra", "đã bàn giao"), ("en", "under inspection", "handed over")],
)
def test_the_standings_of_an_own_lifecycle_are_in_every_list_figure_and_picture(
    tmp_path: Path, sqlite_url: str, lang: str, inspected: str, handed_over: str
) -> None:
    with Engine.open(sqlite_url) as engine:
        engine.launch(replace(province(), lifecycle=own_lifecycle()), today=date(2023, 5, 1))
        put_plan_out(engine)
        move(engine, AN_LAO, "inspect", as_agency="binh-dinh", reason="đoàn thanh tra", on=date(2023, 6, 1))
        move(engine, HOAI_AN, "hand_over", as_agency="binh-dinh.so-noi-vu", on=date(2023, 6, 1))

    flags = ["--db", sqlite_url, "--today", "2023-06-21", "--lang", lang]
    call = caller(flags)

    html, drawn = tmp_path / "bao-cao.html", ""
    for task in (AN_LAO, HOAI_AN):
        svg = tmp_path / "mot-viec.svg"
        call("audit", "timeline", task, "--out", str(svg))
        drawn += svg.read_text("utf-8")
    call("audit", "report", "ct-33-ttg-2021/2023", "--out", str(html))
    both = [call("status"), call("status", "--format", "csv"), call("cascades", "--format", "csv")]
    both += [call("audit", "lateness"), call("audit", "durations")]
    both += [drawn, html.read_text("utf-8")]

    assert [text for text in both if inspected not in text or handed_over not in text] == []
    assert [text for text in both if "handed_over" in text.replace('data-standing="handed_over"', "")] == []
    assert "advance 2023-H1/binh-dinh.huyen-an-lao conclude --as binh-dinh" in call("why", AN_LAO)
