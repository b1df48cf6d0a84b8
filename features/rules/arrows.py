"""The arrows of a lifecycle: those that tasks of a cascade could take, and those that a move took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.cascade.judging import ACTIVE
from features.steps.world import Cascade
from workflows.lifecycle import GUARDS, Facts, Lifecycle

Arrow = tuple[str, str, str]  # trigger, from, to: between states, or between standings
_DUTIES = ("owes_plan", "owes_report", "owes_result", "consolidates")


def possible_arrows(cascade: Cascade) -> frozenset[Arrow]:
    """Those for which some task of the cascade has the duties that they ask for."""
    nodes = cascade.graph.tasks
    duties = [Facts(*each) for each in {(node.owes_plan, node.owes_report, node.consolidates) for node in nodes}]
    return frozenset(arrow for each in duties for arrow in _of_duties(cascade.lifecycle, each))


def _of_duties(lifecycle: Lifecycle, duties: Facts) -> Iterator[Arrow]:
    path = lifecycle.path(duties)
    every = {**lifecycle.data.triggers, **lifecycle.data.side_triggers}
    for name, trigger in every.items():
        for move in trigger.moves:
            if {move.source, move.dest} <= set(path) and _fits(duties, move.when, move.unless):
                yield name, move.source, move.dest
    for name, side in lifecycle.data.side_triggers.items():
        for standing in side.standings if not side.moves else ():
            if _fits(duties, standing.when, standing.unless):
                yield name, standing.source, standing.dest


def _fits(duties: Facts, when: Sequence[str], unless: Sequence[str]) -> bool:
    return all(GUARDS[name](duties) for name in when if name in _DUTIES) and not any(
        GUARDS[name](duties) for name in unless if name in _DUTIES
    )


def arrow_of(trigger: str, before: str, after: str, standing_before: str, standing: str) -> Iterator[Arrow]:
    """What a move took: an arrow between states where it moved, else one between standings."""
    if before != after:
        yield trigger, before, after
    elif standing_before != standing or standing != ACTIVE:
        yield trigger, standing_before, standing
    else:
        yield trigger, ACTIVE, ACTIVE
