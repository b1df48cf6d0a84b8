"""The side roads of one task: out of a standing and back, more time, a report returned, a consolidation in part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine import proposals
from engine.cascade.judging import ACTIVE, PARTIAL, RETURN, REVOKE
from engine.cascade.lookup import get_agency
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import report_owed_next
from engine.errors import Refused
from engine.proposals import Proposal
from engine.questions import blocking
from engine.receipts import Moved, Upstream
from engine.requests import BadReport, MoveRequest, clean
from engine.running import refusals
from engine.running.days import check_above, check_inputs, day_of
from engine.running.ledger import Ledger
from engine.running.moves import Recording, keys_of, unaccepted, write_move
from engine.running.permits import permit
from engine.running.release import plans_to_number
from engine.running.repeats import Repeat
from engine.running.roles import check_role
from workflows.lifecycle import Need, RequestNeed, Verdict

EXTEND = "extend"
REPORTS = ("own", "merged")


@dataclass(frozen=True, slots=True)
class SideRoad:
    """One side trigger on one task, as asked."""

    ledger: Ledger
    task: LiveTask
    trigger: str
    agency: str
    request: MoveRequest
    repeat: Repeat
    batch: str | None
    is_permitted: bool = False  # it follows from what was

    def fields(self, **more: Any) -> dict[str, Any]:
        """The columns that every row of this move carries."""
        given = {"by": self.request.by, "reason": self.request.reason, "document": self.request.document}
        own = {"agency": self.agency, **{name: clean(text) for name, text in given.items()}, "batch": self.batch}
        return {name: value for name, value in {**own, **more}.items() if value is not None}

    def permit(self, day: str) -> None:
        """Raises Refused where who asks has no mandate for it on that day."""
        if self.is_permitted:
            return
        label = self.task.cascade.judge.lifecycle.label(self.trigger)
        permit(self.ledger, self.task.key, self.trigger, self.agency, clean(self.request.by), day, label)

    @property
    def needs(self) -> tuple[Need | RequestNeed, ...]:
        """What must be given; an extension its new day, also where its file does not say so."""
        needs = self.task.cascade.judge.lifecycle.needs(self.trigger)
        return (*needs, "until") if self.trigger == EXTEND and "until" not in needs else needs

    def judge(self, *, returning: str | None = None, is_passed_on: bool = False) -> Verdict:
        judge = self.task.cascade.judge
        return judge.side_verdict(self.trigger, self.task, returning=returning, is_passed_on=is_passed_on)


def take(road: SideRoad) -> tuple[Moved, ...]:
    """Do it, or raise Refused and leave the ledger as it was. The first answer says how it leaves those above."""
    first, *others = _taken(road)
    return (take_upstream(road.ledger, road.task, first), *others)


def take_upstream(ledger: Ledger, task: LiveTask, moved: Moved) -> Moved:
    """The answer with how it leaves those above."""
    return replace(moved, upstream=tuple(_upstream(ledger, task)))


def _upstream(ledger: Ledger, task: LiveTask) -> Iterator[Upstream]:
    """The consolidations above that are not passed on yet, the nearest first."""
    level, seen = [task], set[int]()
    while level:
        above = {edge.consolidation_no for at in level for edge in ledger.every_edge_above(at)}
        level = ledger.load(task.cascade, sorted(above - seen))
        seen |= above
        for each in level:
            if each.standing == ACTIVE and not task.cascade.judge.gives("merged", each):
                due = None if each.merged_due is None else date.fromisoformat(each.merged_due)
                yield Upstream(each.key, each.open_inputs, due)


def _taken(road: SideRoad) -> tuple[Moved, ...]:
    if road.trigger == REVOKE:
        raise _by_document(road)
    if road.trigger == RETURN:
        return _return(road)
    check_role(road.ledger, road.task, road.trigger, road.agency)
    check_needs(road)
    if road.trigger == PARTIAL:
        return (_consolidate_partial(road),)
    return (write_move(road.ledger, road.task, changed_standing(road))[0],)


def check_needs(road: SideRoad) -> None:
    """The reason and whatever else the lifecycle's file demands is given."""
    given = {
        "reason": clean(road.request.reason),
        "until": road.request.until,
        "what": road.request.what or "own",  # it may be left out where only one report can be meant
        "missing": road.request.missing or "-",  # compared with the open inputs later
        "allowed_by": clean(road.request.allowed_by),
        "proposed": clean(road.request.proposed),
    }
    for need in road.needs:
        if given[need] is None:
            raise refusals.lacks(road.task, road.trigger, need, (road.agency,), _proposals(road))


def _proposals(road: SideRoad) -> list[Proposal]:
    """What was asked, as it is to be typed: with all that it needs, one line for each report that may be meant."""
    ledger, task, trigger = road.ledger, road.task, road.trigger
    if trigger == RETURN:
        what = _which_report(road)
        reports = REPORTS if what is None else (what,)
        who_can = {report: who_may(ledger.tx, task, RETURN, report) for report in reports}
        return [
            proposals.move(task, RETURN, road.agency if road.agency in who else who[0], report=report)
            for report, who in who_can.items()
            if who
        ]
    missing: list[str] = []
    if trigger == PARTIAL:
        ledger.flush()
        inputs, _ = blocking.what_holds(ledger.tx, task, ledger.today)
        missing = sorted({item.agency for item in inputs})
    given = {"seq": road.request.seq, "to": road.request.to or None}
    named = {name: value for name, value in given.items() if value is not None}
    return [proposals.move(task, trigger, road.agency, missing=missing).but(**named)]


def _refuse(road: SideRoad, verdict: Verdict) -> None:
    """Raise what says best why the machine says no."""
    ledger, task, trigger = road.ledger, road.task, road.trigger
    if "standing" in verdict.objections:
        raise wrong_standing(ledger, task, trigger)
    if "unfinished" in verdict.objections:
        raise refusals.finished(task, trigger, ledger.last_move(task))
    if "consolidation_open" in verdict.objections:
        above = [(each, _returners(ledger, each)) for each in _passed_on(ledger, task)]
        raise refusals.consolidation_passed_on(task, trigger, above)
    if "inputs_open" in verdict.objections:
        raise refusals.nothing_missing(task, trigger, plans_to_number(ledger, task))
    if "consolidates" in verdict.objections:
        raise refusals.not_owed(task, trigger, plans_to_number(ledger, task))
    raise refusals.wrong_state(task, trigger, ledger.last_move(task), plans_to_number(ledger, task))


def wrong_standing(ledger: Ledger, task: LiveTask, trigger: str) -> Refused:
    """The task's standing forbids the trigger; who could change that."""
    if heirs := _handed_to(ledger, task):
        return refusals.handed_over(task, trigger, heirs)
    back = task.cascade.judge.lifecycle.way_back(task.standing)
    who = who_may(ledger.tx, task, back) if back is not None else ()
    return refusals.wrong_standing(task, trigger, back if who else None, who)


def _handed_to(ledger: Ledger, task: LiveTask) -> tuple[str, ...]:
    """The tasks that took this one over, whose agency ended."""
    row = ledger.tx.row(
        "SELECT payload FROM history WHERE cascade_id = :cascade_id AND task_no = :number AND seq = :seq",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        seq=task.head_seq,
    )
    return () if row is None or row[0] is None else tuple(json.loads(row[0]).get("handed_to", ()))


def may_go(ledger: Ledger, task: LiveTask, trigger: str, report: str | None = None) -> bool:
    """Whether the machine lets the task go this side road now. `report`: the one to return; None: either."""
    judge = task.cascade.judge
    if trigger == REVOKE:
        return False
    if trigger == RETURN:
        reports = REPORTS if report is None else (report,)
        return any(judge.side_verdict(trigger, task, returning=each).is_legal for each in reports)
    return judge.side_verdict(trigger, task, is_passed_on=bool(_passed_on(ledger, task))).is_legal


def _passed_on(ledger: Ledger, task: LiveTask) -> list[LiveTask]:
    """The consolidations, passed on already, whose edge depends on whether this task counts."""
    judge = task.cascade.judge
    given = judge.closed_reports(task, task.state, ACTIVE)
    above = [edge.consolidation_no for edge in ledger.every_edge_above(task) if edge.waits_for not in given]
    found = ledger.load(task.cascade, dict.fromkeys(above))
    return [consolidation for consolidation in found if judge.gives("merged", consolidation)]


def _returners(ledger: Ledger, consolidation: LiveTask) -> tuple[str, ...]:
    if RETURN not in consolidation.cascade.judge.lifecycle.data.side_triggers:
        return ()
    return who_may(ledger.tx, consolidation, RETURN, "merged")


def changed_standing(
    road: SideRoad, *, report: str | None = None, again: Proposal | None = None, **more: Any
) -> Recording:
    """What a side trigger without arrows of its own records, or Refused. Nothing but the new day is in the ledger yet.

    `report`: whose day is put off, where it is not the one owed next; `again`: what was asked, where that is no move;
    `more`: further columns of its row.
    """
    verdict = road.judge(is_passed_on=bool(_passed_on(road.ledger, road.task)))
    if not verdict.is_legal:
        _refuse(road, verdict)
    day = day_of(road.ledger, road.task, road.trigger, road.request.on, road.agency)
    road.permit(day)
    road.ledger.every_edge_above(road.task)  # an edge that is closed may open
    check_above(road.ledger, road.task, road.trigger, str(verdict.dest), verdict.standing, day, road.agency, again)
    details: dict[str, Any] = {}
    put_off: dict[str, Any] = {}
    if "until" in road.needs and (until := road.request.until) is not None:
        details["report"] = report or report_owed_next(road.task)
        put_off = _put_off(road, details["report"], until, day)
    fields = road.fields(**put_off, **more)
    return Recording(road.trigger, str(verdict.dest), day, verdict.standing, road.repeat, details, fields)


def check_later(road: SideRoad, report: str, until: date, day: str) -> None:
    """A new day is later than the report's present last on-time day, and not in the past. Raises Refused."""
    before: str | None = getattr(road.task, f"{report}_due")
    if until.isoformat() <= (before or "") or until.isoformat() < day:
        present = None if before is None else date.fromisoformat(before)
        raise refusals.not_later(road.task, road.trigger, until, present, day)


def _put_off(road: SideRoad, report: str, until: date, day: str) -> dict[str, Any]:
    """Give a report a later last on-time day; what the row then says of it. Raises Refused where it is none."""
    check_later(road, report, until, day)
    before: str | None = getattr(road.task, f"{report}_due")
    road.ledger.extend(road.task, report, until.isoformat())
    return {"due_before": before, "due_after": until.isoformat(), "cause": "extension"}


def _consolidate_partial(road: SideRoad) -> Moved:
    ledger, task = road.ledger, road.task
    verdict = road.judge()
    if not verdict.is_legal:
        _refuse(road, verdict)
    named = {get_agency(ledger.tx, task.cascade, name).key for name in road.request.missing}
    ledger.flush()
    inputs, _ = blocking.what_holds(ledger.tx, task, ledger.today)
    open_agencies = {item.agency for item in inputs}
    if wrong := sorted(named - open_agencies):
        raise refusals.not_missing(task, wrong, sorted(open_agencies))
    if left_out := sorted(open_agencies - named):
        raise refusals.missing_not_named(task, left_out, sorted(open_agencies))
    day = day_of(ledger, task, road.trigger, road.request.on, road.agency, missing=sorted(open_agencies))
    road.permit(day)
    check_inputs(ledger, task, road.trigger, day, road.agency, {item.task: item.agency for item in inputs})
    check_above(ledger, task, road.trigger, str(verdict.dest), verdict.standing, day, road.agency)
    details: dict[str, Any] = {"missing": [item.task for item in inputs]}
    if allowed_by := clean(road.request.allowed_by):
        details["allowed_by"] = allowed_by
    details |= unaccepted(ledger, task)
    recording = Recording(road.trigger, str(verdict.dest), day, verdict.standing, road.repeat, details, road.fields())
    return write_move(ledger, task, recording)[0]


# returning a report


def _return(road: SideRoad) -> tuple[Moved, ...]:
    """Back to before the report; every consolidation above that had been passed on with it goes back too."""
    ledger, task = road.ledger, road.task
    what = _which_report(road)
    if not (task.consolidates if what == "merged" else task.owes_report or what is None):
        raise refusals.nothing_to_return(task, str(what), ledger.last_move(task))
    check_role(ledger, task, RETURN, road.agency, what or "own")
    check_needs(road)
    if what is None:
        who_can = dict.fromkeys(who for report in REPORTS for who in who_may(ledger.tx, task, RETURN, report))
        raise refusals.lacks(task, RETURN, "what", tuple(who_can), _proposals(road))
    verdict = road.judge(returning=what)
    if not verdict.is_legal:
        if "standing" in verdict.objections:
            _refuse(road, verdict)
        raise refusals.nothing_to_return(task, what, ledger.last_move(task))
    day = day_of(ledger, task, RETURN, road.request.on, road.agency, report=what)
    road.permit(day)
    reopened = _reopened_above(road, what, str(verdict.dest), day)
    batch = road.batch or (ledger.new_batch() if reopened else None)
    details: dict[str, Any] = {"what": what}
    if reopened:
        details["reopened"] = keys_of(above for above, _ in reopened)
    fields = road.fields(batch=batch)
    again_by: dict[str, Any] = {}
    if (until := road.request.until) is not None:
        again_by = _put_off(road, what, until, day)
        details["report"] = what
    recording = Recording(RETURN, str(verdict.dest), day, ACTIVE, road.repeat, details, {**fields, **again_by})
    moved = [write_move(ledger, task, recording)[0]]
    details = {"what": "merged", "returned": f"{task.key}#{task.head_seq}"}
    for above, dest in reopened:
        recording = Recording(RETURN, dest, day, ACTIVE, None, details, {**fields, "cause": "superior"})
        moved.append(write_move(ledger, above, recording)[0])
    return tuple(moved)


def _which_report(road: SideRoad) -> str | None:
    """The report that is meant; None: both could be. Raises BadReport."""
    what = clean(road.request.what)
    if what is not None:
        if what not in REPORTS:
            raise BadReport(what, REPORTS)
        return what
    possible = [report for report in REPORTS if road.judge(returning=report).is_legal]
    return None if len(possible) > 1 else possible[0] if possible else "own"


def _reopened_above(road: SideRoad, what: str, to: str, day: str) -> list[tuple[LiveTask, str]]:
    """The consolidations that lose this input after they were passed on, and so on upward, each with where it goes."""
    ledger, judge = road.ledger, road.task.cascade.judge
    found: dict[int, tuple[LiveTask, str]] = {}
    level: list[tuple[LiveTask, str]] = [(road.task, to)]
    while level:
        task, dest = level.pop(0)
        for above in _losing(ledger, task, dest):
            if above.task_no in found or not judge.gives("merged", above):
                continue
            verdict = judge.side_verdict(RETURN, above, returning="merged")
            if not verdict.is_legal:
                raise refusals.wrong_state(above, RETURN, ledger.last_move(above))
            found[above.task_no] = above, str(verdict.dest)
            level.append(found[above.task_no])
    last = max((above for above, _ in found.values()), key=lambda above: above.head_on or "", default=road.task)
    if last.head_on is not None and day < last.head_on:
        again = proposals.move(road.task, RETURN, road.agency, report=what)
        on, since = date.fromisoformat(day), date.fromisoformat(last.head_on)
        raise refusals.before_consolidation(road.task, RETURN, on, last, since, (road.agency,), again)
    for task, dest in ((road.task, to), *found.values()):
        asked = proposals.move(road.task, RETURN, road.agency, report=what)
        check_above(ledger, task, RETURN, dest, task.standing, day, road.agency, asked)
    return list(found.values())


def _losing(ledger: Ledger, task: LiveTask, to: str) -> Iterable[LiveTask]:
    closed = task.cascade.judge.closed_reports(task, to, task.standing)
    edges = [edge for edge in ledger.every_edge_above(task) if edge.closed and edge.waits_for not in closed]
    return ledger.load(task.cascade, dict.fromkeys(edge.consolidation_no for edge in edges))


def _by_document(road: SideRoad) -> Refused:
    """Which documents take the task away, or which did already."""
    rows = road.ledger.tx.rows(
        "SELECT d.key, d.issuers, d.revoked_on FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
        "ORDER BY d.document_no",
        cascade_id=road.task.cascade.cascade_id,
        number=road.task.task_no,
    )
    in_force = [(key, json.loads(issuers)) for key, issuers, revoked_on in rows if revoked_on is None]
    if rows and not in_force:
        return refusals.already_revoked(
            ", ".join(key for key, _, _ in rows), REVOKE, max(revoked_on for _, _, revoked_on in rows), road.task.key
        )
    return refusals.revoke_by_document(road.task, in_force)
