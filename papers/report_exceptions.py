"""Exceptions and what was recorded late: how many, by whom, why, and each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.figures.audit_facts import Figures
from engine.figures.audit_results import EntryGroup, ExceptionCount, ExceptionRow, LateEntry
from engine.figures.exceptions import decision_of
from papers.markup import cell, note, table, tag, words
from papers.report_lateness import LISTED, calendar_line, rest
from screen.due_phrases import period_words
from screen.figures import group_name, percent_words
from screen.late_entries import delay_words, entered_together
from screen.look import Look

_NAMED = 12  # tasks of one decision that are named


def exceptions(figures: Figures, look: Look) -> str:
    """Three lists of counts that each add up, then the decisions in the order of their days."""
    found = figures.exceptions
    if not found.rows:
        return tag("p", words(look.say("exceptions.none")))
    kinds = [(look.label("trigger", str(count.key)), count) for count in found.by_trigger]
    deciders = [(look.told(count.name or count.key or "–"), count) for count in found.by_agency]
    reasons = [(look.told(count.name or look.say("exceptions.no_reason")), count) for count in found.by_reason]
    counts = "".join(
        _counts(look.say(title), listed, found.whole, look)
        for title, listed in (("exceptions.kinds", kinds), ("exceptions.who", deciders), ("exceptions.why", reasons))
    )
    return tag("div", counts, class_="beside") + _decisions(figures, look)


def _counts(title: str, counts: Sequence[tuple[str, ExceptionCount]], whole: ExceptionCount, look: Look) -> str:
    heads = [title, f"#{look.say('audit_report.decisions')}", f"#{look.say('audit_report.rows')}"]
    rows = [cell(words(name)) + cell(count.decisions) + cell(count.rows) for name, count in counts]
    return table(heads, rows, cell(words(look.say("figures.total"))) + cell(whole.decisions) + cell(whole.rows))


def _decisions(figures: Figures, look: Look) -> str:
    """A line for each decision, with the rows that followed from it."""
    rows = figures.exceptions.rows
    here = {f"{row.task}#{row.seq}" for row in rows}
    decided: dict[tuple[str | int | None, ...], list[ExceptionRow]] = {}
    followed: dict[str, list[ExceptionRow]] = {}
    for row in rows:
        if row.is_consequence and row.follows in here:
            followed.setdefault(str(row.follows), []).append(row)
        else:
            decided.setdefault(decision_of(row), []).append(row)
    lines = []
    for together in list(decided.values())[:LISTED]:
        after = [item for row in together for item in followed.get(f"{row.task}#{row.seq}", ())]
        lines.append("".join(_cells(together, after, look)))
    heads = [look.say(f"head.{name}") for name in ("occurred_on", "trigger", "task")]
    heads += [look.say("exceptions.who"), look.say("exceptions.why"), look.say("audit_report.changed")]
    return table(heads, lines, class_="list decisions") + rest(len(decided) - LISTED, "audit exceptions", figures, look)


def _cells(rows: Sequence[ExceptionRow], followed: Sequence[ExceptionRow], look: Look) -> Iterator[str]:
    first = rows[0]
    is_merged = first.trigger == "return_report" and first.report == "merged"
    yield cell(words(look.day(first.occurred_on, with_year=True)))
    yield cell(words(look.say("exceptions.returned_merged") if is_merged else look.label("trigger", first.trigger)))
    after = look.say("exceptions.follows", tasks=_whose(followed, look)) if followed else ""
    yield cell(words(_whose(rows, look)) + note(after))
    by = look.say("exceptions.document", number=first.document) if first.document else ""
    allowed = look.say("exceptions.allowed_by", who=first.allowed_by) if first.allowed_by else ""
    yield cell(words(", ".join(filter(None, (look.told(first.agency_name), first.by)))) + note(by) + note(allowed))
    yield cell(words(first.reason or look.say("exceptions.no_reason")))
    yield cell(words("; ".join(_changes(first, look))))


def _whose(rows: Sequence[ExceptionRow], look: Look) -> str:
    named = [f"{look.told(row.task_agency_name)}, {period_words(row.period, look)}" for row in rows[:_NAMED]]
    if (more := len(rows) - _NAMED) > 0:
        named.append(look.say("exceptions.and_more", n=more))
    return "; ".join(named)


def _changes(row: ExceptionRow, look: Look) -> Iterator[str]:
    """What it moved or left out."""
    if row.due_after is not None:
        days = {"before": look.day(row.due_before), "after": look.day(row.due_after)}
        moved = row.days_moved
        yield look.say("exceptions.due", **days) if moved is None else look.say("exceptions.due_moved", n=moved, **days)
    names = dict(zip(row.missing, map(look.told, row.missing_names), strict=True))
    if names:
        yield look.say("exceptions.missing", tasks=", ".join(names.values()))
    if row.arrived:
        yield look.say("exceptions.arrived", tasks=", ".join(names[task] for task in row.arrived))
    if row.standing != "active":
        yield look.label("standing", row.standing)


# what was recorded late


def late_entries(figures: Figures, look: Look) -> str:
    """By how many days, by whom, and which rows."""
    found = figures.late_entries
    whole = found.whole
    parts = [tag("p", words(look.say("entries.title", late=whole.late, n=whole.rows)), ".")]
    delays = [delay for delay in whole.delays if delay.rows or delay.key != "ahead"]
    heads = [f"#{delay_words(delay, look)}" for delay in delays] + [f"#{look.say('figures.total')}"]
    parts.append(table(heads, ["".join([*(cell(delay.rows) for delay in delays), cell(whole.rows)])], class_="narrow"))
    parts.append(tag("p", words(look.say("entries.law")), class_="soft small"))
    if whole.backfilled:
        parts.append(tag("p", words(look.say("entries.backfilled", n=whole.backfilled))))
    if not found.entries:
        return "".join([*parts, tag("p", words(look.say("entries.none")))])
    late = [group for group in found.groups if group.late]
    names = [look.say(f"head.{name}") for name in ("rows", "late_rows", "after_next", "rate", "days_late", "longest")]
    heads = [look.say("figures.by.agency"), *(f"#{name}" for name in names)]
    rows = ["".join(_group(group, look)) for group in late]
    if calm := [group for group in found.groups if not group.late]:
        said = look.say("figures.others", n=len(calm))
        rows.append(
            "".join([cell(words(said), "soft"), cell(sum(group.rows for group in calm)), *([cell(0)] * 2), cell("")])
            + cell(0) * 2
        )
    foot = "".join(_group(whole, look))
    parts += [table(heads, rows, foot), tag("h3", words(look.say("entries.list")))]
    together = [list(rows) for _, rows in groupby(found.entries, key=entered_together)]
    heads = [look.say(f"head.{name}") for name in ("occurred_on", "recorded_on", "late", "trigger", "task", "agency")]
    heads[2] = f"#{heads[2]}"
    entries = ["".join(_entries(entered, look)) for entered in together[:LISTED]]
    parts.append(table(heads, entries, class_="list entries"))
    parts.append(rest(len(together) - LISTED, "audit late-entries", figures, look))
    parts.append(calendar_line(found.entries, look))
    return "".join(parts)


def _group(group: EntryGroup, look: Look) -> Iterator[str]:
    yield cell(words(look.say("figures.total") if group.by == "all" else group_name(group, look)))
    yield from map(cell, (group.rows, group.late, group.after_next_working_day))
    yield cell(words(percent_words(group.late_rate.percent, look)), "n")
    yield from map(cell, (group.days_late, group.longest))


def _entries(rows: Sequence[LateEntry], look: Look) -> Iterator[str]:
    """Rows that were entered together."""
    row = rows[0]
    yield cell(words(look.day(row.occurred_on, with_year=True)))
    yield cell(words(look.day(row.recorded_on, with_year=True)))
    days = f"{row.days_late} ({row.working_days_late})"
    yield cell(tag("b", words(days)) if row.after_next_working_day else words(days), "n")
    yield cell(words(look.label("trigger", row.trigger) if row.trigger else row.kind))
    more = look.say("entries.more_tasks", n=len(rows) - 1) if len(rows) > 1 else ""
    yield cell(words(f"{row.task}#{row.seq}") + note(more))
    yield cell(
        words(", ".join(filter(None, (look.told(row.agency_name), row.by or row.login)))) + note(row.reason or "")
    )
