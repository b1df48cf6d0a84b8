"""Several processes verify one database: they see one snapshot, and together find what one finds."""

from pathlib import Path

import pytest
from audits import CASCADE, TODAY, Administrator, launch_and_fill, told
from graphs import AN_LAO, HOAI_AN, agency_of, move

from engine import Engine
from engine.proving.broken import Verification
from engine.proving.parts import Asked, Crew, Part, Processes, ProcessLost, parts_of
from engine.proving.seals import make_keys, read_private_key, read_seal
from engine.proving.verifying import verify
from engine.running.notes import NoteRequest
from engine.store.database import Row, Transaction, connect, open_database
from engine.store.unusable import DatabaseUnusable
from postgres import CITUS


@pytest.fixture
def url(database_url: str) -> str:
    launch_and_fill(database_url)
    return database_url


def test_two_processes_find_what_one_finds_and_make_the_same_seal(url: str, tmp_path: Path) -> None:
    key = read_private_key(Path(make_keys(tmp_path / "keys").private_file))
    with Engine.open(url) as engine:
        alone, together = (engine.seal(key, processes=count)[0] for count in (1, 2))
        (file := tmp_path / "seal.json").write_text(engine.seal(key, processes=2)[1])
        move(engine, HOAI_AN, "report", document="3/BC")
        receipt = engine.on(TODAY).history(HOAI_AN)[-1].hash
        asked = {"seals": [read_seal(file)], "receipts": [receipt[:12], "0" * 12]}
        found = [engine.verify(**asked, processes=count) for count in (1, 2)]

    assert together.root == alone.root
    assert found[0] == found[1]
    assert [found[1].seals[0].holds, *(each.task for each in found[1].receipts)] == [True, HOAI_AN, None]


def test_a_report_is_the_same_whoever_verifies_meanwhile(url: str) -> None:
    with Engine.open(url) as engine:
        alone, together = (engine.on(TODAY).audit_facts(CASCADE, processes=count) for count in (1, 2))

    assert together == alone
    assert together.verification.rows


def test_a_report_tells_of_one_moment_though_somebody_writes_while_others_begin(url: str) -> None:
    class Noting(Processes):
        def _wait(self) -> None:
            with Engine.open(self._url) as engine:
                engine.note(HOAI_AN, NoteRequest(agency_of(HOAI_AN), text="đã gọi"), today=TODAY)
            super()._wait()

    def question(tx: Transaction, crew: Crew | None) -> Verification:
        return verify(tx, None, crew=crew, meanwhile=lambda: None)

    database = open_database(url)
    before = database.read(lambda tx: verify(tx, None))
    with Noting(url, 1) as crew:
        told = crew.read_at_once(database, question)
        was_there = crew.is_there()
    database.close()

    assert told == before
    assert was_there == (url.startswith("postgresql") and url != CITUS)  # which hands its snapshot on


def test_two_processes_name_what_was_changed(url: str) -> None:
    administrator = Administrator(url)
    administrator.tx.run("UPDATE history SET reason = 'khác' WHERE seq = 2")
    administrator.tx.run("UPDATE document SET number = '9/KH' WHERE is_plan")
    administrator.close()

    with Engine.open(url) as engine:
        alone, together = (engine.verify(processes=count) for count in (1, 2))

    assert not together.holds
    assert told(together) == told(alone)


_TASKS = HOAI_AN, AN_LAO


class Interrupted(Processes):
    """Before the others begin to look, so many times, somebody writes down something."""

    def __init__(self, url: str, times: int) -> None:
        super().__init__(url, 2)
        self.tasks = iter(_TASKS[:times])

    def _all_begin(self, snapshot: str | None) -> list[list[Row]]:
        if (task := next(self.tasks, None)) is not None:
            with Engine.open(self._url) as engine:
                engine.note(task, NoteRequest(agency_of(task), text="đã gọi"), today=TODAY)
        return super()._all_begin(snapshot)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_all_see_the_same_though_somebody_writes_in_between(url: str, times: int) -> None:
    def rows_seen(tx: Transaction, crew: Crew | None) -> tuple[int, int]:
        own = tx.row("SELECT count(*) FROM history")
        (cascade_id,) = tx.row("SELECT cascade_id FROM cascade") or (0,)
        assert crew is not None
        assert own is not None
        return own[0], sum(each.counts[1] for each in crew.examine(Asked(p, {}) for p in parts_of(cascade_id, 9, 3)))

    database = open_database(url)
    with Interrupted(url, times) as crew:
        mine, theirs = crew.read(database, rows_seen)
    database.close()

    assert mine == theirs


def test_where_others_write_without_a_pause_it_is_done_alone(sqlite_url: str) -> None:
    class Busy(Processes):
        def _all_begin(self, snapshot: str | None) -> list[list[Row]]:
            connection, _ = connect(self._url)
            connection.execute("UPDATE cascade SET title = title || '.'")
            connection.close()
            return super()._all_begin(snapshot)

    launch_and_fill(sqlite_url)
    database = open_database(sqlite_url)
    with Busy(sqlite_url, 1) as crew:
        assert crew.read(database, lambda tx, others: others) is None
    database.close()


def test_a_process_that_ends_is_told(url: str) -> None:
    def question(tx: Transaction, crew: Crew | None) -> list[object]:
        for process in processes._processes:
            process.kill()
        assert crew is not None
        return list(crew.examine([Asked(Part(2023000001), {})]))

    database = open_database(url)
    with Processes(url, 1) as processes, pytest.raises(ProcessLost):
        processes.read(database, question)
    database.close()


def test_where_they_cannot_look_that_is_told_and_none_is_left(tmp_path: Path) -> None:
    processes = Processes(f"sqlite:///{tmp_path / 'none.db'}", 2)

    with pytest.raises(DatabaseUnusable), processes:
        processes._wait()

    assert not any(process.is_alive() for process in processes._processes)


def test_parts_cover_every_number_once() -> None:
    parts = parts_of(1, 10, 4)

    assert [each[1:] for each in parts] == [(None, 4), (5, 8), (9, None)]
    assert [each[1:] for each in parts_of(1, 8, 4)] == [(None, 4), (5, None)]
    assert [each[1:] for each in parts_of(1, 0, 4)] == [(None, None)]
    assert len(parts_of(1, 10**9, 4)) <= 64
