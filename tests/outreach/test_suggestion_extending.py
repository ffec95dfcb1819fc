"""More time for a suggestion: who asks, who answers, how much, and taking it back."""

from datetime import date, timedelta

import pytest

from outreach.domain.suggestions import assigning, extending, moves
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionExtension
from outreach.web import suggestion_words as words
from registry.domain.errors import Refused
from registry.lib import clock
from tests.outreach.suggestion_ground import left, of, taken
from tests.outreach.test_suggestion_pages import does, listed
from tests.web.staff import client_of, text_of
from tests.world import World


def due(world: World, key: object) -> date:
    found = of(world, key).due_on  # type: ignore[arg-type]
    assert found is not None
    return found


def test_who_stands_above_neither_asks_nor_answers_herself(world: World) -> None:
    """The node that has it asks; its street answers; the street's own asking changes nothing."""
    key, clerk, street = taken(world), client_of(world, "community-a11"), client_of(world, "street-a1")
    was = due(world, key)
    until = was + timedelta(days=20)
    assert "申请延期" not in text_of(street.get(f"/suggestions/{key}/"))
    assert "不由您这一级办" in does(street, key, "extend", until=until, why="忙")
    with world.at("street-a1"), pytest.raises(Refused, match="不能自己申请、自己批"):
        extending.ask(by=None, label="街道", row=Suggestion.objects.get(pk=key), until=until, why="忙")
    assert "可以撤回" in does(clerk, key, "extend", until=until, why="等材料")
    assert listed(street, "time") == [str(key)]
    does(street, key, "decide", granted="yes")
    assert due(world, key) == until


def test_it_may_be_taken_back_and_asked_for_again(world: World) -> None:
    key, clerk, street = taken(world), client_of(world, "community-a11"), client_of(world, "street-a1")
    was = due(world, key)
    does(clerk, key, "extend", until=was + timedelta(days=20), why="等材料")
    assert "不由您这一级办" in does(street, key, "take-back"), "who answers refuses; she doesn't take back"
    assert "已撤回，时限不变" in does(clerk, key, "take-back")
    page = text_of(clerk.get(f"/suggestions/{key}/"))
    assert "：已撤回" in page and "申请延期" in page and listed(street, "time") == []
    assert "不由您这一级办" in does(clerk, key, "take-back")
    does(clerk, key, "extend", until=was + timedelta(days=9), why="等材料")
    does(street, key, "decide", granted="yes")
    assert due(world, key) == was + timedelta(days=9)
    with world.at("community-a11"):
        assert {row.state for row in SuggestionExtension.objects.all()} == {"dropped", "granted"}
        with pytest.raises(Refused, match="刚刚有人批过"):
            extending.take_back(by=None, label="何", row=Suggestion.objects.get(pk=key))


def test_a_quarter_at_most(world: World) -> None:
    key, clerk = taken(world), client_of(world, "community-a11")
    was = due(world, key)
    last = was + extending.LONGEST
    assert f"最晚到 {last:%Y-%m-%d}" in does(clerk, key, "extend", until=last + timedelta(days=1), why="慢慢来")
    assert "等上一级批复" in does(clerk, key, "extend", until=last, why="等材料")


def test_of_the_districts_own_another_person_answers(world: World) -> None:
    with world.at("district-a"):
        row = Suggestion.objects.get(pk=_at_the_district(world))
        assert row.due_on is not None
        asked = extending.ask(by=None, label="区 甲", row=row, until=row.due_on + timedelta(days=5), why="等材料")
        with pytest.raises(Refused, match="另一位同志批"):
            extending.decide(by=None, label="区 甲", extension=asked, granted=True)
        assert extending.decide(by=None, label="区 乙", extension=asked, granted=True).extensions == 1


def test_a_street_that_keeps_it_asks_and_answers_for_it(world: World) -> None:
    """Of a community's idea that its street leads itself: the street asks, the district decides; the community neither
    asks nor signs nor answers, and another street sees nothing of it."""
    key, clerk, street = taken(world, "accept"), client_of(world, "community-a11"), client_of(world, "street-a1")
    kept = {"unit": world.nodes["a1"].pk, "handler": world.users["street-a1"].pk}
    assert "已交办" in does(street, key, "assign", **kept)
    assert "不由您这一级办" in does(clerk, key, "sign")
    with world.at("community-a11"), pytest.raises(Refused, match="由它来办"):
        moves.step(by=None, label="何", row=Suggestion.objects.get(pk=key), kind="sign")
    does(street, key, "sign")
    page, theirs = (text_of(each.get(f"/suggestions/{key}/")) for each in (street, clerk))
    assert 'id="extend"' in page and 'id="answer"' in page
    assert 'id="extend"' not in theirs and 'id="answer"' not in theirs and 'id="progress"' in theirs
    until = due(world, key) + timedelta(days=9)
    assert "不由您这一级办" in does(clerk, key, "extend", until=until, why="等材料")
    assert "等上一级批复" in does(street, key, "extend", until=until, why="等材料")
    district = client_of(world, "district-a")
    assert (listed(street, "time"), listed(district, "time")) == ([], [str(key)])
    assert "不由您这一级办" in does(street, key, "decide", granted="yes")
    does(district, key, "decide", granted="yes")
    assert due(world, key) == until and client_of(world, "street-a2").get(f"/suggestions/{key}/").status_code == 404
    assert "已答复" in does(street, key, "answer", outcome="A", text="修好了。")


def _at_the_district(world: World) -> object:
    key = left(world, "a")
    with world.at("district-a"):
        row = moves.accept(by=None, label="区", row=Suggestion.objects.get(pk=key), complexity="normal", on_list=True)
        assigning.assign(by=None, label="区", row=row, charge=Charge(unit_name="市政局", handler_name="李工"))
    return key


def test_a_day_of_another_year_is_said_with_it(world: World) -> None:
    row = of(world, taken(world))
    row.stage_due_on = clock.today() + timedelta(days=400)
    ring = words.ring(row)
    assert ring is not None and f"{row.stage_due_on:%Y-%m-%d}" in ring["due"]
