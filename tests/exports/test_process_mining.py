"""The exports as a process miner sees them: read back, discovered from, checked against the lifecycle.

The only module that imports pm4py. It is AGPL-3.0 and for these tests alone: nothing that is shipped may import it.
"""

from __future__ import annotations

import io
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from graphs import (
    AN_LAO,
    DEPARTMENT,
    HOAI_AN,
    MINISTRY,
    TOP,
    TUY_PHUOC,
    agency_of,
    move,
    province,
    put_plan_out,
    standard_lifecycle,
)

from engine import Engine, SimulatedClock
from exports.ocel import write_ocel
from exports.xes import write_xes
from workflows.lifecycle import ACTIVE, Facts, Lifecycle, parse_lifecycle

pytestmark = pytest.mark.filterwarnings("ignore")  # a library of others, with others below it

Duties = tuple[bool, bool, bool]  # owes a plan, owes a report, consolidates
Arrow = tuple[tuple[str, str], str, tuple[str, str]]  # (state, standing), trigger, (state, standing)
DUTIES = ["case:dondoc:owes_plan", "case:dondoc:owes_report", "case:dondoc:consolidates"]
ACTIVITY, TASK = "concept:name", "case:concept:name"


@pytest.fixture(scope="module")
def pm4py(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The library; what it would write into somebody's home goes to a temporary folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        import pm4py

        yield pm4py


def write(url: str, folder: Path, name: str, writer: Callable[..., Any]) -> str:
    """Export everything into a file; its path."""
    out = io.StringIO()
    with Engine.open(url) as engine:
        engine.seen().event_log(lambda log: writer(log, out))
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def demo(pm4py: ModuleType, demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo's half-year as a data frame of pm4py."""
    return pm4py.read_xes(write(f"sqlite:///{demo_file}", tmp_path_factory.mktemp("xes"), "demo.xes", write_xes))


@pytest.fixture(scope="module")
def objects(pm4py: ModuleType, demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same as an object-centric log of pm4py."""
    path = write(f"sqlite:///{demo_file}", tmp_path_factory.mktemp("ocel"), "demo.json", write_ocel)
    return pm4py.read_ocel2_json(path)


@pytest.fixture(scope="module")
def recorded(demo_file: Path) -> list[Any]:
    """The demo's history as the engine tells it."""
    with Engine.open(f"sqlite:///{demo_file}") as engine:
        return list(engine.seen().history())


# the lifecycle as an accepting Petri net


def arrows(lifecycle: Lifecycle, duties: Duties) -> set[Arrow]:
    """All that the machine allows a task with these duties, whatever becomes of its inputs, on main line and side."""
    found: set[Arrow] = set()
    waiting, seen = [(lifecycle.initial, str(ACTIVE))], set()
    while waiting:
        state, standing = here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        is_finished = lifecycle.next_trigger(state, Facts(*duties)) is None
        for trigger, inputs, returning, passed_on in product(
            (*lifecycle.data.triggers, *lifecycle.data.side_triggers), (0, 1), (None, "own", "merged"), (False, True)
        ):
            facts = Facts(*duties, inputs, standing, returning, is_finished, passed_on)
            verdict = lifecycle.judge(trigger, state, facts)
            if verdict.dest is not None:
                there = (verdict.dest, verdict.standing)
                found.add((here, trigger, there))
                waiting.append(there)
    return found


def net_of(found: Iterable[Arrow], initial: str) -> tuple[Any, Any, Any]:
    """A state is a place, an arrow a transition. A task may be seen in any state: a silent step leads out of each."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net, end = PetriNet("lifecycle"), PetriNet.Place("end")
    net.places.add(end)
    places: dict[tuple[str, str], Any] = {}
    found = sorted(found)
    for here, _, there in found:
        for node in (here, there):
            if node not in places:
                places[node] = PetriNet.Place("/".join(node))
                net.places.add(places[node])

    def transition(name: str, label: str | None, before: Any, after: Any) -> None:
        made = PetriNet.Transition(name, label)
        net.transitions.add(made)
        add_arc_from_to(before, made, net)
        add_arc_from_to(made, after, net)

    for number, (here, trigger, there) in enumerate(found):
        transition(f"{trigger}-{number}", trigger, places[here], places[there])
    for node, place in places.items():
        transition(f"seen-{'/'.join(node)}", None, place, end)
    return net, Marking({places[initial, str(ACTIVE)]: 1}), Marking({end: 1})


def fitness(pm4py: ModuleType, log: Any) -> dict[str, float]:
    """How well each task's history fits the lifecycle with its own duties, 1.0 at best; by task."""
    lifecycle = parse_lifecycle(standard_lifecycle())
    found: dict[str, float] = {}
    for duties, part in log[log["dondoc:kind"] == "move"].groupby(DUTIES):
        courses = part.groupby(TASK)[ACTIVITY].agg(tuple)
        examples = {course: task for task, course in courses.items()}  # one task for each course that occurs
        traces = pm4py.convert_to_event_log(part[part[TASK].isin(examples.values())])
        net = net_of(arrows(lifecycle, duties), lifecycle.initial)
        aligned = pm4py.conformance_diagnostics_alignments(traces, *net, multi_processing=False)
        of_example = {trace.attributes[ACTIVITY]: each["fitness"] for trace, each in zip(traces, aligned, strict=True)}
        found |= {task: of_example[examples[course]] for task, course in courses.items()}
    return found


# reading back


def test_every_event_is_read_back_with_what_was_recorded(demo: Any, recorded: list[Any]) -> None:
    rows = {(row.task, row.seq): row for row in recorded}
    read = {(event[TASK], event["dondoc:seq"]): event for event in demo.to_dict("records")}

    assert read.keys() == rows.keys()
    for key, event in read.items():
        row = rows[key]
        assert (event[ACTIVITY], event["org:resource"], event["dondoc:hash"]) == (row.trigger, row.agency, row.hash)
        assert (event["dondoc:to"], event["time:timestamp"].date()) == (row.to, row.occurred_on)
        assert event["dondoc:recorded_at"] == row.recorded_at
        assert event["lifecycle:transition"] == "complete"


def test_every_event_and_object_is_read_back_from_ocel(objects: Any, recorded: list[Any]) -> None:
    read = {event["ocel:eid"]: event for event in objects.events.to_dict("records")}

    assert read.keys() == {f"{row.task}#{row.seq}" for row in recorded}
    assert {read[f"{row.task}#{row.seq}"]["hash"] == row.hash for row in recorded} == {True}
    assert set(objects.objects["ocel:type"]) == {"cascade", "document", "agency", "task", "consolidation"}
    states = objects.object_changes.groupby("ocel:oid")["state"].last()
    for row in recorded[-20:]:
        assert states[next(oid for oid in states.index if oid.endswith(f":{row.task}"))] in (row.to, "consolidated")


# discovering

SIDE = {"extend", "waive", "return_report"}  # the side roads that the demo shows


def test_only_what_the_lifecycle_allows_follows_directly(pm4py: ModuleType, demo: Any) -> None:
    follows, starts, ends = pm4py.discover_dfg(demo)

    lifecycle = parse_lifecycle(standard_lifecycle())
    allowed = {
        (first[1], second[1])
        for duties in product((False, True), repeat=3)
        for first, second in product(arrows(lifecycle, duties), repeat=2)
        if first[2] == second[0]
    }
    main_line = {pair for pair in follows if not SIDE & set(pair)}
    assert main_line <= allowed
    assert ("report", "draft_plan") not in allowed
    assert follows["return_report", "report"] == 1, "what was returned comes again"
    assert follows["draft_plan", "implement"] > follows["release", "implement"] > 0
    assert set(starts) == {"release"}
    assert set(ends) - SIDE == {"release", "draft_plan", "implement", "report", "consolidate"}


def test_the_discovered_process_explains_every_task_and_knows_the_order(pm4py: ModuleType, demo: Any) -> None:
    net, start, end = pm4py.discover_petri_net_inductive(demo)

    labels = {transition.label for transition in net.transitions if transition.label}
    assert labels == {"release", "draft_plan", "implement", "report", "consolidate"} | SIDE
    assert pm4py.fitness_token_based_replay(demo, net, start, end)["log_fitness"] == 1.0
    moments = demo["time:timestamp"]
    backwards = demo.assign(**{"time:timestamp": moments.max() - (moments - moments.min())})
    backwards = pm4py.format_dataframe(backwards, case_id=TASK, activity_key=ACTIVITY, timestamp_key="time:timestamp")
    assert pm4py.fitness_token_based_replay(backwards, net, start, end)["log_fitness"] < 1.0


def test_the_life_of_a_consolidation_holds_the_reports_that_it_waited_for(
    pm4py: ModuleType, objects: Any, demo_file: Path
) -> None:
    with Engine.open(f"sqlite:///{demo_file}") as engine:
        rows = engine.on(date(2023, 6, 21)).status()
    inputs = {row.task: {each.task for each in rows if row.task in each.feeds} for row in rows}
    done = [row.task for row in rows if row.state == "consolidated"]
    given = objects.relations[objects.relations["ocel:qualifier"] == "input_given"]

    lives = pm4py.ocel_flattening(objects, "consolidation")

    assert any(inputs[task] for task in done)
    for task in done:
        life = lives[lives[TASK] == f"consolidation:{task}"]
        own = set(given[given["ocel:oid"] == f"consolidation:{task}"]["ocel:eid"])
        assert {event.partition("#")[0] for event in own} == inputs[task]
        assert own < set(life["ocel:eid"])
        assert life.iloc[-1]["ocel:eid"].startswith(f"{task}#")
        assert life.iloc[-1][ACTIVITY] == "consolidate"


def test_an_object_centric_graph_is_discovered(pm4py: ModuleType, objects: Any) -> None:
    graph = pm4py.discover_ocdfg(objects)

    assert set(graph["object_types"]) == {"cascade", "document", "agency", "task", "consolidation"}
    assert ("implement", "report") in graph["edges"]["event_couples"]["task"]


# conformance


def test_the_demo_fits_the_lifecycle(pm4py: ModuleType, demo: Any) -> None:
    found = fitness(pm4py, demo)

    assert len(found) == demo[TASK].nunique()
    assert set(found.values()) == {1.0}


def side_roads(url: str) -> None:
    """A province on every side road: what is lawful there fits too."""
    clock = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
    issuer: dict[str, Any] = {"as_agency": "binh-dinh", "reason": "thiên tai"}
    receiver: dict[str, Any] = {"as_agency": agency_of(DEPARTMENT), "reason": "thiếu số liệu", "what": "own"}
    with Engine.open(url, clock=clock) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
            move(engine, task, "draft_plan", "implement", "report")
        move(engine, AN_LAO, "extend", until=date(2023, 7, 10), **issuer)
        move(engine, AN_LAO, "suspend", **issuer)
        move(engine, AN_LAO, "resume", **issuer)
        partial: dict[str, Any] = {"missing": [agency_of(AN_LAO)], "allowed_by": "Chủ tịch", "reason": "quá hạn"}
        move(engine, DEPARTMENT, "consolidate_partial", **partial)
        move(engine, AN_LAO, "draft_plan", "implement", "report")
        move(engine, TUY_PHUOC, "return_report", **receiver)
        move(engine, TUY_PHUOC, "report")
        move(engine, DEPARTMENT, "consolidate")
        move(engine, TOP, "implement", "consolidate")
        move(engine, MINISTRY, "implement")
        engine.correct(MINISTRY, 2, undo=True, as_agency="bo-noi-vu", reason="ghi nhầm", today=date(2023, 6, 21))
        year = TOP.replace("2023-H1", "2023-Y")
        move(engine, year, "waive", as_agency="bo-noi-vu", reason="không còn cần")


def test_every_lawful_side_road_fits_the_lifecycle(pm4py: ModuleType, sqlite_url: str, tmp_path: Path) -> None:
    side_roads(sqlite_url)
    log = pm4py.read_xes(write(sqlite_url, tmp_path, "side.xes", write_xes))

    found = fitness(pm4py, log)

    kinds = Counter(log[ACTIVITY])
    assert {"extend", "suspend", "resume", "waive", "consolidate_partial", "return_report"} <= set(kinds)
    assert "correction" not in kinds
    assert set(found.values()) == {1.0}


@pytest.mark.parametrize(
    "forgery",
    [
        # the report before the plan
        """UPDATE history SET trigger = CASE seq WHEN 2 THEN 'report' WHEN 4 THEN 'draft_plan' ELSE trigger END
           WHERE task_no = :task""",
        # reported without having been implemented
        "DELETE FROM history WHERE task_no = :task AND seq = 3",
        # reported twice
        """INSERT INTO history (cascade_id, task_no, seq, kind, trigger, "from", "to", agency, occurred_on, recorded_at,
           form, prev_hash, hash) SELECT cascade_id, task_no, 5, kind, trigger, "from", "to", agency, occurred_on,
           recorded_at, form, hash, 'x' FROM history WHERE task_no = :task AND seq = 4""",
    ],
    ids=["report-before-plan", "step-left-out", "reported-twice"],
)
def test_a_tampered_history_does_not_fit(
    forgery: str, pm4py: ModuleType, demo: Any, demo_file: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.db"
    forged.write_bytes(demo_file.read_bytes())
    task = demo[(demo[ACTIVITY] == "report") & demo["case:dondoc:owes_plan"]].iloc[0][TASK]
    connection = sqlite3.connect(forged)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    period, agency = task.split("/")[1:3]
    statement = "SELECT task_no FROM task JOIN agency USING (cascade_id, agency_no) WHERE period = ? AND key = ?"
    (number,) = connection.execute(statement, (period, agency)).fetchone()
    connection.execute(forgery, {"task": number})
    connection.commit()
    connection.close()

    found = fitness(pm4py, pm4py.read_xes(write(f"sqlite:///{forged}", tmp_path, "forged.xes", write_xes)))

    assert found.pop(task) < 1.0
    assert set(found.values()) == {1.0}
