"""How often something was done within a window: counted in Redis, where all processes count together."""

import logging
from typing import Any

from django.core.cache import caches
from redis.exceptions import RedisError

log = logging.getLogger("bdx.count")


def counted(key: str, seconds: int, more: int = 1) -> int | None:
    """How often by now, `more` included; None without Redis: then nothing is counted, and nobody is kept out."""
    cache: Any = caches["default"]
    try:
        return int(cache.count(key, more, seconds))
    except RedisError:
        log.warning("nothing is counted: no Redis")
        return None
