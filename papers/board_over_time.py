"""Whether it is getting better: how many tasks were overdue and how many finished, week after week."""

from __future__ import annotations

from collections.abc import Sequence

from engine.figures.board import Board
from engine.figures.progress import CLASSES, DayProgress
from papers.axis import short_day
from papers.charts import box
from papers.markup import cell, table, tag, words
from papers.paint import INK, LINE
from papers.svg import element, label, tooltip
from screen.look import Look

_WIDTH, _HEIGHT, _GAP = 1000.0, 300.0, 40.0
_TOP, _LEFT, _BOTTOM = 30.0, 4.0, 26.0
_WIDEST = 90.0


def over_time_sheet(board: Board, look: Look) -> str:
    """The picture, beside it the figures that it is drawn from."""
    said = tag("p", words(trend(board.over, look)), class_="trend")
    return said + tag("div", tag("div", chart(board.over, look)), _table(board.over, look), class_="beside chart-and")


def trend(over: Sequence[DayProgress], look: Look) -> str:
    """`Quá hạn: 440, ngày 03/07 là 520: giảm 80`."""
    now = over[-1].progress.overdue
    if len(over) < 2:
        return look.say("board.trend_none", n=now)
    day, before = look.day(over[-2].day), over[-2].progress.overdue
    if now == before:
        return look.say("board.trend_same", now=now, day=day)
    word = "board.trend_more" if now > before else "board.trend_less"
    return look.say(word, now=now, day=day, before=before, n=abs(now - before))


def chart(over: Sequence[DayProgress], look: Look) -> str:
    """Two rows of bars, one above the other: overdue, finished; each with its number."""
    height = 2 * _HEIGHT + _GAP
    rows = (("overdue", 0.0), ("finished", _HEIGHT + _GAP))
    parts = [part for name, top in rows for part in _bars(over, name, top, look)]
    told = look.say("board.over_alt", first=look.day(over[0].day), last=look.day(over[-1].day))
    return element("svg", *parts, class_="over", viewBox=f"0 0 {_WIDTH:g} {height:g}", role="img", aria_label=told)


def _bars(over: Sequence[DayProgress], name: str, top: float, look: Look) -> list[str]:
    counts = [getattr(each.progress, name) for each in over]
    most = max((*counts, 1))
    step = min((_WIDTH - 2 * _LEFT) / len(over), _WIDEST)
    ground, room = top + _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP - 20
    parts = [label(look.label("class", name), _LEFT, top + 18, "head")]
    size = min(17.0, max(9.5, step * 0.36))
    apart = 1 if step >= 46 else 2 if step >= 25 else 4
    for at, (each, count) in enumerate(zip(over, counts, strict=True)):
        left, tall = _LEFT + at * step + step * 0.12, room * count / most
        bar = box(name, left, ground - tall, step * 0.76, tall) if count else []
        said = f"{look.day(each.day, with_year=True)}: {look.label('class', name)} {count}"
        middle = left + step * 0.38
        style = f"font-size:{size:g}px;font-weight:{700 if at == len(over) - 1 else 500}"
        number = label(str(count), middle, ground - tall - 5, text_anchor="middle", style=style)
        day = ""
        if (len(over) - 1 - at) % apart == 0:
            day = label(short_day(each.day, look), middle, ground + 17, "day", text_anchor="middle")
        parts.append(element("g", tooltip(said), *bar, number, day, data_day=each.day, data_class=name, data_n=count))
    parts.append(element("line", x1=_LEFT, y1=ground, x2=_WIDTH - _LEFT, y2=ground, stroke=INK, stroke_width=1.2))
    parts.append(element("line", x1=_LEFT, y1=top + 26, x2=_WIDTH - _LEFT, y2=top + 26, stroke=LINE))
    return parts


def _table(over: Sequence[DayProgress], look: Look) -> str:
    heads = [look.say("board.day"), *(f"#{look.say(f'board.short.{name}')}" for name in CLASSES)]
    heads.append(f"#{look.say('figures.total')}")
    rows = []
    for each in reversed(over):
        figures = [count for _, count in each.progress.by_class]
        day = cell(words(look.day(each.day, with_year=True)))
        rows.append(day + "".join(map(cell, (*figures, each.progress.total))))
    return table(heads, rows, class_="list days")
