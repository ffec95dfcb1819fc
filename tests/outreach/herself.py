"""What the tests of a member's own page share: a member, her link, and a browser in which it was opened."""

import itertools
from ipaddress import ip_address
from typing import Any

from django.test import Client

from outreach.domain import links
from outreach.models import PersonalLink
from registry.models import Member
from tests.world import World, clerk

# More than the 254 of a network for documentation: what is no address is counted together with all that are none.
ADDRESSES = (str(ip_address("198.18.0.0") + number) for number in itertools.count(1))


def visitor(**more: Any) -> Client:
    """A browser without a session, at an address of its own."""
    return Client(REMOTE_ADDR=next(ADDRESSES), HTTP_HOST="testserver", **more)


def linked(world: World, sequence: int = 1, node: str = "a11", **columns: Any) -> tuple[Member, PersonalLink, str]:
    """A member with a link to her page: (member, link, token)."""
    member = world.member(node, sequence, **({"name": f"何小山{sequence}"} | columns))
    with world.at(clerk(node)):
        link, token = links.issue(by=world.users[clerk(node)], member=member)
    return member, link, token


def inside(token: str, **more: Any) -> Client:
    """A browser in which that link was opened."""
    client = visitor(**more)
    assert client.post(f"/m/{token}/", {"open": "1"}).headers["Location"] == "/me/"
    return client


def text_of(client: Client, path: str = "/me/", status: int = 200) -> str:
    """The page, as text."""
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()
