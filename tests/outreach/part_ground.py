"""What the tests of 作用发挥 share: rows of every kind, and how a wish gets as far as the wall."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from outreach.domain import part, services, wishes
from outreach.models import CouncilSeat, MicroWish, PioneerPost, VolunteerService
from registry.lib import clock
from registry.models import Member
from tests.world import World, clerk


def post_of(world: World, member: Member, node: str = "a11", **fields: Any) -> PioneerPost:
    """A 先锋岗 awarded today."""
    said = {
        "name": "暖企服务先锋岗",
        "awarded_on": clock.today(),
        "unit": "明星电商",
        "commitment": "有求必应",
    } | fields
    with world.at(clerk(node)):
        return part.award(by=world.users[clerk(node)], label="何登记", member=member, fields=said)


def seat_of(world: World, member: Member, node: str = "a11", **fields: Any) -> CouncilSeat:
    """A seat in the node's council from today."""
    said = {"appointed_on": clock.today(), "term_from": clock.today(), "term_until": None} | fields
    with world.at(clerk(node)):
        by, community = world.users[clerk(node)], world.nodes[node]
        return part.appoint(by=by, label="何登记", member=member, community=community, fields=said)


def service_of(world: World, member: Member, node: str = "a11", **fields: Any) -> VolunteerService:
    """Two and a half hours today."""
    said = {"project": "社区治理", "served_on": clock.today(), "place": "党群服务中心", "content": "巡河"} | fields
    said["hours"] = Decimal(str(said.get("hours", "2.5")))
    with world.at(clerk(node)):
        return services.serve(by=world.users[clerk(node)], label="何登记", member=member, fields=said)


def wish_of(world: World, node: str = "a11", *, upto: str = "publish", **fields: Any) -> MicroWish:
    """A wish collected at a node, moved on to a step."""
    said = {
        "collected_on": clock.today(), "category": "elderly", "wisher_name": "罗秀珍", "wisher_phone": "13800007777",
        "shown_as": "罗奶奶", "kind": "goods", "content": "一台收音机", "community": "永明社区",
    } | fields  # fmt: skip
    by = world.users[clerk(node)]
    with world.at(clerk(node)):
        wish = wishes.collect(by=by, label="何征集", organisation=world.nodes[node], fields=said)
        for step in {"collect": (), "verify": ("verify",)}.get(upto, ("verify", "publish")):
            wish = wishes.move(by=by, label="何核实", wish=wish, step=step, why="上门看过")
        return wish


def step(world: World, wish: MicroWish, kind: str, node: str = "a11", **more: Any) -> MicroWish:
    """One step by the node's clerk; a day two days from now where one is to be agreed."""
    if kind in ("confirm", "redo"):
        more.setdefault("day", clock.today() + timedelta(days=2))
    with world.at(clerk(node)):
        return wishes.move(by=world.users[clerk(node)], label="何办理", wish=wish, step=kind, **more)
