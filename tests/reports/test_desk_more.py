"""摸排记录 and 月报上报情况 as files: what their pages show, for whom they are."""

from django.test import Client
from django.urls import reverse

from registry.choices import CanvassChannel, SiteKind
from registry.domain import canvass
from registry.lib import clock
from registry.models import Canvass, Site
from tests.outreach.post import Moment
from tests.reports import books
from tests.reports.test_lists import lines, taken
from tests.web.staff import client_of, text_of
from tests.world import World, clerk


def searched(world: World, node: str = "a11") -> Canvass:
    """A campaign of that node with two places, one searched, one search taken back."""
    by = world.users[clerk(node)]
    with world.at(clerk(node)):
        found = canvass.open_canvass(
            by=by, name="冬季摸排", organisation=world.nodes[node], starts_on=clock.today(), ends_on=None, note=""
        )
        for name, note in (("顺丰外海营业点", "=1+1 电话13800138000"), ("滨江工地", "记错了")):
            site = canvass.add_site(by=by, organisation=world.nodes[node], name=name, kind=SiteKind.ENTERPRISE)
            visit = canvass.record_visit(
                by=by, canvass=found, site=site, channel=CanvassChannel.VISIT, visited_on=clock.today(), note=note,
                found_count=3,
            )  # fmt: skip
        canvass.void_visit(by=by, visit=visit, reason="记到别家了")
    return found


def test_searches_are_taken_out_as_they_are_listed(world: World) -> None:
    """Those of one campaign, taken back ones with their reason; numbers in notes masked; no formula; nobody else's."""
    found = searched(world)
    owner = client_of(world, clerk("a11"))
    page = owner.get(reverse("visits", args=[found.pk]))
    query = {"canvass": str(found.pk)}
    assert reverse("export-listed", args=["visits"], query=query).replace("&", "&amp;") in text_of(page)
    _, sheet = taken(owner, world, "visits", query)
    kept = lines(sheet)
    assert [line[0] for line in kept] == [row["name"] for row in page.context["rows"]] == ["滨江工地", "顺丰外海营业点"]
    assert kept[0][7] == "已作废：记到别家了" and kept[1][5] == "3" and "13800138000" not in kept[1][6]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    _of_one_place(world, owner, query)
    other = client_of(world, clerk("a12"))
    assert "0 条" in text_of(other.get(reverse("export-listed", args=["visits"], query=query)))
    for account in ("liaison-a11", "auditor-a"):
        assert client_of(world, account).get(reverse("export-listed", args=["visits"])).status_code == 403


def _of_one_place(world: World, owner: Client, query: dict[str, str]) -> None:
    """Page and file agree: of one place its searches, of one that is not there none, never the whole campaign."""
    with world.at(clerk("a11")):
        place = str(Site.objects.get(name="滨江工地").pk)
    for site, names in ((place, ["滨江工地"]), ("00000000-0000-7000-8000-000000000000", []), ("nonsense", [])):
        page = owner.get(reverse("visits", args=[query["canvass"]], query={"site": site}))
        _, sheet = taken(owner, world, "visits", query | {"site": site})
        told = [line[0] for line in lines(sheet)]
        assert [row["name"] for row in page.context["rows"]] == told == names, site


def test_how_far_the_month_is_as_a_file(world: World, moment: Moment) -> None:
    """A street's own communities in the order of the tree; of that month; a community has no such list."""
    month = books.drafted(world, moment)
    street = client_of(world, "street-a1")
    page = street.get(f"/months/{month}/")
    door = reverse("export-listed", args=["months"], query={"month": str(month)})
    assert door in text_of(page)
    _, sheet = taken(street, world, "months", {"month": str(month)})
    kept = lines(sheet)
    with world.at("street-a1"):
        wanted = sorted(row.owner_path for row in page.context["rows"])
    assert len(kept) == len(wanted) > 1 and {line[1] for line in kept} == {f"{month.year}年{month.number}月"}
    assert {line[2] for line in kept} == {"待上报"} and kept[-1][3].isdigit()
    assert client_of(world, clerk("a11")).get(door).status_code == 403
    assert "0 条" in text_of(street.get(reverse("export-listed", args=["months"], query={"month": "2001-01"})))
