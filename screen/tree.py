"""The status of a cascade as a tree by superior, under totals by state and timeliness that add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.results import TaskRow
from screen.commands import number_cell
from screen.due_phrases import due_cell, late_cell, not_counting, period_words, returned_words, stuck_cell
from screen.look import Look
from screen.notes import kept_cell
from screen.tables import Cell, lay_out, text_width
from words import has

TIMELINESS = ("on_time", "due_soon", "overdue", "done_on_time", "done_late", "no_due_date", "not_counted")
_KINDS = (
    *("prime-minister", "ministry", "ministerial-agency", "government-agency", "province"),
    *("department", "public-unit", "district", "office", "ward"),
)
_SUMMED = {
    "ministry": "ministry",
    "ministerial-agency": "ministry",
    "government-agency": "ministry",
    "province": "province",
}
_LEAST_SUMMED = 2
PAGE = 200  # lines of a tree; what would be longer is summed up
_MOST = 2_000  # tasks of which a tree is tried


@dataclass
class Node:
    """An agency with its tasks, and those of whom it is the superior."""

    key: str
    name: str = ""
    rows: list[TaskRow] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.rows[0].kind if self.rows else ""

    @property
    def is_leaf(self) -> bool:
        return not self.children and not any(row.inputs for row in self.rows)


def status_text(
    rows: Sequence[TaskRow],
    look: Look,
    *,
    cascades: Sequence[str] = (),
    everything: bool = False,
    sums: Callable[[Sequence[TaskRow]], list[str]] | None = None,
) -> str:
    """The tree. `everything`: each agency by itself; else central agencies and provinces without inputs are summed.

    `sums`: gives what stands in its place where it would not fit a page; None: it stands at any length.
    """
    places = [", ".join(cascades)] if cascades else []
    title = " · ".join([*places, look.day(look.today, with_year=True), look.say("status.tasks", n=len(rows))])
    lines = [look.paint(title, "head")]
    if not rows:
        return f"{lines[0]}\n{look.say('status.none')}"
    lines += totals(rows, look)
    if sums is not None and len(rows) > _MOST:
        return "\n".join([*lines, *sums(rows)])
    cells: list[list[Cell]] = []
    summed = False
    names = {row.agency: look.told(row.agency_name) for row in rows}
    for top in tops(rows, look):
        for prefix, rest, item in _walk([top], everything):
            summed = summed or not isinstance(item, Node)
            entries = (
                _node_rows(item, names.get(item.rows[0].superior or "", "") if item.rows else "", look)
                if isinstance(item, Node)
                else _sum_rows(item, look)
            )
            for position, entry in enumerate(entries):
                before = prefix if position == 0 else rest
                short = None if entry[0].short is None else before + entry[0].short
                entry[0] = Cell(before + entry[0].text, entry[0].style, short)
                cells.append(entry)
    if sums is not None and len(cells) > PAGE:
        return "\n".join([*lines, *sums(rows)])
    lines += ["", *lay_out(cells, look, flexible=(0, 2))]
    if summed:
        lines += ["", look.paint(look.say("status.more"), "dim")]
    return "\n".join(lines)


def branches(rows: Sequence[TaskRow], look: Look) -> Iterator[tuple[int, str, list[TaskRow], bool]]:
    """Every agency as the tree has it: depth, name, tasks, and whether nothing hangs on it."""

    def below(nodes: Sequence[Node], depth: int) -> Iterator[tuple[int, str, list[TaskRow], bool]]:
        for node in nodes:
            yield depth, node.name, node.rows, node.is_leaf
            yield from below([each for each in _arranged(node.children, True) if isinstance(each, Node)], depth + 1)

    return below(tops(rows, look), 0)


def totals(rows: Sequence[TaskRow], look: Look) -> list[str]:
    """Lines of figures, by state and by timeliness, each adding up to the number of rows.

    Where some tasks are not active, and so not timed, a third line says by standing how many.
    """
    lines: list[str] = []
    standings = Counter(row.standing for row in rows)
    for word, family, counted in (
        ("status.states", "state", Counter(row.state for row in rows)),
        ("status.timeliness", "timeliness", Counter[str](row.timeliness for row in rows)),
        ("status.standings", "standing", standings),
    ):
        if word == "status.standings" and set(standings) <= {"active"}:
            continue
        figures = [f"{look.label(family, name)} {counted[name]}" for name in _in_order(counted, family, look)]
        lines += flow(f"{look.say(word):<12}", [*figures, f"= {len(rows)}"], look)
    return lines


def flow(head: str, items: Iterable[str], look: Look) -> list[str]:
    """Items one after another, as many as fit on a line, below each other behind the head."""
    lines, line, start = [], head, True
    for item in items:
        joint = "" if start else "  " if item.startswith("=") else " · "
        if not start and text_width(line + joint + item) > look.width:
            lines.append(line)
            line, joint = " " * len(head), ""
        line += joint + item
        start = False
    return [*lines, line]


def tops(rows: Sequence[TaskRow], look: Look) -> list[Node]:
    """The agencies without superiors among these; the Prime Minister stands above his agencies without a task."""
    nodes: dict[str, Node] = {}
    superiors: dict[str, str | None] = {}
    for row in rows:
        node = nodes.setdefault(row.agency, Node(row.agency, look.told(row.agency_name or row.agency)))
        node.rows.append(row)
        superiors[row.agency] = row.superior
    missing = Counter(superior for superior in superiors.values() if superior and superior not in nodes)
    for superior, count in missing.items():
        if count > 1 and has(f"agency.{superior}"):
            nodes[superior] = Node(superior, look.label("agency", superior))
    tops: list[Node] = []
    for key, node in nodes.items():
        above = nodes.get(superiors.get(key) or "")
        (above.children if above is not None and above is not node else tops).append(node)
    return tops


def _walk(nodes: Sequence[Node], everything: bool) -> Iterator[tuple[str, str, Node | list[Node]]]:
    """Each node, or list of summed nodes, with the lines of the tree before its first and before its other rows."""
    for node in nodes:
        yield "", "│  " if node.children else "   ", node
        yield from _below(node, "", everything)


def _below(node: Node, prefix: str, everything: bool) -> Iterator[tuple[str, str, Node | list[Node]]]:
    items = _arranged(node.children, everything)
    for position, item in enumerate(items):
        is_last = position == len(items) - 1
        deeper = prefix + ("   " if is_last else "│  ")
        has_children = isinstance(item, Node) and bool(item.children)
        yield prefix + ("└─ " if is_last else "├─ "), deeper + ("│  " if has_children else ""), item
        if isinstance(item, Node):
            yield from _below(item, deeper, everything)


def _arranged(children: Sequence[Node], everything: bool) -> list[Node | list[Node]]:
    """Who has inputs first, then the others by kind; the summed ones last, a list for each family."""
    ordered = sorted(children, key=lambda node: (node.is_leaf, _rank(node.kind), node.key))
    families: defaultdict[str, list[Node]] = defaultdict(list)
    for node in ordered:
        if node.is_leaf and node.kind in _SUMMED and not everything:
            families[_SUMMED[node.kind]].append(node)
    sums = {name: members for name, members in families.items() if len(members) >= _LEAST_SUMMED}
    gone = {node.key for members in sums.values() for node in members}
    return [*(node for node in ordered if node.key not in gone), *sums.values()]


def _rank(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _node_rows(node: Node, above: str, look: Look) -> list[list[Cell]]:
    if not node.rows:
        return [[Cell(node.name, "head")]]
    found = []
    for position, row in enumerate(node.rows):
        name = Cell(node.name, "", without_place(node.name, above)) if position == 0 else Cell("")
        if row.topic:
            about = look.told(row.content) or row.topic
            long = f"{name.text} {look.say('status.topic', topic=about)}"
            name = Cell(long.strip(), "", f"{name.short or ''} · {about}".strip())
        found.append([Cell(name.text, "head" if row.inputs else "", name.short), *task_cells(row, look)])
    return found


def without_place(name: str, above: str) -> str | None:
    """`Sở Y tế tỉnh Bình Định` below `UBND tỉnh Bình Định` → `Sở Y tế`; None where the place is not said twice."""
    for before in ("People's Committee of ", "UBND "):
        of = " of" if before.endswith(" of ") else ""
        ending = f"{of} {above.removeprefix(before)}"
        if above.startswith(before) and name.endswith(ending):
            return name.removesuffix(ending)
    return None


def task_cells(row: TaskRow, look: Look) -> list[Cell]:
    """Period, state, due date, lateness with open inputs of one task."""
    state = look.label("state", row.state)
    if row.standing != "active":
        state += f", {look.label('standing', row.standing)}"
    short = None
    if row.returned is not None:
        short = f"{state}, {look.say('returned.short')}"
        state += f", {returned_words(row.returned, look)}"
    is_done = _is_done(row)
    late = lateness(row, look)
    inputs = look.say("status.open", open=row.open, inputs=row.inputs) if row.inputs and row.open else ""
    return [
        Cell(period_words(row.period, look)),
        Cell(state, "done" if is_done else "", short),
        due_cell(row.due, row.due_phrase, look, named=False),
        Cell(" · ".join(filter(None, (late.text, inputs))), late.style or "risk", late.short or late.text or inputs),
        number_cell(row.task, row.number, look),
        kept_cell(row, look),
    ]


def lateness(row: TaskRow, look: Look) -> Cell:
    """How late a task is, or was when it was done."""
    if row.timeliness == "done_late":
        said = not_counting(look.say("late.done", n=row.days_late), row.suspended_days, look)
        return Cell(said, "dim", look.say("late.done.short", n=row.days_late))
    if row.timeliness == "done_on_time":
        return Cell(look.label("timeliness", "done_on_time"), "done")
    if row.stuck is not None:
        return stuck_cell(row.stuck, look)
    days = row.days_late if row.timeliness == "overdue" else 0
    return late_cell(row.due, days, look, soon=row.timeliness == "due_soon", suspended_days=row.suspended_days)


def _is_done(row: TaskRow) -> bool:
    return row.next_trigger is None and row.standing == "active"


def _sum_rows(nodes: Sequence[Node], look: Look) -> list[list[Cell]]:
    by_period: defaultdict[str, list[TaskRow]] = defaultdict(list)
    for node in nodes:
        for row in node.rows:
            by_period[row.period].append(row)
    name = look.say(f"status.others.{_SUMMED.get(nodes[0].kind, 'other')}", n=len(nodes))
    found = []
    for position, (period, rows) in enumerate(by_period.items()):
        states = _counted(Counter(row.state for row in rows), "state", look)
        dues = {(row.due, row.due_phrase) for row in rows}
        due = due_cell(*dues.pop(), look, named=False) if len(dues) == 1 else Cell("")
        late = Counter[str](row.timeliness for row in rows if row.timeliness in ("overdue", "done_late", "due_soon"))
        words = _counted(late, "timeliness", look)
        if stuck := sum(row.stuck is not None for row in rows):
            words = ", ".join(filter(None, (words, look.say("stuck.count", n=stuck))))
        overdue = _counted({"overdue": late["overdue"]}, "timeliness", look)
        done = look.say(
            "status.done", done=sum(_is_done(row) for row in rows), of=sum(row.standing == "active" for row in rows)
        )
        found.append(
            [
                Cell(name if position == 0 else ""),
                Cell(period_words(period, look)),
                Cell(states, "", done),
                due,
                Cell(words, "late" if late["overdue"] else "", overdue),
            ]
        )
    return found


def _counted(counts: Mapping[str, int], family: str, look: Look) -> str:
    return ", ".join(f"{counts[name]} {look.label(family, name)}" for name in _in_order(counts, family, look))


def _in_order(counts: Mapping[str, int], family: str, look: Look) -> list[str]:
    order = TIMELINESS if family == "timeliness" else look.ordered(family, counts)
    return [name for name in order if counts.get(name)]
