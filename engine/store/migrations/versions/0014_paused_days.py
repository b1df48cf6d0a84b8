"""The days on which a task was not in the active standing, as its chain has them."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "dondoc_0014"
down_revision = "dondoc_0013"
branch_labels = None
depends_on = None

_ACTIVE = "active"
_CHANGING = sa.text(
    'SELECT h.task_no, h.seq, h.kind, h."trigger", h.occurred_on, h.ref_seq, h.payload FROM history h '
    "WHERE h.cascade_id = :cascade_id AND (h.kind = 'correction' OR (h.kind = 'move' AND h.\"trigger\" IN :triggers)) "
    "ORDER BY h.task_no, h.seq"
).bindparams(sa.bindparam("triggers", expanding=True))
_LIFECYCLES = sa.text(
    "SELECT c.cascade_id, p.content FROM cascade c JOIN pinned p ON p.hash = c.lifecycle_hash ORDER BY c.cascade_id"
)
_PAUSED = sa.text("UPDATE task SET paused = :paused WHERE cascade_id = :cascade_id AND task_no = :task_no")


def upgrade() -> None:
    """Only side triggers lead from one standing to another, so that only their rows, and corrections, are read."""
    op.add_column("task", sa.Column("paused", sa.Text(), nullable=True))
    connection = op.get_bind()
    for cascade_id, content in connection.execute(_LIFECYCLES).all():
        standings = {
            (name, each["from"]): each["to"]
            for name, trigger in json.loads(content).get("side_triggers", {}).items()
            for each in reversed(trigger.get("standings", ()))  # of several from one standing the first holds
        }
        triggers = sorted({name for (name, source), dest in standings.items() if source != dest})
        if not triggers:
            continue
        rows = connection.execute(_CHANGING, {"cascade_id": cascade_id, "triggers": triggers}).all()
        for task_no, chain in groupby(rows, itemgetter(0)):
            if pauses := _pauses(_counted([tuple(row[1:]) for row in chain]), standings):
                paused = json.dumps(pauses, separators=(",", ":"))
                connection.execute(_PAUSED, {"paused": paused, "cascade_id": cascade_id, "task_no": task_no})


def _counted(chain: list[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """The (trigger, day) of each row that counts: restated where that was corrected, left out where it was undone."""
    days: dict[int, str] = {}
    undone: set[int] = set()
    for _, kind, _, occurred_on, ref_seq, payload in chain:
        if kind == "correction":
            gone = json.loads(payload or "{}").get("undone")
            undone.update(gone or ())
            if gone is None:
                days[ref_seq] = occurred_on
    for seq, kind, trigger, occurred_on, *_ in chain:
        if kind == "move" and seq not in undone:
            yield trigger, days.get(seq, occurred_on)


def _pauses(rows: Iterable[tuple[str, str]], standings: dict[tuple[str, str], str]) -> list[list[str | None]]:
    """Pairs of the day on which the task left the active standing, and the day on which it came back."""
    standing, pauses = _ACTIVE, list[list[str | None]]()
    for trigger, day in rows:
        after = standings.get((trigger, standing), standing)
        if standing == _ACTIVE != after:
            pauses.append([day, None])
        elif standing != _ACTIVE == after:
            if pauses[-1][0] == day:
                pauses.pop()
            else:
                pauses[-1][1] = day
        standing = after
    return pauses
