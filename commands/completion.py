"""What the shell may complete; nothing where it cannot be looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from commands.settings import resolve
from screen.formats import FORMATS
from workflows.errors import DondocError


def candidates(kind: str, incomplete: str, context: click.Context) -> list[str]:
    """The texts of one kind that begin with what is typed. Silent where the database or a file is missing."""
    flags: dict[str, Any] = {**context.find_root().params, **{k: v for k, v in context.params.items() if v}}
    try:
        return [text for text in _SOURCES[kind](incomplete, flags) if text.startswith(incomplete)]
    except (DondocError, OSError):
        return []


def _running(kind: str) -> Callable[[str, dict[str, Any]], Iterable[str]]:
    def look_up(incomplete: str, flags: dict[str, Any]) -> Iterable[str]:
        from engine import Engine

        with Engine.open(resolve(flags, FORMATS).db) as dondoc:
            return dondoc.seen().complete(kind, incomplete)

    return look_up


def _documents(_: str, flags: dict[str, Any]) -> Iterable[str]:
    from importlib.resources import files

    names = {entry.name for entry in files("definitions").joinpath("documents").iterdir()}
    for folder in resolve(flags, FORMATS).definitions:
        names |= {path.name for pattern in ("*.yaml", "documents/*.yaml") for path in folder.glob(pattern)}
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def _registry(_: str, flags: dict[str, Any]) -> Iterable[str]:
    from workflows.agencies import Registry

    return sorted(agency.key for agency in Registry.load(resolve(flags, FORMATS).definitions).everyone())


def _triggers(incomplete: str, _: dict[str, Any]) -> Iterable[str]:
    from words import keys

    names = [key.removeprefix("trigger.") for key in sorted(keys()) if key.startswith("trigger.")]
    return [name.replace("_", "-") for name in names] if "-" in incomplete else names


def _rules(_: str, flags: dict[str, Any]) -> Iterable[str]:
    import workflows.checker  # noqa: F401  (registers the rules)
    from workflows.rules.registry import RULES

    return list(RULES)


def _drawable(incomplete: str, flags: dict[str, Any]) -> Iterable[str]:
    found = list(_documents(incomplete, flags))
    try:
        found += _running("cascade")(incomplete, flags)
    except DondocError:
        return found
    return found


def _views(_: str, flags: dict[str, Any]) -> Iterable[str]:
    return list(resolve(flags, FORMATS).views)


_SOURCES: dict[str, Callable[[str, dict[str, Any]], Iterable[str]]] = {
    "cascade": _running("cascade"),
    "task": _running("task"),
    "agency": _running("agency"),
    "period": _running("period"),
    "cascade-document": _running("document"),
    "document": _documents,
    "registry": _registry,
    "trigger": _triggers,
    "rule": _rules,
    "diagram": _drawable,
    "view": _views,
}
