"""The tree of agencies folded: what is finished in one line, what is late or holds others up unfolded, worst first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from engine.figures.progress import Progress, progress_of, together
from engine.results import TaskRow
from screen.figures import wrapped
from screen.look import Look
from screen.summed import tiers_line
from screen.tables import Cell, lay_out, table
from screen.tree import Node, task_cells, tops

LINES = 36  # of a folded tree that stays a page
LATEST = 5  # of tasks, by name
_SHOWN = 5  # of those below one agency that are not finished; the rest are one line
_FORKS = ("├─ ", "└─ ")
_STEMS = ("│  ", "   ")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the folded tree, with all tasks that it stands for.

    `kind`: an `agency` with all below it, several `finished` ones, or the `rest` of those that are not. `stems`: of
    each depth from the top whether another line follows on it. `longest`: the most calendar days that one of the tasks
    is overdue. `open`, `inputs`: of what the agency itself has to consolidate and has not; `number`: of the task where
    it stands for one alone, else 0.
    """

    kind: Literal["agency", "finished", "rest"]
    key: str
    name: str
    stems: tuple[bool, ...]
    progress: Progress
    longest: int
    open: int
    inputs: int
    number: int

    @property
    def lead(self) -> str:
        """What stands before its name: the lines of the tree."""
        if not self.stems:
            return ""
        return "".join(_STEMS[not each] for each in self.stems[:-1]) + _FORKS[not self.stems[-1]]


@dataclass
class _Branch:
    """An agency with all below it."""

    node: Node
    below: list[_Branch]
    progress: Progress
    longest: int
    unfolded: bool = False

    @property
    def weight(self) -> tuple[int, int, int]:
        """How much is wrong below it, and how much waits for it."""
        waits = sum(row.open for row in self.node.rows if _is_owed(row))
        return self.progress.overdue + waits, self.progress.unfinished, self.progress.total

    @property
    def agencies(self) -> int:
        return bool(self.node.rows) + sum(each.agencies for each in self.below)

    def split(self, shown: int | None) -> tuple[list[_Branch], list[_Branch], list[_Branch]]:
        """Of those below: the worst, the rest that is not finished either, those that are finished with all below."""
        finished = [each for each in self.below if not each.progress.unfinished]
        others = [each for each in self.below if each.progress.unfinished]
        others.sort(key=lambda each: ([-figure for figure in each.weight], each.node.key))
        if shown is not None and len(others) == shown + 1:
            shown += 1
        return others[:shown], [] if shown is None else others[shown:], finished


def _is_owed(row: TaskRow) -> bool:
    return row.next_trigger is not None and row.open > 0


def folded(rows: Sequence[TaskRow], look: Look, *, limit: int | None = LINES) -> list[Line]:
    """The tree in about so many lines, unfolded where most is late; `limit` None: wherever anything is unfinished."""
    root = _branch(Node("", children=tops(rows, look)))
    shown = None if limit is None else _SHOWN
    used, order = 0, count()
    waiting = [((0, 0, 0), next(order), root)]
    while waiting:
        _, _, branch = heapq.heappop(waiting)
        worst, rest, finished = branch.split(shown)
        lines = len(worst) + bool(rest) + bool(finished)
        if limit is not None and used and used + lines > limit:
            continue
        used += lines
        branch.unfolded = True
        for each in worst:
            if each.below:
                late, open_, total = each.weight
                heapq.heappush(waiting, ((-late, -open_, -total), next(order), each))
    return list(_lines(root, (), shown, look))


def _branch(node: Node) -> _Branch:
    below = [_branch(child) for child in node.children]
    own = [row.days_late for row in node.rows if row.timeliness == "overdue"]
    longest = max((*own, *(each.longest for each in below)), default=0)
    return _Branch(node, below, together([progress_of(node.rows), *(each.progress for each in below)]), longest)


def _lines(branch: _Branch, stems: tuple[bool, ...], shown: int | None, look: Look) -> Iterator[Line]:
    worst, rest, finished = branch.split(shown)
    lines = len(worst) + bool(rest) + bool(finished)
    is_top = not branch.node.key and lines == 1  # one agency above all others needs no line to it
    for at, each in enumerate(worst, 1):
        deeper = () if is_top else (*stems, at < lines)
        yield _agency(each, deeper)
        if each.unfolded:
            yield from _lines(each, deeper, shown, look)
    if rest:
        yield _together("rest", rest, (*stems, bool(finished)), look)
    if finished:
        yield _together("finished", finished, () if is_top else (*stems, False), look)


def _agency(branch: _Branch, stems: tuple[bool, ...]) -> Line:
    node = branch.node
    owed = [row for row in node.rows if _is_owed(row)]
    only = node.rows[0].number if len(node.rows) == 1 and not branch.below else 0
    sums = sum(row.open for row in owed), sum(row.inputs for row in owed)
    return Line("agency", node.key, node.name, stems, branch.progress, branch.longest, *sums, only)


def _together(
    kind: Literal["finished", "rest"], members: Sequence[_Branch], stems: tuple[bool, ...], look: Look
) -> Line:
    name = look.say(f"folded.{kind}", n=sum(each.agencies for each in members))
    longest = max(each.longest for each in members)
    return Line(kind, "", name, stems, together(each.progress for each in members), longest, 0, 0, 0)


def tasks_summed(rows: Sequence[TaskRow], look: Look) -> list[str]:
    """Tasks by tier, the folded tree, those most overdue, and how the rest is seen."""
    late = sorted((row for row in rows if row.timeliness == "overdue"), key=lambda row: (-row.days_late, row.task))
    lines = [*tiers_line(rows, look), "", *_tree(rows, look)]
    if late:
        lines += ["", look.paint(look.say("summed.worst", n=len(late[:LATEST])), "head")]
        cells = [[Cell(look.told(row.agency_name or row.agency)), *task_cells(row, look)] for row in late[:LATEST]]
        lines += lay_out(cells, look, flexible=(0, 2))
    return [*lines, "", *(look.paint(line, "dim") for line in wrapped(look.say("summed.unfold"), look))]


def _tree(rows: Sequence[TaskRow], look: Look) -> list[str]:
    heads = ("agency", "key", "overdue", "tasks", "done", "longest", "waits")
    lines = [_tree_line(line) for line in folded(rows, look)]
    return table(heads, lines, look, flexible=(0,), right=(2, 3, 4, 5, 6))


def _tree_line(line: Line) -> list[Cell]:
    found = line.progress
    style = {"finished": "done", "rest": "dim"}.get(line.kind, "head" if line.inputs else "")
    return [
        Cell(line.lead + line.name, style),
        Cell(f"#{line.number}" if line.number else line.key, "dim", ""),
        Cell(str(found.overdue), "late" if found.overdue else ""),
        Cell(str(found.total)),
        Cell(str(found.finished)),
        Cell(str(line.longest) if line.longest else ""),
        Cell(f"{line.open}/{line.inputs}" if line.open else "", "risk"),
    ]
