"""Figures for auditors: lateness, late entries, durations, exceptions; as text, or as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

import words
from commands.common import Common, When, scope_of
from commands.options import (
    Decorator,
    cascade_argument,
    command,
    common,
    option,
    scope_options,
    time_options,
    together,
)
from screen.look import Look
from workflows.errors import UnknownAgency
from workflows.said import Name

if TYPE_CHECKING:
    from engine.figures.grouping import Heirs
    from engine.results import Answer
    from engine.scope import Scope
    from screen.formats import Record

_GROUPS = ("agency", "tier", "period", "year", "all")


def _by(default: str, *more: str) -> Decorator:
    choice = click.Choice((*more, *_GROUPS))
    return option("--by", type=choice, default=default, show_default=True, help="help.option.figures_by")


# of what is listed one by one; of agencies that others took over from
_listed = together(option("--all", "everything", is_flag=True), option("--figures", "figures_only", is_flag=True))
_with_heirs = option("--with-heirs", is_flag=True)


@command()
@cascade_argument
@scope_options
@option("--every", is_flag=True)
@_by("tier")
@_listed
@_with_heirs
@time_options
@common()
def audit_lateness(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """Who was late; as rows the late deliverables, or the groups."""
    from screen.lateness import lateness_text

    scope, heirs = _scope(common, question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.lateness(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    rows = found.groups if figures_only else found.every if question["every"] else found.late
    is_whole = {"everything": everything, "figures_only": figures_only}
    _show(common, when, scope, found, rows, look, lambda about: lateness_text(found, look, scope=about, **is_whole))


@command()
@cascade_argument
@scope_options
@_by("agency", "person")
@_listed
@_with_heirs
@time_options
@common()
def audit_late_entries(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """What was recorded late; as rows the rows of history, or the groups."""
    from screen.late_entries import late_entries_text

    scope, heirs = _scope(common, question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.late_entries(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    rows = found.groups if figures_only else found.entries
    is_whole = {"everything": everything, "figures_only": figures_only}
    _show(common, when, scope, found, rows, look, lambda about: late_entries_text(found, look, scope=about, **is_whole))


@command()
@cascade_argument
@scope_options
@_by("tier")
@_with_heirs
@time_options
@common()
def audit_durations(common: Common, when: When, **question: Any) -> None:
    """How long tasks stay in each state; as rows the groups."""
    from screen.durations import durations_text

    scope, heirs = _scope(common, question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.durations(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    _show(common, when, scope, found, found.groups, look, lambda about: durations_text(found, look, scope=about))


@command()
@cascade_argument
@scope_options
@_listed
@time_options
@common()
def audit_exceptions(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """Exceptions; as rows each of them, or the counts."""
    from screen.exceptions import exceptions_text

    scope = scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.exceptions(scope, **question)
        look = when.look(common.look_over(seen))
    counts = (*found.by_trigger, *found.by_agency, *found.by_reason)
    rows = counts if figures_only else found.rows
    is_whole = {"everything": everything, "figures_only": figures_only}
    _show(common, when, scope, found, rows, look, lambda about: exceptions_text(found, look, scope=about, **is_whole))


def _scope(common: Common, given: dict[str, Any]) -> tuple[Scope, Heirs | None]:
    """What the figures are about; with `--with-heirs` whose line each agency is of, and an heir with those before it.

    Taken out of what was given. An agency that the registry does not know counts by itself.
    """
    if not given.pop("with_heirs"):
        return scope_of(given), None
    registry = common.registry

    def heir_of(key: str) -> tuple[str, Name] | None:
        if key not in registry:
            return None
        heir = registry.heir_of(key)
        formers = registry.formers_of(heir)
        if not formers:
            return None
        before = [registry.get(each).called for each in formers[:_FORMERS]]
        name = registry.get(heir).called
        vi, en = (
            words.say("figures.heir", lang, name=name.say(lang), formers=", ".join(each.say(lang) for each in before))
            for lang in words.LANGUAGES
        )
        return heir, Name(vi, en)

    formers: tuple[str, ...] = ()
    if (under := given["under"]) is not None:
        with suppress(UnknownAgency):  # one that only a cascade has, if any
            given["under"] = registry.heir_of(registry.find(under).key)
            formers = registry.formers_of(given["under"])
    return replace(scope_of(given), formers=formers), heir_of


_FORMERS = 3  # names of those before that stand beside an heir's


def _show(
    common: Common,
    when: When,
    scope: Scope,
    found: Answer,
    rows: Sequence[Answer],
    look: Look,
    text: Callable[[tuple[str, ...]], str],
) -> None:
    """JSON gives the whole answer; `jsonl` and `csv` a line a row, in `csv` without anything nested.

    `text`: of the whole answer, given in words what it is about.
    """
    from screen.figures import scope_words

    answer: Record | Sequence[Record] = found
    if common.format == "jsonl":
        answer = rows
    elif common.format == "csv":
        answer = [dict(_flat(row, look)) for row in rows]
    common.show(answer, lambda: when.around(text(scope_words(scope, look)), look))


def _flat(answer: Answer, look: Look, before: str = "") -> Iterator[tuple[str, Any]]:
    """Field and value; of what is nested the names are joined: `deliverables_done_late`, `on_time_percent`, `rows_2-3`.

    Of a rate its formula is left out; what is left out stands as its number, and reason by reason.
    """
    from engine.figures.audit_results import Rate
    from engine.results import Answer

    plain = answer.as_json()
    for item in fields(answer):  # type: ignore[arg-type]
        name, value = item.name.rstrip("_"), getattr(answer, item.name)
        if name == "formula" or (isinstance(answer, Rate) and name == "name"):
            continue
        if isinstance(value, Answer):
            yield from _flat(value, look, f"{before}{name}_")
        elif name == "left_out":
            yield f"{before}left_out", sum(reason.count for reason in value)
            yield f"{before}left_out_reasons", [f"{look.message(reason.said)} {reason.count}" for reason in value]
        elif name == "delays":
            yield from ((f"rows_{delay.key}", delay.rows) for delay in value)
        else:
            yield f"{before}{name}", plain[name]
