"""Runs feature files, ours and anybody's, against the engine: pytest and pytest-bdd, with nothing of the writer's run.

The files are copied, normalised, into a temporary folder, and pytest works there alone: no conftest.py, no ini file, no
cache and no plugin of the folder they came from is looked at, and nothing is written beside them.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from engine.policies.watching import Watched
from features.steps.cascades import Folders, definitions
from features.steps.phrases import speaking_of
from features.steps.seen import Seen
from features.steps.sentences import SeveralReadings
from features.steps.telling import Told, Unspoken, told_of
from features.steps.touchable import NOT_POLICY, refusal_words
from features.steps.vocabulary import nearest, readings
from features.steps.world import World
from rules.exploring import Bounds
from rules.files import FeatureFile, Scenario, Step, find_files, read_files
from spec import plugin
from spec.coverage import account
from spec.reporting import Checked, Progress, Turn, plain
from spec.results import FeatureResult, RunResult, ScenarioResult, SpecResult, StepResult
from spec.tags import NoSuchTags, parse_tags
from spec.writing import as_feature, in_vietnamese, lines_of, vietnamese_lines

Place = tuple[int, int, int]
"""Of a run: the position of its file, the line of its scenario, the row of its outline."""

_MODULE = 'from pytest_bdd import scenarios\n\nscenarios("all.feature")\n'
_QUIET = ("no:cacheprovider", "no:terminal", "no:logging", "no:faulthandler", "no:debugging", "no:randomly", "no:xdist")


def run(
    paths: Sequence[Path],
    folders: Folders,
    today: date,
    *,
    coverage: bool = False,
    tags: str | None = None,
    fail_fast: bool = False,
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> SpecResult:
    """Run every feature file of these paths against the shipped definitions with these folders beside them.

    `tags`: only scenarios whose tags, with those of their file, are so; `fail_fast`: none after the first that fails.
    `bounds`: how long rules are explored from where their scenarios stand; None: not at all. Raises BadFeature,
    NoFeatures and UnreadableFile for the files, BadDefinition for the definitions, BadTags, NoSuchTags.
    """
    found: Sequence[FeatureFile] = read_files(find_files(paths))
    if tags is not None:
        found = _tagged(found, tags)
    definitions(folders)
    turn = None if bounds is None else Turn(found, bounds, progress)
    recorder = Recorder(found, folders, coverage, None if turn else progress, fail_fast, turn)
    with tempfile.TemporaryDirectory(prefix="dondoc-spec-") as name, speaking_of(folders):
        _run_pytest(Path(name), recorder)
        features = tuple(recorder.result_of(number, file) for number, file in enumerate(found))
    # a scenario that fails has shown nothing
    seen = [run.seen for run in recorder.runs.values() if run.seen is not None and run.error is None]
    touched = account(folders, seen) if coverage else None
    not_counted = {rule: refusal_words(rule).vi for rule in sorted(NOT_POLICY)} if coverage else {}
    return SpecResult.of(features, today, tuple(map(str, folders)), touched, not_counted)


def _tagged(found: Sequence[FeatureFile], tags: str) -> list[FeatureFile]:
    """The files with the scenarios that are meant, and no file without any. Raises BadTags, NoSuchTags."""
    chosen = parse_tags(tags)
    kept = [
        replace(file, scenarios=tuple(each for each in file.scenarios if chosen({*file.tags, *each.tags})))
        for file in found
    ]
    if not any(file.scenarios for file in kept):
        known = {tag for file in found for tag in (*file.tags, *(tag for each in file.scenarios for tag in each.tags))}
        raise NoSuchTags(tags, tuple(sorted(known)) or ("–",))
    return [file for file in kept if file.scenarios]


def folders_beside(paths: Sequence[Path]) -> Folders:
    """The `definitions` folders in or next to the folders of features, but for the shipped one."""
    shipped = Path(str(package_files("definitions"))).resolve()
    found: dict[Path, Path] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        for beside in (folder / "definitions", folder.parent / "definitions"):
            if beside.is_dir() and beside.resolve() != shipped:
                found.setdefault(beside.resolve(), beside)
    return tuple(found.values())


def _run_pytest(folder: Path, recorder: Recorder) -> None:
    """Each run of each scenario as one of its own, named by its place: neither names nor tags mean anything here."""
    scenarios = (
        (" ".join(map(str, place)), [line for step in steps for line in lines_of(step)])
        for place, steps in recorder.meant.items()
    )
    (folder / "all.feature").write_text(as_feature("all", scenarios), "utf-8", newline="\n")
    # a name of its own: pytest would take a module that a run before has left under the same one
    name = f"test_{uuid4().hex}"
    module, settings = folder / f"{name}.py", folder / "pytest.ini"
    module.write_text(_MODULE, "utf-8")
    settings.write_text("[pytest]\n", "utf-8")
    arguments = [str(module), "-c", str(settings), "--rootdir", str(folder), "--noconftest", "--import-mode=importlib"]
    arguments += ["--basetemp", str(folder / "temporary"), "-s", "-W", "ignore"]
    arguments += ["-x"] if recorder.fail_fast else []
    arguments += [part for name in _QUIET for part in ("-p", name)]
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        # no setting or plugin of the machine's pytest comes in
        for setting in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            patch.delenv(setting, raising=False)
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        code = pytest.main([*arguments, "-p", "pytest_bdd.plugin"], plugins=[plugin, recorder])
    sys.modules.pop(name, None)
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest ended with {code!r}: {recorder.trouble}")


@dataclass
class _Run:
    """One run of a scenario, as pytest goes through it."""

    step: int = -1
    refused_at: int | None = None
    error: BaseException | None = None
    failed_at: int | None = None
    judged: dict[int, Watched] = field(default_factory=dict)  # by the position of the step
    checked: dict[int, Checked] = field(default_factory=dict)
    seen: Seen | None = None


@dataclass
class Recorder:
    """A pytest plugin that keeps what happens in each run of each scenario. `meant`: their steps, filled in."""

    found: Sequence[FeatureFile]
    folders: Folders
    coverage: bool = False
    progress: Progress | None = None
    fail_fast: bool = False
    turn: Turn | None = None
    runs: dict[Place, _Run] = field(default_factory=dict)
    trouble: str = ""
    _now: _Run = field(default_factory=_Run)

    @cached_property
    def meant(self) -> dict[Place, list[Step]]:
        return {
            (number, scenario.line, at): steps
            for number, file in enumerate(self.found)
            for scenario in file.scenarios
            for at, steps in enumerate(scenario.runs)
        }

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.FOLDERS] = self.folders

    def pytest_bdd_before_scenario(self, scenario: Any) -> None:
        number, line, row = map(int, scenario.name.split())
        self._now = self.runs[number, line, row] = _Run()

    def pytest_bdd_before_step(self) -> None:
        self._now.step += 1

    pytest_bdd_step_func_lookup_error = pytest_bdd_before_step

    def pytest_bdd_after_step(self, request: Any) -> None:
        world: World = request.getfixturevalue("world")
        if world.refusal is None:
            self._now.refused_at = None
        elif self._now.refused_at is None:
            self._now.refused_at = self._now.step
        self._take_rules(world)

    def pytest_bdd_step_error(self, request: Any) -> None:
        self._now.failed_at = self._now.step
        self._take_rules(request.getfixturevalue("world"))

    def _take_rules(self, world: World) -> None:
        if world.judged:
            self._now.judged[self._now.step] = world.judged.pop()

    def pytest_bdd_after_scenario(self, request: Any) -> None:
        now, world = self._now, request.getfixturevalue("world")
        now.checked = {at: plain(judged) for at, judged in now.judged.items()}
        is_whole = now.failed_at is None and world.refusal is None and world.as_of is None
        if self.turn is not None and now.judged and is_whole:
            now.checked = self.turn.explore(world, now.judged)
        if self.coverage:
            now.seen = world.look_back()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        now = self._now
        if call.excinfo is not None and now.error is None:
            now.error = call.excinfo.value
            is_unspoken = isinstance(now.error, Unspoken) and now.refused_at is not None
            now.failed_at = now.refused_at if is_unspoken else max(now.step, 0)
        if call.when == "teardown":
            self._now = _Run()
            if self.progress is not None:
                self.progress(len(self.runs), len(self.meant))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.trouble += str(report.longrepr)

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.trouble += str(excrepr)

    def result_of(self, number: int, file: FeatureFile) -> FeatureResult:
        """The results of one file, in its order; where a failure ends it all, those of what was begun."""
        scenarios = tuple(
            self._scenario(number, scenario, file.language)
            for scenario in file.scenarios
            if not self.fail_fast or (number, scenario.line, 0) in self.runs
        )
        return FeatureResult(file.shown, file.name, file.description, file.tags, file.rules, scenarios)

    def _scenario(self, number: int, scenario: Scenario, language: str) -> ScenarioResult:
        results = [
            self._result(place, scenario.name, row, language)
            for at, row in enumerate(scenario.rows)
            if (place := (number, scenario.line, at)) in self.runs
        ]
        if len(results) < len(scenario.rows) and not self.fail_fast:
            raise RuntimeError(f"{scenario.name}: did not run. {self.trouble}")
        return ScenarioResult(
            scenario.name,
            scenario.line,
            scenario.description,
            scenario.tags,
            scenario.rule,
            scenario.examples is not None,
            "passed" if all(result.outcome == "passed" for result in results) else "failed",
            tuple(results),
        )

    def _result(self, place: Place, name: str, example: dict[str, str], language: str) -> RunResult:
        steps, run = self.meant[place], self.runs[place]
        failed_at = len(steps) if run.failed_at is None else run.failed_at
        results = [_step(step, index, failed_at, run.error, language) for index, step in enumerate(steps)]
        for index, checked in run.checked.items():
            results[index] = self._with_rule(self.found[place[0]].name, name, steps, results[index], checked)
        is_good = run.error is None and all(step.outcome == "passed" for step in results)
        return RunResult("passed" if is_good else "failed", tuple(results), example)

    @staticmethod
    def _with_rule(
        feature: str, scenario: str, steps: Sequence[Step], step: StepResult, checked: Checked
    ) -> StepResult:
        """The step with what is told of its rule; it fails where a run was found by which the rule breaks."""
        rule, explored = checked.result, checked.result.explored
        if explored is None or explored.broken_after is None:
            return replace(step, rule=rule)
        lines = [line for each in steps for line in vietnamese_lines(each)]
        lines += [f"Khi {line}" for line in checked.lines]
        text = as_feature(feature, [(scenario, [*lines, in_vietnamese("then", step.text) or f"Thì {step.text}"])])
        told = Told("step.rule_breaks_when_run_on", broken_after=explored.broken_after)
        rule = replace(rule, explored=replace(explored, counterexample=text))
        return replace(step, outcome="failed", message=str(told), message_en=told.en, rule=rule)


def _unknown(step: Step, language: str) -> tuple[Told, tuple[str, ...]]:
    """That there is no such step, with why not where that is plain, and the lines that may have been meant."""
    found = nearest(step.kind, step.text, language)
    if any(near.bare for near in found):
        told = Told("step.names_in_quotes")
    else:
        told = Told("step.no_such_step" if found else "step.no_step_like_it")
    return told, tuple(near.line for near in found)


def _step(step: Step, index: int, failed_at: int, error: BaseException | None, language: str) -> StepResult:
    said = readings(step.kind, step.text)
    known = len(said) == 1
    message = Told.of("", "")
    hints: tuple[str, ...] = ()
    if len(said) > 1:
        error = SeveralReadings(reading.line() for reading in said)
    if not said and index >= failed_at:
        message, hints = _unknown(step, language)
    elif error is not None and (index == failed_at or (not known and index > failed_at)):
        message = told_of(error)
        hints = error.lines if isinstance(error, SeveralReadings) else ()
    outcome = "passed" if index < failed_at else "failed" if index == failed_at else "skipped"
    told = str(message), known, hints, step.table, message.en
    return StepResult(step.keyword, step.text, step.line, outcome, *told)  # type: ignore[arg-type]
