"""What each task had to hand over, when it did, and how late: counted again from the rows that count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from model import STANDING_AFTER, Stood, days_after

from workflows.graph import TaskGraph

PATH = ("pending", "issued", "plan_drafted", "implemented", "reported", "consolidated")
GIVEN_AT = {"plan": "plan_drafted", "own": "reported", "merged": "consolidated"}
CLASSES = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted")
_STANDINGS = ("active", "suspended", "waived", "revoked")
Judged = tuple[str, date | None, date | None, int, int]  # class, day given, due date, days late, days left out


class Recount:
    """What the figures should be. `deliverables`: by task and report; a plan stands once, with its first task."""

    def __init__(self, graph: TaskGraph, rows: Iterable[Any], today: date) -> None:
        self.today = today
        self.rows = list(rows)
        self.chains: defaultdict[str, list[Any]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: (row.task, row.seq)):
            self.chains[row.task].append(row)
        self.deliverables: dict[tuple[str, str], Judged] = {}
        plans: defaultdict[str, list[tuple[str, date | None, date | None, Stood]]] = defaultdict(list)
        for node in graph.tasks:
            key = f"{graph.directive}/{node.key}"
            dues = {"plan": node.plan_due, "own": node.own_due, "merged": node.merged_due}
            owes = {"plan": node.owes_plan, "own": node.owes_report, "merged": node.consolidates}
            for report in (name for name, is_owed in owes.items() if is_owed):
                due = dues[report]
                facts = self._facts(key, report, due.last_day if due else None)
                if report == "plan":
                    plans[str(node.plan_group)].append((key, *facts))
                else:
                    self.deliverables[key, report] = self._judged(*facts[:2], [facts[2]])
        for members in plans.values():
            given = min((on for _, on, _, _ in members if on), default=None)
            standing = min((stood[-1][1] for *_, stood in members), key=_STANDINGS.index)
            counted = [due for _, _, due, own in members if given is not None or own[-1][1] == standing]
            due = max((day for day in counted if day), default=None)
            chains = [stood for *_, stood in members]
            self.deliverables[members[0][0], "plan"] = self._judged(given, due, chains)

    def _facts(self, key: str, report: str, launched: date | None) -> tuple[date | None, date | None, Stood]:
        """When it was given, when it is due, and how the task stood from move to move."""
        on, due = None, launched
        stood: Stood = [(date.min, "active")]
        at = PATH.index(GIVEN_AT[report])
        for row in self.chains[key]:
            if row.kind != "move":
                continue
            was, is_now = PATH.index(row.from_) >= at, PATH.index(row.to) >= at
            on = row.occurred_on if is_now and not was else on if is_now else None
            stood.append((row.occurred_on, STANDING_AFTER.get(row.trigger, stood[-1][1])))
            if row.due_after is not None and row.payload["report"] == report:
                due = row.due_after
        return on, due, stood

    def _judged(self, on: date | None, due: date | None, chains: list[Stood]) -> Judged:
        """One report of one task, or a plan of several."""
        if on is None and all(stood[-1][1] != "active" for stood in chains):
            return "not_counted", None, due, 0, 0
        if due is None:
            return "no_due_date", on, None, 0, 0
        counted, left_out = days_after(due, on or self.today, chains, is_given=on is not None)
        is_late = (on or self.today) > due
        if on is not None:
            return "done_late" if is_late else "done_on_time", on, due, len(counted), left_out
        return "doing_overdue" if is_late else "doing_in_time", on, due, len(counted), left_out

    @property
    def late(self) -> Counter[str]:
        """How many are late, by class."""
        return Counter(item[0] for item in self.deliverables.values() if item[0] in ("done_late", "doing_overdue"))

    @property
    def entered(self) -> Counter[str]:
        """How often each state was entered."""
        return Counter(row.to for row in self.rows if row.kind == "move" and row.from_ != row.to)
