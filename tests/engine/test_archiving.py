"""A finished year in a file of its own: all of that year, nothing of another, asked and verified where it lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from audits import CASCADE, launch_and_fill, with_files
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from graphs import TUY_PHUOC, agency_of, province
from reported import put_text, reporting_province
from whole import read_all

from engine import Engine, SimulatedClock
from engine.errors import BadBackup, Refused
from engine.proving.archiving import archive
from engine.proving.keeping import restore
from engine.proving.seals import read_seal
from engine.running.notes import Attached, NoteRequest
from engine.scope import Scope
from engine.store.years import DIVIDED, divide
from postgres import on_one_machine

CLOCK = SimulatedClock(datetime(2024, 6, 21, 2, tzinfo=UTC))
TODAY = date(2024, 6, 21)
YEAR, NEXT = 2023, 2024


@pytest.fixture
def finished(database_url: str) -> str:
    """Two years: one that is closed, and one that goes on; each with an attachment of its own."""
    launch_and_fill(database_url, migrates=True)
    with Engine.open(database_url, clock=CLOCK) as engine:
        close(engine)
        graph = with_files(province(year=NEXT))  # where an older document binds from the first day of 2023
        days = {date(2023, 1, 1): date(NEXT, 1, 1)}
        documents = tuple(replace(each, out_on=days.get(each.out_on, each.out_on)) for each in graph.documents)
        engine.launch(replace(graph, documents=documents), today=TODAY)
        key = TUY_PHUOC.replace(str(YEAR), str(NEXT))
        noted = NoteRequest(agency_of(TUY_PHUOC), text="năm sau", attachments=(Attached("b.txt", b"nam sau"),))
        engine.note(key, noted, today=TODAY, cascade=f"ct-33-ttg-2021/{NEXT}")
    return database_url


def close(engine: Engine) -> None:
    asked: dict[str, Any] = {"as_agency": "bo-noi-vu", "reason": "hết năm", "gives_up": True}
    engine.close_cascade(CASCADE, **asked, today=TODAY)


def hold(url: str, **more: Any) -> Any:
    with Engine.open(url, clock=CLOCK) as engine:
        return engine.hold_year(YEAR, **{"reason": "thanh tra", "today": TODAY, **more})


def divided(url: str) -> str:
    on_one_machine(url, "tables that are distributed are not divided by year")
    if not url.startswith("sqlite"):
        divide(url, [])
    return url


def of_year(rows: dict[str, list[Any]], year: int) -> dict[str, list[Any]]:
    return {table: [row for row in rows[table] if row.startswith(f"({year}")] for table in DIVIDED}


def refusal_of(*arguments: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        archive(*arguments, CLOCK, **more)
    return refusal.value


def test_an_archive_holds_one_year_whole_and_nothing_of_another(finished: str, tmp_path: Path, another: Any) -> None:
    before, there = read_all(finished), another(False)

    made = archive(finished, YEAR, tmp_path / "2023.luu", CLOCK)
    done = restore(there, tmp_path / "2023.luu")

    assert (made.verification.holds, made.cascades, made.is_apart) == (True, (CASCADE,), False)
    assert done.verification.holds
    assert done.verification.rows == made.verification.rows
    found = read_all(there)
    assert {table: found[table] for table in DIVIDED} == of_year(before, YEAR)
    assert found["mandate_event"] == before["mandate_event"]
    assert len(before["attachment"]) == 2
    assert len(found["attachment"]) == 1
    assert set(found["pinned"]) < set(before["pinned"])
    assert read_all(finished) == before
    with Engine.open(there, clock=CLOCK) as engine:
        assert engine.on(TODAY).status(Scope(CASCADE))


def test_what_agencies_put_into_their_reports_goes_along(database_url: str, tmp_path: Path, another: Any) -> None:
    there = another(False)
    with Engine.open(database_url, clock=CLOCK) as engine:
        engine.launch(reporting_province(), today=date(YEAR, 5, 1))
        made = put_text(engine, TUY_PHUOC, "II.1", "đã quán triệt")
        close(engine)

    archive(database_url, YEAR, tmp_path / "2023.luu", CLOCK)

    assert restore(there, tmp_path / "2023.luu").verification.holds
    with Engine.open(there, clock=CLOCK) as engine:
        assert engine.seen().attachment(f"{TUY_PHUOC}#{made.seq}") == "đã quán triệt".encode()


def test_a_year_is_archived_with_its_seal(finished: str, tmp_path: Path, another: Any) -> None:
    there = another(False)

    made = archive(finished, YEAR, tmp_path / "2023.luu", CLOCK, key=Ed25519PrivateKey.generate())

    assert made.seal is not None
    seal = read_seal(Path(made.seal))
    assert restore(there, tmp_path / "2023.luu", seals=[seal]).verification.seals[0].holds
    with Engine.open(finished) as engine:
        assert engine.verify(seals=[seal]).holds


def test_a_year_that_goes_on_is_not_archived(finished: str, tmp_path: Path) -> None:
    refusal = refusal_of(finished, NEXT, tmp_path / "2024.luu")

    assert refusal.rule == "year-open"
    assert [each.action for each in refusal.proposals] == ["close"]
    assert refusal_of(finished, 2019, tmp_path / "2019.luu").rule == "no-such-year"
    assert list(tmp_path.glob("*.luu*")) == []


def test_an_archive_goes_over_no_file(finished: str, tmp_path: Path) -> None:
    for name in ("2023.luu", "2023.luu.seal.json"):
        (tmp_path / name).write_text("của người khác")
        with pytest.raises(BadBackup) as refusal:
            archive(finished, YEAR, tmp_path / "2023.luu", CLOCK, key=Ed25519PrivateKey.generate())
        assert refusal.value.facts["why"].code == "backup.exists"
        (tmp_path / name).unlink()
    assert list(tmp_path.glob("*.luu*")) == []


def test_an_archived_year_is_set_apart_and_nothing_is_deleted(finished: str, tmp_path: Path) -> None:
    url, before = divided(finished), read_all(finished)
    if url.startswith("sqlite"):
        assert refusal_of(url, YEAR, tmp_path / "2023.luu", leaves=True).rule == "file-a-year"
        assert not (tmp_path / "2023.luu").exists()
        return

    made = archive(url, YEAR, tmp_path / "2023.luu", CLOCK, leaves=True)

    assert made.is_apart
    after = read_all(url)
    assert {table: after[table] for table in DIVIDED} == of_year(before, NEXT)
    apart = read_all(f"{url}&options=-csearch_path%3Ddondoc_2023")
    assert {table: apart[table] for table in DIVIDED} == of_year(before, YEAR)
    with Engine.open(url, clock=CLOCK) as engine:
        assert engine.verify().holds


def test_what_is_held_is_not_set_apart(finished: str, tmp_path: Path) -> None:
    url = divided(finished)
    held = hold(url)
    before = read_all(url)

    assert (held.is_held, held.cascades) == (True, (CASCADE,))
    if not url.startswith("sqlite"):
        refusal = refusal_of(url, YEAR, tmp_path / "2023.luu", leaves=True)
        assert (refusal.rule, refusal.proposals[0].action) == ("year-held", "hold")
        assert not (tmp_path / "2023.luu").exists()
    assert archive(url, YEAR, tmp_path / "ban-sao.luu", CLOCK).verification.holds
    assert read_all(url) == before

    hold(url, reason="thanh tra xong", lifts=True)

    if not url.startswith("sqlite"):
        assert archive(url, YEAR, tmp_path / "2023.luu", CLOCK, leaves=True).is_apart


def test_a_hold_is_recorded_once_and_with_its_reason(finished: str) -> None:
    before = read_all(finished)
    for expected, more in {"hold-without-reason": {"reason": " "}, "not-held": {"lifts": True}}.items():
        with pytest.raises(Refused) as refusal:
            hold(finished, **more)
        assert refusal.value.rule == expected
    assert hold(finished, dry_run=True).hashes == ()
    assert read_all(finished) == before

    hold(finished)

    with pytest.raises(Refused) as refusal:
        hold(finished)
    assert refusal.value.rule == "held-already"
    with Engine.open(finished) as engine:
        assert engine.verify().holds


def test_a_hold_that_comes_while_a_year_is_archived_keeps_it(
    finished: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if finished.startswith("sqlite"):
        pytest.skip("SQLite sets nothing apart")
    url = divided(finished)
    before = read_all(url)
    from engine.proving import archiving

    real = archiving.set_apart

    def set_apart(*arguments: Any, **more: Any) -> Any:
        hold(url)
        return real(*arguments, **more)

    monkeypatch.setattr(archiving, "set_apart", set_apart)

    assert refusal_of(url, YEAR, tmp_path / "2023.luu", leaves=True).rule == "year-changed"
    after = read_all(url)
    assert {table: after[table] for table in DIVIDED if table != "cascade_event"} == {
        table: before[table] for table in DIVIDED if table != "cascade_event"
    }


def test_what_does_not_hold_is_not_set_apart(finished: str, tmp_path: Path) -> None:
    from engine.store.database import connect

    url = divided(finished)
    connection, dialect = connect(url)
    of_table = "" if dialect == "sqlite" else " ON history"
    connection.execute(f"DROP TRIGGER history_refuses_update{of_table}")
    connection.execute("UPDATE history SET reason = 'khác' WHERE seq = 1 AND cascade_id < 2024000000")
    connection.close()
    before = read_all(url)

    made = archive(url, YEAR, tmp_path / "2023.luu", CLOCK, leaves=dialect != "sqlite")

    assert (made.verification.holds, made.is_apart) == (False, False)
    assert Path(made.file).exists()
    assert read_all(url) == before


def test_trying_writes_nothing(finished: str, tmp_path: Path) -> None:
    url = divided(finished)
    before = read_all(url)

    made = archive(url, YEAR, tmp_path / "2023.luu", CLOCK, leaves=not url.startswith("sqlite"), dry_run=True)

    assert (made.kept, made.verification.holds) == (False, True)
    assert list(tmp_path.glob("*.luu*")) == []
    assert read_all(url) == before
