"""Names that policy writers use for rules of refusal, states, triggers and lateness."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from features.steps.telling import fail, hold
from words import told
from workflows.errors import BadPeriod
from workflows.lifecycle import Label, Lifecycle
from workflows.periods import CODES, Period, parse_period
from workflows.said import Name, Said
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
    "trái với tệp văn bản": "contradicts-file",
    "số văn bản đã dùng": "number-taken",
    "văn bản đã ban hành": "already-out",
    "nhiều kế hoạch chưa ban hành": "several-plans",
    "nhiệm vụ được giao theo văn bản": "release-by-document",
    "đợt triển khai đã mở": "already-launched",
    "khóa chống trùng đã dùng cho việc khác": "idempotency-key-reused",
    "đồng hồ chạy lùi": "clock-behind",
    "văn bản còn lỗi": "not-launchable",
    "chưa nêu hạn mới": "missing-until",
    "chưa nêu báo cáo nào": "missing-what",
    "chưa nêu ai cho phép": "missing-allowed-by",
    # of waivers, extensions, returns and the like
    "thiếu lý do": "missing-reason",
    "nêu điều không cần": "not-wanted",
    "tình trạng nhiệm vụ không cho phép": "wrong-standing",
    "báo cáo tổng hợp đã gửi lên trên": "consolidation-passed-on",
    "đầu vào đã đủ": "nothing-missing",
    "chưa nêu đủ cơ quan còn thiếu": "missing-not-named",
    "cơ quan được nêu không thiếu": "not-missing",
    "không có báo cáo để trả lại": "nothing-to-return",
    "hạn mới không muộn hơn": "not-later",
    "nhiệm vụ bị thu hồi theo văn bản": "revoke-by-document",
    "văn bản đã bị thu hồi": "already-revoked",
    "trái quy tắc của đợt": "policy",
    "đã đôn đốc bằng văn bản này": "reminded-already",
    "không có ai để đôn đốc": "nobody-to-remind",
    "có nhiều văn bản đôn đốc": "several-letters",
    # of migrations
    "không có chỗ trong định nghĩa mới": "stranded",
    "đã có việc ghi nhận sau lần chuyển đợt": "moved-since",
    "không có lần chuyển đợt để bỏ": "nothing-to-undo",
    "vòng đời khác với đợt đang chạy": "another-lifecycle",
    "định nghĩa của đợt khác": "another-cascade",
    "ngày chuyển đợt không hợp lệ": "not-on-that-day",
    "đây là dòng của lần chuyển đợt": "is-migration",
    "việc đã bàn giao": "handed-over",
    "đợt còn việc chưa xong": "still-owed",
    "đợt đã đóng": "closed",
    "đợt đã đóng từ trước": "already-closed",
    "đợt đang mở": "not-closed",
    # of years
    "năm còn đợt chưa đóng": "year-open",
    "năm không có đợt nào": "no-such-year",
    "năm đang được giữ tại chỗ": "held-already",
    "năm không bị giữ tại chỗ": "not-held",
    "giữ năm tại chỗ phải có lý do": "hold-without-reason",
    "cơ quan có nhiều nơi tiếp nhận": "several-heirs",
    # of requests, decisions, acceptances
    "chưa nêu cơ quan đề xuất": "missing-proposed",
    "đang chờ quyết định đề nghị trước": "already-requested",
    "không có đề nghị nào đang chờ": "nothing-requested",
    "đề nghị đã được quyết định": "already-decided",
    "đề nghị đã hết hiệu lực": "request-lapsed",
    "nhiều đề nghị đang chờ": "several-requests",
    "chưa nêu nơi tiếp nhận": "missing-heir",
    "không phải nơi tiếp nhận": "not-an-heir",
    "muộn hơn ngày đã đề nghị": "beyond-asked",
    "không có báo cáo để chấp nhận": "nothing-to-accept",
    "báo cáo đã được chấp nhận": "already-accepted",
    # of tables handed out and taken in
    "đã có thay đổi từ khi lập bảng": "moved-meanwhile",
    # of who is at work
    "ngoài thẩm quyền": "outside-mandate",
    "không được nhập thay": "not-on-behalf",
    # of corrections
    "ngày đính chính trái thứ tự các bước": "out-of-order",
    "không có gì để đính chính": "nothing-to-correct",
    "đây là dòng đính chính": "is-correction",
    "đã rút lại rồi": "already-undone",
    "không phải một bước chuyển": "not-a-move",
}
BLOCKED = {"quá hạn": "overdue", "có nguy cơ": "at_risk", "đang chờ": "waiting"}
TIMELINESS = {
    "còn hạn": "on_time",
    "sắp đến hạn": "due_soon",
    "quá hạn": "overdue",
    "xong đúng hạn": "done_on_time",
    "xong muộn": "done_late",
    "không có hạn": "no_due_date",
    "không tính hạn": "not_counted",
}
SEVERITIES = {"lỗi": "error", "cảnh báo": "warning", "lưu ý": "note"}
LATE_CLASSES = {
    "hoàn thành đúng hạn": "done_on_time",
    "hoàn thành quá hạn": "done_late",
    "đang thực hiện trong hạn": "doing_in_time",
    "đang thực hiện quá hạn": "doing_overdue",
    "không có hạn": "no_due_date",
    "không tính": "not_counted",
}
DELIVERABLES = {"kế hoạch": "plan", "báo cáo": "own", "báo cáo tổng hợp": "merged"}
OUTCOMES = {
    "chờ quyết định": "pending",
    "đã được chấp thuận": "granted",
    "không được chấp thuận": "denied",
    "hết hiệu lực": "lapsed",
}
REPORTS = {"riêng": "own", "tổng hợp": "merged"}


_ALIKE = 0.5  # names less like each other are different ones

TABLES: Mapping[str, Mapping[str, str]] = {
    "refusal": REFUSALS,
    "status": BLOCKED,
    "lateness": TIMELINESS,
    "class": LATE_CLASSES,
    "severity": SEVERITIES,
    "deliverable": DELIVERABLES,
    "outcome": OUTCOMES,
    "report": REPORTS,
}
"""By what it is that they name; states, standings and triggers are named by their lifecycle."""
# what may be named in which hole of a step, and in which several may be, between commas
NAMES: dict[str, tuple[Mapping[str, str], ...]] = {
    "refusal": (REFUSALS,),
    "status": (BLOCKED,),
    "lateness": (TIMELINESS, LATE_CLASSES),
    "grave": (SEVERITIES,),
    "report": (DELIVERABLES,),
    "outcome": (OUTCOMES,),
    **dict.fromkeys(("state", "standing", "action", "actions", "moves", "duties"), ()),
}
LISTS = frozenset(("documents", "actions", "moves", "duties"))


def listed(text: str) -> list[str]:
    """The names in one quoted text, between which stand commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def named(hole: str, lifecycle: Lifecycle) -> list[tuple[str, str]]:
    """What may be named in that hole, in Vietnamese and in English."""
    if NAMES[hole]:
        return [(words, in_words(key)) for table in NAMES[hole] for words, key in table.items()]
    return [(label.vi, label.en) for label in labels_of(hole, lifecycle).values()]


def labels_of(hole: str, lifecycle: Lifecycle) -> Mapping[str, Label]:
    """What the lifecycle calls its states, its standings or its triggers, by their keys."""
    if hole == "state":
        return lifecycle.data.states
    if hole == "standing":
        return {str(key): label for key, label in lifecycle.data.standings.items()}
    return {key: lifecycle.label(key) for key in lifecycle.every_trigger}


def in_words(key: str) -> str:
    """A stable name as English words: `done_on_time` → done on time."""
    return key.replace("_", " ").replace("-", " ")


def period_named(text: str, year: int | None) -> Period:
    """A period by its Vietnamese or English name, or its key; `year` where it names none. Raises BadPeriod."""
    try:
        return parse_period(text, year)
    except BadPeriod:
        found = re.fullmatch(r"(?:the )?(.+?)(?: (?:of )?([12]\d{3}))?", fold(text))
        code = _english_periods().get(found[1]) if found else None
        said_year = int(found[2]) if found and found[2] else year
        if code is None or said_year is None:
            raise
        return Period(said_year, code)


def period_called(period: Period, year: int) -> str:
    """The period's Vietnamese name, where in a cascade of that year it means this period, else its key."""
    name = str(told(period.said, "vi"))
    return name if period == period_named(name, year) else str(period)


@cache
def _english_periods() -> dict[str, str]:
    """What each period is called in English, folded → its code."""
    ordinals = ("first", "second", "third", "fourth")
    quarters = {f"{ordinal} quarter": f"Q{number}" for number, ordinal in enumerate(ordinals, 1)}
    return {fold(told(Period(2000, code).said, "en")): code for code in CODES} | quarters | {"half year": "H1"}


def key_called(what: str, name: str, lifecycle: Lifecycle | None = None) -> str:
    """The stable name of a refusal, a state, …: from its Vietnamese or its English name, or as it is."""
    if what in TABLES or lifecycle is None:
        return _known(name, TABLES[what], what)
    labels = labels_of(what, lifecycle)
    known = {label.vi: key for key, label in labels.items()}
    english = {fold(label.en): key for key, label in labels.items()}
    is_english = fold(name) in english and fold(name) not in map(fold, known)
    return english[fold(name)] if is_english else _known(name, known, what)


def called(what: str, keys: Iterable[str], lifecycle: Lifecycle | None = None) -> list[Name | Label]:
    """Stable names as they are called, for a message."""
    if what in TABLES or lifecycle is None:
        words = {key: name for name, key in TABLES[what].items()}
        return [Name(words.get(key, key), in_words(key)) for key in keys]
    labels = labels_of(what, lifecycle)
    return [labels[key] for key in keys]


def trigger_name(lifecycle: Lifecycle, words: str) -> str:
    """A trigger's key: from its label, or as it is."""
    return key_called("trigger", words.replace("-", "_"), lifecycle)


def trigger_names(lifecycle: Lifecycle, words: str) -> list[str]:
    """Several triggers, in the order in which they are listed."""
    return [trigger_name(lifecycle, name) for name in listed(words)]


def _known(name: str, known: Mapping[str, str], what: str) -> str:
    folded = {fold(words): key for words, key in known.items()} | {key: key for key in known.values()}
    folded |= {fold(in_words(key)): key for key in known.values() if fold(in_words(key)) not in folded}
    wanted = folded.get(fold(name))
    near = names_near(name, [*known, *known.values()])
    facts = {"what": Said(f"step.what.{what}"), "name": name, "every": list(known)}
    if wanted is None and near:
        fail("step.no_such_name_but", near=near, **facts)
    hold(wanted is not None, "step.no_such_name", **facts)
    return str(wanted)


def names_near(wanted: str, names: Sequence[str], most: int = 2) -> list[str]:
    """The names most like the wanted one, by their letters and by the words that they share, best first."""
    words = set(fold(wanted).split())

    def likeness(name: str) -> float:
        own = set(fold(name).split())
        shared = 2 * len(words & own) / (len(words) + len(own)) if own else 0
        return max(difflib.SequenceMatcher(None, fold(wanted), fold(name)).ratio(), shared)

    ranked = sorted(((likeness(name), name) for name in names), key=lambda pair: -pair[0])
    return [name for ratio, name in ranked[:most] if ratio >= max(_ALIKE, ranked[0][0] - 0.1)]
