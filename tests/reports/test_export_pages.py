"""The pages of exports: asking, waiting, downloading; an owner, a colleague of the neighbour node, an outsider."""

import hashlib
import json

from django.test import Client
from django.urls import reverse

from registry.models import AuditEvent
from reports.domain import cycle, exports
from reports.models import Export
from reports.workbook import making
from tests.api.caller import browser
from tests.outreach.post import Moment
from tests.reports import books
from tests.web.staff import client_of as signed_in
from tests.world import World, clerk


def test_from_the_form_to_the_file(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    owner = signed_in(world, clerk("a11"))
    page = owner.get(reverse("exports")).content.decode()
    assert month.label in page and "要一份新的" in page and "a1街道a12村" not in page
    given = {"month": str(month), "organisation": str(world.nodes["a11"].pk), "kind": "workbook", "sheets": ["roster"]}
    bare = owner.post(reverse("exports"), given | {"whole": "on"})
    assert bare.status_code == 422 and "请写明用途" in bare.content.decode()
    foreign = owner.post(reverse("exports"), given | {"organisation": str(world.nodes["a12"].pk)})
    assert foreign.status_code == 422
    answer = owner.post(reverse("exports"), given | {"whole": "on", "reason": "报组织部核对"})
    here = answer.headers["Location"]
    waiting = owner.get(here).content.decode()
    assert (
        "排队中" in waiting
        and "http-equiv" in waiting
        and reverse("export-part", args=[here.split("/")[-2]]) in waiting
    )
    assert making.work_off(world.nodes["a"].path) == 1
    part = owner.get(f"{here}part/", headers={"HX-Request": "true"})
    assert part.status_code == 204 and part.headers["HX-Redirect"] == here
    ready = owner.get(here).content.decode()
    assert "下载" in ready and "只有您自己能下载" in ready
    file = owner.get(f"{here}file/")
    data = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"PK") and file.headers["Cache-Control"] == "private, no-store"
    assert "花名册" in books.read(data).sheetnames and "联系台账" not in books.read(data).sheetnames
    with world.system("a"):
        export = Export.objects.get(pk=here.split("/")[-2])
        assert AuditEvent.objects.filter(action="export.downloaded", object_id=str(export.pk)).count() == 1
    for account, seen in ((clerk("a1"), 404), (clerk("a12"), 404), (clerk("b11"), 404), ("liaison-a11", 403),
                          ("auditor-a", 403)):  # fmt: skip
        other = signed_in(world, account)
        for method, address in (
            ("get", here),
            ("get", f"{here}file/"),
            ("get", f"{here}part/"),
            ("post", f"{here}cancel/"),
        ):
            assert getattr(other, method)(address).status_code == seen, (account, address)
    assert Client().get(f"{here}file/").status_code == 302


def test_every_kind_and_calling_off(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    owner = signed_in(world, clerk("a1"))
    given = {"month": str(month), "organisation": str(world.nodes["a1"].pk)}
    here = [
        owner.post(reverse("exports"), given | {"kind": kind}).headers["Location"] for kind in ("brief", "csv", "json")
    ]
    off = owner.post(reverse("exports"), given | {"kind": "json"}).headers["Location"]
    assert "已取消" in owner.post(f"{off}cancel/", follow=True).content.decode()
    assert making.work_off(world.nodes["a"].path) == len(here)
    files = [owner.get(f"{each}file/") for each in here]
    names = [file.headers["Content-Type"] for file in files if b"".join(file.streaming_content)]  # type: ignore[attr-defined]
    assert [name.rpartition(".")[2] for name in names] == ["document", "application/zip", "application/json"]
    gone = owner.get(f"{off}file/", follow=True)
    assert "还没有生成好" in gone.content.decode()
    moment.passes(days=2)
    owner = signed_in(world, clerk("a1"))
    late = owner.get(f"{here[0]}file/", follow=True).content.decode()
    assert "过期" in late and "已过期清除" in late
    neighbour = signed_in(world, clerk("a11"))
    assert neighbour.get(here[0]).status_code == 404


def test_by_program(world: World, moment: Moment) -> None:
    """Asked for, followed, downloaded; a colleague and an outsider find nothing."""
    month = books.drafted(world, moment)
    caller = browser(world, clerk("a11"))
    wanted = {"organisation": str(world.nodes["a11"].pk), "kind": "json", "month": str(month)}
    made = caller.ask("POST", "/api/v1/exports/", wanted)
    assert made.status_code == 201 and made.json()["state"] == "queued"
    assert caller.ask("POST", "/api/v1/exports/", wanted | {"kind": "workbook", "masked": False}).status_code == 409
    assert making.work_off(world.nodes["a"].path) == 1
    here = f"/api/v1/exports/{made.json()['id']}/"
    told = caller.ask("GET", here).json()
    data = b"".join(caller.ask("GET", f"{here}file/").streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(data).hexdigest() == told["sha256"] and json.loads(data)["month"] == str(month)
    for account in (clerk("a12"), clerk("b11")):
        assert browser(world, account).ask("GET", f"{here}file/").status_code == 404


def test_every_ledger_of_the_staff_site(world: World, moment: Moment) -> None:
    """One of the month's ledgers as a file of its own."""
    month = books.drafted(world, moment)
    owner = signed_in(world, clerk("a11"))
    given = {"month": str(month), "organisation": str(world.nodes["a11"].pk)}
    for kind, sheet in (("members", "花名册"), ("contacts", "联系台账"), ("studies", "学习台账"),
                        ("suggestions", "金点子清单")):  # fmt: skip
        here = owner.post(reverse("exports"), given | {"kind": kind}).headers["Location"]
        assert making.work_off(world.nodes["a"].path) == 1
        found = books.read(b"".join(owner.get(f"{here}file/").streaming_content))  # type: ignore[attr-defined]
        assert found.sheetnames == [sheet], kind
    assert "/exports/" not in signed_in(world, "liaison-a11").get(reverse("member-list")).content.decode()


def test_ones_own_among_the_archived(world: World, moment: Moment) -> None:
    """At a month's end the workbooks of all nodes come on top; hers are still found, and a colleague's are not hers."""
    month = books.drafted(world, moment)
    owner, colleague = signed_in(world, clerk("a")), signed_in(world, clerk("a1"))
    given = {"month": str(month), "organisation": str(world.nodes["a1"].pk), "kind": "brief"}
    hers = owner.post(reverse("exports"), given).headers["Location"]
    with world.at(clerk("a")):
        cycle.close(by=None, label="区", month=month, why="先归档")
    with world.system("a"):
        exports.queue_archives()
        kept = {reverse("export", args=[row.pk]) for row in Export.objects.all().kept()}
    listed = {tab: owner.get(reverse("exports"), {"of": tab}).content.decode() for tab in ("", "mine", "archived", "x")}
    assert len(kept) > 2 and all(here in listed[tab] for here in kept for tab in ("", "archived", "x"))
    assert {tab for tab, page in listed.items() if hers in page} == {"", "mine", "x"}
    assert not any(here in listed["mine"] for here in kept)
    theirs = colleague.get(reverse("exports"), {"of": "mine"}).content.decode()
    assert (
        hers not in theirs and "您还没有申请过" in theirs and hers in colleague.get(reverse("exports")).content.decode()
    )
    outside = signed_in(world, clerk("b11")).get(reverse("exports"), {"of": "archived"}).content.decode()
    assert "还没有归档的月份" in outside and not any(here in outside for here in kept)
