"""Rows of 作用发挥 written straight into the database, as many as a long list needs."""

from datetime import timedelta
from uuid import UUID

from outreach.models import (
    CouncilSeat,
    MicroWish,
    PartNote,
    PioneerPost,
    VolunteerService,
    WishClaim,
    WishEvidence,
    WishStep,
)
from registry.lib import clock
from registry.models import Member
from tests.world import World, clerk


def part_of(world: World, node: str, numbers: range, members: list[Member]) -> dict[str, UUID]:
    """Of every kind one for each number; the keys of the first, by model."""
    today, user = clock.today(), world.users[clerk(node)]
    place, now = world.nodes[node], clock.now()
    posts, seats, notes, services = [], [], [], []
    for number, member in zip(numbers, members, strict=False):
        own = {
            "owner_path": member.owner_path, "node_at_event": member.owner_path, "member": member, "recorded_at": now,
            "recorded_label": user.name,
        }  # fmt: skip
        day = today - timedelta(days=number % 300)
        posts.append(PioneerPost(**own, name="先锋岗", awarded_on=day, unit="电商", commitment="有求必应"))
        seats.append(CouncilSeat(**own, community=place, community_label=str(place), appointed_on=day, term_from=day))
        notes.append(PartNote(**own, post=posts[-1], kind="deed", happened_on=today, text="帮企业办证"))
        notes.append(PartNote(**own, seat=seats[-1], kind="meeting", happened_on=today))
        services.append(VolunteerService(**own, project="巡河", served_on=day, place="河边", content="捡垃圾", hours=2))
    for rows in (posts, seats, notes, services):
        type(rows[0]).objects.bulk_create(rows)
    keys = {type(rows[0]).__name__: rows[0].pk for rows in (posts, seats, notes, services)}
    return keys | _wishes(world, node, numbers, members)


def _wishes(world: World, node: str, numbers: range, members: list[Member]) -> dict[str, UUID]:
    """Every second one hangs on the wall, the others are claimed."""
    path, now, today = world.nodes[node].path, clock.now(), clock.today()
    wishes, steps, claims = [], [], []
    for number, member in zip(numbers, members, strict=False):
        wish = MicroWish(
            owner_path=path, node_at_event=path, year=today.year, number=number, collected_on=today, category="elderly",
            wisher_name="罗秀珍", wisher_phone="13800007777", shown_as="罗奶奶", kind="goods",
            content=f"第{number}个心愿", community="永明社区", state=("claimed", "published")[number % 2], state_at=now,
        )  # fmt: skip
        wishes.append(wish)
        steps.append(WishStep(owner_path=path, wish=wish, kind="collect", at=now, label="何征集"))
        if wish.state == "claimed":
            claims.append(WishClaim(
                owner_path=member.owner_path, node_at_event=member.owner_path, member=member, wish=wish,
                title=str(wish), claimed_on=today, claimed_at=now, claimed_via="staff",
            ))  # fmt: skip
    MicroWish.objects.bulk_create(wishes)
    WishStep.objects.bulk_create(steps)
    WishClaim.objects.bulk_create(claims)
    own = [{"owner_path": claim.owner_path, "member_id": claim.member_id, "claim": claim} for claim in claims]
    shown = [WishEvidence(**row, text="送到了", data=b"", added_at=now) for row in own]
    WishEvidence.objects.bulk_create(shown)
    return {"MicroWish": wishes[0].pk, "WishClaim": claims[0].pk, "WishEvidence": shown[0].pk}
