"""What a `Thì` sentence claims, held against what was found: each hole by its kind, as a name, a day, a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from features.steps.names import LISTS, TABLES, called, key_called, trigger_names
from features.steps.phrases import NAMES_OF_AGENCIES, kind_of
from features.steps.sentences import Said, Work
from features.steps.telling import same_called
from features.steps.world import World

Claim = str | tuple[str, str]
"""What a hole speaks of, by the key of its words; and which attribute it is of what was asked for, where not all."""


def claiming(of: Callable[[World, Said], Any], claims: Mapping[str, Claim]) -> Work:
    """The work of a step that says what `of` finds. `claims`: by hole.

    A hole that is empty claims nothing, unless it is the only one: then nothing is to be found.
    """

    def work(world: World, said: Said) -> None:
        found = of(world, said)
        for hole, claim in claims.items():
            if said.part(hole) is None and len(claims) > 1:
                continue
            key, name = (claim, "") if isinstance(claim, str) else claim
            hold_claim(world, said, hole, _part(found, name), key)

    work.__module__ = of.__module__
    return work


def _part(found: Any, name: str) -> Any:
    if isinstance(found, Mapping):
        return found[name]
    return attrgetter(name)(found) if name else found


def hold_claim(world: World, said: Said, hole: str, found: Any, key: str) -> None:
    """What stands in the hole is what was found; `key`: what it is."""
    kind, text, facts, lifecycle = kind_of(hole), said.part(hole), vars(said), world.lifecycle
    if kind in NAMES_OF_AGENCIES:
        cascade = world.at(said.period)[1] if said.part("period") else None
        found = [found] if isinstance(found, str) else filter(None, found or ())
        world.same_agencies(found, world.agencies(text or "", cascade), key, **facts)
        return
    wanted: Any = text
    names: Any = (found, text)
    if kind in LISTS:
        wanted = trigger_names(lifecycle, text or "")
        names = [called("trigger", keys, lifecycle) for keys in (found, wanted)]
    elif kind in ("state", "standing") or kind in TABLES:
        wanted = key_called(kind, text, lifecycle)
        names = called(kind, (found, wanted), lifecycle)
    same_called(found, wanted, names, key, **facts)
