"""All that is known of a member stands on the page, the sheet and the call card: nothing can be filled in and lost."""

import json

import pytest

from registry.models import Member
from registry.web import extras
from registry.web.duplicates_words import value_of
from tests.web.staff import client_of, text_of
from tests.world import World

KEPT = {"手机号备注": "找他哥", "planned_host_org": "永明支部", "phone_text": "1381234", "joined": "去年底"}
FILLED = {
    "other_phones": "0750-3861234 家里",
    "certificate": "粤0704-0012",
    "regular_on": "2012-07-01",
    "expected_return_on": "2030-01-20",
    "household": "贵州独山麻尾镇",
    "native_place": "贵州都匀",
    "contact_way": "微信群",
    "occupation": "个体经营",
    "is_migrant_worker": True,
    "liaison_note": "陈主任",
    "liaison_phone": "13900005678",
    "extra": json.dumps(KEPT, ensure_ascii=False),
}
SHOWN = (
    "粤0704-0012", "2030-01-20", "贵州独山麻尾镇", "贵州都匀", "微信群", "个体经营", "陈主任",
    "139****5678", "2012-07-01", "手机号备注", "找他哥", "拟纳入党组织", "永明支部",
    "电话旁边写的", "入党时间", "去年底", "0750-*****34",
)  # fmt: skip


@pytest.mark.parametrize("page", ["", "print/"])
def test_all_that_is_filled_in_is_shown_with_numbers_masked(world: World, page: str) -> None:
    member = world.member("a11", 1, **FILLED)
    text = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/{page}"))
    for said in SHOWN:
        assert said in text, said
    for whole in ("3861234", "13900005678", "1381234", "planned_host_org", "phone_text"):
        assert whole not in text, whole


def test_what_nobody_filled_in_takes_no_room(world: World) -> None:
    member = world.member("a11", 1)
    text = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))
    for label in ("其他信息", "其他电话", "户籍所在地", "流动党员活动证", "台账联络员", "预计返回"):
        assert label not in text, label


def test_dialling_offers_every_number(world: World) -> None:
    member = world.member("a11", 1, **FILLED)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    text = text_of(client.post(url + "phone/"))
    for href in ("tel:13800000001", "tel:07503861234", "tel:1381234"):
        assert f'href="{href}"' in text, href
    assert "家里" in text


def test_a_landline_alone_can_be_called(world: World) -> None:
    member = world.member("a11", 1, phone="", other_phones="0750-3861234")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    assert "拨号" in text_of(client.get(url))
    assert "tel:07503861234" in text_of(client.post(url + "phone/"))
    assert "0750-*****34" in text_of(client.get(url + "contacts/quick/"))


def test_the_comparison_says_what_was_kept_in_words(world: World) -> None:
    member = world.member("a11", 1, **FILLED)
    assert value_of(member, "extra") == (
        "手机号备注：找他哥；拟纳入党组织：永明支部；电话旁边写的：*****34；入党时间：去年底"
    )


def test_a_line_that_was_entered_elsewhere_is_ticked_away(world: World) -> None:
    member = world.member("a11", 1, **FILLED)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    page = client.get(url + "edit/")
    form = page.context["form"]
    assert "入党时间：去年底" in text_of(page)
    assert "1381234" not in text_of(page)
    line = next(name for name, text in form.kept.items() if text == "入党时间：去年底")
    sent = {field.html_name: field.value() or "" for field in form if field.name not in form.kept}
    assert client.post(url + "edit/", sent | {line: "on", "joined": "2011-06", "action": "save"}).status_code == 302
    with world.system():
        saved = Member.objects.get(pk=member.pk)
        assert json.loads(saved.extra) == {name: text for name, text in KEPT.items() if name != "joined"}
        assert (f"{saved.joined_on:%Y-%m}", saved.joined_precision) == ("2011-06", "month")
    story = text_of(client.get(url))
    assert "去年底" in story  # what it was stays readable in the record's story


def test_the_last_line_leaves_nothing_and_a_line_of_before_takes_no_other_away(world: World) -> None:
    member = world.member("a11", 1, extra=json.dumps({"外出原因": "随亲属居住"}, ensure_ascii=False))
    (line,) = extras.lines(member)
    assert extras.without(member, [line]) == ""
    member.extra = json.dumps({"外出原因": "务工"}, ensure_ascii=False)
    assert json.loads(extras.without(member, [line])) == {"外出原因": "务工"}


def test_what_is_no_table_of_headings_is_one_line(world: World) -> None:
    member = world.member("a11", 1, extra="随亲属居住")
    assert list(extras.lines(member).values()) == ["原文：随亲属居住"]
    assert extras.without(member, []) == "随亲属居住"
    assert extras.without(member, list(extras.lines(member))) == ""


def test_a_later_day_of_contact_is_a_contact_and_no_correction(world: World) -> None:
    """An earlier one, and none, can be put right; what is later is recorded as what it was."""
    member = world.member("a11", 1, last_contact_on="2026-05-20")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    form = client.get(url).context["form"]
    sent = {field.html_name: field.value() or "" for field in form} | {"action": "save"}
    assert "点“记一次联系”" in text_of(client.post(url, sent | {"last_contact_on": "2026-06-20"}))
    assert client.post(url, sent | {"last_contact_on": "2026-05-02"}).status_code == 302
    with world.system():
        assert str(Member.objects.get(pk=member.pk).last_contact_on) == "2026-05-02"
