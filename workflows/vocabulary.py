"""The words by which offices' papers are read, as data: `definitions/vocabulary.yaml`, whose head names its sources."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any


@cache
def vocabulary() -> dict[str, Any]:
    """The file as it stands; who reads by it folds or compiles what is needed, once."""
    import yaml  # only who reads names pays for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((files("definitions") / "vocabulary.yaml").read_text("utf-8"), loader)
    return found
