"""From a file to definitions: one for each document in it, with what was doubtful and what was left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from drafting.citations import Related, related, youngest
from drafting.duties import read_duties
from drafting.files import Source
from drafting.head import Head, read_head, short_of
from drafting.layout import Pages, Paragraph, documents_of
from drafting.orders import Duties
from drafting.who import Reader
from workflows.agencies import Registry
from workflows.errors import InputError
from workflows.schema import YEARS
from workflows.spelling import slug
from workflows.vocabulary import vocabulary


class NoIssuer(InputError):
    """The document does not say who issued it; no definition can be written without."""

    code = "no-issuer"
    fields = ("file", "title")


@dataclass(frozen=True, slots=True)
class Read:
    """One document as read."""

    key: str
    head: Head
    relations: tuple[Related, ...]
    duties: Duties
    year: int | None
    """The one year that it is for, by its title."""
    span: tuple[date | None, date | None] | None
    """The years that it is for, by its title."""
    outline: tuple[Paragraph, ...]
    """The chapters of the report that an annex outlines."""
    unread: tuple[int, ...]
    """Pages without text."""


def read_documents(source: Source, registry: Registry, issuer: str | None = None) -> list[Read]:
    """Read every document of a file. `issuer`: of the first one, and of those after it that do not tell theirs.

    Raises NoIssuer.
    """
    found: list[Read] = []
    keys: set[str] = set()
    for number, pages in enumerate(documents_of(source)):
        head = read_head(pages, registry, issuer if number == 0 else None)
        if head.issuer is None:
            head = read_head(pages, registry, issuer)
        read = _read(head, pages, source, registry)
        if read.key in keys:
            read = Read(f"{read.key}-{number + 1}", *(getattr(read, name) for name in Read.__slots__[1:]))
        keys.add(read.key)
        found.append(read)
    return found


def _read(head: Head, pages: Pages, source: Source, registry: Registry) -> Read:
    if head.issuer is None:
        raise NoIssuer(source.name, head.title)
    without = related(pages.body, None, head.number)
    year, span = _years(head)
    day = head.day or youngest(without) or (date(year, 1, 1) if year else None)
    if head.day is None and year is not None and (day is None or day.year < year):
        day = date(year, 1, 1)
    reader = Reader(registry, head.issuer, day)
    reminds = "đôn đốc" in head.title.lower() or "nhắc" in head.title.lower()
    relations = related(pages.body, reader, head.number, reminds=reminds)
    reminded = {each.cited.number for each in relations if each.how == "follows_up"}
    is_yearly = year is not None or span is not None or _says_yearly(pages)
    duties = read_duties(pages, reader, is_yearly=is_yearly, reminded=reminded)
    return Read(_key(head, registry, day), head, tuple(relations), duties, year, span, _outline(pages), source.unread)


_MOST_HEADING = 15  # words of a chapter's title


def _outline(pages: Pages) -> tuple[Paragraph, ...]:
    """The chapters, by roman numbers, of an annex that is an outline."""
    chapters = [
        each
        for each in pages.annexes
        if each.above is not None and each.above.at == "Đề cương" and re.fullmatch(r"Đề cương\.[IVX]+", each.at)
    ]
    return tuple(each for each in chapters if len(each.text.said.split()) <= _MOST_HEADING) if len(chapters) > 1 else ()


def _says_yearly(pages: Pages) -> bool:
    return any(
        re.search(r"\b(?:hang|dinh ky) nam\b|\bhang quy\b|\bhang thang\b|\bdinh ky\b", each.text.plain)
        for each in pages.body
    )


_STAGE = re.compile(r"giai đoạn\s*(?:từ\s*)?(?:năm\s*)?(\d{4})\s*(?:-|–|đến)\s*(?:năm\s*)?(\d{4})")
_UNTIL = re.compile(r"đến\s+(?:hết\s+)?năm\s+(\d{4})")
_OF_YEAR = re.compile(r"năm\s+(\d{4})(?!\s*(?:đến|-))")


def _years(head: Head) -> tuple[int | None, tuple[date | None, date | None] | None]:
    """The year, or the stretch of years, that the title names."""
    lower = re.sub(r"ngày[^,;]{0,40}?năm\s+\d{4}", " ", head.title.lower())
    if match := _STAGE.search(lower):
        first, last = int(match[1]), int(match[2])
        return (None, (date(first, 1, 1), date(last, 12, 31))) if first in YEARS and last in YEARS else (None, None)
    if match := _UNTIL.search(lower):
        return (None, (None, date(int(match[1]), 12, 31))) if int(match[1]) in YEARS else (None, None)
    years = {int(year) for year in _OF_YEAR.findall(lower)} & set(YEARS)
    return (years.pop() if len(years) == 1 else None), None


def _key(head: Head, registry: Registry, day: date | None) -> str:
    kind = next(each["key"] for each in vocabulary()["documents"] if each["type"] == head.kind)
    digits = re.match(r"\d+", head.number or "")
    assert head.issuer is not None
    year = head.day.year if head.day else (day.year if day else None)
    parts = [kind, digits[0].lstrip("0") if digits else "", short_of(registry.get(head.issuer)), str(year or "")]
    return slug("-".join(part for part in parts if part))
