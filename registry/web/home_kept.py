"""Numbers that take long to count are kept for some minutes, and what shows them says since when they stand.

Nobody's name is among them, only numbers and the addresses of lists. They lie in Redis, each user's by themselves;
without Redis they are counted each time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from registry.domain.counting import counted
from registry.lib import clock
from registry.lib import scope as scopes

log = logging.getLogger("bdx.kept")
Parts = dict[str, Any]

# Of fewer members the whole page takes less than half a second: nothing is kept, since a number on its way down to 0
# should be seen doing so.
LARGE = 20_000
PREFIX = "kept"
MINUTES = 5
# Whoever comes while somebody counts anew is shown what there was, and so long at most.
OLDEST_S = 3600
COUNTING_S = 60


def kept(name: str, count: Callable[[], tuple[Parts, int]]) -> tuple[Parts, datetime | None]:
    """What `count` says, and since when if it was kept; it also says over how many members it counted. `name` is the
    page; the user, her node and role and the day belong to the key."""
    key = _key(name)
    found = _read(key)
    if found and (clock.now() - found[1] < timedelta(minutes=MINUTES) or _is_being_counted(key)):
        return found
    now = clock.now()
    parts, members = count()
    if members >= LARGE:
        _write(key, parts, now)
    return parts, None


def _key(name: str) -> str:
    scope = scopes.current()
    return f"{PREFIX}:{name}:{scope.user_id}:{scope.posting_id}:{scope.path}:{scope.role}:{clock.today()}"


def _read(key: str) -> tuple[Parts, datetime] | None:
    try:
        found = cache.get(key)
        return found and (found["parts"], datetime.fromisoformat(found["at"]))
    except (RedisError, ValueError, LookupError, TypeError):
        log.warning("nothing is kept: no Redis, or something else lies there")
        return None


def _write(key: str, parts: Parts, at: datetime) -> None:
    try:
        cache.set(key, {"parts": parts, "at": at.isoformat()}, OLDEST_S)
    except RedisError:
        log.warning("nothing is kept: no Redis")


def _is_being_counted(key: str) -> bool:
    """Whether another request began to count anew before this one."""
    return (counted(f"{key}:counting", COUNTING_S) or 1) > 1
