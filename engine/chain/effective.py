"""Which rows of a chain count once its corrections are applied, and where they lead.

A correction is a row of its own (`kind` correction, `ref_seq`: the row that it is about); nothing it speaks of is
changed. One without `undone` restates the day and the document's number of that row: its own columns `occurred_on` and
`document` take their place. One whose payload has `undone` lists the rows of its chain that no longer count. Of several
restatements of one row the last holds. A release that stands on another document says whose that is: `agency` in the
payload takes the place of the row's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.chain.folds import Arrows
from engine.chain.pauses import paused_after
from engine.chain.rehash import AT, COLUMNS
from workflows.lifecycle import CHOOSE_HEIR

CORRECTION, REQUEST, DECISION, MIGRATION = "correction", "request", "decision", "migration"
DATED = ("move", MIGRATION)
"""The kinds of rows before whose day nothing more is recorded in their chain."""
DUES = ("plan", "own", "merged")

_SEQ, _KIND, _REF = AT["seq"], AT["kind"], AT["ref_seq"]
_TRIGGER, _FROM, _TO = AT["trigger"], AT["from"], AT["to"]
_OCCURRED, _DOCUMENT, _DUE_AFTER, _PAYLOAD = AT["occurred_on"], AT["document"], AT["due_after"], AT["payload"]
_AGENCY, _ON_BEHALF_OF = AT["agency"], AT["on_behalf_of"]

Row = tuple[Any, ...]  # in the order of `rehash.COLUMNS`


def whose(row: Row) -> str | None:
    """Whose move a row is: the agency that acted, or the one on whose behalf its superior did."""
    found: str | None = row[_ON_BEHALF_OF] or row[_AGENCY]
    return found


def payload_of(row: Row) -> Mapping[str, Any]:
    """What the row keeps beside its columns; empty where it cannot be read."""
    return parsed(row[_PAYLOAD])


def parsed(payload: Any) -> Mapping[str, Any]:
    """What a payload holds; empty where it cannot be read."""
    if payload is None:
        return {}
    try:
        found = json.loads(payload)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def undone_by(row: Row) -> tuple[int, ...] | None:
    """The rows of its chain that a correction takes back; None: it restates one."""
    undone = payload_of(row).get("undone")
    if undone is None:
        return None
    return tuple(seq for seq in undone if type(seq) is int) if isinstance(undone, list) else ()


def superseded(rows: Iterable[Row]) -> dict[int, int]:
    """Which rows of one chain a correction restated or took back: their seq -> that of the last such correction."""
    found: dict[int, int] = {}
    for row in rows:
        if row[_KIND] == CORRECTION:
            undone = undone_by(row)
            about: tuple[int, ...] = (row[_REF],) if undone is None else undone
            by: int = row[_SEQ]
            found.update(dict.fromkeys(about, by))
    return found


def counted(rows: Sequence[Row]) -> list[Row]:
    """The rows of a chain that count, restated where that was corrected, in the order of seq; no correction is left."""
    if all(row[_KIND] != CORRECTION for row in rows):
        return list(rows)
    gone: set[int] = set()
    restated: dict[int, Row] = {}
    for row in rows:
        if row[_KIND] == CORRECTION:
            undone = undone_by(row)
            if undone is None:
                restated[row[_REF]] = row
            else:
                gone.update(undone)
    left = (row for row in rows if row[_KIND] != CORRECTION and row[_SEQ] not in gone)
    return [_restate(row, restated[row[_SEQ]]) if row[_SEQ] in restated else row for row in left]


def _restate(row: Row, correction: Row) -> Row:
    changed = list(row)
    changed[_OCCURRED], changed[_DOCUMENT] = correction[_OCCURRED], correction[_DOCUMENT]
    if isinstance(agency := payload_of(correction).get("agency"), str):
        changed[_AGENCY] = agency
    return tuple(changed)


@dataclass(slots=True)
class Position:
    """Where a chain leads. `since`: the day of its state; `on`: of its last move; `until`: extended days by report.

    `paused`: the days on which it was not active, as `pauses.py` has them.
    """

    state: str
    standing: str
    since: str | None = None
    on: str | None = None
    until: dict[str, str] = field(default_factory=dict)
    paused: str | None = None
    illegal: list[int] = field(default_factory=list)  # rows that do not follow from those before


def replay(arrows: Arrows, rows: Iterable[Row]) -> Position:
    """Fold counted rows from the start. A row that the lifecycle does not know there is left out, and named.

    A side trigger that leaves the state as it is stands or falls with the standing alone. A decision stands on the
    request or the move that it is about, and a move with `ref_seq` on the grant of that request; who takes a task over
    is followed however it was decided.
    """
    position = Position(arrows.initial, arrows.standing)
    about = _About()
    for row in rows:
        trigger = row[_TRIGGER]
        if not about.holds(arrows, row, position.standing):
            position.illegal.append(row[_SEQ])
            continue
        if row[_KIND] == "move":
            after = arrows.after(trigger, row[_FROM], row[_TO], (position.state, position.standing))
            if after is None:
                position.illegal.append(row[_SEQ])
                continue
            dest, standing = after
            if dest != position.state:
                position.state, position.since = dest, row[_OCCURRED]
            position.paused = paused_after(position.paused, position.standing, standing, row[_OCCURRED])
            position.standing = standing
            if row[_DUE_AFTER] is not None and (report := payload_of(row).get("report")) in DUES:
                position.until[report] = row[_DUE_AFTER]
            about.moved.add(row[_SEQ])
        if row[_KIND] in DATED:
            position.on = row[_OCCURRED]
    return position


class _About:
    """What later rows may be about: pending requests, decided ones whose move is still to come, and moves."""

    __slots__ = ("granted", "moved", "pending")

    def __init__(self) -> None:
        self.pending: dict[int, Any] = {}  # with what is asked for
        self.granted: set[int] = set()
        self.moved: set[int] = set()

    def holds(self, arrows: Arrows, row: Row, standing: str) -> bool:
        """Whether the row is about what is there; of a request, whether it may be made in that standing."""
        kind, trigger, ref = row[_KIND], row[_TRIGGER], row[_REF]
        if kind == REQUEST:
            if standing not in arrows.requests.get(trigger, ()):
                return False
            self.pending[row[_SEQ]] = trigger
        elif kind == DECISION:
            if trigger not in arrows.decisions or ref not in (self.moved if trigger == "accept" else self.pending):
                return False
            asked = self.pending.pop(ref, None)
            if trigger == "grant" or asked == CHOOSE_HEIR:
                self.granted.add(ref)
        elif kind == "move" and ref is not None:
            if ref not in self.granted:
                return False
            self.granted.discard(ref)
        return True


__all__ = [
    "COLUMNS",
    "CORRECTION",
    "DATED",
    "DECISION",
    "DUES",
    "MIGRATION",
    "REQUEST",
    "Position",
    "counted",
    "parsed",
    "payload_of",
    "replay",
    "superseded",
    "undone_by",
    "whose",
]
