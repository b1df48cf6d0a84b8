"""Blocked consolidations as text: what waits, for whom, how late, and the command for the worst root blocker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from engine.results import Blocked, RootBlocker, roots_of
from screen import commands
from screen.barred import barred_lines, barred_words
from screen.due_phrases import due_cell, holds_cell, late_cell, not_counting, period_words, stuck_cell, undone_words
from screen.figures import wrapped
from screen.look import Look
from screen.summed import WORST, parts_table, tiers_line
from screen.tables import Cell, Row, fit, lay_out, shorten
from screen.tree import flow

SHOWN = 5
PAGE = 20  # consolidations that are told one by one; more are summed up
_STYLE = {"overdue": "late", "at_risk": "risk", "waiting": "dim"}


def blocked_text(
    blocked: Sequence[Blocked],
    look: Look,
    *,
    cascades: Sequence[str] = (),
    everything: bool = False,
    is_page: bool = False,
) -> str:
    """The blocked consolidations, worst first; of many the sums, and the worst few.

    `cascades`: their keys; `everything`: all of them, with more than five root blockers each; `is_page`: so many were
    asked for.
    """
    if not blocked:
        return " · ".join([*_places(cascades, look), look.say("blocked.none")])
    roots = roots_of(blocked)
    figures = f"{look.say('blocked.count', n=len(blocked))}, {look.say('blocked.roots', n=len(roots))}"
    lines = [look.paint(" · ".join([*_places(cascades, look), figures]), "head"), ""]
    is_summed = len(blocked) > PAGE and not everything and not is_page
    if is_summed:
        lines += [*_sums(blocked, look), "", look.paint(look.say("summed.worst", n=WORST), "head")]
    by_task = {item.task: item for item in blocked}
    shown = blocked[:WORST] if is_summed else blocked
    told, left_out = _items(shown, by_task, look, everything=everything, named=SHOWN if is_summed else len(blocked))
    lines += told
    if left_out and not is_summed:
        lines += ["", look.paint(look.say("blocked.rest_hint"), "dim")]
    lines += _below(barred_lines(shown, look))
    free = [root for root in roots if not root.barred]
    worst = min(free, key=lambda root: (-root.days_late, -root.holds), default=None)
    if worst:
        lines += look.onward(commands.out_of_the_way(worst, look))
    if is_summed:
        lines += ["", *(look.paint(line, "dim") for line in wrapped(look.say("summed.unfold"), look))]
    return "\n".join(lines)


def _below(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []


def _sums(blocked: Sequence[Blocked], look: Look) -> list[str]:
    """How many there are by status, by tier, and below whom."""
    statuses = Counter[str](item.status for item in blocked)
    shown = [f"{look.label('blocked', name).lower()} {statuses[name]}" for name in _STYLE if statuses[name]]
    lines = flow(f"{look.say('status.timeliness'):<12}", [*shown, f"= {len(blocked)}"], look)
    heads = ("agency", "key", "overdue", "blocked", "longest")
    return [*lines, *tiers_line(blocked, look), "", *parts_table(blocked, heads, _figures, look)]


def _figures(items: Sequence[Blocked]) -> tuple[int, int, int]:
    overdue = sum(item.status == "overdue" for item in items)
    return overdue, len(items), max(item.days_late for item in items)


def _items(
    blocked: Sequence[Blocked], by_task: dict[str, Blocked], look: Look, *, everything: bool, named: int
) -> tuple[list[str], bool]:
    """Each with what it waits for; and whether root blockers were left out.

    `named`: how many of the other blocked consolidations that it waits for.
    """
    lines: list[str] = []
    column = max(len(look.label("blocked", item.status)) for item in blocked) + 2
    heads = [_head(item, look) for item in blocked]
    bodies = [_roots_below(item, by_task) for item in blocked]
    rows = [[_root(root, look) for root in (body if everything else body[:SHOWN])] for body in bodies]
    every_row = [row for part in rows for row in part]
    name = max(fit(part, look, indent=column)[0] for part in (heads, every_row) if part)
    head_lines = iter(lay_out(heads, look, indent=column, least=[name]))
    root_lines = iter(lay_out(every_row, look, indent=column, least=[name]))
    left_out = False
    for item, body, part in zip(blocked, bodies, rows, strict=True):
        status = look.paint(look.label("blocked", item.status), _STYLE[item.status])
        lines.append(status + " " * (column - len(look.label("blocked", item.status))) + next(head_lines))
        others = [other for other in item.waiting if other.task in by_task and other.task != item.task]
        inner = [
            shorten(
                look.say("blocked.waits_for_merged", agency=look.told(other.agency_name or other.agency)),
                look.width - column,
            )
            for other in others[:named]
        ]
        if more := len(others[named:]):
            inner.append(look.say("exceptions.and_more", n=more))
        inner += [next(root_lines) for _ in part]
        if rest := body[len(part) :]:
            left_out = True
            inner.append(
                shorten(look.say("blocked.rest", n=len(rest), groups=_groups(rest, look)), look.width - column)
            )
        if item.not_accepted:
            said = look.say("blocked.not_accepted", n=len(item.not_accepted))
            inner.append(look.paint(shorten(said, look.width - column), "risk"))
        waits = f"  {look.say('blocked.waits')}".ljust(column)
        for position, line in enumerate(inner):
            lines.append((waits if position == 0 else " " * column) + line)
    return lines, left_out


def _places(cascades: Sequence[str], look: Look) -> list[str]:
    return (
        [", ".join(cascades), look.day(look.today, with_year=True)]
        if cascades
        else [look.day(look.today, with_year=True)]
    )


def _head(item: Blocked, look: Look) -> Row:
    if item.own_days_late > 0:
        late = late_cell(item.due, item.own_days_late, look, suspended_days=item.own_suspended_days)
    elif item.status == "overdue":
        late = Cell(
            not_counting(look.say("blocked.inputs_late", n=item.days_late), item.suspended_days, look),
            "late",
            look.say("blocked.inputs_late.short", n=item.days_late),
        )
    else:
        late = _at_risk(item, look)
    period = period_words(item.period, look)
    return [
        Cell(look.told(item.agency_name or item.agency), "head"),
        Cell(look.say("word.period", period=period), "", period_words(item.period, replace(look, with_years=False))),
        due_cell(item.due, item.due_phrase, look),
        late,
        commands.number_cell(item.task, item.number, look),
    ]


def _at_risk(item: Blocked, look: Look) -> Cell:
    """Why it is at risk: an input is due after it, or few days are left to it or to an input."""
    if item.status != "at_risk" or look.today is None:
        return Cell("")
    days = [other.due for other in item.waiting if other.due is not None]
    after = [day for day in days if item.due is not None and day > item.due]
    if after:
        day = look.day(max(after))
        return Cell(look.say("blocked.input_due", day=day), "risk", look.say("blocked.input_due.short", day=day))
    if item.due is not None and item.due <= min(days, default=item.due):
        return late_cell(item.due, 0, look, soon=True)
    day = look.day(min(days, default=None))
    return (
        Cell(look.say("blocked.input_due", day=day), "risk", look.say("blocked.input_due.short", day=day))
        if days
        else Cell("")
    )


def _root(root: RootBlocker, look: Look) -> Row:
    undone = undone_words(root, look)
    holds = holds_cell(root, look)
    due = Cell("") if root.next_trigger == "resume" else due_cell(root.due, root.due_phrase, look)
    return [
        Cell(look.told(root.agency_name or root.agency)),
        Cell(barred_words(undone, root, look)),
        due,
        late_cell(root.due, root.days_late, look, suspended_days=root.suspended_days)
        if root.stuck is None
        else stuck_cell(root.stuck, look),
        holds,
        commands.number_cell(root.task or "", root.number, look),
    ]


def _roots_below(item: Blocked, by_task: dict[str, Blocked]) -> tuple[RootBlocker, ...]:
    """Its root blockers less those that stand below another blocked consolidation which it waits for."""
    direct = {other.task for other in item.waiting}
    elsewhere = {
        root.identity
        for task in direct
        if task in by_task and task != item.task
        for root in by_task[task].root_blockers
    }
    return tuple(root for root in item.root_blockers if root.identity not in elsewhere or root.task in direct)


def _groups(roots: Sequence[RootBlocker], look: Look) -> str:
    """`63 chưa lập kế hoạch, 24 chưa báo cáo`: exact, the biggest group first."""
    counted = Counter(look.label("undone", root.next_trigger) for root in roots)
    return ", ".join(f"{count} {words}" for words, count in counted.most_common())
