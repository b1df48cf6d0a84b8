"""The door: parses the command line, calls the engine, shows the answer. Only click is loaded before a command runs."""

from __future__ import annotations

import functools
import itertools
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from commands.common import Common

RECORDS = ("text", "json", "jsonl", "csv")
DIAGRAMS = ("mermaid", "svg")


# help in the reader's language: `help.COMMAND` and `help.COMMAND.OPTION` (else `help.option.OPTION`) of the catalogue


def _language() -> str:
    arguments = Door.arguments
    flagged = [after for before, after in itertools.pairwise(arguments) if before == "--lang"]
    flagged += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return "en" if (flagged[-1] if flagged else os.environ.get("DONDOC_LANG")) == "en" else "vi"


def _say(*keys: str, **values: Any) -> str:
    """The words of the first of these keys that the catalogue has."""
    import words

    return words.say(next((key for key in keys if words.has(key)), keys[-1]), _language(), **values)


class _Formatter(click.HelpFormatter):
    _HEADINGS: ClassVar = {"Options": "help.word.options", "Commands": "help.word.commands"}

    def write_heading(self, heading: str) -> None:
        super().write_heading(_say(self._HEADINGS[heading]) if heading in self._HEADINGS else heading)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{_say('help.word.usage')} ")


click.Context.formatter_class = _Formatter


class _Spoken(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _say("help.word.this_page")
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        names = {"[OPTIONS]": "help.word.any_options", "COMMAND [ARGS]...": "help.word.a_command"}
        return [_say(names[piece]) if piece in names else piece for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = self._about()
        super().format_help_text(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What more there is to say of a command: pairs of a name and what it means, a line each."""
        import words

        key = f"help.{getattr(self.callback, '__name__', self.name)}.more"
        if words.has(key):
            title, *lines = _say(key).split("\n")
            with formatter.section(title):
                formatter.write_dl([(name, about) for name, _, about in (line.partition(" | ") for line in lines)])

    def get_short_help_str(self, limit: int = 45) -> str:
        self.help = self._about()
        return super().get_short_help_str(limit)

    def _about(self) -> str:
        return _say(f"help.{getattr(self.callback, '__name__', self.name)}")


class _Command(_Spoken):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # refused here, in the reader's language
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(_say("usage.extra", n=len(rest), words=" ".join(rest)), ctx)
        return rest


def _named(metavar: str) -> str:
    """What stands for a value in the reader's language: `AGENCY` by `metavar.AGENCY`."""
    import words

    def named(found: re.Match[str]) -> str:
        key = f"metavar.{found[0]}"
        return _say(key) if words.has(key) else found[0]

    return re.sub("[A-Z]{2,}", named, metavar)


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


class _Group(_Spoken, click.Group):
    command_class = _Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, each in self.commands.items() if not each.hidden]  # in the order of a cascade's life


class Door(_Group):
    """The top group. The one place where an error becomes words on stderr and an exit code."""

    arguments: Sequence[str] = ()

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        Door.arguments = list(sys.argv[1:] if args is None else args)
        args = Door.arguments or ["overview"]
        run = functools.partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        sys.exit(self._run(run))

    def _run(self, command: Callable[[], Any]) -> int:
        arguments = list(self.arguments)
        try:
            code = command()
            if sys.stdout is not None:  # closed by the caller
                sys.stdout.flush()
            return code if isinstance(code, int) else 0
        except click.exceptions.Exit as end:
            return end.exit_code
        except click.ClickException as error:
            from commands import failures

            return failures.tell_usage(error, arguments)
        except (KeyboardInterrupt, click.Abort):
            from commands import failures

            return failures.tell_interrupted(arguments)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: nothing more to say
            return 0
        except OSError as error:
            from commands import failures

            return failures.tell_system(error, arguments)
        except Exception as error:
            from commands import failures

            if (code := failures.tell_if_ours(error, arguments)) is None:
                raise
            return code


# options that every command takes, before and after its name

_LANGUAGES = click.Choice(["vi", "en"])


def option(*names: str, **more: Any) -> Callable[[Any], Any]:
    """A click option whose help stands in the catalogue; commands that declare the same one share it."""
    return click.option(*names, cls=_shared, **more)  # type: ignore[arg-type]  # whatever makes an option will do


def argument(name: str, **more: Any) -> Callable[[Any], Any]:
    """A click argument called in the reader's language."""
    return click.argument(name, cls=SpokenArgument, **more)


_MADE: dict[Any, SpokenOption] = {}


def _shared(names: Sequence[str], **more: Any) -> SpokenOption:
    key = (*names, *sorted(more.items()))
    if key not in _MADE:
        _MADE[key] = SpokenOption(names, **more)
    return _MADE[key]


def _common_options(formats: tuple[str, ...], writes: bool) -> list[Callable[[Any], Any]]:
    metavar = "|".join(formats)
    options = [
        option("--db", metavar="URL"),
        option("--definitions", metavar="DIR", multiple=True),
        option("--today", metavar="DATE"),
        option("--lang", type=_LANGUAGES),
        option("--format", metavar=metavar),
        option("--json", "as_json", is_flag=True),
        option("--out", metavar="FILE"),
        option("--quiet", "-q", is_flag=True),
        option("--no-pager", is_flag=True),
        option("--profile", metavar="NAME"),
    ]
    if writes:
        options.append(option("--dry-run", is_flag=True))
    return options


def common(*formats: str, writes: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options; it receives them as one `Common`, whatever side of its name they stand on."""
    accepted = formats or RECORDS

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        @functools.wraps(function)
        def run(context: click.Context, /, **given: Any) -> Any:
            from commands.common import Common, refuse_unfilled

            names = (
                "db",
                "definitions",
                "today",
                "lang",
                "format",
                "as_json",
                "out",
                "quiet",
                "profile",
                "dry_run",
                "no_pager",
            )
            own = {name: given.pop(name) for name in names if name in given}
            above = context.find_root().params
            flags = {name: own.get(name) or above.get(name) for name in names}
            flags["definitions"] = (*above.get("definitions", ()), *own.get("definitions", ()))
            if flags["as_json"]:
                flags["format"] = "json"
            refuse_unfilled(given, {param.name or "": param.opts[0] for param in context.command.params})
            made = Common(flags, accepted)
            with made.observed(context.command_path.partition(" ")[2]):
                return function(made, **made.supplied(given, acts=writes))

        for add in reversed(_common_options(accepted, writes)):
            run = add(run)
        return run

    return decorate


@functools.cache
def completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Shell completion of one kind of key; silent where nothing can be looked up."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from commands.completion import candidates

        return [CompletionItem(text) for text in candidates(kind, incomplete, context)]

    return complete


def cascade_argument(function: Any) -> Any:
    return argument("cascade", required=False, shell_complete=completed("cascade"))(function)


def scope_options(function: Any) -> Any:
    """`--under` and `--period`."""
    function = option("--period", metavar="PERIOD", shell_complete=completed("period"))(function)
    return option("--under", metavar="AGENCY", shell_complete=completed("agency"))(function)


def filter_options(function: Any) -> Any:
    """What a list of tasks is narrowed to, its order, and its page."""
    function = option("--watch", type=click.IntRange(min=1), metavar="SECONDS")(function)
    function = option("--sort", type=click.Choice(["due", "late", "agency", "state"]))(function)
    return narrowing_options("TASK")(function)


def narrowing_options(after: str) -> Callable[[Any], Any]:
    """The tasks that an answer is about, and its page; `after`: what stands for its last row."""
    added = (
        option("--after", metavar=after),
        option("--limit", type=click.IntRange(min=1), metavar="N"),
        option("--topic", metavar="TOPIC"),
        option("--kind", metavar="KIND", multiple=True),
        option("--document", metavar="NUMBER"),
        option("--returned", is_flag=True),
        option("--due-within", type=click.IntRange(min=0), metavar="DAYS"),
        option("--follow-up-within", type=click.IntRange(min=0), metavar="DAYS"),
        option("--mine", is_flag=True),
        option("--assigned-to", metavar="PERSON"),
        option("--tag", metavar="TAG", multiple=True),
        option("--stuck", is_flag=True),
        option("--overdue", is_flag=True),
        option("--state", metavar="STATE", multiple=True),
    )
    return lambda function: functools.reduce(lambda given, add: add(given), added, function)


def time_options(function: Any) -> Any:
    """`--as-of` and `--known-at`: a question about the past."""
    function = option("--known-at", metavar="MOMENT")(function)
    return option("--as-of", metavar="DATE")(function)


def acting_options(function: Any) -> Any:
    """Who acts, when, under which document."""
    return ordering_options(option("--idempotency-key", metavar="KEY")(function))


def ordering_options(function: Any) -> Any:
    """Who acts on a whole cascade, and why."""
    for add in (
        option("--reason", metavar="TEXT"),
        option("--by", metavar="PERSON"),
        option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency")),
    ):
        function = add(function)
    return function


def noting_options(function: Any) -> Any:
    """Who notes, in which cascade."""
    for add in (
        option("--cascade", metavar="CASCADE", shell_complete=completed("cascade")),
        option("--idempotency-key", metavar="KEY"),
        option("--by", metavar="PERSON"),
        option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency")),
    ):
        function = add(function)
    return function


@click.group(
    cls=Door,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    invoke_without_command=False,
)
@click.version_option(package_name="dondoc", cls=SpokenOption, message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, /, **_: Any) -> None:
    """Who waits for whom, and what to do next."""


for _add in _common_options((*RECORDS, *DIAGRAMS), writes=True):
    main = _add(main)


# setting up


@main.command()
@common(writes=True)
def init(common: Common) -> None:
    """Create the database."""
    from commands.setup import upgrade

    upgrade(common, "db.created")


@main.group(cls=_Group)
def db() -> None:
    """Work on the database."""


@db.command("upgrade")
@option("--backup", metavar="FILE", type=click.Path(dir_okay=False))
@option("--sql", is_flag=True)
@common(writes=True)
def db_upgrade(common: Common, backup: str | None, sql: bool) -> None:
    """Bring the database to this version, with a backup first."""
    from commands.setup import preview, upgrade

    if sql:
        preview(common)
    else:
        upgrade(common, "db.upgraded", backup)


@db.command("grants")
@option("--owner", metavar="ROLE", default="dondoc_owner", show_default=True)
@option("--coordinator", metavar="ROLE", default="dondoc_coordinator", show_default=True)
@option("--auditor", metavar="ROLE", default="dondoc_auditor", show_default=True)
@common("text")
def db_grants(common: Common, owner: str, coordinator: str, auditor: str) -> None:
    """Print the SQL of PostgreSQL's roles and rights."""
    from engine.store.grants import Roles, grants_sql

    common.write(grants_sql(Roles(owner, coordinator, auditor)))


@main.command()
@argument("file", type=click.Path(dir_okay=False))
@common("text", "json")
def backup(common: Common, file: str) -> int:
    """Copy the database into a file, while it is in use."""
    from commands.keeping import back_up

    return back_up(common, file)


@main.command()
@argument("file", type=click.Path(dir_okay=False))
@option("--replace", "replaces", metavar="NAME")
@option("--as-it-was", is_flag=True)
@option("--seal", "seals", metavar="FILE", multiple=True, type=click.Path())
@option("--public-key", metavar="FILE", type=click.Path())
@option("--receipt", "receipts", metavar="HASH", multiple=True)
@common("text", "json", writes=True)
def restore(
    common: Common,
    file: str,
    replaces: str | None,
    as_it_was: bool,
    seals: tuple[str, ...],
    public_key: str | None,
    receipts: tuple[str, ...],
) -> None:
    """Bring a backup back, if all of it holds."""
    from commands.keeping import restore

    restore(common, file, seals, public_key, receipts, replaces=replaces, as_it_was=as_it_was)


# definitions


@main.command()
@argument("what", nargs=-1, metavar="[FILE|KEY]…", shell_complete=completed("document"))
@option("--year", type=int, multiple=True)
@option("--strict", is_flag=True)
@option("--explain", metavar="CODE", shell_complete=completed("rule"))
@option("--dates", is_flag=True)
@common()
def check(
    common: Common, what: tuple[str, ...], year: tuple[int, ...], strict: bool, explain: str | None, dates: bool
) -> int:
    """Check the documents."""
    from commands import definitions

    if explain is not None:
        return definitions.explain(common, explain)
    return definitions.dates(common, what, year) if dates else definitions.check(common, what, year, strict)


@main.command()
@option(
    "--of",
    "kind",
    type=click.Choice(["document", "overlay", "lifecycle", "agencies", "bodies", "calendar"]),
    default="document",
)
@common("json")
def schema(common: Common, kind: str) -> None:
    """Print the JSON Schema of a kind of definition file."""
    from screen.formats import to_json
    from workflows import json_schemas

    common.write(to_json(getattr(json_schemas, f"{kind}_schema")()))


@main.command()
@argument("file", type=click.Path())
@option("--issuer", metavar="AGENCY", shell_complete=completed("registry"))
@common("text", "json", writes=True)
def draft(common: Common, file: str, issuer: str | None) -> None:
    """Draft definitions from an issued document."""
    from commands import drafting

    drafting.draft(common, file, issuer)


@main.command()
@argument("search", required=False, default="", shell_complete=completed("registry"))
@option("--ancestors", is_flag=True)
@option("--heirs", is_flag=True)
@option("--on", metavar="DATE", help="help.option.in_force_on")
@common()
def agencies(common: Common, search: str, on: str | None, heirs: bool, ancestors: bool) -> None:
    """Find agencies by name, key or code; who took over their work, or whose they took over."""
    from commands import definitions

    if heirs or ancestors:
        definitions.line_of(common, search, back=ancestors)
    else:
        definitions.agencies(common, search, on)


@main.command()
@argument("what", metavar="DEFINITION|CASCADE", shell_complete=completed("diagram"))
@option("--year", type=int)
@scope_options
@common(*DIAGRAMS)
def diagram(common: Common, what: str, year: int | None, under: str | None, period: str | None) -> None:
    """A diagram of a document, a lifecycle or a cascade."""
    from commands.diagrams import draw

    common.write(draw(common, what, year, under, period))


# running


@main.command()
@argument("directive", shell_complete=completed("document"))
@option("--year", type=int, required=True)
@option("--by", metavar="PERSON")
@option("--strict", is_flag=True, help="help.option.launch_strict")
@common(writes=True)
def launch(common: Common, directive: str, year: int, by: str | None, strict: bool) -> None:
    """Launch a directive's cascade of a year."""
    from commands import running

    running.launch(common, directive, year, by, strict=strict)


@main.command()
@argument("cascade", shell_complete=completed("cascade"))
@ordering_options
@option("--on", metavar="DATE")
@option("--as-of-registry", metavar="DATE")
@option("--several", type=click.Choice(["ask", "share"]))
@option("--undo", is_flag=True)
@option("--strict", is_flag=True, help="help.option.launch_strict")
@option("--all", "show_all", is_flag=True)
@common(writes=True)
def migrate(common: Common, cascade: str, undo: bool, strict: bool, show_all: bool, **given: str | None) -> None:
    """Bring a running cascade to what its files say now."""
    from commands import migrating

    migrating.migrate(common, cascade, undo=undo, strict=strict, show_all=show_all, **given)


@main.group(cls=_Group)
def calendar() -> None:
    """Days off and worked."""


@calendar.command("apply")
@argument("file", type=click.Path())
@cascade_argument
@ordering_options
@option("--on", metavar="DATE")
@option("--all", "show_all", is_flag=True)
@common(writes=True)
def calendar_apply(common: Common, file: str, cascade: str | None, show_all: bool, **given: str | None) -> None:
    """Have running cascades count by the days off of a file."""
    from commands import migrating

    migrating.apply_calendar(common, file, cascade, show_all=show_all, **given)


@main.command()
@argument("cascade", shell_complete=completed("cascade"))
@ordering_options
@option("--on", metavar="DATE")
@option("--giving-up", is_flag=True)
@common(writes=True)
def close(common: Common, cascade: str, giving_up: bool, **given: str | None) -> None:
    """Close a cascade of which nothing is owed any more."""
    from commands import migrating

    migrating.close(common, cascade, giving_up=giving_up, **given)


@main.command()
@argument("cascade", shell_complete=completed("cascade"))
@ordering_options
@option("--on", metavar="DATE")
@common(writes=True)
def reopen(common: Common, cascade: str, **given: str | None) -> None:
    """Open a closed cascade again."""
    from commands import migrating

    migrating.reopen(common, cascade, **given)


@main.command()
@argument("document", shell_complete=completed("cascade-document"))
@option("--number", metavar="N")
@option("--on", metavar="DATE")
@acting_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common(writes=True)
def release(common: Common, document: str, **given: str | None) -> None:
    """Record that a document is out."""
    from commands import running

    running.release(common, document, **given)


@main.command()
@argument("document", shell_complete=completed("cascade-document"))
@acting_options
@option("--on", metavar="DATE")
@option("--number", metavar="N")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common(writes=True)
def revoke(common: Common, document: str, **given: str | None) -> None:
    """Revoke a document and the tasks that it alone assigns."""
    from commands import running

    running.revoke(common, document, **given)


@main.command()
@argument("task", required=False, shell_complete=completed("task"))
@argument("trigger", required=False, shell_complete=completed("trigger"))
@acting_options
@option("--on", metavar="DATE")
@option("--document", metavar="NUMBER")
@option("--until", metavar="DATE")
@option("--what", type=click.Choice(["own", "merged"]))
@option("--missing", metavar="AGENCY", multiple=True, shell_complete=completed("agency"))
@option("--allowed-by", metavar="TEXT")
@option("--proposed", metavar="AGENCY", shell_complete=completed("agency"))
@option("--seq", type=int, metavar="N", help="help.option.request_seq")
@option("--through", is_flag=True)
@option("--on-behalf-of", metavar="AGENCY", shell_complete=completed("agency"))
@option("--to", metavar="AGENCY", multiple=True, shell_complete=completed("agency"), help="help.option.heirs")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@option("--from", "source", metavar="FILE.csv", type=click.Path())
@option("--keep-going", is_flag=True)
@option("--rejects", metavar="FILE.csv", type=click.Path())
@option("--backfill", metavar="TEXT")
@common(writes=True)
def advance(
    common: Common, source: str | None, keep_going: bool, rejects: str | None, backfill: str | None, **given: Any
) -> int:
    """Move a task, or many from a CSV file."""
    from commands import bulk, running

    if source is None:
        return running.advance(common, keep_going=keep_going, rejects=rejects, backfill=backfill, **given)
    return bulk.advance(common, source, keep_going, rejects, backfill, given)


def _on_a_task(*more: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A task, who acts on it and when, and what else is said of it."""
    added = (
        argument("task", shell_complete=completed("task")),
        *more,
        acting_options,
        option("--on", metavar="DATE"),
        option("--document", metavar="NUMBER"),
        option("--cascade", metavar="CASCADE", shell_complete=completed("cascade")),
    )
    return lambda function: functools.reduce(lambda given, add: add(given), reversed(added), function)


@main.command("request-extension")
@_on_a_task(option("--until", metavar="DATE"))
@common(writes=True)
def request_extension(common: Common, **given: Any) -> None:
    """Ask for a later due date; whoever assigned the task decides."""
    from commands import running

    running.act(common, "request_extension", **given)


@main.command("request-withdrawal")
@_on_a_task()
@common(writes=True)
def request_withdrawal(common: Common, **given: Any) -> None:
    """Ask that the task be taken back; whoever assigned it decides."""
    from commands import running

    running.act(common, "request_withdrawal", **given)


@main.command()
@_on_a_task(option("--proposed", metavar="AGENCY", shell_complete=completed("agency")))
@common(writes=True)
def refuse(common: Common, **given: Any) -> None:
    """Refuse a task that is another agency's; whoever assigned it decides."""
    from commands import running

    running.act(common, "refuse", **given)


@main.command()
@_on_a_task(
    option("--until", metavar="DATE"),
    option("--to", metavar="AGENCY", multiple=True, shell_complete=completed("agency"), help="help.option.heirs"),
    option("--seq", type=int, metavar="N"),
)
@common(writes=True)
def grant(common: Common, **given: Any) -> None:
    """Grant what was asked for."""
    from commands import running

    running.act(common, "grant", **given)


@main.command()
@_on_a_task(option("--seq", type=int, metavar="N"))
@common(writes=True)
def deny(common: Common, **given: Any) -> None:
    """Deny what was asked for."""
    from commands import running

    running.act(common, "deny", **given)


@main.command()
@_on_a_task(option("--what", type=click.Choice(["own", "merged"])))
@common(writes=True)
def accept(common: Common, **given: Any) -> None:
    """Accept a report that was sent."""
    from commands import running

    running.act(common, "accept", **given)


@main.command()
@argument("task", shell_complete=completed("task"))
@option("--seq", type=int, required=True, metavar="N")
@option("--on", metavar="DATE")
@option("--document", metavar="NUMBER")
@option("--undo", is_flag=True)
@acting_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common(writes=True)
def correct(common: Common, task: str, seq: int, **given: Any) -> None:
    """Correct a wrong day or number, or a mistaken move."""
    from commands import correcting

    correcting.correct(common, task, seq, **given)


@main.command()
@argument("task", shell_complete=completed("task"))
@acting_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common(writes=True)
def undo(common: Common, task: str, **given: Any) -> None:
    """Take back the last entry on a task."""
    from commands import correcting

    correcting.undo(common, task, **given)


# inside an agency


@main.command()
@argument("task", shell_complete=completed("task"))
@argument("text", required=False)
@option("--attach", metavar="FILE", multiple=True, type=click.Path())
@noting_options
@common(writes=True)
def note(common: Common, task: str, text: str | None, **given: Any) -> None:
    """Note something about one's own task; nothing of it changes."""
    from commands import noting

    noting.note(common, task, text, **given)


@main.group(cls=_Group)
def attachment() -> None:
    """The files that accompany notes."""


@attachment.command("get")
@argument("what", metavar="HASH|TASK#SEQ")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common("text")
def attachment_get(common: Common, what: str, cascade: str | None) -> None:
    """Write a file that accompanies a note, verified."""
    from commands import noting

    noting.get_attachment(common, what, cascade)


@main.command()
@argument("task", shell_complete=completed("task"))
@option("--to", metavar="PERSON")
@option("--nobody", is_flag=True)
@noting_options
@common(writes=True)
def assign(common: Common, task: str, **given: Any) -> None:
    """Say who in the agency has the task."""
    from commands import noting

    noting.assign(common, task, **given)


@main.command()
@argument("task", shell_complete=completed("task"))
@argument("tags", nargs=-1, metavar="[TAG]…")
@option("--remove", metavar="TAG", multiple=True)
@noting_options
@common(writes=True)
def tag(common: Common, task: str, tags: tuple[str, ...], **given: Any) -> None:
    """Put tags on a task, or take them off."""
    from commands import noting

    noting.tag(common, task, tags, **given)


@main.command("follow-up")
@argument("task", shell_complete=completed("task"))
@argument("day", required=False, metavar="[DATE]")
@option("--done", is_flag=True)
@noting_options
@common(writes=True)
def follow_up(common: Common, task: str, day: str | None, **given: Any) -> None:
    """Say when to look at a task again; it is no due date."""
    from commands import noting

    noting.follow_up(common, task, day, **given)


# who may act


@main.group(cls=_Group)
def mandate() -> None:
    """Who may act for whom."""


def granting_options(function: Any) -> Any:
    """Whose decision it is, and who records it."""
    for add in (
        option("--by", metavar="PERSON"),
        option("--as", "as_agency", metavar="AGENCY", shell_complete=completed("agency"), help="help.option.granter"),
    ):
        function = add(function)
    return function


@mandate.command("grant")
@argument("agency", shell_complete=completed("agency"))
@option("--person", metavar="PERSON")
@option("--post", metavar="TEXT")
@option("--since", metavar="DATE")
@option("--until", metavar="DATE", help="help.option.last_day")
@option("--trigger", "triggers", metavar="TRIGGER", multiple=True)
@option("--basis", metavar="TEXT")
@option("--signature", type=click.Choice(["TM.", "KT.", "TL.", "TUQ.", "Q."]))
@option("--login", metavar="TEXT")
@option("--absent", metavar="PERSON")
@option("--reason", metavar="TEXT")
@granting_options
@common(writes=True)
def mandate_grant(common: Common, agency: str, **given: Any) -> None:
    """Give a person or a post the right to act for an agency."""
    from commands import mandates

    mandates.grant(common, agency, **given)


@mandate.command("load")
@argument("file", type=click.Path())
@granting_options
@common(writes=True)
def mandate_load(common: Common, file: str, **given: Any) -> None:
    """Grant all that a file lists, or nothing."""
    from commands import mandates

    mandates.load(common, file, **given)


@mandate.command("end")
@argument("mandate")
@option("--on", metavar="DATE", help="help.option.last_day")
@option("--reason", metavar="TEXT")
@granting_options
@common(writes=True)
def mandate_end(common: Common, mandate: str, **given: Any) -> None:
    """End a mandate: its last day."""
    from commands import mandates

    mandates.end(common, mandate, **given)


@mandate.command("list")
@option("--agency", metavar="AGENCY", shell_complete=completed("agency"))
@option("--on", metavar="DATE", help="help.option.in_force_on")
@option("--known-at", metavar="MOMENT")
@option("--all", "everything", is_flag=True, help="help.option.all_mandates")
@common()
def mandate_list(common: Common, agency: str | None, on: str | None, known_at: str | None, everything: bool) -> None:
    """The mandates in force on a day, as known then."""
    from commands import mandates

    mandates.listed(common, agency, on, known_at, everything=everything)


@mandate.command("whoami")
@common()
def mandate_whoami(common: Common) -> None:
    """Who is at work, and under which mandates."""
    from commands import mandates

    mandates.who_am_i(common)


# asking


@main.command()
@argument("page", required=False)
@common()
def docs(common: Common, page: str | None) -> None:
    """The pages of the documentation."""
    from commands import pages

    pages.docs(common, page)


@main.command(hidden=True)
@time_options
@common()
def overview(common: Common, as_of: str | None, known_at: str | None) -> None:
    """What there is to do: for the office that the settings name its own work, else where to begin."""
    from commands import asking

    asking.overview(common, asking.When(common, as_of, known_at))


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True)
@filter_options
@time_options
@common()
def status(common: Common, as_of: str | None, known_at: str | None, watch: int | None, **question: Any) -> None:
    """The tree of tasks: states, due dates, lateness."""
    from commands import asking

    asking.watched(watch, lambda: asking.status(common, asking.When(common, as_of, known_at), **question))


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True)
@filter_options
@time_options
@common()
def blocked(common: Common, as_of: str | None, known_at: str | None, watch: int | None, **question: Any) -> None:
    """Which consolidations are blocked, and by whom."""
    from commands import asking

    asking.watched(watch, lambda: asking.blocked(common, asking.When(common, as_of, known_at), **question))


@main.command()
@argument("task", shell_complete=completed("task"))
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@time_options
@common()
def why(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Why a task waits, down to who can act."""
    from commands import asking

    asking.why(common, asking.When(common, as_of, known_at), **question)


@main.command()
@cascade_argument
@option("--agency", "--as", "agency", metavar="AGENCY", shell_complete=completed("agency"))
@filter_options
@time_options
@common()
def todo(common: Common, as_of: str | None, known_at: str | None, watch: int | None, **question: Any) -> None:
    """What an agency has to do."""
    from commands import asking

    asking.watched(watch, lambda: asking.todo(common, asking.When(common, as_of, known_at), **question))


@main.command()
@cascade_argument
@scope_options
@option("--pending", "pending_only", is_flag=True)
@filter_options
@time_options
@common()
def requests(common: Common, as_of: str | None, known_at: str | None, watch: int | None, **question: Any) -> None:
    """What was asked for, and how it stands."""
    from commands import asking

    asking.watched(watch, lambda: asking.requests(common, asking.When(common, as_of, known_at), **question))


@main.command()
@argument("task", required=False, shell_complete=completed("task"))
@option("--agency", metavar="AGENCY", shell_complete=completed("agency"))
@option("--by", metavar="PERSON")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@narrowing_options("ROW")
@time_options
@common()
def history(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """History, never changed, never deleted."""
    from commands import asking

    asking.history(common, asking.When(common, as_of, known_at), **question)


@main.command(context_settings={"ignore_unknown_options": True})
@argument("name", shell_complete=completed("view"))
@argument("more", nargs=-1, metavar="[OPTION]…", type=click.UNPROCESSED)
@common()
def view(common: Common, name: str, more: tuple[str, ...]) -> None:
    """Ask a question by the name that the settings give it."""
    from commands import views as named

    named.view(common, name, more, _asked)


@main.command()
@common()
def views(common: Common) -> None:
    """The named views with their counts."""
    from commands import views as named

    named.views(common, _asked)


def _asked(arguments: list[str]) -> object:
    """Run one more command line inside this one; what goes wrong is told by the outer one."""
    return click.Group.main(main, arguments, standalone_mode=False)


# auditing


@main.group(cls=_Group)
def audit() -> None:
    """Verify, seal and prove history."""


def _figure_options(default: str, *by: str, listed: bool = True, heirs: bool = True) -> Callable[[Any], Any]:
    """`--by`, and for what is listed one by one `--all` and `--figures`."""

    def decorate(function: Any) -> Any:
        function = option("--with-heirs", is_flag=True)(function) if heirs else function
        if listed:
            function = option("--figures", "figures_only", is_flag=True)(function)
            function = option("--all", "everything", is_flag=True)(function)
        if by:
            choice = click.Choice(by)
            return option("--by", type=choice, default=default, show_default=True, help="help.option.figures_by")(
                function
            )
        return function

    return decorate


_BY = ("agency", "tier", "period", "year", "all")


@audit.command("lateness")
@cascade_argument
@scope_options
@option("--every", is_flag=True)
@_figure_options("tier", *_BY)
@time_options
@common()
def audit_lateness(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Who was late, by how many days."""
    from commands import asking, figures

    figures.lateness(common, asking.When(common, as_of, known_at), **question)


@audit.command("late-entries")
@cascade_argument
@scope_options
@_figure_options("agency", "person", *_BY)
@time_options
@common()
def audit_late_entries(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """What was recorded days after it occurred, and by whom."""
    from commands import asking, figures

    figures.late_entries(common, asking.When(common, as_of, known_at), **question)


@audit.command("durations")
@cascade_argument
@scope_options
@_figure_options("tier", *_BY, listed=False)
@time_options
@common()
def audit_durations(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Days in each state: median and 90th percentile."""
    from commands import asking, figures

    figures.durations(common, asking.When(common, as_of, known_at), **question)


@audit.command("exceptions")
@cascade_argument
@scope_options
@_figure_options("", heirs=False)
@time_options
@common()
def audit_exceptions(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Waivers, extensions and the like: by whom, why."""
    from commands import asking, figures

    figures.exceptions(common, asking.When(common, as_of, known_at), **question)


@audit.command("policy")
@argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATHS…")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@option("--all", "show_all", is_flag=True)
@time_options
@common()
def audit_policy(common: Common, paths: tuple[str, ...], as_of: str | None, known_at: str | None, **given: Any) -> int:
    """Rules of feature files over what was recorded."""
    from commands import asking, policies

    return policies.audit(common, asking.When(common, as_of, known_at), paths, **given)


@audit.command("keygen")
@common("text", "json")
def audit_keygen(common: Common) -> None:
    """Make a pair of keys for seals, in the folder --out."""
    from commands.audit import keygen

    keygen(common)


@audit.command("seal")
@cascade_argument
@option("--key", metavar="FILE", required=True, type=click.Path())
@common("json")
def audit_seal(common: Common, cascade: str | None, key: str) -> None:
    """Seal all history up to now."""
    from commands.audit import seal

    seal(common, cascade, key)


@audit.command("verify")
@cascade_argument
@option("--seal", "seals", metavar="FILE", multiple=True, type=click.Path())
@option("--public-key", metavar="FILE", type=click.Path())
@option("--receipt", "receipts", metavar="HASH", multiple=True)
@common("text", "json")
def audit_verify(
    common: Common, cascade: str | None, seals: tuple[str, ...], public_key: str | None, receipts: tuple[str, ...]
) -> int:
    """Recompute everything and name each row that does not hold."""
    from commands.audit import verify

    return verify(common, cascade, seals, public_key, receipts)


@audit.command("prove")
@argument("task", shell_complete=completed("task"))
@option("--seal", "seal_file", metavar="FILE", required=True, type=click.Path())
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@common("json")
def audit_prove(common: Common, task: str, seal_file: str, cascade: str | None) -> None:
    """Prove that a task's history is in a seal."""
    from commands.audit import prove

    prove(common, task, seal_file, cascade)


@audit.command("check-proof")
@argument("file", type=click.Path())
@option("--public-key", metavar="FILE", required=True, type=click.Path())
@common("text", "json")
def audit_check_proof(common: Common, file: str, public_key: str) -> int:
    """Check a proof, with no database at hand."""
    from commands.audit import check

    return check(common, file, public_key)


@audit.command("timeline")
@argument("what", required=False, metavar="[TASK|AGENCY]", shell_complete=completed("task"))
@scope_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"))
@time_options
@common("text", "svg", "html", "json", "jsonl")
def audit_timeline(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Draw tasks over time: --out FILE.svg, .html."""
    from commands import asking, papers

    papers.timeline(common, asking.When(common, as_of, known_at), **question)


@audit.command("report")
@argument("cascade", shell_complete=completed("cascade"))
@option("--seal", metavar="FILE", type=click.Path())
@option("--public-key", metavar="FILE", type=click.Path())
@option("--policies", metavar="FILE", type=click.Path(), multiple=True)
@time_options
@common("html")
def audit_report(common: Common, as_of: str | None, known_at: str | None, **given: Any) -> int:
    """The audit report of a cascade, a page to print."""
    from commands import asking, papers

    return papers.report(common, asking.When(common, as_of, known_at), **given)


@main.command()
@narrowing_options("CASCADE")
@common()
def cascades(common: Common, **question: Any) -> None:
    """The launched cascades."""
    from commands import asking

    asking.cascades(common, **question)


# handing on to other tools


@main.group(cls=_Group)
def export() -> None:
    """Export to standard formats for other tools."""


def known_at_option(function: Any) -> Any:
    return option("--known-at", metavar="MOMENT", help="help.option.recorded_by")(function)


@export.command("xes")
@cascade_argument
@scope_options
@time_options
@common("xes")
def export_xes(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """An event log in XES (IEEE 1849), a trace a task."""
    from commands import asking, exporting

    exporting.event_log(common, "xes", asking.When(common, as_of, known_at), **question)


@export.command("ocel")
@cascade_argument
@scope_options
@time_options
@common("ocel")
def export_ocel(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """An object-centric event log, OCEL 2.0 in JSON."""
    from commands import asking, exporting

    exporting.event_log(common, "ocel", asking.When(common, as_of, known_at), **question)


@export.command("csv")
@cascade_argument
@scope_options
@known_at_option
@common("csv")
def export_csv(common: Common, known_at: str | None, **question: Any) -> None:
    """The raw history, every column as recorded, in CSV."""
    from commands import exporting

    exporting.history(common, "csv", known_at, **question)


@export.command("jsonl")
@cascade_argument
@scope_options
@known_at_option
@common("jsonl")
def export_jsonl(common: Common, known_at: str | None, **question: Any) -> None:
    """The raw history, one JSON object a line."""
    from commands import exporting

    exporting.history(common, "jsonl", known_at, **question)


@export.command("parquet")
@cascade_argument
@scope_options
@known_at_option
@common("parquet")
def export_parquet(common: Common, known_at: str | None, **question: Any) -> None:
    """The raw history in Parquet (needs dondoc[parquet])."""
    from commands import exporting

    exporting.history(common, "parquet", known_at, **question)


@main.command()
@option("--until", metavar="DATE", default="2023-06-21", show_default=True)
@common("text", writes=True)
def demo(common: Common, until: str) -> None:
    """The real cascade of 2023 with simulated events."""
    from commands.demo import run

    run(common, until)


@main.command()
@argument("paths", nargs=-1, metavar="[FILE|FOLDER]…", type=click.Path())
@option("--report", metavar="FILE.html", type=click.Path())
@option("--junitxml", metavar="FILE.xml", type=click.Path())
@option("--tags", metavar="@a and not @b")
@option("--fail-fast", is_flag=True)
@option("--coverage", is_flag=True)
@option("--generate", metavar="DOCUMENT", shell_complete=completed("document"))
@option("--year", type=int)
@option("--explore", metavar="N", type=click.IntRange(min=1))
@option("--seconds", metavar="S", type=click.FloatRange(min=0, min_open=True))
@option("--seed", metavar="K", type=int)
@option("--save", metavar="DIR", type=click.Path(file_okay=False))
@common("text", "json")
def spec(
    common: Common,
    paths: tuple[str, ...],
    report: str | None,
    junitxml: str | None,
    generate: str | None,
    year: int | None,
    **which: Any,
) -> int:
    """Run policy scenarios (.feature) in Vietnamese."""
    from commands.spec import draft, run

    if generate is not None:
        return draft(common, generate, year)
    return run(common, paths, report, junitxml, **which)


if __name__ == "__main__":
    main()
