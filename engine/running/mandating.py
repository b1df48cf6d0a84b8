"""Mandates are granted and ended: each an event of one append-only chain over all cascades.

Who grants or ends has a mandate that names this (`mandate` among its triggers), of the agency or of one above it; where
nobody has, as in the beginning, it is free, and the event shows that nobody could be asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.chain.chains import FORM, hash_covered
from engine.chain.mandates import END, GRANT, GRANTING, MANDATE_COLUMNS, Mandate, fold, genesis, read_events, take
from engine.clock import Clock, format_moment
from engine.errors import NotFound
from engine.receipts import MandateRecorded
from engine.requests import NUMBER_LIMIT, MandateRequest, clean
from engine.running import mandate_refusals
from engine.running.permits import LAUNCH, LOCK
from engine.store.database import Transaction
from workflows.dates import HANOI
from workflows.errors import BadKey, InputError
from workflows.keys import AGENCY_KEY
from workflows.mandates import faults
from workflows.said import Said
from workflows.spelling import slug

_ALONE = "SELECT pg_advisory_xact_lock(:key)"


class BadMandate(InputError):
    """What is no mandate: it names nobody, ends before it begins, or is more than the law allows."""

    code = "bad-mandate"
    fields = ("agency", "why")


@dataclass(slots=True)
class Register:
    """The chain of mandates in hand of one writing transaction."""

    tx: Transaction
    clock: Clock
    login: str
    by: str | None
    events: list[dict[str, Any]] = field(default_factory=list)
    begun_with: int = 0
    recorded_at: str = ""

    def __post_init__(self) -> None:
        if self.tx.dialect == "postgresql":  # whoever records by a mandate has ended, or will see what is done here
            self.tx.rows(_ALONE, key=LOCK)  # waits until it is held, and then looks at the clock
        self.recorded_at = format_moment(self.clock.now())
        self.events = read_events(self.tx)
        self.begun_with = len(self.events)
        if self.events and self.recorded_at < (last := self.events[-1]["recorded_at"]):
            raise mandate_refusals.clock_behind(self.recorded_at, last)

    @property
    def mandates(self) -> dict[str, Mandate]:
        return fold(self.events)

    @property
    def today(self) -> str:
        """The day on the clock: no flag lets anybody grant by a mandate that is over."""
        return self.clock.now().astimezone(HANOI).date().isoformat()

    def add(self, kind: str, **columns: Any) -> dict[str, Any]:
        """One more event; its row with every column."""
        last: dict[str, Any] = self.events[-1] if self.events else {"seq": 0, "hash": genesis()}
        event = {name: value for name, value in columns.items() if value is not None}
        event |= {"seq": last["seq"] + 1, "kind": kind, "login": self.login, "recorded_at": self.recorded_at}
        event |= {"form": FORM, "prev_hash": last["hash"]}
        event["hash"] = hash_covered(event)
        whole = {name: event.get(name) for name in MANDATE_COLUMNS}
        self.events.append(whole)
        return whole

    def write(self) -> None:
        """Insert what was added."""
        rows = [tuple(event[name] for name in MANDATE_COLUMNS) for event in self.events[self.begun_with :]]
        self.tx.insert("mandate_event", MANDATE_COLUMNS, rows)


def grant(register: Register, requests: Sequence[MandateRequest], granter: str | None) -> tuple[MandateRecorded, ...]:
    """Grant them all or none; one that was granted already, word for word, is told again. Raises Refused, BadMandate.

    `granter`: the agency whose decision it is; None: each mandate's own.
    """
    known, may_grant = register.mandates, _Granting(register)
    told = []
    for request in requests:
        columns = _columns(request)
        key = columns["mandate"] = _key(columns, known)
        if key in known:
            told.append(_told(_same(known[key], columns), repeated=True))
            continue
        under = may_grant.authority(columns["agency"], granter or columns["agency"])
        triggers = request.triggers
        if under is not None and triggers is not None and LAUNCH in triggers and not under.gives(LAUNCH):
            raise mandate_refusals.launch_handed_on(columns["agency"])
        granted_by = {"granter": granter or columns["agency"], "under": None if under is None else under.key}
        event = register.add(GRANT, **columns, **granted_by, by=_by(register, under), reason=clean(request.reason))
        mandate = take(known, event)
        assert mandate is not None
        told.append(_told(mandate, event))
    register.write()
    return tuple(told)


def end(
    register: Register, key: str, *, on: date | None, granter: str | None, reason: str | None
) -> tuple[MandateRecorded, ...]:
    """The mandate's last day is this one, or today on the clock. Raises Refused, NotFound."""
    known = register.mandates
    mandate = known.get(key.strip())
    if mandate is None:
        near = tuple(each for each in known if key.strip() in each) or tuple(known)
        raise NotFound(Said("what.mandate"), key, near[:8])
    day = register.today if on is None else on.isoformat()
    if mandate.ended_at is not None and (on is None or mandate.ended_on == day):
        return (_told(mandate, repeated=True),)
    last = mandate.last_day()
    if last is not None and day >= last:
        raise mandate_refusals.not_earlier(mandate, date.fromisoformat(day), date.fromisoformat(last))
    granter = granter or mandate.agency
    under = _Granting(register).authority(mandate.agency, granter)
    given = {"mandate": mandate.key, "agency": mandate.agency, "until": day, "granter": granter}
    by_whom = {"under": None if under is None else under.key, "by": _by(register, under)}
    event = register.add(END, **given, **by_whom, reason=clean(reason))
    register.write()
    return (_told(register.mandates[mandate.key], event),)


def _columns(request: MandateRequest) -> dict[str, Any]:
    """What the event says of the mandate. Raises BadMandate, BadKey."""
    agency = request.agency.strip()
    if not AGENCY_KEY.match(agency):
        raise BadKey(agency, "agency")
    person, post = clean(request.person, NUMBER_LIMIT), clean(request.post, NUMBER_LIMIT)
    basis = clean(request.basis)
    wrong = [
        said
        for _, said in faults(
            person=person,
            post=post,
            signature=request.signature,
            triggers=request.triggers,
            since=request.since,
            until=request.until,
        )
    ]
    if basis is None:
        wrong.append(Said("mistake.key-missing", {"key": "basis"}))
    if wrong:
        raise BadMandate(agency, wrong[0])
    return {
        "agency": agency,
        "person": person,
        "post": post,
        "triggers": None if request.triggers is None else json.dumps(sorted(set(request.triggers))),
        "since": request.since.isoformat(),
        "until": None if request.until is None else request.until.isoformat(),
        "basis": basis,
        "signature": request.signature,
        "bound_to": clean(request.login, NUMBER_LIMIT),
        "absent": clean(request.absent, NUMBER_LIMIT),
    }


def _key(columns: dict[str, Any], known: Mapping[str, Mandate]) -> str:
    """`AGENCY/NAME/SINCE`, readable and stable; a second one of these for other triggers has its number behind."""
    base = f"{columns['agency']}/{slug(columns['person'] or columns['post'])}/{columns['since']}"
    triggers = None if columns["triggers"] is None else tuple(json.loads(columns["triggers"]))
    key, number = base, 1
    while key in known and known[key].triggers != triggers:
        number += 1
        key = f"{base}-{number}"
    return key


def _same(mandate: Mandate, columns: dict[str, Any]) -> Mandate:
    """The mandate that was granted, if this is word for word the same. Raises Refused."""
    for name in ("person", "post", "until", "basis", "signature", "bound_to", "absent"):
        if getattr(mandate, name) != columns[name]:
            raise mandate_refusals.differs(mandate, columns["agency"])
    return mandate


class _Granting:
    """Who may grant, as it was before this transaction: what a file grants gives its other lines no right."""

    def __init__(self, register: Register) -> None:
        self._register = register
        known, today = register.mandates.values(), register.today
        is_bound = any(each.bound_to is not None for each in known)
        self._all = [each for each in known if each.gives(GRANTING) and each.is_in_force(today)]
        self._mine = [each for each in self._all if each.is_of(register.by, register.login, must_be_bound=is_bound)]

    def authority(self, agency: str, granter: str) -> Mandate | None:
        """By which mandate somebody grants for that agency; None: nobody could be asked. Raises Refused."""
        if not self._all:
            return None
        line = _line(self._register.tx, agency)
        if granter not in line:
            raise mandate_refusals.not_above(agency, granter)
        found = next((each for each in self._mine if each.agency == granter), None)
        if found is None:
            holders = [each for each in self._all if each.agency in line] or self._all
            raise mandate_refusals.may_not_grant(agency, granter, self._register.by, self._register.login, holders)
        return found


def _line(tx: Transaction, agency: str) -> tuple[str, ...]:
    """The agency and those above it, the nearest first, as the newest cascades that hold them pinned them."""
    line = [agency]
    while True:
        row = tx.row(
            "SELECT superior FROM agency WHERE key = :key AND superior IS NOT NULL ORDER BY cascade_id DESC LIMIT 1",
            key=line[-1],
        )
        if row is None or row[0] in line:
            return tuple(line)
        line.append(row[0])


def _by(register: Register, under: Mandate | None) -> str | None:
    return register.by or (None if under is None else under.holder)


def _told(mandate: Mandate, event: dict[str, Any] | None = None, *, repeated: bool = False) -> MandateRecorded:
    last = mandate.last_day()
    return MandateRecorded(
        mandate.key,
        GRANT if event is None else event["kind"],
        mandate.agency,
        mandate.holder,
        date.fromisoformat(mandate.since),
        None if last is None else date.fromisoformat(last),
        mandate.bound_to,
        None if event is None else event["seq"],
        None if event is None else event["hash"],
        None if event is None else event["under"],
        repeated,
    )
