"""Errors for people: what is wrong, where, which rule, what to do.

    DondocError
    ├── InputError            what was given cannot be used              exit 2
    │   ├── BadDate, BadMoment, BadPeriod, BadYear, BadKey
    │   ├── UnknownAgency, AmbiguousAgency, UnknownDocument
    │   └── UnreadableFile, BadDefinition (all problems of one or more files)
    └── NotLaunchable         findings of severity error                 exit 1

An error carries data and makes its text late, in the reader's language. The engine adds its own below `DondocError`.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DondocError(Exception):
    """Anything that dondoc tells a person is wrong. `fields` names its positional arguments (so that it pickles)."""

    code: ClassVar[str] = "error"
    fields: ClassVar[tuple[str, ...]] = ()
    vi: ClassVar[str] = "có lỗi"
    en: ClassVar[str] = "something is wrong"
    hint_vi: ClassVar[str] = ""
    hint_en: ClassVar[str] = ""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for name, value in zip(self.fields, args, strict=True):
            setattr(self, name, value)

    def message(self, lang: str = "vi") -> str:
        """One sentence: what is wrong."""
        return self._fill(self.vi if lang == "vi" else self.en)

    def hint(self, lang: str = "vi") -> str:
        """What to do about it; empty where the message says it all."""
        return self._fill(self.hint_vi if lang == "vi" else self.hint_en)

    def as_json(self) -> dict[str, Any]:
        """Stable fields: `error` (the code), `message`, `hint` and the error's own data."""
        own = {name: _plain(getattr(self, name)) for name in self.fields}
        return {"error": self.code, "message": self.message("vi"), "hint": self.hint("vi"), **own}

    def _fill(self, template: str) -> str:
        return template.format_map({name: _shown(getattr(self, name)) for name in self.fields})

    def __str__(self) -> str:
        return self.message("en")


def _shown(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_shown(item)) for item in value) or "–"
    return getattr(value, "key", value)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (int, str)):
        return value
    return getattr(value, "key", str(value))


class InputError(DondocError):
    """What was given cannot be used."""

    code = "bad-input"


class BadMoment(InputError):
    """A text that is no moment."""

    code = "bad-moment"
    fields = ("text",)
    vi = "không phải thời điểm: “{text}”"
    en = 'no moment: "{text}"'
    hint_vi = "viết 2023-06-21T17:00 hoặc 21/06/2023 17:00 (giờ Việt Nam); chỉ ghi ngày là đến hết ngày đó"
    hint_en = "write 2023-06-21T17:00 or 21/06/2023 17:00 (Vietnam time); a bare day means its end"


class BadDate(InputError):
    """A text that is no day of the calendar."""

    code = "bad-date"
    fields = ("text",)
    vi = "“{text}” không phải là một ngày có thật"
    en = '"{text}" is not a real date'
    hint_vi = "viết 2023-06-20 hoặc 20/06/2023"
    hint_en = "write 2023-06-20 or 20/06/2023"


class BadPeriod(InputError):
    """A text that names no reporting period."""

    code = "bad-period"
    fields = ("text", "candidates")
    vi = "“{text}” không phải là một kỳ báo cáo"
    en = '"{text}" is not a reporting period'
    hint_vi = (
        "các kỳ: Q1–Q4 (quý), H1, H2 (6 tháng), 9M (9 tháng), Y (năm), M01–M12 (tháng), once (một lần); "
        "gần nhất: {candidates}"
    )
    hint_en = "periods: Q1–Q4, H1, H2, 9M, Y, M01–M12, once; nearest: {candidates}"


class BadYear(InputError):
    """A year in which none of a directive's documents is in force."""

    code = "bad-year"
    fields = ("directive", "year")
    vi = "năm {year} không có văn bản nào của {directive} có hiệu lực"
    en = "none of the documents of {directive} is in force in the year {year}"
    hint_vi = "xem lại năm; các năm có hạn: dondoc check --dates {directive}"
    hint_en = "check the year; the years that have dates: dondoc check --dates {directive}"


class BadKey(InputError):
    """A text that is not shaped like the key of a document, cascade or task."""

    code = "bad-key"
    fields = ("text", "expected")
    vi = "“{text}” không phải là một khóa hợp lệ"
    en = '"{text}" is not a valid key'
    hint_vi = "dạng đúng: {expected}"
    hint_en = "expected: {expected}"


class UnknownAgency(InputError):
    """No agency of that key or name."""

    code = "unknown-agency"
    fields = ("text", "candidates")
    text: str
    candidates: tuple[Any, ...]
    vi = "không có cơ quan “{text}”"
    en = 'there is no agency "{text}"'
    hint_vi = "gần nhất: {candidates}; tìm bằng: dondoc agencies “…”"
    hint_en = 'nearest: {candidates}; search with: dondoc agencies "…"'


class AmbiguousAgency(InputError):
    """Several agencies answer to that name; none is guessed."""

    code = "ambiguous-agency"
    fields = ("text", "candidates")
    vi = "có nhiều cơ quan khớp với “{text}”"
    en = 'several agencies match "{text}"'
    hint_vi = "hãy chọn một: {candidates}"
    hint_en = "choose one: {candidates}"


class UnknownDocument(InputError):
    """No document of that key among the shipped and own definitions."""

    code = "unknown-document"
    fields = ("text", "candidates")
    vi = "không có văn bản “{text}”"
    en = 'there is no document "{text}"'
    hint_vi = "gần nhất: {candidates}"
    hint_en = "nearest: {candidates}"


class UnreadableFile(InputError):
    """A file that is missing, not UTF-8 or not readable."""

    code = "unreadable-file"
    fields = ("path", "why_vi", "why_en")
    vi = "không đọc được {path}: {why_vi}"
    en = "cannot read {path}: {why_en}"
    hint_vi = "xem lại đường dẫn và quyền đọc"
    hint_en = "check the path and the right to read"


class BadDefinition(InputError):
    """Files that cannot be read as definitions; every problem of every file at once."""

    code = "bad-definition"
    fields = ("problems",)
    problems: tuple[Any, ...]
    vi = "có chỗ sai trong tệp định nghĩa"
    en = "there are mistakes in the definition files"

    def as_json(self) -> dict[str, Any]:
        return {
            "error": self.code,
            "message": self.message("vi"),
            "problems": [problem.as_json() for problem in self.problems],
        }


class NotLaunchable(DondocError):
    """Findings of severity error: the cascade cannot be compiled."""

    code = "not-launchable"
    fields = ("directive", "findings")
    vi = "không mở đợt được: {directive} còn lỗi trong các văn bản"
    en = "not launched: the documents of {directive} have errors"
    hint_vi = "xem: dondoc check"
    hint_en = "see: dondoc check"
