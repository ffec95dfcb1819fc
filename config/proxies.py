"""Which address a request came from, when it passed a known number of our own proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that our outermost proxy saw. What a client writes into X-Forwarded-For itself never counts."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = settings.PROXY_COUNT
    if count == 0 or len(hops) < count:
        return direct
    return hops[-count]
