"""The chain: recomputed here by other means, and broken column by column."""

import hashlib
import json
from datetime import date

import pytest
from graphs import TOP, TUY_PHUOC, move, put_plan_out

from engine import Engine
from engine.cascade.cascades import Cascades
from engine.cascade.lookup import get_task
from engine.chain.chains import HISTORY_COLUMNS, genesis_hash, verify_chain
from engine.questions.history import chain_of
from engine.store.database import open_database

TODAY = date(2023, 6, 21)

OTHER_VALUES = dict.fromkeys(HISTORY_COLUMNS, "khác") | {
    "cascade_id": 2023000002,
    "task_no": 99,
    "seq": 7,
    "ref_seq": 1,
    "form": 2,
    "occurred_on": "2023-01-01",
    "recorded_at": "2030-01-01T00:00:00.000000Z",
}


@pytest.fixture
def chain(engine: Engine, database_url: str) -> list[dict]:
    """Four rows, most columns filled."""
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", by="Lê Thị B", reason="đúng hạn")
    move(engine, TUY_PHUOC, "report", by="Lê Thị B", document="15/BC", idempotency_key="k")
    database = open_database(database_url)
    rows = database.read(lambda tx: chain_of(tx, get_task(tx, Cascades(), TUY_PHUOC)))
    database.close()
    return rows


@pytest.fixture
def genesis(engine: Engine) -> str:
    return genesis_hash(
        "ct-33-ttg-2021/2023",
        TUY_PHUOC,
        definition_hash_of(engine),
        ["plan", "report"],
        {"plan": None, "report": date(2023, 6, 19), "merged": None},
    )


def definition_hash_of(engine: Engine) -> str:
    from graphs import province

    return province().definition_hash


def test_a_chain_holds(chain: list[dict], genesis: str) -> None:
    assert len(chain) == 4
    assert verify_chain(chain, genesis) == ()


def test_the_hash_is_sha256_of_sorted_compact_json(chain: list[dict]) -> None:
    row = chain[-1]
    covered = {name: value for name, value in row.items() if value is not None and name != "hash"}
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert row["hash"] == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_the_genesis_says_what_the_task_owes() -> None:
    text = (
        '{"cascade":"ct/2023","definition_hash":"ab","due":{"report":"2023-06-19"},"form":1,'
        '"owes":["plan","report"],"task":"ct/2023-H1/x"}'
    )

    made = genesis_hash(
        "ct/2023", "ct/2023-H1/x", "ab", ["plan", "report"], {"report": date(2023, 6, 19), "plan": None}
    )

    assert made == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("column", HISTORY_COLUMNS)
def test_any_changed_column_of_any_row_is_found(column: str, chain: list[dict], genesis: str) -> None:
    for at in range(len(chain)):
        changed = [dict(row) for row in chain]
        changed[at][column] = OTHER_VALUES[column]

        assert verify_chain(changed, genesis), (column, at)


def test_a_removed_value_is_found(chain: list[dict], genesis: str) -> None:
    for column in (name for name, value in chain[-1].items() if value is not None and name not in ("hash", "seq")):
        changed = [dict(row) for row in chain]
        changed[-1][column] = None if column != "recorded_at" else ""

        assert verify_chain(changed, genesis), column


def test_rows_deleted_swapped_or_added_are_found(chain: list[dict], genesis: str) -> None:
    assert verify_chain(chain[1:], genesis)
    assert verify_chain(chain[:1] + chain[2:], genesis)
    assert verify_chain([chain[1], chain[0], *chain[2:]], genesis)
    assert verify_chain([*chain, chain[-1]], genesis)
    assert verify_chain(chain, "0" * 64)


def test_one_change_is_one_finding(chain: list[dict], genesis: str) -> None:
    chain[1]["reason"] = "khác"

    assert [link.seq for link in verify_chain(chain, genesis)] == [2]


def test_the_task_keeps_the_head_of_its_chain(engine: Engine, database_url: str, chain: list[dict]) -> None:
    database = open_database(database_url)
    task = database.read(lambda tx: get_task(tx, Cascades(), TUY_PHUOC))
    database.close()

    assert (task.head_seq, task.head_hash, task.head_at) == (4, chain[-1]["hash"], chain[-1]["recorded_at"])
    assert task.state == chain[-1]["to"]


def test_a_chain_starts_pending_with_the_release(engine: Engine) -> None:
    first = engine.seen().history(TOP)[0]

    assert (first.seq, first.from_, first.to, first.cause) == (1, "pending", "issued", "definition")
    assert (first.agency, first.document, first.occurred_on) == ("bo-noi-vu", "1432/BNV-CTTN", date(2023, 4, 3))
