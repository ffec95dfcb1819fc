"""How often a public address was asked: counted in Redis, where all workers count together."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest

from registry.domain.counting import counted
from registry.domain.lockout import network_of
from registry.lib import clock
from registry.models.sealed import blind_index


def too_often(request: HttpRequest, what: str, more: int, *, whose: str = "") -> bool:
    """Whether this address (or `whose`, a session or a poster) has done so too often within the window; counts `more`.

    The bounds are settings.LINK_LIMITS[what]. Without Redis nothing is counted. What is counted by is kept as a keyed
    hash, and no longer than the window.
    """
    most, seconds = settings.LINK_LIMITS[what]
    network = whose or network_of(get_client_ip_address(request) or "") or "?"
    named = (blind_index().of("link-limit", network) or b"").hex()
    key = f"link:{what}:{named}:{int(clock.now().timestamp()) // seconds}"
    number = counted(key, seconds, more)
    return number is not None and number > most - (0 if more else 1)
