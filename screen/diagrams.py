"""Diagrams: documents, their flows, a running cascade or a lifecycle, as mermaid text or SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from engine.results import TaskRow
from screen.due_phrases import period_words
from screen.look import Look
from workflows.cascade import AskedReport, Cascade, Order
from workflows.errors import DondocError
from workflows.lifecycle import Lifecycle

FORMS = ("mermaid", "svg")
_FILL = {"late": "#f8d7da", "risk": "#fff3cd", "done": "#d1e7dd", "document": "#e7f1ff", "": "#ffffff"}


class NoGraphviz(DondocError):
    """The library that draws is not there."""

    code = "no-graphviz"
    vi = "không vẽ được SVG: thiếu thư viện pygraphviz"
    en = "cannot draw SVG: the library pygraphviz is missing"
    hint_vi = "cài: pip install pygraphviz; hoặc dùng --format mermaid"
    hint_en = "install it: pip install pygraphviz; or use --format mermaid"


@dataclass
class Diagram:
    """Boxes and arrows. `nodes`: label and style by name; `arrows`: from, to, label, in order."""

    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrows: dict[tuple[str, str, str], None] = field(default_factory=dict)
    direction: str = "BT"

    def node(self, name: str, label: str, style: str = "") -> None:
        """A box; a second one of that name changes nothing."""
        self.nodes.setdefault(name, (label, style))

    def arrow(self, source: str, target: str, label: str = "") -> None:
        """An arrow; the same one twice is one."""
        self.arrows[source, target, label] = None


def cascade_diagram(rows: Sequence[TaskRow], look: Look) -> Diagram:
    """A running cascade: each consolidation a box, its inputs without inputs of their own counted by kind and state."""
    diagram = Diagram()
    by_key = {row.task: row for row in rows}
    leaves: defaultdict[tuple[str, str], list[TaskRow]] = defaultdict(list)
    for row in rows:
        if row.inputs:
            diagram.node(row.task, _task_label(row, look), _style(row))
            for target in row.feeds:
                if target in by_key:
                    diagram.arrow(row.task, target, look.say("diagram.merged"))
        else:
            for target in row.feeds or ("",):
                leaves[target, row.kind].append(row)
    for (target, kind), members in sorted(leaves.items()):
        if target not in by_key:
            continue
        states = Counter(look.label("state", row.state) for row in members)
        figures = ", ".join(f"{count} {words}" for words, count in states.most_common())
        late = any(row.timeliness == "overdue" for row in members)
        name = f"{target}#{kind}"
        if len(members) == 1:
            diagram.node(name, _task_label(members[0], look), _style(members[0]))
        else:
            diagram.node(name, f"{len(members)} {look.label('kind', kind)}\n{figures}", "late" if late else "")
        diagram.arrow(name, target, look.say("diagram.own"))
    return diagram


def _task_label(row: TaskRow, look: Look) -> str:
    lines = [row.agency_name or row.agency, f"{period_words(row.period, look)}: {look.label('state', row.state)}"]
    if row.due is not None:
        lines.append(look.say("due", due=look.day(row.due, with_year=True)))
    if row.open:
        lines.append(look.say("status.open", open=row.open, inputs=row.inputs))
    return "\n".join(lines)


def _style(row: TaskRow) -> str:
    if row.next_trigger is None:
        return "done"
    return "late" if row.timeliness == "overdue" else "risk" if row.timeliness == "due_soon" or row.open else ""


def document_diagram(cascade: Cascade, document: str | None, look: Look) -> Diagram:
    """Documents and what they set flowing. `document` None: all of the cascade, else that one with its parents."""
    diagram = Diagram()
    names = partial(_agency_name, cascade, look=look)
    for item in cascade.documents:
        for parent in cascade.library.parents(item):
            if document in (None, item.key, parent.key):
                diagram.node(item.key, f"{item.key}\n{item.title}", "document")
                diagram.node(parent.key, f"{parent.key}\n{parent.title}", "document")
                diagram.arrow(item.key, parent.key, look.say("diagram.implements"))
    reports: defaultdict[tuple[str, str, str], list[AskedReport]] = defaultdict(list)
    receivers = {to for order in cascade.orders for to in order.to}
    receivers |= {agency for report in cascade.reports for agency in (*report.hops, *report.to)}
    for report in cascade.reports:
        if document in (None, report.document.key):
            for hop in report.hops:
                own = report.agency if report.agency in receivers else cascade.registry.get(report.agency).kind
                reports[report.document.key, own, hop].append(report)
    for (key, who, hop), members in reports.items():
        agencies = {member.agency for member in members}
        name = who if len(agencies) == 1 else f"{key}#{who}"
        label = names(next(iter(agencies))) if len(agencies) == 1 else f"{len(agencies)} {look.label('kind', who)}"
        diagram.node(name, label)
        diagram.node(hop, names(hop))
        if name != hop:
            diagram.arrow(name, hop, _periods(members, look))
    orders: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in cascade.orders:
        if document in (None, order.document.key):
            for to in order.to:
                orders[order.agency, to].append(order)
    for (agency, to), entries in orders.items():
        diagram.node(agency, names(agency))
        diagram.node(to, names(to))
        diagram.arrow(agency, to, f"{look.say('diagram.merged')}: {_periods(entries, look)}")
    return diagram


def _periods(entries: Sequence[AskedReport] | Sequence[Order], look: Look) -> str:
    periods = sorted({entry.period for entry in entries}, key=lambda period: period.sort_key)
    return ", ".join(period.label(look.lang) for period in periods)


def _agency_name(cascade: Cascade, key: str, *, look: Look) -> str:
    if key not in cascade.registry:
        return key
    agency = cascade.registry.get(key)
    return agency.name if look.lang == "vi" or not agency.name_en else agency.name_en


def lifecycle_diagram(lifecycle: Lifecycle, look: Look) -> Diagram:
    """States and the triggers between them, with their guards."""
    diagram = Diagram(direction="LR")
    for name, state in lifecycle.data.states.items():
        diagram.node(name, state.say(look.lang), "document" if name == lifecycle.initial else "")
    for trigger in lifecycle.data.triggers.values():
        for move in trigger.moves:
            guards = [*move.when, *(f"not {guard}" for guard in move.unless)]
            label = trigger.label.say(look.lang) + (f"\n[{', '.join(guards)}]" if guards else "")
            diagram.arrow(move.source, move.dest, label)
    return diagram


def as_mermaid(diagram: Diagram) -> str:
    """The diagram as a mermaid flowchart."""
    ids = {name: f"n{number}" for number, name in enumerate(diagram.nodes)}
    lines = [f"flowchart {diagram.direction}"]
    for name, (label, style) in diagram.nodes.items():
        lines.append(f'    {ids[name]}["{_escaped(label)}"]' + (f":::{style}" if style else ""))
    for source, target, label in diagram.arrows:
        arrow = f'-->|"{_escaped(label)}"|' if label else "-->"
        lines.append(f"    {ids[source]} {arrow} {ids[target]}")
    used = sorted({style for _, style in diagram.nodes.values() if style})
    lines += [f"    classDef {style} fill:{_FILL[style]},stroke:#555" for style in used]
    return "\n".join(lines)


def _escaped(label: str) -> str:
    for sign, code in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", "<br/>")):
        label = label.replace(sign, code)
    return label


def as_svg(diagram: Diagram) -> str:
    """The diagram drawn by Graphviz. Raises NoGraphviz."""
    try:
        import pygraphviz
    except ImportError:
        raise NoGraphviz from None
    graph = pygraphviz.AGraph(directed=True, strict=False, rankdir=diagram.direction)
    graph.node_attr.update(shape="box", style="rounded,filled", fontname="sans-serif", fontsize="11")
    graph.edge_attr.update(fontname="sans-serif", fontsize="9", color="#555555")
    for name, (label, style) in diagram.nodes.items():
        graph.add_node(name, label=_plain_label(label), fillcolor=_FILL[style])
    for source, target, label in diagram.arrows:
        graph.add_edge(source, target, label=_plain_label(label))
    drawn = graph.draw(format="svg", prog="dot")
    return drawn.decode("utf-8") if isinstance(drawn, bytes) else str(drawn)


def _plain_label(label: str) -> str:
    """Graphviz takes `<…>` for HTML and `\\N` for the node's name; a label is neither."""
    label = label.replace("\\", "\\\\")
    return f" {label}" if label.startswith("<") else label
