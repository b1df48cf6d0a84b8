"""Messages that wait until they were accepted, each at least once; whoever receives one twice knows it by its id.

A message is made in one transaction with what it tells (`told`), so that nothing is told in two. Whoever sends it takes
it up for a while (a lease) and says what came of it. Who is killed in between lets the lease run out: it is then sent
again, under the same id. What was accepted and marked so is never sent again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from engine.cascade.cascades import Cascades
from engine.clock import Clock, format_moment
from engine.errors import NotFound
from engine.notifying.news import Found, Item, find_news, grouped, in_order
from engine.notifying.results import MESSAGE_COLUMNS, Message, NotDead, Rule, State
from engine.proving.blaming import blaming
from engine.store.database import Database, Transaction
from workflows.canonical import canonical
from workflows.said import Said

LEASE = timedelta(minutes=10)  # longer than an attempt may take
MOST_ATTEMPTS = 12  # spread over some twenty hours
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
_COLUMNS = ", ".join(MESSAGE_COLUMNS)
_TOLD_COLUMNS = (*Item._fields, "address")
_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message was not accepted. `is_final`: the other side will never accept it."""

    code: str
    is_final: bool = False


class Outbox:
    """The messages of a database. Not to be shared between threads."""

    def __init__(self, database: Database, cascades: Cascades, clock: Clock) -> None:
        self._database = database
        self._cascades = cascades
        self._clock = clock

    def fill(self, rules: Iterable[Rule], today: date, *, dry_run: bool = False) -> tuple[Message, ...]:
        """Make the messages that these rules ask for by what is new; one transaction for each.

        Of an address that gets one a day there is at most one a day. Raises NotFound, Ambiguous, BrokenDatabase.
        """
        made: list[Message] = []
        with blaming(self._database):
            for group in grouped(rules):
                # looking keeps nobody from recording, writing does: it takes what was found
                if found := self._database.read(partial(self._find, rules=group, today=today)):
                    make = partial(self._make, rule=group[0], found=found, today=today)
                    made += self._database.write(make, keep=not dry_run)
        return tuple(made)

    def _find(self, tx: Transaction, rules: Sequence[Rule], today: date) -> Found:
        """What is new for one address; nothing where its message of the day is made."""
        if rules[0].is_daily and _exists(tx, _daily_id(rules[0], today)):
            return {}
        cascades = self._cascades.all(tx)
        return {item: news for rule in rules for item, news in find_news(tx, cascades, rule, today).items()}

    def _make(self, tx: Transaction, rule: Rule, found: Found, today: date) -> list[Message]:
        """Make a message of what was found, but for what somebody else has told meanwhile."""
        if rule.is_daily and _exists(tx, _daily_id(rule, today)):
            return []
        items = sorted(found.keys() - _told(tx, rule.address, found))
        tx.insert("told", _TOLD_COLUMNS, [(*item, rule.address) for item in items])
        news = in_order(found[item] for item in items)
        if not news:
            return []
        id_ = _daily_id(rule, today) if rule.is_daily else _id(rule.address, *map(list, items))
        payload, now = canonical([each.as_json() for each in news]), format_moment(self._clock.now())
        row = (id_, rule.address, "due", 0, today.isoformat(), now, now, None, None, rule.lang, payload)
        tx.insert("message", MESSAGE_COLUMNS, [row])
        return [Message.from_row(row)]

    def take(self, addresses: Collection[str]) -> Message | None:
        """Take up the next message to one of these addresses that may be sent now; None: there is none.

        It is nobody else's for as long as the lease lasts.
        """

        def work(tx: Transaction) -> Message | None:
            moment = self._clock.now()
            now = format_moment(moment)
            free = "state = 'due' AND next_at <= :now AND (leased_until IS NULL OR leased_until <= :now)"
            while True:
                row = tx.row(
                    f"SELECT message_id FROM message WHERE {free} AND address = ANY(:addresses) "
                    "ORDER BY next_at, message_id LIMIT 1",
                    now=now,
                    addresses=sorted(addresses),
                )
                if row is None:
                    return None
                taken = tx.row(
                    f"UPDATE message SET attempts = attempts + 1, leased_until = :until WHERE message_id = :id "
                    f"AND {free} RETURNING {_COLUMNS}",
                    id=row[0],
                    now=now,
                    until=format_moment(moment + LEASE),
                )
                if taken is not None:  # else somebody was quicker
                    return Message.from_row(taken)

        return self._database.write(work)

    def accepted(self, message: Message) -> Message:
        """The other side has it."""
        now = format_moment(self._clock.now())
        set_ = "state = 'sent', sent_at = :now, leased_until = NULL, error = NULL"
        return self._changed(f"UPDATE message SET {set_} WHERE message_id = :id", message, now=now)

    def failed(self, message: Message, failure: Failure) -> Message:
        """It was not accepted: it is tried again later, or is dead after so many attempts."""
        is_over = failure.is_final or message.attempts >= MOST_ATTEMPTS
        pause = timedelta() if is_over else pause_after(message)
        set_ = "state = :state, next_at = :next_at, leased_until = NULL, error = :error"
        return self._changed(
            f"UPDATE message SET {set_} WHERE message_id = :id AND state = 'due' AND attempts = :attempts",
            message,
            state="dead" if is_over else "due",
            next_at=format_moment(self._clock.now() + pause),
            error=failure.code,
            attempts=message.attempts,
        )

    def resend(self, ids: Iterable[str], *, dry_run: bool = False) -> tuple[Message, ...]:
        """Let dead messages be tried again, under the same ids, all or none. Raises NotFound, NotDead."""
        wanted = list(dict.fromkeys(ids))

        def work(tx: Transaction) -> tuple[Message, ...]:
            now = format_moment(self._clock.now())
            again = []
            for text in wanted:
                message = _meant(tx, text)
                if message.state != "dead":
                    raise NotDead(message.message_id, message.state)
                set_ = "state = 'due', attempts = 0, next_at = :now, leased_until = NULL"
                tx.run(f"UPDATE message SET {set_} WHERE message_id = :id", id=message.message_id, now=now)
                again.append(_get(tx, message.message_id))
            return tuple(again)

        return self._database.write(work, keep=not dry_run)

    def messages(self, states: Collection[State], addresses: Collection[str] | None = None) -> tuple[Message, ...]:
        """The messages in these states, the newest first; at most a thousand. `addresses`: None: to anybody."""
        where = "state = ANY(:states)" + ("" if addresses is None else " AND address = ANY(:addresses)")
        given = {} if addresses is None else {"addresses": sorted(addresses)}
        statement = f"SELECT {_COLUMNS} FROM message WHERE {where} ORDER BY made_at DESC, message_id LIMIT {_LIMIT}"
        rows = self._database.read(lambda tx: tx.rows(statement, states=sorted(states), **given))
        return tuple(map(Message.from_row, rows))

    def _changed(self, statement: str, message: Message, **parameters: object) -> Message:
        def work(tx: Transaction) -> Message:
            tx.run(statement, id=message.message_id, **parameters)
            return _get(tx, message.message_id)

        return self._database.write(work)


def pause_after(message: Message) -> timedelta:
    """How long to wait after that many attempts: twice as long each time, up to six hours.

    Up to half of it is taken off, by the message's own id: what failed together is not tried again together.
    """
    whole = min(_FIRST_PAUSE * (1 << min(message.attempts - 1, 20)), _LONGEST_PAUSE)
    part = int(_id(message.message_id, message.attempts)[:4], 16) / 0x20000
    return whole - whole * part


def _id(*parts: object) -> str:
    return hashlib.sha256(canonical(parts).encode("utf-8")).hexdigest()[:32]


def _daily_id(rule: Rule, today: date) -> str:
    return _id(rule.address, today.isoformat())


def _told(tx: Transaction, address: str, items: Iterable[Item]) -> set[Item]:
    """Which of these an address was told already."""
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    for item in items:
        numbers[item.cascade_id].add(item.task_no)
    return {
        Item(*row)
        for cascade_id, wanted in numbers.items()
        for row in tx.rows(
            "SELECT cascade_id, task_no, kind, mark FROM told WHERE cascade_id = :cascade_id "
            "AND task_no = ANY(:numbers) AND address = :address",
            cascade_id=cascade_id,
            numbers=sorted(wanted),
            address=address,
        )
    }


def _exists(tx: Transaction, id_: str) -> bool:
    return tx.row("SELECT 1 FROM message WHERE message_id = :id", id=id_) is not None


def _get(tx: Transaction, id_: str) -> Message:
    row = tx.row(f"SELECT {_COLUMNS} FROM message WHERE message_id = :id", id=id_)
    assert row is not None  # no message is ever deleted
    return Message.from_row(row)


def _meant(tx: Transaction, text: str) -> Message:
    """The message whose id begins so. Raises NotFound."""
    wanted = text.strip().lower()
    begins = "SELECT message_id FROM message WHERE substr(message_id, 1, :length) = :text ORDER BY message_id LIMIT 2"
    found = [row[0] for row in tx.rows(begins, text=wanted, length=len(wanted))] if wanted else []
    if len(found) != 1:
        raise NotFound(Said("what.message"), text, tuple(found))
    return _get(tx, found[0])
