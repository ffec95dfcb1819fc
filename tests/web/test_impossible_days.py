"""Days that can't be are refused where they are typed; what a roster brought so can still be mended."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outreach.domain import services
from registry.domain import canvass, studies
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import CanvassVisit, Member, StudyReport
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

TODAY = clock.today()
BEFORE_BIRTH = "早于这位党员的出生日期（2000-05-01）"
BORN = {"birth_on": date(2000, 5, 1), "birth_precision": "day"}


def form_of(world: World, member: Member) -> dict[str, str]:
    form = client_of(world, "community-a11").get(f"/members/{member.pk}/edit/").context["form"]
    return {field.name: field.value() or "" for field in form}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"joined": "1999"}, "入党时间早于出生日期"),
        ({"joined": "2009-05"}, "入党时只有 9 岁"),
        ({"joined": "2022-07-01", "regular": "2021-07-01"}, "转正时间早于入党时间（2022-07-01）"),
        ({"flowed": "1990"}, "流入（外出）时间早于出生日期"),
        ({"flowed": "2024-05", "expected_return": "2023-05"}, "预计返回早于流入"),
        ({"expected_return": "2020"}, "已经过去一年多"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_typed(world: World, typed: dict[str, str], said: str) -> None:
    member = world.member("a11", 1, id_number="", phone=phone(1), **BORN)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    known = form_of(world, member)
    assert said in text_of(client.post(url, known | typed))


def test_what_may_be_is_taken(world: World) -> None:
    """Of a month or a year the whole of it counts."""
    member = world.member("a11", 1, id_number="", phone=phone(1), **BORN)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    typed = {"joined": "2020", "regular": "2020-12-01", "flowed": "2024-05-20", "expected_return": "2024"}
    refused = text_of(client.post(url, form_of(world, member) | typed))
    assert "入党时只有" not in refused and "早于" not in refused and "已经过去一年多" in refused
    assert client.post(url, form_of(world, member) | typed | {"expected_return": str(TODAY)}).status_code == 302


def test_what_a_roster_brought_does_not_hold_up_another_correction(world: World) -> None:
    odd = {"joined_on": date(2009, 5, 1), "joined_precision": "day", "regular_on": date(2008, 1, 1)}
    member = world.member("a11", 1, id_number="", phone=phone(1), **BORN, **odd)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    assert client.post(url, form_of(world, member) | {"employer": "新单位"}).status_code == 302
    assert "转正时间早于入党时间" in text_of(client.post(url, form_of(world, member) | {"regular": "2007-01-01"}))


def test_nobody_reports_in_or_leaves_before_he_has_come(world: World) -> None:
    flowed = {"flowed_on": TODAY - timedelta(days=3), "flowed_precision": "day"}
    member = world.member("a11", 1, **flowed)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/move/"
    for kind in ("reported_in", "returned"):
        page = text_of(client.post(f"{url}{kind}/", {"effective_on": str(TODAY - timedelta(days=9))}))
        assert f"早于流入（外出）时间（{flowed['flowed_on']}）" in page
    new = {
        "name": "何大山", "id_number": id_number(8), "direction": "in", "organisation": str(world.nodes["a11"].pk),
        "flowed": "2026-01-05", "reported_on": "2025-12-31", "action": "save",
    }  # fmt: skip
    assert "报到日期早于流入" in text_of(client.post("/members/new/", new))


def test_what_somebody_did_he_did_after_he_was_born(world: World) -> None:
    member = world.member("a11", 1, id_number="", phone=phone(1), **BORN)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    study = {"studied_on": "1990-01-01", "topic": "党史", "form": "self_study", "channel": "by_staff"}
    assert BEFORE_BIRTH in text_of(client.post(url + "studies/new/", study))
    client.post(url + "studies/new/", study | {"studied_on": str(TODAY)})
    with world.at("community-a11"):
        by, report = world.users["community-a11"], StudyReport.objects.get()
        with pytest.raises(Refused, match=BEFORE_BIRTH):
            studies.correct_study(by=by, study=report, changes={"studied_on": date(1990, 1, 1)}, version=report.version)
        served = {"project": "护河", "served_on": date(1995, 1, 1), "hours": Decimal(2)}
        with pytest.raises(Refused, match=BEFORE_BIRTH):
            services.serve(by=by, label="", member=member, fields=served)


def test_a_visit_lies_within_its_campaign_and_says_how_many(world: World) -> None:
    with world.at("community-a11"):
        by = world.users["community-a11"]
        site = canvass.add_site(by=by, organisation=world.nodes["a11"], name="甲厂")
        campaign = canvass.open_canvass(by=by, organisation=world.nodes["a11"], name="冬季摸排", starts_on=TODAY)
    client, url = client_of(world, "community-a11"), f"/canvass/{campaign.pk}/visit/"
    visit = {"site": str(site.pk), "visited_on": "2025-01-01", "channel": "visit", "found_count": "0"}
    assert f"早于这次摸排的开始日期（{TODAY}）" in text_of(client.post(url, visit))
    visit["visited_on"] = str(TODAY)
    assert "没有发现的，填 0" in text_of(client.post(url, visit | {"found_count": ""}))
    assert client.post(url, visit).status_code == 302
    found = world.member("a11", 3)
    assert client.post(url, visit | {"found_count": "", "found": [str(found.pk)]}).status_code == 302
    with world.at("community-a11"):
        assert sorted(CanvassVisit.objects.values_list("found_count", flat=True)) == [0, 1]
