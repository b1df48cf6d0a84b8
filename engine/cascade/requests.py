"""What was asked for on a task and what became of it; and which of its reports was accepted. Folded from its chain.

A request is pending until a row decides it, or until what it asks about is over: it then lapses, and a later row does
not bring it back, but a correction that takes back the row by which it lapsed does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.cascade.judging import ACCEPT, DENY, DRAFT_PLAN, GRANT, Judge, Judged, Owing
from engine.chain.effective import DECISION, REQUEST, payload_of
from engine.chain.rehash import AT
from engine.store.database import Row

Outcome = Literal["pending", "granted", "denied", "lapsed"]
Lapse = Literal["given", "finished", "standing", "extended"]
"""The report asked about was given, the task finished, or it left the standings of the request; it was extended as far
as was asked, or further."""

_SEQ, _KIND, _TRIGGER, _FROM, _TO, _REF = (AT[name] for name in ("seq", "kind", "trigger", "from", "to", "ref_seq"))
_DUE_AFTER = AT["due_after"]
_OUTCOMES: dict[str, Outcome] = {GRANT: "granted", DENY: "denied"}


@dataclass(slots=True)
class Asked:
    """A request as it stands. `row`: as it counts; `by`: the row that decided it, or by which it lapsed.

    `is_late`: it had lapsed when it was decided, which only a correction further back can lead to.
    """

    row: Row
    outcome: Outcome = "pending"
    by: Row | None = None
    lapse: Lapse | None = None
    is_late: bool = False

    @property
    def seq(self) -> int:
        return int(self.row[_SEQ])

    @property
    def trigger(self) -> str:
        return str(self.row[_TRIGGER])

    @property
    def until(self) -> str | None:
        """The last on-time day that is asked for."""
        return payload_of(self.row).get("until")

    @property
    def report(self) -> str | None:
        """Whose day that is: of the `plan`, the `own` or the `merged` report."""
        return payload_of(self.row).get("report")


def requests_of(judge: Judge, owes: Judged, rows: Iterable[Row]) -> list[Asked]:
    """The requests among the counted rows of a chain, in the order of seq. `owes`: what the task owes."""
    found: list[Asked] = []
    every: dict[int, Asked] = {}
    pending: dict[int, Asked] = {}
    at = Owing((owes.owes_plan, owes.owes_report, owes.consolidates), judge.initial, judge.arrows.standing)
    for row in rows:
        if row[_KIND] == REQUEST:
            found.append(Asked(row))
            every[row[_SEQ]] = pending[row[_SEQ]] = found[-1]
        elif row[_KIND] == DECISION and row[_REF] in every and row[_TRIGGER] in _OUTCOMES:
            decided = every[row[_REF]]
            decided.is_late = pending.pop(row[_REF], None) is None
            decided.outcome, decided.by, decided.lapse = _OUTCOMES[row[_TRIGGER]], row, None
        elif row[_KIND] == "move" and _step(judge, at, row):
            for seq, asked in list(pending.items()):
                if (lapse := _lapse(judge, at, asked, row)) is not None:
                    asked.outcome, asked.by, asked.lapse = "lapsed", row, lapse
                    del pending[seq]
    return found


def _step(judge: Judge, at: Owing, row: Row) -> bool:
    """Put the task where a move leads; whether it leads anywhere."""
    source, dest = row[_FROM], row[_TO]
    if source == dest and row[_TRIGGER] in judge.arrows.staying:
        source = dest = at.state
    standing = judge.arrows.steps[row[_TRIGGER], source, dest, at.standing] if source == at.state else None
    if standing is None:
        return False
    at.state, at.standing = dest, standing
    return True


def _lapse(judge: Judge, at: Owing, asked: Asked, row: Row) -> Lapse | None:
    request = judge.lifecycle.data.requests.get(asked.trigger)
    if request is None or at.standing not in request.standings:
        return "standing"
    is_given = row[_TRIGGER] == DRAFT_PLAN if asked.report == "plan" else _gives(judge, at, asked.report)
    if is_given:
        return "given"
    if judge.next_trigger(at) is None:
        return "finished"
    is_extended = asked.until is not None and payload_of(row).get("report") == asked.report
    return "extended" if is_extended and (row[_DUE_AFTER] or "") >= (asked.until or "") else None


def _gives(judge: Judge, at: Owing, report: str | None) -> bool:
    return report is not None and judge.gives(report, at)


@dataclass(slots=True)
class GivenReport:
    """A report that is there. `row`: with which it was given; `accepted`: the row that accepted it, if one did."""

    row: Row
    accepted: Row | None = None


def given_report(judge: Judge, owes: Judged, rows: Sequence[Row], report: str) -> GivenReport | None:
    """The task's `own` or `merged` report by the counted rows of its chain; None: it is not there, or went back."""
    given: GivenReport | None = None
    path = set(judge.path(owes))
    for row in rows:
        if row[_KIND] == DECISION and row[_TRIGGER] == ACCEPT:
            if given is not None and row[_REF] == given.row[_SEQ]:
                given.accepted = row
        elif row[_KIND] == "move" and row[_FROM] != row[_TO] and row[_TO] in path:
            if not judge.gives(report, owes, row[_TO]):
                given = None
            elif given is None:
                given = GivenReport(row)
    return given


def unfounded(judge: Judge, owes: Judged, rows: Sequence[Row]) -> list[int]:
    """The decisions of a chain without corrections that could not have been made: their seqs.

    About a request that had lapsed, or about a report that was not there, or accepted already.
    """
    found = [int(asked.by[_SEQ]) for asked in requests_of(judge, owes, rows) if asked.is_late and asked.by is not None]
    for at, row in enumerate(rows):
        if row[_KIND] == DECISION and row[_TRIGGER] == ACCEPT:
            given = given_report(judge, owes, rows[:at], str(payload_of(row).get("what")))
            if given is None or given.row[_SEQ] != row[_REF] or given.accepted is not None:
                found.append(row[_SEQ])
    return found
