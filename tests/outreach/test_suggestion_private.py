"""A case of help is its proposer's alone: it is merged with nothing, and whoever was merged into it before is told
nothing of it. Whose name stands on an idea may have it put right or struck out."""

import json
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from outreach.domain.suggestions import codes, helping, merging, moves
from outreach.models import Suggestion, SuggestionWord
from registry.domain import members
from registry.domain.errors import Refused
from registry.lib.ids import uuid7
from registry.models import AuditEvent
from registry.models.unit import NOBODY, work
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.herself import text_of as hers
from tests.outreach.suggesting import kept
from tests.outreach.suggestion_ground import left, of, taken
from tests.outreach.test_suggestion_merging import SHED, merged
from tests.outreach.test_suggestion_pages import does
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HERE = "/suggest/progress/"
SQL = Path("outreach/migrations/sql/suggestions.sql")
SECRET = "您家的补助已经批下来，每月八百元。"


def by_hand(world: World, key: UUID) -> None:
    """What became a case of help before that was refused."""
    with world.system():
        Suggestion.objects.filter(pk=key).update(kind="help")
    with world.at(clerk("a11")):
        moves.answer(by=None, label="李", row=Suggestion.objects.get(pk=key), outcome="A", text=SECRET)


def test_what_others_were_merged_into_does_not_become_help(world: World) -> None:
    """Its clerk and her street hear why and what to do; apart again it may be; an outsider finds nothing."""
    two, one = merged(world)
    client = client_of(world, clerk("a11"))
    for who in (clerk("a11"), "street-a1"):
        assert "取消并入" in does(client_of(world, who), one, "help", why="家里困难")
    assert client_of(world, clerk("a12")).post(f"/suggestions/{one}/do/help/", {}).status_code == 404
    assert not of(world, one).is_help
    does(client, two, "unmerge", why="不是一件事")
    assert "已转为帮扶诉求" in does(client, one, "help", why="家里困难")


def test_one_that_lies_elsewhere_counts_too(world: World) -> None:
    """Merged by the street from another community: whoever has the target doesn't see it, and is refused."""
    one, two = taken(world), left(world, "a12", content=SHED)
    with world.at("street-a1"):
        rows = {row.pk: row for row in Suggestion.objects.all()}
        merging.merge(by=None, label="街道", row=rows[two], target=rows[one])
    with world.at(clerk("a11")):
        assert not Suggestion.objects.filter(pk=two).exists()
        with pytest.raises(Refused, match="取消并入"):
            helping.to_help(by=None, label="赵", row=Suggestion.objects.get(pk=one), why="家里困难")


def test_two_cases_of_help_stay_two(world: World) -> None:
    """Each way round, with ideas and among themselves; help offers no merging."""
    keys = [taken(world, "accept"), taken(world, "accept"), taken(world, "accept")]
    client = client_of(world, clerk("a11"))
    for key in keys[:2]:
        does(client, key, "help", why="家里困难")
    assert "并入另一条" not in text_of(client.get(f"/suggestions/{keys[0]}/"))
    with world.at(clerk("a11")):
        rows = [Suggestion.objects.get(pk=key) for key in keys]
        for row, target in ((rows[0], rows[1]), (rows[0], rows[2]), (rows[2], rows[1])):
            with pytest.raises(Refused, match="帮扶诉求不能合并"):
                merging.merge(by=None, label="赵", row=row, target=target)


def test_nothing_is_told_of_what_became_help_before(
    transactional_db: None, world: World, owner_connection: psycopg.Connection
) -> None:
    """Rows of before: by the code, by its twin for programs, to staff. With the functions of before, it is told."""
    two, one = merged(world)
    by_hand(world, one)
    asked = {"code": codes.code_of(two)}

    def told() -> list[str]:
        page = visitor().post(HERE, asked)
        twin = visitor().post("/api/v1/suggest/progress/", asked, content_type="application/json")
        assert (page.status_code, twin.status_code) == (200, 200)
        return [text_of(page), json.dumps(twin.json(), ensure_ascii=False)]

    assert not [said for said in told() if SECRET in said or of(world, one).label in said]
    assert SECRET not in text_of(client_of(world, clerk("a11")).get(f"/suggestions/{two}/"))
    names = ("outreach_suggestion_by_code(bytea)", "outreach_suggestion_told(bytea)")
    now = [owner_connection.execute("SELECT pg_get_functiondef(%s::regprocedure)", [name]).fetchone() for name in names]
    try:
        for name in names:
            owner_connection.execute(before(name.removesuffix("(bytea)")))
        assert all(SECRET in said for said in told())
    finally:
        for kept_as in now:
            owner_connection.execute(kept_as[0])


def before(name: str) -> str:
    """The function as it was."""
    body = SQL.read_text(encoding="utf-8").partition(f"CREATE FUNCTION {name}")[2].partition("\n$$;")[0]
    return f"CREATE OR REPLACE FUNCTION {name}{body}\n$$;"


def test_her_own_page_says_nothing_of_it_either(world: World) -> None:
    _, _, token = linked(world)
    client = inside(token)
    client.post("/me/suggest/", {"client_key": str(uuid7()), "content": SHED, "category": "traffic"})
    _, one = merged(world, key=kept(world).pk)
    assert "合在一起办" in hers(client)
    by_hand(world, one)
    assert SECRET not in hers(client) and "合在一起办" in hers(client)


def test_whose_merged_one_was_answered_is_told_to_those_who_work_for_her(world: World) -> None:
    """Her clerk and her liaison read the answer to both; a neighbour, another liaison and nobody get none."""
    member, _, token = linked(world)
    inside(token).post("/me/suggest/", {"client_key": str(uuid7()), "content": SHED, "category": "traffic"})
    two, one = merged(world, "answer", kept(world).pk)
    assert "路灯已经修好" in text_of(client_of(world, clerk("a11")).get(f"/suggestions/{two}/"))
    for who in (clerk("a12"), "liaison-a11"):
        with world.at(who):
            assert merging.answers_to([two]) == {}
    with work(NOBODY):
        assert merging.answers_to([two]) == {}
    with world.at(clerk("a11")):
        members.assign_liaison(by=world.users[clerk("a11")], member=member, liaison=world.users["liaison-a11"])
    with world.at("liaison-a11"):
        assert merging.answers_to([two])[two].text == "路灯已经修好。"
    day = text_of(client_of(world, "liaison-a11").get("/"))
    assert f"提的“{of(world, two).title}”和 {of(world, one).label} 合在一起办，已答复" in day


def test_her_name_and_number_are_put_right_or_struck_out(world: World) -> None:
    """Said how it was found out that it was she; on the trail without the words; an outsider can't."""
    key, client = taken(world), client_of(world, clerk("a11"))
    assert client_of(world, clerk("a12")).post(f"/suggestions/{key}/do/proposer/", {}).status_code == 404
    assert client_of(world, "liaison-a11").post(f"/suggestions/{key}/do/proposer/", {}).status_code in (403, 404)
    assert "怎么核实是本人的" in does(client, key, "proposer", name="甘友田", why="")
    assert "都没有变" in does(client, key, "proposer", name="甘有田", why="本人报了查询码")
    assert "已按本人要求改好" in does(client, key, "proposer", name="甘友田", why="本人报了查询码")
    row = of(world, key)
    assert (str(row.proposer_name), str(row.proposer_phone)) == ("甘友田", "13800004321")
    assert "已按本人要求改好" in does(client, key, "proposer", name="", drop_phone="on", why="回拨了号码")
    row = of(world, key)
    assert (str(row.proposer_name), str(row.proposer_phone), row.proposer) == ("", "", "匿名")
    with world.at(clerk("a11")):
        notes = [str(word.text) for word in SuggestionWord.objects.filter(suggestion=key, kind="private")]
    assert notes == ["按本人要求改姓名：本人报了查询码", "按本人要求改姓名、电话：回拨了号码"]
    with world.system():
        events = AuditEvent.objects.filter(action="suggestion.proposer_changed", object_id=key)
        assert [event.detail for event in events] == [{"no": row.label}] * 2
