"""Annexed tables of work: who is in charge of what, with whom, by when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drafting.layout import Paragraph
from drafting.orders import Assigned, Duties, Report
from drafting.phrases import cut_short
from drafting.text import Text, plainly, starts_with
from drafting.when import QUARTERS, Dues, Rule, dues, is_day, tokens
from drafting.who import Party, Reader
from workflows.schema import YEARS
from workflows.spelling import slug
from workflows.vocabulary import vocabulary

_STANDING = re.compile(r"thuong xuyen|hang nam|hang thang|hang quy|dinh ky")
_NO_MONTH = ("00", *map(str, range(13, 100)))


def read_tables(paragraphs: Sequence[Paragraph], reader: Reader, found: Duties) -> None:
    """Add what the rows of tables give out, where a head tells which column is whose."""
    columns: dict[str, int] = {}
    for paragraph in paragraphs:
        if not paragraph.cells:
            columns = {}
        elif len(heads := _columns(paragraph.cells)) > 1 and "who" in heads:
            columns = heads
        elif columns and len(paragraph.cells) > max(columns.values()):
            cells = {name: Text(paragraph.cells[at]) for name, at in columns.items()}
            _row(paragraph, cells, reader, found)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column is which, by the words of their heads."""
    found: dict[str, int] = {}
    for at, said in enumerate(cells):
        plain = Text(said).plain.strip(" *:")
        for name, heads in vocabulary()["columns"].items():
            if name not in found and any(plain == each or starts_with(plain, [each]) for each in map(plainly, heads)):
                found[name] = at
                break
    return found


def _row(paragraph: Paragraph, cells: dict[str, Text], reader: Reader, found: Duties) -> None:
    if not cells["who"].said.strip():
        return
    named = reader.read(cells["who"])
    is_whole = bool(named.parties) and not cells["who"].said[named.end :].strip(" .;,")
    if not is_whole or named.unknown:
        found.left[paragraph.at] = "unknown_name"
    if not is_whole:
        return
    assigned = Assigned(tuple(named.parties), paragraph.at, topic=slug(paragraph.at))
    if "with" in cells:
        assigned.co_workers = tuple(reader.read(cells["with"]).parties)
    product, work = (cells.get(name) or Text("") for name in ("product", "work"))
    content = cut_short(product.said if len(product.said.split()) > 3 or not work.said.strip() else work.said)
    said_when = cells.get("due") or Text("")
    when = _of_cell(said_when)
    if when.doubtful:
        if not _STANDING.search(said_when.plain):
            found.left[paragraph.at] = "no_date"
        assigned.duties.append((paragraph.at, content or said_when.said))
    else:
        to = (Party(agency=reader.base),)
        reading = "draft.reading.table_receiver"
        assigned.product = Report(paragraph.at, content, to, due=dict(when.rules) or {"once": None}, reading=reading)
    found.assigned.append(assigned)


def _of_cell(text: Text) -> Dues:
    """A date as a cell of a table has it, often without a word before."""
    found = dues(tokens(text))
    if found.rules and all(rule is not None for rule in found.rules.values()):
        return found
    lower, printed = text.lower.strip(), text.said.strip()
    within: str | None = None
    bare = re.fullmatch(r"(?:ngày\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\.?", lower)
    if bare and is_day(int(bare[1]), int(bare[2]), int(bare[3])):
        day = f"{bare[3]}-{int(bare[2]):02}-{int(bare[1]):02}"
        return Dues({"once": Rule("by", day, printed, reading="draft.reading.bare_date")})
    if match := re.fullmatch(r"(?:trong\s+)?tháng\s+(\d{1,2})\s*(?:/|năm)\s*(\d{4})\.?", lower):
        within = f"{match[2]}-{int(match[1]):02}"
    elif match := re.fullmatch(r"(?:trong\s+)?quý\s+(iv|i{1,3}|[1-4])\s*(?:/|năm)\s*(\d{4})\.?", lower):
        within = f"{match[2]}-Q{QUARTERS[match[1]]}"
    elif match := re.fullmatch(r"(?:trong\s+)?(?:năm\s+)?(\d{4})\.?", lower):
        within = match[1]
    if within is not None and int(within[:4]) in YEARS and within[5:] not in _NO_MONTH:
        return Dues({"once": Rule("within", within, printed)})
    return Dues({}, (printed,)) if printed else Dues({})
