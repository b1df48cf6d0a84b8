"""Steps about letters that urge, and how often somebody was urged."""

from __future__ import annotations

from datetime import date

from engine.running.reminding import ReminderRequest
from features.steps.telling import same
from features.steps.vocabulary import khi, thi
from features.steps.world import World

_STEPS = {
    "công văn": "letter",
    "phiếu báo": "notice",
    "công văn nêu thời hạn đã quá": "missed",
    "letter": "letter",
    "notice": "notice",
    "letter that names the missed date": "missed",
}


@khi(
    '"{actor}" đôn đốc kỳ "{period}" bằng văn bản số "{number}" ngày {day}',
    en='"{actor}" urges for "{period}" by the letter "{number}" of {day}',
)
def urge(world: World, actor: str, period: str, number: str, day: date) -> None:
    request = ReminderRequest(world.agency(actor), number, day, period=period)
    given = {"cascade": world.cascade.key, "today": world.today, "dry_run": world.is_dry}
    world.attempt_note(lambda: world.engine.remind(request, **given))


@thi(
    '"{agency}" kỳ "{period}" đã bị đôn đốc {count} lần, lần cuối ngày {day}',
    en='"{agency}" for "{period}" was urged {count} times, last on {day}',
)
def was_urged(world: World, agency: str, period: str, count: int, day: date) -> None:
    row = world.row(agency, period, None)
    same((row.reminders, row.reminded_on), (count, day), "step.times_urged", agency=agency)


@thi('"{agency}" kỳ "{period}" chưa bị đôn đốc', en='"{agency}" for "{period}" was not urged')
def was_not_urged(world: World, agency: str, period: str) -> None:
    same(world.row(agency, period, None).reminders, 0, "step.times_urged", agency=agency)


@thi(
    'văn bản đôn đốc kỳ "{period}" tiếp theo của "{actor}" là "{text}"',
    en='the next letter by which "{actor}" urges for "{period}" is a "{text}"',
)
def comes_next(world: World, actor: str, period: str, text: str) -> None:
    world.no_refusal()
    letters = world.answers.letters(world.agency(actor), world.cascade.key, period=period)
    found = {letter.step for letter in letters}
    same(found, {_STEPS[text]}, "step.next_letter", agency=actor)
