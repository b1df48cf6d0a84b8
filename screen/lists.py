"""The shorter answers as text: what to do, agencies, cascades, what was launched, moved, noted, refused; due dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine import proposals
from engine.receipts import BadRow, Bulk, Launched, Moved, Noted
from engine.results import CascadeSummary, TodoRow, WaitsFor
from screen import commands
from screen.barred import barred_lines
from screen.due_phrases import due_cell, period_words, phrase_words, returned_words
from screen.figures import with_notes, wrapped
from screen.findings import indented
from screen.look import Look
from screen.notes import kept_cell, note_words
from screen.requests import decide_lines, request_lines
from screen.tables import Cell, lay_out, table
from screen.tree import lateness
from words import LANGUAGES, hint
from workflows.agency_records import Agency

_SHOWN = 10
_LEFT_OUT_SHOWN = 5
_WIDE = 120


def todo_text(rows: Sequence[TodoRow], agency: str, look: Look) -> str:
    """What an agency has to do: first what it can do now, then what waits; the command for the most urgent."""
    day = look.day(look.today, with_year=True)
    if not rows:
        return look.paint(look.say("todo.none", agency=agency, day=day), "head")
    asked = [request for row in rows for request in row.to_decide]
    own = [row for row in rows if row.is_own]
    name = own[0].agency_name if own else next((each.decider_name for each in asked), None)
    lines = [look.paint(look.say("todo.title", agency=name or agency, day=day, n=len(own)), "head")]
    if asked:
        lines += ["", look.say("todo.decide", n=len(asked)), *request_lines(asked, look), *decide_lines(asked, look)]
    lines += _to_accept(own, look)
    laid = lay_out([_todo_row(row, look) for row in own], look, flexible=(3,), indent=2)
    for word in ("todo.can", "todo.barred", "todo.cannot"):
        part = [line for line, row in zip(laid, own, strict=True) if _can(row) == word]
        if part:
            lines += ["", look.say(word), *(f"  {line}" for line in part)]
            lines += barred_lines([row for row in own if _can(row) == word], look, 2) if word == "todo.barred" else []
    first = next((row for row in own if row.offered), None)
    if first is not None:
        lines += look.onward(commands.first_move(first, look))
    return "\n".join(lines)


def _can(row: TodoRow) -> str:
    """Under which words it stands: what can be done now, what a rule bars, what cannot be done yet."""
    return "todo.can" if row.offered else "todo.barred" if row.triggers else "todo.cannot"


def _to_accept(own: Sequence[TodoRow], look: Look) -> list[str]:
    """The reports that were sent to it and that it is to accept, and the command that accepts the first."""
    sent = [(row.agency, task) for row in own for task in row.not_accepted]
    if not sent:
        return []
    lines = [f"  {commands.short_task(task, look)}" for _, task in sent[:_SHOWN]]
    if len(sent) > _SHOWN:
        lines.append(f"  {look.say('exceptions.and_more', n=len(sent) - _SHOWN)}")
    agency, first = sent[0]
    accepting = commands.offered(proposals.advance(first, "accept", agency), look)
    return ["", look.say("todo.accept", n=len(sent)), *lines, *look.onward(accepting)]


def _todo_row(row: TodoRow, look: Look) -> list[Cell]:
    trigger = next(iter(row.offered or row.triggers), row.next_trigger or "")
    doing = look.label("trigger", trigger) if row.triggers else look.label("undone", trigger)
    if row.standing != "active":
        doing += f" ({look.label('standing', row.standing)})"
    open_ = (
        f" ({look.say('status.open', open=row.open, inputs=row.inputs)})"
        if row.open and trigger == "consolidate"
        else ""
    )
    if row.returned is not None:
        doing += f", {returned_words(row.returned, look)}"
    due = due_cell(row.due, row.due_phrase, look)
    return [
        commands.number_cell(row.task, row.number, look),
        Cell(period_words(row.period, look)),
        Cell(doing + open_),
        Cell(look.told(row.content) or row.topic or ""),
        due,
        _brief(lateness(row, look)),
        _waits(None if row.triggers else row.waits_for, look),
        kept_cell(row, look),
    ]


def _brief(cell: Cell) -> Cell:
    """Why a row stands still is told at length by `status`; whom one waits for is told here alone."""
    return cell if cell.style != "risk" or cell.short is None else Cell(cell.short, cell.style)


def _waits(waits: WaitsFor | None, look: Look) -> Cell:
    if waits is None:
        return Cell("")
    what = look.label("trigger", waits.trigger)
    if waits.trigger == "release" and waits.document:
        what += f" {waits.document}"
    return Cell(look.say("todo.waits", agency=look.told(waits.on_agency_name or waits.on_agency), what=what), "dim", "")


def agencies_text(agencies: Sequence[Agency], look: Look) -> str:
    """Agencies with name, kind, when they are in force; the key beside, or below where there is no room."""
    if not agencies:
        return look.say("agencies.none")
    rows = [([*_about(agency, look)], agency.key) for agency in agencies]
    head = [
        Cell(look.say("head.name"), "dim"),
        *(Cell(look.say(f"head.{name}"), "dim", "") for name in ("short", "kind")),
    ]
    head.append(Cell(look.say("head.validity"), "dim"))
    lines = with_notes(head, rows, look, flexible=(0,), called="head.key")
    return "\n".join([*lines, "", look.say("agencies.count", n=len(agencies))])


def _about(agency: Agency, look: Look) -> Iterator[Cell]:
    yield Cell(look.told(agency.called))
    yield Cell(agency.short or "", "dim", "")
    yield Cell(look.label("kind", agency.kind), "dim", "")
    yield Cell(_validity(agency, look), "dim", _validity(agency, look, is_short=True))


def _validity(agency: Agency, look: Look, *, is_short: bool = False) -> str:
    words = []
    if agency.valid_from is not None:
        words.append(look.say("agencies.from", day=look.day(agency.valid_from, with_year=True)))
    if agency.valid_until is not None:
        words.append(look.say("agencies.until", day=look.day(agency.valid_until, with_year=True)))
    if agency.decree is not None:
        words.append(look.say("agencies.by_decree_short" if is_short else "agencies.by_decree"))
    return " ".join(words)


def cascades_text(cascades: Sequence[CascadeSummary], look: Look) -> str:
    """One line a cascade, in figures."""
    if not cascades:
        return look.say("cascades.none", command=f"{look.command} launch ct-33-ttg-2021 --year 2023")
    rows = []
    for item in cascades:
        key = f"{item.cascade} ({look.say('word.simulated')})" if item.simulated else item.cascade
        if item.closed_on is not None:
            key += f" ({look.say('cascades.closed', day=look.day(item.closed_on, with_year=True))})"
        figures = [
            str(item.tasks),
            str(item.consolidations),
            str(item.blocked),
            str(item.by_timeliness.get("overdue", 0)),
        ]
        day = look.day(item.launched_on, with_year=True) if item.launched_on else ""
        rows.append([Cell(key), *(Cell(figure) for figure in figures), Cell(day), Cell(look.told(item.title), "dim")])
    head = ("cascade", "tasks", "consolidations", "blocked", "overdue", "launched_on", "content")
    return "\n".join(table(head, rows, look, flexible=(6,), right=(1, 2, 3, 4)))


def launched_text(launched: Launched, look: Look, *, is_dry: bool = False) -> str:
    """What a launch made, in figures."""
    figures = look.say("launched.figures", **launched.as_json())
    words = look.say("launched.dry" if is_dry else "word.launched", cascade=launched.cascade, figures=figures)
    lines = [
        look.paint(words, "head"),
        f"  {look.say('launched.released', n=launched.released)}",
        f"  {look.say('launched.hash', hash=launched.definition_hash[:16])}",
    ]
    lines += left_out_lines(launched.cascade, launched.findings, look)
    if launched.findings:
        command = f"{look.command} check --year {launched.cascade.rpartition('/')[2]}"
        lines.append(f"  {look.say('launched.findings', n=len(launched.findings), command=command)}")
    return "\n".join(lines)


def left_out_lines(cascade: str, findings: Sequence[Mapping[str, Any]], look: Look) -> list[str]:
    """What errors keep out of a cascade: where, why, and how it comes in once they are mended."""
    errors = [finding for finding in findings if finding["severity"] == "error"]
    if not errors:
        return []
    lines = [look.paint(f"  {look.say('launched.left_out', n=len(errors))}", "risk")]
    for finding in errors[:_LEFT_OUT_SHOWN]:
        where = f"{finding['file']}:{finding['line']} [{finding['code']}]"
        lines += wrapped(f"{where}: {finding.get(f'message_{look.lang}', finding['message'])}", look, 4)
    if (more := len(errors) - _LEFT_OUT_SHOWN) > 0:
        lines.append(f"    {look.say('moved.more', n=more)}")
    command = f'{look.command} migrate {cascade} --as "…" --reason "…"'
    return [*lines, f"    {look.say('launched.left_out.way', command=command)}"]


def moved_text(moved: Sequence[Moved], look: Look, *, everything: bool = False, is_bulk: bool = False) -> str:
    """One line a move, with its receipt; below, what it set going and what can be consolidated now.

    Of one request also how it leaves those above.
    """
    if not moved:
        return look.say("moved.none")
    shown = moved if everything or len(moved) <= _SHOWN + 1 else moved[:_SHOWN]
    rows = []
    for move in shown:
        states = _change(move, look)
        repeated = look.say("moved.repeated") if move.repeated else ""
        rows.append(
            [
                commands.key_cell(move.task, move.number, look),
                Cell(states, "done"),
                Cell(look.say("audit.row", seq=move.seq)),
                receipt(move.hash),
                Cell(repeated, "risk"),
            ]
        )
    lines = lay_out(rows, look, flexible=(1,))
    if len(shown) < len(moved):
        lines.append(look.say("moved.more", n=len(moved) - len(shown)))
    for agency in dict.fromkeys(move.on_behalf_of for move in moved if move.on_behalf_of is not None):
        lines += _told(look.say("moved.on_behalf_of", agency=agency), "risk", look)
    if released := sum(move.released for move in moved):
        lines.append(look.say("moved.released", n=released))
    unblocked = dict.fromkeys(commands.short_task(task, look) for move in moved for task in move.unblocked)
    if unblocked:
        lines += _told(look.say("moved.unblocked", tasks=", ".join(unblocked)), "done", look)
    for word in ("moved.reopened", "moved.blocked", "moved.supplement_to", "moved.missing", "moved.not_accepted"):
        keys = (task for move in moved for task in getattr(move, word.removeprefix("moved.")))
        if tasks := dict.fromkeys(commands.short_task(task, look) for task in keys):
            lines += _told(look.say(word, tasks=", ".join(tasks)), "risk", look)
    for broken in dict.fromkeys(each for move in moved for each in move.policies):
        lines += _told(look.say("moved.policy", sentence=broken.sentence, place=broken.place), "risk", look)
    if deciders := dict.fromkeys(who for move in moved for who in move.deciders):
        lines += _told(look.say("moved.deciders", who=", ".join(deciders)), "", look)
    return "\n".join([*lines, *(() if is_bulk else (line for move in moved for line in _upstream(move, look)))])


def _upstream(move: Moved, look: Look) -> Iterator[str]:
    """How a side road leaves those above: what they still wait for, and whose day an extension passes."""
    waiting = [f"{commands.short_task(each.task, look)} ({each.open})" for each in move.upstream if each.open]
    if waiting:
        yield from _told(look.say("moved.upstream", tasks=", ".join(waiting)), "", look)
    passed = [
        f"{commands.short_task(each.task, look)} ({look.day(each.due)})"
        for each in move.upstream
        if move.due is not None and each.due is not None and each.due < move.due
    ]
    if passed:
        yield from _told(look.say("moved.due_passed", tasks=", ".join(passed)), "risk", look)


def _told(words: str, style: str, look: Look) -> list[str]:
    return [look.paint(line, style) for line in wrapped(words, look)]


def noted_text(noted: Noted, look: Look) -> str:
    """What was noted, with its receipt."""
    cells = [
        commands.key_cell(noted.task, noted.number, look),
        Cell(look.say("row.note"), "done"),
        Cell(look.say("audit.row", seq=noted.seq)),
        receipt(noted.hash),
        Cell(look.say("moved.repeated") if noted.repeated else "", "risk"),
    ]
    told = " · ".join(note_words(noted.as_json(), look))
    return "\n".join([*lay_out([cells], look, flexible=(1,)), *wrapped(told, look)])


def receipt(digest: str | None) -> Cell:
    """The row's hash, which its receiver keeps; a dry run has none."""
    return Cell("") if digest is None else Cell(digest[:16], "dim", digest[:12])


def _change(move: Moved, look: Look) -> str:
    """What a move changed: the state; beside the main line also the standing or the due date."""
    if move.kind == "note":
        return look.say("moved.note", what=look.label("trigger", move.trigger), document=move.document or "")
    words = f"{look.label('state', move.from_)} → {look.label('state', move.to)}"
    if move.from_ == move.to:
        words = look.label("trigger", move.trigger)
        if move.due is not None:
            words += f", {look.say('moved.until', day=look.day(move.due))}"
        if move.asked_until is not None:
            words = look.say("requests.until", what=words, day=look.day(move.asked_until))
        if move.proposed is not None:
            words = look.say("requests.proposed", what=words, agency=move.proposed)
        if move.heirs:
            words = look.say("requests.to", what=words, heirs=", ".join(move.heirs))
    if move.standing != "active" and look.label("standing", move.standing) != words:
        words += f", {look.label('standing', move.standing)}"
    return words


def bulk_text(bulk: Bulk, look: Look) -> str:
    """What a bulk did, in figures, and its first moves."""
    again = sum(item.repeated for item in bulk.moved)
    words = look.say("moved.count", n=len(bulk.moved) - again)
    count = look.paint(f"{words}, {look.say('moved.again', n=again)}" if again else words, "head")
    if bulk.batch is not None:
        count += f" · {look.say('moved.batch', batch=bulk.batch)}"
    return f"{count}\n{moved_text(bulk.moved, look, is_bulk=True)}" if bulk.moved else count


def bad_rows_text(rows: Sequence[BadRow], look: Look, where: Callable[[BadRow], str | None] = lambda _: None) -> str:
    """Every refused row with its line in the file, or `where` it is, below it what to do."""
    lines = []
    for row in rows:
        message = look.message(row.message)
        rule = f"  [{row.rule}]" if f"[{row.rule}]" not in message else ""
        what = " ".join(part for part in (row.task, row.trigger) if part)
        place = where(row) or look.say("bulk.line", n=row.row)
        lines.append(f"{place}: {what}{': ' if what else ''}{message}{rule}")
        lines += [f"  {look.say('error.next'):<9} {commands.typed(each, look)}" for each in row.proposals[:1]]
        if hint := look.hint(row.message):
            lines += indented(look.say("error.hint"), hint, look, column=9)
    return "\n".join(lines)


def bad_row_data(row: BadRow, look: Look, cell: str | None = None) -> dict[str, Any]:
    """A refused row for machines: what would unblock it as commands too; its `cell`, in a workbook."""
    hints = {f"hint_{lang}": hint(row.message, lang) for lang in LANGUAGES}
    at = {} if cell is None else {"cell": cell}
    return {**row.as_json(), **hints, **at, "unblock": [commands.typed(each, look) for each in row.proposals]}


def due_lines_text(lines: Sequence[Mapping[str, Any]], look: Look) -> str:
    """The dates of documents: who owes what to whom by when, with the weekday, and how the document says it."""
    rows, shown, document = [], [], None
    for line in lines:
        if line["document"] != document:
            document = line["document"]
            shown.append(document)
        else:
            shown.append("")
        day, words = line["last_day"], phrase_words(line["phrase"], look)
        if words == look.say("due.none"):
            words = look.say("due.none.short")
        rows.append(
            [
                Cell(look.day(day, with_year=True) if day else words, "" if day else "dim"),
                Cell(_weekday(day, look), "risk" if day and day.weekday() >= 5 else "dim"),
                Cell(period_words(line["period"], look) if line["period"] else ""),
                Cell(line["who"]),
                Cell(f"→ {line['to']}" if line["to"] else ""),
                Cell(words if day else "", "dim"),
                Cell(line["at"], "dim", ""),
            ]
        )
    laid = lay_out(rows, look, flexible=(3, 4), indent=2)
    text: list[str] = []
    for title, line_text in zip(shown, laid, strict=True):
        if title:
            text += ["", look.paint(str(title), "head")] if text else [look.paint(str(title), "head")]
        text.append(f"  {line_text}")
    return "\n".join(text)


def _weekday(day: date | None, look: Look) -> str:
    return look.say(f"weekday.{day.isoweekday()}") if day else ""
