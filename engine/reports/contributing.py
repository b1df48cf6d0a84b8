"""A contribution to a report: a chapter's text or its figures, by the task's own agency, until the report is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from engine.cascade.judging import RETURN
from engine.cascade.lookup import get_agency
from engine.cascade.requests import given_report
from engine.cascade.roles import who_may
from engine.cascade.tasks import LiveTask
from engine.chain.notes import CONTRIBUTION
from engine.errors import NotFound
from engine.reports import refusals
from engine.reports.contributions import contributions
from engine.reports.outlines import Outline, outline_of
from engine.reports.results import Contributed, Report
from engine.requests import clean
from engine.results import AttachmentRow
from engine.running.deciding import counted_chain
from engine.running.ledger import Ledger
from engine.running.notes import Attached, described
from engine.running.permits import permit
from engine.running.repeats import repeated_aside
from engine.store.attachments import keep
from workflows.canonical import canonical
from workflows.errors import InputError
from workflows.mandates import CONTRIBUTE
from workflows.said import NAMELESS, Said

DIGITS = 30  # of a figure, at most


class NothingContributed(InputError):
    """Neither a chapter's text nor figures are given."""

    code = "nothing-contributed"


class BadFigure(InputError):
    """What is given for a figure is no number, or of more digits than are kept."""

    code = "bad-figure"
    fields = ("name", "text")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is contributed: `file` to `chapter`, or `figures` (decimal numbers as text, by name) read from `file`.

    `merged`: to the merged report of a consolidation. `withdrawn`: what was contributed to the chapter, or of figures
    where there is none, holds no longer. `outline`: the document whose outline is meant, where several ask.
    """

    as_agency: str
    chapter: str | None = None
    figures: Mapping[str, str] | None = None
    file: Attached | None = None
    merged: bool = False
    withdrawn: bool = False
    outline: str | None = None
    by: str | None = None
    idempotency_key: str | None = None


def contribute(ledger: Ledger, task: LiveTask, given: Contribution, folder: Path | None = None) -> Contributed:
    """Record it, or raise Refused (`not-yours`, `no-report-owed`, `report-given`) and leave the ledger as it was.

    `folder`: where contents are kept; None: in the database. Raises NotFound, NoOutline, Ambiguous, BadFigure, too.
    """
    agency = task.agency
    if given.as_agency != agency and (who := get_agency(ledger.tx, task.cascade, given.as_agency).key) != agency:
        raise refusals.not_yours(task, who, _asked(given))
    report = _report(task, merged=given.merged)
    outline = outline_of(ledger.tx, task, given.outline)
    said = dict(_said(outline, given, report))
    key, by, day = clean(given.idempotency_key), clean(given.by), ledger.today.isoformat()
    if key is not None and (
        found := repeated_aside(ledger, task, key, CONTRIBUTION, CONTRIBUTE, lambda told: told == said)
    ):
        row, _ = found
        told_on = date.fromisoformat(row[6])
        return replace(_told(task, row[1], row[10], told_on, outline, said, by), repeated=True)
    _check_open(ledger, task, report, said)
    permit(ledger, task.key, CONTRIBUTE, agency, by, day, Said("trigger.contribute"), kind=CONTRIBUTION)
    if given.file is not None:
        keep(ledger.tx, folder, given.file.content)
    fields: dict[str, Any] = {"agency": agency, "by": by, "payload": canonical(said)}
    if key is not None:
        fields["idempotency_key"] = key
        ledger.keys_used[task.cascade.cascade_id, key] = task.ident
    digest = ledger.record(task, None, task.state, day, kind=CONTRIBUTION, **fields)
    return _told(task, task.head_seq, digest, ledger.today, outline, said, fields["by"])


def _asked(given: Contribution) -> dict[str, Any]:
    """How it was asked for, as a command says it."""
    name = None if given.file is None else given.file.name
    asked = {"chapter": given.chapter, ("file" if given.chapter is not None else "figures"): name}
    return {word: value for word, value in asked.items() if value is not None}


def _report(task: LiveTask, *, merged: bool) -> Report:
    """To which of the task's reports it belongs. Raises Refused where it owes none such."""
    if merged and not task.consolidates:
        raise refusals.no_report_owed(task, "merged")
    if merged or (task.consolidates and not task.owes_report):
        return "merged"
    if not task.owes_report:
        raise refusals.no_report_owed(task, "own")
    return "own"


def _check_open(ledger: Ledger, task: LiveTask, report: Report, said: Mapping[str, Any]) -> None:
    """Raises Refused once the report is given: what it says is what whoever merges it has seen."""
    judge = task.cascade.judge
    ledger.check_open(task, CONTRIBUTE)
    if not judge.lifecycle.is_awaited(task.standing):
        raise refusals.not_awaited(task)
    rows = counted_chain(ledger, task)
    given = given_report(judge, task, rows, report)
    if given is not None:
        raise refusals.report_given(task, report, given.row, who_may(ledger.tx, task, RETURN, report))
    if said.get("withdrawn"):
        there, place = contributions(rows), said.get("chapter")
        is_there = bool(there.figures) if place is None else (place, "report" in said) in there.chapters
        if not is_there:
            raise refusals.nothing_to_withdraw(task)


def _said(outline: Outline, given: Contribution, report: Report) -> Iterator[tuple[str, Any]]:
    """The payload. Raises NothingContributed, NotFound, BadFigure, TooLarge."""
    if given.chapter is not None:
        places = {section.place.casefold(): section.place for section in outline.sections}
        place = places.get(given.chapter.strip().casefold())
        if place is None:
            told = tuple(section.place for section in outline.sections)
            raise NotFound(Said("what.chapter"), given.chapter, told)
        yield "chapter", place
        if given.merged:
            yield "report", report
    elif given.figures is not None:
        known = outline.indicators
        yield "figures", {name: _figure(known, name, value) for name, value in given.figures.items()}
    elif not given.withdrawn:
        raise NothingContributed
    if given.withdrawn:
        yield "withdrawn", True
    elif given.file is None or given.figures == {}:
        raise NothingContributed
    else:
        yield "attachments", [described(given.file)]


def _figure(known: Collection[str], name: str, value: str) -> str:
    if name not in known:
        raise NotFound(Said("what.figure"), name, tuple(known))
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise BadFigure(name, value) from None
    if not number.is_finite() or len(text := f"{number:f}") > DIGITS:
        raise BadFigure(name, value)
    return text


def _told(
    task: LiveTask, seq: int, digest: str, on: date, outline: Outline, said: Mapping[str, Any], by: str | None
) -> Contributed:
    place = said.get("chapter")
    titles = {section.place: section.title for section in outline.sections}
    return Contributed(
        task.key,
        seq,
        digest,
        task.agency,
        task.agency_name,
        on,
        by,
        _report(task, merged="report" in said),
        outline.document,
        place,
        NAMELESS if place is None else titles.get(place, NAMELESS),
        dict(said.get("figures", {})),
        tuple(AttachmentRow(**each) for each in said.get("attachments", ())),
        withdrawn="withdrawn" in said,
        number=task.task_no,
    )
