"""Whether a move that is about to be recorded keeps the rules that its cascade pinned: refused, noted, or neither.

Every row that a trigger makes passes here (`moves.write_move`). Where no rule for the trigger is pinned, that is one
look into memory. Where one is, the task is judged as it stands right before the move, its days as the move leaves them,
by the very facts that audits go by (`engine.policies`); the rows above it are locked before they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.judging import ACTIVE
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import report_owed_next
from engine.policies.moves import is_broken
from engine.policies.pinned import PinnedRule
from engine.proposals import Proposal
from engine.questions import blocking
from engine.running import refusals
from engine.running.ledger import Ledger

_EXTEND = "extend"


def policy_notes(ledger: Ledger, task: LiveTask, trigger: str) -> tuple[dict[str, Any], ...]:
    """The rules that the move breaks and that are noted on it. Raises Refused (`policy`) for one that refuses it."""
    notes = []
    for pinned in ledger.rules_on(task, trigger):
        if is_broken(ledger, task, pinned.rule):
            if pinned.rule.effect == "refused":
                raise refusals.policy(task, trigger, pinned, *_ways_out(ledger, task, pinned))
            notes.append(pinned.note())
    return tuple(notes)


def may_refuse(ledger: Ledger, task: LiveTask, trigger: str) -> bool:
    """Whether rules that refuse are pinned; what one move brings with it may then be refused halfway."""
    ledger.check_open(task, trigger)
    pinned = ledger.rules[task.cascade.cascade_id].values()
    return any(each.rule.effect == "refused" for rules in pinned for each in rules)


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
