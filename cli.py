"""The door: parses the command line, calls the engine, shows the answer. Only click is loaded before a command runs."""

from __future__ import annotations

import functools
import itertools
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from commands.common import Common

RECORDS = ("text", "json", "jsonl", "csv")
DIAGRAMS = ("mermaid", "svg")


# help in both languages: `Vietnamese ‖ English`


def spoken(text: str | None) -> str:
    """The half of a help text that is in the reader's language."""
    vietnamese, _, english = (text or "").partition(" ‖ ")
    return english if english and _speaks_english() else vietnamese


def _speaks_english() -> bool:
    arguments = Door.arguments
    flagged = [after for before, after in itertools.pairwise(arguments) if before == "--lang"]
    flagged += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return (flagged[-1] if flagged else os.environ.get("DONDOC_LANG")) == "en"


class _Formatter(click.HelpFormatter):
    _HEADINGS: ClassVar = {"Options": "Tùy chọn ‖ Options", "Commands": "Lệnh ‖ Commands"}

    def write_heading(self, heading: str) -> None:
        super().write_heading(spoken(self._HEADINGS.get(heading, heading)))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or spoken("Cách dùng: ‖ Usage: ") + " " * (not _speaks_english()))


click.Context.formatter_class = _Formatter


class _Spoken(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = spoken("Trang này. ‖ This page.")
        return found

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        kept, self.help = self.help, spoken(self.help)
        super().format_help_text(ctx, formatter)
        self.help = kept

    def get_short_help_str(self, limit: int = 45) -> str:
        kept, self.help = self.help, spoken(self.help)
        short = super().get_short_help_str(limit)
        self.help = kept
        return short


class SpokenOption(click.Option):
    """An option whose help has two languages."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        kept, self.help = self.help, spoken(self.help)
        record = super().get_help_record(ctx)
        self.help = kept
        return record


class _Group(_Spoken, click.Group):
    command_class = _Spoken

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of a cascade's life


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


def option(*names: str, **more: Any) -> Callable[[Any], Any]:
    """A click option with help in two languages."""
    return click.option(*names, cls=SpokenOption, **more)


def _common_options(formats: tuple[str, ...], writes: bool) -> list[Callable[[Any], Any]]:
    metavar = "|".join(formats)
    options = [
        option(
            "--db", metavar="URL", help="Cơ sở dữ liệu: URL hoặc tệp SQLite. ‖ The database: a URL or an SQLite file."
        ),
        option(
            "--definitions",
            metavar="DIR",
            multiple=True,
            help="Thư mục định nghĩa của mình, dùng được nhiều lần. ‖ A folder of your own definitions; repeatable.",
        ),
        option("--today", metavar="DATE", help="Hôm nay là ngày nào. ‖ Which day today is."),
        option("--lang", type=click.Choice(["vi", "en"]), help="Ngôn ngữ. ‖ Language."),
        option("--format", metavar=metavar, help="Dạng kết quả. ‖ Form of the answer."),
        option("--json", "as_json", is_flag=True, help="Như --format json. ‖ Like --format json."),
        option("--out", metavar="FILE", help="Ghi kết quả vào tệp. ‖ Write the answer to a file."),
        option("--quiet", "-q", is_flag=True, help="Chỉ in kết quả. ‖ Print the answer only."),
        option("--profile", metavar="NAME", help="Hồ sơ trong dondoc.toml. ‖ A profile of dondoc.toml."),
    ]
    if writes:
        options.append(option("--dry-run", is_flag=True, help="Thử, không ghi gì. ‖ Try it, write nothing."))
    return options


def common(*formats: str, writes: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options; it receives them as one `Common`, whatever side of its name they stand on."""
    accepted = formats or RECORDS

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        @functools.wraps(function)
        def run(context: click.Context, /, **given: Any) -> Any:
            from commands.common import Common

            names = ("db", "definitions", "today", "lang", "format", "as_json", "out", "quiet", "profile", "dry_run")
            own = {name: given.pop(name) for name in names if name in given}
            above = context.find_root().params
            flags = {name: own.get(name) or above.get(name) for name in names}
            flags["definitions"] = (*above.get("definitions", ()), *own.get("definitions", ()))
            if flags["as_json"]:
                flags["format"] = "json"
            return function(Common(flags, accepted), **given)

        for add in reversed(_common_options(accepted, writes)):
            run = add(run)
        return run

    return decorate


def completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Shell completion of one kind of key; silent where nothing can be looked up."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from commands.completion import candidates

        return [CompletionItem(text) for text in candidates(kind, incomplete, context)]

    return complete


def cascade_argument(function: Any) -> Any:
    return click.argument("cascade", required=False, shell_complete=completed("cascade"))(function)


def scope_options(function: Any) -> Any:
    """`--under` and `--period`."""
    function = option(
        "--period",
        metavar="PERIOD",
        shell_complete=completed("period"),
        help="Một kỳ: 2023-H1, “6 tháng”, … ‖ One period: 2023-H1, …",
    )(function)
    return option(
        "--under",
        metavar="AGENCY",
        shell_complete=completed("agency"),
        help="Chỉ một cơ quan và cấp dưới. ‖ One agency and those below it.",
    )(function)


def time_options(function: Any) -> Any:
    """`--as-of` and `--known-at`: a question about the past."""
    function = option(
        "--known-at",
        metavar="MOMENT",
        help="Theo những gì đã ghi nhận đến lúc đó. ‖ By what had been recorded by then.",
    )(function)
    return option(
        "--as-of",
        metavar="DATE",
        help="Như vào cuối ngày đó. ‖ As it was at the end of that day.",
    )(function)


def acting_options(function: Any) -> Any:
    """Who acts, when, under which document."""
    for add in (
        option("--idempotency-key", metavar="KEY", help="Khóa chống ghi lặp. ‖ The same key is recorded once."),
        option("--reason", metavar="TEXT", help="Lý do. ‖ The reason."),
        option("--by", metavar="PERSON", help="Người làm. ‖ The person."),
        option(
            "--as",
            "as_agency",
            metavar="AGENCY",
            shell_complete=completed("agency"),
            help="Cơ quan làm. ‖ The agency that acts.",
        ),
    ):
        function = add(function)
    return function


@click.group(
    cls=Door,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    invoke_without_command=False,
)
@click.version_option(package_name="dondoc", cls=SpokenOption, help="Phiên bản. ‖ The version.")
@click.pass_context
def main(context: click.Context, /, **_: Any) -> None:
    """Đôn đốc việc thực hiện chỉ thị qua các cấp: ai chờ ai, làm gì tiếp. ‖ Who waits for whom, and what to do next."""


for _add in _common_options((*RECORDS, *DIAGRAMS), writes=True):
    main = _add(main)


# setting up


@main.command()
@common(writes=True)
def init(common: Common) -> None:
    """Tạo cơ sở dữ liệu. ‖ Create the database."""
    from commands.setup import upgrade

    upgrade(common, "db.created")


@main.group(cls=_Group)
def db() -> None:
    """Việc của cơ sở dữ liệu. ‖ Work on the database."""


@db.command("upgrade")
@common(writes=True)
def db_upgrade(common: Common) -> None:
    """Nâng cơ sở dữ liệu lên phiên bản này, sao lưu trước. ‖ Bring the database to this version, with a copy first."""
    from commands.setup import upgrade

    upgrade(common, "db.upgraded")


@db.command("grants")
@option("--owner", metavar="ROLE", default="dondoc_owner", show_default=True, help="Vai chủ sở hữu. ‖ The owner.")
@option(
    "--coordinator",
    metavar="ROLE",
    default="dondoc_coordinator",
    show_default=True,
    help="Vai cập nhật tiến độ. ‖ Who records moves.",
)
@option("--auditor", metavar="ROLE", default="dondoc_auditor", show_default=True, help="Vai chỉ đọc. ‖ Who reads.")
@common("text")
def db_grants(common: Common, owner: str, coordinator: str, auditor: str) -> None:
    """In SQL tạo vai và quyền trên PostgreSQL. ‖ Print the SQL of PostgreSQL's roles and rights."""
    from engine.store.grants import Roles, grants_sql

    common.write(grants_sql(Roles(owner, coordinator, auditor)))


# definitions


@main.command()
@click.argument("what", nargs=-1, metavar="[FILE|KEY]…", shell_complete=completed("document"))
@option("--year", type=int, multiple=True, help="Chỉ năm này. ‖ This year only.")
@option("--strict", is_flag=True, help="Cảnh báo cũng là thất bại. ‖ Warnings fail too.")
@option("--explain", metavar="CODE", shell_complete=completed("rule"), help="Giải thích một mã. ‖ Explain a code.")
@option("--dates", is_flag=True, help="In mọi hạn của văn bản. ‖ Print every date of the documents.")
@common()
def check(
    common: Common, what: tuple[str, ...], year: tuple[int, ...], strict: bool, explain: str | None, dates: bool
) -> int:
    """Kiểm tra các văn bản. ‖ Check the documents."""
    from commands import definitions

    if explain is not None:
        return definitions.explain(common, explain)
    return definitions.dates(common, what, year) if dates else definitions.check(common, what, year, strict)


@main.command()
@option(
    "--of",
    "kind",
    type=click.Choice(["document", "lifecycle", "agencies", "calendar"]),
    default="document",
    help="Loại tệp. ‖ The kind of file.",
)
@common("json")
def schema(common: Common, kind: str) -> None:
    """In JSON Schema của tệp định nghĩa. ‖ Print the JSON Schema of a kind of definition file."""
    from screen.formats import to_json
    from workflows import json_schemas

    common.write(to_json(getattr(json_schemas, f"{kind}_schema")()))


@main.command()
@click.argument("search", required=False, default="", shell_complete=completed("registry"))
@common()
def agencies(common: Common, search: str) -> None:
    """Tìm cơ quan theo tên, khóa hoặc mã. ‖ Find agencies by name, key or code."""
    from commands import definitions

    definitions.agencies(common, search)


@main.command()
@click.argument("what", metavar="DEFINITION|CASCADE", shell_complete=completed("diagram"))
@option("--year", type=int, help="Năm. ‖ The year.")
@scope_options
@common(*DIAGRAMS)
def diagram(common: Common, what: str, year: int | None, under: str | None, period: str | None) -> None:
    """Sơ đồ của một văn bản, vòng đời hoặc đợt triển khai. ‖ A diagram of a document, a lifecycle or a cascade."""
    from commands.diagrams import draw

    common.write(draw(common, what, year, under, period))


# running


@main.command()
@click.argument("directive", shell_complete=completed("document"))
@option("--year", type=int, required=True, help="Năm. ‖ The year.")
@option("--by", metavar="PERSON", help="Người mở. ‖ The person.")
@common(writes=True)
def launch(common: Common, directive: str, year: int, by: str | None) -> None:
    """Mở đợt triển khai của một chỉ thị trong một năm. ‖ Launch a directive's cascade of a year."""
    from commands import running

    running.launch(common, directive, year, by)


@main.command()
@click.argument("document", shell_complete=completed("cascade-document"))
@option("--number", metavar="N", help="Số, ký hiệu. ‖ The number.")
@option("--on", metavar="DATE", help="Ngày ban hành. ‖ The date of issue.")
@acting_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common(writes=True)
def release(common: Common, document: str, **given: str | None) -> None:
    """Ghi rằng một văn bản đã ban hành. ‖ Record that a document is out."""
    from commands import running

    running.release(common, document, **given)


@main.command()
@click.argument("document", shell_complete=completed("cascade-document"))
@acting_options
@option("--on", metavar="DATE", help="Ngày thu hồi (mặc định: hôm nay). ‖ The day it was revoked (today).")
@option("--number", metavar="N", help="Số văn bản thu hồi. ‖ The number of the revoking document.")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common(writes=True)
def revoke(common: Common, document: str, **given: str | None) -> None:
    """Thu hồi một văn bản và các nhiệm vụ chỉ nó giao. ‖ Revoke a document and the tasks that it alone assigns."""
    from commands import running

    running.revoke(common, document, **given)


@main.command()
@click.argument("task", required=False, shell_complete=completed("task"))
@click.argument("trigger", required=False, shell_complete=completed("trigger"))
@acting_options
@option("--on", metavar="DATE", help="Ngày làm (mặc định: hôm nay). ‖ The day it was done (today).")
@option("--document", metavar="NUMBER", help="Số văn bản. ‖ The document's number.")
@option("--until", metavar="DATE", help="Gia hạn đến ngày nào. ‖ extend: the new last on-time day.")
@option(
    "--what",
    type=click.Choice(["own", "merged"]),
    help="Trả lại báo cáo nào: của mình hay tổng hợp. ‖ return_report: which report.",
)
@option(
    "--missing",
    metavar="AGENCY",
    multiple=True,
    shell_complete=completed("agency"),
    help="Tổng hợp thiếu cơ quan nào, dùng được nhiều lần. ‖ consolidate_partial: who is missing; repeatable.",
)
@option("--allowed-by", metavar="TEXT", help="Ai cho phép tổng hợp thiếu. ‖ Who allowed it.")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@option(
    "--from",
    "source",
    metavar="FILE.csv",
    type=click.Path(),
    help="Nhiều dòng từ tệp CSV. ‖ Many rows from a CSV file.",
)
@option(
    "--keep-going", is_flag=True, help="Ghi các dòng đúng dù có dòng sai. ‖ Record the good rows even if some are bad."
)
@option(
    "--rejects",
    metavar="FILE.csv",
    type=click.Path(),
    help="Ghi các dòng bị từ chối vào tệp. ‖ Write the refused rows to a file.",
)
@common(writes=True)
def advance(common: Common, source: str | None, keep_going: bool, rejects: str | None, **given: Any) -> int:
    """Chuyển trạng thái một nhiệm vụ, hoặc nhiều từ tệp CSV. ‖ Move a task, or many from a CSV file."""
    from commands import bulk, running

    if source is None:
        return running.advance(common, keep_going=keep_going, rejects=rejects, **given)
    return bulk.advance(common, source, keep_going, rejects, given)


@main.command()
@click.argument("task", shell_complete=completed("task"))
@option("--seq", type=int, required=True, metavar="N", help="Dòng nào trong lịch sử. ‖ Which row of its history.")
@option("--on", metavar="DATE", help="Ngày đúng. ‖ The right day.")
@option("--document", metavar="NUMBER", help="Số văn bản đúng. ‖ The right number of the document.")
@option(
    "--undo",
    is_flag=True,
    help="Rút lại việc ghi nhầm, cùng những gì theo sau. ‖ Take the move back, with what followed.",
)
@acting_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common(writes=True)
def correct(common: Common, task: str, seq: int, **given: Any) -> None:
    """Đính chính: ngày sai, số sai, hoặc ghi nhầm. ‖ Correct a wrong day or number, or a mistaken move."""
    from commands import correcting

    correcting.correct(common, task, seq, **given)


# asking


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True, help="Không cộng chung. ‖ Every agency by itself.")
@time_options
@common()
def status(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Cây nhiệm vụ: trạng thái, hạn, trễ. ‖ The tree of tasks: states, due dates, lateness."""
    from commands import asking

    asking.status(common, asking.When(common, as_of, known_at), **question)


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True, help="Mọi điểm nghẽn. ‖ Every root blocker.")
@time_options
@common()
def blocked(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Báo cáo tổng hợp nào bị chặn, bởi ai. ‖ Which consolidations are blocked, and by whom."""
    from commands import asking

    asking.blocked(common, asking.When(common, as_of, known_at), **question)


@main.command()
@click.argument("task", shell_complete=completed("task"))
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@time_options
@common()
def why(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Vì sao một nhiệm vụ còn chờ, đến người làm được. ‖ Why a task waits, down to who can act."""
    from commands import asking

    asking.why(common, asking.When(common, as_of, known_at), **question)


@main.command()
@cascade_argument
@option(
    "--agency",
    "--as",
    "agency",
    required=True,
    metavar="AGENCY",
    shell_complete=completed("agency"),
    help="Cơ quan nào. ‖ Which agency.",
)
@time_options
@common()
def todo(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Việc phải làm của một cơ quan. ‖ What an agency has to do."""
    from commands import asking

    asking.todo(common, asking.When(common, as_of, known_at), **question)


@main.command()
@click.argument("task", required=False, shell_complete=completed("task"))
@option(
    "--agency",
    metavar="AGENCY",
    shell_complete=completed("agency"),
    help="Mọi việc cơ quan này đã làm. ‖ All that this agency did.",
)
@option("--by", metavar="PERSON", help="Người hoặc tài khoản đã ghi. ‖ The person or login that recorded it.")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@time_options
@common()
def history(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Lịch sử, không bao giờ sửa hay xóa. ‖ History, never changed, never deleted."""
    from commands import asking

    asking.history(common, asking.When(common, as_of, known_at), **question)


# auditing


@main.group(cls=_Group)
def audit() -> None:
    """Kiểm tra, niêm phong, chứng minh lịch sử. ‖ Verify, seal and prove history."""


def _figure_options(default: str, *by: str, listed: bool = True) -> Callable[[Any], Any]:
    """`--by`, and for what is listed one by one `--all` and `--figures`."""

    def decorate(function: Any) -> Any:
        if listed:
            function = option(
                "--figures", "figures_only", is_flag=True, help="Chỉ số liệu, không liệt kê. ‖ Figures only, no list."
            )(function)
            function = option("--all", "everything", is_flag=True, help="Liệt kê hết. ‖ List everything.")(function)
        if by:
            choice = click.Choice(by)
            return option(
                "--by", type=choice, default=default, show_default=True, help="Chia số liệu theo. ‖ Group figures by."
            )(function)
        return function

    return decorate


_BY = ("agency", "tier", "period", "year", "all")


@audit.command("lateness")
@cascade_argument
@scope_options
@option("--every", is_flag=True, help="Liệt kê cả sản phẩm không muộn. ‖ List what is not late, too.")
@_figure_options("tier", *_BY)
@time_options
@common()
def audit_lateness(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Ai muộn, bao nhiêu ngày, theo cơ quan, cấp, kỳ, năm. ‖ Who was late, by how many days."""
    from commands import asking, figures

    figures.lateness(common, asking.When(common, as_of, known_at), **question)


@audit.command("late-entries")
@cascade_argument
@scope_options
@_figure_options("agency", "person", *_BY)
@time_options
@common()
def audit_late_entries(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Dòng nào ghi sau ngày làm, bao nhiêu ngày, ai ghi. ‖ What was recorded days after it occurred, and by whom."""
    from commands import asking, figures

    figures.late_entries(common, asking.When(common, as_of, known_at), **question)


@audit.command("durations")
@cascade_argument
@scope_options
@_figure_options("tier", *_BY, listed=False)
@time_options
@common()
def audit_durations(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Mỗi trạng thái mất bao nhiêu ngày: trung vị, 90 %. ‖ Days in each state: median and 90th percentile."""
    from commands import asking, figures

    figures.durations(common, asking.When(common, as_of, known_at), **question)


@audit.command("exceptions")
@cascade_argument
@scope_options
@_figure_options("")
@time_options
@common()
def audit_exceptions(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Miễn, gia hạn, trả lại, tổng hợp thiếu…: ai quyết, vì sao. ‖ Waivers, extensions and the like: by whom, why."""
    from commands import asking, figures

    figures.exceptions(common, asking.When(common, as_of, known_at), **question)


@audit.command("keygen")
@common("text", "json")
def audit_keygen(common: Common) -> None:
    """Tạo cặp khóa để niêm phong, vào thư mục --out. ‖ Make a pair of keys for seals, in the folder --out."""
    from commands.audit import keygen

    keygen(common)


@audit.command("seal")
@cascade_argument
@option("--key", metavar="FILE", required=True, type=click.Path(), help="Khóa riêng. ‖ The private key.")
@common("json")
def audit_seal(common: Common, cascade: str | None, key: str) -> None:
    """Niêm phong toàn bộ lịch sử đến lúc này. ‖ Seal all history up to now."""
    from commands.audit import seal

    seal(common, cascade, key)


@audit.command("verify")
@cascade_argument
@option(
    "--seal",
    "seals",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Niêm phong đã giữ, dùng được nhiều lần. ‖ A seal that was kept; repeatable.",
)
@option("--public-key", metavar="FILE", type=click.Path(), help="Khóa công khai. ‖ The public key.")
@option(
    "--receipt",
    "receipts",
    metavar="HASH",
    multiple=True,
    help="Dấu đã nhận khi ghi, dùng được nhiều lần. ‖ The hash given for a move; repeatable.",
)
@common("text", "json")
def audit_verify(
    common: Common, cascade: str | None, seals: tuple[str, ...], public_key: str | None, receipts: tuple[str, ...]
) -> int:
    """Tính lại mọi thứ và nêu đúng dòng không khớp. ‖ Recompute everything and name each row that does not hold."""
    from commands.audit import verify

    return verify(common, cascade, seals, public_key, receipts)


@audit.command("prove")
@click.argument("task", shell_complete=completed("task"))
@option("--seal", "seal_file", metavar="FILE", required=True, type=click.Path(), help="Niêm phong. ‖ The seal.")
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common("json")
def audit_prove(common: Common, task: str, seal_file: str, cascade: str | None) -> None:
    """Chứng minh lịch sử của một nhiệm vụ nằm trong niêm phong. ‖ Prove that a task's history is in a seal."""
    from commands.audit import prove

    prove(common, task, seal_file, cascade)


@audit.command("check-proof")
@click.argument("file", type=click.Path())
@option("--public-key", metavar="FILE", required=True, type=click.Path(), help="Khóa công khai. ‖ The public key.")
@common("text", "json")
def audit_check_proof(common: Common, file: str, public_key: str) -> int:
    """Kiểm tra một chứng minh, không cần cơ sở dữ liệu. ‖ Check a proof, with no database at hand."""
    from commands.audit import check

    return check(common, file, public_key)


@audit.command("timeline")
@click.argument("what", required=False, metavar="[TASK|AGENCY]", shell_complete=completed("task"))
@scope_options
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@time_options
@common("text", "svg", "html", "json", "jsonl")
def audit_timeline(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Vẽ diễn biến của nhiệm vụ hoặc cơ quan: --out TỆP.svg, .html. ‖ Draw tasks over time: --out FILE.svg, .html."""
    from commands import asking, papers

    papers.timeline(common, asking.When(common, as_of, known_at), **question)


@audit.command("report")
@click.argument("cascade", shell_complete=completed("cascade"))
@option("--seal", metavar="FILE", type=click.Path(), help="Niêm phong đã giữ. ‖ A seal that was kept.")
@option("--public-key", metavar="FILE", type=click.Path(), help="Khóa công khai. ‖ The public key.")
@time_options
@common("html")
def audit_report(common: Common, as_of: str | None, known_at: str | None, **given: Any) -> int:
    """Báo cáo kiểm tra một đợt thành trang in: --out TỆP.html. ‖ The audit report of a cascade, a page to print."""
    from commands import asking, papers

    return papers.report(common, asking.When(common, as_of, known_at), **given)


@main.command()
@common()
def cascades(common: Common) -> None:
    """Các đợt triển khai. ‖ The launched cascades."""
    from screen.lists import cascades_text

    with common.engine() as dondoc:
        rows = dondoc.cascades(common.today)
    common.show(rows, lambda: cascades_text(rows, common.look))


# handing on to other tools


@main.group(cls=_Group)
def export() -> None:
    """Xuất sang định dạng chuẩn cho công cụ khác. ‖ Export to standard formats for other tools."""


def known_at_option(function: Any) -> Any:
    return option(
        "--known-at",
        metavar="MOMENT",
        help="Chỉ những gì đã ghi nhận đến lúc đó. ‖ Only what had been recorded by then.",
    )(function)


@export.command("xes")
@cascade_argument
@scope_options
@time_options
@common("xes")
def export_xes(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Nhật ký sự kiện XES (IEEE 1849), mỗi nhiệm vụ một chuỗi. ‖ An event log in XES (IEEE 1849), a trace a task."""
    from commands import asking, exporting

    exporting.event_log(common, "xes", asking.When(common, as_of, known_at), **question)


@export.command("ocel")
@cascade_argument
@scope_options
@time_options
@common("ocel")
def export_ocel(common: Common, as_of: str | None, known_at: str | None, **question: Any) -> None:
    """Nhật ký sự kiện theo đối tượng, OCEL 2.0 dạng JSON. ‖ An object-centric event log, OCEL 2.0 in JSON."""
    from commands import asking, exporting

    exporting.event_log(common, "ocel", asking.When(common, as_of, known_at), **question)


@export.command("csv")
@cascade_argument
@scope_options
@known_at_option
@common("csv")
def export_csv(common: Common, known_at: str | None, **question: Any) -> None:
    """Lịch sử nguyên văn, mọi cột như đã ghi, dạng CSV. ‖ The raw history, every column as recorded, in CSV."""
    from commands import exporting

    exporting.history(common, "csv", known_at, **question)


@export.command("jsonl")
@cascade_argument
@scope_options
@known_at_option
@common("jsonl")
def export_jsonl(common: Common, known_at: str | None, **question: Any) -> None:
    """Lịch sử nguyên văn, mỗi dòng một đối tượng JSON. ‖ The raw history, one JSON object a line."""
    from commands import exporting

    exporting.history(common, "jsonl", known_at, **question)


@export.command("parquet")
@cascade_argument
@scope_options
@known_at_option
@common("parquet")
def export_parquet(common: Common, known_at: str | None, **question: Any) -> None:
    """Lịch sử nguyên văn dạng Parquet (cần dondoc[parquet]). ‖ The raw history in Parquet (needs dondoc[parquet])."""
    from commands import exporting

    exporting.history(common, "parquet", known_at, **question)


@main.command()
@option("--until", metavar="DATE", default="2023-06-21", show_default=True, help="Đến ngày nào. ‖ Up to which day.")
@common("text", writes=True)
def demo(common: Common, until: str) -> None:
    """Đợt thật của năm 2023 với sự kiện mô phỏng. ‖ The real cascade of 2023 with simulated events."""
    from commands.demo import run

    run(common, until)


@main.command()
@click.argument("paths", nargs=-1, metavar="[FILE|FOLDER]…", type=click.Path())
@option("--report", metavar="FILE.html", type=click.Path(), help="Ghi kết quả thành trang in. ‖ Write a page to print.")
@option("--coverage", is_flag=True, help="Những gì chưa kịch bản nào chạm tới. ‖ What no scenario touches.")
@common("text", "json")
def spec(common: Common, paths: tuple[str, ...], report: str | None, coverage: bool) -> int:
    """Chạy các kịch bản chính sách (.feature) tiếng Việt. ‖ Run policy scenarios (.feature) in Vietnamese."""
    from commands.spec import run

    return run(common, paths, report, coverage)


if __name__ == "__main__":
    main()
