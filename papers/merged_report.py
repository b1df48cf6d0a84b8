"""A report put together as a Word file, in the form of Decree 30/2020/ND-CP, with annexes that say where all is from.

Of a contributed file its text and its tables are taken, in the styles of the report; pictures stay behind, and are
told.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from drafting.files import Block, NotDraftable, source_of
from engine.reports.results import ChapterPart, CompiledReport, ReportChapter, ReportFigure, Source
from papers.letters import BLANK, whole_name
from papers.office import fill
from papers.official_forms import table_in
from screen.due_phrases import period_words
from screen.look import Look
from screen.merged_report import figure_value, how_merged, part_of, receipt_words, why_out
from words import sentence
from workflows.errors import InputError

BODY = "{{ body }}"
_PLACE = "\ue000"  # what the template's body is filled with, until the chapters take its place
_FIGURES = (12, 62, 25, 26, 40)  # mm
_VALUES = (12, 93, 25, 35)
_OUT = (12, 55, 35, 38, 25)
_SOURCES = (12, 40, 22, 43, 48)


class NotReadable(InputError):
    """A contributed file of which nothing can be read. `why`: a code of the catalogue with its data."""

    code = "contribution-not-readable"
    fields = ("file", "why")


def blocks_of(name: str, content: bytes) -> tuple[Block, ...]:
    """What a contributed file says. Raises NotReadable, NoReader."""
    try:
        return source_of(content, Path(name)).blocks
    except NotDraftable as error:
        raise NotReadable(name, error.facts["why"]) from None


def write_report(
    report: CompiledReport,
    read: Callable[[str], bytes],
    look: Look,
    *,
    template: tuple[bytes, str],
    place: str | None = None,
) -> bytes:
    """The Word file. `read`: gives the content of a hash; `template`: its bytes and name; `place`: where it is issued.

    Raises BadTemplate, NoOffice, NotReadable.
    """
    import docx

    made = docx.Document(io.BytesIO(fill(*template, filling(report, look, place))))
    mark = next((each for each in made.element.body.iter() if each.tag.endswith("}t") and each.text == _PLACE), None)
    writer = _Writer(made, None if mark is None else mark.getparent().getparent(), look)
    for chapter in report.chapters:
        _chapter(writer, report, chapter, read)
    writer.go_to_the_end()
    _annexes(writer, report)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def filling(report: CompiledReport, look: Look, place: str | None = None) -> dict[str, Any]:
    """All that a template may name, each already in words; see `papers.letters.filling`. `body`: the chapters."""
    period = period_words(report.period, look, with_year=True)
    issuer = whole_name(look.told(report.agency_name), look)
    above = report.superior_name
    return {
        "mark": "" if look.lang == "vi" else look.say("letter.translation"),
        "above": "" if above is None else whole_name(look.told(above), look),
        "issuer": issuer,
        "number": look.say("letter.number", number=f"{BLANK}/BC-{BLANK}"),
        "title": look.say("report.title"),
        "about": look.say("report.about", what=look.told(report.cascade_name), period=period),
        "date": look.say("letter.dated", place=place or BLANK, day=BLANK, month=BLANK, year=report.day.year),
        "before": [_basis(report, look)],
        "body": _PLACE,
        "receivers": [*(look.told(each) for each in report.receivers), look.say("letter.kept")],
        "signature": [BLANK],
        "signer": "",
        "words": {name: look.say(f"letter.{name}") for name in ("nation", "motto", "to", "receivers")},
    }


def _basis(report: CompiledReport, look: Look) -> str:
    """On how many reports it rests, as of which day."""
    day = look.day(report.day, with_year=True)
    if not report.reports:
        return look.say("report.basis_own", day=day)
    out = len(report.left_out)
    return look.say("report.basis", day=day, counted=report.counted, n=report.reports, out=out)


class _Writer:
    """Adds paragraphs and tables in place of a paragraph of a document; `before` None: at its end."""

    def __init__(self, made: Any, before: Any, look: Look) -> None:
        self._made, self._before, self.look = made, before, look
        self._styles: dict[str, str] = {each.name: each.style_id for each in made.styles}

    def say(self, word: str, **values: Any) -> str:
        return self.look.say(word, **values)

    def line(self, text: str, style: str = "Dondoc Body") -> Any:
        """A paragraph in one of the form's styles, or as it comes where a template has no such style."""
        paragraph = self._made.add_paragraph(text)
        if style in self._styles:
            paragraph._p.style = self._styles[style]
        self._put(paragraph._p)
        return paragraph

    def go_to_the_end(self) -> None:
        """What follows comes last; the paragraph in whose place all was put is gone."""
        if self._before is not None:
            self._before.getparent().remove(self._before)
            self._before = None

    def new_page(self) -> None:
        """What follows begins on a page of its own."""
        self._made.add_page_break()

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> None:
        """Rows of cells with lines, heads first; `widths` in mm, none: all alike."""
        wide = max(map(len, rows))
        self._put(table_in(self._made, rows, widths or [165 // wide] * wide, self._styles.get("Dondoc Cell"))._tbl)

    def _put(self, element: Any) -> None:
        if self._before is not None:
            self._before.addprevious(element)


def _chapter(writer: _Writer, report: CompiledReport, chapter: ReportChapter, read: Callable[[str], bytes]) -> None:
    title = f"{chapter.place}. {writer.look.told(chapter.title)}"
    writer.line(title, "Dondoc Chapter")
    for part in chapter.parts:
        if part.source.task != report.task:
            writer.line(f"{part_of(part, writer.look)}:", "Dondoc Source")
        _file(writer, part, read)
    figures = [each for each in report.figures if each.chapter == chapter.place]
    for figure in figures:
        writer.line(_in_words(figure, writer.look))
    has_inside = any(each.place.startswith(f"{chapter.place}.") for each in report.chapters)
    if not chapter.parts and not figures and not has_inside:
        writer.line(writer.say("report.empty"), "Dondoc Source")


def _file(writer: _Writer, part: ChapterPart, read: Callable[[str], bytes]) -> None:
    rows: list[tuple[str, ...]] = []
    for block in blocks_of(part.attachment.name, read(part.attachment.sha256)):
        if block.cells:
            rows.append(block.cells)
            continue
        if rows:
            writer.table(rows)
            rows = []
        writer.line(block.text)
    if rows:
        writer.table(rows)


def _in_words(figure: ReportFigure, look: Look) -> str:
    """A figure as a sentence of the report, with how many reports it rests on."""
    name = look.told(figure.called)
    facts = {"name": name[:1].upper() + name[1:], "n": len(figure.values), "without": len(figure.without)}
    if figure.value is None:
        return look.say("report.figure_none" if not figure.values else "report.figure_unmerged", **facts)
    how = look.say(f"report.merge.{figure.merge}")
    return look.say("report.figure", value=figure_value(figure, look), how=how, **facts)


# annexes


def _annexes(writer: _Writer, report: CompiledReport) -> None:
    writer.new_page()
    if report.figures:
        _of_figures(writer, report)
    if report.left_out:
        _of_left_out(writer, report)
    _of_sources(writer, report)


def _annex(writer: _Writer, word: str, **values: Any) -> None:
    paragraph = writer.line(writer.say(word, **values), "Dondoc Chapter")
    paragraph.paragraph_format.space_before = 12 * 12700  # in EMU: 12 pt


def _heads(writer: _Writer, *names: str) -> list[str]:
    return [writer.say("letter.head.no"), *(sentence(writer.say(f"head.{name}")) for name in names)]


def _of_figures(writer: _Writer, report: CompiledReport) -> None:
    look = writer.look
    _annex(writer, "report.annex.figures")
    rows = [
        [
            str(at),
            f"{look.told(each.called)} ({each.chapter})",
            figure_value(each, look),
            how_merged(each, look),
            look.say("report.of", n=len(each.values), of=len(each.values) + len(each.without)),
        ]
        for at, each in enumerate(report.figures, 1)
    ]
    writer.table([_heads(writer, "figure", "value", "merge", "given"), *rows], _FIGURES)
    for each in report.figures:
        if each.values:
            writer.line(look.told(each.called), "Dondoc Source")
            told = [
                [str(at), look.told(one.source.agency_name), look.number(one.value), receipt_words(one.source, look)]
                for at, one in enumerate(each.values, 1)
            ]
            writer.table([_heads(writer, "agency", "value", "row"), *told], _VALUES)


def _of_left_out(writer: _Writer, report: CompiledReport) -> None:
    look = writer.look
    _annex(writer, "report.annex.left_out", n=len(report.left_out))
    rows = [
        [
            str(at),
            look.told(each.agency_name),
            look.say(f"report.{each.report}"),
            why_out(each, look),
            "" if each.due is None else look.day(each.due, with_year=True),
        ]
        for at, each in enumerate(report.left_out, 1)
    ]
    writer.table([_heads(writer, "agency", "report", "why", "due"), *rows], _OUT)


def _of_sources(writer: _Writer, report: CompiledReport) -> None:
    rows = [
        [str(at), writer.look.told(source.agency_name), where, file, receipt_words(source, writer.look)]
        for at, (source, where, file) in enumerate(_sources(report), 1)
    ]
    if rows:
        _annex(writer, "report.annex.sources")
        writer.table([_heads(writer, "agency", "chapter", "file", "row"), *rows], _SOURCES)


def _sources(report: CompiledReport) -> Iterator[tuple[Source, str, str]]:
    """Each contribution of text once, with its chapter and its file's name and hash."""
    for chapter in report.chapters:
        for part in chapter.parts:
            yield part.source, chapter.place, f"{part.attachment.name}, sha256 {part.attachment.sha256[:12]}"
