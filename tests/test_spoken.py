"""Policy as officers speak: names without quotes, one meaning a sentence, corrections that are right when pasted."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from features.steps.grammar import lay, readings_by, tokens_of, tokens_to_read, way_of
from features.steps.phrases import agencies_called, is_name, kind_of, names_in_full
from features.steps.sentences import KEYWORDS, KEYWORDS_IN, Reading, StepWords
from features.steps.vocabulary import VOCABULARY, example_in, matching, nearest, readings
from rules.files import find_files, read_file, read_files
from spec import plugin
from spec.runner import run as run_features

ROOT = Path(__file__).resolve().parent.parent
assert plugin.matching  # importing the plugin registers every step

HEAD = """# language: vi
Tính năng: Nói như cán bộ nói
  Bối cảnh:
    Biết đợt triển khai năm 2023 của ct-33-ttg-2021 đã được mở
    Và văn bản kh-binh-dinh-2023 đã ban hành
    Và hôm nay là ngày 21/6/2023

  Kịch bản: Một
"""
Steps = Callable[[str], list[dict[str, object]]]


@cache
def shipped_lines() -> list[tuple[str, str]]:
    """Every line of the shipped features, outlines filled in."""
    return sorted(
        {
            (step.kind, step.filled(example).text)
            for file in read_files(find_files([ROOT / "features"]))
            for scenario in file.scenarios
            for example in scenario.examples or ({},)
            for step in scenario.steps
        }
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The steps of a scenario of these lines, as they ran."""
    monkeypatch.chdir(tmp_path)

    def run(lines: str) -> list[dict[str, object]]:
        from cli import main

        (tmp_path / "thu.feature").write_text(HEAD + lines, "utf-8")
        answer = CliRunner().invoke(main, ["spec", "thu.feature", "--json"], catch_exceptions=False)
        steps: list[dict[str, object]] = json.loads(answer.stdout)["features"][0]["scenarios"][0]["runs"][0]["steps"]
        return steps

    return run


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        (
            "when",
            "UBND huyện Tuy Phước gửi báo cáo 6 tháng ngày 18/6/2023",
            'Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 18/6/2023',
        ),
        (
            "then",
            "Sở Nội vụ tỉnh Bình Định chưa được tổng hợp",
            'Thì "Sở Nội vụ tỉnh Bình Định" chưa được tổng hợp',
        ),
        ("then", "UBND huyện Hoài Ân bị trễ hạn 2 ngày", 'Thì "UBND huyện Hoài Ân" quá hạn 2 ngày'),
        ("then", "UBND huyện Hoài Ân kỳ năm trễ hạn 2 ngày.", 'Thì "UBND huyện Hoài Ân" kỳ "năm" quá hạn 2 ngày'),
        ("then", "UBND huyện Hoài Ân bị quá hạn 2 ngày", 'Thì "UBND huyện Hoài Ân" quá hạn 2 ngày'),
        (
            "when",
            "UBND tỉnh Bình Định gia hạn báo cáo 6 tháng cho UBND huyện Hoài Ân đến ngày 30/6/2023 vì bão lũ",
            'Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Hoài Ân" kỳ "6 tháng" đến ngày 30/6/2023 vì "bão lũ"',
        ),
        (
            "when",
            "Sở Nội vụ trả lại báo cáo của UBND huyện Phù Cát vì thiếu số liệu",
            'Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Phù Cát" vì "thiếu số liệu"',
        ),
        (
            "when",
            "Sở Nội vụ trả lại báo cáo riêng quý I của UBND huyện Phù Cát vì thiếu số liệu",
            'Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo riêng của "UBND huyện Phù Cát" kỳ "quý I" '
            'vì "thiếu số liệu"',
        ),
        (
            "then",
            "điểm nghẽn của UBND tỉnh Hà Nam là UBND huyện Lý Nhân",
            'Thì điểm nghẽn của "UBND tỉnh Hà Nam" là "UBND huyện Lý Nhân"',
        ),
        ("when", "UBND huyện Châu gửi báo cáo 6 tháng", None),
        ("when", "bão lũ gửi báo cáo 6 tháng", None),
        ("when", "UBND huyện Tuy Phước gửi báo cáo bão lũ", None),
        ("then", "UBND huyện Tuy Phước ở trạng thái bão lũ", None),
        (
            "then",
            "điểm nghẽn của Bộ Nội vụ kỳ 6 tháng là UBND huyện Tuy Phước, UBND huyện Hoài Ân",
            'Thì điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng" là "UBND huyện Tuy Phước, UBND huyện Hoài Ân"',
        ),
        (
            "then",
            "UBND xã Phước Hòa huyện Tuy Phước kỳ quý II ở trạng thái đã có kế hoạch",
            'Thì "UBND xã Phước Hòa huyện Tuy Phước" kỳ "quý II" ở trạng thái "đã có kế hoạch"',
        ),
        ("then", "bị từ chối vì chưa có kế hoạch", 'Thì bị từ chối vì "chưa có kế hoạch"'),
        ("then", "bị từ chối vì trời mưa", None),
    ],
)
def test_a_sentence_as_officers_say_it_is_one_step_or_none(kind: str, said: str, meant: str | None) -> None:
    assert [reading.line() for reading in readings(kind, said)] == ([meant] if meant else [])


def test_only_a_whole_name_is_a_name() -> None:
    assert agencies_called("UBND huyện Hoài Ân") == ("binh-dinh.huyen-hoai-an",)
    assert agencies_called("UBND huyện Hoài") == ()
    assert agencies_called("UBND huyện Hoài Ân bị") == ()
    assert len(agencies_called("Sở Nội vụ")) > 60


def test_a_line_without_its_quotes_means_what_it_meant_or_nothing() -> None:
    """Names are told from the words around them; what cannot be told is not guessed."""
    wrong, read = [], 0
    for kind, line in shipped_lines()[::7]:
        (meant,) = readings(kind, line)
        found = readings(kind, re.sub('["“”]', "", line))
        read += bool(found)
        same = [
            each
            for each in found
            if each.step is meant.step and _but_agencies(each.values) == _but_agencies(meant.values)
        ]
        wrong += [(line, [each.line() for each in found])] if found and len(same) != 1 else []

    assert wrong == []
    assert read > 150


def _but_agencies(values: dict[str, str | None]) -> dict[str, str | None]:
    """All values that are no name of an agency; such a name may be written in full where it was not."""
    return {name: text for name, text in values.items() if name not in ("agency", "actor", "other")}


# what is not clear


def test_a_name_of_several_agencies_is_refused_with_each_of_them_written_out(run: Steps) -> None:
    step = run("    Khi UBND huyện Châu Thành gửi báo cáo 6 tháng ngày 18/6/2023\n    Thì không có gì được ghi\n")[3]

    assert step["outcome"] == "failed"
    assert "nghĩa, hãy viết rõ một nghĩa" in str(step["message"])
    hints = step["hints"]
    assert isinstance(hints, list)
    assert 'Khi "UBND huyện Châu Thành tỉnh An Giang" báo cáo kỳ "6 tháng" vào ngày 18/6/2023' in hints
    assert all(len(readings("when", hint.partition(" ")[2])) == 1 for hint in hints)


def test_a_name_of_several_agencies_is_the_one_near_another_of_the_sentence() -> None:
    (said,) = readings(
        "when", "UBND tỉnh Tiền Giang gia hạn báo cáo 6 tháng cho UBND huyện Châu Thành đến ngày 1/7/2023"
    )

    assert said.values["agency"] == "UBND huyện Châu Thành tỉnh Tiền Giang"


def test_a_sentence_of_two_steps_is_refused_with_both_written_out(run: Steps) -> None:
    other = StepWords("then", '"{agency}" trễ hạn {count} ngày', "", "", english='"{agency}" is late by {count} days')
    VOCABULARY.append(other)
    try:
        step = run("    Thì UBND huyện Hoài Ân kỳ 6 tháng trễ hạn 2 ngày\n    Và UBND huyện Hoài Ân trễ hạn 2 ngày\n")[
            4
        ]
    finally:
        VOCABULARY.remove(other)

    assert (step["outcome"], step["known"]) == ("failed", False)
    assert "câu này có 2 nghĩa" in str(step["message"])
    assert step["hints"] == [
        'Thì "UBND huyện Hoài Ân" quá hạn 2 ngày',
        'Thì "UBND huyện Hoài Ân" trễ hạn 2 ngày',
    ]


def test_a_sentence_without_a_period_where_several_may_be_meant_is_refused_with_each_written_out(run: Steps) -> None:
    step = run("    Thì UBND huyện Hoài Ân bị trễ hạn 2 ngày\n")[3]

    assert step["outcome"] == "failed"
    assert step["hints"] == [
        'Thì "UBND huyện Hoài Ân" kỳ "quý I" quá hạn 2 ngày',
        'Thì "UBND huyện Hoài Ân" kỳ "6 tháng" quá hạn 2 ngày',
        'Thì "UBND huyện Hoài Ân" kỳ "9 tháng" quá hạn 2 ngày',
        'Thì "UBND huyện Hoài Ân" kỳ "năm" quá hạn 2 ngày',
    ]


def test_the_period_left_out_is_the_one_that_the_scenario_has_spoken_of(run: Steps) -> None:
    steps = run(
        "    Biết UBND huyện Hoài Ân đã thực hiện 6 tháng ngày 1/6/2023\n"
        "    Thì UBND huyện Hoài Ân bị trễ hạn 2 ngày\n"
        "    Và UBND huyện Hoài Ân kỳ năm chưa trễ hạn\n"
        "    Và UBND huyện Hoài Ân bị trễ hạn 2 ngày\n"
    )

    assert [step["outcome"] for step in steps[3:]] == ["passed", "passed", "passed", "failed"]
    assert len(steps[6]["hints"]) == 2  # type: ignore[arg-type]


def test_a_consolidation_refused_for_another_reason_is_not_one_that_waits(run: Steps) -> None:
    steps = run(
        "    Khi UBND huyện Tuy Phước tổng hợp 6 tháng ngày 20/6/2023\n"
        "    Thì Sở Nội vụ tỉnh Bình Định chưa được tổng hợp\n"
    )

    assert [step["outcome"] for step in steps[3:]] == ["failed", "skipped"]


def test_a_report_that_was_never_returned_need_not_be_sent_again(run: Steps) -> None:
    steps = run("    Thì UBND huyện Tuy Phước kỳ 6 tháng phải gửi lại\n")

    assert steps[3]["outcome"] == "failed"


# corrected lines


def _mistyped(line: str, chance: random.Random) -> str:
    """The line with one or two mistakes: quotes left out, a word left out, doubled, without accents or misspelt."""
    for _ in range(chance.randint(1, 2)):
        parts = line.split(" ")
        at = chance.randrange(len(parts))
        word = parts[at]
        mistake = chance.randrange(5)
        if mistake == 0:
            line = line.replace('"', "")
            continue
        parts[at : at + 1] = {
            1: [],
            2: [word, word],
            3: [word[1:2] + word[:1] + word[2:]],
            4: [word, "rồi"],
        }[mistake]
        line = " ".join(parts)
    return line


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=2**31))
def test_every_line_that_is_proposed_is_a_known_step_with_whole_names(seed: int) -> None:
    chance = random.Random(seed)
    kind, line = chance.choice([*shipped_lines(), *((step.kind, step.sample) for step in VOCABULARY)])
    said = _mistyped(line, chance)

    for near in nearest(kind, said):
        keyword, _, proposed = near.line.partition("\n")[0].partition(" ")
        assert keyword == KEYWORDS[near.step.kind]
        assert matching(near.step.kind, proposed) == [near.step], (said, near.line)
        (reading,) = readings(near.step.kind, proposed)
        quoted = [each.strip() for each in re.findall('"([^"]+)"', said)]
        for hole, text in reading.found:
            if kind_of(hole) in ("agency", "actor", "other", "blocker", "period"):
                assert text in (*quoted, *re.findall('"([^"]+)"', near.step.example)) or is_name(kind_of(hole), text)


def test_a_line_that_is_a_step_is_laid_along_it_as_it_stands() -> None:
    for kind, line in shipped_lines()[::4]:
        (meant,) = readings(kind, line)
        way = way_of(meant.step.words)
        if next(readings_by(way, line, tokens_to_read(line), in_quotes=True), None) is None:
            continue  # said as officers speak

        laid = lay(line, tokens_of(line), way, {})

        assert (laid.line, laid.bare, round(laid.likeness, 9)) == (line, False, 1)


def test_a_name_is_not_cut_in_two() -> None:
    said = "Sở Nội vụ trả lạy báo cáo của UBND huyện Phù Cát vì thiếu số liệu"

    assert nearest("when", said)[0].line == (
        'Khi "Sở Nội vụ" trả lại báo cáo của "UBND huyện Phù Cát" vì "thiếu số liệu"'
    )


_PARTS = ["UBND", "huyện", "Tuy Phước", "Sở", "kỳ", "6", "tháng", ",", '"', "là", "của", "ho-chi-minh", "."]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=90))
def test_a_line_of_any_words_is_read_in_few_ways(said: list[str]) -> None:
    line = " ".join(said)
    way = way_of('"{agencies}"[ kỳ "{period}"][ của "{agency}"] là "{blockers}"')

    assert len(list(readings_by(way, line, tokens_to_read(line)))) <= 32


# in English


def test_every_step_has_english_words_that_mean_it_and_no_other() -> None:
    for step in VOCABULARY:
        keyword, _, line = example_in(step, "en").partition("\n")[0].partition(" ")

        assert keyword == KEYWORDS_IN["en"][step.kind]
        assert matching(step.kind, line) == [step]


def test_a_shipped_line_said_in_english_means_the_same() -> None:
    for kind, line in shipped_lines()[::5]:
        (meant,) = readings(kind, line)
        english = meant.line("en")

        (found,) = readings(kind, english.partition(" ")[2])
        assert found.step is meant.step
        assert found.line("en") in (english, Reading(meant.step, names_in_full(meant.found)).line("en"))


def test_an_english_translation_of_a_feature_runs_with_the_same_result() -> None:
    files = read_files([ROOT / "features" / "blocked.feature", ROOT / "features" / "blocked.en.feature"])
    vietnamese, english = ([step for each in file.scenarios for step in each.steps] for file in files)
    result = run_features([file.path for file in files], (), date(2023, 12, 31))
    runs = [[run for scenario in feature.scenarios for run in scenario.runs] for feature in result.features]
    outcomes = [[[step.outcome for step in run.steps] for run in each] for each in runs]

    assert outcomes[0] == outcomes[1]
    assert result.failed == 0
    assert len(vietnamese) == len(english)
    for said, meant in zip(english, vietnamese, strict=True):
        assert readings(said.kind, said.text)[0].line("en") == readings(meant.kind, meant.text)[0].line("en")


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("when", "UBND huyện Tuy Phước reports for first half on 18/6/2023", None),
        ("then", "UBND huyện Hoài Ân is 2 days overdue", None),
        (
            "then",
            '"UBND huyện Hoài Ân" for "first half" is 2 dayz overdue',
            'Then "UBND huyện Hoài Ân" for "first half" is 2 days overdue',
        ),
        ("then", "it is refused becaus inputs open", 'Then it is refused because "inputs open"'),
    ],
)
def test_an_english_line_is_read_or_corrected_in_english(kind: str, said: str, meant: str | None) -> None:
    if meant is None:
        assert [reading.lang for reading in readings(kind, said)] == ["en"]
    else:
        assert readings(kind, said) == ()
        assert nearest(kind, said, "en")[0].line == meant


def test_a_lost_line_of_an_english_file_is_answered_in_english(tmp_path: Path) -> None:
    lost = '# language: en\nFeature: One\n  Scenario: One\n    when "UBND tỉnh Hà Giang" reports for "first half"\n'
    titled = "# language: en\nFeature: One\n  Scenaro: One\n    Then nothing is recorded\n"
    (tmp_path / "lost.feature").write_text(lost, "utf-8")
    (tmp_path / "titled.feature").write_text(titled, "utf-8")

    problems = [read_file(tmp_path / name) for name in ("lost.feature", "titled.feature")]

    told = [words.hint(problem, "en") for found in problems if isinstance(found, list) for problem in found]
    assert 'When "UBND tỉnh Hà Giang" reports for "first half"' in told[0]
    assert "Scenario:" in told[1]


def test_a_table_may_have_english_heads(run: Steps) -> None:
    steps = run(
        "    Khi làm các việc sau:\n"
        "      | agency             | period  | action     | day      |\n"
        "      | UBND tỉnh Hà Giang | 6 tháng | draft plan | 1/6/2023 |\n"
        "    Thì 2 việc được ghi, 0 dòng bị từ chối\n"
    )

    assert steps[3]["outcome"] == "passed"
