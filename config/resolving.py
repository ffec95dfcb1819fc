"""What an address leads to, found once: Django tries some hundred and fifty patterns, twice for each request."""

from typing import Any

from django.urls import ResolverMatch, URLResolver
from django.urls.resolvers import RoutePattern

# There are fewer addresses without a part that varies; a pattern without an end could make more of them.
MOST = 1000


class Remembered(URLResolver):
    """All addresses below it; those that hold nothing variable (no key, no code, no link) are known again.

    The others are not kept: they may name a person, and there is no end of them.
    """

    def __init__(self, patterns: list[Any]) -> None:
        super().__init__(RoutePattern(""), patterns)
        self._known: dict[str, ResolverMatch] = {}

    def resolve(self, path: str) -> ResolverMatch:
        """As Django does it; the resolver above makes a match of its own out of it each time."""
        known = self._known.get(path)
        if known is None:
            known = super().resolve(path)
            if not (known.args or known.kwargs) and len(self._known) < MOST:
                known.tried = None  # what was tried on the way, for Django's page on unknown addresses
                self._known[path] = known
        return known
