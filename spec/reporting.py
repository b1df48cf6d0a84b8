"""What is told of the rules that a scenario states: by the graph, by what it recorded, and by running on from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from engine.errors import Ambiguous, NotFound
from engine.policies.watching import Watched
from features.steps.world import World
from rules.exploring import Bounds, Exploring
from rules.files import FeatureFile, Scenario
from rules.moves import Telling
from rules.sentences import form_of
from spec.results import ExploredResult, RuleResult

Progress = Callable[[int, int], None]
_PARTS = 1000  # of the progress of one scenario


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule's result, and the lines of the shortest run by which it broke, if it did."""

    result: RuleResult
    lines: tuple[str, ...] = ()


def states_rules(scenario: Scenario) -> bool:
    """Whether a `Thì` step of the scenario is a rule."""
    return any(step.kind == "then" and form_of(step.text) for step in scenario.every_step)


def plain(found: Watched) -> Checked:
    """What the graph or the scenario's own history says."""
    counts = found.matched, found.held, found.broken, len(found.undecided), found.untouched
    return Checked(RuleResult("graph" if found.rule.is_of_the_graph else "history", *counts, found.is_vacuous))


class Turn:
    """Gives each scenario that states rules its share of what may be spent, and tells how far it all is."""

    def __init__(self, found: Sequence[FeatureFile], bounds: Bounds, progress: Progress | None) -> None:
        every = (scenario for file in found for scenario in file.scenarios if states_rules(scenario))
        self.left = self.total = sum(len(each.rows) for each in every)
        self.bounds, self._progress = bounds, progress
        self._end = None if bounds.seconds is None else monotonic() + bounds.seconds

    def explore(self, world: World, judged: Mapping[int, Watched]) -> dict[int, Checked]:
        """Run on from where the scenario stands; what is said of the rule of each step (its position)."""
        checked = {at: plain(each) for at, each in judged.items()}
        meant = [at for at, each in judged.items() if not each.rule.is_of_the_graph]
        seconds = None if self._end is None else max(self._end - monotonic(), 0) / max(self.left, 1)
        before, self.left = self.total - self.left, max(self.left - 1, 0)
        if not meant:
            return checked
        bounds = replace(self.bounds, seconds=seconds)
        began = monotonic()

        def progress(runs: int) -> None:
            assert self._progress is not None
            parts = [runs / bounds.runs] if bounds.runs else []
            parts += [(monotonic() - began) / seconds] if seconds else []
            self._progress(before * _PARTS + int(_PARTS * min(max(parts), 1)), self.total * _PARTS)

        rules = [judged[at].rule for at in meant]
        found = Exploring(world, rules, bounds, progress=None if self._progress is None else progress).go()
        telling = Telling(world.cascade, lambda key: name_of(world, key))
        for number, at in enumerate(meant):
            moves = found.broken.get(number)
            counts = found.runs, found.moves, found.refused, found.states, found.is_exhaustive
            arrows = len(found.arrows & found.possible), len(found.possible)
            broke = number not in found.fired, None if moves is None else len(moves)
            result = ExploredResult(*counts, *arrows, len(found.pairs), bounds.seed, *broke)
            lines = tuple(map(telling.line, moves or ()))
            checked[at] = Checked(replace(checked[at].result, explored=result), lines)
        return checked


def name_of(world: World, key: str) -> str:
    """By which steps find the agency: its name, where that is its alone."""
    name = world.cascade.names.get(key, key)
    try:
        return name if world.agency(name) == key and "," not in name else key
    except (NotFound, Ambiguous):
        return key
