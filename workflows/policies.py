"""Policies that documents name: rules that hold for a whole cascade, as a launch pins them.

Their sentences are a person's words. Who knows these reads them at the door (`PolicyReader`); here they are data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.canonical import canonical
from workflows.findings import Place, Problem

if TYPE_CHECKING:
    from workflows.cascade import Cascade

TEXT, RULES = "policy/", "rules/"
"""How the names of pins begin: the text of a policy as its file has it, and the rules that it comes to."""


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy's file, unread. `file`: how it is shown where something is wrong with it."""

    key: str
    raw: bytes
    file: str

    @property
    def pinned_as(self) -> str:
        """The file as places in what is pinned name it, wherever it lay."""
        return f"policies/{self.key}.feature"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as read. `rules`: as JSON data, in the order of the file; `wrong`: what keeps it from being launched.

    `unenforced`: sentences that are to refuse or to note a move, and that no single move decides; each with its place
    and its tag.
    """

    key: str
    text: str
    rules: tuple[Mapping[str, Any], ...]
    wrong: tuple[Problem, ...] = ()
    unenforced: tuple[tuple[Place, str, str], ...] = ()

    def pins(self) -> dict[str, str]:
        """What a launch pins of it: its text, and its rules as canonical JSON."""
        return {f"{TEXT}{self.key}": self.text, f"{RULES}{self.key}": canonical(list(self.rules))}


PolicyReader = Callable[[PolicyFile, "Cascade"], Policy]
"""Reads a policy's file for a cascade, in which its names are meant."""


def read_policies(cascade: Cascade, read: PolicyReader | None) -> Iterator[Policy]:
    """The policies that the cascade's documents name, each once, by key; those that are not on file are left out."""
    for key in sorted({key for document in cascade.documents for key in document.policies}):
        file = cascade.library.policy(key)
        if file is None:
            continue
        if read is None:
            raise RuntimeError(f"the documents name the policy {key}, and nobody is given to read it")
        yield read(file, cascade)
