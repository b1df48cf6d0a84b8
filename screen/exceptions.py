"""Exceptions: how many of which kind, by whom and why, then each with what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.figures.audit_results import ExceptionCount, ExceptionRow, Exceptions
from engine.figures.exceptions import decision_of
from screen.due_phrases import period_words
from screen.figures import counts_line, rates_lines, shown, title_of, wrapped
from screen.look import Look
from screen.tables import shorten

_NAMED = 5  # tasks that are named one by one
_COUNTED = 8  # counts that stand by themselves on a line
_INDENT = 12


def exceptions_text(
    found: Exceptions, look: Look, *, scope: Sequence[str] = (), everything: bool = False, figures_only: bool = False
) -> str:
    """Counts that add up, rates, then the decisions in the order of their days."""
    whole = found.whole
    title = look.say("exceptions.title", n=whole.decisions, tasks=whole.tasks)
    lines = [title_of(title, found.cascades, found.today, scope, look)]
    if not found.rows:
        return f"{lines[0]}\n{look.say('exceptions.none')}"
    lines.append("")
    for words, counts in (
        ("exceptions.kinds", [(look.label("trigger", str(count.key)), count) for count in found.by_trigger]),
        ("exceptions.who", [(look.told(count.name or count.key or "–"), count) for count in found.by_agency]),
        ("exceptions.why", [(_reason(count, look), count) for count in found.by_reason]),
    ):
        decided = _cut([(name, count.decisions) for name, count in counts if count.decisions], look)
        lines += counts_line(look.say(words), decided, whole.decisions, look)
    lines.append("")
    lines += rates_lines(found.rates, look)
    if not figures_only:
        lines += _listed(found.rows, look, everything)
    return "\n".join(lines)


def _reason(count: ExceptionCount, look: Look) -> str:
    if not count.name:
        return look.say("exceptions.no_reason")
    return look.say("exceptions.reason", reason=shorten(look.told(count.name), look.width // 2))


def _cut(counts: Sequence[tuple[str, int]], look: Look) -> list[tuple[str, int]]:
    """The first counts, the rest as one, so that they still add up."""
    if len(counts) <= _COUNTED + 1:
        return list(counts)
    rest = counts[_COUNTED:]
    return [*counts[:_COUNTED], (look.say("exceptions.rest", n=len(rest)), sum(count for _, count in rest))]


# one by one


def _listed(rows: Sequence[ExceptionRow], look: Look, everything: bool) -> list[str]:
    decisions: dict[tuple[str | int | None, ...], list[ExceptionRow]] = {}
    followed: dict[str, list[ExceptionRow]] = {}
    here = {f"{row.task}#{row.seq}" for row in rows}
    for row in rows:
        if row.is_consequence and row.follows in here:
            followed.setdefault(str(row.follows), []).append(row)
        else:
            decisions.setdefault(decision_of(row), []).append(row)
    count = shown(len(decisions), everything)
    lines: list[str] = []
    for together in list(decisions.values())[:count]:
        after = [item for row in together for item in followed.get(f"{row.task}#{row.seq}", ())]
        lines += ["", *_decision_lines(together, after, look)]
    if (more := len(decisions) - count) > 0:
        lines += ["", look.say("figures.more", n=more)]
    return lines


def _decision_lines(rows: Sequence[ExceptionRow], followed: Sequence[ExceptionRow], look: Look) -> Iterator[str]:
    first = rows[0]
    day = look.day(first.occurred_on)
    what = look.label("trigger", first.trigger)
    if first.trigger == "return_report" and first.report == "merged":
        what = look.say("exceptions.returned_merged")
    whose = _whose(rows, look)
    yield shorten(f"{day:<{_INDENT - 2}}  {what}: {whose}", look.width).replace(what, look.paint(what, "head"), 1)
    for line in _details(first, followed, look):
        yield from wrapped(line, look, _INDENT)


def _whose(rows: Sequence[ExceptionRow], look: Look) -> str:
    named = [f"{look.told(row.task_agency_name)}, {period_words(row.period, look)}" for row in rows[:_NAMED]]
    if (more := len(rows) - _NAMED) > 0:
        named.append(look.say("exceptions.and_more", n=more))
    return "; ".join(named)


def _details(row: ExceptionRow, followed: Sequence[ExceptionRow], look: Look) -> Iterator[str]:
    """What it changed, who decided and why, what followed."""
    if row.due_after is not None:
        days = {"before": look.day(row.due_before), "after": look.day(row.due_after)}
        moved = row.days_moved
        yield look.say("exceptions.due", **days) if moved is None else look.say("exceptions.due_moved", n=moved, **days)
    names = dict(zip(row.missing, map(look.told, row.missing_names), strict=True))
    if row.missing:
        yield look.say("exceptions.missing", tasks=", ".join(names.values()))
    if row.arrived:
        yield look.say("exceptions.arrived", tasks=", ".join(names[task] for task in row.arrived))
    if row.allowed_by:
        yield look.say("exceptions.allowed_by", who=row.allowed_by)
    who = [look.told(row.agency_name), *filter(None, [row.by])]
    if row.document:
        who.append(look.say("exceptions.document", number=row.document))
    reason = look.say("exceptions.reason", reason=row.reason) if row.reason else look.say("exceptions.no_reason")
    yield f"{', '.join(who)}: {reason}"
    if followed:
        yield look.say("exceptions.follows", tasks=_whose(followed, look))
