"""The state machine of a task: lifecycle data → machine → verdict.

`definitions/lifecycles/*.yaml` says which states there are and which trigger leads where, for whom and under which
guards; the `transitions` library runs it. The machine is the only judge of what is legal, for one task and for a bulk.

Standing (active, or one of those that the file names beside it) is a second, small machine built from the same file: a
trigger of the main line needs a standing; side triggers change it, or lead back on the path. What a standing means is
said here alone: only an active task counts; whether who waits for another one goes on waiting is the file's `awaited`.

Guards are names from a closed list (`GUARDS`). `transitions` would import and call any dotted name it is given, and
checks neither guards nor targets when a machine is built, so the data is validated before a machine exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from transitions import Machine, MachineError

from workflows.errors import DondocError
from workflows.mistakes import key_of, one_of
from workflows.said import Name as Called
from workflows.said import Said
from workflows.wrong import Wrong, wrong_at

Role = Literal["assignee", "consolidator", "issuer", "superior", "receiver"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
GuardName = Literal["owes_plan", "owes_report", "owes_result", "consolidates", "inputs_closed"]
SideGuardName = Literal[GuardName, "inputs_open", "unfinished", "consolidation_open", "returns_own", "returns_merged"]
Need = Literal["reason", "until", "what", "missing", "allowed_by"]
RequestNeed = Literal["reason", "until", "proposed"]
ReportName = Literal["own", "merged"]

ACTIVE = "active"
CHOOSE_HEIR = "choose_heir"
"""The request that no file declares, since the registry leads to it: which of several heirs takes a task over."""
_NEVER_AWAITED = ("waived", "revoked")
_ONLY = {"what": "return_report", "missing": "consolidate_partial"}  # what no other trigger can be given


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at: what the task owes, and how many of its inputs are still open.

    For side triggers also its standing, which report is returned, whether it is finished, and whether a consolidation
    that would lose the task, or get it back, has been passed on already.
    """

    owes_plan: bool = False
    owes_report: bool = False
    consolidates: bool = False
    open_inputs: int = 0
    standing: str = ACTIVE
    returning: str | None = None
    is_finished: bool = False
    is_passed_on: bool = False


GUARDS: Mapping[str, Callable[[Any], bool]] = {
    "owes_plan": lambda facts: facts.owes_plan,
    "owes_report": lambda facts: facts.owes_report,
    "owes_result": lambda facts: facts.owes_report or facts.consolidates,
    "consolidates": lambda facts: facts.consolidates,
    "inputs_closed": lambda facts: facts.open_inputs == 0,
    "inputs_open": lambda facts: facts.open_inputs > 0,
    "unfinished": lambda facts: not facts.is_finished,
    "consolidation_open": lambda facts: not facts.is_passed_on,
    "returns_own": lambda facts: facts.returning == "own",
    "returns_merged": lambda facts: facts.returning == "merged",
}


class Label(BaseModel):
    """A word on screen, in Vietnamese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str

    def say(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


class Explained(Label):
    """A name with its words on screen and a sentence that explains it."""

    about: Label


class State(Explained):
    """A state. `usual_days`: so many calendar days it usually lasts at most, where no experience says more."""

    usual_days: int | None = Field(default=None, ge=1, le=3650)


class Standing(Explained):
    """How a task stands. `awaited`: who waits for it goes on waiting; else its edges are closed."""

    awaited: bool = True


class Move(BaseModel):
    """One arrow: from a state to a state, when all guards of `when` hold and none of `unless`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: Name = Field(alias="from")
    dest: Name = Field(alias="to")
    when: tuple[GuardName, ...] = ()
    unless: tuple[GuardName, ...] = ()


class Trigger(BaseModel):
    """What an actor does to move a task: who may, along which arrows, and the words for it undone.

    `standings`: those in which it may be done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    undone: Label
    who: tuple[Role, ...] = Field(min_length=1)
    standings: tuple[Name, ...] = Field(default=(ACTIVE,), min_length=1)
    moves: tuple[Move, ...] = Field(min_length=1)


class SideMove(BaseModel):
    """One arrow of a side trigger, from a state to an earlier or the last one of the path."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: Name = Field(alias="from")
    dest: Name = Field(alias="to")
    when: tuple[SideGuardName, ...] = ()
    unless: tuple[SideGuardName, ...] = ()


class StandingMove(BaseModel):
    """One arrow of a side trigger, from a standing to a standing (the same, where it leaves it as it is)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: Name = Field(alias="from")
    dest: Name = Field(alias="to")
    when: tuple[SideGuardName, ...] = ()
    unless: tuple[SideGuardName, ...] = ()


class SideTrigger(BaseModel):
    """What changes a task's standing, its due date, or leads beside its path: who may, and what must be given with it.

    One that needs `until` puts the report owed next off to that day.
    `moves`: its arrows between states; none: the state stays. `undone`: words for it while it is waited for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    undone: Label | None = None
    who: tuple[Role, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = ()
    standings: tuple[StandingMove, ...] = Field(min_length=1)
    moves: tuple[SideMove, ...] = ()


class Request(BaseModel):
    """What is asked for and decided by somebody else; it moves nothing by itself.

    `asks_for`: the side trigger that is done when it is granted; whoever may do that decides. `standings`: those in
    which it may be asked and goes on being pending. `until`: the day asked for; `proposed`: who should have the task.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    who: tuple[Role, ...] = Field(min_length=1)
    asks_for: Name
    needs: tuple[RequestNeed, ...] = ()
    standings: tuple[Name, ...] = Field(default=(ACTIVE,), min_length=1)


class Decision(BaseModel):
    """What is decided about a request, by whoever may do what it asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    needs: tuple[Literal["reason"], ...] = ()


class Acceptance(Decision):
    """What is decided about a report that was sent: that it will do. `who`: as for a side trigger."""

    who: tuple[Role, ...] = Field(min_length=1)


class Decisions(BaseModel):
    """The decisions that there are. They stand on record and leave state, standing and edges as they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grant: Decision | None = None
    deny: Decision | None = None
    accept: Acceptance | None = None

    def by_name(self) -> dict[str, Decision]:
        """Those that the file names."""
        every = {"grant": self.grant, "deny": self.deny, "accept": self.accept}
        return {name: decision for name, decision in every.items() if decision is not None}


@cache
def _standard() -> Mapping[str, Any]:
    """The file of the usual lifecycle."""
    from importlib.resources import files  # a cascade that runs has pinned its own, and is there sooner without

    from workflows.marked_yaml import read_tree

    text = files("definitions").joinpath("lifecycles", "standard.yaml").read_text("utf-8")
    root: Mapping[str, Any] = read_tree(text, "standard.yaml").root
    return root


@cache
def _standard_standings() -> Mapping[Name, Standing]:
    """What a file without standings means: those of the usual lifecycle."""
    return {name: Standing.model_validate(standing) for name, standing in _standard()["standings"].items()}


@cache
def _standard_decisions() -> Mapping[str, Decision]:
    """How a request is decided that no file declares, where the file has no decisions either: as usual."""
    return {name: Decision.model_validate(_standard()["decisions"][name]) for name in ("grant", "deny")}


_Path: TypeAlias = tuple[int | str, ...]


def _missing(
    named: Iterable[tuple[_Path, str]], known: Mapping[Any, Any], code: str
) -> Iterator[tuple[_Path, str, Wrong]]:
    for path, name in named:
        if name not in known:
            yield path, name, Wrong(code, key=key_of(path), name=name, **one_of(name, list(known)))


class LifecycleData(BaseModel):
    """One file of `definitions/lifecycles/`. A file without standings has the usual four; it has no side triggers.

    Where it names no requests or decisions, there are none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: Label
    initial: Name
    states: dict[Name, State] = Field(min_length=2)
    triggers: dict[Name, Trigger] = Field(min_length=1)
    standings: dict[Name, Standing] = Field(default_factory=lambda: dict(_standard_standings()))
    side_triggers: dict[Name, SideTrigger] = Field(default_factory=dict)
    requests: dict[Name, Request] = Field(default_factory=dict)
    decisions: Decisions = Decisions()

    @field_validator("standings", mode="before")
    @classmethod
    def _as_pinned_before(cls, value: Any) -> Any:
        """`waived` and `revoked` were never awaited, also in a lifecycle pinned before files said so."""
        if not isinstance(value, Mapping):
            return value
        unsaid = {name: value[name] for name in _NEVER_AWAITED if isinstance(value.get(name), Mapping)}
        return {**value, **{name: {"awaited": False, **written} for name, written in unsaid.items()}}

    @model_validator(mode="after")
    def _all_that_is_named_exists(self) -> LifecycleData:
        if ACTIVE not in self.standings:
            meant = get_close_matches(ACTIVE, self.standings, 1)
            wrong = Wrong("no-standing", key="standings", name=ACTIVE, **one_of(ACTIVE, list(self.standings)))
            raise wrong_at("LifecycleData", [(("standings", *meant), "standings", wrong)])
        wrongs = [
            *_missing(self._states_named(), self.states, "no-state"),
            *_missing(self._standings_named(), self.standings, "no-standing"),
            *_missing(self._asked_for(), self.side_triggers, "no-side-trigger"),
            *(((group, name), name, wrong) for group, name, wrong in self._ill_named()),
        ]
        if wrongs:
            raise wrong_at("LifecycleData", wrongs)
        return self

    def _states_named(self) -> Iterator[tuple[_Path, str]]:
        yield ("initial",), self.initial
        every: dict[str, Mapping[str, Trigger | SideTrigger]]
        every = {"triggers": self.triggers, "side_triggers": self.side_triggers}
        for group, triggers in every.items():
            for name, trigger in triggers.items():
                moves: tuple[Move | SideMove, ...] = trigger.moves
                for index, move in enumerate(moves):
                    yield (group, name, "moves", index, "from"), move.source
                    yield (group, name, "moves", index, "to"), move.dest

    def _standings_named(self) -> Iterator[tuple[_Path, str]]:
        for name, trigger in self.triggers.items():
            yield from ((("triggers", name, "standings", index), each) for index, each in enumerate(trigger.standings))
        for name, side in self.side_triggers.items():
            for index, move in enumerate(side.standings):
                yield ("side_triggers", name, "standings", index, "from"), move.source
                yield ("side_triggers", name, "standings", index, "to"), move.dest
        for name, request in self.requests.items():
            yield from ((("requests", name, "standings", index), each) for index, each in enumerate(request.standings))

    def _asked_for(self) -> Iterator[tuple[_Path, str]]:
        return ((("requests", name, "asks_for"), request.asks_for) for name, request in self.requests.items())

    def _ill_named(self) -> Iterator[tuple[str, str, Wrong]]:
        for group, names in (("triggers", self.triggers), ("side_triggers", self.side_triggers)):
            if "state" in names:
                yield group, "state", Wrong("trigger-named-state")
        for name in sorted(self.triggers.keys() & self.side_triggers.keys()):
            yield "side_triggers", name, Wrong("trigger-twice", name=name)
        taken = self.triggers.keys() | self.side_triggers.keys() | Decisions.model_fields.keys()
        taken |= {"state", CHOOSE_HEIR}
        for name in sorted(self.requests.keys() & taken):
            yield "requests", name, Wrong("request-named-otherwise", name=name)
        if self.requests and not {"grant", "deny"} <= self.decisions.by_name().keys():
            yield "requests", min(self.requests), Wrong("request-undecided")
        for name, side in self.side_triggers.items():
            for need in side.needs:
                if _ONLY.get(need, name) != name:
                    yield "side_triggers", name, Wrong("need-of-another", name=name, need=need, of=_ONLY[need])
        for name, standing in self.standings.items():
            if name == ACTIVE and not standing.awaited:
                yield "standings", name, Wrong("active-not-awaited")
            elif standing.awaited and name != ACTIVE and self.way_back(name) is None and self._is_entered(name):
                yield "standings", name, Wrong("no-way-back", name=name)

    def _is_entered(self, standing: str) -> bool:
        return any(move.dest == standing for side in self.side_triggers.values() for move in side.standings)

    def way_back(self, standing: str) -> str | None:
        """The side trigger with which a task in that standing comes nearest to being active again; None: none does."""
        reached, level = {ACTIVE}, {ACTIVE}
        while level:
            before = dict[str, str]()
            for name, side in self.side_triggers.items():
                for move in side.standings:
                    if move.dest in level and move.source not in reached:
                        before.setdefault(move.source, name)
            if standing in before:
                return before[standing]
            level = set(before)
            reached |= level
        return None


class Verdict:
    """What the machine says of one trigger on one task: where it leads, or what stands in its way.

    `standing`: the standing afterwards. The objection `standing` means that the trigger may not be done in this one.
    """

    __slots__ = ("dest", "objections", "standing")

    def __init__(self, dest: str | None, objections: tuple[str, ...] = (), standing: str = ACTIVE) -> None:
        self.dest = dest
        self.objections = objections
        self.standing = standing

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


def _conditions(move: Move | SideMove | StandingMove) -> list[Any]:
    return [_Guard(guard, True) for guard in move.when] + [_Guard(guard, False) for guard in move.unless]


class UnknownTrigger(DondocError):
    """The lifecycle has no trigger of that name."""

    code = "unknown-trigger"
    fields = ("trigger", "candidates", "labels")


class Lifecycle:
    """A lifecycle with its machine. Judges; never changes a task."""

    def __init__(self, data: LifecycleData) -> None:
        self.data = data
        self.key = data.key
        self.initial = data.initial
        self._ways_back: dict[str, str | None] = {}
        self._machine = self._build(data)
        self._standing_machine = self._build_standings(data)

    @staticmethod
    def _build(data: LifecycleData) -> Machine:
        machine = Machine(
            model=None,
            states=list(data.states),
            initial=data.initial,
            auto_transitions=False,
            send_event=True,
        )
        for name, trigger in (data.triggers | data.side_triggers).items():
            for move in trigger.moves:
                machine.add_transition(name, move.source, move.dest, conditions=_conditions(move))
        return machine

    @staticmethod
    def _build_standings(data: LifecycleData) -> Machine:
        machine = Machine(
            model=None, states=list(data.standings), initial=ACTIVE, auto_transitions=False, send_event=True
        )
        for name, trigger in data.triggers.items():
            for standing in trigger.standings:
                machine.add_transition(name, standing, standing)
        for name, side in data.side_triggers.items():
            for move in side.standings:
                machine.add_transition(name, move.source, move.dest, conditions=_conditions(move))
        return machine

    def trigger_name(self, text: str) -> str:
        """`draft-plan` and `draft_plan` → `draft_plan`. Raises UnknownTrigger."""
        name = text.strip().replace("-", "_")
        if name not in self.every_trigger:
            raise UnknownTrigger(text, self.every_trigger, tuple(map(self.label, self.every_trigger)))
        return name

    @cached_property
    def every_trigger(self) -> tuple[str, ...]:
        """All that may be done, asked for or decided, in the file's order."""
        data = self.data
        return (*data.triggers, *data.side_triggers, *data.requests, *self.decisions)

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions that there are: those of the file, and, as heirs may be to be chosen in every cascade, `grant`
        and `deny`, unless the file calls something else so."""
        data, named = self.data, self.data.decisions.by_name()
        missing = {"grant", "deny"} - named.keys() - data.triggers.keys() - data.side_triggers.keys()
        usual = _standard_decisions().items() if missing else ()
        return {**{name: decision for name, decision in usual if name in missing}, **named}

    @cached_property
    def requests(self) -> Mapping[str, tuple[str, ...]]:
        """What may be asked for, each with the standings in which it goes on being pending."""
        asked = {name: request.standings for name, request in self.data.requests.items()}
        return {**asked, CHOOSE_HEIR: tuple(filter(self.is_awaited, self.data.standings))}

    def judge(self, trigger: str, state: str, facts: Any) -> Verdict:
        """Ask the machine what `trigger` would do to a task in `state`. Changes nothing.

        `facts` has the attributes of `Facts`. An empty `objections` with no `dest` means that no arrow of that trigger
        leaves the state at all.
        """
        standing, objections = self._try(self._standing_machine, trigger, getattr(facts, "standing", ACTIVE), facts)
        if standing is None:
            return Verdict(None, objections or ("standing",))
        side = self.data.side_triggers.get(trigger)
        if side is not None and not side.moves:
            return Verdict(state, (), standing)
        dest, objections = self._try(self._machine, trigger, state, facts)
        if dest is None or (side is not None and dest not in self.path(facts)):
            return Verdict(None, objections)
        return Verdict(dest, (), standing)

    @staticmethod
    def _try(machine: Machine, trigger: str, source: str, facts: Any) -> tuple[str | None, tuple[str, ...]]:
        case = _Case(source, facts)
        try:
            moved = machine.events[trigger].trigger(case)
        except MachineError:
            return None, ()
        return (case.state, ()) if moved else (None, tuple(dict.fromkeys(case.objections)))

    def who_may(self, trigger: str) -> tuple[Role, ...]:
        """The roles that the file lets fire this trigger; of `grant` and `deny` none, as that hangs on the request."""
        return getattr(self._named(trigger), "who", ())

    def is_awaited(self, standing: str) -> bool:
        """Whether who waits for a task in that standing goes on waiting."""
        return self.data.standings[standing].awaited

    def is_paused(self, standing: str) -> bool:
        """Whether a task in that standing may not be moved on, and yet is waited for."""
        return standing != ACTIVE and self.is_awaited(standing)

    def way_back(self, standing: str) -> str | None:
        """The side trigger with which a task in that standing comes nearest to being active again; None: none does."""
        if standing not in self._ways_back:
            self._ways_back[standing] = self.data.way_back(standing)
        return self._ways_back[standing]

    def standings_not_counted(self) -> Iterator[tuple[str, Standing]]:
        """The standings in which nothing is counted, as the file has them."""
        return (each for each in self.data.standings.items() if each[0] != ACTIVE)

    def needs(self, trigger: str) -> tuple[Need | RequestNeed, ...]:
        """What must be given with the trigger."""
        return getattr(self._named(trigger), "needs", ())

    def label(self, trigger: str) -> Label:
        """The trigger's words on screen."""
        return self._named(trigger).label

    def called(self, trigger: str) -> Label | Said:
        """What a row of history with that trigger is called; also of a request that no file declares."""
        return Said(f"trigger.{CHOOSE_HEIR}") if trigger == CHOOSE_HEIR else self.label(trigger)

    def undone(self, trigger: str) -> Label:
        """The words for the trigger while it is waited for."""
        return self._any(trigger).undone or self._any(trigger).label

    def _any(self, trigger: str) -> Trigger | SideTrigger:
        return self.data.triggers.get(trigger) or self.data.side_triggers[trigger]

    def _named(self, trigger: str) -> Trigger | SideTrigger | Request | Decision:
        """Whatever has that name: it may be done, asked for or decided."""
        data = self.data
        found = data.triggers.get(trigger) or data.side_triggers.get(trigger) or data.requests.get(trigger)
        return found or self.decisions[trigger]

    def sources(self, trigger: str) -> tuple[str, ...]:
        """The states that the trigger's arrows leave, in the file's order."""
        return tuple(dict.fromkeys(move.source for move in self._any(trigger).moves))

    def next_trigger(self, state: str, facts: Any) -> str | None:
        """The trigger that a task in `state` owes next, whether or not its inputs are closed; None: it is finished.

        Of the main line only, and whatever the task's standing.
        """
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
    """The facts of an active task with every changing guard of the main line satisfied: what it owes, come what may."""

    __slots__ = ("consolidates", "open_inputs", "owes_plan", "owes_report", "standing")

    def __init__(self, facts: Any) -> None:
        self.owes_plan = facts.owes_plan
        self.owes_report = facts.owes_report
        self.consolidates = facts.consolidates
        self.open_inputs = 0
        self.standing = ACTIVE


def parse_lifecycle(data: Mapping[str, Any]) -> Lifecycle:
    """Plain data (from YAML or a pinned copy) → Lifecycle. Raises ValidationError on hostile or broken data."""
    return Lifecycle(LifecycleData.model_validate(data))


def named(data: Mapping[str, Any]) -> Iterator[tuple[str, Called]]:
    """What a lifecycle's file calls its states, standings, triggers: `state.NAME`, …, `undone.NAME` and the words."""
    for family, group in (("state", "states"), ("standing", "standings")):
        for name, words in (data.get(group) or {}).items():
            yield f"{family}.{name}", Called(words["vi"], words["en"])
    moving = {**data["triggers"], **(data.get("side_triggers") or {})}
    for name, trigger in moving.items():
        for family, words in (("trigger", trigger["label"]), ("undone", trigger.get("undone") or trigger["label"])):
            yield f"{family}.{name}", Called(words["vi"], words["en"])
    for name, asked in {**(data.get("requests") or {}), **(data.get("decisions") or {})}.items():
        yield f"trigger.{name}", Called(asked["label"]["vi"], asked["label"]["en"])
