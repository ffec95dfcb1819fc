"""What the auditor reads of an event: who, what and which, in words; nobody's personal data, nobody else's trail."""

import re

from django.test import Client

from outreach.domain.suggestions import looking
from outreach.models import Suggestion
from outreach.models.suggestion import NUMBERED
from registry.admin import trail_words
from registry.models import AuditEvent
from registry.models.identity import member_scope
from registry.models.unit import record, work
from tests.admin.desk import AUDITOR, at, page
from tests.planting import plant
from tests.world import World, clerk


def told(client: Client, event: AuditEvent) -> str:
    """The event's page as text."""
    text = client.get(page("auditevent", "change", event.pk)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2] or text))


def latest(world: World, action: str) -> AuditEvent:
    with world.at(AUDITOR):
        return AuditEvent.objects.filter(action=action).latest("seq")


def test_an_event_says_who_what_and_which(world: World, client: Client) -> None:
    plant(world, "a11", times=1)
    number = "JDZ-2026-甲社-0006"
    with world.at(clerk("a11")):
        row = Suggestion.objects.filter(owner_path=world.nodes["a11"].path)[0]
        row.label = number  # planted ones have none of the real form
        looking.opened(by=world.users[clerk("a11")], row=row)
    event = latest(world, "suggestion.opened")
    assert event.detail == {"no": number}
    text = told(at(client, AUDITOR), event)
    assert f"第 {event.seq} 条 查看金点子内容" in text and f"金点子 {number}" in text and f"编号：{number}" in text
    assert "suggestion.opened" not in text and "{" not in text.partition("细节")[2][:60]
    listed = client.get(page("auditevent")).content.decode()
    assert f"金点子 {number}" in listed
    assert at(Client(), clerk("a11")).get(page("auditevent", "change", event.pk)).status_code == 403
    assert number not in at(Client(), "auditor-b").get(page("auditevent")).content.decode()


def test_who_came_by_her_link_is_herself(world: World, client: Client) -> None:
    member = world.member("a11", 77)
    with work(member_scope(world.nodes["a11"].path, member.pk)):
        record("link.opened", object_type="member", object_id=member.pk)
    text = told(at(client, AUDITOR), latest(world, "link.opened"))
    assert "本人（个人链接）" in text and "member link" not in text and member.name not in text


def test_a_text_in_the_numbers_place_stays_off_the_trail(world: World) -> None:
    """What is no number is not written there, whatever the column holds."""
    for label in ("", "何小山 13900001234", "JDZ-2026-甲社", "JDZ-2026-张三 13900001234-0001"):
        assert Suggestion(label=label).trail_number == "", label
    assert NUMBERED.fullmatch("JDZ-2026-永明-0006")


def test_values_in_words() -> None:
    """Codes in the words of their column, yes and no, lists and counts; what is unknown as it is."""
    said = dict(trail_words.lines("suggestion", {"before": "accepted", "granted": True, "reason": None, "odd": "x"}))
    assert said["之前"] != "accepted" and said["同意"] == "是" and said["原因"] == "没有" and said["odd"] == "x"
    said = dict(trail_words.lines("member", {"fields": ["employer", "phone"], "days": {"a": 1}}))
    assert "employer" not in said["改了哪几项"] and "、" in said["改了哪几项"] and said["天数"] == "a 1"
