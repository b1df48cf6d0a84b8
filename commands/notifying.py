"""`notify`: tells those whom the settings name what is new. `outbox`: what waits, what was given up, sent once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commands.common import Common, Missing
from commands.options import argument, command, common, option

if TYPE_CHECKING:
    from commands.notify_rules import Told
    from engine import Engine
    from engine.notifying.outbox import Failure, Outbox
    from engine.notifying.results import Message

_EXAMPLE = 'notify.van-thu = {agency = "binh-dinh.so-noi-vu", since = 2023-06-01, to = "mailto:…"}'
# of the whole server, not of one message: it is asked no more in this run
_ABOUT_THE_SERVER = ("unreachable", "tls", "login")


@command()
@common(writes=True)
def notify(common: Common) -> int:
    """Tell those whom the settings name what is new, and send what still waits."""
    from commands.notify_rules import read_rules

    if not common.settings.notify:
        raise Missing("[notify]", _EXAMPLE)
    listed = read_rules(common.settings)
    told = {each.rule.address: each for each in listed}
    with common.engine() as dondoc:
        outbox = dondoc.outbox()
        made = outbox.fill([each.rule for each in listed], common.today, dry_run=common.is_dry)
        waiting = [*made, *outbox.messages(["due"], told)]
        messages = waiting if common.is_dry else list(_sent(dondoc, outbox, told))
    common.show_done(messages, lambda: _text(messages, common))
    return int(not common.is_dry and any(message.state != "sent" for message in messages))


def _sent(dondoc: Engine, outbox: Outbox, told: dict[str, Told]) -> Iterator[Message]:
    """Send all that may be sent now, one after another; what is not accepted waits for a later run."""
    left = dict(told)
    while left and (message := outbox.take(left)) is not None:
        by = left[message.address].by
        failure = _send(dondoc, left[message.address], message)
        yield outbox.accepted(message) if failure is None else outbox.failed(message, failure)
        if failure is not None and failure.code in _ABOUT_THE_SERVER:
            left = {address: each for address, each in left.items() if each.by != by}


def _send(dondoc: Engine, told: Told, message: Message) -> Failure | None:
    from commands.delivering import post, send_mail
    from commands.notify_rules import MailServer
    from papers.notices import body, mail

    if isinstance(told.by, MailServer):
        return send_mail(told.by, mail(message, told.by.sender, message.address.removeprefix("mailto:")))
    return post(told.by, message.message_id, body(message), dondoc.seen().moment)


@command()
@option("--dead", is_flag=True)
@option("--sent", is_flag=True)
@common()
def outbox_list(common: Common, dead: bool, sent: bool) -> None:
    """Messages that wait, or that were given up, or sent."""
    from engine.notifying.results import State

    chosen: list[State] = [state for state, is_wanted in (("dead", dead), ("sent", sent)) if is_wanted]  # type: ignore[misc]
    with common.engine() as dondoc:
        messages = dondoc.outbox().messages(chosen or ["due", "dead"])
    common.show(messages, lambda: _text(messages, common))


@command()
@argument("messages", nargs=-1, required=True, metavar="ID…")
@common(writes=True)
def outbox_resend(common: Common, messages: tuple[str, ...]) -> None:
    """Let messages that were given up be tried again, under the same ids."""
    with common.engine() as dondoc:
        again = dondoc.outbox().resend(messages, dry_run=common.is_dry)
    common.show_done(again, lambda: _text(again, common))


def _text(messages: Sequence[Message], common: Common) -> str:
    from screen.notices import messages_text

    return messages_text(messages, common.look)
