"""Parts of cascades verified side by side: processes with connections of their own, all of which see one snapshot.

PostgreSQL hands the snapshot of a transaction on (`pg_export_snapshot`). Where cascades lie on several machines, each
has one of its own, which nobody hands on: all begin at nearly the same time, and every process tells in which snapshot
it sees each cascade. SQLite cannot at all: there it is seen by the database's own count of changes
(`PRAGMA data_version`) that nothing came in between. Who has something else to do meanwhile does not wait for them to
begin: a thread looks whether they see the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from engine.proving.blaming import FAULTS
from engine.proving.broken import Broken, Findings
from engine.proving.mandates import MandateChain
from engine.proving.pinned import CascadeFacts, Proven, read_cascade
from engine.proving.walking import Part, Walker
from engine.store.database import Database, Row, Transaction, connect, open_database
from workflows.errors import DondocError

T = TypeVar("T")

_PROCESSES = multiprocessing.get_context("spawn")  # no connection of SQLite may be carried into a fork
_PARTS = 64  # of one cascade, at most
_LEAST = 2_000  # tasks, for which asking somebody else is worth it
_TIMES = 4  # each process gets so many parts, so that one is not waited for long
_TRIES = 50
_LONG = 200_000  # rows of history, for which waiting until processes have started is worth it
_LONG_ENOUGH = 20_000  # for which starting them is, where nobody waits
_MOST = 4  # processes that nobody asked for


def as_many_as_pay(database: Database, *, is_waited_for: bool = True) -> int:
    """How many processes to verify it with, where nobody says it: one, unless its history is long.

    `is_waited_for`: who asks has nothing else to do until they have begun.
    """
    rows = database.read(lambda tx: tx.row("SELECT count(*) FROM history"))
    is_long = rows is not None and rows[0] >= (_LONG if is_waited_for else _LONG_ENOUGH)
    return min(_MOST, len(os.sched_getaffinity(0))) if is_long and hasattr(os, "sched_getaffinity") else 1


class ProcessLost(DondocError):
    """One of several processes ended in the middle of its work."""

    code = "process-lost"


class Asked(NamedTuple):
    """A part to be verified. `wanted`: of tasks whose rows somebody wants to see which ones (`walking.Wanted`)."""

    part: Part
    wanted: Mapping[int, tuple[int, ...]]


class Examined(NamedTuple):
    """What was found in a part. `counts`: tasks, rows, edges; `documents`: what its chains say of these, by number.

    `seen`: the rows that somebody wanted to see, as `walking.See` shows them.
    """

    part: Part
    counts: tuple[int, int, int]
    broken: tuple[Broken, ...]
    more: int
    documents: Mapping[int, Proven]
    receipts: Mapping[str, tuple[str, int]]
    seen: Sequence[tuple[int, str, Mapping[int, str | None], int]]


class Crew(Protocol):
    """Those who verify parts."""

    def at_once(self, tasks: int, *, in_one_go: bool) -> int:
        """How many tasks a part has best, of so many in all. `in_one_go`: nobody has time to hand out more."""

    def examine(self, asked: Iterable[Asked]) -> Iterator[Examined]:
        """What they found, in the order asked; they begin at once."""

    def is_there(self) -> bool:
        """Whether they see what who asks sees. Else he has to do it himself."""


def parts_of(cascade_id: int, tasks: int, at_once: int) -> list[Part]:
    """A cascade of so many tasks in parts; the first and the last have no bound, whatever the numbers are."""
    step = max(at_once, -(-tasks // _PARTS), 1)
    ends = [*range(step, max(tasks, 0), step)]
    return [Part(cascade_id, *bounds) for bounds in zip([None, *(end + 1 for end in ends)], [*ends, None], strict=True)]


class Examiner:
    """Verifies parts within one transaction."""

    def __init__(self, tx: Transaction, receipts: Sequence[str] = (), folder: Path | None = None) -> None:
        self._tx, self._receipts, self._folder = tx, receipts, folder
        self._mandates = MandateChain(tx, Findings())  # what of these does not hold, somebody else tells
        self._facts: CascadeFacts | None = None

    def examine(self, asked: Asked) -> Examined:
        """What does not hold in a part, apart from what is told of the cascade as a whole."""
        part, wanted = asked
        if self._facts is None or self._facts.cascade_id != part.cascade_id:
            self._facts = read_cascade(self._tx, part.cascade_id, Findings())
        findings, seen = Findings(), []
        walker = Walker(self._tx, findings, self._mandates, self._receipts, self._folder)

        def see(number: int, task: str, digests: Mapping[int, str | None], length: int) -> None:
            seen.append((number, task, digests, length))

        walker.walk(self._facts, part, lambda number: wanted.get(number, ()), see)
        counts = walker.tasks, walker.rows, walker.feeds
        told = tuple(findings), findings.more
        return Examined(part, counts, *told, self._facts.proven(), walker.receipts.found, seen)


class Processes:
    """So many processes that verify parts of one database. Raises what they raised, and ProcessLost."""

    def __init__(self, url: str, count: int, receipts: Sequence[str] = (), folder: Path | None = None) -> None:
        self._url, self._count = url, count
        self._lines: list[Connection] = []
        self._aside: ThreadPoolExecutor | None = None
        self._begun: Future[bool] | None = None
        self._processes = []
        for _ in range(count):
            mine, theirs = _PROCESSES.Pipe()
            process = _PROCESSES.Process(target=_work, args=(url, receipts, folder, theirs), daemon=True)
            process.start()
            theirs.close()
            self._lines.append(mine)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.terminate()
            process.join()

    def read(self, database: Database, question: Callable[[Transaction, Crew | None], T]) -> T:
        """Answer a question from one snapshot, which these processes see too.

        Where others write without a pause, so that no moment is found for that, it is answered without them.
        """
        self._wait()
        for _ in range(_TRIES):
            with Changes(self._url) as changes, database.snapshot() as tx:
                if self._all_see(_exported(tx), _looked(tx)) and changes.none():
                    return question(tx, self)
        with database.snapshot() as tx:
            return question(tx, None)

    def read_at_once(self, database: Database, question: Callable[[Transaction, Crew | None], T]) -> T:
        """The same, without waiting for them: who asks has something else to do until they see the same snapshot."""
        with ThreadPoolExecutor(1) as self._aside:
            changes = self._aside.submit(Changes, self._url).result()
            with database.snapshot() as tx:
                self._begun = self._aside.submit(self._begin, _exported(tx), _looked(tx), changes)
                return question(tx, self)

    def is_there(self) -> bool:
        return self._begun is None or self._begun.result()

    def _begin(self, snapshot: str | None, looked: list[Row], changes: Changes) -> bool:
        with changes:
            self._wait()
            return self._all_see(snapshot, looked) and changes.none()

    def _all_see(self, snapshot: str | None, looked: list[Row]) -> bool:
        """Whether all of them see the cascades as who asks has `looked` at them."""
        return self._all_begin(snapshot) == [looked] * self._count

    def _wait(self) -> None:
        """Until they have started."""
        for line in self._lines:
            _answer(line)

    def _all_begin(self, snapshot: str | None) -> list[list[Row]]:
        """In which snapshots each of them sees the cascades."""
        for line in self._lines:
            _send(line, _Begin(snapshot))
        return [_answer(line) for line in self._lines]

    def at_once(self, tasks: int, *, in_one_go: bool) -> int:
        return max(_LEAST, -(-tasks // (self._count * (1 if in_one_go else _TIMES))))

    def examine(self, asked: Iterable[Asked]) -> Iterator[Examined]:
        waiting, idle = enumerate(asked), list(self._lines)
        at: dict[Connection, int] = {}

        def hand_out() -> None:
            while idle and (given := next(waiting, None)) is not None:
                line = idle.pop()
                at[line] = given[0]
                _send(line, given[1])

        if self._aside is None:
            hand_out()
            return self._found(at, idle, hand_out)
        waiting = enumerate(list(asked))  # the thread asks nothing of a transaction that is not its own
        handed_out = self._aside.submit(lambda: hand_out() if self.is_there() else None)
        return self._found(at, idle, hand_out, handed_out)

    def _found(
        self,
        at: dict[Connection, int],
        idle: list[Connection],
        hand_out: Callable[[], None],
        handed_out: Future[None] | None = None,
    ) -> Iterator[Examined]:
        """What they found, in order. `at`: at which part each is; `handed_out`: what a thread does about that first."""
        found: dict[int, Examined] = {}
        following = 0
        if handed_out is not None:
            handed_out.result()
        while True:
            hand_out()
            if following in found:
                yield found.pop(following)
                following += 1
            elif at:
                ready = set(wait(list(at)))
                for line in [each for each in at if each in ready]:
                    found[at.pop(line)] = _answer(line)
                    idle.append(line)
            else:
                return


class Changes:
    """Whether anybody changed a SQLite database since this began; of PostgreSQL, which hands a snapshot on, it is no
    question. Asked in the thread that made it.
    """

    def __init__(self, url: str) -> None:
        self._looking = connect(url)[0] if url.startswith("sqlite:") else None
        self._before = self._count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._looking is not None:
            self._looking.close()

    def none(self) -> bool:
        return self._count() == self._before

    def _count(self) -> int:
        return 0 if self._looking is None else int(self._looking.execute("PRAGMA data_version").fetchone()[0])


def _exported(tx: Transaction) -> str | None:
    """The name of what the transaction sees, from now on; None on SQLite, which has none for it."""
    if tx.dialect == "postgresql":
        exported = tx.row("SELECT pg_export_snapshot()")
        assert exported is not None
        return str(exported[0])
    return None


class _Begin(NamedTuple):
    """See this snapshot from now on. None: what there is now."""

    snapshot: str | None


def _send(line: Connection, asked: Asked | _Begin) -> None:
    try:
        line.send(asked)
    except ConnectionError:
        raise ProcessLost from None


def _answer(line: Connection) -> Any:
    try:
        answer = line.recv()
    except (EOFError, ConnectionError):
        raise ProcessLost from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _work(url: str, receipts: Sequence[str], folder: Path | None, line: Connection) -> None:
    """What one of the processes does until its line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is interrupted, and closes the line
    try:
        with closing(open_database(url)) as database:
            line.send(True)
            asked = line.recv()
            while True:
                with database.snapshot() as tx:
                    if asked.snapshot is not None:
                        tx.run(f"SET TRANSACTION SNAPSHOT '{asked.snapshot}'")
                    line.send(_looked(tx))
                    examiner = Examiner(tx, receipts, folder)
                    while not isinstance(asked := line.recv(), _Begin):
                        line.send(examiner.examine(asked))
    except EOFError:
        pass  # who asked has all he wanted
    except (DondocError, *FAULTS) as error:  # whatever else ends the process, which is told, too
        line.send(error)


def _looked(tx: Transaction) -> list[Row]:
    """Look at every cascade, so that the transaction sees them from now on as they are; in which snapshots."""
    seen_in = "0" if tx.dialect == "sqlite" else "pg_current_snapshot()::text"
    return tx.rows(f"SELECT cascade_id, {seen_in} FROM cascade ORDER BY cascade_id")


def with_others(
    database: Database,
    question: Callable[[Transaction, Crew | None], T],
    others: int,
    receipts: Sequence[str] = (),
    folder: Path | None = None,
    *,
    is_waited_for: bool = True,
) -> T:
    """What a question answers that verifies, with so many other processes; 0: alone.

    `is_waited_for`: it has nothing else to do until they have begun.
    """
    if not others:
        return database.read(lambda tx: question(tx, None))
    with Processes(database.url, others, receipts, folder) as crew:
        return crew.read(database, question) if is_waited_for else crew.read_at_once(database, question)
