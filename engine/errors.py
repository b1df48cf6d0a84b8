"""What the engine refuses, and what it cannot find.

DondocError (workflows.errors)
├── Refused              a rule says no; nothing was changed          exit 1
├── NotFound             no such cascade, task or document            exit 2
├── DatabaseUnusable     missing, locked, read-only, full, of another program or version   exit 2
├── BrokenChain          the history does not prove itself            exit 3
└── BrokenDatabase       it holds what dondoc never wrote             exit 3
"""

from __future__ import annotations

from workflows.errors import DondocError, InputError


def hint_of(error: DondocError, lang: str) -> str:
    """What to do about an error, without the part that would name the nearest of nothing."""
    hint = error.hint(lang)
    if "candidates" in error.fields and not getattr(error, "candidates", ()):
        return "; ".join(part for part in hint.split("; ") if not part.endswith(": –"))
    return hint


class Refused(DondocError):
    """A rule says no. Nothing was changed.

    `rule`: stable name (`wrong-state`, `inputs-open`, `not-yours`, …); `task`: key; `trigger`; `who_can`: agency keys;
    `unblock`: commands that would unblock it; `details_vi`, `details_en`: the sentence with its particulars.
    """

    code = "refused"
    fields = ("rule", "task", "trigger", "details_vi", "details_en", "who_can", "unblock")
    vi = "{details_vi}  [{rule}]"
    en = "{details_en}  [{rule}]"

    rule: str
    task: str
    trigger: str
    who_can: tuple[str, ...]
    unblock: tuple[str, ...]


class NotFound(InputError):
    """Nothing of that key or name in the database."""

    code = "not-found"
    fields = ("what_vi", "what_en", "text", "candidates")
    vi = "không có {what_vi} “{text}”"
    en = 'there is no {what_en} "{text}"'
    hint_vi = "gần nhất: {candidates}"
    hint_en = "nearest: {candidates}"


class NothingKnown(NotFound):
    """No cascade of those asked about had been recorded by then."""

    code = "nothing-known"
    vi = "chưa có {what_vi} nào được ghi nhận đến {text}"
    en = "no {what_en} had been recorded by {text}"
    hint_vi = "xem các đợt và ngày mở: dondoc cascades"
    hint_en = "see the cascades and when they were launched: dondoc cascades"


class Ambiguous(InputError):
    """Several things answer to that text; none is guessed."""

    code = "ambiguous"
    fields = ("what_vi", "what_en", "text", "candidates")
    vi = "có nhiều {what_vi} khớp với “{text}”"
    en = 'several {what_en} match "{text}"'
    hint_vi = "hãy chọn một: {candidates}"
    hint_en = "choose one: {candidates}"


class DatabaseUnusable(InputError):
    """The database cannot be used as it is."""

    code = "database"
    fields = ("url", "why_vi", "why_en", "do_vi", "do_en")
    vi = "không dùng được cơ sở dữ liệu {url}: {why_vi}"
    en = "cannot use the database {url}: {why_en}"
    hint_vi = "{do_vi}"
    hint_en = "{do_en}"


class BrokenChain(DondocError):
    """The history does not prove itself."""

    code = "broken-chain"
    fields = ("task", "seq", "why_vi", "why_en")
    vi = "lịch sử của {task} không toàn vẹn ở dòng {seq}: {why_vi}"
    en = "the history of {task} is broken at row {seq}: {why_en}"


class BrokenDatabase(DondocError):
    """A question met what dondoc never wrote; verifying named it."""

    code = "broken-database"
    fields = ("details_vi", "details_en")
    vi = "cơ sở dữ liệu không toàn vẹn, câu hỏi này không trả lời được: {details_vi}"
    en = "the database is not intact, this question cannot be answered: {details_en}"
    hint_vi = "xem mọi chỗ không khớp: dondoc audit verify"
    hint_en = "see all that does not hold: dondoc audit verify"
