"""A cascade recomputed from its graph and its history alone: dictionaries, no database, every question by brute force.

Written from the documentation, not from the engine. Tasks are given by their position in the graph, documents by key.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from types import SimpleNamespace
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
    "withdraw": "revoked",
}
ASKS_FOR = {"request_extension": "extend", "request_withdrawal": "withdraw", "refuse": "withdraw"}
SOON = 3  # working days
Root = tuple[int | None, str | None]  # a task, or a document that its issuer has to release
Stood = list[tuple[date, str]]  # a task's moves in order: the day, and the standing after


def days_after(due: date | None, until: date, chains: Iterable[Stood], *, is_given: bool) -> tuple[list[date], int]:
    """The days after the last on-time day on which one of these tasks counted, and how many others there are.

    A day counts if a task was active when it ended; the last one too where what was due was given on it.
    """
    chains = list(chains)
    every = [] if due is None else [due + timedelta(n) for n in range(1, (until - due).days + 1)]
    ends = {day: [[to for on, to in stood if on <= day] or ["active"] for stood in chains] for day in every}
    counted = [day for day in every if (is_given and day == until) or any(end[-1] == "active" for end in ends[day])]
    return counted, len(every) - len(counted)


class Model:
    """Where everything stands after these rows of history, which all count. `out`: the documents that are out."""

    def __init__(self, graph: TaskGraph, rows: Iterable[Any], out: set[str]) -> None:
        self.graph, self.tasks, self.out = graph, graph.tasks, out
        self.at = {f"{graph.directive}/{task.key}": at for at, task in enumerate(graph.tasks)}
        self.below: defaultdict[int, list[Feed]] = defaultdict(list)
        self.above: defaultdict[int, list[Feed]] = defaultdict(list)
        for feed in graph.feeds:
            self.below[feed.consolidation].append(feed)
            self.above[feed.input].append(feed)
        self.state = ["pending"] * len(self.tasks)
        self.standing = ["active"] * len(self.tasks)
        self.since: list[date | None] = [None] * len(self.tasks)
        self.head_on: list[date | None] = [None] * len(self.tasks)
        self.stood: list[Stood] = [[] for _ in self.tasks]
        self.extended: dict[tuple[int, str], date] = {}
        self.revoked: set[str] = set()
        self.asked: defaultdict[int, dict[int, SimpleNamespace]] = defaultdict(dict)  # task -> seq -> request
        self.given: dict[tuple[int, str], int] = {}  # task, report -> seq of the row with which it was given
        self.accepted: dict[tuple[int, str], int] = {}  # task, report -> seq of the row that accepted it
        self.reminders: list[list[date]] = [[] for _ in self.tasks]
        self.assigned_to: list[str | None] = [None] * len(self.tasks)
        self.follow_up: list[date | None] = [None] * len(self.tasks)
        self.tags: list[set[str]] = [set() for _ in self.tasks]
        self.maker = {(edge.document, edge.task): edge.by for edge in graph.releases}
        for row in sorted(rows, key=lambda row: (row.task, row.seq)):
            self._fold(self.at[row.task], row)

    def _fold(self, at: int, row: Any) -> None:
        if row.to != row.from_:
            self.state[at], self.since[at] = row.to, row.occurred_on
        if row.kind == "move":
            self.standing[at] = STANDING_AFTER.get(row.trigger, self.standing[at])
            self.head_on[at] = row.occurred_on
            self.stood[at].append((row.occurred_on, self.standing[at]))
        if row.due_after is not None:
            self.extended[at, row.payload["report"]] = row.due_after
        if row.kind == "reminder":
            self.reminders[at].append(row.occurred_on)
        if row.kind == "note" and row.trigger is None:
            if "assigned_to" in row.payload:
                self.assigned_to[at] = row.payload["assigned_to"] or None
            if "follow_up" in row.payload:
                day = row.payload["follow_up"]
                self.follow_up[at] = date.fromisoformat(day) if day else None
            self.tags[at] -= set(row.payload.get("tags_removed", ()))
            self.tags[at] |= set(row.payload.get("tags_added", ()))
        if row.trigger == "revoke":
            self.revoked.add(row.payload["revoked"])
        if row.kind == "request":
            self.asked[at][row.seq] = SimpleNamespace(row=row, outcome="pending", lapse=None)
        elif row.trigger in ("grant", "deny"):
            request = self.asked[at].get(row.ref_seq)
            if request is None:
                raise ValueError(f"{row.task} #{row.seq} decides what was never asked for")
            request.outcome, request.lapse = {"grant": "granted", "deny": "denied"}[row.trigger], None
        elif row.trigger == "accept":
            self.accepted[at, row.payload["what"]] = row.seq
        elif row.kind == "move":
            self._is_over(at, row)

    def _is_over(self, at: int, row: Any) -> None:
        """What a move makes of requests that are pending, and of reports that were accepted."""
        for report in ("own", "merged"):
            if not self.gives(at, report):
                self.given.pop((at, report), None)
                self.accepted.pop((at, report), None)
            else:
                self.given.setdefault((at, report), row.seq)
        for request in self.pending(at):
            payload = request.row.payload
            report, until = payload.get("report"), payload.get("until")
            is_given = row.trigger == "draft_plan" if report == "plan" else bool(report) and self.gives(at, report)
            if self.standing[at] in ("waived", "revoked"):
                request.lapse = "standing"
            elif is_given:
                request.lapse = "given"
            elif self.next_trigger(at) is None:
                request.lapse = "finished"
            elif until and row.due_after and row.payload["report"] == report and row.due_after.isoformat() >= until:
                request.lapse = "extended"
            if request.lapse:
                request.outcome = "lapsed"

    def pending(self, at: int) -> list[SimpleNamespace]:
        """What was asked for on a task and waits to be decided."""
        return [each for each in self.asked[at].values() if each.outcome == "pending"]

    def key(self, at: int) -> str:
        return f"{self.graph.directive}/{self.tasks[at].key}"

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

    def gives(self, at: int, report: str, state: str | None = None) -> bool:
        path = self.path(at)
        wanted = {"own": "reported", "merged": "consolidated"}[report]
        return path.index(state or self.state[at]) >= (path.index(wanted) if wanted in path else len(path) - 1)

    def is_passed_on(self, at: int) -> bool:
        return self.state[at] == "consolidated"

    # edges

    def is_closed(self, feed: Feed, state: str | None = None, standing: str | None = None) -> bool:
        standing = standing or self.standing[feed.input]
        return standing in ("waived", "revoked") or self.gives(feed.input, feed.waits_for, state)

    def open_edges(self, at: int) -> list[Feed]:
        return [feed for feed in self.below[at] if not self.is_closed(feed)]

    def can_move(self, at: int) -> bool:
        trigger = self.next_trigger(at)
        if self.standing[at] != "active" or trigger in (None, "release"):
            return False
        return trigger != "consolidate" or not self.open_edges(at)

    @cached_property
    def blocked(self) -> set[int]:
        consolidations = list(self.below)
        return {
            at for at in consolidations if self.standing[at] == "active" and self.is_alive(at) and self.open_edges(at)
        }

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
        return min(ranked, key=lambda item: item[:3])

    def root_of_pending(self, at: int) -> Root:
        """Who makes its plan, or who makes his; where that leads back to itself, the issuer who can release it."""
        passed: dict[int, tuple[int, str]] = {}
        while at not in passed:
            rank, order, key, maker = self.releaser(at)
            if rank in (1, 3) or maker is None:
                return (None, key)
            if rank == 0:
                return (maker, None)
            passed[at] = order, key
            at = maker
        circle = list(passed.values())[list(passed).index(at) :]
        return (None, min(circle)[1])

    def roots(self, consolidation: int) -> set[Root]:
        if consolidation not in self._roots:
            self._roots[consolidation] = set().union(*map(self.roots_through, self.open_edges(consolidation)))
        return self._roots[consolidation]

    @cached_property
    def _roots(self) -> dict[int, set[Root]]:
        return {}

    def roots_through(self, feed: Feed) -> set[Root]:
        found: set[Root] = set()
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
        return sum(root in self.roots(at) for at in self.blocked)

    def end_of_why(self, at: int, today: date) -> Root:
        """Whom a task waits for in the end."""
        if not self.is_alive(at) or self.standing[at] == "suspended":
            return (at, None)
        if self.state[at] == "pending":
            return self.root_of_pending(at)
        if self.can_move(at) or not self.open_edges(at):
            return (at, None)
        return min(self.roots(at), key=lambda root: self.severity(root, today))

    def severity(self, root: Root, today: date) -> tuple[int, int, str]:
        """Latest first, then who holds most, then by key; a suspended task and a document are never late."""
        at, document = root
        late = 0
        if at is not None and self.standing[at] == "active" and (due := self.due_next(at)) is not None:
            late, _, _ = self.late(at, due, today)
        return -late, -self.holds(root), str(document) if at is None else self.key(at)

    # side roads

    def receivers(self, at: int, report: str) -> list[str]:
        """Who may return that report."""
        task = self.tasks[at]

        def is_it(feed: Feed) -> bool:
            merged = task.consolidates and (feed.waits_for == "merged" or not task.owes_report)
            return merged is (report == "merged")

        found = [self.tasks[feed.consolidation].agency for feed in self.above[at] if is_it(feed)]
        return found or list(task.receivers)

    def after_return(self, at: int, report: str) -> str | None:
        """The state to which a return leads; None: there is nothing to return."""
        task, state = self.tasks[at], self.state[at]
        if self.standing[at] != "active":
            return None
        if report == "merged":
            return None if state != "consolidated" else "reported" if task.owes_report else "implemented"
        return "implemented" if task.owes_report and state in ("reported", "consolidated") else None

    def reopened_by(self, at: int, dest: str) -> set[int]:
        """The passed-on consolidations under which an edge opens: by the return, or by another that it re-opens."""
        went_back, found = {at: dest}, set[int]()
        while True:
            new = {
                feed.consolidation
                for low, state in went_back.items()
                for feed in self.above[low]
                if self.is_passed_on(feed.consolidation) and self.is_closed(feed) and not self.is_closed(feed, state)
            } - went_back.keys()
            if not new:
                return found
            found |= new
            for position in new:
                went_back[position] = "reported" if self.tasks[position].owes_report else "implemented"

    def held_by_standing(self, at: int) -> list[int]:
        """The consolidations whose edge from this task is open or closed by its standing alone."""
        return [feed.consolidation for feed in self.above[at] if not self.gives(at, feed.waits_for)]

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

    def edge_due(self, feed: Feed) -> date | None:
        task = self.tasks[feed.input]
        merged = task.consolidates and (feed.waits_for == "merged" or not task.owes_report)
        return self.day(feed.input, "merged" if merged else "own") or self.due_next(feed.input)

    def is_soon(self, due: date, today: date) -> bool:
        """At most three working days are left, today not counted."""
        return due >= today and self.working_days(today, due) <= SOON

    def working_days(self, after: date, until: date) -> int:
        return sum(self.is_worked(after + timedelta(n)) for n in range(1, (until - after).days + 1))

    def is_worked(self, day: date) -> bool:
        days = self.graph.calendar
        return day in days.days_worked or (day.weekday() < 5 and day not in days.days_off)

    def late(self, at: int, due: date | None, until: date, *, is_given: bool = False) -> tuple[int, int, int]:
        """Days late, days left out, and working days late."""
        counted, left_out = days_after(due, until, [self.stood[at]], is_given=is_given)
        return len(counted), left_out, sum(map(self.is_worked, counted))

    def lateness(self, at: int, today: date) -> tuple[int, int, int]:
        """Of what it owes next, or owed last."""
        if self.standing[at] != "active":
            return 0, 0, 0
        is_given, since = self.next_trigger(at) is None, self.since[at]
        return self.late(at, self.due_next(at), since if is_given and since else today, is_given=is_given)

    def blocked_status(self, at: int, today: date) -> tuple[str, int, int]:
        due = self.day(at, "merged" if self.tasks[at].consolidates else "own")
        inputs = [day for feed in self.open_edges(at) if (day := self.edge_due(feed))]
        every = [day for day in (due, *inputs) if day]
        if any(day < today for day in every):
            lates = [self.late(at, due, today)]
            lates += [self.late(feed.input, self.edge_due(feed), today) for feed in self.open_edges(at)]
            return "overdue", *max(lates)[:2]
        is_near = any(self.is_soon(day, today) for day in every) or (due and any(day > due for day in inputs))
        return ("at_risk" if is_near else "waiting"), 0, 0

    def timeliness(self, at: int, today: date) -> str:
        if self.standing[at] != "active":
            return "not_counted"
        due, since = self.due_next(at), self.since[at]
        if due is None:
            return "no_due_date"
        if self.next_trigger(at) is None:
            return "done_late" if since is not None and since > due else "done_on_time"
        if due < today:
            return "overdue"
        return "due_soon" if self.is_soon(due, today) else "on_time"
