"""The letters that urge, as text: to whom, of which kind, what they name, and the command that records each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine import proposals
from engine.results import Letter, Reminded
from screen import commands
from screen.due_phrases import due_cell, late_cell, period_words
from screen.lists import receipt
from screen.look import Look
from screen.tables import Cell, lay_out


def letters_text(letters: Sequence[Letter], look: Look) -> str:
    """Each letter with what it urges; below a draft what records it once it is issued."""
    if not letters:
        return look.say("remind.none")
    return "\n\n".join("\n".join(_lines(letter, look)) for letter in letters)


def _lines(letter: Letter, look: Look) -> Iterator[str]:
    whom = ", ".join(look.told(name) for name in letter.addressees)
    is_issued = letter.number is not None and not letter.dry_run
    stands = look.say("remind.draft")
    if is_issued:
        stands = look.say("remind.recorded", number=letter.number, day=look.day(letter.on, with_year=True))
    yield look.paint(f"{whom} · {look.label('reminder', letter.step)} · {stands}", "head")
    yield from lay_out([_item(item, look) for item in letter.items], look, flexible=(0,), indent=2)
    if not is_issued:
        yield from look.onward(
            commands.typed(proposals.remind(letter.sender, letter.to, None, letter.period, letter.within), look)
        )


def _item(item: Reminded, look: Look) -> list[Cell]:
    times = ""
    if item.reminders:
        times = look.say("remind.times", n=item.reminders, day=look.day(item.reminded_on))
    return [
        Cell(look.told(item.agency_name or item.agency)),
        Cell("" if item.period is None else period_words(item.period, look)),
        Cell(look.label("undone", item.next_trigger)),
        due_cell(item.due, item.due_phrase, look),
        late_cell(item.due, item.days_late, look, soon=True),
        Cell(times),
        Cell(commands.numbered(item.task or "", item.number, look), "dim"),
        receipt(item.hash),
    ]
