"""What tests of backups share: keys, an empty database beside the test's own, and the commands at work on either."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import errors, sql

from config.backups import age
from tests.owner import as_owner


@dataclass
class Safe:
    """Keys of which the first two open a backup, and a folder for backups."""

    folder: Path
    keys: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {name: age.new_identity() for name in ("daily", "escrow", "foreign")}
    )

    @property
    def backups(self) -> Path:
        """Where they lie."""
        return self.folder / "backups"

    @property
    def recipients(self) -> list[str]:
        """For whom backups are encrypted."""
        return [self.keys[name][0] for name in ("daily", "escrow")]

    def identity(self, name: str = "daily") -> str:
        """A file with that secret key."""
        path = self.folder / f"{name}.key"
        path.write_text(self.keys[name][1] + "\n")
        return str(path)

    def back_up(self, **options: Any) -> Path:
        """Run the command as the owner; the backup that it made."""
        before = self.whole()
        with as_owner():
            call_command("backup", str(self.backups), stdout=StringIO(), **options)
        (made,) = self.whole() - before
        return made

    def whole(self) -> set[Path]:
        """What looks like a whole backup."""
        return {path for path in self.backups.glob("*") if path.suffix != ".partial"}

    def restore(self, backup: Path, name: str = "daily", **options: Any) -> str:
        """Run the command as the owner; what it printed."""
        out = StringIO()
        with as_owner():
            call_command("restore", str(backup), identity=self.identity(name), stdout=out, **options)
        return out.getvalue()


@contextmanager
def empty_database(name: str = "empty", *, like: str = "template1") -> Iterator[str]:
    """Work on a new database of the same server for the block: as roles.sql leaves one, or a copy of another."""
    kept = connection.settings_dict["NAME"]
    made = f"{kept}_{name}"
    with _maintenance() as link:
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(made), sql.Identifier(like)))
    connection.close()
    connection.settings_dict["NAME"] = made
    try:
        yield made
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        _drop(made)


def _drop(made: str) -> None:
    """Take a database away with whoever is in it; what FORCE may not end, a plain drop asks to go and waits for."""
    name = sql.Identifier(made)
    with _maintenance() as link:
        try:
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        except errors.InsufficientPrivilege:  # autovacuum is at work there, and its worker is the server's own
            link.execute(sql.SQL("DROP DATABASE {}").format(name))


def _maintenance() -> psycopg.Connection:
    owner = settings.DATABASE_ROLES["owner"]
    return psycopg.connect(
        host=owner["HOST"] or None, port=owner["PORT"] or None, dbname="postgres", user=owner["USER"],
        password=owner["PASSWORD"] or None, autocommit=True,
    )  # fmt: skip
