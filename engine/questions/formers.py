"""Whose work the agencies of a cascade took over: what documents call those before them, and who handed tasks over."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, partial
from operator import is_
from typing import Any, TypeVar

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import MIGRATE, UNDO, read_events
from engine.cascade.lookup import names_of
from engine.questions.status import pinned_findings
from engine.results import Answer, Rows, as_filled, later, only_then, unmade
from engine.store.database import Transaction
from workflows.keys import parse_task_key
from workflows.said import Name

T = TypeVar("T")
Formers = Mapping[str, tuple[Name, ...]]
SUCCEEDED = "agency-succeeded"
_HANDED_OVER = "succession"  # the cause of such a migration


def formers(tx: Transaction, cascade: RunningCascade) -> dict[str, tuple[Name, ...]]:
    """By the key of an heir, those before it: named in a document that is read as meaning the heir, or whose tasks it
    holds. Of a past: whose tasks it held then."""
    found: dict[str, dict[Name, None]] = {}
    stored = tx if tx.rebuilt is None else tx.rebuilt.tx
    for finding in pinned_findings(stored, cascade, SUCCEEDED):
        for case in finding.get("cases", ()) if finding.get("rule") == SUCCEEDED else ():
            if (heir := case.get("heir_key")) is not None:
                found.setdefault(heir, {})[Name.known(case["agency"], case.get("agency_en"))] = None
    for heir, former in _handed_over(tx, stored, cascade):
        found.setdefault(heir, {})[former] = None
    return {heir: tuple(names) for heir, names in found.items()}


def _handed_over(tx: Transaction, stored: Transaction, cascade: RunningCascade) -> list[tuple[str, Name]]:
    """Heir and former agency of each task that was handed over and not taken back."""
    events = read_events(stored, cascade.cascade_id)
    if tx.rebuilt is not None:
        from engine.questions.past import held_in  # a past is rebuilt there, so it is loaded

        events = tuple(event for event in events if held_in(event, tx.rebuilt.view))
    undone = {event.details.get("undone") for event in events if event.kind == UNDO}
    pairs: dict[tuple[str, str], None] = {}
    for event in events:
        if event.kind != MIGRATE or event.cause != _HANDED_OVER or event.number in undone or event.batch is None:
            continue
        rows = tx.rows(
            "SELECT a.key, h.payload FROM history h "
            "JOIN task t ON t.cascade_id = h.cascade_id AND t.task_no = h.task_no "
            "JOIN agency a ON a.cascade_id = t.cascade_id AND a.agency_no = t.agency_no "
            "WHERE h.cascade_id = :id AND h.batch = :batch AND h.kind = 'migration' ORDER BY h.task_no",
            id=cascade.cascade_id,
            batch=event.batch,
        )
        for heir, payload in rows:
            tasks = json.loads(payload or "{}").get("handed_from", ())
            pairs |= dict.fromkeys((heir, parse_task_key(task).agency) for task in tasks)
    if not pairs:
        return []
    called = names_of(tx, cascade, {former for _, former in pairs})
    return [(heir, called.get(former, Name.alike(former))) for heir, former in pairs]


def cascades_of(answer: object) -> set[str]:
    """The keys of the cascades whose tasks an answer tells of."""
    rows = answer if isinstance(answer, tuple) else (answer,)
    tasks = (row.task for row in rows if hasattr(row, "formerly") and getattr(row, "task", None) is not None)
    found = {(directive, period[:4]) for directive, period, _ in (task.split("/", 2) for task in tasks)}
    listed = (getattr(row, "cascades", ()) for row in rows if isinstance(row, Answer))
    return {f"{directive}/{year}" for directive, year in found}.union(*listed)


def with_formers(answer: T, known: Formers) -> T:
    """The answer, beside each agency those before it: in the field `formerly` of whatever has one.

    Whose it is says `agency`, or `key` of a group of figures.
    """
    return as_filled(_named(answer, known), "formerly") if known else answer


def _named(answer: T, known: Formers) -> T:
    if isinstance(answer, tuple):
        named = tuple([_named(each, known) for each in answer])
        if isinstance(answer, Rows):
            return Rows.of(named, _named(only_then(answer), known))  # type: ignore[return-value]
        return answer if all(map(is_, named, answer)) else named  # type: ignore[return-value]
    if not isinstance(answer, Answer) or not is_dataclass(answer):
        return answer
    changed: dict[str, Any] = {}
    for name in _names_of_fields(type(answer)):
        if (make := unmade(answer, name)) is not None:
            changed[name] = later(partial(_made_with, make, known))
            continue
        value = getattr(answer, name)
        if name == "formerly":
            if (named := known.get(getattr(answer, "agency", getattr(answer, "key", "")), ())) != value:
                changed["formerly"] = named
        elif isinstance(value, (tuple, Answer)) and (other := _named(value, known)) is not value:
            changed[name] = other
    return replace(answer, **changed) if changed else answer


def _made_with(make: Callable[[], Any], known: Formers) -> Any:
    return _named(make(), known)


@cache
def _names_of_fields(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))
