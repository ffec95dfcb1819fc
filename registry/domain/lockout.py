"""Lockout by account and by address.

Every password (or one-time code) takes a place *before* it is looked at, under locks that are held for that moment
only, so that guesses sent at the same time can't overtake the count. A right one gives its place back. Nothing but
time and an officer empties the places of wrong ones: somebody's own login does not give an attacker five more tries.

The places are rows of axes' failure log; the columns are used so: `path_info` the kind (login, token), `username` the
account's name as typed, `ip_address` the client's network, `user_agent` the mark of a known device, else empty. A
known device has places of its own: hammering an account's name does not lock its owner out.
"""

import ipaddress
from datetime import datetime, timedelta

from axes.models import AccessFailureLog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery

from registry.lib import clock
from registry.models import User
from registry.models.turns import take_turn
from registry.models.unit import record

LOGIN, TOKEN, PASSWORD = "login", "token", "password"


class Locked(Exception):
    """No place is free. `until` is when the next one will be, aware."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def take_place(kind: str, account: str, address: str = "", device: str = "") -> AccessFailureLog:
    """A place for one try; raises Locked when the account's or the address's are taken."""
    network = network_of(address)
    with transaction.atomic():
        # One lock of each sort, always in this order: two requests can't wait for each other in a circle.
        _lock(f"{kind}|{account}|{device}")
        _check(_account_rows(kind, account, device), _limit(kind))
        if network and not device:
            _lock(f"{kind}@{network}")
            _check(_address_rows(kind, network), settings.LOCKOUT_ADDRESS)
        place: AccessFailureLog = AccessFailureLog.objects.create(
            path_info=kind, username=account, ip_address=network, user_agent=device, http_accept=""
        )
        return place


def give_back(place: AccessFailureLog) -> None:
    """The try was a right one."""
    place.delete()


def places_taken() -> Subquery:
    """For a queryset of accounts: how many login places strangers' devices have taken, NULL for none."""
    since = clock.now() - timedelta(seconds=settings.LOCKOUT_ACCOUNT[1])
    rows = _account_rows(LOGIN, OuterRef("username"), "").filter(attempt_time__gt=since)
    return Subquery(rows.order_by().values("username").annotate(places=Count("pk")).values("places"))


def unlock(*, by: User, user: User) -> None:
    """Empty the places of an account, and of the addresses it was tried from: its owner sits at one of them."""
    tried = AccessFailureLog.objects.filter(path_info=LOGIN, username=user.username)
    networks = [network for network in tried.values_list("ip_address", flat=True) if network]
    AccessFailureLog.objects.filter(path_info=LOGIN, ip_address__in=networks).delete()
    tried.delete()
    AccessFailureLog.objects.filter(path_info=TOKEN, username=str(user.pk)).delete()
    record("account.unlocked", on=user)


def forget_old() -> int:
    """Remove places that no window reaches any more; returns how many."""
    limits = (settings.LOCKOUT_ACCOUNT, settings.LOCKOUT_ADDRESS, settings.LOCKOUT_TOKEN)
    longest = max(seconds for _, seconds in limits)
    old = AccessFailureLog.objects.filter(attempt_time__lt=clock.now() - timedelta(seconds=longest))
    return int(old.delete()[0])


def network_of(address: str) -> str | None:
    """The address that is counted: IPv4 as it is, IPv6 by its /64, which one household or attacker holds whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def _limit(kind: str) -> tuple[int, int]:
    limit: tuple[int, int] = settings.LOCKOUT_TOKEN if kind == TOKEN else settings.LOCKOUT_ACCOUNT
    return limit


def _account_rows(kind: str, account: str | OuterRef, device: str) -> "QuerySet[AccessFailureLog]":
    rows: QuerySet[AccessFailureLog] = AccessFailureLog.objects.filter(path_info=kind, username=account)
    return rows.filter(user_agent=device)


def _address_rows(kind: str, network: str) -> "QuerySet[AccessFailureLog]":
    rows: QuerySet[AccessFailureLog] = AccessFailureLog.objects.filter(path_info=kind, ip_address=network)
    return rows.filter(user_agent="")


def _check(rows: "QuerySet[AccessFailureLog]", limit: tuple[int, int]) -> None:
    most, seconds = limit
    window = timedelta(seconds=seconds)
    newest = rows.filter(attempt_time__gt=clock.now() - window).order_by("-attempt_time")
    times = list(newest.values_list("attempt_time", flat=True)[:most])
    if len(times) >= most:
        raise Locked(times[-1] + window)


def _lock(name: str) -> None:
    take_turn(f"lockout|{name}")
