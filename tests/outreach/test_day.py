"""A liaison's day: her people and what each needs today; and the pages on which others see what is late."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.models import Task
from registry.choices import ContactOutcome
from registry.domain import studies
from registry.models import AuditEvent, LiaisonAssignment, Member
from tests.outreach.ground import TODAY, Days, ago, asked, call, known, only, raised, rule, tick
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
LIAISON, CLERK = "liaison-a11", clerk("a11")


@pytest.fixture
def hers(ruled: World) -> list[Member]:
    """Four members of one liaison: late, due today, due this week, and just spoken to; another's beside them."""
    only(ruled, "contact", "study")
    found = [known(ruled, number, ago(days), name=f"何小{number}") for number, days in enumerate((60, 30, 29, 3))]
    known(ruled, 9, ago(80))
    with ruled.system():
        for member in found:
            LiaisonAssignment.objects.create(
                owner_path=member.owner_path, member=member, liaison=ruled.users[LIAISON], started_on=TODAY
            )
    tick(ruled)
    return found


def groups(client: Client) -> dict[str, list[str]]:
    page = client.get("/")
    assert page.status_code == 200
    found = {group["title"]: [card["member"].name for card in group["cards"]] for group in page.context["groups"]}
    return found | {"": [card["member"].name for card in page.context["quiet"]]}


def test_her_day_is_grouped_and_a_call_takes_its_line_away(ruled: World, hers: list[Member]) -> None:
    """She calls, taps, saves, and is back on her list, where the next one waits: no planner has run in between."""
    with ruled.system():
        Task.objects.filter(kind="study").update(state="withdrawn")
    client = client_of(ruled, LIAISON)
    assert groups(client) == {"逾期": ["何小0"], "今天": ["何小1"], "本周": ["何小2"], "": ["何小3"]}
    page = text_of(client.get("/"))
    assert "满 30 天，该联系一次了" in page
    assert "带出" in page
    quick = f"/members/{hers[0].pk}/contacts/quick/?from=day"
    assert quick in page
    saved = client.post(quick, {"outcome": "reached", "next": "month", "channel": "phone", "summary": ""})
    assert saved.status_code == 302, text_of(saved)[:2000]
    assert saved.url == "/"
    assert "何小0" in groups(client)[""]
    assert asked(ruled, member=hers[0], kind="contact")[0][2] == "done"


def test_a_day_that_a_call_moved_is_on_the_card_at_once(ruled: World, hers: list[Member]) -> None:
    """Nobody answered, and the day to try again is sooner than the rule's own: no planner has run in between."""
    other = asked(ruled, member__in=[row.pk for row in hers[:2]], kind="contact")
    client = client_of(ruled, LIAISON)
    assert "何小2" in groups(client)["本周"] and asked(ruled, member=hers[2], kind="contact")[0][1] > TODAY
    call(ruled, hers[2], ContactOutcome.NO_ANSWER, next_on=TODAY)
    assert "何小2" in groups(client)["今天"]
    moved = asked(ruled, member=hers[2], kind="contact")
    assert moved == [("contact", TODAY, "open")]
    assert asked(ruled, member__in=[row.pk for row in hers[:2]], kind="contact") == other, "nobody else's"
    tick(ruled)
    assert asked(ruled, member=hers[2], kind="contact") == moved, "as the planner has it"


def test_a_report_that_nobody_asks_for_any_more_is_still_missing(ruled: World, hers: list[Member], days: Days) -> None:
    """The board counts it as late; her page says so, too, until it is handed in."""
    days.to(date(2026, 6, 3))
    tick(ruled)
    client = client_of(ruled, LIAISON)
    assert asked(ruled, member=hers[0], kind="study")[0][2] == "lapsed"
    page = client.get("/")
    assert [one["name"] for one in page.context["unreported"]] == [member.name for member in hers]
    assert "2026年第一季度的学习汇报还没有交（4 人）" in text_of(page)
    assert page.context["unreported"][0]["url"] == f"/members/{hers[0].pk}/studies/new/"
    with ruled.at(CLERK):
        said = {"topic": "学习", "form": "self_study", "channel": "wechat", "studied_on": date(2026, 3, 10)}
        studies.file_study(by=ruled.users[CLERK], member=hers[0], fields=said)
    assert [one["name"] for one in client.get("/").context["unreported"]] == [member.name for member in hers[1:]]
    assert "还没有交" not in text_of(client_of(ruled, "liaison-a12").get("/"))


def test_another_liaison_and_the_officers_see_nothing_of_it(ruled: World, hers: list[Member]) -> None:
    with ruled.system():
        task = Task.objects.filter(member=hers[0]).first()
    assert task is not None
    for account in ("liaison-a12", "community-a12", "street-a2", "district-b", "auditor-a", "system_admin-a"):
        client = client_of(ruled, account)
        for url in (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/skip/"):
            assert client.get(url).status_code in (403, 404), (account, url)
            assert client.post(url, {"reason": "不归我"}).status_code in (403, 404, 405), (account, url)
        assert "何小0" not in text_of(client.get("/"))
    assert "还没有分给您的党员" in text_of(client_of(ruled, "liaison-a12").get("/"))
    assert asked(ruled, pk=task.pk)[0][2] == "open"


def test_she_puts_a_task_off_and_may_not_hand_it_on(ruled: World, hers: list[Member]) -> None:
    client = client_of(ruled, LIAISON)
    with ruled.system():
        task = Task.objects.get(member=hers[0], kind="contact")
    page = client.get(f"/tasks/{task.pk}/")
    assert [one["label"] for one in page.context["decisions"]] == ["暂缓", "跳过这次"]
    assert client.get(f"/tasks/{task.pk}/delegate/").status_code == 403
    refused = client.post(f"/tasks/{task.pk}/hold/", {"until": f"{TODAY:%Y-%m-%d}", "reason": "出差", "version": "1"})
    assert "晚于今天" in text_of(refused)
    assert "出差" in text_of(refused)
    until = TODAY + timedelta(days=5)
    done = client.post(f"/tasks/{task.pk}/hold/", {"until": f"{until:%Y-%m-%d}", "reason": "出差", "version": "1"})
    assert done.url == f"/tasks/{task.pk}/"
    assert "暂缓到" in text_of(client.get(done.url))
    assert "何小0" not in groups(client).get("逾期", [])
    stale = client.post(f"/tasks/{task.pk}/skip/", {"reason": "晚了一步", "version": "1"})
    assert "刚刚有了变化" in text_of(stale)


def test_the_node_sees_what_is_late_whose_and_since_when(ruled: World, hers: list[Member], days: Days) -> None:
    client = client_of(ruled, CLERK)
    page = client.get("/tasks/")
    rows = {row["name"]: row for row in page.context["rows"]}
    assert set(rows) == {"何小0", "何小山"}
    cells = {cell["label"]: cell for cell in rows["何小0"]["cells"]}
    with ruled.system():
        name = ruled.users[LIAISON].name
    assert cells["谁办"]["text"] == name
    assert "已过" in cells["期限"]["text"]
    without = client.get("/tasks/?without=none")
    assert [row["name"] for row in without.context["rows"]] == ["何小山"]
    assert raised(ruled) == [("community", "a11")] * 2
    for account, number in ((CLERK, 2), ("street-a1", 0)):
        at = client_of(ruled, account)
        assert len(at.get("/tasks/?state=risen").context["rows"]) == number
        figures = {figure["label"]: figure["number"] for figure in at.get("/").context["figures"]}
        assert (figures["上报到本级"], figures["联系任务逾期"]) == (str(number), "2")
    assert client_of(ruled, LIAISON).get("/tasks/").status_code == 403


@pytest.mark.parametrize("state", ["", "now", "ahead", "resting"])
def test_tasks_are_sorted_before_anything_is_joined(ruled: World, hers: list[Member], days: Days, state: str) -> None:
    client = client_of(ruled, CLERK)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/tasks/", {"state": state}).status_code == 200
    sorting = [query["sql"] for query in queries if 'ORDER BY "outreach_task"."due_on"' in query["sql"]]
    assert len(sorting) == 1
    # Joined with her organisation and three others, a million of them took 17 s.
    assert "JOIN" not in sorting[0]


def test_the_clerk_hands_a_task_on(ruled: World, hers: list[Member]) -> None:
    client, user = client_of(ruled, CLERK), ruled.users[CLERK]
    with ruled.system():
        task = Task.objects.get(member=hers[0], kind="contact")
    page = text_of(client.get(f"/tasks/{task.pk}/delegate/"))
    offered = {name for name, account in ruled.users.items() if f'value="{account.pk}"' in page}
    assert offered == {CLERK, LIAISON}
    stranger = ruled.users["community-a12"].pk
    assert client.post(f"/tasks/{task.pk}/delegate/", {"to": str(stranger)}).status_code == 200
    assert client.post(f"/tasks/{task.pk}/delegate/", {"to": str(user.pk)}).status_code == 302
    assert "转交" in text_of(client.get(f"/tasks/{task.pk}/"))
    assert "何小0" not in groups(client_of(ruled, LIAISON)).get("逾期", [])


def test_rules_are_changed_for_ones_own_node(ruled: World, hers: list[Member]) -> None:
    """A street sets its own; its communities follow, the neighbour and the district don't; and it gives it up again."""
    street = client_of(ruled, "street-a1")
    page = street.get("/rules/contact/")
    assert "沿用上级" in text_of(page)
    sent = {
        "name": "日常联系", "is_active": "on", "every_days": "45", "lead_days": "7", "grace_days": "15",
        "doer": "liaison", "community": "15", "street": "60", "district": "", "version": "1",
    }  # fmt: skip
    wrong = street.post("/rules/contact/", sent | {"street": "10"})
    assert "一级比一级晚" in text_of(wrong)
    assert street.post("/rules/contact/", sent).url == "/rules/"
    above = client_of(ruled, "district-a")
    assert "下级 1 处自己定了" in text_of(above.get("/rules/"))
    assert "a1街道自己定了这一条" in text_of(above.get("/rules/contact/"))
    for account in ("street-a1", CLERK, "street-a2", "district-b"):
        assert "自己定了" not in text_of(client_of(ruled, account).get("/rules/")), account
    for account, days in (("street-a1", 45), (CLERK, 45), ("community-a21", 30), ("district-a", 30)):
        assert client_of(ruled, account).get("/rules/contact/").context["form"].initial["every_days"] == days
    assert client_of(ruled, LIAISON).get("/rules/").status_code == 403
    assert client_of(ruled, "district-b").get("/rules/contact/").status_code == 404
    assert street.post("/rules/contact/", {"action": "follow"}).url == "/rules/"
    assert street.get("/rules/contact/").context["form"].initial["every_days"] == 30
    assert rule(ruled, "contact").every_days == 30
    with ruled.at("auditor-a"):
        assert AuditEvent.objects.filter(action__in=["rule.changed", "rule.given_up"]).count() == 2


@pytest.mark.parametrize("said", ["07-32", "七月一日", "13-01", "圣诞节"])
def test_a_day_nobody_understands_is_said_in_the_form(ruled: World, said: str) -> None:
    client = client_of(ruled, "district-a")
    sent = {
        "name": "七一关怀", "is_active": "on", "dates": said, "lead_days": "15", "grace_days": "0", "quiet_days": "0",
        "keep_days": "7", "doer": "liaison", "version": "1",
    }  # fmt: skip
    assert "看不懂" in text_of(client.post("/rules/festival-july/", sent))
    assert client.post("/rules/festival-july/", sent | {"dates": "07-01、中秋节"}).status_code == 302
