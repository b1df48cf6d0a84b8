"""The board of a cascade: one page to project at a meeting, a sheet a screen, which prints on A4 across."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from engine.figures.board import Board
from engine.figures.progress import CLASSES, Progress, progress_of, together
from engine.figures.rates import percent
from engine.results import roots_of
from papers.board_blocked import blocked_sheet
from papers.board_over_time import over_time_sheet, trend
from papers.board_places import Places, grouped
from papers.charts import divided_bar, legend, patterns
from papers.markup import cell, table, tag, words
from papers.tile_map import tile_patterns
from screen.due_phrases import period_words
from screen.figures import percent_words
from screen.look import Look
from screen.page import page
from screen.past import moment
from workflows.agencies import Registry
from workflows.agency_records import kind_order

_LINES, _FEWEST = 11, 3  # of both tables of the first sheet together; of places at least
_CSS = """
html { font-size: max(9.5px, min(1.04vw, 1.85vh)); }
body { max-width: none; padding: 0; margin: 0; font-size: 1rem; line-height: 1.35; }
.sheet { min-height: 54rem; padding: 1.4rem 2rem 1rem; display: flex; flex-direction: column;
  border-bottom: 1px solid var(--line); }
h1 { font-size: 1.7rem; line-height: 1.15; margin: 0; }
h2 { font-size: 1.7rem; border: 0; padding: 0; margin: 0 0 .5rem; }
h3 { font-size: 1.25rem; margin: .5rem 0 .3rem; } p { margin: .1rem 0 .4rem; } header p { font-size: 1.1rem; }
.sum { display: grid; grid-template-columns: repeat(6, 1fr); gap: .6rem; margin: .6rem 0 .4rem; }
.sum div { padding: .3rem .9rem; min-width: 0; border: 2px solid var(--ink); grid-column: span 2; }
.sum div:nth-child(-n+2) { grid-column: span 3; }
.sum div.bad { border-width: 5px; border-color: var(--bad); padding: .15rem .75rem; }
.sum b { font-size: 2.8rem; line-height: 1.05; white-space: nowrap; }
.sum span { font-size: 1.05rem; color: var(--ink); display: block; line-height: 1.2; }
.adds { font-size: 1.05rem; font-weight: 600; } .trend { font-size: 1.45rem; font-weight: 700; }
.cols { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.12fr); gap: 2rem; flex: 1; min-height: 0; }
.beside { display: grid; grid-template-columns: 1.1fr 1fr; gap: 2rem; align-items: start; }
.chart-and { grid-template-columns: 1.9fr 1fr; } .halves { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; }
table { font-size: 1rem; margin: .2rem 0 .5rem; } th, td { padding: .2rem .4rem; }
th { line-height: 1.15; vertical-align: bottom; } th.n { white-space: normal; }
td.n { font-variant-numeric: tabular-nums; } tr.total td { font-weight: 700; border-top: 2px solid var(--ink); }
table.list { font-size: .92rem; } .note { display: block; font-size: .9em; line-height: 1.25; color: var(--soft); }
.risk { color: #8a5a00; }
.tiers td { vertical-align: middle; padding: .14rem .4rem; } .tiers td:first-child { white-space: nowrap; }
.tiers td.bar { width: 44%; } svg.bar { display: block; width: 100%; height: auto; } .tiers-blocked { width: auto; }
.waiting td:first-child, .holding td:nth-child(2), .days td:first-child { white-space: nowrap; }
.waiting td:nth-child(2) { width: 34%; } .waiting td:last-child { width: 38%; } .holding td:first-child { width: 58%; }
.halves table { font-size: .87rem; } .halves td { padding: .04rem .4rem; }
table.days { font-size: .9rem; } .days td { padding: .09rem .3rem; }
.small { font-size: .88em; line-height: 1.25; } .why { font-size: 1.2rem; margin: 1rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; font-size: .95rem; margin: .2rem 0; }
.legend svg { vertical-align: -1px; height: .8rem; width: 1.5rem; }
.map { display: flex; flex-direction: column; min-height: 0; }
svg.tiles { width: 100%; height: auto; max-height: 45rem; } svg.over { width: 100%; height: auto; }
svg text { font-family: inherit; fill: var(--ink); } svg .place { font-weight: 700; } svg .soft { fill: var(--soft); }
svg .place, svg .share { paint-order: stroke; stroke: #fff; stroke-width: 3.5px; stroke-linejoin: round; }
svg .flag { fill: #fff; font-weight: 700; } svg .all { font-size: 22px; font-weight: 700; fill: #14573a; }
svg .head { font-size: 19px; font-weight: 700; } svg .day { font-size: 12.5px; }
footer { margin: auto 0 0; padding-top: .3rem; font-size: .8rem; }
@media screen and (max-width: 50rem) { html { font-size: 14px; }
  .cols, .beside, .halves, .chart-and { grid-template-columns: 1fr; } }
@page { size: A4 landscape; margin: 9mm 10mm; }
@media print {
  html { font-size: 8.1pt; } body { font-size: 1rem; } h2 { margin: 0 0 .5rem; }
  .sheet { min-height: 0; height: 188mm; padding: 0; border: 0; break-after: page; break-inside: avoid; }
  .sheet:last-of-type { break-after: auto; } svg.tiles { max-height: 50rem; }
  svg, .sum div, tr.total { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def board_page(board: Board, registry: Registry, look: Look) -> str:
    """The whole page. `registry`: names the provinces that have no task."""
    places = Places(board, registry, look)
    title = f"{look.say('board.title')}: {look.told(board.title)}"
    sheets = [_sheet("now", *_now(board, places, look), foot=_foot(board, 1, look))]
    more = (
        ("blocked", "board.who", blocked_sheet(board, look)),
        ("over-time", "board.over_time", over_time_sheet(board, look)),
        ("figures", "board.figures", _figures(places, look)),
    )
    for number, (name, head, body) in enumerate(more, 2):
        sheets.append(_sheet(name, tag("h2", words(look.say(head))), body, foot=_foot(board, number, look)))
    return page(title, [patterns(), tile_patterns(), *sheets], look.lang, _CSS)


def _sheet(name: str, *parts: str, foot: str) -> str:
    return tag("section", *parts, tag("footer", foot), id=name, class_="sheet")


def _foot(board: Board, number: int, look: Look) -> str:
    told = [f"dondoc board {board.cascade}", *_about(board, look), look.say("board.sheet", n=number, of=_SHEETS)]
    return words(" · ".join(told))


_SHEETS = 4


def _about(board: Board, look: Look) -> Iterator[str]:
    """Of which day, known when, of whom, of which period."""
    yield look.day(board.day, with_year=True)
    if board.view.known_at is not None:
        yield look.say("past.known_at", at=moment(board.view.known_at, look))
    elif board.view.as_of is not None:
        yield look.say("past.known_now")
    if board.below is not None:
        yield look.say("timeline.below", agency=board.below)
    if board.period is not None:
        yield look.say("word.period", period=period_words(board.period, look))
    if board.simulated:
        yield look.say("word.simulated")


# the first sheet: the state in one look


def _now(board: Board, places: Places, look: Look) -> Iterator[str]:
    about = tag("p", words(" · ".join([look.say("board.title"), board.cascade, *_about(board, look)])))
    header = tag("header", tag("h1", words(look.told(board.title))), about)
    if not board.tasks:
        yield header + tag("p", words(look.say("status.none")), class_="why")
        return
    whole = places.whole
    adds = tag("p", words(_adds(whole, look)), class_="adds")
    left = tag("div", header, _boxes(board, whole, look), adds, _tiers(places, look), _lagging(places, look))
    about = tag("p", words(places.beside()), class_="soft small")
    head = look.say("board.provinces", n=places.generation) if places.is_map else look.say("board.places")
    right = tag("div", tag("h3", words(head)), places.picture(), about, class_="map")
    yield tag("div", left, right, class_="cols")


def _boxes(board: Board, whole: Progress, look: Look) -> str:
    late = sum(item.status == "overdue" for item in board.blocked)
    roots = roots_of(board.blocked)
    late_roots = sum(root.days_late > 0 for root in roots)
    share = _share(whole, look)
    boxes = [
        (share, look.say("board.finished_of", n=whole.finished, of=whole.counted), ""),
        (str(whole.overdue), look.label("class", "overdue"), "bad" if whole.overdue else ""),
        (str(whole.in_time), look.label("class", "in_time"), ""),
        (str(len(board.blocked)), look.say("board.blocked", n=late), "bad" if late else ""),
        (str(len(roots)), look.say("board.roots", n=late_roots), ""),
    ]
    return tag(
        "div", *(tag("div", tag("b", words(value)), words(name, ""), class_=style) for value, name, style in boxes),
        class_="sum",
    )  # fmt: skip


def _adds(whole: Progress, look: Look) -> str:
    """`22736 nhiệm vụ = 2915 đã xong (840 muộn) + …`: every task is in one of these."""
    parts = []
    for name, count in whole.by_class:
        if count:
            late = look.say("board.of_it_late", n=whole.finished_late) if name == "finished" else ""
            parts.append(" ".join(filter(None, (str(count), look.label("class", name), late))))
    return f"{look.say('status.tasks', n=whole.total)} = {' + '.join(parts)}"


def _share(found: Progress, look: Look) -> str:
    return percent_words(percent(found.finished, found.counted), look)


def _tiers(places: Places, look: Look) -> str:
    """A bar for each tier, from the top; they sum to all tasks."""
    by_kind = grouped(places.board.tasks, attrgetter("kind"))
    order = sorted(by_kind, key=kind_order)
    heads = [look.say("figures.by.tier"), "", f"#{look.say('board.done_of')}", "#%", f"#{look.say('figures.total')}"]
    rows = ["".join(_tier(look.label("kind", kind), progress_of(by_kind[kind]), look)) for kind in order]
    foot = "".join(_tier(look.say("figures.total"), places.whole, look))
    present = [name for name, count in places.whole.by_class if count]
    return legend(look, present) + table(heads, rows, foot if len(rows) > 1 else "", class_="tiers")


def _tier(name: str, found: Progress, look: Look) -> Iterator[str]:
    yield cell(words(name))
    yield cell(divided_bar(found.by_class, look, 250), "bar")
    yield cell(f"{found.finished}/{found.counted}", "n")
    yield cell(words(_share(found, look)), "n")
    yield cell(found.total)


def _lagging(places: Places, look: Look) -> str:
    """Who lags: the places with the greatest share overdue."""
    said = tag("p", words(trend(places.board.over, look)), class_="trend")
    tiers = len({row.kind for row in places.board.tasks})
    worst = places.worst(max(_LINES - tiers, _FEWEST))
    if not worst:
        return said
    heads = [look.say("board.lagging"), f"#{look.label('class', 'overdue')}", f"#{look.say('board.done_of')}", "#%"]
    rows = []
    for key, found in worst:
        share = cell(words(_share(found, look)), "n")
        figures = (cell(found.overdue), cell(f"{found.finished}/{found.counted}", "n"), share)
        rows.append(cell(tag("b", words(places.name(key)))) + "".join(figures))
    return said + table(heads, rows, class_="list lagging")


# the last sheet: the figures behind the tiles


def _figures(places: Places, look: Look) -> str:
    parts = [(places.name(key), found) for key, found in places.parts.items()]
    more = parts[_LISTED:]
    rows = ["".join(_line(name, found, look)) for name, found in parts[:_LISTED]]
    if more:
        rows.append("".join(_line(look.say("summed.rest", n=len(more)), together(found for _, found in more), look)))
    foot = "".join(_line(look.say("figures.total"), places.whole, look))
    heads = [look.say("board.place"), *(f"#{look.say(f'board.short.{name}')}" for name in CLASSES)]
    heads += [f"#{look.say('figures.total')}", "#%"]
    half = -(-(len(rows) + 1) // 2)
    tables = [table(heads, rows[:half], class_="places")] if half < len(rows) else []
    tables.append(table(heads, rows[half:] if tables else rows, foot, class_="places"))
    about = tag("p", words(look.say("board.share_about")), class_="soft")
    return tag("div", *tables, class_="halves") + about


_LISTED = 66


def _line(name: str, found: Progress, look: Look) -> Iterator[str]:
    yield cell(words(name))
    for _, count in found.by_class:
        yield cell(count)
    yield cell(found.total)
    yield cell(words(_share(found, look)), "n")
