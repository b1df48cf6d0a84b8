"""Where a name may lie: the kept index of all names below the provinces, so that no search reads the whole country.

`definitions/agencies/names.txt`, made by `tools/write_docs.py`, has a line for each way in which districts, communes
and hand-written agencies are called, without accents, and the provinces in which somebody is called so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

from workflows.agency_names import Shelf

_NEAREST = 8


class NameIndex:
    """The kept index, read when first asked."""

    def __init__(self, file: Traversable) -> None:
        self._file = file

    @property
    def is_kept(self) -> bool:
        """Whether there is one; a registry without it is searched whole."""
        return self._file.is_file()

    @cached_property
    def _tops(self) -> dict[str, str]:
        lines = self._file.read_text("utf-8").splitlines()
        return dict(line.split("\t") for line in lines)

    def tops_of(self, names: Iterable[str]) -> set[str]:
        """The provinces in which somebody has exactly one of these names."""
        return {top for name in names for top in self._tops.get(name, "").split()}

    def tops_with(self, part: str) -> set[str]:
        """The provinces in which somebody has these words in a name."""
        padded = f" {part} "
        return self.tops_of(name for name in self._tops if part in name and padded in f" {name} ")

    def tops_having(self, text: str) -> set[str]:
        """The provinces in which somebody has the text anywhere in a name, be it within a word."""
        return self.tops_of(name for name in self._tops if text in name)

    def tops_with_all(self, words: Collection[str]) -> set[str]:
        """The provinces in which somebody has all these words, in any order, in a name."""
        wanted, first = set(words), next(iter(words))
        return self.tops_of(name for name in self._tops if first in name and wanted <= set(name.split()))

    def tops_near(self, text: str) -> set[str]:
        """The provinces in which somebody has a name most like this one."""
        matcher = SequenceMatcher(None, "", text)
        ranked: list[tuple[float, str]] = []
        for name in self._tops:
            matcher.set_seq1(name)
            least = -ranked[-1][0] if len(ranked) == _NEAREST else 0.5
            if matcher.real_quick_ratio() <= least or matcher.quick_ratio() <= least:
                continue
            if (ratio := matcher.ratio()) > least:
                ranked = sorted([*ranked, (-ratio, name)])[:_NEAREST]
        return self.tops_of(name for _, name in ranked)


def index_lines(shelves: Iterable[tuple[str, Shelf[Any]]], left_out: Collection[str]) -> Iterator[str]:
    """The index as lines, from the shelves below the provinces. `left_out`: keys of bodies, found by their unit."""
    tops: dict[str, set[str]] = {}
    for top, shelf in shelves:
        for name in shelf.called(left_out):
            tops.setdefault(name, set()).add(top)
    return (f"{name}\t{' '.join(sorted(tops[name]))}" for name in sorted(tops))
