"""The Merkle tree against somebody else's, and the quick hash of rows against the plain one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from engine.chain.chains import HISTORY_COLUMNS, hash_row
from engine.chain.rehash import COLUMNS, rehash
from engine.proving.merkle import Path, Tree, root_from_path

LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


def fold(leaves: list[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


@given(LEAVES)
def test_the_root_is_that_of_rfc_6962(leaves: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        oracle.append_entry(leaf)

    assert fold(leaves) == oracle.get_root()


@given(LEAVES, st.data())
def test_the_way_to_the_root_is_that_of_rfc_6962(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    oracle = InmemoryTree(algorithm="sha256")
    path = Path(index, len(leaves))
    for leaf in leaves:
        oracle.append_entry(leaf)
        path.add(leaf)

    expected = oracle.prove_inclusion(index + 1, len(leaves)).path[1:]

    assert [digest.hex() for digest in path.hashes()] == [
        digest.hex() if isinstance(digest, bytes) else digest for digest in expected
    ]
    assert root_from_path(leaves[index], index, len(leaves), path.hashes()) == fold(leaves)


@given(LEAVES, st.data())
def test_no_other_leaf_place_or_way_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    count = len(leaves)
    index = data.draw(st.integers(0, count - 1))
    path = Path(index, count)
    for leaf in leaves:
        path.add(leaf)
    hashes, root = path.hashes(), fold(leaves)

    assert root_from_path(leaves[index] + b"x", index, count, hashes) != root
    assert root_from_path(leaves[index], index, count, [*hashes, root]) is None
    assert root_from_path(leaves[index], count, count, hashes) is None
    assert root_from_path(leaves[index], -1, count, hashes) is None
    for at in range(len(hashes)):
        changed = [*hashes[:at], bytes(32), *hashes[at + 1 :]]
        assert root_from_path(leaves[index], index, count, changed) != root


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


TEXTS = st.none() | st.text(max_size=20) | st.sampled_from(['"', "\\", "Lê Thị B", "a\nb", "\u2028", "%s", "\x7f"])
ROWS = st.fixed_dictionaries(
    dict.fromkeys(HISTORY_COLUMNS, TEXTS)
    | {name: st.integers(0, 2**53) for name in ("cascade_id", "task_no", "seq", "form")}
    | {"ref_seq": st.none() | st.integers(1, 9), "kind": st.just("move"), "recorded_at": st.text(max_size=5)}
)


@given(ROWS)
def test_the_quick_hash_is_the_plain_one(row: dict[str, Any]) -> None:
    assert rehash(tuple(row[name] for name in COLUMNS)) == hash_row(row)


@given(ROWS, st.sampled_from([b"x", 1.5]), st.sampled_from(COLUMNS))
def test_what_no_row_can_hold_has_no_hash(row: dict[str, Any], value: Any, column: str) -> None:
    assert rehash(tuple((row | {column: value})[name] for name in COLUMNS)) is None
