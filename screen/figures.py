"""What all figures have on screen: their title, names of groups, rates with all that they are made of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.scope import Scope
from screen.due_phrases import period_words
from screen.look import Look
from screen.tables import GAP, Cell, lay_out, text_width
from screen.tree import flow
from words import has
from workflows.said import Name

if TYPE_CHECKING:
    from engine.figures.audit_results import Deliverable, LateEntry, LeftOut, Rate

_READABLE = 28  # of an agency's name
SHOWN = 20  # lines of a list, unless all are asked for; in JSON and CSV all are listed


class Grouped(Protocol):
    """A line of figures of one agency, person, tier, period or year."""

    @property
    def by(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> Name: ...
    @property
    def kind(self) -> str: ...


def title_of(words: str, cascades: Sequence[str], today: date | None, scope: Sequence[str], look: Look) -> str:
    """What the figures are about: what, where, of which part of it, on which day."""
    days = [] if today is None else [look.day(today, with_year=True)]
    text = " · ".join([words, *([", ".join(cascades)] if cascades else []), *scope, *days])
    return "\n".join(look.paint(line, "head") for line in wrapped(text, look))


def calendar_note(rows: Iterable[Deliverable | LateEntry], look: Look) -> str:
    """That working days were counted past the last day whose days off are known; empty where they were not."""
    last = max((row.calendar_until for row in rows if row.calendar_until is not None), default=None)
    return "" if last is None else look.say("figures.calendar_until", day=look.day(last, with_year=True))


def scope_words(scope: Scope, look: Look) -> tuple[str, ...]:
    """The scope as it was asked for."""
    words = [look.say("figures.under", under=scope.under)] if scope.under is not None else []
    if scope.formers:
        words.append(look.say("figures.formers", formers=", ".join(scope.formers)))
    if scope.period is not None:
        words.append(look.say("word.period", period=period_words(str(scope.period), look)))
    return tuple(words)


def group_name(group: Grouped, look: Look) -> str:
    """`bộ`, `6 tháng năm 2023`, `kế hoạch năm 2023`, an agency or a person."""
    match group.by:
        case "tier":
            return look.label("kind", group.kind) if group.kind else look.say("figures.no_kind")
        case "period" if group.key.endswith("-plan"):
            return look.say("figures.plans", year=group.key.partition("-")[0])
        case "period":
            return period_words(group.key, look, with_year=True)
        case "year":
            return look.say("figures.year", year=group.key)
        case "all":
            return look.say("figures.all")
        case "person":
            return look.told(group.name or look.say("figures.nobody"))
        case _:
            return look.told(group.name or group.key or "–")


def rates_lines(rates: Iterable[Rate], look: Look) -> Iterator[str]:
    """`Đúng hạn  136/198 = 68,7 %   …formula…`, and below it what was left out; the names stand in one column."""
    named = [(look.label("rate", rate.name), rate) for rate in rates]
    indent = max(text_width(name) for name, _ in named) + GAP
    for name, rate in named:
        share = f"{rate.numerator}/{rate.denominator} = {percent_words(rate.percent, look)}"
        formula = look.message(rate.formula)
        line = f"{name:<{indent}}{look.paint(share, 'head')}"
        if indent + text_width(f"{share}   {formula}") <= look.width:
            yield f"{line}   {look.paint(formula, 'dim')}"
        else:
            yield line
            yield from wrapped(formula, look, indent)
        if rate.left_out:
            yield from left_out_lines(rate.left_out, look, indent)


def left_out_lines(left_out: Sequence[LeftOut], look: Look, indent: int = 0) -> Iterator[str]:
    """`bỏ ra 381: đang thực hiện trong hạn 198, không có hạn 183`."""
    reasons = ", ".join(f"{look.message(item.said)} {item.count}" for item in left_out)
    yield from wrapped(
        look.say("figures.left_out", n=sum(item.count for item in left_out), reasons=reasons), look, indent
    )


def percent_words(percent: str | None, look: Look) -> str:
    """`68,7 %`; an en dash where nothing was divided."""
    if percent is None:
        return "–"
    return f"{percent.replace('.', ',')} %" if look.lang == "vi" else f"{percent} %"


def wrapped(text: str, look: Look, indent: int = 0) -> list[str]:
    """Running text in lines that fit the screen; what is longer than a line, as a key may be, is never cut."""
    blanks = " " * indent
    return textwrap.wrap(
        text,
        max(look.width, indent + 20),
        initial_indent=blanks,
        subsequent_indent=blanks,
        break_long_words=False,
        break_on_hyphens=False,
    )


def with_notes(
    head: Sequence[Cell],
    rows: Sequence[tuple[list[Cell], str]],
    look: Look,
    *,
    flexible: Sequence[int],
    called: str = "head.note",
) -> list[str]:
    """Rows that end in a note, never cut: on the same line where every row then fits, else on a line of its own below.

    `called`: the heading of the notes.
    """
    noted = any(note for _, note in rows)
    title = [*head, Cell(look.say(called), "dim")] if noted else list(head)
    full = [title, *([*cells, Cell(note, "dim")] if noted else cells for cells, note in rows)]
    if not noted or _least_width(full, flexible) <= look.width:
        return lay_out(full, look, flexible=flexible)
    lines = lay_out([head, *(cells for cells, _ in rows)], look, flexible=flexible)
    below = [[], *([look.paint(line, "dim") for line in wrapped(note, look, 4)] for _, note in rows)]
    return [line for pair in zip(lines, below, strict=True) for line in (pair[0], *pair[1])]


def _least_width(rows: Sequence[Sequence[Cell]], flexible: Sequence[int]) -> int:
    """What the rows need at least: their short forms, and of what may be cut enough to be read."""
    widths = [
        max(text_width(row[column].text if row[column].short is None else row[column].short or "") for row in rows)
        for column in range(len(rows[0]))
    ]
    cut = (min(width, _READABLE) if column in flexible else width for column, width in enumerate(widths))
    return sum(cut) + GAP * (len(widths) - 1)


def late_days(days: int, working_days: int, style: str) -> Cell:
    """`50 (33)`: calendar days, and working days among them."""
    return Cell(f"{days} ({working_days})", style)


def head(*names: str, look: Look) -> list[Cell]:
    """The heading of columns, each with a shorter form where the catalogue has one."""
    return [_head(name, look) for name in names]


def _head(name: str, look: Look) -> Cell:
    short = f"head.{name}.short"
    return Cell(look.say(f"head.{name}"), "dim", look.say(short) if has(short) else None)


def shown(count: int, everything: bool) -> int:
    """How many lines of a list are shown."""
    return count if everything else SHOWN


class Delayed(Protocol):
    """A line of figures that knows of how many days late they are."""

    @property
    def days_late(self) -> int: ...


Late = TypeVar("Late", bound=Delayed)


def worst_groups(groups: Sequence[Late], everything: bool) -> tuple[list[Late], list[Late]]:
    """Of many groups those with the most days late, in their own order; and the rest."""
    if everything or len(groups) <= SHOWN + 1:
        return list(groups), []
    worst = set(sorted(range(len(groups)), key=lambda at: (-groups[at].days_late, at))[:SHOWN])
    told = [group for at, group in enumerate(groups) if at in worst]
    return told, [group for at, group in enumerate(groups) if at not in worst]


def number(value: int | None, style: str = "") -> Cell:
    """A figure; an en dash where there is none."""
    return Cell("–" if value is None else str(value), style if value else "")


def counts_line(words: str, items: Sequence[tuple[str, int]], total: int, look: Look) -> list[str]:
    """`loại  miễn 2 · gia hạn 1  = 3`, on as many lines as it needs."""
    return flow(f"{words:<10}", [*(f"{name} {count}" for name, count in items), f"= {total}"], look)
