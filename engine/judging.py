"""What the lifecycle's machine says of a task, asked once for each kind of case.

The machine is the only judge. A case is a state, what the task owes, and whether inputs are open: a few dozen in all,
so that a bulk of a million asks the machine a few dozen times.
"""

from __future__ import annotations

from typing import Protocol

from workflows.lifecycle import Facts, Lifecycle, Verdict

RELEASE, DRAFT_PLAN = "release", "draft_plan"
_CLOSES_AT = {"own": "reported", "merged": "consolidated"}

Case = tuple[str, bool, bool, bool, bool]


class Judged(Protocol):
    """What is judged: a task in a state."""

    state: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    open_inputs: int


class Judge:
    """A lifecycle's answers, remembered."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        self.initial = lifecycle.initial
        self._verdicts: dict[tuple[str, Case], Verdict] = {}
        self._next: dict[Case, str | None] = {}
        self._paths: dict[tuple[bool, bool, bool], tuple[str, ...]] = {}
        self._given: dict[tuple[str, str, bool, bool, bool], tuple[str, ...]] = {}
        self._allowed: dict[Case, tuple[str, ...]] = {}

    def verdict(self, trigger: str, task: Judged) -> Verdict:
        """What the trigger would do to the task."""
        case = _case(task)
        found = self._verdicts.get((trigger, case))
        if found is None:
            found = self._verdicts[trigger, case] = self.lifecycle.judge(trigger, case[0], _facts(case))
        return found

    def next_trigger(self, task: Judged) -> str | None:
        """The trigger owed next, whether or not it is legal yet; None: the task is finished."""
        case = _case(task)
        if case not in self._next:
            self._next[case] = self.lifecycle.next_trigger(case[0], _facts(case))
        return self._next[case]

    def can_move(self, task: Judged) -> bool:
        """Whether what is owed next may be done now, by the task's own agency (a pending task waits for a document)."""
        trigger = self.next_trigger(task)
        return trigger is not None and trigger != RELEASE and self.verdict(trigger, task).is_legal

    def triggers_now(self, task: Judged) -> tuple[str, ...]:
        """All that the task's own agency may do now, in the lifecycle's order."""
        case = _case(task)
        if case not in self._allowed:
            self._allowed[case] = tuple(
                name
                for name, trigger in self.lifecycle.data.triggers.items()
                if "assignee" in trigger.who and self.verdict(name, task).is_legal
            )
        return self._allowed[case]

    def path(self, task: Judged) -> tuple[str, ...]:
        """The states that a task with these duties passes."""
        owes = task.owes_plan, task.owes_report, task.consolidates
        if owes not in self._paths:
            self._paths[owes] = self.lifecycle.path(Facts(*map(bool, owes)))
        return self._paths[owes]

    def is_owed(self, trigger: str, task: Judged) -> bool:
        """Whether the trigger stands anywhere on the task's path."""
        facts = Facts(bool(task.owes_plan), bool(task.owes_report), bool(task.consolidates))
        return any(self.lifecycle.next_trigger(state, facts) == trigger for state in self.path(task))

    def gives(self, report: str, task: Judged, state: str | None = None) -> bool:
        """Whether a task in that state (its own, if left out) has given its `own` or its `merged` report.

        That is from `reported`, or `consolidated`, on; where the path lacks that state, from its last one.
        """
        path = self.path(task)
        wanted = _CLOSES_AT[report]
        at = path.index(wanted) if wanted in path else len(path) - 1
        return path.index(state or task.state) >= at

    def given_by(self, task: Judged, to: str) -> tuple[str, ...]:
        """The reports, `own` or `merged`, that a move to that state gives."""
        case = (task.state, to, task.owes_plan, task.owes_report, task.consolidates)
        found = self._given.get(case)
        if found is None:
            found = self._given[case] = tuple(
                report for report in _CLOSES_AT if self.gives(report, task, to) and not self.gives(report, task)
            )
        return found


def _case(task: Judged) -> Case:
    return task.state, task.owes_plan, task.owes_report, task.consolidates, task.open_inputs > 0


def _facts(case: Case) -> Facts:
    return Facts(bool(case[1]), bool(case[2]), bool(case[3]), int(case[4]))
