"""Launching, releasing, advancing one task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Missing, filled, given_day, read_policy
from commands.options import (
    Decorator,
    acting_options,
    argument,
    by_option,
    cascade_option,
    command,
    common,
    completed,
    document_option,
    on_option,
    option,
    task_argument,
    together,
)
from workflows.errors import InputError
from workflows.said import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.receipts import Moved
    from screen.look import Look

# who would act in an example, by what is done
_EXAMPLES = {
    "request_extension": 'ha-giang --until 15/06/2023 --reason "…"',
    "request_withdrawal": 'ha-giang --reason "…"',
    "refuse": 'ha-giang --proposed tuyen-quang --reason "…"',
    "grant": "bo-noi-vu",
    "deny": 'bo-noi-vu --reason "…"',
    "accept": "bo-noi-vu",
}


class OnlyWithFile(InputError):
    """An option for many rows, without a file of them."""

    code = "only-with-file"
    fields = ("option",)


_document = argument("document", shell_complete=completed("cascade-document"))
_number = option("--number", metavar="N")
_until = option("--until", metavar="DATE")
_what = option("--what", type=click.Choice(["own", "merged"]))
_proposed = option("--proposed", metavar="AGENCY", shell_complete=completed("agency"))
_heirs = option("--to", metavar="AGENCY", multiple=True, shell_complete=completed("agency"), help="help.option.heirs")
_request = option("--seq", type=int, metavar="N")


def _on_a_task(*more: Decorator) -> Decorator:
    """A task, who acts on it and when, and what else is said of it."""
    return together(task_argument, *more, acting_options, on_option, document_option, cascade_option)


@command()
@argument("directive", shell_complete=completed("document"))
@option("--year", type=int, required=True)
@by_option
@option("--strict", is_flag=True, help="help.option.launch_strict")
@common(writes=True)
def launch(common: Common, directive: str, year: int, by: str | None, strict: bool) -> None:
    """Compile a directive's cascade and launch it."""
    from screen.findings import pinned_data
    from screen.lists import launched_text
    from workflows.launching import prepare

    graph, findings = prepare(
        common.library(), common.registry, directive, year, is_strict=strict, read_policy=read_policy
    )
    pinned = [pinned_data(finding, common.lang) for finding in findings]
    with common.engine() as dondoc, common.progress("progress.launch") as progress:
        launched = dondoc.launch(
            graph, findings=pinned, today=common.today, by=filled(by), dry_run=common.is_dry, progress=progress
        )
    common.show(launched, lambda: launched_text(launched, common.look, is_dry=common.is_dry))


@command()
@_document
@_number
@on_option
@acting_options
@cascade_option
@common(writes=True)
def release(common: Common, document: str, **given: str | None) -> None:
    """Put a document out under its number and date."""
    on, number, agency = given_day(given["on"]), filled(given["number"]), filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f"dondoc release {document} --number 45/KH-UBND --on 10/04/2023 --as binh-dinh")
    with common.engine() as dondoc:
        moved = dondoc.release(
            document,
            number=number,
            on=on,
            as_agency=agency,
            by=filled(given["by"]),
            reason=filled(given["reason"]),
            idempotency_key=filled(given["idempotency_key"]),
            cascade=given["cascade"],
            today=common.today,
            dry_run=common.is_dry,
        )
        _show(common, moved, common.look_over(dondoc.seen()))


@command()
@_document
@acting_options
@on_option
@_number
@cascade_option
@common(writes=True)
def revoke(common: Common, document: str, **given: str | None) -> None:
    """Revoke a document."""
    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", 'dondoc revoke kh-binh-dinh-2023 --as binh-dinh --reason "…"')
    with common.engine() as dondoc:
        moved = dondoc.revoke(
            document,
            as_agency=agency,
            reason=filled(given["reason"]),
            on=given_day(given["on"]),
            number=filled(given["number"]),
            by=filled(given["by"]),
            cascade=given["cascade"],
            idempotency_key=filled(given["idempotency_key"]),
            today=common.today,
            dry_run=common.is_dry,
        )
        _show(common, moved, common.look_over(dondoc.seen()))


@command()
@argument("task", required=False, shell_complete=completed("task"))
@argument("trigger", required=False, shell_complete=completed("trigger"))
@acting_options
@on_option
@document_option
@_until
@_what
@option("--missing", metavar="AGENCY", multiple=True, shell_complete=completed("agency"))
@option("--allowed-by", metavar="TEXT")
@_proposed
@option("--seq", type=int, metavar="N", help="help.option.request_seq")
@option("--through", is_flag=True)
@option("--on-behalf-of", metavar="AGENCY", shell_complete=completed("agency"))
@_heirs
@cascade_option
@option("--from", "source", metavar="FILE.csv", type=click.Path())
@option("--keep-going", is_flag=True)
@option("--rejects", metavar="FILE.csv", type=click.Path())
@option("--backfill", metavar="TEXT")
@common(writes=True)
def advance(
    common: Common, source: str | None, keep_going: bool, rejects: str | None, backfill: str | None, **given: Any
) -> int:
    """Move a task, or many from a CSV file; `keep_going`, `rejects`, `backfill` are for many alone."""
    if source is not None:
        from commands import bulk

        return bulk.advance(common, source, keep_going, rejects, backfill, given)
    of_files = (("--keep-going", keep_going), ("--rejects", rejects is not None), ("--backfill", backfill is not None))
    for name, is_given in of_files:
        if is_given:
            raise OnlyWithFile(name)
    task, trigger, agency = given["task"], given["trigger"], filled(given["as_agency"])
    example = "dondoc advance 2023-H1/binh-dinh.huyen-tuy-phuoc report --as binh-dinh.huyen-tuy-phuoc"
    needed: list[tuple[Any, str | None]] = [(Said("metavar.TASK"), task), (Said("metavar.TRIGGER"), trigger)]
    for what, value in (*needed, ("--as", agency)):
        if value is None:
            raise Missing(what, example)
    assert task is not None
    assert trigger is not None
    assert agency is not None
    _act(common, **{**given, "task": task, "trigger": trigger})
    return 0


@command()
@_on_a_task(_until)
@common(writes=True)
def request_extension(common: Common, **given: Any) -> None:
    """Ask for a later due date; whoever assigned the task decides."""
    _act(common, "request_extension", **given)


@command()
@_on_a_task()
@common(writes=True)
def request_withdrawal(common: Common, **given: Any) -> None:
    """Ask that the task be taken back; whoever assigned it decides."""
    _act(common, "request_withdrawal", **given)


@command()
@_on_a_task(_proposed)
@common(writes=True)
def refuse(common: Common, **given: Any) -> None:
    """Refuse a task that is another agency's; whoever assigned it decides."""
    _act(common, "refuse", **given)


@command()
@_on_a_task(_until, _heirs, _request)
@common(writes=True)
def grant(common: Common, **given: Any) -> None:
    """Grant what was asked for."""
    _act(common, "grant", **given)


@command()
@_on_a_task(_request)
@common(writes=True)
def deny(common: Common, **given: Any) -> None:
    """Deny what was asked for."""
    _act(common, "deny", **given)


@command()
@_on_a_task(_what)
@common(writes=True)
def accept(common: Common, **given: Any) -> None:
    """Accept a report that was sent."""
    _act(common, "accept", **given)


def _act(common: Common, trigger: str, *, task: str, **given: Any) -> None:
    """Do, ask for or decide one thing on one task."""
    agency = filled(given["as_agency"])
    if agency is None:
        raise Missing("--as", f"dondoc {trigger.replace('_', '-')} 2023-H1/ha-giang --as {_EXAMPLES.get(trigger)}")
    with common.engine() as dondoc:
        moved = dondoc.advance(
            task,
            trigger,
            as_agency=agency,
            by=filled(given["by"]),
            on=given_day(given["on"]),
            document=filled(given["document"]),
            reason=filled(given["reason"]),
            idempotency_key=filled(given["idempotency_key"]),
            cascade=given["cascade"],
            until=given_day(given.get("until")),
            what=given.get("what"),
            missing=tuple(filter(None, map(filled, given.get("missing", ())))),
            allowed_by=filled(given.get("allowed_by")),
            through=given.get("through", False),
            proposed=filled(given.get("proposed")),
            seq=given.get("seq"),
            on_behalf_of=filled(given.get("on_behalf_of")),
            to=tuple(filter(None, map(filled, given.get("to", ())))),
            today=common.today,
            dry_run=common.is_dry,
        )
        _show(common, moved, common.look_over(dondoc.seen()))


def _show(common: Common, moved: Sequence[Moved], look: Look) -> None:
    from screen.lists import moved_text

    common.show_done(moved, lambda: moved_text(moved, look))
