"""The cache, with a counter that costs one round trip; what lies in it is data."""

import json
from functools import cached_property
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.serializers.json import DjangoJSONEncoder


class Json:
    """JSON instead of Django's pickles: who can write into Redis must not be able to run a program here."""

    def dumps(self, value: Any) -> str:
        """Times, dates and UUIDs become text. Raises TypeError for what JSON has no word for."""
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    def loads(self, data: bytes) -> Any:
        """Raises ValueError for anything else than JSON."""
        return json.loads(data)


class CountingClient(RedisCacheClient):
    """Counts on the server, by one client over the pool: making one costs more than counting does."""

    @cached_property
    def _counter(self) -> Any:
        return self.get_client(None, write=True)

    def count(self, key: str, more: int, seconds: int) -> int:
        """Add `more` to a number that lives `seconds` from its first counting on; what it is now."""
        with self._counter.pipeline(transaction=False) as pipe:
            pipe.incrby(key, more)
            pipe.expire(key, seconds, nx=True)
            number, _ = pipe.execute()
        return int(number)


class CountingCache(RedisCache):
    """Django's own, whose `add` and `incr` would take three round trips to count."""

    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = CountingClient

    def count(self, key: str, more: int, seconds: int) -> int:
        """`CountingClient.count`. Raises redis.RedisError."""
        client: Any = self._cache
        found: int = client.count(self.make_and_validate_key(key), more, seconds)
        return found
