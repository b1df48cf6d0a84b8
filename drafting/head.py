"""A document's head and foot: number, date, issuer, kind, title, signature (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.layout import NUMBER_WORD, Pages, kinds_of_documents
from drafting.text import Text, plainly
from drafting.when import is_day
from workflows.agencies import PRIME_MINISTER, Agency, Registry
from workflows.agency_names import AREA_KINDS, without_type
from workflows.errors import AmbiguousAgency, UnknownAgency
from workflows.spelling import slug
from workflows.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says. `symbol`: what is printed of a number whose digits are blank; `issuer_reading`: why this
    issuer, where the head itself does not name it."""

    number: str | None
    symbol: str | None
    day: date | None
    printed_day: str | None
    kind: str
    kind_is_printed: bool
    title: str
    issuer: str | None
    issuer_reading: str | None
    has_motto: bool
    signer: str | None
    form: str | None


_NUMBER = re.compile(
    NUMBER_WORD + r"\s*(?P<digits>\d[\d\s]*[a-z]?)?[\s._…]*"
    r"(?P<rest>[/-]\s*(?:\d{4}\s*/\s*)?[A-ZĐ][\wĐđ&]*(?:\s?[-/.]\s?[A-ZĐ][\wĐđ&]*)*)",
    re.IGNORECASE,
)
_POSTS = re.compile(rf"\b(?:PHÓ\s+)?(?:{'|'.join(each.upper() for each in vocabulary()['posts'])})\b")
_DAY = re.compile(r"ngày\s*(\d{1,2})?[\s._…]*tháng\s*(\d{1,2})?[\s._…]*năm\s*(\d{4})?", re.IGNORECASE)
_ABOUT = re.compile(r"\W*v\s*/\s*v\s*:?\s*|\W*về việc\s*:?\s*|Về\s+(?=\w+\s)", re.IGNORECASE)
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap\s*-?\s*tu do")


def read_head(pages: Pages, registry: Registry, issuer: str | None) -> Head:
    """Read head and foot. `issuer`: a key that counts instead of what the head says."""
    lines = [_without_motto(line) for line in pages.head]
    number, symbol = _number(lines)
    day, printed_day = _dated(lines)
    kind, is_printed, title = _kind_and_title(lines, number or symbol or "")
    is_capital = title.isupper()
    title = _cased(title, pages) if is_capital else title
    reading = None
    if issuer is None:
        issuer = _issuer(lines, registry, day)
        if issuer is None and (issuer := _issuer_of_area(lines, registry, day)) is not None:
            reading = "draft.reading.issuer_by_area"
        if issuer is None and _is_government(lines):
            issuer, reading = PRIME_MINISTER, "draft.reading.government"
        if issuer is None and (issuer := _issuer_by_symbol(number or symbol or "", registry, day)) is not None:
            reading = "draft.reading.issuer_by_symbol"
        if issuer is None:
            issuer, reading = _issuer_of_body(pages, lines, registry, day)
    if is_capital and issuer is not None:
        title = _with_its_name(title, registry.get(issuer))
    signer, form = _signature(pages.tail)
    has_motto = any(_MOTTO.search(Text(line).plain) for line in pages.head)
    return Head(number, symbol, day, printed_day, kind, is_printed, title, issuer, reading, has_motto, signer, form)


def _without_motto(line: str) -> str:
    """The line without what a second column of the head left in it."""
    plain = Text(line).plain
    found = _MOTTO.search(plain)
    return line[: found.start()].strip() if found else line


def _number(lines: Sequence[str]) -> tuple[str | None, str | None]:
    for line in lines:
        if match := _NUMBER.match(line):
            rest = re.sub(r"\s+", "", match["rest"]).rstrip(".-/")
            digits = re.sub(r"\s+", "", match["digits"] or "")
            return (f"{digits}{rest}", None) if digits else (None, rest)
    return None, None


def _dated(lines: Sequence[str]) -> tuple[date | None, str | None]:
    for line in lines:
        match = _DAY.search(line)
        if match and (_is_place(line[: match.start()])):
            day, month, year = (int(match[number] or 0) for number in (1, 2, 3))
            is_whole = year and is_day(day, month, year)
            return (date(year, month, day), None) if is_whole else (None, " ".join(match[0].split()))
    return None, None


def _is_place(before: str) -> bool:
    """`Bình Định,` and the like: the day of the document itself, not of one that it names."""
    return len(before.split()) <= 8 and not re.search(r"\bsố\b.*\d\s*/", before[-25:]) and "/" not in before[-6:]


def _kind_and_title(lines: Sequence[str], number: str) -> tuple[str, bool, str]:
    documents = vocabulary()["documents"]
    for at, line in enumerate(lines):
        plain = Text(line).plain.strip(" *")
        for each in documents:
            if plain == plainly(each["name"]) and each["type"] != "cong-van":
                return each["type"], True, _titled(lines[at + 1 :])
    symbols = set(re.split(r"[/-]", re.sub(r"^\d+", "", number)))
    kind = next((each["type"] for each in documents if symbols & set(each["symbols"])), "cong-van")
    about = next((at for at, line in enumerate(lines) if _ABOUT.match(line)), None)
    if about is None:
        return kind, False, ""
    title = [_ABOUT.sub("", lines[about], count=1)]
    for line in lines[about + 1 :]:
        if not line or (_DAY.search(line) and _is_place(line[: _DAY.search(line).start()])) or line.isupper():  # type: ignore[union-attr]
            break
        title.append(line)
    return kind, False, _sentence(" ".join(title))


_MOST_TITLE = 40  # words: a longer one ends where its first clause does


def _titled(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if re.fullmatch(r"[-_—*.\s]*", line) or _NUMBER.match(line):
            continue
        is_whose = " ".join(line.split()[:2]).isupper() and not kept[0].isupper() if kept else False
        if kept and (is_whose or _POSTS.match(line.strip(" *"))):
            break  # whose decision it is
        kept.append(line)
    return _sentence(" ".join(kept))


def _sentence(title: str) -> str:
    title = re.sub(r"\s*\((?:kèm theo|ban hành).*$", "", " ".join(title.split()), flags=re.IGNORECASE).strip(
        ' .:-–*"“”'
    )
    title += "”" * (title.count("“") - title.count("”"))
    title = re.sub(r"^(?:v/v|về việc|về)\s+", "", title, flags=re.IGNORECASE)
    words = title.split()
    title = " ".join(words[:_MOST_TITLE])
    return title[:1].upper() + title[1:]


def _cased(title: str, pages: Pages) -> str:
    """A title in capitals as the body writes the same words; what it does not say in small letters."""
    body = Text(" ".join(paragraph.text.said for paragraph in pages.body))
    words, written = title.split(), list[str]()
    while words:
        for count in range(len(words), 1, -1):
            at = body.lower.find(Text(" ".join(words[:count])).lower)
            if at >= 0 and not (at and body.said[at - 1].isalnum()):
                written.append(body.said[at : at + len(" ".join(words[:count]))])
                words = words[count:]
                break
        else:
            first = words.pop(0)
            written.append(first if re.search(r"[\d/]", first) else first.lower())
    text = " ".join(written)
    return text[:1].upper() + text[1:]


def _with_its_name(title: str, issuer: Agency) -> str:
    """The area's own name in capitals again, where a title that stood in capitals has it."""
    own = re.sub(
        r"^(?:UBND\s+)?(?:tỉnh|thành phố|quận|huyện|thị xã|phường|xã)\s+", "", issuer.name, flags=re.IGNORECASE
    )
    return re.sub(re.escape(own), own, title, flags=re.IGNORECASE)


# the issuer ---------------------------------------------------------------------------------------------------------


def _issuer(lines: Sequence[str], registry: Registry, day: date | None) -> str | None:
    """By the lines in capitals above the number; an office stands below its committee's name, two lines make one."""
    capital: list[str] = []
    for line in lines:
        if _NUMBER.match(line) or _DAY.search(line):
            break
        if line and sum(sign.isupper() for sign in line if sign.isalpha()) > 0.8 * max(1, sum(map(str.isalpha, line))):
            capital.append(line.strip(" *-–_"))
    capital = [line for line in capital if line and Text(line).plain not in kinds_of_documents()]
    if not capital:
        return None
    whole = " ".join(capital)
    above: str | None = None
    found: list[Agency] = []
    for candidate in _ways(capital, whole):
        agency = _find(candidate, registry, above, day)
        if agency is not None and (agency.kind in AREA_KINDS or _begins_in(agency, whole)):
            found.append(agency)
            above = agency.key
    return max(found, key=lambda each: each.key.count(".")).key if found else None


def _begins_in(agency: Agency, whole: str) -> bool:
    """Whether the word that says what body it is stands there: `xã` alone is no Phòng Văn hóa - Xã hội."""
    return plainly(agency.name).split()[0] in Text(whole).plain.split()


def _issuer_of_area(lines: Sequence[str], registry: Registry, day: date | None) -> str | None:
    """The committee of an area that the head calls by another type: a district that has become a town since."""
    named = next((match for line in (*lines[:4], " ".join(lines[:2])) if (match := _AREA.match(line))), None)
    found = _find(named[1].strip(), registry, None, day) if named is not None else None
    return found.key if found is not None and found.kind in AREA_KINDS else None


_AREA = re.compile(
    r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)\s+(?:TỈNH|THÀNH PHỐ|QUẬN|HUYỆN|THỊ XÃ|PHƯỜNG|XÃ|THỊ TRẤN)\s+(.+)",
    re.IGNORECASE,
)


def _is_government(lines: Sequence[str]) -> bool:
    return any(Text(line).plain.strip(" *") == "chinh phu" for line in lines[:4])


def _ways(lines: Sequence[str], whole: str) -> Iterator[str]:
    yield whole
    for size in range(len(lines) - 1, 0, -1):
        yield " ".join(lines[:size])
    for at in range(1, len(lines)):
        yield " ".join(lines[at:])


def _find(text: str, registry: Registry, near: str | None, day: date | None) -> Agency | None:
    try:
        found = registry.find(text, near)
    except AmbiguousAgency as error:
        those = [each for each in error.candidates if day is None or each.in_force_on(day)]
        if near is not None:
            those = [each for each in those if each.key.startswith(f"{near}.")]
        return those[0] if len(those) == 1 else None
    except UnknownAgency:
        return None
    if day is not None and not found.in_force_on(day):
        return None
    return found if near is None or found.key.startswith(f"{near}.") else None


def _issuer_by_symbol(number: str, registry: Registry, day: date | None) -> str | None:
    """By the short name of a central agency in the number: `1432/BNV-CTTN`, `33/CT-TTg`."""
    found = []
    for part in re.split(r"[/-]", number)[1:]:
        hits = [each for each in registry.base.agencies.values() if each.short == part and "." not in each.key]
        found += [each.key for each in hits if each.kind != "province" and (day is None or each.in_force_on(day))]
    return found[0] if len(found) == 1 else None


def _symbols(pages: Pages) -> list[str]:
    """The parts of what is printed of the number: KH, UBND."""
    number, symbol = _number(pages.head)
    return [part for part in re.split(r"[/-]", number or symbol or "") if part and not part.isdigit()]


_LOOKED_UP = 8  # names of areas that a body has most often
_PROPER = r"(?:[A-ZĐÀ-Ỹ\d][\wà-ỹ]*\s?){1,4}"
_OF_AREA = re.compile(
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|của|trên địa bàn)\s+"
    rf"((?:[Tt]ỉnh|[Tt]hành phố|[Qq]uận|[Hh]uyện|[Tt]hị xã|[Pp]hường|[Xx]ã)\s+{_PROPER})"
)
_OF_PARTY = re.compile(rf"(?:Tỉnh ủy|Thành ủy|tỉnh|thành phố|Thành phố)\s+({_PROPER})")


def _issuer_of_body(
    pages: Pages, lines: Sequence[str], registry: Registry, day: date | None
) -> tuple[str | None, str | None]:
    """Where the head is lost: the area that the place of its date, and the body, name as the committee's own."""
    place = next((line[: match.start()].strip(" ,*") for line in lines if (match := _DAY.search(line))), "")
    named = any(_AREA.search(line) or "NHÂN DÂN" in line for line in lines if line.isupper())
    committee = not named and (not _symbols(pages) or "UBND" in _symbols(pages))
    if committee and place and (found := _find(place, registry, None, day)) is not None and found.kind in AREA_KINDS:
        return found.key, "draft.reading.issuer_by_place"
    said = Counter[str]()
    for paragraph in pages.body:
        said.update(match[1].strip() for match in _OF_AREA.finditer(paragraph.text.said))
    for line in pages.tail:
        said.update(match[1].strip() for match in _OF_PARTY.finditer(line))
    counts = Counter[str]()
    for text, count in said.most_common(_LOOKED_UP):
        found = _find(text, registry, None, day)
        if found is not None and found.kind in AREA_KINDS:
            counts[found.key] += count
    if not counts:
        return None, None
    (first, most), *others = counts.most_common(2)
    if others and others[0][1] == most:
        return None, None
    deeper = [key for key in counts if key.startswith(f"{first}.") and counts[key] * 2 >= most]
    return (deeper[0] if deeper else first), "draft.reading.issuer_by_body"


# the signature ------------------------------------------------------------------------------------------------------

_FORM = re.compile(r"(TM|KT|TL|TUQ|Q)\s*\.\s*")


def _signature(tail: Sequence[str]) -> tuple[str | None, str | None]:
    """The name below the post, and the form with which it is signed."""
    form: list[str] = []
    name = None
    for line in tail:
        text = line.strip(" *")
        beside = re.search(r"(?:^|[;:/]\s*|\)\s*)((?:(?:TM|KT|TL|TUQ|Q)\s*\.\s*)?[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ\s]{5,})$", text)
        if (_FORM.match(text) or _POSTS.search(text)) and text.isupper():
            form.append(text)
        elif beside and (_FORM.match(beside[1]) or _POSTS.search(beside[1])):  # in a column beside `Nơi nhận`
            form.append(beside[1].strip())
        elif form and name is None and _is_person(text):
            name = text
    return name, " - ".join(form) or None


def _is_person(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or any(sign in text for sign in "-;:,/.()") or any(map(str.isdigit, text)):
        return False
    return all(word[:1].isupper() for word in words) and not text.isupper()


def short_of(agency: Agency) -> str:
    """How a document's key calls its issuer: its short name, else its area's."""
    if agency.short and "." not in agency.key:
        return slug(agency.short.replace(".", ""))
    own = agency.key.rpartition(".")[2]
    return slug(without_type(own.replace("-", " "))) if agency.kind == "province" else own
