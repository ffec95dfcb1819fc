"""Providers of the outside, as real servers on this host: each speaks its protocol, keeps what it delivered, and can be
told what to do wrong. Nothing of outreach.channels is used here, so that a mistake there is not repeated here."""

import hashlib
import hmac
import json
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "签名密钥-only-for-tests"


class Book:
    """What a provider remembers: letters delivered by key, how often each was sent, what goes wrong next."""

    def __init__(self) -> None:
        self.delivered: Counter[str] = Counter()
        self.posts: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.fault, self.fault_times = "", 0
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.forged = 0

    def go_wrong(self, fault: str, times: int = 1) -> None:
        """The next `times` letters meet this fault."""
        with self.lock:
            self.fault, self.fault_times = fault, times

    def next_fault(self) -> str:
        with self.lock:
            if self.fault_times <= 0:
                return ""
            self.fault_times -= 1
            return self.fault

    def take(self, key: str, text: str, *, once: bool) -> None:
        """Deliver; `once` drops a second letter under the same key."""
        with self.lock:
            self.posts[key] += 1
            if not (once and self.delivered[key]):
                self.delivered[key] += 1
                self.texts[key] = text


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    @property
    def book(self) -> Book:
        return self.server.book

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urlsplit(self.path)
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        if self.headers.get("x-acs-action") == "QuerySendDetails":
            return self._aliyun_details(query)
        fault = self.book.next_fault()
        if fault in BEFORE:
            return BEFORE[fault](self)
        answer = self._accept(target.path, query, body, wrong=fault == "ok_with_error")
        return AFTER[fault](self, answer) if fault in AFTER else self.say(200, answer)

    def do_GET(self) -> None:
        if not self._signed_for_gateway("GET", b""):
            return self.say(401, {"status": "refused", "code": "bad_signature"})
        key, book = urlsplit(self.path).path.rpartition("/")[2], self.book
        if book.next_fault() == "ask_down":
            return self.say(503, {})
        if key in book.refused:
            return self.say(200, {"status": "refused", "code": book.refused[key]})
        return self.say(200, {"status": "accepted" if book.delivered[key] else "absent", "id": f"G-{key}"})

    def _accept(self, path: str, query: dict[str, str], body: bytes, *, wrong: bool) -> dict[str, Any]:
        if self.headers.get("x-acs-action"):
            return self._aliyun(query, wrong)
        if "key" in query:
            return self._wecom(query, body, wrong)
        return self._gateway(body, wrong)

    def _gateway(self, body: bytes, wrong: bool) -> dict[str, Any]:
        letter = json.loads(body)
        if not self._signed_for_gateway("POST", body):
            return {"status": "refused", "code": "bad_signature"}
        if wrong:
            self.book.refused[letter["key"]] = "bad_number"
            return {"status": "refused", "code": "bad_number"}
        self.book.take(letter["key"], letter["text"], once=True)
        return {"status": "accepted", "id": f"G-{letter['key']}"}

    def _signed_for_gateway(self, method: str, body: bytes) -> bool:
        parts = (method, urlsplit(self.path).path, self.headers["X-Bdx-Time"], hashlib.sha256(body).hexdigest())
        wanted = hmac.new(SECRET.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
        good = hmac.compare_digest(wanted, self.headers["X-Bdx-Signature"] or "")
        self.book.forged += not good
        return good

    def _aliyun(self, query: dict[str, str], wrong: bool) -> dict[str, Any]:
        if not self._signed_for_aliyun():
            return {"Code": "SignatureDoesNotMatch", "Message": "签名不符"}
        if wrong:
            return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "手机号码格式错误", "RequestId": "R"}
        self.book.take(query["OutId"], query["TemplateParam"], once=False)
        return {"Code": "OK", "Message": "OK", "BizId": f"A-{query['OutId']}", "RequestId": "R"}

    def _aliyun_details(self, query: dict[str, str]) -> None:
        if not self._signed_for_aliyun():
            return self.say(400, {"Code": "SignatureDoesNotMatch"})
        rows = [{"OutId": key, "SendStatus": 3, "PhoneNum": query["PhoneNumber"]} for key in self.book.delivered]
        said = {"Code": "OK", "TotalCount": len(rows), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows[:50]}}
        return self.say(200, said)

    def _signed_for_aliyun(self) -> bool:
        """ACS3-HMAC-SHA256, from the request as it arrived."""
        credential, names, mark = (
            part.partition("=")[2] for part in self.headers["Authorization"].partition(" ")[2].split(",")
        )
        lines = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names.split(";"))
        payload = self.headers["x-acs-content-sha256"]
        request = "\n".join(("POST", "/", self.path.partition("?")[2], lines, names, payload))
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        good = credential == "LTAI-test" and mark == hmac.new(SECRET.encode(), to_sign.encode(), "sha256").hexdigest()
        self.book.forged += not good
        return good

    def _wecom(self, query: dict[str, str], body: bytes, wrong: bool) -> dict[str, Any]:
        if query["key"] != SECRET:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        if wrong:
            return {"errcode": 40058, "errmsg": "invalid Request Parameter"}
        text = json.loads(body)["text"]["content"]
        self.book.take(text, text, once=False)
        return {"errcode": 0, "errmsg": "ok"}

    def say(self, status: int, answer: Any, **headers: str) -> None:
        data = json.dumps(answer).encode()
        self._head(status, len(data), headers)
        self.wfile.write(data)

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.close_connection = True

    def reset(self) -> None:
        """RST instead of FIN."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def hang(self) -> None:
        """Say nothing until the client or the test has had enough."""
        self.book.closing.wait(30)
        self.reset()

    def mid_body(self, answer: Any) -> None:
        data = json.dumps(answer).encode()
        self._head(200, len(data) + 100, {})
        self.wfile.write(data[: len(data) // 2])
        self.reset()

    def drip(self) -> None:
        """A byte of the answer now and then, for ever."""
        self._head(200, 10_000, {})
        while not self.book.closing.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def garbled(self, answer: Any) -> None:
        self._head(200, 12, {})
        self.wfile.write(b'{"status": <')

    def log_message(self, *args: object) -> None:
        """Quiet."""


# Faults before the letter is taken, and after.
BEFORE = {
    "500": lambda handler: handler.say(500, {}),
    "429": lambda handler: handler.say(429, {}, Retry_After="7"),
    "401": lambda handler: handler.say(401, {}),
    "hang": _Handler.hang,
    "reset": _Handler.reset,
    "drip": _Handler.drip,
    "redirect": lambda handler: handler.say(302, {}, Location="http://127.0.0.1:9/"),
}
AFTER = {
    "reset_after_accept": lambda handler, answer: handler.reset(),
    "hang_after_accept": lambda handler, answer: handler.hang(),
    "reset_mid_body": _Handler.mid_body,
    "bad_json": _Handler.garbled,
    "500_after_accept": lambda handler, answer: handler.say(500, {}),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, book: Book) -> None:
        self.book = book
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *args: object) -> None:
        """Clients that hang up are what this is for."""


@contextmanager
def http_provider(certificate: Path | None = None) -> Iterator[tuple[Book, str]]:
    """A provider that speaks the gateway's, 阿里云's and 企业微信's protocols; gives its book and its address."""
    server = _Server(Book())
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if certificate else "http"
    with running(server):
        yield server.book, f"{scheme}://127.0.0.1:{server.server_address[1]}"


@contextmanager
def running(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.book.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
