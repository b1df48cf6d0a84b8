"""The hash of very many history rows: what `chains.hash_row` gives, made without a dictionary for each row.

Rows come as tuples in the order of `COLUMNS`, the order of canonical JSON. Rows whose filled columns are the same share
a form with gaps, so that a row costs one formatting and one SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from engine.chain.chains import HISTORY_COLUMNS

COLUMNS = tuple(sorted(HISTORY_COLUMNS))
AT = {name: index for index, name in enumerate(COLUMNS)}

Row = tuple[Any, ...]
Hasher = Callable[[Row], str | None]

_HASH = AT["hash"]


class _Hashers(dict[tuple[type, ...], Hasher]):
    """A function for each set of filled columns, made when it is first met."""

    def __missing__(self, types: tuple[type, ...]) -> Hasher:
        made = self[types] = _hasher(types)
        return made


HASHERS = _Hashers()


def rehash(row: Row) -> str | None:
    """The hash that the row should carry; None where it holds what no row can hold (a blob, a fraction)."""
    return HASHERS[tuple(map(type, row))](row)


def _no_hash(row: Row) -> None:
    return None


def _hasher(types: tuple[type, ...]) -> Hasher:
    """A function for rows whose columns have these types."""
    if not all(kind in (int, str, type(None)) for kind in types):
        return _no_hash
    filled = [index for index, kind in enumerate(types) if kind is not type(None) and index != _HASH]
    texts = [index for index in filled if types[index] is str]
    if len(filled) < 2 or len(texts) < 2:
        return _no_hash
    bare = "{" + ",".join(f'"{COLUMNS[index]}":%s' for index in filled) + "}"
    quoted = (
        "{" + ",".join(f'"{COLUMNS[index]}":' + ('"%s"' if types[index] is str else "%s") for index in filled) + "}"
    )
    take, take_texts = itemgetter(*filled), itemgetter(*texts)
    sha256, join = hashlib.sha256, "".join

    def hash_of(row: Row) -> str:
        joined = join(take_texts(row))
        if len(encode_basestring(joined)) == len(joined) + 2:  # nothing in it has to be escaped
            return sha256((quoted % take(row)).encode("utf-8", "surrogatepass")).hexdigest()
        values = tuple([encode_basestring(value) if type(value) is str else value for value in take(row)])
        return sha256((bare % values).encode("utf-8", "surrogatepass")).hexdigest()

    return hash_of
