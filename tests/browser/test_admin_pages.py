"""axe (WCAG 2.1 A and AA) over the admin's lists and forms and over the way in, at both widths; what several accounts
may open is looked at once, short of the full size by whoever comes first."""

import pytest
from django.urls import reverse

from registry.models import AuditEvent, HeaderMapping, Organisation
from tests.browser.conftest import Visit
from tests.browser.test_every_page import wrong_on
from tests.every_page import admin_lists
from tests.faults.harness import FULL
from tests.world import World

ACCOUNTS = ("system_admin-a", "security_admin-a", "auditor-a", "district-a")


def forms(world: World) -> dict[str, list[str]]:
    """Change and add forms by who opens them."""
    path = world.nodes["a11"].path
    with world.system("a"):
        node = Organisation.objects.get(path=path)
        event = AuditEvent.objects.order_by("seq").first()
        mapping = HeaderMapping.objects.create(
            owner_path=world.nodes["a"].path, signature="0" * 32, mapping={"2": "phone"}
        )
    user, posting = world.users["community-a11"], world.postings["community-a11"]
    change = {
        "system_admin-a": [("organisation", node), ("user", user), ("posting", posting)],
        "security_admin-a": [("user", user)],
        "auditor-a": [("auditevent", event)],
        "district-a": [("headermapping", mapping)],
    }
    found = {
        who: [reverse(f"admin:registry_{model}_change", args=[row.pk]) for model, row in rows if row]
        for who, rows in change.items()
    }
    found["system_admin-a"] += [reverse(f"admin:registry_{model}_add") for model in ("organisation", "user", "posting")]
    return found


@pytest.mark.timeout(600)
def test_axe_finds_nothing_in_the_admin(world: World, visit: Visit) -> None:
    pages, found, seen = forms(world), {}, []
    for account in ACCOUNTS:
        visitor = visit(account)
        for path in (*admin_lists(), *pages[account]):
            if (path in seen and not FULL) or not visitor.opens(path):
                continue
            name = f"admin-{account}-{path.strip('/').replace('/', '-')}"
            if wrong := wrong_on(visitor, name):
                found[f"{account} {path}"] = wrong
            seen.append(path)
    visitor.page.context.clear_cookies()
    assert visitor.opens("/admin/")
    if wrong := wrong_on(visitor, "admin-login"):
        found["login"] = wrong
    assert len(seen) >= 14 and "/login/" in visitor.page.url
    assert found == {}
