"""The Merkle tree of RFC 6962: its root from a stream of leaves, and the way from one leaf to the root.

Nothing here holds the leaves: the root is folded on the RFC's own stack, which is as deep as the tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_sha256 = hashlib.sha256


def hash_leaf(content: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf."""
    return _sha256(b"\x00" + content).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01, the left and the right subtree."""
    return _sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes leaves in order, gives the root at any time. `count`: how many there are so far."""

    __slots__ = ("_stack", "count")

    def __init__(self) -> None:
        self.count = 0
        self._stack: list[bytes] = []

    def add(self, content: bytes) -> None:
        """One more leaf: as many full subtrees are merged as the count has trailing ones."""
        digest = hash_leaf(content)
        merges = self.count
        while merges & 1:
            digest = hash_node(self._stack.pop(), digest)
            merges >>= 1
        self._stack.append(digest)
        self.count += 1

    def root(self) -> bytes:
        """The root over all leaves so far; of none it is the hash of nothing."""
        if not self._stack:
            return _sha256(b"").digest()
        digest = self._stack[-1]
        for left in reversed(self._stack[:-1]):
            digest = hash_node(left, digest)
        return digest


class Path:
    """Takes the leaves of a tree of known size in order, gives the way from one of them to the root."""

    def __init__(self, index: int, count: int) -> None:
        self._ranges = _siblings(index, count)
        self._trees = [Tree() for _ in self._ranges]
        self._at = 0
        self._in_order = sorted(range(len(self._ranges)), key=lambda number: self._ranges[number])
        self._current = 0

    def add(self, content: bytes) -> None:
        """One more leaf."""
        while self._current < len(self._in_order):
            number = self._in_order[self._current]
            low, high = self._ranges[number]
            if self._at < high:
                if self._at >= low:
                    self._trees[number].add(content)
                break
            self._current += 1
        self._at += 1

    def hashes(self) -> list[bytes]:
        """The roots of the sibling subtrees, the nearest first."""
        return [tree.root() for tree in self._trees]


def _siblings(index: int, count: int) -> list[tuple[int, int]]:
    """The ranges of leaves under the siblings of a leaf's ancestors, the nearest first."""
    found: list[tuple[int, int]] = []
    low, high = 0, count
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)


def root_from_path(content: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its way lead to; None where the way has not the length that the tree demands."""
    siblings = _siblings(index, count) if 0 <= index < count else []
    if not 0 <= index < count or len(siblings) != len(path):
        return None
    digest = hash_leaf(content)
    for (low, _), sibling in zip(siblings, path, strict=True):
        digest = hash_node(sibling, digest) if low < index else hash_node(digest, sibling)
    return digest
