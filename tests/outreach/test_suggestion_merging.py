"""Two suggestions that become one: asked once more with both texts, taken back in time; both are heard."""

from uuid import UUID

import pytest

from outreach.domain.suggestions import codes, merging, moves, told
from outreach.models import Suggestion, SuggestionStep, SuggestionWord
from registry.domain.errors import Refused
from registry.lib.ids import uuid7
from registry.models import AuditEvent
from registry.models.unit import NOBODY, work
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.herself import text_of as hers
from tests.outreach.suggesting import kept
from tests.outreach.suggestion_ground import LAMP, left, of, taken
from tests.outreach.test_suggestion_pages import does
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

SHED = "红星小区要搭一个电动车棚，现在都停在楼道里。"
HERE = "/suggest/progress/"


def merged(world: World, upto: str = "sign", key: UUID | None = None) -> tuple[UUID, UUID]:
    """(what was merged, into what)."""
    one, two = taken(world, upto), key or left(world, content=SHED)
    with world.at(clerk("a11")):
        row, target = (Suggestion.objects.get(pk=key) for key in (two, one))
        merging.merge(by=None, label="赵", row=row, target=target)
    return two, one


def test_nothing_is_merged_before_both_were_shown(world: World) -> None:
    """By number or by the button: both texts, what it means, and only then; a colleague above may, an outsider not."""
    one, two = taken(world), left(world, content=SHED)
    label, mine = of(world, one).label, of(world, two).label
    for who in (clerk("a11"), "street-a1"):
        page = does(client_of(world, who), two, "merge", number=label.lower())
        assert all(words in page for words in (LAMP, SHED, f"把 {mine} 并入 {label}", "取消并入", "不做，返回"))
        assert of(world, two).state == "received"
    assert "没有找到这个编号" in does(client_of(world, clerk("a11")), two, "merge", number="x")
    sent = {"merge-number": label, "sure": "1"}
    assert client_of(world, clerk("a12")).post(f"/suggestions/{two}/do/merge/", sent).status_code == 404
    with world.system():
        assert AuditEvent.objects.filter(action="suggestion.opened", object_id=one).count() == 2
    assert "已并入" in does(client_of(world, clerk("a11")), two, "merge", number=label, _sure=1)
    assert of(world, two).merged_into == one


def test_a_merge_is_taken_back_until_it_is_answered(world: World) -> None:
    """It is reviewed anew by itself; the other one says so; after the answer, for both, no more."""
    two, one = merged(world)
    client, outsider = client_of(world, clerk("a11")), client_of(world, clerk("a12"))
    assert outsider.post(f"/suggestions/{two}/do/unmerge/", {"unmerge-why": "x"}).status_code == 404
    assert "取消并入" in text_of(client_of(world, "street-a1").get(f"/suggestions/{two}/"))
    with world.at(clerk("a11")), pytest.raises(Refused, match="取消并入"):
        moves.step(by=None, label="赵", row=Suggestion.objects.get(pk=two), kind="review", why="不是一件事")
    assert "请写明" in does(client, two, "unmerge", why=" ")
    assert "已取消并入" in does(client, two, "unmerge", why="不是一件事")
    row = of(world, two)
    assert (row.state, row.merged_into) == ("received", None) and row.stage_due_on is not None
    assert f"{row.label} 不再并入本条" in text_of(client.get(f"/suggestions/{one}/"))
    with world.at(clerk("a11")):
        steps = SuggestionStep.objects.filter(suggestion=two).order_by("seq").values_list("move", flat=True)
        assert list(steps) == ["receive", "merge", "review"]
    assert does(client, two, "merge", number=of(world, one).label, _sure=1)
    does(client, one, "answer", outcome="A", text="修好了。")
    assert "取消并入" not in text_of(client.get(f"/suggestions/{two}/"))
    with world.at(clerk("a11")), pytest.raises(Refused, match="已经答复"):
        merging.unmerge(by=None, label="赵", row=Suggestion.objects.get(pk=two), why="不是一件事")


def test_whoever_was_merged_reads_the_answer_and_is_heard(world: World) -> None:
    """Her page asks for nothing that can't be done; her word reaches the office and not the other one's proposer."""
    two, one = merged(world, "answer")
    visiting = visitor()
    with work(NOBODY):
        told.seen(code=codes.code_of(one))
    page = text_of(visiting.post(HERE, {"code": codes.code_of(two)}))
    assert "路灯已经修好" in page and "等您评价" not in page and "由那一条的提出人来定" in page and "补充几句" in page
    word = {"code": codes.code_of(two), "action": "word", "key": str(uuid7()), "text": "车棚还没有搭"}
    assert [text_of(visiting.post(HERE, word)).count("车棚还没有搭") for _ in range(2)] == [1, 1]
    office = text_of(client_of(world, clerk("a11")).get(f"/suggestions/{one}/"))
    assert office.count("车棚还没有搭") == 1 and f"{of(world, two).label} 的提出人" in office
    assert "车棚还没有搭" not in text_of(visitor().post(HERE, {"code": codes.code_of(one)}))
    assert client_of(world, clerk("a12")).get(f"/suggestions/{one}/").status_code == 404
    with world.at(clerk("a11")):
        assert SuggestionWord.objects.filter(suggestion=one, kind="private", member_id=None).count() == 2
        moves.step(by=None, label="赵", row=Suggestion.objects.get(pk=one), kind="close")
    page = text_of(visiting.post(HERE, word | {"key": str(uuid7())}))
    assert "没有记下" in page and "现在已经办结" in page


def test_a_member_reads_the_answer_to_both_on_her_page(world: World) -> None:
    _, _, token = linked(world)
    client = inside(token)
    client.post("/me/suggest/", {"client_key": str(uuid7()), "content": SHED, "category": "traffic"})
    merged(world, "answer", kept(world).pk)
    page = hers(client)
    assert "合在一起办" in page and "路灯已经修好" in page and "办得怎么样" not in page
    _, _, other = linked(world, 2)
    assert "路灯已经修好" not in hers(inside(other))
