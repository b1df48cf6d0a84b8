"""What may be done in a run: each move as the engine takes it, and as the step by which a scenario says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import words
from engine import Engine
from features.steps.timekeeping import Timekeeper
from features.steps.world import Cascade
from workflows.errors import BadPeriod
from workflows.graph import TaskNode
from workflows.periods import parse_period

Kind = Literal["trigger", "release", "revoke", "undo", "restate", "day"]

_STEPS = {
    "draft_plan": "lập kế hoạch",
    "implement": "thực hiện",
    "report": "báo cáo",
    "consolidate": "tổng hợp",
    "waive": "miễn cho",
    "unwaive": "hủy việc miễn cho",
    "suspend": "tạm dừng việc của",
    "resume": "cho tiếp tục việc của",
    "request_withdrawal": "đề nghị rút nhiệm vụ",
    "deny": "không chấp thuận đề nghị của",
}
_MAIN = ("draft_plan", "implement", "report", "consolidate")
_OTHERS = ("waive", "unwaive", "suspend", "resume", "deny")  # done by somebody to the agency named second
_REPORTS = {"own": "riêng", "merged": "tổng hợp"}


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
    if move.kind == "day":
        assert move.on is not None
        keeper.be_on(move.on)
        return
    given: dict[str, Any] = {"as_agency": move.actor, "reason": move.reason, "cascade": cascade.key, "today": today}
    key = f"{cascade.graph.directive}/{move.task}"
    work: Callable[[], object]
    match move.kind:
        case "release":
            work = lambda: engine.release(move.document, number=move.number, on=move.on, **given)  # noqa: E731
        case "revoke":
            work = lambda: engine.revoke(move.document, on=move.on, **given)  # noqa: E731
        case "undo":
            work = lambda: engine.correct(key, move.seq, undo=True, **given)  # noqa: E731
        case "restate":
            work = lambda: engine.correct(key, move.seq, on=move.on, **given)  # noqa: E731
        case "trigger":
            given |= {"on": move.on, "document": move.number, "until": move.until, "what": move.report}
            given |= {"missing": move.missing, "allowed_by": move.allowed_by, "proposed": move.proposed}
            work = lambda: engine.advance(key, move.name, **given)  # noqa: E731
    if move.kind in ("undo", "restate"):
        keeper.record_today(today, work)
    else:
        keeper.record(move.on or today, work)


class Telling:
    """Says moves in the words of steps. `agency`: from a key to the name by which steps find it."""

    def __init__(self, cascade: Cascade, agency: Callable[[str], str]) -> None:
        self.cascade, self._agency = cascade, agency
        self._nodes: Mapping[str, TaskNode] = {node.key: node for node in cascade.graph.tasks}

    def line(self, move: Move) -> str:
        """The step without its keyword."""
        who = self._quoted(move.actor) if move.actor else ""
        on = f" vào ngày {move.on:%d/%m/%Y}" if move.on else ""
        number = f' bằng văn bản số "{move.number}"' if move.number else ""
        because = f' vì "{move.reason}"' if move.reason else ""
        match move.kind:
            case "day":
                return f"đến ngày {move.on:%d/%m/%Y}"
            case "release":
                given = f' số "{move.number}"' if move.number else ""
                return f'{who} ban hành "{move.document}"{given}' + (f" ngày {move.on:%d/%m/%Y}" if move.on else "")
            case "revoke":
                return f'{who} thu hồi "{move.document}"{on}{because}'
        node = self._nodes[move.task]
        of, when = self._quoted(node.agency), self._when(node)
        label = self.cascade.lifecycle.label(move.name).vi
        match move.kind, move.name:
            case "undo", _:
                return f'{who} rút lại bước "{label}" của {of} {when}{because}'
            case "restate", _:
                return f'{who} đính chính bước "{label}" của {of} {when} thành ngày {move.on:%d/%m/%Y}{because}'
            case _, "extend" if move.until:
                return f"{who} gia hạn cho {of} {when}{_until(move)}{on}{because}"
            case _, "return_report" if move.report:
                return f"{who} trả lại báo cáo {_REPORTS[move.report]} của {of} {when}{on}{because}"
            case _, "consolidate_partial" if move.actor == node.agency:
                missing = f' "{", ".join(map(self._agency, move.missing))}"' if move.missing else ""
                allowed = f' do "{move.allowed_by}" cho phép' if move.allowed_by else ""
                return f"{who} tổng hợp thiếu{missing} {when}{on}{allowed}{because}"
            case _, "request_extension" if move.actor == node.agency:
                return f"{who} đề nghị gia hạn {when}{_until(move)}{on}{because}"
            case _, "request_withdrawal" if move.actor == node.agency:
                return f"{who} đề nghị rút nhiệm vụ {when}{on}{because}"
            case _, "refuse" if move.actor == node.agency:
                proposed = f', đề xuất "{self._agency(move.proposed)}"' if move.proposed else ""
                return f"{who} từ chối nhiệm vụ {when}{proposed}{on}{because}"
            case _, "grant":
                return f"{who} chấp thuận đề nghị của {of} {when}{_until(move)}{on}{because}"
            case _, "accept":
                report = f" {_REPORTS[move.report]}" if move.report else ""
                return f"{who} chấp nhận báo cáo{report} của {of} {when}{on}"
            case _, name if name in _OTHERS:
                return f"{who} {_STEPS[name]} {of} {when}{on}{because}"
            case _, name if name in _MAIN and move.actor == node.agency:
                return f"{who} {_STEPS[name]} {when}{on}{number}"
        other = "" if move.actor == node.agency else f" thay cho {of}"
        return f'{who} làm "{label}" {when}{other}{on}{number}{because}'

    def _quoted(self, agency: str) -> str:
        return f'"{self._agency(agency)}"'

    def _when(self, node: TaskNode) -> str:
        topic = f' chủ đề "{node.topic}"' if node.topic else ""
        return f'kỳ "{self._period(node)}"{topic}'

    def _period(self, node: TaskNode) -> str:
        said = words.message(node.period)
        try:
            return said if parse_period(said, self.cascade.year) == node.period else str(node.period)
        except BadPeriod:
            return str(node.period)


def _until(move: Move) -> str:
    return f" đến ngày {move.until:%d/%m/%Y}" if move.until else ""
