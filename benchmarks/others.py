"""A durable move ÷ a durable step in two other programs that run state machines, on SQLite: how many in a second.

SpiffWorkflow runs a process of five human steps, those of a task's life; at each the instance is loaded, stepped and
saved as JSON, as its documentation does. python-statemachine is given a row with a state, judges the step and writes
the row and one row of a log. Both trust their caller, know of no edges, and keep no proof. Every step is a transaction
that is on the disk before the next begins (same kind of file, WAL, `synchronous = FULL`). They are installed by
`make bench` and are no part of dondoc; without them this bench says so and gives no line.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.cascades import TickingClock, open_raw, url_of
from benchmarks.moves import BLOCK, NOW, advance, in_blocks, in_memory, prepared
from benchmarks.pairs import Goal, Row, interleave, speeds
from benchmarks.profiles import profile
from engine import Engine

NAME = "others"
_STEPS = ("release", "draft_plan", "implement", "report", "consolidate")
_STATES = ("pending", "issued", "plan_drafted", "implemented", "reported", "consolidated")
_XML = "http://www.omg.org/spec/BPMN/20100524/MODEL"

Step = tuple[int, int]  # instance, place of its step
Program = Callable[[sqlite3.Connection, int], Callable[[int, int], None]]  # for so many instances, what does a step


def run(folder: Path, quick: bool) -> Iterator[Row]:
    yield from _lines(folder, quick, "", (3, 1.5))
    with in_memory() as without_a_disk:
        if without_a_disk is not None:
            yield from _lines(without_a_disk, quick, ", where flushing costs nothing", (None, None))


def _lines(folder: Path, quick: bool, where: str, goals: Sequence[float | None]) -> Iterator[Row]:
    for (package, program, what), bound in zip(_PROGRAMS, goals, strict=True):
        if importlib.util.find_spec(package) is None:
            print(f"{NAME}: {package} is not installed; `make bench` installs it")
            continue
        here = folder / package
        here.mkdir()
        goal = None if bound is None else Goal("≥", bound)
        yield _compare(here, program, f"one durable move ÷ one step of {what}{where}, speed", goal, quick)


def explain(folder: Path) -> str:
    steps = [(instance, at) for instance in range(60) for at in range(len(_STEPS))]
    parts = []
    for package, program, what in _PROGRAMS:
        if importlib.util.find_spec(package) is not None:
            step = program(_file(folder / f"{package}.db"), 60)
            parts.append(f"{what}:\n{profile(partial(_each, step, steps))}")
    return "\n\n".join(parts)


def _each(step: Callable[[int, int], None], steps: Sequence[Step]) -> None:
    for each in steps:
        step(*each)


def _compare(
    folder: Path,
    program: Program,
    what: str,
    goal: Goal | None,
    quick: bool,
) -> Row:
    base, requests = prepared(folder)
    count = min(len(requests) // BLOCK, 7 if quick else 31)
    blocks = [requests[at * BLOCK : (at + 1) * BLOCK] for at in range(count)]
    instances = count * BLOCK // len(_STEPS)
    steps = [(instance, at) for instance in range(instances) for at in range(len(_STEPS))]
    connection = _file(folder / "other.db")
    step = program(connection, instances)

    with Engine.open(url_of(base), clock=TickingClock(NOW)) as dondoc:
        pairs = interleave(
            in_blocks(blocks, lambda some: [advance(dondoc, each) for each in some]),
            in_blocks([steps[at * BLOCK : (at + 1) * BLOCK] for at in range(count)], partial(_each, step)),
            count - 1,
        )
    connection.close()
    return speeds(NAME, what, pairs, BLOCK, goal)


def _file(path: Path) -> sqlite3.Connection:
    connection = open_raw(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE instance (number INTEGER PRIMARY KEY, content TEXT NOT NULL)")
    connection.execute("CREATE TABLE log (number INTEGER, step TEXT, from_state TEXT, to_state TEXT)")
    return connection


def _spiffworkflow(connection: sqlite3.Connection, instances: int) -> Callable[[int, int], None]:
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    parser, serializer = BpmnParser(), BpmnWorkflowSerializer()
    parser.add_bpmn_xml(etree.fromstring(_process()))
    fresh = BpmnWorkflow(parser.get_spec("task"))
    fresh.do_engine_steps()
    _fill(connection, instances, serializer.serialize_json(fresh))

    def step(instance: int, at: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        workflow = serializer.deserialize_json(_content(connection, instance))
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        if task.task_spec.name != _STEPS[at]:
            raise AssertionError(f"{task.task_spec.name} is ready, not {_STEPS[at]}")
        task.run()
        workflow.do_engine_steps()
        _save(connection, instance, serializer.serialize_json(workflow))
        connection.execute("COMMIT")

    return step


def _process() -> str:
    """The process: five human steps in a row, as BPMN."""
    places = ("begin", *_STEPS, "end")
    steps = "".join(f'<userTask id="{name}" name="{name}"/>' for name in _STEPS)
    flows = "".join(
        f'<sequenceFlow id="flow-{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(places))
    )
    return (
        f'<definitions xmlns="{_XML}" targetNamespace="task" id="all"><process id="task" isExecutable="true">'
        f'<startEvent id="begin"/>{steps}<endEvent id="end"/>{flows}</process></definitions>'
    )


def _statemachine(connection: sqlite3.Connection, instances: int) -> Callable[[int, int], None]:
    from statemachine import State, StateMachine

    states = {name: State(initial=name == _STATES[0], final=name == _STATES[-1], value=name) for name in _STATES}
    arrows = {
        step: states[source].to(states[target])
        for step, source, target in zip(_STEPS, _STATES, _STATES[1:], strict=False)
    }
    task_machine = type("TaskMachine", (StateMachine,), {**states, **arrows})
    _fill(connection, instances, _STATES[0])

    def step(instance: int, at: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        before = _content(connection, instance)
        machine = task_machine(start_value=before)
        machine.send(_STEPS[at])
        after = str(machine.current_state_value)
        if after != _STATES[at + 1]:
            raise AssertionError(f"{_STEPS[at]} led to {after}")
        _save(connection, instance, after)
        connection.execute("INSERT INTO log VALUES (?, ?, ?, ?)", (instance, _STEPS[at], before, after))
        connection.execute("COMMIT")

    return step


def _fill(connection: sqlite3.Connection, instances: int, content: str) -> None:
    connection.executemany("INSERT INTO instance VALUES (?, ?)", ((number, content) for number in range(instances)))


def _content(connection: sqlite3.Connection, instance: int) -> str:
    row = connection.execute("SELECT content FROM instance WHERE number = ?", (instance,)).fetchone()
    return str(row[0])


def _save(connection: sqlite3.Connection, instance: int, content: str) -> None:
    connection.execute("UPDATE instance SET content = ? WHERE number = ?", (content, instance))


_PROGRAMS = (
    ("SpiffWorkflow", _spiffworkflow, "SpiffWorkflow, loaded, stepped and saved"),
    ("statemachine", _statemachine, "python-statemachine with a raw row"),
)
