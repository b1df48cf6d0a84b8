"""Timelines, reports, boards and the tree as a picture at the door: which file, which form, which exit code."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import stories
from click.testing import CliRunner, Result
from graphs import TUY_PHUOC
from html_pages import read_page

from cli import main
from postgres import sqlite_template

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path) -> Path:
    """A folder with the story, a pair of keys and a seal."""
    folder = tmp_path_factory.mktemp("papers")
    shutil.copyfile(sqlite_template(sqlite_template_folder), folder / "dondoc.db")
    stories.tell(f"sqlite:///{folder / 'dondoc.db'}")
    database = str(folder / "dondoc.db")
    for arguments in (
        ("keygen", "--out", str(folder / "keys")),
        ("seal", "--key", str(folder / "keys/dondoc-seal.key"), "--out", str(folder / "seal.json")),
    ):
        done = CliRunner().invoke(main, ["--db", database, "audit", *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def run(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls `dondoc audit …` in a copy of that folder, as on the story's last day."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(shutil.copytree(told, tmp_path / "papers"))

    return lambda *arguments: dondoc("audit", *arguments)


def dondoc(*arguments: str) -> Result:
    day = ["--today", stories.LAST_DAY.isoformat()]
    return CliRunner().invoke(main, [*day, *arguments], catch_exceptions=False)


def tamper(statement: str) -> None:
    connection = sqlite3.connect("dondoc.db", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.close()


# timelines


def test_the_ending_of_the_file_decides_what_is_written(run: Run) -> None:
    for name in ("a.svg", "a.html", "a.HTM", "a.json", "a.jsonl", "a.txt"):
        assert run("timeline", "binh-dinh", "--out", name).exit_code == 0, name

    assert ElementTree.parse("a.svg").getroot().tag.endswith("svg")
    assert (
        read_page(Path("a.html").read_text("utf-8")).every("h1")[0].text.startswith("Diễn biến: Ủy ban nhân dân tỉnh")
    )
    assert Path("a.HTM").read_text("utf-8") == Path("a.html").read_text("utf-8")
    assert [item["period"] for item in json.loads(Path("a.json").read_text("utf-8"))] == ["2023-H1", "2023-Y"]
    assert len(Path("a.jsonl").read_text("utf-8").splitlines()) == 2
    assert "03/04/2023" in Path("a.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a", "a.svg.gz"])
def test_any_other_ending_is_refused_and_nothing_written(name: str, run: Run) -> None:
    result = run("timeline", "binh-dinh", "--out", name)

    assert result.exit_code == 2
    assert ".svg, .html" in result.stderr
    assert not Path(name).exists()


def test_a_form_that_contradicts_the_files_name_is_refused(run: Run) -> None:
    result = run("timeline", "binh-dinh", "--format", "svg", "--out", "a.html")

    assert result.exit_code == 2
    assert "kết thúc bằng: .svg" in result.stderr


def test_without_a_file_it_is_told_as_text_or_drawn_to_stdout(run: Run) -> None:
    text, picture = run("timeline", TUY_PHUOC).stdout, run("timeline", TUY_PHUOC, "--format", "svg").stdout

    assert "Hạn báo cáo 19/06/2023, xong ngày 26/06/2023, muộn 7 ngày" in text.replace(" (văn bản không nêu hạn)", "")
    assert picture.startswith("<svg")


def test_everything_below_an_agency_is_drawn_under_its_name(run: Run) -> None:
    run("timeline", "--under", "binh-dinh", "--period", "6 tháng", "--out", "a.html")

    page = read_page(Path("a.html").read_text("utf-8"))
    assert page.every("h1")[0].text == "Diễn biến: Ủy ban nhân dân tỉnh Bình Định và cấp dưới"
    assert len(page.every("g", "lane")) == 8


def test_a_name_that_fits_several_agencies_is_refused_with_the_candidates(run: Run) -> None:
    result = run("timeline", "UBND huyện", "--out", "a.svg")

    assert result.exit_code == 2
    assert "binh-dinh.huyen-tuy-phuoc (UBND huyện Tuy Phước)" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("binh-dinh", "--under", "binh-dinh"), ("UBND huyện Không Có",)])
def test_what_is_asked_for_has_to_be_clear(arguments: tuple[str, ...], run: Run) -> None:
    result = run("timeline", *arguments, "--out", "a.svg")

    assert (result.exit_code, result.stdout) == (2, "")
    assert not Path("a.svg").exists()


def test_the_past_is_drawn_as_it_was(run: Run) -> None:
    run("timeline", TUY_PHUOC, "--as-of", "2023-06-20", "--known-at", "2023-06-20", "--out", "a.html")

    subtitle = read_page(Path("a.html").read_text("utf-8")).every("header")[0].text
    assert "đến hết ngày 20/06/2023 · theo những gì đã ghi nhận đến hết ngày 20/06/2023" in subtitle
    assert "đã thực hiện · quá hạn 1 ngày" in Path("a.html").read_text("utf-8")


# reports


def test_a_report_without_a_seal_says_so(run: Run) -> None:
    result = run("report", stories.CASCADE, "--out", "a.html")

    assert result.exit_code == 0
    assert "Đã ghi báo cáo: a.html" in result.stderr
    assert "KHÔNG CÓ NIÊM PHONG" in read_page(Path("a.html").read_text("utf-8")).text


def test_a_report_is_held_against_the_seal_and_the_key(run: Run) -> None:
    key = "keys/dondoc-seal.pub"

    result = run("report", stories.CASCADE, "--seal", "seal.json", "--public-key", key, "--out", "a.html")

    page = read_page(Path("a.html").read_text("utf-8"))
    assert result.exit_code == 0
    assert "TOÀN VẸN: khớp niêm phong" in page.every("div", "seal")[0].text
    assert json.loads(Path("seal.json").read_text())["seal"]["public_key"] in page.every("div", "seal")[0].text
    assert f"dondoc audit verify {stories.CASCADE} --seal seal.json --public-key {key}" in page.every("pre")[0].text


@pytest.mark.parametrize(
    ("statement", "can_be_read"),
    [
        ("UPDATE history SET reason = 'khác' WHERE trigger = 'waive'", True),
        ("DELETE FROM history WHERE trigger = 'waive'", True),
        ("UPDATE history SET payload = '{' WHERE payload IS NOT NULL", False),
        ("UPDATE history SET occurred_on = 'hôm qua' WHERE seq = 2", False),
        ("UPDATE task SET state = 'khong-co' WHERE task_no = 2", False),
        ("UPDATE pinned SET content = '{}' WHERE kind = 'lifecycle'", False),
    ],
)
def test_what_does_not_hold_is_written_all_the_same_with_exit_code_3(
    statement: str, can_be_read: bool, run: Run
) -> None:
    tamper(statement)

    result = run("report", stories.CASCADE, "--seal", "seal.json", "--out", "a.html")

    page = read_page(Path("a.html").read_text("utf-8"))
    assert result.exit_code == 3
    assert "LỊCH SỬ KHÔNG TOÀN VẸN" in result.stderr
    assert page.every("div", "seal")[0].attributes["class"] == "seal broken"
    assert bool(page.every("table", "chart")) is can_be_read


@pytest.mark.parametrize(
    "arguments",
    [
        (stories.CASCADE,),
        (stories.CASCADE, "--out", "a.pdf"),
        (stories.CASCADE, "--out", "missing/a.html"),
        (stories.CASCADE, "--seal", "missing.json", "--out", "a.html"),
        (stories.CASCADE, "--public-key", "seal.json", "--out", "a.html"),
        (stories.CASCADE, "--format", "json", "--out", "a.html"),
        (stories.CASCADE, "--as-of", "31/02/2023", "--out", "a.html"),
        ("ct-1-ttg-2020/2023", "--out", "a.html"),
    ],
    ids=" ".join,
)
def test_a_report_that_cannot_be_made_is_told_with_exit_code_2(arguments: tuple[str, ...], run: Run) -> None:
    result = run("report", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
    assert not Path("a.html").exists()


def test_a_report_of_the_past_gives_the_commands_of_that_view(run: Run) -> None:
    run("report", stories.CASCADE, "--as-of", "15/06/2023", "--known-at", "2023-06-20T17:00", "--out", "a.html")

    lines = read_page(Path("a.html").read_text("utf-8")).every("pre")[0].parts[0]
    assert "--as-of 2023-06-15 --known-at 2023-06-20T17:00:00+07:00" in str(lines).splitlines()[1]


def test_in_english(run: Run) -> None:
    report = run("report", stories.CASCADE, "--lang", "en", "--out", "a.html")
    picture = run("timeline", TUY_PHUOC, "--lang", "en", "--out", "a.svg")

    assert (report.exit_code, picture.exit_code) == (0, 0)
    assert "Wrote the report: a.html" in report.stderr
    assert "report due 19 Jun" in Path("a.svg").read_text("utf-8")


# boards


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("arguments", [(), (stories.CASCADE,), (stories.CASCADE.partition("/")[0],)], ids=str)
def test_a_board_is_written_of_the_only_cascade_or_the_one_named(arguments: tuple[str, ...]) -> None:
    result = dondoc("board", *arguments, "--out", "a.html")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "Đã ghi bảng: a.html" in result.stderr
    page = read_page(Path("a.html").read_text("utf-8"))
    assert f"{stories.TASKS} nhiệm vụ = " in page.every("p", "adds")[0].text
    assert dondoc("board", *arguments, "--out", "-").stdout == Path("a.html").read_text("utf-8")


@pytest.mark.usefixtures("run")
def test_a_board_is_of_whom_when_and_in_the_language_that_is_asked_for() -> None:
    bounds = (
        "--under",
        "binh-dinh.huyen-an-lao",
        "--period",
        "H1",
        "--as-of",
        "2023-06-15",
        "--known-at",
        "2023-06-15",
    )

    dondoc("--lang", "en", "board", *bounds, "--out", "a.html")

    header = read_page(Path("a.html").read_text("utf-8")).every("header")[0].text
    for said in ("Board", "2023-06-15", "An Lão", "first half"):
        assert said in header


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--out", "a.pdf"), 2),
        (("--out", "missing/a.html"), 2),
        (("ct-9-ttg-2020", "--out", "a.html"), 2),
        (("--under", "UBND huyện Không Có", "--out", "a.html"), 2),
    ],
    ids=str,
)
def test_a_board_that_cannot_be_written_or_is_of_nothing_leaves_no_file(arguments: tuple[str, ...], code: int) -> None:
    before = sorted(Path().iterdir())

    assert dondoc("board", *arguments).exit_code == code

    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("run")
def test_the_tree_is_drawn_too() -> None:
    drawn = ElementTree.fromstring(dondoc("status", "--format", "svg").stdout)
    past = dondoc("status", "--format", "svg", "--all", "--as-of", "2023-06-15").stdout

    lines = [each for each in drawn.iter() if each.get("class") == "line"]
    assert int(lines[0].attrib["data-total"]) == stories.TASKS
    assert "như cuối ngày 15/06/2023" in past
