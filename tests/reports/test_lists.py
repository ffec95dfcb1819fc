"""Lists of the staff site as files: what the page shows is what the file holds, for its own eyes and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.lib import clock
from registry.lib.masks import mask_numbers
from registry.models import AuditEvent, Member
from registry.models.identity import system_scope
from reports.models import Export
from reports.web.export_listed import PAGES
from reports.workbook import listing, making, sheetxml
from reports.workbook.lists import LISTS
from tests.api.caller import browser
from tests.faults.harness import by_turns
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports import books
from tests.web.staff import client_of as signed_in
from tests.web.staff import text_of
from tests.world import World, clerk, id_number

HEADS = 3
TITLE = 8
EVIL = ("=1+1", "@SUM(A1)", "+86", "-2", "\t=cmd|' /C calc'!A0", "http://x.cn/", "\x01_x0041_<b>&amp;")
NARROWED = {
    "members": ({}, {"status": "all"}, {"direction": "out"}, {"q": "200"}),
    "contacts": ({}, {"channel": "phone"}, {"due": "overdue"}),
    "studies": ({}, {"state": "all"}, {"state": "read"}),
    "tasks": ({}, {"state": "now"}, {"state": "closed"}, {"state": "ahead"}),
    "activities": ({}, {"view": "past"}, {"view": "note"}),
    "suggestions": ({}, {"view": "all"}, {"view": "late"}),
    "study-late": ({}, {"standing": "every"}),
    "handouts": ({}, {"quarter": "all"}),
    "posts": ({}, {"state": "on"}),
    "seats": ({},),
    "services": ({}, {"state": "valid"}),
    "wishes": ({}, {"state": "waiting"}),
    "leads": ({}, {"view": "late"}, {"view": "done"}),
    "corrections": ({}, {"view": "done"}),
    "liaisons": ({}, {"state": "room"}, {"q": "联络"}),
    "messages": ({}, {"channel": "wechat"}, {"state": "dead"}),
    "materials": ({}, {"all": "1"}, {"kind": "book"}),
    "venues": ({}, {"all": "1"}),
    "requests": ({}, {"tab": "asked"}, {"tab": "done"}),
    "home-duties": ({}, {"state": "soon"}, {"matter": "receipt"}),
    "lost": ({}, {"tab": "done"}),
    "sites": ({},),
    "answers": ({}, {"all": "1"}),
}


def taken(client: Client, world: World, name: str, query: dict[str, str], **given: Any) -> tuple[str, Any]:
    """Where the export is, and its sheet."""
    here = client.post(reverse("export-listed", args=[name], query=query), given).headers["Location"]
    assert making.work_off(world.nodes["a"].path) == 1
    return here, books.read(b"".join(client.get(f"{here}file/").streaming_content)).active  # type: ignore[attr-defined]


def lines(sheet: Any) -> list[list[str]]:
    """The rows below the heads."""
    return [[str(value or "") for value in row[1:]] for row in sheet.iter_rows(min_row=HEADS + 1, values_only=True)]


def test_each_file_holds_what_its_page_shows(world: World) -> None:
    """As it is and narrowed (short of the full size in every other way), in the order of the page; the door says how
    many; lists lead to it."""
    for node, start in (("a11", 200), ("a12", 300)):
        plant(world, node, times=3, start=start)
    with world.system():
        Member.objects.filter(is_open=True).update(reported_on=clock.today())
    owner, filled = signed_in(world, clerk("a11")), set()
    for name, queries in NARROWED.items():
        for query in (queries[0], *by_turns(queries[1:], len(name), 2)):
            page = owner.get(reverse(PAGES[name], query=query))
            shown = [row["row"].title if "row" in row else row["name"] for row in page.context["rows"]]
            if not query:
                assert reverse("export-listed", args=[name]) in page.content.decode(), name
            door = owner.get(reverse("export-listed", args=[name], query=query)).content.decode()
            assert f"{len(shown)} 条" in door, (name, query)
            here, sheet = taken(owner, world, name, query)
            assert ("已打码" in owner.get(here).content.decode()) == LISTS[name].numbers, name
            found = [line[TITLE if name == "suggestions" else 0] for line in lines(sheet)]
            assert (sorted(found) == sorted(shown)) if name == "suggestions" else (found == shown), (
                name,
                query,
                found,
                shown,
            )
            said = "号码已打码，" if LISTS[name].numbers else ""
            assert f"共 {len(shown)} 条，{said}数据截至" in sheet["A2"].value
            assert ("完整的身份证号" in door) == LISTS[name].numbers
            filled |= {name} if shown else set()
    # An empty list is equal to anything; who is late has files of his own in outreach/test_study_late.
    assert NARROWED.keys() - filled <= {"study-late"}


def test_whatever_was_typed_is_text(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No formula, no link; without the escaping that makes them texts, a file that nobody can open."""
    plant(world, "a11", times=len(EVIL))
    with world.system():
        for row, text in zip(Member.objects.filter(is_open=True), EVIL, strict=False):
            Member.objects.filter(pk=row.pk).update(employer=text, name=text[:20], remark=text)
    owner = signed_in(world, clerk("a11"))
    _, sheet = taken(owner, world, "members", {"status": "all"})
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    values = {str(cell.value) for cell in cells}
    assert {"=1+1", "@SUM(A1)"} <= values and [value for value in values if value.endswith("_<b>&amp;")]
    monkeypatch.setattr(sheetxml, "safe", lambda line: line)
    with pytest.raises(Exception, match=r"not well-formed|invalid token|mismatched"):
        taken(owner, world, "members", {"status": "all"})


def test_whole_numbers_need_a_reason_and_are_ones_own(world: World) -> None:
    planted = plant(world, "a11", times=2)
    owner, door = signed_in(world, clerk("a11")), reverse("export-listed", args=["members"])
    with world.system():
        number, phone = planted.members[1].id_number, planted.members[1].phone
    bare = owner.post(door, {"whole": "on"})
    assert bare.status_code == 422 and "请写明用途" in bare.content.decode()
    _, masked = taken(owner, world, "members", {})
    here, whole = taken(owner, world, "members", {}, whole="on", reason="报组织部核对")
    assert not {str(number), str(phone)} & {value for line in lines(masked) for value in line}
    assert {str(number), str(phone)} <= {value for line in lines(whole) for value in line}
    assert "用完即删" in whole["A2"].value
    assert signed_in(world, "street-a1").get(here).status_code == 404
    with world.at("auditor-a"):
        event = AuditEvent.objects.filter(action="export.asked").latest("seq")
        assert event.detail["reason"] == "报组织部核对" and event.detail["kind"] == "list"


def test_for_whom(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A neighbour and an outsider don't find it; a liaison may not; a forged condition shows nothing foreign. With the
    node's scope taken for the district's, the neighbour's people are in the file."""
    for node, start in (("a11", 200), ("a12", 300)):
        plant(world, node, times=2, start=start)
    owner = signed_in(world, clerk("a11"))
    foreign = {"org": str(world.nodes["a12"].pk), "status": "all"}
    here, sheet = taken(owner, world, "members", foreign)
    mine = {line[0] for line in lines(sheet)}
    with world.at(clerk("a12")):
        theirs = set(Member.objects.values_list("name", flat=True))
    assert mine and not mine & theirs and "a12" not in sheet["A2"].value
    for account in (clerk("a12"), clerk("b11")):
        client = signed_in(world, account)
        assert [client.get(f"{here}{part}").status_code for part in ("", "part/", "file/")] == [404] * 3, account
    for account in ("liaison-a11", "auditor-a"):
        assert signed_in(world, account).get(reverse("export-listed", args=["tasks"])).status_code == 403
    assert owner.get(reverse("export-listed", args=["nothing"])).status_code == 404
    monkeypatch.setattr(listing, "system_scope", lambda path: system_scope(path[:4]))
    _, leak = taken(owner, world, "members", {"status": "all"})
    assert theirs & {line[0] for line in lines(leak)}


def test_a_number_in_the_box_and_a_condition_that_has_gone(world: World) -> None:
    plant(world, "a11", times=1)
    owner = signed_in(world, clerk("a11"))
    refused = owner.post(reverse("export-listed", args=["members"], query={"q": "13900001234"}))
    assert refused.status_code == 422 and "完整的号码" in refused.content.decode()
    with world.at(clerk("a11")):
        assert not Export.objects.filter(kind="list").exists()
    here = owner.post(reverse("export-listed", args=["members"], query={"direction": "in"})).headers["Location"]
    with world.system():
        row = Export.objects.get(kind="list")
        Export.objects.filter(pk=row.pk).update(options={"list": "members", "query": {"org": "gone"}})
    making.work_off(world.nodes["a"].path)
    told = owner.get(here).content.decode()
    assert "没有生成" in told and "条件已经不在了" in told
    assert making.work_off(world.nodes["a"].path) == 0


def test_the_same_rows_are_the_same_bytes_and_cost_the_same(world: World, moment: Moment) -> None:
    """Of every other list; at full size of all."""
    names = by_turns(list(NARROWED), 0, 2)
    plant(world, "a11", times=2)
    owner = signed_in(world, clerk("a11"))
    digests, costs = [], {}
    for times in (0, 0, 30):
        if times:
            plant(world, "a11", times=times, start=500)
        for name in names:
            here = owner.post(reverse("export-listed", args=[name])).headers["Location"]
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert making.work_off(world.nodes["a"].path) == 1
            with world.at(clerk("a11")):
                digests.append((name, times, Export.objects.get(pk=here.split("/")[-2]).sha256))
            costs.setdefault(name, []).append(len(asked))
    assert len({each for each in digests if not each[1]}) == len(names) >= 10
    assert {name: (few, many) for name, (_, few, many) in costs.items() if many > few} == {}


def test_by_program(world: World) -> None:
    plant(world, "a11", times=2)
    caller = browser(world, clerk("a11"))
    wanted = {"organisation": str(world.nodes["a11"].pk), "kind": "list", "list": "tasks", "query": {"state": "now"}}
    made = caller.ask("POST", "/api/v1/exports/", wanted)
    assert made.status_code == 201 and made.json()["kind"] == "list"
    assert making.work_off(world.nodes["a"].path) == 1
    here = f"/api/v1/exports/{made.json()['id']}/file/"
    assert b"".join(caller.ask("GET", here).streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    for wrong, word in (({"query": {"colour": "red"}}, "colour"), ({"list": None}, "哪一张清单"),
                        ({"list": "members", "query": {"q": "13900001234"}}, "完整的号码")):  # fmt: skip
        answer = caller.ask(
            "POST", "/api/v1/exports/", {key: value for key, value in {**wanted, **wrong}.items() if value}
        )
        assert answer.status_code in (400, 409) and word in answer.content.decode(), (wrong, answer.content.decode())
    assert browser(world, clerk("a12")).ask("POST", "/api/v1/exports/", wanted).status_code == 400
    assert browser(world, clerk("a12")).ask("GET", here).status_code == 404


def test_a_number_that_was_searched_for_is_masked_where_it_is_said(world: World) -> None:
    number = id_number(1)
    page = text_of(signed_in(world, clerk("a11")).get(f"/exports/of/members/?q={number}"))
    assert f"搜索“{mask_numbers(number)}”" in page and number not in page.partition("<main")[2]
