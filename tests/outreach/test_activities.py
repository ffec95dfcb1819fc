"""Activities on their pages: plan, invite, tick, record, photographs, moves; by owner, colleague and outsiders."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outreach.domain import activities, attendance
from outreach.domain.invitations import when
from outreach.models import Activity, ActivityPhoto, ActivityRecord, MessageBatch, Participation
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import AuditEvent
from tests.domain.pictures import photo as picture
from tests.outreach.assembly import planned
from tests.outreach.post import Moment
from tests.web.staff import client_of, text_of
from tests.world import World

JPEG = picture()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Now, or the sessions would be over."""
    return Moment(monkeypatch, clock.now())


def local(moment: Moment, **span: float) -> str:
    """A moment as the browser sends it."""
    return f"{clock.local(moment.at + timedelta(**span)):%Y-%m-%dT%H:%M}"


def form(world: World, moment: Moment, node: str = "a11", **more: str) -> dict[str, str]:
    """What the page of a new one sends."""
    return {
        "organisation": str(world.nodes[node].pk), "kind": "theme_day", "title": "七月主题党日",
        "starts_at": local(moment, minutes=10), "ends_at": local(moment, hours=2), "place": "红色驿站", "capacity": "2",
        "open_to_all": "on", "member_role": "guest", "speaker": "何老师", "team": "red_lecturers",
    } | more  # fmt: skip


def test_a_mistyped_year_of_the_end_is_told(world: World, moment: Moment) -> None:
    clerk = client_of(world, "community-a11")
    long = text_of(clerk.post("/activities/new/", form(world, moment, ends_at=local(moment, days=365))))
    assert "离开始超过 31 天，请核对年份和月份" in long
    assert clerk.post("/activities/new/", form(world, moment, ends_at=local(moment, days=30))).status_code == 302


def test_days_of_two_years_are_said_with_their_years() -> None:
    begins = clock.midnight(date(2025, 12, 30)) + timedelta(hours=9)
    over = Activity(starts_at=begins, ends_at=begins + timedelta(days=3))
    assert when(over) == "2025年12月30日（星期二）09:00至2026年1月2日09:00"
    assert when(Activity(starts_at=begins, ends_at=begins + timedelta(days=1))) == (
        "12月30日（星期二）09:00至12月31日09:00"
    )


def test_from_planning_to_the_archive(world: World, moment: Moment) -> None:
    people = [world.member("a11", number, name=f"何小{number}") for number in (1, 2)]
    clerk = client_of(world, "community-a11")
    assert "晚于开始" in text_of(clerk.post("/activities/new/", form(world, moment, ends_at=local(moment, minutes=5))))
    assert "写明地点" in text_of(clerk.post("/activities/new/", form(world, moment, place="")))
    assert "核对年份" in text_of(clerk.post("/activities/new/", form(world, moment, starts_at="2099-01-01T09:00")))
    url = clerk.post("/activities/new/", form(world, moment)).headers["Location"]
    page = text_of(clerk.get(url))
    assert "七月主题党日" in page
    assert "红色讲师团 何老师" in page
    edit = form(world, moment, title="八月主题党日") | {"version": "1"}
    assert clerk.post(f"{url}edit/", edit).status_code == 302
    assert "有人改过" in text_of(clerk.post(f"{url}edit/", edit))
    _invite(world, clerk, url)
    moment.passes(minutes=12)
    listed = text_of(clerk.get(f"{url}people/"))
    assert listed.count("ticks__row") >= 2
    here = f"{url}people/?who=none"
    tap = clerk.post(f"{url}people/", {"member": str(people[0].pk), "sign": "late", "back": here})
    assert tap.headers["Location"] == f"{here}#m-{people[0].pk}"
    clerk.post(f"{url}people/", {"member": str(people[1].pk), "sign": "personal", "back": "//evil.example/"})
    page = text_of(clerk.get(f"{url}people/?who=came"))
    assert "何小1" in page
    assert "何小2的签到" not in page
    sheet = text_of(clerk.get(f"{url}sheet/"))
    assert "#迟到" in sheet
    assert "△事假" in sheet
    _finish(world, clerk, url)
    with world.at("auditor-a"):
        said = list(AuditEvent.objects.filter(object_type__startswith="activity").values_list("action", flat=True))
        assert {"activity.planned", "activity.changed", "activity.recorded", "activity.moved"} <= set(said)
        assert "何小" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def _invite(world: World, clerk, url: str) -> None:
    page = text_of(clerk.get(f"{url}invite/"))
    body = re.search(r'<textarea name="body"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1]
    assert "{姓名}" in body
    batch = clerk.post(f"{url}invite/", {"channel": "wechat", "body": body}).headers["Location"]
    with world.at("community-a11"):
        assert MessageBatch.objects.get().activity is not None
        assert not Participation.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', text_of(clerk.get(batch)))[1]
    clerk.post(batch, {"seen": seen})
    with world.at("community-a11"):
        assert Participation.objects.filter(invited_at__isnull=False).count() == 2


def _finish(world: World, clerk, url: str) -> None:
    record = {
        "recorder": "何记录",
        "own_expected": "10",
        "own_present": "12",
        "minutes": "学习讨论",
        "resolution": "同意",
    }
    assert "比应到的还多" in text_of(clerk.post(f"{url}record/", record))
    assert clerk.post(f"{url}record/", record | {"own_present": "8", "version": "0"}).status_code == 302
    page = text_of(clerk.get(url))
    assert "应到 10 人，实到 8 人" in page
    assert "学习讨论" in page
    clerk.post(f"{url}to/held/")
    clerk.post(f"{url}to/held/")
    clerk.post(f"{url}to/closed/")
    assert "已归档" in text_of(clerk.get(url))
    assert "不能再改" in text_of(clerk.post(f"{url}record/", record | {"own_present": "8", "version": "1"}))
    assert "写明为什么" in text_of(clerk.post(f"{url}to/held/", follow=True))
    clerk.post(f"{url}to/held/", {"held-reason": "补记录"})
    with world.at("community-a11"):
        found = Activity.objects.get()
        assert (found.state, found.state_reason) == ("held", "补记录")
        figures = attendance.figures(found)
        assert (figures.expected, figures.present, figures.absent, figures.guests) == (10, 8, 2, 1)
        since, until = found.starts_at, found.starts_at + timedelta(days=31)
        assert Activity.objects.all().took_place(since, until).count() == 1
        counts = Participation.objects.all().of_month(since, until).counts()
        assert counts == {world.nodes["a11"].path: (1, 1)}


def test_who_sees_and_who_changes(world: World, moment: Moment) -> None:
    """The street's activity is announced below it; its record, photographs and other nodes' members are not."""
    street, own = planned(world, "a1", title="街道党课", hours=0.5), planned(world, "a12", title="邻居的党日")
    here, there = world.member("a11", 1, name="何在"), world.member("a12", 2, name="何邻")
    with world.at("street-a1"):
        by = world.users["street-a1"]
        for member in (here, there):
            attendance.tick(by=by, label="何", activity=street, member=member, sign="present")
        activities.write_record(by=by, label="何", activity=street, fields={"minutes": "机密讨论"})
    url, other = f"/activities/{street.pk}/", f"/activities/{own.pk}/"
    community = client_of(world, "community-a11")
    page = text_of(community.get(url))
    assert "街道党课" in page
    assert "机密讨论" not in page
    assert "上级安排" in page
    listed = text_of(community.get(f"{url}people/"))
    assert "何在" in listed
    assert "何邻" not in listed
    assert "没有查到" in text_of(community.get(f"{url}people/?q=何邻"))
    assert community.post(f"{url}people/", {"member": str(there.pk), "sign": "late"}).status_code == 404
    for path in ("edit/", "record/", "poster/"):
        assert community.get(url + path).status_code == 404, path
    assert community.post(f"{url}to/cancelled/", {"cancelled-reason": "试"}).status_code == 404
    for path in ("", "people/", "sheet/", "invite/", "edit/", "record/"):
        assert community.get(other + path).status_code == 404, path
    assert "机密讨论" in text_of(client_of(world, "street-a1").get(url))
    assert "何邻" in text_of(client_of(world, "district-a").get(f"{url}people/"))
    for account in ("street-a2", "community-b11"):
        assert client_of(world, account).get(url).status_code == 404
    liaison = client_of(world, "liaison-a11")
    assert "街道党课" in text_of(liaison.get(url))
    assert "何在" not in text_of(liaison.get(url))
    assert {liaison.get(url + path).status_code for path in ("people/", "edit/", "sheet/", "invite/")} == {403}
    for account in ("auditor-a", "system_admin-a", "security_admin-a"):
        assert client_of(world, account).get(url).status_code == 403
    with world.at("community-a11"):
        assert not ActivityRecord.objects.exists()
    with world.at("street-a1"), pytest.raises(Refused, match="不归主办组织"):
        attendance.tick(by=by, label="何", activity=own, member=here, sign="present")


def test_photographs_are_made_anew_and_their_own_nodes(world: World, moment: Moment) -> None:
    activity = planned(world)
    url = f"/activities/{activity.pk}/"
    clerk = client_of(world, "community-a11")
    bad = SimpleUploadedFile("a.html", b"<script>")
    assert "不收" in text_of(clerk.post(f"{url}photos/", {"uploads": bad}, follow=True))
    clerk.post(f"{url}photos/", {"uploads": SimpleUploadedFile("现场.jpg", JPEG)})
    with world.at("community-a11"):
        photo = ActivityPhoto.objects.get()
        assert JPEG[:200] not in bytes(photo.data)
    shown = clerk.get(f"/activities/photos/{photo.pk}/")
    assert shown.content[:2] == b"\xff\xd8"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert f"/activities/photos/{photo.pk}/" in text_of(clerk.get(url))
    for account in ("community-a12", "street-a2", "community-b11"):
        other = client_of(world, account)
        assert other.get(f"/activities/photos/{photo.pk}/").status_code == 404
        assert other.post(f"/activities/photos/{photo.pk}/remove/", {"reason": "试"}).status_code == 404
        assert other.post(f"{url}photos/", {"uploads": SimpleUploadedFile("x.jpg", JPEG)}).status_code == 404
    assert "写明" in text_of(clerk.post(f"/activities/photos/{photo.pk}/remove/", {"reason": ""}))
    clerk.post(f"/activities/photos/{photo.pk}/remove/", {"reason": "有无关的人"})
    assert clerk.get(f"/activities/photos/{photo.pk}/").status_code == 410
    assert "有无关的人" in text_of(clerk.get(url))
    with world.at("community-a11"):
        assert bytes(ActivityPhoto.objects.get().data) == b""


def test_moves_and_refusals(world: World, moment: Moment) -> None:
    activity, by = planned(world), world.users["community-a11"]
    member = world.member("a11", 1)
    with world.at("community-a11"):
        given = {"by": by, "label": "何", "activity": activity}
        for to, said in (("held", "还没有开始"), ("closed", "不能这样改"), ("cancelled", "写明原因")):
            with pytest.raises(Refused, match=said):
                activities.move(**given, to=to)
        with pytest.raises(Refused, match="还没有开始"):
            attendance.tick(**given, member=member, sign="present")
        activities.move(**given, to="cancelled", reason="台风")
        with pytest.raises(Refused, match="已取消"):
            activities.change(by=by, activity=activity, fields={"title": "新"})
        with pytest.raises(Refused, match="已取消"):
            attendance.tick(**given, member=member, sign="present")
        activities.move(**given, to="planned", reason="台风转向")
        with pytest.raises(Conflict):
            activities.change(by=by, activity=activity, fields={"title": "新"}, version=1)
        moment.passes(hours=48)
        row = attendance.tick(**given, member=member, sign="absent")
        assert attendance.tick(**given, member=member, sign="absent").pk == row.pk
        with pytest.raises(Refused, match="符号"):
            attendance.tick(**given, member=member, sign="vip")
        assert attendance.tick(**given, member=member, sign="").attended_at is None
        assert Participation.objects.count() == 1
