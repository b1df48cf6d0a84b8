"""The figures that come first: what there is, in which state and class, and each rate with all that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.figures.audit_facts import Figures
from engine.figures.audit_results import LeftOut, Rate
from papers.charts import CLASSES
from papers.markup import cell, note, table, tag, words
from screen.figures import percent_words
from screen.lateness import standing_parts
from screen.look import Look
from words import sentence

_RATE_HEADS = ("audit_report.rate", "audit_report.share", "audit_report.percent", "audit_report.formula")


def summary(figures: Figures, look: Look) -> str:
    """Boxes, the classes of deliverables and tasks, the rates."""
    return "".join(part(figures, look) for part in (_boxes, _states, _classes, _rates))


def _boxes(figures: Figures, look: Look) -> str:
    late = figures.by_tier.whole.tasks.doing_overdue
    finished = sum(row.next_trigger is None and row.standing == "active" for row in figures.tasks)
    blocked = len(figures.blocked)
    boxes = [
        (str(figures.summary.tasks), look.say("audit_report.tasks"), ""),
        (str(finished), look.say("audit_report.finished"), "good"),
        (str(late), look.say("audit_report.overdue"), "bad" if late else ""),
        (str(blocked), look.say("audit_report.blocked"), "bad" if blocked else ""),
        (percent_words(figures.by_tier.whole.on_time.percent, look), look.say("audit_report.on_time"), ""),
        (str(figures.exceptions.whole.decisions), look.say("audit_report.exceptions").lower(), ""),
        (str(figures.late_entries.whole.late), look.say("audit_report.recorded_late"), ""),
    ]
    return tag(
        "div", *(tag("div", tag("b", words(value), class_=style), words(name, "")) for value, name, style in boxes),
        class_="sum",
    )  # fmt: skip


def _states(figures: Figures, look: Look) -> str:
    """How many tasks are in each state; they sum to all tasks."""
    counts = figures.summary.by_state
    shown = [(vi if look.lang == "vi" else en, counts[name]) for name, vi, en in figures.states if counts.get(name)]
    heads = [look.say("head.state"), *(f"#{name}" for name, _ in shown), f"#{look.say('figures.total')}"]
    fields = "".join(cell(count) for _, count in shown)
    name = cell(words(look.say("lateness.tasks")))
    return table(heads, [name + fields + cell(figures.summary.tasks)], class_="classes")


def _classes(figures: Figures, look: Look) -> str:
    """Deliverables and tasks by class; both sum to their totals."""
    whole = figures.by_tier.whole
    heads = [look.say("audit_report.class"), *(f"#{look.label('class', name)}" for name in CLASSES)]
    heads.append(f"#{look.say('figures.total')}")
    rows = []
    for name, counts in (("lateness.deliverables", whole.deliverables), ("lateness.tasks", whole.tasks)):
        fields = "".join(cell(getattr(counts, each)) for each in CLASSES)
        rows.append(cell(words(look.say(name))) + fields + cell(counts.total))
    parts, units = standing_parts(whole, look), look.say("lateness.units")
    not_counted = f"{look.label('class', 'not_counted')}: {parts}".capitalize()
    below = [tag("p", words(said), class_="soft small") for said in (*([not_counted] if parts else ()), units)]
    return "".join([table(heads, rows, class_="classes"), *below])


def _rates(figures: Figures, look: Look) -> str:
    whole, entries = figures.by_tier.whole, figures.late_entries.whole
    rates = (whole.on_time, whole.on_time_of_done, entries.late_rate, entries.after_next_working_day_rate)
    return rates_table((*rates, *figures.exceptions.rates), look)


def rates_table(rates: Iterable[Rate], look: Look) -> str:
    """Each rate: numerator, denominator, share, how it is reckoned, and what was left out for which reason."""
    heads = [look.say(name) for name in _RATE_HEADS]
    heads[1:3] = [f"#{name}" for name in heads[1:3]]
    rows = []
    for rate in rates:
        formula = look.message(rate.formula)
        rows.append(
            cell(words(look.label("rate", rate.name)))
            + cell(f"{rate.numerator}/{rate.denominator}", "n")
            + cell(words(percent_words(rate.percent, look)), "n")
            + cell(words(formula) + note(left_out_words(rate.left_out, look)))
        )
    return table(heads, rows, class_="rates")


def left_out_words(left_out: Iterable[LeftOut], look: Look) -> str:
    """`Bỏ ra 381: đang thực hiện trong hạn 198, không có hạn 183`; nothing where nothing was."""
    parts = list(_reasons(left_out, look))
    reasons = ", ".join(f"{reason} {count}" for reason, count in parts)
    total = sum(count for _, count in parts)
    return sentence(look.say("figures.left_out", n=total, reasons=reasons)) if parts else ""


def _reasons(left_out: Iterable[LeftOut], look: Look) -> Iterator[tuple[str, int]]:
    return ((look.message(item.said), item.count) for item in left_out)
