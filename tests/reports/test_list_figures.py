"""Figures in files of lists: numbers where the column holds such, counted as the page counts, whole numbers of people
offered where there are any."""

import re
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from outreach.models import Task
from registry.lib import clock
from registry.models import StudyReport
from registry.policies import Action
from reports.models import Export
from reports.workbook import cells, making
from reports.workbook.lists import LISTS
from tests.api.caller import browser
from tests.planting import plant
from tests.reports.test_lists import HEADS, taken
from tests.web.staff import client_of as signed_in
from tests.web.staff import text_of
from tests.world import World, clerk

NUMBERS = re.compile("身份证号|电话|手机号")


def test_days_late_are_those_of_the_page(world: World) -> None:
    """From the day it was due, not from the end of its grace; a number, and none within the grace."""
    plant(world, "a11", times=2)
    owner, today = signed_in(world, clerk("a11")), clock.today()
    with world.system():
        late, soon = Task.objects.filter(state="open").order_by("id")[:2]
        day = today - timedelta(days=120)
        Task.objects.filter(pk=late.pk).update(due_on=day, late_on=day + timedelta(days=15), held_until=None)
        Task.objects.filter(pk=soon.pk).update(due_on=today - timedelta(days=3), late_on=today, held_until=None)
    assert f"{day} 到期，已过 120 天" in text_of(owner.get(reverse("tasks")))
    found = {}
    for state in ("", "now"):
        _, sheet = taken(owner, world, "tasks", {"state": state})
        heads = [cell.value for cell in sheet[HEADS]]
        place, due = heads.index("逾期天数（从应办日期算）"), heads.index("应办日期")
        found |= {row[due]: row[place] for row in sheet.iter_rows(min_row=HEADS + 1, values_only=True)}
    assert found[str(day)] == 120 and type(found[str(day)]) is int
    assert found[str(today - timedelta(days=3))] is None


def test_hours_are_numbers_and_texts_stay_texts(world: World) -> None:
    """Somebody's topic that is all digits is no number; 3.0 hours are 3."""
    plant(world, "a11", times=1)
    with world.system():
        StudyReport.objects.update(hours=Decimal("3.0"), topic="007")
    _, sheet = taken(signed_in(world, clerk("a11")), world, "studies", {"state": "all"})
    heads = [cell.value for cell in sheet[HEADS]]
    rows = list(sheet.iter_rows(min_row=HEADS + 1))
    hours, topic = heads.index("学时"), heads.index("学习主题")
    assert rows and {row[hours].value for row in rows} == {3} and {row[hours].data_type for row in rows} == {"n"}
    assert {row[topic].value for row in rows} == {"007"}
    assert [cells.number(each) for each in (None, 0, 10, Decimal("1.50"), Decimal("20.0"))] == [
        "", "0", "10", "1.5", "20",
    ]  # fmt: skip


def test_whole_numbers_are_offered_where_there_are_any(world: World) -> None:
    """By the page, and by a program that asks all the same: what people typed into texts stays masked."""
    for name, each in LISTS.items():
        held = any(NUMBERS.search(heading) and "办公" not in heading for heading, _ in each.columns)
        assert each.numbers == held, name
        assert set(each.figures) <= {heading for heading, _ in each.columns}, name
    plant(world, "a11", times=1)
    with world.system():
        Task.objects.update(reason="打 13900001234")
    page = text_of(signed_in(world, clerk("a11")).get(reverse("export-listed", args=["tasks"])))
    assert "完整的身份证号" not in page
    wanted = {"organisation": str(world.nodes["a11"].pk), "kind": "list", "list": "tasks", "masked": False,
              "reason": "报组织部核对"}  # fmt: skip
    made = browser(world, clerk("a11")).ask("POST", "/api/v1/exports/", wanted)
    assert made.status_code == 201 and made.json()["masked"]
    assert making.work_off(world.nodes["a"].path) == 1
    owner = signed_in(world, clerk("a11"))
    _, sheet = taken(owner, world, "tasks", {"state": "now"}, whole="on", reason="报组织部核对")
    told = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert not any("13900001234" in text for text in told) and "文字里的长号码已打码" in sheet["A2"].value
    with world.at(clerk("a11")):
        assert not Export.objects.filter(masked=False).exists()


def test_for_whom(world: World) -> None:
    """The owner's neighbour and an outsider ask for their own and get their own."""
    for node, start in (("a11", 200), ("a12", 300)):
        plant(world, node, times=1, start=start)
    wanted = {"organisation": str(world.nodes["a11"].pk), "kind": "list", "list": "studies"}
    for account, status in ((clerk("a11"), 201), (clerk("a12"), 400), (clerk("b11"), 400)):
        assert browser(world, account).ask("POST", "/api/v1/exports/", wanted).status_code == status, account
    assert LISTS["studies"].action == Action.MEMBER_VIEW
