"""Documents that a document names: number, date and issuer as printed, and how it stands to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from drafting.layout import Paragraph
from drafting.text import Text, plainly, starts_with
from drafting.when import is_day, tokens
from drafting.who import Reader
from workflows.vocabulary import vocabulary

_SYMBOL = r"[A-ZĐ][A-Za-zĐđÀ-ỹ&]*\d*(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđÀ-ỹ&]*\d*)*"
_NUMBER = re.compile(rf"(?<![\w/.-])(?P<number>\d{{1,5}}[a-z]?\s?[-/]\s?(?:\d{{4}}\s?[-/]\s?)?{_SYMBOL})(?!\w)")
_DATE = re.compile(
    r"\s*[,(]?\s*ngày\s+(?P<d>\d\s?\d?)\s*(?:/|-|\.|tháng)\s*(?P<m>\d\s?\d?)\s*(?:/|-|\.|năm)\s*(?P<y>\d{4})",
    re.IGNORECASE,
)
_DATED_BEFORE = re.compile(  # `Ngày 10 tháng 5 năm 2026, Bộ X có Công văn số …`
    r"[Nn]gày\s+(?P<d>\d{1,2})\s*(?:/|-|\.|tháng)\s*(?P<m>\d{1,2})\s*(?:/|-|\.|năm)\s*(?P<y>\d{4}),?"
    r"\s+[^.;]{0,60}?(?:có|ban hành|gửi)\s+[\w ]{0,20}(?:số\s*)?$"
)
_JOINED = re.compile(r"\s*(?:,|và|;)\s*(?:[A-ZĐ][\w ]{2,30}?\s+)?(?:số\s+)?$")


@dataclass(frozen=True, slots=True)
class Cited:
    """One document named. `start`, `end`: where in the paragraph."""

    number: str
    day: date | None
    issuers: tuple[str, ...]
    at: str
    start: int
    end: int

    @property
    def identity(self) -> tuple[str, date | None]:
        return self.number, self.day


def cited_in(paragraph: Paragraph, reader: Reader | None) -> list[Cited]:
    """The documents that a paragraph names by number, in its order."""
    said = paragraph.text.said
    found: list[Cited] = []
    for match in _NUMBER.finditer(said):
        number = re.sub(r"\s+", "", match["number"])
        if re.fullmatch(r"\d{1,2}/\d{4}", number) or not re.search(r"[A-ZĐ]{2}", number):
            continue
        end, day = match.end("number"), None
        if dated := _DATE.match(said, end):
            day, end = _day(dated), dated.end()
        elif before := _DATED_BEFORE.search(said[: match.start()]):
            day = _day(before)
        issuers, end = _issuers(paragraph.text, end, reader)
        found.append(Cited(number, day, issuers, paragraph.at, match.start(), end))
    for at in range(len(found) - 2, -1, -1):  # `số 217-QĐ/TW và Quyết định số 218-QĐ/TW ngày …`: one day for both
        this, following = found[at], found[at + 1]
        if this.day is None and _JOINED.match(said[this.end : following.start]):
            found[at] = replace(this, day=following.day, issuers=this.issuers or following.issuers)
    return found


def _day(match: re.Match[str]) -> date | None:
    day, month, year = (int(match[name].replace(" ", "")) for name in "dmy")
    return date(year, month, day) if is_day(day, month, year) else None


_BOARD = re.compile(r"\s*(?:(?:cua|giua)\s+)(?:ban thuong vu\s+|ban chap hanh\s+|thuong truc\s+|chu tich\s+)?")


def _issuers(text: Text, start: int, reader: Reader | None) -> tuple[tuple[str, ...], int]:
    """Who issued it, where that is told right behind and is in the registry."""
    opened = _BOARD.match(text.plain, start)
    if opened is None or reader is None:
        return (), start
    named = reader.read(text, opened.end(), only_first=not opened[0].strip().startswith("giua"))
    keys = tuple(party.agency for party in named.parties if party.agency is not None)
    is_whole = len(keys) == len(named.parties) and not named.unknown
    return (keys if is_whole else ()), max(named.end, start)


# how the document stands to them ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Related:
    """A document named, and how: implements, carries, follows_up, replaces, amends, basis; None: not certain."""

    cited: Cited
    how: str | None
    reading: str | None = None
    due: date | None = None
    """The day that it set, which a reminder names as missed."""


def related(
    body: list[Paragraph], reader: Reader | None, own_number: str | None, *, reminds: bool = False
) -> list[Related]:
    """Every document named in the body, once, in order of its first naming that tells how it is named.

    `reminds`: by its title the document reminds of another.
    """
    found: dict[str, Related] = {}
    sections_at = next((at for at, each in enumerate(body) if each.depth < 10), len(body))
    has_sections = any(each.depth and each.depth < 10 for each in body)
    for at, paragraph in enumerate(body):
        is_opening = paragraph.above is None and paragraph.depth == 10 and at < sections_at
        for cited in cited_in(paragraph, reader):
            if cited.number == own_number:
                continue
            how, reading = _how(paragraph.text, cited, is_opening or not has_sections)
            if how == "carries" and is_organisation(paragraph):
                how = None  # what one agency is to do, not what the document stands to
            if how is None and reminds and paragraph.text.plain[: cited.start].strip().startswith("theo "):
                how = "follows_up"
            due = _set_day(paragraph.text, cited) if how == "follows_up" else None
            before = found.get(cited.number)
            if before is None or (before.how is None and how is not None):
                found[cited.number] = Related(_fuller(cited, before), how, reading, due)
            elif before.cited.day is None and cited.day is not None:
                found[cited.number] = replace(before, cited=_fuller(before.cited, Related(cited, None)))
    relations = list(found.values())
    if not any(each.how in ("implements", "follows_up") for each in relations):
        relations = _made_implemented(relations, body)
    return relations


def is_organisation(paragraph: Paragraph) -> bool:
    """Whether it stands where the document says who does what."""
    headings = vocabulary()["sections"]["carried_out"]
    return any(
        starts_with(above.text.plain, headings) and len(above.text.said.split()) <= _MOST_HEADING
        for above in paragraph.path
    )


_MOST_HEADING = 16  # words: what is longer orders something itself


def _fuller(cited: Cited, other: Related | None) -> Cited:
    if other is None:
        return cited
    return replace(cited, day=cited.day or other.cited.day, issuers=cited.issuers or other.cited.issuers)


_OBLIQUE = re.compile(  # words between a verb and a document that make it a matter of something else
    r"\b(gan voi|theo|tren co so|can cu|tai|quy dinh tai|ban hanh kem theo|nham|trong do|phu hop voi|bao dam)\b"
)


def _how(text: Text, cited: Cited, opens: bool) -> tuple[str | None, str | None]:
    """By the words of the sentence before it."""
    start = max(text.plain.rfind(sign, 0, cited.start) for sign in (". ", "; ")) if opens else -1
    first = max(start + 1, 0)
    before = text.plain[first : cited.start].strip()
    words = vocabulary()["citing"]
    if re.search(r"\b(thay the|bai bo)\s+(\w+\s+){0,3}(so\s*)?$", before):
        return "replaces", None
    if (
        re.search(r"\b(sua doi|bo sung|sua doi, bo sung)\s+(mot so \w+ cua\s+)?(\w+\s+){0,3}(so\s*)?$", before)
        and opens
    ):
        return "amends", None
    if re.search(r"\d\s*/\s*\S[^;]*\bve\b(?:(?!\bva\b)[^,;])*$", before):
        return None, None  # in the title of the one before
    if opens:
        if starts_with(before, words["follows_up"]) or "don doc" in before:
            return "follows_up", None
        if re.search(r"\b(?:da )?(?:co|gui|ban hanh)\s+(?:cong van|van ban|cong dien)\s+(?:so\s*)?$", before):
            return "follows_up", None
        if starts_with(before, words["basis"]):
            return "basis", None
        if any(plainly(each) in before for each in words["implements"]):
            return "implements", None
        return None, None
    is_law = re.search(r"/QH\d|UBTVQH|NĐ-CP|/TT|TTLT", cited.number)  # a rule to keep, not a task to carry on
    if is_law or not starts_with(before, words["carries"]) or _OBLIQUE.search(before):
        return None, None
    return "carries", None


def _set_day(text: Text, cited: Cited) -> date | None:
    """The one full day named as due in the sentence of a citation, behind it."""
    end = text.plain.find(". ", cited.end)
    found = tokens(text.part(cited.end, None if end < 0 else end))
    days = [rule.day for token in found for rule in token.rules if isinstance(rule.day, str)]
    return date.fromisoformat(days[0]) if len(days) == 1 and re.fullmatch(r"\d{4}-\d\d-\d\d", days[0]) else None


def _made_implemented(relations: list[Related], body: list[Paragraph]) -> list[Related]:
    """Where no opening says what is carried out: what the purposes name, with that reading."""
    purposes = {each.at for each in body if any("muc dich" in above.text.plain for above in each.path)}
    return [
        replace(each, how="implements", reading="draft.reading.purpose")
        if each.cited.at in purposes and each.how == "carries"
        else each
        for each in relations
    ]


def youngest(relations: list[Related]) -> date | None:
    """The latest day of those named: the document is not older."""
    return max((each.cited.day for each in relations if each.cited.day is not None), default=None)
