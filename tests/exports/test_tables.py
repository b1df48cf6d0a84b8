"""The raw history as tables: every column as recorded, so that whoever holds the file can compute the hashes again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from graphs import HOAI_AN, TUY_PHUOC, agency_of, move, put_plan_out
from questions import scope_and_view

from engine import Engine, SimulatedClock
from engine.chain.chains import HISTORY_COLUMNS
from engine.scope import View
from exports.parquet import write_parquet
from exports.tables import write_csv, write_jsonl

Rows = list[dict[str, Any]]
TODAY = date(2023, 6, 21)
INTEGERS = ("cascade_id", "task_no", "seq", "ref_seq", "form", "superseded_by")
REASON = 'thiếu "số liệu", xem lại;\nlần hai \x07 =1+1'


def from_csv(engine: Engine, **scope: Any) -> Rows:
    out = io.StringIO()
    about, view = scope_and_view(scope)
    engine.seen(View(**view)).records(lambda rows: write_csv(rows, out), about)
    read = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    return [{name: _cell(name, text) for name, text in row.items()} for row in read]


def _cell(name: str, text: str) -> str | int | None:
    return None if text == "" else int(text) if name in INTEGERS else text


def from_jsonl(engine: Engine, **scope: Any) -> Rows:
    out = io.StringIO()
    about, view = scope_and_view(scope)
    engine.seen(View(**view)).records(lambda rows: write_jsonl(rows, out), about)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def from_parquet(engine: Engine, **scope: Any) -> Rows:
    out = io.BytesIO()
    about, view = scope_and_view(scope)
    engine.seen(View(**view)).records(lambda rows: write_parquet(rows, out), about)
    return list(pyarrow.parquet.read_table(io.BytesIO(out.getvalue())).to_pylist())


READERS = pytest.mark.parametrize("read", [from_csv, from_jsonl, from_parquet])


def recipe() -> Callable[[dict[str, Any]], str]:
    """The function that docs/exports.md gives its readers."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[-1], names)
    return names["recomputed"]  # type: ignore[no-any-return]


@pytest.fixture
def filled(engine: Engine, old_rows: None) -> Engine:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", by="văn thư", reason=REASON)
    move(engine, TUY_PHUOC, "report", document="12/BC", idempotency_key="k-1")
    told = {"as_agency": agency_of(TUY_PHUOC), "reason": "ghi nhầm", "today": TODAY}
    engine.correct(TUY_PHUOC, 4, undo=True, **told)
    return engine


@READERS
def test_each_hash_can_be_computed_again_as_the_page_says(read: Callable[..., Rows], filled: Engine) -> None:
    recomputed = recipe()
    rows = read(filled)

    assert len(rows) == len(filled.seen().history()) > 10
    assert [row["hash"] for row in rows] == [recomputed(row) for row in rows]
    row = next(row for row in rows if row["reason"] == REASON)
    assert recomputed({**row, "reason": "khác"}) != row["hash"]


@READERS
def test_rows_stand_chain_by_chain_with_every_column_and_what_is_added(
    read: Callable[..., Rows], filled: Engine
) -> None:
    rows = read(filled)

    assert list(rows[0]) == [*HISTORY_COLUMNS, "task", "agency_name", "superseded_by"]
    assert [(row["task_no"], row["seq"]) for row in rows] == sorted((row["task_no"], row["seq"]) for row in rows)
    own = [row for row in rows if row["task"] == TUY_PHUOC]
    assert [row["kind"] for row in own] == [*["move"] * 4, "correction"]
    assert [row["superseded_by"] for row in own] == [None, None, None, 5, None]
    assert own[0]["agency_name"] == "Ủy ban nhân dân tỉnh Bình Định"  # who acted, not whose task it is
    assert own[1]["reason"] == REASON


@READERS
def test_a_moment_leaves_out_what_was_recorded_later(
    read: Callable[..., Rows], engine: Engine, clock: SimulatedClock
) -> None:
    put_plan_out(engine)
    clock.moment = datetime(2023, 6, 22, 2, tzinfo=UTC)
    move(engine, TUY_PHUOC, "draft_plan", "implement")
    clock.moment = datetime(2023, 6, 23, 2, tzinfo=UTC)
    told = {"as_agency": agency_of(TUY_PHUOC), "reason": "ghi nhầm", "today": date(2023, 6, 23)}
    engine.correct(TUY_PHUOC, 3, undo=True, **told)

    then = read(engine, known_at=datetime(2023, 6, 22, 17, tzinfo=UTC), under=agency_of(TUY_PHUOC))
    now = read(engine, under=agency_of(TUY_PHUOC))

    assert [(row["seq"], row["superseded_by"]) for row in then] == [(1, None), (2, None), (3, None)]
    assert [(row["seq"], row["superseded_by"]) for row in now] == [(1, None), (2, None), (3, 4), (4, None)]


@READERS
def test_a_scope_holds_its_tasks_rows(read: Callable[..., Rows], filled: Engine) -> None:
    rows = read(filled, under="UBND huyện Hoài Ân", period="6 tháng")

    assert {row["task"] for row in rows} == {HOAI_AN}


@READERS
def test_without_rows_the_columns_are_there(read: Callable[..., Rows], sqlite_url: str) -> None:
    with Engine.open(sqlite_url) as engine:
        assert read(engine) == []


def test_an_empty_csv_and_an_empty_parquet_name_their_columns(sqlite_url: str) -> None:
    text, raw = io.StringIO(), io.BytesIO()
    with Engine.open(sqlite_url) as engine:
        engine.seen().records(lambda rows: write_csv(rows, text))
        engine.seen().records(lambda rows: write_parquet(rows, raw))

    schema = pyarrow.parquet.read_schema(io.BytesIO(raw.getvalue()))
    assert text.getvalue() == ",".join(schema.names) + "\n"
    assert [str(kind) for kind in schema.types] == ["int64" if name in INTEGERS else "string" for name in schema.names]


def test_a_parquet_file_is_written_group_by_group(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.parquet._ROWS_AT_ONCE", 4)
    put_plan_out(sqlite_engine)
    raw = io.BytesIO()

    count = sqlite_engine.seen().records(lambda rows: write_parquet(rows, raw))

    file = pyarrow.parquet.ParquetFile(io.BytesIO(raw.getvalue()))
    assert count == file.metadata.num_rows == len(sqlite_engine.seen().history())
    assert file.metadata.num_row_groups == -(-count // 4)
