"""An administrator changes the tables directly; verifying finds every single change and names the task."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from audits import Administrator, launch_and_fill, told
from graphs import AN_LAO, HOAI_AN, MINISTRY, TUY_PHUOC
from sqlmodel import SQLModel

import engine.store.tables  # noqa: F401  (fills the metadata)
from engine import Engine
from engine.cascade.cascades import Cascades
from engine.cascade.tally import settle
from engine.chain.chains import HISTORY_COLUMNS, hash_row
from engine.proving.seals import Seal, make_keys, read_private_key
from postgres import postgres_database, sqlite_template

KEYS = ("cascade_id", "task_no", "seq")
KEY_OF = {table.name: [column.name for column in table.primary_key] for table in SQLModel.metadata.sorted_tables}
OTHER: dict[str, Any] = dict.fromkeys(HISTORY_COLUMNS, "khác") | {
    "cascade_id": 2023000002,
    "task_no": 99,
    "seq": 77,
    "ref_seq": 1,
    "form": 2,
    "occurred_on": "2023-01-01",
    "recorded_at": "2030-01-01T00:00:00.000000Z",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path
) -> Iterator[str]:
    """One database for the whole module: every change is taken back."""
    if request.param == "postgresql":
        with postgres_database(migrated=True) as made:
            launch_and_fill(made, migrates=True)
            yield made
        return
    file = tmp_path_factory.mktemp("tampered") / "test.sqlite"
    file.write_bytes(sqlite_template(sqlite_template_folder).read_bytes())
    launch_and_fill(f"sqlite:///{file}", migrates=True)
    yield f"sqlite:///{file}"


@pytest.fixture(scope="module")
def seal(url: str, tmp_path_factory: pytest.TempPathFactory) -> Seal:
    keys = make_keys(tmp_path_factory.mktemp("keys"))
    with Engine.open(url) as engine:
        return engine.seal(read_private_key(Path(keys.private_file)))[0]


@pytest.fixture(scope="module")
def administrator(url: str, seal: Seal) -> Iterator[Administrator]:
    opened = Administrator(url)
    yield opened
    opened.close()


def where(row: dict[str, Any]) -> str:
    return " AND ".join(f"{name} = {row[name]}" for name in KEYS)


def rows_of(administrator: Administrator) -> list[dict[str, Any]]:
    """Every row of history; on the server, where a look costs more, those of the most varied chain."""
    numbers = administrator.keys()
    if administrator.dialect == "postgresql":
        numbers = {number: key for number, key in numbers.items() if key == AN_LAO}
    return [row for number in numbers for row in administrator.chain(number)]


def assert_named(administrator: Administrator, task: str, what: object) -> None:
    found = administrator.verify()

    assert not found.holds, what
    assert task in {item.task for item in found.broken}, (what, told(found))


def test_what_nobody_touched_holds(administrator: Administrator, seal: Seal) -> None:
    with administrator.tampering():
        found = administrator.verify(seal)

    assert found.holds, told(found)
    assert (found.rows, found.tasks) == (22, 9)
    assert found.seals[0].holds


def test_every_changed_column_of_every_row_is_found(administrator: Administrator) -> None:
    keys = administrator.keys()
    rows = rows_of(administrator)
    for row in rows:
        for column in HISTORY_COLUMNS:
            with administrator.tampering() as tx:
                tx.run(f'UPDATE history SET "{column}" = :value WHERE {where(row)}', value=OTHER[column])
                assert_named(administrator, keys[row["task_no"]], (column, row["seq"]))
    assert len(rows) >= 4


def test_every_removed_value_is_found(administrator: Administrator) -> None:
    keys = administrator.keys()
    removable = set(HISTORY_COLUMNS) - {*KEYS, "kind", "recorded_at", "form", "prev_hash", "hash"}
    for row in rows_of(administrator):
        for column in sorted(name for name in removable if row[name] is not None):
            with administrator.tampering() as tx:
                tx.run(f'UPDATE history SET "{column}" = NULL WHERE {where(row)}')
                assert_named(administrator, keys[row["task_no"]], (column, row["seq"]))


def test_every_deleted_row_is_found(administrator: Administrator) -> None:
    keys = administrator.keys()
    for row in rows_of(administrator):
        with administrator.tampering() as tx:
            tx.run(f"DELETE FROM history WHERE {where(row)}")
            assert_named(administrator, keys[row["task_no"]], row["seq"])


def test_every_inserted_row_is_found(administrator: Administrator) -> None:
    """A copy, then a row whose hash and link are right: the head of its task still says otherwise."""
    keys = administrator.keys()
    for number in {row["task_no"] for row in rows_of(administrator)}:
        last = administrator.chain(number)[-1]
        copy = last | {"seq": last["seq"] + 1, "idempotency_key": None}
        linked = copy | {"prev_hash": last["hash"], "from": last["to"]}
        for forged in (copy, linked | {"hash": hash_row(linked)}):
            with administrator.tampering() as tx:
                tx.insert("history", HISTORY_COLUMNS, [tuple(forged[name] for name in HISTORY_COLUMNS)])
                assert_named(administrator, keys[number], forged["seq"])


def test_rows_swapped_within_a_chain_or_between_two_are_found(administrator: Administrator) -> None:
    keys = administrator.keys()
    rows = rows_of(administrator)
    pairs = [(one, other) for one in rows for other in rows if one["task_no"] == other["task_no"] and one is not other]
    numbers = sorted({row["task_no"] for row in rows})
    pairs += [
        (administrator.chain(one)[0], administrator.chain(other)[0]) for one, other in itertools.pairwise(numbers)
    ]
    for one, other in pairs:
        if one["seq"] > other["seq"]:
            continue
        with administrator.tampering() as tx:
            for row in (one, other):
                tx.run(f"DELETE FROM history WHERE {where(row)}")
            for row, place in ((one, other), (other, one)):
                swapped = row | {name: place[name] for name in KEYS}
                tx.insert("history", HISTORY_COLUMNS, [tuple(swapped[name] for name in HISTORY_COLUMNS)])
            assert_named(administrator, keys[one["task_no"]], (one["seq"], other["seq"]))


LIVE_CHANGES = [
    *("state = 'issued'", "state = 'nowhere'", "standing = 'waived'", "since = '2023-01-01'", "since = NULL"),
    *("head_seq = head_seq + 1", "head_seq = 0", "head_hash = 'abc'", "head_at = NULL", "head_on = '2023-01-01'"),
    *("own_until = '2024-01-01'", "own_until = NULL", "plan_until = '2024-01-01'", "merged_until = '2024-01-01'"),
    *("open_inputs = open_inputs + 1", "inputs = inputs + 1", "own_due = '2023-12-31'", "plan_due = '2023-12-31'"),
    *("merged_due = '2023-12-31'", "owes_report = NOT owes_report", "consolidates = NOT consolidates"),
    *("owes_plan = NOT owes_plan", "period = '2023-Q4'", "topic = 'x'", "assignment_no = 1"),
    *(
        "assigned_to = 'khác'",
        "follow_up = '2023-12-31'",
        'paused = \'[["2023-06-12","2023-06-20"]]\'',
        "paused = NULL",
    ),
]


@pytest.mark.parametrize("change", LIVE_CHANGES)
def test_a_changed_task_is_found(change: str, administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == AN_LAO)

    with administrator.tampering() as tx:
        tx.run(f"UPDATE task SET {change} WHERE task_no = :number", number=number)
        found = administrator.verify()
        key = administrator.keys()[number]

    assert not found.holds
    assert key in {item.task for item in found.broken}, told(found)


def test_a_task_of_another_agency_is_found(administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == AN_LAO)

    with administrator.tampering() as tx:
        tx.run("UPDATE task SET agency_no = 1 WHERE task_no = :number", number=number)
        found = administrator.verify()

    assert "task-genesis" in {item.rule for item in found.broken}


def test_every_flipped_edge_is_found(administrator: Administrator) -> None:
    keys = administrator.keys()
    for input_no, consolidation_no in administrator.tx.rows("SELECT input_no, consolidation_no FROM feed"):
        with administrator.tampering() as tx:
            tx.run(
                "UPDATE feed SET closed = NOT closed WHERE input_no = :input AND consolidation_no = :consolidation",
                input=input_no,
                consolidation=consolidation_no,
            )
            found = administrator.verify()
        named = {(item.rule, item.task) for item in found.broken}
        assert {("edge-closed", keys[input_no]), ("counter", keys[consolidation_no])} <= named


@pytest.mark.parametrize(
    ("document", "change"),
    [
        *(("cv-1432-bnv-2023", f"{column} = '2020-01-01'") for column in ("number", "issued_on", "out_on")),
        *(("cv-1432-bnv-2023", change) for change in ("is_out = false", "number = NULL", "title = 'khác'")),
        *(("kh-binh-dinh-2023", f"{column} = '2020-01-01'") for column in ("number", "issued_on", "out_on")),
        ("kh-binh-dinh-2023", "is_out = false"),
        ("kh-binh-dinh-2023", "revoked_on = '2023-06-01'"),
        *(("ct-33-ttg-2021", f"{column} = '2020-01-01'") for column in ("number", "issued_on", "out_on")),
    ],
)
def test_a_changed_document_is_found(document: str, change: str, administrator: Administrator) -> None:
    with administrator.tampering() as tx:
        tx.run(f"UPDATE document SET {change} WHERE key = :key", key=document)
        found = administrator.verify()

    assert not found.holds
    assert any(document in (item.subject or "") for item in found.broken), told(found)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE cascade SET definition_hash = 'x'", "cascade-column"),
        ("UPDATE cascade SET lifecycle_hash = 'x'", "cascade-column"),
        ("UPDATE cascade SET calendar_hash = 'x'", "cascade-column"),
        ("UPDATE cascade SET task_count = task_count + 1", "task-missing"),
        ("UPDATE cascade SET feed_count = feed_count + 1", "counter"),
        ("UPDATE pinned SET content = content || ' ' WHERE kind = 'definition'", "pin-content"),
        ("UPDATE pinned SET content = '{}' WHERE kind = 'lifecycle'", "cascade-lifecycle"),
        ("DELETE FROM pinned WHERE kind = 'calendar'", "pin-missing"),
        ("DELETE FROM cascade_pin WHERE name = 'document/cv-1432-bnv-2023'", "cascade-column"),
        ("UPDATE agency SET name = 'khác' WHERE key = 'binh-dinh'", "agency-column"),
        ("UPDATE cascade SET title = 'khác'", "cascade-column"),
        ("DELETE FROM feed", "counter"),
        ("DELETE FROM task WHERE task_no = 2", "row-orphan"),
        ("DELETE FROM release_edge", "task-assignment"),
        ("DELETE FROM cascade", "cascade-orphan"),
    ],
)
def test_what_was_launched_and_pinned_is_held_together(statement: str, rule: str, administrator: Administrator) -> None:
    with administrator.tampering() as tx:
        tx.run(statement)
        found = administrator.verify()

    assert rule in {item.rule for item in found.broken}, told(found)


def test_a_consolidation_that_could_not_be_passed_on_is_found(administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == MINISTRY)
    with administrator.tampering() as tx:
        rows = administrator.chain(number)
        for trigger, before, after in (
            ("implement", "issued", "implemented"),
            ("consolidate", "implemented", "consolidated"),
        ):
            rows.append({**rows[-1], "trigger": trigger, "from": before, "to": after, "document": None})
        administrator.rewrite(number, rows)
        settle_figures(administrator)
        found = administrator.verify()

        tx.run("UPDATE feed SET closed = true WHERE consolidation_no = :number", number=number)
        tx.run("UPDATE task SET open_inputs = 0 WHERE task_no = :number", number=number)
        settle_figures(administrator)
        also_below = administrator.verify()

    assert [(item.rule, item.task, item.seq) for item in found.broken] == [("passed-on", MINISTRY, len(rows))]
    assert {item.rule for item in also_below.broken} == {"edge-closed"}


# what only a seal or a receipt shows


def newest_deleted(administrator: Administrator, number: int) -> None:
    administrator.rewrite(number, administrator.chain(number)[:-1])
    settle_figures(administrator)


def settle_figures(administrator: Administrator) -> None:
    """The kept figures forged along with the tasks."""
    for cascade in Cascades().all(administrator.tx):
        settle(administrator.tx, cascade)


def chain_replaced(administrator: Administrator, number: int) -> None:
    rows = administrator.chain(number)
    administrator.rewrite(number, [row | {"by": "người khác"} for row in rows])


@pytest.mark.parametrize("forgery", [newest_deleted, chain_replaced])
def test_a_consistent_forgery_is_shown_by_an_older_seal_or_a_receipt(
    forgery: Callable[[Administrator, int], None], administrator: Administrator, seal: Seal
) -> None:
    number = next(number for number, key in administrator.keys().items() if key == HOAI_AN)
    receipt = administrator.chain(number)[-1]["hash"]

    with administrator.tampering():
        forgery(administrator, number)
        alone = administrator.verify()
        sealed = administrator.verify(seal)
        received = administrator.verify(receipts=(receipt[:16],))

    assert alone.holds, told(alone)
    assert [item.rule for item in received.broken] == ["receipt-missing"]
    assert not sealed.seals[0].holds
    assert {item.task for item in sealed.broken} == {HOAI_AN, None}
    assert {item.rule for item in sealed.broken} - {"seal-root"} <= {"seal-shorter", "seal-head"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE task SET own_phrase = 'trước ngày khác'",
        "UPDATE feed SET waits_for = 'merged' WHERE waits_for = 'own' AND NOT closed",
        "UPDATE document SET issuers = '[]' WHERE key = 'ct-33-ttg-2021'",
        "UPDATE assignment SET content = 'khác'",
        "UPDATE cascade SET is_simulated = NOT is_simulated",
        "UPDATE cascade SET launched_on = '2023-01-01'",
        "UPDATE cascade SET login = 'khác'",
    ],
)
def test_what_was_launched_is_sealed_too(statement: str, administrator: Administrator, seal: Seal) -> None:
    with administrator.tampering() as tx:
        tx.run(statement)
        found = administrator.verify(seal)

    assert "seal-launched" in {item.rule for item in found.broken}


COLUMNS = [
    (table.name, column.name, column.type.python_type)
    for table in SQLModel.metadata.sorted_tables
    for column in table.columns
    if (table.name, column.name) != ("tally", "shard")  # figures are summed over shards: which one says nothing
    and table.name not in ("notice", "told", "message")  # of what was told to whom nothing is proven
]


@pytest.mark.parametrize(("table", "column", "kind"), COLUMNS, ids=[f"{table}.{name}" for table, name, _ in COLUMNS])
def test_under_a_seal_every_column_of_every_table_is_held(
    table: str, column: str, kind: type, administrator: Administrator, seal: Seal
) -> None:
    changed = {
        int: f'COALESCE("{column}", 0) + 1000',
        bool: f'NOT COALESCE("{column}", false)',
    }.get(kind, f"COALESCE(\"{column}\", '') || 'khác'")

    with administrator.tampering() as tx:
        one = " AND ".join(f'"{name}" = :{name}' for name in KEY_OF[table])
        order = ", ".join(f"{at} DESC" for at in range(1, len(KEY_OF[table]) + 1))
        row = tx.row(f"SELECT {', '.join(KEY_OF[table])} FROM {table} ORDER BY {order} LIMIT 1")
        assert row is not None, f"the story fills no row of {table}"
        tx.run(f'UPDATE {table} SET "{column}" = {changed} WHERE {one}', **dict(zip(KEY_OF[table], row, strict=True)))
        found = administrator.verify(seal)

    assert not found.holds


def test_a_receipt_names_its_row(administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == TUY_PHUOC)
    row = administrator.chain(number)[1]

    with administrator.tampering():
        found = administrator.verify(receipts=(row["hash"],))

    assert [(item.task, item.seq) for item in found.receipts] == [(TUY_PHUOC, 2)]


def test_a_deleted_cascade_is_missed_by_the_seal(administrator: Administrator, seal: Seal) -> None:
    with administrator.tampering() as tx:
        for table in (
            "cascade_change",
            "cascade_event",
            "history",
            "notice",
            "told",
            "feed",
            "release_edge",
            "duty",
            "task_tag",
            "task",
            "assignment",
            "document",
            "agency",
            "cascade_pin",
        ):
            tx.run(f"DELETE FROM {table}")
        tx.run("DELETE FROM cascade")
        found = administrator.verify(seal)

    assert {item.rule for item in found.broken} == {"seal-cascade", "seal-root"}


def test_findings_are_counted_where_they_are_too_many_to_keep(
    administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.proving.broken.KEPT", 3)

    with administrator.tampering() as tx:
        tx.run("UPDATE history SET reason = 'khác'")
        found = administrator.verify()

    assert len(found.broken) == 3
    assert found.more > 10


@pytest.mark.parametrize(
    "payload",
    ['{"tags_added":5}', '{"tags_added":"ab"}', '{"attachments":[5]}', '{"attachments":{}}', '{"assigned_to":[1]}'],
)
def test_a_note_that_nobody_here_wrote_is_found_and_breaks_nothing(payload: str, administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == AN_LAO)

    with administrator.tampering():
        rows = administrator.chain(number)
        rows[-1]["payload"] = payload
        administrator.rewrite(number, rows)
        found = administrator.verify()

    assert not found.holds
