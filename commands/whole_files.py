"""A file that is written piece by piece, and stands there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from commands.common import Unwritable, ensure_writable
from workflows.file_errors import why
from workflows.said import Said


@contextmanager
def whole_file(name: str) -> Iterator[BinaryIO]:
    """The file, open for bytes; `-`: standard output. What was there stays until the block has ended well.

    Raises Unwritable.
    """
    if name == "-":
        if sys.stdout is None:
            raise Unwritable("stdout", Said("system.closed"))
        yield sys.stdout.buffer
        return
    path = Path(name)
    ensure_writable(path)
    target = path.resolve()
    is_plain = target.is_file() or not target.exists()  # else a device or a pipe
    aside = target.with_name(f".{target.name}.part") if is_plain and os.access(target.parent, os.W_OK) else target
    try:
        with aside.open("wb") as out:
            yield out
        if aside != target:
            aside.replace(target)
    except OSError as error:
        raise Unwritable(name, why(error)) from None
    finally:
        if aside != target:
            aside.unlink(missing_ok=True)


def write_whole(name: str, content: bytes) -> None:
    """The file with these bytes. Raises Unwritable."""
    with whole_file(name) as out:
        out.write(content)


@contextmanager
def whole_text_file(name: str, encoding: str = "utf-8") -> Iterator[TextIO]:
    """The same, open for text; every line ends in a line feed alone."""
    with whole_file(name) as raw:
        out = TextIOWrapper(raw, encoding=encoding, newline="\n")
        try:
            yield out
            out.flush()
        finally:
            out.detach()
