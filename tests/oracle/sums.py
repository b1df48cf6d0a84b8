"""Figures add up: parts to the whole, counted to left out, and rows to what history holds."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from answers import same
from deliverables import CLASSES
from model import STANDING_AFTER

from engine.scope import Scope
from workflows.dates import HANOI

BY = ("agency", "tier", "period", "year", "all")


def figures_add_up(engine: Any, cascade: str, rows: list[Any], rng: Random, today: Any) -> None:
    """`rows`: all of history, with its corrections."""
    by = rng.choice(BY)
    _lateness(engine, cascade, by, today)
    _durations(engine, cascade, by, today)
    if all(row.kind != "correction" for row in rows):
        _late_entries(engine, cascade, rows, today)
        _exceptions(engine, cascade, rows, today)


def _lateness(engine: Any, cascade: str, by: str, today: Any) -> None:
    found = engine.on(today).lateness(Scope(cascade), by=by)
    for name in ("total", *CLASSES):
        for unit in ("deliverables", "tasks"):
            parts = [getattr(getattr(group, unit), name) for group in found.groups]
            same(sum(parts), getattr(getattr(found.whole, unit), name), by, unit, name)
    for unit in ("deliverables", "tasks"):
        parts = sum((Counter(getattr(group, unit).by_standing) for group in found.groups), Counter())
        same(dict(parts), getattr(found.whole, unit).by_standing, by, unit, "by standing")
    for group in (*found.groups, found.whole):
        for counts in (group.deliverables, group.tasks):
            same(sum(getattr(counts, name) for name in CLASSES), counts.total, by, group.key, "total")
            same(sum(counts.by_standing.values()), counts.not_counted, by, group.key, "not counted")
        for rate in (group.on_time, group.on_time_of_done):
            same(rate.denominator + sum(part.count for part in rate.left_out), rate.total, by, group.key, "rate")
            same(rate.total, group.deliverables.total, by, group.key, "rate of all")
    same(sum(group.days_late for group in found.groups), sum(item.days_late for item in found.late), by, "days late")


def _durations(engine: Any, cascade: str, by: str, today: Any) -> None:
    spells = engine.on(today).durations(Scope(cascade), by=by)
    for state in spells.whole:
        own = [group for group in spells.groups if group.state == state.state]
        same(sum(group.spells for group in own), state.spells, by, state.state, "spells")
        left_out = sum(part.count for part in state.left_out)
        same(state.ended + state.open + left_out, state.spells, by, state.state, "ended, open, left out")


def _late_entries(engine: Any, cascade: str, rows: list[Any], today: Any) -> None:
    judged = [row for row in rows if row.cause != "definition" and (row.kind != "note" or row.trigger)]
    delays = [(row.recorded_at.astimezone(HANOI).date() - row.occurred_on).days for row in judged]
    found = engine.on(today).late_entries(Scope(cascade))
    same(
        sorted(entry.days_late for entry in found.entries), sorted(days for days in delays if days > 0), "entered late"
    )
    same(found.whole.rows, len(judged), "rows judged")
    same(found.whole.late_rate.total, len(rows), "rows of history")
    same(sum(group.rows for group in found.groups), found.whole.rows, "rows by group")
    for group in (*found.groups, found.whole):
        same(sum(delay.rows for delay in group.delays), group.rows, group.key, "delays")


def _exceptions(engine: Any, cascade: str, rows: list[Any], today: Any) -> None:
    beside = (*STANDING_AFTER, "extend", "return_report", "consolidate_partial")
    side = Counter((row.task, row.seq) for row in rows if row.trigger in beside and row.kind == "move")
    found = engine.on(today).exceptions(Scope(cascade))
    same(Counter((row.task, row.seq) for row in found.rows), side, "exceptions")
    for counts in (found.by_trigger, found.by_agency, found.by_reason):
        same(sum(count.decisions for count in counts), found.whole.decisions, "decisions")
        same(sum(count.rows for count in counts), found.whole.rows, "rows of exceptions")
