"""A province with a little of everything in its history, and an administrator who can change all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from graphs import AN_LAO, DIRECTIVE, HOAI_AN, TUY_PHUOC, agency_of, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.chain.chains import HISTORY_COLUMNS, hash_row
from engine.proving.broken import Verification
from engine.proving.parts import Asked, Examined, Examiner
from engine.proving.seals import Seal
from engine.proving.verifying import verify
from engine.requests import MandateRequest
from engine.running.notes import Attached, NoteRequest
from engine.store.database import Transaction, connect
from workflows.canonical import canonical
from workflows.graph import TaskGraph

TODAY = date(2023, 6, 21)
CASCADE = f"{DIRECTIVE}/2023"


def audited_graph() -> TaskGraph:
    """The province with its files pinned."""
    return with_files(province())


def with_files(graph: TaskGraph) -> TaskGraph:
    """The graph with documents pinned as their files state number, date and title."""
    pins = {
        f"document/{node.key}": canonical(
            {"date": str(node.issued_on or ""), "number": node.number or "", "title": node.title}
        )
        for node in graph.documents
    }
    pins["agencies"] = canonical(
        [{"key": node.key, "name": node.name, "superior": node.superior or ""} for node in graph.agencies]
    )
    documents = tuple(  # an older document binds from the first day of the year, as the compiler has it
        replace(node, out_on=date(2023, 1, 1)) if node.out_on and node.out_on.year < 2023 else node
        for node in graph.documents
    )
    described = tuple(replace(node, kind="", level="", short="", name_en="") for node in graph.agencies)
    return replace(graph, pins=pins, agencies=described, documents=documents)


def fill(engine: Engine) -> None:
    """Moves by the main line and by side roads."""
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", by="văn thư", document="12/BC", idempotency_key=None)
    move(engine, HOAI_AN, "draft_plan", "implement", by="văn thư", reason="đúng hạn")
    issuer = {"as_agency": "binh-dinh", "reason": "thiên tai"}
    move(engine, AN_LAO, "draft_plan", idempotency_key="k-1")
    move(engine, AN_LAO, "extend", until=date(2023, 7, 10), **issuer)
    move(engine, AN_LAO, "suspend", **issuer)
    move(engine, f"{DIRECTIVE}/2023-once/binh-dinh.so-noi-vu/kiem-tra", "draft_plan")
    kept: dict[str, Any] = {"assigned_to": "An", "tags": ("gấp",), "follow_up": date(2023, 6, 30)}
    noted = NoteRequest(agency_of(AN_LAO), text="đã gọi", attachments=(Attached("cv.txt", b"12/CV"),), **kept)
    engine.note(AN_LAO, noted, today=date(2023, 6, 21))
    engine.grant_mandates([MandateRequest("thu-tuong", date(2023, 7, 1), "12/QĐ", post="Vụ trưởng")], by="văn thư")


def launch_and_fill(url: str, *, migrates: bool = False) -> None:
    """A launched province with its history. `migrates`: to which one more district came in the end."""
    with Engine.open(url, clock=SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        fill(engine)
        if migrates:
            wider = with_files(province(4))
            engine.migrate(CASCADE, wider, as_agency="binh-dinh", reason="thêm huyện", by="văn thư", today=TODAY)


class InParts:
    """Verifies two tasks at a time, in this process."""

    def __init__(self, tx: Transaction, receipts: tuple[str, ...]) -> None:
        self._examiner = Examiner(tx, receipts)

    def at_once(self, tasks: int, *, in_one_go: bool) -> int:
        return 2

    def examine(self, asked: Iterable[Asked]) -> Iterator[Examined]:
        return map(self._examiner.examine, asked)

    def is_there(self) -> bool:
        return True


_TRIGGERS = (
    "SELECT t.tgname, t.tgrelid::regclass FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)


class Administrator:
    """Works on the tables directly, triggers and foreign keys out of the way; everything is taken back in the end."""

    def __init__(self, url: str) -> None:
        self.connection, self.dialect = connect(url)
        self.tx = Transaction(self.connection, self.dialect)
        if self.dialect == "sqlite":
            self.connection.execute("PRAGMA foreign_keys = OFF")
            for (name,) in self.tx.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.connection.execute(f"DROP TRIGGER {name}")
            return
        self.connection.execute("SET citus.enable_unsafe_triggers = on")
        for name, table in self.tx.rows(_TRIGGERS):
            self.connection.execute(f"DROP TRIGGER {name} ON {table}")
        for table, name in self.tx.rows("SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f'"):
            self.connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def tampering(self) -> Iterator[Transaction]:
        self.connection.execute("BEGIN")
        try:
            yield self.tx
        finally:
            self.connection.execute("ROLLBACK")

    def verify(self, *seals: Seal, receipts: tuple[str, ...] = ()) -> Verification:
        """What does not hold; two tasks at a time the same is found as by going through all."""
        whole = verify(self.tx, None, seals=seals, receipts=receipts)
        in_parts = verify(self.tx, None, seals=seals, receipts=receipts, crew=InParts(self.tx, receipts))
        assert replace(in_parts, broken=()) == replace(whole, broken=()), (told(in_parts), told(whole))
        assert sorted(map(str, in_parts.broken)) == sorted(map(str, whole.broken)), (told(in_parts), told(whole))
        return whole

    def keys(self) -> dict[int, str]:
        """Task keys by number."""
        rows = self.tx.rows(
            "SELECT t.task_no, t.period, a.key, t.topic FROM task t "
            "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no"
        )
        return {number: "/".join(part for part in (DIRECTIVE, *rest) if part) for number, *rest in rows}

    def chain(self, task_no: int) -> list[dict[str, Any]]:
        names = ", ".join(f'"{name}"' for name in HISTORY_COLUMNS)
        rows = self.tx.rows(f"SELECT {names} FROM history WHERE task_no = :number ORDER BY seq", number=task_no)
        return [dict(zip(HISTORY_COLUMNS, row, strict=True)) for row in rows]

    def rewrite(self, task_no: int, rows: list[dict[str, Any]], genesis: str | None = None) -> str:
        """Put a consistent chain in place of the task's own; its head. The live row follows in what a head is."""
        prev_hash = genesis or self.chain(task_no)[0]["prev_hash"]
        self.tx.run("DELETE FROM history WHERE task_no = :number", number=task_no)
        for seq, row in enumerate(rows, 1):
            row |= {"seq": seq, "prev_hash": prev_hash}
            row["hash"] = prev_hash = hash_row(row)
        self.tx.insert("history", HISTORY_COLUMNS, [tuple(row[name] for name in HISTORY_COLUMNS) for row in rows])
        last = rows[-1]
        self.tx.run(
            "UPDATE task SET head_seq = :seq, head_hash = :hash, head_at = :at, head_on = :on, state = :state, "
            "since = :since WHERE task_no = :number",
            seq=last["seq"],
            hash=prev_hash,
            at=last["recorded_at"],
            on=next((row["occurred_on"] for row in reversed(rows) if row["kind"] == "move"), None),
            state=last["to"],
            since=next(row["occurred_on"] for row in reversed(rows) if row["from"] != row["to"]),
            number=task_no,
        )
        return prev_hash


def told(found: Verification) -> str:
    """Everything that does not hold, for a failing assertion."""
    return json.dumps([item.as_json() for item in found.broken], ensure_ascii=False, indent=1, default=str)
