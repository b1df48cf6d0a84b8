"""Rules over what was recorded: of each what became of the tasks that it speaks of, and what broke it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.policies.auditing import RuleAudit, RuleBreach
from screen.commands import short_task
from screen.due_phrases import period_words
from screen.look import Look
from screen.tables import Cell, lay_out

_SHOWN = 10
_STYLES = {"broken": "late", "held": "done", "undecided": "risk", "vacuous": "dim"}
_MARKS = {"broken": "✗", "held": "✓", "undecided": "…", "vacuous": "○"}


def policies_text(audits: Sequence[RuleAudit], look: Look, *, everything: bool = False) -> str:
    """By cascade, its rules in their order: the figures of each add up to the tasks that it speaks of."""
    parts = []
    for cascade, group in groupby(audits, key=lambda each: each.cascade):
        rules = list(group)
        given = {"cascade": cascade, "n": len(rules), "day": look.day(rules[0].until, with_year=True)}
        lines = [look.paint(look.say("policies.title", **given), "head")]
        for audit in rules:
            lines += ["", *_rule(audit, look, everything)]
        parts.append("\n".join(lines))
    broken = sum(audit.outcome == "broken" for audit in audits)
    outcomes = {name: sum(audit.outcome == name for audit in audits) for name in _MARKS}
    style = "late" if broken else "done"
    parts.append(look.paint(look.say("policies.sum", n=len(audits), **outcomes), style))
    return "\n\n".join(parts)


def _rule(audit: RuleAudit, look: Look, everything: bool) -> Iterator[str]:
    mark = look.paint(_MARKS[audit.outcome], _STYLES[audit.outcome])
    yield f"{mark} {audit.sentence}   {look.paint(audit.place, 'dim')}"
    figures = {name: getattr(audit, name) for name in ("held", "broken", "undecided", "untouched")}
    yield f"  {look.say('policies.figures', n=audit.tasks, **figures)}"
    if audit.outcome == "vacuous":
        yield f"  {look.say('policies.nobody' if not audit.tasks else 'policies.vacuous')}"
    shown = audit.breaches if everything else audit.breaches[:_SHOWN]
    if shown:
        yield from (f"  {line}" for line in lay_out([_breach(each, look) for each in shown], look, flexible=(1, 4)))
    if len(shown) < len(audit.breaches):
        yield f"  {look.say('policies.more', n=len(audit.breaches) - len(shown))}"


def _breach(breach: RuleBreach, look: Look) -> list[Cell]:
    what = "" if breach.activity is None else look.label("trigger", breach.activity)
    who = look.told(breach.by_agency_name or breach.by_agency or "")
    persons = ", ".join(filter(None, (breach.by, breach.mandate)))
    where = ""
    if breach.on_task is not None and breach.on_task != breach.task:
        where = look.say("policies.on", task=short_task(breach.on_task, look))
    row = "" if breach.seq is None else look.say("policies.row", seq=breach.seq)
    return [
        Cell(look.day(breach.day, with_year=True)),
        Cell(look.told(breach.agency_name or breach.agency)),
        Cell(period_words(breach.period, look)),
        Cell(" ".join(filter(None, (what, where)))),
        Cell(f"{who} ({persons})" if persons else who),
        Cell(row, "dim"),
    ]
