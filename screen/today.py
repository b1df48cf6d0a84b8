"""An agency's day on one screen: what it must do first, whom it waits for, whom to urge, what is due, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.results import HistoryRow, OwnTask, RequestRow, RootBlocker, TaskRow, Today, TodoRow
from screen import commands
from screen.barred import barred_lines, barred_words
from screen.due_phrases import due_cell, holds_cell, late_cell, period_words
from screen.look import Look
from screen.past import moment
from screen.requests import asked_words
from screen.tables import Cell, Row, lay_out, shorten

SCREEN = 24
_HEADING = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A section: its heading, its lines, and the command that lists the whole of it."""

    title: str
    lines: Sequence[str]
    whole: str
    n: int


def today_text(found: Today, look: Look, *, height: int = SCREEN) -> str:
    """The day in at most `height` lines; of each section the rest is counted, with the command that lists it."""
    day = look.day(found.today, with_year=True)
    heading = look.say("today.title", agency=look.told(found.agency_name or found.agency), day=day)
    onward = look.onward(_first_command(found, look))
    parts = list(_parts(found, look))
    empty = [part.title for part in parts if not part.lines]
    room = height - _HEADING - len(onward) - bool(empty)
    shown = _shared_out([part for part in parts if part.lines], room)
    lines = [look.paint(shorten(heading, look.width), "head")]
    for part, count in shown:
        lines.append(look.paint(look.say("today.part", title=part.title, n=part.n), "head"))
        lines += [f"  {line}" for line in part.lines[:count]]
        if rest := len(part.lines) - count:
            lines.append(f"  {look.say('today.rest', n=rest, command=part.whole)}")
    if empty:
        lines.append(look.paint(shorten(look.say("today.empty", parts=empty), look.width), "dim"))
    return "\n".join([*lines, *onward])


def _shared_out(parts: Sequence[_Part], room: int) -> list[tuple[_Part, int]]:
    """How many lines of each section stand, one more for each in turn; what is left out takes a line of its own."""
    counts = [0] * len(parts)
    left = room - len(parts)

    def needed(at: int, count: int) -> int:
        return count + (count < len(parts[at].lines))

    grows = True
    while grows:
        grows = False
        for at, part in enumerate(parts):
            if counts[at] == len(part.lines):
                continue
            after = [needed(each, counts[each] + (each == at)) for each in range(len(parts))]
            if sum(after) <= left:
                counts[at] += 1
                grows = True
    return list(zip(parts, counts, strict=True))


def _parts(found: Today, look: Look) -> Iterator[_Part]:
    todo, rows = _list("todo", look), [_own(each, look) for each in found.own]
    barred = barred_lines([each.row for each in found.own], replace(look, width=look.width - 2))
    yield _Part(look.say("today.own"), [*_laid(rows, look), *barred], todo, len(rows))
    rows = [_asked(row, look) for row in found.to_decide]
    yield _Part(look.say("today.decide"), _laid(rows, look), todo, len(rows))
    rows = [_waiting(row, look) for row in found.waits]
    yield _Part(look.say("today.waits"), _laid(rows, look), todo, len(rows))
    blockers = sum(len(group.blockers) for group in found.urge)
    under = f" --under {found.agency}"
    yield _Part(look.say("today.urge"), list(_urged(found, look)), _list("blocked", look) + under, blockers)
    rows = [_due(row, look) for row in found.due_soon]
    soon = f"{_list('status', look)}{under} --due-within {found.within}"
    yield _Part(look.say("today.due_soon", n=found.within), _laid(rows, look), soon, len(rows))
    if found.since is not None:
        title = look.say("today.changed", moment=moment(found.since, look))
        yield _Part(title, list(_changed(found.changed, look)), _list("history", look), len(found.changed))


def _list(command: str, look: Look) -> str:
    return f"{look.command} {command}"


def _laid(rows: Sequence[Row], look: Look) -> list[str]:
    return lay_out(rows, look, flexible=(2, 4), indent=2)


def _own(own: OwnTask, look: Look) -> list[Cell]:
    row = own.row
    doing = look.label("trigger", next(iter(row.offered or row.triggers)))
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(period_words(row.period, look)),
        Cell(doing),
        due_cell(row.due, row.due_phrase, look),
        _slack(own, look) if row.offered else Cell(look.say("barred.short"), "risk"),
    ]


def _slack(own: OwnTask, look: Look) -> Cell:
    """`còn 5 ngày làm việc`, or how long ago it had to be done for all above it to be on time."""
    if own.slack is None:
        return Cell("")
    word = "slack" if own.slack >= 0 else "slack_gone"
    said = look.say(f"today.{word}", n=abs(own.slack))
    if own.for_task is not None:
        said += look.say("today.slack_for", day=look.day(own.latest))
    short = look.say(f"today.{word}.short", n=abs(own.slack))
    return Cell(said, "late" if own.slack < 0 else "risk" if own.slack <= 3 else "", short)


def _asked(row: RequestRow, look: Look) -> list[Cell]:
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(period_words(row.period, look)),
        Cell(look.told(row.agency_name or row.agency)),
        Cell(look.day(row.on)),
        Cell(asked_words(row, look)),
    ]


def _waiting(row: TodoRow, look: Look) -> list[Cell]:
    waits = row.waits_for
    whom = "" if waits is None else look.told(waits.on_agency_name or waits.on_agency)
    what = "" if waits is None else look.label("trigger", waits.trigger)
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(period_words(row.period, look)),
        Cell(look.label("undone", row.next_trigger or "")),
        due_cell(row.due, row.due_phrase, look),
        Cell(look.say("todo.waits", agency=whom, what=what) if waits is not None else "", "dim"),
    ]


def _urged(found: Today, look: Look) -> Iterator[str]:
    """By superior, whose own lines tell how many; then each, with its working days late."""
    rows = [_blocker(root, look) for group in found.urge for root in group.blockers]
    laid = iter(lay_out(rows, look, flexible=(0, 2), indent=4))
    for group in found.urge:
        superior = look.told(group.superior_name or group.superior or "–")
        yield shorten(look.say("today.under", agency=superior, n=len(group.blockers)), look.width - 2)
        for _ in group.blockers:
            yield f"  {next(laid)}"


def _blocker(root: RootBlocker, look: Look) -> list[Cell]:
    period = "" if root.task is None else period_words(root.task.split("/")[1], look)
    late = None
    if n := root.working_days_late:
        late = Cell(look.say("today.late", n=n), "late", look.say("today.late.short", n=n))
    return [
        Cell(look.told(root.agency_name or root.agency)),
        Cell(period),
        Cell(barred_words(look.label("undone", root.next_trigger), root, look)),
        late or late_cell(root.due, root.days_late, look, soon=True),
        holds_cell(root, look),
        commands.number_cell(root.task or "", root.number, look),
    ]


def _due(row: TaskRow, look: Look) -> list[Cell]:
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(period_words(row.period, look)),
        Cell(look.told(row.agency_name or row.agency)),
        due_cell(row.due, row.due_phrase, look),
        Cell(look.label("undone", row.next_trigger or "")),
    ]


def _changed(rows: Sequence[HistoryRow], look: Look) -> Iterator[str]:
    """What was done how often, most first: `32 báo cáo, 4 gia hạn`; one by one where they are few."""
    if len(rows) > 3:
        counted = Counter(look.done(row.trigger, row.kind) for row in rows)
        yield ", ".join(f"{count} {words}" for words, count in counted.most_common())
        return
    for row in rows:
        yield f"{look.done(row.trigger, row.kind)}  {look.told(row.agency_name)}  {commands.short_task(row.task, look)}"


def _first_command(found: Today, look: Look) -> str | None:
    """The most pressing move of its own that no rule bars, else what the worst blocker has to do."""
    row = next((each.row for each in found.own if each.row.offered), None)
    if row is not None:
        return commands.first_move(row, look)
    worst = next((root for group in found.urge for root in group.blockers if not root.barred), None)
    return None if worst is None else commands.out_of_the_way(worst, look)
