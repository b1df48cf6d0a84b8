"""Steps about letters that urge, and how often somebody was urged."""

from __future__ import annotations

from engine.running.reminding import ReminderRequest
from features.steps.sentences import Said
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
def urge(world: World, said: Said) -> None:
    request = ReminderRequest(world.agency(said.actor), said.number, said.day, period=said.period)
    given = {"cascade": world.cascade.key, "today": world.today, "dry_run": world.is_dry}
    world.attempt_note(lambda: world.engine.remind(request, **given))


@thi(
    '"{agency}" kỳ "{period}" đã bị đôn đốc {count} lần, lần cuối ngày {day}',
    en='"{agency}" for "{period}" was urged {count} times, last on {day}',
)
def was_urged(world: World, said: Said) -> None:
    row = world.row(*said.task)
    same((row.reminders, row.reminded_on), (said.count, said.day), "step.times_urged", agency=said.agency)


@thi('"{agency}" kỳ "{period}" chưa bị đôn đốc', en='"{agency}" for "{period}" was not urged')
def was_not_urged(world: World, said: Said) -> None:
    same(world.row(*said.task).reminders, 0, "step.times_urged", agency=said.agency)


@thi(
    'văn bản đôn đốc kỳ "{period}" tiếp theo của "{actor}" là "{text}"',
    en='the next letter by which "{actor}" urges for "{period}" is a "{text}"',
)
def comes_next(world: World, said: Said) -> None:
    letters = world.asked.letters(world.agency(said.actor), world.cascade.key, period=said.period)
    same({letter.step for letter in letters}, {_STEPS[said.text]}, "step.next_letter", agency=said.actor)
