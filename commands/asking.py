"""What is asked: status, blocked, why, todo, history; of today, or of the past."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import click

from commands.common import Common, Missing, filled, given_day, is_counting
from engine.questions.filters import ALL, Filters
from engine.requests import normal
from engine.results import Blocked, TaskRow, WhyStep, only_then
from engine.running.notes import as_tag
from engine.scope import Scope, View
from screen.blocked import blocked_text
from screen.history import history_text
from screen.lists import cascades_text, left_out_lines, todo_text
from screen.look import Look
from screen.past import only_recorded_then, otherwise_known, past_title
from screen.requests import requests_text
from screen.tree import status_text
from screen.why import why_text
from words import LANGUAGES, say
from workflows.dates import parse_moment
from workflows.errors import InputError
from workflows.said import Said
from workflows.spelling import fold


class When:
    """`--as-of` and `--known-at` of one call; the day asked about is then seen as today."""

    def __init__(self, common: Common, as_of: str | None, known_at: str | None) -> None:
        moment = filled(known_at)
        self.view = View(common.today, given_day(as_of), None if moment is None else parse_moment(moment))
        self._day = self.view.as_of or common.today
        self._is_to_come = self._day > common.today

    def look(self, look: Look) -> Look:
        """Seen from that day; of the past nothing is suggested."""
        return replace(look, today=self._day, is_past=True) if self.view.is_past else look

    def around(self, text: str, look: Look, differences: Sequence[str] = ()) -> str:
        """The text under a line that says what it is about."""
        if not self.view.is_past:
            return text
        title = [past_title(self.view, look)]
        if self._is_to_come:
            title.append(look.paint(look.say("past.to_come"), "risk"))
        return "\n".join([*title, text, *differences])


def watched(seconds: int | None, ask: Callable[[], None]) -> None:
    """Ask once; where somebody at a terminal watches, again and again in the same place until stopped."""
    if seconds is None or is_counting() or not sys.stdout.isatty():
        ask()
        return
    while True:
        click.clear()
        ask()
        time.sleep(seconds)


def scope_of(given: dict[str, Any]) -> Scope:
    """What a question is about; taken out of what was given."""
    return Scope(given.pop("cascade"), given.pop("under"), given.pop("period"))


_FILTERS = (
    *("state", "overdue", "stuck", "due_within", "returned", "document", "kind", "topic"),
    *("tag", "assigned_to", "mine", "follow_up_within"),
    *("sort", "limit", "after"),
)


def filters_of(common: Common, given: dict[str, Any]) -> Filters:
    """What a list is narrowed to; taken out of what was given. `--mine`: assigned to who types."""
    found = {name: given.pop(name, None) for name in _FILTERS}
    person = filled(found["assigned_to"])
    if found["mine"] and (person := common.settings.by) is None:
        raise Missing("by", 'by = "…"  (dondoc.toml, DONDOC_BY)')
    return Filters(
        states=tuple(found["state"]),
        is_overdue=found["overdue"],
        is_stuck=found["stuck"],
        due_within=found["due_within"],
        is_returned=found["returned"],
        document=filled(found["document"]),
        kinds=tuple(map(_kind, found["kind"])),
        topic=filled(found["topic"]),
        sort=found["sort"],
        limit=found["limit"],
        after=filled(found["after"]),
        tags=tuple(filter(None, map(as_tag, found["tag"]))),
        assigned_to=normal(person),
        follow_up_within=found["follow_up_within"],
    )


def cascades(common: Common, **question: Any) -> None:
    """The launched cascades in figures."""
    filters = filters_of(common, question)
    with common.engine() as dondoc:
        seen = dondoc.on(common.today)
        rows, look = seen.cascades(filters), common.look_over(seen)
    common.show(rows, lambda: cascades_text(rows, look))
    _tell_rest(common, filters, [row.cascade for row in rows])


def _kind(text: str) -> str:
    """A kind of agency, by its name or as on screen. Raises UnknownKind."""
    from workflows.agencies import KINDS

    wanted, called = fold(text), {kind: [fold(say(f"kind.{kind}", lang)) for lang in LANGUAGES] for kind in KINDS}
    for kind, words in called.items():
        if wanted == kind or any(wanted == word or wanted in word.split(", ") for word in words):
            return kind
    raise UnknownKind(text, tuple(Said(f"kind.{kind}") for kind in KINDS))


class UnknownKind(InputError):
    """There are no agencies of that kind."""

    code = "unknown-kind"
    fields = ("text", "kinds")


def _tell_rest(common: Common, filters: Filters, rows: Sequence[str]) -> None:
    """Where a page is full, how to see the next one; `rows`: what stands for each."""
    if filters.limit is not None and len(rows) == filters.limit:
        common.tell("list.more", after=rows[-1])


def status(common: Common, when: When, everything: bool, **question: Any) -> None:
    """The tree of tasks."""
    filters, scope = filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.status(scope, filters)
        cascades, look = common.cascades_of(seen, scope.cascade), when.look(common.look_over(seen, scope.cascade))
        left_out = {cascade: seen.left_out(cascade) for cascade in cascades}
    whole = everything or scope.under is not None or filters != ALL

    def text() -> str:
        tree = status_text(rows, look, cascades=cascades, everything=whole)
        below = [line for cascade in cascades for line in left_out_lines(cascade, left_out[cascade], look)]
        return "\n".join([tree, *(["", *below] if below else [])])

    _show(common, when, rows, look, text)
    _tell_rest(common, filters, [row.task for row in rows])


def blocked(common: Common, when: When, everything: bool, **question: Any) -> None:
    """Which consolidations wait, and for whom."""
    filters, scope = filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.blocked(scope, filters)
        cascades, look = common.cascades_of(seen, scope.cascade), when.look(common.look_over(seen, scope.cascade))
    _show(
        common,
        when,
        rows,
        look,
        lambda: blocked_text(rows, look, cascades=cascades, everything=everything),
        gone=only_then(rows),
    )
    _tell_rest(common, filters, [row.task for row in rows])


def why(common: Common, when: When, task: str, cascade: str | None) -> None:
    """The way from a task to who can act."""
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        steps = seen.why(task, cascade)
        look = when.look(common.look_over(seen, cascade))
    _show(common, when, steps, look, lambda: why_text(steps, look))


def todo(common: Common, when: When, agency: str | None, cascade: str | None, **given: Any) -> None:
    """What an agency has to do; where none is named, the own one of the settings."""
    agency = agency or common.settings.acts_as
    if agency is None:
        raise Missing("--agency", "dondoc todo --agency binh-dinh.so-noi-vu")
    filters = filters_of(common, given) if given else ALL
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.todo(agency, cascade, filters)
        look = when.look(common.look_over(seen, cascade))
    _show(common, when, rows, look, lambda: todo_text(rows, agency, look))
    _tell_rest(common, filters, [row.task for row in rows])


def requests(common: Common, when: When, *, pending_only: bool, **question: Any) -> None:
    """What was asked for, and how it stands."""
    filters, scope = filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.requests(scope, filters, pending_only=pending_only)
        look = when.look(common.look_over(seen, scope.cascade))
    common.show(rows, lambda: when.around(requests_text(rows, look), look))
    _tell_rest(common, filters, list(dict.fromkeys(row.task for row in rows)))


def overview(common: Common, when: When) -> None:
    """Where a profile names an agency, its day; else the commands of every day."""
    if common.settings.acts_as is None:
        common.write(common.look.say("overview.page", program=common.look.command))
        return
    todo(common, when, None, common.settings.cascade)


def history(common: Common, when: When, task: str | None, **whose: Any) -> None:
    """What was recorded; of the past, what of it counts."""
    filters = filters_of(common, whose)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.history(task, **whose, filters=filters)
        look = when.look(common.look_over(seen, whose.get("cascade")))
    common.show(rows, lambda: when.around(history_text(rows, look), look, only_recorded_then(only_then(rows), look)))
    _tell_rest(common, filters, [f"{row.task}#{row.seq}" for row in rows])
    if (person := whose.get("by")) is not None:
        names = {name for row in rows for name in (row.by, row.login) if name and fold(person) in fold(name)}
        if names and person.strip().casefold() not in {name.casefold() for name in names}:
            common.tell("history.by_part", names=tuple(sorted(names)))


def _show(
    common: Common,
    when: When,
    rows: Sequence[TaskRow] | Sequence[Blocked] | Sequence[WhyStep],
    look: Look,
    text: Callable[[], str],
    gone: Sequence[Blocked] = (),
) -> None:
    common.show(rows, lambda: when.around(text(), look, otherwise_known(rows, gone, look)))
