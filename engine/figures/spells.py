"""The spells of a scope: each stay of its tasks in a state, with whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACTIVE, Owing
from engine.cascade.tasks import TASKS
from engine.figures.grouping import Subject
from engine.questions.recorded import chains
from engine.questions.status import Under, scope
from engine.questions.stays import Stay, stays_of
from engine.store.database import Transaction
from workflows.periods import Period
from workflows.said import Name


class Spells(NamedTuple):
    """The stays of one task, in the order of its chain; the first begins with the launch."""

    subject: Subject
    stays: list[Stay]


def spells(
    tx: Transaction, cascades: Sequence[RunningCascade], under: Under, period: str | Period | None
) -> Iterator[Spells]:
    """Of each task of the scope."""
    for cascade, condition, parameters in scope(tx, cascades, under, period):
        recorded = dict(chains(tx, cascade, condition, parameters))
        for row in tx.rows(
            "SELECT t.task_no, t.period, t.owes_plan, t.owes_report, t.consolidates, a.key, a.name, a.name_en, "
            f"a.level, a.kind FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {condition} ORDER BY t.task_no",
            cascade_id=cascade.cascade_id,
            **parameters,
        ):
            number, of_period, *duties, agency, name, name_en, level, kind = row
            subject = Subject(agency, Name.known(name, name_en), level, kind, of_period, cascade.year)
            owing = Owing(duties, cascade.judge.initial, ACTIVE)
            chain = recorded.get(number, ())
            yield Spells(subject, stays_of(cascade.judge, owing, cascade.launched_on, cascade.judge.arrows, chain))
