"""Whether a move that is about to be recorded keeps the rules that its cascade pinned: refused, noted, or neither.

Every row that a trigger makes passes here (`moves.write_move`). Where no rule for the trigger is pinned, that is one
look into memory. Where one is, the task is judged as it stands right before the move, its days as the move leaves them,
by the very facts that audits go by (`engine.policies`); the rows above it are locked before they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from engine import proposals
from engine.cascade.judging import ACTIVE
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import report_owed_next
from engine.policies.pinned import PinnedRule
from engine.policies.rules import OF_THE_GRAPH, Condition, Rule
from engine.proposals import Proposal
from engine.questions import blocking
from engine.running import refusals
from engine.running.ledger import Ledger

if TYPE_CHECKING:
    from engine.policies.running import Task

_EXTEND = "extend"


def policy_notes(ledger: Ledger, task: LiveTask, trigger: str) -> tuple[dict[str, Any], ...]:
    """The rules that the move breaks and that are noted on it. Raises Refused (`policy`) for one that refuses it."""
    notes = []
    for pinned in ledger.rules_on(task, trigger):
        if _is_broken(ledger, task, pinned.rule):
            if pinned.rule.effect == "refused":
                raise refusals.policy(task, trigger, pinned, *_ways_out(ledger, task, pinned))
            notes.append(pinned.note())
    return tuple(notes)


def may_refuse(ledger: Ledger, task: LiveTask, trigger: str) -> bool:
    """Whether rules that refuse are pinned; what one move brings with it may then be refused halfway."""
    ledger.check_open(task, trigger)
    pinned = ledger.rules[task.cascade.cascade_id].values()
    return any(each.rule.effect == "refused" for rules in pinned for each in rules)


def _is_broken(ledger: Ledger, task: LiveTask, rule: Rule) -> bool:
    """Whether the task is of the rule's extent, and what the rule forbids is so."""
    extent, event = rule.extent, rule.event
    if (
        (extent.period is not None and extent.period != task.period.partition("-")[2])
        or (extent.agencies and task.agency not in extent.agencies)
        or task.agency in extent.excepted
        or (extent.document is not None and extent.document not in ledger.documents_of(task))
    ):
        return False
    kinds = [named for named in (extent.kinds, () if event is None else event.kinds) if named]
    if kinds and not all(ledger.kind_of(task) in named for named in kinds):
        return False
    return rule.given is None or bool(_holds(ledger, task, rule.given))


def _holds(ledger: Ledger, task: LiveTask, given: Condition) -> bool | None:
    """The same as `engine.policies.facts`, of a task in hand."""
    from engine.policies.facts import holds  # not at the top: few cascades pin rules
    from engine.policies.running import Running

    seen = _as_rules_see(task)
    if given.fact in OF_THE_GRAPH:
        seen.above = [(_as_rules_see(above), waits_for) for above, waits_for in ledger.above(task)]
    running = Running(task.cascade.key, (), task.cascade.judge, task.cascade.calendar)
    return holds(given, seen, running, ledger.today)


def _as_rules_see(task: LiveTask) -> Task:
    from engine.policies.running import Task

    dues = {"plan": task.plan_due, "own": task.own_due, "merged": task.merged_due}
    return Task(
        *(task.key, task.agency, "", task.period.partition("-")[2], ()),
        *(bool(task.owes_plan), bool(task.owes_report), bool(task.consolidates)),
        *(task.state, task.standing),
        {report: day for report, day in dues.items() if day is not None},
        frozenset(),
        frozenset(),
        open_inputs=task.open_inputs,
    )


def _ways_out(ledger: Ledger, task: LiveTask, pinned: PinnedRule) -> tuple[Sequence[str], Sequence[Proposal]]:
    """Who could act, and by what the rule would be kept, where its condition makes that plain."""
    given, judge = pinned.rule.given, task.cascade.judge
    if given is None or ledger.is_fresh:
        return (), ()
    if (given.fact, given.is_not) == ("inputs_open", False):
        ledger.flush()
        _, root_blockers = blocking.what_holds(ledger.tx, task, ledger.today)
        who_can = dict.fromkeys(blocker.agency for blocker in root_blockers)
        return tuple(who_can), [proposals.for_blocker(blocker) for blocker in root_blockers]
    if (given.fact, given.is_not) == ("due_past_above", False):
        return _later_above(ledger, task)
    if given.fact == "standing" and not given.is_not and task.standing != ACTIVE:
        back = judge.lifecycle.way_back(task.standing)
        who = () if back is None else who_may(ledger.tx, task, back)
        return who, [proposals.move(task, str(back), each) for each in who[:1]]
    if (given.fact, given.is_not) in (("done", True), ("unfinished", False)) and judge.owed_next(task) is not None:
        return (task.agency,), proposals.next_moves(task, ())
    return (), ()


def _later_above(ledger: Ledger, task: LiveTask) -> tuple[Sequence[str], Sequence[Proposal]]:
    """The days above that the task's would pass, as later ones: by whom, where an extension above means that day."""
    judge = task.cascade.judge
    if _EXTEND not in judge.lifecycle.data.side_triggers:
        return (), ()
    who_can: dict[str, None] = {}
    found: list[Proposal] = []
    for above, waits_for in ledger.above(task):
        day: str | None = getattr(task, f"{judge.awaited(waits_for, task)}_due")
        is_passed = day is not None and above.merged_due is not None and day > above.merged_due
        if is_passed and report_owed_next(above) == "merged":
            who = who_may(ledger.tx, above, _EXTEND)
            who_can |= dict.fromkeys(who)
            until = date.fromisoformat(str(day))
            found += [proposals.move(above, _EXTEND, each).but(until=until) for each in who[:1]]
    return tuple(who_can), found
