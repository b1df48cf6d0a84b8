"""A finished year of very many rows leaves PostgreSQL: how long, how big, and for how long others wait.

    python -m benchmarks.retention --rows 10000000

fills a database on a server of its own with one closed year of that many rows of history, as the engine writes them,
divides it, archives the year into a file with all of it verified, sets it apart, verifies it where it lies, and brings
it back. Printed is what each step took, and the bytes of every table for each of its rows.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.raw_moves import MOVED
from benchmarks.servers import Server, postgres_server
from benchmarks.verify import count_again, graph_of, steps_of
from engine import Engine, SimulatedClock
from engine.chain.chains import HISTORY_COLUMNS
from engine.proving.archiving import archive
from engine.store.database import Transaction, connect
from engine.store.upgrading import upgrade
from engine.store.years import DIVIDED, bring_back, divide, set_apart
from workflows.graph import AgencyNode

_ISSUER = "bo-noi-vu"
_TASKS_AT_ONCE = 100_000  # of a cascade
_CLOCK = SimulatedClock(datetime(2024, 2, 1, 2, tzinfo=UTC))
_TODAY = date(2024, 2, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retention", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="of history (10 million)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dondoc-retention-") as folder, postgres_server(Path(folder)) as server:
        for line in run(Path(folder), server, given.rows):
            print(line, flush=True)


def run(folder: Path, server: Server, rows: int) -> Iterator[str]:
    """What each step took."""
    url = server.create()
    upgrade(url)
    yield _timed(f"fill with {rows:,} rows", lambda: _fill(url, rows))
    yield from _sizes(url)
    yield _timed("divide", lambda: divide(url, [2024]))
    made = []
    yield _timed("archive, verified", lambda: made.append(archive(url, 2023, folder / "2023.luu", _CLOCK)))
    assert made[0].verification.holds, made[0].verification.broken[:3]
    yield f"  {made[0].verification.rows:,} rows, {made[0].bytes:,} bytes"
    yield _timed("set apart: others wait", lambda: set_apart(url, 2023, lambda _: None))
    yield _timed("verify where it lies", lambda: _verify(f"{url}&options=-csearch_path%3Ddondoc_2023"))
    yield _timed("bring back: others wait", lambda: bring_back(url, 2023))


def _timed(what: str, work: Callable[[], Any]) -> str:
    began = perf_counter()
    work()
    return f"{what:<40} {perf_counter() - began:>10.1f} s"


def _verify(url: str) -> None:
    with Engine.open(url) as dondoc:
        found = dondoc.verify()
    assert found.holds, found.broken[:3]


def _fill(url: str, rows: int) -> None:
    """Cascades of one year, every move made, and closed."""
    tasks = rows // 4
    with Engine.open(url, clock=SimulatedClock(datetime(2023, 1, 10, 2, tzinfo=UTC))) as dondoc:
        for number, size in enumerate(_parts(tasks), 1):
            graph = graph_of(size)
            agencies = (AgencyNode(_ISSUER, _ISSUER, "", "", "", None), *graph.agencies)
            named = replace(graph, directive=f"ct-{number}-ttg-2023", agencies=agencies)
            dondoc.launch(named, today=date(2023, 1, 10))
    with closing(connect(url)[0]) as connection:
        _move_all(connection)
    with Engine.open(url, clock=_CLOCK) as dondoc:
        for number, _ in enumerate(_parts(tasks), 1):
            asked = {"as_agency": _ISSUER, "reason": "hết năm", "gives_up": True}
            dondoc.close_cascade(f"ct-{number}-ttg-2023/2023", **asked, today=_TODAY)


def _parts(tasks: int) -> list[int]:
    whole, rest = divmod(tasks, _TASKS_AT_ONCE)
    return [_TASKS_AT_ONCE] * whole + [rest] * bool(rest)


def _move_all(connection: Any) -> None:
    for (cascade_id,) in connection.execute("SELECT cascade_id FROM cascade ORDER BY 1").fetchall():
        connection.execute("BEGIN")
        tx = Transaction(connection, "postgresql")
        heads = tx.rows(
            "SELECT t.cascade_id, t.task_no, a.key, t.head_seq, t.head_hash, t.state FROM task t "
            "JOIN agency a USING (cascade_id, agency_no) WHERE t.owes_report AND t.cascade_id = :id ORDER BY t.task_no",
            id=cascade_id,
        )
        last = steps_of(heads, partial(tx.insert, "history", HISTORY_COLUMNS))
        columns = ("task_no", *MOVED)
        connection.execute("CREATE TEMP TABLE moved AS SELECT * FROM task WITH NO DATA")
        tx.insert("moved", columns, [(row[-1], *row[:-2]) for row in last])
        changes = ", ".join(f"{name} = m.{name}" for name in columns[1:])
        connection.execute(
            f"UPDATE task t SET {changes} FROM moved m WHERE t.cascade_id = {cascade_id} AND t.task_no = m.task_no"
        )
        connection.execute(f"UPDATE feed SET closed = true WHERE cascade_id = {cascade_id}")
        connection.execute(f"UPDATE task SET open_inputs = 0 WHERE cascade_id = {cascade_id}")
        connection.execute("DROP TABLE moved")
        connection.execute("COMMIT")
    connection.execute("BEGIN")
    count_again(Transaction(connection, "postgresql"))
    connection.execute("COMMIT")


def _sizes(url: str) -> Iterator[str]:
    """Bytes of a row with its share of the indexes, after the server has tidied up."""
    with closing(connect(url)[0]) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("VACUUM FULL ANALYZE")
        for table in DIVIDED:
            size, rows = connection.execute(
                f"SELECT pg_total_relation_size('{table}'), (SELECT count(*) FROM {table})"
            ).fetchone()
            if rows > 100:
                yield f"  {table:<16} {rows:>12,} rows {size / rows:>8.0f} bytes a row"


if __name__ == "__main__":
    main()
