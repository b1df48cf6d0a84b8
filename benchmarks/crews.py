"""Writers side by side, each a process of its own, that do their next share of the work at a word."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection

from benchmarks.pairs import Side

Share = Callable[[int], object]  # does the share of that number
PROCESSES = multiprocessing.get_context("fork")


@contextmanager
def workers(count: int, work: Callable[[int, Connection], None]) -> Iterator[list[Connection]]:
    """So many processes that are ready, and the line to each: True asks for its next share, False ends it.

    `work`: what the process of that number does; it says on its line that it is ready, then what came of each share.
    """
    lines, processes = [], []
    for number in range(count):
        mine, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=work, args=(number, theirs), daemon=True)
        process.start()
        lines.append(mine)
        processes.append(process)
    for line in lines:
        line.recv()
    try:
        yield lines
    finally:
        for line, process in zip(lines, processes, strict=True):
            line.send(False)
            process.join()


@contextmanager
def crew(writers: int, start: Callable[[int], Share]) -> Iterator[Side]:
    """A side that lets all writers do their next share at once and waits for the last of them.

    `start`: connects the writer of that number, in its own process, and gives how it works.
    """
    with workers(writers, partial(_work, start)) as lines:

        def side() -> float:
            started = time.perf_counter()
            for line in lines:
                line.send(True)
            answers = [line.recv() for line in lines]
            seconds = time.perf_counter() - started
            if failed := [answer for answer in answers if answer is not None]:
                raise AssertionError(f"{len(failed)} of {writers} writers failed: {failed[0]}")
            return seconds

        yield side


def _work(start: Callable[[int], Share], number: int, line: Connection) -> None:
    share, at = start(number), 0
    line.send(None)
    while line.recv():
        failure = None
        try:
            share(at)
        except Exception as error:  # told to the process that measures
            failure = repr(error)
        line.send(failure)
        at += 1
