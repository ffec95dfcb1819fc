"""An SMTP server over TLS for the tests, and certificates for this host."""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.outreach.provider import Book, running


class _Mailbox(StreamRequestHandler):
    """SMTP: enough of RFC 5321 to take a letter, over TLS from the start."""

    server: Any

    def handle(self) -> None:
        self.book: Book = self.server.book
        fault = self.book.next_fault()
        if fault == "hang":
            self.book.closing.wait(30)
            return
        self._say("220 mail.test ESMTP")
        self._commands(fault)

    def _commands(self, fault: str) -> None:
        answers = {"EHLO": "250-mail.test\r\n250 AUTH PLAIN", "AUTH": "235 ok", "MAIL": "250 ok", "RCPT": "250 ok"}
        wrong = {"no_such_user": ("RCPT", "550 no such user"), "busy": ("RCPT", "451 try later"),
                 "bad_login": ("AUTH", "535 authentication failed"), "spam": ("DATA", "554 refused")}  # fmt: skip
        if fault in wrong:
            answers = answers | dict([wrong[fault]])
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "QUIT":
                return self._say("221 bye")
            if word == "DATA" and word not in answers:
                if not self._letter(fault):
                    return None
            else:
                self._say(answers.get(word, "250 ok"))
        return None

    def _letter(self, fault: str) -> bool:
        self._say("354 go ahead")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        key = next(line for line in lines if line.lower().startswith("message-id:")).partition("<")[2].partition("@")[0]
        if fault == "reset_before_accept":
            return False
        self.book.take(key, "".join(lines), once=False)
        if fault == "reset_after_accept":
            return False
        self._say("250 queued as " + key)
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _MailServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, book: Book, certificate: Path) -> None:
        self.book = book
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        super().__init__(("127.0.0.1", 0), _Mailbox)

    def get_request(self) -> Any:
        plain, address = super().get_request()
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, *args: object) -> None:
        """Clients that hang up are what this is for."""


@contextmanager
def mail_provider(certificate: Path) -> Iterator[tuple[Book, int]]:
    """An SMTP server over TLS; gives its book and its port."""
    server = _MailServer(Book(), certificate)
    with running(server):
        yield server.book, server.server_address[1]


def certificate_for_this_host(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "host.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
