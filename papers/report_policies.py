"""Rules over what was recorded: a line for each, and below it what broke it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.policies.auditing import RuleAudit, RuleBreach
from papers.markup import cell, note, table, tag, words
from screen.due_phrases import period_words
from screen.look import Look

_SHOWN = 20  # breaches of one rule that are named
_STYLES = {"broken": "bad", "held": "done", "undecided": "risk"}


def policies(rules: Sequence[RuleAudit], look: Look) -> str:
    """The table. Its figures add up to the tasks that a rule speaks of."""
    names = ("tasks", "kept", "rule_broken", "undecided", "untouched")
    heads = [look.say("audit_report.rule"), *(f"#{look.say(f'audit_report.{name}')}" for name in names)]
    about = tag("p", words(look.say("audit_report.policies_about")), class_="soft")
    return about + table(heads, ["".join(_cells(rule, look)) for rule in rules], class_="list rules")


def _cells(rule: RuleAudit, look: Look) -> Iterator[str]:
    breaches = [_breach(each, look) for each in rule.breaches[:_SHOWN]]
    if len(rule.breaches) > _SHOWN:
        breaches.append(look.say("policies.more", n=len(rule.breaches) - _SHOWN))
    said = tag("b", words(rule.sentence), class_=_STYLES.get(rule.outcome))
    yield cell(said + note(rule.place) + "".join(tag("div", words(each)) for each in breaches))
    yield from (cell(count) for count in (rule.tasks, rule.held, rule.broken, rule.undecided, rule.untouched))


def _breach(breach: RuleBreach, look: Look) -> str:
    what = "" if breach.activity is None else look.label("trigger", breach.activity)
    by = look.told(breach.by_agency_name or breach.by_agency or "")
    row = "" if breach.seq is None else look.say("policies.row", seq=breach.seq)
    told = (
        *(look.day(breach.day, with_year=True), look.told(breach.agency_name or breach.agency)),
        *(period_words(breach.period, look), what, by, breach.by or "", breach.mandate or "", row),
    )
    return ", ".join(filter(None, told))
