"""Settling duplicates by hand: who sees which pair, who may merge, and what the pages say."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.choices import PairState
from registry.domain import merging, unmerging
from registry.models import AuditEvent, ContactLog, DuplicatePair, Member, MemberMerge
from registry.tasks import find_duplicates
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

BORN = {"birth_on": "1986-03-05", "birth_precision": "day"}


@pytest.fixture
def apart(world: World) -> DuplicatePair:
    """张伟 in a11 and 张玮 in a12, one telephone."""
    world.member("a11", name="张伟", id_number="", phone=phone(1), employer="甲厂", **BORN)
    world.member("a12", 5, name="张玮", phone=phone(1), employer="乙厂", remark="住永明", **BORN)
    find_duplicates()
    with world.at("district-a"):
        return DuplicatePair.objects.get()


def both(world: World, pair: DuplicatePair) -> tuple[Member, Member]:
    with world.at("district-a"):
        return tuple(Member.objects.get(pk=key) for key in (pair.first_id, pair.second_id))


def decision(world: World, pair: DuplicatePair, action: str, **more: Any) -> dict[str, Any]:
    one, two = both(world, pair)
    return {"keep": str(one.pk), "first_version": one.version, "second_version": two.version, "action": action} | more


@pytest.mark.parametrize(
    ("who", "list_status", "pair_status"),
    [
        ("street-a1", 200, 200), ("district-a", 200, 200), ("community-a11", 200, 404), ("community-a12", 200, 404),
        ("street-a2", 200, 404), ("district-b", 200, 404), ("liaison-a11", 403, 403), ("auditor-a", 403, 403),
    ],
)  # fmt: skip
def test_who_sees_a_pair(world: World, apart: DuplicatePair, who: str, list_status: int, pair_status: int) -> None:
    client = client_of(world, who)
    listed = client.get("/duplicates/")
    assert listed.status_code == list_status
    assert ("张伟 / 张玮" in text_of(listed)) == (pair_status == 200)
    answer = client.get(f"/duplicates/{apart.pk}/")
    assert answer.status_code == pair_status
    posted = client.post(f"/duplicates/{apart.pk}/", decision(world, apart, "dismiss"))
    assert posted.status_code == (302 if pair_status == 200 else pair_status)
    with world.at("district-a"):
        assert (DuplicatePair.objects.get().state == PairState.NOT_DUPLICATE) == (pair_status == 200)


def test_the_comparison_says_why_and_shows_no_whole_number(world: World, apart: DuplicatePair) -> None:
    page = text_of(client_of(world, "street-a1").get(f"/duplicates/{apart.pk}/"))
    for said in ("姓名同音", "手机号相同", "出生日期相同", "甲厂", "乙厂", "住永明", "a11社区", "a12村", "流动 1 条"):
        assert said in page, said
    assert id_number(5) not in page and phone(1) not in page and "138****0001" in page


def test_merging_takes_what_was_chosen_and_undoing_gives_it_back(world: World, apart: DuplicatePair) -> None:
    client, (one, two) = client_of(world, "street-a1"), both(world, apart)
    choice = {
        "take_employer": str(two.pk),
        "take_id_number": str(two.pk),
        "take_remark": str(one.pk),
        "reason": "同一人",
    }
    answer = client.post(f"/duplicates/{apart.pk}/", decision(world, apart, "merge", **choice), follow=True)
    assert "已合并" in text_of(answer) and "撤销这次合并" in text_of(answer)
    kept, gone = both(world, apart)
    assert (kept.employer, kept.id_number, kept.remark, kept.name) == ("乙厂", id_number(5), "", "张伟")
    assert (gone.is_open, gone.owner_path) == (False, kept.owner_path)
    with world.at("street-a1"):
        undo = f"/duplicates/merges/{MemberMerge.objects.get().pk}/undo/"
    assert client_of(world, "community-a11").get(undo).status_code == 403
    assert client_of(world, "street-a2").get(undo).status_code == 404
    assert client_of(world, "district-b").post(undo, {"reason": "x"}).status_code == 404
    assert "为什么撤销" in text_of(client.get(undo))
    assert "已撤销合并" in text_of(client.post(undo, {"reason": "是两个人"}, follow=True))
    assert [member.owner_path for member in both(world, apart)] == [one.owner_path, two.owner_path]
    assert "这次合并已经撤销" in text_of(client.get(undo))
    with world.at("auditor-a"):
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"member.merged", "member.merge_undone", "duplicate.found"} <= actions


def test_a_name_that_was_taken_over_is_said_as_it_is_and_as_it_was(world: World, apart: DuplicatePair) -> None:
    client, (_, two) = client_of(world, "street-a1"), both(world, apart)
    sent = decision(world, apart, "merge", take_name=str(two.pk), reason="同一人")
    assert "已合并到“张玮”的这一条" in text_of(client.post(f"/duplicates/{apart.pk}/", sent, follow=True))
    with world.at("street-a1"):
        undo = f"/duplicates/merges/{MemberMerge.objects.get().pk}/undo/"
    page = " ".join(re.sub("<[^>]+>", "", text_of(client.get(undo))).split())
    assert "张伟（合并时改用“张玮”这个姓名），并入的是 张玮" in page
    client.post(undo, {"reason": "是两个人"})
    assert "合并时改用" not in text_of(client.get(undo)) and "张伟" in text_of(client.get(undo))


def test_what_stands_in_the_way_of_an_undoing_is_listed(world: World, apart: DuplicatePair) -> None:
    one, two = both(world, apart)
    with world.at("street-a1"):
        merge = merging.merge(by=world.users["street-a1"], kept=one, absorbed=two)
    world.member("a11", 5, name="张玮", phone="")
    client = client_of(world, "street-a1")
    page = text_of(client.get(f"/duplicates/merges/{merge.pk}/undo/"))
    assert "现在还不能撤销" in page and "另有一条在册记录" in page
    refused = client.post(f"/duplicates/merges/{merge.pk}/undo/", {"reason": "看错了"})
    assert "另有一条在册记录" in text_of(refused)
    assert not both(world, apart)[1].is_open


def test_a_community_says_no_or_asks_its_street_but_never_merges(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in enumerate(("张伟", "张玮")):
        world.member("a11", name=name, id_number="", phone=phone(number), **BORN)
    clerk, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    with world.at("community-a11"):
        pair = DuplicatePair.objects.get()
    url = f"/duplicates/{pair.pk}/"
    page = text_of(clerk.get(url))
    assert "请上级合并" in page and 'value="merge"' not in page
    assert clerk.post(url, decision(world, pair, "merge")).status_code == 403  # the button made by hand
    assert "已请上级合并" in text_of(clerk.post(url, {"action": "ask", "reason": "同住一处"}, follow=True))
    assert "同住一处" in text_of(street.get("/duplicates/?tab=asked"))
    assert "不是同一人" in text_of(street.post(url, {"action": "dismiss", "reason": "两兄弟"}, follow=True))
    assert "两兄弟" in text_of(clerk.get("/duplicates/?tab=not_duplicate"))
    assert "张伟" not in text_of(clerk.get("/duplicates/"))
    assert "核对过了" in text_of(clerk.post(url, {"action": "ask"}))
    assert "已改回“待核对”" in text_of(clerk.post(url, {"action": "reopen"}, follow=True))
    # Negative control: it is the door that keeps a community from merging.
    monkeypatch.setattr("registry.web.duplicates_page.check", lambda action: None)
    assert "已合并" in text_of(clerk.post(url, decision(world, pair, "merge"), follow=True))


def test_a_decision_on_records_that_changed_is_refused_and_keeps_the_choice(world: World, apart: DuplicatePair) -> None:
    client, (one, two) = client_of(world, "street-a1"), both(world, apart)
    stale = decision(world, apart, "merge", take_employer=str(two.pk), reason="同一人") | {
        "second_version": two.version - 1
    }
    page = client.post(f"/duplicates/{apart.pk}/", stale)
    assert "有人改过其中一条记录" in text_of(page) and "同一人" in text_of(page)
    picked = next(row for row in page.context["different"] if row["topic"] == "employer")["options"]
    assert [option["checked"] for option in picked] == [False, True]
    for wrong in ({"keep": "x"}, {"keep": str(one.pk)[::-1]}, {"first_version": ""}, {"action": "other"}):
        answer = client.post(f"/duplicates/{apart.pk}/", decision(world, apart, "merge") | wrong)
        assert answer.status_code == 200, wrong
    with world.at("street-a1"):
        assert not MemberMerge.objects.exists()


def test_what_a_colleague_found_to_be_two_people_is_not_merged_from_an_old_page(
    world: World, apart: DuplicatePair
) -> None:
    first, second = client_of(world, "street-a1"), client_of(world, "district-a")
    url, merge = f"/duplicates/{apart.pk}/", decision(world, apart, "merge")
    first.post(url, decision(world, apart, "dismiss", reason="同名不同人"))
    page = text_of(second.post(url, merge))
    assert "结论是“不是同一人”，这次没有合并" in page and "同名不同人" in page
    second.post(url, {"action": "reopen"})
    assert "已合并到" in text_of(second.post(url, decision(world, apart, "merge"), follow=True))


def test_filters_and_a_fixed_number_of_queries(world: World) -> None:
    client = client_of(world, "street-a1")
    counts = []
    for node, name in (("a11", "张伟"), ("a12", "李娜")):
        for number in range(4):
            at = phone(number // 2 + 10 * len(counts))
            world.member(node, name=name, id_number="", phone=at, employer="甲厂")
        client.get("/duplicates/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/duplicates/")
        # The session notes now and then that it is in use: only the list's own questions count.
        counts.append(sum('FROM "registry_' in query["sql"] for query in queries))
    assert counts[0] == counts[1]
    all_of_them = dict.fromkeys(("", "apart=no", "after=broken", "before=9.9", "ground=nonsense", "tab=nonsense"), 12)
    asked = all_of_them | {"q=lina": 6, "q=张伟": 6, "ground=phone": 4, "ground=employer": 12}
    asked |= {"apart=yes": 0, "tab=merged": 0}
    found = {query: len(client.get(f"/duplicates/?{query}").context["rows"]) for query in asked}
    assert found == asked


def test_pages_go_on_where_the_last_one_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.web.duplicates.PAGE_SIZE", 2)
    for _ in range(4):
        world.member("a11", name="张伟", id_number="", phone=phone(1), employer="甲厂")
    client, seen, url = client_of(world, "street-a1"), [], "/duplicates/"
    while url:
        context = client.get(url).context
        seen.append([row["id"] for row in context["rows"]])
        url = context["next_url"] and f"/duplicates/{context['next_url']}"
    assert [len(page) for page in seen] == [2, 2, 2] and len({key for page in seen for key in page}) == 6
    back = client.get(f"/duplicates/{context['previous_url']}").context["rows"]
    assert [row["id"] for row in back] == seen[1]


def test_the_member_form_warns_of_a_name_that_only_sounds_alike(world: World) -> None:
    world.member("a11", name="张伟", id_number="", phone=phone(1), employer="甲电子厂", **BORN)
    typed = {"name": "张玮", "employer": "甲电子厂", "action": "recognise", "direction": "in"}
    page = text_of(client_of(world, "community-a11").post("/members/new/", typed))
    assert "可能是同一个人" in page and "姓名同音、工作单位相同" in page
    assert "可能是同一个人" not in text_of(client_of(world, "community-a12").post("/members/new/", typed))


def test_undoing_needs_the_verb_not_only_the_door(world: World, apart: DuplicatePair) -> None:
    """Domain trusts, the scope does not: another street's clerk does not even find the merge."""
    one, two = both(world, apart)
    with world.at("street-a1"):
        merge = merging.merge(by=world.users["street-a1"], kept=one, absorbed=two)
        assert not ContactLog.objects.exists()
    with world.at("street-a2"), pytest.raises(Exception, match="范围"):
        unmerging.undo_merge(by=world.users["street-a2"], merge=merge, reason="x")
