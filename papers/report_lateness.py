"""Who was late: bars by tier and by period, then every late deliverable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.figures.audit_facts import Figures
from engine.figures.audit_results import Deliverable, LateEntry, Lateness, LatenessGroup
from papers.charts import CLASSES, class_bar, legend
from papers.markup import cell, table, tag, words
from screen.due_phrases import due_cell, period_words
from screen.figures import calendar_note, group_name, percent_words
from screen.lateness import late_notes
from screen.look import Look

LISTED = 300  # lines of a list; what is beyond is counted, and the command named that lists it


def lateness(figures: Figures, look: Look) -> str:
    """The chart by tier, the chart by period, the list."""
    if not figures.by_tier.whole.deliverables.total:
        return tag("p", words(look.say("status.none")))
    parts = [legend(look), _chart(figures.by_tier, look), _chart(figures.by_period, look)]
    parts.append(tag("h3", words(look.say("lateness.who"))))
    return "".join([*parts, _late(figures, look)])


def _chart(found: Lateness, look: Look) -> str:
    heads = [look.say(f"figures.by.{found.by}"), "", f"#{look.say('head.deliverables')}"]
    heads += [f"#{look.say(f'class.{name}.short')}" for name in CLASSES]
    heads += [f"#{look.say(f'head.{name}')}" for name in ("rate", "days_late", "longest")]
    rows = ["".join(_group(group, group_name(group, look), look)) for group in found.groups]
    foot = "".join(_group(found.whole, look.say("figures.total"), look))
    return table(heads, rows, foot, class_="chart")


def _group(group: LatenessGroup, name: str, look: Look) -> Iterator[str]:
    counts = group.deliverables
    yield cell(words(name))
    yield cell(class_bar(counts, look), "bar")
    yield cell(counts.total)
    for each in CLASSES:
        yield cell(getattr(counts, each))
    yield cell(words(percent_words(group.on_time.percent, look)), "n")
    yield cell(group.days_late)
    yield cell(group.longest)


def _late(figures: Figures, look: Look) -> str:
    late = figures.by_tier.late
    if not late:
        return tag("p", words(look.say("lateness.nobody")))
    heads = [look.say(f"head.{name}") for name in ("agency", "period", "report", "due", "done_on")]
    heads += [f"#{look.say('head.late')}", look.say("head.note")]
    rows = ["".join(_cells(item, look)) for item in late[:LISTED]]
    listed = table(heads, rows, class_="list late") + rest(len(late) - LISTED, "audit lateness", figures, look)
    return listed + calendar_line(late, look)


def _cells(item: Deliverable, look: Look) -> Iterator[str]:
    yield cell(words(look.told(item.agency_name)))
    yield cell(words(period_words(item.period, look) if item.period else look.say("figures.year", year=item.year)))
    yield cell(words(look.label("report", item.report)))
    yield cell(words(due_cell(item.due, item.due_phrase, look, named=False).text))
    yield cell(words(look.day(item.done_on) if item.done_on else look.say("lateness.not_done")))
    days = f"{item.days_late} ({item.working_days_late})"
    yield cell(tag("b", words(days)) if item.class_ == "doing_overdue" else words(days), "n")
    yield cell(words(", ".join(late_notes(item, look))), "soft")


def calendar_line(rows: Iterable[Deliverable | LateEntry], look: Look) -> str:
    """That working days were counted past the days off that are known, where they were."""
    said = calendar_note(rows, look)
    return tag("p", words(said)) if said else ""


def rest(count: int, command: str, figures: Figures, look: Look) -> str:
    """What a list leaves out, and the command that shows it."""
    if count <= 0:
        return ""
    called = f"dondoc {command} {figures.summary.cascade} --all"
    return tag("p", words(f"{look.say('audit_report.rest', n=count)} "), tag("code", words(called)))
