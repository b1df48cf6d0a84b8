"""A reporting season as an office lives it: commands typed as people type them, in both languages, wide and narrow."""

import os
import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from screen.tables import text_width

SEASON = """
2023-04-03  0  init
2023-04-03  0  check kh-binh-dinh-2023 --year 2023
2023-04-03  0  launch ct-33-ttg-2021 --year 2023 --by "Trần Văn Minh"
2023-04-03  0  todo --agency "UBND tỉnh Bình Định"
2023-04-03  1  advance "2023-H1/UBND huyện Tuy Phước" "báo cáo" --as "UBND H. Tuy Phước"
2023-04-11  0  advance 2023-H1/binh-dinh "lập kế hoạch" --as "UBND Bình Định" --document 45/KH-UBND --on 10/04/2023
2023-04-20  0  advance --from ke-hoach.csv
2023-04-21  0  status --under binh-dinh --period H1
2023-06-16  0  advance 2023-H1/binh-dinh.huyen-phu-cat "nộp báo cáo" --as "UBND huyện Phù Cát" --through --on 15/6/2023
2023-06-17  0  undo 2023-H1/binh-dinh.huyen-phu-cat --as binh-dinh.huyen-phu-cat --reason "gửi nhầm bản"
2023-06-17  0  advance 2023-H1/binh-dinh.huyen-phu-cat báo-cáo --as binh-dinh.huyen-phu-cat --on 16/06/2023
2023-06-18  0  advance 2023-H1/binh-dinh.huyen-phu-cat "trả lại" --as "SNV Bình Định" --reason thiếu --until 25/6/2023
2023-06-18  0  status --returned
2023-06-19  0  advance 2023-H1/binh-dinh.huyen-an-lao "gia hạn" --as binh-dinh --until 26/6/2023 --reason "bão lũ"
2023-06-19  0  advance 2023-H1/binh-dinh.huyen-van-canh miễn --as binh-dinh --reason "sáp nhập"
2023-06-20  0  advance --from ngay-19-6.csv --keep-going --rejects con-sai.csv
2023-06-21  0  blocked --under binh-dinh --period H1
2023-06-21  0  today --as binh-dinh --since 2023-06-19 --due-within 14
2023-06-21  0  whatif --report 2023-H1/binh-dinh.huyen-an-lao --waive 2023-H1/ha-giang
2023-06-21  1  whatif --extend 2023-H1/binh-dinh.huyen-hoai-an=1/6/2023
2023-06-21  0  why 2023-H1/binh-dinh
2023-06-21  0  status --overdue --kind district --sort late --limit 5
2023-06-21  1  advance 2023-H1/binh-dinh.so-noi-vu "tổng hợp" --as "Sở Nội vụ tỉnh Bình Định"
2023-06-22  0  correct 2023-H1/binh-dinh.huyen-tuy-phuoc --seq 4 --on 17/6/2023 --as "UBND Tuy Phước" --reason "ghi sai"
2023-06-22  0  history 2023-H1/binh-dinh.huyen-tuy-phuoc
2023-06-22  0  history --by minh --limit 5
2023-06-30  0  audit lateness --under binh-dinh --period H1
2023-06-30  0  audit exceptions --under binh-dinh
2023-06-30  0  audit durations --under binh-dinh
2023-06-30  0  blocked --as-of 20/6/2023 --under binh-dinh
2023-06-30  0  forecast ct-33-ttg-2021/2023 --under binh-dinh
2023-06-30  0  cascades
2023-06-30  0  audit verify
2023-06-30  0  export csv --out lich-su.csv
"""
LINES = [tuple(line.split(maxsplit=2)) for line in SEASON.strip().splitlines()]
DISTRICTS = ("tuy-phuoc", "hoai-an", "phu-my", "tay-son", "vinh-thanh")
RAW = re.compile(r"\b(plan_drafted|return_report|consolidate_partial|done_on_time|khong-xa-rac)\b|None|Traceback|\{|\}")
ENGLISH = re.compile(r"\b(the|is|late|overdue|report|waits|Next|days)\b")


def tables(folder: Path) -> None:
    """The files of two deadline days: one made by hand with Vietnamese heads, one that a spreadsheet saved."""
    agencies = [f"binh-dinh.huyen-{name}" for name in (*DISTRICTS, "an-lao", "phu-cat", "van-canh")]
    rows = [f"2023-H1/{agency};lập kế hoạch;{agency};19/04/2023" for agency in agencies]
    (folder / "ke-hoach.csv").write_text(
        "\n".join(["Nhiệm vụ;Hành động;Cơ quan thực hiện;Ngày thực hiện", *rows]), encoding="utf-8-sig"
    )
    rows = [f"2023-H1/binh-dinh.huyen-{name},báo cáo,binh-dinh.huyen-{name},45096,x" for name in DISTRICTS[:3]]
    rows = [row.replace("45096", "16/06/2023 00:00") for row in rows]
    (folder / "ngay-19-6.csv").write_text("\n".join(["task,trigger,as,on,through", *rows]), encoding="utf-8")


def _lasting(screen: str) -> str:
    """Without what differs from run to run: the moment of recording, hashes, and who was logged in."""
    screen = re.sub(r"\b[0-9a-f]{12,64}\b", lambda found: "f" * len(found[0]), screen)
    now = r"(?:\d\d/\d\d/20(?:2[5-9]|[3-9]\d)|20(?:2[5-9]|[3-9]\d)-\d\d-\d\d)"
    screen = re.sub(rf"\b{now}(?:[ T]\d\d:\d\d(?:\+07:00)?)?", lambda found: "0" * len(found[0]), screen)
    return "\n".join(line.rstrip() for line in screen.splitlines())


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, width: int) -> None:
    monkeypatch.chdir(tmp_path)
    tables(tmp_path)
    said: list[tuple[str, Result]] = []

    for day, code, command in LINES:
        given = [*shlex.split(command), "--today", day, "--lang", lang]
        result = CliRunner().invoke(main, given, env={"COLUMNS": str(width)}, catch_exceptions=False)
        said.append((command, result))
        assert result.exit_code == int(code), f"{command}\n{result.stdout}\n{result.stderr}"

    golden = Path(__file__).parent / "golden" / f"season-{lang}-{width}.txt"
    screens = "\n".join(f"$ dondoc {command}\n{_lasting(result.output)}\n" for command, result in said)
    if os.environ.get("DONDOC_WRITE_GOLDEN"):
        golden.write_text(screens, encoding="utf-8")
    assert screens == golden.read_text(encoding="utf-8"), (
        "if it is meant to look so: make golden, and read what changed"
    )
    for command, result in said:
        text = result.stdout + result.stderr
        assert not RAW.search(text), command
        prose = [line for line in result.stdout.splitlines() if "dondoc " not in line]
        assert [line for line in prose if text_width(line) > max(width, 120)] == [], command
        if lang == "vi" and "check" not in command:
            words = re.sub(r"[\w.-]+/[\w./#-]+|\S+\.\S+|--\S+|dondoc .*", "", text)
            assert not ENGLISH.search(words), command
    verified = dict(said)["audit verify"].stdout
    assert ("TOÀN VẸN" if lang == "vi" else "HOLDS") in verified.upper()


def test_both_languages_and_widths_record_the_same_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed decides what is recorded, not the language or the window in which it was typed."""
    monkeypatch.chdir(tmp_path)
    rows = []
    for lang, width in (("vi", "80"), ("en", "160")):
        (tmp_path / lang).mkdir()
        monkeypatch.chdir(tmp_path / lang)
        tables(tmp_path / lang)
        for day, _, command in LINES[:16]:
            given = [*shlex.split(command), "--today", day, "--lang", lang]
            CliRunner().invoke(main, given, env={"COLUMNS": width}, catch_exceptions=False)
        with sqlite3.connect("dondoc.db") as database:
            query = 'SELECT task_no, seq, trigger, "from", "to", agency, occurred_on, reason, due_after FROM history'
            rows.append(database.execute(f"{query} ORDER BY 1, 2").fetchall())

    assert rows[0] == rows[1]
    assert len(rows[0]) > 300
