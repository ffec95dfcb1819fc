"""What a view says of itself: who may open its address. Doors put it on the view; the inventory reads it."""

from dataclasses import dataclass
from typing import Literal

from registry.policies.rights import Action


@dataclass(frozen=True, slots=True)
class Access:
    """What an address asks for. `actions` are all needed; `reason` says why a public address is public.

    Where the methods of one address ask for different rights, `methods` says which one each of them needs besides.
    """

    kind: Literal["needs", "login", "public"]
    actions: frozenset[Action] = frozenset()
    reason: str = ""
    methods: tuple[tuple[str, Action], ...] = ()
