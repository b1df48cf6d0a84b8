"""The spells of a scope: each stay of its tasks in a state, with whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cascade.cascades import RunningCascade
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask
from engine.chain.folds import Arrows
from engine.figures.grouping import Subject
from engine.questions.recorded import chains
from engine.questions.status import Under, scope
from engine.questions.stays import Stay, stays_of
from engine.store.database import Transaction
from workflows.periods import Period


@dataclass(frozen=True, slots=True)
class StateSpell(Stay):
    """A stay of a task, with whose it is."""

    subject: Subject


def spells(
    tx: Transaction, cascades: Sequence[RunningCascade], under: Under, period: str | Period | None
) -> Iterator[list[StateSpell]]:
    """The spells of each task of the scope, in the order of its chain; the first begins with the launch."""
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        arrows = Arrows(cascade.judge.lifecycle)
        recorded = dict(chains(tx, cascade, condition, parameters))
        for row in tx.rows(
            f"SELECT {TASK_COLUMNS}, a.level, a.kind FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {condition} "
            "ORDER BY t.task_no",
            cascade_id=cascade.cascade_id,
            **parameters,
        ):
            task = LiveTask(cascade, *row[:-2])
            subject = Subject(task.agency, task.agency_name, row[-2], row[-1], task.period, cascade.year)
            stays = stays_of(cascade.judge, task, cascade.launched_on, arrows, recorded.get(task.task_no, ()))
            yield [StateSpell(each.state, each.since, each.until, each.left_out, subject) for each in stays]
