"""When consolidations will be possible, how likely their due dates are kept, and on whom it hangs most.

A reporter is expected on its due date plus one of the numbers of days by which it was early or late before, each as
likely as the others; what lies before today is left out, as it did not happen. A consolidation is possible on the day
of its last open input (the product of their chances: reporters are taken as independent of each other), and passed on
after one of the lengths that its agency took before. So exact chances, no random numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE
from engine.cascade.tasks import TASKS
from engine.figures.deliverables import ScopedTask, tasks_in_scope
from engine.forecasting.histories import Edge, History, Ident, Sample, due_of, given_on, history_of
from engine.forecasting.results import Forecast, Forecasts, ForecastStep, Report, Untold, WhyUntold
from engine.forecasting.spread import Spread, last_of
from engine.questions.status import scope
from engine.store.database import Transaction
from workflows.periods import Period
from workflows.said import Said

HALF, MOST = 0.5, 0.8
METHOD = Said("method.forecast")


class Part(NamedTuple):
    """A report of a task that is waited for."""

    ident: Ident
    report: str


@dataclass(frozen=True)
class Expected:
    """What is expected of a part: its spread, or why it cannot be told, by task; and what that rests on."""

    spread: Spread | None
    untold: frozenset[tuple[WhyUntold, Ident]] = frozenset()
    judged: frozenset[tuple[Ident, bool, int]] = frozenset()  # reporters: by its own history, of so many reports

    def beside(self, other: Expected) -> Expected:
        """Both are waited for; the spread is left to the caller."""
        return Expected(None, self.untold | other.untold, self.judged | other.judged)


def forecast(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    chosen: Sequence[RunningCascade],
    *,
    under: str | None,
    period: str | Period | None,
    today: date,
) -> Forecasts:
    """Of the unfinished consolidations of the scope in the chosen cascades, by the history of all of `cascades`.

    Raises NotFound, Ambiguous.
    """
    scoped = tasks_in_scope(tx, cascades, None, None)
    edges = {cascade.cascade_id: read_edges(tx, cascade) for cascade in cascades}
    history = history_of(scoped, edges)
    wanted = set(_in_scope(tx, chosen, under, period))
    web = Web(scoped, edges, history, today)
    rows = [web.forecast(each) for each in scoped if each.task.ident in wanted and web.is_open_consolidation(each)]
    keys = tuple(cascade.key for cascade in chosen)
    ordered = tuple(sorted(rows, key=_least_likely_first))
    return Forecasts(keys, today, METHOD, history.offsets.count, history.handling.count, ordered)


def read_edges(tx: Transaction, cascade: RunningCascade) -> list[Edge]:
    rows = tx.rows(
        "SELECT input_no, consolidation_no, waits_for, closed FROM feed WHERE cascade_id = :cascade_id "
        "ORDER BY consolidation_no, input_no, waits_for",
        cascade_id=cascade.cascade_id,
    )
    return [Edge(input_no, above, waits_for, bool(closed)) for input_no, above, waits_for, closed in rows]


def _in_scope(
    tx: Transaction, cascades: Sequence[RunningCascade], under: str | None, period: str | Period | None
) -> Iterator[Ident]:
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        for (number,) in tx.rows(
            f"SELECT t.task_no FROM {TASKS} WHERE t.cascade_id = :cascade_id AND t.consolidates AND {condition}",
            cascade_id=cascade.cascade_id,
            **parameters,
        ):
            yield cascade.cascade_id, number


def _least_likely_first(row: Forecast) -> tuple[bool, int, date, str]:
    return row.kept is None, row.kept or 0, row.due or date.max, row.task


class Web:
    """Tasks and what each waits for; every part is reckoned once."""

    def __init__(
        self,
        tasks: Sequence[ScopedTask],
        edges: Mapping[int, Sequence[Edge]],
        history: History,
        today: date,
    ) -> None:
        self._tasks = {scoped.task.ident: scoped for scoped in tasks}
        self._history, self._today = history, today
        self._below: defaultdict[Ident, list[Edge]] = defaultdict(list)
        for cascade_id, listed in edges.items():
            for edge in listed:
                self._below[cascade_id, edge.consolidation_no].append(edge)
        self._expected: dict[Part, Expected] = {}
        self._possibles: dict[Ident, Expected] = {}

    def is_open_consolidation(self, scoped: ScopedTask) -> bool:
        """Whether it merges reports, and still has to pass them on."""
        task = scoped.task
        return task.consolidates and task.standing == ACTIVE and not task.cascade.judge.gives("merged", task)

    def forecast(self, scoped: ScopedTask) -> Forecast:
        """Of one unfinished consolidation."""
        task, part = scoped.task, Part(scoped.task.ident, "merged")
        possible, passed, due = self._possible(part.ident), self.expected(part), due_of(scoped, "merged")
        handling = self._history.handling.of(scoped)
        kept = None if due is None or passed.spread is None else round(100 * passed.spread.chance_by(due.toordinal()))
        own = sum(is_own for _, is_own, _ in possible.judged)
        return Forecast(
            task.key,
            task.agency,
            task.period,
            due,
            task.inputs,
            task.open_inputs,
            *_days(possible.spread),
            *_days(passed.spread),
            kept,
            own,
            len(possible.judged) - own,
            sum(count for _, _, count in possible.judged),
            0 if handling is None else len(handling.days),
            tuple(self._path(part.ident)),
            tuple(self._untold(passed)),
            task.agency_name,
            task.task_no,
        )

    def expected(self, part: Part) -> Expected:
        """When that report will be there."""
        if part not in self._expected:
            self._expected[part] = self._own(part.ident) if part.report == "own" else self._merged(part.ident)
        return self._expected[part]

    def _own(self, ident: Ident) -> Expected:
        scoped = self._tasks[ident]
        due = due_of(scoped, "own")
        if scoped.task.standing != ACTIVE:
            return _cannot("paused", ident)
        if due is None:
            return _cannot("no_due_date", ident)
        offsets = self._history.offsets
        sample = offsets.of(scoped, (self._today - due).days)
        if sample is None:
            return _cannot("no_history" if offsets.of(scoped) is None else "later_than_ever", ident)
        spread = Spread.of([due.toordinal() + days for days in sample.days])
        return Expected(spread, judged=frozenset({(ident, sample.is_own, len(sample.days))}))

    def _possible(self, ident: Ident) -> Expected:
        """When all that a consolidation waits for will be there."""
        if ident not in self._possibles:
            self._possibles[ident] = self._of_all_parts(ident)
        return self._possibles[ident]

    def _of_all_parts(self, ident: Ident) -> Expected:
        waited = [self.expected(part) for part in self._open_parts(ident)]
        together = reduce(Expected.beside, waited, Expected(None))
        if together.untold:
            return together
        spreads = [each.spread for each in waited if each.spread is not None]
        spread = last_of([*spreads, Spread.of([self._today.toordinal()])])
        return replace(together, spread=spread)

    def _merged(self, ident: Ident) -> Expected:
        scoped = self._tasks[ident]
        if scoped.task.standing != ACTIVE:
            return _cannot("paused", ident)
        possible = self._possible(ident)
        if possible.spread is None:
            return possible
        since = self._possible_since(ident)
        lasting = self._lasting(scoped, since)
        if lasting is None:
            return replace(possible, spread=None, untold=frozenset({("no_history", ident)}))
        if since is None:
            return replace(possible, spread=possible.spread.and_then(lasting.days))
        today = self._today.toordinal()
        return replace(possible, spread=Spread.of([max(today, since.toordinal() + days) for days in lasting.days]))

    def _lasting(self, scoped: ScopedTask, since: date | None) -> Sample | None:
        """How long it usually takes to merge; where all is there `since` a day, longer than it has taken so far."""
        handling = self._history.handling
        return handling.of(scoped, None if since is None else (self._today - since).days)

    def _possible_since(self, ident: Ident) -> date | None:
        """The day on which the last input was there; None: something is waited for, or no day is known."""
        if self._open_parts(ident):
            return None
        days = (
            given_on(self._tasks[ident[0], edge.input_no], edge.waits_for) for edge in self._below[ident] if edge.closed
        )
        return max((day for day in days if day is not None), default=None)

    def _open_parts(self, ident: Ident) -> list[Part]:
        """The reports that a consolidation waits for; its own one too, where it owes one."""
        parts = [Part((ident[0], edge.input_no), edge.waits_for) for edge in self._below[ident] if not edge.closed]
        task = self._tasks[ident].task
        if task.owes_report and not task.cascade.judge.gives("own", task) and due_of(self._tasks[ident], "own"):
            parts.append(Part(ident, "own"))
        return parts

    def _path(self, ident: Ident) -> Iterator[ForecastStep]:
        """Down from a consolidation, each time to the part that is most likely the last."""
        parts = self._open_parts(ident)
        while parts:
            told = [(self.expected(part).spread, part) for part in parts]
            known = [(spread.day_by(MOST), spread.day_by(HALF), part) for spread, part in told if spread is not None]
            if not known:
                return
            _, half, part = max(known)
            task = self._tasks[part.ident].task
            report: Report = "merged" if part.report == "merged" else "own"
            yield ForecastStep(task.key, task.agency, report, date.fromordinal(half), task.agency_name, task.task_no)
            parts = self._open_parts(part.ident) if part.report == "merged" else []

    def _untold(self, expected: Expected) -> Iterator[Untold]:
        by_reason: defaultdict[WhyUntold, list[str]] = defaultdict(list)
        for why, ident in expected.untold:
            by_reason[why].append(self._tasks[ident].task.key)
        for why in sorted(by_reason):
            yield Untold(why, tuple(sorted(by_reason[why])))


def _cannot(why: WhyUntold, ident: Ident) -> Expected:
    return Expected(None, frozenset({(why, ident)}))


def _days(spread: Spread | None) -> tuple[date | None, date | None]:
    if spread is None:
        return None, None
    return date.fromordinal(spread.day_by(HALF)), date.fromordinal(spread.day_by(MOST))
