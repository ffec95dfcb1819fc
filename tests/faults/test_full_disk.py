"""A real disk that is really full, under the whole running system (E06).

Full size only: it takes a file system of its own and minutes. What a page says then is in tests/web/test_failing.py.
"""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from registry.management.commands.load_demo import SHARED
from tests.faults.harness import CHECKOUT, FULL, environment, figure, stack, until

pytestmark = [
    pytest.mark.fault,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="只在 make faults 里跑：要一块自己的小磁盘"),
]
BORDER = "bdx-form"
MEGABYTES = 420


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, in memory."""
    made = tmp_path / "disk"
    made.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(made)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("这里不能挂载（mount）自己的小磁盘")
    yield made
    subprocess.run(["umount", "-l", str(made)], check=True)


class Clerk:
    """Somebody at a browser, without one."""

    def __init__(self, port: int, username: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        said = {"csrfmiddlewaretoken": self._token("/login/"), "username": username, "password": SHARED}
        assert self.ask("/login/", urlencode(said).encode())[0] == 200

    def ask(self, path: str, data: bytes | None = None, kind: str = "") -> tuple[int, str]:
        """(status, page)."""
        headers = {"Referer": self.base + path} | ({"Content-Type": kind} if kind else {})
        try:
            with self.opener.open(urllib.request.Request(self.base + path, data, headers), timeout=120) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def _token(self, path: str) -> str:
        return re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.ask(path)[1])[1]  # type: ignore[index]

    def upload(self, lines: int) -> tuple[int, str]:
        """Send a roster of so many lines of which nobody can make a file much smaller."""
        page = self.ask("/intake/new/")[1]
        node = re.search(r'name="organisation".*?value="([0-9a-f-]{36})"', page, re.DOTALL)
        assert node is not None
        fields = {"csrfmiddlewaretoken": self._token("/intake/new/"), "direction": "auto", "organisation": node[1]}
        roster = "姓名,手机号,备注\n" + "".join(f"何小山,139{at:08d},{os.urandom(300).hex()}\n" for at in range(lines))
        parts = [f'name="{name}"\r\n\r\n{said}' for name, said in fields.items()]
        parts.append(f'name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n{roster}')
        body = "".join(f"--{BORDER}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        return self.ask("/intake/new/", f"{body}--{BORDER}--\r\n".encode(), f"multipart/form-data; boundary={BORDER}")


def fill(disk: Path) -> Path:
    """Leave nothing free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            return filler


def manage(folder: Path, *command: str) -> int:
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(line, cwd=CHECKOUT, env=environment(folder), capture_output=True, check=False).returncode


def test_a_full_disk_is_told_and_room_is_all_it_takes(disk: Path) -> None:
    folder = disk / "data"
    with stack(folder, "migrate") as running:
        running.wait_ready(180)
        assert manage(folder, "load_demo") == 0
        clerk = Clerk(running.port, "yongming")
        assert clerk.upload(100)[0] == 200
        filler = fill(disk)
        told = [clerk.upload(6_000) for _ in range(20)]
        looked = [clerk.ask("/members/")[0] for _ in range(20)]
        filler.unlink()
        back = until(lambda: running.get("/readyz") == 200, 120, "/readyz 200")
        again = clerk.upload(6_000)
        until(lambda: re.search("6,?000", clerk.ask("/intake/")[1]), 120, "the roster, read")
    assert again[0] == 200
    assert {status for status, _ in told} == {507}
    assert all("服务器的磁盘满了" in page for _, page in told)
    assert set(looked) == {200}
    assert manage(folder, "verify_audit") == 0
    figure("E06", "a full disk: after room was made, until /readyz answers 200", back, "s", back < 60, n=len(told))
