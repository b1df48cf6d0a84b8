"""A document's file as paragraphs and rows of tables: Word (.docx), PDF, plain text, Markdown.

What a file is, its first bytes tell, not its name alone. Nothing in it is run, and nothing outside it is looked up.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drafting.word_numbers import Numbering
from workflows.errors import InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.said import Said
from workflows.spelling import control_at, nfc
from workflows.vocabulary import vocabulary

MAX_BYTES = 50_000_000
MAX_PAGES = 200
MAX_CHARACTERS = 1_000_000
ENDINGS = (".docx", ".pdf", ".txt", ".md")


class NotDraftable(InputError):
    """A file from which no definition can be drafted. `why`: a code of the catalogue with its data."""

    code = "not-draftable"
    fields = ("file", "why")


class NoReader(InputError):
    """The library that reads such files is not installed."""

    code = "no-reader"
    fields = ("file", "library")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as text, or a row of a table as cells. `after_gap`: a blank line stands before it."""

    text: str = ""
    cells: tuple[str, ...] = ()
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. `is_set`: its paragraphs are those of the document, else lines as printed.

    `unread`: numbers of pages without any text.
    """

    name: str
    blocks: tuple[Block, ...]
    is_set: bool
    unread: tuple[int, ...] = ()


def read_source(path: Path) -> Source:
    """Read a file. Raises UnreadableFile, NotDraftable with what it is and how to go on, NoReader."""
    try:
        with regular(path).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None
    return source_of(raw, path)


def source_of(raw: bytes, path: Path) -> Source:
    """The same of its bytes. `path`: what it is called. Raises NotDraftable, NoReader."""
    if len(raw) > MAX_BYTES:
        raise _not(path, "too-big", limit=MAX_BYTES // 1_000_000)
    kind, ending = _kind(raw, path), path.suffix.casefold()
    if ending not in ENDINGS or (kind is not None and kind != ending) or (kind is None and ending in (".docx", ".pdf")):
        raise _not(path, _WHAT_ELSE.get(kind or "", "other-kind"), kind=kind or ending or path.name)
    source = {".docx": _word, ".pdf": _pdf}.get(ending, _text)(raw, path)
    length = sum(len(block.text) + sum(map(len, block.cells)) for block in source.blocks)
    if length > MAX_CHARACTERS:
        raise _not(path, "too-long", limit=MAX_CHARACTERS)
    if not length:
        raise _not(path, "empty")
    whole = " ".join(block.text or " ".join(block.cells) for block in source.blocks)
    if font := old_font(whole):
        raise _not(path, "old-font", font=font)
    return source


def old_font(text: str) -> str | None:
    """The encoding from before Unicode that a text is in: TCVN3 or VNI; None: neither."""
    words = re.findall(r"[^\s\d]{2,}", text.lower())[:20_000]
    if not words:
        return None
    shares = {
        font: sum(bool(re.search(signs.lower(), word)) for word in words) / len(words)
        for font, signs in vocabulary()["old_fonts"].items()
    }
    font = max(shares, key=lambda each: shares[each])
    return font if shares[font] > _OLD else None


_OLD = 0.12  # of all words; texts in Unicode stay below 0.01
_WHAT_ELSE = {"password": "password", ".doc": "old-word"}


def _not(path: Path, word: str, **facts: Any) -> NotDraftable:
    return NotDraftable(str(path), Said(f"draft.not.{word}", facts))


def _kind(raw: bytes, path: Path) -> str | None:
    """What the first bytes say; None: text, as far as they tell."""
    if raw[:5] == b"%PDF-" or b"%PDF-" in raw[:1024]:
        return ".pdf"
    if raw[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        return "password" if "EncryptedPackage".encode("utf-16-le") in raw else ".doc"
    if raw[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as packed:
                names = set(packed.namelist())
                if sum(each.file_size for each in packed.infolist()) > 4 * MAX_BYTES:
                    raise _not(path, "too-big", limit=MAX_BYTES // 1_000_000)
        except zipfile.BadZipFile:
            return ".zip"
        return ".docx" if "word/document.xml" in names else ".zip"
    if raw[:4] in (b"\x89PNG", b"II*\0", b"MM\0*") or raw[:3] == b"\xff\xd8\xff":
        return "picture"
    if raw[:5] == b"{\\rtf":
        return ".rtf"
    return None


# Word ---------------------------------------------------------------------------------------------------------------


def _word(raw: bytes, path: Path) -> Source:
    try:
        import docx
        from docx.table import Table
    except ModuleNotFoundError:
        raise NoReader(str(path), "python-docx") from None
    try:
        document = docx.Document(io.BytesIO(raw))
        numbering = Numbering(document)
        blocks: list[Block] = []
        for item in document.iter_inner_content():
            blocks += _table(item, numbering) if isinstance(item, Table) else _paragraphs(item, numbering)
    except (KeyError, ValueError, zipfile.BadZipFile, AttributeError) as error:
        raise _not(path, "broken", why=type(error).__name__) from None
    except Exception as error:  # lxml's own errors share no class with others
        if type(error).__module__.partition(".")[0] not in ("lxml", "docx"):
            raise
        raise _not(path, "broken", why=type(error).__name__) from None
    return Source(path.name, tuple(blocks), is_set=True)


def _paragraphs(paragraph: Any, numbering: Numbering) -> Iterator[Block]:
    lines = [clean(line) for line in paragraph.text.split("\n")]
    first = next((line for line in lines if line), "")
    number = numbering.of(paragraph) if first else ""
    for line in lines:
        if line:
            yield Block(f"{number} {line}" if number and line is first else line)


def _table(table: Any, numbering: Numbering) -> Iterator[Block]:
    """Rows where it is a table of work; what lies in cells to set a page (heads, signatures) as paragraphs."""
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:  # a merged cell comes once for each column that it spans
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                cells.append(cell)
        if len(cells) > 2:
            yield Block(cells=tuple(clean(" ".join(cell.text.split())) for cell in cells))
        else:
            for cell in cells:
                for paragraph in cell.paragraphs:
                    yield from _paragraphs(paragraph, numbering)


# PDF ----------------------------------------------------------------------------------------------------------------


def _pdf(raw: bytes, path: Path) -> Source:
    try:
        import pypdf
        from pypdf.errors import DependencyError, PyPdfError
    except ModuleNotFoundError:
        raise NoReader(str(path), "pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends by itself is nobody's concern
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _not(path, "password")
        if len(reader.pages) > MAX_PAGES:
            raise _not(path, "too-many-pages", pages=len(reader.pages), limit=MAX_PAGES)
        pages = [page.extract_text() for page in reader.pages]
    except NotDraftable:
        raise
    except (PyPdfError, DependencyError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _not(path, "broken", why=type(error).__name__) from None
    unread = tuple(number for number, page in enumerate(pages, 1) if not page.strip())
    if pages and 2 * len(unread) >= len(pages):
        raise _not(path, "picture", pages=len(unread))
    lines = [line for page in pages for line in _without_page_number(page.splitlines())]
    return Source(path.name, tuple(blocks_of(lines)), is_set=False, unread=unread)


def _without_page_number(lines: list[str]) -> list[str]:
    edges = {0, len(lines) - 1}
    return [
        line for at, line in enumerate(lines) if not (at in edges and re.fullmatch(r"\s*-?\s*\d{1,3}\s*-?\s*", line))
    ]


# text ---------------------------------------------------------------------------------------------------------------


def _text(raw: bytes, path: Path) -> Source:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            font = None if _is_nearly_utf_8(raw) else old_font(raw.decode("cp1252", "replace"))
            if font is not None:
                raise _not(path, "old-font", font=font) from None
            line = raw.count(b"\n", 0, error.start) + 1
            raise _not(path, "not-utf-8", line=line) from None
    if "\0" in text:
        raise _not(path, "other-kind", kind=path.suffix)
    return Source(path.name, tuple(blocks_of(text.splitlines())), is_set=False)


def _is_nearly_utf_8(raw: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8: a damaged text, not one of another encoding."""
    beyond = sum(byte > 127 for byte in raw)
    return raw.decode("utf-8", "replace").count("\ufffd") * 4 <= beyond


def blocks_of(lines: list[str]) -> Iterator[Block]:
    """Lines of a text as paragraphs, or as rows of a table that is drawn with `|`."""
    gap = False
    for line in lines:
        text = clean(line)
        if not text:
            gap = True
            continue
        if text.count("|") >= 3 and text.startswith("|"):
            cells = tuple(clean(cell) for cell in text.strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?|", cell) for cell in cells):
                yield Block(cells=cells)
        elif not re.fullmatch(r"[-_=*.\s]{3,}", text):
            yield Block(text, after_gap=gap)
        gap = False


_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|^>\s+|(?<=\W)\*(?=\w)|(?<=\w)\*(?=\W|$)|^\*(?=\w)|`")


_NOTE_MARK = re.compile("(?<=[^\\W\\d_])[\u00b9\u00b2\u00b3\u2070-\u2079]+(?=\\W|$)")  # of a footnote, behind a word


_ETH = str.maketrans("\u00d0\u00f0", "Đđ")  # Icelandic letters that look the same


def clean(line: str) -> str:
    """A line in NFC, single blanks, without marks of Markdown or signs that are no writing."""
    text = nfc(line).translate(_ETH).replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    while (found := control_at(text)) is not None:
        text = f"{text[: found[0] - 1]} {text[found[0] :]}"
    text = " ".join(_NOTE_MARK.sub("", text).split())
    return " ".join(_MARKUP.sub("", text).split())
