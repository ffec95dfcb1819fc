"""The embedded servers: started once, shared, stopped with their last user, whatever killed whom."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config.servers import embedded, roles
from config.servers.lifecycle import is_alive
from config.servers.locks import FileLock
from config.servers.revival import Revival
from tests.faults.forked import Forked
from tests.faults.harness import CHECKOUT, living, stop_servers, until


def hold_servers(folder: str) -> int:
    """Use the servers of a folder until a signal, and say where they are."""
    # Whoever started the tests may have had the interrupt ignored, as nohup and shells do for what runs behind.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    servers = embedded(Path(folder))
    sys.stderr.write(f"{servers.postgres.ensure()} {servers.valkey.ensure()} \n")
    sys.stderr.flush()
    signal.pause()
    return 0


class Holder:
    """A process that uses the servers of a folder until it is told to end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.is_over = folder, False
        self.process = Forked(hold_servers, "none", str(folder))
        until(lambda: self.process.said(" \n") or self.process.has_ended(), 60, self.process.text)
        self.postgres, self.valkey = self.process.text().split()

    def ask(self, statement: str):
        """The first value of a statement."""
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]

    def ping(self) -> bool:
        """Whether Valkey answers."""
        with redis.Redis.from_url(self.valkey) as client:
            return client.ping()

    def postmaster(self) -> psutil.Process:
        """The server's main process."""
        found = embedded(self.folder).postgres.process()
        assert found is not None
        return found

    def end(self, number: int = signal.SIGKILL) -> None:
        """End the process, by kill -9 unless another signal is named."""
        self.process.signal(number)
        self.process.end()
        self.is_over = True


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    """A data folder that was in use once. Making a database server costs more than all that a test does with it."""
    made = tmp_path_factory.mktemp("grown") / "data"
    Holder(made).end(signal.SIGTERM)
    subprocess.run([sys.executable, "-m", "config.servers.stop", str(made)], cwd=CHECKOUT, check=True)
    return made


@pytest.fixture
def fresh(tmp_path: Path):
    """A data folder that does not exist yet, whose servers are gone afterwards."""
    yield tmp_path / "data"
    stop_servers(tmp_path / "data")


@pytest.fixture
def folder(fresh: Path, grown: Path) -> Path:
    """The same with a database server in it."""
    shutil.copytree(grown / "postgres", fresh / "postgres")
    return fresh


@pytest.fixture
def hold(fresh: Path):
    """Makes holders of the folder (or of another one) and ends them."""
    made: list[Holder] = []

    def make(where: Path = fresh) -> Holder:
        made.append(Holder(where))
        return made[-1]

    yield make
    for holder in made:
        if not holder.is_over:
            holder.end()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_last_one_out_turns_off_the_light(folder, hold, number):
    first, second = hold(), hold()
    first.end(number)
    assert second.ask("SELECT 1") == 1
    assert second.ping()
    second.end(number)
    until(lambda: not living(folder), 10, "the end of both servers")


def test_data_survive_a_stop(folder, hold):
    owner = hold()
    with psycopg.connect(embedded(folder).postgres.owner_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    owner.end()
    until(lambda: not living(folder), 10)
    assert hold().ask("SELECT answer FROM kept") == 42


def test_a_killed_postmaster_is_started_again_with_its_data(folder, hold):
    first = hold()
    with psycopg.connect(embedded(folder).postgres.owner_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = first.postmaster()
    killed.kill()
    second = hold()
    assert second.postmaster().pid != killed.pid
    assert second.ask("SELECT answer FROM kept") == 42


def test_a_server_that_dies_again_while_it_comes_back_is_started_once_more(folder, hold, monkeypatch):
    """Killed where it is just asked for its roles: whoever looks after it says so and tries again, later and later."""
    kill(hold().postmaster())
    server, said, establish, left = embedded(folder).postgres, [], roles.establish, [2]

    def dies(*asked: str) -> None:
        if left[0]:
            left[0] -= 1
            kill(server.process())
        establish(*asked)

    monkeypatch.setattr(roles, "establish", dies)
    revival = Revival(server)
    until(lambda: revival.look(said.append) or server.is_running(), 60, "the server")
    pauses = [line.rpartition("，")[2] for line in said if "没能启动" in line]
    assert pauses == ["1 秒后再试", "2 秒后再试"], said
    server.release()


def test_a_killed_valkey_is_started_again(folder, hold):
    hold()
    victim = embedded(folder).valkey.process()
    assert victim is not None
    victim.kill()
    assert hold().ping()


def test_a_killed_reaper_is_replaced(folder, hold):
    hold()
    for process in psutil.process_iter():
        if "config.servers.reaper" in " ".join(_line(process)) and str(folder) in " ".join(_line(process)):
            process.kill()
    until(lambda: embedded(folder).postgres.reaper.is_free(), 5)
    for holder in (hold(), hold()):
        assert holder.ping()
    assert not embedded(folder).postgres.reaper.is_free()


def kill(victim: psutil.Process) -> None:
    """Kill it and see it dead: a process on its way out still counts as running."""
    victim.kill()
    until(lambda: not is_alive(victim), 10, "its death")


def _line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_copied_live_folder_gets_a_server_of_its_own(tmp_path, folder, hold):
    original = hold()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.reaper", "*.hold", "*.gate"))
    try:
        twin = hold(copy)
        with psycopg.connect(embedded(copy).postgres.owner_url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE only_in_the_copy AS SELECT 1 AS one")
        assert twin.ask("SELECT one FROM only_in_the_copy") == 1
        assert original.ask("SELECT to_regclass('only_in_the_copy')") is None
        assert twin.postmaster().pid != original.postmaster().pid
        assert twin.valkey != original.valkey
    finally:
        twin.end()
        stop_servers(copy)


def test_a_path_longer_than_a_socket_may_have(tmp_path, grown, hold):
    deep = tmp_path / ("长" * 30) / ("x" * 150)
    shutil.copytree(grown / "postgres", deep / "postgres")
    assert len(str(deep)) > 210
    try:
        assert hold(deep).ask("SELECT 1") == 1
        assert hold(deep).ping()
    finally:
        stop_servers(deep)


def test_five_at_once_share_one_server(hold):
    with ThreadPoolExecutor(5) as pool:
        holders = list(pool.map(lambda _: hold(), range(5)))
    assert len({holder.ask("SELECT pg_postmaster_start_time()::text") for holder in holders}) == 1
    assert all(holder.ping() for holder in holders)


def test_starting_again_at_the_moment_of_stopping(folder, hold):
    for _ in range(5):
        hold().end()
        time.sleep(0.02)
    assert hold().ask("SELECT 1") == 1
    assert not embedded(folder).postgres.reaper.is_free()


def test_the_sockets_lie_in_a_private_folder(folder, hold):
    hold()
    sockets = Path(embedded(folder).postgres.url().split("host=")[1])
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert (sockets / ".s.PGSQL.5432").exists()


def test_the_server_uses_unicode_rules_that_need_no_locale_of_the_system(folder, hold):
    assert (
        hold().ask("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'buduanxian'")
        == "bC.UTF-8"
    )


def test_no_statement_with_its_values_is_logged(folder, hold):
    owner = hold()
    with psycopg.connect(owner.postgres, autocommit=True) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT '440799199001011234'::int")
    assert "4407991990" not in (folder / "postgres.log").read_text()


def test_a_lock_is_let_go_by_the_kernel(tmp_path):
    holder = "import sys, os; from config.servers.locks import FileLock; from pathlib import Path\n"
    holder += "FileLock(Path(sys.argv[1])).exclusive(); print('held', flush=True); sys.stdin.read()"
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert not FileLock(path).is_free()
        process.kill()
        process.wait()
    assert FileLock(path).is_free()


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root has to step down")
def test_root_without_user_namespaces_steps_down_to_nobody(folder):
    """As in a container that forbids namespaces; a checkout under /root is within reach all the same."""
    script = """
import sys
from pathlib import Path
from config.servers import embedded, rights
works = rights._works
rights._works = lambda prefix: prefix[0] != "unshare" and works(prefix)
servers = embedded(Path(sys.argv[1]))
servers.postgres.ensure()
print(servers.postgres.process().username())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "nobody"
    assert (folder / "postgres").owner() == "nobody"
