"""What people are told, as text: the body of a mail and its subject; and messages as they are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from engine.cascade.notices import DUE, EVENTS, REQUEST, RETURNED
from engine.notifying.results import Message, News
from screen import commands
from screen.due_phrases import due_cell, late_cell, period_words
from screen.look import Look
from screen.tables import Cell, lay_out
from workflows.said import Name

_SHORT = 12  # signs of an id that are shown; `outbox resend` takes them


def subject(message: Message, look: Look) -> str:
    """`Sở Nội vụ tỉnh Bình Định: 1 báo cáo bị trả lại, 2 việc quá hạn · 21/06/2023`."""
    day = look.day(message.made_on, with_year=True)
    return look.say("notify.subject", agency=_whom(message, look), counts=counts(message.news, look), day=day)


def counts(news: Sequence[News], look: Look) -> str:
    """How many of each kind, in the order in which they are told."""
    found = Counter(each.event for each in news)
    return ", ".join(look.say(f"notify.{event}", n=found[event]) for event in EVENTS if found[event])


def _whom(message: Message, look: Look) -> str:
    names = dict.fromkeys(look.told(Name(each.whom_name, each.whom_name_en)) for each in message.news)
    return ", ".join(names)


def message_text(message: Message, look: Look) -> str:
    """The whole of it: by what happened, each with the task, its agency, its date and what to do next."""
    lines = [subject(message, look)]
    for event, several in groupby(message.news, key=attrgetter("event")):
        found = list(several)
        lines += ["", f"{look.say(f'notify.{event}', n=len(found)).upper()}"]
        for news in found:
            lines += ["", *_news(news, look)]
    return "\n".join([*lines, "", look.say("notify.foot", id=message.message_id)])


def _news(news: News, look: Look) -> Iterator[str]:
    told = [look.told(Name(news.agency_name, news.agency_name_en)), period_words(news.period, look)]
    told.append(due_cell(news.due, news.due_phrase, look).text)
    if news.days_late:
        told.append(late_cell(news.due, news.days_late, look).text)
    if news.event == DUE and news.days_left is not None:
        told.append(look.say("notify.left", n=news.days_left))
    yield f"{news.task} · #{news.number}"
    yield f"  {' · '.join(told)}"
    if news.event in (RETURNED, REQUEST):
        yield f"  {_by(news, look)}"
    yield f"  {commands.offered(news.next, look)}"


def _by(news: News, look: Look) -> str:
    """`Sở Nội vụ tỉnh Bình Định trả lại ngày 21/06: thiếu số liệu`."""
    who = look.told(Name(news.by_agency_name or "", news.by_agency_name_en or "")) or str(news.by_agency)
    what = look.label("trigger", str(news.next_trigger))
    if news.until is not None:
        what = look.say("requests.until", what=what, day=look.day(news.until))
    words = look.say(f"notify.{news.event}.by", who=who, what=what, day=look.day(news.on))
    return f"{words}: {' '.join(news.reason.split())}" if news.reason else words


# as they are listed


def messages_text(messages: Sequence[Message], look: Look) -> str:
    """A line a message: its id, to whom, what it tells, how it stands."""
    if not messages:
        return look.say("notify.nothing")
    rows = [
        [
            Cell(look.say(f"notify.state.{message.state}"), _STYLES[message.state]),
            Cell(message.message_id[:_SHORT], "dim", is_key=True),
            Cell(message.address),
            Cell(counts(message.news, look)),
            Cell(_how(message, look)),
        ]
        for message in messages
    ]
    return "\n".join(lay_out(rows, look, flexible=(2, 3)))


_STYLES = {"due": "risk", "sent": "done", "dead": "late"}


def _how(message: Message, look: Look) -> str:
    if message.error is None:
        return ""
    kind, _, number = message.error.partition(":")
    return look.say("notify.failed", n=message.attempts, why=look.say(f"notify.error.{kind}", number=number))
