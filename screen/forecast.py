"""Forecasts as text: what is possible when, how likely it is in time, on what that rests; how well it was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.forecasting.results import Backtest, Forecast, Forecasts, Untold
from screen import commands
from screen.due_phrases import period_words
from screen.figures import wrapped
from screen.look import Look
from screen.tables import Cell, lay_out

SHOWN = 10
_PATH, _UNSURE, _UNLIKELY = 4, 80, 50


def forecast_text(found: Forecasts, look: Look, *, everything: bool = False) -> str:
    """The consolidations, the least likely to be in time first; below each its critical path or why nothing is said."""
    day = look.day(found.today, with_year=True)
    title = look.say("forecast.title", cascades=found.cascades, day=day, n=len(found.rows))
    lines = [look.paint(title, "head")]
    shown = found.rows if everything else found.rows[:SHOWN]
    if shown:
        heads = [
            Cell(look.say(f"head.{name}"), "dim") for name in ("agency", "period", "due", "possible", "passed", "kept")
        ]
        laid = iter(lay_out([[*heads, Cell("")], *(_row(row, look) for row in shown)], look, flexible=(0,)))
        lines += ["", next(laid)]
        for row in shown:
            lines += [next(laid), *(look.paint(line, "dim") for line in _below(row, look))]
    if len(shown) < len(found.rows):
        lines += ["", look.say("figures.more", n=len(found.rows) - len(shown))]
    basis = look.say("forecast.basis", reports=found.reports, handlings=found.handlings)
    return "\n".join([*lines, "", *wrapped(f"{basis} {look.message(found.method)}", look)])


def _row(row: Forecast, look: Look) -> list[Cell]:
    kept = Cell("–", "dim")
    if row.kept is not None:
        style = "late" if row.kept < _UNLIKELY else "risk" if row.kept < _UNSURE else "done"
        kept = Cell(look.say("forecast.percent", n=row.kept), style)
    return [
        Cell(look.told(row.agency_name or row.agency)),
        Cell(period_words(row.period, look)),
        Cell(look.day(row.due) if row.due else "–"),
        _between(row.possible_half, row.possible_most, look),
        _between(row.passed_half, row.passed_most, look),
        kept,
        commands.number_cell(row.task, row.number, look),
    ]


def _between(half: object, most: object, look: Look) -> Cell:
    """`14/06–19/06`: even chance, four in five."""
    if half is None or most is None:
        return Cell("–", "dim")
    first, last = look.told(half), look.told(most)
    return Cell(first if half == most else f"{first}–{last}", "", first)


def _below(row: Forecast, look: Look) -> Iterator[str]:
    if row.untold:
        for untold in row.untold:
            yield from wrapped(_untold(untold, look), look, 4)
        return
    if row.path:
        steps = [
            look.say("forecast.step", agency=look.told(step.agency_name or step.agency), day=look.told(step.half_by))
            for step in row.path[:_PATH]
        ]
        yield from wrapped(look.say("forecast.path", steps=" → ".join(steps)), look, 4)
    given = {"own": row.by_own, "pooled": row.pooled, "reports": row.reports, "handlings": row.handlings}
    yield from wrapped(look.say("forecast.rests_on", **given), look, 4)


def _untold(untold: Untold, look: Look) -> str:
    tasks = [commands.short_task(task, look) for task in untold.tasks[:3]]
    return look.say(f"forecast.untold.{untold.why}", n=len(untold.tasks), tasks=tasks)


def backtest_text(found: Backtest, look: Look) -> str:
    """Chances as said before, beside how many were kept."""
    given = {"cascades": found.cascades, "n": found.forecasts, "left_out": found.left_out, "days": found.days_before}
    lines = [look.paint(look.say("forecast.backtest.title", **given), "head")]
    if not found.forecasts:
        return "\n".join([*lines, look.say("forecast.backtest.none")])
    heads = [Cell(look.say(f"head.{name}"), "dim") for name in ("chance", "forecasts", "mean_chance", "were_kept")]
    rows: list[Sequence[Cell]] = [heads]
    for each in found.bins:
        kept = look.say(
            "forecast.kept_of", kept=each.kept, n=each.forecasts, percent=round(100 * each.kept / each.forecasts)
        )
        span = look.say("forecast.span", low=each.from_, high=each.to)
        rows.append(
            [Cell(span), Cell(str(each.forecasts)), Cell(look.say("forecast.percent", n=round(each.mean))), Cell(kept)]
        )
    brier = look.say("forecast.brier", score=_decimal(found.brier, look), rate=_decimal(found.brier_of_rate, look))
    return "\n".join([*lines, "", *lay_out(rows, look, right=(1,)), "", *wrapped(brier, look)])


def _decimal(value: float | None, look: Look) -> str:
    text = "–" if value is None else f"{value:.3f}"
    return text.replace(".", ",") if look.lang == "vi" else text
