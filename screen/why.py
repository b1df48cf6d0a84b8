"""Why a task does not move: from it, step by step, to who can act."""

from __future__ import annotations

from collections.abc import Sequence

from engine.results import DutyRow, RequestRow, WhyStep
from screen import commands
from screen.barred import barred_lines
from screen.due_phrases import due_cell, late_cell, period_words, returned_words, stuck_cell, with_reminders
from screen.figures import wrapped
from screen.look import Look
from screen.requests import decide_lines, request_lines, story_lines
from screen.tables import Cell, lay_out
from workflows.errors import DondocError
from workflows.keys import parse_task_key


def why_text(steps: Sequence[WhyStep], look: Look) -> str:
    """One line a step, each deeper than the one before; what asks for the task; the command of who can act."""
    lines = lay_out(
        [_row(step, depth, look, is_last=step is steps[-1]) for depth, step in enumerate(steps)], look, flexible=(0,)
    )
    for step in steps:
        if step.returned is not None:
            who = f"{look.told(step.agency_name or step.agency)}: " if step is not steps[0] else ""
            lines += ["", who + returned_words(step.returned, look)]
    for step in steps:
        pending = [row for row in step.requests if row.outcome == "pending"]
        if step is not steps[0] and pending:
            lines += ["", *request_lines(pending, look)]
        if step.not_accepted:
            tasks = ", ".join(commands.short_task(task, look) for task in step.not_accepted)
            lines += ["", *wrapped(look.say("why.not_accepted", n=len(step.not_accepted), tasks=tasks), look)]
    if steps and (story := story_lines(steps[0].requests, steps[0].extensions, look)):
        lines += ["", look.paint(look.say("why.asked_for"), "head"), *story]
    if steps and steps[0].duties:
        lines += ["", look.paint(look.say("why.asked"), "head")]
        rows = [_duty(duty, look) for duty in steps[0].duties]
        lines += ["  " + line for line in lay_out(rows, look, flexible=(3, 1), indent=2)]
        printed: dict[tuple[str, str], dict[str, None]] = {}
        for duty in steps[0].duties:
            if duty.printed:
                printed.setdefault((duty.document, duty.printed), {})[duty.at] = None
        for (document, words), places in printed.items():
            said = look.say("why.printed", document=document, at=", ".join(places), words=words)
            lines += wrapped(said, look, indent=2)
    last = steps[-1] if steps else None
    if last is not None and (choice := _choice_of_heir(last)) is not None:
        lines += decide_lines((choice,), look)
    elif last is not None and last.barred:
        lines += ["", *barred_lines(last, look)]
    elif last is not None and last.next_trigger is not None:
        lines += look.onward(commands.out_of_the_way(last, look))
    return "\n".join(lines)


def _row(step: WhyStep, depth: int, look: Look, *, is_last: bool) -> list[Cell]:
    before = "   " * (depth - 1) + f"└─ {look.say('why.waits')} " if depth else ""
    state = look.label("state", step.state)
    if step.since is not None:
        state += f" {look.say('why.since', day=look.day(step.since))}"
    if step.next_trigger is None:
        undone = look.say("why.finished") if step.standing == "active" else look.label("standing", step.standing)
    elif step.next_trigger == "release" and step.document:
        undone = look.say("blocked.releases", document=step.document)
    else:
        undone = look.label("undone", step.next_trigger)
    late = late_cell(step.due, step.days_late, look, suspended_days=step.suspended_days)
    late = late if step.stuck is None else stuck_cell(step.stuck, look)
    if step.next_trigger is not None and step.standing != "active" and is_last:  # whoever leads it back
        state = undone = look.label("trigger", step.next_trigger)
    is_able = is_last and step.next_trigger is not None and step.waits_for is None
    if (choice := _choice_of_heir(step)) is not None:
        more, is_able = look.say("why.heir", who=choice.decider_name or ", ".join(choice.deciders)), False
    else:
        is_able = is_able and not step.barred
        more = look.say("why.can_act") if is_able else look.say("why.open", n=step.open) if step.open else ""
    more = with_reminders(Cell(more), step, look).text
    return [
        Cell(before + (look.told(step.agency_name or step.agency)), "head" if depth == 0 else ""),
        Cell(_period(step.task, look)),
        Cell(f"{state}, {undone}" if state != undone else state, "", undone),
        due_cell(step.due, "", look) if step.due is not None else Cell(""),
        Cell(
            " · ".join(filter(None, (late.text, more))),
            late.style or ("done" if is_able else ""),
            late.short or late.text or more,
        ),
    ]


def _choice_of_heir(step: WhyStep) -> RequestRow | None:
    """The question who takes the task over, if it waits for an answer."""
    return next((row for row in step.requests if row.outcome == "pending" and row.heirs), None)


def _duty(duty: DutyRow, look: Look) -> list[Cell]:
    return [
        Cell(look.label("asked", duty.what)),
        Cell(duty.document),
        Cell(duty.at, "dim"),
        Cell(look.told(duty.content)),
        Cell("")
        if duty.due is None and not duty.due_phrase
        else due_cell(duty.due, duty.due_phrase, look, style="dim"),
    ]


def _period(task: str | None, look: Look) -> str:
    if task is None:
        return ""
    try:
        return period_words(parse_task_key(task).period.key, look)
    except DondocError:
        return ""
