"""What was recorded late: how many rows by how many days, by whom, and which rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.figures.audit_results import Delay, EntryGroup, LateEntries, LateEntry
from engine.figures.rates import percent
from screen.commands import short_task
from screen.figures import (
    calendar_note,
    counts_line,
    group_name,
    head,
    late_days,
    number,
    percent_words,
    rates_lines,
    shown,
    title_of,
    with_notes,
    worst_groups,
    wrapped,
)
from screen.look import Look
from screen.tables import Cell, lay_out


def late_entries_text(
    found: LateEntries, look: Look, *, scope: Sequence[str] = (), everything: bool = False, figures_only: bool = False
) -> str:
    """The whole, then by group, then which rows; rows that were entered together in one line."""
    whole = found.whole
    title = look.say("entries.title", late=whole.late, n=whole.rows)
    delays = [(delay_words(delay, look), delay.rows) for delay in whole.delays if delay.rows or delay.key != "ahead"]
    lines = [title_of(title, found.cascades, found.today, scope, look), ""]
    lines += [*counts_line("", delays, whole.rows, look), ""]
    lines += rates_lines((whole.late_rate, whole.after_next_working_day_rate), look)
    lines += ["", *wrapped(" ".join(filter(None, (look.say("entries.law"), calendar_note(found.entries, look)))), look)]
    if whole.backfilled:
        lines += ["", *wrapped(look.say("entries.backfilled", n=whole.backfilled), look)]
    if found.by != "all" and whole.late:
        lines += ["", *_group_lines(found, look, everything)]
    if not found.entries:
        lines += ["", look.say("entries.none")]
    elif not figures_only:
        lines += ["", look.paint(look.say("entries.list"), "head"), *_entry_lines(found.entries, look, everything)]
    return "\n".join(lines)


def delay_words(delay: Delay, look: Look) -> str:
    if delay.key in ("ahead", "0", "1", "over-30"):
        return look.label("entries.delay", delay.key)
    return look.say("entries.delay.days", days=delay.key)


def _group_lines(found: LateEntries, look: Look, everything: bool) -> list[str]:
    names = head("rows", "late_rows", "after_next", "rate", "days_late", "longest", look=look)
    calm = [] if everything else [group for group in found.groups if not group.late]
    if len(calm) < 2:
        calm = []
    rows = [[Cell(look.say(f"figures.by.{found.by}"), "head"), *names]]
    told, rest = worst_groups([group for group in found.groups if group not in calm], everything)
    rows += [_group_row(group_name(group, look), [group], look) for group in told]
    if calm:
        rows.append(_group_row(look.say("figures.others", n=len(calm)), calm, look))
    if rest:
        rows.append(_group_row(look.say("summed.rest", n=len(rest)), rest, look))
    rows.append(_group_row(look.say("figures.total"), [found.whole], look))
    return lay_out(rows, look, flexible=(0,), right=range(1, 7))


def _group_row(name: str, groups: Sequence[EntryGroup], look: Look) -> list[Cell]:
    rows, late = sum(group.rows for group in groups), sum(group.late for group in groups)
    return [
        Cell(name),
        number(rows),
        number(late, "risk"),
        number(sum(group.after_next_working_day for group in groups), "late"),
        Cell(percent_words(percent(late, rows), look)),
        number(sum(group.days_late for group in groups)),
        number(max(group.longest for group in groups)),
    ]


def _entry_lines(entries: Sequence[LateEntry], look: Look, everything: bool) -> list[str]:
    """A line for each entry: rows of one agency and person, of one day, recorded at one moment."""
    together = [list(rows) for _, rows in groupby(entries, key=entered_together)]
    count = shown(len(together), everything)
    names = head("occurred_on", "recorded_on", "late", "trigger", "agency", "person", look=look)
    rows = [(_entry_row(listed[0], look), _note(listed, look)) for listed in together[:count]]
    lines = with_notes(names, rows, look, flexible=(4, 5))
    if (more := len(together) - count) > 0:
        lines.append(look.say("figures.more", n=more))
    return lines


def entered_together(row: LateEntry) -> tuple[object, ...]:
    return row.cascade, row.recorded_at, row.agency, row.by, row.occurred_on, row.trigger, row.document


def _entry_row(row: LateEntry, look: Look) -> list[Cell]:
    return [
        Cell(look.day(row.occurred_on)),
        Cell(look.day(row.recorded_on)),
        late_days(row.days_late, row.working_days_late, "late" if row.after_next_working_day else "risk"),
        Cell(look.done(row.trigger, row.kind)),
        Cell(look.told(row.agency_name)),
        Cell(row.by or row.login or ""),
    ]


def _note(rows: Sequence[LateEntry], look: Look) -> str:
    """The task, and how many more were recorded with it; under which document."""
    parts = [short_task(rows[0].task, look)]
    if len(rows) > 1:
        parts.append(look.say("entries.more_tasks", n=len(rows) - 1))
    if rows[0].document:
        parts.append(look.say("exceptions.document", number=rows[0].document))
    return ", ".join(parts)
