"""What a migration makes of a cascade: how many tasks by tier, and which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.receipts import Closed, HeirChoice, Migrated, TaskChange, Undone
from screen import commands
from screen.due_phrases import period_words
from screen.figures import wrapped
from screen.look import Look
from screen.requests import decide_lines
from screen.tables import Cell, lay_out
from workflows.agency_records import LEVELS
from workflows.dates import day_from_iso

_SHOWN = 20
_BELOW = 6
_WHAT = (
    "unchanged",
    "kept",
    "handed_over",
    "waived",
    "waiting",
    "received",
    "redated",
    "rerouted",
    "duties",
    "taken_away",
    "added",
)


def migrated_text(migrated: Migrated, look: Look, *, is_whole: bool = False) -> str:
    """The figures, then the tasks that change, each with the documents by which it does."""
    day = look.day(migrated.occurred_on, with_year=True)
    by = ".calendar" if migrated.cause == "calendar" else ""
    lines = [look.paint(look.say(f"migrated.title{by}", cascade=migrated.cascade, day=day), "head")]
    if migrated.dry_run:
        lines.append(look.say("migrated.dry"))
    if migrated.event is None:
        lines.append(look.say("migrated.still_waiting" if migrated.choices else f"migrated.nothing{by}"))
        return "\n".join([*lines, *_choices(migrated, look, is_whole=is_whole)])
    lines += list(_documents(migrated, look))
    lines += ["", *_figures(migrated, look)]
    if migrated.cause == "succession":
        lines += ["", _handed_over(migrated, look), *_choices(migrated, look, is_whole=is_whole)]
    shown = migrated.changes if is_whole else migrated.changes[:_SHOWN]
    if shown:
        lines += ["", *lay_out([_row(change, look) for change in shown], look, flexible=(1, 4))]
    if len(shown) < len(migrated.changes):
        lines.append(look.say("migrated.more", n=len(migrated.changes) - len(shown)))
    if migrated.too_late:
        listed = ", ".join(migrated.too_late[:_SHOWN])
        lines += ["", look.say("migrated.too_late", n=len(migrated.too_late), tasks=listed)]
    if migrated.unblocked:
        lines += ["", look.say("migrated.unblocked", n=len(migrated.unblocked), tasks=", ".join(migrated.unblocked))]
    if migrated.hash is not None:
        lines += ["", look.say("migrated.receipt", number=migrated.event, hash=migrated.hash)]
    return "\n".join(lines)


def recalendared_text(done: Sequence[Migrated], look: Look, *, file: str | None = None, is_whole: bool = False) -> str:
    """What other days off make of each cascade. `file`: where these days stand, if later launches do not read it."""
    if not done:
        return look.say("calendar.nobody")
    parts = [migrated_text(each, look, is_whole=is_whole) for each in done]
    if file is not None:
        parts.append(look.say("calendar.keep", file=file))
    return "\n\n".join(parts)


def _documents(migrated: Migrated, look: Look) -> Iterator[str]:
    for name in ("added", "changed", "gone"):
        keys = getattr(migrated, f"documents_{name}")
        if keys:
            yield look.say(f"migrated.documents_{name}", n=len(keys), documents=", ".join(keys))
    if migrated.policies:
        yield look.say("migrated.policies", n=len(migrated.policies), policies=", ".join(migrated.policies))


def _figures(migrated: Migrated, look: Look) -> list[str]:
    """A line for each thing that becomes of tasks, a column for each tier; the lines add up to what there is after."""
    of_levels = {level for counts in migrated.counts.values() for level in counts}
    levels = [level for level in LEVELS if level in of_levels]
    others = sorted(of_levels - set(levels))
    heads = [Cell(""), *(Cell(look.label("level", level), "dim") for level in levels)]
    heads += [Cell(look.say("migrated.elsewhere"), "dim")] if others else []
    rows = [[*heads, Cell(look.say("migrated.total"), "dim")]]

    def row(title: str, counts: dict[str, int], style: str = "") -> list[Cell]:
        figures = [counts.get(level, 0) for level in levels]
        figures += [sum(counts.get(level, 0) for level in others)] if others else []
        return [Cell(title, style), *(Cell(str(each)) for each in (*figures, sum(counts.values())))]

    for what in _WHAT:
        if what in migrated.counts:
            rows.append(row(look.say(f"migration.{what}"), migrated.counts[what]))
    total = {level: sum(counts.get(level, 0) for counts in migrated.counts.values()) for level in of_levels}
    rows.append(row(look.say("migrated.after", before=migrated.tasks_before), total, "head"))
    return lay_out(rows, look, right=range(1, len(heads) + 1))


def _handed_over(migrated: Migrated, look: Look) -> str:
    """What was unfinished at agencies that ended is handed over or waived; it is taken over into tasks old and new."""
    handed, waived, waiting, received = (
        sum(migrated.counts.get(what, {}).values()) for what in ("handed_over", "waived", "waiting", "received")
    )
    new = migrated.tasks_after - migrated.tasks_before
    given = {"n": handed + waived + waiting, "handed": handed, "waived": waived, "new": new, "own": received - new}
    if waiting:
        return look.say("migrated.handed_over_in_part", **given, waiting=waiting)
    return look.say("migrated.handed_over", **given)


def _choices(migrated: Migrated, look: Look, *, is_whole: bool) -> Iterator[str]:
    """For which tasks an agency above decided who takes them over, and for which it is to, with the command."""
    decided = [row for row in migrated.choices if row.outcome != "pending"]
    pending = [row for row in migrated.choices if row.outcome == "pending"]
    for word, rows in (("decided", decided), ("waiting", pending)):
        if rows:
            yield from ("", look.say(f"migrated.{word}", n=len(rows)))
            shown = rows if is_whole else rows[:_SHOWN]
            cells = lay_out([_choice(row, look) for row in shown], look, flexible=(1, 3), indent=2)
            for row, line in zip(shown, cells, strict=True):
                yield f"  {line}"
                heirs = ", ".join(row.chosen or row.heirs)
                word = {"pending": "history.heirs", "granted": "history.chosen"}.get(row.outcome, "migrated.nobody")
                yield from wrapped(look.say(word, heirs=heirs), look, _BELOW)
            if len(shown) < len(rows):
                yield look.say("migrated.more", n=len(rows) - len(shown))
    if pending and not migrated.dry_run:
        yield from decide_lines(pending, look)


def _choice(row: HeirChoice, look: Look) -> list[Cell]:
    who = look.told(row.decider_name or ", ".join(row.deciders))
    if row.outcome == "pending":
        stands = look.say("migrated.asked" if row.is_new else "migrated.asked_before", who=who)
    else:
        stands = look.say(f"requests.{row.outcome}", who=who, day=look.day(row.decided_on))
        stands += f": {row.decision_reason}" if row.decision_reason else ""
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(look.told(row.agency_name)),
        Cell(period_words(row.period, look)),
        Cell(stands, "risk" if row.outcome == "pending" else "dim"),
    ]


def _row(change: TaskChange, look: Look) -> list[Cell]:
    what = ", ".join(look.say(f"migration.{each}") for each in change.what)
    return [
        commands.number_cell(change.task, change.number, look),
        Cell(look.told(change.agency_name)),
        Cell(period_words(change.period, look)),
        Cell(what),
        Cell(", ".join(_dues(change, look))),
        Cell(look.say("migrated.because", documents=", ".join(change.because)) if change.because else "", "dim"),
    ]


def _dues(change: TaskChange, look: Look) -> Iterator[str]:
    for report, (before, after) in change.dues.items():
        days = [look.day(day_from_iso(day)) if day else look.say("migrated.no_day") for day in (before, after)]
        name = look.say(f"migrated.due_{report}")
        if before is None:
            yield look.say("migrated.due", report=name, day=days[1])
        else:
            yield look.say("migrated.due_moved", report=name, before=days[0], after=days[1])


def undone_text(undone: Undone, look: Look) -> str:
    """What was taken back."""
    day = look.day(undone.occurred_on, with_year=True)
    given = {"cascade": undone.cascade, "number": undone.undone, "day": day, "n": undone.tasks}
    lines = [look.paint(look.say("migrated.undone", **given), "head")]
    if undone.dry_run:
        lines.append(look.say("migrated.dry"))
    if undone.hash is not None:
        lines.append(look.say("migrated.receipt", number=undone.event, hash=undone.hash))
    return "\n".join(lines)


def closed_text(closed: Closed, look: Look) -> str:
    """What was closed, with all its tasks in figures, or opened again."""
    day = look.day(closed.occurred_on, with_year=True)
    if not closed.is_closed:
        lines = [look.paint(look.say("closed.reopened", cascade=closed.cascade, day=day), "head")]
    else:
        lines = [look.paint(look.say("closed.title", cascade=closed.cascade, day=day), "head")]
        given = {"finished": closed.finished, "not_counted": closed.not_counted, "given_up": len(closed.given_up)}
        lines.append(look.say("closed.figures", n=sum(given.values()), **given))
        lines += [f"  {task}" for task in closed.given_up[:_SHOWN]]
        if len(closed.given_up) > _SHOWN:
            lines.append(look.say("migrated.more", n=len(closed.given_up) - _SHOWN))
    if closed.dry_run:
        lines.append(look.say("migrated.dry"))
    if closed.hash is not None:
        lines.append(look.say("migrated.receipt", number=closed.event, hash=closed.hash))
    return "\n".join(lines)
