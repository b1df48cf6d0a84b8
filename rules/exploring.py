"""Very many runs of the real machine and engine from where a scenario stands, with its rules watched.

Each run goes on in a copy of the scenario's database, in memory. Runs are tried breadth first over the states of all
tasks, so that the first by which a rule breaks is the shortest: first with the moves of one day, then with all.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from time import monotonic

from engine import Engine
from engine.answers import Answers
from engine.chain.effective import REQUEST
from engine.errors import Refused
from engine.policies.rules import Rule
from engine.policies.running import Happened, Task
from engine.scope import Scope, View
from engine.store.database import Database, connect_in_memory
from features.steps.cascades import Cascade
from features.steps.timekeeping import Timekeeper
from features.steps.touchable import Arrow, arrows_of
from features.steps.world import World
from rules.judging import Position, position
from rules.moves import Move, do
from rules.offering import NARROW, WIDE, Group, Offering
from workflows.lifecycle import ACTIVE, Lifecycle

_SMALL = 6  # tasks: a cascade that has more is walked on
_FOR_WHO_ASKS = frozenset({"not-yours", "not-on-behalf", "outside-mandate"})

Clock = Callable[[], float]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long is explored: so many runs, or so many seconds of one scenario; None: no bound. `seed`: of chance."""

    runs: int | None = None
    seconds: float | None = None
    seed: int = 0


@dataclass(slots=True)
class Explored:
    """What was tried from where one scenario stands, and what came of its rules.

    `runs`: each one move longer than one before, or a walk; `moves`: all that were made in them; `refused`: tried, and
    refused. `states`: in how many the tasks were found, taken together; `is_exhaustive`: whether each one that these
    moves lead to was. `broken`: by rule (its position) the moves of the shortest run by which it broke. `fired`: the
    rules of which something happened.
    """

    runs: int = 0
    moves: int = 0
    refused: int = 0
    states: int = 1
    is_exhaustive: bool = False
    arrows: set[Arrow] = field(default_factory=set)
    possible: frozenset[Arrow] = frozenset()
    pairs: set[tuple[str, str]] = field(default_factory=set)
    broken: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    fired: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Node:
    """A state that was found: how to come there, and what can be tried in it."""

    image: bytes
    told: date | None
    moves: tuple[Move, ...]
    groups: Sequence[Group]


class Copy:
    """The scenario's database in memory, put back to any image of it; and the world around it."""

    def __init__(self, world: World) -> None:
        assert world.path is not None
        self.connection = connect_in_memory()
        source = sqlite3.connect(world.path)
        source.backup(self.connection)
        source.close()
        self.start = _without_log(self.connection.serialize())
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.keeper = Timekeeper()
        self.keeper.follow(world.keeper.clock.moment)
        self.engine = Engine(Database("sqlite:///:memory:", self.connection, "sqlite"), self.keeper.clock)
        self._world = world
        self.told = world.keeper.told
        self.put_back(self.start, self.told)

    def put_back(self, image: bytes, told: date | None) -> None:
        """Let it be as it was in that image, on that day."""
        source = sqlite3.connect(":memory:")
        source.deserialize(image)
        source.backup(self.connection)
        source.close()
        self.keeper.told = told

    @property
    def today(self) -> date:
        """As in the scenario: the day told, else the last of the year."""
        return self.keeper.told or self._world.today

    def asking(self) -> Answers:
        """The questions as of its day."""
        return self.engine.seen(View(self.today))

    def look(self, cascade: Cascade, rules: Sequence[Rule]) -> tuple[Position, Hashable]:
        """Where it stands, with what its rules came to; and by what states are told apart."""
        with self.asking() as seen:
            found = position(seen, cascade, rules, self.today)
            asked = any(event.entry.kind == REQUEST for event, _ in found.happened)
            rows = seen.requests(Scope(cascade.key), pending_only=True) if asked else ()
            pending = {(row.task, row.asks_for) for row in rows}
        tasks = tuple(
            (task.state, task.standing, tuple(sorted(task.due.items()))) for task in found.running.tasks.values()
        )
        documents = tuple((document.is_out, document.revoked_on is None) for document in found.documents)
        return found, (self.keeper.told, tasks, documents, frozenset(pending), found.memory)

    def close(self) -> None:
        self.engine.close()


def _without_log(image: bytes) -> bytes:
    """As a file in the usual mode: one in WAL mode cannot be opened in memory.

    The mode stands in bytes 18 and 19 (sqlite.org/fileformat2.html, "File format version numbers").
    """
    return image[:18] + b"\x01\x01" + image[20:]


class Exploring:
    """Explores one scenario. `rules`: those that its history, not the graph, decides."""

    def __init__(
        self,
        world: World,
        rules: Sequence[Rule],
        bounds: Bounds,
        clock: Clock = monotonic,
        progress: Progress | None = None,
    ) -> None:
        self.cascade, self.rules, self.bounds, self.progress = world.cascade, rules, bounds, progress
        self._clock, self._end = clock, None if bounds.seconds is None else clock() + bounds.seconds
        self.copy = Copy(world)
        self.found = Explored(possible=arrows_of(world.cascade))
        self.refused_for = ""

    def go(self) -> Explored:
        """Explore as far as the bounds allow."""
        try:
            start, key = self.copy.look(self.cascade, self.rules)
            self.note(start, ())
            if len(self.cascade.graph.tasks) > _SMALL:
                self._walk(start)
                return self.found
            for breadth in (NARROW, WIDE):
                if not self._breadth_first(Offering(self.cascade, start, breadth), start, key):
                    return self.found
            self.found.is_exhaustive = True
            return self.found
        finally:
            self.copy.close()

    def is_over(self) -> bool:
        """Whether a bound is reached."""
        runs, end = self.bounds.runs, self._end
        return (runs is not None and self.found.runs >= runs) or (end is not None and self._clock() >= end)

    def does(self, move: Move) -> bool:
        """Have it happen in the copy; False where it is refused (`refused_for`: the rule)."""
        try:
            do(move, self.copy.engine, self.copy.keeper, self.cascade, self.copy.today)
        except Refused as refusal:
            self.found.refused += 1
            self.refused_for = refusal.rule
            return False
        return True

    def _is_settled(self, length: int) -> bool:
        """Whether no rule can break any more by a run shorter than one by which it broke."""
        return all(at in self.found.broken and len(self.found.broken[at]) <= length for at in range(len(self.rules)))

    def _breadth_first(self, offering: Offering, start: Position, key: Hashable) -> bool:
        """Whether every state was found, or none had to be any more."""
        seen = {key}
        copy = self.copy
        copy.put_back(copy.start, copy.told)
        waiting = deque([self._node((), offering, start)])
        while waiting:
            node = waiting.popleft()
            if self._is_settled(len(node.moves) + 1):
                return False
            image = zlib.decompress(node.image)
            copy.put_back(image, node.told)
            for group in node.groups:
                for move in group:
                    if self.is_over():
                        return False
                    if not self.does(move):
                        if self.refused_for not in _FOR_WHO_ASKS:
                            break
                        continue
                    moves = (*node.moves, move)
                    position, key = copy.look(self.cascade, self.rules)
                    self.note(position, moves)
                    if key not in seen:
                        seen.add(key)
                        self.found.states = max(self.found.states, len(seen))
                        waiting.append(self._node(moves, offering, position))
                    copy.put_back(image, node.told)
        return True

    def _walk(self, start: Position) -> None:
        """Walk on branches of the cascade, each time until a rule breaks that had not before."""
        from rules.walking import Walker, walk_until

        walker = Walker(self, start)
        walk_until(lambda: self.is_over() or len(walker.over) == len(self.rules), walker.walk, self.bounds.seed)

    def _node(self, moves: tuple[Move, ...], offering: Offering, position: Position) -> _Node:
        """The state in which the copy is."""
        told, image = self.copy.keeper.told, zlib.compress(self.copy.connection.serialize(), 1)
        return _Node(image, told, moves, offering.of(position, told, self.copy.today))

    def note(self, position: Position, moves: tuple[Move, ...]) -> None:
        """Count the run, and whatever rule broke in it."""
        found = self.found
        if moves:
            found.runs += 1
            found.moves += len(moves)
            names = [move.name or move.kind for move in moves]
            found.pairs |= set(pairwise(names))
            if self.progress is not None:
                self.progress(found.runs)
        found.arrows |= set(_arrows(self.cascade.lifecycle, position.happened))
        for at, watched in enumerate(position.found):
            if not watched.is_vacuous:
                found.fired.add(at)
            if watched.breaches and (at not in found.broken or len(moves) < len(found.broken[at])):
                found.broken[at] = moves


def _arrows(lifecycle: Lifecycle, happened: Iterable[tuple[Happened, Task]]) -> Iterator[Arrow]:
    """The arrows of the lifecycle that were taken."""
    standings: dict[str, str] = {}
    for event, task in happened:
        standing = standings.get(task.key, ACTIVE), event.standing
        standings[task.key] = event.standing
        if event.entry.kind == "move":
            yield Arrow.taken(lifecycle, event.activity, (event.before, event.state), standing)
