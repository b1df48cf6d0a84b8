"""Restating a row, or taking its move back."""

from __future__ import annotations

from typing import Any

from commands.common import Common, Missing, filled, given_day
from commands.options import (
    acting_options,
    cascade_option,
    command,
    common,
    document_option,
    on_option,
    option,
    task_argument,
)


@command()
@task_argument
@option("--seq", type=int, required=True, metavar="N")
@on_option
@document_option
@option("--undo", is_flag=True)
@acting_options
@cascade_option
@common(writes=True)
def correct(common: Common, task: str, seq: int, **given: Any) -> None:
    """Correct a wrong day or number, or a mistaken move."""
    _correct(common, task, seq, **given)


@command()
@task_argument
@acting_options
@cascade_option
@common(writes=True)
def undo(common: Common, task: str, **given: Any) -> None:
    """Take the task's last entry back; who may not make it may not take it back either."""
    _correct(common, task, None, undo=True, on=None, document=None, **given)


def _correct(common: Common, task: str, seq: int | None, *, undo: bool, **given: Any) -> None:
    from screen.corrections import corrected_text

    agency = filled(given["as_agency"])
    if agency is None:
        what = f"undo {task}" if seq is None else f"correct {task} --seq {seq} --undo"
        raise Missing("--as", f'dondoc {what} --as binh-dinh.huyen-tuy-phuoc --reason "…"')
    with common.engine() as dondoc:
        corrected = dondoc.correct(
            task,
            seq,
            on=given_day(given["on"]),
            document=filled(given["document"]),
            undo=undo,
            as_agency=agency,
            reason=filled(given["reason"]),
            by=filled(given["by"]),
            idempotency_key=filled(given["idempotency_key"]),
            cascade=given["cascade"],
            today=common.today,
            dry_run=common.is_dry,
        )
        look = common.look_over(dondoc.seen())
    common.show_done(corrected, lambda: corrected_text(corrected, look))
