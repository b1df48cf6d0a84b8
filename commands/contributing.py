"""What a report says: `contribute` a chapter or figures to it, `compile-report` it from what was contributed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Missing, filled
from commands.noting import content_of
from commands.options import (
    argument,
    cascade_option,
    command,
    common,
    completed,
    noting_options,
    option,
    task_argument,
    time_options,
)
from commands.reminding import template_of
from commands.whole_files import write_whole
from workflows.said import Said

if TYPE_CHECKING:
    from commands.common import When
    from engine.reports.outlines import Outline

_EXAMPLE = "dondoc contribute 2023-H1/binh-dinh.so-noi-vu --chapter III.7 --file doi-thoai.docx"


@command()
@task_argument
@option("--chapter", metavar="PLACE")
@option("--file", metavar="FILE", type=click.Path())
@option("--figures", metavar="FILE", type=click.Path())
@option("--save-table", metavar="FILE", type=click.Path())
@option("--merged", is_flag=True)
@option("--withdraw", is_flag=True)
@option("--outline", metavar="DOCUMENT")
@noting_options
@common("text", "json", writes=True)
def contribute(
    common: Common,
    task: str,
    chapter: str | None,
    file: str | None,
    figures: str | None,
    save_table: str | None,
    outline: str | None,
    **given: Any,
) -> None:
    """Put a chapter's text, or figures, into one's own report, before it is sent."""
    from engine.reports.contributing import Contribution
    from engine.running.notes import Attached
    from screen.merged_report import contributed_text

    chapter, outline = filled(chapter), filled(outline)
    if save_table is not None:
        return _save_table(common, task, save_table, given["cascade"], outline)
    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f"{_EXAMPLE} --as binh-dinh.so-noi-vu")
    if (chapter is None) is not (file is None) and not given["withdraw"]:
        raise Missing("--chapter" if chapter is None else "--file", _EXAMPLE)
    if chapter is None and figures is None and not given["withdraw"]:
        raise Missing("--chapter", _EXAMPLE)
    with common.engine() as dondoc:
        attached, found = None, None
        if file is not None:
            from papers.merged_report import blocks_of

            attached = Attached(Path(file).name, content_of(Path(file)))
            blocks_of(attached.name, attached.content)
        elif figures is not None:
            from commands.figure_sheet import read_figures

            asked = dondoc.seen().outline(task, given["cascade"], outline).indicators
            found, raw = read_figures(Path(figures), [each for _, each in asked.values()])
            attached = Attached(Path(figures).name, raw)
        request = Contribution(
            agency,
            chapter,
            found,
            attached,
            merged=given["merged"],
            withdrawn=given["withdraw"],
            outline=outline,
            by=filled(given["by"]),
            idempotency_key=filled(given["idempotency_key"]),
        )
        made = dondoc.contribute(
            task,
            request,
            folder=common.settings.attachments,
            cascade=given["cascade"],
            today=common.today,
            dry_run=common.is_dry,
        )
        look = common.look_over(dondoc.seen())
    common.show_done(made, lambda: contributed_text(made, look))


def _save_table(common: Common, task: str, path: str, cascade: str | None, named: str | None) -> None:
    from papers.figure_table import write_figure_table

    with common.engine() as dondoc:
        outline: Outline = dondoc.seen().outline(task, cascade, named)
    figures = {name: (section.place, each.unit) for name, (section, each) in outline.indicators.items()}
    write_whole(path, write_figure_table(figures, common.look))
    common.tell("figures.saved", n=len(figures), file=path)


@command()
@argument("task", required=False, shell_complete=completed("task"))
@option("--place", metavar="PLACE")
@option("--template", metavar="FILE", type=click.Path())
@option("--save-template", metavar="FILE", type=click.Path())
@option("--outline", metavar="DOCUMENT")
@cascade_option
@time_options
@common("text", "json")
def compile_report(
    common: Common,
    task: str | None,
    place: str | None,
    template: str | None,
    save_template: str | None,
    outline: str | None,
    cascade: str | None,
    when: When,
) -> None:
    """Put a report together from what was contributed to it, at every tier below."""
    from screen.merged_report import merged_report_text

    if save_template is not None:
        from papers.office import form

        write_whole(save_template, form("report"))
        return common.tell("remind.saved", file=save_template)
    if task is None:
        raise Missing(Said("metavar.TASK"), "dondoc compile-report 2023-H1/binh-dinh.so-noi-vu --out bao-cao.docx")
    out = common.settings.out
    writes = out is not None and out.casefold().endswith(".docx")
    used = template_of(template, "report") if writes or template is not None else (b"", "")
    with common.engine() as dondoc:
        seen = dondoc.seen(when.view)
        report = seen.compiled(task, cascade, filled(outline))
        look = when.look(common.look_over(dondoc.seen()))
        if writes:
            from papers.merged_report import write_report

            def read(digest: str) -> bytes:
                return seen.attachment(digest, common.settings.attachments)

            made = write_report(report, read, look, template=used, place=filled(place))
    if not writes:
        return common.show(report, lambda: when.around(merged_report_text(report, look), look))
    write_whole(str(out), made)
    facts = {"n": report.reports, "counted": report.counted, "out": len(report.left_out)}
    common.tell("report.written", file=out, **facts)
