"""What does not hold in a database, each with the exact row, in both languages; a bounded number is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine.results import Answer

Where = Literal["cascade", "agency", "document", "task", "history", "feed", "seal", "receipt", "proof"]

KEPT = 1_000  # what is beyond is counted, so that memory does not grow with what was changed

_TEXTS: dict[str, tuple[str, str]] = {
    # a row of history
    "row-missing": ("thiếu dòng {expected}", "row {expected} is missing"),
    "row-unlinked": ("không nối tiếp dòng trước", "it does not continue the row before"),
    "row-form": ("dạng ghi không biết", "its form is unknown"),
    "row-content": ("nội dung không khớp dấu băm", "its content does not match its hash"),
    "row-earlier": ("ghi sớm hơn dòng trước", "it was recorded earlier than the row before"),
    "row-state": (
        "ghi là từ “{found}”, nhưng dòng trước để lại “{expected}”",
        'it moves from "{found}", but the row before left "{expected}"',
    ),
    "row-move": (
        "vòng đời không có bước {found}",
        "the lifecycle has no move {found}",
    ),
    "row-correction": (
        "đính chính không khớp với những dòng mà nó nói tới",
        "this correction does not fit the rows that it is about",
    ),
    "row-orphan": (
        "dòng của nhiệm vụ số {found}, không có trong đợt",
        "a row of task number {found}, which is not there",
    ),
    # a task
    "task-genesis": (
        "cơ quan, kỳ, nghĩa vụ hoặc hạn khác với lúc mở đợt mà chuỗi bắt đầu",
        "its agency, period, duties or due dates differ from what was launched, from which its chain starts",
    ),
    "task-column": (
        "{column} ghi “{found}”, theo lịch sử phải là “{expected}”",
        '{column} says "{found}", history gives "{expected}"',
    ),
    "task-missing": ("thiếu nhiệm vụ số {expected}", "task number {expected} is missing"),
    "task-assignment": (
        "việc được giao số {found} không thuộc văn bản giao nhiệm vụ này",
        "assignment number {found} is not of a document that asks for this task",
    ),
    # edges and counters
    "edge-closed": (
        "đường báo cáo tới {to} (waits_for “{report}”) ghi closed = {found}, theo đầu vào phải là {expected}",
        'the edge to {to} (waits_for "{report}") says closed = {found}, the input gives {expected}',
    ),
    "edge-orphan": (
        "đường báo cáo của nhiệm vụ số {found}, không có trong đợt",
        "an edge of task number {found}, which is not there",
    ),
    "counter": (
        "{column} ghi {found}, đếm lại là {expected}",
        "{column} says {found}, a recount gives {expected}",
    ),
    "passed-on": (
        "đã tổng hợp khi còn {found} đầu vào chưa xong, dòng này chỉ nêu thiếu {expected}",
        "it was consolidated with {found} inputs open, of which this row names {expected} as missing",
    ),
    "before-input": (
        "tổng hợp ngày {on}, không khớp với báo cáo cấp dưới {input} ngày {found}",
        "it was consolidated on {on}, which does not go with its input {input} of {found}",
    ),
    # documents, agencies, what was pinned
    "document-release": (
        "không văn bản đã ban hành nào có số “{found}”, ngày {on} như lần ban hành này ghi",
        'no document that is out has the number "{found}" and the date {on} of this release',
    ),
    "document-waits": (
        "văn bản {document} ghi là đã ban hành, nhiệm vụ này vẫn chờ",
        "the document {document} is marked as out, this task still waits for it",
    ),
    "document-column": (
        "{column} ghi “{found}”, phải là “{expected}”",
        '{column} says "{found}", it should be "{expected}"',
    ),
    "document-missing": (
        "thiếu văn bản này, có trong định nghĩa đã ghim",
        "it is missing, though its definition is pinned",
    ),
    "agency-column": (
        "{column} ghi “{found}”, bản đã ghim là “{expected}”",
        '{column} says "{found}", the pinned one is "{expected}"',
    ),
    "agency-missing": ("thiếu cơ quan này, có trong bản đã ghim", "it is missing, though it is pinned"),
    "pin-content": (
        "nội dung đã ghim {found} không khớp dấu băm của nó",
        "the pinned content {found} does not match its hash",
    ),
    "pin-kind": (
        "nội dung đã ghim ghi loại “{found}”, phải là “{expected}”",
        'the pinned content is marked "{found}", it should be "{expected}"',
    ),
    "pin-missing": ("thiếu nội dung đã ghim {found}", "the pinned content {found} is missing"),
    "cascade-column": (
        "{column} ghi “{found}”, phải là “{expected}”",
        '{column} says "{found}", it should be "{expected}"',
    ),
    "cascade-lifecycle": ("vòng đời đã ghim không đọc được", "the pinned lifecycle cannot be read"),
    "cascade-orphan": (
        "{table} có dòng của đợt số {found}, không có đợt này",
        "{table} has rows of cascade number {found}, which is not there",
    ),
    # seals, receipts, proofs
    "seal-signature": ("chữ ký không khớp", "the signature does not match"),
    "seal-key": ("niêm phong ký bằng khóa khác: {found}", "it is signed with another key: {found}"),
    "seal-root": (
        "gốc cây tính lại là {found}, niêm phong ghi {expected}",
        "the recomputed root is {found}, the seal says {expected}",
    ),
    "seal-head": (
        "dòng {seq} khác với lúc niêm phong {sealed_at}",
        "row {seq} differs from what was sealed at {sealed_at}",
    ),
    "seal-shorter": (
        "lúc niêm phong {sealed_at} có {expected} dòng, nay còn {found}",
        "it had {expected} rows when sealed at {sealed_at}, now it has {found}",
    ),
    "seal-task": (
        "thiếu nhiệm vụ số {expected}, đã được niêm phong lúc {sealed_at}",
        "task number {expected}, sealed at {sealed_at}, is missing",
    ),
    "seal-launched": (
        "nhiệm vụ, cơ quan, văn bản hoặc đường báo cáo khác với lúc niêm phong {sealed_at}",
        "its tasks, agencies, documents or feeds differ from what was sealed at {sealed_at}",
    ),
    "seal-cascade": (
        "thiếu đợt này, đã được niêm phong lúc {sealed_at}",
        "this cascade, sealed at {sealed_at}, is missing",
    ),
    "receipt-missing": ("không dòng lịch sử nào có dấu {found}", "no row of history has the hash {found}"),
    "proof-path": ("đường dẫn không tới gốc đã ký", "the path does not lead to the signed root"),
    "proof-chain": ("chuỗi dòng lịch sử không tới dấu cuối đã niêm phong", "the rows do not lead to the sealed head"),
}
RULES = tuple(_TEXTS)


@dataclass(frozen=True, slots=True)
class Broken(Answer):
    """One thing that does not hold. `task`, `seq`: the exact row, where it is one; `subject`: what else it is about.

    `where`: of which table, or the seal, the receipt, the proof. `rule`: a stable name.
    """

    where: Where
    rule: str
    cascade: str | None
    task: str | None
    seq: int | None
    subject: str | None
    details_vi: str
    details_en: str


@dataclass(frozen=True, slots=True)
class SealCheck(Answer):
    """One seal as it was checked. `is_signed`: by the public key given, or by the one it names where none was given."""

    file: str
    sealed_at: str
    root: str
    tasks: int
    cascades: tuple[str, ...]
    public_key: str
    is_signed: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class ReceiptCheck(Answer):
    """One receipt, and the row that it is of; None where there is no such row."""

    hash: str
    task: str | None
    seq: int | None


@dataclass(frozen=True, slots=True)
class Verification(Answer):
    """All that was checked and all that does not hold. `more`: findings beyond those that are listed."""

    holds: bool
    cascades: tuple[str, ...]
    tasks: int
    rows: int
    feeds: int
    seals: tuple[SealCheck, ...]
    receipts: tuple[ReceiptCheck, ...]
    broken: tuple[Broken, ...]
    more: int
    has_public_key: bool = False  # whether the seals' signatures were held against a key given from outside


@dataclass(frozen=True, slots=True)
class ProofCheck(Answer):
    """A proof as it was checked without a database. `rows`: the task's history as it was sealed."""

    holds: bool
    task: str
    head_seq: int
    head_hash: str
    sealed_at: str
    root: str
    public_key: str
    rows: tuple[dict[str, Any], ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Keys(Answer):
    """A new pair of keys. `public_key`: in hexadecimal, as seals name it."""

    private_file: str
    public_file: str
    public_key: str


class Findings:
    """Collects what does not hold."""

    def __init__(self) -> None:
        self.listed: list[Broken] = []
        self.more = 0

    def __len__(self) -> int:
        return len(self.listed) + self.more

    def __iter__(self) -> Iterator[Broken]:
        return iter(self.listed)

    def add(
        self,
        where: Where,
        rule: str,
        *,
        cascade: str | None = None,
        task: str | None = None,
        seq: int | None = None,
        subject: str | None = None,
        **values: Any,
    ) -> None:
        """One more; the values fill the rule's text."""
        if len(self.listed) >= KEPT:
            self.more += 1
            return
        vi, en = _TEXTS[rule]
        shown = {name: "–" if value is None else _short(value) for name, value in values.items()}
        shown.setdefault("seq", str(seq))
        self.listed.append(Broken(where, rule, cascade, task, seq, subject, vi.format_map(shown), en.format_map(shown)))


def _short(value: Any) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
