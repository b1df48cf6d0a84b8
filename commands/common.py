"""What every command shares: its settings, the way to the engine and the definitions, and where answers go."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.settings import Settings, resolve
from screen.formats import FORMATS, Record, render
from screen.look import Look
from workflows.dates import parse_day, parse_moment
from workflows.errors import InputError, UnreadableFile
from workflows.file_errors import why

if TYPE_CHECKING:
    from commands.observing import Observing
    from engine import Engine
    from engine.answers import Answers
    from engine.scope import Scope, View
    from workflows.agencies import Registry
    from workflows.cascade import Cascade
    from workflows.library import Library
    from workflows.policies import Policy, PolicyFile
    from workflows.said import Name

_WIDE = 160  # where nobody looks at a terminal, names need not be cut
BLANKS = ("…", "...")


_COUNTED: ContextVar[list[int] | None] = ContextVar("counted", default=None)


@contextmanager
def counting() -> Iterator[list[int]]:
    """Answers that would be shown inside are counted instead: how many rows each has. Nothing is said."""
    found: list[int] = []
    before = _COUNTED.set(found)
    try:
        yield found
    finally:
        _COUNTED.reset(before)


def is_counting() -> bool:
    """Whether answers are counted, and not shown."""
    return _COUNTED.get() is not None


class Common:
    """The settings of one call of one command."""

    def __init__(self, flags: Mapping[str, Any], formats: tuple[str, ...] = FORMATS) -> None:
        self.settings: Settings = resolve(flags, formats)
        self.today: date = self.settings.today
        self.lang = self.settings.lang
        self.is_dry = self.settings.dry_run
        self.format = self.settings.format or formats[0]
        self._own_words: Mapping[str, Name] = {}
        self._observing: Observing | None = None

    @cached_property
    def look(self) -> Look:
        """How text is shown: colours and the terminal's width only where a person looks at it."""
        is_terminal = self.settings.out is None and sys.stdout is not None and sys.stdout.isatty()
        width = shutil.get_terminal_size((_WIDE, 24)).columns if is_terminal or "COLUMNS" in os.environ else _WIDE
        colour = is_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        command = shlex.join([program(), *self.settings.repeated])
        return Look(self.lang, max(width, 40), colour, self.today, command, is_brief=self.settings.quiet)

    def supplied(self, given: dict[str, Any], *, acts: bool) -> dict[str, Any]:
        """What a command does not say itself: in which cascade; where it `acts` on one thing, for whom and by whom."""
        if acts and given.get("source") is not None:
            return given  # each row of a file says it
        names = {"cascade": self.settings.cascade}
        if acts:
            names |= {"as_agency": self.settings.acts_as, "by": self.settings.by}
        return {name: value if value is not None else names.get(name) for name, value in given.items()}

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """The engine on the database of the settings."""
        from engine import Engine

        self.check_out()
        with Engine.open(self.settings.db, observer=self._observing) as dondoc:
            yield dondoc

    def check_out(self) -> None:
        """See that the answer can be written where it goes, before anything is done. Raises Unwritable."""
        if self.settings.out not in (None, "-"):
            ensure_writable(Path(str(self.settings.out)))

    @contextmanager
    def observed(self, name: str) -> Iterator[None]:
        """Around the whole of a command: it is logged and traced where that is switched on."""
        if self.settings.log is None and not any(name.startswith("OTEL_") for name in os.environ):
            yield
            return
        from commands.observing import Observing

        self._observing = Observing(self.settings.log, self.look)
        with self._observing.command(name):
            yield

    @cached_property
    def registry(self) -> Registry:
        """Shipped and own agencies."""
        from workflows.agencies import Registry

        return Registry.load(self.settings.definitions)

    def library(self, files: Sequence[Path] = (), *, keep_going: bool = False) -> Library:
        """Shipped and own definitions, and single files. `keep_going`: what cannot be read is left aside, and told."""
        from workflows.library import Library

        return Library.load(self.settings.definitions, files, keep_going=keep_going)

    def cascades_of(self, seen: Answers, text: str | None) -> list[str]:
        """The keys of the cascades that a question is about."""
        return _those(seen.complete("cascade", ""), text)

    def look_over(self, seen: Answers, cascade: str | None = None) -> Look:
        """The look where suggested commands name tasks as briefly as the running cascades allow.

        Where what is asked about spans several years, periods are told with theirs.
        """
        keys = seen.complete("cascade", "")
        years = [key.rpartition("/")[2] for key in keys]
        asked = {key.rpartition("/")[2] for key in _those(keys, cascade)}
        self._own_words = seen.own_words()
        is_single, with_years = len(set(years)) == len(years), len(asked) > 1
        return replace(self.look, is_single=is_single, with_years=with_years, own_words=self._own_words)

    def show(self, answer: Record | Sequence[Record], text: Callable[[], str]) -> None:
        """Print the answer in the format asked for."""
        if (counted := _COUNTED.get()) is not None:
            counted.append(len(answer) if isinstance(answer, Sequence) else 1)
            return
        if self.format != "text":
            return self.write(render(answer, self.format, self.lang, self._own_words))
        from screen.formers import formers_text

        said = text()
        self.write("\n\n".join(filter(None, (said, formers_text(answer, self.look, said)))))

    def show_done(self, answer: Record | Sequence[Record], text: Callable[[], str]) -> None:
        """The same of what was done; where that was a trial, it says so."""
        self.show(answer, text)
        if self.is_dry:
            self.tell("word.dry_run")

    def write(self, text: str) -> None:
        """Answers to stdout or to the file of `--out`."""
        if self.settings.out is None or self.settings.out == "-":
            text = self.look.safe(text) if self.format == "text" else text
            if self.format == "text" and self._is_paged(text):
                click.echo_via_pager(f"{text}\n", color=self.look.colour)
            else:
                click.echo(text)
            return
        # spreadsheets take a file without this mark for an old code page
        encoding = "utf-8-sig" if self.format == "csv" else "utf-8"
        write_file(Path(self.settings.out), text + "\n", encoding)

    def _is_paged(self, text: str) -> bool:
        """A long answer to somebody at a terminal, who has not said otherwise (`--no-pager`, `PAGER=`)."""
        if not self.settings.pager or os.environ.get("PAGER") == "" or not sys.stdout.isatty():
            return False
        return text.count("\n") >= shutil.get_terminal_size().lines

    def tell(self, word: str, /, **values: Any) -> None:
        """Words about what was done to stderr, unless `--quiet`."""
        if not self.settings.quiet and not is_counting():
            click.echo(self.look.say(word, **values), err=True)

    @contextmanager
    def progress(self, word: str) -> Iterator[Callable[[int, int], None] | None]:
        """A progress bar on stderr where a person looks at it; what it gives takes (done, total)."""
        if self.settings.quiet or not sys.stderr.isatty():
            yield None
            return
        with click.progressbar(length=1, label=self.look.say(word), file=sys.stderr) as bar:

            def step(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            yield step


class When:
    """`--as-of` and `--known-at` of one call; the day asked about is then seen as today."""

    def __init__(self, common: Common, as_of: str | None, known_at: str | None) -> None:
        from engine.scope import View

        moment = filled(known_at)
        self.view: View = View(common.today, given_day(as_of), None if moment is None else parse_moment(moment))
        self._day = self.view.as_of or common.today
        self._is_to_come = self._day > common.today

    def look(self, look: Look) -> Look:
        """Seen from that day; of the past nothing is suggested."""
        return replace(look, today=self._day, is_past=True) if self.view.is_past else look

    def around(self, text: str, look: Look, differences: Sequence[str] = ()) -> str:
        """The text under a line that says what it is about."""
        if not self.view.is_past:
            return text
        from screen.past import past_title

        title = [past_title(self.view, look)]
        if self._is_to_come:
            title.append(look.paint(look.say("past.to_come"), "risk"))
        return "\n".join([*title, text, *differences])


def scope_of(given: dict[str, Any]) -> Scope:
    """What a question is about; taken out of what was given."""
    from engine.scope import Scope

    return Scope(given.pop("cascade"), given.pop("under"), given.pop("period"))


def watched(seconds: int | None, ask: Callable[[], Any]) -> Any:
    """Ask once; where somebody at a terminal watches, again and again in the same place until stopped."""
    if seconds is None or is_counting() or not sys.stdout.isatty():
        return ask()
    while True:
        click.clear()
        ask()
        time.sleep(seconds)


def read_policy(file: PolicyFile, cascade: Cascade) -> Policy:
    """A policy that a document names, as `prepare` and `check` want it read; only then is its language loaded."""
    from rules import policies

    return policies.read_policy(file, cascade)


def _those(keys: Iterable[str], text: str | None) -> list[str]:
    return [key for key in keys if text is None or key == text.strip() or key.startswith(f"{text.strip()}/")]


def program() -> str:
    """How this program can be called again: by its name if the shell finds it, else by its path."""
    called = sys.argv[0] if sys.argv else ""
    if Path(called).name != "dondoc" or shutil.which("dondoc") is not None:
        return "dondoc"
    try:
        return os.path.relpath(called)
    except OSError:  # the current folder is gone
        return called


def write_file(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file whole, or leave what was there as it was. Raises Unwritable."""
    ensure_writable(path)
    raw = text.encode(encoding)
    target = path.resolve()
    is_plain = target.is_file() or not target.exists()  # else a device or a pipe
    aside = target.with_name(f".{target.name}.part") if is_plain and os.access(target.parent, os.W_OK) else target
    try:
        aside.write_bytes(raw)
        if aside != target:
            aside.replace(target)
    except OSError as error:
        if aside != target:
            aside.unlink(missing_ok=True)
        raise Unwritable(str(path), why(error)) from None


def ensure_writable(path: Path) -> None:
    """See that a file can be written, before anything is done whose answer goes there. Raises Unwritable."""
    try:
        there = path if path.exists() else path.parent
        if not there.exists():
            raise FileNotFoundError
        if path.is_dir():
            raise IsADirectoryError
        if not os.access(there, os.W_OK):
            raise PermissionError
    except OSError as error:
        raise Unwritable(str(path), why(error)) from None


class Unwritable(UnreadableFile):
    """A file that cannot be written."""

    code = "unwritable-file"


class Missing(InputError):
    """Something that a command cannot do without."""

    code = "missing"
    fields = ("what", "example")


class Unfilled(InputError):
    """The `…` of a suggested command, left as it is."""

    code = "unfilled"
    fields = ("option",)


def refuse_unfilled(given: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """See that no blank was left as it is. `names`: of each parameter as it is typed. Raises Unfilled."""
    for name, value in given.items():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and text.strip().strip("\"'") in BLANKS:
                raise Unfilled(names.get(name, name))


def filled(text: str | None) -> str | None:
    """A value as given; None where the `…` of a suggested command was left as it is."""
    return None if text is None or text.strip().strip("\"'") in BLANKS else text


def given_day(text: str | None) -> date | None:
    """A day as given, ISO or dd/mm/yyyy. Raises BadDate."""
    text = filled(text)
    return None if text is None else parse_day(text)
