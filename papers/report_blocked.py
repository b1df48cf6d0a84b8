"""Consolidations that wait for inputs, worst first, each with its root blockers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.figures.audit_facts import Figures
from engine.results import Blocked, RootBlocker
from papers.markup import cell, note, table, tag, words
from screen.due_phrases import due_cell, not_counting, period_words
from screen.look import Look

_SHOWN = 20  # agencies that owe the same, by name


def blocked(figures: Figures, look: Look) -> str:
    """The table."""
    found = figures.blocked
    if not found:
        return tag("p", words(f"{look.say('blocked.none')}.".capitalize()))
    roots = {(root.task, root.document if root.task is None else None) for item in found for root in item.root_blockers}
    title = f"{look.say('blocked.count', n=len(found))}, {look.say('blocked.roots', n=len(roots))}."
    heads = ["", look.say("head.agency"), look.say("head.due"), f"#{look.say('head.late')}"]
    heads += [f"#{look.say('audit_report.open')}", look.say("audit_report.roots")]
    return tag("p", words(title)) + table(heads, ["".join(_cells(item, look)) for item in found], class_="list blocked")


def _cells(item: Blocked, look: Look) -> Iterator[str]:
    style = {"overdue": "bad", "at_risk": "risk"}.get(item.status)
    yield cell(tag("b", words(look.label("blocked", item.status)), class_=style))
    period = look.say("word.period", period=period_words(item.period, look))
    yield cell(words(look.told(item.agency_name)) + note(period))
    yield cell(words(due_cell(item.due, item.due_phrase, look, named=False).text))
    left_out = look.say("late.suspended", n=item.suspended_days) if item.suspended_days else ""
    late = f"{item.days_late} ({item.working_days_late})" if item.status == "overdue" else ""
    yield cell(words(late) + note(left_out), "n")
    yield cell(f"{item.open}/{item.inputs}", "n")
    yield cell("".join(_roots(item.root_blockers, look)))


def _roots(roots: Sequence[RootBlocker], look: Look) -> Iterator[str]:
    """The agencies that hold it up, together where they owe the same by the same day."""
    together: dict[tuple[str, date | None, str], list[RootBlocker]] = {}
    for root in roots:
        late = look.say("late.days", n=root.days_late) if root.days_late else ""
        late = not_counting(late, root.suspended_days, look) if late else ""
        together.setdefault((_undone(root, look), root.due, late), []).append(root)
    for (undone, due, late), members in together.items():
        on = "" if due is None else look.say("word.due", due=look.day(due))
        names = [look.told(root.agency_name or root.agency) for root in members]
        more = [look.say("audit_report.others", n=len(names) - _SHOWN)] if len(names) > _SHOWN + 1 else []
        named = ", ".join([*(names[:_SHOWN] if more else names), *more])
        yield tag("div", tag("b", words(", ".join(filter(None, (undone, on, late))))), words(f": {named}"))


def _undone(root: RootBlocker, look: Look) -> str:
    if root.next_trigger == "release" and root.document:
        return look.say("blocked.releases", document=root.document)
    if root.next_trigger == "resume" and root.of:
        return look.say("blocked.resumes", of=root.of_name or root.of)
    return look.label("undone", root.next_trigger)
