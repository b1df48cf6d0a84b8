"""A rule over a whole cascade, as data: one of a few patterns over named facts. No expression language, no code.

The patterns are those of Dwyer, Avrunin and Corbett, "Patterns in Property Specifications for Finite-State
Verification" (ICSE 1999): absence, universality, precedence, response; and the bounded response of Konrad and Cheng,
"Real-time Specification Patterns" (ICSE 2005). A rule speaks of every task of its scope, each for itself:

| pattern            | holds for a task if |
|---|---|
| `absence`          | `event` never happens, or never while `given` holds |
| `absence_after`    | once `other` has happened, `event` does not, until `other` is taken back |
| `universality`     | `then` holds at every moment, or at every moment at which `given` does |
| `precedence`       | `event` never happens before `other` has, for every task that `other` speaks of |
| `response`         | after `event`, `other` happens some day |
| `bounded_response` | after `event`, `other` happens within `within` working days |
| `until`            | `then` holds from the start until `event` happens |
| `effect`           | `then` holds right after each `event` |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from workflows.lifecycle import Role

Pattern = Literal[
    "absence", "absence_after", "universality", "precedence", "response", "bounded_response", "until", "effect"
]
Whose = Literal["own", "inputs", "below", "above"]
"""Whose an event is, seen from the task that the rule speaks of: its own; one that it merges; one anywhere below it,
by edges; a consolidation that waits for it."""
Effect = Literal["told", "noted", "refused"]
"""What becomes of a move that breaks the rule where it is pinned: the audit tells it; it is noted; it is refused."""
Fact = Literal[
    "inputs_open",  # some task that it merges has not given its report
    "unfinished",  # something is still owed, and waited for
    "finished",  # nothing is owed any more
    "overdue",  # what is owed next was due before today
    "blocked",  # it merges, is active, and waits for inputs
    "urged",  # it is told to those who ask whom to urge: overdue, or holding somebody up, and able to act
    "can_go_on",  # somebody can do something by which it comes nearer to its end
    "due_before_above",  # its report is due before the day on which each consolidation that waits for it is
    "due_past_above",  # its report is due after the day of a consolidation that waits for it
    "dated",  # its next report has a day
    "standing",  # it stands so (`argument`: a standing)
    "done",  # that step is behind it (`argument`: a trigger of the main line)
    "owes",  # documents ask that step of it (`argument`: a trigger of the main line)
    "passed_on",  # a consolidation that would wait for it was passed on without it
]
OF_THE_GRAPH = frozenset({"due_before_above", "due_past_above", "dated"})
"""Facts that the dates and routes of a graph decide, whatever anybody does."""
AT_THE_MOVE = frozenset(
    {"inputs_open", "unfinished", "finished", "due_past_above", "due_before_above", "standing", "done"}
)
"""Facts that a move decides, with what is kept of its task and of those right above it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A named fact of a task, or its opposite."""

    fact: Fact
    argument: str = ""
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something done: one of these triggers, by whom; `kinds`: of the agency whose task it is; `to`: whom it goes to.

    `gives`: any by which the report that is waited for counts as given. `report`: which one is returned. `not_by`: by
    somebody who has none of these roles on the task; what follows from something else is done by nobody.
    """

    triggers: tuple[str, ...] = ()
    whose: Whose = "own"
    kinds: tuple[str, ...] = ()
    to: str | None = None
    gives: bool = False
    report: str | None = None
    not_by: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """Which tasks a rule speaks of; empty: all. Agencies are keys, `excepted` too."""

    document: str | None = None
    kinds: tuple[str, ...] = ()
    period: str | None = None
    agencies: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `sentence`: as it is written; `place`: file and line; `effect`: where the rule is pinned."""

    sentence: str
    pattern: Pattern
    extent: Extent = field(default_factory=Extent)
    event: Happening | None = None
    other: Happening | None = None
    given: Condition | None = None
    then: Condition | None = None
    within: int | None = None
    effect: Effect = "told"
    place: str = ""

    @property
    def is_of_the_graph(self) -> bool:
        """Whether dates and routes alone decide it."""
        facts = [each.fact for each in (self.given, self.then) if each is not None]
        return self.pattern == "universality" and bool(facts) and all(fact in OF_THE_GRAPH for fact in facts)

    @property
    def is_decided_by_the_move(self) -> bool:
        """Whether one move, and what is kept of its task and those right above, decides it: only such may refuse."""
        return (
            self.pattern == "absence"
            and self.event is not None
            and self.event.whose == "own"
            and self.event.to is None
            and self.event.report is None
            and not self.event.not_by
            and (self.given is None or self.given.fact in AT_THE_MOVE)
        )

    def content(self) -> dict[str, Any]:
        """As JSON data."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", ())}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Rule:
        """What `content` told."""
        found = dict(content)
        for name, kind in (("event", Happening), ("other", Happening), ("given", Condition), ("then", Condition)):
            if name in found:
                found[name] = kind(**_tuples(found[name]))
        found["extent"] = Extent(**_tuples(found.get("extent", {})))
        return cls(**found)


def _tuples(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
