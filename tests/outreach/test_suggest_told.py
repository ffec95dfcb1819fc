"""What pages say of a suggestion and beside it: in whose name, whom to call, how many days, which errors."""

from datetime import timedelta

from outreach.domain.suggestions import codes, terming, told
from outreach.models import SuggestionTerms
from registry.lib import clock
from registry.lib.ids import uuid7
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.herself import text_of as hers
from tests.outreach.suggesting import kept, says
from tests.outreach.suggestion_ground import LAMP, left, of, taken
from tests.outreach.test_suggest_progress import answered
from tests.web.calls import noted
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

PROGRESS = "/suggest/progress/"


def test_what_she_writes_as_herself_bears_her_name(world: World) -> None:
    """The page says so; staff read it, an outsider nothing; what came without a name before is not anonymous either."""
    member, _, token = linked(world)
    said = {"client_key": str(uuid7()), "content": says(world)["content"], "category": "traffic"}
    inside(token).post("/me/suggest/", said)
    row = kept(world)
    assert row.proposer == str(member.name) == "何小山1"
    for who in (clerk("a11"), "street-a1"):
        page = text_of(client_of(world, who).get(f"/suggestions/{row.pk}/"))
        assert "何小山1" in page and "匿名" not in page
    assert client_of(world, clerk("a12")).get(f"/suggestions/{row.pk}/").status_code == 404
    row.proposer_name = ""
    assert row.proposer == "流动党员本人"
    assert of(world, left(world, name="")).proposer == "匿名"


def test_who_may_be_called_first_is_said(world: World) -> None:
    """The office of her organisation, where it has given a number; else only that somebody will call."""
    member, _, token = linked(world)
    noted(world, member, clerk("a11"), next_on=clock.today() + timedelta(days=2))
    client = inside(token)
    assert "会有人打给您。" in hers(client) and "您也可以先打" not in hers(client)
    with world.system():
        node = world.nodes["a11"]
        type(node).objects.filter(pk=node.pk).update(contact_name="赵姐", contact_phone="0750-3861234")
    assert "您也可以先打到a1街道a11社区：赵姐0750-3861234。" in hers(client)


def test_a_landline_is_not_sent_to_a_field_that_is_not_there(world: World) -> None:
    page = text_of(visitor().post("/suggest/", says(world, phone="0750-3861234")))
    assert "这里不填座机" in page and "其他电话" not in page
    page = text_of(visitor().post("/suggest/", says(world, phone="13800138000 13900139000")))
    assert "这里只填一个手机号" in page and "其他电话" not in page
    page = text_of(client_of(world, clerk("a11")).post("/members/new/", {"phone": "0750-3861234"}))
    assert "座机请填到“其他电话”" in page


def test_each_difficulty_says_its_days(world: World) -> None:
    """The default ones, or those of the nearest node that has set its own."""
    key, client = left(world), client_of(world, clerk("a11"))
    page = text_of(client.get(f"/suggestions/{key}/"))
    assert all(words in page for words in ("简单（5 个工作日）", "一般（15 个工作日）", "复杂（60 天）"))
    with world.at("street-a1"):
        days = {name: getattr(SuggestionTerms(), name) for name in terming.DAYS} | {"simple_days": 4}
        terming.set_terms(by=None, label="街道", path=world.nodes["a1"].path, days=days)
    assert "简单（4 个工作日）" in text_of(client.get(f"/suggestions/{key}/"))


def test_a_rating_counts_once_it_is_confirmed(world: World) -> None:
    """By code: what was tapped is asked once more with what it means; the way back changes nothing."""
    key, asked = taken(world, "answer"), visitor()
    code = codes.shown(codes.code_of(key))
    asked.post(PROGRESS, {"code": code})
    tapped = {"code": code, "action": "rate", "rating": "content"}
    page = text_of(asked.post(PROGRESS, tapped))
    assert "您选的是“满意”" in page and "不再重新办理" in page and "回去重选" in page
    assert of(world, key).rating == "" and "办得怎么样" in text_of(asked.post(PROGRESS, {"code": code}))
    assert "可以请我们重新办理一次" in text_of(asked.post(PROGRESS, tapped | {"rating": "not"}))
    assert "谢谢您的评价" in text_of(asked.post(PROGRESS, tapped | {"rating": "not", "sure": "1"}))
    assert "现在不能这样做" in text_of(asked.post(PROGRESS, tapped))
    assert told.means("not", True) == told.LAST and of(world, key).rating == "not"


def test_a_member_confirms_her_rating_too(world: World) -> None:
    _, _, token = linked(world)
    _, _, other = linked(world, 2)
    client = inside(token)
    client.post("/me/suggest/", {"client_key": str(uuid7()), "content": says(world)["content"], "category": "traffic"})
    row = answered(world)
    act = f"/me/suggest/{row.pk}/"
    client.post(act, {"action": "read"})
    page = client.post(act, {"rating": "content"}).content.decode()
    assert "您选的是“满意”" in page and kept(world).rating == ""
    assert inside(other).post(act, {"rating": "content"}).status_code == 404
    assert client.post(act, {"rating": "content", "sure": "1"}).headers["Location"] == "/me/?done=idea-rated"
    assert kept(world).rating == "content"


def test_large_type_stays_within_reach(world: World) -> None:
    """After an error, after a wrong code and beside an answer; the code stays in bodies."""
    key, asked = left(world), visitor()
    code = codes.shown(codes.code_of(key))
    assert "大字版" in text_of(asked.post("/suggest/", says(world, content="")))
    assert "大字版" in text_of(asked.post(PROGRESS, {"code": "x"}))
    page = text_of(asked.post(PROGRESS, {"code": code}))
    assert "大字版" in page and f"big={code}" not in page and "suggest-big.css" not in page
    page = text_of(asked.post(PROGRESS, {"code": code, "big": "1"}))
    assert "标准字" in page and "suggest-big.css" in page and LAMP in page
    assert "suggest-big.css" in text_of(asked.post("/suggest/", says(world, content="")))
    assert "suggest-big.css" not in text_of(asked.post(PROGRESS, {"code": code, "big": "0"}))
