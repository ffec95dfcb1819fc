"""One HTTP request to a provider, within one deadline, where the line between "not sent" and "maybe sent" is drawn.

Until the request is on the wire whatever goes wrong is a Failure; from then on, until an answer is read whole, it is
Uncertain. No redirect is followed. Addresses that lead to this host, its link or a cloud's inside are refused after the
name was resolved, on the very socket that is used.
"""

import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, urlsplit

from outreach.channels.contract import Failure, Uncertain

CONNECT_SECONDS = 5.0
# From the first byte out to the last byte in. A lease outlasts it (outreach.domain.outbox).
TOTAL_SECONDS = 15.0
MOST_BYTES = 64 * 1024
LONGEST_WAIT = 24 * 3600.0
# Alibaba Cloud's answer to 169.254.169.254.
INSIDE = ipaddress.ip_network("100.100.100.200/32")
TOO_MANY, UNAVAILABLE = 429, 503
# What a client error means that may pass by itself.
PASSING = frozenset({408, 409, 425, TOO_MANY})
# What a client error says of our account rather than of the letter.
OF_THE_CHANNEL = frozenset({401, 402, 403, 404, 405, 407})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; raises Uncertain: an answer that can't be read says nothing."""
        try:
            read = json.loads(self.body)
        except ValueError as error:
            raise Uncertain("bad_json") from error
        if not isinstance(read, dict):
            raise Uncertain("bad_json")
        return read

    def retry_after(self) -> float | None:
        """Seconds that the provider asks us to wait."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return min(float(text), LONGEST_WAIT)
        try:
            left = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return None
        return min(max(left, 0.0), LONGEST_WAIT)

    def check(self) -> None:
        """Raise Failure or Uncertain for a status that is no success."""
        code = f"http_{self.status}"
        if 200 <= self.status < 300:
            return
        if self.status in PASSING or self.status == UNAVAILABLE:
            raise Failure(code, retry_after=self.retry_after(), channel=True)
        if self.status >= 500:
            raise Uncertain(code)
        known = self.status in OF_THE_CHANNEL or self.status < 400
        raise Failure(code, permanent=not known, channel=known)


def exchange(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", local: bool = False
) -> Answer:
    """Ask once and read the whole answer. Raises Failure, Uncertain."""
    target = target_of(url, local=local)
    tls = target.scheme == "https"
    sock = connect(target.hostname or "", target.port or (443 if tls else 80), tls=tls, local=local)
    host = {"Host": target.netloc.rpartition("@")[2]}
    with closing(sock), deadline(sock):
        try:
            with closing(HTTPConnection(target.hostname or "")) as http:
                http.sock = sock
                path = (target.path or "/") + (f"?{target.query}" if target.query else "")
                http.request(method, path, body=body or None, headers=host | dict(headers or {}))
                return _read(http.getresponse())
        except (OSError, HTTPException) as error:
            raise Uncertain(f"broken_{type(error).__name__}"[:40]) from error


def target_of(url: str, *, local: bool) -> SplitResult:
    """The address taken apart; raises Failure for what is no address of ours."""
    target = urlsplit(url)
    if target.scheme not in (("http", "https") if local else ("https",)) or not target.hostname:
        raise Failure("bad_address", channel=True)
    return target


def connect(host: str, port: int, *, tls: bool, local: bool = False) -> socket.socket:
    """A connected socket. Raises Failure: nothing was sent yet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failure("dns", channel=True) from error
    address = found[0][4]
    if not local and forbidden(str(address[0])):
        raise Failure("forbidden_address", channel=True)
    try:
        plain = socket.create_connection((str(address[0]), port), timeout=CONNECT_SECONDS)
    except OSError as error:
        raise Failure("no_connection", channel=True) from error
    return secured(plain, host) if tls else plain


def secured(plain: socket.socket, host: str) -> socket.socket:
    """TLS over a connected socket, with the certificate checked. Raises Failure."""
    try:
        with deadline(plain):
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError) as error:
        plain.close()
        raise Failure("tls", channel=True) from error


def forbidden(address: str) -> bool:
    """Whether an address leads to this host, its own link, or where no provider lives. A government's own network
    (10.0.0.0/8 and its kin) is allowed: gateways stand there."""
    found: Any = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    odd = found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified
    return bool(odd or found.is_reserved or (found.version == 4 and found in INSIDE))


@contextmanager
def deadline(sock: socket.socket, seconds: float = TOTAL_SECONDS) -> Iterator[None]:
    """Shut the socket when the time is up: a peer that sends a byte now and then would outlast any timeout."""
    sock.settimeout(seconds)
    # The plain socket's own method: TLS would want to say goodbye first.
    timer = threading.Timer(seconds, _shut, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(sock: socket.socket) -> None:
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


def _read(response: HTTPResponse) -> Answer:
    body = response.read(MOST_BYTES)
    if response.length:  # cut off, or longer than an answer may be
        raise Uncertain("cut_off")
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
