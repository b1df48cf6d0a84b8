"""Rules about the state machine of a task (L)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.lifecycle import Facts, Lifecycle, Settled
from workflows.rules.registry import Hit, rule


@rule(
    "L101",
    Severity.ERROR,
    vi="vòng đời “{lifecycle}”: không nhiệm vụ nào tới được trạng thái “{state}”",
    en='lifecycle "{lifecycle}": no task ever reaches the state "{state}"',
    hint_vi="thêm bước dẫn tới trạng thái đó, hoặc bỏ nó",
    hint_en="add a move that leads there, or drop the state",
)
def unreachable_state(drafts: Drafts) -> Iterator[Hit]:
    """A lifecycle has a state that no task, whatever it owes, ever comes into.

    Why: a state that nobody can reach honestly spoils every rate.
    Example: a state without any move `to` it.
    Mend: add the move, or drop the state.
    """
    lifecycle, place = _lifecycle(drafts)
    reached = {state for facts in _all_duties() for state in lifecycle.path(facts)}
    for state in lifecycle.data.states:
        if state not in reached:
            yield Hit(
                place,
                drafts.cascade.directive.key,
                {"lifecycle": lifecycle.key, "state": state, "discriminator": state},
            )


@rule(
    "L102",
    Severity.ERROR,
    vi="vòng đời “{lifecycle}”: nhiệm vụ kẹt ở “{state}” khi còn nợ {duty}",
    en='lifecycle "{lifecycle}": a task is stuck in "{state}" while it still owes {duty}',
    hint_vi="thêm bước từ trạng thái đó",
    hint_en="add a move out of that state",
)
def dead_end(drafts: Drafts) -> Iterator[Hit]:
    """A lifecycle leaves a task in a state without a way on while it still owes a plan, a report or a consolidation.

    Why: whoever waits for that task waits for ever.
    Example: a straight line that demands a plan of tasks that owe none.
    Mend: add the move, with the guard for what the task owes.
    """
    lifecycle, place = _lifecycle(drafts)
    for facts in _all_duties():
        used = _guards_on_path(lifecycle, facts)
        for duty in ("owes_plan", "owes_report", "consolidates"):
            if getattr(facts, duty) and duty not in used:
                state = lifecycle.path(facts)[-1]
                yield Hit(
                    place,
                    drafts.cascade.directive.key,
                    {"lifecycle": lifecycle.key, "state": state, "duty": duty, "discriminator": (state, duty)},
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
