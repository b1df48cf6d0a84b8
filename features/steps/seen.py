"""What a scenario touched, for the account of what none touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from engine.results import HistoryRow, TaskRow
from workflows.graph import TaskNode
from workflows.lifecycle import ACTIVE, Facts, Lifecycle

# refusals that say what the lifecycle's machine said; all others come before it is asked
_JUDGED = {
    *("inputs-open", "plan-first", "wrong-state", "not-owed", "finished", "wrong-standing"),
    *("consolidation-passed-on", "nothing-missing", "nothing-to-return"),
}


class SeenMove(NamedTuple):
    """One recorded move. `document`: the one that was revoked with it; `what`: the report that was returned."""

    cascade: str
    task: str
    trigger: str
    state: str
    dest: str
    standing: str
    standing_after: str
    document: str = ""
    what: str = ""


@dataclass
class Seen:
    """Tasks by cascade and by key without directive."""

    cascades: set[tuple[str, int]] = field(default_factory=set)
    moves: set[SeenMove] = field(default_factory=set)
    dues: set[tuple[str, str, str]] = field(default_factory=set)  # cascade, task, plan | own | merged
    refusals: set[tuple[str, str, str, str]] = field(default_factory=set)  # rule, cascade, task or document, trigger
    objections: set[tuple[str, str, str, str]] = field(default_factory=set)  # cascade, task, trigger, guard
    findings: set[tuple[str, str, str | None]] = field(default_factory=set)  # document, rule, place

    def add_moves(self, cascade: str, rows: Iterable[HistoryRow]) -> None:
        """Every move of these rows, with the standing before and after it."""
        ordered = sorted(rows, key=lambda row: (row.task, row.seq))
        for task, chain in groupby(ordered, key=lambda row: row.task):
            standing: str = ACTIVE
            for row in chain:
                if row.kind != "move" or not (row.trigger and row.from_ and row.to):
                    continue
                before, standing = standing, str(row.payload.get("standing", ACTIVE))
                told = [str(row.payload.get(name, "")) for name in ("revoked", "what")]
                move = SeenMove(cascade, inside(task), row.trigger, row.from_, row.to, before, standing, *told)
                self.moves.add(move)

    def add_objections(
        self, cascade: str, lifecycle: Lifecycle, node: TaskNode, row: TaskRow, rule: str, trigger: str, what: str
    ) -> None:
        """The guards that said no when that rule refused the trigger on the task as it stands in `row`.

        `what`: the report that was meant, where one was to be returned.
        """
        data = lifecycle.data
        if rule not in _JUDGED or trigger not in data.triggers | data.side_triggers:
            return
        facts = facts_of(lifecycle, node, row.state, row.standing, row.open, what, rule == "consolidation-passed-on")
        for guard in lifecycle.judge(trigger, row.state, facts).objections:
            self.objections.add((cascade, node.key, trigger, guard))


def facts_of(
    lifecycle: Lifecycle,
    node: TaskNode,
    state: str,
    standing: str = ACTIVE,
    open_inputs: int = 0,
    what: str | None = None,
    is_passed_on: bool = False,
) -> Facts:
    """What the machine looks at; see `Facts`."""
    duties = Facts(node.owes_plan, node.owes_report, node.consolidates)
    return replace(
        duties,
        open_inputs=open_inputs,
        standing=standing,
        returning=what,
        is_finished=lifecycle.next_trigger(state, duties) is None,
        is_passed_on=is_passed_on,
    )


def inside(key: str) -> str:
    """`ct-33-ttg-2021/2023-H1/binh-dinh` → `2023-H1/binh-dinh`; a document's key as it is."""
    first, slash, rest = key.partition("/")
    return rest if slash and not first[:4].isdigit() else key
