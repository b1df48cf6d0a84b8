"""The door: which commands there are, each loaded when it is called, and where an error becomes an exit code."""

from __future__ import annotations

import functools
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from commands.options import DIAGRAMS, RECORDS, common_options
from commands.spoken import Group, Later, Spoken, SpokenOption

# what files must say is ours to tell: nobody's plugin changes it, and looking for some takes longer than a question
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# in the order of a cascade's life, each with its module in commands/; its function bears its name there, in a group
# after the group's: `db_upgrade`
COMMANDS: Mapping[str, str | Mapping[str, str]] = {
    "init": "setup",
    "db": {"upgrade": "setup", "grants": "setup", "partition": "years", "distribute": "years"},
    "backup": "keeping",
    "restore": "keeping",
    "archive": "years",
    "hold": "years",
    "check": "definitions",
    "schema": "definitions",
    "draft": "drafting",
    "agencies": "definitions",
    "diagram": "diagrams",
    "launch": "running",
    "migrate": "migrating",
    "calendar": {"apply": "migrating"},
    "close": "migrating",
    "reopen": "migrating",
    "release": "running",
    "revoke": "running",
    "advance": "running",
    "request-extension": "running",
    "request-withdrawal": "running",
    "refuse": "running",
    "grant": "running",
    "deny": "running",
    "accept": "running",
    "remind": "reminding",
    "notify": "notifying",
    "outbox": {"list": "notifying", "resend": "notifying"},
    "correct": "correcting",
    "undo": "correcting",
    "note": "noting",
    "attachment": {"get": "noting"},
    "contribute": "contributing",
    "compile-report": "contributing",
    "assign": "noting",
    "tag": "noting",
    "follow-up": "noting",
    "mandate": {
        "grant": "mandates",
        "load": "mandates",
        "end": "mandates",
        "list": "mandates",
        "whoami": "mandates",
    },
    "docs": "pages",
    "overview": "asking",
    "today": "asking",
    "status": "asking",
    "board": "papers",
    "blocked": "asking",
    "why": "asking",
    "todo": "asking",
    "requests": "asking",
    "history": "asking",
    "whatif": "foreseeing",
    "forecast": "foreseeing",
    "view": "views",
    "views": "views",
    "audit": {
        "lateness": "figures",
        "late-entries": "figures",
        "durations": "figures",
        "exceptions": "figures",
        "policy": "policies",
        "keygen": "audit",
        "seal": "audit",
        "verify": "audit",
        "prove": "audit",
        "check-proof": "audit",
        "timeline": "papers",
        "report": "papers",
    },
    "cascades": "asking",
    "export": {
        "xes": "exporting",
        "ocel": "exporting",
        "csv": "exporting",
        "jsonl": "exporting",
        "parquet": "exporting",
        "xlsx": "exporting",
        "ics": "exporting",
    },
    "import": {"xlsx": "importing"},
    "demo": "setup",
    "spec": "spec",
}
_BETWEEN_COLLECTIONS = 1_000_000  # objects; a command lives for seconds, and most of what it makes lives until its end
_NONE_GIVEN = "overview"  # what a command line without a command means; not listed


def _lined_up(table: Mapping[str, Any], before: str = "") -> dict[str, click.Command]:
    return {
        name: Later(f"commands.{found}", (before + name).replace("-", "_"), hidden=name == _NONE_GIVEN)
        if isinstance(found, str)
        else Group(name, commands=_lined_up(found, f"{name}_"))
        for name, found in table.items()
    }


class Door(Group):
    """The top group. The one place where an error becomes words on stderr and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        typed = list(sys.argv[1:] if args is None else args)
        Spoken.arguments = typed
        run = functools.partial(
            super().main, typed or [_NONE_GIVEN], prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return run()
        gc.set_threshold(_BETWEEN_COLLECTIONS)
        sys.exit(self._run(run, typed))

    def _run(self, command: Callable[[], Any], arguments: list[str]) -> int:
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


@click.group(
    cls=Door,
    commands=_lined_up(COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="dondoc", cls=SpokenOption, message="%(prog)s %(version)s")
@common_options((*RECORDS, *DIAGRAMS), writes=True)
def main(**_: Any) -> None:
    """Who waits for whom, and what to do next."""


if __name__ == "__main__":
    main()
