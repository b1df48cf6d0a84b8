"""`dondoc export xlsx`, `import xlsx`, `export ics` at the door: what is written, taken back, refused by its cell."""

import builtins
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import books
import docx
import icalendar
import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import commands_of

from cli import main
from commands.move_table import BadCsv
from commands.sheet_map import NAMES
from commands.sheets import BadSheet, parse_sheet
from papers.tracking_table import put_text

ROOT = Path(__file__).resolve().parents[1]
WRITES_GOLDEN = bool(os.environ.get("DONDOC_WRITE_GOLDEN"))
Run = Callable[..., Result]
HOAI_AN, TUY_PHUOC = "2023-H1/binh-dinh.huyen-hoai-an", "2023-H1/binh-dinh.huyen-tuy-phuoc"
DO, ON, NUMBER, WHY = "Hành động tiếp theo", "Ngày thực hiện", "Số, ký hiệu", "Lý do"


@pytest.fixture(scope="session")
def office_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as of 21 June 2023, made once."""
    path = tmp_path_factory.mktemp("office") / "demo.db"
    result = CliRunner().invoke(main, ["demo", "--db", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office_demo: Path) -> Path:
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copy(office_demo, tmp_path / "dondoc.db")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str) -> Result:
        words = ["--today", "2023-06-21", *arguments]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return call


@pytest.fixture
def table(run: Run, folder: Path) -> Path:
    """The districts' half year, and what is open later, as a table to fill in."""
    assert run("export", "xlsx", "--under", "binh-dinh", "--open", "--out", "bang.xlsx").exit_code == 0
    return folder / "bang.xlsx"


def state(run: Run, task: str) -> str:
    period, agency = task.split("/")
    return str(json.loads(run("status", "--under", agency, "--period", period, "--json").stdout)[0]["state"])


def cells(stderr: str) -> list[str]:
    return re.findall(r"^('[^']+'![A-Z]+\d+):", stderr, re.MULTILINE)


# what is written


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_tracking_table_looks_as_it_is_meant_to(lang: str, run: Run, folder: Path) -> None:
    asked = ("export", "xlsx", "--under", "binh-dinh", "--period", "H1", "--lang", lang, "--out", "bang.xlsx")
    assert run(*asked).exit_code == 0

    said = re.sub(r"\b[0-9a-f]{64}\b", "HASH", books.told(folder / "bang.xlsx"))
    golden = ROOT / "tests" / "golden" / f"tracking-table-{lang}.txt"
    if WRITES_GOLDEN:
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8"), "if it is meant to look so: make golden, and read what changed"


def test_the_summary_adds_up_and_holds_no_formula(run: Run, folder: Path) -> None:
    run("export", "xlsx", "--out", "bang.xlsx")
    book = openpyxl.load_workbook(folder / "bang.xlsx")

    heads, *lines = [row for row in book["Tổng hợp"].iter_rows(values_only=True, max_col=10) if row[2] is not None]
    every = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]

    assert heads[2] == "Tổng số"
    assert lines[-1][2] == book["Theo dõi"].max_row - 1 == 407
    assert all(sum(line[3:]) == line[2] for line in lines)
    assert all(sum(line[at] for line in lines[:-1]) == lines[-1][at] for at in range(2, 10))
    assert {cell.data_type for cell in every} == {"s", "n", "d"}


def test_open_holds_what_can_be_moved_now_and_nothing_else_the_earliest_due_first(
    run: Run, table: Path, folder: Path
) -> None:
    asked = json.loads(run("status", "--under", "binh-dinh", "--json").stdout)
    rows = list(openpyxl.load_workbook(table)["Theo dõi"].iter_rows(min_row=2, values_only=True))

    assert {row[0] for row in rows} == {row["task"] for row in asked if row["triggers"]}
    dues = [row[6] for row in rows if row[6] is not None]
    assert dues == sorted(dues)
    assert dues[0].date() == date(2023, 6, 19)


def test_each_open_row_offers_what_its_task_may_do_next(run: Run, table: Path) -> None:
    """Word for word what `status` says, each in the cell of its own row, by a list that a reader finds."""
    book = openpyxl.load_workbook(table)
    sheet = book["Theo dõi"]
    offered = {}
    for rule in (each for each in sheet.data_validations.dataValidation if each.type == "list"):
        name, place = rule.formula1.replace("'", "").split("!")
        words = [cell[0].value for cell in book[name][place.replace("$", "")]] if ":" in place else []
        for found in rule.sqref.ranges:
            offered |= {sheet.cell(row, 1).value: words for row in range(found.min_row, found.max_row + 1)}
    asked = {row["task"]: row["triggers"] for row in json.loads(run("status", "--under", "binh-dinh", "--json").stdout)}
    label = {"implement": "thực hiện", "report": "báo cáo", "consolidate": "tổng hợp"}

    assert offered == {task: [label[each] for each in triggers] for task, triggers in asked.items() if triggers}


# taken back


def test_an_untouched_table_asks_for_nothing(run: Run, table: Path) -> None:
    before = run("history", "--json").stdout

    result = run("import", "xlsx", "bang.xlsx", "--json")

    assert (result.exit_code, json.loads(result.stdout), result.stderr) == (0, [], "")
    assert run("history", "--json").stdout == before


@pytest.mark.parametrize("command", [("import", "xlsx", "bang.xlsx"), ("advance", "--from", "bang.xlsx")])
def test_a_filled_table_is_recorded_and_the_same_file_again_does_nothing(
    command: tuple[str, ...], run: Run, table: Path
) -> None:
    said = {DO: "báo cáo", ON: date(2023, 6, 20), NUMBER: "45/BC-UBND", "Người thực hiện": "Văn thư"}
    books.filled(table, {TUY_PHUOC: said, HOAI_AN: {DO: "Thực hiện", ON: "20/6/2023"}})

    tried = run(*command, "--dry-run", "--json")
    first, again = run(*command, "--json"), run(*command, "--json")
    row = json.loads(run("history", TUY_PHUOC, "--json").stdout)[-1]

    assert [move["hash"] for move in json.loads(tried.stdout)] == [None, None]
    assert {move["task"][-30:]: move["to"] for move in json.loads(first.stdout)} == {
        f"ct-33-ttg-2021/{TUY_PHUOC}"[-30:]: "reported",
        f"ct-33-ttg-2021/{HOAI_AN}"[-30:]: "implemented",
    }
    assert [move["repeated"] for move in json.loads(again.stdout)] == [True, True]
    assert (row["document"], row["by"], row["occurred_on"]) == ("45/BC-UBND", "Văn thư", "2023-06-20")


def test_every_bad_cell_is_named_and_nothing_is_recorded(run: Run, table: Path, folder: Path) -> None:
    later = "2023-9M/binh-dinh.huyen-tuy-phuoc"
    books.filled(
        table,
        {
            TUY_PHUOC: {DO: "báo cáo", ON: "32/6/2023"},
            HOAI_AN: {DO: "tổng hợp"},
            later: {DO: "thực hiện", ON: "=TODAY()"},
            "2023-9M/binh-dinh.huyen-an-lao": {DO: "thực hiện", NUMBER: date(2023, 5, 12)},
            "2023-9M/binh-dinh.huyen-phu-cat": {DO: "=A1"},
            "2023-Y/binh-dinh.huyen-phu-cat": {DO: "thực hiện", ON: "22/06/2023"},
        },
    )
    before = run("history", "--json").stdout

    result = run("import", "xlsx", "bang.xlsx", "--rejects", "tra-lai.xlsx")
    handed_back = books.addresses(folder / "tra-lai.xlsx", "vì sao bị từ chối")
    sheet = openpyxl.load_workbook(folder / "tra-lai.xlsx").worksheets[0]

    assert result.exit_code == 1
    assert "không ghi gì" in result.stderr
    assert "--keep-going" not in result.stderr
    assert [re.sub(r"\d", "", cell) for cell in cells(result.stderr)].count("'Theo dõi'!N") == 3
    assert sorted({re.sub(r"\d", "", cell)[-1] for cell in cells(result.stderr)}) == ["M", "N", "O"]
    assert len(handed_back) == 6
    assert "công thức" in handed_back[f"ct-33-ttg-2021/{later}"]
    assert all(sheet[cell.split("!")[1]].fill.fgColor.rgb == "00F4B183" for cell in cells(result.stderr))
    assert run("history", "--json").stdout == before
    data = json.loads(run("import", "xlsx", "bang.xlsx", "--json").stderr)
    assert [row["cell"] for row in data["bad_rows"]] == cells(result.stderr)


def test_the_table_handed_back_is_mended_and_goes_in(run: Run, table: Path, folder: Path) -> None:
    books.filled(table, {TUY_PHUOC: {DO: "báo cáo", ON: "20/6/2023"}, HOAI_AN: {DO: "báo cáo"}})
    assert run("advance", "--from", "bang.xlsx", "--keep-going", "--rejects", "tra-lai.xlsx").exit_code == 1
    first = state(run, TUY_PHUOC), state(run, HOAI_AN)

    books.filled(folder / "tra-lai.xlsx", {HOAI_AN: {DO: "thực hiện"}})
    result = run("import", "xlsx", "tra-lai.xlsx", "--rejects", "con-lai.xlsx", "--json")

    assert first == ("reported", "plan_drafted")
    assert (result.exit_code, state(run, HOAI_AN)) == (0, "implemented"), result.stderr
    assert [move["task"] for move in json.loads(result.stdout)] == [f"ct-33-ttg-2021/{HOAI_AN}"]
    assert not (folder / "con-lai.xlsx").exists()


def test_what_others_recorded_meanwhile_is_told_and_not_overwritten(run: Run, table: Path, folder: Path) -> None:
    books.filled(table, {TUY_PHUOC: {DO: "báo cáo"}, HOAI_AN: {DO: "thực hiện"}})
    assert run("advance", HOAI_AN, "implement", "--as", "binh-dinh.huyen-hoai-an").exit_code == 0

    result = run("import", "xlsx", "bang.xlsx")

    assert result.exit_code == 1
    assert "đã có thay đổi từ khi lập bảng: thực hiện, binh-dinh.huyen-hoai-an, ngày 21/06" in result.stderr
    assert len(cells(result.stderr)) == 1
    assert state(run, TUY_PHUOC) == "implemented"


def test_a_hidden_cell_that_was_altered_is_refused(run: Run, table: Path) -> None:
    books.filled(table, {TUY_PHUOC: {DO: "báo cáo", "Dấu nhiệm vụ": "4:abc"}})

    result = run("import", "xlsx", "bang.xlsx")

    assert result.exit_code == 1
    assert "dấu nhiệm vụ đã bị sửa" in result.stderr
    assert cells(result.stderr)[0].startswith("'Theo dõi'!S")


def test_a_reason_that_begins_like_a_formula_stays_a_text_there_and_back(run: Run, table: Path, folder: Path) -> None:
    said = "=HYPERLINK(1)"
    books.filled(table, {TUY_PHUOC: {DO: "báo cáo", WHY: books.as_text(said)}})
    assert run("import", "xlsx", "bang.xlsx").exit_code == 0

    row = json.loads(run("history", TUY_PHUOC, "--json").stdout)[-1]

    assert row["reason"] == said


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("=+-@'ăđ1 A(", min_size=1, max_size=12))
def test_a_text_is_written_as_that_text_and_never_as_a_formula(text: str) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    put_text(book.active["A1"], text)
    book.save(out)

    cell = openpyxl.load_workbook(out).active["A1"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text[0] in "=+-@")


# tables of an office's own making


def own_table(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tiến độ"
    for row in (
        ["BẢNG THEO DÕI TIẾN ĐỘ BÁO CÁO 6 THÁNG"],
        [],
        ["STT", "Đơn vị", "Kết quả", "Ngày gửi", "Số báo cáo", "Ghi chú"],
        ["I", "Các huyện"],
        [1, "UBND huyện Tuy Phước", "Đã gửi", date(2023, 6, 20), "45/BC-UBND", "=1+1"],
        [2, "UBND huyện Hoài Ân", "Chưa gửi", None, None, "hứa thứ hai"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    book.save(path)


def test_a_table_of_ones_own_is_read_by_a_map_that_is_proposed(run: Run, folder: Path) -> None:
    own_table(folder / "rieng.xlsx")
    before = run("history", "--json").stdout

    without = run("import", "xlsx", "rieng.xlsx")
    proposed = run("import", "xlsx", "rieng.xlsx", "--map", "cach-doc.toml")
    text = (folder / "cach-doc.toml").read_text("utf-8")
    unfilled = run("import", "xlsx", "rieng.xlsx", "--map", "cach-doc.toml")

    assert (without.exit_code, proposed.exit_code, unfilled.exit_code) == (2, 0, 2)
    assert "--map" in without.stderr
    assert all(part in text for part in ('"agency" = "Đơn vị"', '"on" = "Ngày gửi"', "head_row = 3", '"period" = "…"'))
    assert all(part in text for part in ('"Đã gửi" = "report"', '"Chưa gửi" = ""', '# "Ghi chú"'))
    assert "[fixed] period" in unfilled.stderr
    assert run("history", "--json").stdout == before

    (folder / "cach-doc.toml").write_text(text.replace("…", "2023-H1"), "utf-8")
    result = run("import", "xlsx", "rieng.xlsx", "--map", "cach-doc.toml")

    assert result.exit_code == 0, result.stderr
    assert (state(run, TUY_PHUOC), state(run, HOAI_AN)) == ("reported", "plan_drafted")
    assert "STT, Ghi chú" in result.stderr
    assert json.loads(run("history", TUY_PHUOC, "--json").stdout)[-1]["document"] == "45/BC-UBND"


def test_a_merged_cell_says_in_all_its_rows_what_it_says(run: Run, folder: Path) -> None:
    own_table(folder / "rieng.xlsx")
    book = openpyxl.load_workbook(folder / "rieng.xlsx")
    book.active["C6"].value = book.active["D6"].value = None
    book.active.merge_cells("C5:C6")
    book.active.merge_cells("D5:D6")
    book.save(folder / "rieng.xlsx")
    map_text = 'sheet = "Tiến độ"\nhead_row = 3\n[columns]\nagency = "Đơn vị"\ntrigger = "Kết quả"\non = "Ngày gửi"\n'
    map_text += '[fixed]\nperiod = "2023-H1"\nthrough = "x"\n[triggers]\n"đã gửi" = "report"\n'
    (folder / "m.toml").write_text(map_text, "utf-8")

    early = run("import", "xlsx", "rieng.xlsx", "--map", "m.toml", "--today", "2023-06-19", "--rejects", "lai.xlsx")
    result = run("import", "xlsx", "rieng.xlsx", "--map", "m.toml")

    told = [row[6].value for row in openpyxl.load_workbook(folder / "lai.xlsx").active.iter_rows(min_row=3)]
    assert early.exit_code == 1
    assert [bool(each) for each in told] == [True, False, True, True]
    assert result.exit_code == 0, result.stderr
    assert (state(run, TUY_PHUOC), state(run, HOAI_AN)) == ("reported", "reported")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sheet = ", "TOML"),
        ('sheet = "x"\nhead_row = 1', "columns"),
        ('sheet = "x"\nhead_row = 0\n[columns]', "head_row"),
        ('sheet = "Tiến độ"\nhead_row = "3"\n[columns]', "head_row"),
        ('sheet = "Tiến độ"\nhead_row = true\n[columns]', "head_row"),
        ('sheet = "Tiến độ"\nhead_row = 3\n[columns]\nngay = "x"', "ngay"),
        ('sheet = "Tiến độ"\nhead_row = 3\n[columns]\non = 3', "columns"),
        ('sheet = "Tiến độ"\nhead_row = 3\nrows = 4\n[columns]', "rows"),
        ('sheet = "Tiến độ"\nhead_row = 3\n[columns]\non = "Ngày nộp"', "Ngày nộp"),
        ('sheet = "Khác"\nhead_row = 3\n[columns]', "Tiến độ"),
    ],
)
def test_a_map_that_is_none_is_bad_input(text: str, said: str, run: Run, folder: Path) -> None:
    own_table(folder / "rieng.xlsx")
    (folder / "m.toml").write_text(text, "utf-8")

    result = run("import", "xlsx", "rieng.xlsx", "--map", "m.toml")

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "gợi ý" in result.stderr


# files that are none, libraries that are not there


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def hostile(table: Path) -> dict[str, bytes]:
    """A sound workbook with one part exchanged."""
    with zipfile.ZipFile(table) as file:
        return {name: file.read(name) for name in file.namelist()}


SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
MERGED = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
LAST = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "nothing": lambda _: b"",
    "text": lambda _: "Mã nhiệm vụ".encode(),
    "another archive": lambda _: packed({"a.txt": b"a"}),
    "a part missing": lambda parts: packed({name: parts[name] for name in parts if name != "xl/workbook.xml"}),
    "cut": lambda parts: packed({**parts, SHEET: parts[SHEET][:400]}),
    "an entity": lambda parts: packed({**parts, SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[SHEET]}),
    "all cells merged": lambda parts: packed({**parts, SHEET: parts[SHEET].replace(END, END + MERGED)}),
    "the last cell used": lambda parts: packed({**parts, SHEET: parts[SHEET].replace(END, LAST + END)}),
    "unpacked without end": lambda parts: packed({**parts, "xl/a.xml": bytes(210_000_000)}),
}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_part_gives_a_table_or_an_error_of_ours(data: st.DataObject) -> None:
    """Whatever stands in one part of an archive that is sound: never an error of somebody else's library."""
    parts = small_parts()
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    raw = packed({**parts, name: bytes(content)})

    with suppress(BadSheet, BadCsv):
        assert parse_sheet(raw, "sai.xlsx").title


@cache
def small_parts() -> dict[str, bytes]:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["task", "trigger", "as", "on"], ["2023-H1/x", "report", "x", date(2023, 6, 20)]):
        book.active.append(row)
    book.active.merge_cells("A3:B4")
    book.save(out)
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_workbook_is_bad_input_and_soon_so(kind: str, run: Run, table: Path, folder: Path) -> None:
    (folder / "sai.xlsx").write_bytes(HOSTILE[kind](hostile(table)))

    for command in (("import", "xlsx", "sai.xlsx"), ("import", "xlsx", "sai.xlsx", "--map", "m.toml")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        assert "sai.xlsx" in result.stderr
    assert not (folder / "m.toml").exists()


@pytest.mark.parametrize(
    ("library", "command"),
    [
        ("openpyxl", ("export", "xlsx", "--out", "a.xlsx")),
        ("openpyxl", ("import", "xlsx", "bang.xlsx")),
        ("openpyxl", ("advance", "--from", "bang.xlsx")),
        ("icalendar", ("export", "ics", "--as", "binh-dinh", "--out", "a.ics")),
    ],
)
def test_without_its_library_a_command_says_what_to_install(
    library: str, command: tuple[str, ...], run: Run, table: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    found = importlib.import_module

    def refuse(name: str, *more: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return found(name, *more)

    monkeypatch.setattr("papers.office_libraries.import_module", refuse)

    result = run(*command)

    assert (result.exit_code, result.stdout) == (2, "")
    assert 'pip install "dondoc[office]"' in result.stderr
    assert not (folder / command[-1]).exists() or command[-1] == "bang.xlsx"


def test_a_command_that_needs_no_workbook_loads_none_of_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def refuse(name: str, *more: Any, **named: Any) -> Any:
        assert name.partition(".")[0] not in ("openpyxl", "icalendar")
        return found(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)

    assert run("status", "--under", "binh-dinh").exit_code == 0
    assert run("export", "csv", "--out", "a.csv").exit_code == 0


def test_the_demo_ends_with_a_folder_of_papers(folder: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--db", "mau.db"], catch_exceptions=False)

    papers = folder / "mau-giay-to"
    assert result.exit_code == 0
    assert "mau-giay-to/bang-theo-doi.xlsx" in result.stdout
    assert openpyxl.load_workbook(papers / "bang-theo-doi.xlsx")["Theo dõi"].max_row == 128
    assert len(events(papers / "han-bao-cao.ics")) == 2
    (letter,) = papers.glob("don-doc-*.docx")
    tables = docx.Document(str(letter)).tables
    assert any("đôn đốc" in cell.text for table in tables for row in table.rows for cell in row.cells)
    assert "<svg" in (papers / "bang-hop.html").read_text("utf-8")


# the calendar


def events(path: Path) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def calendar_of(run: Run, folder: Path, agency: str, *more: str) -> dict[str, Any]:
    result = run("export", "ics", "--as", agency, "--out", "han.ics", *more)
    assert result.exit_code == 0, result.stderr
    return events(folder / "han.ics")


def test_a_calendar_holds_the_agencys_own_due_dates_with_alarms(run: Run, folder: Path) -> None:
    found = calendar_of(run, folder, "UBND huyện Tuy Phước")
    whole = icalendar.Calendar.from_ical((folder / "han.ics").read_bytes())
    assert [part.errors for part in whole.walk()] == [[]] * len(whole.walk())
    assert {str(event.decoded("dtstamp").tzinfo) for event in found.values()} == {"UTC"}
    half_year = found[f"ct-33-ttg-2021/{TUY_PHUOC}@dondoc"]

    assert set(found) == {
        f"ct-33-ttg-2021/2023-{period}/binh-dinh.huyen-tuy-phuoc@dondoc" for period in ("Q1", "H1", "9M", "Y")
    }
    assert half_year.decoded("dtstart") == date(2023, 6, 19)
    assert half_year.decoded("dtend") == date(2023, 6, 20)
    assert str(half_year["status"]) == "CONFIRMED"
    assert [alarm.decoded("trigger").total_seconds() / 3600 for alarm in half_year.walk("VALARM")] == [-64, 8]
    assert "trước 20/6" in half_year["description"]


def test_an_extension_moves_the_event_and_a_finished_task_leaves_the_calendar(run: Run, folder: Path) -> None:
    uid = f"ct-33-ttg-2021/{TUY_PHUOC}@dondoc"
    before = calendar_of(run, folder, "binh-dinh.huyen-tuy-phuoc")[uid]
    extended = run("advance", TUY_PHUOC, "extend", "--as", "binh-dinh", "--until", "2023-06-30", "--reason", "bão")
    assert extended.exit_code == 0, extended.stderr
    noted = run("note", TUY_PHUOC, "đã gọi điện", "--as", "binh-dinh.huyen-tuy-phuoc")
    assert noted.exit_code == 0, noted.stderr
    after = calendar_of(run, folder, "binh-dinh.huyen-tuy-phuoc")[uid]
    assert run("advance", TUY_PHUOC, "report", "--as", "binh-dinh.huyen-tuy-phuoc").exit_code == 0

    over = calendar_of(run, folder, "binh-dinh.huyen-tuy-phuoc", "--lang", "en")[uid]

    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2023, 6, 19), date(2023, 6, 30))
    assert after["sequence"] == before["sequence"] + 1
    assert (str(over["status"]), over["sequence"]) == ("CANCELLED", after["sequence"] + 1)
    assert list(over.walk("VALARM")) == []
    assert str(over["summary"]).startswith("Due, ")


def test_a_calendar_wants_to_know_whose_it_is(run: Run, folder: Path) -> None:
    result = run("export", "ics", "--out", "han.ics")

    assert result.exit_code == 2
    assert "dondoc export ics --as" in result.stderr
    (folder / "dondoc.toml").write_text('[profile.default]\nas = "binh-dinh"\n')
    assert run("export", "ics", "--out", "han.ics").exit_code == 0


# what the page says


def test_each_command_on_the_page_runs_as_it_is_written(run: Run, folder: Path) -> None:
    page, heading, _ = (ROOT / "docs" / "workbooks.md").read_text("utf-8").partition("\n## Being told")
    assert heading  # below it servers are wanted: tests/test_cli_notifying.py
    commands = commands_of(page)
    own_table(folder / "tien-do-phong.xlsx")

    assert len(commands) > 7
    for command in commands:
        result = run(*command.words)
        assert result.exit_code == command.code, (command.line, result.output)
        if command.words[-1] == "cach-doc.toml":  # filled in, as the page says
            proposed = (folder / "cach-doc.toml").read_text("utf-8")
            (folder / "cach-doc.toml").write_text(proposed.replace("…", "2023-H1"), "utf-8")


def test_the_page_names_every_column_that_a_map_may_name() -> None:
    page = (ROOT / "docs" / "workbooks.md").read_text("utf-8")

    assert [name for name in NAMES if f"`{name}`" not in page] == []
