"""What the tests of the suggestions' pages share: one comes in, one gets as far as asked."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from outreach.domain.suggestions import assigning, moves, receiving
from outreach.domain.suggestions.assigning import Charge
from outreach.domain.suggestions.receiving import Idea
from outreach.models import Suggestion
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.world import World, clerk

LAMP = "红星小区东门的路灯坏了两个星期，晚上下班骑车看不清路，希望尽快修好。"
PHONE = "13800004321"


def left(world: World, node: str = "a11", **more: Any) -> UUID:
    """Somebody without an account writes to that node; the key of what came in."""
    key = uuid7()
    idea = Idea(
        content=LAMP, category="traffic", node=world.nodes[node].pk, may_publish=True, name="甘有田", phone=PHONE
    )
    with work(NOBODY):
        assert receiving.leave(key=key, idea=replace(idea, **more)) is not None
    return key


def taken(world: World, upto: str = "sign", node: str = "a11", **more: Any) -> UUID:
    """The same, worked on by the node's clerk as far as accept, assign, sign or answer."""
    key = left(world, node, **more)
    with world.at(clerk(node)):
        row = Suggestion.objects.get(pk=key)
        row = moves.accept(by=None, label="赵受理", row=row, complexity="normal", on_list=True)
        if upto != "accept":
            charge = Charge(unit_name="市政所", handler_name="李工")
            row = assigning.assign(by=None, label="赵受理", row=row, charge=charge)
        if upto in ("sign", "answer"):
            row = moves.step(by=None, label="李工", row=row, kind="sign")
        if upto == "answer":
            moves.answer(by=None, label="李工", row=row, outcome="A", text="路灯已经修好。", result="换灯两盏")
    return key


def of(world: World, key: UUID, who: str = "street-a1") -> Suggestion:
    """The row as it stands."""
    with world.at(who):
        found: Suggestion = Suggestion.objects.get(pk=key)
        return found
