"""One canonical form of data, and its hash: what pins, chains, seals and fingerprints are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from json import encoder
from typing import Any


def _writer() -> Callable[[Any], str]:
    # sorted keys, no spaces, only what must be escaped is: RFC 8785 for texts, integers, lists and ASCII keys
    form = encoder.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return form.encode
    pieces = make(None, form.default, encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda value: "".join(pieces(value, 0))  # what `encode` does, without making `pieces` for each row


canonical = _writer()
"""Canonical JSON (RFC 8785) of texts, integers, lists and objects with ASCII keys."""


def content_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
