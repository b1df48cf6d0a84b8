"""Named views: questions that `dondoc.toml` gives a name, asked by it, and counted all at once."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commands.common import Common, counting
from commands.options import argument, command, common, completed
from commands.settings import FILE, BadSetting
from workflows.errors import DondocError
from workflows.said import Said

if TYPE_CHECKING:
    from screen.views import ViewCount

QUESTIONS = ("status", "todo", "blocked", "history", "cascades")


@command(context_settings={"ignore_unknown_options": True})
@argument("name", shell_complete=completed("view"))
@argument("more", nargs=-1, metavar="[OPTION]…", type=click.UNPROCESSED)
@common()
def view(common: Common, name: str, more: tuple[str, ...]) -> None:
    """Ask a question by the name that the settings give it."""
    given = [*common.settings.repeated, "--format", common.format]
    given += ["--out", common.settings.out] if common.settings.out else []
    given += ["--quiet"] if common.settings.quiet else []
    _run([*given, *_arguments_of(common, name, more)])


@command()
@common()
def views(common: Common) -> None:
    """All named views with their counts."""
    from screen.views import views_text

    rows = [_counted(common, name) for name in common.settings.views]
    common.show(rows, lambda: views_text(rows, common.look))


def _run(arguments: list[str]) -> None:
    """Run one more command line inside this one; what goes wrong is told by the outer one."""
    door = click.get_current_context().find_root().command
    click.Command.main(door, arguments, standalone_mode=False)


def _arguments_of(common: Common, name: str, more: Sequence[str] = ()) -> list[str]:
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


def _counted(common: Common, name: str) -> ViewCount:
    from commands.failures import usage_words
    from screen.views import ViewCount

    command = common.settings.views[name]
    try:
        with counting() as found:
            _run([*common.settings.repeated, *_arguments_of(common, name)])
    except (DondocError, click.ClickException) as error:
        look = common.look
        told = usage_words(error, look) if isinstance(error, click.ClickException) else look.message(error)
        return ViewCount(name, command, None, told)
    return ViewCount(name, command, sum(found))
