"""How a command is declared: `@command()`, its own options and those that commands share, `@common()` last.

Only click is loaded here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from commands.spoken import Command, SpokenArgument, SpokenOption

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorator = Callable[[Any], Any]

RECORDS = ("text", "json", "jsonl", "csv")
DIAGRAMS = ("mermaid", "svg")


def command(**more: Any) -> Decorator:
    """A command; `help.FUNCTION` of the catalogue says what it is for."""
    return click.command(cls=Command, **more)


def option(*names: str, **more: Any) -> Decorator:
    """An option whose help stands in the catalogue."""
    return click.option(*names, cls=SpokenOption, **more)


def argument(name: str, **more: Any) -> Decorator:
    """An argument called in the reader's language."""
    return click.argument(name, cls=SpokenArgument, **more)


def together(*added: Decorator) -> Decorator:
    """Several arguments and options as one, in the order in which help lists them."""
    return lambda function: functools.reduce(lambda given, add: add(given), reversed(added), function)


def completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Shell completion of one kind of key; silent where nothing can be looked up."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from commands.completion import candidates

        return [CompletionItem(text) for text in candidates(kind, incomplete, context)]

    return complete


# options that every command takes, before and after its name

_COMMON = ("db", "definitions", "today", "lang", "format", "as_json", "out", "quiet", "profile", "dry_run", "no_pager")


def common_options(formats: tuple[str, ...], *, writes: bool) -> Decorator:
    """The options themselves; `writes`: `--dry-run` among them."""
    return together(
        option("--db", metavar="URL"),
        option("--definitions", metavar="DIR", multiple=True),
        option("--today", metavar="DATE"),
        option("--lang", type=click.Choice(["vi", "en"])),
        option("--format", metavar="|".join(formats)),
        option("--json", "as_json", is_flag=True),
        option("--out", metavar="FILE"),
        option("--quiet", "-q", is_flag=True),
        option("--no-pager", is_flag=True),
        option("--profile", metavar="NAME"),
        *([option("--dry-run", is_flag=True)] if writes else []),
    )


def common(*formats: str, writes: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options; it receives them as one `Common`, whatever side of its name they stand on.

    `--as-of` and `--known-at`, where it takes both, come as one `When`; one that takes `--watch` is asked again and
    again.
    """
    accepted = formats or RECORDS

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        @functools.wraps(function)
        def run(context: click.Context, /, **given: Any) -> Any:
            from commands.common import Common, When, refuse_unfilled, watched

            own = {name: given.pop(name) for name in _COMMON if name in given}
            above = context.find_root().params
            flags = {name: own.get(name) or above.get(name) for name in _COMMON}
            flags["definitions"] = (*above.get("definitions", ()), *own.get("definitions", ()))
            if flags["as_json"]:
                flags["format"] = "json"
            refuse_unfilled(given, {param.name or "": param.opts[0] for param in context.command.params})
            made = Common(flags, accepted)
            given = made.supplied(given, acts=writes)
            if "as_of" in given:
                given["when"] = When(made, given.pop("as_of"), given.pop("known_at"))
            with made.observed(context.command_path.partition(" ")[2]):
                return watched(given.pop("watch", None), lambda: function(made, **given))

        return common_options(accepted, writes=writes)(run)  # type: ignore[no-any-return]

    return decorate


# what commands share

cascade_argument = argument("cascade", required=False, shell_complete=completed("cascade"))
cascade_option = option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
task_argument = argument("task", shell_complete=completed("task"))
agency_option = option("--agency", metavar="AGENCY", shell_complete=completed("agency"))
by_option = option("--by", metavar="PERSON")
on_option = option("--on", metavar="DATE")
document_option = option("--document", metavar="NUMBER")

# what a question is about, as of which day and known when
scope_options = together(
    option("--under", metavar="AGENCY", shell_complete=completed("agency")),
    option("--period", metavar="PERIOD", shell_complete=completed("period")),
)
time_options = together(option("--as-of", metavar="DATE"), option("--known-at", metavar="MOMENT"))


def narrowing_options(after: str, *orders: str) -> Decorator:
    """The tasks that an answer is about, its order, and its page; `after`: what stands for its last row."""
    return together(
        option("--state", metavar="STATE", multiple=True),
        option("--overdue", is_flag=True),
        option("--stuck", is_flag=True),
        option("--tag", metavar="TAG", multiple=True),
        option("--assigned-to", metavar="PERSON"),
        option("--mine", is_flag=True),
        option("--follow-up-within", type=click.IntRange(min=0), metavar="DAYS"),
        option("--due-within", type=click.IntRange(min=0), metavar="DAYS"),
        option("--returned", is_flag=True),
        document_option,
        option("--kind", metavar="KIND", multiple=True),
        option("--topic", metavar="TOPIC"),
        option("--limit", type=click.IntRange(min=1), metavar="N"),
        option("--after", metavar=after),
        option("--sort", type=click.Choice(orders)),
    )


ORDERS = ("due", "late", "agency", "state")


watch_option = option("--watch", type=click.IntRange(min=1), metavar="SECONDS")

# what a list of tasks is narrowed to, its order, its page
filter_options = together(
    narrowing_options("TASK", *ORDERS),
    watch_option,
)

# who acts on a whole cascade, and why; on one task or document; who notes
as_option = option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency"))
_key_option = option("--idempotency-key", metavar="KEY")
ordering_options = together(as_option, by_option, option("--reason", metavar="TEXT"))
acting_options = together(ordering_options, _key_option)
noting_options = together(as_option, by_option, _key_option, cascade_option)
