"""What the bodies by decree of the whole country cost a command that needs one province.

Whole commands, beside the same ones with a registry in which only the provinces written by hand have bodies by decree
and no district or commune has: as when all of them were typed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from benchmarks.cascades import TODAY, launched_database, real_cascade, url_of
from benchmarks.pairs import Goal, Row, interleave, milliseconds
from benchmarks.processes import PYTHON, Processes
from benchmarks.profiles import profile
from workflows.agencies import Registry
from workflows.checker import check
from workflows.library import Library

NAME = "bodies"
_DOCUMENT, _PROVINCE, _YEAR = "kh-binh-dinh-2023", "binh-dinh", 2023
_BY_HAND = ("binh-dinh", "dong-nai", "ha-noi", "ho-chi-minh")


def run(folder: Path, quick: bool) -> Iterator[Row]:
    (everywhere := folder / "everywhere").mkdir()
    _reduced(by_hand := folder / "by-hand")
    database = folder / "small.db"
    launched_database(database, real_cascade())
    count = 7 if quick else 31
    seen = ["--db", url_of(database), "--today", TODAY.isoformat()]
    for command in (["check", _DOCUMENT, "--year", str(_YEAR)], ["blocked", "--under", _PROVINCE, *seen]):
        # the folder that a process runs in comes first on its path, and with it the registry that lies there
        left, right = (Processes(each).side([PYTHON, "-m", "cli", *command]) for each in (everywhere, by_hand))
        pairs = interleave(left, right, count)
        yield Row(
            NAME,
            f"dondoc {command[0]} of one province: bodies everywhere ÷ by hand, time",
            pairs.time_ratio,
            milliseconds(pairs.left),
            milliseconds(pairs.right),
            "ms",
            count,
            Goal("≤", 1.1),
        )


def explain(folder: Path) -> str:
    return profile(lambda: check(Library.load(), Registry.load(), [_DOCUMENT], [_YEAR]))


def _reduced(folder: Path) -> None:
    with as_file(files("definitions")) as shipped:
        shutil.copytree(shipped, folder / "definitions", ignore=shutil.ignore_patterns("__pycache__"))
    bodies = folder / "definitions" / "agencies" / "bodies"
    for path in bodies.iterdir():
        if path.stem == "provinces":
            path.write_text(re.sub(r"^(  - \{key: .*)\}$", _only_by_hand, path.read_text("utf-8"), flags=re.MULTILINE))
        else:
            path.unlink()


def _only_by_hand(body: re.Match[str]) -> str:
    return body[0] if "where:" in body[0] else f"{body[1]}, where: [{', '.join(_BY_HAND)}]}}"
