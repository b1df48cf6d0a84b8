"""What may be done in a run: each move as the engine takes it, and as the step by which a scenario says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from engine import Engine
from features.steps import correcting, launching, moving, side_roads
from features.steps.cascades import Cascade
from features.steps.grammar import filled, way_of
from features.steps.names import REPORTS, period_called
from features.steps.phrases import CHOICES
from features.steps.sentences import StepWords
from features.steps.timekeeping import Timekeeper
from features.steps.vocabulary import VOCABULARY
from workflows.graph import TaskNode

Kind = Literal["trigger", "release", "revoke", "undo", "restate", "day"]

_REPORTS = {key: words for words, key in REPORTS.items()}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is done. `name`: the trigger; of an undo or a restatement that of the row.

    `task`: its key without the directive; `document`: its key, where one goes out or is revoked; `on`: the day on which
    it is done, of `restate` the day that is put right, of `day` the day that comes.
    """

    kind: Kind
    name: str = ""
    actor: str = ""
    task: str = ""
    document: str = ""
    on: date | None = None
    until: date | None = None
    report: str | None = None
    missing: tuple[str, ...] = ()
    number: str | None = None
    reason: str | None = None
    allowed_by: str | None = None
    proposed: str | None = None
    seq: int | None = None


def do(move: Move, engine: Engine, keeper: Timekeeper, cascade: Cascade, today: date) -> None:
    """Have it happen, recorded when a scenario would record it. Raises Refused, and then nothing has changed."""
    given: dict[str, Any] = {"as_agency": move.actor, "reason": move.reason, "cascade": cascade.key, "today": today}
    key, on = cascade.full_key(move.task), move.on or today
    match move.kind:
        case "day":
            keeper.be_on(on)
        case "undo":
            keeper.record_today(today, lambda: engine.correct(key, move.seq, undo=True, **given))
        case "restate":
            keeper.record_today(today, lambda: engine.correct(key, move.seq, on=move.on, **given))
        case "release":
            keeper.record(on, lambda: engine.release(move.document, number=move.number, on=move.on, **given))
        case "revoke":
            keeper.record(on, lambda: engine.revoke(move.document, on=move.on, **given))
        case "trigger":
            given |= {"on": move.on, "document": move.number, "until": move.until, "what": move.report}
            given |= {"missing": move.missing, "allowed_by": move.allowed_by, "proposed": move.proposed}
            keeper.record(on, lambda: engine.advance(key, move.name, **given))


_BY_KIND: Mapping[str, Callable[..., None]] = {
    "day": launching.the_day_comes,
    "release": moving.release,
    "revoke": side_roads.revoke,
    "undo": correcting.take_back,
    "restate": correcting.restate,
}


class Telling:
    """Says moves in the words of steps. `agency`: from a key to the name by which steps find it."""

    def __init__(self, cascade: Cascade, agency: Callable[[str], str]) -> None:
        self.cascade, self._agency = cascade, agency

    def line(self, move: Move) -> str:
        """The step without its keyword: the first that says all of it, else the last."""
        values: dict[str, str | None] = {
            "document": move.document or None,
            "day": f"{move.on:%d/%m/%Y}" if move.on else None,
            "day2": f"{move.until:%d/%m/%Y}" if move.until else None,
            "number": move.number,
            "reason": move.reason,
            "report": _REPORTS[move.report] if move.report else None,
            "missing": ", ".join(map(self._agency, move.missing)) or None,
            "who": move.allowed_by,
            "proposed": self._agency(move.proposed) if move.proposed else None,
        }
        node = self.cascade.tasks.get(move.task)
        if node is not None:
            values |= {"period": period_called(node.period, self.cascade.year), "topic": node.topic}
        said = [(step, values | self._by_whom(step, move, node)) for step in self._steps(move)]
        step, values = next((each for each in said if _says(*each)), said[-1])
        return filled(step.words, values)

    def _steps(self, move: Move) -> Iterator[StepWords]:
        """Those by which it may be said, the closest first."""
        does = [_BY_KIND.get(move.kind) or moving.FIRING.get(move.name)]
        if move.kind == "trigger":
            label = self.cascade.lifecycle.label(move.name).vi
            does += [moving.move if label in CHOICES["doing"] else None, moving.move_by_name]
        yield from (step for work in does for step in VOCABULARY if step.work is work and step.kind == "when")

    def _by_whom(self, step: StepWords, move: Move, node: TaskNode | None) -> dict[str, str | None]:
        """Who does it, to whom where that is said, and what it is called."""
        holes = way_of(step.words).holes
        if not move.actor:
            return {}
        label = self.cascade.lifecycle.label(move.name).vi
        found: dict[str, str | None] = {name: label for name in ("doing", "action") if name in holes}
        actor, own = self._agency(move.actor), self._agency(node.agency) if node is not None else None
        if "actor" in holes:
            return found | {"actor": actor, "agency": own}
        return found | {"agency": actor, "other": own if own != actor else None}


def _says(step: StepWords, values: Mapping[str, str | None]) -> bool:
    """Whether the step has a place for each of the values, and a value in each place that needs one."""
    way = way_of(step.words)
    return {name for name, value in values.items() if value is not None} <= set(way.holes) and all(
        values.get(name) for name in way.needed_holes
    )
