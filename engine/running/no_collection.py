"""Pausing Python's cycle collector while very many rows are made at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Everything made here lives until the end, and the collector would walk through all of it again and again.

    A launch, and whatever answers with tens of thousands of rows, is a third quicker without it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
