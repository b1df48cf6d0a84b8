"""`contribute` and `compile-report` at the door, the Word file read back, and every command of their page."""

import io
import json
from pathlib import Path

import docx
import openpyxl
import pytest
from at_work import Run, at_work
from docx.shared import Mm, Pt
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, agency_of
from pages import commands_of
from reported import CONTENT, DIALOGUES, reporting_province

from commands.figure_sheet import number_of
from engine import Engine

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Đã tổ chức **12** cuộc.\n\n- Cấp xã: 8\n\n| Xã | Số cuộc |\n|--|--|\n| Phước An | 3 |\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    call = at_work(sqlite_url, reporting_province())
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        for trigger in ("draft_plan", "implement"):
            assert call("advance", task, trigger, "--as", agency_of(task)).exit_code == 0
    Path("dt.md").write_text(TEXT)
    return call


def put(run: Run, task: str, *what: str) -> None:
    done = run("contribute", task, *what, "--as", agency_of(task))
    assert done.exit_code == 0, done.stderr


def rows(run: Run, task: str) -> int:
    return len(json.loads(run("history", task, "--json").stdout))


def given(value: str) -> str:
    Path("so-lieu.csv").write_text(f"Chỉ tiêu;Giá trị\n{DIALOGUES};{value}\n")
    return "so-lieu.csv"


def compiled(run: Run, task: str = DEPARTMENT, *more: str) -> dict[str, object]:
    done = run("compile-report", task, "--json", *more)
    assert done.exit_code == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_the_word_file_has_the_chapters_with_who_said_what_the_figures_and_what_is_left_out(run: Run) -> None:
    put(run, TUY_PHUOC, "--chapter", "III.7", "--file", "dt.md")
    put(run, TUY_PHUOC, "--figures", given("12"))
    run("advance", TUY_PHUOC, "report", "--as", agency_of(TUY_PHUOC))

    done = run("compile-report", DEPARTMENT, "--out", "bc.docx", "--place", "Quy Nhơn")

    assert done.exit_code == 0, done.stderr
    made = docx.Document("bc.docx")
    texts = [paragraph.text for paragraph in made.paragraphs]
    at = texts.index("III.7. Giải quyết đơn thư và đối thoại với người dân")
    assert texts[at + 1 : at + 4] == ["UBND huyện Tuy Phước:", "Đã tổ chức 12 cuộc.", "- Cấp xã: 8"]
    assert texts[at + 4].startswith("Số cuộc đối thoại trực tiếp: 12 cuộc (tổng, 1 báo cáo có số, 1")
    cells = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert ["Phước An", "3"] in cells
    assert ["1", "UBND huyện An Lão", "báo cáo", "chưa gửi", "19/06/2023"] in cells
    assert any("sha256" in cell for row in cells for cell in row)
    assert "1/3 báo cáo cấp dưới" in done.stderr


def test_the_form_is_the_decrees(run: Run) -> None:
    run("compile-report", DEPARTMENT, "--out", "bc.docx")

    made = docx.Document("bc.docx")

    (section,) = made.sections
    figures = (section.page_width, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each / Mm(1)) for each in figures] == [210, 20, 20, 30, 15]
    used = {paragraph.style.name for paragraph in made.paragraphs if paragraph.text}
    sizes = {name: made.styles[name].font.size for name in used}
    assert sizes["Dondoc Title"] == sizes["Dondoc Chapter"] == sizes["Dondoc Body"] == Pt(14)
    assert {made.styles[name].font.name for name in used} == {"Times New Roman"}
    titled = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Dondoc Title"]
    assert titled[0] == "BÁO CÁO"


def test_a_table_of_figures_is_written_filled_in_and_taken_back(run: Run) -> None:
    assert run("contribute", TUY_PHUOC, "--save-table", "bang.xlsx").exit_code == 0
    book = openpyxl.load_workbook("bang.xlsx")
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        row[3].value = {DIALOGUES: 12, CONTENT: 86.35}.get(row[1].value)
    book.save("bang.xlsx")

    put(run, TUY_PHUOC, "--figures", "bang.xlsx")

    figures = {each["name"]: each for each in compiled(run, TUY_PHUOC)["figures"]}  # type: ignore[attr-defined]
    assert (figures[DIALOGUES]["value"], figures[CONTENT]["value"]) == ("12", "86.35")
    assert "86,35" in run("compile-report", TUY_PHUOC).stdout
    assert "86.35" in run("--lang", "en", "compile-report", TUY_PHUOC).stdout


def test_every_bad_cell_is_named_and_nothing_recorded(run: Run) -> None:
    before = rows(run, TUY_PHUOC)
    book = openpyxl.Workbook()
    for line in (["Chỉ tiêu", "Giá trị"], [DIALOGUES, "=1+2"], [CONTENT, "1.234"], ["số hội nghị", 3]):
        book.active.append(line)
    book.active.title = "Số"
    book.save("hong.xlsx")

    done = run("contribute", TUY_PHUOC, "--figures", "hong.xlsx", "--as", agency_of(TUY_PHUOC))

    assert (done.exit_code, rows(run, TUY_PHUOC)) == (2, before)
    assert all(place in done.stderr for place in ("'Số'!B2", "'Số'!B3", "'Số'!B4")), done.stderr
    assert "--save-table" in done.stderr


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3", "-3"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("86,35", "86.35"),
        ("86.3", "86.3"),
        ("0,125", "0.125"),
        ("12 345", "12345"),
        ("1,2340", "1.2340"),
        ("1.234", None),
        ("1,234", None),
        ("12%", None),
        ("1.2.3", None),
        ("", None),
        ("mười", None),
    ],
)
def test_a_number_is_read_in_one_way_or_not_at_all(text: str, number: str | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "more",
    [
        ("--chapter", "III.7"),
        ("--file", "dt.md"),
        (),
        ("--chapter", "VII", "--file", "dt.md"),
        ("--chapter", "III.7", "--file", "khong-co.md"),
        ("--chapter", "III.7", "--file", "hong.docx"),
        ("--figures", "dt.md"),
        ("--figures", "dt.md", "--outline", "kh-binh-dinh-2023"),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(run: Run, more: tuple[str, ...]) -> None:
    Path("hong.docx").write_bytes(b"PK\x03\x04 hong")
    before = rows(run, TUY_PHUOC)

    done = run("contribute", TUY_PHUOC, *more, "--as", agency_of(TUY_PHUOC))

    assert (done.exit_code, rows(run, TUY_PHUOC)) == (2, before)
    assert done.stderr


def test_a_template_of_the_offices_own_gets_the_chapters_where_it_says(run: Run) -> None:
    own = docx.Document()
    for text in ("ĐẦU {{ issuer }}", "{{ body }}", "CUỐI"):
        own.add_paragraph(text)
    own.save("rieng.docx")

    done = run("compile-report", DEPARTMENT, "--template", "rieng.docx", "--out", "bc.docx")

    assert done.exit_code == 0, done.stderr
    texts = [each.text for each in docx.Document("bc.docx").paragraphs]
    assert texts[0] == "ĐẦU Sở Nội vụ tỉnh Bình Định"
    assert 0 < texts.index("VI. Kiến nghị") < texts.index("CUỐI")
    assert not any("\ue000" in text for text in texts)


def test_counted_and_left_out_add_up_on_the_screen_and_in_data(run: Run) -> None:
    put(run, TUY_PHUOC, "--figures", given("12"))
    run("advance", TUY_PHUOC, "report", "--as", agency_of(TUY_PHUOC))
    answer = compiled(run)

    assert answer["counted"] + len(answer["left_out"]) == answer["reports"] == 3  # type: ignore[operator, arg-type]
    shown = run("compile-report", DEPARTMENT).stdout
    assert "3 báo cáo cấp dưới: 1 đã tính, 2 chưa có" in shown
    assert all(name in shown for name in ("UBND huyện An Lão", "UBND huyện Hoài Ân"))


def test_history_says_what_was_contributed(run: Run) -> None:
    put(run, TUY_PHUOC, "--chapter", "III.7", "--file", "dt.md", "--by", "văn thư")
    put(run, TUY_PHUOC, "--figures", given("1.234,5"))
    put(run, TUY_PHUOC, "--withdraw", "--chapter", "iii.7")

    told = run("history", TUY_PHUOC).stdout

    assert all(word in told for word in ("đóng góp báo cáo", "chương III.7", "dt.md", "1.234,5", "rút lại"))


def test_what_was_contributed_can_be_read_back(run: Run) -> None:
    put(run, TUY_PHUOC, "--chapter", "III.7", "--file", "dt.md")
    seq = rows(run, TUY_PHUOC)

    assert run("attachment", "get", f"{TUY_PHUOC}#{seq}", "--out", "lai.md").exit_code == 0

    assert Path("lai.md").read_text() == TEXT


def test_every_command_of_the_page_runs(run: Run) -> None:
    Path("doi-thoai.md").write_text(TEXT)
    given("12")
    page = (ROOT / "docs" / "papers.md").read_text("utf-8").partition("`contribute`")[2].partition("\n## ")[0]
    commands = commands_of(page)
    assert len(commands) == 6
    for command in commands:
        done = run(*command.words)
        assert done.exit_code == command.code, (command.line, done.stderr)
    assert docx.Document(io.BytesIO(Path("bao-cao.docx").read_bytes())).paragraphs


def test_the_chain_with_contributions_verifies(run: Run, sqlite_url: str) -> None:
    put(run, TUY_PHUOC, "--chapter", "III.7", "--file", "dt.md")
    with Engine.open(sqlite_url) as engine:
        assert engine.verify().holds
