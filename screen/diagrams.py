"""Diagrams: documents, their flows, a running cascade or a lifecycle, as mermaid text or SVG."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from engine.results import TaskRow
from screen.due_phrases import period_words
from screen.look import Look
from workflows.cascade import AskedReport, Cascade, Order
from workflows.errors import DondocError
from workflows.lifecycle import ACTIVE, Label, Lifecycle

_DASHED = {"style": "dashed", "color": "#8a4b08"}
_SAID = {"shape": "plaintext", "style": "solid", "fontsize": "9", "margin": "0.1,0.04", "width": "0", "height": "0"}
_FILL = {"late": "#f8d7da", "risk": "#fff3cd", "done": "#d1e7dd", "document": "#e7f1ff", "": "#ffffff"}


class NoGraphviz(DondocError):
    """The library that draws is not there."""

    code = "no-graphviz"


@dataclass
class Diagram:
    """Boxes and arrows. `nodes`: label and style by name; `arrows`: from, to, label, in order, whether it is dashed.

    `groups`: boxes that are framed together, under the frame's title; empty: no frame.
    """

    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrows: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    direction: str = "BT"
    groups: dict[str, list[str]] = field(default_factory=dict)

    def node(self, name: str, label: str, style: str = "", group: str = "") -> None:
        """A box; a second one of that name changes nothing."""
        if name not in self.nodes and group:
            self.groups.setdefault(group, []).append(name)
        self.nodes.setdefault(name, (label, style))

    def arrow(self, source: str, target: str, label: str = "", *, dashed: bool = False) -> None:
        """An arrow; the same one twice is one."""
        self.arrows.setdefault((source, target, label), dashed)


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
    lines = [
        look.told(row.agency_name or row.agency),
        f"{period_words(row.period, look)}: {look.label('state', row.state)}",
    ]
    if row.due is not None:
        lines.append(look.say("word.due", due=look.day(row.due, with_year=True)))
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
                diagram.node(item.key, f"{item.key}\n{item.called.say(look.lang)}", "document")
                diagram.node(parent.key, f"{parent.key}\n{parent.called.say(look.lang)}", "document")
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
    return ", ".join(look.message(period) for period in periods)


def _agency_name(cascade: Cascade, key: str, *, look: Look) -> str:
    return look.told(cascade.registry.get(key).called) if key in cascade.registry else key


def lifecycle_diagram(lifecycle: Lifecycle, look: Look) -> Diagram:
    """States with the triggers between them and their guards; below, standings, in which the state stays.

    Side roads between states are dashed. A trigger that needs the standing active, and leaves it so, has no arrow
    among the standings.
    """
    data, diagram = lifecycle.data, Diagram(direction="TB")
    states = look.say("diagram.states") if data.side_triggers else ""
    for name, state in data.states.items():
        diagram.node(name, state.say(look.lang), "document" if name == lifecycle.initial else "", states)
    for trigger in data.triggers.values():
        for move in trigger.moves:
            diagram.arrow(move.source, move.dest, _guarded(trigger.label, move.when, move.unless, look))
    labels: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for side in data.side_triggers.values():
        for back in side.moves:
            labels[back.source, back.dest].append(_guarded(side.label, back.when, back.unless, look))
    for (source, dest), words in labels.items():
        diagram.arrow(source, dest, "\n".join(words), dashed=True)
    if data.side_triggers:
        _add_standings(diagram, lifecycle, look)
    return diagram


def _add_standings(diagram: Diagram, lifecycle: Lifecycle, look: Look) -> None:
    """A second, small diagram beside that of the states."""
    data, labels = lifecycle.data, defaultdict[tuple[str, str], list[str]](list)
    for name, standing in data.standings.items():
        style = "done" if name == ACTIVE else ""
        diagram.node(f"standing:{name}", standing.say(look.lang), style, look.say("diagram.standings"))
    for trigger in data.triggers.values():
        for standing_name in trigger.standings:
            if standing_name != ACTIVE:
                labels[standing_name, standing_name].append(trigger.label.say(look.lang))
    for side in data.side_triggers.values():
        for move in () if side.moves else side.standings:
            labels[move.source, move.dest].append(_guarded(side.label, move.when, move.unless, look))
    for (source, dest), words in labels.items():
        diagram.arrow(f"standing:{source}", f"standing:{dest}", "\n".join(words))


def _guarded(label: Label, when: Iterable[str], unless: Iterable[str], look: Look) -> str:
    """A trigger's words, and below them what must hold."""
    guards = [*when, *(f"not_{guard}" for guard in unless)]
    words = ",\n".join(look.label("guard", guard) for guard in guards)
    return label.say(look.lang) + (f"\n[{words}]" if words else "")


def as_mermaid(diagram: Diagram) -> str:
    """The diagram as a mermaid flowchart."""
    ids = {name: f"n{number}" for number, name in enumerate(diagram.nodes)}
    framed = {name for names in diagram.groups.values() for name in names}
    lines = [f"flowchart {diagram.direction}"]
    for number, (title, names) in enumerate(diagram.groups.items()):
        lines.append(f'    subgraph g{number}["{_escaped(title)}"]')
        lines += [f"    {line}" for line in _mermaid_nodes(diagram, names, ids)]
        lines.append("    end")
    lines += _mermaid_nodes(diagram, [name for name in diagram.nodes if name not in framed], ids)
    for (source, target, label), dashed in diagram.arrows.items():
        arrow = "-.->" if dashed else "-->"
        arrow += f'|"{_escaped(label)}"|' if label else ""
        lines.append(f"    {ids[source]} {arrow} {ids[target]}")
    used = sorted({style for _, style in diagram.nodes.values() if style})
    lines += [f"    classDef {style} fill:{_FILL[style]},stroke:#555" for style in used]
    return "\n".join(lines)


def _mermaid_nodes(diagram: Diagram, names: Iterable[str], ids: Mapping[str, str]) -> Iterator[str]:
    for name in names:
        label, style = diagram.nodes[name]
        yield f'    {ids[name]}["{_escaped(label)}"]' + (f":::{style}" if style else "")


def _escaped(label: str) -> str:
    for sign, code in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", "<br/>")):
        label = label.replace(sign, code)
    return label


def as_svg(diagram: Diagram) -> str:
    """The diagram drawn by Graphviz. Raises NoGraphviz.

    What an arrow says is a place of its own on its way: arrows are led around places, and frames enclose them, while
    Graphviz lays labels of arrows over other arrows and beyond frames.
    """
    try:
        import pygraphviz
    except ImportError:
        raise NoGraphviz from None
    graph = pygraphviz.AGraph(directed=True, strict=False, rankdir=diagram.direction)
    graph.node_attr.update(shape="box", style="rounded,filled", fontname="sans-serif", fontsize="11")
    graph.graph_attr.update(ranksep="0.22", nodesep="0.2")
    graph.edge_attr.update(color="#555555")
    for name, (label, style) in diagram.nodes.items():
        graph.add_node(name, label=_plain_label(label), fillcolor=_FILL[style])
    framed = {title: list(names) for title, names in diagram.groups.items()}
    for number, ((source, target, label), dashed) in enumerate(diagram.arrows.items()):
        look = _DASHED if dashed else {}
        if not label:
            graph.add_edge(source, target, **look)
            continue
        said = f"arrow {number}"
        graph.add_node(said, label=_plain_label(label), **_SAID, fontcolor=look.get("color", "black"))
        graph.add_edge(source, said, dir="none", **look)
        graph.add_edge(said, target, **look)
        for names in framed.values():
            if source in names and target in names:
                names.append(said)
    for number, (title, names) in enumerate(framed.items()):
        frame = {"label": _plain_label(title), "fontname": "sans-serif", "fontsize": "11", "color": "#bbbbbb"}
        graph.add_subgraph(names, name=f"cluster_{number}", style="rounded", margin="16", **frame)
    with _without_font_warnings():
        drawn = graph.draw(format="svg", prog="dot")
    return drawn.decode("utf-8") if isinstance(drawn, bytes) else str(drawn)


@contextmanager
def _without_font_warnings() -> Iterator[None]:
    """Graphviz brings a Fontconfig of its own, which warns of the system's newer settings on the error output."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            said.seek(0)
            for line in said:
                if not line.startswith(b"Fontconfig warning"):
                    os.write(2, line)


def _plain_label(label: str) -> str:
    """Graphviz takes `<…>` for HTML and `\\N` for the node's name; a label is neither."""
    label = label.replace("\\", "\\\\")
    return f" {label}" if label.startswith("<") else label
