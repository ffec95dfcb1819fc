"""What whoever may not grant time can't do by handing on once more; whose it is to hand on; what closes, and when."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from outreach.choices import WordKind
from outreach.domain.suggestions import assigning, chasing, clocks, codes, extending, moves, offered, told
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Message, Suggestion, SuggestionTerms, Supervision
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.outreach import post
from tests.outreach.ground import Days
from tests.outreach.herself import visitor
from tests.outreach.provider import http_provider
from tests.outreach.suggestion_ground import left, of, taken
from tests.outreach.test_suggestion_pages import does, listed
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HERE = "/suggest/progress/"


def again(world: World, who: str, key: UUID, due_on: date | None, unit: str = "") -> date | None:
    """Handed on once more; the day that it has then."""
    with world.at(who):
        charge = Charge(world.nodes.get(unit), "环卫所", handler_name="孙工", due_on=due_on)
        done = assigning.assign(by=None, label="赵", row=Suggestion.objects.get(pk=key), charge=charge)
        return done.due_on


def test_handing_on_gives_no_time(world: World) -> None:
    """A community keeps the day or takes an earlier one; its street may set a later one; never one that is over."""
    key, today = taken(world), clock.today()
    due = of(world, key).due_on
    assert due is not None
    client = client_of(world, clerk("a11"))
    assert f"还是 {due:%Y-%m-%d}" in text_of(client.get(f"/suggestions/{key}/"))
    said = {"unit_name": "环卫所", "handler_name": "孙工", "due_on": due + timedelta(days=400)}
    assert "办理时限不能往后改" in does(client, key, "assign", **said)
    for later in (due + timedelta(days=1), due + timedelta(days=400)):
        with pytest.raises(Refused, match=f"最晚是 {due}"):
            again(world, clerk("a11"), key, later)
    assert again(world, clerk("a11"), key, None) == due
    assert again(world, clerk("a11"), key, due - timedelta(days=1)) == due - timedelta(days=1)
    with pytest.raises(Refused, match="不能早于今天"):
        again(world, "street-a1", key, today - timedelta(days=1))
    assert again(world, "street-a1", key, due + timedelta(days=30)) == due + timedelta(days=30)


def test_late_stays_late(ruled: World, days: Days) -> None:
    """Handed on after the day, without a new one: it is late as before, and chased as before."""
    key = taken(ruled)
    due = of(ruled, key).due_on
    assert due is not None
    days.on((due - days.day).days + 9)
    chase(ruled, days)
    assert again(ruled, clerk("a11"), key, None) == due
    with ruled.system():
        assert Supervision.objects.filter(suggestion=key, ended_at__isnull=True).exists()
        assert list(Suggestion.objects.all().late(clock.today()).values_list("pk", flat=True)) == [key]


def test_the_days_since_it_was_sent_back_do_not_count(ruled: World, days: Days) -> None:
    key = taken(ruled, "assign")
    due = of(ruled, key).due_on
    assert due is not None
    with ruled.at(clerk("a11")):
        moves.step(by=None, label="赵", row=Suggestion.objects.get(pk=key), kind="return", why="不归我们")
    days.on(4)
    with pytest.raises(Refused, match="往后改"):
        again(ruled, clerk("a11"), key, due + timedelta(days=5))
    assert again(ruled, clerk("a11"), key, None) == due + timedelta(days=4)


def test_what_the_street_leads_is_not_taken_back(world: World) -> None:
    """Neither offered nor done, on the page, by the API, together with others; sent back, it may be."""
    key = taken(world, "accept")
    assert again(world, "street-a1", key, None, "a1")
    client = client_of(world, clerk("a11"))
    assert 'id="assign"' not in text_of(client.get(f"/suggestions/{key}/"))
    assert "不由您这一级办" in does(client, key, "assign", unit_name="环卫所", handler_name="孙工")
    with pytest.raises(Refused, match="由它来办"):
        again(world, clerk("a11"), key, None)
    sent = {"chosen": [key], "confirmed": "yes", "unit_name": "环卫所", "handler_name": "孙工"}
    assert "1 条没有办" in text_of(client.post("/suggestions/together/", sent))
    with world.at("street-a1"):
        moves.step(by=None, label="街道", row=Suggestion.objects.get(pk=key), kind="return", why="社区能办")
    assert again(world, clerk("a11"), key, None)


def test_programs_are_offered_what_pages_offer(world: World) -> None:
    """`can` of one and of the list: no move that the verb would refuse."""
    spam, fresh, lead = left(world, suspicion="links"), left(world), taken(world, "accept")
    again(world, "street-a1", lead, None, "a1")
    done, help_ = taken(world, "answer"), taken(world)
    does(client_of(world, clerk("a11")), help_, "help", why="家里困难")
    client = client_of(world, clerk("a11"))
    rows = {row["id"]: row["can"] for row in client.get("/api/v1/suggestions/").json()["results"]}
    assert rows == {str(key): client.get(f"/api/v1/suggestions/{key}/").json()["can"] for key in map(UUID, rows)}
    assert rows[str(spam)] == ["clear", "reject"] and "clear" not in rows[str(fresh)]
    assert rows[str(lead)] == ["help"]
    assert rows[str(help_)] == ["assign", "answer"] and rows[str(done)] == ["feed_back", "rate"]
    does(client, fresh, "merge", number=of(world, lead).label, _sure=1)
    found = client.get("/api/v1/suggestions/").json()["results"]
    assert next(row["can"] for row in found if row["id"] == str(fresh)) == ["review"]
    own = taken(world)
    with world.at(clerk("a11")):
        row = Suggestion.objects.get(pk=own)
        assert row.due_on
        extending.ask(by=None, label="赵", row=row, until=row.due_on + timedelta(days=5), why="等材料")
        assert "extend" not in offered.moves_now(row)
    with world.at("street-a1"):
        assert "extend" in offered.moves_now(Suggestion.objects.get(pk=own))
    street = client_of(world, "street-a1").get("/api/v1/suggestions/").json()["results"]
    assert [row["id"] for row in street if "extend" in row["can"]] == [str(own)]


def test_her_word_keeps_it_open_and_she_is_told_by_when(ruled: World, days: Days) -> None:
    """A week after the answer; with a word of hers not before it is replied to, and a week more."""
    quiet, heard = taken(ruled, "answer"), taken(ruled, "answer")
    for key in (quiet, heard):
        page = text_of(visitor().post(HERE, {"code": codes.code_of(key)}))
    last = clock.today() + timedelta(days=clocks.CLOSE_DAYS)
    assert f"请在 {last.month}月{last.day}日 以前评价" in page
    days.on(2)
    with work(NOBODY):
        told.add_word(code=codes.code_of(heard), text="还有一盏不亮", key=uuid7())
    days.on(clocks.CLOSE_DAYS - 2)
    assert closed(ruled, days) == set(), "its last day is not over"
    days.on(1)
    assert closed(ruled, days) == {quiet}
    page = text_of(visitor().post(HERE, {"code": codes.code_of(quiet)}))
    assert "没有评价的，自动办结" in page and "办得怎么样" not in page
    days.on(20)
    assert closed(ruled, days) == {quiet}
    assert str(heard) in listed(client_of(ruled, clerk("a11")), "todo")
    with ruled.at(clerk("a11")):
        moves.say(Suggestion.objects.get(pk=heard), WordKind.REPLY, "明天去看", label="赵")
    days.on(clocks.CLOSE_DAYS)
    assert closed(ruled, days) == {quiet}
    days.on(1)
    assert closed(ruled, days) == {quiet, heard}


def chase(world: World, days: Days) -> None:
    """The program has been by."""
    chasing.tick(world.nodes["a"].path, today=days.day, now=clock.now())


def closed(world: World, days: Days) -> set[UUID]:
    """What is closed once it has."""
    chase(world, days)
    with world.system():
        return set(Suggestion.objects.filter(state="closed").values_list("pk", flat=True))


def test_spam_is_promised_no_reason(world: World) -> None:
    key = left(world)
    with world.at(clerk("a11")):
        moves.reject(by=None, label="赵", row=Suggestion.objects.get(pk=key), reason="spam", why="")
    page = text_of(visitor().post(HERE, {"code": codes.code_of(key)}))
    assert "见下面的答复" not in page and "没有受理：看起来不像一条建议" in page
    other = left(world)
    with world.at(clerk("a11")):
        moves.reject(by=None, label="赵", row=Suggestion.objects.get(pk=other), reason="other", why="归供电局")
    assert "原因见下面的答复" in text_of(visitor().post(HERE, {"code": codes.code_of(other)}))


def test_review_has_the_days_that_its_node_set(world: World) -> None:
    """Of the nearest node above; others have the defaults; by the public page and by a member's key alike."""
    member = world.member("a11", 1)
    with world.at("street-a1") as street:
        SuggestionTerms.objects.create(owner_path=street.path, review_days=9, changed_at=clock.now())
    near, by_key, far = left(world), left(world, node="a11", member=None), left(world, "b11")
    with world.system():
        wanted = clocks.review_by(world.nodes["a11"].pk, None, clock.today())
    assert of(world, near).stage_due_on == of(world, by_key).stage_due_on == wanted
    with world.system("b"):
        other = Suggestion.objects.get(pk=far).stage_due_on
    assert other is not None and other < wanted
    with world.at(clerk("a11")):
        assert clocks.review_by(None, member.pk, clock.today()) == wanted
    with work(NOBODY):
        assert clocks.review_by(None, member.pk, clock.today()) == other, "whose member she is, is told to nobody"


def test_chasing_goes_through_the_outbox_too(ruled: World, days: Days) -> None:
    """One text to the district's group on all rungs of a tick, nobody's name in it; no second one; none without it."""
    keys = [taken(ruled), taken(ruled)]
    due = of(ruled, keys[0]).due_on
    assert due is not None
    days.on((due - days.day).days - 1)
    chase(ruled, days)
    with ruled.system():
        assert Supervision.objects.count() == 2 and not Message.objects.exists()
    with http_provider() as (book, address):
        post.set_up(ruled, address, "robot", kind="wecom")
        days.on(4)
        for _ in range(3):
            chase(ruled, days)
            post.work(ruled)
        assert post.states(ruled) == {"sent": 1} and sum(book.delivered.values()) == 1
        (text,) = book.texts.values()
    assert text.startswith("金点子：新到催办 2 条。") and "李工" not in text and "甘有田" not in text
    assert "金点子催办" in text_of(client_of(ruled, "district-a").get("/messages/"))
    for outsider in (clerk("a11"), "district-b"):
        assert "金点子催办" not in text_of(client_of(ruled, outsider).get("/messages/"))


def test_what_changed_since_somebody_looked(world: World) -> None:
    """Seen and touched since; not what nobody has opened; for each person her own; gone once it is opened."""
    key, other = taken(world), taken(world)
    client, street = client_of(world, clerk("a11")), client_of(world, "street-a1")
    client.get(f"/suggestions/{key}/")
    assert listed(client, "news") == []
    with world.at("street-a1"):
        for one in (key, other):
            moves.say(Suggestion.objects.get(pk=one), WordKind.PROGRESS, "去看过了", label="街道")
    assert listed(client, "news") == [str(key)] and listed(street, "news") == []
    assert listed(client_of(world, clerk("a12")), "news") == []
    client.get(f"/suggestions/{key}/")
    assert listed(client, "news") == []


def test_who_is_reminded_is_found(ruled: World, days: Days) -> None:
    """到期提醒 too: in every view, and as a mark in the row."""
    soon, other = taken(ruled), taken(ruled, "accept")
    due = of(ruled, soon).due_on
    assert due is not None
    days.on((due - days.day).days - 1)
    chase(ruled, days)
    client = client_of(ruled, clerk("a11"))
    rows = client.get("/suggestions/?view=all&chase=remind").context["rows"]
    assert [(row["row"].pk, row["marks"][0]["text"]) for row in rows] == [(soon, "到期提醒")]
    assert str(other) in listed(client, "all") and client.get("/suggestions/?chase=street").context["rows"] == []
    assert client_of(ruled, clerk("a12")).get("/suggestions/?view=all&chase=remind").context["rows"] == []
