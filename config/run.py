"""`python -m config.run [COMMAND …]`: the servers, the web, the worker and beat under one supervisor, until Ctrl-C.

The commands are `manage.py` commands that are done first, on the servers already started: `migrate load_demo`.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from math import inf
from pathlib import Path

from redis import RedisError

from config import heartbeat
from config.celery_options import MESSAGES
from config.env import CHECKOUT, Environment, kind_of, read
from config.env_values import database_settings
from config.programs import programs
from config.reach import require_servers
from config.refusal import Refusal
from config.servers.locks import FileLock
from config.servers.revival import Revival
from config.servers.supervisor import FORK, Supervisor, go_along

WATCH_SECONDS = 5.0
# Who is listened to, each with its name in `config.heartbeat`.
WORKERS = {"worker": "", "messages": MESSAGES, "beat": heartbeat.BEAT}


def main(arguments: Sequence[str]) -> None:
    """Run until a signal; exit code 0 after an orderly end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    env = read(kind_of(os.environ["DJANGO_SETTINGS_MODULE"]))
    require_servers(database_settings(env.database_url), env.redis_url)
    os.chdir(CHECKOUT)
    if "--prepare-only" in arguments:
        _prepare(arguments)
        return
    _require_alone(env)
    _require_free_port(env)
    _prepare(arguments)
    supervisor = Supervisor(programs(env), Watch(env).look, "不断线")
    supervisor.run()
    _stop_servers(env, supervisor)


def _prepare(commands: Sequence[str]) -> None:
    """Load the program once, for the commands and for all that runs after them; run the commands in a child, since each
    has its own role in the database."""
    prepare = import_module("config.prepare")  # Django comes in after the servers have been asked
    prepare.load()
    wanted = [command for command in commands if not command.startswith("-")]
    child = FORK.Process(target=_along, args=(os.getpid(), prepare.run, wanted))
    child.start()
    child.join()
    if child.exitcode:
        raise Refusal(f"准备步骤（{'、'.join(wanted)}）没有成功，见上面的提示（preparation failed）。")


def _along(parent: int, run: Callable[[Sequence[str]], None], commands: Sequence[str]) -> None:
    """A supervisor that is ended while it prepares takes its commands along: each is a transaction of its own."""
    go_along(parent)
    run(commands)


def address(env: Environment) -> str:
    """Where the web listens, as `host:port`."""
    return env.bind or f"127.0.0.1:{env.port}"


# Held until this process ends.
_ALONE: dict[Path, FileLock] = {}


class Watch:
    """Sees to it that killed servers come back and that a silent worker is replaced."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.next_look = 0.0
        self.announced = False
        # Since when there is no sign of somebody; when Redis was last heard of by nobody.
        self.missed: dict[str, float] = {}
        self.deaf = -inf
        self.revivals = [Revival(server) for server in env.servers]

    def look(self, supervisor: Supervisor) -> None:
        """Called about once a second; listens to the worker every 5 s."""
        if not self.announced:
            self._announce(supervisor)
        self._keep_servers(supervisor)
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + WATCH_SECONDS
            for name, queue in WORKERS.items():
                self._listen_to_worker(supervisor, name, queue)

    def _announce(self, supervisor: Supervisor) -> None:
        where = f"http://{address(self.env)}"
        with suppress(OSError, HTTPException), closing(HTTPConnection(address(self.env), timeout=2)) as web:
            web.request("GET", "/healthz")
            if web.getresponse().status == HTTPStatus.OK:
                self.announced = True
                supervisor.say(f"可以用了：{where} ，按 Ctrl-C 停止")

    def _keep_servers(self, supervisor: Supervisor) -> None:
        for revival in self.revivals:
            revival.look(supervisor.say)

    def _listen_to_worker(self, supervisor: Supervisor, name: str, queue: str) -> None:
        """A worker is silent when neither its start nor its last sign of life is recent."""
        try:
            age = heartbeat.age(self.env.redis_url, queue)
        except RedisError:
            self.deaf = time.monotonic()
            return  # Nobody can be heard without Redis: that is not the worker's silence.
        if age is None:
            age = self._unheard(name)
        else:
            self.missed.pop(name, None)
        quiet = min(supervisor.children[name].age(), age, time.monotonic() - self.deaf)
        if quiet > self.env.worker_silent + WATCH_SECONDS:
            children = dict.fromkeys((name, "beat"))
            supervisor.say(f"{name} 已 {quiet:.0f} 秒没有动静，重新启动 {' 和 '.join(children)}")
            for child in children:
                supervisor.children[child].kill_group()

    def _unheard(self, name: str) -> float:
        """For how long there has been no sign of it at all: a Redis that was emptied has none of anybody's."""
        return time.monotonic() - self.missed.setdefault(name, time.monotonic())


def _require_alone(env: Environment) -> None:
    lock = _ALONE.setdefault(env.data_dir, FileLock(env.data_dir / "supervisor.lock"))
    if not lock.try_exclusive():
        raise Refusal(f"这份数据（{env.data_dir}）已经有一套在运行，请先停下它（already running）。")
    # A child that outlives a killed supervisor for a moment is none.
    os.register_at_fork(after_in_child=lock.release)
    (env.data_dir / "supervisor.pid").write_text(f"{os.getpid()}\n")


def _require_free_port(env: Environment) -> None:
    if env.bind:
        return
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", env.port))
        except OSError:
            raise Refusal(f"端口 {env.port} 被别的程序占用，请换一个，例如 PORT={env.port + 1} make run。") from None


def _stop_servers(env: Environment, supervisor: Supervisor) -> None:
    """Valkey first, then PostgreSQL, each by its reaper once nobody uses it."""
    for server in env.servers:
        server.release()
    for server in reversed(env.servers):
        if not server.release_and_wait():
            supervisor.say(f"{server.title} 还有别的命令在用，用完即停")
    supervisor.say("已全部停止")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:  # before the supervisor minds signals: servers that were started stop by themselves
        raise Refusal("已中断，什么也没有留下在运行；再运行一次会接着做（interrupted）。") from None
