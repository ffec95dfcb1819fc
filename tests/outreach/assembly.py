"""What the tests of activities share: one that is planned, an invitation approved, links of the invited."""

from datetime import timedelta
from typing import Any

from outreach.domain import activities, batches, invitations, links
from outreach.domain.seals import content_of
from outreach.models import Activity, Message, Participation, PersonalLink
from registry.lib import clock
from registry.models import Member
from tests.world import World, clerk


def planned(world: World, node: str = "a11", *, hours: float = 48, **fields: Any) -> Activity:
    """An activity of a node that begins in so many hours and lasts two."""
    begins = clock.now() + timedelta(hours=hours)
    said = {
        "kind": "theme_day", "title": "七月主题党日", "starts_at": begins, "ends_at": begins + timedelta(hours=2),
        "place": "江海广场红色驿站", "open_to_all": True, "speaker": "何老师", "team": "red_lecturers",
    }  # fmt: skip
    user = world.users[clerk(node)]
    with world.at(clerk(node)):
        return activities.plan(by=user, label=user.name, organisation=world.nodes[node], fields=said | fields)


def invited(world: World, activity: Activity, node: str = "a11", channel: str = "wechat") -> dict[str, str]:
    """Everybody at a node gets an invitation: name → token of the link in it."""
    user = world.users[clerk(node)]
    with world.at(clerk(node)):
        batch = invitations.invite(
            by=user, label=user.name, activity=activity, channel=channel, body=invitations.wording(activity)
        )
        batches.approve(by=user, label=user.name, batch=batch, seen=batches.preview(batch).seal)
        rows = Message.objects.filter(batch=batch).select_related("member")
        return {message.member.name: content_of(message)["token"] for message in rows}


def links_to(world: World, activity: Activity, members: list[Member]) -> list[PersonalLink]:
    """A link for each of these members, as an invitation brings it."""
    made = [links.made(by=None, member=member, purpose="activity", token=links.new_token()) for member in members]
    for link in made:
        link.activity_id = activity.pk
    with world.system():
        return list(PersonalLink.objects.bulk_create(made))


def answers(world: World, activity: Activity) -> dict[str, str]:
    """Name → what was said."""
    with world.system():
        rows = Participation.objects.filter(activity=activity).select_related("member").order_by("place_no")
        return {row.member.name: row.answer for row in rows}
