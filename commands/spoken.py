"""Help in the reader's language: `help.COMMAND` and `help.COMMAND.OPTION` (else `help.option.OPTION`) of the catalogue.

`COMMAND` is the name of the function behind it. Only click is loaded here, the words where something is said.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, ClassVar

import click


def _language() -> str:
    arguments = Spoken.arguments
    flagged = [after for before, after in itertools.pairwise(arguments) if before == "--lang"]
    flagged += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return "en" if (flagged[-1] if flagged else os.environ.get("DONDOC_LANG")) == "en" else "vi"


def _say(*keys: str, **values: Any) -> str:
    """The words of the first of these keys that the catalogue has."""
    import words

    return words.say(next((key for key in keys if words.has(key)), keys[-1]), _language(), **values)


def _named(metavar: str) -> str:
    """What stands for a value in the reader's language: `AGENCY` by `metavar.AGENCY`."""
    import words

    def named(found: re.Match[str]) -> str:
        key = f"metavar.{found[0]}"
        return _say(key) if words.has(key) else found[0]

    return re.sub("[A-Z]{2,}", named, metavar)


class _Formatter(click.HelpFormatter):
    _HEADINGS: ClassVar = {"Options": "help.word.options", "Commands": "help.word.commands"}

    def write_heading(self, heading: str) -> None:
        super().write_heading(_say(self._HEADINGS[heading]) if heading in self._HEADINGS else heading)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{_say('help.word.usage')} ")


click.Context.formatter_class = _Formatter


class Spoken(click.Command):
    """A command of which the catalogue says what it is for."""

    arguments: ClassVar[Sequence[str]] = ()  # the whole command line, as typed

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _say("help.word.this_page")
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        names = {"[OPTIONS]": "help.word.any_options", "COMMAND [ARGS]...": "help.word.a_command"}
        return [_say(names[piece]) if piece in names else piece for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = _say(f"help.{self._called}")
        super().format_help_text(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What more there is to say of a command: pairs of a name and what it means, a line each."""
        import words

        key = f"help.{self._called}.more"
        if words.has(key):
            title, *lines = _say(key).split("\n")
            with formatter.section(title):
                formatter.write_dl([(name, about) for name, _, about in (line.partition(" | ") for line in lines)])

    def get_short_help_str(self, limit: int = 45) -> str:
        self.help = _say(f"help.{self._called}")
        return super().get_short_help_str(limit)

    @property
    def _called(self) -> str:
        return getattr(self.callback, "__name__", str(self.name))


class Command(Spoken):
    """A command that does something."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # refused here, in the reader's language
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(_say("usage.extra", n=len(rest), words=" ".join(rest)), ctx)
        return rest


class Later(Spoken):
    """A command of which no more than its function's name is known until it is called: its module is loaded then."""

    def __init__(self, module: str, function: str, *, hidden: bool = False) -> None:
        super().__init__(function, hidden=hidden)
        self._module = module

    def loaded(self) -> click.Command:
        """The command itself."""
        command: click.Command = getattr(import_module(self._module), str(self.name))
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        return self.loaded().make_context(info_name, args, parent, **extra)


class Group(Spoken, click.Group):
    """Commands under one name, in the order in which they are given."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class SpokenArgument(click.Argument):
    """An argument called in the reader's language."""

    @property
    def human_readable_name(self) -> str:
        return _named(super().human_readable_name)

    def make_metavar(self, ctx: click.Context) -> str:
        return _named(super().make_metavar(ctx))


class SpokenOption(click.Option):
    """An option whose help stands in the catalogue; `help`: its key where that is not the option's name."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _named(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        command = getattr(ctx.command.callback, "__name__", "")
        keys = [self.help] if self.help and self.help.startswith("help.") else []
        kept, self.help = self.help, _say(f"help.{command}.{self.name}", *keys, f"help.option.{self.name}")
        record = super().get_help_record(ctx)
        self.help = kept
        return record

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        if "required" in extra:
            extra["required"] = _say("help.word.required")
        if "default" in extra:
            extra["range"] = _say("help.word.default", default=extra.pop("default"))
        return extra
