"""The tracker of 金点子 on its pages: the whole way, who may do what, what is on the trail."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.domain.suggestions import codes, flow, publishing, told
from outreach.models import Suggestion, SuggestionExtension, SuggestionFile, SuggestionStep, SuggestionUnit
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import AuditEvent
from registry.models.unit import NOBODY, work
from tests.domain.pictures import photo as picture
from tests.outreach.suggestion_ground import LAMP, PHONE, left, of, taken
from tests.web.staff import client_of, text_of
from tests.world import World


def does(client: Client, key: UUID, verb: str, /, **fields: object) -> str:
    """One verb of the page with its fields; the page that follows, as text."""
    sent = {f"{verb}-{name}": value for name, value in fields.items() if not name.startswith("_")}
    sent |= {name[1:]: value for name, value in fields.items() if name.startswith("_")}
    return text_of(client.post(f"/suggestions/{key}/do/{verb}/", sent, follow=True))


def listed(client: Client, view: str) -> list[str]:
    """The keys of the rows of one view."""
    rows = client.get(f"/suggestions/?view={view}").context["rows"]
    return [str(each["row"].pk) for each in rows]


def test_the_whole_way_on_the_pages(world: World) -> None:
    """Accept, assign, sign, extend, answer, rate, reopen, answer, close; each asks for what it needs."""
    key = left(world)
    clerk, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    page = text_of(clerk.get("/suggestions/"))
    assert "没看过" in page and "剩" in page and LAMP[:10] in page
    page = text_of(clerk.get(f"/suggestions/{key}/"))
    assert LAMP in page and PHONE not in page and "138****4321" in page
    assert "没看过" not in text_of(clerk.get("/suggestions/"))
    assert PHONE in text_of(clerk.post(f"/suggestions/{key}/phone/"))
    assert "请选难易" in does(clerk, key, "accept", title="修好东门路灯", category="traffic")
    assert "已受理" in does(
        clerk, key, "accept", complexity="simple", on_list="on", title="修好东门路灯", category="traffic"
    )
    assert "请选主办单位" in does(clerk, key, "assign", handler_name="李工")
    handler = world.users["community-a11"]
    charge = {"unit": world.nodes["a11"].pk, "handler": handler.pk, "note": "尽快"}
    assert "已交办" in does(clerk, key, "assign", **charge)
    assert "您仍能看到" not in text_of(clerk.get(f"/suggestions/{key}/"))
    assert "已签收" in does(clerk, key, "sign")
    assert "进展已记下" in does(clerk, key, "progress", text="已报修，等灯泡")
    assert "有新动静</span>" not in text_of(clerk.get("/suggestions/"))
    row = of(world, key)
    assert row.due_on is not None
    until = row.due_on + timedelta(days=7)
    assert "请写明为什么要延期" in does(clerk, key, "extend", until=until)
    assert "等上一级批复" in does(clerk, key, "extend", until=until, why="灯泡缺货")
    assert "不由您这一级办" in does(clerk, key, "decide", granted="yes")
    page = text_of(street.get(f"/suggestions/{key}/"))
    assert "延期申请等您批复" in page and "灯泡缺货" in page
    assert "请写明原因" in does(street, key, "decide", granted="no")
    does(street, key, "decide", granted="yes")
    row = of(world, key)
    assert (row.due_on, row.stage_due_on, row.extensions) == (until, until, 1)
    assert "有新动静</span>" in text_of(clerk.get("/suggestions/"))
    assert "请选办理结果" in does(clerk, key, "answer", text="修好了")
    assert "已答复" in does(clerk, key, "answer", outcome="A", text="路灯已经修好。", result="换灯两盏")
    assert "已登记反馈" in does(clerk, key, "feed_back", way="phone", why="谢谢")
    does(clerk, key, "rate", rating="not", way="phone", why="还有一盏不亮")
    assert "请写明" in does(clerk, key, "reopen", why=" ")
    does(clerk, key, "reopen", why="还有一盏不亮")
    assert "不满意：还有一盏不亮" in text_of(clerk.get(f"/suggestions/{key}/"))
    does(clerk, key, "answer", outcome="A", text="第二盏也修好了。")
    does(clerk, key, "rate", rating="content", way="visit")
    assert "已办结归档" in does(clerk, key, "close")
    row = of(world, key)
    assert (row.state, row.rating, row.reopened, row.result) == ("closed", "content", True, "换灯两盏")
    with world.at("community-a11"):
        steps = list(
            SuggestionStep.objects.filter(suggestion=key).order_by("seq").values_list("move", "before", "after")
        )
        assert flow.replay(steps) == "closed"
    with world.at("auditor-a"):
        events = AuditEvent.objects.filter(object_id=str(key))
        said = str(list(AuditEvent.objects.values_list("detail", flat=True)))
        assert {"suggestion.opened", "suggestion.phone_revealed", "suggestion.moved"} <= set(
            events.values_list("action", flat=True)
        )
        assert "甘有田" not in said and PHONE not in said and "路灯" not in said


VERBS = (
    ("accept", {"complexity": "simple", "title": "x", "category": "traffic"}),
    ("reject", {"reason": "other", "why": "x"}),
    ("merge", {"number": "x"}), ("help", {"why": "x"}), ("progress", {"text": "x"}), ("private", {"text": "x"}),
    ("reply", {"text": "x"}), ("ask-unit", {"label": "x"}), ("split", {"content": "再拆一条出来"}),
)  # fmt: skip


def test_who_may_look_and_work(world: World) -> None:
    """The owner and its superiors; a neighbour, a liaison and the officers get nothing, and change nothing."""
    key = left(world)
    with world.at("community-a11"):
        before = list(Suggestion.objects.filter(pk=key).values())
    owner = client_of(world, "community-a11")
    owner.post(f"/suggestions/{key}/do/attach/", {"attach-uploads": _photo()})
    with world.at("community-a11"):
        file = SuggestionFile.objects.get()
    paths = [f"/suggestions/{key}/", f"/suggestions/{key}/slip/", f"/suggestions/files/{file.pk}/"]
    for account in ("community-a12", "street-a2", "community-b11", "district-b", "liaison-a11"):
        other = client_of(world, account)
        assert LAMP[:10] not in text_of(other.get("/suggestions/?view=all"))
        for path in paths:
            assert other.get(path).status_code in (403, 404), (account, path)
        assert other.post(f"/suggestions/{key}/phone/").status_code in (403, 404)
        for verb, fields in VERBS:
            sent = {f"{verb}-{name}": value for name, value in fields.items()}
            assert other.post(f"/suggestions/{key}/do/{verb}/", sent).status_code in (403, 404), (account, verb)
    for account in ("system_admin-a", "security_admin-a", "auditor-a"):
        assert client_of(world, account).get("/suggestions/").status_code == 403
    for account in ("community-a11", "street-a1", "district-a"):
        seen = client_of(world, account)
        assert LAMP in text_of(seen.get(f"/suggestions/{key}/"))
        assert seen.get(f"/suggestions/files/{file.pk}/").headers["Content-Type"] == "image/jpeg"
    assert owner.get(f"/suggestions/{key}/slip/").status_code == 404  # 本人提交的，码只有本人知道
    with world.at("community-a11"):
        after = list(Suggestion.objects.filter(pk=key).values())
    drop = {"touched_at"}
    assert [{k: v for k, v in row.items() if k not in drop} for row in after] == [
        {k: v for k, v in row.items() if k not in drop} for row in before
    ]


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("灯.jpg", picture(), "image/jpeg")


def test_only_what_the_table_offers(world: World) -> None:
    """The page offers what may be done in that state; what is sent all the same is turned away; a stale page too."""
    key, clerk = left(world), client_of(world, "community-a11")
    page = text_of(clerk.get(f"/suggestions/{key}/"))
    assert f"/suggestions/{key}/do/accept/" in page and f"/suggestions/{key}/do/close/" not in page
    assert "现在不能“办结归档”" in does(clerk, key, "close")
    assert clerk.post(f"/suggestions/{key}/do/nothing/").status_code == 404
    fields = {"complexity": "simple", "title": "路灯", "category": "traffic"}
    does(clerk, key, "accept", **fields, _version="1")
    assert "不能“受理”" in does(clerk, key, "accept", **fields, _version="1")
    stale = does(clerk, key, "reject", reason="other", why="不清楚", _version="1")
    assert "有人改过" in stale and "您写的都还在下面" in stale and "不清楚" in stale
    assert f'name="version" value="{of(world, key).version}"' in stale, "sent again, it is done"
    spam = left(world, suspicion="links")
    assert "JDZ" not in of(world, spam).label
    page = text_of(clerk.get(f"/suggestions/{spam}/"))
    assert "/do/clear/" in page and "/do/accept/" not in page and "/do/publish/" not in page
    assert "程序觉得可疑：夹带网址" in page and "不计时" not in page, "she was promised the same days"
    assert "垃圾信息" in text_of(clerk.get("/suggestions/?view=spam"))
    assert LAMP[:10] in text_of(clerk.get("/suggestions/?view=spam"))
    does(clerk, spam, "clear")
    assert of(world, spam).label.endswith("-0002")


def test_merged_split_help_units(world: World) -> None:
    """Into another one and out of it; the proposer's page goes on; help is nobody else's business."""
    one, two, clerk = left(world), left(world, content=LAMP + "请修一修。"), client_of(world, "community-a11")
    far = left(world, "a12")
    target = of(world, one).label
    page = text_of(clerk.get(f"/suggestions/{two}/"))
    assert "意思相近的" in page and target in page and of(world, far).label not in page
    assert "没有找到这个编号" in does(clerk, two, "merge", number=of(world, far).label)
    assert "不能并入自己" in does(clerk, two, "merge", number=of(world, two).label)
    assert "已并入" in does(clerk, two, "merge", number=target.lower(), _sure=1)
    assert of(world, two).merged_into == one
    with work(NOBODY):
        seen = told.progress(codes.code_of(two))
        assert seen is not None and seen.into_label == target
    assert "并入本条的" in text_of(clerk.get(f"/suggestions/{one}/"))
    assert "/do/merge/" not in text_of(clerk.get(f"/suggestions/{two}/"))
    part = uuid7()
    split = {"content": "小区西门也要装路灯", "category": "traffic", "key": part}
    for _ in range(2):
        assert "已拆成两条" in does(clerk, one, "split", **split)
    row = of(world, part)
    assert (row.split_from, str(row.proposer_name), row.label[-4:]) == (one, "甘有田", "0003")
    with world.at("community-a11"):
        assert SuggestionStep.objects.filter(suggestion=one, move="split").count() == 1
    assert "请写明为什么转为帮扶" in does(clerk, part, "help")
    does(clerk, part, "help", why="孩子上学没有着落")
    row = of(world, part)
    assert row.is_help and not row.on_list
    assert "/do/publish/" not in text_of(clerk.get(f"/suggestions/{part}/"))
    assert "小区西门" in text_of(clerk.get("/suggestions/?view=help"))
    assert "请过" not in does(clerk, one, "ask-unit", label="城管办")
    assert "已经请过" in does(clerk, one, "ask-unit", label="城管办")
    with world.at("community-a11"):
        unit = SuggestionUnit.objects.get()
    assert "会办意见已登记" in does(clerk, one, "opine", text="同意增设", _unit=unit.pk)
    assert "同意增设" in text_of(clerk.get(f"/suggestions/{one}/"))
    assert "没有找到这个会办单位" in does(clerk, part, "opine", text="x", _unit=unit.pk)


def test_published_only_in_staffs_words(world: World) -> None:
    """With consent, taken up, without numbers and names; withdrawn again."""
    key, clerk = taken(world), client_of(world, "community-a11")
    words = {"title": "东门路灯", "text": "居民反映路灯不亮。", "result": "正在修"}
    for bad in (
        "电话138 0000 4321", "１３８００００４３２１", "一三八零零零零四三二一", "440799198506010015", "0750-3123456",
        "3123456",
    ):  # fmt: skip
        assert "电话号码或证件号码" in does(clerk, key, "publish", **(words | {"text": bad})), bad
    assert "提出人的姓名" in does(clerk, key, "publish", **(words | {"text": "甘有田反映路灯不亮"}))
    assert "已公开" in does(clerk, key, "publish", **words)
    row = of(world, key)
    assert row.published_at and row.public_text == words["text"]
    does(clerk, key, "withdraw")
    assert of(world, key).published_at is None
    quiet = taken(world, may_publish=False)
    assert "/do/publish/" not in text_of(clerk.get(f"/suggestions/{quiet}/"))
    assert not publishing.holds_number("2026-03-05 至 2026-03-20，修灯 12 盏，花了 3000 元，编号 20260305")


def test_the_ledgers_entry_is_put_right(world: World) -> None:
    """Title, category, list and remark, once taken up; a stale page is told."""
    raw, key, clerk = left(world), taken(world), client_of(world, "community-a11")
    entry = {"title": "东门路灯", "category": "safety", "remark": "已拍照"}
    assert "现在不能" in does(clerk, raw, "entry", **entry)
    assert "已保存" in does(clerk, key, "entry", **entry)
    row = of(world, key)
    assert (row.title, row.category, row.remark, row.on_list, row.listed_at) == (
        "东门路灯",
        "safety",
        "已拍照",
        False,
        None,
    )
    assert "已保存" in does(clerk, key, "entry", **entry, on_list="on")
    assert of(world, key).listed_at
    assert "有人改过" in does(clerk, key, "entry", **entry, _version="1")


def test_private_words_stay_inside(world: World) -> None:
    """Replies and the answer are the proposer's to read; notes and progress are not."""
    key, clerk = taken(world), client_of(world, "community-a11")
    for verb, text in (("private", "他脾气急"), ("progress", "等灯泡"), ("reply", "下周来修")):
        does(clerk, key, verb, text=text)
    with work(NOBODY):
        seen = told.progress(codes.code_of(key))
    assert seen is not None and [word.text for word in seen.words] == ["下周来修"]
    page = text_of(clerk.get(f"/suggestions/{key}/"))
    assert all(text in page for text in ("他脾气急", "等灯泡", "下周来修"))


def test_more_time_before_the_day_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One open; the level above; the district for its own; after the answer it is over."""
    key, clerk = taken(world), client_of(world, "community-a11")
    row = of(world, key)
    assert row.due_on is not None
    until = row.due_on + timedelta(days=3)
    assert "以后的日子" in does(clerk, key, "extend", until=row.due_on, why="等灯泡")
    does(clerk, key, "extend", until=until, why="等灯泡")
    assert "/do/extend/" not in text_of(clerk.get(f"/suggestions/{key}/"))
    seen = {who: listed(client_of(world, who), "time") for who in ("street-a1", "district-a", "community-a11")}
    assert seen == {"street-a1": [str(key)], "district-a": [str(key)], "community-a11": []}
    assert "金点子延期待批复" in text_of(client_of(world, "street-a1").get("/"))
    assert "延期待批复" not in text_of(clerk.get("/suggestions/"))
    does(clerk, key, "answer", outcome="B", text="列入计划")
    with world.at("community-a11"):
        assert SuggestionExtension.objects.get().state == "refused"
    late = taken(world)
    with world.at("community-a11"):
        Suggestion.objects.filter(pk=late).update(due_on=clock.today() - timedelta(days=1))
    assert "现在不能“申请延期”" in does(clerk, late, "extend", until=until, why="等灯泡")
    assert "不由您这一级办" in does(clerk, late, "urge", note="请抓紧")
    street = client_of(world, "street-a1")
    assert "督办已记下" in does(street, late, "urge", note="请抓紧")
    assert "请抓紧" in text_of(clerk.get(f"/suggestions/{late}/"))
    seen = {who: listed(client_of(world, who), "chased") for who in ("community-a11", "community-a12", "street-a1")}
    assert seen == {"community-a11": [str(late)], "community-a12": [], "street-a1": []}, "only whose it is to act"
    assert "金点子督办" in text_of(clerk.get("/"))
    moved = {"unit": world.nodes["a12"].pk, "handler_name": "钱"}
    assert "您仍能看到" in does(street, late, "assign", **moved)
    own, district = taken(world, node="a"), client_of(world, "district-a")
    does(district, own, "extend", until=until, why="等灯泡")
    assert "另一位同志批" in does(district, own, "decide", granted="yes")
    with world.at("district-a"):
        SuggestionExtension.objects.filter(suggestion=own).update(asked_label="a区 另一位")
    assert "已批复" in does(district, own, "decide", granted="yes")
    assert of(world, own, "district-a").due_on == until
