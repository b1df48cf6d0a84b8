"""What a report is made of, as text: chapters with who contributed, figures and what they rest on, what is out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.reports.results import ChapterPart, CompiledReport, Contributed, LeftOut, ReportFigure, Source
from screen import commands
from screen.due_phrases import period_words
from screen.figures import wrapped
from screen.lists import receipt
from screen.look import Look
from screen.notes import contribution_words
from screen.tables import Cell, lay_out, table

_SHOWN = 5  # contributors named beside a chapter; the rest is counted


def contributed_text(made: Contributed, look: Look) -> str:
    """What was contributed, with its receipt."""
    cells = [
        commands.key_cell(made.task, made.number, look),
        Cell(look.say("row.contribution"), "done"),
        Cell(look.say("audit.row", seq=made.seq)),
        receipt(made.hash),
        Cell(look.say("moved.repeated") if made.repeated else "", "risk"),
    ]
    told = [look.told(made.chapter_title)] if made.chapter_title else []
    told += contribution_words(made.as_json(), look)
    return "\n".join([*lay_out([cells], look, flexible=(1,)), *wrapped(" · ".join(told), look)])


def merged_report_text(report: CompiledReport, look: Look) -> str:
    """The report in short: nothing of what files say, all about who said it."""
    return "\n".join(_lines(report, look))


def _lines(report: CompiledReport, look: Look) -> Iterator[str]:
    agency, period = look.told(report.agency_name), period_words(report.period, look, with_year=True)
    kind = look.say(f"report.{report.report}")
    yield look.paint(look.say("report.head", kind=kind, agency=agency, period=period), "head")
    yield look.say("report.by_outline", document=report.outline)
    if report.reports:
        out = len(report.left_out)
        yield look.say("report.counted", n=report.reports, counted=report.counted, out=out)
    yield ""
    yield from _chapters(report, look)
    if report.figures:
        yield ""
        yield from _figures(report, look)
    if report.left_out:
        yield ""
        yield look.paint(look.say("report.annex.left_out", n=len(report.left_out)), "head")
        rows = [
            [
                commands.key_cell(each.task, each.number, look),
                Cell(look.told(each.agency_name)),
                Cell(why_out(each, look), "risk"),
                Cell("" if each.due is None else look.say("word.due", due=look.day(each.due))),
            ]
            for each in report.left_out
        ]
        yield from lay_out(rows, look, flexible=(1,))


def _chapters(report: CompiledReport, look: Look) -> Iterator[str]:
    for chapter in report.chapters:
        who = [look.told(part.source.agency_name) for part in chapter.parts]
        told = ", ".join(who[:_SHOWN])
        if len(who) > _SHOWN:
            told = look.say("report.and_more", who=told, n=len(who) - _SHOWN)
        title = f"{'  ' * (chapter.level - 1)}{chapter.place} {look.told(chapter.title)}"
        yield title
        if told:
            yield from (look.paint(line, "done") for line in wrapped(told, look, 2 * (chapter.level + 1)))


def _figures(report: CompiledReport, look: Look) -> Iterator[str]:
    names = ("figure", "value", "merge", "given")
    rows = [
        [
            Cell(f"{look.told(each.called)} ({each.chapter})"),
            Cell(figure_value(each, look)),
            Cell(how_merged(each, look)),
            Cell(look.say("report.of", n=len(each.values), of=len(each.values) + len(each.without))),
        ]
        for each in report.figures
    ]
    yield from table(names, rows, look, flexible=(0,), right=(1,))


def figure_value(figure: ReportFigure, look: Look) -> str:
    """Its value with its unit; a dash where there is none."""
    if figure.value is None:
        return "–"
    return " ".join(filter(None, (look.number(figure.value), figure.unit)))


def how_merged(figure: ReportFigure, look: Look) -> str:
    """How it is merged, in words."""
    return look.say(f"report.merge.{figure.merge or 'none'}")


def part_of(part: ChapterPart, look: Look) -> str:
    """Whose part of a chapter it is."""
    name = look.told(part.source.agency_name)
    return look.say("report.part_merged", agency=name) if part.report == "merged" else name


def why_out(each: LeftOut, look: Look) -> str:
    """Why a report does not count, in words."""
    if each.why == "not_owed":
        return look.label("standing", each.standing)
    return look.say(f"report.out.{each.why}")


def receipt_words(source: Source, look: Look) -> str:
    """The row that something comes from, with the beginning of its hash."""
    day = look.day(source.occurred_on, with_year=True)
    return look.say("report.row", n=source.number, seq=source.seq, hash=source.hash[:12], day=day)
