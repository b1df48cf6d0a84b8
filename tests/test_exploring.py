"""Rules explored from where a scenario stands: the shortest run that breaks one is a scenario."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from features.steps.world import Stage, World
from rules.exploring import Bounds, Explored, Exploring
from rules.judging import names_of
from rules.moves import Move, Telling, do
from rules.offering import WIDE
from rules.sentences import rule_of
from spec.reporting import name_of
from spec.runner import run as run_features

ROOT = Path(__file__).resolve().parents[1]
Spec = Callable[..., Result]

LONE = """key: kh-mau-2025
type: ke-hoach
number: 7/KH
date: 2025-01-10
issuer: bo-noi-vu
title: Kế hoạch mẫu
at: đầu văn bản
applies: {year: 2025}
assigns:
  - who: [ha-giang]
    at: mục 1
    report:
      content: kết quả
      to: bo-noi-vu
      at: mục 2
      due: {H1: none}
"""
PAIR = (
    LONE.replace("{H1: none}", "{H1: {before: 10/6}}")
    + """consolidates:
  - who: bo-noi-vu
    at: mục 3
    to: thu-tuong
    due: {H1: {before: 20/6}}
"""
)
HEAD = """# language: vi
Tính năng: Thử
  Kịch bản: Một
    Biết đợt triển khai năm 2025 của "kh-mau-2025" đã được mở
"""
IMPLEMENTED = '    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng" vào ngày 05/06/2025\n'
RETURNED = "không bao giờ có báo cáo bị trả lại"
OPEN = "không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo"
DATED = "mọi báo cáo cấp dưới đến hạn trước hạn của cấp trên"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Policy beside definitions: one agency reports, the Ministry consolidates."""
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "kh-mau-2025.yaml").write_text(PAIR, "utf-8")
    return tmp_path


@pytest.fixture
def spec(folder: Path) -> Spec:
    def run(*arguments: str, done: str = IMPLEMENTED, rules: tuple[str, ...] = ()) -> Result:
        feature = folder / "thu.feature"
        if rules:
            feature.write_text(HEAD + done + "".join(f"    Thì {rule}\n" for rule in rules), "utf-8")
        return CliRunner().invoke(main, ["spec", str(feature), *arguments], catch_exceptions=False)

    return run


def rules_in(result: Result) -> list[Any]:
    """What is told of each rule, in order."""
    (feature,) = json.loads(result.stdout)["features"]
    return [step["rule"] for step in feature["scenarios"][0]["runs"][0]["steps"] if step["rule"]]


@contextmanager
def opened(folder: Path, plan: str) -> Iterator[World]:
    """A scenario that has opened the cascade of that plan, and done nothing yet."""
    own, databases = folder / "own", folder / "databases"
    own.mkdir()
    databases.mkdir()
    (own / "kh-mau-2025.yaml").write_text(plan, "utf-8")
    scenario = World(Stage(databases, (own,)))
    scenario.launch("kh-mau-2025", 2025, None)
    yield scenario
    scenario.close()


@pytest.fixture
def world(folder: Path) -> Iterator[World]:
    with opened(folder, PAIR) as scenario:
        yield scenario


def explore(world: World, *sentences: str, clock: Callable[[], float] | None = None, **bounds: Any) -> Explored:
    rules = [rule for each in sentences if (rule := rule_of(each, names_of(world, world.cascade))) is not None]
    assert len(rules) == len(sentences)
    return Exploring(world, rules, Bounds(**bounds), **({} if clock is None else {"clock": clock})).go()


# what is found


def test_a_rule_that_breaks_gives_the_shortest_run_as_a_scenario_that_fails_there_alone(
    spec: Spec, folder: Path
) -> None:
    result = spec("--explore", "150", "--save", str(folder / "out"), rules=(OPEN, RETURNED))

    lines = (folder / "out" / "thu-7.feature").read_text("utf-8").splitlines()
    again = CliRunner().invoke(main, ["spec", str(folder / "out"), "--json"], catch_exceptions=False)
    (feature,) = json.loads(again.stdout)["features"]
    (run,) = feature["scenarios"][0]["runs"]
    assert result.exit_code == 1
    assert "không giữ sau 2 việc" in result.stdout
    assert lines[7:] == [
        '    Khi "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng" vào ngày 05/06/2025',
        '    Khi "Bộ Nội vụ" trả lại báo cáo riêng của "UBND tỉnh Hà Giang" kỳ "6 tháng" vào ngày 05/06/2025'
        ' vì "theo đề nghị của cơ quan"',
        f"    Thì {RETURNED}",
    ]
    assert [step["outcome"] for step in run["steps"]] == ["passed"] * 6 + ["failed"]


def test_a_run_found_from_an_english_feature_is_a_scenario_that_can_be_run(spec: Spec, folder: Path) -> None:
    (folder / "thu.feature").write_text(
        """# language: en
Feature: Try
  Scenario: One
    Given the cascade of 2025 of kh-mau-2025 is launched
    And UBND tỉnh Hà Giang has implemented for half year on 05/06/2025
    Then never any return of any report
""",
        "utf-8",
    )
    spec("--explore", "150", "--save", str(folder / "out"))

    again = CliRunner().invoke(main, ["spec", str(folder / "out"), "--json"], catch_exceptions=False)
    (feature,) = json.loads(again.stdout)["features"]
    (run,) = feature["scenarios"][0]["runs"]

    assert again.exit_code == 1
    assert [step["outcome"] for step in run["steps"]] == ["passed"] * 5 + ["failed"]


def test_the_three_ways_are_told_apart(spec: Spec) -> None:
    opened, dated = rules_in(spec("--explore", "200", "--json", rules=(OPEN, DATED)))

    assert (opened["by"], opened["vacuous"], opened["explored"]["vacuous"]) == ("history", True, False)
    assert opened["explored"]["runs"] == 200
    assert opened["explored"]["exhaustive"] is False
    assert 0 < opened["explored"]["arrows"] <= opened["explored"]["arrows_possible"]
    assert (dated["by"], dated["held"], dated["explored"]) == ("graph", 1, None)


def test_it_is_told_on_screen_and_on_the_page(spec: Spec, folder: Path) -> None:
    page = folder / "x.html"
    shown = spec("--explore", "100", "--report", str(page), rules=(DATED, OPEN, RETURNED)).stdout

    for told in (shown, page.read_text("utf-8")):
        assert "theo hạn và nơi nhận đã giao: 2 nhiệm vụ, 1 giữ" in told
        assert "theo chạy thử: 100 lượt" in " ".join(told.split())
        assert "mới xét một phần" in told
        assert "không giữ sau 2 việc" in told


def test_what_nothing_touched_is_told_in_plain_runs_and_passes(spec: Spec) -> None:
    result = spec(rules=(OPEN, "không cơ quan nào thực hiện khi đã xong"))

    assert result.exit_code == 0
    assert result.stdout.count("quy tắc chưa nói gì") == 1


def test_the_same_seed_says_the_same(spec: Spec) -> None:
    first, again = (spec("--explore", "50", "--seed", "7", "--json", rules=(OPEN, RETURNED)) for _ in range(2))

    assert first.stdout == again.stdout
    assert rules_in(first)[0]["explored"]["seed"] == 7


def test_a_lone_task_is_explored_to_the_end(tmp_path: Path) -> None:
    with opened(tmp_path, LONE) as alone:
        found = explore(alone, "thực hiện rồi mới được báo cáo", runs=5_000)

    assert found.is_exhaustive
    assert not found.broken
    assert found.arrows >= found.possible


def test_the_seconds_are_kept(world: World) -> None:
    """The clock goes on by a second each time that it is asked."""
    passed = iter(range(10_000))

    found = explore(world, OPEN, clock=lambda: float(next(passed)), seconds=25)

    assert next(passed) <= 27
    assert 0 < found.runs <= 25
    assert not found.is_exhaustive


def test_a_scenario_that_looks_back_is_not_run_on_from(spec: Spec) -> None:
    looking = IMPLEMENTED + "    Khi xem lại cuối ngày 04/06/2025\n"

    (told,) = rules_in(spec("--explore", "5", "--json", done=looking, rules=(OPEN,)))

    assert told["explored"] is None


def test_seed_and_save_are_for_exploring(spec: Spec) -> None:
    result = spec("--seed", "3", rules=(OPEN,))

    assert result.exit_code == 2
    assert "--explore" in result.stderr


# what is said


@pytest.mark.parametrize("told", [None, date(2025, 6, 8)])
def test_every_move_said_as_a_step_does_what_it_did(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch, told: date | None
) -> None:
    """One run that ends with each kind of move, by each role, as a scenario: the tasks then stand as they stood."""
    own = ['Biết đợt triển khai năm 2025 của "kh-mau-2025" đã được mở']
    own += [f"Biết hôm nay là ngày {told:%d/%m/%Y}"] if told else []
    if told:
        world.be_on(told)
    for agency, name in (("ha-giang", "UBND tỉnh Hà Giang"), ("bo-noi-vu", "Bộ Nội vụ")):
        move = Move("trigger", "implement", agency, f"2025-H1/{agency}", on=date(2025, 6, 5))
        do(move, world.engine, world.keeper, world.cascade, world.today)
        own.append(f'Khi "{name}" thực hiện kỳ "6 tháng" vào ngày 05/06/2025')
    ends: dict[tuple[object, ...], tuple[str, ...]] = {}
    telling = Telling(world.cascade, lambda key: name_of(world, key))
    note = Exploring.note

    def noting(self: Exploring, position: Any, moves: Any) -> None:
        note(self, position, moves)
        if moves:
            last = moves[-1]
            kind = last.kind, last.name, last.actor, last.report, last.on == moves[0].on
            lines = [f"Khi {telling.line(move)}" for move in moves]
            ends.setdefault(kind, (*own, *lines, *_stand(self, position)))

    monkeypatch.setattr(Exploring, "note", noting)
    monkeypatch.setattr("rules.exploring.NARROW", WIDE)
    explore(world, OPEN, runs=450)
    scenarios = ("\n    ".join((f"  Kịch bản: {number}", *run)) for number, run in enumerate(ends.values()))
    feature = folder / "ends.feature"
    feature.write_text("\n".join(("# language: vi", "Tính năng: Thử", *scenarios)) + "\n", "utf-8")

    result = run_features([feature], (folder / "definitions",), date(2025, 7, 1))

    runs = [run for each in result.features[0].scenarios for run in each.runs]
    assert [(step.text, step.message) for run in runs for step in run.steps if step.outcome == "failed"] == []
    done = {name or kind for kind, name, *_ in ends} | {kind for kind, *_ in ends}
    assert {"undo", "restate", "revoke", *(["day"] if told else [])} <= done
    assert {"extend", "grant", "deny", "refuse", "accept", "return_report", "consolidate_partial"} <= done


def _stand(exploring: Exploring, position: Any) -> Iterator[str]:
    data = exploring.cascade.lifecycle.data
    for key, task in position.running.tasks.items():
        agency = key.split("/")[2]
        yield f'Thì "{agency}" kỳ "6 tháng" ở trạng thái "{data.states[task.state].vi}"'
        yield f'Thì "{agency}" kỳ "6 tháng" có tình trạng "{data.standings[task.standing].vi}"'


# large cascades


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cascade counts as one on which all states cannot be gone through."""
    monkeypatch.setattr("rules.exploring._SMALL", 0)


@pytest.mark.usefixtures("large")
def test_on_a_large_cascade_a_walk_breaks_the_rule_and_is_shortened(spec: Spec, folder: Path) -> None:
    result = spec("--explore", "60", "--save", str(folder / "out"), rules=(OPEN, RETURNED))

    lines = (folder / "out" / "thu-7.feature").read_text("utf-8").splitlines()
    again = CliRunner().invoke(main, ["spec", str(folder / "out"), "--json"], catch_exceptions=False)
    (feature,) = json.loads(again.stdout)["features"]
    (run,) = feature["scenarios"][0]["runs"]
    assert result.exit_code == 1
    assert [step["outcome"] for step in run["steps"]] == ["passed"] * (len(run["steps"]) - 1) + ["failed"]
    assert (
        sum(line.strip().startswith("Khi") for line in lines) <= 5
    )  # its own, and what leads to a return of either report


@pytest.mark.usefixtures("large")
def test_walks_of_the_same_seed_are_the_same(world: World) -> None:
    first, again, other = (explore(world, OPEN, RETURNED, runs=40, seed=seed) for seed in (5, 5, 6))

    assert first == again
    assert (first.moves, first.refused) != (other.moves, other.refused)
    assert not first.is_exhaustive


@pytest.mark.usefixtures("large")
def test_the_seconds_of_walks_are_kept(world: World) -> None:
    passed = iter(range(10_000))

    found = explore(world, OPEN, clock=lambda: float(next(passed)), seconds=25)

    assert 0 < found.runs <= 25


def test_what_guides_walks_is_loaded_by_them_alone() -> None:
    code = "import sys, spec.runner, commands.spec; sys.exit('hypothesis' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
