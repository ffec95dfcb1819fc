"""Rules, tasks, alerts and messages for programs: the same rows, rights and verbs as on the pages."""

from datetime import timedelta

import pytest

from outreach.domain import messages, tasks
from outreach.models import Alert, Message, Task
from registry.models import LiaisonAssignment, Member
from tests.api.caller import browser
from tests.outreach.ground import TODAY, Days, ago, known, only, tick
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
OWN = ("community-a11", "street-a1", "district-a")
STRANGERS = ("community-a12", "street-a2", "district-b")


@pytest.fixture
def late(ruled: World) -> Member:
    """Silent for so long that the task has risen to the street; a liaison keeps in touch."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(100))
    with ruled.system():
        LiaisonAssignment.objects.create(
            owner_path=member.owner_path, member=member, liaison=ruled.users["liaison-a11"], started_on=TODAY
        )
    tick(ruled)
    with ruled.at(clerk("a11")):
        messages.write_one(by=ruled.users[clerk("a11")], label="何", member=member, title="问候", body="{姓名}，您好")
    return member


def keys(world: World) -> dict[str, str]:
    with world.system():
        found = {"tasks": Task.objects.get(), "alerts": Alert.objects.open().get(), "messages": Message.objects.get()}
    return {name: str(row.pk) for name, row in found.items()}


def test_owner_liaison_colleague_and_outsider(ruled: World, late: Member) -> None:
    found = keys(ruled)
    for account in (*OWN, "liaison-a11"):
        caller = browser(ruled, account)
        for name, key in found.items():
            if account.startswith("liaison") and name == "alerts":
                assert caller.ask("GET", "alerts/").status_code == 403
                continue
            assert caller.get(f"{name}/{key}/")["member"] == str(late.pk)
            assert [row["id"] for row in caller.get(f"{name}/")["results"]] == [key], (account, name)
    for account in (*STRANGERS, "liaison-a12"):
        caller = browser(ruled, account)
        for name, key in found.items():
            refused = 403 if account.startswith("liaison") and name == "alerts" else 404
            assert caller.ask("GET", f"{name}/{key}/").status_code == refused
            assert refused == 403 or caller.get(f"{name}/")["results"] == []
        body = {"version": 1, "reason": "住院"}
        assert caller.ask("POST", f"tasks/{found['tasks']}/skip/", body).status_code == 404


def test_a_task_says_why_and_is_decided_as_on_its_page(ruled: World, late: Member, days: Days) -> None:
    key = keys(ruled)["tasks"]
    liaison = browser(ruled, "liaison-a11")
    task = liaison.get(f"tasks/{key}/")
    assert "满 30 天" in task["why"] and "自动消除" in task["settled_by"] and task["overdue"]
    assert (
        liaison.get("tasks/?overdue=true&kind=contact")["results"] and not liaison.get("tasks/?kind=study")["results"]
    )
    until = str(TODAY + timedelta(days=9))
    stale = liaison.ask("POST", f"tasks/{key}/hold/", {"version": 7, "until": until, "reason": "出差"})
    assert stale.status_code == 409
    held = liaison.ask("POST", f"tasks/{key}/hold/", {"version": 1, "until": until, "reason": "出差"}).json()
    assert (held["held_until"], held["overdue"], held["version"]) == (until, False, 2)
    back = liaison.ask("POST", f"tasks/{key}/resume/", {"version": 2}).json()
    assert back["held_until"] is None
    assert liaison.ask("POST", f"tasks/{key}/finish/", {"version": 3, "reason": "问过了"}).status_code == 409
    skipped = liaison.ask("POST", f"tasks/{key}/skip/", {"version": 3, "reason": "住院"}).json()
    assert skipped["state"] == "skipped"
    with ruled.system():
        assert tasks.may_do(Task.objects.get(), ruled.users["liaison-a11"])


def test_handing_on_asks_for_a_colleague_who_sees_the_member(ruled: World, late: Member) -> None:
    key, caller = keys(ruled)["tasks"], browser(ruled, "community-a11")
    street, stranger = ruled.users["street-a1"], ruled.users["community-b11"]
    path = f"tasks/{key}/delegate/"
    assert caller.ask("POST", path, {"version": 1, "user": str(stranger.pk)}).status_code == 400
    liaison = ruled.users["liaison-a11"]
    given = caller.ask("POST", path, {"version": 1, "user": str(liaison.pk)}).json()
    assert given["delegate"] == str(liaison.pk)
    assert caller.ask("POST", path, {"version": 2, "user": None}).json()["delegate"] is None
    assert street.pk


def test_the_rules_are_those_that_hold_here(ruled: World) -> None:
    rows = browser(ruled, "community-a11").ask("GET", "rules/").json()
    assert {"contact", "study"} <= {row["code"] for row in rows}
    contact = next(row for row in rows if row["code"] == "contact")
    assert contact["every_days"] == 30
    assert browser(ruled, "community-a11").get(f"rules/{contact['id']}/")["code"] == "contact"
    assert browser(ruled, "district-b").ask("GET", f"rules/{contact['id']}/").status_code == 404


def test_alerts_of_ones_own_level(ruled: World, late: Member) -> None:
    assert browser(ruled, "street-a1").get("alerts/?mine=true&open=true")["results"][0]["level"] == "street"
    assert browser(ruled, "district-a").get("alerts/?mine=true")["results"] == []
