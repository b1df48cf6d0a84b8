"""`dondoc spec`: policy written as Gherkin in anybody's folder, run against their own definitions."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from features.steps.names import REFUSALS
from features.steps.sentences import KEYWORDS, StepWords
from features.steps.vocabulary import VOCABULARY, matching, nearest
from spec import plugin

ROOT = Path(__file__).resolve().parent.parent
assert plugin.matching  # importing the plugin registers every step

HEAD = """# language: vi
Tính năng: Báo cáo của xã Mẫu
  Bối cảnh:
    Biết đợt triển khai năm 2025 của "kh-mau-2025" đã được mở
"""
GOOD = f"""{HEAD}
  Quy tắc: Hạn không tính ngày in
    Khung kịch bản: Hạn
      Thì hạn của "UBND tỉnh Lai Châu" kỳ "<kỳ>" là ngày <ngày>
      Dữ liệu:
        | kỳ      | ngày       |
        | 6 tháng | 09/06/2025 |
        | năm     | 09/12/2025 |

    Kịch bản: Chưa có kế hoạch
      Khi "UBND tỉnh Lai Châu" thực hiện kỳ "6 tháng"
      Thì bị từ chối vì "chưa có kế hoạch"
"""
PLAN = """
key: kh-mau-2025
type: ke-hoach
number: 7/KH
date: 2025-01-10
issuer: bo-noi-vu
title: Kế hoạch mẫu
at: đầu văn bản
applies: {year: 2025}
assigns:
  - who: [lai-chau, cao-bang]
    at: mục 1
    plan: {every: year, due: none}
    report:
      content: kết quả
      to: bo-noi-vu
      at: mục 2
      due:
        H1: {before: 10/6}
        Y: {before: 10/12}
consolidates:
  - who: bo-noi-vu
    at: mục 3
    to: thu-tuong
    due: none
"""

Spec = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stranger's folder: features, and definitions beside them."""
    (tmp_path / "chinh-sach" / "definitions").mkdir(parents=True)
    (tmp_path / "chinh-sach" / "definitions" / "kh-mau-2025.yaml").write_text(PLAN, "utf-8")
    return tmp_path / "chinh-sach"


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch) -> Spec:
    """The command, run in this process."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> Result:
        from cli import main

        command = ["spec", *map(str, arguments), "--today", "2025-07-01"]
        return CliRunner().invoke(main, command, catch_exceptions=False)

    return run


def write(folder: Path, text: str, name: str = "thu.feature") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


# running


def test_a_strangers_python_is_not_run_and_nothing_is_written_into_the_folder(
    folder: Path, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, GOOD)
    trap = tmp_path / "it-ran"
    hostile = f"from pathlib import Path\nPath({str(trap)!r}).touch()\nraise SystemExit('ran')\n"
    for name in ("conftest.py", "pytest.py", "test_it.py", "features.py", "sitecustomize.py"):
        (folder / name).write_text(hostile, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    before = fingerprint(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")

    result = spec(folder)

    assert result.exit_code == 0, result.output
    assert not trap.exists()
    assert fingerprint(folder) == before


def test_every_row_of_an_outline_counts_and_totals_add_up(folder: Path, spec: Spec) -> None:
    write(folder, GOOD)
    write(folder, GOOD.replace("09/12/2025", "10/12/2025"), "sai.feature")

    answer = json.loads(spec(folder, "--json").stdout)

    runs = [run for feature in answer["features"] for each in feature["scenarios"] for run in each["runs"]]
    assert (answer["scenarios"], answer["passed"], answer["failed"]) == (6, 5, 1)
    assert len(runs) == 6
    assert sum(answer["steps"].values()) == sum(len(run["steps"]) for run in runs)
    assert runs[1]["example"] == {"kỳ": "năm", "ngày": "10/12/2025"} or runs[4]["example"]["kỳ"] == "năm"


def test_a_failed_scenario_names_its_step_its_line_and_what_is_wrong(folder: Path, spec: Spec) -> None:
    file = write(folder, GOOD.replace("09/12/2025", "10/12/2025"))

    result = spec(folder)

    line = file.read_text("utf-8").splitlines().index('      Thì hạn của "UBND tỉnh Lai Châu" kỳ "<kỳ>" là ngày <ngày>')
    assert result.exit_code == 1
    assert 'Thì hạn của "UBND tỉnh Lai Châu" kỳ "năm" là ngày 10/12/2025' in result.stdout
    assert f"{file}:{line + 1}" in result.stdout
    assert "là 09/12/2025, không phải 10/12/2025" in result.stdout


def test_what_does_not_hold_is_said_in_english_too_and_the_feature_stays_as_it_is(folder: Path, spec: Spec) -> None:
    unspoken = GOOD.replace('bị từ chối vì "chưa có kế hoạch"', '"UBND tỉnh Lai Châu" còn 2 việc phải làm')
    write(folder, unspoken.replace("09/12/2025", "10/12/2025"))

    told = spec(folder, "--lang", "en").stdout
    answer = json.loads(spec(folder, "--json").stdout)

    assert 'Thì hạn của "UBND tỉnh Lai Châu" kỳ "năm" là ngày 10/12/2025' in told
    assert "last on-time day of UBND tỉnh Lai Châu: 2025-12-09, not 2025-12-10" in told
    assert "refused: no plan yet: this task owes a plan first" in told
    steps = [step for each in answer["features"][0]["scenarios"] for run in each["runs"] for step in run["steps"]]
    (late, refused) = [(step["message"], step["message_en"]) for step in steps if step["message"]]
    assert late[0].endswith("là 09/12/2025, không phải 10/12/2025")
    assert late[1].endswith("2025-12-09, not 2025-12-10")
    assert refused[0].startswith("bị từ chối: ")


def test_every_step_says_by_the_catalogue_what_does_not_hold() -> None:
    """An assertion's words are `Told`; `hold` and its like and the claims of `thi` take a key, never a sentence."""
    sentences = []
    sayers = {"Told": 0, "fail": 0, "hold": 1, "there": 1, "same": 2, "same_agencies": 2}
    for path in sorted(path for name in ("features", "rules", "spec") for path in (ROOT / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assert) and node.msg is not None:
                sayer = getattr(node.msg.func, "id", "") if isinstance(node.msg, ast.Call) else ""
                is_told = sayer in ("Told", "_no_such_task")
                sentences += [] if is_told else [f"{path.name}:{node.lineno}"]
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name == "thi":
                claims = [each.value for each in node.keywords if each.arg not in ("en", "also", "of")]
                keys = [claim.elts[0] if isinstance(claim, ast.Tuple) else claim for claim in claims]
                is_key = all(str(getattr(key, "value", "")).startswith("step.") for key in keys)
                sentences += [] if is_key else [f"{path.name}:{node.lineno}"]
            if isinstance(node, ast.Call) and name in sayers and path.name not in ("telling.py", "claiming.py"):
                texts = [each for arg in node.args[sayers[name] :] for each in ast.walk(arg)]
                texts = [each for each in texts if isinstance(each, ast.JoinedStr | ast.Constant)]
                is_key = texts and all(str(getattr(each, "value", "")).startswith("step.") for each in texts)
                sentences += [] if is_key else [f"{path.name}:{node.lineno}"]

    assert sentences == []


def test_a_refusal_that_no_step_speaks_of_fails_at_the_step_that_was_refused(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace('bị từ chối vì "chưa có kế hoạch"', '"UBND tỉnh Lai Châu" còn 2 việc phải làm'))

    answer = json.loads(spec(folder, "--json").stdout)

    (step,) = [step for step in answer["features"][0]["scenarios"][1]["runs"][0]["steps"] if step["message"]]
    assert step["text"] == '"UBND tỉnh Lai Châu" thực hiện kỳ "6 tháng"'
    assert "plan-first" in step["message"]


def test_nfd_bom_and_windows_line_ends_are_read(folder: Path, spec: Spec) -> None:
    text = unicodedata.normalize("NFD", GOOD).replace("\n", "\r\n")
    (folder / "nfd.feature").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert spec(folder).exit_code == 0


def test_scenarios_of_one_name_and_tags_that_pytest_would_obey_are_all_run(folder: Path, spec: Spec) -> None:
    scenario = '\n  @skip\n  Kịch bản: Một tên\n    Thì hạn của "UBND tỉnh Lai Châu" kỳ "năm" là ngày {day}\n'
    write(folder, HEAD + scenario.format(day="09/12/2025") + scenario.format(day="10/12/2025"))

    answer = json.loads(spec(folder, "--json").stdout)

    assert [each["outcome"] for each in answer["features"][0]["scenarios"]] == ["passed", "failed"]
    assert answer["features"][0]["scenarios"][0]["name"] == "Một tên"


def test_the_writers_own_definitions_may_be_named(folder: Path, spec: Spec, tmp_path: Path) -> None:
    elsewhere = tmp_path / "o-cho-khac" / "thu.feature"
    elsewhere.parent.mkdir()
    elsewhere.write_text(GOOD, "utf-8")

    assert spec(elsewhere).exit_code == 1
    assert spec(elsewhere, "--definitions", folder / "definitions").exit_code == 0


def test_a_reports_due_date_is_the_reports_also_while_a_plan_is_due_before_it(folder: Path, spec: Spec) -> None:
    dated = PLAN.replace("plan: {every: year, due: none}", "plan: {every: year, due: {before: 15/2}}")
    (folder / "definitions" / "kh-mau-2025.yaml").write_text(dated, "utf-8")
    lines = (
        "Biết hôm nay là ngày 1/2/2025",
        "Thì hạn của UBND tỉnh Lai Châu kỳ 6 tháng là ngày 14/2/2025",
        "Và hạn báo cáo 6 tháng của UBND tỉnh Lai Châu là ngày 9/6/2025",
        "Khi UBND tỉnh Lai Châu lập kế hoạch kỳ 6 tháng ngày 1/2/2025",
        "Và Bộ Nội vụ gia hạn báo cáo 6 tháng cho UBND tỉnh Lai Châu đến ngày 20/6/2025 vì bão lũ",
        "Thì hạn báo cáo 6 tháng của UBND tỉnh Lai Châu là ngày 20/6/2025",
        "Và hạn báo cáo năm của UBND tỉnh Lai Châu là ngày 9/12/2025",
    )
    write(folder, "\n    ".join((f"{HEAD}\n  Kịch bản: Một", *lines)))

    result = spec(folder)

    assert result.exit_code == 0, result.stdout


def test_names_of_the_writers_own_definitions_need_no_quotes(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace('"kh-mau-2025"', "kh-mau-2025").replace('"UBND tỉnh Lai Châu"', "UBND tỉnh Lai Châu"))

    result = spec(folder)

    assert result.exit_code == 0, result.output


# what cannot be read


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Tính năng: Một\n", 1, "# language: vi"),
        (f"{HEAD}\n  Kich ban: Hai\n    Khi đến ngày 21/06/2025\n", 6, "“Kịch bản:”"),
        ("# language: vi\nTính năng: Hai\n\n  Bối cạnh:\n    Khi đến ngày 21/06/2025\n", 4, "“Bối cảnh:”"),
        (f"{HEAD}\n  Kịch bản: Ba\n    Và đến ngày 21/06/2025\n", 7, "“Và”"),
        (f"{HEAD}\n  Kịch bản: Bốn\n", 6, "không có bước nào"),
        (f"{HEAD}\n  Khung kịch bản: Năm\n    Khi đến ngày <ngày>\n", 6, "không có dòng Dữ liệu"),
        (
            f"{HEAD}\n  Khung kịch bản: Sáu\n    Khi đến ngày <ngay>\n    Dữ liệu:\n      | ngày |\n      | 1 |\n",
            7,
            "<ngay>",
        ),
    ],
    ids=lambda value: str(value)[-12:],
)
def test_a_file_that_cannot_be_read_is_said_with_its_line(
    folder: Path, spec: Spec, text: str, line: int, said: str
) -> None:
    file = write(folder, text)

    result = spec(folder)

    assert result.exit_code == 2
    assert f"{file}:{line}:" in result.stderr
    assert said in result.stderr


def test_a_folder_without_features_and_a_path_that_is_not_there_are_usage_errors(spec: Spec, tmp_path: Path) -> None:
    assert spec(tmp_path).exit_code == 2
    assert spec(tmp_path / "khong-co").exit_code == 2


def test_an_old_code_page_is_refused_with_the_way_to_convert(folder: Path, spec: Spec) -> None:
    (folder / "cu.feature").write_bytes("# language: vi\nTính năng: Một".encode("utf-16"))

    result = spec(folder)

    assert result.exit_code == 2
    assert "iconv" in result.stderr


def test_what_a_table_records_is_counted_in_tasks_and_what_is_refused_in_rows(folder: Path, spec: Spec) -> None:
    """A plan for the year moves the tasks of all its periods; a second row of the same plan is refused."""
    rows = "".join(f"      | UBND tỉnh Lai Châu | {period} | lập kế hoạch |\n" for period in ("6 tháng", "năm"))
    table = "    Khi làm các việc sau, bỏ qua dòng bị từ chối:\n      | cơ quan | kỳ | hành động |\n" + rows
    scenario = f"{HEAD}\n  Kịch bản: Một\n{table}    Thì {{}} việc được ghi, 1 dòng bị từ chối\n"
    write(folder, scenario.format(2) + '    Và dòng 2 bị từ chối vì "không đúng trạng thái"\n')

    good = spec(folder)
    write(folder, scenario.format(1))
    bad = spec(folder)

    assert good.exit_code == 0, good.output
    assert "2 việc được ghi (mỗi nhiệm vụ đã chuyển là một việc), 1 dòng bị từ chối" in bad.stdout


# lines that Gherkin takes for a description

SCENARIO = """    Biết hôm nay là ngày 21/06/2025
    Thì hạn của "UBND tỉnh Lai Châu" kỳ "năm" là ngày 09/12/2025
"""
LAI_CHAU = '"UBND tỉnh Lai Châu" báo cáo kỳ "6 tháng"'


def inside(*lines: str) -> str:
    """Lines below a scenario's title, before its first step; the first of them is line 7."""
    return f"{HEAD}\n  Kịch bản: Một\n" + "".join(f"    {line}\n" for line in lines) + SCENARIO


def above(*lines: str) -> str:
    """Lines above the first scenario; the first of them is line 3."""
    head, _, background = HEAD.partition("  Bối cảnh")
    return head + "".join(f"  {line}\n" for line in lines) + f"  Bối cảnh{background}\n  Kịch bản: Một\n{SCENARIO}"


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        (inside("biết hôm nay là ngày 21/06/2025"), 7, "“Biết hôm nay là ngày 21/06/2025”"),
        (inside("Huyện nộp muộn", f"khi {LAI_CHAU}"), 8, f"“Khi {LAI_CHAU}”"),
        (inside(f"Khi: {LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside(f"KHI {LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside(f"- Khi {LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside(f"Khi\u00a0{LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside(f"Rồi {LAI_CHAU}"), 7, f"“Và {LAI_CHAU}”"),
        (inside(f"Lúc {LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside(LAI_CHAU), 7, f"“Khi {LAI_CHAU}”"),
        (inside("khi UBND tỉnh Lai Châu báo cáo kỳ 6 tháng"), 7, "“Khi UBND tỉnh Lai Châu báo cáo kỳ 6 tháng”"),
        (inside(f"When {LAI_CHAU}"), 7, f"“Khi {LAI_CHAU}”"),
        (inside("Given today is 21/06/2025"), 7, "“Biết "),
        (inside("Kịch bản hai, quên dấu hai chấm"), 7, "“Kịch bản:”"),
        (inside("Scenario: Hai"), 7, "“Kịch bản:”"),
        (above("Kịch bản Một", f"Khi {LAI_CHAU}", "Thì không có gì được ghi"), 3, "“Kịch bản:”"),
        (above(f"Khi {LAI_CHAU}"), 3, "“Kịch bản: …”"),
        (f"{HEAD}\n  Kịch bản: Một\n    lúc {LAI_CHAU}\n", 7, f"“Khi {LAI_CHAU}”"),
        (f"{HEAD}\n  Kịch bản: Một\n    khi huyện chưa nộp\n", 7, "“Khi huyện chưa nộp”"),
        (f"{HEAD}\n  Kịch bản: Một\n{SCENARIO}    khi {LAI_CHAU}\n", 9, f"“Khi {LAI_CHAU}”"),
        (f"{HEAD}\n  Kịch bản: Một\n{SCENARIO}  Kịch bản hai\n", 9, "“Kịch bản:”"),
        (HEAD.replace("    Biết", "    biết") + f"  Kịch bản: Một\n{SCENARIO}", 4, "“Biết đợt triển khai"),
        (
            f"{HEAD}\n  Khung kịch bản: Một\n    khi đến ngày <ngày>\n{SCENARIO}"
            "    Dữ liệu:\n      | ngày |\n      | 1/7/2025 |\n",
            7,
            "“Khi đến ngày <ngày>”",
        ),
    ],
)
def test_a_step_or_title_that_would_be_lost_in_a_description_is_an_error(
    folder: Path, spec: Spec, text: str, line: int, meant: str
) -> None:
    file = write(folder, text)

    result = spec(folder)

    assert result.exit_code == 2
    assert f"{file}:{line}:" in result.stderr
    assert meant in " ".join(result.stderr.split())
    assert result.stderr.count(f"{file}:") == 1


@pytest.mark.parametrize(
    "text",
    [
        inside("Kịch bản này kiểm tra hạn"),
        inside("Kịch bản kiểm tra việc huyện nộp muộn khi Sở", "đã tổng hợp rồi."),
        inside("Dữ liệu lấy từ công văn 1432"),
        inside("Bối cảnh chung của cả đợt"),
        inside("Huyện nộp muộn, nên", 'khi "Sở Nội vụ" chờ thì tỉnh cũng chờ.'),
        inside("khi huyện chưa nộp, Sở chưa tổng hợp."),
        inside("Thi hành Nghị định 09/2019/NĐ-CP, Điều 8."),
        inside('Văn bản "kh-binh-dinh-2023" giao việc cho huyện.'),
        inside("Hôm nay là ngày cuối."),
        above('Khi "quá hạn" thì việc vẫn phải làm.'),
        above("Khi huyện chưa nộp báo cáo kỳ 6 tháng thì Sở chưa tổng hợp."),
        above('Thì: "quá hạn" nghĩa là sau ngày cuối.'),
        above("Quy tắc này theo Nghị định 09/2019/NĐ-CP: trước ngày."),
        above("Cho đến ngày 21/06/2025 chưa huyện nào báo cáo."),
        above('Ví dụ: "UBND tỉnh Lai Châu" chưa báo cáo kỳ "6 tháng".'),
        above('When a district is late, "the province" waits.'),
        above("Tính năng quan trọng nhất", "Dữ liệu lấy từ công văn 1432"),
    ],
)
def test_an_honest_description_is_none(folder: Path, spec: Spec, text: str) -> None:
    write(folder, text)

    result = spec(folder)

    assert result.exit_code == 0, result.output


def test_a_scenario_that_checks_nothing_is_an_error_unless_its_background_does(folder: Path, spec: Spec) -> None:
    given, then = SCENARIO.splitlines(keepends=True)
    file = write(folder, f"{HEAD}\n  Kịch bản: Một\n{given}")

    result = spec(folder)

    assert result.exit_code == 2
    assert f"{file}:6:" in result.stderr
    assert "không kiểm tra điều gì: thiếu bước Thì" in result.stderr
    write(folder, f"{HEAD}{then}\n  Kịch bản: Một\n{given}")
    assert spec(folder).exit_code == 0


# the vocabulary


def test_an_unknown_step_gets_the_nearest_known_one(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace("bị từ chối vì", "bị từ chối với lý do"))

    answer = json.loads(spec(folder, "--json").stdout)

    step = answer["features"][0]["scenarios"][1]["runs"][0]["steps"][-1]
    assert (step["known"], step["outcome"]) == (False, "failed")
    assert step["hints"] == ['Thì bị từ chối vì "còn đầu vào chưa báo cáo"']


def test_a_step_under_the_wrong_keyword_is_hinted_at() -> None:
    near = nearest("given", "đến ngày 21/06/2023")[0]

    assert (near.step.kind, near.line) == ("when", "Khi đến ngày 21/06/2023")


TUY_PHUOC = '"UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"'


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("when", "UBND huyện Tuy Phước báo cáo kỳ 6 tháng", f"Khi {TUY_PHUOC}"),
        ("when", '"UBND huyện Tuy Phước báo cáo kỳ "6 tháng"', f"Khi {TUY_PHUOC}"),
        ("when", "'UBND huyện Tuy Phước' báo cáo kỳ '6 tháng'", f"Khi {TUY_PHUOC}"),
        ("when", '"UBND huyện Tuy Phước" báo cáo kì "6 tháng"', f"Khi {TUY_PHUOC}"),
        ("when", '"UBND huyện Tuy Phước" Báo cáo kỳ "6 tháng"', f"Khi {TUY_PHUOC}"),
        ("when", '"UBND huyện Tuy Phước" boá cáo kỳ "6 tháng"', f"Khi {TUY_PHUOC}"),
        ("when", f"{TUY_PHUOC} .", f"Khi {TUY_PHUOC}"),
        ("when", '"UBND huyện Tuy Phước" gửi báo cáo kỳ "6 tháng"', f"Khi {TUY_PHUOC}"),
        ("when", f"{TUY_PHUOC} vào 19/06/2023", f"Khi {TUY_PHUOC} vào ngày 19/06/2023"),
        ("when", f'{TUY_PHUOC} vào ngày "19/06/2023"', f"Khi {TUY_PHUOC} vào ngày 19/06/2023"),
        ("when", "UBND tinh Ha Giang thuc hien ky nam", 'Khi "UBND tinh Ha Giang" thực hiện kỳ "nam"'),
        ("then", "bị từ chối vì còn đầu vào chưa báo cáo", 'Thì bị từ chối vì "còn đầu vào chưa báo cáo"'),
        ("then", 'bị từ chối vì: "chưa có kế hoạch"', 'Thì bị từ chối vì "chưa có kế hoạch"'),
        ("given", "hôm nay là 21/06/2023", "Biết hôm nay là ngày 21/06/2023"),
        (
            "then",
            "không nhiệm vụ nào bị trả ạli khi đang tạm dừng",
            "Thì không nhiệm vụ nào bị trả lại khi đang tạm dừng",
        ),
        ("then", "hủy việc miễn xong thì ađng thực hiện", "Thì hủy việc miễn xong thì đang thực hiện"),
    ],
)
def test_a_newcomers_mistake_is_answered_with_the_line_as_it_should_be(kind: str, said: str, meant: str) -> None:
    assert [near.line for near in nearest(kind, said)] == [meant]


def test_an_unknown_verb_is_answered_with_the_steps_example() -> None:
    near = nearest("when", '"UBND huyện Tuy Phước" hoàn thành kỳ "6 tháng"')[0]

    assert near.step.words.startswith('"{agency}" {doing} kỳ "{period}"')
    assert near.line == near.step.example


def test_an_optional_part_that_the_line_has_no_word_of_is_not_put_in() -> None:
    near = nearest("when", '"Sở Nội vụ" tổng hợp kỳ "6 tháng" thiếu "UBND huyện Tuy Phước"')

    assert {each.line for each in near} == {each.step.example for each in near}


@pytest.mark.parametrize("said", ['"UBND huyện Tuy Phước" reports for "6 tháng"', "today is 21/06/2023", "xyz"])
def test_what_is_like_no_step_gets_none(said: str) -> None:
    assert [near for kind in KEYWORDS for near in nearest(kind, said)] == []


def test_names_that_need_quotes_are_answered_with_the_line_and_why(folder: Path, spec: Spec) -> None:
    said = "UBND tỉnh Lai Châu gắn nhãn trọng tâm cho việc kỳ 6 tháng"
    write(folder, GOOD.replace('"UBND tỉnh Lai Châu" thực hiện kỳ "6 tháng"', said))

    step = json.loads(spec(folder, "--json").stdout)["features"][0]["scenarios"][1]["runs"][0]["steps"][-2]

    assert "tên đặt trong dấu ngoặc kép" in step["message"]
    assert "names go in quotes" in step["message_en"]
    assert step["hints"][0] == 'Khi "UBND tỉnh Lai Châu" gắn nhãn "trọng tâm" cho việc kỳ "6 tháng"'
    assert "tên đặt trong dấu ngoặc kép" in spec(folder).stdout


def test_quotes_are_asked_for_only_where_it_is_they_that_are_missing(folder: Path, spec: Spec) -> None:
    said = "Thì hạn báo cáo 6 tháng của UBND tỉnh Lai Châu là 9/6/2025"
    write(folder, GOOD.replace('Thì bị từ chối vì "chưa có kế hoạch"', said))

    step = json.loads(spec(folder, "--json").stdout)["features"][0]["scenarios"][1]["runs"][0]["steps"][-1]

    assert (step["message"], step["message_en"]) == ("không có bước này", "there is no such step")
    assert step["hints"] == ['Thì hạn báo cáo kỳ "6 tháng" của "UBND tỉnh Lai Châu" là ngày 9/6/2025']


def test_what_is_like_no_step_is_answered_with_where_the_steps_are(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace('Thì bị từ chối vì "chưa có kế hoạch"', 'Thì nobody likes it because "no plan"'))

    told = spec(folder, "--lang", "en").stdout

    assert "no step is like it" in told
    assert "dondoc docs steps" in told


def test_an_unknown_name_is_answered_with_the_nearest_first(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace("chưa có kế hoạch", "không có kế hoạch"))

    step = json.loads(spec(folder, "--json").stdout)["features"][0]["scenarios"][1]["runs"][0]["steps"][-1]

    assert "“không có kế hoạch”; có phải: chưa có kế hoạch" in step["message"]
    assert "did you mean: chưa có kế hoạch" in step["message_en"]


@pytest.mark.parametrize("step", VOCABULARY, ids=lambda step: step.words[:40])
def test_each_example_is_one_step_and_no_other(step: StepWords) -> None:
    keyword, _, text = step.example.partition("\n")[0].partition(" ")

    assert keyword == KEYWORDS[step.kind]
    assert matching(step.kind, text) == [step]


def test_every_line_of_the_shipped_features_is_one_step_and_no_other() -> None:
    from rules.files import find_files, read_files

    lines = {
        (step.kind, step.filled(example).text)
        for file in read_files(find_files([ROOT / "features"]))
        for scenario in file.scenarios
        for example in scenario.examples or ({},)
        for step in scenario.steps
    }

    assert [(kind, text) for kind, text in sorted(lines) if len(matching(kind, text)) != 1] == []


def test_every_step_is_used_in_the_shipped_features() -> None:
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "features").rglob("*.feature"))
    lines = [re.sub(r"^\s*(Biết|Cho|Khi|Thì|Và|Nhưng) ", "", line) for line in written.splitlines()]

    unused = [step.words for step in VOCABULARY if not any(matching(step.kind, line) == [step] for line in lines)]

    assert unused == []


def test_every_refusal_of_the_engine_has_a_name_for_policy_writers() -> None:
    files = (ROOT / "engine").glob("*refusals.py")
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    rules = {
        node.args[0].value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Refused"
        and isinstance(node.args[0], ast.Constant)
    }

    assert rules - set(REFUSALS.values()) == set()


# the report and the account of what is touched


def test_the_page_holds_rules_scenarios_rows_and_results_and_needs_no_network(
    folder: Path, spec: Spec, tmp_path: Path
) -> None:
    write(folder, GOOD.replace("09/12/2025", "10/12/2025").replace("xã Mẫu", "xã <Mẫu>"))
    page = tmp_path / "trang.html"

    result = spec(folder, "--report", page)

    html = page.read_text("utf-8")
    assert result.exit_code == 1
    for said in ("Hạn không tính ngày in", "Chưa có kế hoạch", "6 tháng", "không phải 10/12/2025", "01/07/2025", "✗"):
        assert said in html
    assert "xã &lt;Mẫu&gt;" in html
    assert not re.search(r"<script|https?://|src=|@import|url\(", html)


def test_what_no_scenario_touches_is_listed(folder: Path, spec: Spec) -> None:
    write(folder, GOOD)

    answer = json.loads(spec(folder, "--coverage", "--json").stdout)

    items = {(item["kind"], item["item"]): item["scenarios"] for item in answer["coverage"]}
    assert {item["document"] for item in answer["coverage"]} == {"kh-mau-2025"}
    assert items["refusal", "plan-first"] == 1
    assert items["refusal", "inputs-open"] == 0
    assert items["guard", "implement: not owes_plan"] == 1
    assert items["transition", "release pending→issued"] == 3
    assert items["transition", "report implemented→reported"] == 0
    assert items["due", "own H1"] == 1
    assert items["due", "merged H1"] == 0


SIDE_ROADS = """
  Kịch bản: Tạm dừng, miễn rồi hủy việc miễn
    Khi "Bộ Nội vụ" tạm dừng việc của "UBND tỉnh Lai Châu" kỳ "6 tháng" vì "sắp xếp lại"
    Và "UBND tỉnh Lai Châu" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Khi "Bộ Nội vụ" miễn cho "UBND tỉnh Lai Châu" kỳ "6 tháng" vì "bão lũ"
    Và "Bộ Nội vụ" hủy việc miễn cho "UBND tỉnh Lai Châu" kỳ "6 tháng" vì "đã khắc phục xong"
    Biết "UBND tỉnh Cao Bằng" đã báo cáo kỳ "6 tháng"
    Khi "Bộ Nội vụ" trả lại báo cáo riêng của "UBND tỉnh Cao Bằng" kỳ "6 tháng" vì "thiếu số liệu"
    Và "Bộ Nội vụ" thu hồi "kh-mau-2025" vì "thay bằng kế hoạch khác"
"""


def test_side_roads_are_counted_as_transitions_with_their_guards(folder: Path, spec: Spec) -> None:
    write(folder, HEAD + SIDE_ROADS)

    answer = json.loads(spec(folder, "--coverage", "--json").stdout)

    items = {(item["kind"], item["item"]): item["scenarios"] for item in answer["coverage"]}
    touched = {
        *("suspend active→suspended", "waive suspended→waived", "unwaive waived→active"),
        *("return_report reported→implemented (own)", "revoke active→revoked"),
    }
    untouched = {"waive active→waived", "resume suspended→active", "revoke waived→revoked", "extend active→active"}
    assert {items["transition", name] for name in touched} == {1}
    assert {items["transition", name] for name in untouched} == {0}
    assert (items["guard", "draft_plan: standing"], items["guard", "report: standing"]) == (1, 0)
    assert (items["refusal", "wrong-standing"], items["refusal", "already-revoked"]) == (1, 0)


def test_what_can_never_be_touched_is_said_with_the_reason_and_not_counted(folder: Path, spec: Spec) -> None:
    write(folder, GOOD)

    answer = json.loads(spec(folder, "--coverage", "--json").stdout)
    told = " ".join(spec(folder, "--coverage").stdout.split())

    never = {item["item"]: item for item in answer["coverage"] if item["reason_vi"]}
    both = never["return_report consolidated→reported (merged)"]
    assert both["reason_vi"] == "không nhiệm vụ nào của văn bản vừa phải báo cáo riêng vừa phải tổng hợp"
    assert both["reason_en"] == "none of the document's tasks owes a report of its own and consolidates"
    assert f"vì {both['reason_vi']}: tổng hợp (đã báo cáo → đã tổng hợp)" in told
    counted = [item for item in answer["coverage"] if item["kind"] == "transition" and not item["reason_vi"]]
    assert f" {sum(item['scenarios'] > 0 for item in counted)}/{len(counted)} " in told


def test_a_scenario_that_fails_touches_nothing(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace("09/06/2025", "10/06/2025"))

    answer = json.loads(spec(folder, "--coverage", "--json").stdout)

    items = {(item["kind"], item["item"]): item["scenarios"] for item in answer["coverage"]}
    assert items["due", "own H1"] == 0


def test_the_untouched_are_read_on_the_terminal(folder: Path, spec: Spec) -> None:
    write(folder, GOOD)

    result = spec(folder, "--coverage")

    assert "Chưa kịch bản nào chạm tới" in result.stdout
    assert "còn đầu vào chưa báo cáo" in result.stdout


# what policy files in other people's pipelines need


TAGGED = GOOD.replace("    Khung kịch bản: Hạn\n", "    @hạn @gấp\n    Khung kịch bản: Hạn\n").replace(
    "    Kịch bản: Chưa có kế hoạch\n", "    @nháp\n    Kịch bản: Chưa có kế hoạch\n"
)


@pytest.mark.parametrize(
    ("expression", "count"),
    [("@hạn", 2), ("not @hạn", 1), ("@nháp or @hạn", 3), ("@hạn and not (@nháp or @gấp)", 0), ("@gấp and @hạn", 2)],
)
def test_scenarios_are_chosen_by_their_tags(folder: Path, spec: Spec, expression: str, count: int) -> None:
    write(folder, TAGGED)

    result = spec(folder, "--tags", expression, "--json")

    if count:
        assert json.loads(result.stdout)["scenarios"] == count
    else:
        assert result.exit_code == 2
        assert "@gấp, @hạn, @nháp" in result.stderr


def test_a_tag_expression_that_is_none_says_where(folder: Path, spec: Spec) -> None:
    write(folder, TAGGED)

    result = spec(folder, "--tags", "@hạn và @nháp")

    assert result.exit_code == 2
    assert "ở vị trí 6" in result.stderr


def test_the_first_failure_ends_the_run_and_build_servers_can_read_it(folder: Path, spec: Spec) -> None:
    write(folder, GOOD.replace("09/06/2025", "01/06/2025").replace("09/12/2025", "01/12/2025"))

    whole = spec(folder, "--json")
    first = spec(folder, "--json", "--fail-fast", "--junitxml", str(folder / "kq.xml"))

    assert (json.loads(whole.stdout)["failed"], json.loads(first.stdout)["failed"]) == (2, 1)
    assert first.exit_code == 1
    root = ElementTree.parse(folder / "kq.xml").getroot()
    (failure,) = root.iter("failure")
    assert root.get("failures") == "1"
    assert "2025-06-09" in failure.get("message", "") or "09/06/2025" in failure.get("message", "")
