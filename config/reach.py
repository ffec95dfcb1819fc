"""Whether the servers can be reached, asked before Django does, so that the answer is a sentence."""

from typing import Any

import psycopg
import redis

from config.refusal import Refusal

SECONDS = 5


def require_servers(database: dict[str, Any], redis_url: str) -> None:
    """Raise Refusal, naming server and reason but no password, unless both answer."""
    require_database(database)
    require_redis(redis_url)


def require_database(database: dict[str, Any]) -> None:
    """Log in once with Django's settings of a database."""
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    known = {name: database[key] for name, key in parts.items() if database.get(key)}
    where = f"{known.get('user', '')}@{known.get('host', 'localhost')}/{known['dbname']}"
    try:
        psycopg.connect(**known, connect_timeout=SECONDS).close()
    except psycopg.Error as error:
        raise Refusal(f"连不上数据库 {where}（database unreachable）：{_reason(error)}") from None


def require_redis(url: str) -> None:
    """PING once."""
    try:
        with redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        where = url.rsplit("@", 1)[-1]
        raise Refusal(f"连不上 Redis {where}（Redis unreachable）：{_reason(error)}") from None


def _reason(error: Exception) -> str:
    said = [line.strip() for line in str(error).splitlines() if line.strip()]
    return said[0][-200:] if said else type(error).__name__
