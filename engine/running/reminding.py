"""A letter that urged: a row on each task that it named. It changes nothing, and is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine import proposals
from engine.cascade.cascades import RunningCascade
from engine.cascade.tasks import LiveTask
from engine.chain.notes import REMINDER
from engine.questions.letters import letters
from engine.requests import clean
from engine.results import Letter, Reminded
from engine.running import refusals
from engine.running.ledger import Ledger
from engine.running.permits import permit
from engine.scope import WITHIN
from workflows.canonical import canonical
from workflows.errors import InputError
from workflows.mandates import REMIND
from workflows.periods import Period
from workflows.said import Said


class NoNumber(InputError):
    """A letter without number was not issued: there is nothing to record."""

    code = "no-letter-number"


@dataclass(frozen=True, slots=True)
class ReminderRequest:
    """One letter that was issued. `on` None: today; `to`: which one, where there are several (`Letter.to`)."""

    as_agency: str
    number: str
    on: date | None = None
    to: str | None = None
    period: str | Period | None = None
    within: int = WITHIN
    by: str | None = None


def remind(ledger: Ledger, cascades: Sequence[RunningCascade], request: ReminderRequest) -> Letter:
    """Record it on every task that it urges, or raise Refused and leave the ledger as it was.

    What it urges is what is held up now; a document that is to go out has no chain, and no row. Raises NoNumber, too.
    """
    number, by = clean(request.number), clean(request.by)
    if number is None:
        raise NoNumber
    letter = _the_one(ledger, cascades, request, by)
    (cascade,) = (each for each in cascades if each.key == letter.cascade)
    on, day = request.on or ledger.today, (request.on or ledger.today).isoformat()
    numbers = [item.number for item in letter.items if item.task is not None]
    tasks = {task.task_no: task for task in ledger.load(cascade, numbers)}
    again = proposals.remind(letter.sender, letter.to, number, letter.period, letter.within)
    for task in tasks.values():
        if on > ledger.today:
            raise refusals.in_the_future(task.key, REMIND, on, ledger.today)
        if task.head_on is not None and day < task.head_on:
            raise refusals.before_previous(task, REMIND, on, (letter.sender,), again)
        if (seq := _recorded(ledger, task, letter.sender, number, day)) is not None:
            raise refusals.reminded_already(task, letter.sender, number, seq)
    permit(ledger, letter.sender, REMIND, letter.sender, by, day, Said("trigger.remind"), kind=REMINDER)
    batch = ledger.new_batch()
    told = {"batch": batch, "agency": letter.sender, "by": by, "document": number}
    told["payload"] = canonical({"step": letter.step})

    def recorded(item: Reminded) -> Reminded:
        if item.task is None:
            return item
        task = tasks[item.number]
        judge = task.cascade.judge
        if item.next_trigger not in (judge.upcoming(task), judge.next_trigger(task)):  # it moved before it was locked
            raise ledger.tx.collision(task.key)
        digest = ledger.record(task, None, task.state, day, kind=REMINDER, **told)
        return replace(item, seq=task.head_seq, hash=digest)

    return replace(letter, items=tuple(map(recorded, letter.items)), number=number, on=on)


def _the_one(ledger: Ledger, cascades: Sequence[RunningCascade], request: ReminderRequest, by: str | None) -> Letter:
    """The letter that is meant. Raises Refused where there is none, or several."""
    found = letters(
        ledger.tx,
        cascades,
        request.as_agency,
        period=request.period,
        day=ledger.today,
        within=request.within,
        by=by,
    )
    asked = [each for each in found if request.to in (None, each.to)]
    if not asked:
        raise refusals.nobody_to_remind(request.as_agency, request.to, found)
    if len(asked) > 1:
        raise refusals.several_letters(asked, request.number)
    return asked[0]


def _recorded(ledger: Ledger, task: LiveTask, sender: str, number: str, day: str) -> int | None:
    """The row that records the same letter on the task: numbers begin anew each year."""
    row = ledger.tx.row(
        "SELECT min(seq) FROM history WHERE cascade_id = :cascade_id AND task_no = :number AND kind = :reminder "
        "AND agency = :agency AND document = :document AND occurred_on BETWEEN :first AND :last",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
        reminder=REMINDER,
        agency=sender,
        document=number,
        first=f"{day[:4]}-01-01",
        last=f"{day[:4]}-12-31",
    )
    return None if row is None else row[0]
