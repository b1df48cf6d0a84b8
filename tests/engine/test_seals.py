"""Keys, seals and proofs while a database lives on."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from audits import Administrator, audited_graph, fill, told
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, move, province, put_plan_out

from engine import Engine, SimulatedClock
from engine.errors import NotFound
from engine.proving.auditing import DoesNotHold
from engine.proving.broken import Keys
from engine.proving.seals import (
    BadKeyFile,
    BadSealFile,
    KeyExists,
    check_proof,
    make_keys,
    read_private_key,
    read_public_key,
    read_seal,
)

TODAY = date(2023, 6, 21)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2023, 6, 21, 2, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str, clock: SimulatedClock) -> Iterator[Engine]:
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(audited_graph(), today=date(2023, 5, 1))
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def seal_file(engine: Engine, keys: Keys, tmp_path: Path) -> Path:
    file = tmp_path / "seal.json"
    file.write_text(engine.seal(read_private_key(Path(keys.private_file)))[1])
    return file


# keys


def test_the_private_key_is_for_its_owner_and_never_overwritten(tmp_path: Path) -> None:
    made = make_keys(tmp_path / "new" / "folder")
    before = Path(made.private_file).read_bytes()

    with pytest.raises(KeyExists):
        make_keys(tmp_path / "new" / "folder")

    assert stat.S_IMODE(Path(made.private_file).stat().st_mode) == 0o600
    assert Path(made.private_file).read_bytes() == before
    assert read_public_key(Path(made.public_file)) == made.public_key


def test_a_lost_private_key_does_not_let_the_public_one_be_replaced(tmp_path: Path) -> None:
    made = make_keys(tmp_path)
    Path(made.private_file).unlink()

    with pytest.raises(KeyExists):
        make_keys(tmp_path)

    assert not Path(made.private_file).exists()


def test_files_that_are_no_keys_are_told_so(keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("khóa")
    for path in (tmp_path / "text", tmp_path / "missing", tmp_path):
        for read in (read_private_key, read_public_key):
            with pytest.raises(BadKeyFile):
                read(path)
    with pytest.raises(BadKeyFile):
        read_public_key(Path(keys.private_file))


# a seal


def test_a_seal_still_holds_after_more_moves_and_launches(
    engine: Engine, clock: SimulatedClock, seal_file: Path, keys: Keys
) -> None:
    clock.move_on(timedelta(days=1))
    move(engine, HOAI_AN, "report", today=date(2023, 6, 22))
    move(engine, AN_LAO, "resume", as_agency="binh-dinh", reason="đã khắc phục", today=date(2023, 6, 22))
    engine.launch(province(year=2022), today=date(2023, 6, 22))
    engine.launch(province(year=2024), today=date(2023, 6, 22))

    found = engine.verify(seals=[read_seal(seal_file)], public_key=keys.public_key)

    assert found.holds, told(found)
    assert (found.seals[0].tasks, found.tasks) == (8, 24)
    assert found.has_public_key


def test_every_side_road_and_what_follows_holds(engine: Engine, clock: SimulatedClock) -> None:
    issuer = {"as_agency": "binh-dinh", "reason": "thiên tai"}
    move(engine, AN_LAO, "resume", **issuer)
    move(engine, AN_LAO, "waive", **issuer)
    move(engine, HOAI_AN, "report")
    move(engine, DEPARTMENT, "draft_plan", "implement", "report", "consolidate")
    move(engine, TOP, "implement", "consolidate")
    move(engine, MINISTRY, "implement", "consolidate")
    move(engine, TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", reason="thiếu số liệu", what="own")
    engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", reason="ban hành lại", today=TODAY)

    found = engine.verify()

    assert found.holds, told(found)
    assert {row.standing for row in engine.on(TODAY).status()} == {"active", "revoked"}


def test_a_release_that_comes_after_a_suspension_holds(database_url: str) -> None:
    with Engine.open(database_url) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        engine.advance(AN_LAO, "suspend", as_agency="binh-dinh", reason="thiên tai", on=date(2023, 6, 1), today=TODAY)
        put_plan_out(engine)
        found = engine.verify()
        released = engine.seen().history(AN_LAO)[1]

    assert found.holds, told(found)
    assert (released.trigger, released.occurred_on) == ("release", date(2023, 6, 1))


def test_an_unrevoked_document_is_found(engine: Engine, database_url: str) -> None:
    engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", reason="ban hành lại", today=TODAY)
    administrator = Administrator(database_url)
    try:
        with administrator.tampering() as tx:
            tx.run("UPDATE document SET revoked_on = NULL")
            found = administrator.verify()
    finally:
        administrator.close()

    assert ("document-column", "kh-binh-dinh-2023") in {(item.rule, item.subject) for item in found.broken}


def test_one_cascade_can_be_sealed_and_verified_by_itself(engine: Engine, keys: Keys, tmp_path: Path) -> None:
    engine.launch(province(year=2024), today=TODAY)
    seal, text = engine.seal(read_private_key(Path(keys.private_file)), "ct-33-ttg-2021/2024")
    (tmp_path / "seal.json").write_text(text)

    found = engine.verify("ct-33-ttg-2021/2023", seals=[read_seal(tmp_path / "seal.json")])

    assert [item.key for item in seal.cascades] == ["ct-33-ttg-2021/2024"]
    assert engine.verify("ct-33-ttg-2021/2023").tasks == 8
    assert (found.holds, found.tasks) == (True, 16)  # what a seal is about is checked with it


def test_an_empty_database_can_be_sealed(database_url: str, keys: Keys, tmp_path: Path) -> None:
    with Engine.open(database_url) as engine:
        (tmp_path / "seal.json").write_text(engine.seal(read_private_key(Path(keys.private_file)))[1])
        found = engine.verify(seals=[read_seal(tmp_path / "seal.json")])

    assert found.holds
    assert found.seals[0].root.startswith("e3b0c442")


def test_an_unknown_cascade_is_not_verified(engine: Engine) -> None:
    with pytest.raises(NotFound):
        engine.verify("ct-33-ttg-2021/2031")


@pytest.mark.parametrize(
    ("name", "value", "rules"),
    [
        ("root", "00" * 32, {"seal-root", "seal-signature"}),
        ("sealed_at", "2030-01-01T00:00:00.000000Z", {"seal-signature"}),
        ("public_key", "00" * 32, {"seal-signature"}),
    ],
)
def test_a_changed_seal_is_found(name: str, value: str, rules: set[str], engine: Engine, seal_file: Path) -> None:
    data = json.loads(seal_file.read_text())
    data["seal"][name] = value
    seal_file.write_text(json.dumps(data))

    found = engine.verify(seals=[read_seal(seal_file)])

    assert {item.rule for item in found.broken} == rules


def test_a_seal_by_another_key_is_found(engine: Engine, seal_file: Path, tmp_path: Path) -> None:
    other = make_keys(tmp_path / "other")

    found = engine.verify(seals=[read_seal(seal_file)], public_key=other.public_key)

    assert {item.rule for item in found.broken} == {"seal-key", "seal-signature"}
    assert not found.seals[0].is_signed


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"seal": {}}', '{"seal": {"type": "dondoc.seal", "form": 2}}', "[" * 100_000, "\x00"],
)
def test_a_file_that_is_no_seal_is_told_so(text: str, tmp_path: Path) -> None:
    (tmp_path / "seal.json").write_text(text)

    with pytest.raises(BadSealFile):
        read_seal(tmp_path / "seal.json")
    with pytest.raises(BadSealFile):
        check_proof(tmp_path / "seal.json", "00" * 32)


@pytest.mark.parametrize("lengths", ["1x9999999999999", "-1x8", "3x7", "x", "3x0,1x8", "1.5x8"])
def test_lengths_that_do_not_fit_are_told_so(lengths: str, seal_file: Path) -> None:
    data = json.loads(seal_file.read_text())
    data["heads"][0]["lengths"] = lengths
    seal_file.write_text(json.dumps(data))

    with pytest.raises(BadSealFile):
        read_seal(seal_file)


def test_what_is_broken_is_not_sealed(engine: Engine, database_url: str, keys: Keys) -> None:
    administrator = Administrator(database_url)
    administrator.connection.execute("UPDATE history SET reason = 'khác' WHERE seq = 2")
    administrator.close()

    with pytest.raises(DoesNotHold) as refused:
        engine.seal(read_private_key(Path(keys.private_file)))

    assert refused.value.broken[0].rule == "row-content"


# a proof


def test_a_proof_holds_without_the_database(engine: Engine, seal_file: Path, keys: Keys, tmp_path: Path) -> None:
    for task in (TOP, TUY_PHUOC, MINISTRY, "2023-Y/binh-dinh"):
        (tmp_path / "proof.json").write_text(engine.prove(task, seal_file))
        checked = check_proof(tmp_path / "proof.json", keys.public_key)
        assert (checked.holds, checked.broken) == (True, ())
        assert [row["seq"] for row in checked.rows] == list(range(1, checked.head_seq + 1))


def test_a_proof_is_of_the_history_as_it_was_sealed(
    engine: Engine, seal_file: Path, keys: Keys, tmp_path: Path
) -> None:
    move(engine, HOAI_AN, "report")
    (tmp_path / "proof.json").write_text(engine.prove(HOAI_AN, seal_file))

    checked = check_proof(tmp_path / "proof.json", keys.public_key)

    assert checked.holds
    assert [row["trigger"] for row in checked.rows] == ["release", "draft_plan", "implement"]


def test_the_changed_row_of_a_proof_is_named(engine: Engine, seal_file: Path, keys: Keys, tmp_path: Path) -> None:
    data = json.loads(engine.prove(TUY_PHUOC, seal_file))
    data["proof"]["rows"][0].update(reason="thêm")
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(data))

    (broken,) = check_proof(file, keys.public_key).broken

    assert (broken.rule, broken.task, broken.seq) == ("proof-chain", TUY_PHUOC, 1)


def test_any_change_of_a_proof_is_found(engine: Engine, seal_file: Path, keys: Keys, tmp_path: Path) -> None:
    text = engine.prove(TUY_PHUOC, seal_file)
    file = tmp_path / "proof.json"
    for change in (
        lambda data: data["proof"]["rows"][1].update(by="người khác"),
        lambda data: data["proof"]["rows"][1].update(reason="thêm"),
        lambda data: data["proof"]["rows"].pop(),
        lambda data: data["proof"]["genesis"].update(task=AN_LAO),
        lambda data: data["proof"]["genesis"]["owes"].pop(),
        lambda data: data["proof"].update(index=0),
        lambda data: data["proof"]["path"].pop(),
        lambda data: data["proof"]["path"].reverse(),
        lambda data: data["seal"].update(sealed_at="2030-01-01T00:00:00.000000Z"),
        lambda data: data.update(signature="00" * 64),
    ):
        data = json.loads(text)
        change(data)
        file.write_text(json.dumps(data))
        assert not check_proof(file, keys.public_key).holds
    file.write_text(text)
    assert not check_proof(file, "11" * 32).holds
    assert check_proof(file, keys.public_key).holds


def test_a_task_launched_after_the_seal_has_no_proof(engine: Engine, seal_file: Path) -> None:
    engine.launch(province(year=2024), today=TODAY)

    with pytest.raises(NotFound):
        engine.prove("2024-H1/binh-dinh", seal_file)


def test_no_proof_is_written_against_a_seal_that_does_not_fit(engine: Engine, seal_file: Path) -> None:
    data = json.loads(seal_file.read_text())
    data["seal"]["root"] = "00" * 32
    seal_file.write_text(json.dumps(data))

    with pytest.raises(DoesNotHold):
        engine.prove(TOP, seal_file)
