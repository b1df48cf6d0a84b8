"""Rules about who must act (A)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workflows.compiler import Drafts
from workflows.findings import Severity
from workflows.rules.registry import Both, Hit, met, named, rule

_SHOWN = 5


@rule(
    "A101",
    Severity.ERROR,
    vi="không xác định được cơ quan “{agency}” ({count} cơ quan khớp)",
    en='the agency "{agency}" cannot be told ({count} match)',
    hint_vi="{known}tìm: dondoc agencies “…”",
    hint_en='{known}search: dondoc agencies "…"',
)
def unknown_agency(drafts: Drafts) -> Iterator[Hit]:
    """A document names an agency that the registry does not have, or a role that no single agency there fills.

    Why: a task without an agency can be done by nobody.
    Example: `via: so-noi-vu`: sixty-three agencies have that role; the issuer's is `binh-dinh.so-noi-vu`.
    Mend: write the agency's key, as `dondoc agencies` shows it, or add it to an own `agencies/` folder.
    """
    for item, hit in zip(drafts.cascade.met("unknown-agency"), met(drafts, "unknown-agency"), strict=True):
        yield replace(hit, facts={**hit.facts, "known": _known(drafts, item.facts["candidates"], item.facts["count"])})


def _known(drafts: Drafts, keys: tuple[str, ...], count: int) -> Both:
    """The agencies that match, or where none does the nearest; nothing where there are none either."""
    if not keys:
        return Both("", "")
    shown = named(drafts, keys[:_SHOWN])
    more = ", …" if len(keys) > _SHOWN else ""
    vi, en = ("các cơ quan khớp", "matching") if count else ("gần nhất", "nearest")
    return Both(f"{vi}: {shown.vi}{more}; ", f"{en}: {shown.en}{more}; ")


@rule(
    "A102",
    Severity.ERROR,
    vi="cơ quan “{agency}” không hoạt động vào ngày {day}",
    en='the agency "{agency}" is not in force on {day}',
    hint_vi="cơ quan kế thừa: {heirs}",
    hint_en="successors: {heirs}",
)
def agency_not_in_force(drafts: Drafts) -> Iterator[Hit]:
    """A document names an agency that has been dissolved or merged by the year of the cascade, or does not exist yet.

    Why: a duty given to a dissolved agency has no addressee; its successors must be ordered anew.
    Example: `who: ho-chi-minh.quan-10` in 2026; the district ended on 30 June 2025.
    Mend: end the document (`applies: {from, until}`), or write one that names the successors.
    """
    for item, hit in zip(drafts.cascade.met("agency-not-in-force"), met(drafts, "agency-not-in-force"), strict=True):
        yield replace(hit, facts={**hit.facts, "heirs": named(drafts, item.facts["heirs"])})


@rule(
    "A201",
    Severity.WARNING,
    vi="không có cơ quan nào thuộc loại {kind} dưới {under} vào ngày {day}",
    en="no agency of kind {kind} lies below {under} on {day}",
    hint_vi="kiểm tra `kind` và `under`",
    hint_en="check `kind` and `under`",
)
def empty_selector(drafts: Drafts) -> Iterator[Hit]:
    """A selector matches nobody on the day on which it is taken.

    Why: the document orders something and nobody would have to do it.
    Example: `who: {kind: ward, under: binh-dinh.so-noi-vu}`.
    Mend: correct the kind or the area; for agencies that nobody can enumerate write `{open: …}`.
    """
    yield from met(drafts, "empty-selector")


@rule(
    "A202",
    Severity.WARNING,
    vi="`except` nêu “{agency}” nhưng cơ quan này không nằm trong số được chọn",
    en='`except` names "{agency}", which the selector does not match',
    hint_vi="bỏ khỏi `except`, hoặc sửa khóa",
    hint_en="take it out of `except`, or correct the key",
)
def except_matches_nothing(drafts: Drafts) -> Iterator[Hit]:
    """`except` names an agency that would not have been chosen anyway.

    Why: most often a mistyped key; the agency meant to be left out is then still asked.
    Example: `{kind: district, under: ho-chi-minh, except: quan-10}` for `ho-chi-minh.quan-10`.
    Mend: write the key as `dondoc agencies` shows it.
    """
    yield from met(drafts, "except-matches-nothing")


@rule(
    "A203",
    Severity.WARNING,
    vi="văn bản nói {said}, danh bạ có {found} vào ngày {day}: {agencies}",
    en="the document says {said}, the registry has {found} on {day}: {agencies}",
    hint_vi="kiểm tra ngày của danh bạ và loại cơ quan",
    hint_en="check the registry's date and the kind",
)
def count_mismatch(drafts: Drafts) -> Iterator[Hit]:
    """The document says how many agencies it addresses, and the registry has another number on that day.

    Why: after mergers a plan copied from last year addresses agencies that are gone.
    Example: `{kind: ward, under: ho-chi-minh.quan-10, count: 14}` on 1 January 2025, when eleven are left.
    Mend: correct `count`, or the selector.
    """
    yield from met(drafts, "count-mismatch")


@rule(
    "A204",
    Severity.WARNING,
    vi="“{agency}” nằm ngoài phạm vi của {issuer}",
    en='"{agency}" lies outside the reach of {issuer}',
    hint_vi="cơ quan ngang cấp hoặc cấp trên chỉ có thể được đề nghị, không thể được giao",
    hint_en="an agency of the same or a higher level can be requested, not ordered",
)
def outside_authority(drafts: Drafts) -> Iterator[Hit]:
    """A document gives work to an agency that is not below its issuer.

    Why: an order binds only within the issuer's area; elsewhere it is a request.
    Example: Bình Định's plan assigning work to `ha-noi.so-noi-vu`.
    Mend: correct the key; for a request between equals leave it out, or write it as `with`.
    """
    yield from met(drafts, "outside-authority")


@rule(
    "A301",
    Severity.NOTE,
    vi="không liệt kê được những ai phải làm: {words}",
    en="those who must act cannot be enumerated: {words}",
    hint_vi="không sinh nhiệm vụ; nếu biết danh sách, hãy nêu từng cơ quan",
    hint_en="no task is made; name the agencies if the list is known",
)
def open_assignees(drafts: Drafts) -> Iterator[Hit]:
    """An assignment names its assignees in words that nobody can enumerate, or by an annex that is not on file.

    Why: no task is made for them, so no figure of the cascade counts them.
    Example: `who: {open: các đơn vị liên quan}`.
    Mend: name the agencies where they are known.
    """
    yield from met(drafts, "open-assignees")
