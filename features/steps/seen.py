"""What a scenario touched, for the account of what none touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from engine.results import HistoryRow, TaskRow
from features.steps.cascades import Cascade, standing_as
from features.steps.touchable import Arrow, Thing, due, dues_of, guard
from workflows.findings import Finding
from workflows.graph import TaskNode
from workflows.lifecycle import ACTIVE

# refusals that say what the lifecycle's machine said; all others come before it is asked
_JUDGED = {
    *("inputs-open", "plan-first", "wrong-state", "not-owed", "finished", "wrong-standing"),
    *("consolidation-passed-on", "nothing-missing", "nothing-to-return"),
}


@dataclass
class Seen:
    """The things touched; `cascades`: directives, each with a year."""

    things: set[Thing] = field(default_factory=set)
    cascades: set[tuple[str, int]] = field(default_factory=set)

    def add_moves(self, cascade: Cascade, rows: Iterable[HistoryRow]) -> set[str]:
        """What the moves of these rows touch: of a document revoked, else of all that ask for the task.

        The documents revoked.
        """
        self.cascades.add((cascade.graph.directive, cascade.year))
        lifecycle, documents = cascade.lifecycle, set[str]()
        ordered = sorted(rows, key=lambda row: (row.task, row.seq))
        for key, chain in groupby(ordered, key=lambda row: row.task):
            node, standing = cascade.find(key), ACTIVE
            for row in chain:
                if node is None or row.kind != "move" or not (row.trigger and row.from_ and row.to):
                    continue
                before, standing = standing, str(row.payload.get("standing", ACTIVE))
                report = str(row.payload.get("what", ""))
                arrow = Arrow.taken(lifecycle, row.trigger, (row.from_, row.to), (before, standing), report)
                is_main = row.trigger in lifecycle.data.triggers
                revoked = row.payload.get("revoked")
                documents |= {revoked} if revoked else set()
                for document in (revoked,) if revoked else node.documents:
                    self.things.add(arrow.thing(document, node.topic if is_main else None))
                    if is_main and before != ACTIVE:
                        self.things.add(arrow._replace(mark=before).thing(document))
        return documents

    def add_objections(
        self, cascade: Cascade, node: TaskNode, row: TaskRow, rule: str, trigger: str, what: str
    ) -> None:
        """The guards that said no when that rule refused the trigger on the task as it stands in `row`.

        `what`: the report that was meant, where one was to be returned.
        """
        data = cascade.lifecycle.data
        if rule not in _JUDGED or trigger not in data.triggers | data.side_triggers:
            return
        asked = {"returning": what, "is_passed_on": rule == "consolidation-passed-on"}
        names = cascade.judge.side_verdict(trigger, standing_as(node, row), **asked).objections
        self.things |= {guard(document, trigger, name) for document in node.documents for name in names}

    def add_refusal(self, rule: str, documents: Iterable[str]) -> None:
        """That a rule refused something of these documents."""
        self.things |= {Thing(document, "refusal", rule) for document in documents}

    def add_due(self, node: TaskNode, what: str) -> None:
        """That the due date of its plan, its own or its merged report was spoken of."""
        self.things |= {due(node, name, date) for name, date in dues_of(node) if name == what}

    def add_findings(self, document: str, findings: Iterable[Finding]) -> None:
        """That the checker finds these."""
        self.things |= {Thing(document, "finding", finding.rule, finding.place.at) for finding in findings}
