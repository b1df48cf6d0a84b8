"""What the lifecycle's machine says of a task, asked once for each kind of case.

The machine is the only judge. A case is a state, what the task owes, and whether inputs are open: a few dozen in all,
so that a bulk of a million asks the machine a few dozen times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from engine.chain.folds import Arrows
from workflows.lifecycle import ACTIVE, Facts, Lifecycle, Verdict

__all__ = [
    "ACCEPT",
    "ACTIVE",
    "DENY",
    "DRAFT_PLAN",
    "GRANT",
    "PARTIAL",
    "RELEASE",
    "RETURN",
    "REVOKE",
    "Judge",
    "Owing",
]

RELEASE, DRAFT_PLAN, REVOKE = "release", "draft_plan", "revoke"
REPORT = "report"
RETURN, PARTIAL = "return_report", "consolidate_partial"
GRANT, DENY, ACCEPT = "grant", "deny", "accept"
_CLOSES_AT = {"own": "reported", "merged": "consolidated"}

Case = tuple[str, bool, bool, bool, bool, str]
Duties = tuple[bool, bool, bool]  # plan, own report, consolidation
Stand = tuple[str, str]  # state and standing


class Judged(Protocol):
    """What is judged: a task in a state and a standing."""

    @property
    def state(self) -> str: ...
    @property
    def owes_plan(self) -> bool: ...
    @property
    def owes_report(self) -> bool: ...
    @property
    def consolidates(self) -> bool: ...
    @property
    def open_inputs(self) -> int: ...
    @property
    def standing(self) -> str: ...


class Owing:
    """What a task owes (plan, own report, consolidation), in a state and a standing, with every input closed."""

    __slots__ = ("consolidates", "open_inputs", "owes_plan", "owes_report", "standing", "state")

    def __init__(self, duties: Sequence[Any], state: str, standing: str) -> None:
        self.state, self.standing, self.open_inputs = state, standing, 0
        self.owes_plan, self.owes_report, self.consolidates = map(bool, duties[:3])


class Outlook(NamedTuple):
    """What comes next of a task. `following`: `next_trigger`; the others as the judge's methods of these names."""

    following: str | None
    upcoming: str | None
    is_paused: bool
    can_move: bool


class Judge:
    """A lifecycle's answers, remembered."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        self.initial = lifecycle.initial
        self.arrows = Arrows(lifecycle)
        self._verdicts: dict[tuple[str, Case], Verdict] = {}
        self._next: dict[Case, str | None] = {}
        self._paths: dict[tuple[bool, bool, bool], tuple[str, ...]] = {}
        self._closed: dict[tuple[str, bool, bool, bool, str], tuple[str, ...]] = {}
        self._given: dict[tuple[Duties, str, str], tuple[str, ...]] = {}
        self._turns: dict[tuple[Duties, Stand, Stand], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._steps: dict[Duties, tuple[str | None, ...]] = {}
        self._allowed: dict[Case, tuple[str, ...]] = {}
        self._outlooks: dict[Case, Outlook] = {}
        self._owed: dict[tuple[Case, bool], str] = {}

    def verdict(self, trigger: str, task: Judged) -> Verdict:
        """What the trigger would do to the task; an arrow that leads off its path is none for it."""
        case = _case(task)
        found = self._verdicts.get((trigger, case))
        if found is None:
            found = self.lifecycle.judge(trigger, case[0], _facts(case))
            if found.is_legal and found.dest not in self.path(task):
                found = Verdict(None, found.objections)
            self._verdicts[trigger, case] = found
        return found

    def side_verdict(
        self, trigger: str, task: Judged, *, returning: str | None = None, is_passed_on: bool = False
    ) -> Verdict:
        """What a side trigger would do to the task. `returning`: which report; `is_passed_on`: see `Facts`."""
        facts = Facts(
            bool(task.owes_plan),
            bool(task.owes_report),
            bool(task.consolidates),
            task.open_inputs,
            task.standing,
            returning,
            self.next_trigger(task) is None,
            is_passed_on,
        )
        return self.lifecycle.judge(trigger, task.state, facts)

    def is_request(self, trigger: str) -> bool:
        """Whether the trigger asks for something that somebody else decides."""
        return trigger in self.lifecycle.data.requests

    def is_decision(self, trigger: str) -> bool:
        """Whether the trigger decides about a request or a report."""
        return trigger in self.lifecycle.decisions

    def is_side(self, trigger: str) -> bool:
        """Whether the trigger stands beside the main line."""
        return trigger in self.lifecycle.data.side_triggers

    def upcoming(self, task: Judged) -> str | None:
        """What the task waits for next: a paused one for the way back; None: it is finished, or not awaited."""
        following = self.owed_next(task)
        if following is None or not self.is_paused(task):
            return following
        return self.lifecycle.way_back(task.standing)

    def is_paused(self, task: Judged) -> bool:
        """Whether the task may not be moved on, and yet is waited for."""
        return task.standing != ACTIVE and self.lifecycle.is_paused(task.standing)

    def owed_next(self, task: Judged) -> str | None:
        """The trigger owed next of a task that is awaited; None: nothing is owed (any more)."""
        return self.next_trigger(task) if self.lifecycle.is_awaited(task.standing) else None

    def next_trigger(self, task: Judged) -> str | None:
        """The trigger of the main line that comes next, legal or not, whatever the standing; None: it is finished."""
        case = _case(task)
        if case not in self._next:
            self._next[case] = self.lifecycle.next_trigger(case[0], _facts(case))
        return self._next[case]

    def can_move(self, task: Judged) -> bool:
        """Whether what is owed next may be done now, by the task's own agency (a pending task waits for a document)."""
        trigger = self.next_trigger(task)
        return trigger is not None and trigger != RELEASE and self.verdict(trigger, task).is_legal

    def outlook(self, task: Judged) -> Outlook:
        """All that is asked of very many tasks about what comes next, by one look."""
        case = _case(task)
        found = self._outlooks.get(case)
        if found is None:
            found = self._outlooks[case] = Outlook(
                self.next_trigger(task), self.upcoming(task), self.is_paused(task), self.can_move(task)
            )
        return found

    def report_owed_next(self, task: Judged, *, is_plan_dated: bool) -> str:
        """What is owed next, or was last: `plan`, the `own` or the `merged` report. An undated plan is passed over."""
        case = _case(task), is_plan_dated
        found = self._owed.get(case)
        if found is None:
            found = self._owed[case] = self._report_owed_next(task, is_plan_dated=is_plan_dated)
        return found

    def _report_owed_next(self, task: Judged, *, is_plan_dated: bool) -> str:
        if is_plan_dated and self.next_trigger(task) == DRAFT_PLAN:
            return "plan"
        if task.owes_report and not self.gives("own", task):
            return "own"
        if task.consolidates:
            return "merged"
        return "own" if task.owes_report else "plan"

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
            self._paths[owes] = self.lifecycle.path(Facts(bool(owes[0]), bool(owes[1]), bool(owes[2])))
        return self._paths[owes]

    def steps(self, task: Judged) -> tuple[str | None, ...]:
        """For each state of the task's path the trigger that leads on from there; None: nothing does."""
        duties = task.owes_plan, task.owes_report, task.consolidates
        found = self._steps.get(duties)
        if found is None:
            owing = (Owing(duties, state, ACTIVE) for state in self.path(task))
            found = self._steps[duties] = tuple(map(self.next_trigger, owing))
        return found

    def is_owed(self, trigger: str, task: Judged) -> bool:
        """Whether the trigger stands anywhere on the task's path."""
        return trigger in self.steps(task)

    def gives(self, report: str, task: Judged, state: str | None = None) -> bool:
        """Whether a task in that state (its own, if left out) has given its `own` or its `merged` report.

        That is from `reported`, or `consolidated`, on; where the path lacks that state, from its last one.
        """
        path = self.path(task)
        wanted = _CLOSES_AT[report]
        at = path.index(wanted) if wanted in path else len(path) - 1
        return path.index(state or task.state) >= at

    def passes_on(self, task: Judged, before: str, after: str) -> bool:
        """Whether a consolidation is passed on by going from one of these states to the other."""
        return before != after and self.gives("merged", task, after) and not self.gives("merged", task, before)

    def needs_inputs(self, trigger: str, task: Judged, state: str) -> bool:
        """Whether the trigger could not have left that state while an input was open and not named as missing."""
        waiting = Owing((task.owes_plan, task.owes_report, task.consolidates), state, ACTIVE)
        waiting.open_inputs = 1
        return self.is_side(trigger) or not self.verdict(trigger, waiting).is_legal

    def closed_reports(self, task: Judged, state: str, standing: str) -> tuple[str, ...]:
        """The reports for which edges above the task are closed when it is in that state and standing.

        This alone decides whether an edge is closed: the report that it waits for is given, or nobody waits any more.
        """
        case = (state, task.owes_plan, task.owes_report, task.consolidates, standing)
        found = self._closed.get(case)
        if found is None:
            given = (report for report in _CLOSES_AT if self.gives(report, task, state))
            found = self._closed[case] = tuple(given if self.lifecycle.is_awaited(standing) else _CLOSES_AT)
        return found

    def may_close(self, trigger: str) -> bool:
        """Whether some task gives a report by that trigger of the main line, so that edges above it close."""
        return trigger in self._closing

    @cached_property
    def _closing(self) -> frozenset[str]:
        every = self.lifecycle.data.triggers.items()
        return frozenset(
            name for name, trigger in every if any(move.dest in _CLOSES_AT.values() for move in trigger.moves)
        )

    def given(self, duties: Duties, state: str, standing: str) -> tuple[str, ...]:
        """`closed_reports` of a task with these duties; none where its path lacks the state."""
        case = duties, state, standing
        found = self._given.get(case)
        if found is None:
            owing = Owing(duties, state, standing)
            found = self.closed_reports(owing, state, standing) if state in self.path(owing) else ()
            self._given[case] = found
        return found

    def turns(self, duties: Duties, before: Stand, after: Stand) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The reports that begin to count as given where a task comes from here to there; and those that cease to."""
        case = duties, before, after
        found = self._turns.get(case)
        if found is None:
            was, now = self.given(duties, *before), self.given(duties, *after)
            begin, cease = (tuple(each for each in one if each not in other) for one, other in ((now, was), (was, now)))
            found = self._turns[case] = begin, cease
        return found

    def awaited(self, waits_for: str, task: Judged) -> str:
        """Which of the reports that the task owes closes an edge that waits for its `own` or `merged` one."""
        if task.consolidates and (waits_for == "merged" or not task.owes_report):
            return "merged"
        return "own"


def _case(task: Judged) -> Case:
    return task.state, task.owes_plan, task.owes_report, task.consolidates, task.open_inputs > 0, task.standing


def _facts(case: Case) -> Facts:
    return Facts(bool(case[1]), bool(case[2]), bool(case[3]), int(case[4]), case[5])
