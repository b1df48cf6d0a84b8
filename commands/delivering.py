"""Hands messages over: to a mail server (SMTP, always with TLS but on this machine) or by a signed webhook.

What went wrong comes back as a code; whatever the other side says beside its number stays out, as nobody knows what
stands in it. A webhook is signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from commands.notify_rules import MailServer, Webhook
from engine.notifying.outbox import Failure

SECONDS = 30  # for each step of a conversation
_GONE = 410  # the receiver wants nothing more


def send_mail(server: MailServer, mail: EmailMessage) -> Failure | None:
    """Hand a mail in; None: the server has accepted it."""
    try:
        client = _connected(server)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        return Failure("tls")
    except smtplib.SMTPResponseException as error:
        return Failure(f"smtp:{error.smtp_code}")
    except (OSError, UnicodeError, smtplib.SMTPException):  # of a name that no server can have the codec complains
        return Failure("unreachable")
    try:
        return _handed_in(client, server, mail)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()  # whatever comes of it, the mail was accepted or not before


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.ca)
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    client = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if server.tls == "starttls":
        try:
            client.starttls(context=context)
        except BaseException:
            client.close()
            raise
    return client


def _handed_in(client: smtplib.SMTP, server: MailServer, mail: EmailMessage) -> Failure | None:
    try:
        if server.user is not None:
            client.login(server.user, server.password or "")
        client.send_message(mail)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, UnicodeError):  # RFC 4954 takes ASCII only
        return Failure("login")
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return Failure(f"smtp:{code}", is_final=_is_final(code))
    except smtplib.SMTPDataError as error:
        return Failure(f"smtp:{error.smtp_code}", is_final=_is_final(error.smtp_code))
    except smtplib.SMTPResponseException as error:
        return Failure(f"smtp:{error.smtp_code}")
    except (OSError, smtplib.SMTPException):
        return Failure("unreachable")
    return None


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def post(hook: Webhook, id_: str, body: bytes, now: datetime) -> Failure | None:
    """Post a message; None: the other side answered with 2xx. Redirections are not followed."""
    parts = urlsplit(hook.url)
    host, at = str(parts.hostname), str(int(now.timestamp()))
    client: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=hook.ca)
        client = http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)
    else:
        client = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "dondoc",
        "webhook-id": id_,
        "webhook-timestamp": at,
        "webhook-signature": signature(hook.key, id_, at, body),
    }
    try:
        client.request("POST", target, body, headers)
        status = client.getresponse().status
    except ssl.SSLError:
        return Failure("tls")
    except (OSError, UnicodeError, http.client.HTTPException):
        return Failure("unreachable")
    finally:
        client.close()
    return None if 200 <= status < 300 else Failure(f"http:{status}", is_final=status == _GONE)


def signature(key: bytes, id_: str, at: str, body: bytes) -> str:
    """Over id, moment and body, so that neither can be changed nor an old one be sent anew unnoticed."""
    signed = hmac.new(key, b".".join((id_.encode(), at.encode(), body)), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"
