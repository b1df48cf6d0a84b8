"""The one place where an error becomes words on stderr and an exit code.

0 done, 1 refused, 2 usage or bad input, 3 the history does not prove itself.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

import click

import words
from commands.common import program
from commands.settings import language, repeated, wants_json
from engine.errors import Refused
from engine.proposals import Proposal
from screen.commands import typed
from screen.findings import finding_data, findings_text, indented, problems_text
from screen.formats import to_json
from screen.look import Look
from words import as_told
from workflows.errors import BadDefinition, DondocError, InputError, NotLaunchable
from workflows.file_errors import why

REFUSED, BAD_INPUT, BROKEN, INTERRUPTED = 1, 2, 3, 130


def exit_code(error: DondocError) -> int:
    """By the class of the error."""
    if error.code in ("broken-chain", "broken-history", "broken-database", "broken-attachment", "broken-backup"):
        return BROKEN
    return BAD_INPUT if isinstance(error, InputError) or error.code in _INPUT_CODES else REFUSED


_INPUT_CODES = ("unknown-trigger",)


def tell(error: DondocError, arguments: list[str]) -> int:
    """Say what is wrong on stderr, as text or as one JSON object; gives the exit code."""
    code = exit_code(error)
    look = Look(language(arguments), 120, command=shlex.join([program(), *repeated(arguments)]))
    if wants_json(arguments):
        data = {**error.as_json(), "message": _message(error, look), "hint": look.hint(error), "exit_code": code}
        if isinstance(error, Refused):
            data["unblock"] = [typed(each, look) for each in error.proposals]
        if isinstance(error, NotLaunchable):
            data["findings"] = [finding_data(finding, look.lang) for finding in error.findings]
        if isinstance(error, BadDefinition):
            data["problems"] = [as_told(problem, look.lang) for problem in error.problems]
        say(to_json(data))
    else:
        say(look.safe(_text(error, look)))
    return code


def tell_usage(error: click.ClickException, arguments: list[str]) -> int:
    """A wrong command line: what is wrong with it, and where to read on."""
    context = getattr(error, "ctx", None)
    look = Look(language(arguments))
    hint = look.say("error.help", command=f"{context.command_path if context else 'dondoc'} --help")
    message = usage_words(error, look)
    if wants_json(arguments):
        say(to_json({"error": "usage", "message": message, "hint": hint, "exit_code": BAD_INPUT}))
    else:
        say(f"{message}\n  {hint}")
    return BAD_INPUT


def usage_words(error: click.ClickException, look: Look) -> str:
    """What is wrong with a command line, in the words of the catalogue; click's own for what it has none for."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return look.say("usage.no_option", name=name, meant=_meant(near, look))
        case click.BadOptionUsage(option_name=name):
            return look.say("usage.needs_value", name=name)
        case click.MissingParameter(param=param) if param is not None:
            return look.say(
                "usage.missing", name=param.opts[0] if param.param_type_name == "option" else param.human_readable_name
            )
        case click.BadParameter(param=param) if param is not None:
            return look.say("usage.bad_value", name=param.opts[0], why=_expected(param, error, look))
        case click.NoSuchCommand(command_name=name, possibilities=near):
            return look.say("usage.no_command", name=name, meant=_meant(near, look))
    return error.format_message()


def _meant(near: Sequence[str] | None, look: Look) -> str:
    return look.say("usage.meant", name=near[0]) if near else ""


def _expected(param: click.Parameter, error: click.ClickException, look: Look) -> str:
    """What a value should have been."""
    if isinstance(param.type, click.Choice):
        return look.say("usage.choose", choices=", ".join(map(str, param.type.choices)))
    if not isinstance(param.type, (click.types.IntParamType, click.types.FloatParamType)):
        return error.message
    least, most = getattr(param.type, "min", None), getattr(param.type, "max", None)
    if most is not None:
        return look.say("usage.between", least=least, most=most)
    if least is None:
        return look.say("usage.number")
    return look.say("usage.above" if getattr(param.type, "min_open", False) else "usage.at_least", least=least)


def tell_interrupted(arguments: list[str]) -> int:
    """Ctrl-C."""
    say(Look(language(arguments)).say("error.interrupted"))
    return INTERRUPTED


def tell_if_ours(error: Exception, arguments: list[str]) -> int | None:
    """As `tell` for an error that people can cause; None for any other, which is a fault of the program."""
    if isinstance(error, UnicodeEncodeError):  # only words of the command line hold what no text can
        return tell(NoText(ascii(error.object[error.start : error.end])), arguments)
    return tell(error, arguments) if isinstance(error, DondocError) else None


class NoText(InputError):
    """A word of the command line that is not UTF-8."""

    code = "not-utf-8"
    fields = ("signs",)


def tell_system(error: OSError, arguments: list[str]) -> int:
    """The machine refuses: a full disk, a folder that is gone."""
    in_words = words.message(why(error), language(arguments))
    message = f"{error.filename}: {in_words}" if error.filename else in_words
    say(
        to_json({"error": "system", "message": message, "hint": "", "exit_code": BAD_INPUT})
        if wants_json(arguments)
        else message
    )
    return BAD_INPUT


def say(text: str) -> None:
    """To stderr; where nobody listens any more, to nobody."""
    try:
        click.echo(text, err=True)
    except OSError:
        sys.stderr = None


def _message(error: DondocError, look: Look) -> str:
    return look.message(error.details if isinstance(error, Refused) else error)


def _text(error: DondocError, look: Look) -> str:
    if isinstance(error, BadDefinition):
        return problems_text(getattr(error, "problems", ()), look)
    lines = [_sentence(look.message(error))]
    if isinstance(error, NotLaunchable):
        lines += _in_the_way(error, look)
    for word, text in _particulars(error, look):
        lines += indented(look.say(f"error.{word}"), text, look, column=9)
    if isinstance(error, Refused):
        lines += [f"  {look.say('error.next'):<9} {typed(each, look)}" for each in error.proposals[:3]]
    if hint := look.hint(error):
        lines += indented(look.say("error.hint"), hint, look, column=9)
    return "\n".join(lines)


_SHOWN = 4  # findings told whole; of more only the places, and of many the first


def _in_the_way(error: NotLaunchable, look: Look) -> list[str]:
    """What keeps a cascade from being launched, on one screen, and how to see it whole."""
    findings, year = error.findings, error.directive.rpartition("/")[2]
    shown = findings if len(findings) <= _SHOWN else findings[: 2 * _SHOWN]
    lines = [findings_text(shown, look, is_brief=len(findings) > _SHOWN)]
    if len(shown) < len(findings):
        lines.append(look.say("findings.more", n=len(findings) - len(shown)))
    command = Proposal("check", {"what": error.documents[:_SHOWN], "year": year})
    return [*lines, f"  {look.say('error.next'):<9} {typed(command, look)}"]


def _sentence(text: str) -> str:
    """With a capital first letter, unless it begins with a key or a file's name."""
    first = text.partition(" ")[0].rstrip(":")
    return text if any(sign in first for sign in "-./_") else text[:1].upper() + text[1:]


def _particulars(error: DondocError, look: Look) -> list[tuple[str, str]]:
    """Where a refusal stands and who could act."""
    if "rule" not in error.fields:
        return []
    task, trigger, rule = (getattr(error, name) for name in ("task", "trigger", "rule"))
    called = error.facts["details"].facts.get("label")  # as the task's own lifecycle calls it
    found = [("at", f"{task} · {look.label('trigger', trigger) if called is None else look.told(called)}")]
    if who := getattr(error, "who_can", ()):
        found.append(("waits" if rule == "inputs-open" else "who", ", ".join(who)))
    return found
