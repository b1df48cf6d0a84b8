"""Mandates are proven as history is: a change of the chain, or of a row's mandate, is found by both verifiers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from audits import Administrator, told
from graphs import TUY_PHUOC
from mandated import CHAIR, CLERK, DEPUTY, events, launch_and_fill_mandated, rewrite_mandates
from sqlmodel import SQLModel

import engine.store.tables  # noqa: F401  (fills the metadata)
from engine import Engine
from engine.chain.mandates import MANDATE_COLUMNS
from engine.proving.seals import Seal, make_keys, read_private_key, read_seal
from engine.store.database import Transaction
from postgres import postgres_database, sqlite_template
from workflows.canonical import canonical

VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template_folder: Path) -> Path:
    file = tmp_path_factory.mktemp("mandated") / "test.sqlite"
    file.write_bytes(sqlite_template(sqlite_template_folder).read_bytes())
    launch_and_fill_mandated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_file: Path) -> Iterator[str]:
    if request.param == "postgresql":
        with postgres_database(migrated=True) as made:
            launch_and_fill_mandated(made)
            yield made
        return
    copy = tmp_path_factory.mktemp("tampered") / "test.sqlite"
    shutil.copyfile(sqlite_file, copy)
    yield f"sqlite:///{copy}"


@pytest.fixture(scope="module")
def seal(url: str, keys: Path) -> Seal:
    with Engine.open(url) as opened:
        return opened.seal(read_private_key(keys / "dondoc-seal.key"))[0]


@pytest.fixture(scope="module")
def administrator(url: str, seal: Seal) -> Iterator[Administrator]:
    opened = Administrator(url)
    yield opened
    opened.close()


def rules(administrator: Administrator, *seals: Seal) -> set[str]:
    return {item.rule for item in administrator.verify(*seals).broken}


def test_rows_stand_under_the_mandates_that_were_used(url: str) -> None:
    with Engine.open(url) as opened:
        rows = opened.seen().history(TUY_PHUOC)

    assert [(row.trigger, row.mandate) for row in rows] == [
        ("release", None),
        ("draft_plan", DEPUTY),
        ("implement", CLERK),
        (None, DEPUTY),
        ("report", CHAIR),
    ]
    assert rows[-1].payload["backfill"] == "nhập sổ giấy"


def test_what_nobody_touched_holds(administrator: Administrator, seal: Seal) -> None:
    with administrator.tampering():
        found = administrator.verify(seal)

    assert found.holds, told(found)
    assert found.mandates == 4


def without_last(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return chain[:-1]


def changed(at: int, **columns: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    def change(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
        chain[at] |= columns
        return chain

    return change


FORGED: dict[str, tuple[Callable[[list[dict[str, Any]]], list[dict[str, Any]]], str]] = {
    "a mandate that ended before": (changed(1, until="2023-05-04"), "row-mandate"),
    "one that began after": (changed(2, since="2023-06-17"), "row-mandate"),
    "one of another agency": (changed(1, agency="binh-dinh"), "row-mandate"),
    "one of another person": (changed(2, person="Người khác"), "row-mandate"),
    "one for another trigger": (changed(2, triggers='["report"]'), "row-mandate"),
    "one bound to another login": (changed(1, bound_to="ai-khac"), "row-mandate"),
    "one that is not there": (lambda chain: chain[:2], "row-mandate"),
    "an end that was known before": (changed(3, recorded_at="2023-06-21T02:01:00.000000Z"), "row-mandate"),
    "one that nobody could grant": (changed(2, under=None), "mandate-event"),
    "one by who could not": (changed(2, by="Người khác"), "mandate-event"),
    "one by a mandate that was not": (changed(2, under=f"{CHAIR}-2"), "mandate-event"),
    "an end of nothing": (changed(3, mandate=f"{CHAIR}-2"), "mandate-event"),
    "something else": (changed(3, kind="gift"), "mandate-event"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_consistent_chain_that_says_otherwise_is_found(name: str, administrator: Administrator, seal: Seal) -> None:
    change, rule = FORGED[name]

    with administrator.tampering() as tx:
        rewrite_mandates(tx, change(events(tx)))
        found = rules(administrator)
        sealed = rules(administrator, seal)

    assert rule in found
    assert "seal-mandates" in sealed


def test_after_the_seal_only_the_seal_shows_a_lost_end(administrator: Administrator, seal: Seal) -> None:
    with administrator.tampering() as tx:
        rewrite_mandates(tx, without_last(events(tx)))
        found = administrator.verify()
        sealed = rules(administrator, seal)

    assert found.holds, told(found)
    assert sealed == {"seal-mandates"}


@pytest.mark.parametrize("column", MANDATE_COLUMNS)
def test_every_changed_column_of_an_event_is_found(column: str, administrator: Administrator) -> None:
    table = next(table for table in SQLModel.metadata.sorted_tables if table.name == "mandate_event")
    is_number = table.columns[column].type.python_type is int

    for seq in (1, 2, 3, 4):
        with administrator.tampering() as tx:
            value: Any = 77 + seq if is_number else "2030-01-01T00:00:00.000000Z"
            tx.run(f'UPDATE mandate_event SET "{column}" = :value WHERE seq = :seq', value=value, seq=seq)
            found = administrator.verify()

        assert not found.holds, (column, seq)
        assert {item.where for item in found.broken} & {"mandate"}, told(found)


@pytest.mark.parametrize("mandate", [CHAIR, "khác"])
def test_a_row_rewritten_under_another_mandate_is_found(mandate: str, administrator: Administrator) -> None:
    number = next(number for number, key in administrator.keys().items() if key == TUY_PHUOC)

    with administrator.tampering():
        chain = administrator.chain(number)
        chain[1]["mandate"] = mandate
        administrator.rewrite(number, chain)
        found = administrator.verify()

    assert [(item.task, item.seq, item.rule) for item in found.broken] == [(TUY_PHUOC, 2, "row-mandate")]


def test_a_receipt_names_its_event(administrator: Administrator) -> None:
    with administrator.tampering() as tx:
        digest = events(tx)[1]["hash"]
        found = administrator.verify(receipts=(digest,))

    assert [(item.task, item.seq) for item in found.receipts] == [(DEPUTY, 2)]


def test_a_seal_from_before_there_were_mandates_still_holds(url: str, seal: Seal, keys: Path, tmp_path: Path) -> None:
    key = read_private_key(keys / "dondoc-seal.key")
    with Engine.open(url) as opened:
        _, text = opened.seal(key)
    data = json.loads(text)
    del data["seal"]["mandates"]
    data["signature"] = key.sign(canonical(data["seal"]).encode()).hex()
    (tmp_path / "old.json").write_text(canonical(data))

    with Engine.open(url) as opened:
        found = opened.verify(seals=[read_seal(tmp_path / "old.json")], public_key=seal.public_key)

    assert found.holds, told(found)


# the second verifier


def second(file: Path, keys: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(VERIFIER), "--public-key", str(keys / "dondoc-seal.pub"), "--database", str(file)]
    return subprocess.run([*command, *more], capture_output=True, text=True, check=False)


def test_the_second_verifier_agrees_and_finds_the_same(sqlite_file: Path, keys: Path, tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{sqlite_file}") as opened:
        (tmp_path / "seal.json").write_text(opened.seal(read_private_key(keys / "dondoc-seal.key"))[1])
    untouched = second(sqlite_file, keys, "--seal", str(tmp_path / "seal.json"))
    said = {}
    for name, (change, rule) in FORGED.items():
        copy = tmp_path / "copy.sqlite"
        shutil.copyfile(sqlite_file, copy)
        opened_copy = Administrator(f"sqlite:///{copy}")
        tx = Transaction(opened_copy.connection, "sqlite")
        rewrite_mandates(tx, change(events(tx)))
        opened_copy.close()
        alone, sealed = second(copy, keys), second(copy, keys, "--seal", str(tmp_path / "seal.json"))
        word = "outside mandate" if rule == "row-mandate" else "by nobody who could"
        said[name] = (alone.returncode, word in alone.stdout, "seal.json mandates" in sealed.stdout)

    assert (untouched.returncode, untouched.stdout.strip()) == (0, "holds"), untouched
    assert said == dict.fromkeys(FORGED, (3, True, True))
