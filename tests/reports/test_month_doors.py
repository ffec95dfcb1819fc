"""Ways from the month's pages: to its archived workbook, to asking for a file; who chases whom; reasons in words."""

from urllib.parse import urlsplit

from django.urls import reverse

from reports.domain import cycle, exports
from reports.figures.month import Month
from reports.models import Export, MonthlyReport
from reports.policies import may_remind, may_review
from tests.reports.test_cycle import THIS_CENTURY, drafted
from tests.web.staff import client_of as signed_in
from tests.web.staff import text_of
from tests.world import World, clerk

__all__ = ["drafted"]


def close(world: World, month: Month) -> None:
    """Closed as it stands, its workbooks asked for."""
    with world.at(clerk("a")):
        cycle.close(by=world.users[clerk("a")], label="区", month=month, why="先归档")
    with world.system("a"):
        exports.queue_archives()


def test_a_closed_month_leads_to_its_own_workbook(world: World, drafted: Month) -> None:
    """The district's page, a street's and the community's report each to the file of their own node."""
    page = reverse("month", args=[str(drafted)])
    assert "月报工作簿（第" not in text_of(signed_in(world, clerk("a")).get(page))
    close(world, drafted)
    street = text_of(signed_in(world, clerk("a1")).get(page))
    assert "月报工作簿（第 1 版）" in street
    for node in ("a", "a11"):
        client = signed_in(world, clerk(node))
        with world.system("a"):
            rows = Export.objects.filter(owner_path=world.nodes[node].path, archive=True)
            row = rows.get(year=drafted.year, month=drafted.number)
        text = text_of(client.get(page, follow=True))
        assert "归档的月报工作簿（第 1 版）" in text and (url := reverse("export", args=[row.pk])) in text, node
        assert client.get(url).status_code == 200
    assert url not in text_of(signed_in(world, clerk("a12")).get(page, follow=True))
    assert signed_in(world, clerk("b11")).get(page).status_code == 200
    assert url not in text_of(signed_in(world, clerk("b11")).get(page))


def test_nobody_chases_herself(world: World, drafted: Month) -> None:
    """The district accepts its own report, but isn't offered to chase it; the one below is."""
    district = signed_in(world, clerk("a"))
    with world.at(clerk("a")):
        below = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path, year__gte=THIS_CENTURY)
        own = MonthlyReport.objects.get(pk=below.pk)
        own.owner_path = world.nodes["a"].path
        assert (may_review(own), may_remind(own)) == (True, False)
        assert (may_review(below), may_remind(below)) == (True, True)
    page = text_of(district.get(reverse("month", args=[str(drafted)])))
    assert reverse("month-report-act", args=[below.pk, "remind"]) in page
    with world.at(clerk("a1")):
        assert may_remind(below)
    with world.at(clerk("a11")):
        assert not may_remind(below)


def test_a_reason_that_is_missing_is_asked_for_in_words(world: World, drafted: Month) -> None:
    district, page = signed_in(world, clerk("a")), reverse("month-close", args=[str(drafted)])
    told = text_of(district.post(page, {"why": ""}))
    assert "请写明为什么照现在的数字归档" in told and "必填项" not in told
    close(world, drafted)
    told = text_of(district.post(reverse("month-revise", args=[str(drafted)]), {"why": " "}))
    assert "请写明为什么更正" in told and "必填项" not in told
    for account, status in ((clerk("a1"), 403), (clerk("b"), 200)):
        assert signed_in(world, account).get(page).status_code == status, account


def test_asking_for_a_file_stands_first(world: World) -> None:
    """On a phone the form would be below fifty cards; a wide screen has it beside them."""
    text = text_of(signed_in(world, clerk("a11")).get(urlsplit(reverse("exports")).path))
    assert 0 < text.index('id="exports-new"') < text.index('id="exports-made"')
