"""What a refusal, a list or an answer proposes to do next: an action with its arguments, for any door to show.

The command line writes a proposal as a command to paste, a page as a button, an interface as a link. An argument of
None is a blank: only a person knows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cascade.live_documents import LiveDocument
from engine.cascade.tasks import LiveTask
from engine.results import Answer, RootBlocker, WhyStep


@dataclass(frozen=True, slots=True)
class Proposal(Answer):
    """One thing to do. `action`: the name of a command, as `advance`, `release`, `correct` or `why`.

    `arguments`: by name, in the order in which they are told; a key, a day, several in a list, True for a switch, None
    for what only a person knows.
    """

    action: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def but(self, **arguments: Any) -> Proposal:
        """The same with these arguments."""
        return Proposal(self.action, {**self.arguments, **arguments})


def advance(
    task: str,
    trigger: str,
    agency: str,
    *,
    asks: Sequence[str] = (),
    report: str | None = None,
    missing: Sequence[str] = (),
) -> Proposal:
    """This move. `asks`: what must be given with it: the trigger's needs, of number and day what no file states."""
    arguments: dict[str, Any] = {"task": task, "trigger": trigger, "as": agency, "by": None}
    if "number" in asks:
        arguments["document"] = None
    if "on" in asks:
        arguments["on"] = None
    if "reason" in asks:
        arguments["reason"] = None
    if "until" in asks or trigger == "extend":
        arguments["until"] = None
    if report is not None:
        arguments["what"] = report
    if "proposed" in asks:
        arguments["proposed"] = None
    if "missing" in asks:
        arguments["missing"] = tuple(missing) or None
    if "allowed_by" in asks:
        arguments["allowed_by"] = None
    return Proposal("advance", arguments)


def remind(sender: str, to: str, number: str | None, period: str | None = None, within: int | None = None) -> Proposal:
    """This letter, as it was issued. `period`, `within`: what it was asked for with."""
    asked = {name: value for name, value in {"period": period, "due-within": within}.items() if value is not None}
    return Proposal("remind", {"as": sender, "to": to, **asked, "record": True, "number": number})


def hold(year: int, *, lifts: bool) -> Proposal:
    """That a year is to stay where it is; `lifts`: no longer."""
    return Proposal("hold", {"year": str(year), **({"lift": True} if lifts else {}), "reason": None})


def move(
    task: LiveTask,
    trigger: str,
    agency: str,
    *,
    asks: Sequence[str] = (),
    report: str | None = None,
    missing: Sequence[str] = (),
) -> Proposal:
    """The same with what the task's own lifecycle demands. `report`: the one to return or to accept, if so."""
    needs = task.cascade.judge.lifecycle.needs(trigger)
    returned = report if trigger in ("return_report", "accept") else None
    return advance(task.key, trigger, agency, asks=(*asks, *needs), report=returned, missing=missing)


def next_moves(task: LiveTask, plans: Sequence[LiveDocument]) -> tuple[Proposal, ...]:
    """What the task's agency can do next; where it can do nothing, the question whom it waits for.

    `plans`: of the agency's plans those that wait for number and date, if a plan is what comes next.
    """
    judge = task.cascade.judge
    following = judge.owed_next(task)
    if following is None:
        return ()
    if not judge.can_move(task):
        return (Proposal("why", {"task": task.key}),)
    if len(plans) > 1:
        return tuple(release(plan.key, task.agency, plan.asks) for plan in plans)
    return (advance(task.key, following, task.agency, asks=plans[0].asks if plans else ()),)


def release(document: str, agency: str, asks: Sequence[str]) -> Proposal:
    """To release a document. `asks`: of `number` and `on` what its file does not state."""
    return Proposal("release", {"document": document, **dict.fromkeys(asks), "as": agency})


def revoke(document: str, agency: str) -> Proposal:
    """To revoke a document."""
    return Proposal("revoke", {"document": document, "as": agency, "reason": None})


def correct(task: LiveTask, seq: int, agency: str, what: Mapping[str, Any]) -> Proposal:
    """To correct a row. `what`: of it, as `{"undo": True}`."""
    return Proposal("correct", {"task": task.key, "seq": seq, **what, "as": agency, "reason": None})


def of_cascade(action: str, cascade: str, agency: str | None) -> Proposal:
    """Something done to a cascade as a whole: `migrate`, `close`, `reopen`."""
    return Proposal(action, {"cascade": cascade, "as": agency, "reason": None})


def undo_migration(cascade: str) -> Proposal:
    """Take a cascade's last migration back."""
    return Proposal("migrate", {"cascade": cascade, "undo": True, "as": None, "reason": None})


def why(task: str) -> Proposal:
    """What a task waits for."""
    return Proposal("why", {"task": task})


def history(task: str) -> Proposal:
    """What was recorded of a task."""
    return Proposal("history", {"task": task})


def for_blocker(step: RootBlocker | WhyStep) -> Proposal:
    """What a root blocker's agency would do to get out of the way."""
    if step.task is None or step.next_trigger in (None, "release"):
        return release(str(step.document), step.agency, step.asks)
    return advance(step.task, str(step.next_trigger), step.agency, asks=step.asks)
