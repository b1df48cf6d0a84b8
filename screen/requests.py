"""Requests as text: what was asked for, how it stands, the command that decides it; a task's due dates as one story."""

from __future__ import annotations

from collections.abc import Sequence

from engine import proposals
from engine.proposals import Proposal
from engine.receipts import HeirChoice
from engine.results import ExtensionRow, RequestRow
from screen import commands
from screen.barred import barred_lines
from screen.due_phrases import period_words
from screen.figures import wrapped
from screen.look import Look
from screen.tables import Cell, lay_out

_BELOW = 6
_STYLES = {"pending": "risk", "granted": "done"}


def requests_text(rows: Sequence[RequestRow], look: Look) -> str:
    """One line a request with how it stands; below, the command that decides the first pending one."""
    if not rows:
        return look.say("requests.none")
    pending = [row for row in rows if row.outcome == "pending"]
    title = look.say("requests.title", n=len(rows), pending=len(pending))
    lines = [look.paint(title, "head"), "", *request_lines(rows, look)]
    return "\n".join([*lines, *decide_lines(pending, look)])


def request_lines(rows: Sequence[RequestRow], look: Look) -> list[str]:
    """Whose it is and what is asked for, below it how it stands and why it was asked for."""
    cells = [
        [
            commands.number_cell(row.task, row.number, look),
            Cell(look.told(row.agency_name or row.agency)),
            Cell(period_words(row.period, look)),
            Cell(asked_words(row, look, with_heirs=False)),
            Cell(look.day(row.on)),
        ]
        for row in rows
    ]
    lines = []
    for row, line in zip(rows, lay_out(cells, look, flexible=(1,), indent=2), strict=True):
        below = outcome_words(row, look)
        if row.heirs:
            below = f"{look.say('history.heirs', heirs=', '.join(row.heirs))} · {below}"
        if row.reason:
            below += f" · {look.say('history.reason', reason=row.reason)}"
        style = _STYLES.get(row.outcome, "dim")
        lines += [f"  {line}", *(look.paint(each, style) for each in wrapped(below, look, _BELOW))]
    return lines


def asked_words(row: RequestRow, look: Look, *, with_heirs: bool = True) -> str:
    """What is asked for: `đề nghị gia hạn đến 15/06`, with the agency proposed, or the heirs that could be chosen."""
    words = look.label("trigger", row.trigger)
    if row.until is not None:
        words = look.say("requests.until", what=words, day=look.day(row.until))
    if row.proposed is not None:
        words = look.say("requests.proposed", what=words, agency=row.proposed)
    if row.heirs and with_heirs:
        words = look.say("requests.heirs", what=words, heirs=", ".join(row.heirs))
    return words


def outcome_words(row: RequestRow, look: Look) -> str:
    """How it stands: for whom it waits and how long, who decided it and when, or why it lapsed."""
    if row.outcome == "pending":
        return look.say("requests.pending", who=look.told(row.decider_name or ", ".join(row.deciders)), n=row.days)
    day = "" if row.ended_on is None else look.day(row.ended_on)
    who = look.told(row.ended_by_name or row.ended_by or "")
    if row.outcome == "lapsed":
        return look.say("requests.lapsed", why=look.say(f"lapse.{row.lapse}"), day=day)
    words = look.say(f"requests.{row.outcome}", who=who, day=day)
    if row.chosen:
        words = look.say("requests.to", what=words, heirs=", ".join(row.chosen))
    if row.granted_until is not None and row.granted_until != row.until:
        words = look.say("requests.until", what=words, day=look.day(row.granted_until))
    return words if not row.decision_reason else f"{words}: {row.decision_reason}"


def decide_lines(pending: Sequence[RequestRow | HeirChoice], look: Look) -> list[str]:
    """The two commands, one of which decides the first of these; nothing of the past, nor what a rule bars.

    What was asked for up to a day that has passed can only be denied.
    """
    first = next((row for row in pending if row.deciders), None)
    if first is None:
        return []
    offered = {"grant": commands.offered(_decision(first, "grant"), look)}
    offered["deny"] = commands.offered(_decision(first, "deny", "reason"), look)
    if isinstance(first, RequestRow):
        if first.until is not None and look.today is not None and first.until < look.today:
            del offered["grant"]
        offered = {name: command for name, command in offered.items() if name not in first.barred}
    rules, either = barred_lines(first, look), list(offered.values())
    if not either or not (lines := look.onward(either[0])):
        return rules
    return [*rules, *lines, *(f"{look.say('requests.or')} {look.paint(command, 'command')}" for command in either[1:])]


def _decision(row: RequestRow | HeirChoice, trigger: str, *asks: str) -> Proposal:
    proposal = proposals.advance(row.task, trigger, row.deciders[0], asks=asks).but(seq=row.seq)
    return proposal.but(to=None) if row.heirs and trigger == "grant" else proposal


def story_lines(requests: Sequence[RequestRow], extensions: Sequence[ExtensionRow], look: Look) -> list[str]:
    """What was asked for and each later day that was given, in the order of recording: one story."""
    told: list[tuple[int, str]] = []
    asked = {row.seq: row for row in requests}
    for row in requests:
        words = f"{look.day(row.on)}  {asked_words(row, look)}: {outcome_words(row, look)}"
        told.append((row.seq, f"{words} ({row.reason})" if row.reason else words))
    for each in extensions:
        before = look.say("requests.no_day") if each.before is None else look.day(each.before, with_year=True)
        facts = {
            "who": look.told(each.agency_name) or each.agency,
            "old": before,
            "new": look.day(each.after, with_year=True),
        }
        word = "requests.redated" if each.trigger == "migrate" else "requests.extended"
        words = f"{look.day(each.on)}  {look.say(word, **facts)}"
        if each.trigger == "migrate":
            words = f"{words}, {look.say(f'cause.{each.cause}')}"
        if each.request_seq in asked:
            words = f"{words}, {look.say('requests.as_asked', seq=each.request_seq)}"
        told.append((each.seq, words))
    return [line for _, words in sorted(told) for line in _hanging(words, look)]


def _hanging(words: str, look: Look) -> list[str]:
    """A line with its day before it; what is longer goes on beside the day."""
    day, _, rest = words.partition("  ")
    first, *more = wrapped(rest, look, len(day) + 4)
    return [f"  {day}  {first.strip()}", *more]
