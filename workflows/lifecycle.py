"""The state machine of a task: lifecycle data → machine → verdict.

`definitions/lifecycles/*.yaml` says which states there are and which trigger leads where, for whom and under which
guards; the `transitions` library runs it. The machine is the only judge of what is legal, for one task and for a bulk.

Guards are names from a closed list (`GUARDS`). `transitions` would import and call any dotted name it is given, and
checks neither guards nor targets when a machine is built, so the data is validated before a machine exists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from transitions import Machine, MachineError

from workflows.errors import DondocError

Role = Literal["assignee", "consolidator", "issuer", "superior"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
GuardName = Literal["owes_plan", "owes_report", "owes_result", "consolidates", "inputs_closed"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at: what the task owes, and how many of its inputs are still open."""

    owes_plan: bool = False
    owes_report: bool = False
    consolidates: bool = False
    open_inputs: int = 0


GUARDS: Mapping[str, Callable[[Any], bool]] = {
    "owes_plan": lambda facts: facts.owes_plan,
    "owes_report": lambda facts: facts.owes_report,
    "owes_result": lambda facts: facts.owes_report or facts.consolidates,
    "consolidates": lambda facts: facts.consolidates,
    "inputs_closed": lambda facts: facts.open_inputs == 0,
}
# guards whose answer changes while a task lives; all others are settled when the cascade is launched
CHANGING_GUARDS = frozenset({"inputs_closed"})


class Label(BaseModel):
    """A word on screen, in Vietnamese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str

    def say(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


class State(Label):
    """A state with its words on screen and a sentence that explains it."""

    about: Label


class Move(BaseModel):
    """One arrow: from a state to a state, when all guards of `when` hold and none of `unless`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: Name = Field(alias="from")
    dest: Name = Field(alias="to")
    when: tuple[GuardName, ...] = ()
    unless: tuple[GuardName, ...] = ()


class Trigger(BaseModel):
    """What an actor does to move a task: who may, along which arrows, and the words for it undone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    undone: Label
    who: tuple[Role, ...] = Field(min_length=1)
    moves: tuple[Move, ...] = Field(min_length=1)


class LifecycleData(BaseModel):
    """One file of `definitions/lifecycles/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: Label
    initial: Name
    states: dict[Name, State] = Field(min_length=2)
    triggers: dict[Name, Trigger] = Field(min_length=1)

    @model_validator(mode="after")
    def _states_exist(self) -> LifecycleData:
        named = {self.initial} | {
            state for trigger in self.triggers.values() for move in trigger.moves for state in (move.source, move.dest)
        }
        if unknown := sorted(named - self.states.keys()):
            raise ValueError(f"no such state: {', '.join(unknown)}")
        if "state" in self.triggers:
            raise ValueError("a trigger cannot be called state")
        return self


class Verdict:
    """What the machine says of one trigger on one task: where it leads, or what stands in its way."""

    __slots__ = ("dest", "objections")

    def __init__(self, dest: str | None, objections: tuple[str, ...] = ()) -> None:
        self.dest = dest
        self.objections = objections

    @property
    def is_legal(self) -> bool:
        return self.dest is not None

    def __repr__(self) -> str:
        return f"Verdict(dest={self.dest!r}, objections={self.objections!r})"


class _Case:
    """The scratch model on which `transitions` tries a trigger: a state, the facts, and the guards that said no."""

    __slots__ = ("facts", "objections", "state")

    def __init__(self, state: str, facts: Any) -> None:
        self.state = state
        self.facts = facts
        self.objections: list[str] = []


class _Guard:
    """One guard as `transitions` calls it; a no writes the guard's name into the case."""

    __slots__ = ("expected", "name", "test")

    def __init__(self, name: str, expected: bool) -> None:
        self.name, self.test, self.expected = name, GUARDS[name], expected

    def __call__(self, event: Any) -> bool:
        case = event.model
        if bool(self.test(case.facts)) is self.expected:
            return True
        case.objections.append(self.name if self.expected else f"not {self.name}")
        return False


class UnknownTrigger(DondocError):
    """The lifecycle has no trigger of that name."""

    code = "unknown-trigger"
    fields = ("trigger", "candidates")
    vi = "không có hành động “{trigger}”"
    en = 'there is no trigger "{trigger}"'
    hint_vi = "các hành động: {candidates}"
    hint_en = "triggers: {candidates}"


class Lifecycle:
    """A lifecycle with its machine. Judges; never changes a task."""

    def __init__(self, data: LifecycleData) -> None:
        self.data = data
        self.key = data.key
        self.initial = data.initial
        self._machine = self._build(data)

    @staticmethod
    def _build(data: LifecycleData) -> Machine:
        machine = Machine(
            model=None,
            states=list(data.states),
            initial=data.initial,
            auto_transitions=False,
            send_event=True,
        )
        for name, trigger in data.triggers.items():
            for move in trigger.moves:
                conditions: list[Any] = [_Guard(guard, True) for guard in move.when] + [
                    _Guard(guard, False) for guard in move.unless
                ]
                machine.add_transition(name, move.source, move.dest, conditions=conditions)
        return machine

    def trigger_name(self, text: str) -> str:
        """`draft-plan` and `draft_plan` → `draft_plan`. Raises UnknownTrigger."""
        name = text.strip().replace("-", "_")
        if name not in self.data.triggers:
            raise UnknownTrigger(text, tuple(self.data.triggers))
        return name

    def judge(self, trigger: str, state: str, facts: Any) -> Verdict:
        """Ask the machine what `trigger` would do to a task in `state`. Changes nothing.

        `facts` has the attributes of `Facts`. An empty `objections` with no `dest` means that no arrow of that trigger
        leaves the state at all.
        """
        case = _Case(state, facts)
        try:
            moved = self._machine.events[trigger].trigger(case)
        except MachineError:
            return Verdict(None)
        return Verdict(case.state) if moved else Verdict(None, tuple(dict.fromkeys(case.objections)))

    def who_may(self, trigger: str) -> tuple[Role, ...]:
        """The roles that the file lets fire this trigger."""
        return self.data.triggers[trigger].who

    def sources(self, trigger: str) -> tuple[str, ...]:
        """The states that the trigger's arrows leave, in the file's order."""
        return tuple(dict.fromkeys(move.source for move in self.data.triggers[trigger].moves))

    def next_trigger(self, state: str, facts: Any) -> str | None:
        """The trigger that a task in `state` owes next, whether or not its inputs are closed; None: it is finished."""
        settled = Settled(facts)
        for name in self.data.triggers:
            if state in self._sources[name] and self.judge(name, state, settled).is_legal:
                return name
        return None

    def path(self, facts: Any) -> tuple[str, ...]:
        """The states that a task with these duties passes, from the initial one to its last."""
        states = [self.initial]
        while (trigger := self.next_trigger(states[-1], facts)) is not None:
            dest = self.judge(trigger, states[-1], Settled(facts)).dest
            if dest is None or dest in states:
                break
            states.append(dest)
        return tuple(states)

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(self.sources(name)) for name in self.data.triggers}

    def as_mermaid(self, lang: str = "vi") -> str:
        """The machine as a mermaid state diagram, with its guards on the arrows."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {name}: {state.say(lang)}" for name, state in self.data.states.items()]
        for trigger in self.data.triggers.values():
            for move in trigger.moves:
                guards = [*move.when, *(f"not {guard}" for guard in move.unless)]
                lines.append(
                    f"    {move.source} --> {move.dest}: {trigger.label.say(lang)}"
                    + (f" [{', '.join(guards)}]" if guards else "")
                )
        return "\n".join(lines) + "\n"


class Settled:
    """The facts with every changing guard taken as satisfied: what a task owes, whatever it waits for."""

    __slots__ = ("consolidates", "open_inputs", "owes_plan", "owes_report")

    def __init__(self, facts: Any) -> None:
        self.owes_plan = facts.owes_plan
        self.owes_report = facts.owes_report
        self.consolidates = facts.consolidates
        self.open_inputs = 0


def parse_lifecycle(data: Mapping[str, Any]) -> Lifecycle:
    """Plain data (from YAML or a pinned copy) → Lifecycle. Raises ValidationError on hostile or broken data."""
    return Lifecycle(LifecycleData.model_validate(data))
