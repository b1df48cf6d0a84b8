"""A report put together: what its agency and the agencies below contributed, chapter by chapter, and figures merged.

A report below counts once it was given, as long as somebody waits for it. One that was sent back leaves everything
until it is sent again and accepted. What an input merges is taken as its agency put it into words for a chapter
(`merged`), else as what it rests on, down to who reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from engine.cascade.feeds import Below, edges_below
from engine.cascade.judging import Judge
from engine.cascade.lookup import all_agencies
from engine.cascade.order import read_counted
from engine.cascade.requests import given_report
from engine.cascade.roles import receivers_of
from engine.cascade.tasks import LiveTask, read_tasks
from engine.chain.effective import Row
from engine.chain.rehash import AT
from engine.errors import NothingKnown
from engine.questions.letters import superior_in_head
from engine.reports.contributions import Contributions, contributions
from engine.reports.outlines import Outline
from engine.reports.results import (
    ChapterPart,
    CompiledReport,
    FigureValue,
    LeftOut,
    Report,
    ReportChapter,
    ReportFigure,
    Source,
    WhyOut,
)
from engine.results import AttachmentRow
from engine.store.database import Transaction
from workflows.outlines import Indicator
from workflows.said import Said
from workflows.schema import Merge

_SEQ, _HASH, _OCCURRED, _RECORDED, _BY = (AT[name] for name in ("seq", "hash", "occurred_on", "recorded_at", "by"))
_KIND, _FROM, _TO = AT["kind"], AT["from"], AT["to"]
_EXACT = Context(prec=60)
_PLACES = Decimal("0.01")  # to which an average is reckoned


@dataclass(slots=True)
class _Node:
    """A task below the report, with what was contributed there. `inputs`: with the report that each is asked for."""

    task: LiveTask
    rows: Sequence[Row] = ()
    said: Contributions = field(default_factory=Contributions)
    inputs: list[tuple[Report, _Node]] = field(default_factory=list)


def compile_report(tx: Transaction, task: LiveTask, outline: Outline, day: date) -> CompiledReport:
    """The task's merged report, or the own one of a task that merges nothing, as it stands in `tx`.

    Raises NothingKnown where `tx` is a past that does not know the task.
    """
    root = _read(tx, task)
    task = root.task
    report: Report = "merged" if task.consolidates else "own"
    gathered = _Gathered(task.cascade.judge)
    gathered.take(root, report)
    agencies = all_agencies(tx, task.cascade)
    due = task.merged_due if report == "merged" else task.own_due
    counted = gathered.asked - len(gathered.left_out)
    return CompiledReport(
        task.key,
        task.agency,
        task.agency_name,
        task.cascade.key,
        task.cascade.called,
        task.period,
        report,
        task.state,
        None if due is None else date.fromisoformat(due),
        day,
        outline.document,
        tuple(agencies[key].called for key in receivers_of(tx, task) if key in agencies),
        gathered.asked,
        counted,
        tuple(
            ReportChapter(
                section.place,
                section.title,
                section.level,
                tuple(gathered.parts(root, report, section.place)),
                tuple(node.task.key for node in gathered.reporters if not _speaks(node, section.place)),
            )
            for section in outline.sections
        ),
        tuple(
            gathered.figure(section.place, indicator)
            for section in outline.sections
            for indicator in section.indicators
        ),
        tuple(gathered.left_out),
        superior_in_head(agencies[task.agency], agencies),
        number=task.task_no,
    )


def _read(tx: Transaction, task: LiveTask) -> _Node:
    """The task and all below it, each once, with their chains."""
    cascade = task.cascade
    below = _below(tx, task)
    found = read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=sorted({task.task_no, *_inputs(below)}))
    nodes = {each.task_no: _Node(each) for each in found}
    if task.task_no not in nodes:
        raise NothingKnown(Said("what.task"), task.key, ())
    for above, edges in below.items():
        for number, waits_for in edges:
            nodes[above].inputs.append((_awaited(cascade.judge, waits_for, nodes[number].task), nodes[number]))
    for number, rows in read_counted(tx, cascade.cascade_id, nodes).items():
        nodes[number].rows, nodes[number].said = rows, contributions(rows)
    return nodes[task.task_no]


def _below(tx: Transaction, task: LiveTask) -> Below:
    """The edges below the task, down to who merges nothing."""
    edges = edges_below(tx, task.cascade) if task.consolidates else {}
    found: Below = {}
    level = {task.task_no}
    while level:
        step = {number: edges[number] for number in level if number in edges}
        found |= step
        level = _inputs(step) - found.keys()
    return found


def _inputs(edges: Below) -> set[int]:
    return {number for each in edges.values() for number, _ in each}


def _awaited(judge: Judge, waits_for: str, task: LiveTask) -> Report:
    return "merged" if judge.awaited(waits_for, task) == "merged" else "own"


class _Gathered:
    """All reports below one, each taken once, however many ways lead up from it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._counting: dict[tuple[int, Report], list[tuple[Report, _Node]]] = {}
        self._sent: dict[int, str] = {}  # when an own report was given
        self.asked = 0
        self.left_out: list[LeftOut] = []
        self.reporters: list[_Node] = []  # whose own report counts, or is the one that is put together

    def take(self, node: _Node, report: Report) -> None:
        """Go down from a report that counts, to all that it rests on."""
        if (node.task.task_no, report) in self._counting:
            return
        counting = self._counting[node.task.task_no, report] = []
        if report == "own" or node.task.owes_report or node.said.figures or _any_own(node):
            self._report(node)
        for asked, below in node.inputs if report == "merged" else ():
            self.asked += 1
            why = self._why_out(below, asked)
            if why is None:
                counting.append((asked, below))
                self.take(below, asked)
            else:
                self.left_out.append(_left_out(below.task, asked, why, node.task))

    def _report(self, node: _Node) -> None:
        if node.task.task_no in self._sent:
            return
        given = given_report(self._judge, node.task, node.rows, "own" if node.task.owes_report else "merged")
        self._sent[node.task.task_no] = "9999" if given is None else f"{given.row[_OCCURRED]} {given.row[_RECORDED]}"
        self.reporters.append(node)

    def _why_out(self, node: _Node, report: Report) -> WhyOut | None:
        """Why a report does not count; None: it does."""
        given = given_report(self._judge, node.task, node.rows, report)
        was_returned = _was_returned(self._judge, node, report)
        if given is not None:
            return "not_accepted" if was_returned and given.accepted is None else None
        if not self._judge.lifecycle.is_awaited(node.task.standing):
            return "not_owed"
        return "returned" if was_returned else "not_sent"

    def parts(self, node: _Node, report: Report, place: str) -> Iterator[ChapterPart]:
        """What was contributed to a chapter: in words about all of it, else by each whose report counts."""
        return self._parts(node, report, place, set())

    def _parts(self, node: _Node, report: Report, place: str, seen: set[tuple[int, Report]]) -> Iterator[ChapterPart]:
        number = node.task.task_no
        if report == "merged":
            if (number, report) in seen:
                return
            seen.add((number, report))
            if (merged := node.said.chapters.get((place, True))) is not None:
                yield _part(node.task, "merged", *merged)
                return
        if (number, "own") not in seen:
            seen.add((number, "own"))
            if (own := node.said.chapters.get((place, False))) is not None:
                yield _part(node.task, "own", *own)
        for asked, below in self._counting.get((number, report), ()) if report == "merged" else ():
            yield from self._parts(below, asked, place, seen)

    def figure(self, place: str, indicator: Indicator) -> ReportFigure:
        """One figure over all whose own report counts."""
        has = [node for node in self.reporters if indicator.name in node.said.figures]
        values = [node.said.figures[indicator.name] for node in has]
        latest = max(range(len(has)), key=lambda at: (self._sent[has[at].task.task_no], at), default=0)
        return ReportFigure(
            place,
            indicator.name,
            indicator.called,
            indicator.unit,
            indicator.merge,
            merged([value for _, value in values], indicator.merge, latest),
            tuple(FigureValue(_source(node.task, row), value) for node, (row, value) in zip(has, values, strict=True)),
            tuple(
                node.task.key
                for node in self.reporters
                if node.task.owes_report and indicator.name not in node.said.figures
            ),
        )


def merged(values: Sequence[str], merge: Merge | None, latest: int = -1) -> str | None:
    """Figures as one: exact, an average to two places, half to even. `latest`: the position of the last that came."""
    if not values or merge is None:
        return None
    if merge == "last":
        return values[latest]
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, Decimal(value))
    if merge == "sum":
        return f"{total:f}"
    return f"{_EXACT.divide(total, Decimal(len(values))).quantize(_PLACES):f}"


def _was_returned(judge: Judge, node: _Node, report: Report) -> bool:
    """Whether the report was given before, and went back."""
    path = set(judge.path(node.task))
    moves = (row for row in node.rows if row[_KIND] == "move" and {row[_FROM], row[_TO]} <= path)
    return any(
        judge.gives(report, node.task, row[_FROM]) and not judge.gives(report, node.task, row[_TO]) for row in moves
    )


def _any_own(node: _Node) -> bool:
    return any(not is_merged for _, is_merged in node.said.chapters)


def _speaks(node: _Node, place: str) -> bool:
    return not node.task.owes_report or (place, False) in node.said.chapters


def _left_out(task: LiveTask, report: Report, why: WhyOut, above: LiveTask) -> LeftOut:
    due = task.merged_due if report == "merged" else task.own_due
    return LeftOut(
        task.key,
        task.agency,
        report,
        why,
        task.state,
        task.standing,
        None if due is None else date.fromisoformat(due),
        above.agency,
        task.agency_name,
        above.agency_name,
        task.task_no,
    )


def _part(task: LiveTask, report: Report, row: Row, attachment: dict[str, object]) -> ChapterPart:
    return ChapterPart(_source(task, row), report, AttachmentRow(**attachment))  # type: ignore[arg-type]


def _source(task: LiveTask, row: Row) -> Source:
    return Source(
        task.key,
        task.agency,
        row[_SEQ],
        row[_HASH],
        date.fromisoformat(row[_OCCURRED]),
        row[_BY],
        task.agency_name,
        task.task_no,
    )
