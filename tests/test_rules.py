"""Rules that hold for all, as policy writers write them: what breaks them is named, what they do not touch is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from features.steps.vocabulary import readings
from rules import every_step
from rules.sentences import FORMS, Names, rule_of
from workflows.library import Library

STANDARD = Library.load().lifecycle("standard")
assert every_step  # every step is declared by it

Spec = Callable[..., str]
HEAD = """# language: vi
Tính năng: Thử
  Kịch bản: Một
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
"""
REPORTED = '    Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023\n'
RETURNED = (
    '    Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" '
    'vào ngày 16/06/2023 vì "thiếu số liệu"\n'
)
AGAIN = '    Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 26/06/2023\n'


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    def run(*lines: str, rule: str) -> str:
        path = tmp_path / "thu.feature"
        path.write_text(HEAD + "".join(lines) + f"    Thì {rule}\n", "utf-8")
        return CliRunner().invoke(main, ["spec", str(path)], catch_exceptions=False).stdout

    return run


@pytest.mark.parametrize(
    ("done", "rule", "told"),
    [
        ((REPORTED, RETURNED), "không bao giờ có báo cáo bị trả lại", "2023-H1/binh-dinh.huyen-tuy-phuoc: trả lại"),
        (
            (REPORTED, RETURNED, AGAIN),
            "sau khi cơ quan trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
            "báo cáo 26/06/2023",
        ),
        (
            (REPORTED, RETURNED),
            "sau khi cơ quan trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
            "2023-H1/binh-dinh.huyen-tuy-phuoc",
        ),
        ((REPORTED,), "báo cáo rồi mới được thực hiện", "huyen-tuy-phuoc: thực hiện"),
        ((REPORTED,), "không huyện nào được báo cáo khi đang thực hiện", "báo cáo 15/06/2023"),
        ((), 'mọi báo cáo cấp dưới đến hạn trước hạn của cấp trên kỳ "6 tháng"', "2023-H1/"),
        ((), "mọi nhiệm vụ chưa xong đều không bị chặn cho đến khi báo cáo", "không có bước này"),
        ((REPORTED,), 'không bao giờ có báo cáo bị miễn cấp xã kỳ "tháng 3"', "không có nhiệm vụ nào thuộc phạm vi"),
    ],
)
def test_a_rule_that_does_not_hold_names_where_it_breaks(
    spec: Spec, done: tuple[str, ...], rule: str, told: str
) -> None:
    said = spec(*done, rule=rule)

    assert "0 đạt, 1 không đạt" in said
    assert told in said


@pytest.mark.parametrize(
    ("done", "rule"),
    [
        ((REPORTED, RETURNED, AGAIN), "sau khi cơ quan trả lại thì cơ quan phải báo cáo trong vòng 6 ngày làm việc"),
        ((REPORTED, RETURNED), 'không bao giờ có báo cáo bị trả lại, trừ "UBND huyện Tuy Phước"'),
        ((REPORTED, RETURNED), "không bao giờ có báo cáo bị trả lại cấp tỉnh"),
        ((REPORTED, RETURNED), 'không bao giờ có báo cáo bị trả lại kỳ "năm"'),
        ((REPORTED, RETURNED), 'không bao giờ có báo cáo bị trả lại của "cv-1432-bnv-2023"'),
    ],
)
def test_a_rule_speaks_of_its_extent_alone(spec: Spec, done: tuple[str, ...], rule: str) -> None:
    assert "1 đạt, 0 không đạt" in spec(*done, rule=rule)


def test_a_task_that_is_waived_has_not_reported(spec: Spec) -> None:
    waived = '    Khi "Bộ Nội vụ" miễn cho "UBND tỉnh Bình Định" kỳ "6 tháng" vào ngày 20/05/2023 vì "bão lũ"\n'

    assert "1 đạt, 0 không đạt" in spec(waived, rule='mỗi huyện báo cáo trước khi tỉnh báo cáo "Bộ Nội vụ"')


@pytest.mark.parametrize(
    "rule",
    [
        "không bao giờ có báo cáo bị trả lại, trừ UBND huyện Tuy Phước",
        "không bao giờ có báo cáo bị trả lại kỳ năm",
        'never any return of any report, except "UBND huyện Tuy Phước"',
        'never any return of any report for "năm"',
        "no consolidation of any agency while reports from below are missing",
    ],
)
def test_a_rule_is_read_as_officers_speak_and_in_english(spec: Spec, rule: str) -> None:
    assert "1 đạt, 0 không đạt" in spec(REPORTED, RETURNED, rule=rule)


def test_every_rule_means_the_same_in_english() -> None:
    for form in FORMS:
        sentence = form.example.removeprefix("Thì ")
        (reading,) = readings("then", sentence)
        english = reading.line("en").removeprefix("Then ")
        rules = [rule_of(each, Names(str, str, STANDARD)) for each in (sentence, english)]

        assert all(rules), english
        assert {replace(rule, sentence="") for rule in rules if rule is not None} == {replace(rules[0], sentence="")}
