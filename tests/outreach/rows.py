"""Rows that lists of outreach show: messages waiting, sent, dead; answers, opt-outs, a draft of a batch; venues."""

from datetime import timedelta
from uuid import UUID

from outreach.domain import batches, materials, photos
from outreach.models import (
    Activity,
    ActivityRecord,
    Correction,
    Handout,
    Lead,
    Material,
    Message,
    MessageAnswer,
    MessageBatch,
    MessageTemplate,
    OptOut,
    Participation,
    PersonalLink,
    RegistrationPoint,
    Venue,
)
from registry.domain.files import Prepared
from registry.lib import clock
from registry.models import Member
from registry.models.sealed import blind_index, sealed_json
from tests.world import World, clerk, phone

STATES = ("queued", "sent", "failed", "unknown")


def messages_of(world: World, node: str, members: list[Member]) -> dict[str, UUID]:
    """A message to each of these members, every second one by hand; keys of the first rows, by model."""
    user, now = world.users[clerk(node)], clock.now()
    batch = MessageBatch(
        owner_path=world.nodes[node].path, name="近况", channel="wechat", body="{姓名}，您好{链接}", created_at=now,
        created_by=user, created_label=user.name,
    )  # fmt: skip
    batch.save(force_insert=True)
    messages, links = [], []
    for number, member in enumerate(members):
        by_hand = number % 2 == 0
        message, link = batches.written(
            by=user,
            label=user.name,
            member=member,
            channel="wechat" if by_hand else "sms",
            title="近况",
            body="您好{链接}",
        )
        message.state = "queued" if by_hand else STATES[number // 2 % len(STATES)]
        messages.append(message)
        links.append(link)
    Message.objects.bulk_create(messages)
    PersonalLink.objects.bulk_create(links)
    own = {"owner_path": batch.owner_path}
    answers = [MessageAnswer(**own, member=m.member, message=m, text="收到", answered_at=now) for m in messages[::4]]
    stopped = [OptOut(**own, member=member, channel="email", since=now, via="staff") for member in members[1::4]]
    MessageAnswer.objects.bulk_create(answers)
    OptOut.objects.bulk_create(stopped)
    words = MessageTemplate(owner_path=batch.owner_path, name=f"问候 {phone_of(members)}", body="{姓名}，您好")
    words.save(force_insert=True)
    texts = {"Message": messages[0].pk, "MessageBatch": batch.pk, "MessageTemplate": words.pk}
    return texts | {"PersonalLink": links[0].pk, "OptOut": stopped[0].pk, "MessageAnswer": answers[0].pk}


def phone_of(members: list[Member]) -> str:
    """Four digits that set what is planted twice apart."""
    return str(members[0].phone)[-4:]


def venues_of(world: World, node: str, numbers: range) -> dict[str, UUID]:
    """A place of a node for each number; the key of the first."""
    place = world.nodes[node]
    rows = [
        Venue(owner_path=place.path, host_label=str(place), name=f"活动室 {number}", kind="activity_room")
        for number in numbers
    ]
    Venue.objects.bulk_create(rows)
    return {"Venue": rows[0].pk}


def corrections_of(world: World, members: list[Member]) -> dict[str, UUID]:
    """Each of these members wants her employer put right, every second one for long."""
    rows = [
        Correction(
            owner_path=member.owner_path, node_at_event=member.owner_path, member=member, field="employer",
            old=member.employer, wanted="新单位", asked_at=clock.now() - timedelta(days=number % 2 * 60),
        )
        for number, member in enumerate(members)
    ]  # fmt: skip
    Correction.objects.bulk_create(rows)
    return {"Correction": rows[0].pk}


def leads_of(world: World, node: str, numbers: range) -> dict[str, UUID]:
    """A registration point of a node, and somebody who wrote herself down there for each number: two of three wait,
    half of these for long."""
    place, now = world.nodes[node], clock.now()
    name = f"登记点 {numbers[0]}"
    venue = Venue(owner_path=place.path, host_label=str(place), name=name, kind="registration_point")
    venue.save(force_insert=True)
    code = f"{node}point{numbers[0]:0>8}"
    point = RegistrationPoint(owner_path=place.path, venue=venue, code=code, opened_at=now, opened_label="何")
    point.save(force_insert=True)
    rows = [
        Lead(
            owner_path=place.path, point=point, notice="2026-11", left_at=now - timedelta(days=number % 2 * 20),
            said=sealed_json({"name": f"何小{number}", "phone": phone(number), "origin": "贵州独山"}),
            phone_index=blind_index().of("phone", phone(number)),
            **({} if number % 3 else {"state": "dismissed", "reason": "unreachable", "decided_at": now}),
        )
        for number in numbers
    ]  # fmt: skip
    Lead.objects.bulk_create(rows)
    waiting = next((row for row in rows if row.state == "open"), rows[0])
    return {"RegistrationPoint": point.pk, "Lead": waiting.pk}


def activities_of(world: World, node: str, numbers: range, members: list[Member]) -> dict[str, UUID]:
    """An activity for each number, some to come and some over; all these members came to the first, which has a record
    and a photograph."""
    place, user, now = world.nodes[node], world.users[clerk(node)], clock.now()
    rows = []
    for number in numbers:
        begins = now + timedelta(hours=1, days=number % 7) if number % 2 == 0 else now - timedelta(days=number % 50)
        rows.append(
            Activity(
                owner_path=place.path, host_label=str(place), kind="theme_day", title=f"主题党日 {number}",
                starts_at=begins, ends_at=begins + timedelta(hours=2), place="党员活动室", state_at=now, created_at=now,
                created_by=user, created_label=user.name, door_code=f"{node}{number:0>12}"[:16],
            )
        )  # fmt: skip
    Activity.objects.bulk_create(rows)
    first = rows[0]
    came = [
        Participation(
            owner_path=member.owner_path, node_at_event=member.owner_path, member=member, activity=first,
            invited_at=now, attendance="present", attended_at=now, attended_via="staff", attended_label=user.name,
        )
        for member in members
    ]  # fmt: skip
    Participation.objects.bulk_create(came)
    ActivityRecord.objects.create(
        owner_path=place.path, activity=first, recorder="何记录", minutes="学习", written_at=now, written_label="何"
    )
    photo = photos.add(by=user, label="何", activity=first, upload=Prepared("照片.png", "image/png", b"\x89PNG"))
    return {"Activity": first.pk, "ActivityPhoto": photo.pk, "Participation": came[0].pk}


def materials_of(world: World, node: str, numbers: range, members: list[Member]) -> dict[str, UUID]:
    """A study material for each number, the first with a file; all these members were given it."""
    place, user, now = world.nodes[node], world.users[clerk(node)], clock.now()
    said = {"kind": "book", "title": f"党章读本 {numbers[0]}", "year": clock.today().year}
    pdf = Prepared("读本.pdf", "application/pdf", b"%PDF-1.4 %%EOF")
    first = materials.add_material(by=user, label="何", organisation=place, fields=said, upload=pdf)
    rows = [
        Material(owner_path=place.path, host_label=str(place), **said | {"title": f"学习读本 {number}"})
        for number in numbers[1:]
    ]
    Material.objects.bulk_create(rows)
    given = [
        Handout(
            owner_path=member.owner_path, node_at_event=member.owner_path, member=member, material=first,
            title=first.title, kind="book", given_on=clock.today(), channel="in_person", copies=1, recorded_at=now,
            recorded_by=user, recorded_label=user.name,
        )
        for member in members
    ]  # fmt: skip
    Handout.objects.bulk_create(given)
    return {"Material": first.pk, "MaterialFile": first.files.get().pk, "Handout": given[0].pk}
