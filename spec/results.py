"""What a run of feature files says: frozen values with documented, stable JSON fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.results import Answer

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class ExploredResult(Answer):
    """What running on from where a scenario stands said of a rule; the counts are of all rules of the scenario.

    `runs`: each begins where the scenario stands; `moves`: all that were made in them; `refused`: tried, and refused.
    `states`: in how many different ones the tasks were found, taken together; `exhaustive`: each that can be reached by
    what was tried was, else they are a sample. `arrows`: of the lifecycle's, how many were taken, of `arrows_possible`
    for these tasks; `pairs`: different pairs of moves that followed each other. `vacuous`: nothing that the rule speaks
    of happened. `broken_after`: how many moves the shortest run has by which it broke, null: none; `counterexample`:
    that run as a feature file.
    """

    runs: int
    moves: int
    refused: int
    states: int
    exhaustive: bool
    arrows: int
    arrows_possible: int
    pairs: int
    seed: int
    vacuous: bool
    broken_after: int | None = None
    counterexample: str = ""


@dataclass(frozen=True, slots=True)
class RuleResult(Answer):
    """What became of a rule that a step states. `by`: `graph`, where dates and routes decide it, else `history`, which
    is what the scenario recorded.

    `tasks`: those of its extent, which are `held`, `broken`, `undecided` or `untouched`: nothing that the rule speaks
    of happened to it; `vacuous`: to none of them. `explored`: null where it was not, or the graph decides.
    """

    by: Literal["graph", "history"]
    tasks: int
    held: int
    broken: int
    undecided: int
    untouched: int
    vacuous: bool
    explored: ExploredResult | None = None


@dataclass(frozen=True, slots=True)
class StepResult(Answer):
    """One step as it ran. `skipped`: one before it failed. `known`: the vocabulary has it. `hints`: nearest steps.

    `message`: in Vietnamese, `message_en`: in English, what does not hold. `rule`: where it states one.
    """

    keyword: str
    text: str
    line: int
    outcome: Outcome
    message: str = ""
    known: bool = True
    hints: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    message_en: str = ""
    rule: RuleResult | None = None


@dataclass(frozen=True, slots=True)
class RunResult(Answer):
    """A scenario run once; `example`: its row of an outline's table, by heading."""

    outcome: Outcome
    steps: tuple[StepResult, ...]
    example: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioResult(Answer):
    """A scenario, or an outline with one run for each row. `rule`: the Quy tắc above it."""

    name: str
    line: int
    description: str
    tags: tuple[str, ...]
    rule: str | None
    outline: bool
    outcome: Outcome
    runs: tuple[RunResult, ...]


@dataclass(frozen=True, slots=True)
class FeatureResult(Answer):
    """A feature file. `rules`: the words of each Quy tắc with its description, in the file's order."""

    file: str
    name: str
    description: str
    tags: tuple[str, ...]
    rules: tuple[dict[str, str], ...]
    scenarios: tuple[ScenarioResult, ...]


@dataclass(frozen=True, slots=True)
class CoverageItem(Answer):
    """One thing of a document. `scenarios`: how many that passed touch it.

    `reason_vi`, `reason_en`: why no scenario can touch it; empty where one can.
    """

    document: str
    kind: str  # transition, guard, due, refusal or finding
    item: str
    item_vi: str
    at: str
    scenarios: int
    item_en: str = ""
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class SpecResult(Answer):
    """A whole run. Every row of an outline counts as a scenario; passed and failed sum to scenarios.

    `not_counted`: the refusals that coverage leaves out, for they speak of how the program is called; by their names,
    what policy writers call them.
    """

    today: date
    definitions: tuple[str, ...]
    features: tuple[FeatureResult, ...]
    scenarios: int
    passed: int
    failed: int
    steps: dict[str, int]
    coverage: tuple[CoverageItem, ...] | None = None
    not_counted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        features: tuple[FeatureResult, ...],
        today: date,
        definitions: tuple[str, ...],
        coverage: tuple[CoverageItem, ...] | None,
        not_counted: dict[str, str],
    ) -> SpecResult:
        """The result with its totals."""
        runs = [run for feature in features for scenario in feature.scenarios for run in scenario.runs]
        outcomes = Counter(run.outcome for run in runs)
        steps = Counter(step.outcome for run in runs for step in run.steps)
        counted = {outcome: steps[outcome] for outcome in ("passed", "failed", "skipped")}
        passed = outcomes["passed"]
        failed = len(runs) - passed
        return cls(today, definitions, features, len(runs), passed, failed, counted, coverage, not_counted)
