"""Asking, deciding and accepting from the command line: what is printed, and that every command printed can be run."""

import json
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, accepting, move, province, put_plan_out

from cli import main
from engine import Engine

Run = Callable[..., Result]
TASK = "2023-H1/binh-dinh.huyen-tuy-phuoc"
OWN = ("--as", "binh-dinh.huyen-tuy-phuoc", "--reason", "bão lũ")


@pytest.fixture
def run(sqlite_url: str) -> Run:
    """The command line on a province whose plan is out."""
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)

    def call(*arguments: str, today: str = "2023-06-10") -> Result:
        flags = ["--db", sqlite_url, "--today", today]
        return CliRunner().invoke(main, [*flags, *arguments], env={"COLUMNS": "160"}, catch_exceptions=False)

    return call


def suggested(result: Result) -> list[list[str]]:
    """The commands that an answer prints, as they are typed, with their blanks filled in."""
    lines = [line for line in result.output.splitlines() if " --today " in line and "dondoc" in line]
    told = (
        line[line.index("--db") :].replace('"…"', '"vì lý do ấy"').replace("--until …", "--until 2023-07-01")
        for line in lines
    )
    return [shlex.split(each) for each in told]


def typed(words: list[str]) -> Result:
    return CliRunner().invoke(main, words)


def test_a_request_says_who_decides_and_moves_nothing(run: Run) -> None:
    made = run("request-extension", TASK, "--until", "01/07/2023", *OWN)

    assert made.exit_code == 0
    assert "đề nghị gia hạn đến 01/07" in made.stdout
    assert "Chờ quyết định của: binh-dinh" in made.stdout
    assert json.loads(run("status", "--under", OWN[1], "--json").stdout)[0]["due"] == "2023-06-19"


def test_the_decider_finds_it_with_the_commands_that_decide_it(run: Run) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)

    todo = run("todo", "--as", "binh-dinh")
    english = run("todo", "--as", "binh-dinh", "--lang", "en")
    grant, deny, *_ = suggested(todo)

    assert "1 đề nghị phải quyết định:" in todo.stdout
    assert "chờ Ủy ban nhân dân tỉnh Bình Định quyết định, 0 ngày" in todo.stdout
    assert "1 request to decide:" in english.stdout
    assert [words[4] for words in (grant, deny)] == ["grant", "deny"]
    assert typed([*grant, "--dry-run"]).exit_code == 0
    assert typed(deny).exit_code == 0
    assert json.loads(run("requests", "--json").stdout)[0]["outcome"] == "denied"


def test_one_story_of_all_due_dates(run: Run) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)
    run("grant", TASK, "--as", "binh-dinh", "--until", "25/06/2023")
    run("request-extension", TASK, "--until", "10/07/2023", *OWN)

    why, history = run("why", TASK).stdout, run("history", TASK).stdout

    story = why[why.index("Hạn và đề nghị") :].splitlines()[1:4]
    assert "chấp thuận 10/06 đến 25/06 (bão lũ)" in story[0]
    assert story[1] == "  10/06  Ủy ban nhân dân tỉnh Bình Định: hạn 19/06/2023 → 25/06/2023, theo đề nghị ở dòng 2"
    assert "đề nghị gia hạn đến 10/07: chờ" in story[2]
    assert "đề nghị đến 01/07/2023 · đã được chấp thuận ở dòng 3" in history
    assert "đề nghị đến 10/07/2023 · chờ quyết định" in history


def test_what_is_refused_says_what_can_be_done_instead(run: Run) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)

    for arguments in (
        ("request-extension", TASK, "--until", "05/07/2023", *OWN),
        ("grant", TASK, "--as", "binh-dinh.huyen-tuy-phuoc"),
        ("grant", TASK, "--as", "binh-dinh", "--until", "05/07/2023"),
        ("deny", TASK, "--as", "binh-dinh"),
        ("refuse", TASK, *OWN),
    ):
        refused = run(*arguments)

        assert (refused.exit_code, refused.stdout) == (1, "")
        every = suggested(refused)
        assert every, refused.stderr
        for words in every:
            tried = typed([*words, "--dry-run"])
            assert tried.exit_code == 0, (words, tried.output)


def test_a_lapsed_request_is_told_with_the_reason(run: Run, sqlite_url: str) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)
    with Engine.open(sqlite_url) as engine:
        move(engine, TUY_PHUOC, "draft_plan", "implement", "report", today=date(2023, 6, 10))

    refused, listed = run("grant", TASK, "--as", "binh-dinh"), run("requests", "--lang", "en")

    assert refused.exit_code == 1
    assert "đã hết hiệu lực: báo cáo đã gửi" in refused.stderr
    assert "lapsed on 2023-06-10: the report was given" in listed.stdout
    assert run("requests", "--pending").stdout.strip() == "Chưa có đề nghị nào."


def test_an_acceptance_is_told_in_history(run: Run, sqlite_url: str) -> None:
    with Engine.open(sqlite_url) as engine:
        move(engine, TUY_PHUOC, "draft_plan", "implement", "report", today=date(2023, 6, 10))

    made = run("accept", TASK, "--as", "binh-dinh.so-noi-vu", "--on", "10/06/2023")

    assert (made.exit_code, "chấp nhận báo cáo" in made.stdout) == (0, True)
    history = run("history", TASK).stdout
    assert "về dòng 4 · còn hiệu lực" in history


def test_a_file_of_requests_and_decisions(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "de-nghi.csv"
    file.write_text(
        "Nhiệm vụ,Hành động,Cơ quan,Lý do,Hạn mới,Đề xuất,Dòng đề nghị\n"
        f"{TASK},đề nghị gia hạn,{OWN[1]},bão lũ,01/07/2023,,\n"
        f"2023-H1/binh-dinh.huyen-hoai-an,từ chối nhiệm vụ,binh-dinh.huyen-hoai-an,nhầm,,so-y-te,\n"
        f"{TASK},chấp thuận,binh-dinh,,,,2\n",
        encoding="utf-8",
    )

    made = run("advance", "--from", str(file))
    again = run("advance", "--from", str(file))

    assert (made.exit_code, again.exit_code) == (0, 0), made.output
    assert "4 lần chuyển trạng thái" in made.stdout
    outcomes = {row["trigger"]: row["outcome"] for row in json.loads(run("requests", "--json").stdout)}
    assert outcomes == {"request_extension": "granted", "refuse": "pending"}


def test_a_row_of_a_file_that_names_no_number_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "de-nghi.csv"
    file.write_text(f"task,trigger,as,seq\n{TASK},grant,binh-dinh,hai\n", encoding="utf-8")

    made = run("advance", "--from", str(file))

    assert made.exit_code == 1
    assert "“hai” không phải là một số" in made.stderr


def test_on_a_narrow_screen_it_is_still_told_how_a_request_stands(run: Run, sqlite_url: str) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)

    words = ["--db", sqlite_url, "--today", "2023-06-12", "requests"]
    shown = CliRunner().invoke(main, words, env={"COLUMNS": "60"}).stdout

    assert "2 ngày" in " ".join(shown.split())
    assert max(map(len, shown.split("Tiếp theo")[0].splitlines())) <= 60


def test_csv_of_requests_is_in_words(run: Run) -> None:
    run("request-extension", TASK, "--until", "01/07/2023", *OWN)

    head, row = run("requests", "--format", "csv").stdout.splitlines()

    assert "xin,kết quả" in head
    assert "gia hạn,chờ quyết định" in row
    assert DEPARTMENT not in row


def test_what_was_not_accepted_is_named_before_and_when_it_is_merged(sqlite_url: str) -> None:
    with Engine.open(sqlite_url) as engine:
        engine.launch(accepting(province()), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
            move(engine, task, "draft_plan", "implement", "report", today=date(2023, 6, 10))

    def run(*arguments: str) -> str:
        flags = ["--db", sqlite_url, "--today", "2023-06-10"]
        return CliRunner().invoke(main, [*flags, *arguments], env={"COLUMNS": "160"}, catch_exceptions=False).stdout

    run("accept", TASK, "--as", "binh-dinh.so-noi-vu")

    assert "1 báo cáo đã gửi, chưa được chấp nhận" in run("blocked")
    assert "1 báo cáo đã gửi, chưa được chấp nhận: 2023-H1/binh-dinh.huyen-hoai-an" in run("why", DEPARTMENT)
    to_do = run("todo", "--agency", "binh-dinh.so-noi-vu")
    assert "1 báo cáo đã gửi, chờ chấp nhận:\n  2023-H1/binh-dinh.huyen-hoai-an\n" in to_do
    assert "accept 2023-H1/binh-dinh.huyen-hoai-an --as binh-dinh.so-noi-vu" in to_do
    with Engine.open(sqlite_url) as engine:
        move(engine, AN_LAO, "draft_plan", "implement", "report", today=date(2023, 6, 10))
    told = run("advance", DEPARTMENT, "consolidate", "--as", "binh-dinh.so-noi-vu")
    names = "2023-H1/binh-dinh.huyen-an-lao, 2023-H1/binh-dinh.huyen-hoai-an"
    assert f"Tổng hợp cả những báo cáo chưa được chấp nhận: {names}" in told
    assert f"chưa được chấp nhận: {names}" in run("history", DEPARTMENT)
