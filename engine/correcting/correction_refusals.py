"""Why a correction is refused: its rule's stable name, its particulars, and what would unblock it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.cascade.tasks import LiveTask
from engine.errors import Refused
from engine.proposals import Proposal, correct, undo_migration
from workflows.said import Said

CORRECT = "correct"


def not_your_row(
    task: LiveTask, seq: int, agency: str, who_can: Sequence[str], what: Mapping[str, Any] | None
) -> Refused:
    """Only who may make that move may correct it. `what` None: what is asked for is so already."""
    return Refused(
        "not-yours",
        task.key,
        CORRECT,
        Said("refusal.correct-not-your-row", {"agency": agency, "seq": seq, "who_can": who_can}),
        tuple(who_can),
        () if what is None else tuple(correct(task, seq, who, what) for who in who_can[:1]),
    )


def without_reason(task: LiveTask, seq: int, agency: str, what: Mapping[str, Any]) -> Refused:
    """A correction stays readable for ever, and so does its reason."""
    return Refused(
        "missing-reason",
        task.key,
        CORRECT,
        Said("refusal.correct-without-reason"),
        (agency,),
        (correct(task, seq, agency, what),),
    )


def is_correction(task: LiveTask, seq: int, ref_seq: int | None, agency: str, what: Mapping[str, Any]) -> Refused:
    """A correction is mended by another correction of the same row."""
    return Refused(
        "is-correction",
        task.key,
        CORRECT,
        Said("refusal.correct-is-correction", {"seq": seq, "ref_seq": ref_seq}),
        (agency,),
        () if ref_seq is None else (correct(task, ref_seq, agency, what),),
    )


def is_of_migration(task: LiveTask, seq: int) -> Refused:
    """What a migration recorded is taken back with all of it."""
    return Refused(
        "is-migration",
        task.key,
        CORRECT,
        Said("refusal.correct-is-migration", {"seq": seq}),
        (),
        (undo_migration(task.cascade.key),),
    )


def already_undone(task: LiveTask, seq: int, by_seq: int) -> Refused:
    """What was taken back is done again, not corrected."""
    return Refused(
        "already-undone",
        task.key,
        CORRECT,
        Said("refusal.correct-already-undone", {"seq": seq, "by_seq": by_seq}),
        (),
        (),
    )


def not_a_move(task: LiveTask, seq: int, kind: str) -> Refused:
    """Only moves are corrected."""
    return Refused(
        "not-a-move",
        task.key,
        CORRECT,
        Said("refusal.correct-not-a-move", {"seq": seq, "kind": kind}),
        (),
        (),
    )


def nothing_to_correct(task: LiveTask, seq: int, what: date | str) -> Refused:
    """The row says that already."""
    return Refused(
        "nothing-to-correct",
        task.key,
        CORRECT,
        Said("refusal.correct-nothing-to-correct", {"seq": seq, "what": what}),
        (),
        (),
    )


def out_of_order(task: LiveTask, seq: int, on: date, neighbour: int, day: str, who_can: Sequence[str]) -> Refused:
    """A chain's days never run backwards: the neighbouring row has to be corrected first, by whoever can."""
    is_before = day > on.isoformat() and neighbour < seq
    return Refused(
        "out-of-order",
        task.key,
        CORRECT,
        Said(
            "refusal.correct-before-row" if is_before else "refusal.correct-after-row",
            {"on": on, "seq": seq, "neighbour": neighbour, "day": date.fromisoformat(day)},
        ),
        tuple(who_can),
        tuple(correct(task, neighbour, agency, {"on": None}) for agency in who_can[:1]),
    )


def before_input(
    task: LiveTask, seq: int, on: date, below: LiveTask, below_on: str, above: LiveTask, above_on: str
) -> Refused:
    """With that day a consolidation would have been passed on before, or named as missing after, what it rests on."""
    return Refused(
        "before-input",
        task.key,
        CORRECT,
        Said(
            "refusal.correct-before-input",
            {
                "seq": seq,
                "on": on,
                "above": above.agency_name,
                "above_on": date.fromisoformat(above_on),
                "below": below.agency_name,
                "below_on": date.fromisoformat(below_on),
            },
        ),
        tuple(dict.fromkeys((above.agency, below.agency))),
        tuple(Proposal("history", {"task": each.key}) for each in (above, below)),
    )
