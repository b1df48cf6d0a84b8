"""Where the time goes: the top of a profile, and how much of it the database took."""

from __future__ import annotations

import cProfile
import io
import pstats
import sqlite3
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any


def profile(work: Callable[[], object], lines: int = 25, by: str = "tottime") -> str:
    """The functions that took most, when `work` runs once. The profiler itself slows Python, not the database."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).strip_dirs().sort_stats(by).print_stats(lines)
    return "\n".join(line for line in text.getvalue().splitlines() if line.strip())


def peak_memory(work: Callable[[], object]) -> float:
    """The peak of Python's memory while `work` runs once, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


class TimedConnection:
    """A sqlite3 connection that adds up how long each kind of statement took, by its first word."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        return self._timed(statement, self._connection.execute, parameters)

    def executemany(self, statement: str, parameters: Any) -> Any:
        return self._timed(statement, self._connection.executemany, parameters)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def close(self) -> None:
        self._connection.close()

    def forget(self) -> None:
        """Begin to count anew."""
        self.seconds.clear()
        self.calls.clear()

    def _timed(self, statement: str, run: Callable[[str, Any], Any], parameters: Any) -> Any:
        started = time.perf_counter()
        try:
            return run(statement, parameters)
        finally:
            word = statement.split(None, 1)[0]
            self.seconds[word] += time.perf_counter() - started
            self.calls[word] += 1


def breakdown(connection: TimedConnection, seconds: float, times: int) -> str:
    """Microseconds for one of `times` pieces of work: by kind of statement, and what is left for Python."""
    lines = []
    for word, spent in sorted(connection.seconds.items(), key=lambda item: -item[1]):
        calls = connection.calls[word] / times
        lines.append(f"  {word:<10} {spent / times * 1e6:8.1f} µs  {spent / seconds:5.0%}  {calls:.1f} statements")
    rest = seconds - sum(connection.seconds.values())
    lines.append(f"  {'Python':<10} {rest / times * 1e6:8.1f} µs  {rest / seconds:5.0%}  all else, fetching included")
    lines.append(f"  {'all':<10} {seconds / times * 1e6:8.1f} µs")
    return "\n".join(lines)
