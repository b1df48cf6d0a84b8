"""`remind`: letters to those who hold consolidations up, and the record that they were issued."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from commands.common import Common, Missing, Unwritable, ensure_writable, filled, given_day, is_counting
from commands.options import as_option, by_option, cascade_option, command, common, completed, on_option, option
from commands.whole_files import write_whole
from workflows.errors import InputError, UnreadableFile
from workflows.file_errors import regular, why

if TYPE_CHECKING:
    from engine.results import Letter
    from screen.look import Look

_WITHIN = 7


class LetterThere(InputError):
    """A letter would take the place of a file, which somebody may have worked on."""

    code = "letter-there"
    fields = ("path",)


@command()
@as_option
@option("--period", metavar="PERIOD", shell_complete=completed("period"))
@option("--due-within", type=click.IntRange(min=0), default=_WITHIN, show_default=True, metavar="DAYS")
@option("--to", metavar="AGENCY", shell_complete=completed("agency"))
@option("--record", is_flag=True)
@option("--number", metavar="NUMBER")
@on_option
@by_option
@option("--place", metavar="PLACE")
@option("--template", metavar="FILE", type=click.Path())
@option("--save-template", metavar="FILE", type=click.Path())
@cascade_option
@common("text", "json", writes=True)
def remind(
    common: Common,
    as_agency: str | None,
    template: str | None,
    save_template: str | None,
    place: str | None,
    **given: Any,
) -> None:
    """Write letters to those who hold consolidations up; record one that was issued."""
    if save_template is not None:
        from papers.office import form

        _write({Path(save_template): form()})
        return common.tell("remind.saved", file=save_template)
    agency = filled(as_agency)
    if agency is None:
        raise Missing("--as", "dondoc remind --as binh-dinh.so-noi-vu --out van-ban")
    if given["record"] and filled(given["number"]) is None:
        raise Missing("--number", "dondoc remind --record --number 12/SNV-CCHC --on 21/06/2023")
    out = common.settings.out
    folder = None if out in (None, "-") or is_counting() else Path(str(out))
    common.settings = replace(common.settings, out=None)  # it is where the letters go; the answer goes to the screen
    used = template_of(template) if folder is not None else (b"", "")
    with common.engine() as dondoc:
        letters = _letters(common, dondoc, agency, given, dry_run=True)
        look = common.look_over(dondoc.seen())
        papers = {} if folder is None else _papers(folder, letters, used, look, filled(place))
        if folder is not None and not common.is_dry:
            _make_room(folder, [*papers, *map(_as_pdf, _word_files(papers))])
        if given["record"] and not common.is_dry:
            letters = _letters(common, dondoc, agency, given, dry_run=False)
            papers = {} if folder is None else _papers(folder, letters, used, look, filled(place))
    if not common.is_dry:
        papers |= _pdfs(papers)
        _write(papers)
    _show(common, letters, look)
    if folder is not None and papers and not common.is_dry:
        common.tell("remind.written", n=len(papers), folder=str(folder))
        if not any(path.suffix == ".pdf" for path in papers):
            common.tell("remind.no_pdf")
    if common.is_dry:
        common.tell("word.dry_run")


def _letters(common: Common, dondoc: Any, agency: str, given: dict[str, Any], *, dry_run: bool) -> Sequence[Letter]:
    from engine.running.reminding import ReminderRequest

    period, within, by, to = filled(given["period"]), given["due_within"], filled(given["by"]), filled(given["to"])
    if not given["record"]:
        seen = dondoc.on(common.today)
        key = None if to is None else seen.find_agency(to, given["cascade"]).key
        found = seen.letters(agency, given["cascade"], period=period, within=within, by=by)
        return [letter for letter in found if key in (None, letter.to)]
    on, number = given_day(given["on"]), str(filled(given["number"]))
    if to is not None:
        to = dondoc.on(common.today).find_agency(to, given["cascade"]).key
    request = ReminderRequest(agency, number, on, to, period, within, by)
    return [dondoc.remind(request, cascade=given["cascade"], today=common.today, dry_run=dry_run)]


def _papers(
    folder: Path,
    letters: Sequence[Letter],
    template: tuple[bytes, str],
    look: Look,
    place: str | None,
) -> dict[Path, bytes]:
    """The files of each letter: as Word, and as a short text."""
    from papers.letters import filling, letter_text
    from papers.office import fill

    made: dict[Path, bytes] = {}
    several = len({each.cascade for each in letters}) > 1
    for letter in letters:
        parts = [letter.to, *([letter.cascade] if several else []), *([letter.number] if letter.number else [])]
        name = folder / re.sub(r"[^\w.-]+", "-", "-".join(parts))
        made[name.with_name(f"{name.name}.docx")] = fill(*template, filling(letter, look, place))
        made[name.with_name(f"{name.name}.txt")] = (letter_text(letter, look) + "\n").encode()
    return made


def _pdfs(papers: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The letters as PDF, where LibreOffice is there; it takes seconds for each."""
    from papers.office import as_pdf

    made = {_as_pdf(path): as_pdf(papers[path]) for path in _word_files(papers)}
    return {path: pdf for path, pdf in made.items() if pdf is not None}


def _word_files(papers: Iterable[Path]) -> list[Path]:
    return [path for path in papers if path.suffix == ".docx"]


def _as_pdf(word: Path) -> Path:
    return word.with_suffix(".pdf")


def _make_room(folder: Path, paths: Sequence[Path]) -> None:
    """The folder, and in it nothing that would be written over. Raises Unwritable, LetterThere."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(str(folder), why(error)) from None
    for path in paths:
        if path.exists():
            raise LetterThere(str(path))
        ensure_writable(path)


def _write(files: dict[Path, bytes]) -> None:
    for path, content in files.items():
        write_whole(str(path), content)


def template_of(name: str | None, kind: Literal["letter", "report"] = "letter") -> tuple[bytes, str]:
    """The office's own template, or the one that is there. Raises UnreadableFile, NoOffice."""
    from papers.office import MAX_BYTES, form

    if name is None:
        return form(kind), ""
    try:
        with regular(Path(name)).open("rb") as opened:
            return opened.read(MAX_BYTES + 1), name
    except OSError as error:
        raise UnreadableFile(name, why(error)) from None


def _show(common: Common, letters: Sequence[Letter], look: Look) -> None:
    from screen.letters import letters_text

    common.show(letters, lambda: letters_text(letters, look))
