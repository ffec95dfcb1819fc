"""Which address a request came from, when it passed a known number of our own proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that our outermost proxy saw. What a client writes into X-Forwarded-For itself never counts."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    hops = [part.strip() for part in forwarded.split(",") if part.strip()]
    count = int(settings.PROXY_COUNT)
    if count == 0 or len(hops) < count:
        return direct
    return hops[-count]
