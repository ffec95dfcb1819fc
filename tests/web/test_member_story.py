"""A member's story: everything in one row, masked, in stretches, and nobody else's."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from registry.choices import MovementKind
from registry.domain import members, merging, movements
from registry.lib import clock
from registry.models import ContactLog, Member, MemberMerge
from registry.web import story
from tests import stories
from tests.counting import queries
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

TOLD = (
    "登记", "报到", "到党群服务中心报到", "联系本人（电话）", "无人接听", "联系流出地党组织：身份核实（信函）",
    "已联系上", "困难诉求", "学习汇报：学习二十大精神", "2.5 学时", "已阅", "待阅", "审阅意见：认真", "走访照片.jpg",
    "文件：介绍信.jpg", "更正资料", "更正联系记录", "原因：本人告知", "更正后的摘要", "已并入：“何小珊”的登记",
    "来自并入的登记",
)  # fmt: skip


def test_everything_that_happened_stands_on_one_page(world: World) -> None:
    member = stories.told(world)
    page = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))
    assert [word for word in TOLD if word not in page] == []
    assert "<del>（空）</del>" in page
    assert "<ins>江海区某某快递站点</ins>" in page
    assert '<del>江海区某某快递站点</del> <span aria-hidden="true">→</span> <ins>顺路快递</ins>' in page


def test_numbers_stay_masked_in_corrections_and_on_paper(world: World) -> None:
    member = stories.told(world)
    with world.at("community-a11"):
        by, current = world.users["community-a11"], Member.objects.get(pk=member.pk)
        members.update_details(by=by, member=current, changes={"id_number": id_number(77)})
    client = client_of(world, "community-a11")
    for path in ("", "print/", "?kind=changes"):
        page = text_of(client.get(f"/members/{member.pk}/{path}"))
        for number in (id_number(1), id_number(77), phone(1), "13899990001"):
            assert number not in page, path
    assert "138****0001" in page
    assert id_number(77)[-4:] in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"flowed_on": date(2025, 6, 1)}, ("2025年5月", "2025年6月")),
        ({"flowed_precision": "day"}, ("2025年5月", "2025-05-01")),
        ({"flowed_on": date(2024, 1, 1), "flowed_precision": "year"}, ("2025年5月", "2024年")),
        ({"regular_on": date(2012, 7, 1)}, ("（空）", "2012-07-01")),
    ],
)
def test_a_corrected_date_says_no_more_than_was_known(
    world: World, changes: dict[str, object], told: tuple[str, str]
) -> None:
    member = world.member("a11", 1, flowed_on=date(2025, 5, 1), flowed_precision="month")
    with world.at("community-a11"):
        members.update_details(by=world.users["community-a11"], member=member, changes=changes)
    page = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/?kind=changes"))
    before, after = told
    assert f'<del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins>' in page
    assert page.count("<del>") == 1


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        ("moves", "到党群服务中心报到", "联系本人"),
        ("contacts", "无人接听", "学习汇报"),
        ("studies", "参观党史馆", "联系本人"),
        ("files", "心得手写稿.jpg", "更正资料"),
        ("changes", "已并入：", "到党群服务中心报到"),
    ],
)
def test_a_filter_shows_one_kind(world: World, kind: str, shown: str, hidden: str) -> None:
    member = stories.told(world)
    part = client_of(world, "community-a11").get(f"/members/{member.pk}/?kind={kind}", headers={"HX-Request": "true"})
    page = text_of(part)
    assert shown in page
    assert hidden not in page
    assert "<html" not in page


def test_stretches_hold_every_entry_once_in_order(world: World) -> None:
    member = stories.told(world, times=9)
    with world.at("community-a11"):
        row, whole = Member.objects.get(pk=member.pk), story.read(member, size=1000)
        found, cursor = [], ""
        while True:
            stretch = story.read(row, before=cursor, size=7)
            found += stretch.entries
            cursor = stretch.older
            if not cursor:
                break
        assert [entry.key for entry in found] == [entry.key for entry in whole.entries]
        days = [entry.when[:10] for entry in found]
        assert days == sorted(days, reverse=True)
        assert len({entry.key for entry in found}) == len(found) > 60
        forged = story.read(row, before="20260101.nonsense.00")
        assert [entry.key for entry in forged.entries] == [entry.key for entry in whole.entries][: story.SIZE]


def test_a_longer_story_costs_no_more_queries(world: World) -> None:
    short, long = stories.told(world, "a11", times=2), stories.told(world, "a12", times=40, sequence=11)
    # A process asks for the district's calendar once in a while: not the story's doing.
    client_of(world, "community-a11").get(f"/members/{short.pk}/")
    for path in ("", "print/", "?kind=changes", "?kind=contacts"):
        few = queries(client_of(world, "community-a11"), f"/members/{short.pk}/{path}")
        many = queries(client_of(world, "community-a12"), f"/members/{long.pk}/{path}")
        assert len(few) == len(many) < 33, path


def test_the_sheet_is_the_owners_and_her_superiors(world: World) -> None:
    member = stories.told(world)
    for name, status in (("community-a11", 200), ("street-a1", 200), ("community-a12", 404), ("auditor-a", 403)):
        assert client_of(world, name).get(f"/members/{member.pk}/print/").status_code == status, name
    page = text_of(client_of(world, "street-a1").get(f"/members/{member.pk}/print/"))
    assert "a1街道" in page
    assert "打印：" in page
    assert "内部资料" in page


def test_an_absorbed_record_leads_to_the_one_that_was_kept(world: World) -> None:
    member = stories.told(world)
    with world.at("community-a11"):
        absorbed = Member.objects.get(merged_into=member.pk)
        merge = MemberMerge.objects.get(absorbed=absorbed.pk)
    undo = f'href="/duplicates/merges/{merge.pk}/undo/"'
    for key, gone in ((absorbed.pk, True), (member.pk, False)):
        page = text_of(client_of(world, "community-a11").get(f"/members/{key}/"))
        assert ("已并入另一条登记" in page, "已并入：“何小珊”的登记" in page) == (gone, True)
        assert undo not in page, "a community merges nothing and undoes nothing"
        assert undo in text_of(client_of(world, "street-a1").get(f"/members/{key}/"))
    page = text_of(client_of(world, "community-a11").get(f"/members/{absorbed.pk}/"))
    assert f'href="/members/{member.pk}/"' in page
    assert f"/merges/{merge.pk}/" not in text_of(client_of(world, "street-a1").get(f"/members/{member.pk}/print/"))
    for name in ("community-a12", "liaison-a11", "auditor-a"):
        assert client_of(world, name).get(f"/members/{absorbed.pk}/").status_code in (403, 404), name


def test_a_story_follows_any_number_of_merges(world: World) -> None:
    chain = [world.member("a11", number, name=f"何小山{number}", phone=phone(9)) for number in range(1, 6)]
    street = world.users["street-a1"]
    with world.at("street-a1"):
        for absorbed, kept in pairwise(chain):
            movements.record_movement(
                by=street, member=absorbed, kind=MovementKind.REPORTED_IN, effective_on=clock.today(),
                note=f"{absorbed.name}来报到",
            )  # fmt: skip
            merging.merge(by=street, kept=kept, absorbed=absorbed)
    client = client_of(world, "community-a11")
    page = text_of(client.get(f"/members/{chain[-1].pk}/"))
    assert [member.name for member in chain[:-1] if f"{member.name}来报到" not in page] == []
    assert page.count("已并入：") == len(chain) - 1
    assert f"打开保留的那一条：{chain[-1].name}" in text_of(client.get(f"/members/{chain[0].pk}/"))


def test_what_failed_since_and_what_is_overdue_stands_beside_the_facts(world: World) -> None:
    member = stories.told(world)
    client, now = client_of(world, "community-a11"), clock.now()
    assert "没有联系上" not in text_of(client.get(f"/members/{member.pk}/"))
    with world.at("community-a11"):
        ContactLog.objects.filter(member=member.pk).update(next_on=None)
        by = world.users["community-a11"]
        stories.contact(
            member, by, now - timedelta(hours=1), outcome="no_answer", next_on=clock.today() - timedelta(days=3)
        )
    page = text_of(client.get(f"/members/{member.pk}/"))
    assert "1 次没有联系上" in page
    assert "已过 3 天" in page
