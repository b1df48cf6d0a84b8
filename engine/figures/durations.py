"""How long tasks stay in each state: the median and the 90th percentile, in calendar days.

Percentiles are taken by nearest rank: of n spells sorted by length the one at place ⌈p·n⌉, so that a figure is always a
number of days that occurred, and no figure of few spells is made up between two of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter

from engine.cascade.cascades import RunningCascade
from engine.figures.audit_results import By, Durations, StateDurations
from engine.figures.grouping import BY, WHOLE, Group, Heirs, check_by, grouped
from engine.figures.rates import Standings, left_out_for, not_counted
from engine.figures.spells import Spells, spells
from engine.questions.status import Under
from engine.questions.stays import Stay, nearest_rank
from engine.store.database import Transaction
from workflows.lifecycle import Facts
from workflows.periods import Period
from workflows.said import Said

_ALL_DUTIES = Facts(owes_plan=True, owes_report=True, consolidates=True)
METHOD = Said("method.nearest_rank")


def durations(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: Under,
    period: str | Period | None,
    by: By,
    today: date,
    heirs: Heirs | None = None,
) -> Durations:
    """The figures of a scope, for each group and state. Raises NotFound, Ambiguous, UnknownGrouping."""
    check_by(by, BY)
    tasks = list(spells(tx, cascades, under, period))
    order = list(dict.fromkeys(state for cascade in cascades for state in cascade.judge.lifecycle.path(_ALL_DUTIES)))
    standings = not_counted(cascades)
    groups = grouped(tasks, by, attrgetter("subject"), heirs)
    return Durations(
        tuple(cascade.key for cascade in cascades),
        today,
        by,
        METHOD,
        len(tasks),
        tuple(_by_state("all", WHOLE, tasks, order, standings, today)),
        tuple(
            row for group, members in groups.items() for row in _by_state(by, group, members, order, standings, today)
        ),
    )


def _by_state(
    by: By, group: Group, tasks: Iterable[Spells], order: Sequence[str], standings: Standings, today: date
) -> Iterator[StateDurations]:
    in_state: dict[str, list[Stay]] = {state: [] for state in order}
    for task in tasks:
        for stay in task.stays:
            in_state.setdefault(stay.state, []).append(stay)
    return (_figures(by, group, state, listed, standings, today) for state, listed in in_state.items() if listed)


def _figures(
    by: By, group: Group, state: str, listed: Sequence[Stay], standings: Standings, today: date
) -> StateDurations:
    judged = [spell for spell in listed if spell.left_out is None]
    ended = sorted(spell.days(today) for spell in judged if spell.until is not None)
    lasting = sorted(spell.days(today) for spell in judged if spell.until is None)
    return StateDurations(
        by,
        *group,
        state,
        len(listed),
        *_three(ended),
        *_three(lasting),
        left_out_for(Counter(spell.left_out for spell in listed if spell.left_out is not None), standings),
    )


def _three(sorted_values: Sequence[int]) -> tuple[int, int | None, int | None, int | None]:
    """How many, median, 90th percentile, longest."""
    return (
        len(sorted_values),
        nearest_rank(sorted_values, 50),
        nearest_rank(sorted_values, 90),
        sorted_values[-1] if sorted_values else None,
    )
