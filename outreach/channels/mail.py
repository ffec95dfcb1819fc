"""电子邮件 by SMTP, over TLS from the start or by STARTTLS.

The letter is the server's from its answer to the final dot on. When the connection breaks between the dot and the
answer nobody can say, and SMTP knows no asking: a person decides. Our key is the Message-ID.
"""

import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import formataddr
from typing import ClassVar

from outreach.channels.contract import Failure, Letter, Receipt, Sender, Setting, Uncertain, Verdict
from outreach.channels.wire import connect, deadline

GO_AHEAD, TAKEN = 354, 250
SECURITY = (("tls", "TLS（465）"), ("starttls", "STARTTLS（587）"))


class Mail(Sender):
    """Sends plain text mail to one address."""

    title = "电子邮件（SMTP）"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("host", "服务器"),
        Setting("port", "端口", default="465"),
        Setting(
            "security", "加密方式", default="tls", choices=(("tls", "TLS（465）"), ("starttls", "STARTTLS（587）"))
        ),
        Setting("sender", "发件地址"),
        Setting("sender_name", "发件人名称"),
        Setting("user", "登录名"),
        Setting("password", "口令或授权码", secret=True),
    )
    takes_key, can_ask = False, False

    def __init__(self, values: Mapping[str, str], *, local: bool = False) -> None:
        self.values, self.local = values, local

    def send(self, letter: Letter) -> Receipt:
        """One connection, one letter."""
        data = _bytes(self._message(letter))
        server = _Server(self.values["sender"], tls=self.values["security"] == "tls", local=self.local)
        with closing(server):
            self._open(server)
            with deadline(_sock(server)):
                _envelope(server, self.values["sender"], letter.to)
                receipt = _hand_over(server, data)
            with suppress(OSError, smtplib.SMTPException), deadline(_sock(server), 1.0):
                server.docmd("QUIT")
            return receipt

    def ask(self, letter: Letter) -> Verdict:
        """SMTP has no such question."""
        raise Uncertain("cannot_ask")

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=POLICY)
        try:
            message["From"] = formataddr((self.values.get("sender_name", ""), self.values["sender"]), "utf-8")
            message["To"] = letter.to
            message["Subject"] = " ".join((letter.subject or letter.text).split())[:60]
            message["Message-ID"] = f"<{letter.key}@{self.values['sender'].rpartition('@')[2]}>"
        except (MessageError, ValueError, IndexError) as error:
            raise Failure("bad_address", permanent=True) from error
        message.set_content(letter.text, cte="base64")
        return message

    def _open(self, server: "_Server") -> None:
        """Connect, secure and log in. Raises Failure: nothing of the letter was said yet."""
        try:
            server.connect(self.values["host"], int(self.values["port"]))
            with deadline(_sock(server)):
                server.ehlo_or_helo_if_needed()
                if self.values["security"] == "starttls":
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                if self.values.get("user"):
                    server.login(self.values["user"], self.values["password"])
        except smtplib.SMTPResponseException as error:
            raise Failure(f"smtp_{error.smtp_code}", channel=True) from error
        except (OSError, ValueError, smtplib.SMTPException) as error:
            raise Failure(f"smtp_{type(error).__name__}"[:40], channel=True) from error


class _Server(smtplib.SMTP):
    """smtplib over our own socket, which knows where it may lead."""

    def __init__(self, sender: str, *, tls: bool, local: bool) -> None:
        self.tls, self.local = tls, local
        # Named here, or smtplib would ask the name service who we are.
        super().__init__(local_hostname=sender.rpartition("@")[2] or "localhost")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host = host  # the name that STARTTLS checks the certificate for
        return connect(host, port, tls=self.tls, local=self.local)


def _sock(server: _Server) -> socket.socket:
    if server.sock is None:
        raise Failure("no_connection", channel=True)
    return server.sock


def _bytes(message: EmailMessage) -> bytes:
    """Lines end in CRLF, and one that begins with a dot gets a second one (RFC 5321 §4.5.2)."""
    lines = message.as_bytes().splitlines()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _envelope(server: _Server, sender: str, to: str) -> None:
    """MAIL, RCPT, DATA: up to here nothing can have been delivered."""
    try:
        for command, wanted in ((f"MAIL FROM:<{sender}>", 250), (f"RCPT TO:<{to}>", 250), ("DATA", GO_AHEAD)):
            code, _ = server.docmd(command)
            if code != wanted and not (wanted == 250 and code == 251):
                of_recipient = command.startswith("RCPT")
                raise Failure(f"smtp_{code}", permanent=code >= 500 and of_recipient, channel=not of_recipient)
    except ValueError as error:  # a line break or a letter that no address has
        raise Failure("bad_address", permanent=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Failure(f"smtp_{type(error).__name__}"[:40], channel=True) from error


def _hand_over(server: _Server, data: bytes) -> Receipt:
    try:
        server.send(data + b".\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain("broken_after_data") from error
    if code == TAKEN:
        return Receipt(said.decode("utf-8", "replace")[:100])
    raise Failure(f"smtp_{code}", permanent=code >= 500)
