"""Embedded PostgreSQL and Valkey, and the supervisor. No Django in here: the servers start before it does."""

from dataclasses import dataclass
from pathlib import Path

from config.servers.lifecycle import EmbeddedServer
from config.servers.postgres import Postgres
from config.servers.valkey import Valkey

__all__ = ["Embedded", "EmbeddedServer", "Postgres", "Valkey", "embedded"]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The two servers of one data folder."""

    postgres: Postgres
    valkey: Valkey


def embedded(data_dir: Path, *, durable: bool = True) -> Embedded:
    """The embedded servers that keep their data under `data_dir`; starts nothing yet."""
    return Embedded(
        Postgres(data_dir / "postgres", durable=durable),
        Valkey(data_dir / "valkey", durable=durable),
    )
