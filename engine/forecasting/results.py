"""The answers of forecasting. Chances are whole percents; days are calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.results import Answer
from workflows.said import NAMELESS, Name, Said

Report = Literal["own", "merged"]
WhyUntold = Literal["no_history", "no_due_date", "paused", "later_than_ever"]


@dataclass(frozen=True, slots=True)
class ForecastStep(Answer):
    """One task on the critical path; `half_by`: the day by which its part is done with an even chance."""

    task: str
    agency: str
    report: Report
    half_by: date
    agency_name: Name = NAMELESS
    number: int = 0


@dataclass(frozen=True, slots=True)
class Untold(Answer):
    """Unfinished tasks below a consolidation of which nothing can be said, and why.

    `no_history`: too few finished reports of the agency, and of agencies of its level and kind; `no_due_date`: no day
    from which to count; `paused`: it is not active; `later_than_ever`: later already than too many of those reports.
    """

    why: WhyUntold
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast(Answer):
    """When an unfinished consolidation will be possible and passed on, as far as history tells.

    `possible_half`, `possible_most`: the days by which its inputs are there with a chance of 50 and of 80 percent;
    `passed_half`, `passed_most`: by which it is passed on; `kept`: the chance in percent that this is no later than
    `due`. All null where something is `untold` or, of what concerns passing on, where too few consolidations were ever
    passed on (`handlings`: how many it rests on); `kept` also without a due date. `reports`: the finished reports that
    it rests on; `by_own`: unfinished agencies judged by their own history, `pooled`: by that of their level and kind.
    `path`: the critical path, from the consolidation's input that is most likely the last down to who can act.
    """

    task: str
    agency: str
    period: str
    due: date | None
    inputs: int
    open: int
    possible_half: date | None
    possible_most: date | None
    passed_half: date | None
    passed_most: date | None
    kept: int | None
    by_own: int
    pooled: int
    reports: int
    handlings: int
    path: tuple[ForecastStep, ...]
    untold: tuple[Untold, ...]
    agency_name: Name = NAMELESS
    number: int = 0


@dataclass(frozen=True, slots=True)
class Forecasts(Answer):
    """The unfinished consolidations of a cascade, the least likely to be kept first.

    `reports`, `handlings`: the finished reports and passed-on consolidations known, of all cascades of the database.
    """

    cascades: tuple[str, ...]
    today: date
    method: Said
    reports: int
    handlings: int
    rows: tuple[Forecast, ...]


@dataclass(frozen=True, slots=True)
class ForecastBin(Answer):
    """Forecasts whose chance lay between two percents: how many, their mean chance, and how many were kept."""

    from_: int
    to: int
    forecasts: int
    mean: float
    kept: int


@dataclass(frozen=True, slots=True)
class Backtest(Answer):
    """Forecasts of the past, each by what was known on its day, held against what happened.

    `days_before`: how many calendar days before the due date they were made. `forecasts` sum over `bins`; `left_out`:
    not enough was known to say a chance. `brier`: the mean squared difference between chance and outcome (0 is
    perfect); `brier_of_rate`: that of always saying the rate that was kept. Both null without a forecast.
    """

    cascades: tuple[str, ...]
    today: date
    days_before: tuple[int, ...]
    forecasts: int
    left_out: int
    kept: int
    brier: float | None
    brier_of_rate: float | None
    bins: tuple[ForecastBin, ...]
