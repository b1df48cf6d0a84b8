"""How a document is laid out: its head, its numbered sections, whom it goes to, who signed, its annexes.

The layout of Decree 30/2020/NĐ-CP, annex I, and what older papers and scanned ones make of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from drafting.files import Block, Source
from drafting.text import Text, plainly, starts_with
from workflows.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a row of a table, with the place to cite it by. `above`: the one whose number it stands under."""

    at: str
    text: Text
    depth: int = 0
    above: Paragraph | None = None
    cells: tuple[str, ...] = ()

    @property
    def path(self) -> Iterator[Paragraph]:
        """Those above it, the nearest first."""
        found = self.above
        while found is not None:
            yield found
            found = found.above


@dataclass(slots=True)
class Pages:
    """One document of a file."""

    head: list[str] = field(default_factory=list)
    addressees: list[Text] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    attached: list[Paragraph] = field(default_factory=list)
    """The plan or programme that a decision puts in force, which follows its signature."""
    annexes: list[Paragraph] = field(default_factory=list)

    @property
    def orders(self) -> tuple[list[Paragraph], ...]:
        """What may order something, each part with sections of its own."""
        return self.body, self.attached


NUMBER_WORD = r"\W*s[ốôoóòọ60]\s*:?"  # `Số:`, also as text recognition has it
_NUMBER = re.compile(NUMBER_WORD + r"\W*(\d[\d\s]*|)\W*\s*/\s*\S", re.IGNORECASE)
_MOTTO = ("cong hoa xa hoi chu nghia", "doc lap")
_MOST_HEAD = 8  # lines from the number to the end of the head


def documents_of(source: Source) -> list[Pages]:
    """The documents that a file holds: a letter can bring the one that it passes on."""
    blocks = list(source.blocks)
    starts = [0]
    ended = False
    for at, block in enumerate(blocks):
        plain = Text(block.text).plain
        ended = ended or _ends(plain)
        if ended and (found := _NUMBER.match(block.text)) and found[1].strip():
            begins = _head_begins(blocks, at)
            if begins < at or any(_is_motto(each) for each in blocks[at : at + _MOST_HEAD]):
                starts.append(begins)
                ended = False
    return [_pages(blocks[at:to], source.is_set) for at, to in zip(starts, [*starts[1:], len(blocks)], strict=True)]


def _head_begins(blocks: Sequence[Block], at: int) -> int:
    """Where the head of a further document begins, whose number stands there."""
    while at and (_is_capital(blocks[at - 1].text) or _is_motto(blocks[at - 1])):
        at -= 1
    return at


def _is_motto(block: Block) -> bool:
    return Text(block.text).plain.startswith(_MOTTO)


def _ends(plain: str) -> bool:
    return plain.lstrip(" -*").startswith(tuple(Text(each).plain for each in vocabulary()["sections"]["ends"]))


def _is_capital(line: str) -> bool:
    letters = [sign for sign in line if sign.isalpha()]
    return len(letters) > 2 and sum(sign.isupper() for sign in letters) > 0.9 * len(letters)


def _pages(blocks: Sequence[Block], is_set: bool) -> Pages:
    def whole(part: Sequence[Block]) -> list[Block]:
        return list(part if is_set else _joined(part))

    pages = Pages()
    blocks = [block for block in blocks if not _FOOTNOTE.match(block.text)]
    titled = _title_ends(blocks) or _letter_begins(blocks)
    body_at = next((at for at in range(titled, len(blocks)) if _begins_body(blocks[at])), len(blocks))
    pages.head = [block.text for block in blocks[:body_at] if block.text]
    ends_at = next((at for at in range(body_at, len(blocks)) if _ends(Text(blocks[at].text).plain)), len(blocks))
    annex_at = next(
        (at for at in range(min(ends_at + 1, len(blocks)), len(blocks)) if _begins_annex(blocks[at])), len(blocks)
    )
    attached_at, begins_at = _attached(blocks, ends_at, annex_at)
    pages.tail = [block.text for block in blocks[ends_at:attached_at] if block.text]
    merged = whole(blocks[body_at:ends_at])
    if ends_at == len(blocks):  # nobody is named whom it goes to: what follows the last sentence signs it
        while merged and not merged[-1].cells and len(merged[-1].text.split()) < 7 and not _marker(merged[-1].text):
            pages.tail.insert(0, merged.pop().text)
    pages.addressees, merged = _addressed(merged)
    pages.body = list(_sections(merged))
    pages.attached = list(_sections(whole(blocks[begins_at:annex_at])))
    pages.annexes = list(_sections(whole(blocks[annex_at:]), in_annex=True))
    return pages


def _attached(blocks: Sequence[Block], start: int, end: int) -> tuple[int, int]:
    """Where what is put in force begins, its title and its text; `end` both where nothing is."""
    for at in range(start, end):
        if _is_kind(blocks[at], ("phuong an", "quy che", "noi dung")):
            for below in range(at + 1, min(at + _MOST_TITLE, end)):
                if re.match(r"\W*(?:ban hanh )?kem theo\b", Text(blocks[below].text).plain):
                    return at, below + 1
    return end, end


_FOOTNOTE = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079\u207d]")
_MOST_TITLE = 8  # lines


@cache
def kinds_of_documents() -> frozenset[str]:
    """Their names, without accents: `ke hoach`."""
    return frozenset(plainly(each["name"]) for each in vocabulary()["documents"])


def _is_kind(block: Block, others: Collection[str] = ()) -> bool:
    """Whether a line names the kind of a document, or one of these others, alone and in capitals."""
    plain = Text(block.text).plain.strip(" *")
    return (plain in kinds_of_documents() or plain in others) and _is_capital(block.text)


def _title_ends(blocks: Sequence[Block]) -> int:
    """Where the title is over that follows the kind of document, which stands alone in capitals; 0: there is none."""
    for at, block in enumerate(blocks[:40]):
        if _is_kind(block):
            for end in range(at + 1, min(at + _MOST_TITLE, len(blocks))):
                following = blocks[end].text
                is_first = end == at + 1
                if not is_first and _is_capital(following) and not _is_capital(blocks[at + 1].text):
                    return end
                if not is_first and (blocks[end].after_gap or re.search(r"[.:;]$", following)):
                    return end
                if not is_first and _begins_body(blocks[end]) and not following[:1].islower():
                    return end
                if _marker(following) or blocks[end].cells or (is_first and re.search(r"[:;]$", following)):
                    return end
            return min(at + _MOST_TITLE, len(blocks))
    return 0


def _letter_begins(blocks: Sequence[Block]) -> int:
    """Where a letter without the name of a kind says whom it goes to; 0: nowhere near its head."""
    near = (at for at, block in enumerate(blocks[:40]) if starts_with(Text(block.text).plain, ["kinh gui"]))
    return next(near, 0)


def _begins_body(block: Block) -> bool:
    if block.cells:
        return True
    text = Text(block.text)
    if starts_with(text.plain, ["kinh gui"]) or re.match(r"(I|1|A)\s*[.\-/]\s*\S|Điều\s+1\b", block.text):
        return True
    is_sentence = len(block.text.split()) >= 14 and not _is_capital(block.text)
    opens = starts_with(text.plain.lstrip("- "), vocabulary()["sections"]["opens"])
    return is_sentence or (opens and len(block.text.split()) >= 8 and not _is_capital(block.text))


def _begins_annex(block: Block) -> bool:
    text = Text(block.text)
    return _is_capital(block.text) and starts_with(text.plain, vocabulary()["sections"]["annexes"])


# lines as printed → paragraphs --------------------------------------------------------------------------------------

_GOES_ON = re.compile(r"(,|\b(số|của|và|ngày|tháng|năm|các|theo|tại|về|cho|với|tỉnh|thành))$", re.IGNORECASE)
_WRAPPED = 130  # signs: lines that none exceeds were broken to fit a page


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Lines broken to fit a page, and paragraphs cut by its end, made whole."""
    lengths = sorted(len(block.text) for block in blocks if block.text)
    wrapped = bool(lengths) and lengths[-1] <= _WRAPPED
    width = lengths[len(lengths) * 3 // 4] if lengths else 0
    held: Block | None = None
    last = ""
    for block in blocks:
        if held is not None and not block.cells and not held.cells and _is_same(last, block, wrapped, width):
            held = Block(f"{held.text} {block.text}", after_gap=held.after_gap)
        else:
            if held is not None:
                yield held
            held = block
        last = block.text
    if held is not None:
        yield held


def _is_same(last: str, block: Block, wrapped: bool, width: int) -> bool:
    text = block.text
    if _marker(text) or _ends(Text(text).plain) or re.search(r"[.;:!?/]['”\")]?$", last):
        return False
    if text[:1].islower():
        return True
    if wrapped and not block.after_gap and len(last) > 0.7 * width and not _is_capital(last):
        return True
    return bool(_GOES_ON.search(last)) and not _is_capital(last)


# sections -----------------------------------------------------------------------------------------------------------

_MARKERS = (  # what a paragraph begins with, how deep it stands, how it is cited
    (re.compile(r"(?:Phần|Chương)\s+([IVXLC]+|thứ\s+\w+|\d+)\b[\s.:-]*", re.IGNORECASE), 1, "{}"),
    (re.compile(r"([A-H])\s*[.\-]\s+(?=\S)"), 1, "{}"),
    (re.compile(r"(?:Mục\s+)?([IVX]{1,5})\s*[.\-/:)]\s*(?=\S)(?!v\b)"), 2, "{}"),
    (re.compile(r"Điều\s+(\d+)\s*[.:]?\s*", re.IGNORECASE), 3, "Điều {}"),
    (re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\s*[.)]?\s+(?=\D)"), 5, "{}"),
    (re.compile(r"(\d{1,2})\s*(?:[.)]\s*|\s-\s*|-\s+)(?=[^\W\d_])"), 4, "{}"),
    (re.compile(r"([a-zđ])\s*[).]\s*(?=\S)"), 6, "{}"),
    (re.compile(r"([-–—•·*o])\s+(?=\S)|[-–—•·](?=[^\W\d_])"), 7, ""),
    (re.compile(r"(\+)\s*(?=\S)"), 8, ""),
)
_DASH = 7
_CLOSING = ("tren day la", "trong qua trinh", "yeu cau cac", "yeu cau thu truong", "de nghi thu truong", "de nghi cac")


def _marker(text: str) -> tuple[int, str, str] | None:
    """Depth, how it is cited, and the rest of the text; None: it begins with no number and no dash."""
    for pattern, depth, form in _MARKERS:
        if match := pattern.match(text):
            return depth, form.format(match[1] or "") if form else "", text[match.end() :]
    return None


def _sections(blocks: Sequence[Block], *, in_annex: bool = False) -> Iterator[Paragraph]:
    above: list[Paragraph] = []
    counts: dict[str, int] = {}
    taken: dict[str, int] = {}
    table, was_row, was_heading = 0, False, False
    leads: Paragraph | None = None  # a paragraph without a number that a list of dashes follows
    for block in blocks:
        if (
            in_annex
            and _begins_annex(block)
            and not (was_heading and starts_with(Text(block.text).plain, ["danh muc"]))
        ):
            above, was_heading = [], True
            numbered = re.search(r"\b([IVX]+|\d+)\s*$", block.text)
            name = f"Phụ lục {numbered[1] if numbered else ''}".strip()
            if Text(block.text).plain.startswith("de cuong"):
                name = "Đề cương"
            above = [Paragraph(name, Text(block.text))]
            yield above[0]
            continue
        was_heading = False
        holder = above[-1] if above else None
        if block.cells:
            table += not was_row
            was_row = True
            first = block.cells[0].rstrip(".")
            own = (
                f"dòng {first}" if re.fullmatch(r"[\dIVX.]+[a-z]?", first) else _count(counts, f"bảng {table}", "dòng")
            )
            base = next((each.at for each in above if each.at.startswith("Phụ lục")), "") or (
                holder.at if holder else ""
            )
            yield Paragraph(f"{base} {own}".strip(), Text(" ".join(block.cells)), 9, holder, block.cells)
            continue
        was_row = False
        found = _marker(block.text)
        if found is None:
            if starts_with(Text(block.text).plain, _CLOSING) and not in_annex:
                above = []
                at = "đoạn cuối"
            else:
                holder = next((each for each in reversed(above) if each.depth < _DASH), None)
                base = holder.at if holder else ""
                at = f"{base} {_count(counts, base, 'đoạn')}".strip()
            paragraph = Paragraph(at, Text(block.text), 10, holder if at != "đoạn cuối" else None)
            leads = paragraph if block.text.rstrip().endswith(" sau:") else None
            yield paragraph
            continue
        depth, own, rest = found
        while above and above[-1].depth >= depth:
            above.pop()
        holder = above[-1] if above else None
        if depth >= _DASH:
            base = holder.at if holder else ""
            at = f"{base} {_count(counts, f'{base} -', 'ý')}".strip()
        else:
            at = _cited(holder, own, depth)
            taken[at] = taken.get(at, 0) + 1
            at += {1: "", 2: " (lần hai)"}.get(taken[at], f" (lần {taken[at]})")
        leads = leads if depth >= _DASH else None
        paragraph = Paragraph(at, Text(rest), depth, leads or holder)
        above.append(paragraph)
        yield paragraph


def _count(counts: dict[str, int], where: str, word: str) -> str:
    counts[where] = counts.get(where, 0) + 1
    return f"{word} {counts[where]}"


def _cited(holder: Paragraph | None, own: str, depth: int) -> str:
    if holder is None:
        return f"mục {own}" if depth in (4, 5, 6) else own
    base = holder.at.removeprefix("mục ") if holder.at.startswith("mục ") else holder.at
    if depth == 5 and own.startswith(f"{base.rpartition('.')[2]}."):  # `2.1` under `III.2`
        base = base.rpartition(".")[0]
    prefix = "mục " if holder.at.startswith("mục ") else ""
    joint = "" if not base else (" " if base.startswith("Phụ lục") and base.count(" ") < 2 else ".")
    return f"{prefix}{base}{joint}{own}"


def _addressed(blocks: list[Block]) -> tuple[list[Text], list[Block]]:
    """Whom a letter is addressed to, and what follows."""
    if not blocks or not starts_with(Text(blocks[0].text).plain, ["kinh gui"]):
        return [], blocks
    first = re.sub(r"^\W*kính gửi\s*:?\s*", "", blocks[0].text, flags=re.IGNORECASE)
    found = [Text(first)] if first else []
    at = 1
    while at < len(blocks) and re.match(r"[-–•*+]", blocks[at].text):
        found.append(Text(blocks[at].text.lstrip("-–•*+ ")))
        at += 1
    return found, blocks[at:]
