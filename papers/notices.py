"""A message as it goes out: a mail in the reader's language, or the body of a webhook in both."""

from __future__ import annotations

import json
from email.contentmanager import raw_data_manager
from email.header import Header
from email.message import EmailMessage
from email.policy import compat32
from email.utils import format_datetime

from engine.notifying.results import Message
from screen.look import Look
from screen.notices import message_text, subject
from workflows.spelling import visible

KIND = "dondoc.news"


def mail(message: Message, sender: str, to: str) -> EmailMessage:
    """The same mail for the same message, however often it is made. `Message-ID` is the message's own.

    No text of anybody's makes a header, or a line of one: blanks of every kind become one. The subject is folded by
    `Header`: the newer policies lose blanks between words that they encode apart.
    """
    look = Look(message.lang, width=200, today=message.made_on, is_single=False)
    made = EmailMessage(policy=compat32)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = Header(visible(" ".join(subject(message, look).split())), "utf-8", header_name="Subject")
    made["Date"] = format_datetime(message.made_at)
    made["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    text = visible(message_text(message, look)) + "\n"
    made.set_content(text, charset="utf-8", cte="quoted-printable", content_manager=raw_data_manager)
    return made


def body(message: Message) -> bytes:
    """JSON: `type`, `timestamp`, `data` with `message_id`, `day` and `news`, as `outbox list --json` has them."""
    data = {
        "message_id": message.message_id,
        "day": message.made_on.isoformat(),
        "news": [each.as_json() for each in message.news],
    }
    made = {"type": KIND, "timestamp": message.as_json()["made_at"], "data": data}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
