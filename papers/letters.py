"""A letter that urges, in the form of Decree 30/2020/ND-CP, and the same in short for e-mail and chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.results import Letter, Reminded
from papers.official_forms import COLUMNS
from screen.due_phrases import period_words, phrase_words
from screen.look import Look

BLANK = "……"


def filling(letter: Letter, look: Look, place: str | None = None) -> dict[str, Any]:
    """All that a template may name, each already in words. `place`: where it is issued; None: left blank.

    `mark` (of a translation, else empty), `above`, `issuer`, `number`, `about`, `title` (of a titled document, else
    empty), `date`, `to`, `before`, `after` (lists), `rows` and `heads` (by `no`, `agency`, `what`, `period`, `due`,
    `late`), `receivers`, `signature` (lists), `signer`, `words`.
    """
    about = look.say(f"letter.about.{letter.step}", year=_year(letter), title=_directive(letter, look))
    return {
        "mark": "" if look.lang == "vi" else look.say("letter.translation"),
        "above": "" if letter.above_name is None else whole_name(look.told(letter.above_name), look),
        "issuer": whole_name(look.told(letter.sender_name), look),
        "number": look.say("letter.number", number=letter.number or f"{BLANK}/{BLANK}"),
        "about": about if letter.step == "notice" else look.say("letter.re", about=about),
        "title": look.say("letter.notice") if letter.step == "notice" else "",
        "date": dated(letter, look, place),
        "to": [whole_name(look.told(each), look) for each in letter.addressees],
        "before": list(_before(letter, look)),
        "after": [look.say("letter.no_new_date")],
        "heads": {name: look.say(f"letter.head.{name}") for name in COLUMNS},
        "rows": [_row(at, item, look) for at, item in enumerate(_by_agency(letter), 1)],
        "receivers": [look.say("letter.as_above"), *_copied(letter, look), look.say("letter.kept")],
        "signature": list(_signature(letter, look)),
        "signer": letter.signer or "",
        "words": {name: look.say(f"letter.{name}") for name in ("nation", "motto", "to", "receivers")},
    }


def letter_text(letter: Letter, look: Look) -> str:
    """The same in short, without any form: what is urged, by agency."""
    lines = [f"{look.say('letter.to')} {', '.join(look.told(each) for each in letter.addressees)}", ""]
    if look.lang != "vi":
        lines.insert(0, look.say("letter.translation"))
    lines += [*_before(letter, look), ""]
    agency = None
    for item in _by_agency(letter):
        if item.agency != agency:
            lines.append(f"{look.told(item.agency_name or item.agency)}:")
        agency, row = item.agency, _row(0, item, look)
        lines.append("- " + "; ".join(filter(None, (row["what"], row["period"], row["due"], row["late"]))))
    sender = look.told(letter.sender_name)
    sign = sender if letter.number is None else look.say("letter.signed", number=letter.number, sender=sender)
    return "\n".join([*lines, "", look.say("letter.no_new_date"), sign])


def dated(letter: Letter, look: Look, place: str | None) -> str:
    """Place and date; days below 10 and the months 1 and 2 with a leading zero, as offices write them."""
    where = place or BLANK
    if letter.on is None:
        return look.say("letter.dated", place=where, day=BLANK, month=BLANK, year=letter.today.year)
    day, month = f"{letter.on.day:02}", letter.on.month
    written = f"{month:02}" if month <= 2 else str(month)
    return look.say("letter.dated", place=where, day=day, month=written, year=letter.on.year)


def _before(letter: Letter, look: Look) -> Iterator[str]:
    sender = whole_name(look.told(letter.sender_name), look)
    day = _day(letter.on or letter.today)
    n = len(letter.items)
    yield look.say("letter.waits", title=_directive(letter, look), year=_year(letter), day=day, sender=sender, n=n)
    urged = [item for item in letter.items if item.reminders]
    if letter.step != "letter" and urged:
        last = max(item.reminded_on for item in urged if item.reminded_on is not None)
        yield look.say("letter.urged_before", n=max(item.reminders for item in urged), day=_day(last), sender=sender)
    missed = sorted({item.due for item in letter.items if item.days_late > 0 and item.due is not None})
    if letter.step == "missed" and missed:
        yield look.say("letter.missed", days=", ".join(map(_day, missed)))
    is_direct = {item.agency_name for item in letter.items}.issuperset(letter.addressees)
    asks = "letter.asks" if is_direct else "letter.asks_below"
    whom = look.say("letter.those_above")
    if len(letter.addressees) == 1:
        whom = whole_name(look.told(letter.addressees[0]), look)
    yield look.say(asks, whom=whom)


def _directive(letter: Letter, look: Look) -> str:
    """The directive as a letter names it: by type, number and day; by its title where it has none."""
    if letter.directive_number is None or letter.directive_on is None:
        return f"“{look.told(letter.directive)}”"
    kind = look.label("document_type", letter.directive_type)
    return look.say("letter.directive", type=kind, number=letter.directive_number, day=_day(letter.directive_on))


def _row(at: int, item: Reminded, look: Look) -> dict[str, str]:
    undone = look.label("undone", item.next_trigger)
    what = [undone[:1].upper() + undone[1:]]
    if content := look.told(item.content):
        what.append(content)
    if item.assigned_number is not None and item.assigned_on is not None:
        what.append(look.say("letter.by", number=item.assigned_number, day=_day(item.assigned_on)))
    due = phrase_words(item.due_phrase, look)
    late = [look.say("late.days", n=item.days_late)] if item.days_late else []
    if item.reminders and item.reminded_on is not None:
        late.append(look.say("letter.times", n=item.reminders))
    return {
        "no": str(at),
        "agency": whole_name(look.told(item.agency_name or item.agency), look),
        "what": "; ".join(what),
        "period": "" if item.period is None else period_words(item.period, look),
        "due": due if item.due is None else _day(item.due),
        "late": "; ".join(late),
    }


def _by_agency(letter: Letter) -> list[Reminded]:
    """What is urged, of each agency together; agencies in the order of their worst."""
    order = {agency: at for at, agency in enumerate(dict.fromkeys(item.agency for item in letter.items))}
    return sorted(letter.items, key=lambda item: order[item.agency])


def _copied(letter: Letter, look: Look) -> Iterator[str]:
    """Who is urged and does not get the letter itself."""
    names = dict.fromkeys(item.agency_name for item in letter.items if item.agency_name not in letter.addressees)
    for name in names:
        yield look.say("letter.copied", agency=look.told(name))


def _signature(letter: Letter, look: Look) -> Iterator[str]:
    """Who signs, in the form that the mandate gives; blanks where nothing says it."""
    issuer, post = whole_name(look.told(letter.sender_name), look), (letter.post or "").upper()
    if letter.signature == "TM.":
        council = look.say("letter.council")
        yield f"TM. {(council if issuer.startswith(council) else issuer).upper()}"
        yield post or BLANK
    elif letter.signature == "Q.":
        yield f"Q. {post or BLANK}"
    elif letter.signature is not None:
        yield f"{letter.signature} {BLANK}"
        yield post or BLANK
    else:
        yield post or BLANK


def whole_name(name: str, look: Look) -> str:
    """A name as a letter writes it, its first word not shortened."""
    return re.sub(rf"^{look.say('letter.council_short')}\b", look.say("letter.council"), name)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _year(letter: Letter) -> str:
    return letter.cascade.rpartition("/")[2]
