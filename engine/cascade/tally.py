"""How many tasks of a cascade are alike, kept as they move: a cascade is told in figures without reading its tasks.

Alike are tasks of one state, standing and duties, due on one day, late or not when they came into their state, and
with or without open inputs. A transaction adds what it changed (`tally.n`, which may fall below nothing in one shard)
to a shard that nobody else is writing to, so that moves side by side wait for no figure; the shards together say what
holds. On PostgreSQL that is the first shard whose advisory lock is free; SQLite has one writer, and one shard.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from engine.cascade.judging import Judge
from engine.cascade.tasks import LiveTask
from engine.cascade.timeliness import day_next, owed_in_sql
from engine.store.database import Transaction

_SHARDS = 16  # of so many transactions side by side none adds rows; one more takes a shard of its own


class Counted(Protocol):
    """A cascade whose tasks are counted."""

    @property
    def cascade_id(self) -> int: ...
    @property
    def judge(self) -> Judge: ...


class Alike(NamedTuple):
    """What tasks that are counted together have in common. `due`: ISO day of what is owed next or was last, or empty.

    `is_waiting`: it has open inputs; `is_late`: it came into its state after that day.
    """

    state: str
    standing: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    is_waiting: bool
    is_late: bool
    due: str

    @property
    def open_inputs(self) -> int:
        """None or some: how many is not kept."""
        return int(self.is_waiting)

    @property
    def last_day(self) -> date | None:
        """The last on-time day."""
        return date.fromisoformat(self.due) if self.due else None


_ALIKE = ", ".join(Alike._fields)
_READ = f"SELECT cascade_id, {_ALIKE}, n FROM tally WHERE cascade_id = ANY(:cascades) AND n <> 0"
_KEYS = ("cascade_id", "shard", *Alike._fields)
_FREE = (
    "SELECT shard FROM generate_series(0, :shards - 1) AS shard "
    "WHERE pg_try_advisory_xact_lock(CAST(:cascade_id AS bigint) * 1000 + shard) LIMIT 1"
)
_OTHERWISE = ":shards + pg_backend_pid()"
_ADD_TO_A_FREE_SHARD = (
    f"WITH free AS MATERIALIZED ({_FREE}) "
    f"INSERT INTO tally (cascade_id, shard, {_ALIKE}, n) SELECT :cascade_id, "
    f"COALESCE((SELECT shard FROM free), {_OTHERWISE}), "
    "value ->> 0, value ->> 1, (value ->> 2)::boolean, (value ->> 3)::boolean, (value ->> 4)::boolean, "
    "(value ->> 5)::boolean, (value ->> 6)::boolean, value ->> 7, (value ->> 8)::integer "
    "FROM json_array_elements(CAST(:rows AS json)) AS value "
    f"ON CONFLICT (cascade_id, shard, {_ALIKE}) DO UPDATE SET n = tally.n + excluded.n"
)


def alike(task: LiveTask) -> Alike:
    """What a task is counted as."""
    due = day_next(task) or ""
    return Alike(
        task.state,
        task.standing,
        bool(task.owes_plan),
        bool(task.owes_report),
        bool(task.consolidates),
        task.open_inputs > 0,
        bool(due and task.since is not None and task.since > due),
        due,
    )


def alike_in_sql(cascade: Counted) -> str:
    """The same of a task `t`, as columns of a statement, in this order."""
    due = owed_in_sql(cascade.judge).due
    return (
        "t.state, t.standing, t.owes_plan, t.owes_report, t.consolidates, t.open_inputs > 0 AS is_waiting, "
        f"COALESCE(t.since > {due}, false) AS is_late, COALESCE({due}, '') AS due"
    )


def read_alike(columns: Iterable[object]) -> Alike:
    """Columns of a row as they come from either database."""
    state, standing, plan, report, consolidates, is_waiting, is_late, due = columns
    flags = bool(plan), bool(report), bool(consolidates), bool(is_waiting), bool(is_late)
    return Alike(str(state), str(standing), *flags, str(due))


def read_tallies(tx: Transaction, cascades: Iterable[int]) -> dict[int, Counter[Alike]]:
    """Of each of these cascades how many tasks are alike."""
    found: dict[int, Counter[Alike]] = {cascade_id: Counter() for cascade_id in cascades}
    for cascade_id, *columns, count in tx.rows(_READ, cascades=list(found)):
        found[cascade_id][read_alike(columns)] += count
    return found


def add(tx: Transaction, cascade_id: int, changes: Mapping[Alike, int]) -> None:
    """So many more tasks (or fewer) of the cascade are now like that."""
    rows = [[*each, count] for each, count in sorted(changes.items()) if count]
    if tx.dialect == "sqlite":
        tx.add_up("tally", _KEYS, "n", [(cascade_id, 0, *row) for row in rows])
    elif rows and tx.has_citus:  # which takes what is reckoned in a statement for rows of any machine
        free = tx.row(f"SELECT COALESCE(({_FREE}), {_OTHERWISE})", cascade_id=cascade_id, shards=_SHARDS)
        assert free is not None
        tx.add_up("tally", _KEYS, "n", [(cascade_id, free[0], *row) for row in rows])
    elif rows:
        written = json.dumps(rows, ensure_ascii=False)
        tx.run(_ADD_TO_A_FREE_SHARD, cascade_id=cascade_id, rows=written, shards=_SHARDS)


def differences(tx: Transaction, cascade: Counted) -> dict[Alike, int]:
    """By how many what is kept falls short of what the tasks say; reads all tasks of the cascade.

    One statement, so that moves made meanwhile count on both sides or on neither.
    """
    rows = tx.rows(
        f"SELECT {_ALIKE}, SUM(n) FROM (SELECT {alike_in_sql(cascade)}, 1 AS n FROM task t "
        f"WHERE t.cascade_id = :cascade_id UNION ALL SELECT {_ALIKE}, -n FROM tally "
        f"WHERE cascade_id = :cascade_id) AS each_one GROUP BY {_ALIKE} HAVING SUM(n) <> 0",
        cascade_id=cascade.cascade_id,
    )
    return {read_alike(columns): int(count) for *columns, count in rows}


def settle(tx: Transaction, cascade: Counted) -> None:
    """Make what is kept what the tasks say, after they were written as a whole."""
    add(tx, cascade.cascade_id, differences(tx, cascade))
