"""Launching, releasing, advancing one task."""

from __future__ import annotations

from typing import Any

from commands.common import Common, Missing, filled, given_day, read_policy
from screen.findings import pinned_data
from screen.lists import launched_text, moved_text
from workflows.errors import InputError
from workflows.said import Said

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


def launch(common: Common, directive: str, year: int, by: str | None, *, strict: bool) -> None:
    """Compile a directive's cascade and launch it."""
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
        look = common.look_over(dondoc.seen())
    common.show(moved, lambda: moved_text(moved, look))
    if common.is_dry:
        common.tell("word.dry_run")


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
        look = common.look_over(dondoc.seen())
    common.show(moved, lambda: moved_text(moved, look))
    if common.is_dry:
        common.tell("word.dry_run")


def advance(common: Common, *, keep_going: bool, rejects: str | None, backfill: str | None, **given: Any) -> int:
    """Fire one trigger on one task. `keep_going`, `rejects`, `backfill`: for many rows only."""
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
    act(common, **{**given, "task": task, "trigger": trigger})
    return 0


def act(common: Common, trigger: str, *, task: str, **given: Any) -> None:
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
        look = common.look_over(dondoc.seen())
    common.show(moved, lambda: moved_text(moved, look))
    if common.is_dry:
        common.tell("word.dry_run")
