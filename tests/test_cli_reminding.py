"""`dondoc remind` at the door: drafts, what is recorded, and every command of its section in docs/papers.md."""

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from at_work import Run, at_work
from graphs import HOAI_AN
from pages import commands_of

from papers import office

ROOT = Path(__file__).resolve().parent.parent
AS = ("--as", "binh-dinh.so-noi-vu")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(office.shutil, "which", lambda _: None)  # LibreOffice takes its time
    return at_work(sqlite_url)


def times(run: Run) -> int:
    (row,) = [row for row in json.loads(run("status", "--json").stdout) if row["task"] == HOAI_AN]
    return int(row["reminders"])


def test_a_draft_is_written_and_nothing_recorded(run: Run) -> None:
    done = run("remind", *AS, "--out", "vb", "--place", "Bình Định")

    assert done.exit_code == 0, done.stderr
    assert "dự thảo" in done.stdout
    assert sorted(path.name for path in Path("vb").iterdir()) == ["binh-dinh.docx", "binh-dinh.txt"]
    assert "Không có LibreOffice" in done.stderr
    assert times(run) == 0


def test_a_file_that_is_there_is_not_written_over_and_nothing_is_recorded(run: Run) -> None:
    run("remind", *AS, "--out", "vb")
    Path("vb/binh-dinh.docx").write_text("đã sửa")
    again = run("remind", *AS, "--out", "vb")

    assert (again.exit_code, Path("vb/binh-dinh.docx").read_text()) == (2, "đã sửa")
    Path("vb/binh-dinh-12-SNV.docx").write_text("đã sửa")
    assert run("remind", *AS, "--out", "vb", "--record", "--number", "12/SNV").exit_code == 2
    Path("vb/binh-dinh-13-SNV.pdf").write_text("đã ký")
    assert run("remind", *AS, "--out", "vb", "--record", "--number", "13/SNV").exit_code == 2
    assert times(run) == 0


def test_a_folder_that_cannot_be_made_says_that_it_cannot_be_written(run: Run) -> None:
    Path("vb").write_text("một tệp")

    done = run("remind", *AS, "--out", "vb", "--record", "--number", "12/SNV", "--json")

    assert (done.exit_code, json.loads(done.stderr)["error"], times(run)) == (2, "unwritable-file", 0)


def test_a_letter_that_is_recorded_is_made_a_pdf_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(office, "as_pdf", lambda word: made.append(word) or b"%PDF-")

    done = run("remind", *AS, "--out", "vb", "--record", "--number", "12/SNV")

    assert (done.exit_code, Path("vb/binh-dinh-12-SNV.pdf").read_bytes()) == (0, b"%PDF-")
    assert made == [Path("vb/binh-dinh-12-SNV.docx").read_bytes()]


def test_what_is_recorded_is_counted_where_the_task_is_told_of(run: Run) -> None:
    done = run("remind", *AS, "--record", "--number", "12/SNV", "--out", "vb")
    assert done.exit_code == 0, done.stderr

    assert "Số: 12/SNV" in {
        paragraph.text
        for table in docx.Document("vb/binh-dinh-12-SNV.docx").tables
        for cell in table.rows[0].cells
        for paragraph in cell.paragraphs
    }
    assert times(run) == 1
    for question in (["blocked"], ["why", HOAI_AN], ["today", *AS]):
        assert "đã đôn đốc 1 lần, gần nhất 21/06" in run(*question).stdout, question
    told = run("history", HOAI_AN).stdout
    assert ("12/SNV" in told, "đôn đốc" in told, "công văn" in told) == (True, True, True)
    assert "reminder" not in run("audit", "late-entries").stdout


def test_a_dry_run_writes_and_records_nothing(run: Run) -> None:
    done = run("remind", *AS, "--record", "--number", "12/SNV", "--out", "vb", "--dry-run")

    assert (done.exit_code, times(run), Path("vb").exists()) == (0, 0, False)


def test_what_is_missing_or_refused_says_what_to_do(run: Run) -> None:
    assert run("remind").exit_code == 2
    assert run("remind", *AS, "--record").exit_code == 2
    assert run("remind", *AS, "--template", "nowhere.docx", "--out", "vb").exit_code == 2
    Path("bad.docx").write_text("x")
    bad = run("remind", *AS, "--template", "bad.docx", "--out", "vb", "--record", "--number", "1/SNV")
    assert (bad.exit_code, "--save-template" in bad.stderr, times(run)) == (2, True, 0)
    run("remind", *AS, "--record", "--number", "12/SNV")
    again = run("remind", *AS, "--record", "--number", "12/SNV")
    assert (again.exit_code, "12/SNV" in again.stderr, times(run)) == (1, True, 1)


def test_without_the_library_it_says_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)

    done = run("remind", *AS, "--out", "vb", "--record", "--number", "12/SNV")

    assert (done.exit_code, "dondoc[office]" in done.stderr, times(run)) == (2, True, 0)
    assert run("remind", *AS, "--record", "--number", "12/SNV").exit_code == 0  # no paper, no library


def test_every_command_of_the_page_runs(run: Run) -> None:
    page = (ROOT / "docs" / "papers.md").read_text("utf-8").partition("`remind`")[2]
    for command in commands_of(page):
        done = run(*command.words)
        assert done.exit_code == command.code, (command.line, done.stderr)
    assert times(run) == 1
    assert len(list(Path("van-ban").iterdir())) == 4


@pytest.mark.skipif(office.shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_libreoffice_makes_a_pdf_of_it() -> None:
    from papers.official_forms import letter_form

    pdf = office.as_pdf(letter_form())

    assert pdf is not None
    assert pdf.startswith(b"%PDF")


def test_a_pdf_that_is_not_made_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda _: "/bin/false")

    assert office.as_pdf(b"") is None


def test_nothing_of_it_is_loaded_by_other_commands() -> None:
    code = (
        "import sys, commands.reminding, commands.asking\n"
        "print([name for name in ('docx', 'docxtpl', 'jinja2') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "[]"
