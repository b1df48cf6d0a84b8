"""Consolidations that wait for inputs, worst first, each with its root blockers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.figures.audit_facts import Figures
from engine.results import Blocked, RootBlocker, roots_of
from papers.markup import cell, note, table, tag, words
from papers.report_lateness import rest
from screen.due_phrases import due_cell, not_counting, period_words, undone_words
from screen.look import Look
from screen.summed import by_part

_SHOWN = 20  # agencies that owe the same, by name
_EVERY = 300  # consolidations up to which each has a line; of more the worst below each province, to be unfolded
_WORST, _NAMED = 5, 3


def blocked(figures: Figures, look: Look) -> str:
    """The table."""
    found = figures.blocked
    if not found:
        return tag("p", words(f"{look.say('blocked.none')}.".capitalize()))
    title = f"{look.say('blocked.count', n=len(found))}, {look.say('blocked.roots', n=len(roots_of(found)))}."
    heads = ["", look.say("head.agency"), look.say("head.due"), f"#{look.say('head.late')}"]
    heads += [f"#{look.say('audit_report.open')}", look.say("audit_report.roots")]
    if len(found) <= _EVERY:
        return tag("p", words(title)) + _table(found, heads, look)
    parts = by_part(found)
    told = tag("p", words(title)) + "".join(_parts(parts, heads, look))
    left_out = sum(max(len(items) - _WORST, 0) for items in parts.values())
    return told + rest(left_out, "blocked", figures, look)


def _table(items: Sequence[Blocked], heads: Sequence[str], look: Look, named: int = _SHOWN) -> str:
    return table(heads, ["".join(_cells(item, look, named)) for item in items], class_="list blocked")


def _parts(parts: Mapping[str, Sequence[Blocked]], heads: Sequence[str], look: Look) -> Iterator[str]:
    """Each part of the country, to be unfolded: how many wait there, and the worst of them."""
    names = {item.agency: look.told(item.agency_name or item.agency) for items in parts.values() for item in items}
    for part, items in parts.items():
        late = sum(item.status == "overdue" for item in items)
        said = [names.get(part, part), look.say("blocked.count", n=len(items))]
        said += [f"{look.label('blocked', 'overdue').lower()} {late}"] if late else []
        table = _table(items[:_WORST], heads, look, _NAMED)
        yield tag("details", tag("summary", words(" · ".join(said))), table)


def _cells(item: Blocked, look: Look, named: int) -> Iterator[str]:
    style = {"overdue": "bad", "at_risk": "risk"}.get(item.status)
    yield cell(tag("b", words(look.label("blocked", item.status)), class_=style))
    period = look.say("word.period", period=period_words(item.period, look))
    yield cell(words(look.told(item.agency_name)) + note(period))
    yield cell(words(due_cell(item.due, item.due_phrase, look, named=False).text))
    left_out = look.say("late.suspended", n=item.suspended_days) if item.suspended_days else ""
    late = f"{item.days_late} ({item.working_days_late})" if item.status == "overdue" else ""
    yield cell(words(late) + note(left_out), "n")
    yield cell(f"{item.open}/{item.inputs}", "n")
    yield cell("".join(_roots(item.root_blockers, look, named)))


def _roots(roots: Sequence[RootBlocker], look: Look, shown: int) -> Iterator[str]:
    """The agencies that hold it up, together where they owe the same by the same day."""
    together: dict[tuple[str, date | None, str], list[RootBlocker]] = {}
    for root in roots:
        late = look.say("late.days", n=root.days_late) if root.days_late else ""
        late = not_counting(late, root.suspended_days, look) if late else ""
        together.setdefault((undone_words(root, look), root.due, late), []).append(root)
    for (undone, due, late), members in together.items():
        on = "" if due is None else look.say("word.due", due=look.day(due))
        names = [look.told(root.agency_name or root.agency) for root in members]
        more = [look.say("audit_report.others", n=len(names) - shown)] if len(names) > shown + 1 else []
        named = ", ".join([*(names[:shown] if more else names), *more])
        yield tag("div", tag("b", words(", ".join(filter(None, (undone, on, late))))), words(f": {named}"))
