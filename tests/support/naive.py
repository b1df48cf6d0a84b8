"""A cascade recomputed from its graph and its history alone: dictionaries, no database, every question by brute force.

Written from the design's table, not from the engine. Tasks and documents are given by position or key of the graph.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date
from typing import Any

from workflows.graph import Feed, TaskGraph

TRIGGER_INTO = {
    "issued": "release",
    "plan_drafted": "draft_plan",
    "implemented": "implement",
    "reported": "report",
    "consolidated": "consolidate",
}
STANDING_AFTER = {
    "suspend": "suspended",
    "resume": "active",
    "waive": "waived",
    "unwaive": "active",
    "revoke": "revoked",
}
Root = tuple[int | None, str | None]  # a task, or a document that its issuer has to release


class Naive:
    """Where everything stands after these rows of history. `out`: keys of the documents that are out.

    `is_corrected`: they are those that count after corrections, so that numbers are missing among them.
    """

    def __init__(self, graph: TaskGraph, rows: Iterable[Any], out: set[str], *, is_corrected: bool = False) -> None:
        self.is_corrected = is_corrected
        self.graph, self.tasks, self.out = graph, graph.tasks, out
        self.at = {f"{graph.directive}/{task.key}": at for at, task in enumerate(graph.tasks)}
        self.state = ["pending"] * len(self.tasks)
        self.standing = ["active"] * len(self.tasks)
        self.since: list[date | None] = [None] * len(self.tasks)
        self.extended: dict[tuple[int, str], date] = {}
        self.revoked: set[str] = set()
        self.rows = [0] * len(self.tasks)
        self.maker = {(edge.document, edge.task): edge.by for edge in graph.releases}
        for row in sorted(rows, key=lambda row: (row.task, row.seq)):
            self._fold(self.at[row.task], row)

    def _fold(self, at: int, row: Any) -> None:
        self.rows[at] += 1
        assert self.is_corrected or row.seq == self.rows[at]
        assert row.from_ == self.state[at] or (self.is_corrected and row.from_ == row.to)
        if row.to != row.from_:
            self.state[at], self.since[at] = row.to, row.occurred_on
        if row.kind == "move":
            self.standing[at] = STANDING_AFTER.get(row.trigger, self.standing[at])
        if row.trigger == "extend":
            self.extended[at, row.payload["report"]] = row.due_after
        if row.trigger == "revoke":
            self.revoked.add(row.payload["revoked"])

    # what a task passes

    def path(self, at: int) -> list[str]:
        task = self.tasks[at]
        passed = [task.owes_plan, task.owes_report or task.consolidates, task.owes_report, task.consolidates]
        later = ["plan_drafted", "implemented", "reported", "consolidated"]
        return ["pending", "issued", *itertools.compress(later, passed)]

    def next_trigger(self, at: int) -> str | None:
        path = self.path(at)
        after = path.index(self.state[at]) + 1
        return TRIGGER_INTO[path[after]] if after < len(path) else None

    def is_alive(self, at: int) -> bool:
        return self.standing[at] in ("active", "suspended") and self.next_trigger(at) is not None

    def gives(self, at: int, report: str) -> bool:
        path = self.path(at)
        wanted = {"own": "reported", "merged": "consolidated"}[report]
        return path.index(self.state[at]) >= (path.index(wanted) if wanted in path else len(path) - 1)

    def is_passed_on(self, at: int) -> bool:
        return self.state[at] == "consolidated"

    # edges

    def is_closed(self, feed: Feed) -> bool:
        return self.standing[feed.input] in ("waived", "revoked") or self.gives(feed.input, feed.waits_for)

    def open_edges(self, at: int) -> list[Feed]:
        return [feed for feed in self.graph.feeds if feed.consolidation == at and not self.is_closed(feed)]

    def can_move(self, at: int) -> bool:
        trigger = self.next_trigger(at)
        if self.standing[at] != "active" or trigger in (None, "release"):
            return False
        return trigger != "consolidate" or not self.open_edges(at)

    def blocked(self) -> set[int]:
        every = range(len(self.tasks))
        return {at for at in every if self.standing[at] == "active" and self.is_alive(at) and self.open_edges(at)}

    # who can act

    def plans(self, agency: str) -> list[str]:
        """Its plans that are waiting."""
        gone = self.out | self.revoked
        return [d.key for d in self.graph.documents if d.is_plan and agency in d.issuers and d.key not in gone]

    def asked_by(self, at: int) -> list[str]:
        return [key for key in self.tasks[at].documents if key not in self.revoked]

    def issuers(self, at: int) -> list[str]:
        asked = self.asked_by(at) or self.tasks[at].documents
        return [issuer for d in self.graph.documents if d.key in asked for issuer in d.issuers]

    def releaser(self, at: int) -> tuple[int, int, str, int | None]:
        """What a pending task waits for, the soonest first: rank, order, document, and whose task makes it."""
        ranked = []
        for order, document in enumerate(self.graph.documents):
            if document.key not in self.asked_by(at):
                continue
            maker = self.maker.get((document.key, at))
            makes = (
                maker is not None
                and self.standing[maker] == "active"
                and document.is_plan
                and self.tasks[maker].owes_plan
                and self.plans(self.tasks[maker].agency) == [document.key]
                and self.state[maker] in ("pending", "issued")
            )
            rank = 3 if document.key in self.out else 1 if not makes else 2 if self.state[maker] == "pending" else 0
            ranked.append((rank, order, document.key, maker))
        return min(ranked)

    def root_of_pending(self, at: int) -> Root:
        passed: dict[int, tuple[int, str]] = {}
        while at not in passed:
            rank, order, key, maker = self.releaser(at)
            if rank in (1, 3):
                return (None, key)
            if rank == 0:
                return (maker, None)
            passed[at] = order, key
            at = maker
        circle = list(passed.values())[list(passed).index(at) :]
        return (None, min(circle)[1])

    def roots(self, consolidation: int) -> set[Root]:
        found: set[Root] = set()
        for feed in self.open_edges(consolidation):
            if self.standing[feed.input] == "suspended":
                found.add((feed.input, None))
            elif self.state[feed.input] == "pending":
                found.add(self.root_of_pending(feed.input))
            elif self.can_move(feed.input):
                found.add((feed.input, None))
            if feed.waits_for == "merged" or not self.tasks[feed.input].owes_report:
                found |= self.roots(feed.input)
        return found

    def holds(self, root: Root) -> int:
        return sum(root in self.roots(at) for at in self.blocked())

    # side roads

    def receivers(self, at: int, report: str) -> list[str]:
        """Who may return that report."""
        task = self.tasks[at]

        def is_it(feed: Feed) -> bool:
            merged = task.consolidates and (feed.waits_for == "merged" or not task.owes_report)
            return feed.input == at and merged is (report == "merged")

        found = [self.tasks[feed.consolidation].agency for feed in self.graph.feeds if is_it(feed)]
        return found or list(task.receivers)

    def after_return(self, at: int, report: str) -> str | None:
        """The state to which a return leads; None: there is nothing to return."""
        task, state = self.tasks[at], self.state[at]
        if self.standing[at] != "active":
            return None
        if report == "merged":
            return None if state != "consolidated" else "reported" if task.owes_report else "implemented"
        return "implemented" if task.owes_report and state in ("reported", "consolidated") else None

    def held_by_standing(self, at: int) -> list[int]:
        """The consolidations whose edge from this task is open or closed by its standing alone."""
        return [f.consolidation for f in self.graph.feeds if f.input == at and not self.gives(at, f.waits_for)]

    # days

    def day(self, at: int, what: str) -> date | None:
        task = self.tasks[at]
        due = {"plan": task.plan_due, "own": task.own_due, "merged": task.merged_due}[what]
        return self.extended.get((at, what)) or (due.last_day if due else None)

    def owed_next(self, at: int) -> str:
        task = self.tasks[at]
        if self.next_trigger(at) == "draft_plan" and self.day(at, "plan"):
            return "plan"
        if task.owes_report and not self.gives(at, "own"):
            return "own"
        return "merged" if task.consolidates else "own" if task.owes_report else "plan"

    def due_next(self, at: int) -> date | None:
        return self.day(at, self.owed_next(at))
