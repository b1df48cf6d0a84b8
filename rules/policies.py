"""Policies that definitions name: feature files whose sentences are rules of a cascade, read as a launch pins them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engine.policies.rules import Effect, Rule
from features.steps.cascades import Folders, reads_policies
from features.steps.phrases import speaking_of
from rules.files import FeatureFile, Scenario, Step, parse_file
from rules.reading import no_rule
from rules.sentences import Names, rule_of
from workflows.cascade import Cascade
from workflows.errors import DondocError, UnknownDocument
from workflows.findings import Place, Problem
from workflows.marked_yaml import decode
from workflows.policies import Policy, PolicyFile
from workflows.said import Said
from workflows.spelling import slug

EFFECTS: dict[str, Effect] = {"chan": "refused", "canh-bao": "noted"}
"""What becomes of a move that breaks a rule, by the tag of its scenario or of the whole file; the first one counts."""
_LIKE = 0.8  # how like a tag of these another one must be to be taken for a slip


@reads_policies
def read_policy(file: PolicyFile, cascade: Cascade) -> Policy:
    """The rules of a policy's file, and all that is wrong with it. Names are meant as the cascade's documents do."""
    parsed = parse_file(file.raw, Path(file.file))
    if isinstance(parsed, list):
        return Policy(file.key, "", (), tuple(parsed))
    reading = _Reading(file, parsed, cascade)
    with speaking_of(_folders(cascade)):
        rules = list(reading.rules())
    text = decode(file.raw, file.file)[0].replace("\r\n", "\n").replace("\r", "\n")
    tags = {effect: f"@{tag}" for tag, effect in EFFECTS.items()}
    unenforced = tuple(
        (reading.place(line), tags[rule.effect], rule.sentence)
        for line, rule in rules
        if rule.effect in tags and not rule.is_decided_by_the_move
    )
    return Policy(file.key, text, tuple(rule.content() for _, rule in rules), tuple(reading.wrong), unenforced)


def _folders(cascade: Cascade) -> Folders:
    """Those whose names need no quotes: the cascade's own, unless a file in them cannot be read."""
    return () if cascade.library.unread else cascade.library.folders


class _Reading:
    """Reads one file for one cascade. `wrong`: what was met that is no rule."""

    def __init__(self, file: PolicyFile, parsed: FeatureFile, cascade: Cascade) -> None:
        self.file, self.parsed, self.cascade = file, parsed, cascade
        self.wrong: list[Problem] = []
        self._lines = parsed.text.split("\n")

    def place(self, line: int) -> Place:
        """Where what stands on that line begins."""
        said = self._lines[line - 1]
        return Place(self.file.file, line, len(said) - len(said.lstrip()) + 1)

    def rules(self) -> Iterator[tuple[int, Rule]]:
        """Its rules, each with its line."""
        seen: set[tuple[int, str]] = set()
        for scenario in self.parsed.scenarios:
            effect = self._effect(scenario)
            for step in scenario.every_step:
                if (step.line, step.text) in seen:  # a background's
                    continue
                seen.add((step.line, step.text))
                if step.kind == "when":
                    self._is_wrong(step.line, Said("policy.a-deed", {"line": step.text}))
                elif step.kind == "then" and (rule := self._rule(step)) is not None:
                    yield step.line, replace(rule, effect=effect)

    def _rule(self, step: Step) -> Rule | None:
        try:
            rule = rule_of(step.text, self._names(), f"{self.file.pinned_as}:{step.line}")
        except DondocError as error:
            self._is_wrong(step.line, Said("policy.unknown-name", {"line": step.text, "why": error.said}))
            return None
        if rule is None:
            self._is_wrong(step.line, no_rule(step.text))
        return rule

    def _names(self) -> Names:
        """Raises BadDefinition where the directive names no lifecycle that there is."""
        cascade = self.cascade
        lifecycle = cascade.library.lifecycle(cascade.directive.lifecycle)
        return Names(lambda text: cascade.registry.find(text).key, lambda text: _document(text, cascade), lifecycle)

    def _effect(self, scenario: Scenario) -> Effect:
        tags = (*self.parsed.tags, *scenario.tags)
        said = [slug(tag) for tag in tags]
        for tag, name in zip(tags, said, strict=True):
            if name not in EFFECTS and (meant := difflib.get_close_matches(name, EFFECTS, 1, _LIKE)):
                self._is_wrong(scenario.line, Said("policy.tag", {"tag": tag, "meant": f"@{meant[0]}"}))
        return next((effect for name, effect in EFFECTS.items() if name in said), "told")

    def _is_wrong(self, line: int, said: Said) -> None:
        self.wrong.append(Problem(self.place(line), said))


def _document(text: str, cascade: Cascade) -> str:
    """The key of a document of the cascade. Raises UnknownDocument."""
    keys = tuple(document.key for document in cascade.documents)
    if text in keys:
        return text
    raise UnknownDocument(text, tuple(difflib.get_close_matches(text, keys, 3, 0)))
