"""Who was late: the four classes, the rates, the groups, and every late deliverable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.figures.audit_results import Deliverable, Lateness, LatenessGroup
from engine.figures.deliverables import LATE
from engine.figures.rates import percent
from screen.due_phrases import due_cell, period_words
from screen.figures import (
    calendar_note,
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

_CLASSES = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted")
_STYLES = {"done_late": "risk", "doing_overdue": "late"}


def lateness_text(
    found: Lateness, look: Look, *, scope: Sequence[str] = (), everything: bool = False, figures_only: bool = False
) -> str:
    """The whole, then by group, then who; `everything`: all lines; `figures_only`: nobody is listed."""
    whole = found.whole
    words = look.say("lateness.title", deliverables=whole.deliverables.total, tasks=whole.tasks.total)
    lines = [title_of(words, found.cascades, found.today, scope, look), "", *_class_lines(whole, look)]
    lines += ["", *wrapped(look.say("lateness.units"), look), ""]
    lines += rates_lines((whole.on_time, whole.on_time_of_done), look)
    lines += ["", *wrapped(" ".join(filter(None, (_sums(whole, look), calendar_note(found.late, look)))), look)]
    if found.by != "all" and found.groups:
        lines += ["", *_group_lines(found, look, everything)]
    if (found.late or found.every) and not figures_only:
        heading = look.say("lateness.every" if found.every else "lateness.who")
        listed = _late_lines(found.every or found.late, look, everything or bool(found.every))
        lines += ["", look.paint(heading, "head"), *listed]
    return "\n".join(lines)


def _class_lines(whole: LatenessGroup, look: Look) -> list[str]:
    rows: list[list[Cell]] = [
        [Cell(""), Cell(look.say("lateness.deliverables"), "dim"), Cell(look.say("lateness.tasks"), "dim"), Cell("")]
    ]
    for name in _CLASSES:
        figures = [number(getattr(counts, name), _STYLES.get(name, "")) for counts in (whole.deliverables, whole.tasks)]
        rows.append(
            [
                Cell(look.label("class", name)),
                *figures,
                Cell(standing_parts(whole, look) if name == _CLASSES[-1] else ""),
            ]
        )
    rows.append(
        [Cell(look.say("figures.total"), "head"), number(whole.deliverables.total), number(whole.tasks.total), Cell("")]
    )
    return lay_out(rows, look, right=(1, 2))


def standing_parts(whole: LatenessGroup, look: Look) -> str:
    """What is not counted, by standing: deliverables/tasks."""
    return ", ".join(
        f"{look.label('standing', name)} {whole.deliverables.by_standing.get(name, 0)}/{count}"
        for name, count in whole.tasks.by_standing.items()
    )


def _sums(whole: LatenessGroup, look: Look) -> str:
    counts = whole.deliverables
    late = counts.done_late + counts.doing_overdue
    if not late and not whole.extended:
        return look.say("lateness.nobody")
    parts = [
        look.say("lateness.late", n=late, days=whole.days_late, working=whole.working_days_late, longest=whole.longest)
    ]
    if whole.suspended_days:
        parts.append(look.say("late.suspended", n=whole.suspended_days))
    if whole.due_before_issue:
        parts.append(look.say("lateness.due_before_issue", n=whole.due_before_issue))
    if whole.extended:
        parts.append(look.say("lateness.extended", n=whole.extended, late=whole.late_at_launch_due))
    return "; ".join(parts) + "."


# groups


def _group_lines(found: Lateness, look: Look, everything: bool) -> list[str]:
    """A line for each group; of agencies those with nothing late in one line together."""
    heads = [Cell(look.say(f"figures.by.{found.by}"), "head"), *head("deliverables", look=look)]
    heads += [Cell(look.say(f"class.{name}.short"), "dim", look.say(f"class.{name}.least")) for name in _CLASSES]
    heads += head("rate", "days_late", "longest", look=look)
    calm = [] if everything or found.by != "agency" else [group for group in found.groups if not group.longest]
    if len(calm) < 2:
        calm = []
    rows = [heads]
    told, rest = worst_groups([group for group in found.groups if group not in calm], everything)
    rows += [_group_row(group_name(group, look), [group], look) for group in told]
    if calm:
        rows.append(_group_row(look.say("figures.others", n=len(calm)), calm, look))
    if rest:
        rows.append(_group_row(look.say("summed.rest", n=len(rest)), rest, look))
    rows.append(_group_row(look.say("figures.total"), [found.whole], look))
    return lay_out(rows, look, flexible=(0,), right=range(1, len(heads)))


def _group_row(name: str, groups: Sequence[LatenessGroup], look: Look) -> list[Cell]:
    def of(name: str) -> int:
        return sum(getattr(group.deliverables, name) for group in groups)

    numerator = sum(group.on_time.numerator for group in groups)
    denominator = sum(group.on_time.denominator for group in groups)
    return [
        Cell(name),
        number(of("total")),
        *(number(of(name), _STYLES.get(name, "")) for name in _CLASSES),
        Cell(percent_words(percent(numerator, denominator), look)),
        number(sum(group.days_late for group in groups)),
        number(max(group.longest for group in groups)),
    ]


# who


def _late_lines(late: Sequence[Deliverable], look: Look, everything: bool) -> list[str]:
    count = shown(len(late), everything)
    names = head("agency", "period", "report", "due", "done_on", "late", look=look)
    rows = [(_late_row(item, look), ", ".join(late_notes(item, look))) for item in late[:count]]
    lines = with_notes(names, rows, look, flexible=(0,))
    if (more := len(late) - count) > 0:
        lines.append(look.say("figures.more", n=more))
    return lines


def _late_row(item: Deliverable, look: Look) -> list[Cell]:
    late = late_days(item.days_late, item.working_days_late, _STYLES[item.class_]) if item.class_ in LATE else Cell("")
    return [
        Cell(look.told(item.agency_name)),
        Cell(period_words(item.period, look) if item.period else look.say("figures.year", year=item.year)),
        _report(item, look),
        due_cell(item.due, item.due_phrase, look, named=False),
        Cell(look.day(item.done_on) if item.done_on else look.say("lateness.not_done")),
        late,
    ]


def _report(item: Deliverable, look: Look) -> Cell:
    words = look.label("report", item.report)
    return Cell(words, "", look.say("report.merged.short") if item.report == "merged" else words)


def late_notes(item: Deliverable, look: Look) -> Iterator[str]:
    """What tells of another's part in it, or of an earlier giving; of what is not late its class."""
    if item.class_ not in LATE:
        yield look.label("class", item.class_)
    if item.suspended_days:
        yield look.say("late.suspended", n=item.suspended_days)
    if item.due_before_issue:
        if item.issued_on is None:
            yield look.say("lateness.note.not_issued")
        else:
            yield look.say("lateness.note.due_before_issue", day=look.day(item.issued_on))
    if item.open_inputs:
        yield look.say("lateness.note.inputs", n=item.open_inputs)
    if item.returned and item.first_done_on is not None:
        yield look.say("lateness.note.returned", day=look.day(item.first_done_on))
    if item.reminded_by is not None:
        yield look.say("lateness.note.reminded", day=look.day(item.due_at_launch), document=item.reminded_by)
    elif item.is_extended:
        day = item.due_at_launch
        yield look.say("lateness.note.dated") if day is None else look.say("lateness.note.extended", day=look.day(day))
