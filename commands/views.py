"""Named views: questions that `dondoc.toml` gives a name, asked by it, and counted all at once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click

from commands.common import Common, counting
from commands.failures import usage_words
from commands.settings import FILE, BadSetting
from engine.results import Answer
from screen.look import Look
from screen.tables import Cell, table
from workflows.errors import DondocError
from workflows.said import Said

QUESTIONS = ("status", "todo", "blocked", "history", "cascades")
Run = Callable[[list[str]], object]


@dataclass(frozen=True, slots=True)
class ViewCount(Answer):
    """A named view: its command line, and how many rows it gives now; null where it cannot be asked (`problem`)."""

    name: str
    command: str
    count: int | None
    problem: str | None = None


def arguments_of(common: Common, name: str, more: Sequence[str] = ()) -> list[str]:
    """The command line that a view stands for, with what was given beside its name. Raises BadSetting."""
    views = common.settings.views
    if name not in views:
        raise BadSetting(f"{FILE} views", name, Said("setting.one-of", {"known": tuple(views) or ("–",)}))
    try:
        line = shlex.split(views[name])
    except ValueError:
        line = []
    if not line or line[0] not in QUESTIONS:
        raise BadSetting(f"{FILE} views.{name}", views[name], Said("setting.view", {"known": QUESTIONS}))
    return [*line, *more]


def view(common: Common, name: str, more: Sequence[str], run: Run) -> None:
    """Ask it. `run` runs a command line."""
    given = [*common.settings.repeated, "--format", common.format]
    given += ["--out", common.settings.out] if common.settings.out else []
    given += ["--quiet"] if common.settings.quiet else []
    run([*given, *arguments_of(common, name, more)])


def views(common: Common, run: Run) -> None:
    """All of them with their counts."""
    rows = [_counted(common, name, run) for name in common.settings.views]
    common.show(rows, lambda: views_text(rows, common.look))


def _counted(common: Common, name: str, run: Run) -> ViewCount:
    command = common.settings.views[name]
    try:
        with counting() as found:
            run([*common.settings.repeated, *arguments_of(common, name)])
    except (DondocError, click.ClickException) as error:
        look = common.look
        told = usage_words(error, look) if isinstance(error, click.ClickException) else look.message(error)
        return ViewCount(name, command, None, told)
    return ViewCount(name, command, sum(found))


def views_text(rows: Sequence[ViewCount], look: Look) -> str:
    """One line a view."""
    if not rows:
        return look.say("views.none")
    cells = [
        [
            Cell(row.name, "head"),
            Cell("–" if row.count is None else str(row.count)),
            Cell(row.command, "dim"),
            Cell(row.problem or "", "risk"),
        ]
        for row in rows
    ]
    return "\n".join(table(("view", "count", "command", "problem"), cells, look, flexible=(2, 3), right=(1,)))
