"""Forecasts of the past held against what happened: whether 80 percent means four in five.

For each due date of a merged report that has passed, forecasts are made as of some days before it, each by what was
known at the end of that day and no more; the outcome is what is known now. One forecast is one consolidation on one
such day, so that one consolidation counts several times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from engine.cascade.judging import ACTIVE
from engine.figures.deliverables import ScopedTask
from engine.forecasting.histories import due_of, given_on
from engine.forecasting.results import Backtest, ForecastBin, Forecasts

DAYS_BEFORE = (30, 14, 7, 3, 1)
_WIDTH = 10  # percent


def outcomes(tasks: Iterable[ScopedTask], today: date) -> dict[str, tuple[date, bool]]:
    """By the key of a consolidation whose due date has passed: that date, and whether it was kept."""
    found: dict[str, tuple[date, bool]] = {}
    for scoped in tasks:
        due, given = due_of(scoped, "merged"), given_on(scoped, "merged")
        is_owed = given is not None or scoped.task.standing == ACTIVE
        if scoped.task.consolidates and due is not None and due < today and is_owed:
            found[scoped.task.key] = due, given is not None and given <= due
    return found


def backtest(
    cascades: Sequence[str],
    happened: dict[str, tuple[date, bool]],
    ask: Callable[[date], Forecasts],
    today: date,
    days_before: Sequence[int] = DAYS_BEFORE,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """`happened`: as `outcomes`; `ask`: the forecast as it would have been made on that day, by what was known then."""
    asked: defaultdict[date, set[str]] = defaultdict(set)
    for task, (due, _) in happened.items():
        for days in days_before:
            asked[due - timedelta(days)].add(task)
    chances: list[tuple[int, bool]] = []
    left_out = 0
    for number, day in enumerate(sorted(asked)):
        if progress is not None:
            progress(number, len(asked))
        for row in ask(day).rows:
            if row.task not in asked[day]:
                continue
            if row.kept is None:
                left_out += 1
            else:
                chances.append((row.kept, happened[row.task][1]))
    return _measured(cascades, chances, left_out, today, days_before)


def _measured(
    cascades: Sequence[str], chances: Sequence[tuple[int, bool]], left_out: int, today: date, days_before: Sequence[int]
) -> Backtest:
    count, kept = len(chances), sum(was_kept for _, was_kept in chances)
    brier = sum((chance / 100 - was_kept) ** 2 for chance, was_kept in chances) / count if count else None
    of_rate = kept / count * (1 - kept / count) if count else None
    return Backtest(
        tuple(cascades),
        today,
        tuple(days_before),
        count,
        left_out,
        kept,
        None if brier is None else round(brier, 4),
        None if of_rate is None else round(of_rate, 4),
        tuple(_bins(chances)),
    )


def _bins(chances: Sequence[tuple[int, bool]]) -> list[ForecastBin]:
    found: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for chance, was_kept in chances:
        found[min(chance // _WIDTH, 100 // _WIDTH - 1)].append((chance, was_kept))
    return [
        ForecastBin(
            at * _WIDTH,
            (at + 1) * _WIDTH,
            len(listed),
            round(sum(chance for chance, _ in listed) / len(listed), 1),
            sum(was_kept for _, was_kept in listed),
        )
        for at, listed in sorted(found.items())
    ]
