"""Figures for auditors: lateness, late entries, durations, exceptions; as text, or as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import words
from commands.asking import When, scope_of
from commands.common import Common
from engine.figures.audit_results import Rate
from engine.figures.grouping import Heirs
from engine.results import Answer
from screen.durations import durations_text
from screen.exceptions import exceptions_text
from screen.figures import scope_words
from screen.formats import Record
from screen.late_entries import late_entries_text
from screen.lateness import lateness_text
from screen.look import Look
from workflows.errors import UnknownAgency
from workflows.said import Name


def _heirs(common: Common, given: dict[str, Any]) -> tuple[Heirs | None, tuple[str, ...]]:
    """With `--with-heirs`: whose line each agency is of, and those before the one that is asked about, as its heir.

    Taken out of what was given. An agency that the registry does not know counts by itself.
    """
    if not given.pop("with_heirs"):
        return None, ()
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

    if (under := given["under"]) is None:
        return heir_of, ()
    try:
        given["under"] = registry.heir_of(registry.find(under).key)
    except UnknownAgency:  # one that only a cascade has, if any
        return heir_of, ()
    return heir_of, registry.formers_of(given["under"])


_FORMERS = 3  # names of those before that stand beside an heir's


def lateness(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """Who was late; as rows the late deliverables, or the groups."""
    heirs, formers = _heirs(common, question)
    scope = replace(scope_of(question), formers=formers)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.lateness(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    more: dict[str, Any] = {"scope": scope_words(scope, look), "everything": everything, "figures_only": figures_only}
    rows = found.groups if figures_only else found.every if question["every"] else found.late
    _show(common, when, found, rows, look, lambda: lateness_text(found, look, **more))


def late_entries(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """What was recorded late; as rows the rows of history, or the groups."""
    heirs, formers = _heirs(common, question)
    scope = replace(scope_of(question), formers=formers)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.late_entries(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    more: dict[str, Any] = {"scope": scope_words(scope, look), "everything": everything, "figures_only": figures_only}
    rows = found.groups if figures_only else found.entries
    _show(common, when, found, rows, look, lambda: late_entries_text(found, look, **more))


def durations(common: Common, when: When, **question: Any) -> None:
    """How long tasks stay in each state; as rows the groups."""
    heirs, formers = _heirs(common, question)
    scope = replace(scope_of(question), formers=formers)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.durations(scope, heirs=heirs, **question)
        look = when.look(common.look_over(seen))
    words = scope_words(scope, look)
    _show(common, when, found, found.groups, look, lambda: durations_text(found, look, scope=words))


def exceptions(common: Common, when: When, everything: bool, figures_only: bool, **question: Any) -> None:
    """Exceptions; as rows each of them, or the counts."""
    scope = scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.exceptions(scope, **question)
        look = when.look(common.look_over(seen))
    more: dict[str, Any] = {"scope": scope_words(scope, look), "everything": everything, "figures_only": figures_only}
    counts = (*found.by_trigger, *found.by_agency, *found.by_reason)
    rows = counts if figures_only else found.rows
    _show(common, when, found, rows, look, lambda: exceptions_text(found, look, **more))


def _show(
    common: Common, when: When, found: Answer, rows: Sequence[Answer], look: Look, text: Callable[[], str]
) -> None:
    """JSON gives the whole answer; `jsonl` and `csv` a line a row, in `csv` without anything nested."""
    answer: Record | Sequence[Record] = found
    if common.format == "jsonl":
        answer = rows
    elif common.format == "csv":
        answer = [dict(_flat(row, look)) for row in rows]
    common.show(answer, lambda: when.around(text(), look))


def _flat(answer: Answer, look: Look, before: str = "") -> Iterator[tuple[str, Any]]:
    """Field and value; of what is nested the names are joined: `deliverables_done_late`, `on_time_percent`, `rows_2-3`.

    Of a rate its formula is left out; what is left out stands as its number, and reason by reason.
    """
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
