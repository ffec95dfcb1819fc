"""How much a program may ask: counted in Redis, where all workers count together."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from registry.domain.counting import counted
from registry.lib import clock
from registry.lib import scope as scopes

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class AccountThrottle(BaseThrottle):
    """So many requests in a window of so many seconds, for each account, reading, writing and revealing apart.

    Adding one and reading the sum is a single step of Redis, so that requests at the same time can't overtake the
    count. Without Redis nothing is counted: the registry goes on working.
    """

    left: int | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this request still fits."""
        if not request.user.is_authenticated:
            return True
        kind = self._kind(request, view)
        most, seconds = settings.API_RATES[kind]
        now = int(clock.now().timestamp())
        scope = scopes.current()
        asked = counted(f"api:{kind}:{scope.user_id}:{now // seconds}", 2 * seconds) or 0
        self.left = seconds - now % seconds
        return asked <= most

    def _kind(self, request: Request, view: Any) -> str:
        if str(view.action).startswith("reveal"):
            return "reveal"
        return "read" if request.method in SAFE else "write"

    def wait(self) -> float | None:
        """Seconds until the next window."""
        return self.left
