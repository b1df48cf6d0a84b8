"""Names that policy writers use for rules of refusal, states and triggers."""

from __future__ import annotations

from workflows.lifecycle import Lifecycle
from workflows.spelling import fold

REFUSALS = {
    "còn đầu vào chưa báo cáo": "inputs-open",
    "không phải việc của cơ quan này": "not-yours",
    "văn bản chưa ban hành": "not-out",
    "chưa có kế hoạch": "plan-first",
    "không đúng trạng thái": "wrong-state",
    "nhiệm vụ đã xong": "finished",
    "không phải làm việc này": "not-owed",
    "ngày chưa tới": "in-the-future",
    "trước lần chuyển gần nhất": "before-previous",
    "thiếu số hoặc ngày văn bản": "missing-number-or-date",
    "ngày văn bản quá sớm": "too-early",
    "văn bản đã ban hành": "already-out",
    "nhiều kế hoạch chưa ban hành": "several-plans",
    "nhiệm vụ được giao theo văn bản": "release-by-document",
    "đợt triển khai đã mở": "already-launched",
    "khóa chống trùng đã dùng cho việc khác": "idempotency-key-reused",
}


def refusal_rule(name: str) -> str:
    """The rule's stable name: from its Vietnamese name, or as it is."""
    known = {fold(words): rule for words, rule in REFUSALS.items()} | {rule: rule for rule in REFUSALS.values()}
    wanted = known.get(fold(name)) or known.get(name)
    assert wanted is not None, f"không có lý do từ chối “{name}”; các lý do: {', '.join(REFUSALS)}"
    return wanted


def state_name(lifecycle: Lifecycle, name: str) -> str:
    """A state's key: from its Vietnamese label, or as it is."""
    known = {fold(state.vi): key for key, state in lifecycle.data.states.items()}
    wanted = known.get(fold(name), name)
    assert wanted in lifecycle.data.states, f"không có trạng thái “{name}”; các trạng thái: {', '.join(known)}"
    return wanted


def trigger_name(lifecycle: Lifecycle, words: str) -> str:
    """A trigger's key: from its Vietnamese label, or as it is."""
    known = {fold(trigger.label.vi): key for key, trigger in lifecycle.data.triggers.items()}
    return lifecycle.trigger_name(known.get(fold(words), words))
