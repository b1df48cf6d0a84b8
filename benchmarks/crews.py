"""Writers side by side, each a process of its own, that do their next share of the work at a word."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from benchmarks.pairs import Side

Share = Callable[[int], object]  # does the share of that number
_PROCESSES = multiprocessing.get_context("fork")


@contextmanager
def crew(writers: int, start: Callable[[int], Share]) -> Iterator[Side]:
    """A side that lets all writers do their next share at once and waits for the last of them.

    `start`: connects the writer of that number, in its own process, and gives how it works.
    """
    lines, workers = [], []
    for number in range(writers):
        mine, theirs = _PROCESSES.Pipe()
        worker = _PROCESSES.Process(target=_work, args=(number, start, theirs), daemon=True)
        worker.start()
        lines.append(mine)
        workers.append(worker)
    for line in lines:
        line.recv()

    def side() -> float:
        started = time.perf_counter()
        for line in lines:
            line.send(True)
        answers = [line.recv() for line in lines]
        seconds = time.perf_counter() - started
        if failed := [answer for answer in answers if answer is not None]:
            raise AssertionError(f"{len(failed)} of {writers} writers failed: {failed[0]}")
        return seconds

    try:
        yield side
    finally:
        for line, worker in zip(lines, workers, strict=True):
            line.send(False)
            worker.join()


def _work(number: int, start: Callable[[int], Share], line: Connection) -> None:
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
