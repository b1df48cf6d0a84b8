"""Everything of a document that a scenario can touch, and what of the lifecycle and the refusals it cannot, and why.

A thing is one arrow of the lifecycle that a task of the document can take, one guard that can say no to one, one due
date, one refusal that can meet who acts on it, one finding of the checker. What can never happen with this document is
listed too, with the reason, so that nothing is passed over in silence. What can happen is what the machine answers to
every question that may be asked about every kind of task that the document has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, product
from typing import Any, NamedTuple

from engine.cascade.judging import Judge, Owing
from features.steps.cascades import Cascade
from features.steps.names import REFUSALS, called
from words import LANGUAGES, has, say, told
from workflows.findings import Finding, Severity
from workflows.graph import DocumentNode, DueDate, TaskNode
from workflows.lifecycle import ACTIVE, Lifecycle
from workflows.policies import RULES
from workflows.said import Name, Said

KINDS = ("transition", "guard", "due", "refusal", "finding")

_RELEASE, _REVOKE, _RETURN = "release", "revoke", "return_report"
_REPORTS = ("own", "merged")
_Pair = tuple[str, str]  # before, after


class Thing(NamedTuple):
    """`what` tells it apart within its document and kind; `at`: its place in the document."""

    document: str
    kind: str
    what: str
    at: str = ""


class Words(NamedTuple):
    """A thing in words. `never`: why no scenario can touch it; None: one can."""

    said: Any
    never: Any = None

    def as_texts(self) -> tuple[str, str, str, str]:
        """The thing in Vietnamese and in English, then why it is never touched; empty where it can be."""
        vi, en = (str(told(self.said, lang)) for lang in LANGUAGES)
        never = [str(told(self.never, lang)) if self.never else "" for lang in LANGUAGES]
        return vi, en, never[0], never[1]


class Kind(NamedTuple):
    """One kind of task: what the machine and the refusals can tell apart."""

    owes_plan: bool
    owes_report: bool
    consolidates: bool
    has_inputs: bool
    is_input: bool = True  # a consolidation waits for it
    is_received: bool = True  # somebody may return its report
    is_alone: bool = True  # no other document asks for it


@cache
def _kinds_of(cascade: Cascade) -> dict[str, Kind]:
    """What kind of task each of them is, by key."""
    with_inputs = {high.key for _, high, _ in cascade.feeds}
    return {
        task.key: Kind(
            *(task.owes_plan, task.owes_report, task.consolidates, task.key in with_inputs, task.key in cascade.above),
            is_received=bool(task.receivers) or task.key in cascade.above,
            is_alone=len(task.documents) == 1,
        )
        for task in cascade.graph.tasks
    }


@dataclass(frozen=True)
class View:
    """One document in one cascade."""

    cascade: Cascade
    node: DocumentNode

    @cached_property
    def tasks(self) -> list[TaskNode]:
        """What the document asks for, alone or with others."""
        return [task for task in self.cascade.graph.tasks if self.node.key in task.documents]

    @cached_property
    def kinds(self) -> list[Kind]:
        """Its tasks without what makes no difference."""
        return list(dict.fromkeys(_kinds_of(self.cascade)[task.key] for task in self.tasks))

    @property
    def can_wait(self) -> bool:
        """Whether a cascade of that year can be open before the document is out."""
        out_on = self.node.out_on
        return out_on is None or (out_on.month, out_on.day) > (1, 1)

    @cached_property
    def waiting_plans(self) -> list[list[DocumentNode]]:
        """For each agency that owes a plan to the document: its plans whose number and date are not known yet."""
        waiting = [node for node in self.cascade.graph.documents if node.is_plan and node.out_on is None]
        owing = {task.agency for task in self.tasks if task.owes_plan}
        return [[node for node in waiting if agency in node.issuers] for agency in sorted(owing)]

    @property
    def going_out(self) -> list[DocumentNode]:
        """What goes out by hand: the document itself, and what waits of its plans."""
        return [*([self.node] if self.can_wait else []), *chain.from_iterable(self.waiting_plans)]


def things_of(document: str, cascades: Iterable[Cascade], findings: Iterable[Finding]) -> dict[Thing, Words]:
    """All of them. What can happen in one of the cascades can be touched, whatever holds in the others."""
    found: dict[Thing, Words] = {}
    for cascade in cascades:
        node = cascade.document(document)
        if node is None:
            continue
        view = View(cascade, node)
        for thing, words in (*_transitions(view), *_guards(view), *_dues(view), *_refusals(view)):
            if thing not in found or found[thing].never is not None:
                found[thing] = words
    listed = list(findings)
    for finding in listed:
        thing = Thing(document, "finding", finding.rule, finding.place.at)
        found[thing] = Words(Said("touch.finding", {"rule": finding.rule, "said": finding}))
    if any(finding.severity is Severity.ERROR for finding in listed):
        found[Thing(document, "refusal", _NOT_LAUNCHABLE)] = Words(refusal_words(_NOT_LAUNCHABLE))
    return found


# why something cannot happen

_NO_TASKS, _OUT_AT_ONCE = Said("touch.no-tasks"), Said("touch.out-at-once")


def _no_task(*wanted: str) -> Any:
    """None of the document's tasks is like that. `wanted`: what one would have to be, `not_…`: what it may not."""
    positive = [name for name in wanted if not name.startswith("not_")]
    negative = [name for name in wanted if name.startswith("not_")]
    if not positive and len(negative) == 1:
        return Said("touch.every-task", {"is": Said(f"guard.{negative[0].removeprefix('not_')}")})
    words = {lang: {name: say(f"guard.{name}", lang) for name in wanted} for lang in LANGUAGES}
    vi = " vừa ".join(words["vi"][name] for name in positive)
    vi = " mà ".join([f"vừa {vi}" if len(positive) > 1 else vi, *(words["vi"][name] for name in negative)])
    en = " and ".join(words["en"][name] for name in (*positive, *negative))
    return Said("touch.no-task", {"is": Name(vi, en)})


# transitions and guards


class Arrow(NamedTuple):
    """One arrow of the lifecycle, between states or between standings.

    `mark`: the report that is returned, or the standing in which a trigger of the main line is done although the task
    is not active.
    """

    trigger: str
    source: str
    dest: str
    mark: str = ""

    @classmethod
    def taken(cls, lifecycle: Lifecycle, trigger: str, states: _Pair, standings: _Pair, report: str = "") -> Arrow:
        """The one that a move took. `states`, `standings`: before and after it."""
        side = lifecycle.data.side_triggers.get(trigger)
        return cls(trigger, *states, report) if side is None or side.moves else cls(trigger, *standings)

    def thing(self, document: str, topic: str | None = None) -> Thing:
        """`draft_plan issued→plan_drafted`, `waive active→waived`, `return_report consolidated→reported (merged)`."""
        about = f"{topic}: " if topic else ""
        mark = f" ({self.mark})" if self.mark else ""
        return Thing(document, "transition", f"{about}{self.trigger} {self.source}→{self.dest}{mark}")

    def words(self, lifecycle: Lifecycle, topic: str | None = None) -> Any:
        """The arrow in both languages."""
        data = lifecycle.data
        done: Any = lifecycle.label(self.trigger)
        standings = {str(name): label for name, label in data.standings.items()}
        ends = {**standings, **data.states} if self.source in data.states else standings
        if self.mark in _REPORTS:
            done = Said(f"touch.returns-{self.mark}", {"done": done})
        elif self.mark:
            done = Said("touch.while", {"done": done, "now": standings[self.mark]})
        if self.source == self.dest:
            arrow = Said("touch.while", {"done": done, "now": ends[self.source]})
        else:
            arrow = Said("touch.arrow", {"done": done, "source": ends[self.source], "dest": ends[self.dest]})
        return Said("touch.about", {"topic": topic, "said": arrow}) if topic else arrow


def _arrows_of(lifecycle: Lifecycle) -> Iterator[tuple[Arrow, tuple[str, ...]]]:
    """Every arrow, in the order of the lifecycle's file, with the guards that must hold, `not …` where one must not."""
    for name, trigger in lifecycle.data.triggers.items():
        for move, standing in product(trigger.moves, trigger.standings):
            guards = (*move.when, *(f"not {guard}" for guard in move.unless))
            yield Arrow(name, move.source, move.dest, "" if standing == ACTIVE else standing), guards
    for name, side in lifecycle.data.side_triggers.items():
        for side_move in side.moves or side.standings:
            guards = (*side_move.when, *(f"not {guard}" for guard in side_move.unless))
            report = next((report for report in _REPORTS if f"returns_{report}" in guards), "")
            yield Arrow(name, side_move.source, side_move.dest, report), guards


class _Answers(NamedTuple):
    """All that the machine may answer about a kind of task: arrows that it takes; which guard says no to what."""

    arrows: frozenset[Arrow]
    objections: frozenset[tuple[str, str]]


@cache
def _answers(lifecycle: Lifecycle, kind: Kind) -> _Answers:
    """In every state that it passes, in every standing.

    A document that goes out passes over tasks whose standing forbids it, and one that is revoked those too: nobody is
    told, so these are no objections; nor is anybody told of a task that is finished and does not count.
    """
    data, judge = lifecycle.data, Judge(lifecycle)
    arrows: set[Arrow] = set()
    objections: set[tuple[str, str]] = set()
    standings = [name for name in data.standings if name == ACTIVE or lifecycle.way_back(name) is not None]
    for state, standing in product(judge.path(Owing(kind, lifecycle.initial, ACTIVE)), standings):
        task = Owing(kind, state, standing)
        is_finished = judge.next_trigger(task) is None
        passed_on = (False, True) if kind.is_input and not is_finished else (False,)
        for trigger in (*data.triggers, *data.side_triggers):
            reports = _REPORTS if trigger == _RETURN else (None,)
            for count, report, is_passed_on in product((0, 1) if kind.has_inputs else (0,), reports, passed_on):
                task.open_inputs = count
                found = judge.side_verdict(trigger, task, returning=report, is_passed_on=is_passed_on)
                if found.dest is not None:
                    pairs = (state, found.dest), (standing, found.standing)
                    arrow = Arrow.taken(lifecycle, trigger, *pairs, report or "")
                    is_marked = trigger in data.triggers and standing != ACTIVE
                    arrows |= {arrow._replace(mark=standing) if is_marked else arrow}
                elif standing == ACTIVE or not is_finished:
                    is_told = trigger not in (_RELEASE, _REVOKE)
                    objections |= {(trigger, name) for name in found.objections if is_told or name != "standing"}
    return _Answers(frozenset(arrows), frozenset(objections))


def arrows_of(cascade: Cascade) -> frozenset[Arrow]:
    """All that its tasks can take, whatever report is returned and whatever the standing."""
    kinds = set(_kinds_of(cascade).values())
    return frozenset(arrow._replace(mark="") for kind in kinds for arrow in _answers(cascade.lifecycle, kind).arrows)


def _transitions(view: View) -> Iterator[tuple[Thing, Words]]:
    """On the main line by topic, for topics owe different things; beside it for the document as a whole."""
    lifecycle, document = view.cascade.lifecycle, view.node.key
    for arrow, _ in _arrows_of(lifecycle):
        if (never := _never_taken(view, arrow)) is not None:
            yield arrow.thing(document), Words(arrow.words(lifecycle), never)
            continue
        topics: set[str | None] = {None}
        if arrow.trigger in lifecycle.data.triggers and not arrow.mark:
            kinds = _kinds_of(view.cascade)
            topics = {task.topic for task in view.tasks if arrow in _answers(lifecycle, kinds[task.key]).arrows}
        for topic in sorted(topics, key=lambda topic: topic or ""):
            yield arrow.thing(document, topic), Words(arrow.words(lifecycle, topic))


def _never_taken(view: View, arrow: Arrow) -> Any:
    """Why no task of the document can take the arrow: what all those that would have in common."""
    lifecycle = view.cascade.lifecycle
    takers = [kind for kind in view.kinds if arrow in _answers(lifecycle, kind).arrows]
    if not view.tasks:
        return _NO_TASKS
    if not takers:
        every = (Kind(*owed) for owed in product((False, True), repeat=4))
        would = [kind for kind in every if arrow in _answers(lifecycle, kind).arrows]
        owed = {name: {getattr(kind, name) for kind in would} for name in Kind._fields[:3]}
        wanted = [name if values == {True} else f"not_{name}" for name, values in owed.items() if len(values) == 1]
        return _no_task(*wanted, *(["has_inputs"] if would and all(kind.has_inputs for kind in would) else []))
    if arrow.trigger in lifecycle.data.triggers:
        return None if not arrow.mark or view.can_wait else _OUT_AT_ONCE
    if arrow.trigger == _REVOKE:
        return None if any(kind.is_alone for kind in takers) else Said("touch.asked-elsewhere")
    is_received = arrow.trigger != _RETURN or any(kind.is_received for kind in takers)
    return None if is_received else Said("touch.nobody-receives")


def guard(document: str, trigger: str, name: str) -> Thing:
    """`implement: not owes_plan`."""
    return Thing(document, "guard", f"{trigger}: {name}")


def _guards(view: View) -> Iterator[tuple[Thing, Words]]:
    """Each guard that can say no to a task of the document; then those of the lifecycle that cannot."""
    lifecycle, document = view.cascade.lifecycle, view.node.key
    possible = {pair for kind in view.kinds for pair in _answers(lifecycle, kind).objections}
    every = {(arrow.trigger, name): None for arrow, guards in _arrows_of(lifecycle) for name in guards}
    for name, side in lifecycle.data.side_triggers.items():
        every |= {(name, guard): None for move in side.standings for guard in move.when}
    for trigger, name in (*every, *sorted(possible - every.keys())):
        key = f"touch.no.{name.replace(' ', '_')}"
        said = Said("touch.guard", {"done": lifecycle.label(trigger), "no": Said(key) if has(key) else name})
        never = None if (trigger, name) in possible else Said("touch.stops-none") if view.tasks else _NO_TASKS
        yield guard(document, trigger, name), Words(said, never)


# due dates


def dues_of(task: TaskNode) -> Iterator[tuple[str, DueDate]]:
    """The reports that a task owes, each with its due date; a plan only where it has one."""
    if task.owes_report:
        yield "own", task.own_due or DueDate(None)
    if task.consolidates:
        yield "merged", task.merged_due or DueDate(None)
    if task.plan_due is not None and task.plan_due.last_day is not None:
        yield "plan", task.plan_due


def due(task: TaskNode, what: str, date: DueDate) -> Thing:
    """`own H1`, of the document that sets it."""
    about = f" {task.topic}" if task.topic else ""
    return Thing(date.document or task.documents[0], "due", f"{what}{about} {task.period.code}", date.at)


def _dues(view: View) -> Iterator[tuple[Thing, Words]]:
    for task in view.cascade.graph.tasks:
        for what, date in dues_of(task):
            thing = due(task, what, date)
            if thing.document == view.node.key:
                day: Any = date.phrase.removeprefix("as ") or Said("touch.no-due")
                if date.last_day is not None:
                    day = Name(f"{date.last_day:%d/%m}", f"{date.last_day:%d %B}")
                facts = {"what": Said(f"touch.{what}"), "about": f" {task.topic}" if task.topic else ""}
                yield thing, Words(Said("touch.due", {**facts, "period": task.period, "day": day}))


# refusals

# those that speak of how dondoc is called, by whom, or of the machine it runs on, never of what a document says
NOT_POLICY = frozenset(
    {
        *("contradicts-file", "clock-behind", "idempotency-key-reused", "not-wanted", "moved-meanwhile"),
        *("reminded-already", "nobody-to-remind", "several-letters"),
        *("is-correction", "already-undone", "not-a-move"),
        # of a whole year
        *("year-open", "no-such-year", "held-already", "not-held", "hold-without-reason"),
        # of a whole cascade that goes to other definitions
        *("stranded", "moved-since", "nothing-to-undo", "another-lifecycle", "another-cascade", "not-on-that-day"),
        *("is-migration", "handed-over", "several-heirs", "missing-heir", "not-an-heir"),
        *("still-owed", "closed", "already-closed", "not-closed"),
        *("outside-mandate", "not-on-behalf"),
    }
)
_NOT_LAUNCHABLE = "not-launchable"  # of a document with errors, before there is a cascade


def refusal_words(rule: str) -> Name:
    """The refusal's name, as policy writers call it."""
    return called("refusal", [rule])[0]


def _refusals(view: View) -> Iterator[tuple[Thing, Words]]:
    """The refusals that can meet who acts on the document or on what it assigns, and those that cannot."""
    for rule in REFUSALS.values():
        if rule not in NOT_POLICY and rule != _NOT_LAUNCHABLE:
            yield Thing(view.node.key, "refusal", rule), Words(refusal_words(rule), _never_refused(view, rule))


def _never_refused(view: View, rule: str) -> Any:
    if rule in _OF_DOCUMENTS:
        return None if _OF_DOCUMENTS[rule](view) else Said(f"touch.never.{rule}")
    if not view.tasks:
        return _NO_TASKS
    if rule in _OUT_LATER:
        return None if view.can_wait else _OUT_AT_ONCE
    test, wanted = _OF_TASKS.get(rule, (bool, ()))
    return None if any(map(test, view.kinds)) else _no_task(*wanted)


def _shares_an_issuer(view: View) -> bool:
    """What goes out by hand, of an agency that has another document in the cascade."""
    pairs = product(view.going_out, view.cascade.graph.documents)
    return any(other is not node and set(other.issuers) & set(node.issuers) for node, other in pairs)


# of the document itself: when they can meet somebody; the first four, as the wrong one, without a reason, too soon or
# twice may release or revoke it, always
_OF_DOCUMENTS: Mapping[str, Callable[[View], bool]] = {
    **dict.fromkeys(("not-yours", "in-the-future", "missing-reason", "already-out", "already-revoked"), lambda _: True),
    "missing-number-or-date": lambda view: view.node.out_on is None or any(view.waiting_plans),
    "too-early": lambda view: any(node.not_before is not None for node in view.going_out),
    "several-plans": lambda view: any(len(plans) > 1 for plans in view.waiting_plans),
    "number-taken": _shares_an_issuer,
    "already-launched": lambda view: view.node.key == view.cascade.graph.directive,
    "policy": lambda view: any(name.startswith(RULES) for name in view.cascade.graph.pins),
}
_OUT_LATER = ("not-out", "release-by-document")
# what the task that they meet must be like, and what that is called; where nothing is said here, any will do
_OF_TASKS: Mapping[str, tuple[Callable[[Kind], bool], tuple[str, ...]]] = {
    **dict.fromkeys(
        ("inputs-open", "missing-allowed-by", "missing-not-named", "not-missing"),
        (lambda kind: kind.has_inputs, ("consolidates", "has_inputs")),
    ),
    "nothing-missing": (lambda kind: kind.consolidates, ("consolidates",)),
    "plan-first": (
        lambda kind: kind.owes_plan and (kind.owes_report or kind.consolidates),
        ("owes_plan", "owes_result"),
    ),
    "missing-what": (lambda kind: kind.owes_report and kind.consolidates, ("owes_report", "consolidates")),
    "not-owed": (lambda kind: not all(kind[:3]), ("lacks_a_step",)),
    "consolidation-passed-on": (lambda kind: kind.is_input, ("is_input",)),
}
