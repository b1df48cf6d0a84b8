"""Shown to bite: faults that the engine has had, or might have, put back one by one; the walk finds each of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from answers import Disagreement
from cascades import small
from walk import Walk

from engine import Engine, SimulatedClock
from engine.cascade import requests, timeliness
from engine.cascade.judging import Judge
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import Late
from engine.chain import effective
from engine.chain.pauses import Pauses
from engine.correcting import correct
from engine.correcting.undoing import SEQ, Undoing
from engine.figures import deliverables
from engine.questions import past
from engine.questions.walks import Root
from engine.questions.walks import Walk as Walked
from engine.running import days, revoke, side_roads
from engine.running.ledger import Ledger

FIRST = date(2023, 6, 1)
WALKS = 40  # at most

Patch = pytest.MonkeyPatch


def nothing(*_: Any, **__: Any) -> None:
    """A check that is left out."""


def makers_are_followed_for_ever(patch: Patch) -> None:
    def root_of_pending(self: Walked, number: int) -> Root:
        releaser = self.releaser(number)
        if releaser is None:
            return Root(False, number)
        if releaser.by_no is None:
            return Root(True, releaser.document.number)
        return root_of_pending(self, releaser.by_no) if self.is_pending(releaser.by_no) else Root(False, releaser.by_no)

    patch.setattr(Walked, "root_of_pending", root_of_pending)


def a_consolidation_is_dated_before_its_inputs(patch: Patch) -> None:
    patch.setattr(days, "check_inputs", nothing)


def a_report_is_dated_before_it_was_missed(patch: Patch) -> None:
    for module in (days, side_roads, revoke):
        patch.setattr(module, "check_above", nothing)


def a_correction_passes_an_input(patch: Patch) -> None:
    patch.setattr(correct, "_check_edges", nothing)


def an_undo_forgets_the_other_grounds(patch: Patch) -> None:
    patch.setattr(Undoing, "_on_another_ground", nothing)


def an_undo_takes_all_that_follows(patch: Patch) -> None:
    real = Undoing.settle

    def settle(self: Undoing) -> None:
        for number, gone in list(self.gone.items()):
            for row in self.rows(number):
                if row[SEQ] > min(gone):
                    self.take((number, row[SEQ]), "not-lawful")
        real(self)

    patch.setattr(Undoing, "settle", settle)


def who_was_passed_over_is_told_to_release(patch: Patch) -> None:
    real = Walked.releaser

    def releaser(self: Walked, number: int) -> Any:
        found = real(self, number)
        return found if found is not None and found.document.is_waiting else None

    patch.setattr(Walked, "releaser", releaser)


def a_maker_holds_only_what_is_above_itself(patch: Patch) -> None:
    real = Walked._released_through

    def released_through(self: Walked, roots: Any) -> Any:
        return real(self, {root for root in roots if root.is_document})

    patch.setattr(Walked, "_released_through", released_through)


def lateness_counts_the_last_day(patch: Patch) -> None:
    real = deliverables.days_late

    def days_late(due: date | None, ended: date, pauses: Pauses) -> Late:
        days, suspended_days = real(due, ended, pauses)
        return Late(days and days + 1, suspended_days)

    patch.setattr(deliverables, "days_late", days_late)


def paused_days_are_late(patch: Patch) -> None:
    patch.setattr(timeliness, "_left_out", lambda *_: [])


def a_correction_forgets_the_pauses(patch: Patch) -> None:
    real = Ledger.correct

    def correct(self: Ledger, task: LiveTask, position: effective.Position) -> None:
        position.paused = task.paused
        real(self, task, position)

    patch.setattr(Ledger, "correct", correct)


def counters_are_not_kept(patch: Patch) -> None:
    patch.setattr(Ledger, "_write_flips", nothing)


def a_waived_input_is_waited_for(patch: Patch) -> None:
    real = Judge.closed_reports
    patch.setattr(
        Judge,
        "closed_reports",
        lambda self, task, state, standing: real(self, task, state, "active" if standing == "waived" else standing),
    )


def the_past_forgets_corrections(patch: Patch) -> None:
    def without(day: str | None, known: Sequence[Any]) -> list[Any]:
        left = (row for row in known if row[past._KIND] != "correction")
        return [row for row in left if day is None or row[past._OCCURRED] <= day]

    patch.setattr(past, "counted_by", without)


def the_past_knows_what_was_recorded_later(patch: Patch) -> None:
    real = past._rebuild
    patch.setattr(past, "_rebuild", lambda tx, then, cascade, view: real(tx, then, cascade, past.View(view.as_of)))


def what_has_lapsed_is_pending(patch: Patch) -> None:
    patch.setattr(requests, "_lapse", nothing)


def a_decision_stands_without_its_request(patch: Patch) -> None:
    patch.setattr(effective._About, "holds", lambda *_: True)


# each with the walk that finds it soonest; of any hundred walks some do
FAULTS: dict[Callable[[Patch], None], int] = {
    makers_are_followed_for_ever: 15,
    a_consolidation_is_dated_before_its_inputs: 27,
    a_report_is_dated_before_it_was_missed: 159,
    a_correction_passes_an_input: 14,
    an_undo_forgets_the_other_grounds: 14,
    an_undo_takes_all_that_follows: 10,
    who_was_passed_over_is_told_to_release: 18,
    a_maker_holds_only_what_is_above_itself: 47,
    lateness_counts_the_last_day: 0,
    paused_days_are_late: 0,
    a_correction_forgets_the_pauses: 0,
    counters_are_not_kept: 0,
    a_waived_input_is_waited_for: 4,
    the_past_forgets_corrections: 0,
    the_past_knows_what_was_recorded_later: 0,
}
# what is asked for and decided is walked over only where the fault is in that: the others would be found later
FAULTS_OF_REQUESTS: dict[Callable[[Patch], None], int] = {
    what_has_lapsed_is_pending: 0,
    a_decision_stands_without_its_request: 38,
}
# the day in June on which that walk has to begin, where it is not the first
BEGINS: dict[Callable[[Patch], None], int] = {a_decision_stands_without_its_request: 23}


def walks(engine: Engine, clock: SimulatedClock, first: int, asks: bool) -> None:
    for seed in range(first, first + WALKS):
        rng = Random(seed)
        Walk(engine, clock, [small(rng, f"ct-{seed}")], rng, FIRST).go(40, compare_every=5, asks=asks)


EVERY = FAULTS | FAULTS_OF_REQUESTS


@pytest.mark.parametrize(("fault", "first"), EVERY.items(), ids=[fault.__name__ for fault in EVERY])
def test_the_oracle_finds_that(fault: Callable[[Patch], None], first: int, sqlite_url: str, monkeypatch: Patch) -> None:
    fault(monkeypatch)
    clock = SimulatedClock(datetime(2023, 6, BEGINS.get(fault, 1), 2, tzinfo=UTC))

    with Engine.open(sqlite_url, clock=clock) as engine, pytest.raises((Disagreement, RecursionError)):
        walks(engine, clock, first, asks=fault in FAULTS_OF_REQUESTS)
