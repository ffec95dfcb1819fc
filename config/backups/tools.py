"""The programs of PostgreSQL that a backup needs: where they are, whether they are new enough, how they log in."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from config.backups.failed import Failed
from config.refusal import Refusal
from config.servers.postgres import programs
from registry.domain import rekeying

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def tool(name: str, least: int) -> str:
    """The program of that name, of PostgreSQL `least` or newer. Raises Failed."""
    seen = {path: major_of(path) for path in _places(name)}
    for path, major in seen.items():
        if major >= least:
            return path
    old = "、".join(f"{path} 是 {major}" for path, major in seen.items() if major)
    raise Failed(
        f"{name} 太旧（too old）：要 {least} 或更新的，{old}。请装上同版本的客户端，或用 PG_BIN 写明目录。"
        if old
        else f"找不到 {name}（not found）：请装上 PostgreSQL {least} 的客户端，或用 PG_BIN 写明它所在的目录。"
    )


def _places(name: str) -> Iterator[str]:
    """PG_BIN alone where it is said; else the server's own first: the embedded one's, or what PATH finds."""
    if settings.PG_BIN:
        yield str(Path(settings.PG_BIN) / name)
        return
    found = [shutil.which(name), _of_the_wheel(name)]
    for path in reversed(found) if settings.POSTGRES_IS_EMBEDDED else found:
        if path:
            yield path


def _of_the_wheel(name: str) -> str | None:
    try:
        return str(programs() / name)
    except Refusal:
        return None


def major_of(path: str) -> int:
    """Of which PostgreSQL a program is; 0 where there is none."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = VERSION.search(done.stdout)
    return int(found[1]) if found else 0


def require_owner() -> None:
    """Raise Failed unless Django's connection is of the role that sees every row."""
    if not rekeying.sees_all():
        raise Failed(
            "备份和恢复要用看得到全部数据的属主角色：请核对 MIGRATION_DATABASE_URL，什么也没有动（not the owner）。"
        )


def login() -> tuple[str, dict[str, str]]:
    """(connection string, environment) for a program that is started: everybody may read a command line, so that the
    password stands in the environment."""
    here = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    known: dict[str, Any] = {name: here[key] for name, key in names.items() if here[key]}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    secret = {"PGPASSWORD": here["PASSWORD"]} if here["PASSWORD"] else {}
    # Warnings and notices would only fill the pipe; messages in English, for the one line that is told of them.
    quiet = {"LC_ALL": "C", "PGOPTIONS": "-c client_min_messages=error", "PGAPPNAME": "buduanxian backup"}
    return make_conninfo("", **(known | here["OPTIONS"])), kept | quiet | secret


def connect(*, autocommit: bool = False) -> psycopg.Connection:
    """A connection of its own as the role and to the database that Django has."""
    where, environment = login()
    return psycopg.connect(where, password=environment.get("PGPASSWORD"), autocommit=autocommit)
