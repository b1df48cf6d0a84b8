"""A page of docs/ followed as its reader follows it: files are written, commands run, and what they say is compared.

A block under a line that ends in a file's name and a colon is that file: written where it is not there yet, else it
has to read so. A block of `diff` is a change of the file: what begins with `-` stands there, and gives way to what
begins with `+`. Lines with `$ dondoc` (`dondoc` where nothing is shown of what comes of it) are commands; below each
stands what it says, and `# mã 1` or `# exit code 1` behind one is how it ends, else 0. A line `…` stands for lines left
out, `…` behind a space at the end for the rest of a line.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([\w./-]+\.\w+)`.*:$")
_CODE = re.compile(r"# (?:mã|exit code) (\d)$")
_PROMPT = re.compile(r"^(?:\$ )?dondoc ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page has it. `is_change`: lines to take out and to put in."""

    path: str
    text: str
    is_change: bool


@dataclass(frozen=True, slots=True)
class Command:
    """`line`: as it is typed, without the program's name; `said`: what it says, with parts left out."""

    line: str
    said: str
    code: int

    @property
    def words(self) -> list[str]:
        """What the program is called with."""
        return shlex.split(self.line, comments=True)


def steps_of(page: str) -> Iterator[Shown | Command]:
    """What a reader does on that page, in its order."""
    for block in _BLOCK.finditer(page):
        above = page[: block.start()].rstrip().rpartition("\n")[2]
        if named := _NAMED.search(above):
            yield Shown(named[1], block[2], block[1] == "diff")
        else:
            yield from _commands(block[2])


def commands_of(page: str) -> list[Command]:
    """What a reader types on that page, in its order."""
    return [step for step in steps_of(page) if isinstance(step, Command)]


def _commands(block: str) -> Iterator[Command]:
    starts = list(_PROMPT.finditer(block))
    for at, start in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(block)
        line, _, said = block[start.end() : end].partition("\n")
        code = _CODE.search(line)
        yield Command(line, said.strip("\n"), int(code[1]) if code else 0)


def put(shown: Shown, folder: Path) -> None:
    """Write or change the file; one that is there, and not changed, reads as it is shown."""
    path = folder / shown.path
    if shown.is_change:
        path.write_text(_changed(path.read_text("utf-8"), shown.text), "utf-8")
    elif path.exists():
        assert_reads(path.read_text("utf-8"), shown.text, shown.path)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown.text, "utf-8")


def _changed(text: str, change: str) -> str:
    """Each run of changed lines, with the lines around it, put in the place of what it was made of."""
    for hunk in re.split(r"^ *…\n", change, flags=re.MULTILINE):
        lines = hunk.splitlines(keepends=True)
        before, after = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
        assert text.count(before) == 1, f"not there once:\n{before}\nin:\n{text}"
        text = text.replace(before, after)
    return text


def assert_reads(found: str, shown: str, what: str) -> None:
    """Whether a text reads as it is shown, but for what is left out."""
    lines = [line.rstrip() for line in found.strip("\n").splitlines()]
    is_so = re.fullmatch("".join(map(_pattern, shown.strip("\n").splitlines())), "".join(f"{line}\n" for line in lines))
    assert is_so, "\n".join([what, *lines])


def _pattern(shown: str) -> str:
    if shown.strip() == "…":
        return r"(?:.*\n)+?"
    if shown.endswith(" …"):
        return re.escape(shown.removesuffix(" …")) + r" .*\n"
    return re.escape(shown.rstrip()) + r"\n"
