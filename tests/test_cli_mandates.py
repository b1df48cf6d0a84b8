"""`dondoc mandate` at the door, and what a move says under mandates."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import TUY_PHUOC, agency_of, province, put_plan_out

from cli import main
from engine import Engine

Run = Callable[..., Result]
DISTRICT = agency_of(TUY_PHUOC)
GRANT = ("mandate", "grant", DISTRICT, "--person", "Phó Chủ tịch", "--since", "01/01/2023", "--basis", "QĐ 12")
MOVE = ("advance", TUY_PHUOC, "draft_plan", "--as", DISTRICT, "--today", "2023-06-21")


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONDOC_DB", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")
    with Engine.open(sqlite_url) as engine:
        from datetime import date

        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return call


def test_a_mandate_is_granted_listed_and_ended(run: Run) -> None:
    granted = run(*GRANT, "--signature", "KT.", "--trigger", "draft-plan")
    listed = run("mandate", "list", "--agency", "Tuy Phước", "--on", "15/06/2023", "--json")
    key = json.loads(listed.stdout)[0]["mandate"]
    ended = run("mandate", "end", key, "--on", "20/06/2023", "--reason", "điều động")
    after = run("mandate", "list", "--on", "21/06/2023", "--json")
    every = run("mandate", "list", "--on", "21/06/2023", "--all", "--lang", "en")

    assert (granted.exit_code, ended.exit_code) == (0, 0)
    assert granted.stdout.startswith(f"đã giao   {key}   Phó Chủ tịch   từ 01/01/2023")
    assert json.loads(listed.stdout)[0]["for_triggers"] == ["draft_plan"]
    assert json.loads(after.stdout) == []
    assert key in every.stdout
    assert "draft plan" in every.stdout


def test_a_dry_run_grants_nothing(run: Run) -> None:
    tried = run(*GRANT, "--dry-run")

    assert tried.exit_code == 0
    assert json.loads(run("mandate", "list", "--all", "--json").stdout) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_refusal_says_whose_mandate_would_do_and_where_to_look(run: Run, lang: str) -> None:
    run(*GRANT)

    refused = run("--lang", lang, *MOVE, "--by", "Người khác")
    answer = json.loads(run(*MOVE, "--by", "Người khác", "--json").stderr)
    shown = run(
        *shlex.split(refused.stderr.rpartition(" mandate list ")[2].splitlines()[0].join(["mandate list ", ""]))
    )

    assert refused.exit_code == 1
    assert "[outside-mandate]" in refused.stderr
    assert "Phó Chủ tịch" in refused.stderr
    assert answer["rule"] == "outside-mandate"
    assert (shown.exit_code, "Phó Chủ tịch" in shown.stdout) == (0, True)


def test_a_move_under_a_mandate_and_its_history(run: Run) -> None:
    run(*GRANT)

    moved = run(*MOVE, "--by", "Phó Chủ tịch")
    told = run("history", TUY_PHUOC)

    assert moved.exit_code == 0, moved.stderr
    assert f"theo thẩm quyền {DISTRICT}/pho-chu-tich/2023-01-01" in told.stdout


def test_whoami_says_what_a_name_is_worth(run: Run) -> None:
    nothing = run("mandate", "whoami")
    login = json.loads(run("mandate", "whoami", "--json").stdout)["login"]
    run(*GRANT)
    named = run("mandate", "whoami", "--lang", "en")
    run(*GRANT[:-1], "QĐ 13", "--trigger", "report", "--login", login)
    bound = run("mandate", "whoami")

    assert "chỉ là lời khai" in nothing.stdout
    assert "none is bound to a login" in named.stdout
    assert "Tài khoản này chỉ làm được những việc trên" in bound.stdout


def test_what_is_entered_for_another_says_so(run: Run) -> None:
    moved = run(*MOVE[:4], "binh-dinh", "--on-behalf-of", DISTRICT, *MOVE[5:])
    told = run("history", TUY_PHUOC)

    assert moved.exit_code == 0, moved.stderr
    assert f"nhập thay {DISTRICT}" in moved.stdout
    assert f"nhập thay {DISTRICT}" in told.stdout


def test_a_file_is_granted_whole_or_not_at_all(run: Run) -> None:
    good = "mandates:\n  - {agency: UBND huyện Tuy Phước, person: A, since: 2023-01-01, basis: Q, triggers: report}\n"
    Path("good.yaml").write_text(good, "utf-8")
    Path("bad.yaml").write_text(
        good
        + "  - {agency: Sở Không Có, person: B, since: 01/01/2023, basis: QĐ 2}\n"
        + "  - {agency: binh-dinh, person: C, since: 01/02/2023, until: 01/01/2023, basis: QĐ 3}\n"
        + "  - {agency: binh-dinh, since: 01/01/2023, basis: QĐ 4, singature: KT.}\n"
        + "  - {agency: binh-dinh, person: D, since: 01/01/2023, basis: QĐ 5, triggers: [repport]}\n",
        "utf-8",
    )

    bad, loaded, again = (run("mandate", "load", name) for name in ("bad.yaml", "good.yaml", "good.yaml"))

    assert bad.exit_code == 2
    assert "bad.yaml:4" in bad.stderr
    assert "bad.yaml:5" in bad.stderr
    assert (loaded.exit_code, again.exit_code) == (0, 0)
    assert again.stdout.startswith("đã có")
    assert len(json.loads(run("mandate", "list", "--all", "--json").stdout)) == 1


def test_agencies_and_triggers_of_a_file_are_told_with_their_line(run: Run) -> None:
    entry = "person: B, since: 01/01/2023, basis: QĐ 2"
    Path("a.yaml").write_text(f"mandates:\n  - {{agency: Sở Không Có, {entry}}}\n", "utf-8")
    Path("b.yaml").write_text(f"mandates:\n  - {{agency: binh-dinh, {entry}, triggers: [repport]}}\n", "utf-8")

    agency, trigger = run("mandate", "load", "a.yaml"), run("mandate", "load", "b.yaml")

    assert (agency.exit_code, trigger.exit_code) == (2, 2)
    assert "a.yaml:2:6" in agency.stderr
    assert "b.yaml:2" in trigger.stderr
    assert "có phải: report" in trigger.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--signature", "TUQ."), "Điều 13 khoản 3"),
        (("--trigger", "repport"), "hông có hành động"),
        (("--until", "31/12/2022"), "trước khi có hiệu lực"),
    ],
)
def test_what_is_no_mandate_is_told(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*GRANT, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_is_backfilled_and_marked(run: Run, sqlite_url: str) -> None:
    Path("so-cu.csv").write_text(f"task,trigger,as,on\n{TUY_PHUOC},draft_plan,{DISTRICT},2023-06-01\n", "utf-8")

    done = run("advance", "--from", "so-cu.csv", "--backfill", "nhập sổ giấy", "--today", "2023-06-21")
    again = run("advance", "--from", "so-cu.csv", "--backfill", "nhập sổ giấy", "--today", "2023-06-21")
    late = run("audit", "late-entries", "--under", DISTRICT, "--today", "2023-06-21")
    told = run("history", TUY_PHUOC)
    alone = run(*MOVE, "--backfill", "x")

    assert (done.exit_code, again.exit_code, alone.exit_code) == (0, 0, 2)
    assert "Ngoài ra 1 dòng nhập bù kỳ đã qua" in late.stdout
    assert "nhập bù: nhập sổ giấy" in told.stdout
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM history WHERE payload LIKE '%backfill%'").fetchone()
    assert count == 1


def test_the_report_says_what_a_name_is_worth(run: Run) -> None:
    report = ("audit", "report", "ct-33-ttg-2021/2023", "--today", "2023-06-21", "--out")
    run(*report, "before.html")
    run(*GRANT)
    run(*report, "after.html", "--lang", "en")

    assert "Không cấu hình thẩm quyền" in Path("before.html").read_text("utf-8")
    assert "Mandates were configured, bound to no login" in Path("after.html").read_text("utf-8")
