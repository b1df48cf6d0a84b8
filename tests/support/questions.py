"""Questions as tests write them: what they are about and from where they are seen, in one go."""

from __future__ import annotations

from typing import Any

from engine.scope import Scope


def scope_and_view(given: dict[str, Any]) -> tuple[Scope, dict[str, Any]]:
    """`as_of` and `known_at` taken apart from the rest, which bounds the scope."""
    view = {name: given[name] for name in ("as_of", "known_at") if name in given}
    return Scope(**{name: value for name, value in given.items() if name not in view}), view
