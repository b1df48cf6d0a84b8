"""A policy of one's own, from its file to the refusal: checked, pinned with the launch, kept until a migration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

DOCUMENT = Path(__file__).resolve().parents[1] / "definitions" / "documents" / "cv-4666-dong-nai-2023.yaml"
HEAD = "# language: vi\nTính năng: Việc thử\n"
NEVER = HEAD + "  @chan\n  Kịch bản: Không gia hạn\n    Thì không bao giờ có nhiệm vụ được gia hạn cấp sở\n"
EXTEND = (
    *("advance", "2023-H1/dong-nai.so-noi-vu", "extend", "--as", "dong-nai"),
    *("--until", "2023-06-05", "--reason", "bão lũ"),
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of definitions in which Đồng Nai's letter names a policy."""
    (tmp_path / "mine" / "policies").mkdir(parents=True)
    text = DOCUMENT.read_text("utf-8").replace("\ntitle:", "\npolicies: rieng\ntitle:", 1)
    (tmp_path / "mine" / DOCUMENT.name).write_text(text, "utf-8")
    return tmp_path / "mine"


def say(mine: Path, policy: str) -> None:
    (mine / "policies" / "rieng.feature").write_text(policy, "utf-8", newline="\n")


Run = Callable[..., Result]


@pytest.fixture
def run(mine: Path) -> Run:
    def call(*arguments: str) -> Result:
        settings = ["--definitions", str(mine), "--db", f"sqlite:///{mine.parent / 'a.db'}", "--today", "2023-05-20"]
        return CliRunner().invoke(main, [*settings, *arguments], catch_exceptions=False)

    call("init")
    return call


def test_a_policy_is_kept_from_the_launch_to_the_migration(mine: Path, run: Run) -> None:
    say(mine, NEVER)
    launched = run("launch", "ct-33-ttg-2021", "--year", "2023")
    say(mine, NEVER.replace("@chan", "@canh-bao"))

    refused = run("--json", *EXTEND)
    migrated = run("migrate", "ct-33-ttg-2021/2023", "--as", "bo-noi-vu", "--reason", "chính sách mới")
    noted = run(*EXTEND)
    history = run("history", "2023-H1/dong-nai.so-noi-vu")

    said = "“không bao giờ có nhiệm vụ được gia hạn cấp sở” (policies/rieng.feature:5)"
    told = json.loads(refused.stdout or refused.stderr)
    assert (launched.exit_code, refused.exit_code, told["rule"]) == (0, 1, "policy")
    assert told["details_vi"] == f"“gia hạn” trái quy tắc của đợt: {said}"
    assert "Chính sách đổi (1): rieng" in migrated.stdout
    assert f"Trái quy tắc của đợt, đã ghi kèm: {said}" in " ".join(noted.stdout.split())
    assert f"trái quy tắc: {said}" in " ".join(history.stdout.split())
    assert run("audit", "verify").exit_code == 0


def test_the_name_of_ones_own_document_needs_no_quotes_where_it_is_checked_pinned_and_audited(
    mine: Path, run: Run
) -> None:
    said = "không bao giờ có nhiệm vụ được gia hạn của kh-7-dong-nai-2023"
    say(mine, f"{HEAD}  Kịch bản: x\n    Thì {said}\n")
    (mine / "kh-7-dong-nai-2023.yaml").write_text(
        """key: kh-7-dong-nai-2023
type: ke-hoach
number: 7/KH-UBND
date: 2023-05-10
issuer: dong-nai
title: Việc thử
at: đầu văn bản
applies: {year: 2023}
implements: [{document: ct-33-ttg-2021, at: I}]
assigns: [{who: dong-nai.so-tai-chinh, topic: thu, at: I, report: {to: dong-nai, due: {Y: none}}}]
""",
        "utf-8",
    )

    checked = run("check", "cv-4666-dong-nai-2023", "--year", "2023")
    launched = run("launch", "ct-33-ttg-2021", "--year", "2023")
    audited = run("audit", "policy", str(mine / "policies"), "--json")

    assert (checked.exit_code, "D302" in checked.stdout, launched.exit_code) == (0, False, 0)
    assert [(row["sentence"], row["tasks"]) for row in json.loads(audited.stdout)] == [(said, 1)]


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        (("todo", "--agency", "dong-nai.so-noi-vu"), []),
        (("today", "--as", "dong-nai.so-noi-vu"), []),
        (("why", "2023-H1/dong-nai.so-noi-vu"), []),
        (("blocked", "--under", "dong-nai"), []),
        (("status", "--under", "dong-nai"), []),
        (("requests",), ["deny"]),
        (("todo", "--agency", "dong-nai"), ["deny", "advance 2023-H1/dong-nai draft_plan"]),
    ],
)
def test_no_screen_offers_what_a_rule_bars_and_each_tells_the_rule(
    mine: Path, run: Run, command: tuple[str, ...], offered: list[str]
) -> None:
    say(mine, f"{NEVER}    Và không bao giờ có cơ quan thực hiện cấp sở\n")
    task, until, reason = "2023-H1/dong-nai.so-noi-vu", ("--until", "2023-06-05"), ("--reason", "bão lũ")
    run("launch", "ct-33-ttg-2021", "--year", "2023")
    run("request-extension", task, "--as", "dong-nai.so-noi-vu", *until, *reason)

    told = run(*command).stdout

    assert "(policies/rieng.feature:" in " ".join(told.split())
    commands = [line.partition("--today 2023-05-20 ")[2] for line in told.splitlines() if "dondoc" in line]
    assert [" ".join(each.split()[: len(way.split())]) for each, way in zip(commands, offered, strict=True)] == offered


@pytest.mark.parametrize(
    ("policy", "place", "code"),
    [
        ("", "1:1", "D302"),
        (HEAD + "  Kịch bản: x\n    Thì không bao giờ gia hạn\n", "4:5", "D302"),
        (HEAD + "  Kịch bản: x\n    Thì {__import__('os').system('true')}\n", "4:5", "D302"),
        (HEAD + '  Kịch bản: x\n    Thì không bao giờ có việc bị miễn của "kh-khac"\n', "4:5", "D302"),
        (HEAD + '  Kịch bản: x\n    Thì không bao giờ có việc bị miễn, trừ "Sở Nội vụ"\n', "4:5", "D302"),
        (NEVER.replace("@chan", "@chặn").replace("được gia hạn", "bị thu hồi nhé"), "5:5", "D302"),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_place_and_never_launched(
    mine: Path, run: Run, policy: str, place: str, code: str
) -> None:
    say(mine, policy)

    checked = run("check", DOCUMENT.stem, "--year", "2023")
    launched = run("launch", "ct-33-ttg-2021", "--year", "2023")

    assert f"policies/rieng.feature:{place}: lỗi {code}" in checked.stdout
    assert (checked.exit_code, launched.exit_code) == (1, 1)
    assert f"policies/rieng.feature:{place}" in launched.stderr
    assert "check ct-33-ttg-2021 --year 2023" in launched.stderr


def test_a_policy_that_is_missing_or_cannot_refuse_is_told(mine: Path, run: Run) -> None:
    missing = run("check", DOCUMENT.stem, "--year", "2023")
    say(mine, NEVER.replace("không bao giờ có nhiệm vụ được gia hạn cấp sở", "mọi nhiệm vụ chưa xong đều có hạn"))
    unenforced = run("check", DOCUMENT.stem, "--year", "2023", "--strict")

    assert "D301" in missing.stdout
    assert "đang có: 'ky-luat-thoi-han'" in missing.stdout
    assert "policies/rieng.feature:5:5: cảnh báo D303" in unenforced.stdout
    assert (missing.exit_code, unenforced.exit_code) == (1, 1)
