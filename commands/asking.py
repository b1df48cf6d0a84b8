"""What is asked: status, blocked, why, todo, history; of today, or of the past."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Missing, When, filled, is_counting, scope_of
from commands.options import (
    ORDERS,
    RECORDS,
    agency_option,
    argument,
    as_option,
    by_option,
    cascade_argument,
    cascade_option,
    command,
    common,
    completed,
    filter_options,
    narrowing_options,
    option,
    scope_options,
    task_argument,
    time_options,
    watch_option,
)
from words import LANGUAGES, say
from workflows.dates import parse_moment
from workflows.errors import InputError
from workflows.said import Said
from workflows.spelling import fold

if TYPE_CHECKING:
    from engine.questions.filters import Filters
    from engine.results import Blocked, TaskRow, WhyStep
    from screen.look import Look


_WITHIN = 7  # days


@command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True)
@filter_options
@time_options
@common(*RECORDS, "svg")
def status(common: Common, when: When, everything: bool, **question: Any) -> None:
    """The tree of tasks: states, due dates, lateness."""
    from engine.questions.filters import ALL
    from engine.results import may_have
    from screen.barred import barred_lines
    from screen.folded import tasks_summed
    from screen.lists import left_out_lines
    from screen.tree import status_text

    filters, scope = _filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.status(scope, filters)
        cascades, look = common.cascades_of(seen, scope.cascade), when.look(common.look_over(seen, scope.cascade))
        left_out = {cascade: seen.left_out(cascade) for cascade in cascades}
    whole = everything or scope.under is not None or filters != ALL
    if common.format == "svg":
        from papers.tree_picture import Asked, tree_svg

        asked = Asked(cascades, when.view, everything=everything)
        return common.write(tree_svg(rows, asked, look))

    def text() -> str:
        sums = None if everything or filters.is_paged else partial(tasks_summed, look=look)
        tree = status_text(rows, look, cascades=cascades, everything=whole, sums=sums)
        below = [line for cascade in cascades for line in left_out_lines(cascade, left_out[cascade], look)]
        barred = barred_lines(rows, look) if may_have(rows, "barred") else []
        return "\n".join([tree, *(["", *barred] if barred else []), *(["", *below] if below else [])])

    _show(common, when, rows, look, text)
    _tell_rest(common, filters, [row.task for row in rows])


@command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True)
@filter_options
@time_options
@common()
def blocked(common: Common, when: When, everything: bool, **question: Any) -> None:
    """Which consolidations wait, and for whom."""
    from engine.results import only_then
    from screen.blocked import blocked_text

    filters, scope = _filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.blocked(scope, filters)
        cascades, look = common.cascades_of(seen, scope.cascade), when.look(common.look_over(seen, scope.cascade))
    _show(
        common,
        when,
        rows,
        look,
        lambda: blocked_text(rows, look, cascades=cascades, everything=everything, is_page=filters.is_paged),
        gone=only_then(rows),
    )
    _tell_rest(common, filters, [row.task for row in rows])


@command()
@task_argument
@cascade_option
@time_options
@common()
def why(common: Common, when: When, task: str, cascade: str | None) -> None:
    """The way from a task to who can act."""
    from screen.why import why_text

    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        steps = seen.why(task, cascade)
        look = when.look(common.look_over(seen, cascade))
    _show(common, when, steps, look, lambda: why_text(steps, look))


@command()
@cascade_argument
@option("--agency", "--as", "agency", metavar="AGENCY", shell_complete=completed("agency"))
@filter_options
@time_options
@common()
def todo(common: Common, when: When, agency: str | None, cascade: str | None, **question: Any) -> None:
    """What an agency has to do; where none is named, the own one of the settings."""
    from screen.lists import todo_text

    agency = agency or common.settings.acts_as
    if agency is None:
        raise Missing("--agency", "dondoc todo --agency binh-dinh.so-noi-vu")
    filters = _filters_of(common, question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.todo(agency, cascade, filters)
        look = when.look(common.look_over(seen, cascade))
    _show(common, when, rows, look, lambda: todo_text(rows, agency, look))
    _tell_rest(common, filters, [row.task for row in rows])


@command()
@time_options
@common()
def overview(common: Common, when: When) -> None:
    """What there is to do: for the office that the settings name its day, else where to begin."""
    if common.settings.acts_as is None:
        common.write(common.look.say("overview.page", program=common.look.command))
        return
    _today(common, when, common.settings.acts_as, common.settings.cascade, _WITHIN, None)


@command()
@as_option
@cascade_option
@option("--due-within", type=click.IntRange(min=0), default=_WITHIN, show_default=True, metavar="DAYS")
@option("--since", metavar="MOMENT")
@watch_option
@time_options
@common("text", "json")
def today(
    common: Common, when: When, as_agency: str | None, cascade: str | None, due_within: int, since: str | None
) -> None:
    """An agency's day on one screen: what to do first, whom to urge, what is due, what is new."""
    agency = filled(as_agency) or common.settings.acts_as
    if agency is None:
        raise Missing("--as", "dondoc today --as binh-dinh.so-noi-vu")
    _today(common, when, agency, cascade, due_within, filled(since))


def _today(common: Common, when: When, agency: str, cascade: str | None, within: int, since: str | None) -> None:
    """`since` None: from the last look on. What is seen as of a past day does not count as a look."""
    from commands.last_look import keep_look, last_look
    from screen.today import today_text

    db = common.settings.db
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        key = seen.find_agency(agency, cascade).key
        moment = parse_moment(since) if since is not None else last_look(db, key)
        found = seen.today(key, cascade, within=within, since=moment)
        look = when.look(common.look_over(seen, cascade))
    common.show(found, lambda: when.around(today_text(found, look), look))
    if since is None and not when.view.is_past and not is_counting() and not keep_look(db, key, found.until):
        common.tell("today.not_kept")


@command()
@cascade_argument
@scope_options
@option("--pending", "pending_only", is_flag=True)
@filter_options
@time_options
@common()
def requests(common: Common, when: When, pending_only: bool, **question: Any) -> None:
    """What was asked for, and how it stands."""
    from screen.requests import requests_text

    filters, scope = _filters_of(common, question), scope_of(question)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.requests(scope, filters, pending_only=pending_only)
        look = when.look(common.look_over(seen, scope.cascade))
    common.show(rows, lambda: when.around(requests_text(rows, look), look))
    _tell_rest(common, filters, list(dict.fromkeys(row.task for row in rows)))


@command()
@argument("task", required=False, shell_complete=completed("task"))
@agency_option
@by_option
@cascade_option
@narrowing_options("ROW", *ORDERS)
@time_options
@common()
def history(common: Common, when: When, task: str | None, **whose: Any) -> None:
    """What was recorded; of the past, what of it counts."""
    from engine.results import only_then
    from screen.history import history_text
    from screen.past import only_recorded_then

    filters = _filters_of(common, whose)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        rows = seen.history(task, **whose, filters=filters)
        look = when.look(common.look_over(seen, whose["cascade"]))
    common.show(rows, lambda: when.around(history_text(rows, look), look, only_recorded_then(only_then(rows), look)))
    _tell_rest(common, filters, [f"{row.task}#{row.seq}" for row in rows])
    if (person := whose["by"]) is not None:
        names = {name for row in rows for name in (row.by, row.login) if name and fold(person) in fold(name)}
        if names and person.strip().casefold() not in {name.casefold() for name in names}:
            common.tell("history.by_part", names=tuple(sorted(names)))


@command()
@narrowing_options("CASCADE", "due", "late")
@common()
def cascades(common: Common, **question: Any) -> None:
    """The launched cascades in figures."""
    from screen.lists import cascades_text

    filters = _filters_of(common, question)
    with common.engine() as dondoc:
        seen = dondoc.on(common.today)
        rows, look = seen.cascades(filters), common.look_over(seen)
    common.show(rows, lambda: cascades_text(rows, look))
    _tell_rest(common, filters, [row.cascade for row in rows])


_FILTERS = (
    *("state", "overdue", "stuck", "due_within", "returned", "document", "kind", "topic"),
    *("tag", "assigned_to", "mine", "follow_up_within"),
    *("sort", "limit", "after"),
)


def _filters_of(common: Common, given: dict[str, Any]) -> Filters:
    """What a list is narrowed to; taken out of what was given. `--mine`: assigned to who types."""
    from engine.questions.filters import Filters
    from engine.requests import as_tag, normal

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


def _show(
    common: Common,
    when: When,
    rows: Sequence[TaskRow] | Sequence[Blocked] | Sequence[WhyStep],
    look: Look,
    text: Callable[[], str],
    gone: Sequence[Blocked] = (),
) -> None:
    from screen.past import otherwise_known

    common.show(rows, lambda: when.around(text(), look, otherwise_known(rows, gone, look)))
