"""Rules watched event by event say what their definitions say of all moments together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphs import standard_lifecycle
from hypothesis import example, given
from hypothesis import strategies as st

from engine.cascade.judging import ACTIVE, Judge
from engine.event_logs.day_order import Entry
from engine.policies.rules import Condition, Happening, Rule
from engine.policies.running import Happened, Running, Task
from engine.policies.watching import Watch, Watched
from workflows.calendars import WorkCalendar
from workflows.lifecycle import parse_lifecycle

FIRST = date(2023, 5, 1)
JUDGE = Judge(parse_lifecycle(standard_lifecycle()))
INPUTS = {"c": ("a", "b"), "d": ("c",)}  # a and b report to c, c merges and reports to d
ABOVE = {"a": ("c",), "b": ("c",), "c": ("d",), "d": ()}
KEYS = ("a", "b", "c", "d")
STATES = ("issued", "implemented", "reported")
ACTIVITIES = ("report", "return_report", "waive", "extend")


@dataclass(frozen=True)
class Step:
    """Something happened: to which task, what, where it then stands, and how many days after the step before."""

    key: str
    activity: str
    state: str
    standing: str
    days: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(KEYS),
        st.sampled_from(ACTIVITIES),
        st.sampled_from(STATES),
        st.sampled_from((ACTIVE, "waived")),
        st.integers(0, 4),
    ),
    max_size=8,
)
Moment = dict[str, tuple[str, str]]


def running() -> Running:
    tasks = [
        Task(
            key,
            f"agency-{key}",
            "district",
            "H1",
            (),
            False,
            True,
            key in INPUTS,
            "issued",
            ACTIVE,
            {},
            frozenset(),
            frozenset(),
        )
        for key in KEYS
    ]
    made = Running("x/2023", tasks, JUDGE, WorkCalendar())
    made.connect((low, high, "own") for high, lows in INPUTS.items() for low in lows)
    return made


def watched(rule: Rule, steps: Sequence[Step]) -> tuple[Watched, list[Moment], list[date]]:
    """What the watch says, with the moments before the first step and after each, and the days of the steps."""
    cascade = running()
    watch, day = Watch([rule], cascade, FIRST), FIRST
    moments, days = [snapshot(cascade)], []
    for step in steps:
        day += timedelta(days=step.days)
        task = cascade.tasks[step.key]
        moved = {"kind": "move", "trigger": step.activity, "occurred_on": day.isoformat()}
        entry = Entry(**dict.fromkeys(Entry._fields) | moved)
        watch.happens(task, Happened(entry, step.activity, day, task.state, step.state, step.standing, gives=False))
        moments.append(snapshot(cascade))
        days.append(day)
    return watch.end(day)[0], moments, days


def snapshot(cascade: Running) -> Moment:
    return {key: (task.state, task.standing) for key, task in cascade.tasks.items()}


def is_closed(moment: Moment, key: str) -> bool:
    """Its own report is given, or nobody waits for it."""
    state, standing = moment[key]
    return standing != ACTIVE or state == "reported"


def inputs_open(moment: Moment, key: str) -> bool:
    return any(not is_closed(moment, low) for low in INPUTS.get(key, ()))


def reported(moment: Moment, key: str) -> bool:
    return moment[key][0] == "reported"


FACTS: dict[str, tuple[Condition, Callable[[Moment, str], bool]]] = {
    "inputs open": (Condition("inputs_open"), inputs_open),
    "inputs closed": (Condition("inputs_open", is_not=True), lambda moment, key: not inputs_open(moment, key)),
    "waived": (Condition("standing", "waived"), lambda moment, key: moment[key][1] == "waived"),
    "reported": (Condition("done", "report"), reported),
}
SOME = st.sampled_from(sorted(FACTS))
DEED = st.sampled_from(ACTIVITIES)


@given(STEPS, DEED, SOME)
def test_absence_is_broken_by_what_happens_while_it_must_not(steps: list[Step], deed: str, fact: str) -> None:
    condition, holds = FACTS[fact]
    found, moments, _ = watched(Rule("", "absence", event=Happening((deed,)), given=condition), steps)

    wrong = {s.key for n, s in enumerate(steps) if s.activity == deed and holds(moments[n], s.key)}
    right = {s.key for n, s in enumerate(steps) if s.activity == deed and not holds(moments[n], s.key)}

    assert found.breaches.keys() == wrong
    assert (found.broken, found.held, found.untouched) == (len(wrong), len(right - wrong), 4 - len(wrong | right))


@given(STEPS, SOME, SOME)
def test_universality_is_of_every_moment(steps: list[Step], given_: str, then: str) -> None:
    (condition, is_given), (fact, holds) = FACTS[given_], FACTS[then]
    found, moments, _ = watched(Rule("", "universality", given=condition, then=fact), steps)

    at = [(moment, key) for moment in moments for key in KEYS if is_given(moment, key)]

    assert found.breaches.keys() == {key for moment, key in at if not holds(moment, key)}
    assert found.untouched == len(set(KEYS) - {key for _, key in at})


@given(STEPS, DEED)
def test_nothing_happens_to_an_input_after_the_one_above_has_reported(steps: list[Step], deed: str) -> None:
    rule = Rule("", "absence_after", event=Happening((deed,)), other=Happening(("report",), "above"))
    found, moments, _ = watched(rule, steps)

    wrong = set()
    for n, step in enumerate(steps):
        for above in ABOVE[step.key]:
            before = [m for m, earlier in enumerate(steps[:n]) if earlier.key == above and earlier.activity == "report"]
            if step.activity == deed and before and reported(moments[n], above):
                wrong.add(step.key)

    assert found.breaches.keys() == wrong


@given(STEPS, DEED)
def test_precedence_asks_all_inputs_that_are_waited_for(steps: list[Step], deed: str) -> None:
    rule = Rule("", "precedence", event=Happening((deed,)), other=Happening(("report",), "inputs"))
    found, moments, _ = watched(rule, steps)

    wrong = {
        step.key
        for n, step in enumerate(steps)
        if step.activity == deed and any(not is_closed(moments[n], low) for low in INPUTS.get(step.key, ()))
    }

    assert found.breaches.keys() == wrong


@given(STEPS, DEED)
@example([Step("a", "report", "reported", ACTIVE, 0)], "report")
@example([Step("c", "waive", "issued", "waived", 0), Step("a", "report", "reported", ACTIVE, 0)], "report")
def test_what_is_below_is_reached_through_what_is_waited_for(steps: list[Step], deed: str) -> None:
    after, before = Happening((deed,)), Happening((deed,), "below")
    found, moments, _ = watched(Rule("", "absence", event=before), steps)
    first, _, _ = watched(Rule("", "precedence", event=after, other=Happening(("report",), "below")), steps)

    wrong = {above for n, step in enumerate(steps) if step.activity == deed for above in over(moments[n], step.key)}
    early = {
        step.key
        for n, step in enumerate(steps)
        if step.activity == deed
        and any(
            moments[n][low][1] == ACTIVE and not reported(moments[n], low)
            for low in KEYS
            if step.key in over(moments[n], low)
        )
    }

    assert found.breaches.keys() == wrong
    assert first.breaches.keys() == early


def over(moment: Moment, key: str) -> set[str]:
    """The tasks above, and above those of them that are waited for."""
    return {
        each for above in ABOVE[key] for each in (above, *(over(moment, above) if moment[above][1] == ACTIVE else ()))
    }


@given(STEPS, st.integers(0, 4))
def test_a_bounded_response_is_late_or_still_open(steps: list[Step], within: int) -> None:
    rule = Rule(
        "", "bounded_response", event=Happening(("return_report",)), other=Happening(("report",)), within=within
    )
    found, moments, days = watched(rule, steps)

    late, waiting = set(), set()
    for key in KEYS:
        since: date | None = None
        for step, day in zip(steps, days, strict=True):
            if step.key != key:
                continue
            if step.activity == "report" and since is not None:
                late |= {key} if weekdays(since, day) > within else set()
                since = None
            elif step.activity == "return_report" and since is None:
                since = day
        if since is not None:
            over = weekdays(since, days[-1]) > within
            late |= {key} if over else set()
            waiting |= {key} if not over and moments[-1][key][1] == ACTIVE else set()

    assert found.breaches.keys() == late
    assert found.undecided - late == waiting - late


def weekdays(after: date, until: date) -> int:
    return sum((after + timedelta(days=n)).weekday() < 5 for n in range(1, (until - after).days + 1))


@given(STEPS, SOME)
@example([Step(key, "report", "reported", ACTIVE, 0) for key in reversed(KEYS)], "inputs open")
def test_until_ends_with_the_event(steps: list[Step], then: str) -> None:
    fact, holds = FACTS[then]
    found, moments, _ = watched(Rule("", "until", then=fact, event=Happening(("report",))), steps)

    wrong = set()
    for key in KEYS:
        end = next((n for n, s in enumerate(steps) if s.key == key and s.activity == "report"), len(steps))
        for n in range(end + 1):
            state, standing = moments[n][key]
            finished = state == "reported" and key not in INPUTS
            if standing == ACTIVE and not finished and not holds(moments[n], key):
                wrong.add(key)

    assert found.breaches.keys() == wrong


@given(STEPS, DEED, SOME)
def test_the_figures_of_a_rule_add_up(steps: list[Step], deed: str, fact: str) -> None:
    for pattern in ("absence", "universality", "until"):
        rule = Rule("", pattern, event=Happening((deed,)), given=FACTS[fact][0], then=FACTS["inputs closed"][0])
        found, _, _ = watched(rule, steps)
        undecided = len(found.undecided - found.breaches.keys())

        assert found.held + found.broken + undecided + found.untouched == found.matched == 4
        assert min(found.held, found.broken, undecided, found.untouched) >= 0
