"""Files that accompany a note: kept by hash in the database or in a folder, verified when read."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from graphs import AN_LAO, HOAI_AN, agency_of, put_plan_out

from engine import Engine
from engine.errors import Ambiguous, BrokenAttachment, NotFound
from engine.receipts import Noted
from engine.running.notes import ATTACHMENT_LIMIT, Attached, NoteRequest, TooLarge
from engine.store.database import connect
from workflows.errors import UnreadableFile

TODAY = date(2023, 6, 21)
LETTER = Attached("cong-van.pdf", b"%PDF noi dung")
DIGEST = sha256(LETTER.content).hexdigest()


@pytest.fixture(autouse=True)
def plan_is_out(engine: Engine) -> None:
    put_plan_out(engine)


@pytest.fixture(params=["database", "folder"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "kept" if request.param == "folder" else None


def attach(engine: Engine, *files: Attached, folder: Path | None, task: str = AN_LAO, **more: Any) -> Noted:
    request = NoteRequest(agency_of(task), attachments=files)
    return engine.note(task, request, folder=folder, today=TODAY, **more)


def tamper(url: str, statement: str) -> None:
    connection, _ = connect(url)
    connection.execute(statement)
    connection.close()


def test_what_was_attached_is_given_back_by_hash_by_its_beginning_and_by_row(
    engine: Engine, folder: Path | None
) -> None:
    noted = attach(engine, LETTER, folder=folder)

    (named,) = engine.seen().history(AN_LAO)[-1].payload["attachments"]
    assert named == {"name": "cong-van.pdf", "sha256": DIGEST, "size": 13, "media_type": "application/pdf"}
    for text in (DIGEST, DIGEST[:8].upper(), f"{AN_LAO}#{noted.seq}"):
        assert engine.seen().attachment(text, folder) == LETTER.content
    assert engine.verify(folder=folder).holds


def test_the_same_content_is_kept_once_under_whatever_name(engine: Engine, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for task, name in ((AN_LAO, "a.txt"), (HOAI_AN, "b.txt")):
        attach(engine, Attached(name, b"noi dung"), folder=kept, task=task)

    assert [path.name for path in kept.rglob("*") if path.is_file()] == [sha256(b"noi dung").hexdigest()]
    assert engine.verify(folder=kept).holds


def test_a_dry_run_keeps_nothing(engine: Engine, folder: Path | None, tmp_path: Path, dump: Callable[[], Any]) -> None:
    before = dump()
    attach(engine, LETTER, folder=folder, dry_run=True)

    assert dump() == before
    assert list(tmp_path.rglob(DIGEST)) == []


def test_several_of_one_row_and_none_are_not_guessed(engine: Engine, folder: Path | None) -> None:
    noted = attach(engine, LETTER, Attached("b.txt", b"hai"), folder=folder)

    with pytest.raises(Ambiguous):
        engine.seen().attachment(f"{AN_LAO}#{noted.seq}", folder)
    for text in ("0" * 64, "0" * 8, f"{AN_LAO}#1", "khong-co"):
        with pytest.raises(NotFound):
            engine.seen().attachment(text, folder)


def test_a_changed_content_is_never_given_and_is_named(engine: Engine, folder: Path | None, database_url: str) -> None:
    noted = attach(engine, LETTER, folder=folder)
    if folder is None:
        tamper(database_url, "UPDATE attachment SET content = 'khac'")
    else:
        (folder / DIGEST[:2] / DIGEST).write_bytes(b"khac")

    with pytest.raises(BrokenAttachment):
        engine.seen().attachment(DIGEST, folder)
    (found,) = engine.verify(folder=folder).broken
    assert (found.rule, found.task, found.seq, found.subject) == ("attachment-content", AN_LAO, noted.seq, DIGEST)


def test_a_content_that_is_gone_is_named(engine: Engine, folder: Path | None, database_url: str) -> None:
    attach(engine, LETTER, folder=folder)
    if folder is None:
        tamper(database_url, "DELETE FROM attachment")
    else:
        (folder / DIGEST[:2] / DIGEST).unlink()

    assert [item.rule for item in engine.verify(folder=folder).broken] == ["attachment-missing"]


def test_attached_again_a_damaged_file_is_made_whole(engine: Engine, tmp_path: Path) -> None:
    attach(engine, LETTER, folder=tmp_path)
    (tmp_path / DIGEST[:2] / DIGEST).write_bytes(b"khac")
    attach(engine, LETTER, folder=tmp_path)

    assert engine.verify(folder=tmp_path).holds


def test_what_is_too_large_or_finds_no_room_leaves_everything_as_it_was(
    engine: Engine, tmp_path: Path, dump: Callable[[], Any]
) -> None:
    before = dump()
    with pytest.raises(TooLarge):
        attach(engine, Attached("a.bin", b"0" * (ATTACHMENT_LIMIT + 1)), folder=None)
    (tmp_path / "kept").write_text("a file, no folder")
    with pytest.raises(UnreadableFile):
        attach(engine, LETTER, folder=tmp_path / "kept")

    assert dump() == before
