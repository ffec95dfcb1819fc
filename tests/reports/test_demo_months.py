"""The demo's months, on every day of a month: closed by the verbs on their days, one sent back, told once."""

from datetime import timedelta

import pytest

from registry.lib import clock
from reports.domain import demo_form, demo_months, official
from reports.domain.drafting import DRAFTED_FROM
from reports.figures.month import Month
from reports.models import MonthClose, MonthlyReport, OfficialForm, ReportStep, ReportVersion
from tests.world import World

MOVES = ["draft", "submit", "return", "submit", "accept", "close"]


@pytest.mark.parametrize("day", [1, 2, 3, 4, 15, 24, 25, 28])
def test_months_are_handed_up_closed_and_told_once(world: World, day: int) -> None:
    it = Month.of(clock.today()).previous()
    with clock.as_of(clock.midnight(it.last.replace(day=day)) + timedelta(hours=12)):
        check_the_months(world)


def check_the_months(world: World) -> None:
    for number in range(6):
        world.member("a11", number + 1)
    with world.system("a"):
        assert demo_form.load() and not demo_form.load()
        form = OfficialForm.objects.get()
        assert form.bound == 29 and not official.unconfirmed(form)
    with world.system():
        closed = demo_months.load()
        assert demo_months.load() == 0
        today = clock.today()
        assert closed in (demo_months.CLOSED - 1, demo_months.CLOSED) and MonthClose.objects.count() == closed
        months = {Month(row.year, row.month) for row in MonthlyReport.objects.all()}
        assert (Month.of(today) in months) is (today.day >= DRAFTED_FROM)
        for close in MonthClose.objects.all():
            rows = MonthlyReport.objects.all().of_month(close.year, close.month)
            assert {row.state for row in rows} == {"closed"} and close.without == []
            assert all(row.practice and row.filler and len(row.narrative()) < 500 for row in rows)
            assert close.figures == {row.owner_path: row.figures for row in rows} and close.at <= clock.now()
            assert all("{" not in row.narrative() and " 0 " not in row.narrative() for row in rows)
        [back] = ReportStep.objects.filter(move="return")
        assert list(back.report.steps.values_list("move", flat=True)) == (
            MOVES if today.day != demo_months.CLOSES else MOVES[:-1]
        )
        assert ReportVersion.objects.filter(report=back.report).count() == 2
