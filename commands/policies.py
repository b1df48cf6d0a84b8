"""Rules of feature files over what was really recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import Common, When
from commands.options import argument, cascade_option, command, common, option, time_options

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.policies.auditing import RuleAudit
    from engine.policies.rules import Rule
    from rules.reading import Sentence
    from workflows.findings import Problem


@command()
@argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATHS…")
@cascade_option
@option("--all", "show_all", is_flag=True)
@time_options
@common()
def audit_policy(common: Common, when: When, paths: tuple[str, ...], cascade: str | None, show_all: bool) -> int:
    """Each rule of these files over each cascade; 1 where one is broken."""
    from screen.policies import policies_text

    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = judged(common, seen, paths, cascade)
        look = when.look(common.look_over(seen, cascade))
    common.show(found, lambda: when.around(policies_text(found, look, everything=show_all), look))
    return 1 if any(each.outcome == "broken" for each in found) else 0


def judged(common: Common, seen: Answers, paths: Sequence[str], cascade: str | None) -> tuple[RuleAudit, ...]:
    """What one cascade, or each, says of the rules of these files. Raises BadFeature, NoFeatures, NoRules, NotFound."""
    from engine.scope import Scope
    from features.steps.phrases import speaking_of
    from rules.reading import sentences_in
    from spec.runner import folders_beside  # which knows every step: what is none is told

    files = [Path(path) for path in paths]
    keys = seen.complete("cascade", "") if cascade is None else seen.complete("cascade", cascade) or (cascade,)
    with speaking_of(common.settings.definitions or folders_beside(files)):
        rules = _by_cascade(seen, sentences_in(files), keys)
    return seen.policies(rules, Scope(cascade))


def _by_cascade(seen: Answers, sentences: Sequence[Sentence], keys: Sequence[str]) -> Mapping[str, list[Rule]]:
    """The rules as each cascade knows their names. One that names who is in none of them is wrong."""
    from rules.files import BadFeature
    from rules.reading import rules_of
    from rules.sentences import Names

    found: dict[str, list[Rule]] = {}
    wrong: dict[str, list[Problem]] = {}
    for key in keys:
        names = Names(lambda text, key=key: seen.find_agency(text, key).key, str, seen.lifecycle(key))  # type: ignore[misc]
        rules, problems = rules_of(sentences, names)
        found[key] = rules
        for problem in problems:
            wrong.setdefault(str(problem.place), []).append(problem)
    if nowhere := [problems[0] for problems in wrong.values() if len(problems) == len(keys)]:
        raise BadFeature(tuple(nowhere))
    return found
