"""What the admin shows of the trail and keeps closed: deletion, lookups, shortcuts, members."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

import outreach
import registry
from registry.admin.trail import labels
from registry.choices import MovementKind
from registry.lib import clock
from registry.models import AuditEvent, HeaderMapping
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.accounts.people import events
from tests.admin.desk import AUDITOR, SECURITY, SYSTEM, action, at, page
from tests.world import World


def test_shortcut_and_search_are_closed(world: World, client: Client) -> None:
    at(client, "district-a")
    assert client.get(f"/admin/r/1/{world.nodes['a1'].pk}/").status_code == 404
    assert client.get("/admin/search/?s=a").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=md5",
        "owner_path__startswith=0001",
        "organisation__path__startswith=0",
        "username__regex=^a",
    ],
)
def test_lookups_by_address_are_no_oracle(world: World, client: Client, query: str) -> None:
    at(client, SYSTEM)
    assert client.get(f"{page('user')}?{query}").status_code in (302, 400)


@pytest.mark.parametrize("model", ["organisation", "user", "posting", "auditevent"])
def test_nothing_of_these_is_deleted(world: World, client: Client, model: str) -> None:
    rows = {"organisation": world.nodes["a11"], "user": world.users["community-a11"],
            "posting": world.postings["community-a11"]}  # fmt: skip
    at(client, AUDITOR if model == "auditevent" else SYSTEM)
    row = rows.get(model) or events(world)[0]
    assert client.get(page(model, "delete", row.pk)).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(page(model), action("delete_selected")).status_code in (200, 302)
    with work(system_scope(world.nodes["a"].path)):
        assert type(row).objects.filter(pk=row.pk).exists()


def test_only_the_auditor_reads_the_trail(world: World, client: Client) -> None:
    shown = at(client, AUDITOR).get(page("auditevent")).content.decode()
    assert "新增组织" in shown
    event = events(world)[0]
    assert client.get(page("auditevent", "change", event.pk)).status_code == 200
    assert client.post(page("auditevent", "change", event.pk), {"action": "x"}).status_code == 403
    assert client.get(page("auditevent", "add")).status_code == 403
    for name in ("district-a", "street-a1", "community-a11", SYSTEM, SECURITY):
        assert at(Client(), name).get(page("auditevent")).status_code == 403, name


def test_the_trail_of_the_other_district_stays_there(world: World, client: Client) -> None:
    with work(system_scope(world.nodes["b"].path)):
        foreign = AuditEvent.objects.first()
    at(client, AUDITOR)
    assert str(foreign.pk) not in client.get(page("auditevent")).content.decode()
    assert client.get(page("auditevent", "change", foreign.pk)).status_code == 302


def test_the_trail_is_filtered(world: World, client: Client) -> None:
    at(client, AUDITOR)
    everything = client.get(page("auditevent")).context_data["cl"].result_list
    assert {event.action for event in everything} > {"login", "organisation.added"}
    one = client.get(f"{page('auditevent')}?act=login").context_data["cl"].result_list
    assert {event.action for event in one} == {"login"}
    his = client.get(f"{page('auditevent')}?actor__prefix=aud").context_data["cl"].result_list
    assert {event.actor for event in his} == {AUDITOR}
    today = clock.today()
    for days, some in (((today, today), True), ((today + timedelta(days=1), ""), False), (("", "nonsense"), True)):
        ranged = client.get(page("auditevent"), {"at_from": str(days[0]), "at_to": str(days[1])})
        assert bool(ranged.context_data["cl"].result_list) == some, days
    assert client.get(f"{page('auditevent')}?detail__icontains=x").status_code in (302, 400)


def test_the_trail_of_one_thing_is_found_by_its_pages_address(world: World, client: Client) -> None:
    one, other = world.member("a11", 1), world.member("a11", 2)
    at(client, AUDITOR)
    for typed in (
        str(one.pk),
        f"https://b.example/members/{str(one.pk).upper()}/?from=list",
        str(one.pk)[:13],
    ):
        rows = client.get(page("auditevent"), {"object_id__prefix": typed}).context_data["cl"].result_list
        assert {event.object_id for event in rows} >= {str(one.pk)}, typed
        assert len(typed) < 30 or str(other.pk) not in {event.object_id for event in rows}
    none = client.get(page("auditevent"), {"object_id__prefix": "没有这个"}).context_data["cl"].result_list
    assert not none
    abroad = at(Client(), "auditor-b").get(page("auditevent"), {"object_id__prefix": str(one.pk)})
    assert not abroad.context_data["cl"].result_list


def test_forgetting_a_mapping(world: World, client: Client) -> None:
    for node in ("a11", "b11"):
        with world.at(f"community-{node}"):
            HeaderMapping(owner_path=world.nodes[node].path, signature=node * 10, mapping={"姓名": "name"}).save()
    at(client, "community-a11")
    shown = client.get(page("headermapping")).content.decode()
    assert "姓名" in shown and "b11" not in shown
    with world.at("community-a11"):
        row = HeaderMapping.objects.get()
    assert "a11a11" in client.get(page("headermapping", "delete", row.pk)).content.decode()
    client.post(page("headermapping", "delete", row.pk), {"post": "yes"})
    with world.at("community-a11"):
        assert not HeaderMapping.objects.exists()
    assert events(world)[-1].action == "header_mapping.forgotten"
    with world.at("community-b11"):
        assert HeaderMapping.objects.count() == 1


def test_no_members_in_here(world: World, client: Client) -> None:
    world.member("a11")
    for name in (SYSTEM, SECURITY, AUDITOR, "district-a"):
        shown = at(Client(), name).get("/admin/").content.decode()
        assert "/admin/registry/member" not in shown
        assert "何小山" not in shown


def test_every_recorded_action_has_words() -> None:
    said = set()
    apps = (registry, outreach)
    for file in (file for app in apps for file in Path(app.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "_queue", "_decide"):
                said |= {
                    part.value
                    for argument in call.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and part.value.strip(".") == part.value != ""
                }
    said |= {f"member.{kind}" for kind in MovementKind if kind != MovementKind.VOIDED}
    assert len(said) > 50
    assert said - set(labels()) == set()
