"""Where every agency stands: the tree of agencies, a column for each period, a coloured field for each task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.figures.audit_facts import Figures
from engine.results import TaskRow
from papers.markup import tag, words
from papers.paint import NOT_COUNTED, Paint, of_state
from screen.due_phrases import not_counting, period_words
from screen.formers import formers_lines
from screen.look import Look
from screen.summed import by_part
from screen.tree import branches
from workflows.periods import parse_period_key

_EVERY = 800  # agencies up to which each has a line; beyond, those on which nothing hangs are summed by kind
_MOST = 1_500  # agencies beyond which they are summed by kind below each province, to be unfolded
_WORDED = 6  # periods up to which fields carry words; beyond, the number of the state
_MARKS = {"overdue": "late", "done_late": "late", "due_soon": "risk", "done_on_time": "done"}

Branch = tuple[int, str, list[TaskRow], bool]


def tree(figures: Figures, look: Look) -> str:
    """The legend, then the table."""
    rows = figures.tasks
    if not rows:
        return tag("p", words(look.say("status.none")))
    periods = sorted({row.period for row in rows}, key=lambda key: parse_period_key(key).sort_key)
    is_worded = len(periods) <= _WORDED
    numbers = {name: str(position) for position, (name, _, _) in enumerate(figures.states)}
    heads = "".join(tag("th", words(period_words(period, look))) for period in periods)
    if len({row.agency for row in rows}) > _MOST:
        return _legend(figures, numbers, look) + "".join(_parts(rows, periods, heads, look))
    lines = [
        "".join([tag("th", words(name), scope="row", style=f"padding-left:{depth * 9 + 2}px"), *cells])
        for depth, name, cells in _lines(rows, periods, numbers if not is_worded else {}, look)
    ]
    heirs = "".join(tag("p", words(line), class_="soft small") for line in formers_lines(rows, look))
    return _legend(figures, numbers, look) + _table(lines, heads, look) + heirs


def _table(lines: Sequence[str], heads: str, look: Look) -> str:
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    head = f"<thead><tr><th>{words(look.say('head.agency'))}</th>{heads}</tr></thead>"
    return tag("table", head, f"<tbody>{body}</tbody>", class_="tree")


def _parts(rows: Sequence[TaskRow], periods: Sequence[str], heads: str, look: Look) -> Iterator[str]:
    """Each part of the country, to be unfolded: the agency itself, then a line for each kind below it."""
    names = {row.agency: look.told(row.agency_name or row.agency) for row in rows}
    for part, members in by_part(rows).items():
        kinds: dict[str, list[TaskRow]] = {}
        for row in members:
            kinds.setdefault("" if row.agency == part else row.kind, []).append(row)
        lines = []
        for kind, of in sorted(kinds.items(), key=lambda item: (bool(item[0]), -len(item[1]))):
            agencies = len({row.agency for row in of})
            name = f"{agencies} {look.label('kind', kind)}" if kind else names.get(part, part)
            cells = [tag("td", *_summed(tasks, look)) for tasks in _by(of, periods)]
            lines.append("".join([tag("th", words(name), scope="row"), *cells]))
        late = sum(row.timeliness == "overdue" for row in members)
        said = [names.get(part, part), look.say("status.tasks", n=len(members))]
        said += [f"{look.label('timeliness', 'overdue')} {late}"] if late else []
        yield tag("details", tag("summary", words(" · ".join(said))), _table(lines, heads, look))


def _legend(figures: Figures, numbers: dict[str, str], look: Look) -> str:
    """The states that occur, with how many tasks are in each; they sum to all tasks."""
    counts = Counter(row.state for row in figures.tasks)
    shown = [
        tag("span", _field(f"{numbers[name]} {_state(figures, name, look)}", of_state(name)), f" {counts[name]}")
        for name, _, _ in figures.states
        if counts[name]
    ]
    total = tag("span", words(f"= {look.say('status.tasks', n=len(figures.tasks))}"))
    return tag("p", *shown, total, class_="legend") + tag(
        "p", words(look.say("audit_report.tree_marks")), class_="soft small"
    )


def _state(figures: Figures, name: str, look: Look) -> str:
    return next((vi if look.lang == "vi" else en for key, vi, en in figures.states if key == name), name)


def _lines(
    rows: Sequence[TaskRow], periods: Sequence[str], numbers: dict[str, str], look: Look
) -> Iterator[tuple[int, str, list[str]]]:
    """Depth, name and fields of each line."""
    every = list(branches(rows, look))
    if len(every) <= _EVERY:
        for depth, name, tasks, _ in every:
            yield depth, name, [tag("td", *(_task(task, numbers, look) for task in of)) for of in _by(tasks, periods)]
        return
    for (depth, kind), together in groupby(enumerate(every), key=_together):
        members = [branch for _, branch in together]
        if len(members) == 1:
            _, name, tasks, _ = members[0]
            yield depth, name, [tag("td", *(_task(task, numbers, look) for task in of)) for of in _by(tasks, periods)]
        else:
            tasks = [task for _, _, own, _ in members for task in own]
            name = f"{len(members)} {look.label('kind', kind)}"
            yield depth, name, [tag("td", *_summed(of, look)) for of in _by(tasks, periods)]


def _together(numbered: tuple[int, Branch]) -> tuple[int, str]:
    """Neighbours that are summed: of one depth and kind, and nothing hangs on them."""
    position, (depth, _, tasks, is_leaf) = numbered
    return depth, tasks[0].kind if is_leaf and tasks else f"#{position}"


def _by(tasks: Sequence[TaskRow], periods: Sequence[str]) -> list[list[TaskRow]]:
    return [[task for task in tasks if task.period == period] for period in periods]


def _task(task: TaskRow, numbers: dict[str, str], look: Look) -> str:
    """One field: the state, and how late it is, or was."""
    said = numbers.get(task.state) or look.label("state", task.state)
    paint = of_state(task.state)
    if task.standing != "active":
        said, paint = look.label("standing", task.standing), NOT_COUNTED
    mark = ""
    if task.standing == "active" and (style := _MARKS.get(task.timeliness)):
        mark = tag("b", words(_mark(task, look)), class_=f"mark {style}")
    if task.standing == "active" and task.open and task.next_trigger is not None:
        mark += tag("b", words(f"▲{task.open}/{task.inputs}"), class_="mark risk")
    told = f"{task.task}: {look.label('state', task.state)}, {look.label('timeliness', task.timeliness)}"
    told = not_counting(told, task.suspended_days, look)
    topic = words(look.told(task.content) or task.topic, "topic") if task.topic else ""
    return tag("div", topic, _field(said, paint), mark, title=told, class_="task", data_task=task.task)


def _mark(task: TaskRow, look: Look) -> str:
    """As `audit_report.tree_marks` explains."""
    signs = {"overdue": f"!{task.days_late}", "done_late": f"+{task.days_late}", "done_on_time": "✓"}
    return signs.get(task.timeliness) or look.label("timeliness", task.timeliness)


def _summed(tasks: Sequence[TaskRow], look: Look) -> list[str]:
    """Fields with counts: the states of active tasks, the other standings, and how many are late."""
    states = Counter(task.state for task in tasks if task.standing == "active")
    fields = [_field(f"{count} {look.label('state', state)}", of_state(state)) for state, count in states.items()]
    others = Counter(task.standing for task in tasks if task.standing != "active")
    fields += [_field(f"{count} {look.label('standing', name)}", NOT_COUNTED) for name, count in others.items()]
    late = Counter(task.timeliness for task in tasks)
    for timeliness in ("overdue", "done_late"):
        if late[timeliness]:
            said = f"{late[timeliness]} {look.label('timeliness', timeliness)}"
            fields.append(tag("b", words(said), class_="mark late"))
    return [tag("div", field, class_="task") for field in fields]


def _field(text: str, paint: Paint) -> str:
    line = "dashed" if paint.dash else "solid"
    style = f"background:{paint.fill};color:{paint.ink};border:1px {line} {paint.edge}"
    return tag("span", words(text), class_="field", style=style)
