"""`dondoc demo`: the real cascade of 2023 in a new SQLite file, with simulated events up to a day."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from commands.common import Common, Unwritable, given_day, program, read_policy
from commands.exporting import agenda, workbook
from commands.move_table import parse_moves
from commands.whole_files import write_whole
from engine import Engine, MoveRequest, Scope, SimulatedClock
from engine.answers import Answers
from engine.store.upgrading import upgrade
from papers.board import board_page
from papers.letters import filling
from papers.office import fill, form
from papers.office_libraries import NoOffice
from screen.blocked import blocked_text
from screen.findings import finding_data, findings_text
from screen.look import Look
from screen.tree import status_text
from workflows.dates import HANOI
from workflows.errors import InputError
from workflows.file_errors import why
from workflows.findings import Finding
from workflows.graph import DocumentNode
from workflows.launching import prepare

DIRECTIVE, YEAR = "ct-33-ttg-2021", 2023
BRANCH, PERIOD = "binh-dinh", "2023-H1"
FIRST_DAY = date(2023, 4, 3)
_PAPERS = "giay-to"


class NotADemo(InputError):
    """The file named holds something else, which is never overwritten."""

    code = "not-a-demo"
    fields = ("path",)


class TooEarly(InputError):
    """The day lies before the launch."""

    code = "before-launch"
    fields = ("day",)


def run(common: Common, until: str) -> None:
    """Make the database, show what it holds on that day, and say what to try next."""
    day = given_day(until) or FIRST_DAY
    if day < FIRST_DAY:
        raise TooEarly(day.isoformat())
    path = _place(common)
    if common.is_dry:
        common.tell("word.dry_run")
        return
    half_made = path.with_name(f".{path.name}.new")
    _remove(half_made)
    try:
        findings = _make(common, half_made, day)
        os.replace(half_made, path)
    except OSError as error:
        raise Unwritable(str(path), why(error)) from None
    finally:
        _remove(half_made)
    look = common.look
    look = Look(look.lang, look.width, look.colour, day, shlex.join([program(), *_flags(common, path)]))
    common.write("\n\n".join([_shown(path, day, findings, look), *_papers(common, path, day, look)]))


def _make(common: Common, path: Path, until: date) -> Sequence[Finding]:
    """Create, launch and replay, each day's rows in one transaction, recorded at an office hour of that day."""
    url = f"sqlite:///{path}"
    upgrade(url)
    graph, findings = prepare(common.library(), common.registry, DIRECTIVE, YEAR, read_policy=read_policy)
    pinned = [finding_data(finding, common.lang) for finding in findings]
    days = [(day, [move for _, move in rows]) for day, rows in groupby(_events(until), key=itemgetter(0))]
    later = [document for document in graph.documents if (document.out_on or FIRST_DAY) > FIRST_DAY]
    clock = SimulatedClock(_office_hour(FIRST_DAY))
    with Engine.open(url, clock=clock) as dondoc, common.progress("progress.bulk") as progress:
        dondoc.launch(graph, findings=pinned, today=FIRST_DAY)
        for done, (day, rows) in enumerate(days, 1):
            for out_on, document in _due_out(later, day):
                clock.moment = _office_hour(out_on)
                issuer = document.issuers[0]
                dondoc.release(document.key, number=None, on=None, as_agency=issuer, today=out_on)
            clock.moment = _office_hour(day)
            bulk = dondoc.advance_many(rows, today=day)
            if bulk.bad_rows:
                row = bulk.bad_rows[0]
                raise BadEvent(row.row, row.message)
            if progress is not None:
                progress(done, len(days))
    return findings


def _due_out(later: list[DocumentNode], day: date) -> Iterator[tuple[date, DocumentNode]]:
    """Take from the documents that are dated after the launch those whose day has come."""
    for document in list(later):
        if document.out_on is not None and document.out_on <= day:
            later.remove(document)
            yield document.out_on, document


class BadEvent(InputError):
    """The shipped events do not fit the definitions, which a user may have replaced."""

    code = "bad-event"
    fields = ("row", "why")


def _events(until: date) -> Iterator[tuple[date, MoveRequest]]:
    """The moves up to that day, each with the day on which it was entered: the file has them in the order of entry."""
    shipped = files("definitions").joinpath("demo", "2023.csv")
    table = parse_moves(shipped.read_bytes(), "definitions/demo/2023.csv")
    entered = FIRST_DAY
    for move in table.moves:
        entered = max(entered, move.on or FIRST_DAY)
        if entered > until:
            return
        yield entered, move


def _office_hour(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=HANOI)


def _place(common: Common) -> Path:
    """The file of `--db`, else one in a new temporary folder. Raises NotADemo."""
    if not any(flag == "--db" for flag in common.settings.repeated):
        return Path(tempfile.mkdtemp(prefix="dondoc-")) / "demo.db"
    url = common.settings.db
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or (path.exists() and not _is_demo(url)):
        raise NotADemo(url if "://" in str(path) else str(path))
    return path


def _is_demo(url: str) -> bool:
    try:
        with Engine.open(url) as dondoc:
            cascades = dondoc.on(FIRST_DAY).cascades()
    except InputError:
        return False
    return bool(cascades) and all(cascade.simulated for cascade in cascades)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _flags(common: Common, path: Path) -> list[str]:
    given = list(common.settings.repeated)
    for flag in ("--db", "--today"):  # the demo has its own file, and each line below its own day
        if flag in given:
            at = given.index(flag)
            del given[at : at + 2]
    return ["--db", str(path), *given]


def _shown(path: Path, day: date, findings: Sequence[Finding], look: Look) -> str:
    with Engine.open(f"sqlite:///{path}") as dondoc:
        key = f"{DIRECTIVE}/{YEAR}"
        scope = Scope(key, BRANCH, PERIOD)
        seen = dondoc.on(day)
        tree, blocked = seen.status(scope), seen.blocked(scope)
    branch = next((look.told(row.agency_name) for row in tree if row.agency == BRANCH), BRANCH)
    today = f"--today {day}"
    tries = [
        f"{look.command} status {today}",
        f"{look.command} blocked {today}",
        f"{look.command} why {PERIOD}/bo-noi-vu {today}",
        f"{look.command} todo --agency binh-dinh.huyen-tuy-phuoc {today}",
        f"{look.command} history {PERIOD}/{BRANCH}.so-noi-vu",
        f"{look.command} advance {PERIOD}/{BRANCH}.huyen-tuy-phuoc report --as {BRANCH}.huyen-tuy-phuoc {today}",
        f"{look.command} diagram {key} --period {PERIOD} --under {BRANCH} --format svg --out binh-dinh.svg",
    ]
    parts = [
        look.say("demo.made", file=path, cascade=key, day=look.day(day, with_year=True)),
        _titled(
            look.say("demo.tree", agency=branch, period=PERIOD),
            status_text(tree, look, cascades=[key], everything=True),
            look,
        ),
        _titled(look.say("demo.blocked"), blocked_text(blocked, look, cascades=[key]), look),
        _titled(look.say("demo.findings"), findings_text(findings, look, is_brief=True), look),
        _titled(look.say("demo.try"), "\n".join(f"  {look.paint(line, 'command')}" for line in tries), look),
    ]
    return "\n\n".join(parts)


def _papers(common: Common, path: Path, day: date, look: Look) -> Iterator[str]:
    """Write a folder of finished papers beside the database, and say what it holds."""
    folder = path.with_name(f"{path.stem}-{_PAPERS}")
    try:
        with Engine.open(f"sqlite:///{path}") as dondoc, dondoc.on(day) as seen:
            made = dict(_made(common, seen, look))
        folder.mkdir(exist_ok=True)
        for name, content in made.items():
            write_whole(str(folder / name), content)
    except NoOffice as missing:
        yield look.paint(look.message(missing), "risk") + f"\n  {look.hint(missing)}"
        return
    yield _titled(look.say("demo.papers"), "\n".join(f"  {folder / name}" for name in made), look)


def _made(common: Common, seen: Answers, look: Look) -> Iterator[tuple[str, bytes]]:
    """Each paper by its file's name. Raises NoOffice."""
    key = f"{DIRECTIVE}/{YEAR}"
    yield "bang-theo-doi.xlsx", workbook(seen, Scope(key, BRANCH), look)[0]
    yield "han-bao-cao.ics", agenda(seen, BRANCH, None, look)[0]
    for letter in seen.letters(f"{BRANCH}.so-noi-vu", key, period=PERIOD):
        yield f"don-doc-{letter.to}.docx", fill(form(), "", filling(letter, look))
    yield "bang-hop.html", board_page(seen.board(key, Scope(key)), common.registry, look).encode()


def _titled(title: str, text: str, look: Look) -> str:
    return f"{look.paint(f'== {title} ==', 'head')}\n{text}"
