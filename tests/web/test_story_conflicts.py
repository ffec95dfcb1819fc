"""Two people correct one contact, or one study report: the second meets the page, chooses, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.choices import StudyState
from registry.domain import contacts, members, revisions, studies
from registry.lib import clock
from registry.models import ContactLog, Member, Revision, StudyReport
from registry.models.sealed import opened
from tests.domain import pictures as made
from tests.web.staff import client_of, text_of
from tests.web.test_edit_conflict import sent
from tests.world import World

OWNER, COLLEAGUE, LIAISON = "community-a11", "street-a1", "liaison-a11"
OUTSIDERS = ("community-a12", "street-a2", "district-b", "liaison-a12")
OFFICERS = ("system_admin-a", "security_admin-a", "auditor-a")


def assigned(world: World) -> Member:
    """A member of whom a liaison takes care."""
    member = world.member("a11")
    with world.at(OWNER):
        members.assign_liaison(by=world.users[OWNER], member=member, liaison=world.users[LIAISON])
    return member


def contact_of(world: World, name: str = OWNER) -> ContactLog:
    fields = {"happened_at": clock.now() - timedelta(days=2), "channel": "phone", "outcome": "reached"}
    member = assigned(world)
    with world.at(name):
        return contacts.record_contact(
            by=world.users[name], member=member, fields=fields | {"summary": "原来的摘要", "family": "和爱人同住"}
        )


def study_of(world: World, name: str = OWNER) -> StudyReport:
    fields = {
        "topic": "党章第一章",
        "form": "self_study",
        "studied_on": clock.today(),
        "text": "原来的心得",
        "hours": 2,
    }
    member = assigned(world)
    with world.at(name):
        return studies.file_study(by=world.users[name], member=member, fields=fields | {"hours": 2})


MAKERS: dict[str, Callable[..., Any]] = {"contacts": contact_of, "studies": study_of}
FREE_TEXT = {"contacts": "summary", "studies": "text"}


def address(row: ContactLog | StudyReport) -> str:
    return f"/{'contacts' if isinstance(row, ContactLog) else 'studies'}/{row.pk}/edit/"


def typed_into(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """The page's form as a browser sends it, with these changes."""
    form = client.get(url).context["form"]
    found = {}
    for field in form:
        value = field.field.widget.format_value(field.value()) if field.name != "uploads" else ""
        found[field.name] = (value[0] if isinstance(value, list) else value) or ""
    return {name: value for name, value in found.items() if value not in ("", False)} | changes


def now(world: World, row: Any) -> Any:
    with world.at("district-a"):
        return type(row).objects.get(pk=row.pk)


def replaced(world: World, row: Any) -> dict[str, list[Any]]:
    """Every value that a correction replaced."""
    found: dict[str, list[Any]] = {}
    with world.at("district-a"):
        for revision in Revision.objects.filter(object_id=row.pk).order_by("version", "revised_at"):
            for name, old in opened(revision.old).items():
                found.setdefault(name, []).append(old)
    return found


def test_two_editors_of_a_contact(world: World) -> None:
    row = contact_of(world)
    url, mine, theirs = address(row), client_of(world, OWNER), client_of(world, COLLEAGUE)
    data = typed_into(mine, url, summary="我的摘要", thoughts="想回乡创业", reason="听错了")
    moved = clock.local(row.happened_at) - timedelta(hours=3)
    other = {"summary": "对方的摘要", "contact_person": str(world.users[LIAISON].pk), "family": ""}
    other["happened_at"] = f"{moved:%Y-%m-%dT%H:%M}"
    assert theirs.post(url, typed_into(theirs, url, **other)).status_code == 302
    answer = mine.post(url, data | {"uploads": [made.upload(made.photo(), "走访.jpg")]})
    page, found = text_of(answer), answer.context["conflict"]
    states = {row.name: row.state for row in found.rows}
    assert states == {
        "summary": "both",
        "thoughts": "mine",
        "family": "theirs",
        "contact_person": "theirs",
        "happened_at": "theirs",
    }
    rows = {row.name: (row.mine, row.theirs, row.original) for row in found.rows}
    assert rows["summary"] == ("我的摘要", "对方的摘要", "原来的摘要")
    assert rows["contact_person"][1:] == (world.users[LIAISON].name, row.contact_label)
    assert rows["happened_at"][1] == f"{moved:%Y-%m-%d %H:%M}"
    assert "a1街道" in page
    assert "您选的 1 个文件已经存好" in page
    # Nothing chosen: asked again, and still nothing is written.
    half = text_of(mine.post(url, sent(page)))
    assert "还有没选的" in half
    assert now(world, row).summary == "对方的摘要"
    assert mine.post(url, sent(half, summary="mine")).status_code == 302
    kept = now(world, row)
    assert (kept.summary, kept.thoughts, kept.family) == ("我的摘要", "想回乡创业", "")
    assert (kept.contact_person_id, clock.local(kept.happened_at).hour) == (world.users[LIAISON].pk, moved.hour)
    assert replaced(world, row)["summary"] == ["原来的摘要", "对方的摘要"]
    with world.at(OWNER):
        assert [file.name for file in kept.attachments.all()] == ["走访.jpg"]
        assert Revision.objects.filter(object_id=row.pk).latest("revised_at").reason == "听错了"


def test_two_editors_and_a_reviewer_of_a_study_report(world: World) -> None:
    row = study_of(world)
    url, mine, theirs = address(row), client_of(world, OWNER), client_of(world, COLLEAGUE)
    data = typed_into(mine, url, text="我的心得\r\n第二段", hours="2", campaign="主题教育")
    street = typed_into(theirs, url, text="对方的心得", share_home="on", form="visit")
    assert theirs.post(url, street).status_code == 302
    answer = mine.post(url, data)
    found = answer.context["conflict"]
    states = {row.name: row.state for row in found.rows}
    assert states == {"text": "both", "campaign": "mine", "share_home": "theirs", "form": "theirs"}
    # While one chooses, a reviewer sends it back: asked once more, with what the reviewer said.
    review = {"action": "return", "version": found.version, "comment": "请写清时间"}
    assert theirs.post(f"/studies/{row.pk}/review/", review).status_code == 302
    again = mine.post(url, sent(text_of(answer), text="theirs") | {"uploads": [made.upload(made.pdf(), "手写稿.pdf")]})
    page = text_of(again)
    assert "请写清时间" in page
    assert {row.name: row.state for row in again.context["conflict"].rows} == {"campaign": "mine"}
    assert mine.post(url, sent(page)).status_code == 302
    kept = now(world, row)
    assert (kept.text, kept.campaign, kept.share_home, kept.form) == ("对方的心得", "主题教育", True, "visit")
    assert (kept.hours, kept.state) == (2, StudyState.PENDING)
    assert replaced(world, row)["text"] == ["原来的心得"]
    with world.at(OWNER):
        assert [file.name for file in kept.attachments.all()] == ["手写稿.pdf"]


@pytest.mark.parametrize("kind", MAKERS)
def test_what_was_typed_into_a_record_taken_back_meanwhile_is_shown(world: World, kind: str) -> None:
    row, client = MAKERS[kind](world), client_of(world, OWNER)
    data = typed_into(client, address(row), **{FREE_TEXT[kind]: "写了很久的字"})
    void = f"/{kind}/{row.pk}/void/"
    assert client_of(world, COLLEAGUE).post(void, {"reason": "登记错人"}).status_code == 302
    page = text_of(client.post(address(row), data))
    assert "您填写的时候" in page
    assert "作废了" in page
    assert "写了很久的字" in page
    assert 'name="action"' not in page, "nothing to save any more"
    assert getattr(now(world, row), FREE_TEXT[kind]).startswith("原来的")


def test_a_liaison_whose_report_was_read_meanwhile_keeps_her_words(world: World) -> None:
    row, hers = study_of(world, LIAISON), client_of(world, LIAISON)
    data = typed_into(hers, address(row), text="写了很久的字")
    review = {"action": "read", "version": 1}
    assert client_of(world, COLLEAGUE).post(f"/studies/{row.pk}/review/", review).status_code == 302
    page = text_of(hers.post(address(row), data))
    assert "已经审阅了" in page
    assert "写了很久的字" in page
    assert now(world, row).text == "原来的心得"


@pytest.mark.parametrize("kind", MAKERS)
def test_strangers_meet_no_conflict_and_a_liaison_only_in_her_own(world: World, kind: str) -> None:
    row = MAKERS[kind](world)
    data = typed_into(client_of(world, OWNER), address(row), **{FREE_TEXT[kind]: "改过的字"})
    assert client_of(world, COLLEAGUE).post(address(row), data).status_code == 302
    for name in (*OUTSIDERS, *OFFICERS):
        answer = client_of(world, name).post(address(row), data | {"version": "1"})
        assert answer.status_code == (403 if name in OFFICERS else 404), name
        assert "改过的字" not in text_of(answer)
    answer = client_of(world, LIAISON).post(address(row), data, follow=True)
    assert "conflict" not in answer.context
    assert now(world, row).version == 2


@pytest.mark.parametrize("kind", MAKERS)
def test_without_the_version_the_first_editor_is_overwritten(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the version keeps from happening: an update that nobody sees is lost."""
    row, text = MAKERS[kind](world), FREE_TEXT[kind]
    mine, theirs = client_of(world, OWNER), client_of(world, COLLEAGUE)
    data = typed_into(mine, address(row), **{text: "我的字"})
    assert theirs.post(address(row), typed_into(theirs, address(row), **{text: "对方的字"})).status_code == 302
    assert mine.post(address(row), data).status_code == 200
    assert getattr(now(world, row), text) == "对方的字"
    held = revisions.locked
    monkeypatch.setattr(revisions, "locked", lambda obj, version=None: held(obj))
    assert mine.post(address(row), data).status_code == 302
    assert getattr(now(world, row), text) == "我的字"
