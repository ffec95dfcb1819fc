"""What her page says is due: a talk whose day went by, a report that was returned; days that can't be are refused."""

from datetime import date, timedelta

import pytest

from outreach.domain import corrections
from outreach.models import Correction
from registry.choices import StudyState
from registry.domain import studies
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import StudyReport
from tests.outreach.herself import inside, linked, text_of
from tests.web.calls import noted
from tests.world import World, clerk

CLERK = clerk("a11")


def test_a_talk_whose_day_went_by_is_not_said_to_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    member, _, token = linked(world)
    day = clock.today() + timedelta(days=2)
    noted(world, member, CLERK, next_on=day)
    hers = inside(token)
    assert f"约好 {day} 再联系" in text_of(hers)
    later = day + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: later)
    page = text_of(hers)
    assert f"约的是 {day}，还没有联系上您" in page and "会有人打给您" not in page


def test_a_number_is_promised_where_there_is_one(world: World) -> None:
    hers = inside(linked(world)[2])
    assert "来报到" in text_of(hers) and "打个电话也行" not in text_of(hers)
    with world.system():
        node = world.nodes["a11"]
        type(node).objects.filter(pk=node.pk).update(contact_phone="0750-3861234")
    assert "电话 0750-3861234。不方便来的，打个电话也行" in text_of(hers)


def test_a_report_that_was_returned_is_due(world: World) -> None:
    member, _, token = linked(world)
    hers = inside(token)
    key = hers.get("/me/study/").context["form"]["client_key"].value()
    sent = {"topic": "学党章", "form": "self_study", "studied_on": str(clock.today()), "text": "学了第一章"}
    assert hers.post("/me/study/", sent | {"client_key": key}).status_code == 302
    assert "退回了" not in text_of(hers)
    with world.at(CLERK):
        row = StudyReport.objects.get(member=member)
        studies.review_study(by=world.users[CLERK], study=row, state=StudyState.RETURNED, comment="请写具体些")
    page = text_of(hers)
    assert "有一份学习汇报退回了" in page and "看意见，修改后再交" in page


def test_a_day_that_can_not_be_is_not_asked_for(world: World) -> None:
    _, _, token = linked(world, birth_on=date(1993, 5, 1), birth_precision="day")
    hers = inside(token)
    for wanted, words in (("1990-01-01", "早于出生日期"), ("2005-01-01", "年满 18 岁")):
        answer = hers.post("/me/correct/", {"field": "joined", "wanted": wanted, "why": ""})
        assert answer.status_code == 200 and words in answer.content.decode(), wanted
    assert hers.post("/me/correct/", {"field": "joined", "wanted": "2015-07-01", "why": ""}).status_code == 302
    with world.at(CLERK):
        row = Correction.objects.get()
        with pytest.raises(Refused, match="早于出生日期"):
            corrections.accept(
                by=world.users[CLERK], label="社区", correction=row, value="1990-01-01", answer="档案是这样"
            )
