"""A real mail server (SMTP with STARTTLS, TLS or neither) and a real HTTP server on this machine, which keep what they
accepted. As a program they write it to a file before they answer: `python receivers.py FOLDER SMTP_PORT HTTP_PORT`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's, signed by itself, and its key."""
    certificate, key = folder / "chung-thu.pem", folder / "chung-thu.key"
    if not certificate.exists():
        private = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address(LOOPBACK))]
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(private, hashes.SHA256())
        )
        key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        certificate.write_bytes(made.public_bytes(Encoding.PEM))
    return certificate, key


def server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate(folder))
    return context


class MailReceiver:
    """Accepts mail, or answers what it is told to. `accepted`: addresses, and mails as they came.

    `tls`: `starttls`, `tls` or `none`; `login`: the only name and password that it takes.
    """

    def __init__(
        self,
        folder: Path,
        tls: str = "starttls",
        *,
        port: int = 0,
        login: tuple[str, str] | None = None,
        keep: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self.accepted: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}  # in place of 250, at `RCPT` or `DATA`
        self._folder, self._tls, self._port, self._login, self._keep = folder, tls, port, login, keep
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        context = None if self._tls == "none" else server_context(self._folder)
        inside = {"tls_context": context, "require_starttls": True} if self._tls == "starttls" else {}
        if self._login is not None:
            inside |= {"authenticator": self._knows, "auth_required": True, "auth_require_tls": self._tls == "starttls"}

        def session() -> SMTP:
            return SMTP(self, hostname="localhost", loop=self._loop, **inside)

        return await self._loop.create_server(
            session, LOOPBACK, self._port, ssl=context if self._tls == "tls" else None
        )

    def _knows(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        is_known = (data.login.decode(), data.password.decode()) == self._login
        return AuthResult(success=is_known, handled=False)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        for address in envelope.rcpt_tos:
            if self._keep is not None:
                self._keep(address, envelope.content)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.accepted.append((address, mail))
        return "250 OK"


class HookReceiver:
    """Accepts posts, or answers the status that it is told to. `accepted`: path, headers, body."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        port: int = 0,
        keep: Callable[[str, Mapping[str, str], bytes], None] | None = None,
    ) -> None:
        self.accepted: list[tuple[str, Mapping[str, str], bytes]] = []
        self.status = 204
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if 200 <= owner.status < 300:
                    if keep is not None:
                        keep(self.path, self.headers, body)
                    owner.accepted.append((self.path, dict(self.headers), body))
                self.send_response(owner.status)
                if owner.status == 302:
                    self.send_header("Location", "/khac")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((LOOPBACK, port), Handler)
        if folder is not None:
            self._server.socket = server_context(folder).wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def main(folder: Path, smtp_port: int, http_port: int) -> None:
    """Serve until killed; what is accepted is in `accepted.jsonl` before it is acknowledged."""
    out = os.open(folder / "accepted.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def keep(**kept: str) -> None:
        os.write(out, json.dumps(kept).encode() + b"\n")

    def keep_mail(address: str, content: bytes) -> None:
        id_ = str(message_from_bytes(content, policy=default)["Message-ID"]).strip("<>").partition("@")[0]
        keep(id=id_, to=address, content=content.decode())

    def keep_post(path: str, headers: Mapping[str, str], body: bytes) -> None:
        keep(id=headers["webhook-id"], to=path, content=body.decode())

    with (
        MailReceiver(folder, port=smtp_port, keep=keep_mail) as mail,
        HookReceiver(port=http_port, keep=keep_post) as hook,
    ):
        print(mail.port, hook.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
