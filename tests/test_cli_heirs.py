"""Several heirs at the command line: every command printed can be run, from the refusal to the last decision."""

import json
import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from audits import with_files
from click.testing import CliRunner, Result
from graphs import DIRECTIVE, GraphBuilder

from cli import main
from engine import Engine
from workflows.graph import TaskGraph

Run = Callable[..., Result]
CASCADE = f"{DIRECTIVE}/2025"
MIGRATE = ("migrate", CASCADE, "--as", "thu-tuong", "--reason", "hai cấp", "--as-of-registry", "2025-07-01")


ENDED = ("so-thong-tin-va-truyen-thong", "so-lao-dong-thuong-binh-va-xa-hoi", "thanh-pho-thu-duc")
CITY = "ho-chi-minh"
NAMED_ONCE = re.compile(r"(?:Cát Lái|Cat Lai[\w ]*) \((?:trước đây|formerly) thanh-pho-thu-duc\)")


def city() -> TaskGraph:
    """Three offices of a city that end in the middle of 2025, each with several heirs in the shipped registry."""
    graph = GraphBuilder(DIRECTIVE, 2025)
    graph.agency("thu-tuong", "Thủ tướng Chính phủ")
    graph.agency(CITY, "UBND Thành phố Hồ Chí Minh", "thu-tuong", "province")
    graph.document(DIRECTIVE, "thu-tuong", number="33/CT-TTg", issued_on=date(2025, 1, 2))
    plan = graph.document("kh-246-tphcm-2025", CITY, number="246/KH-UBND", issued_on=date(2025, 1, 10))
    for period in ("2025-H1", "2025-Y"):
        above = graph.task(period, CITY, plan, consolidates=True)
        for name in ENDED:
            agency = graph.agency(f"{CITY}.{name}", name, CITY)
            graph.feed(graph.task(period, agency, plan, report=True, own_due=date(2025, 11, 9)), above)
    return with_files(graph.build())


@pytest.fixture(params=["vi", "en"])
def run(request: pytest.FixtureRequest, sqlite_url: str) -> Run:
    """The command line on the day after those offices ended."""
    with Engine.open(sqlite_url) as engine:
        engine.launch(city(), today=date(2025, 5, 1))

    def call(*arguments: str) -> Result:
        flags = ["--db", sqlite_url, "--today", "2025-07-02", "--lang", request.param]
        return CliRunner().invoke(main, [*flags, *arguments], env={"COLUMNS": "160"}, catch_exceptions=False)

    return call


def printed(result: Result, word: str) -> list[str]:
    """The first command printed with that word, as it is typed; its blanks, but whom a task goes to, are filled in."""
    line = next(line for line in result.output.splitlines() if "--db" in line and f" {word}" in line)
    return shlex.split(line[line.index("--db") :].replace('--to "…"', "--to HEIR").replace('"…"', '"vì lý do ấy"'))


def typed(words: list[str]) -> Result:
    return CliRunner().invoke(main, words, env={"COLUMNS": "160"}, catch_exceptions=False)


def test_from_the_refusal_to_the_last_decision_what_is_printed_can_be_run(run: Run) -> None:
    refusal = run(*MIGRATE)
    assert (refusal.exit_code, "[several-heirs]" in refusal.stderr) == (1, True)

    result = typed(printed(refusal, "--several ask"))

    assert result.exit_code == 0, result.output
    waiting = json.loads(run("requests", "--pending", "--json").stdout)
    assert len(waiting) > 2
    assert {tuple(row["deciders"]) for row in waiting} == {(CITY,)}
    for row in waiting:
        assert all(heir in result.stdout for heir in row["heirs"])
    missing = typed([word for word in printed(result, "grant") if word not in ("--to", "HEIR")])
    assert (missing.exit_code, "[missing-heir]" in missing.stderr) == (1, True)
    assert typed(printed(missing, "grant")).exit_code == 0
    assert typed(printed(run("todo", "--agency", CITY), "deny")).exit_code == 0
    while rows := json.loads(run("requests", "--pending", "--json").stdout):
        words = printed(run("todo", "--agency", CITY), "grant")
        heir = next(row["heirs"][-1] for row in rows if row["task"].endswith(words[words.index("grant") + 1]))
        assert typed([heir if word == "HEIR" else word for word in words]).exit_code == 0

    tried = json.loads(run(*MIGRATE, "--several", "ask", "--dry-run", "--json").stdout)
    made = run(*MIGRATE, "--several", "ask", "--json")

    assert [row["outcome"] for row in tried["choices"]].count("denied") == 1
    assert json.loads(made.stdout)["choices"] == tried["choices"]
    assert len(tried["choices"]) == len(waiting)
    assert run("audit", "verify").exit_code == 0


def test_what_waits_is_told_again_and_asked_once(run: Run) -> None:
    run(*MIGRATE, "--several", "ask")

    again = run(*MIGRATE, "--several", "ask")

    assert again.exit_code == 0
    assert printed(again, "grant")
    assert json.loads(run(*MIGRATE, "--several", "ask", "--json").stdout)["event"] is None


def test_history_and_why_name_heirs_and_decision(run: Run) -> None:
    run(*MIGRATE, "--several", "ask")
    row = json.loads(run("requests", "--pending", "--json").stdout)[0]
    task = row["task"]
    run("grant", task, "--as", CITY, "--to", row["heirs"][0], "--to", row["heirs"][1], "--reason", "gần hơn")

    history, why = run("history", task).stdout, run("why", task).stdout

    for heir in row["heirs"]:
        assert heir in " ".join(history.split())
        assert heir in " ".join(why.split())
    assert "gần hơn" in history
    assert "gần hơn" in why


def test_why_sends_whoever_asks_to_who_decides(run: Run) -> None:
    run(*MIGRATE, "--several", "ask")
    row = json.loads(run("requests", "--pending", "--json").stdout)[0]

    why = run("why", row["task"])

    assert "làm được ngay" not in why.stdout
    words = printed(why, "grant")
    assert words[words.index("--as") + 1] == CITY
    assert typed([row["heirs"][0] if word == "HEIR" else word for word in words]).exit_code == 0


def test_each_answer_names_once_whose_work_an_agency_took_over_since_the_hand_over(run: Run) -> None:
    run(*MIGRATE, "--several", "share")
    heir = f"{CITY}.phuong-cat-lai"
    former = {"vi": "thanh-pho-thu-duc", "en": "thanh-pho-thu-duc"}

    rows = json.loads(run("status", "--under", heir, "--json").stdout)
    before = json.loads(run("status", "--under", f"{CITY}.{ENDED[2]}", "--as-of", "2025-06-30", "--json").stdout)

    assert [row["formerly"] for row in rows] == [[former]] * len(rows) != []
    assert {str(row["formerly"]) for row in before} == {"[]"}
    asked = (
        ("status", "--under", heir),
        ("todo", "--agency", heir),
        ("audit", "lateness", "--by", "agency", "--under", heir),
    )
    for question in (*asked, ("audit", "timeline", heir)):
        assert len(NAMED_ONCE.findall(run(*question).stdout)) == 1, question
    assert len(NAMED_ONCE.findall(run("blocked").stdout)) <= 1


def test_the_audit_report_names_once_whose_work_an_agency_took_over(run: Run, tmp_path: Path) -> None:
    run(*MIGRATE, "--several", "share")
    page = tmp_path / "bao-cao.html"

    assert run("audit", "report", CASCADE, "--out", str(page)).exit_code == 0

    assert len(NAMED_ONCE.findall(page.read_text("utf-8"))) == 1
