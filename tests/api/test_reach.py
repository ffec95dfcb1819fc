"""退订, 个人链接 and 报到码 for programs: the page's verbs, for owner, colleague and outsider."""

from urllib.parse import urlsplit

import pytest

from outreach.domain import points
from outreach.models import OptOut, PersonalLink, Venue
from registry.models import AuditEvent
from tests.api.caller import browser
from tests.outreach.herself import visitor
from tests.world import World, clerk

OWNER, COLLEAGUE, STREET, OUTSIDER = clerk("a11"), clerk("a12"), "street-a1", "district-b"


def status_of(url: str) -> int:
    """What whoever holds the address gets."""
    return visitor().get(urlsplit(url).path).status_code


def test_an_opt_out_is_written_down_and_lifted(world: World) -> None:
    """Once for each way; lifted with a reason; nobody else's."""
    member = world.member("a11", 1)
    mine = browser(world, OWNER)
    body = {"member": str(member.pk), "channel": "sms", "note": "本人来电说明"}
    for name in (COLLEAGUE, OUTSIDER):
        assert browser(world, name).ask("POST", "opt-outs/", body).status_code == 400, name
    assert browser(world, "liaison-a11").ask("POST", "opt-outs/", body).status_code == 403
    made = mine.ask("POST", "opt-outs/", body)
    assert made.status_code == 201 and made.json()["via"] == "staff"
    key = made.json()["id"]
    again = mine.ask("POST", "opt-outs/", body)
    assert again.status_code == 409 and "已经退订过" in again.content.decode()
    assert mine.ask("POST", "opt-outs/", body | {"channel": ""}).status_code == 201
    assert mine.ask("POST", "opt-outs/", body | {"note": ""}).status_code == 400
    assert len(mine.ask("GET", f"opt-outs/?member={member.pk}&in_force=true").json()["results"]) == 2
    for name, seen in ((STREET, 2), (COLLEAGUE, 0), (OUTSIDER, 0)):
        assert len(browser(world, name).ask("GET", "opt-outs/").json()["results"]) == seen, name
    for name in (COLLEAGUE, OUTSIDER):
        assert browser(world, name).ask("POST", f"opt-outs/{key}/undo/", {"reason": "本人要求"}).status_code == 404
    assert mine.ask("POST", f"opt-outs/{key}/undo/", {"reason": "x"}).status_code == 409
    assert mine.ask("POST", f"opt-outs/{key}/undo/", {"reason": "本人要求"}).json()["undone_at"]
    assert [row["id"] for row in mine.ask("GET", "opt-outs/?in_force=false&channel=sms").json()["results"]] == [key]
    with world.at(OWNER):
        assert OptOut.objects.filter(undone_at__isnull=True).count() == 1
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action__startswith="opt_out.").count() == 3


def test_a_link_is_shown_once_and_ended(world: World) -> None:
    """It opens her page until it is revoked; the list says nothing that would open it; a liaison ends her own alone."""
    member = world.member("a11", 1)
    mine = browser(world, OWNER)
    for name in (COLLEAGUE, OUTSIDER):
        assert browser(world, name).ask("POST", "personal-links/", {"member": str(member.pk)}).status_code == 400
    made = mine.ask("POST", "personal-links/", {"member": str(member.pk)})
    assert made.status_code == 201
    url, key = made.json()["url"], made.json()["link"]["id"]
    token = url.rstrip("/").rpartition("/")[2]
    assert status_of(url) == 200
    listed = mine.ask("GET", "personal-links/?in_force=true&purpose=page")
    assert [row["id"] for row in listed.json()["results"]] == [key] and token not in listed.content.decode()
    for name in (COLLEAGUE, OUTSIDER, "liaison-a11"):
        assert browser(world, name).ask("GET", f"personal-links/{key}/").status_code == 404, name
        assert browser(world, name).ask("POST", f"personal-links/{key}/revoke/").status_code == 404, name
    ended = [browser(world, STREET).ask("POST", f"personal-links/{key}/revoke/").json() for _ in range(2)]
    assert ended[0]["revoked_at"] and ended[0] == ended[1]
    assert status_of(url) == 404
    for _ in range(5):
        assert mine.ask("POST", "personal-links/", {"member": str(member.pk)}).status_code == 201
    assert mine.ask("POST", "personal-links/", {"member": str(member.pk)}).status_code == 409
    with world.at(OWNER):
        assert PersonalLink.objects.all().in_force().count() == 5


def test_a_code_for_reporting_in(world: World) -> None:
    """Opened once, renewed, ended with a reason: by the place's owner; those below may use the place, not its code."""
    with world.system():
        path = world.nodes["a1"].path
        venue = Venue(owner_path=path, name="江海广场红色驿站", kind="station", takes_reports=True, host_label="街道")
        venue.save(force_insert=True)
    street, url = browser(world, STREET), f"venues/{venue.pk}/point/"
    assert street.ask("GET", url).json() == {"url": None, "opened_at": None, "opened_label": ""}
    for name in (OWNER, "street-a2", OUTSIDER):
        for method, verb in (("GET", ""), ("POST", ""), ("POST", "renew/"), ("POST", "close/")):
            assert browser(world, name).ask(method, f"{url}{verb}", {"reason": "搬走"}).status_code == 404, (name, verb)
    first = [street.ask("POST", url).json()["url"] for _ in range(2)]
    assert first[0] == first[1] and status_of(first[0]) == 200
    second = street.ask("POST", f"{url}renew/").json()["url"]
    assert second != first[0] and status_of(second) == 200
    assert street.ask("POST", f"{url}close/", {}).status_code == 400
    assert street.ask("POST", f"{url}close/", {"reason": "搬走"}).json()["url"] is None
    with world.at(STREET):
        assert points.of(Venue.objects.get(pk=venue.pk)) is None


@pytest.mark.parametrize("name", ["opt-outs", "personal-links"])
def test_auditors_and_administrators_read_none(world: World, name: str) -> None:
    for account in ("auditor-a", "system_admin-a", "security_admin-a"):
        assert browser(world, account).ask("GET", f"{name}/").status_code == 403
