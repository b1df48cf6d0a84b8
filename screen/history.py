"""The history of a task, an agency or a cascade as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.results import HistoryRow
from screen.commands import key_cell, short_task
from screen.figures import wrapped
from screen.look import Look
from screen.notes import contribution_words, note_words
from screen.tables import Cell, table
from workflows.dates import HANOI

_WIDE = 120
_INDENT = 4
_REPORTS = {"own": "history.own", "merged": "history.merged"}


def history_text(rows: Sequence[HistoryRow], look: Look) -> str:
    """One row a line, and below it what else it says; on wide screens also when it was recorded and the row's hash."""
    if not rows:
        return look.say("history.none")
    tasks = {row.task for row in rows}
    lines = [
        look.paint(" · ".join([*(tasks if len(tasks) == 1 else ()), look.say("history.count", n=len(rows))]), "head")
    ]
    is_wide = look.width >= _WIDE
    columns = ["seq", "occurred_on", "trigger", "state", "agency", "by"]
    if len(tasks) > 1:
        columns.insert(1, "task")
    if is_wide:
        columns += ["document", "recorded_at", "hash"]
    if not is_wide and len(tasks) > 1:
        columns = [name for name in columns if name not in ("state", "agency")]
    elif all(row.agency is None or f"/{row.agency}/" in f"{row.task}/" for row in rows):
        columns.remove("agency")  # everybody acted on a task of their own, whose key names them
    columns = [name for name in columns if any(_cell(name, row, look).text for row in rows)]
    flexible = [columns.index(name) for name in ("by", "document") if name in columns]
    cells = [[_cell(name, row, look) for name in columns] for row in rows]
    head, *body = table(columns, cells, look, flexible=flexible, right=(0,))
    places = {(row.task, row.seq): row for row in rows}
    lines += ["", head]
    for row, line in zip(rows, body, strict=True):
        lines += [line, *_below(" · ".join(_more(row, places, look)), look)]
    return "\n".join(lines)


def _below(text: str, look: Look) -> list[str]:
    """Text under a row, as long as it takes."""
    return [look.paint(line, "dim") for line in wrapped(text, look, _INDENT)]


def _more(row: HistoryRow, places: Mapping[tuple[str, int], HistoryRow], look: Look) -> Iterator[str]:
    """What a row says beside its columns, and what became of it."""
    payload = row.payload
    recorded_on = row.recorded_at.astimezone(HANOI).date()
    if row.known_then is False:
        yield look.say("history.late")
    elif look.width < _WIDE and row.occurred_on is not None and recorded_on > row.occurred_on and _is_entered(row):
        yield look.say("history.recorded", day=look.day(recorded_on, with_year=True))
    if row.kind == "correction" and "undone" not in payload:
        yield from _restated(row, places, look)
    elif row.document and look.width < _WIDE:
        yield look.say("history.number", number=row.document)
    if row.due_after is not None:
        old = "" if row.due_before is None else look.day(row.due_before, with_year=True)
        yield look.say("history.due", old=old, new=look.day(row.due_after, with_year=True))
    yield from _asked(row, look)
    if row.kind == "note" and row.trigger is None:
        yield from note_words(payload, look)
    if row.kind == "contribution":
        yield from contribution_words(payload, look)
    if row.kind == "reminder" and (step := payload.get("step")):
        yield look.label("reminder", step)
    if payload.get("what") in _REPORTS and row.kind == "move":
        yield look.say(_REPORTS[payload["what"]])
    if missing := payload.get("missing"):
        yield look.say("history.missing", who=", ".join(short_task(task, look) for task in missing))
    if unaccepted := payload.get("not_accepted"):
        yield look.say("history.not_accepted", who=", ".join(short_task(task, look) for task in unaccepted))
    if allowed_by := payload.get("allowed_by"):
        yield look.say("history.allowed_by", who=allowed_by)
    if document := payload.get("revoked") or payload.get("released"):
        yield look.say("history.of_document", document=document)
    if because := payload.get("because") or payload.get("returned"):
        task, _, seq = str(because).rpartition("#")
        yield look.say("history.because", task=short_task(task, look), seq=seq)
    if row.kind == "migration" and (documents := payload.get("documents")):
        yield look.say("migrated.because", documents=", ".join(documents))
    for word in ("handed_to", "handed_from"):
        if tasks := payload.get(word):
            yield look.say(f"history.{word}", tasks=", ".join(short_task(task, look) for task in tasks))
    if repeats := payload.get("repeats"):
        task, _, seq = str(repeats).rpartition("#")
        yield look.say("history.repeats", task=short_task(task, look), seq=seq)
    if basis := payload.get("basis"):
        yield look.say("history.basis", basis=basis)
    if row.on_behalf_of is not None:
        yield look.say("history.on_behalf_of", agency=row.on_behalf_of)
    for broken in payload.get("policies", ()):
        yield look.say("history.policy", sentence=broken["sentence"], place=broken["place"])
    if backfill := payload.get("backfill"):
        yield look.say("history.backfill", reason=backfill)
    if row.mandate is not None:
        yield look.say("history.mandate", mandate=row.mandate)
    if row.reason:
        yield look.say("history.reason", reason=row.reason)
    if row.superseded_by is not None:
        correction = places.get((row.task, row.superseded_by))
        is_undone = correction is not None and row.seq in (correction.payload.get("undone") or ())
        yield look.say("history.taken_back" if is_undone else "history.superseded", seq=row.superseded_by)


def _asked(row: HistoryRow, look: Look) -> Iterator[str]:
    """Of a request and of what is decided: what it is about, and what became of it."""
    payload = row.payload
    if row.kind == "request":
        if (until := payload.get("until")) is not None:
            yield look.say("history.asked_until", day=look.day(date.fromisoformat(until), with_year=True))
        if (proposed := payload.get("proposed")) is not None:
            yield look.say("history.proposed", agency=proposed)
        if heirs := payload.get("heirs"):
            yield look.say("history.heirs", heirs=", ".join(heirs))
        if deciders := payload.get("deciders"):
            yield look.say("history.deciders", who=", ".join(deciders))
    elif row.ref_seq is not None and row.kind != "correction":
        yield look.say("history.about", seq=row.ref_seq)
        if heirs := payload.get("heirs"):
            yield look.say("history.chosen", heirs=", ".join(heirs))
    if row.outcome is not None and row.superseded_by is None:
        words = look.label("outcome", row.outcome)
        words = words if row.outcome_seq is None else look.say("history.in_row", what=words, seq=row.outcome_seq)
        yield words if row.lapse is None else f"{words}: {look.say(f'lapse.{row.lapse}')}"


def _restated(row: HistoryRow, places: Mapping[tuple[str, int], HistoryRow], look: Look) -> Iterator[str]:
    """What a correction changed; the earlier of several corrections of one row count as what was said before."""
    said = [
        other
        for (task, seq), other in places.items()
        if task == row.task and seq < row.seq and (seq == row.ref_seq or other.ref_seq == row.ref_seq)
    ]
    if not said:
        return
    before = max(said, key=lambda other: other.seq)
    if before.occurred_on != row.occurred_on:
        days = (look.day(day, with_year=True) for day in (before.occurred_on, row.occurred_on))
        yield look.say("history.restated_day", **dict(zip(("old", "new"), days, strict=True)))
    if before.document != row.document:
        yield look.say("history.restated_number", old=before.document or "–", new=row.document or "–")


def _changes(row: HistoryRow, look: Look) -> Iterator[str]:
    """What a migration made of the task."""
    return (look.say(f"migration.{each}") for each in row.payload.get("changes", ()))


def _is_entered(row: HistoryRow) -> bool:
    """Whether somebody entered the row, not the launch."""
    return row.kind == "move" and row.cause != "definition"


def _what(row: HistoryRow, look: Look) -> Cell:
    """What was done; what no longer stands as it was recorded is dim."""
    if row.kind == "correction":
        undone = row.payload.get("undone")
        word = "history.correction" if undone is None else "history.undone"
        return Cell(look.say(word, seq=row.ref_seq if undone is None else ", ".join(map(str, undone))), "risk")
    text = look.done(row.trigger, row.kind)
    if row.kind == "migration":
        text = look.say("history.migration", what=", ".join(_changes(row, look)))
    return Cell(text, "dim" if row.superseded_by is not None else "risk" if row.known_then is False else "")


def _cell(name: str, row: HistoryRow, look: Look) -> Cell:
    match name:
        case "seq":
            return Cell(str(row.seq))
        case "task":
            return key_cell(row.task, row.number, look)
        case "occurred_on":
            return Cell(look.day(row.occurred_on, with_year=True))
        case "recorded_at":
            moment = row.recorded_at.astimezone(HANOI)
            return Cell(f"{moment:%d/%m/%Y %H:%M}" if look.lang == "vi" else f"{moment:%Y-%m-%dT%H:%M+07:00}")
        case "trigger":
            return _what(row, look)
        case "state":
            to = look.label("state", row.to) if row.to else ""
            before = look.label("state", row.from_) if row.from_ else ""
            if before == to:  # a side road: what changed is the standing, or the due date
                standing = row.payload.get("standing")
                day = look.day(row.due_after) if row.due_after else ""
                return Cell(
                    look.label("standing", standing) if standing else look.say("word.due", due=day) if day else to
                )
            return Cell(f"{before} → {to}" if before and to else to, "", f"→ {to}" if to else "")
        case "agency":
            return Cell(row.agency or "", "", (row.agency or "").rpartition(".")[2])
        case "hash":
            return Cell(row.hash[:12], "dim")
        case _:
            return Cell(getattr(row, name) or "")
