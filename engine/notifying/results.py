"""Rules of whom to tell what, the news that they find, and the messages in which it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal, Self

from engine.proposals import Proposal
from engine.results import Answer
from workflows.errors import DondocError

State = Literal["due", "sent", "dead"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom to tell what. `agency`: for whom it is: its own tasks, or with `under` those of that agency and all below.

    `events`: of `EVENTS`; requests are told to whoever decides them. `within`: working days before a due date. `since`:
    what happened before that day is not told. `is_daily`: one message a day; else one whenever there is news.
    `address`: where messages go, as it may be shown.
    """

    agency: str
    events: tuple[str, ...]
    since: date
    address: str
    within: int = 3
    under: str | None = None
    is_daily: bool = True
    lang: str = "vi"


@dataclass(frozen=True, slots=True)
class News(Answer):
    """One thing to tell of one task, as it stood when its message was made.

    `whom`: the agency for which it is told. `by_agency`, `on`, `reason`: who returned a report or asked for something,
    when and why; `until`: the day asked for. `days_left`: working days up to the due date, of what is due soon. `next`:
    what to do about it.
    """

    event: str
    task: str
    number: int
    agency: str
    agency_name: str
    agency_name_en: str
    period: str
    next_trigger: str | None
    due: date | None
    due_phrase: str
    days_late: int
    working_days_late: int
    whom: str
    whom_name: str
    whom_name_en: str
    days_left: int | None = None
    by_agency: str | None = None
    by_agency_name: str | None = None
    by_agency_name_en: str | None = None
    on: date | None = None
    reason: str | None = None
    until: date | None = None
    next: Proposal = field(default_factory=lambda: Proposal(""))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The opposite of `as_json`."""
        given = {item.name: data[item.name] for item in fields(cls)}
        for name in ("due", "on", "until"):
            given[name] = None if given[name] is None else date.fromisoformat(given[name])
        return cls(**{**given, "next": Proposal(**data["next"])})


@dataclass(frozen=True, slots=True)
class Message(Answer):
    """A message to one address. `message_id`: stays the same however often it is sent.

    `attempts`: how often it was taken up; `next_at`: the moment before which it is not sent again; `error`: why the
    last attempt failed: `unreachable`, `tls`, `login`, `smtp:550` or `http:503` (the other side's own code).
    """

    message_id: str
    address: str
    state: State
    attempts: int
    made_on: date
    made_at: datetime
    next_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    lang: str = "vi"
    news: tuple[News, ...] = ()

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> Self:
        """From the columns of `MESSAGE_COLUMNS`."""
        id_, address, state, attempts, made_on, made_at, next_at, sent_at, error, lang, payload = row
        return cls(
            *(id_, address, state, attempts, date.fromisoformat(made_on), datetime.fromisoformat(made_at)),
            datetime.fromisoformat(next_at),
            None if sent_at is None else datetime.fromisoformat(sent_at),
            *(error, lang, tuple(map(News.from_json, json.loads(payload)))),
        )


MESSAGE_COLUMNS = (
    *("message_id", "address", "state", "attempts", "made_on", "made_at", "next_at", "sent_at", "error"),
    *("lang", "payload"),
)


class NotDead(DondocError):
    """Only a dead message is sent again: another one is still on its way, or was accepted. Nothing was changed."""

    code = "not-dead"
    fields = ("message", "state")
