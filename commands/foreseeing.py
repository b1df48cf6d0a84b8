"""What is likely to come, and what would: `forecast`, `whatif`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from commands.common import Common, Missing, When, filled, scope_of
from commands.options import (
    cascade_argument,
    cascade_option,
    command,
    common,
    completed,
    option,
    scope_options,
    time_options,
)
from workflows.dates import parse_day
from workflows.errors import InputError

if TYPE_CHECKING:
    from screen.formats import Record


@command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True)
@option("--backtest", is_flag=True)
@time_options
@common("text", "json", "jsonl", "csv", "svg")
def forecast(common: Common, when: When, everything: bool, backtest: bool, **question: Any) -> None:
    """When consolidations will be possible, and how likely they are in time; or how well that was said before."""
    from screen.forecast import backtest_text, forecast_text

    if common.format == "svg" and not backtest:
        raise OnlyBacktestDrawn
    scope = scope_of(question)
    with common.engine() as dondoc:
        seen = dondoc.seen(when.view)
        look = when.look(common.look_over(seen, scope.cascade))
        if backtest:
            with common.progress("progress.backtest") as progress:
                tried = seen.backtest(scope, progress)
        else:
            found = seen.forecast(scope)
    if common.format == "svg":
        from papers.calibration import calibration_svg

        common.write(calibration_svg(tried, look))
    elif backtest:
        common.show(_rows(common, tried, tried.bins), lambda: when.around(backtest_text(tried, look), look))
    else:
        text = functools.partial(forecast_text, found, look, everything=everything)
        common.show(_rows(common, found, found.rows), lambda: when.around(text(), look))


def _rows(common: Common, whole: Record, rows: Sequence[Record]) -> Record | Sequence[Record]:
    """The whole as one object; as lines where lines are asked for."""
    return rows if common.format in ("jsonl", "csv") else whole


class OnlyBacktestDrawn(InputError):
    """Of forecasts only their test on the past is drawn."""

    code = "only-backtest-drawn"


@command()
@option("--report", metavar="TASK", multiple=True, shell_complete=completed("task"))
@option("--consolidate", metavar="TASK", multiple=True, shell_complete=completed("task"))
@option("--waive", metavar="TASK", multiple=True, shell_complete=completed("task"))
@option("--extend", metavar="TASK=DATE", multiple=True)
@option("--move", metavar="TASK=TRIGGER", multiple=True)
@option("--under", metavar="AGENCY", shell_complete=completed("agency"))
@cascade_option
@common("text", "json")
def whatif(common: Common, cascade: str | None, under: str | None, **moves: tuple[str, ...]) -> int:
    """What would be freed if these moves were made; nothing is recorded."""
    from engine.running.supposing import Supposed
    from screen.what_if import what_if_text

    supposed = [Supposed(task, name) for name in ("waive", "report") for task in moves[name]]
    supposed += [Supposed(task, "extend", parse_day(day)) for task, day in map(_two, moves["extend"])]
    supposed += [Supposed(task, trigger) for task, trigger in map(_two, moves["move"])]
    supposed += [Supposed(task, "consolidate") for task in moves["consolidate"]]
    if not supposed:
        raise Missing("--report", "dondoc whatif --report 2023-H1/binh-dinh.huyen-tuy-phuoc")
    with common.engine() as dondoc:
        found = dondoc.what_if(supposed, cascade=cascade, under=filled(under), today=common.today)
        look = common.look_over(dondoc.seen(), cascade)
    common.show(found, lambda: what_if_text(found, look))
    return 1 if found.bad_rows else 0


def _two(text: str) -> tuple[str, str]:
    task, sign, rest = text.rpartition("=")
    if not sign or not task.strip() or not rest.strip():
        raise NotTwo(text)
    return task.strip(), rest.strip()


class NotTwo(InputError):
    """`TASK=…` was expected."""

    code = "not-two"
    fields = ("text",)
