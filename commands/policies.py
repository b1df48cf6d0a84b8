"""Rules of feature files over what was really recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from commands.asking import When
from commands.common import Common
from engine.answers import Answers
from engine.policies.auditing import RuleAudit
from engine.policies.rules import Rule
from engine.scope import Scope
from features.files import BadFeature
from features.rules.reading import Sentence, rules_of, sentences_in
from features.rules.sentences import Names
from screen.policies import policies_text
from workflows.findings import Problem


def audit(common: Common, when: When, paths: Sequence[str], cascade: str | None, *, show_all: bool) -> int:
    """Each rule of these files over each cascade; 1 where one is broken."""
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = judged(seen, paths, cascade)
        look = when.look(common.look_over(seen, cascade))
    common.show(found, lambda: when.around(policies_text(found, look, everything=show_all), look))
    return 1 if any(each.outcome == "broken" for each in found) else 0


def judged(seen: Answers, paths: Sequence[str], cascade: str | None) -> tuple[RuleAudit, ...]:
    """What one cascade, or each, says of the rules of these files. Raises BadFeature, NoFeatures, NoRules, NotFound."""
    sentences = sentences_in([Path(path) for path in paths])
    keys = seen.complete("cascade", "") if cascade is None else seen.complete("cascade", cascade) or (cascade,)
    return seen.policies(_by_cascade(seen, sentences, keys), Scope(cascade))


def _by_cascade(seen: Answers, sentences: Sequence[Sentence], keys: Sequence[str]) -> Mapping[str, list[Rule]]:
    """The rules as each cascade knows their names. One that names who is in none of them is wrong."""
    found: dict[str, list[Rule]] = {}
    wrong: dict[str, list[Problem]] = {}
    for key in keys:
        names = Names(lambda text, key=key: seen.find_agency(text, key).key, lambda text: text)  # type: ignore[misc]
        rules, problems = rules_of(sentences, names)
        found[key] = rules
        for problem in problems:
            wrong.setdefault(str(problem.place), []).append(problem)
    if nowhere := [problems[0] for problems in wrong.values() if len(problems) == len(keys)]:
        raise BadFeature(tuple(nowhere))
    return found
