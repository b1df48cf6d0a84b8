"""The tables `[notify.NAME]` and `[smtp]` of `dondoc.toml`: whom to tell what, and by which server.

Secrets stand in files of their own or in variables, never in the settings, and are never shown.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import hashlib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from commands.settings import FILE, BadSetting, Settings
from engine.cascade.notices import EVENTS
from engine.notifying.results import Rule
from workflows.dates import parse_day
from workflows.errors import UnreadableFile
from workflows.file_errors import regular, why
from workflows.said import Said

PASSWORD, SECRET = "DONDOC_SMTP_PASSWORD", "DONDOC_WEBHOOK_SECRET"
_LEAST_SECRET, _MOST_SECRET = 24, 64  # bytes, as Standard Webhooks asks for
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_RULE = ("agency", "to", "since", "events", "within", "under", "digest", "lang", "secret_file", "ca_file")
_SERVER = ("host", "port", "tls", "from", "user", "password_file", "ca_file")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `tls`: `starttls`, `tls`, or `none` on this machine itself; `ca`: a file of certificates
    to trust in place of the system's."""

    host: str
    port: int
    tls: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A URL that is posted to, and the key with which that is signed."""

    url: str = field(repr=False)
    key: bytes = field(repr=False)
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A rule and how its address is reached: by the mail server, or by a webhook."""

    rule: Rule
    by: MailServer | Webhook


def read_rules(settings: Settings) -> tuple[Told, ...]:
    """The rules of the profile. Raises BadSetting, UnreadableFile."""
    server: MailServer | None = None
    found = []
    for name, table in settings.notify.items():
        where = f"{FILE} notify.{name}"
        if not isinstance(table, dict):
            raise BadSetting(where, str(table), Said("setting.notify-rule"))
        _known(table, _RULE, where)
        to = _text(table, "to", where)
        if to.partition(":")[0] in ("http", "https"):
            by: MailServer | Webhook = _webhook(table, to, where)
            address = _shown(to)
        else:
            mail = to.removeprefix("mailto:")
            if not _MAIL.fullmatch(mail):
                raise BadSetting(f"{where}.to", to, Said("setting.notify-to"))
            by = server = server or read_server(settings.smtp)
            address = f"mailto:{mail}"
        found.append(Told(_rule(table, address, settings.lang, where), by))
    return tuple(found)


def _rule(table: Mapping[str, Any], address: str, lang: str, where: str) -> Rule:
    events = table.get("events", list(EVENTS))
    if not isinstance(events, list) or not events or not set(map(str, events)) <= set(EVENTS):
        raise BadSetting(f"{where}.events", str(events), Said("setting.one-of", {"known": EVENTS}))
    within = table.get("within", 3)
    if type(within) is not int or not 0 <= within <= 60:
        raise BadSetting(f"{where}.within", str(within), Said("setting.between", {"least": 0, "most": 60}))
    since = table.get("since")
    if since is None:
        raise BadSetting(f"{where}.since", "", Said("setting.notify-since"))
    return Rule(
        _text(table, "agency", where),
        tuple(event for event in EVENTS if event in events),
        since if type(since) is date else parse_day(str(since)),
        address,
        within,
        _text(table, "under", where) if "under" in table else None,
        _choice(table, "digest", ("daily", "at-once"), where) == "daily",
        _choice({"lang": lang, **table}, "lang", ("vi", "en"), where),
    )


def read_server(table: Mapping[str, Any]) -> MailServer:
    """The mail server of the profile. Raises BadSetting, UnreadableFile."""
    where = f"{FILE} smtp"
    _known(table, _SERVER, where)
    host, sender = _text(table, "host", where), _text(table, "from", where)
    if not _MAIL.fullmatch(sender):
        raise BadSetting(f"{where}.from", sender, Said("setting.notify-to"))
    tls = _choice(table, "tls", tuple(_PORTS), where)
    if tls == "none" and not is_loopback(host):
        raise BadSetting(f"{where}.tls", tls, Said("setting.plain"))
    port = table.get("port", _PORTS[tls])
    if type(port) is not int or not 0 < port < 65_536:
        raise BadSetting(f"{where}.port", str(port), Said("setting.between", {"least": 1, "most": 65_535}))
    user = _text(table, "user", where) if "user" in table else None
    password = _secret(table, "password_file", PASSWORD, where) if user is not None else None
    return MailServer(host, port, tls, sender, user, password, _ca(table, where))


def _webhook(table: Mapping[str, Any], url: str, where: str) -> Webhook:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username is not None or re.search(r"[^\x21-\x7e]", url):
        raise BadSetting(f"{where}.to", _masked(url), Said("setting.notify-to"))
    if parts.scheme == "http" and not is_loopback(host):
        raise BadSetting(f"{where}.to", _masked(url), Said("setting.plain"))
    text = _secret(table, "secret_file", SECRET, where)
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _LEAST_SECRET <= len(key) <= _MOST_SECRET:
        raise BadSetting(f"{where}.secret_file", "…", Said("setting.webhook-secret"))
    return Webhook(url, key, _ca(table, where))


def is_loopback(host: str) -> bool:
    """Whether that is this machine itself, so that nothing goes over a network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(url: str) -> str:
    """A URL as it is kept and shown: its server, and which URL it is. What lies behind the server may be a secret."""
    return f"{_masked(url)}#{hashlib.sha256(url.encode('ascii')).hexdigest()[:12]}"


def _masked(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{re.split('[/?#]', rest)[0].rpartition('@')[2]}"


def _known(table: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            meant = Said("mistake.did-you-mean", {"near": near}) if near else ""
            raise BadSetting(where, name, Said("setting.unknown", {"name": name, "meant": meant, "known": names}))


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadSetting(f"{where}.{name}", "" if value is None else str(value), Said("setting.text"))
    return value.strip()


def _choice(table: Mapping[str, Any], name: str, known: tuple[str, ...], where: str) -> str:
    value = table.get(name, known[0])
    if value not in known:
        raise BadSetting(f"{where}.{name}", str(value), Said("setting.one-of", {"known": known}))
    return str(value)


def _ca(table: Mapping[str, Any], where: str) -> str | None:
    if "ca_file" not in table:
        return None
    name = _text(table, "ca_file", where)
    if not Path(name).is_file():
        raise BadSetting(f"{where}.ca_file", name, Said("setting.no-file"))
    return name


def _secret(table: Mapping[str, Any], name: str, variable: str, where: str) -> str:
    """From the variable, else from the file. Raises BadSetting where neither is there, UnreadableFile."""
    if text := os.environ.get(variable):
        return text
    if name not in table:
        raise BadSetting(f"{where}.{name}", "", Said("setting.no-secret", {"variable": variable, "name": name}))
    path = Path(_text(table, name, where))
    try:
        return regular(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        because = why(error) if isinstance(error, OSError) else Said("setting.no-secret-text")
        raise UnreadableFile(str(path), because) from None
