"""What the tests of 金点子 on the open street share: a form as somebody fills it in, and the code that she gets."""

import re
from typing import Any

from django.test import Client

from outreach.entry import tickets
from outreach.models import Suggestion
from registry.lib import clock
from registry.lib.ids import uuid7
from tests.world import World, clerk

LAMP = "红星小区东门的路灯坏了两个星期，晚上下班骑车看不清路，希望尽快修好。"


def ticket(seconds: int = 60) -> str:
    """Of a form that was opened so long ago."""
    return tickets.issue(int(clock.now().timestamp()) - seconds)


def says(world: World, node: str = "a11", **more: Any) -> dict[str, Any]:
    """What somebody writes; no two write the same."""
    said = {"token": ticket(), "content": LAMP + uuid7().hex, "category": "traffic", "consent": "on"}
    return said | {"place": str(world.nodes[node].pk)} | more


def code_of(client: Client) -> str:
    """The code on the answer's page."""
    found = re.search(r"data-slip-code>\s*([^<\s]+)\s*<", client.get("/suggest/done/").content.decode())
    assert found
    return found.group(1)


def left(client: Client, world: World, node: str = "a11", **more: Any) -> str:
    """Send it; the code."""
    answer = client.post("/suggest/", says(world, node, **more))
    assert answer.status_code == 302, answer.content.decode()
    return code_of(client)


def kept(world: World, node: str = "a11") -> Suggestion:
    """The newest of that node."""
    with world.at(clerk(node)):
        return Suggestion.objects.order_by("-submitted_at")[0]


def bare(text: str) -> str:
    """A page without what differs from one asking to the next."""
    return re.sub(r'value="[^"]*"', "", text)
