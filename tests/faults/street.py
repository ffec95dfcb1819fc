"""The open street: the real gunicorn as it is configured, on a test's database, and those who ask it by thousands."""

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.db import connection

from tests.faults.forked import Forked, module
from tests.faults.harness import FULL, free_port, until

FORM = "application/x-www-form-urlencoded"
PROGRESS = "/suggest/progress/"
MB = 1 << 20
# What others may wait, on a machine of its own, at full size; in the suite other tests share the cores.
SECONDS = 1.0 if FULL else 6.0


class Street:
    """gunicorn behind one proxy, whose word on addresses counts; everybody here speaks as that proxy."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.port, self.temp = folder, free_port(), folder / "temp"
        self.more = more
        self.temp.mkdir()
        env = {"PROXY_COUNT": "1", "WEB_WORKERS": "2", "STREET_FOLDER": str(folder), "LOG_LEVEL": "WARNING"}
        env |= {"BIND": f"127.0.0.1:{self.port}"} | more
        gunicorn = ("gunicorn", "-c", "python:config.gunicorn", "tests.faults.street_web")
        self.program = Forked(module, str(connection.settings_dict["NAME"]), *gunicorn, **env)
        until(self._is_open, 120, lambda: f"gunicorn: {self.program.text()}")

    def _is_open(self) -> bool:
        assert not self.program.has_ended(), self.program.text()
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self) -> None:
        """End it at once: a line that is still open would be waited for."""
        self.program.kill()
        self.program.end()

    @contextmanager
    def without(self, protection: str) -> Iterator[None]:
        """One protection is switched off meanwhile."""
        (self.folder / protection).touch()
        try:
            yield
        finally:
            (self.folder / protection).unlink()

    def resident(self) -> int:
        """Bytes of memory of the workers together."""
        return sum(child.memory_info().rss for child in psutil.Process(self.program.process.pid).children())

    def on_disk(self) -> int:
        """Bytes of temporary files."""
        found = 0
        for file in self.temp.rglob("*"):
            try:
                found += file.stat().st_size if file.is_file() else 0
            except FileNotFoundError:
                continue
        return found


class Caller:
    """Somebody at an address, on a line that is kept open."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address, self.csrf = port, address, secrets.token_hex(16)
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
                 ) -> None:  # fmt: skip
        self.line.close()

    def headers(self, media_type: str = FORM) -> dict[str, str]:
        """What comes with each question; the first address is what a caller makes up."""
        forged = f"203.0.113.{secrets.randbelow(250)}, {self.address}"
        cookie = f"{settings.CSRF_COOKIE_NAME}={self.csrf}"
        return {"Content-Type": media_type, "X-Forwarded-For": forged, "Cookie": cookie, "X-CSRFToken": self.csrf}

    def look_up(self, code: str) -> tuple[int, str]:
        """Status and page of the progress of a code."""
        self.line.request("POST", PROGRESS, urlencode({"code": code}), self.headers())
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()


class Citizen(threading.Thread):
    """A citizen who looks up her code again and again while others do something; of a new address now and then."""

    EACH = 100

    def __init__(self, port: int, code: str, words: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.code, self.words, self.pause = port, code, words, pause
        self.times: list[float] = []
        self.wrong: list[str] = []
        self._over = threading.Event()

    def run(self) -> None:
        """Look, until told to stop; what is no answer counts as wrong."""
        while not self._over.wait(self.pause):
            at = len(self.times) // self.EACH
            began = time.monotonic()
            try:
                # A line of her own each time, as somebody comes who was not there before.
                with Caller(self.port, f"198.19.{at // 250}.{at % 250}") as caller:
                    status, page = caller.look_up(self.code)
                if status != 200 or self.words not in page:
                    self.wrong.append(f"{status}")
            except OSError as error:
                self.wrong.append(repr(error))
            self.times.append(time.monotonic() - began)

    def stop(self) -> float:
        """Stop her; the 95th percentile of what she waited, in seconds."""
        self._over.set()
        self.join()
        return sorted(self.times)[int(0.95 * (len(self.times) - 1))]


class Watch:
    """What the workers grow by meanwhile and what they lay on the disk, in megabytes, at most."""

    def __init__(self, street: Street) -> None:
        self.street, self.grown, self.stored = street, 0.0, 0.0
        self._before, self._over = street.resident(), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
                 ) -> None:  # fmt: skip
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.grown = max(self.grown, (self.street.resident() - self._before) / MB)
            self.stored = max(self.stored, self.street.on_disk() / MB)
