"""The door: options on both sides, settings, formats, exit codes, errors to stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from cli import main
from commands.spoken import Later
from workflows.library import Library

ROOT = Path(__file__).resolve().parents[1]
Run = Callable[..., Result]
TODAY = ("--today", "2023-06-21")
BRANCH = ("--under", "binh-dinh", "--period", "2023-H1", *TODAY)


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as of 21 June 2023, made once; `database` hands out copies."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    result = CliRunner().invoke(main, ["demo", "--db", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


@pytest.fixture
def database(folder: Path, demo_database: Path) -> Path:
    return Path(shutil.copy(demo_database, folder / "dondoc.db"))


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)

    return call


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


COMMANDS = dict(commands(main))


# help


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_each_command_has_help_in_both_languages(name: tuple[str, ...], run: Run) -> None:
    vietnamese, english = run(*name, "--help"), run("--lang", "en", *name, "--help")

    assert vietnamese.exit_code == english.exit_code == 0
    assert "Cách dùng" in vietnamese.stdout
    assert "Usage" in english.stdout
    assert not re.search(r"required|default|OPTIONS|COMMAND|help\.", vietnamese.stdout)
    known = {"URL", "JSON", "CSV", "SQL", "SVG", "XES", "OCEL", "IEEE", "XML", "TUQ", "TOML"}
    assert set(re.findall(r"(?<![\w./])[A-Z]{3,}(?!\w)", vietnamese.stdout)) <= known | {"THAM", "VAI", "TRANG"}
    assert not re.search(r"[ạảấầậẩẫắằặẳẵẹẻẽếềệểễịỉọỏốồộổỗớờợởỡụủứừựửữỳỵỷỹđ]|help\.", english.stdout)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "giá trị của {} không dùng được: phải là một số"), ("en", "bad value for {}: it must be a number")],
)
def test_a_wrong_number_is_refused_in_the_words_of_the_language(lang: str, said: str, run: Run) -> None:
    numbers = {
        (name, option.opts[0])
        for name, command in COMMANDS.items()
        if isinstance(command, Later)
        for option in command.loaded().params
        if isinstance(option, click.Option)
        and isinstance(option.type, (click.types.IntParamType, click.types.FloatParamType))
    }
    assert (("todo",), "--limit") in numbers

    for name, option in numbers:
        refused = run("--lang", lang, *name, f"{option}=nhiều")
        assert said.format(option) in refused.stderr, (name, refused.output)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("blockd",), 'no such command "blockd"; did you mean blocked?'),
        (("blocked", "--overdu"), "no such option: --overdu; did you mean --overdue?"),
        (("launch",), "is missing"),
        (("todo", "--limit"), "option --limit needs a value"),
    ],
)
def test_a_wrong_command_line_is_refused_in_english_too(arguments: tuple[str, ...], said: str, run: Run) -> None:
    refused = run("--lang", "en", *arguments)

    assert (refused.exit_code, said in refused.stderr) == (2, True), refused.stderr


def test_forecasts_that_are_not_drawn_are_refused_before_anything_is_read(run: Run) -> None:
    refused = run("--db", "sqlite:///not-there.db", "forecast", "--format", "svg")

    assert (refused.exit_code, "--backtest" in refused.stderr) == (2, True), refused.stderr


@pytest.mark.parametrize(("lang", "said"), [("vi", "cảnh báo"), ("en", "warning")])
def test_the_page_of_a_rule_says_how_grave_it_is_in_the_language_asked(lang: str, said: str, run: Run) -> None:
    assert (
        run("check", "--explain", "A104", "--lang", lang).stdout.splitlines()[0] == f"A104 agency-ends-first ({said})"
    )


def loaded_by(program: str) -> set[str]:
    """The modules that stand after a program of Python has run."""
    program = f"import sys\n{program}\nprint(*sys.modules, file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ended.stderr.split())


def test_help_loads_click_and_of_ours_nothing_but_how_commands_are_declared() -> None:
    """Wall time is benchmarked; what costs it is what is imported."""
    modules = loaded_by("import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass")

    assert {name for name in modules if name.startswith("commands.")} == {"commands.options", "commands.spoken"}
    assert modules & {"engine", "workflows", "screen", "pydantic", "sqlalchemy", "rich", "transitions"} == set()


def test_help_reads_what_help_says_and_no_other_words() -> None:
    program = (
        "opened = set()\n"
        "sys.addaudithook(lambda what, given: opened.add(str(given[0])) if what == 'open' else None)\n"
        "import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print(*(name for name in opened if name.endswith('.mo')), file=sys.stderr)"
    )

    read = {Path(name).name for name in loaded_by(program) if name.endswith(".mo")}

    assert read == {"vi.help.mo"}


def test_help_of_a_command_loads_no_engine() -> None:
    """Every command is loaded here, in one process."""
    modules = loaded_by(
        "import click, cli\n"
        "def load(group):\n"
        "    for each in group.commands.values():\n"
        "        load(each) if isinstance(each, click.Group) else each.loaded()\n"
        "load(cli.main)"
    )

    assert {"commands.asking", "commands.running", "commands.spec"} <= modules
    ours = {"engine", "features", "rules", "spec", "papers"}
    assert modules & (ours | {"pydantic", "sqlalchemy", "yaml", "transitions"}) == set()


def test_a_question_loads_neither_sqlalchemy_nor_what_reads_definitions(database: Path) -> None:
    program = (
        "import sys, cli\ntry: cli.main(['blocked', '--db', sys.argv[1]])\nexcept SystemExit: pass\n"
        "print(sorted(sys.modules), file=sys.stderr)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, str(database)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    ours = (
        "engine.receipts",
        "engine.questions.past",
        "engine.questions.history",
        "screen.folded",
        "yaml",
        "workflows.agencies",
        "commands.running",
        "engine.migrating",
        "workflows.compiler",
        "workflows.library",
        "workflows.rules",
    )
    for name in ("sqlmodel", "sqlalchemy", "alembic", "rich", "holidays", *ours):
        assert f"'{name}'" not in ended.stderr


# answers


FIELDS = {
    ("blocked",): "task agency period due own_due status inputs open days_late working_days_late root_blockers",
    ("todo", "--agency", "binh-dinh.huyen-tuy-phuoc"): "task agency period state standing due days_late triggers",
    ("status",): "task agency period state standing due days_late triggers",
    ("why", "2023-H1/binh-dinh"): "task agency state next_trigger since",
    ("history", "2023-H1/binh-dinh"): (
        "task seq kind trigger from to agency by occurred_on recorded_at document reason hash"
    ),
    ("check",): "code rule severity file line column at years message hint cites acknowledged",
    ("advance", "2023-H1/binh-dinh.huyen-tuy-phuoc", "report", "--as", "binh-dinh.huyen-tuy-phuoc"): (
        "task from to unblocked released seq hash"
    ),
    ("cascades",): "cascade tasks consolidations by_state by_timeliness blocked",
    ("agencies", "Tuy Phước"): "key name kind superior from until",
}


@pytest.mark.parametrize("command", FIELDS, ids=" ".join)
def test_json_has_the_documented_fields(command: tuple[str, ...], run: Run, database: Path) -> None:
    answer = json.loads(run(*command, *TODAY, "--json").stdout)

    assert isinstance(answer, list)
    assert answer
    for item in answer:
        assert set(FIELDS[command].split()) <= set(item)


AN_LAO = "2023-H1/binh-dinh.huyen-an-lao"


def test_a_day_that_is_past_is_asked_about_by_what_was_known_then(run: Run, database: Path) -> None:
    corrected = run(
        *("correct", AN_LAO, "--seq", "4", "--on", "16/06/2023", "--as", "binh-dinh.huyen-an-lao"),
        *("--reason", "ghi nhầm ngày", *TODAY, "--json"),
    )
    assert json.loads(corrected.stdout)[0]["was_on"] == "2023-06-20"

    now = run("status", "--under", "binh-dinh.huyen-an-lao", "--as-of", "18/06/2023", *TODAY)
    then = run(
        "status", "--under", "binh-dinh.huyen-an-lao", "--as-of", "18/06/2023", "--known-at", "18/06/2023", *TODAY
    )

    assert now.stdout.startswith("như cuối ngày 18/06/2023, theo mọi điều nay đã biết\n")
    assert f"{AN_LAO}: đã thực hiện" in now.stdout
    assert "theo những gì đã ghi nhận đến hết ngày 18/06/2023" in then.stdout
    assert "đã báo cáo" in now.stdout.partition("Cuối ngày đó")[0].splitlines()[6]
    assert "đã thực hiện" in then.stdout.splitlines()[6]


def test_of_the_past_nothing_is_suggested(run: Run, database: Path) -> None:
    assert "Tiếp theo" in run("blocked", *BRANCH).stdout
    assert "Tiếp theo" not in run("blocked", *BRANCH, "--as-of", "2023-06-20").stdout


def test_what_was_seen_as_blocked_only_then_is_named(run: Run, database: Path) -> None:
    for district, triggers in (("tuy-phuoc", ["report"]), ("hoai-an", ["implement", "report"])):
        agency = f"binh-dinh.huyen-{district}"
        for trigger in triggers:
            run("advance", f"2023-H1/{agency}", trigger, "--as", agency, "--on", "2023-06-19", *TODAY)

    answer = run("blocked", *BRANCH, "--as-of", "2023-06-20")

    assert "lúc đó được coi là bị chặn" in answer.stdout


def test_a_moment_that_is_none_is_bad_input(run: Run, database: Path) -> None:
    answer = run("status", "--known-at", "hôm qua")

    assert answer.exit_code == 2
    assert "hông phải thời điểm: “hôm qua”" in answer.stderr


def test_a_correction_of_a_correction_is_refused_and_says_what_to_do(run: Run, database: Path) -> None:
    given = ("--as", "binh-dinh.huyen-an-lao", "--reason", "nhầm", *TODAY)
    run("correct", AN_LAO, "--seq", "4", "--on", "2023-06-16", *given)

    answer = run("correct", AN_LAO, "--seq", "5", "--undo", *given)

    assert answer.exit_code == 1
    assert "[is-correction]" in answer.stderr
    assert "--seq 4" in answer.stderr


def test_root_blockers_have_the_documented_fields(run: Run, database: Path) -> None:
    answer = json.loads(run("blocked", *BRANCH, "--json").stdout)

    fields = {"task", "agency", "state", "next_trigger", "due", "days_late", "holds"}
    assert all(fields <= set(root) for item in answer for root in item["root_blockers"])


def test_launch_prints_one_object(run: Run) -> None:
    run("init")

    answer = json.loads(run("launch", "ct-33-ttg-2021", "--year", "2023", "--json").stdout)

    assert {"cascade", "tasks", "consolidations", "feeds", "definition_hash", "findings"} <= set(answer)
    assert (answer["cascade"], type(answer["tasks"])) == ("ct-33-ttg-2021/2023", int)


def test_jsonl_has_one_object_a_line(run: Run, database: Path) -> None:
    lines = run("status", *TODAY, "--format", "jsonl").stdout.splitlines()

    assert len(lines) == len(json.loads(run("status", *TODAY, "--json").stdout))
    assert all("task" in json.loads(line) for line in lines)


def test_csv_has_one_row_a_task(run: Run, database: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("status", *BRANCH, "--format", "csv").stdout)))

    assert len(rows) == 32
    assert rows[0]["mã nhiệm vụ"].startswith("ct-33-ttg-2021/2023-H1/")
    assert {row["trạng thái"] for row in rows} == {"đã có kế hoạch", "đã thực hiện", "đã báo cáo"}


def test_out_writes_a_file_and_nothing_to_stdout(run: Run, database: Path, folder: Path) -> None:
    result = run("status", *BRANCH, "--format", "csv", "--out", "status.csv")

    assert (result.exit_code, result.stdout) == (0, "")
    assert (folder / "status.csv").read_bytes().startswith("\ufeffmã nhiệm vụ,".encode())


def test_options_stand_before_or_after_the_command(run: Run, database: Path) -> None:
    before = run("--today", "21/06/2023", "--lang", "en", "blocked", "--under", "binh-dinh", "--period", "2023-H1")
    after = run("blocked", "--under", "binh-dinh", "--period", "2023-H1", "--today", "2023-06-21", "--lang", "en")

    assert before.exit_code == after.exit_code == 0
    # a flag that was given is repeated in the suggested command
    assert before.stdout == after.stdout
    assert "2 blocked consolidations, 2 root blockers" in after.stdout


def test_blocked_shows_the_picture_of_21_june(run: Run, database: Path) -> None:
    text = run("blocked", *BRANCH).stdout

    assert "2 báo cáo tổng hợp bị chặn, 2 điểm nghẽn" in text
    assert "QUÁ HẠN  UBND tỉnh Bình Định        kỳ 6 tháng   hạn 29/05 (trước 30/5)   quá hạn 23 ngày" in text
    assert "chờ    Sở Nội vụ tỉnh Bình Định tổng hợp" in text
    for district, undone in (("Tuy Phước", "chưa báo cáo"), ("Hoài Ân", "chưa thực hiện")):
        line = next(line for line in text.splitlines() if f"UBND huyện {district}" in line)
        assert undone in line
        assert "hạn 19/06 (trước 20/6)   quá hạn 2 ngày   đang chặn 3" in line


def test_the_suggested_command_can_be_pasted(run: Run, database: Path) -> None:
    import shlex

    command = run("blocked", *BRANCH).stdout.splitlines()[-1].removeprefix("Tiếp theo: dondoc ")

    unfilled = run(*shlex.split(command), "--json")
    result = run(*shlex.split(command.replace("…", "12/BC")), "--json")

    assert (unfilled.exit_code, result.exit_code) == (2, 0)  # “…” is no name
    (moved,) = json.loads(result.stdout)
    assert moved["occurred_on"] == "2023-06-21"  # the day that was given, not the real one


def test_the_command_after_a_refusal_keeps_the_day(run: Run, database: Path) -> None:
    refused = run("advance", "2023-H1/binh-dinh.so-noi-vu", "consolidate", "--as", "binh-dinh.so-noi-vu", *TODAY)
    equals = run("advance", "2023-H1/binh-dinh", "consolidate", "--as", "ha-noi", "--today=2023-06-21")

    assert "dondoc --today 2023-06-21 advance" in refused.stderr
    assert "dondoc --today 2023-06-21 why" in equals.stderr


def test_colours_are_for_terminals_only(run: Run, database: Path) -> None:
    assert "\x1b" not in run("blocked", *BRANCH).stdout


@pytest.mark.parametrize("columns", ["80", "160"])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "command", [("status",), ("history",), ("why", "2023-H1/bo-noi-vu"), ("agencies", "Bình Định")]
)
def test_no_line_is_wider_than_the_screen(
    command: tuple[str, ...], lang: str, columns: str, run: Run, database: Path
) -> None:
    lines = run(*command, *TODAY, "--lang", lang, COLUMNS=columns).stdout.splitlines()

    told = ("Tiếp theo:", "Next:", "Cơ quan không có đầu vào", "Agencies without")
    assert [line for line in lines if len(line) > int(columns) and not line.startswith(told)] == []


# settings


def test_a_variable_is_weaker_than_a_flag_and_stronger_than_the_file(run: Run, folder: Path, database: Path) -> None:
    (folder / "dondoc.toml").write_text('lang = "en"\n[profile.vn]\nlang = "vi"\n', encoding="utf-8")

    assert "blocked consolidations" in run("blocked", *TODAY).stdout
    assert "bị chặn" in run("blocked", *TODAY, DONDOC_LANG="vi").stdout
    assert "bị chặn" in run("blocked", *TODAY, "--profile", "vn").stdout
    assert "bị chặn" in run("blocked", *TODAY, DONDOC_PROFILE="vn").stdout
    assert "blocked consolidations" in run("blocked", *TODAY, "--lang", "en", DONDOC_LANG="vi").stdout


@pytest.mark.parametrize("content", ["dbb = 'x'", "not toml", "lang = 'fr'", "profile = 3", "today = 'soon'"])
def test_a_wrong_settings_file_is_bad_input(content: str, run: Run, folder: Path) -> None:
    (folder / "dondoc.toml").write_text(content, encoding="utf-8")

    result = run("status")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "dondoc.toml" in result.stderr or "soon" in result.stderr


def test_a_path_is_the_url_of_an_sqlite_file(run: Run, folder: Path) -> None:
    assert run("init", "--db", "other.db").exit_code == 0
    assert (folder / "other.db").exists()


# exit codes and errors


BAD_INPUT = {
    "unknown command": ("frob",),
    "unknown option": ("status", "--todayy", "x"),
    "missing argument": ("launch",),
    "bad date": ("status", "--today", "31/02/2023"),
    "bad language": ("status", "--lang", "fr"),
    "unknown document": ("launch", "ct-99", "--year", "2023"),
    "unknown agency": ("todo", "--agency", "nowhere"),
    "unknown task": ("why", "2023-H1/nowhere"),
    "unknown period": ("blocked", "--period", "tuần"),
    "unknown rule": ("check", "--explain", "X999"),
    "unknown trigger": ("advance", "2023-H1/binh-dinh", "fly", "--as", "binh-dinh"),
    "missing file": ("check", "nothing.yaml"),
    "missing CSV": ("advance", "--from", "nothing.csv"),
    "who acts is not said": ("advance", "2023-H1/binh-dinh", "report"),
    "unwritable out": ("status", "--out", "/nonexistent/folder/file"),
    "no database": ("status", "--db", "nothing.db"),
    "demo over something else": ("demo", "--db", "note.txt"),
    "demo before its launch": ("demo", "--until", "2022-01-01"),
    "definitions folder": ("check", "--definitions", "nothing"),
}


@pytest.mark.parametrize("arguments", BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_ends_with_2_and_words_on_stderr(
    arguments: tuple[str, ...], run: Run, database: Path, folder: Path
) -> None:
    (folder / "note.txt").write_text("mine", encoding="utf-8")

    result = run(*arguments)
    as_json = run(*arguments, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert as_json.exit_code == 2
    assert {"error", "message", "hint", "exit_code"} <= set(json.loads(as_json.stderr))
    assert (folder / "note.txt").read_text(encoding="utf-8") == "mine"


def test_an_unknown_format_is_bad_input(run: Run, database: Path) -> None:
    result = run("status", "--format", "xml")

    assert result.exit_code == 2
    assert "text, json, jsonl, csv" in result.stderr


def test_a_refusal_ends_with_1_names_its_rule_and_changes_nothing(run: Run, database: Path) -> None:
    task = "2023-H1/binh-dinh.so-noi-vu"
    before = run("history", task, "--json").stdout

    result = run("advance", task, "consolidate", "--as", "binh-dinh.so-noi-vu", *TODAY)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "[inputs-open]" in result.stderr
    assert "UBND huyện Tuy Phước" in result.stderr
    assert (
        "dondoc --today 2023-06-21 advance ct-33-ttg-2021/2023-H1/binh-dinh.huyen-tuy-phuoc report --as"
        in result.stderr
    )
    assert run("history", task, "--json").stdout == before


def test_a_refusal_as_json_is_one_object_on_stderr(run: Run, database: Path) -> None:
    result = run("advance", "2023-H1/binh-dinh", "consolidate", "--as", "ha-noi", "--json", "--lang", "en", *TODAY)

    data = json.loads(result.stderr)
    assert (result.exit_code, data["rule"], data["exit_code"]) == (1, "not-yours", 1)
    assert {"task", "trigger", "who_can", "unblock"} <= set(data)


def test_an_already_launched_cascade_is_refused(run: Run, database: Path) -> None:
    result = run("launch", "ct-33-ttg-2021", "--year", "2023")

    assert result.exit_code == 1
    assert "[already-launched]" in result.stderr


def test_a_broken_chain_ends_with_3() -> None:
    from commands.failures import exit_code
    from engine.errors import BrokenChain
    from workflows.said import Said

    assert exit_code(BrokenChain("task", 1, Said("broken.row-form"))) == 3


def test_a_dry_run_writes_nothing(run: Run, database: Path) -> None:
    task = "2023-H1/binh-dinh.huyen-tuy-phuoc"
    before = run("history", task, "--json").stdout

    result = run("advance", task, "report", "--as", "binh-dinh.huyen-tuy-phuoc", "--dry-run", *TODAY)

    assert result.exit_code == 0
    assert "chạy thử" in result.stderr
    assert result.stdout.rstrip().endswith("dòng 4")  # what would be its hash is no receipt
    assert run("history", task, "--json").stdout == before


def test_triggers_take_hyphens_and_days_the_vietnamese_form(run: Run) -> None:
    run("init")
    run("launch", "ct-33-ttg-2021", "--year", "2023", "--today", "03/04/2023")

    result = run(
        *("advance", "2023-H1/binh-dinh", "draft-plan", "--as", "UBND tỉnh Bình Định", "--document", "45/KH-UBND"),
        *("--on", "10/04/2023", "--json"),
    )

    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)[0]["occurred_on"] == "2023-04-10"


def test_strict_makes_warnings_fail(run: Run) -> None:
    assert run("check", "cv-1432-bnv-2023").exit_code == 0
    assert run("check", "cv-1432-bnv-2023", "--strict").exit_code == 1
    assert run("check", "ct-33-ttg-2021", "--strict").exit_code == 0


def test_a_bad_definition_says_every_problem_with_its_place(run: Run, folder: Path) -> None:
    (folder / "bad.yaml").write_text("key: bad\nnummber: 3\ndate: 2023-02-30\n", encoding="utf-8")

    result = run("check", "bad.yaml", "--lang", "en")

    assert result.exit_code == 2
    assert "bad.yaml:2:1: " in result.stderr
    assert "bad.yaml:3:1: " in result.stderr
    assert "number?" in result.stderr


def test_an_own_definition_replaces_a_shipped_one_and_check_says_so(run: Run, folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    text = (ROOT / "definitions/documents/kh-binh-dinh-2023.yaml").read_text(encoding="utf-8")
    (own / "kh-binh-dinh-2023.yaml").write_text(f"{text}\n# ours\n", encoding="utf-8")

    result = run("--definitions", str(own), "check", "kh-binh-dinh-2023")

    assert "thay bản đi kèm" in result.stderr


def test_dates_are_printed_with_their_weekday(run: Run) -> None:
    text = run("check", "--dates", "kh-binh-dinh-2023").stdout

    assert "19/03/2023" in text
    assert "Chủ nhật" in text


# a closed pipe, an interrupted call


def test_a_closed_pipe_is_no_error(database: Path) -> None:
    program = f"{sys.executable} -m cli history --db {database} | head -1"

    ended = subprocess.run(
        program, shell=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )

    assert "Traceback" not in ended.stderr
    assert ended.stdout


# CSV


HEAD = "task,trigger,as,by,on,document,reason,idempotency_key\n"
TUY_PHUOC = "2023-H1/binh-dinh.huyen-tuy-phuoc,report,binh-dinh.huyen-tuy-phuoc,,22/06/2023,,,\n"
HOAI_AN = "2023-H1/binh-dinh.huyen-hoai-an,implement,binh-dinh.huyen-hoai-an,văn thư,2023-06-22,,,\n"


def test_a_csv_moves_many(run: Run, database: Path, folder: Path) -> None:
    (folder / "moves.csv").write_text("# a comment\n" + HEAD + TUY_PHUOC + "\n" + HOAI_AN, encoding="utf-8-sig")

    result = run("advance", "--from", "moves.csv", "--json")

    assert result.exit_code == 0, result.stderr
    assert [move["to"] for move in json.loads(result.stdout)] == ["reported", "implemented"]


def test_columns_stand_in_any_order_separated_by_semicolons(run: Run, database: Path, folder: Path) -> None:
    agency = "binh-dinh.huyen-tuy-phuoc"
    (folder / "moves.csv").write_text(f"AS;Trigger;task\n{agency};report;2023-H1/{agency}\n", encoding="utf-8")

    assert run("advance", "--from", "moves.csv").exit_code == 0


def test_every_bad_row_is_reported_with_its_line_and_nothing_is_written(run: Run, database: Path, folder: Path) -> None:
    bad = HOAI_AN.replace("implement", "consolidate") + HOAI_AN.replace("2023-06-22", "2023-06-32") + ",x,,,,,,\n"
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC + bad, encoding="utf-8")

    result = run("advance", "--from", "moves.csv")

    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines() if line.startswith("dòng")] == [
        "dòng 3",
        "dòng 4",
        "dòng 5",
    ]
    state = json.loads(run("status", "--under", "binh-dinh.huyen-tuy-phuoc", "--period", "2023-H1", "--json").stdout)
    assert state[0]["state"] == "implemented"


def test_keep_going_records_the_good_rows_and_hands_back_the_others(run: Run, database: Path, folder: Path) -> None:
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC + HOAI_AN.replace("implement", "report"), encoding="utf-8")

    result = run("advance", "--from", "moves.csv", "--keep-going", "--rejects", "rejects.csv", "--json")

    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 1
    rejected = list(csv.DictReader((folder / "rejects.csv").open(encoding="utf-8-sig")))
    assert [(row["task"], row["by"]) for row in rejected] == [("2023-H1/binh-dinh.huyen-hoai-an", "văn thư")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_vietnamese_heads_and_columns_of_ones_own(
    run: Run, database: Path, folder: Path, separator: str
) -> None:
    heads = ["STT", "Nhiệm vụ", "Hành động", "Cơ quan thực hiện", "Ngày thực hiện", "Ghi chú"]
    done = ["1", "2023-H1/binh-dinh.huyen-hoai-an", "thực hiện", "binh-dinh.huyen-hoai-an", "16.6.2023", "gọi lại"]
    bad = ["2", "2023-H1/binh-dinh.huyen-tuy-phuoc", "báo cáo", "binh-dinh", "45096", "=xem"]
    text = "\n".join(separator.join(row) for row in (heads, done, bad))
    (folder / "bang.csv").write_text(text, encoding="utf-8-sig")

    result = run("advance", "--from", "bang.csv", "--keep-going", "--rejects", "tra-lai.csv", *TODAY)
    again = (folder / "tra-lai.csv").read_text("utf-8-sig")
    fed_in = run("advance", "--from", "tra-lai.csv", *TODAY)

    assert (result.exit_code, fed_in.exit_code) == (1, 1)
    assert "STT, Ghi chú" in result.stderr
    rows = list(csv.reader(io.StringIO(again), delimiter=separator))
    assert rows[0] == [*heads, "dòng", "vì sao bị từ chối"]
    assert rows[1][:7] == [*bad[:5], "'=xem", "3"]
    assert rows[1][7].startswith("binh-dinh không được làm")
    assert len(rows) == 2


def test_the_table_of_status_is_taken_back(run: Run, database: Path, folder: Path) -> None:
    under = ("--under", "binh-dinh.huyen-hoai-an", "--period", "2023-H1")
    assert run("status", *under, *TODAY, "--out", "viec.csv").exit_code == 0

    result = run("advance", "--from", "viec.csv", *TODAY, "--dry-run", "--json")

    assert result.exit_code == 0, result.stderr
    assert [move["trigger"] for move in json.loads(result.stdout)] == ["implement"]


def test_rejects_of_an_earlier_run_do_not_stay(run: Run, database: Path, folder: Path) -> None:
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC, encoding="utf-8")
    (folder / "rejects.csv").write_text(HEAD + HOAI_AN, encoding="utf-8")

    tried = run("advance", "--from", "moves.csv", "--rejects", "rejects.csv", "--dry-run")
    kept = (folder / "rejects.csv").read_text(encoding="utf-8")
    result = run("advance", "--from", "moves.csv", "--rejects", "rejects.csv")

    assert (tried.exit_code, kept) == (0, HEAD + HOAI_AN)  # a dry run loses nothing
    assert result.exit_code == 0, result.stderr
    assert list(csv.DictReader((folder / "rejects.csv").open(encoding="utf-8-sig"))) == []
    assert "rejects.csv nay chỉ còn dòng tiêu đề" in result.stderr
    assert run("advance", "--from", "rejects.csv").exit_code == 0


def test_without_bad_rows_no_file_of_rejects_is_made(run: Run, database: Path, folder: Path) -> None:
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC, encoding="utf-8")

    result = run("advance", "--from", "moves.csv", "--rejects", "rejects.csv")

    assert (result.exit_code, (folder / "rejects.csv").exists()) == (0, False)


def test_a_file_is_not_overwritten_with_its_own_rejects(run: Run, database: Path, folder: Path) -> None:
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC + "x,y,z,,,,,\n", encoding="utf-8")

    result = run("advance", "--from", "moves.csv", "--keep-going", "--rejects", "./moves.csv")

    assert result.exit_code == 2
    assert "--rejects trùng với tệp của --from" in result.stderr
    assert TUY_PHUOC in (folder / "moves.csv").read_text(encoding="utf-8")


def of_one_move() -> Iterator[tuple[str, list[str]]]:
    """What `advance` takes for one move, each with how it is given."""
    shared = {option.name for option in main.params} | {"source", "keep_going", "rejects", "backfill", "help"}
    for parameter in COMMANDS["advance",].loaded().params:
        if parameter.name in shared:
            continue
        value = {"what": "own", "seq": "3"}.get(str(parameter.name), "2023-06-01")
        if isinstance(parameter, click.Argument):
            yield str(parameter.name).upper(), [value]
        else:
            yield parameter.opts[0], [parameter.opts[0], value]


@pytest.mark.parametrize(("name", "given"), list(of_one_move()), ids=[name for name, _ in of_one_move()])
def test_what_is_for_one_move_is_refused_beside_a_file(
    name: str, given: list[str], run: Run, database: Path, folder: Path
) -> None:
    words = [*given, "report"] if name == "TRIGGER" else given
    before = run("history", "--json").stdout
    (folder / "moves.csv").write_text(HEAD + TUY_PHUOC, encoding="utf-8")

    result = run("advance", *words, "--from", "moves.csv")

    assert (result.exit_code, result.stdout) == (2, "")
    assert {"TASK": "NHIỆM_VỤ", "TRIGGER": "HÀNH_ĐỘNG"}.get(name, name) in result.stderr
    assert "cột" in result.stderr
    assert run("history", "--json").stdout == before


@pytest.mark.parametrize("given", [("--keep-going",), ("--rejects", "rejects.csv")])
def test_what_is_for_a_file_is_refused_beside_one_move(given: tuple[str, ...], run: Run, database: Path) -> None:
    agency = "binh-dinh.huyen-tuy-phuoc"

    result = run("advance", f"2023-H1/{agency}", "report", "--as", agency, *given, *TODAY)

    assert result.exit_code == 2
    assert f"{given[0]} chỉ dùng cùng với --from" in result.stderr


def test_a_bad_row_has_below_it_what_to_do(run: Run, database: Path, folder: Path) -> None:
    agency = "binh-dinh.huyen-tuy-phuoc"
    rows = [f"2023-H1/{agency},repor,{agency}", f"2023-H1/{agency},báo cáo,binh-dinh", f"2023-H1/{agency},báo cáo"]
    (folder / "moves.csv").write_text("\n".join(["task,trigger,as", *rows]), encoding="utf-8")

    text = run("advance", "--from", "moves.csv", *TODAY).stderr
    data = json.loads(run("advance", "--from", "moves.csv", "--json", *TODAY).stderr)["bad_rows"]

    assert "các hành động: báo cáo, trả lại báo cáo" in text
    assert f"--today 2023-06-21 advance ct-33-ttg-2021/2023-H1/{agency} report --as {agency}" in text
    assert "thiếu as: dòng có 2 ô, tệp có 3 cột" in text
    assert [bool(row["hint_vi"] and row["hint_en"]) for row in data] == [True, False, True]
    assert (data[1]["who_can"], data[1]["unblock"][0].split(" advance ")[0]) == ([agency], "dondoc --today 2023-06-21")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD.replace("trigger", "triger").encode(), "trigger"),
        (b"task,trigger,as\nx,y,\xf5\n", "moves.csv:2"),
        (b"task,trigger\nx,y\n", "as"),
        (b"task,task,trigger,as\n", "task"),
        (b"", "moves.csv:1"),
        (b'task,trigger,as\n"x,y\n', "moves.csv:2"),
    ],
)
def test_a_csv_that_cannot_be_read_is_bad_input(
    content: bytes, words: str, run: Run, database: Path, folder: Path
) -> None:
    (folder / "moves.csv").write_bytes(content)

    result = run("advance", "--from", "moves.csv")

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


# diagrams, schemas, the demo


@pytest.mark.parametrize("what", ["ct-33-ttg-2021", "kh-binh-dinh-2023", "standard", "ct-33-ttg-2021/2023"])
def test_a_diagram_is_mermaid_or_svg(what: str, run: Run, database: Path) -> None:
    assert run("diagram", what).stdout.startswith("flowchart ")
    drawn = run("diagram", what, "--format", "svg").stdout
    assert drawn.startswith("<?xml")
    assert "</svg>" in drawn


@pytest.mark.parametrize("kind", ["document", "overlay", "lifecycle", "agencies", "bodies", "calendar"])
def test_a_schema_is_json(kind: str, run: Run) -> None:
    assert json.loads(run("schema", "--of", kind).stdout)["$schema"].startswith("https://json-schema.org/")


def test_agencies_are_told_as_of_a_day_and_with_their_line(run: Run) -> None:
    every = json.loads(run("agencies", "Sở Nội vụ", "--on", "2026-07-01", "--json").stdout)
    line = run("agencies", "binh-dinh.so-tai-nguyen-va-moi-truong", "--heirs").stdout
    before = json.loads(run("agencies", "gia-lai.so-noi-vu", "--ancestors", "--json").stdout)

    assert len(every) == 34
    assert "Sở Nội vụ thành phố Đồng Nai" in {agency["name"] for agency in every}
    assert line.index("binh-dinh.so-nong-nghiep-va-moi-truong") < line.index("gia-lai.so-nong-nghiep-va-moi-truong")
    assert "binh-dinh.so-noi-vu" in {edge["from"] for edge in before}
    assert "không còn cấp huyện" in run("agencies", "Phòng Nội vụ huyện Tuy Phước", "--heirs").stdout
    assert "theo nghị định, chưa xác nhận" in run("agencies", "lai-chau.so-y-te").stdout


def test_the_demo_is_simulated_and_may_be_made_again(run: Run, database: Path) -> None:
    assert json.loads(run("cascades", "--json").stdout)[0]["simulated"] is True

    result = run("demo", "--db", "dondoc.db", "--until", "2023-07-15")

    assert result.exit_code == 0
    assert "Thử tiếp" in result.stdout
    assert json.loads(run("blocked", *BRANCH, "--json").stdout) == []


def test_every_event_of_the_demo_is_marked_as_simulated_and_names_no_person() -> None:
    text = (ROOT / "definitions/demo/2023.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))

    assert "MÔ PHỎNG" in text.splitlines()[0]
    assert {row["by"] for row in rows} == {"", "văn thư"}


# completion


def complete(arguments: list[str], incomplete: str) -> list[str]:
    return [
        item.value
        for item in ShellComplete(main, {}, "dondoc", "_DONDOC_COMPLETE").get_completions(arguments, incomplete)
    ]


def test_keys_are_completed(database: Path) -> None:
    assert complete(["why"], "2023-H1/binh-dinh.huyen-tuy") == ["2023-H1/binh-dinh.huyen-tuy-phuoc"]
    assert complete(["advance", "2023-H1/binh-dinh"], "draft-") == ["draft-plan"]
    assert complete(["launch"], "ct-") == ["ct-33-ttg-2021"]
    assert complete(["status"], "ct") == ["ct-33-ttg-2021/2023"]
    assert complete(["todo", "--agency"], "binh-dinh.so-noi") == ["binh-dinh.so-noi-vu"]


def test_completion_is_silent_without_a_database(folder: Path) -> None:
    assert complete(["why"], "2023") == []
    assert complete(["status", "--lang", "xx"], "ct") == []


def test_nothing_is_completed_from_a_broken_settings_file(folder: Path) -> None:
    (folder / "dondoc.toml").write_text("][", encoding="utf-8")

    answer: list[Any] = complete(["status"], "ct")

    assert answer == []


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
@pytest.mark.parametrize(
    "question",
    ["status --under binh-dinh", "blocked --under binh-dinh", "why 2023-H1/binh-dinh", "todo --agency binh-dinh"],
)
def test_a_day_before_anything_was_recorded_is_answered_in_every_form(question: str, form: str, run: Run) -> None:
    """Launched and recorded today, asked about a day of 2023: all that is known now counts."""
    run("init")
    run("launch", "ct-33-ttg-2021", "--year", "2023", "--today", "2023-04-10")

    answered = run(*question.split(), "--as-of", "2023-05-01", "--format", form)

    assert answered.exit_code == 0, answered.output
    assert "binh-dinh" in answered.stdout or "Bình Định" in answered.stdout


def test_why_cites_each_document_that_asks_for_the_task(database: Path, run: Run) -> None:
    """Hồ Chí Minh City reports for the Ministry's letter and for its own plan: each with its own place and words."""
    told = run("why", "2023-H1/ho-chi-minh").stdout
    english = run("--lang", "en", "why", "2023-H1/ho-chi-minh").stdout

    assert re.search(r"báo cáo +cv-1432-bnv-2023 +mục 2 +kết quả công tác dân vận", told)
    assert re.search(r"báo cáo +kh-246-tphcm-2022 +III\.2\.b +tình hình thực hiện Chỉ thị 33", told)
    assert re.search(r"plan +cv-1432-bnv-2023 +mục 1", english)


def test_working_days_beyond_the_known_days_off_say_so(database: Path, run: Run) -> None:
    """A cascade of 2023 knows the days off up to the end of 2025."""
    within = run("audit", "lateness", "--today", "2025-12-31")
    beyond = run("audit", "lateness", "--today", "2026-01-05")
    row = json.loads(run("status", "--json", "--under", "binh-dinh", "--today", "2026-01-05").stdout)[0]
    held = json.loads(run("blocked", "--json", "--under", "binh-dinh", "--today", "2026-01-05").stdout)[0]

    assert "Ngày nghỉ lễ" not in within.stdout
    assert "Ngày nghỉ lễ chỉ biết đến hết 31/12/2025" in " ".join(beyond.stdout.split())
    assert row["calendar_until"] == held["calendar_until"] == "2025-12-31"


HOSTILE = "bão\x1b]0;lũ\x07 \u202ephong"


def test_what_acts_on_a_terminal_is_refused_where_it_is_recorded(database: Path, run: Run) -> None:
    move = ("advance", "2023-Y/ha-giang", "extend", "--until", "2024-01-30", "--as", "bo-noi-vu", *TODAY)

    refused = run(*move, "--reason", HOSTILE)
    long = run("advance", "2023-H1/ha-giang", "draft_plan", "--as", "ha-giang", "--document", "9" * 201)

    assert (refused.exit_code, long.exit_code) == (2, 2)
    assert "ý tự điều khiển U+001B ở vị trí 4" in refused.stderr
    assert "\x1b" not in refused.stderr
    assert "chỉ ghi được 200" in long.stderr


def test_rows_of_before_are_shown_with_it_written_out(database: Path, run: Run, monkeypatch) -> None:
    move = ("advance", "2023-Y/ha-giang", "extend", "--until", "2024-01-30", "--as", "bo-noi-vu", *TODAY)
    with monkeypatch.context() as before:
        before.setattr("engine.requests.control_at", lambda _: None)
        assert run(*move, "--reason", HOSTILE).exit_code == 0

    shown = run("history", "2023-Y/ha-giang").stdout
    table = run("history", "2023-Y/ha-giang", "--format", "csv").stdout

    for text in (shown, table):
        assert "bão\\u001b]0;lũ\\u0007 \\u202ephong" in text
        assert not set("\x1b\x07\u202e") & set(text)


def test_a_csv_for_people_holds_no_formula_and_no_json(database: Path, run: Run) -> None:
    move = ("advance", "2023-Y/ha-giang", "extend", "--until", "2024-01-30", "--as", "bo-noi-vu", *TODAY)
    assert run(*move, "--reason", "=HYPERLINK(1)", "--by", "@an").exit_code == 0

    history = run("history", "2023-Y/ha-giang", "--format", "csv").stdout
    blocked = run("blocked", "--format", "csv").stdout

    assert ",'=HYPERLINK(1)," in history
    assert ",'@an," in history
    assert not re.search(r"[{}\[\]]", blocked)


def own_files(folder: Path) -> None:
    """One file of one's own that is whole, one that is broken, and a pipe where a file should be."""
    mine = folder / "mine"
    mine.mkdir()
    text = (ROOT / "definitions" / "documents" / "kh-binh-dinh-2023.yaml").read_text(encoding="utf-8")
    (mine / "kh-binh-dinh-2023.yaml").write_text(text.replace("2023-06-20", "2023-06-21"), encoding="utf-8")
    (mine / "kh-hong-2023.yaml").write_text("key: [", encoding="utf-8")
    os.mkfifo(mine / "kh-ong-2023.yaml")


def test_what_an_office_says_of_a_shipped_document_is_laid_over_it(folder: Path, run: Run) -> None:
    file = folder / "own" / "overlays" / "kh-246-tphcm-2022.yaml"
    file.parent.mkdir(parents=True)
    heir = "{agency: ho-chi-minh.so-tai-nguyen-va-moi-truong, by: ho-chi-minh.so-xay-dung, at: công văn 12/UBND-VX}"
    file.write_text(f"succeeds: {heir}\nacknowledged: [{{rule: A205, reason: chưa giao cấp xã}}]\n", "utf-8")

    checked = run("check", "own/overlays/kh-246-tphcm-2022.yaml", "--year", "2026").stdout
    run("init")
    launched = run("--definitions", "own", "launch", "ct-33-ttg-2021", "--year", "2026")

    assert "hiểu là Sở Xây dựng Thành phố Hồ Chí Minh" in checked
    assert "định nghĩa trả lời bằng `succeeds`, căn cứ công văn 12/UBND-VX" in " ".join(checked.split())
    assert "đã biết: chưa giao cấp xã" in checked
    assert launched.exit_code == 0
    assert "TOÀN VẸN" in run("audit", "verify").stdout


def test_a_broken_file_laid_over_one_document_keeps_no_other_from_being_checked(folder: Path, run: Run) -> None:
    file = folder / "own" / "overlays" / "kh-246-tphcm-2022.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("acknowledged: [\n", "utf-8")

    every = run("--definitions", "own", "check", "--year", "2026")
    other = run("--definitions", "own", "check", "kh-binh-dinh-2023", "--year", "2023")

    assert (every.exit_code, "own/overlays/kh-246-tphcm-2022.yaml:" in every.stderr) == (2, True)
    assert "A205" in every.stdout
    assert "T406" in other.stdout


def test_a_file_laid_over_a_document_counts_once_named_or_not(folder: Path) -> None:
    file = folder / "own" / "overlays" / "kh-246-tphcm-2022.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("acknowledged: [{rule: A205, reason: chưa giao cấp xã}]\n", "utf-8")

    library = Library.load([folder / "own"], [file])

    assert library.loaded["kh-246-tphcm-2022"].overlays == (file.read_text("utf-8"),)


def test_one_broken_file_keeps_no_other_from_being_checked(folder: Path, run: Run) -> None:
    own_files(folder)

    whole = run("check", "--definitions", "mine")
    one = run("check", "--definitions", "mine", "mine/kh-binh-dinh-2023.yaml")
    data = json.loads(run("check", "--definitions", "mine", "--json").stdout)

    assert whole.exit_code == 2
    assert "mine/kh-hong-2023.yaml:2:1: cú pháp YAML sai" in whole.stderr
    assert "kh-ong-2023.yaml" in whole.stderr
    assert "không phải tệp thường" in whole.stderr
    assert "deadline-inversion" in whole.stdout
    assert (one.exit_code, "kh-hong" in one.stderr, "deadline-inversion" in one.stdout) == (0, False, True)
    assert {item["rule"] for item in data} >= {"unreadable-file", "deadline-inversion"}


def test_a_refused_launch_names_the_check_that_shows_why_and_fits_a_screen(folder: Path, run: Run) -> None:
    assert run("init").exit_code == 0

    (folder / "mine").mkdir()
    (folder / "mine" / "kh-cu-2023.yaml").write_text(
        "key: kh-cu-2023\ntype: ke-hoach\nnumber: 7/KH-UBND\ndate: 2023-01-05\nissuer: ho-chi-minh\ntitle: Việc thử\n"
        "implements: [{document: ct-33-ttg-2021}]\nassigns:\n  - {who: ho-chi-minh.quan-10, duty: theo dõi}\n",
        encoding="utf-8",
    )
    refused = run("--definitions", "mine", "launch", "ct-33-ttg-2021", "--year", "2026", "--strict")
    proposed = next(line for line in refused.stderr.splitlines() if " check kh-cu-2023" in line)
    words = shlex.split(proposed)
    shown = run(*words[words.index("--definitions") :])

    assert (refused.exit_code, shown.exit_code) == (1, 1)
    assert "A102" in shown.stdout
    assert len(refused.stderr.splitlines()) <= 24


def test_errors_of_one_branch_are_left_out_of_the_launch_and_told_by_it_and_by_status(folder: Path, run: Run) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "kh-cu-2023.yaml").write_text(
        "key: kh-cu-2023\ntype: ke-hoach\nnumber: 7/KH-UBND\ndate: 2023-01-05\nissuer: ho-chi-minh\ntitle: Việc thử\n"
        "implements: [{document: ct-33-ttg-2021}]\nassigns:\n"
        "  - {who: ho-chi-minh.quan-10, topic: a, plan: {due: none}}\n"
        "  - {who: ho-chi-minh.so-y-te, topic: b, report: {to: ho-chi-minh.quan-10, due: {H1: {before: 20/5}}}}\n"
        "  - {who: ho-chi-minh.so-y-te, topic: c, report: {to: ho-chi-minh, due: {H1: {before: 20/5}}}}\n",
        encoding="utf-8",
    )
    run("init")

    launched = run("--definitions", "mine", "launch", "ct-33-ttg-2021", "--year", "2026", "--today", "2026-01-05")
    rows = json.loads(run("status", "--json", "--today", "2026-01-05").stdout)
    status = run("status", "--lang", "en", "--today", "2026-01-05").stdout

    assert launched.exit_code == 0
    assert "2 chỗ để ngoài đợt vì còn lỗi" in launched.stdout
    assert "2 places left out for errors" in status
    assert "is not in force" in status
    assert {row["topic"] for row in rows if row["document"] == "kh-cu-2023"} == {"c"}
    assert "ho-chi-minh.quan-10" not in {row["agency"] for row in rows}
    assert len(rows) == 152 + 1


def test_what_was_left_out_comes_in_once_it_is_mended_by_the_command_that_launch_and_status_print(
    folder: Path, run: Run
) -> None:
    plan = folder / "mine" / "kh-cu-2023.yaml"
    plan.parent.mkdir()
    plan.write_text(
        "key: kh-cu-2023\ntype: ke-hoach\nnumber: 7/KH-UBND\ndate: 2023-01-05\nissuer: ho-chi-minh\ntitle: Việc thử\n"
        "implements: [{document: ct-33-ttg-2021}]\nassigns:\n"
        "  - {who: ho-chi-minh.quan-10, topic: a, report: {to: ho-chi-minh, due: {H1: {before: 20/5}}}}\n"
        "  - {who: ho-chi-minh.so-y-te, topic: b, report: {to: ho-chi-minh, due: {H1: {before: 20/5}}}}\n",
        encoding="utf-8",
    )
    run("init")
    mine = ("--definitions", "mine", "--today", "2026-01-05")
    launched = run(*mine, "launch", "ct-33-ttg-2021", "--year", "2026").stdout
    proposed = next(line for line in run(*mine, "status").stdout.splitlines() if " migrate " in line)
    assert proposed in launched

    plan.write_text(plan.read_text("utf-8").replace("quan-10", "phuong-vuon-lai"), encoding="utf-8")
    words = shlex.split(proposed.replace('--as "…"', "--as ho-chi-minh").replace('"…"', '"đã sửa"'))
    migrated = run(*words[words.index("--definitions") :])

    assert migrated.exit_code == 0, migrated.output
    rows = json.loads(run(*mine, "status", "--json").stdout)
    assert {row["agency"]: row["state"] for row in rows if row["document"] == "kh-cu-2023"} == {
        "ho-chi-minh.phuong-vuon-lai": "issued",
        "ho-chi-minh.so-y-te": "issued",
    }
    assert "để ngoài đợt" not in run(*mine, "status").stdout


def test_without_a_command_it_shows_where_to_begin_or_the_offices_own_day(
    run: Run, database: Path, folder: Path
) -> None:
    begin = run()
    (folder / "dondoc.toml").write_text('as = "binh-dinh.huyen-hoai-an"\ntoday = 2023-06-21\n', encoding="utf-8")
    day = run()

    assert (begin.exit_code, day.exit_code) == (0, 0)
    assert len(begin.stdout.splitlines()) <= 24
    assert all(len(line) <= 80 for line in begin.stdout.splitlines())
    assert "UBND huyện Hoài Ân" in day.stdout
    assert "implement --as binh-dinh.huyen-hoai-an" in day.stdout


@pytest.mark.parametrize("said", ["nộp báo cáo", "gửi báo cáo", "bao cao", "report"])
def test_what_is_owed_before_is_recorded_too(run: Run, database: Path, said: str) -> None:
    task, agency = "2023-H1/binh-dinh.huyen-hoai-an", "binh-dinh.huyen-hoai-an"

    alone = run("advance", task, said, "--as", agency, *TODAY)
    moved = json.loads(run("advance", task, said, "--as", agency, "--through", *TODAY, "--json").stdout)
    rows = json.loads(run("history", task, "--json").stdout)[-2:]
    undone = run("undo", task, "--as", agency, "--reason", "nhầm", *TODAY)
    (row,) = json.loads(run("status", "--under", agency, "--period", "2023-H1", *TODAY, "--json").stdout)

    assert alone.exit_code == 1
    assert [move["trigger"] for move in moved] == ["implement", "report"]
    assert rows[0]["batch"] == rows[1]["batch"] is not None
    assert (undone.exit_code, row["state"]) == (0, "implemented")
    assert run("audit", "verify").exit_code == 0


def test_through_is_refused_whole_where_its_last_step_is(run: Run, database: Path, folder: Path) -> None:
    rows = [
        "2023-H1/binh-dinh,tổng hợp,binh-dinh,x",
        "2023-H1/binh-dinh.huyen-hoai-an,báo cáo,binh-dinh.huyen-hoai-an,x",
    ]
    (folder / "moves.csv").write_text("\n".join(["task,trigger,as,through", *rows]), encoding="utf-8")

    result = run("advance", "--from", "moves.csv", "--keep-going", *TODAY, "--json")
    again = run("advance", "--from", "moves.csv", "--keep-going", *TODAY)

    assert result.exit_code == 1
    assert [move["trigger"] for move in json.loads(result.stdout)] == ["implement", "report"]
    assert json.loads(result.stderr[result.stderr.index("{") :])["bad_rows"][0]["rule"] == "inputs-open"
    assert "0 lần chuyển" in again.stdout


@pytest.mark.parametrize("width", ["80", "160"])
@pytest.mark.parametrize(
    "question", [("status", "--under", "binh-dinh"), ("todo", "--agency", "binh-dinh.so-noi-vu"), ("blocked",)]
)
def test_every_row_has_a_short_name_that_is_taken_back(
    run: Run, database: Path, question: tuple[str, ...], width: str
) -> None:
    rows = {f"#{row['number']}": row["task"] for row in json.loads(run(*question, *TODAY, "--json").stdout)}

    shown = re.findall(r"#\d+", run(*question, *TODAY, COLUMNS=width).stdout)

    assert set(rows) <= set(shown)
    assert len(set(rows)) == len(rows)
    for name, task in list(rows.items())[:5]:
        assert json.loads(run("why", name, *TODAY, "--json").stdout)[0]["task"] == task
    name, task = next(iter(rows.items()))
    assert json.loads(run("history", f"2023{name}", "--json").stdout) == json.loads(
        run("history", task, "--json").stdout
    )


def test_a_launch_wants_every_file_whole(folder: Path, run: Run) -> None:
    own_files(folder)
    run("init")

    launched = run("launch", "ct-33-ttg-2021", "--year", "2023", "--definitions", "mine")

    assert launched.exit_code == 2
    assert "kh-hong-2023.yaml" in launched.stderr


SETTINGS = """
[profile.default]
as = "binh-dinh.so-noi-vu"
by = "văn thư"
cascade = "ct-33-ttg-2021/2023"
"""


def test_an_office_sets_once_for_whom_it_works(database: Path, run: Run) -> None:
    Path("dondoc.toml").write_text(SETTINGS, encoding="utf-8")

    todo = run("todo", *TODAY)
    moved = run("advance", "2023-once/binh-dinh.so-noi-vu/kiem-tra", "extend", "--until", "2023-07-30", *TODAY)
    named = run(
        "advance", "2023-Y/ha-giang", "extend", "--until", "2024-01-30", "--reason", "x", "--as", "bo-noi-vu", *TODAY
    )
    row = json.loads(run("history", "2023-Y/ha-giang", "--json").stdout)[-1]

    assert "Sở Nội vụ tỉnh Bình Định" in todo.stdout
    assert (moved.exit_code, "not-yours" in moved.stderr) == (1, True)  # it is the issuer's to extend
    assert (named.exit_code, row["by"], row["agency"]) == (0, "văn thư", "bo-noi-vu")


def test_the_cascade_of_the_settings_is_none_that_was_given_beside_a_file(database: Path, run: Run) -> None:
    Path("dondoc.toml").write_text(SETTINGS, encoding="utf-8")
    row = "2023-H1/binh-dinh.huyen-hoai-an,implement,binh-dinh.huyen-hoai-an"
    Path("moves.csv").write_text(f"task,trigger,as\n{row}\n", encoding="utf-8")

    given = run("advance", "--from", "moves.csv", "--cascade", "ct-33-ttg-2021/2023", *TODAY)
    done = run("advance", "--from", "moves.csv", *TODAY)

    assert (given.exit_code, "--cascade" in given.stderr) == (2, True)
    assert done.exit_code == 0, done.output


def test_where_a_task_stands_is_not_named_as_a_state_to_be_reached(database: Path, run: Run) -> None:
    """The Department owes a report of its own: it cannot consolidate from “implemented”, as who owes none can."""
    who = ("--as", "binh-dinh.so-noi-vu", *TODAY)
    run("advance", "2023-9M/binh-dinh.so-noi-vu", "implement", *who)

    refused = run("advance", "2023-9M/binh-dinh.so-noi-vu", "consolidate", *who)

    assert refused.exit_code == 1
    assert "“tổng hợp” chỉ làm được từ “đã báo cáo”  [wrong-state]" in refused.stderr


def test_a_setting_that_is_none_names_those_that_are(folder: Path, run: Run) -> None:
    (folder / "dondoc.toml").write_text('agncy = "x"\n', encoding="utf-8")

    told = run("status")

    assert told.exit_code == 2
    assert "các thiết lập: db, definitions, today, lang, format, out, quiet, as, by, cascade" in told.stderr


def test_a_blank_of_a_proposed_command_is_not_taken_for_a_value(database: Path, run: Run) -> None:
    told = run("advance", "2023-Y/ha-giang", "draft_plan", "--as", "ha-giang", "--by", "…", *TODAY)

    assert told.exit_code == 2
    assert "--by" in told.stderr


def test_with_two_years_open_every_row_tells_its_own(database: Path, run: Run) -> None:
    run("launch", "ct-33-ttg-2021", "--year", "2024", "--today", "2024-06-01")

    both = run("todo", "--agency", "ha-giang", "--today", "2024-06-01").stdout
    one = run("todo", "ct-33-ttg-2021/2024", "--agency", "ha-giang", "--today", "2024-06-01").stdout
    blocked = run("blocked", "--all", "--today", "2024-06-01").stdout

    assert "năm 2023" in both
    assert "năm 2024" in both
    rows = [line for line in both.splitlines() if "kết quả công tác" in line]
    assert len(rows) == len(set(rows)) > 2
    assert "6 tháng  " in one
    assert "năm 2024" in blocked


def test_a_part_within_a_word_is_found_only_where_no_whole_word_is(folder: Path, run: Run) -> None:
    whole, part = (json.loads(run("agencies", text, "--json").stdout) for text in ("hoai", "hoa"))
    within = json.loads(run("agencies", "tuy phuo", "--json").stdout)

    assert {"binh-dinh.huyen-hoai-an"} <= {agency["key"] for agency in whole}
    assert not any("thoai-son" in agency["key"].split(".")[-1] for agency in whole)
    assert len(part) > 0
    assert {agency["key"] for agency in within} >= {"binh-dinh.huyen-tuy-phuoc"}


def test_a_waived_task_is_told_so_once_and_since_when_it_stands_where_it_does(database: Path, run: Run) -> None:
    run("advance", "2023-Y/ha-giang", "waive", "--as", "bo-noi-vu", "--reason", "bão", *TODAY)

    line = run("why", "2023-Y/ha-giang", *TODAY).stdout.splitlines()[0]

    assert line.count("được miễn") == 1
    assert "từ 19/04, được miễn" in line


def test_a_file_run_again_says_that_nothing_is_new(database: Path, folder: Path, run: Run) -> None:
    row = "task,trigger,as,until,reason\n2023-Y/ha-giang,extend,bo-noi-vu,2024-01-30,bão\n"
    (folder / "mot.csv").write_text(row, encoding="utf-8")

    first, again = (run("advance", "--from", "mot.csv", *TODAY).stdout for _ in range(2))

    assert first.startswith("1 lần chuyển trạng thái")
    assert again.startswith("0 lần chuyển trạng thái, 1 đã ghi từ trước")


@pytest.mark.parametrize(
    "written", ["45098", "21/06/2023 00:00", "21.6.2023", "21-06-2023", "21/06/23", "2023-06-21T00:00:00", "21/6/2023"]
)
def test_a_day_is_read_as_spreadsheets_write_it(database: Path, folder: Path, run: Run, written: str) -> None:
    row = f"task,trigger,as,on,until,reason\n2023-Y/ha-giang,extend,bo-noi-vu,{written},2024-01-30,bão\n"
    (folder / "mot.csv").write_text(row, encoding="utf-8")

    (moved,) = json.loads(run("advance", "--from", "mot.csv", "--json", *TODAY).stdout)

    assert moved["occurred_on"] == "2023-06-21"


@pytest.mark.parametrize("written", ["99999", "21/06/2023 14:30", "31.2.2023", "6-2023"])
def test_what_is_no_day_stays_none(database: Path, folder: Path, run: Run, written: str) -> None:
    row = f"task,trigger,as,on,until,reason\n2023-Y/ha-giang,extend,bo-noi-vu,{written},2024-01-30,bão\n"
    (folder / "mot.csv").write_text(row, encoding="utf-8")

    told = run("advance", "--from", "mot.csv", *TODAY)

    assert told.exit_code == 1
    assert written in told.stderr


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Sở Nội vụ Bình Định", "Sở Nội vụ tỉnh Bình Định"),
        ("SNV Bình Định", "Sở Nội vụ tỉnh Bình Định"),
        ("Sở GD&ĐT tỉnh Bình Định", "Sở Giáo dục và Đào tạo tỉnh Bình Định"),
        ("UBND TP HCM", "UBND Thành phố Hồ Chí Minh"),
        ("UBND H. Tuy Phước", "UBND huyện Tuy Phước"),
        ("Sở NV HCM", "Sở Nội vụ Thành phố Hồ Chí Minh"),
    ],
)
def test_an_agency_of_a_cascade_is_found_as_offices_shorten_it(
    database: Path, run: Run, written: str, name: str
) -> None:
    assert run("todo", "--agency", written, *TODAY).stdout.startswith(name)


@pytest.mark.parametrize("reason", ["b\u202eão", "x" * 10_001], ids=["bidi", "long"])
def test_a_text_that_is_refused_is_told_with_its_line_and_the_good_rows_go_on(
    database: Path, folder: Path, run: Run, reason: str
) -> None:
    head = "task,trigger,as,until,reason\n"
    rows = f"2023-Y/ha-giang,extend,bo-noi-vu,2024-01-30,{reason}\n2023-Y/cao-bang,extend,bo-noi-vu,2024-01-30,bão\n"
    (folder / "hai.csv").write_text(head + rows, encoding="utf-8")

    told = run("advance", "--from", "hai.csv", "--keep-going", *TODAY)

    assert told.exit_code == 1
    assert "1 lần chuyển trạng thái" in told.stdout
    assert "dòng 2: 2023-Y/ha-giang" in told.stderr


@pytest.mark.parametrize("question", [("blocked",), ("why", "2023-H1/bo-noi-vu"), ("todo", "--agency", "binh-dinh")])
def test_quiet_prints_the_answer_and_nothing_of_what_to_do_next(
    question: tuple[str, ...], run: Run, database: Path
) -> None:
    told, quiet = run(*question).stdout, run(*question, "-q")

    assert "Tiếp theo: " in told
    assert quiet.stdout == told.partition("\nTiếp theo: ")[0]
    assert quiet.stderr == ""


def test_what_is_new_is_told_from_the_last_look_on(database: Path, run: Run, own_state_folder: Path) -> None:
    task = "2023-H1/binh-dinh.huyen-tuy-phuoc"
    first = run("today", "--as", "binh-dinh", *TODAY)
    run("advance", task, "report", "--as", "binh-dinh.huyen-tuy-phuoc", "--by", "An", *TODAY)
    as_of = run("today", "--as", "binh-dinh", *TODAY, "--as-of", "2023-06-20")
    second = run("today", "--as", "binh-dinh", *TODAY)
    third = run("today", "--as", "binh-dinh", *TODAY)

    assert "mới ghi" not in first.stdout
    assert as_of.exit_code == 0
    assert "báo cáo  UBND huyện Tuy Phước" in second.stdout
    assert "mới ghi" in third.stdout.splitlines()[-3]  # nothing: among what there is not


def test_a_look_that_cannot_be_kept_is_told(database: Path, run: Run, own_state_folder: Path) -> None:
    own_state_folder.write_text("no folder")

    told = run("today", "--as", "binh-dinh", *TODAY)

    assert told.exit_code == 0
    assert "trạng thái của người dùng" in told.stderr


def test_the_day_of_an_agency_fits_one_screen(database: Path, run: Run) -> None:
    for agency in ("binh-dinh", "bo-noi-vu", "ho-chi-minh"):
        shown = run("today", "--as", agency, "--due-within", "200", *TODAY, COLUMNS="80")

        assert shown.exit_code == 0
        assert len(shown.stdout.rstrip("\n").split("\n")) <= 24


def test_moves_are_supposed_by_name_and_bad_ones_refused(database: Path, run: Run) -> None:
    freed = run(
        "whatif", "--report", "2023-H1/UBND huyện Tuy Phước", "--move", "2023-H1/UBND huyện Hoài Ân=báo cáo", *TODAY
    )
    unread = run("whatif", "--extend", "2023-H1/binh-dinh.huyen-hoai-an", *TODAY)
    nothing = run("whatif", *TODAY)

    assert freed.exit_code == 0
    assert "không bị chặn" in freed.stdout
    assert (unread.exit_code, nothing.exit_code) == (2, 2)
