"""The contents that notes are accompanied by, each kept once by its SHA-256: in a folder, or in the database.

In a folder a content is the file `ab/abcd…` of its hash. What is read is hashed again before anybody gets it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from engine.errors import BrokenAttachment, NotFound
from engine.store.database import Transaction
from workflows.errors import UnreadableFile
from workflows.file_errors import why
from workflows.said import Said

SHORTEST = 8  # digits by which a content may be named


def digest_of(content: bytes) -> str:
    """By what a content is kept, and named in history."""
    return hashlib.sha256(content).hexdigest()


def keep(tx: Transaction, folder: Path | None, content: bytes) -> str:
    """Keep a content, unless it is there as it should be; its hash. Raises UnreadableFile where a folder refuses it."""
    digest = digest_of(content)
    if folder is not None:
        _write(folder / digest[:2] / digest, content)
    elif tx.row("SELECT 1 FROM attachment WHERE hash = :hash", hash=digest) is None:
        tx.insert("attachment", ("hash", "size", "content"), [(digest, len(content), content)])
    return digest


def _write(path: Path, content: bytes) -> None:
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None


def find(tx: Transaction, folder: Path | None, digest: str) -> bytes | None:
    """What is kept under that hash, whatever it is; None: nothing is. The folder is asked first."""
    if folder is not None:
        try:
            return (folder / digest[:2] / digest).read_bytes()
        except OSError:
            pass
    row = tx.row("SELECT content FROM attachment WHERE hash = :hash", hash=digest)
    return None if row is None else row[0] if isinstance(row[0], bytes) else str(row[0]).encode()


def read(tx: Transaction, folder: Path | None, digest: str) -> bytes:
    """The content of that hash, verified. Raises NotFound, BrokenAttachment."""
    content = find(tx, folder, digest)
    if content is None:
        raise NotFound(Said("what.attachment"), digest, ())
    if (found := digest_of(content)) != digest:
        raise BrokenAttachment(digest, found)
    return content
