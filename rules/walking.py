"""Walks by chance on large cascades: each on a small branch, guided by Hypothesis towards walks of many triggers.

A branch is a task, a consolidation that waits for it, and the one above that. What a walk draws is which of the moves
that the machine allows there comes next, sometimes by somebody who may not make it. A walk by which a rule breaks is
shortened until no move can be left out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings, target
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from engine.cascade.judging import RELEASE
from engine.policies.watching import is_of
from features.steps.cascades import Cascade, inside
from rules.judging import Last, Position
from rules.moves import Move
from rules.offering import WIDE, Group, Offering

if TYPE_CHECKING:
    from rules.exploring import Exploring

STEPS = 12  # moves of a walk at most
_AT_ONCE = 1_000  # walks before another seed is taken
_ELSEWHERE = 4  # one walk in so many may be where nothing has been done yet
_BESIDE = 4  # one move in so many is none that moves the tasks
_ONWARD = 2  # one move in so many is the next of somebody's main line
_WRONG = 6  # one move in so many is tried by the one who is last to be thought of

Branch = frozenset[str]
Choice = Callable[[int], int]
"""One of so many, by its number from 0."""


class Broke(Exception):
    """A rule broke that had not before."""


def branches(cascade: Cascade) -> list[Branch]:
    """Every task with a consolidation above it and the one above that; where nothing merges, each task alone."""
    above = cascade.above
    found = [
        frozenset((low, *(node.key for node in (middle, *above.get(middle.key, ())[:1]))))
        for low, every in above.items()
        for middle in every
    ]
    return found or [frozenset({node.key}) for node in cascade.graph.tasks]


def walk_until(is_over: Callable[[], bool], walk: Callable[[Choice], float], first_seed: int) -> None:
    """Walk until it is over. Who walks raises Broke for a rule that breaks; then it begins anew, to look for others."""
    number = first_seed
    while not is_over():

        @seed(number)
        @settings(
            max_examples=_AT_ONCE,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.target),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(st.data())
        def once(data: st.DataObject) -> None:
            if not is_over():
                target(walk(lambda count: data.draw(st.integers(0, count - 1))))

        with contextlib.suppress(Broke, HypothesisException):  # it is over, or broke, only once
            once()
        number += 1


class Walker:
    """Walks on one scenario's cascade from `start`. `over`: the rules that broke already, by position.

    While it walks, it asks where the tasks of its branch stand; the rules look at a walk when it ends.
    """

    def __init__(self, exploring: Exploring, start: Position) -> None:
        self.exploring, self.start = exploring, start
        every, tasks = branches(exploring.cascade), start.running.tasks.values()
        meant = {inside(task.key) for task in tasks if any(is_of(rule.extent, task) for rule in exploring.rules)}
        self.chosen = chosen = [each for each in every if each & meant] or every
        moved = {inside(task.key) for event, task in start.happened if event.activity != RELEASE}
        near = frozenset[str]().union(*(each for each in chosen if each & moved))
        self._stirring = [each for each in chosen if each & near] or chosen  # what is to be merged with it, too
        self.over: set[int] = set()
        self._offerings: dict[Branch, Offering] = {}
        self._before = {key: (task.state, task.standing) for key, task in start.running.tasks.items()}
        self._seen: set[Hashable] = set()

    def walk(self, choose: Choice) -> float:
        """One walk; how many triggers were done in it. Raises Broke where a rule breaks that was not over."""
        exploring, copy = self.exploring, self.exploring.copy
        pool = self.chosen if choose(_ELSEWHERE) == _ELSEWHERE - 1 else self._stirring
        branch = pool[choose(len(pool))]
        offering, place = self._offering(branch), self.start
        copy.put_back(copy.start, copy.told)
        moves: tuple[Move, ...] = ()
        for _ in range(choose(STEPS) + 1):
            groups = self._turn(choose, offering.of(place, copy.keeper.told, copy.today))
            if not groups:
                break
            group = groups[choose(len(groups))]
            move = group[-1 if choose(_WRONG) == _WRONG - 1 else 0]
            if exploring.does(move):
                moves = (*moves, move)
                place = self._place(branch)
        self._put_back(branch)
        if not moves:
            return 0
        if broken := self._broken_by(moves) - self.over:
            for at in broken:
                self._shorten(at, moves)
            self.over |= broken
            raise Broke
        return len({move.name for move in moves})

    def _broken_by(self, moves: tuple[Move, ...]) -> set[int]:
        """The rules that are broken where the copy has come to."""
        whole, _ = self.exploring.copy.look(self.exploring.cascade, self.exploring.rules)
        self.exploring.note(whole, moves)
        return {at for at, watched in enumerate(whole.found) if watched.breaches}

    def _shorten(self, rule: int, moves: tuple[Move, ...]) -> None:
        """Leave out moves, two that follow on each other or one, as long as the rule breaks all the same."""
        for width in (2, 1):
            at = len(moves) - width
            while at >= 0:
                out, later = moves[at : at + width], moves[at + width :]
                left = (*moves[:at], *later)
                is_free = not any(_counts_on(each, later) for each in out)
                if left and is_free and not self.exploring.is_over() and self._breaks(rule, left):
                    moves = left
                at -= 1

    def _breaks(self, rule: int, moves: tuple[Move, ...]) -> bool:
        copy = self.exploring.copy
        copy.put_back(copy.start, copy.told)
        return all(map(self.exploring.does, moves)) and rule in self._broken_by(moves)

    def _turn(self, choose: Choice, groups: Sequence[Group]) -> Sequence[Group]:
        """The main line, or all that moves the tasks, or now and then what is asked, put right, done with documents."""
        data = self.exploring.cascade.lifecycle.data
        moving = data.triggers.keys() | data.side_triggers.keys()
        onward = [each for each in groups if each[0].kind == "trigger" and each[0].name in data.triggers]
        if onward and choose(_ONWARD) == 0:
            return onward
        is_moving = [each[0].kind == "trigger" and each[0].name in moving for each in groups]
        wanted = choose(_BESIDE) != _BESIDE - 1
        return [each for each, moves in zip(groups, is_moving, strict=True) if moves is wanted] or groups

    def _offering(self, branch: Branch) -> Offering:
        if branch not in self._offerings:
            cascade = self.exploring.cascade
            self._offerings[branch] = Offering(cascade, self.start, WIDE, branch, tries_all=False)
        return self._offerings[branch]

    def _place(self, branch: Branch) -> Position:
        """Where the tasks of the branch have come to; the others are taken to stand as they did."""
        start, cascade = self.start, self.exploring.cascade
        heads, rows = dict(start.heads), dict(start.rows)
        with self.exploring.copy.asking() as seen:
            for short in branch:
                key = cascade.full_key(short)
                row = seen.task(key, cascade=cascade.key)
                start.running.apply(start.running.tasks[key], row.state, row.standing, {})
                history = seen.history(key, cascade=cascade.key)
                undone = {seq for each in history for seq in each.payload.get("undone", ())}
                rows[key] = {
                    each.trigger: Last(each.seq, each.agency if each.kind == "move" else None, each.occurred_on)
                    for each in history
                    if each.seq not in undone and each.trigger and each.occurred_on
                }
                heads[key] = max((each.on for each in rows[key].values()), default=start.launched_on)
        states = (self._state(cascade.full_key(short)) for short in sorted(branch))
        self._seen.add((branch, *states))
        self.exploring.found.states = len(self._seen) + 1
        return replace(start, heads=heads, rows=rows)

    def _state(self, key: str) -> tuple[str, str]:
        task = self.start.running.tasks[key]
        return task.state, task.standing

    def _put_back(self, branch: Branch) -> None:
        running = self.start.running
        for short in branch:
            key = self.exploring.cascade.full_key(short)
            running.apply(running.tasks[key], *self._before[key], {})


def _counts_on(move: Move, later: Sequence[Move]) -> bool:
    """Whether a later move is about a row by its number, which would be another one without this move."""
    return any(each.seq is not None and each.task in (move.task, "") for each in later) or (
        move.kind in ("release", "revoke") and any(each.seq is not None for each in later)
    )
