"""Concurrent actors against the naive model, on both databases; and faults of concurrency, which it finds."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from actors import STATEMENTS, Concurrent, Stage
from answers import Disagreement
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from engine import SimulatedClock
from engine.cascade import lookup
from engine.running import ledger

Patch = pytest.MonkeyPatch
BOUNDED = settings(max_examples=6, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def concurrent(database_url: str, monkeypatch: Patch) -> Iterator[type[Concurrent]]:
    """The machine, with a stage of its own. Whoever is let wait may wait as long as the test takes."""
    monkeypatch.setattr("engine.store.database.LOCK_SECONDS", 600)
    stage = Stage(database_url, SimulatedClock(datetime(2023, 6, 5, 2, tzinfo=UTC)))
    yield type("Staged", (Concurrent,), {"stage": stage})
    stage.close()


def test_whatever_several_do_at_once_the_model_agrees(concurrent: type[Concurrent]) -> None:
    run_state_machine_as_test(concurrent, settings=BOUNDED)


def a_consolidation_is_not_locked(patch: Patch) -> None:
    patch.setattr(lookup, "_LOCK_TASK", lookup._FIND_TASK)


def what_was_open_is_counted_before_others_are_waited_for(patch: Patch) -> None:
    """A lost update: the edges that were open when the statement began, less the one that it closes."""
    count = (
        "(SELECT count(*) FROM feed f WHERE f.cascade_id = :cascade_id AND f.consolidation_no = :above AND NOT closed)"
    )
    down, returning = ledger._COUNT_DOWN
    patch.setattr(ledger, "_COUNT_DOWN", (down.replace("open_inputs - 1", f"{count} - 1"), returning))


def one_less_whether_or_not_an_edge_was_closed(patch: Patch) -> None:
    for name in ("_EDGES_ABOVE", "_EDGES_OF_NAMED", "_CLOSE"):
        patch.setattr(
            ledger, name, getattr(ledger, name).replace("AND NOT f.closed ", "").replace("AND NOT closed", "")
        )


def test_it_finds_that_one_less_is_counted_blindly(concurrent: type[Concurrent], monkeypatch: Patch) -> None:
    one_less_whether_or_not_an_edge_was_closed(monkeypatch)
    soon = settings(BOUNDED, max_examples=60, derandomize=True, phases=[Phase.generate], database=None)

    with pytest.raises(Disagreement):
        run_state_machine_as_test(concurrent, settings=soon)


Said = tuple[str, str]  # an agency and a trigger
# what is done before; where one stops on the way; what another does meanwhile. SQLite locks the whole database
BETWEEN: dict[Callable[[Patch], None], tuple[list[Said], Said, Said]] = {
    a_consolidation_is_not_locked: (
        [("xa", "implement"), ("xa", "report"), ("so-hai", "implement"), ("so-hai", "report")],
        ("so-hai", "consolidate"),
        ("xa", "return_report"),
    ),
    what_was_open_is_counted_before_others_are_waited_for: (
        [("huyen", "implement"), ("so-hai", "implement")],
        ("huyen", "report"),
        ("so-hai", "report"),
    ),
}


def come_between(concurrent: type[Concurrent], before: list[Said], first: Said, second: Said) -> None:
    """Wherever the first stops, the second comes between, and then the first goes on."""
    for statement in range(STATEMENTS):
        machine = concurrent()
        try:
            for (agency, trigger), stop in [*((said, None) for said in before), (first, statement), (second, None)]:
                at = next(n for n, task in enumerate(machine.graph.tasks) if task.agency == agency)
                machine.set_out([each for each in machine.choices() if each[:2] == (at, trigger)], 0, stop)
                machine.the_model_agrees()
            for actor in machine.stopped():
                actor.connection.go_on()
            machine.the_model_agrees()
        finally:
            machine.teardown()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("fault", BETWEEN, ids=lambda fault: fault.__name__)
def test_it_finds_what_comes_between(
    fault: Callable[[Patch], None], concurrent: type[Concurrent], monkeypatch: Patch
) -> None:
    come_between(concurrent, *BETWEEN[fault])
    fault(monkeypatch)

    with pytest.raises(Disagreement):
        come_between(concurrent, *BETWEEN[fault])
