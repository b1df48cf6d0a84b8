"""Every count that is shown is a partition: its parts add up to its total, in each answer that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from engine.answers import Answers
from engine.figures.audit_results import By, Classes, EntryBy, Rate
from engine.policies.rules import Condition, Happening, Rule

RULES = (
    Rule("a", "absence", event=Happening(("consolidate",)), given=Condition("inputs_open")),
    Rule("b", "universality", given=Condition("unfinished"), then=Condition("urged", is_not=True)),
    Rule("c", "response", event=Happening(("return_report",)), other=Happening(("report",))),
)


def all_add_up(seen: Answers, *, is_past: bool = False) -> None:
    """Asked of one view of a database with one cascade: raises AssertionError where some parts do not add up."""
    rows = seen.status()
    for cascade in () if is_past else seen.cascades():  # of the past no figures of all cascades are told
        own = [row for row in rows if row.task.startswith(f"{cascade.cascade}-")]
        assert cascade.tasks == len(own)
        for counts, name in ((cascade.by_state, "state"), (cascade.by_timeliness, "timeliness")):
            assert sum(counts.values()) == cascade.tasks
            assert Counter(getattr(row, name) for row in own) == Counter(counts)
        assert sum(cascade.by_standing.values()) == cascade.tasks
        assert cascade.blocked == len(seen.blocked())
    for blocked in seen.blocked():
        assert len(blocked.waiting) == blocked.open <= blocked.inputs
    for by in get_args(By):
        found = seen.lateness(by=by)
        for group in (found.whole, *found.groups):
            _classes(group.deliverables)
            _classes(group.tasks)
            _rate(group.on_time)
            _rate(group.on_time_of_done)
        _sums(found.whole, found.groups, ("days_late", "working_days_late", "suspended_days", "extended"))
        assert sum(group.tasks.total for group in found.groups) == found.whole.tasks.total == len(rows)
        assert sum(group.deliverables.total for group in found.groups) == found.whole.deliverables.total
        assert len(found.late) == found.whole.deliverables.done_late + found.whole.deliverables.doing_overdue
    for by in get_args(EntryBy):
        entries = seen.late_entries(by=by)
        for entry in (entries.whole, *entries.groups):
            assert sum(delay.rows for delay in entry.delays) == entry.rows
            _rate(entry.late_rate)
        _sums(entries.whole, entries.groups, ("rows", "late", "days_late", "backfilled"))
        assert len(entries.entries) == entries.whole.late
    durations = seen.durations()
    for state in (*durations.whole, *durations.groups):
        assert state.spells == state.ended + state.open + sum(each.count for each in state.left_out)
    for rule in seen.policies({each.cascade: RULES for each in seen.cascades()}):
        assert rule.held + rule.broken + rule.undecided + rule.untouched == rule.tasks


def _classes(classes: Classes) -> None:
    done = classes.done_on_time + classes.done_late
    doing = classes.doing_in_time + classes.doing_overdue
    assert done + doing + classes.no_due_date + classes.not_counted == classes.total
    assert sum(classes.by_standing.values()) == classes.not_counted


def _rate(rate: Rate) -> None:
    assert rate.denominator + sum(each.count for each in rate.left_out) == rate.total
    assert rate.numerator <= rate.denominator


def _sums(whole: object, groups: Sequence[object], names: Sequence[str]) -> None:
    for name in names:
        assert sum(getattr(group, name) for group in groups) == getattr(whole, name), name
