"""A registry of a few agencies, some of which ended on a day, each with those who took over its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any


class Offices:
    """Agencies that ended the day before `day`, each with its heirs; every other key is an agency in force."""

    def __init__(self, day: date, heirs: Mapping[str, Sequence[str]]) -> None:
        self.day, self.heirs = day, heirs

    def __contains__(self, key: str) -> bool:
        return True

    def get(self, key: str) -> Any:
        until = self.day - timedelta(days=1) if key in self.heirs else None
        names = {"name_on": lambda day: key, "name_en": "", "short": None, "kind": "", "level": "", "superior": None}
        return SimpleNamespace(valid_until=until, in_force_on=lambda day: until is None or day <= until, **names)

    def successors_of(self, key: str) -> list[Any]:
        heirs = self.heirs.get(key, [])
        extent = "whole" if len(heirs) == 1 else "part"
        return [SimpleNamespace(to_key=heir, on=self.day, extent=extent, basis="Luật") for heir in heirs]

    def why_no_heir(self, key: str) -> str:
        return "Luật"
