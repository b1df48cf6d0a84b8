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
    from engine.grants import Roles, grants_sql

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

    return running.advance(common, **given) if source is None else bulk.advance(common, source, keep_going, rejects)


# asking


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True, help="Không cộng chung. ‖ Every agency by itself.")
@common()
def status(common: Common, cascade: str | None, under: str | None, period: str | None, everything: bool) -> None:
    """Cây nhiệm vụ: trạng thái, hạn, trễ. ‖ The tree of tasks: states, due dates, lateness."""
    from screen.tree import status_text

    with common.engine() as dondoc:
        rows = dondoc.status(cascade, under=under, period=period, today=common.today)
        cascades = common.cascades_of(dondoc, cascade)
    common.show(
        rows, lambda: status_text(rows, common.look, cascades=cascades, everything=everything or under is not None)
    )


@main.command()
@cascade_argument
@scope_options
@option("--all", "everything", is_flag=True, help="Mọi điểm nghẽn. ‖ Every root blocker.")
@common()
def blocked(common: Common, cascade: str | None, under: str | None, period: str | None, everything: bool) -> None:
    """Báo cáo tổng hợp nào bị chặn, bởi ai. ‖ Which consolidations are blocked, and by whom."""
    from screen.blocked import blocked_text

    with common.engine() as dondoc:
        rows = dondoc.blocked(cascade, under=under, period=period, today=common.today)
        cascades, look = common.cascades_of(dondoc, cascade), common.look_over(dondoc)
    common.show(rows, lambda: blocked_text(rows, look, cascades=cascades, everything=everything))


@main.command()
@click.argument("task", shell_complete=completed("task"))
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common()
def why(common: Common, task: str, cascade: str | None) -> None:
    """Vì sao một nhiệm vụ còn chờ, đến người làm được. ‖ Why a task waits, down to who can act."""
    from screen.why import why_text

    with common.engine() as dondoc:
        steps = dondoc.why(task, cascade=cascade, today=common.today)
        look = common.look_over(dondoc)
    common.show(steps, lambda: why_text(steps, look))


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
@common()
def todo(common: Common, cascade: str | None, agency: str) -> None:
    """Việc phải làm của một cơ quan. ‖ What an agency has to do."""
    from screen.lists import todo_text

    with common.engine() as dondoc:
        rows = dondoc.todo(agency, cascade=cascade, today=common.today)
        waits = {row.task: dondoc.waits_for(row.task, common.today) for row in rows if not row.triggers}
        look = common.look_over(dondoc)
    common.show(rows, lambda: todo_text(rows, agency, look, waits))


@main.command()
@click.argument("task", required=False, shell_complete=completed("task"))
@option(
    "--agency",
    metavar="AGENCY",
    shell_complete=completed("agency"),
    help="Mọi việc cơ quan này đã làm. ‖ All that this agency did.",
)
@option("--cascade", metavar="CASCADE", shell_complete=completed("cascade"), help="Đợt triển khai. ‖ The cascade.")
@common()
def history(common: Common, task: str | None, agency: str | None, cascade: str | None) -> None:
    """Lịch sử, không bao giờ sửa hay xóa. ‖ History, never changed, never deleted."""
    from screen.history import history_text

    with common.engine() as dondoc:
        rows = dondoc.history(task, agency=agency, cascade=cascade)
        look = common.look_over(dondoc)
    common.show(rows, lambda: history_text(rows, look))


# auditing


@main.group(cls=_Group)
def audit() -> None:
    """Kiểm tra, niêm phong, chứng minh lịch sử. ‖ Verify, seal and prove history."""


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


@main.command()
@common()
def cascades(common: Common) -> None:
    """Các đợt triển khai. ‖ The launched cascades."""
    from screen.lists import cascades_text

    with common.engine() as dondoc:
        rows = dondoc.cascades(common.today)
    common.show(rows, lambda: cascades_text(rows, common.look))


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
