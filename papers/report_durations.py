"""How long tasks stay in each state: a line for each tier, a column for each state."""

from __future__ import annotations

from itertools import groupby

from engine.figures.audit_facts import Figures
from engine.figures.audit_results import Durations, StateDurations
from engine.figures.rates import each_once
from papers.markup import cell, note, tag, words
from papers.paint import LINE, of_state
from papers.report_summary import left_out_words
from screen.figures import group_name
from screen.look import Look


def durations(figures: Figures, look: Look) -> str:
    """The table; each field has median and 90th percentile as figures and as a bar, and what still lasts apart."""
    found = figures.durations
    measured = {row.state for row in found.whole if row.ended or row.open}
    states = [name for name, _, _ in figures.states if name in measured]
    if not states:
        return tag("p", words(look.say("status.none")))
    widest = max(row.p90 or 0 for row in (*found.whole, *found.groups)) or 1
    unit = note(look.say("audit_report.percentiles"))
    heads = "".join(tag("th", words(look.label("state", state)), unit) for state in states)
    rows = []
    for _, together in groupby((*found.groups, *found.whole), key=lambda row: (row.by, row.key)):
        block = list(together)
        by_state = {row.state: row for row in block}
        fields = "".join(_field(by_state.get(state), widest, look) for state in states)
        name = look.say("figures.total") if block[0].by == "all" else group_name(block[0], look)
        rows.append(f"<tr{' class=total' if block[0].by == 'all' else ''}>{cell(words(name))}{fields}</tr>")
    head = f"<thead><tr><th>{words(look.say('figures.by.tier'))}</th>{heads}</tr></thead>"
    made = tag("table", head, f"<tbody>{''.join(rows)}</tbody>", class_="durations")
    return made + _notes(found, look)


def _field(row: StateDurations | None, widest: int, look: Look) -> str:
    if row is None or not (row.ended or row.open):
        return cell("")
    parts = []
    if row.median is not None and row.p90 is not None:
        parts.append(tag("div", words(f"{row.median} · {row.p90}"), class_="figures", style=_bar(row, widest)))
    counted = [look.say("audit_report.ended", n=row.ended)] if row.ended else []
    if row.open:
        counted.append(look.say("audit_report.lasting", n=row.open, median=row.open_median))
    return cell("".join([*parts, note(", ".join(counted))]))


def _bar(row: StateDurations, widest: int) -> str:
    """A ground that is dark up to the median and light up to the 90th percentile."""
    paint = of_state(row.state if row.state != "pending" else "issued")
    median, p90 = (f"{100 * (days or 0) / widest:.1f}%" for days in (row.median, row.p90))
    stops = f"{paint.edge} 0 {median}, {paint.fill} {median} {p90}, {LINE} {p90} 100%"
    return f"--bar:linear-gradient(to right, {stops})"


def _notes(found: Durations, look: Look) -> str:
    """How the figures are taken, and what was left out."""
    left_out = each_once(item for row in found.whole for item in row.left_out)
    method = look.message(found.method)
    day = look.day(found.today, with_year=True)
    said = [look.say("audit_report.durations"), look.say("durations.method", method=method)]
    said += [look.say("durations.open", day=day), f"{left_out_words(left_out, look)}." if left_out else ""]
    return tag("p", words(" ".join(filter(None, said))), class_="soft small")
