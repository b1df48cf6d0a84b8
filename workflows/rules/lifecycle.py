"""Rules about the state machine of a task (L)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.lifecycle import Facts, Lifecycle, Settled
from workflows.rules.registry import Hit, rule


@rule("L101", Severity.ERROR)
def unreachable_state(drafts: Drafts) -> Iterator[Hit]:
    """A lifecycle has a state that no task, whatever it owes, ever comes into."""
    lifecycle, place = _lifecycle(drafts)
    reached = {state for facts in _all_duties() for state in lifecycle.path(facts)}
    for state in lifecycle.data.states:
        if state not in reached:
            yield Hit(
                place,
                drafts.cascade.directive.key,
                {"lifecycle": lifecycle.key, "state": state},
            )


@rule("L102", Severity.ERROR)
def dead_end(drafts: Drafts) -> Iterator[Hit]:
    """A lifecycle leaves a task in a state without a way on while it still owes a plan, a report or a consolidation."""
    lifecycle, place = _lifecycle(drafts)
    for facts in _all_duties():
        used = _guards_on_path(lifecycle, facts)
        for duty in ("owes_plan", "owes_report", "consolidates"):
            if getattr(facts, duty) and duty not in used:
                state = lifecycle.path(facts)[-1]
                yield Hit(
                    place,
                    drafts.cascade.directive.key,
                    {"lifecycle": lifecycle.key, "state": state, "duty": duty},
                )


def _lifecycle(drafts: Drafts) -> tuple[Lifecycle, Place]:
    directive = drafts.cascade.directive
    place = directive.place_of("lifecycle")
    return drafts.cascade.library.lifecycle(directive.lifecycle), Place(
        place.file, place.line, place.column, directive.at or ""
    )


def _all_duties() -> Iterator[Facts]:
    for owes_plan, owes_report, consolidates in product((False, True), repeat=3):
        if owes_plan or owes_report or consolidates:
            yield Facts(owes_plan, owes_report, consolidates)


def _guards_on_path(lifecycle: Lifecycle, facts: Facts) -> set[str]:
    """The guards that the moves along a task's path asked about and found true."""
    states = lifecycle.path(facts)
    used: set[str] = set()
    for source, dest in pairwise(states):
        for trigger, data in lifecycle.data.triggers.items():
            for move in data.moves:
                if (move.source, move.dest) == (source, dest) and lifecycle.judge(
                    trigger, source, Settled(facts)
                ).dest == dest:
                    used.update(move.when)
    return used
