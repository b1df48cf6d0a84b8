"""Checking definitions, printing their dates, finding agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import words
from commands.common import Common, given_day, read_policy
from commands.options import argument, command, common, completed, option
from screen.findings import finding_data, findings_text, problems_text, rule_page
from screen.look import Look
from screen.tables import Cell, lay_out
from words import as_told
from workflows.agency_records import in_words
from workflows.dates import day_to_iso
from workflows.errors import AmbiguousAgency, DondocError, UnknownAgency, UnreadableFile
from workflows.file_errors import regular, why
from workflows.findings import Problem, Severity

if TYPE_CHECKING:
    from workflows.agencies import Agency, Registry, Succession
    from workflows.checker import DueLine
    from workflows.library import Library

_PAGE = 60  # findings that are told one by one
_OTHER_KINDS = ("agencies", "bodies", "lifecycles", "calendars")


@command()
@argument("what", nargs=-1, metavar="[FILE|KEY]…", shell_complete=completed("document"))
@option("--year", type=int, multiple=True)
@option("--strict", is_flag=True)
@option("--explain", metavar="CODE", shell_complete=completed("rule"))
@option("--dates", is_flag=True)
@option("--all", "everything", is_flag=True)
@common()
def check(
    common: Common,
    what: tuple[str, ...],
    year: tuple[int, ...],
    strict: bool,
    explain: str | None,
    dates: bool,
    everything: bool,
) -> int:
    """Check the documents; print the page of a rule, or every date of the documents."""
    if explain is not None:
        return _explain(common, explain)
    return _dates(common, what, year) if dates else _check(common, what, year, strict, everything=everything)


@command()
@option(
    "--of",
    "kind",
    type=click.Choice(["document", "overlay", "lifecycle", "agencies", "bodies", "calendar"]),
    default="document",
)
@common("json")
def schema(common: Common, kind: str) -> None:
    """Print the JSON Schema of a kind of definition file."""
    from screen.formats import to_json
    from workflows import json_schemas

    common.write(to_json(getattr(json_schemas, f"{kind}_schema")()))


@command()
@argument("search", required=False, default="", shell_complete=completed("registry"))
@option("--ancestors", is_flag=True)
@option("--heirs", is_flag=True)
@option("--on", metavar="DATE", help="help.option.in_force_on")
@common()
def agencies(common: Common, search: str, on: str | None, heirs: bool, ancestors: bool) -> None:
    """Find agencies by name, key or code; who took over their work, or whose they took over."""
    if heirs or ancestors:
        _line_of(common, search, back=ancestors)
    else:
        _agencies(common, search, on)


def _check(common: Common, what: Sequence[str], years: Sequence[int], strict: bool, *, everything: bool = False) -> int:
    """Print the findings, of very many how many there are of each rule.

    1 where an error stands, or with `--strict` a warning.
    """
    from commands.failures import say
    from workflows.checker import check, counts

    library, keys = chosen(common, what, keep_going=True)
    findings = () if keys == [] else check(library, common.registry, keys, years or None, read_policy)
    cited = _cited(library, keys) if keys is not None and library.unread else ()
    unread = [each for each in library.unread if keys is None or Path(each.place.file).stem in cited]
    for key, before in sorted(library.replaced.items()):
        common.tell("check.replaced", key=key, file=library.loaded[key].file, before=before)
    answers = [*_as_findings(unread, common.lang), *(finding_data(each, common.lang) for each in findings)]
    common.show(answers, lambda: findings_text(findings, common.look, most=None if everything else _PAGE))
    if unread and common.format == "text":
        say(problems_text(unread, common.look))
    if findings and common.format == "text":
        common.tell("findings.explain", command=f"dondoc check --explain {findings[0].code}")
    failed = [finding for finding in findings if counts(finding)]
    if unread:
        return 2
    return 1 if any(strict or finding.severity is Severity.ERROR for finding in failed) else 0


def _cited(library: Library, keys: Sequence[str]) -> set[str]:
    """The keys that documents of these cascades link to, be they on file or not."""
    chosen = {root.key for key in keys for root in library.roots(library.get(key))}
    documents = {each.key: each for root in chosen for each in library.cascade_of(root)}
    links = (
        citation.document
        for each in documents.values()
        for citation in (*each.implements, *each.carries, *each.amends, *each.replaces, *each.follows_up, *each.basis)
    )
    return {key for key in links if key is not None}


def _as_findings(problems: Sequence[Problem], lang: str) -> list[dict[str, Any]]:
    """Files that could not be read, among the findings."""
    same = {"code": "unreadable-file", "rule": "unreadable-file", "severity": "error", "at": "", "years": []}
    more: dict[str, Any] = {"cites": [], "acknowledged": None}
    return [{**same, **as_told(problem, lang), **more} for problem in problems]


def _explain(common: Common, code: str) -> int:
    """Print the page of one rule."""
    from workflows.checker import find_rule

    page = rule_page(find_rule(code), common.lang)
    common.show([{"code": code, "page": page}], lambda: page.rstrip("\n"))
    return 0


def _dates(common: Common, what: Sequence[str], years: Sequence[int]) -> int:
    """Print every date of the documents."""
    from screen.lists import due_lines_text
    from workflows.checker import due_lines

    library, keys = chosen(common, what)
    if keys is None:
        keys = [document.key for document in library.documents]
    lines = due_lines(library, common.registry, keys, years or None)
    rows = [_due_row(line, common) for line in lines]
    common.show([_due_json(line) for line in lines], lambda: due_lines_text(rows, common.look))
    return 0


def _agencies(common: Common, search: str, on: str | None) -> None:
    """Print the agencies that the text means; for a single one also whom it followed and who followed it.

    `on`: those alone that are in force on that day, under the names that they bear then.
    """
    from screen.lists import agencies_text

    registry, day = common.registry, given_day(on)
    found = list(registry.search(search)) if search.strip() else list(registry.everyone())
    if not found:
        found = _as_offices_write(registry, search)
    if day is not None:
        found = [replace(agency, name=agency.name_on(day)) for agency in found if agency.in_force_on(day)]

    def text() -> str:
        lines = [agencies_text(found, common.look)]
        if len(found) == 1:
            lines += _generations(registry, found[0].key, common)
        return "\n".join(lines)

    common.show(found, text)


def _as_offices_write(registry: Registry, search: str) -> list[Agency]:
    """Whom the text means, where it is no part of a name: `SNV Bình Định`; nobody where that is not to be told."""
    try:
        return [registry.find(search)]
    except AmbiguousAgency as error:
        return list(error.candidates)
    except UnknownAgency:
        return []


def _line_of(common: Common, search: str, *, back: bool) -> None:
    """Print who took over an agency's work and theirs, or, `back`, whose it took over. Raises UnknownAgency."""
    registry, look = common.registry, common.look
    agency = registry.find(search)
    edges = registry.line_of(agency.key, back=back)

    def text() -> str:
        lines = [look.paint(f"{look.told(agency.called)} ({agency.key})", "head")]
        lines += lay_out([_edge(registry, edge, back, look) for edge in edges], look, flexible=(2,), indent=2)
        if not edges:
            why = registry.why_no_heir(agency.key) if not back else None
            word = "agencies.goes_on" if not back and agency.valid_until is None else "agencies.no_line_known"
            lines.append(look.say("agencies.no_line", why=why) if why else look.say(word))
        return "\n  ".join(lines)

    common.show(edges, text)


def _edge(registry: Registry, edge: Succession, back: bool, look: Look) -> list[Cell]:
    other = edge.from_key if back else edge.to_key
    name = look.told(registry.get(other).called) if other in registry else ""
    basis = look.told(in_words(edge.basis))
    return [
        Cell(look.day(edge.on, with_year=True) if edge.on else "", "dim"),
        Cell(look.label("extent", edge.extent)),
        Cell(name),
        Cell(other, "dim"),
        Cell(basis + (f" ({look.told(in_words(edge.source))})" if edge.source else ""), "dim", basis),
    ]


def _generations(registry: Registry, key: str, common: Common) -> list[str]:
    lines = []
    for word, edges in (("before", registry.predecessors_of(key)), ("after", registry.successors_of(key))):
        for edge in edges:
            other = edge.from_key if word == "before" else edge.to_key
            name = registry.get(other).called if other in registry else other
            day = common.look.day(edge.on, with_year=True)
            lines.append(common.look.say(f"agencies.{word}", name=name, key=other, day=day, basis=in_words(edge.basis)))
    return lines


def chosen(common: Common, what: Sequence[str], *, keep_going: bool = False) -> tuple[Library, list[str] | None]:
    """The library with the files named, and the keys asked for (None: all). `keep_going`: see `Library.load`."""
    if not what:
        return common.library(keep_going=keep_going), None
    files = [path for text in what for path in _files(text)]
    documents = [path for path in files if path.parent.name not in _OTHER_KINDS]
    for path in files:
        if path not in documents:
            _read_other(path, common.registry)
    library = common.library(documents, keep_going=keep_going)
    keys = [path.stem for path in documents]  # a document's file, and one laid over it, bear its key
    keys += [library.get(text.strip()).key for text in what if not _files(text)]
    return library, list(dict.fromkeys(keys))


def _files(text: str) -> list[Path]:
    """The files that an argument names; none where it is a document's key."""
    path = Path(text)
    try:
        if path.is_dir():
            return [*sorted(path.glob("*.yaml")), *sorted(path.glob("documents/*.yaml"))]
        if path.is_file() or path.suffix in (".yaml", ".yml"):
            regular(path).open("rb").close()
            return [path]
    except OSError as error:
        raise UnreadableFile(text, why(error)) from None
    return []


def _read_other(path: Path, registry: Registry) -> None:
    """A file of another kind than documents: read it, which says all that is wrong with it."""
    if path.parent.name == "agencies":
        from workflows.agencies import Registry

        Registry.load([path.parent.parent])
    elif path.parent.name == "bodies":
        from workflows.agency_files import read_bodies

        read_bodies(path, str(path))
    elif path.parent.name == "lifecycles":
        from workflows.library import load_lifecycle

        load_lifecycle(path, str(path))
    else:
        from workflows.calendar_files import read_calendar

        read_calendar(path, registry)


def _due_json(line: DueLine) -> dict[str, Any]:
    return {
        "document": line.document,
        "agencies": list(line.agencies),
        "period": line.period.key,
        "what": line.what,
        "topic": line.topic,
        "phrase": line.phrase,
        "printed": line.printed,
        "named": day_to_iso(line.named),
        "last_day": day_to_iso(line.last_day),
        "weekday": words.say(f"weekday.{line.last_day.isoweekday()}", "en") if line.last_day else None,
        "to": list(line.receivers),
        "at": line.at,
    }


def _due_row(line: DueLine, common: Common) -> dict[str, Any]:
    look = common.look
    name = _namer(common)
    who = name(line.agencies[0]) if len(line.agencies) == 1 else look.say("agencies.count", n=len(line.agencies))
    what = look.say(f"what.{line.what}") + (f" {line.topic}" if line.topic else "")
    return {
        "document": line.document,
        "last_day": line.last_day,
        "period": line.period.key,
        "who": f"{who}: {what}",
        "to": ", ".join(name(key) for key in line.receivers),
        "phrase": line.phrase,
        "at": line.at,
    }


def _namer(common: Common) -> Any:
    def name(key: str) -> str:
        try:
            agency = common.registry.get(key)
        except DondocError:
            return key
        return common.look.told(agency.called)

    return name
