"""The pages of the contact log: who may open and change them, what they say, what they cost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from registry.choices import MovementKind
from registry.domain import members, movements
from registry.domain.home_duties import period_name, period_of
from registry.lib import clock
from registry.models import ContactLog, Member
from registry.web.contacts_forms import a_month_after
from tests.domain import pictures as made
from tests.web.calls import LIAISON, OWNER, TODAY, noted
from tests.web.staff import client_of, text_of
from tests.world import World, id_number

ALLOWED = (OWNER, "street-a1", "district-a", LIAISON)
OUTSIDERS = ("community-a12", "liaison-a12", "street-a2", "district-b")
OFFICERS = ("system_admin-a", "security_admin-a", "auditor-a")
UNKNOWN = "019a0000-0000-7000-8000-000000000000"
LETTERS = ("identity", "receipt", "situation", "review")


@pytest.fixture
def member(world: World) -> Member:
    """A member who has reported in, and whom the liaison keeps in touch with."""
    member = world.member("a11", 1, home_org_name="中共独山县某村支部委员会", employer="某电商基地")
    with world.at(OWNER):
        user = world.users[OWNER]
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=TODAY)
        members.assign_liaison(by=user, member=member, liaison=world.users[LIAISON])
    return member


def said(**more: str) -> dict[str, str]:
    """What the full form sends."""
    moment = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    return {"side": "member", "happened_at": moment, "channel": "phone", "outcome": "reached", **more}


def pages(member: Member | str, contact: ContactLog | str) -> list[str]:
    of_member = [f"/members/{getattr(member, 'pk', member)}/{page}/" for page in ("contacts/new", "contacts/quick")]
    letters = [f"/members/{getattr(member, 'pk', member)}/letters/{matter}/" for matter in LETTERS]
    of_contact = [f"/contacts/{getattr(contact, 'pk', contact)}/{page}" for page in ("", "edit/", "void/")]
    return of_member + letters + of_contact


def test_who_may_open_the_pages(world: World, member: Member) -> None:
    contact = noted(world, member, LIAISON, summary="聊了聊工作")
    for name in ALLOWED:
        client = client_of(world, name)
        assert [client.get(url).status_code for url in pages(member, contact)] == [200] * 9, name
        assert "何小山" in text_of(client.get("/contacts/"))
    for name in OUTSIDERS:
        client = client_of(world, name)
        for foreign, unknown in zip(pages(member, contact), pages(UNKNOWN, UNKNOWN), strict=True):
            answers = client.get(foreign), client.get(unknown)
            assert [answer.status_code for answer in answers] == [404, 404], (name, foreign)
            assert text_of(answers[0]) == text_of(answers[1])
        assert "何小山" not in text_of(client.get("/contacts/"))
    for name in OFFICERS:
        client = client_of(world, name)
        assert {client.get(url).status_code for url in [*pages(member, contact), "/contacts/"]} == {403}, name


def test_an_outsider_writes_nothing(world: World, member: Member) -> None:
    contact = noted(world, member)
    data = said(next="week", reason="改", version="1", client_key=str(uuid4()))
    for name, status in (("community-a12", 404), ("liaison-a12", 404), ("auditor-a", 403)):
        client = client_of(world, name)
        for url in pages(member, contact):
            assert client.post(url, data).status_code in (status, 405), url
    with world.at(OWNER):
        assert ContactLog.objects.get().version == 1


def test_the_card_after_a_call(world: World, member: Member) -> None:
    client, url = client_of(world, LIAISON), f"/members/{member.pk}/contacts/quick/"
    key = client.get(url).context["form"]["client_key"].value()
    failed = {"client_key": str(key), "outcome": "no_answer", "channel": "phone", "next": "tomorrow"}
    empty = text_of(client.post(url, {"client_key": str(key)}))
    assert "请选这次联系的结果" in empty
    assert "请选下次什么时候联系" in empty
    assert "请选下次联系的日期" in text_of(client.post(url, failed | {"next": "custom"}))
    assert "结果不会是" in text_of(client.post(url, failed | {"channel": "talk"}))
    for _ in "twice":
        assert client.post(url, failed).status_code == 302
    with world.at(OWNER):
        row = ContactLog.objects.get()
        assert (row.outcome, row.next_on, row.recorded_by_id) == (
            "no_answer",
            TODAY + timedelta(days=1),
            world.users[LIAISON].pk,
        )
        assert Member.objects.get().last_contact_on is None
    custom = str(TODAY + timedelta(days=3))
    other = {"client_key": str(uuid4()), "outcome": "reached", "channel": "wechat", "next": "custom", "next_on": custom}
    page = text_of(client.post(url, other, follow=True))
    assert f"已记下：微信，已联系上。下次联系 {custom}。" in page
    with world.at(OWNER):
        assert Member.objects.get().last_contact_on == TODAY


def test_a_month_later_is_a_day_that_exists() -> None:
    from datetime import date

    assert a_month_after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert a_month_after(date(2026, 12, 15)) == date(2027, 1, 15)


def test_the_full_form_and_its_refusals(world: World, member: Member) -> None:
    client, url = client_of(world, OWNER), f"/members/{member.pk}/contacts/new/"
    asked = client.get(url + "?side=home&matter=receipt&channel=visit&outcome=nonsense").context["form"]
    assert [asked[name].value() for name in ("side", "matter", "channel")] == ["home", "receipt", "visit"]
    late = f"{clock.local(clock.now()) + timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert "联系时间不能晚于现在" in text_of(client.post(url, said(happened_at=late)))
    assert "没有认出时间" in text_of(client.post(url, said(happened_at="前天")))
    assert "“信函”只用于" in text_of(client.post(url, said(channel="letter")))
    outsider = str(world.users["liaison-a12"].pk)
    assert client.post(url, said(contact_person=outsider)).status_code == 200
    sent = said(contact_person=str(world.users[LIAISON].pk), thoughts="想转正", family="刚搬家", next_on=str(TODAY))
    assert client.post(url, sent).status_code == 302
    with world.at(OWNER):
        row = ContactLog.objects.get()
        assert (row.contact_person_id, row.contact_label) == (world.users[LIAISON].pk, "a11联络员")
        assert (row.thoughts, row.family, row.next_on) == ("想转正", "刚搬家", TODAY)
    page = text_of(client.get(f"/contacts/{row.pk}/"))
    assert "想转正" in page
    assert "党费交纳" not in page


def test_photographs_and_scans_are_kept_with_a_contact(world: World, member: Member) -> None:
    client, url = client_of(world, LIAISON), f"/members/{member.pk}/contacts/new/"
    wrong = said(client_key=str(uuid4())) | {"uploads": [made.upload(b"MZ", "坏.exe")]}
    assert "坏.exe" in text_of(client.post(url, wrong))
    for _ in "twice":
        sent = wrong | {"uploads": [made.upload(made.photo(), "走访.jpg")]}
        assert client.post(url, sent).status_code == 302
    with world.at(OWNER):
        contact = ContactLog.objects.get()
        assert [row.name for row in contact.attachments.all()] == ["走访.jpg"]
    edit = f"/contacts/{contact.pk}/edit/"
    assert "走访.jpg" in text_of(client.get(edit))
    more = {"version": "1", "uploads": [made.upload(made.pdf(), "谈话记录.pdf")], "happened_at": wrong["happened_at"]}
    assert client.post(edit, said() | more).status_code == 302
    page = text_of(client_of(world, "street-a1").get(f"/contacts/{contact.pk}/"))
    assert "走访.jpg" in page
    assert "谈话记录.pdf" in page
    assert "更正历史" not in page


def test_a_liaison_speaks_for_herself_and_changes_her_own(world: World, member: Member) -> None:
    client = client_of(world, LIAISON)
    url = f"/members/{member.pk}/contacts/new/"
    assert "contact_person" not in client.get(url).context["form"].fields
    assert client.post(url, said(contact_person=str(world.users[OWNER].pk))).status_code == 302
    theirs = noted(world, member, summary="社区记的")
    with world.at(OWNER):
        own = ContactLog.objects.get(recorded_by=world.users[LIAISON])
        assert own.contact_person_id == world.users[LIAISON].pk
    page = text_of(client.get(f"/contacts/{theirs.pk}/"))
    assert f"/contacts/{theirs.pk}/edit/" not in page
    for action in ("edit", "void"):
        answer = client.post(f"/contacts/{theirs.pk}/{action}/", said(reason="改", version="1"), follow=True)
        assert "这条联系是别人记的" in text_of(answer)
    assert client.post(f"/contacts/{own.pk}/edit/", said(summary="补一句", version="1")).status_code == 302
    with world.at(OWNER):
        assert ContactLog.objects.get(pk=theirs.pk).version == 1
        assert ContactLog.objects.get(pk=own.pk).summary == "补一句"


def test_a_correction_with_its_history(world: World, member: Member) -> None:
    contact = noted(world, member, summary="一切都好", happened_at=clock.now() - timedelta(days=2, seconds=17))
    client, url = client_of(world, "street-a1"), f"/contacts/{contact.pk}/"
    opened = client.get(url + "edit/").context["form"]
    data = {field.name: str(field.value() or "") for field in opened} | {
        "happened_at": f"{clock.local(contact.happened_at):%Y-%m-%dT%H:%M}"
    }
    # Nothing changed: no new version, and the seconds that the field doesn't show are kept.
    assert client.post(url + "edit/", data).status_code == 302
    with world.at(OWNER):
        assert ContactLog.objects.get().version == 1
    changed = data | {"outcome": "no_answer", "summary": "<b>没打通</b>", "reason": "听错了"}
    page = text_of(client.post(url + "edit/", changed, follow=True))
    for words in ("听错了", "一切都好", "&lt;b&gt;没打通", "已联系上", "无人接听"):
        assert words in page
    late = text_of(client.post(url + "edit/", data | {"ideas": "我的意见"}))
    assert "有人改过这条记录" in late
    assert "我的意见" in late
    assert client.post(url + "void/", {"reason": " "}).status_code == 200
    page = text_of(client.post(url + "void/", {"reason": "打错了人"}, follow=True))
    assert "已作废，不再算数" in page
    assert "打错了人" in page
    assert client.get(url + "edit/").status_code == 302
    with world.at(OWNER):
        assert Member.objects.get().last_contact_on is None


def test_both_sides_on_the_members_page(world: World, member: Member) -> None:
    client, url = client_of(world, OWNER), f"/members/{member.pk}/"
    page = text_of(client.get(url))
    for words in ("还没有联系上过", "身份核实", "回执", "情况通报", "民主评议情况反馈", "不是全国统一的规定"):
        assert words in page
    letter = client.get(url + "letters/receipt/")
    text = text_of(letter)
    number = id_number(1)
    assert f"{number[:4]}**********{number[-4:]}" in text
    assert number not in text
    assert "中共独山县某村支部委员会：" in text
    assert client.get(url + "letters/other/").status_code == client.get(url + "letters/nonsense/").status_code == 404
    # Somebody new is owed nothing for a past half year; the letter is about the present one.
    assert period_name(period_of(TODAY, 6)[0], 6) in text_of(client.get(url + "letters/situation/"))
    key = {"client_key": str(letter.context["form"]["client_key"].value())}
    assert client.post(url + "letters/receipt/", {}).status_code == 200
    for _ in "twice":
        assert client.post(url + "letters/receipt/", key).status_code == 302
    with world.at(OWNER):
        row = ContactLog.objects.get()
        assert (row.side, row.matter, row.channel, row.outcome) == ("home", "receipt", "letter", "reached")
        assert Member.objects.get().last_contact_on is None
    assert "已寄出" in text_of(client.get("/contacts/"))
    assert "这件事已经办过了" in text_of(client.get(url + "letters/receipt/"))


def test_outflow_and_ended_records(world: World) -> None:
    away, ended = world.member("a11", 2, direction="out"), world.member("a11", 3)
    client = client_of(world, OWNER)
    assert client.get(f"/members/{away.pk}/letters/receipt/").status_code == 404
    assert "side" not in client.get(f"/members/{away.pk}/contacts/new/").context["form"].fields
    assert client.post(f"/members/{away.pk}/contacts/new/", said()).status_code == 302
    client.post(f"/members/{ended.pk}/move/returned/", {"effective_on": str(TODAY)})
    for page in ("new", "quick"):
        assert "这条记录已经结束" in text_of(client.get(f"/members/{ended.pk}/contacts/{page}/"))
    key = {"client_key": str(uuid4())}
    assert "已经结束" in text_of(client.post(f"/members/{ended.pk}/letters/receipt/", key))
    assert "/contacts/quick/" not in text_of(client.get(f"/members/{ended.pk}/"))


@pytest.mark.parametrize("page", ["contacts/new/", "contacts/quick/", "move/reported_in/"])
def test_what_was_typed_of_a_record_that_ended_meanwhile_is_shown_to_be_copied(world: World, page: str) -> None:
    ended = world.member("a11", 3)
    client, words = client_of(world, OWNER), "他说下周要搬去佛山"
    client.post(f"/members/{ended.pk}/move/returned/", {"effective_on": str(TODAY)})
    typed = said(summary=words, note=words, effective_on=str(TODAY))
    assert words in text_of(client.post(f"/members/{ended.pk}/{page}", typed))
    assert "没有保存" not in text_of(client.get(f"/members/{ended.pk}/{page}"))
    assert client_of(world, "community-a12").post(f"/members/{ended.pk}/{page}", typed).status_code == 404


def test_who_was_lost_and_is_reached_is_to_be_found_again(world: World, member: Member) -> None:
    client, words = client_of(world, OWNER), "还记着“失联”"
    assert words not in text_of(client.post(f"/members/{member.pk}/contacts/new/", said(), follow=True))
    with world.at(OWNER):
        user, lost = world.users[OWNER], MovementKind.LOST
        movements.record_movement(by=user, member=member, kind=lost, effective_on=TODAY)
    here = f"/members/{member.pk}/contacts/new/"
    assert words in text_of(client.post(here, said(), follow=True))
    assert words not in text_of(client.post(here, said(outcome="no_answer"), follow=True))
