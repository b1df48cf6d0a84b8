"""What was asked for on a task and what became of it; and which of its reports was accepted. Folded from its chain.

A request is pending until a row decides it, or until what it asks about is over: it then lapses, and a later row does
not bring it back, but a correction that takes back the row by which it lapsed does.

Most are a task's agency's own, as the lifecycle's file has them. Which of several heirs takes a task over
(`CHOOSE_HEIR`) is asked by a migration, of whoever its row names, and followed by a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.cascade.judging import ACCEPT, DENY, DRAFT_PLAN, GRANT, Judge, Judged, Owing
from engine.chain.effective import DECISION, REQUEST, payload_of
from engine.chain.rehash import AT
from engine.store.database import Row
from workflows.lifecycle import CHOOSE_HEIR

Outcome = Literal["pending", "granted", "denied", "lapsed"]
Lapse = Literal["given", "finished", "standing", "extended", "asked_anew"]
"""The report asked about was given, the task finished, or it left the standings of the request; it was extended as far
as was asked, or further; other heirs came into question, or others decide."""
HAND_OVER = "hand_over"
"""What is done once an heir is chosen; no trigger, but what a migration does."""

_SEQ, _KIND, _TRIGGER, _FROM, _TO, _REF = (AT[name] for name in ("seq", "kind", "trigger", "from", "to", "ref_seq"))
_DUE_AFTER, _AGENCY = AT["due_after"], AT["agency"]
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

    @property
    def heirs(self) -> tuple[str, ...]:
        """The agencies that may take the task over."""
        return _listed(self.row, "heirs")

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who decides, where the request says so itself."""
        return _listed(self.row, "deciders")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The heirs that were decided for; none where nobody is to take the task over."""
        return () if self.by is None or self.outcome != "granted" else _listed(self.by, "heirs")


def _listed(row: Row, name: str) -> tuple[str, ...]:
    found = payload_of(row).get(name)
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def asked_for(judge: Judge, trigger: str) -> str:
    """What is done when such a request is granted: a side trigger, or `HAND_OVER`."""
    return HAND_OVER if trigger == CHOOSE_HEIR else judge.lifecycle.data.requests[trigger].asks_for


def heir_choice(asked: Iterable[Asked]) -> Asked | None:
    """Of a task's requests the one that says, or will say, who takes it over; None: nobody was asked, or it lapsed."""
    last = next((each for each in reversed(list(asked)) if each.trigger == CHOOSE_HEIR), None)
    return None if last is None or last.outcome == "lapsed" else last


def requests_of(judge: Judge, owes: Judged, rows: Iterable[Row]) -> list[Asked]:
    """The requests among the counted rows of a chain, in the order of seq. `owes`: what the task owes."""
    found: list[Asked] = []
    every: dict[int, Asked] = {}
    pending: dict[int, Asked] = {}
    at = Owing((owes.owes_plan, owes.owes_report, owes.consolidates), judge.initial, judge.arrows.standing)
    for row in rows:
        if row[_KIND] == REQUEST:
            for seq in [seq for seq, asked in pending.items() if row[_TRIGGER] == asked.trigger == CHOOSE_HEIR]:
                earlier = pending.pop(seq)
                earlier.outcome, earlier.by, earlier.lapse = "lapsed", row, "asked_anew"
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
    if at.standing not in judge.arrows.requests.get(asked.trigger, ()):
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

    About a request that had lapsed, or about a report that was not there, or accepted already; and what says or follows
    who takes a task over as nobody could say it.
    """
    every = requests_of(judge, owes, rows)
    found = [int(asked.by[_SEQ]) for asked in every if asked.is_late and asked.by is not None]
    found += [seq for asked in every if asked.trigger == CHOOSE_HEIR for seq in _ill_chosen(asked, rows)]
    for at, row in enumerate(rows):
        if row[_KIND] == DECISION and row[_TRIGGER] == ACCEPT:
            given = given_report(judge, owes, rows[:at], str(payload_of(row).get("what")))
            if given is None or given.row[_SEQ] != row[_REF] or given.accepted is not None:
                found.append(row[_SEQ])
    return found


def _ill_chosen(asked: Asked, rows: Iterable[Row]) -> Iterator[int]:
    """The rows about who takes a task over that are not by a decider, name no possible heir, or do not follow it."""
    for row in rows:
        if row[_REF] != asked.seq:
            continue
        heirs = _listed(row, "heirs")
        if row[_KIND] == DECISION:
            is_right = row[_AGENCY] in asked.deciders and set(heirs) <= set(asked.heirs)
            if not is_right or bool(heirs) is not (row[_TRIGGER] == GRANT):
                yield int(row[_SEQ])
        elif "migration" not in payload_of(row) or not _agencies(row) <= set(asked.chosen):
            yield int(row[_SEQ])


def _agencies(row: Row) -> set[str]:
    """The agencies of the tasks that took a task over."""
    return {key.split("/")[2] for key in _listed(row, "handed_to") if key.count("/") > 1}
