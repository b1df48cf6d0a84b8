"""An agency's day: what it must do, by how much time is really left; whom to urge; what falls due; what changed.

Time is really left up to the latest day on which a task can be done so that everything above it is still on time: its
own due date, or the due date of a consolidation above less the time that the agencies between usually take to merge,
whichever is first. How long an agency usually takes is the median of what it took before (`forecasting/histories.py`);
of one of which too little is known no time is taken off, and the answer says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.cascade.tasks import TASKS, LiveTask, read_tasks
from engine.cascade.timeliness import due_next, due_of
from engine.clock import format_moment, parse_moment
from engine.forecasting.histories import OWN, handling_of
from engine.policies.barred import with_barred
from engine.questions.filters import Filters
from engine.questions.history import history
from engine.questions.letters import urged
from engine.questions.status import scope, status
from engine.questions.stays import nearest_rank
from engine.questions.todo import todo
from engine.results import HistoryRow, OwnTask, Today, TodoRow
from engine.store.database import Transaction


def today(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    agency: str,
    *,
    day: date,
    within: int,
    since: datetime | None = None,
) -> Today:
    """`within`: calendar days ahead that are looked at; `since`: when it last looked, None: nothing counts as changed.

    Raises NotFound.
    """
    known = get_agency_anywhere(tx, cascades, agency)
    key, name = known[0][1].key, known[0][1].called
    here = [cascade for cascade, _ in known]
    rows = with_barred(tx, here, todo(tx, here, key, today=day), day)
    own = [row for row in rows if row.is_own and row.triggers]
    soon = status(tx, here, under=key, period=None, today=day, filters=Filters(due_within=within, sort="due"))
    return Today(
        key,
        day,
        within,
        since,
        tuple(sorted(_with_slack(tx, here, own, day), key=_tightest_first)),
        tuple(row for row in rows if row.is_own and not row.triggers),
        tuple(urged(tx, here, key, day, within, telling=lambda rows: with_barred(tx, here, rows, day))),
        tuple(row for row in soon if row.agency != key),
        tuple(request for row in rows for request in row.to_decide),
        () if since is None else _changed(tx, here, key, since, day),
        name,
        _last_recorded(tx, here, key),
    )


def _tightest_first(own: OwnTask) -> tuple[bool, bool, int, str]:
    """What no pinned rule bars before what one does."""
    return not own.row.offered, own.slack is None, own.slack or 0, own.row.task


# how much time is left


def _with_slack(
    tx: Transaction, cascades: Sequence[RunningCascade], rows: Sequence[TodoRow], day: date
) -> Iterator[OwnTask]:
    """Each with the latest day on which it can be done, and how many working days are left to it."""
    by_key = {row.task: row for row in rows}
    found = []
    for cascade in cascades:
        numbers = [row.number for row in rows if row.task.startswith(f"{cascade.directive}/{cascade.year}-")]
        found.append((numbers, Above(tx, cascade, numbers)))
    usual = usual_handling(tx, cascades, set().union(*(above.agencies for _, above in found)))
    for numbers, above in found:
        for number in numbers:
            task = above.tasks[number]
            latest, sets_it, is_known = above.latest(number, due_next(task).last_day, usual)
            slack = None if latest is None else _working_days(task, day, latest)
            yield OwnTask(by_key[task.key], latest, slack, None if sets_it is None else sets_it.key, is_known)


def _working_days(task: LiveTask, day: date, latest: date) -> int:
    """Working days after `day` up to `latest`; negative where that has passed."""
    if latest >= day:
        return task.calendar.working_days_between(day, latest)
    return -task.calendar.working_days_between(latest, day)


class Above:
    """What stands above some tasks of a cascade, up to the top. `agencies`: those that merge there."""

    def __init__(self, tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> None:
        self._waiting: defaultdict[int, list[int]] = defaultdict(list)
        found, wanted = set(numbers), set(numbers)
        while wanted:
            edges = tx.rows(
                "SELECT input_no, consolidation_no FROM feed WHERE cascade_id = :cascade_id "
                "AND input_no = ANY(:numbers) ORDER BY input_no, consolidation_no",
                cascade_id=cascade.cascade_id,
                numbers=sorted(wanted),
            )
            for below, above in edges:
                if above not in self._waiting[below]:
                    self._waiting[below].append(above)
            wanted = {above for _, above in edges} - found
            found |= wanted
        listed = list(read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=sorted(found))) if found else []
        self.tasks = {task.task_no: task for task in listed}
        self.agencies = {self.tasks[number].agency for numbers in self._waiting.values() for number in numbers}

    def latest(
        self, number: int, due: date | None, usual: Mapping[str, int]
    ) -> tuple[date | None, LiveTask | None, bool]:
        """The last day for a task that is due then, the consolidation that sets it (None: its own date), and whether
        it is known of every agency on the way how long it takes. `usual`: that, in days, by agency."""
        best: tuple[date | None, LiveTask | None, bool] = due, None, True
        for above in self._waiting[number]:
            task = self.tasks[above]
            judge = task.cascade.judge
            if not judge.lifecycle.is_awaited(task.standing) or judge.gives("merged", task):
                continue
            then, sets_it, is_known = self.latest(above, due_of(task, "merged").last_day, usual)
            if then is None:
                continue
            takes = usual.get(task.agency)
            day, is_known = then - timedelta(takes or 0), is_known and takes is not None
            sooner = best[0] is None or day < best[0]
            best = (day, sets_it or task, is_known) if sooner else (*best[:2], best[2] and is_known)
        return best


def usual_handling(tx: Transaction, cascades: Sequence[RunningCascade], agencies: Collection[str]) -> Mapping[str, int]:
    """Of these agencies the median of days from the last input to the merged report; those of whom enough is known."""
    samples = handling_of(tx, cascades, agencies).own
    return {
        agency: int(nearest_rank(sorted(samples[agency]), 50) or 0)
        for agency in agencies
        if len(samples.get(agency, ())) >= OWN
    }


def _last_recorded(tx: Transaction, cascades: Sequence[RunningCascade], agency: str) -> datetime | None:
    moments = [
        row[0]
        for cascade, condition, parameters in scope(tx, cascades, agency, None)
        for row in tx.rows(
            f"SELECT MAX(t.head_at) FROM {TASKS} WHERE t.cascade_id = :cascade_id AND {condition}",
            cascade_id=cascade.cascade_id,
            **parameters,
        )
    ]
    return max((parse_moment(moment) for moment in moments if moment is not None), default=None)


def _changed(
    tx: Transaction, cascades: Sequence[RunningCascade], agency: str, since: datetime, day: date
) -> tuple[HistoryRow, ...]:
    """What others recorded after that moment on the tasks of the agency and of all below it."""
    moment = format_moment(since)
    whose = [
        (
            cascade,
            f"{condition} AND t.head_at > :since AND h.recorded_at > :since AND (h.agency IS NULL OR h.agency <> :own)",
            {**parameters, "since": moment, "own": agency},
        )
        for cascade, condition, parameters in scope(tx, cascades, agency, None)
    ]
    return history(tx, whose, today=day)
