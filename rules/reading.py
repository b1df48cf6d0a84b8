"""The rules that feature files state, wherever in them: read, not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.policies.rules import Rule
from features.steps.vocabulary import nearest, readings
from rules import steps
from rules.files import BadFeature, FeatureFile, find_files, read_files
from rules.sentences import Names, form_of, rule_of
from workflows.errors import DondocError, InputError
from workflows.findings import Place, Problem
from workflows.said import Said


class NoRules(InputError):
    """Feature files without a single rule."""

    code = "no-rules"
    fields = ("paths",)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What must hold, as it is written. `tags`: those of its scenario and of its file."""

    text: str
    place: Place
    tags: frozenset[str]

    @property
    def shown(self) -> str:
        """Where it stands."""
        return f"{self.place.file}:{self.place.line}"


def sentences_in(paths: Sequence[Path]) -> tuple[Sentence, ...]:
    """Every rule of these files and folders, each once, in their order.

    Raises BadFeature, also for what must hold and is neither a rule nor a step; NoFeatures, UnreadableFile, and NoRules
    where there is none.
    """
    found: dict[str, Sentence] = {}
    wrong: dict[Place, Problem] = {}
    for sentence in (each for file in read_files(find_files(paths)) for each in _of(file)):
        if form_of(sentence.text) is not None:
            found.setdefault(sentence.text, sentence)
        elif not readings("then", sentence.text):
            wrong.setdefault(sentence.place, Problem(sentence.place, no_rule(sentence.text)))
    if wrong:
        raise BadFeature(tuple(wrong.values()))
    if not found:
        raise NoRules(", ".join(map(str, paths)))
    return tuple(found.values())


def no_rule(text: str) -> Said:
    """That a sentence is no rule, and which one it may have meant."""
    near = next((each.line for each in nearest("then", text) if each.step.module == steps.__name__), None)
    return Said("policy.no-rule", {"line": text, "near": "" if near is None else Said("policy.near", {"line": near})})


def _of(file: FeatureFile) -> Iterator[Sentence]:
    """All that it says must hold: rules, and what its scenarios check."""
    for scenario in file.scenarios:
        tags = frozenset((*file.tags, *scenario.tags))
        for step in scenario.every_step:
            if step.kind == "then":
                yield Sentence(step.text, Place(file.shown, step.line, 1), tags)


def rules_of(sentences: Iterable[Sentence], names: Names) -> tuple[list[Rule], list[Problem]]:
    """The rules, and what is wrong with those that name what is not there, at their places."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for sentence in sentences:
        try:
            rule = rule_of(sentence.text, names, sentence.shown)
        except DondocError as error:
            problems.append(Problem(sentence.place, Said("feature.bad-rule", {"error": error})))
        else:
            assert rule is not None
            rules.append(rule)
    return rules, problems
