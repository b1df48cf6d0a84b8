"""The audit report of a cascade: one page, complete in itself, that prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.figures.audit_facts import AuditFacts, Figures
from engine.policies.auditing import RuleAudit
from papers.charts import patterns
from papers.markup import section, tag, words
from papers.report_blocked import blocked
from papers.report_durations import durations
from papers.report_exceptions import exceptions, late_entries
from papers.report_lateness import lateness
from papers.report_policies import policies
from papers.report_seal import seal_box
from papers.report_summary import summary
from papers.report_tree import tree
from screen.look import Look
from screen.page import page
from screen.past import moment

_BREAKS = {"lateness": "big"}  # what begins on a new sheet
_CSS = """
body { max-width: 64rem; counter-reset: part; }
section > h2 { counter-increment: part; } section > h2::before { content: counter(part) ". "; }
svg text { font-family: inherit; }
.small { font-size: .85em; } .note { display: block; font-size: .88em; color: var(--soft); }
.risk { color: #8a5a00; } b.late { color: var(--bad); } b.done { color: var(--good); }
.simulated { border: 2px solid var(--ink); padding: .3rem .8rem; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.seal { border: 1px solid var(--line); border-left: 8px solid #8b96a8; padding: .2rem 1rem .4rem; margin: 1rem 0;
  break-inside: avoid-page; }
.seal td:first-child { width: 34%; overflow-wrap: anywhere; }
.seal h2 { border: 0; padding: 0; margin: .5rem 0 .2rem; font-size: 1.1rem; }
.seal.sealed { border-left-color: var(--good); } .seal.sealed h2 { color: var(--good); }
.seal.broken { border: 3px solid var(--bad); border-left-width: 8px; background: #fdf1f0; }
.seal.broken h2 { color: var(--bad); }
.contents { columns: 2; margin: .8rem 0; padding-left: 1.4rem; font-size: .92em; }
.sum { gap: .5rem; } .sum div { flex: 1 1 0; min-width: 5.2rem; padding: .4rem .6rem; }
.sum b { font-size: 1.4rem; white-space: nowrap; } .sum span { line-height: 1.2; display: block; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85em; margin: .6rem 0; }
.legend svg { vertical-align: -1px; } .legend span { white-space: nowrap; }
th.n { white-space: normal; vertical-align: bottom; line-height: 1.2; }
table.narrow { width: auto; } tr.total td { font-weight: 600; border-top: 2px solid var(--ink); }
.rates td:first-child, .classes td:first-child { white-space: nowrap; }
table.list { font-size: .82rem; } .list td { padding: .16rem .45rem; } .list th { vertical-align: bottom; }
.late td:nth-child(-n+5):not(:first-child), .entries td:nth-child(-n+4) { white-space: nowrap; }
.decisions th:nth-child(3), .decisions th:nth-child(6) { width: 23%; } .decisions th:nth-child(4) { width: 19%; }
.entries td:nth-child(5) { width: 34%; overflow-wrap: anywhere; }
table.late td:first-child { width: 28%; }
table.late td:last-child { width: 27%; } table.late td { padding: .16rem .3rem; } .blocked td:last-child { width: 52%; }
table.chart { font-size: .82rem; table-layout: fixed; } .chart td, .chart th { padding: .2rem .15rem; }
.chart td { vertical-align: middle; }
.chart th { font-size: .9em; vertical-align: bottom; line-height: 1.15; white-space: normal; }
.chart th:first-child { width: 18%; } .chart th:nth-child(2) { width: 26%; }
.chart th:nth-child(10) { width: 7.4%; } .chart td.bar { padding: 0 .2rem; }
svg.bar { display: block; width: 100%; height: auto; }
table.tree { font-size: .72rem; line-height: 1.2; table-layout: fixed; } .tree thead th:first-child { width: 30%; }
.tree th, .tree td { padding: 1px 2px; vertical-align: top; } .tree tbody th { background: none; font-weight: 400; }
.tree .topic { display: block; color: var(--soft); font-size: .9em; }
.field { display: inline-block; border-radius: 2px; padding: 0 3px; margin: 1px 3px 1px 0; font-size: .95em; }
.mark { font-weight: 700; margin-right: 2px; }
summary { cursor: pointer; padding: .2rem 0; font-weight: 600; } details { border-bottom: 1px solid var(--line); }
table.durations { break-inside: avoid; table-layout: fixed; } .total .note { font-weight: 400; }
.durations th .note { font-weight: 400; }
.figures { background: var(--bar) no-repeat 0 100% / 100% 4px; padding-bottom: 5px; font-weight: 600; }
.beside { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.2rem; align-items: start; break-inside: avoid; }
pre { background: var(--tint); padding: .6rem .8rem; white-space: pre-wrap; font-size: .82rem; break-inside: avoid; }
@media print {
  h1 { font-size: 17pt; } .seal p, .seal dl { margin: .15rem 0; } .sum { margin: .6rem 0; } .sum b { font-size: 13pt; }
  p { margin: .1rem 0 .3rem; } table { margin: .3rem 0 .6rem; }
  .big { break-before: page; } h2 { margin-top: 1rem; padding-top: .6rem; } .contents { columns: 4; font-size: 8pt; }
  table { font-size: 8.5pt; } th, td { padding: .14rem .4rem; }
  table.chart, table.durations { font-size: 8pt; } table.list { font-size: 7.5pt; } table.tree { font-size: 6.8pt; }
  .field, .figures, .seal, svg, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def report_page(facts: AuditFacts, look: Look, *, rules: Sequence[RuleAudit] = (), commands: Sequence[str] = ()) -> str:
    """The whole page. `rules`: what history says of policies; `commands`: lines with which a reader can check it."""
    sections = [*_sections(facts.figures, look)] if facts.figures is not None else []
    if rules:
        sections.append(("policies", "audit_report.policies", policies(rules, look)))
    sections.append(("check", "audit_report.check", _check(commands, look)))
    contents = "".join(tag("li", tag("a", words(look.say(title)), href=f"#{name}")) for name, title, _ in sections)
    parts = [
        patterns(),
        *_header(facts, look),
        seal_box(facts, look),
        tag("ol", contents, class_="contents"),
        *(section(name, look.say(title), body, class_=_BREAKS.get(name)) for name, title, body in sections),
        tag("footer", words(_about(facts, look))),
    ]
    title = f"{look.say('audit_report.title')} {facts.cascade}"
    return page(title, parts, look.lang, _CSS + _running_lines(facts, look))


def _sections(figures: Figures, look: Look) -> Iterator[tuple[str, str, str]]:
    """Name, key of the title and body of each part."""
    yield "summary", "audit_report.summary", summary(figures, look)
    yield "tree", "audit_report.tree", tree(figures, look)
    yield "lateness", "audit_report.lateness", lateness(figures, look)
    yield "durations", "audit_report.durations_title", durations(figures, look)
    yield "exceptions", "audit_report.exceptions", exceptions(figures, look)
    yield "late-entries", "audit_report.late_entries", late_entries(figures, look)
    yield "blocked", "audit_report.blocked_title", blocked(figures, look)


def _header(facts: AuditFacts, look: Look) -> Iterator[str]:
    yield tag("h1", words(look.say("audit_report.title")))
    entries = [("audit_report.cascade", f"{facts.cascade}: {look.told(facts.title)}")]
    if facts.figures is not None:
        known, tasks = facts.figures.summary, facts.figures.tasks
        if known.simulated:
            yield tag("p", words(look.say("audit_report.simulated")), class_="simulated")
        agencies = len({row.agency for row in tasks})
        size = look.say("audit_report.size", tasks=known.tasks, agencies=agencies, n=known.consolidations)
        entries.append(("audit_report.launched", look.day(known.launched_on, with_year=True)))
        entries.append(("audit_report.holds", size))
    entries.append(("audit_report.mandates", look.say(f"audit_report.mandates.{facts.mandates}")))
    entries.append(("audit_report.figures_of", _view(facts, look)))
    entries.append(("audit_report.made_on", look.day(facts.made_on, with_year=True)))
    rows = (f"<dt>{words(look.say(name))}</dt><dd>{words(value)}</dd>" for name, value in entries)
    yield tag("dl", *rows)


def _view(facts: AuditFacts, look: Look) -> str:
    """Of which day, and by which knowledge."""
    day = look.say("timeline.until", day=look.day(facts.shown_on, with_year=True))
    if facts.known_at is not None:
        return f"{day}, {look.say('past.known_at', at=moment(facts.known_at, look))}"
    return f"{day}, {look.say('past.known_now')}"


def _check(commands: Sequence[str], look: Look) -> str:
    parts = [tag("p", words(look.say("audit_report.how_to_check")))]
    if commands:
        parts.append(tag("pre", words("\n".join(commands))))
    parts.append(tag("p", words(look.say("audit_report.proven")), class_="soft"))
    return "".join(parts)


def _about(facts: AuditFacts, look: Look) -> str:
    told = ["dondoc audit report", facts.cascade, _view(facts, look)]
    if facts.figures is not None and facts.figures.summary.simulated:
        told.append(look.say("word.simulated"))
    return " · ".join(told)


def _running_lines(facts: AuditFacts, look: Look) -> str:
    """What stands at the foot of every printed sheet, where the browser can: what it is, and the page's number."""

    def quoted(text: str) -> str:
        plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
        return f'"{plain}"'

    left = quoted(_about(facts, look))
    number = look.say("audit_report.page_of", page='" counter(page) "', pages='" counter(pages) "')
    style = "font: 7.5pt sans-serif; color: #5c636e;"
    return f"""@page {{ @bottom-left {{ content: {left}; {style} }} @bottom-right {{ content: "{number}"; {style} }} }}
"""
