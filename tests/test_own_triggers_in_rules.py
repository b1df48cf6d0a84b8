"""Rules that name what a lifecycle of an office's own calls its triggers: read with that lifecycle, in one meaning."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from graphs import own_lifecycle, standard_lifecycle

from cli import main
from engine.errors import Ambiguous
from engine.policies.rules import Condition, Happening, Rule
from features.steps.vocabulary import readings
from rules import every_step
from rules.sentences import CONDITIONS, DEEDS, FORMS, Names, rule_of
from workflows.lifecycle import Lifecycle, UnknownTrigger, parse_lifecycle

assert every_step  # every step is declared by it

PLAN = """
key: kh-mau-2025
type: ke-hoach
number: 7/KH
date: 2025-01-10
issuer: bo-noi-vu
title: Kế hoạch mẫu
at: đầu văn bản
applies: {year: 2025}
lifecycle: rieng
assigns:
  - who: [lai-chau, cao-bang]
    at: mục 1
    report:
      content: kết quả
      to: bo-noi-vu
      at: mục 2
      due:
        H1: {before: 10/6}
"""
HEAD = """# language: vi
Tính năng: Thử
  Kịch bản: Một
    Biết đợt triển khai năm 2025 của "kh-mau-2025" đã được mở
    Khi "Bộ Nội vụ" làm "hoãn" kỳ "6 tháng" thay cho "UBND tỉnh Lai Châu" vào ngày 20/03/2025 vì "bão lũ"
"""

Spec = Callable[[str], str]


def prolonging() -> dict[str, Any]:
    """It calls putting the day off by another trigger what the list calls `extend`; `implement` is called otherwise."""
    data = own_lifecycle()
    data["side_triggers"]["prolong"] = copy.deepcopy(data["side_triggers"]["extend"])
    data["triggers"]["implement"]["label"] = {"vi": "triển khai", "en": "carry out"}
    return data


OWN = parse_lifecycle(own_lifecycle())
PROLONGING = parse_lifecycle(prolonging())


def rule(text: str, lifecycle: Lifecycle = OWN) -> Rule:
    found = rule_of(text, Names(str, str, lifecycle))
    assert found is not None
    return found


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    def run(sentence: str, lifecycle: Mapping[str, Any] | None = None) -> str:
        (tmp_path / "own" / "lifecycles").mkdir(parents=True)
        (tmp_path / "own" / "kh-mau-2025.yaml").write_text(PLAN, "utf-8")
        written = yaml.safe_dump(dict(lifecycle or own_lifecycle()), allow_unicode=True, sort_keys=False)
        (tmp_path / "own" / "lifecycles" / "rieng.yaml").write_text(written, "utf-8")
        path = tmp_path / "thu.feature"
        path.write_text(f"{HEAD}    Thì {sentence}\n", "utf-8")
        given = ["spec", str(path), "--definitions", str(tmp_path / "own")]
        return CliRunner().invoke(main, given, catch_exceptions=False).output

    return run


@pytest.mark.parametrize(
    "sentence",
    [
        'không nhiệm vụ nào bị "hoãn" khi đã báo cáo',
        '"hoãn" xong thì đang tạm dừng',
        'chỉ nơi giao việc được "hoãn"',
        'không bao giờ có nhiệm vụ bị "thanh tra"',
    ],
)
def test_a_rule_about_an_own_trigger_is_kept(spec: Spec, sentence: str) -> None:
    assert "1 đạt, 0 không đạt" in spec(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        'không bao giờ có nhiệm vụ bị "hoãn"',
        'không nhiệm vụ nào bị "hoãn" khi chưa báo cáo',
        'không nhiệm vụ nào bị "hoãn" khi chưa "thực hiện"',
        '"hoãn" xong thì đang thực hiện',
        'chỉ cơ quan được giao được "hoãn"',
        'never any "put off" of any task',
    ],
)
def test_a_rule_about_an_own_trigger_that_is_broken_names_the_move(spec: Spec, sentence: str) -> None:
    said = spec(sentence)

    assert "0 đạt, 1 không đạt" in said
    assert "2025-H1/lai-chau: hoãn 20/03/2025" in said


def test_what_the_lifecycle_has_no_trigger_for_is_refused_with_those_that_there_are(spec: Spec) -> None:
    said = spec('không bao giờ có nhiệm vụ bị "thanh lý"')

    assert "0 đạt, 1 không đạt" in said
    assert "không có hành động “thanh lý”" in said
    assert "kết luận thanh tra" in said


def test_a_phrase_that_is_also_the_name_of_another_trigger_is_refused_with_both_readings(spec: Spec) -> None:
    said = spec("không bao giờ có nhiệm vụ bị gia hạn", prolonging())

    assert "0 đạt, 1 không đạt" in said
    assert 'Thì không bao giờ có nhiệm vụ "extend"' in said
    assert 'Thì không bao giờ có nhiệm vụ "prolong"' in said


def test_a_name_without_its_quotes_is_answered_with_them(spec: Spec) -> None:
    assert 'gần nhất: Thì "hoãn" xong thì đã báo cáo' in spec("hoãn xong thì đã báo cáo")


def test_what_no_lifecycle_has_is_not_proposed_for_a_name(spec: Spec) -> None:
    said = spec("không bao giờ có nhiệm vụ bị hoãn khi đã báo cáo")

    assert "không có bước này" in said
    assert '"hoãn khi đã báo cáo"' not in said


@pytest.mark.parametrize("key", ["extend", "prolong"])
def test_each_of_the_readings_means_one_thing(key: str) -> None:
    assert rule(f'không bao giờ có nhiệm vụ bị "{key}"', PROLONGING).event == Happening((key,))


@pytest.mark.parametrize("sentence", ["gia hạn xong thì đang thực hiện", '"gia hạn" xong thì đang thực hiện'])
def test_a_name_of_two_triggers_is_never_guessed(sentence: str) -> None:
    with pytest.raises(Ambiguous) as refusal:
        rule(sentence, PROLONGING)

    assert refusal.value.candidates == ("extend", "prolong")


def test_a_phrase_means_what_the_lifecycle_calls_so_where_it_has_not_what_is_usually_meant() -> None:
    data = prolonging()
    del data["side_triggers"]["extend"], data["requests"]["request_extension"]

    assert rule("không bao giờ có nhiệm vụ bị gia hạn", parse_lifecycle(data)).event == Happening(("prolong",))


def test_a_step_of_the_main_line_goes_by_its_own_name() -> None:
    said = 'không cơ quan nào báo cáo khi chưa "triển khai"'

    assert rule(said, PROLONGING).given == Condition("done", "implement", is_not=True)
    assert rule('đã "carry out" thì có hạn', PROLONGING).given == Condition("done", "implement")


def test_what_is_no_step_of_the_main_line_is_never_behind_a_task() -> None:
    with pytest.raises(UnknownTrigger) as refusal:
        rule('mọi nhiệm vụ đã "hoãn" đều có hạn')

    assert "draft_plan" in refusal.value.candidates
    assert "defer" not in refusal.value.candidates


def test_what_others_do_is_done_on_the_task_itself_whoever_is_said_to_do_it() -> None:
    found = rule('sau khi cấp trên "hoãn" thì cơ quan phải báo cáo')

    assert (found.event, found.other) == (Happening(("defer",)), Happening(("report",)))


def test_the_standard_lifecycle_calls_nothing_by_a_phrase_that_means_something_else() -> None:
    standard = parse_lifecycle(dict(standard_lifecycle()))
    for deed, (english, trigger) in DEEDS.items():
        vietnamese = rule(f"không bao giờ có nhiệm vụ bị {deed}", standard).event
        assert vietnamese == rule(f"never any {english} of any task", standard).event
        assert vietnamese is not None
        assert vietnamese.triggers == (trigger,)
    for so, (_, condition) in CONDITIONS.items():
        assert rule(f"có hạn thì {so}", standard).then == condition


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.words[:30])
def test_every_form_takes_names_in_quotes_and_says_them_in_english(form: Any) -> None:
    (reading,) = readings("then", form.example.removeprefix("Thì "))
    named = {
        "act" + hole.removeprefix("deed"): OWN.label(DEEDS[text][1]).vi
        for hole, text in reading.found
        if hole in ("deed", "deed2")
    }
    without = {f"deed{name.removeprefix('act')}": None for name in named}
    vietnamese, english = (reading.line(lang, **{**named, **without}).partition(" ")[2] for lang in ("vi", "en"))

    assert all(f'"{name}"' in vietnamese for name in named.values())
    assert rule(vietnamese).content() | {"sentence": ""} == rule(english).content() | {"sentence": ""}
