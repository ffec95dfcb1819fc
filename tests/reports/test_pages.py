"""The month on the pages: written, handed up, sent back, accepted, closed, corrected; by whom and by nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from registry.lib import clock
from registry.models import ContactLog
from reports.domain import drafting
from reports.figures.month import Month
from reports.models import MonthClose, MonthlyReport, ReportStep
from reports.web import report_page
from tests.counting import queries
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports.heard import heard
from tests.reports.test_cycle import THIS_CENTURY, WRITTEN, drafted, report_of
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

__all__ = ["drafted"]
FORM = {**WRITTEN, "do": "submit"}


def url_of(world: World, node: str = "a11", verb: str = "") -> str:
    """A report's page, or where one of its verbs is sent to."""
    with world.system("a"):
        key = report_of(world, node).pk
    return f"/months/reports/{key}/" + (f"do/{verb}/" if verb else "")


def sends(client: Client, world: World, verb: str, node: str = "a11", **fields: str) -> str:
    """One verb; what the page says afterwards."""
    with world.system("a"):
        revision = str(report_of(world, node).revision)
    sent = client.post(url_of(world, node, verb), {"revision": revision, **fields}, follow=True)
    assert sent.status_code in (200, 403, 404), sent.status_code
    return text_of(sent) if sent.status_code == 200 else str(sent.status_code)


def revision_in(page: str) -> str:
    """What the form of a page goes out from."""
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found, "the page has no form"
    return found[1]


def state(world: World, node: str = "a11") -> str:
    with world.system("a"):
        return str(report_of(world, node).state)


def test_two_who_write_at_once_lose_nothing(world: World, drafted: Month) -> None:
    first, second = (client_of(world, clerk("a11")) for _ in range(2))
    url, save = url_of(world), url_of(world, verb="save")
    with world.system("a"):
        opened = report_of(world, "a11").revision
    kept = {**WRITTEN, "problems": "", "do": "save", "revision": opened}
    assert "已保存" in text_of(first.post(save, kept | {"plans": "送学上门"}, follow=True))
    answer = second.post(save, kept | {"plans": "上门走访"})
    page = text_of(answer)
    assert "别人刚才存的是：“送学上门”" in page and "上门走访" in page and "您写的都还在下面" in page
    assert second.get(save, headers={"Accept": "text/html"}).headers["Location"] == url
    again = text_of(second.post(save, kept | {"plans": "上门走访"}))
    assert "别人刚才存的是：“送学上门”" in again, "pressed again, nothing is written over"
    who = re.search(r"您打开这一页以后，([-\d]+ [:\d]+) (.+?) 改过这份月报，这次没有保存。", again)
    assert who and who[1] == f"{clock.local(clock.now()):%Y-%m-%d %H:%M}" and world.users[clerk("a11")].name in who[2]
    assert "送学上门" in text_of(second.get(url))
    knowing = kept | {"plans": "上门走访", "revision": revision_in(page)}
    assert "已保存" in text_of(second.post(save, knowing, follow=True))
    assert "上门走访" in text_of(first.get(url)), "who has seen both may save"


def test_the_whole_month(world: World, drafted: Month, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    community, street, district = (client_of(world, clerk(node)) for node in ("a11", "a1", "a"))
    page = text_of(community.get(url_of(world)))
    assert "还没有填“填报人”" in page and "基本情况" in page and "指标口径" in page and "id_practice" in page
    assert "月报待上报" in text_of(community.get("/"))
    # Above: who is missing, asked once a day.
    month_url = f"/months/{drafted}/"
    assert "待上报" in text_of(street.get(month_url)) and "月报逾期未报" in text_of(street.get("/"))
    assert "已催报" in sends(street, world, "remind", **{"remind-note": "请今天报"})
    assert "今天已经催过" in sends(street, world, "remind")
    assert "请今天报" in text_of(community.get(url_of(world))) and "月报被催报" in text_of(community.get("/"))
    # Everything that is missing at once; what was written is kept.
    assert "还不能上报" in sends(community, world, "save", **{**FORM, "filler": ""})
    assert "走访企业" in text_of(community.get(url_of(world)))
    assert "最多 500 个字" in sends(community, world, "save", **{**FORM, "practice": "走" * 300, "plans": "访" * 201})
    assert "已上报" in sends(community, world, "save", **FORM)
    assert "不能再改" in sends(community, world, "save", **FORM)
    # Back with a remark, and again.
    assert "必填" in sends(street, world, "return", **{"back-remark": ""}) or state(world) == "submitted"
    assert "已退回" in sends(street, world, "return", **{"back-remark": "核对流出"})
    page = text_of(community.get(url_of(world)))
    assert "核对流出" in page and "月报被退回" in text_of(community.get("/"))
    assert "已上报" in sends(community, world, "save", **FORM)
    assert "第 2 版" in text_of(community.get(url_of(world)))
    accepted = street.post(f"{month_url}accept/", follow=True)
    assert "审核通过 1 份" in text_of(accepted) and state(world) == "accepted"
    # The district closes with a reason, since others are missing.
    assert "还没有审核通过的" in text_of(district.get(f"{month_url}close/"))
    assert district.post(f"{month_url}close/", {"why": ""}).status_code == 200
    with monkeypatch.context() as patch:
        sent: list[str] = []
        patch.setattr("reports.tasks.wake", lambda task, *arguments: sent.append(task.name))
        assert "已归档" in text_of(district.post(f"{month_url}close/", {"why": "先归档"}, follow=True))
        assert "已经归档" in text_of(district.post(f"{month_url}close/", {"why": "再来"}, follow=True))
        # The archived workbooks are not left to the next minute.
        assert sent == ["reports.tasks.tick_exports"]
    # What is entered late is on the report of its community, and in the next version.
    moment.passes(minutes=5)
    with world.system("a"):
        before = report_of(world).figures
        theirs = ContactLog.objects.filter(owner_path=world.nodes["a11"].path)
        heard(theirs, outcome="reached", happened_at=drafted.begins + timedelta(days=1))
    drafting.refresh(world.nodes["a"].path)
    assert "上报后补录" in text_of(community.get(url_of(world))) and "上报后补录" in text_of(street.get(month_url))
    assert "联系人次" in text_of(district.get(f"{month_url}revise/"))
    assert "已出下一版" in text_of(district.post(f"{month_url}revise/", {"why": "补录"}, follow=True))
    page = text_of(community.get(url_of(world)))
    assert "第 3 版" in page and "更正原因：补录" in page and "上报后补录" not in page
    with world.system("a"):
        assert report_of(world).figures != before
        assert MonthClose.objects.filter(year__gte=THIS_CENTURY).count() == 2
        moves = list(ReportStep.objects.filter(report=report_of(world)).values_list("move", flat=True))
        assert moves == ["draft", "remind", "submit", "return", "submit", "accept", "close", "revise"]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("community-a11", {"save": 200, "accept": 403, "return": 403, "remind": 403}),
        ("community-a12", {"save": 404, "accept": 404, "return": 404, "remind": 404}),
        ("street-a1", {"save": 200, "accept": 200, "return": 200, "remind": 200}),
        ("street-a2", {"save": 404, "accept": 404, "return": 404, "remind": 404}),
        ("district-b", {"save": 404, "accept": 404, "return": 404, "remind": 404}),
        ("liaison-a11", {"save": 403, "accept": 403, "return": 403, "remind": 403}),
        ("auditor-a", {"save": 403, "accept": 403, "return": 403, "remind": 403}),
    ],
)
def test_verbs_of_owner_colleague_and_outsider(world: World, drafted: Month, who: str, verbs: dict[str, int]) -> None:
    client = client_of(world, who)
    for verb, wanted in verbs.items():
        assert client.post(url_of(world, "a11", verb), {}, follow=True).status_code == wanted, verb
    seen = 200 if verbs["save"] == 200 else verbs["save"]
    assert client.get(url_of(world)).status_code == seen
    district = 403 if who != "district-b" else 200
    for page in ("close", "revise"):
        assert client.get(f"/months/{drafted}/{page}/").status_code == district
    assert state(world) == "draft"


def test_nobody_accepts_her_own(world: World, drafted: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    """A street's own report is the district's to accept; without that question the street's attack succeeds."""
    with world.system("a"):
        MonthlyReport.objects.filter(owner_path=world.nodes["a1"].path).update(state="submitted")
        own = MonthlyReport.objects.filter(owner_path=world.nodes["a1"].path, year__gte=THIS_CENTURY).exists()
        if not own:
            place, now = world.nodes["a1"], clock.now()
            MonthlyReport(
                owner_path=place.path, organisation=place, year=drafted.year, month=drafted.number, known_at=now,
                state="submitted",
            ).save(force_insert=True)  # fmt: skip
    street = client_of(world, "street-a1")
    assert street.post(url_of(world, "a1", "accept")).status_code == 404
    street.post(f"/months/{drafted}/accept/")
    assert state(world, "a1") == "submitted"
    with monkeypatch.context() as patch:
        patch.setattr(report_page, "may_review", lambda row: True)
        street.post(url_of(world, "a1", "accept"))
    assert state(world, "a1") == "accepted"


def test_figures_that_moved_are_looked_at_before_they_are_handed_up(world: World, drafted: Month) -> None:
    community = client_of(world, clerk("a11"))
    page = community.get(url_of(world))
    with world.system("a"):
        plant(world, "a11", times=1, start=700)
    shown = sends(community, world, "save", **FORM, seen=page.context["seen"])
    assert "数字变了，还没有上报" in shown and "应联系人数" in shown and state(world) == "draft"
    seen = community.get(url_of(world)).context["seen"]
    with world.system("a"):
        plant(world, "a11", times=1, start=800)
    said = sends(community, world, "save", **{**FORM, "do": "count"})
    assert "按现在的记录重新统计" in said and " → " in said and state(world) == "draft"
    assert "数字没有变" in sends(community, world, "save", **{**FORM, "do": "count"})
    assert "还没有上报" in sends(community, world, "save", **FORM, seen=seen), "counted by another in between"
    seen = community.get(url_of(world)).context["seen"]
    assert "数字是上报时重新统计的" in sends(community, world, "save", **FORM, seen=seen)


def test_what_is_too_long_is_said_of_the_longest_part(world: World, drafted: Month) -> None:
    community = client_of(world, clerk("a11"))
    long = {**FORM, "practice": "走" * 101, "plans": "访" * 400, "revision": str(1)}
    form = community.post(url_of(world, verb="save"), long).context["form"]
    assert "最多 500 个字" in str(form.errors["plans"]) and "practice" not in form.errors


def test_lists_and_tables_add_up_and_show_nobody_elses(world: World, drafted: Month) -> None:
    plant(world, "a21", start=900)
    street, district = client_of(world, "street-a1"), client_of(world, "district-a")
    month_url = f"/months/{drafted}/"
    page = text_of(street.get(month_url)).partition("<main")[2]
    assert "a11社区" in page and "a12村" in page and "a21社区" not in page
    whole = text_of(district.get(month_url))
    assert whole.index("a11社区") < whole.index("a12村") < whole.index("a1街道小计") < whole.index("a21社区")
    with world.system("a"):
        own = world.nodes["a1"]
        fields = {"organisation": own, "year": drafted.year, "month": drafted.number, "known_at": clock.now()}
        MonthlyReport(owner_path=own.path, figures={"total": "1"}, **fields).save(force_insert=True)
    listed, tables = text_of(street.get(month_url)), text_of(street.get(f"{month_url}tables/"))
    for page in (listed, tables):
        assert page.index("a1街道（本级）") < page.index("a11社区"), "in both in the same order"
    for table in ("basics", "contacts", "studies", "part", "parties"):
        context = district.get(f"{month_url}tables/?table={table}").context
        rows = {row["name"]: [cell["text"] for cell in row["cells"]] for row in context["rows"]}
        assert "合计" in rows and "a1街道小计" in rows
        for cell in (cell for row in context["rows"] for cell in row["cells"]):
            left_out = cell["text"] in ("0", "—") and cell["label"] != "本月末流入党员数"
            assert cell["kind"] == ("num is-none" if left_out else "num"), "on a phone noughts are left out"
    assert client_of(world, "community-a11").get(month_url).status_code == 302
    assert "还没有月报" in text_of(district.get("/months/2050-01/"))
    for wrong in ("2026-13", "26-1", "x", "9999-12", "2026-1"):
        assert district.get(f"/months/{wrong}/").status_code == 404


def test_what_another_saved_meanwhile_is_not_written_over(world: World, drafted: Month) -> None:
    community = client_of(world, "community-a11")
    with world.system("a"):
        old = report_of(world).revision
    sends(community, world, "save", **{**FORM, "do": "save"})
    for _ in range(2):  # the same page, still open elsewhere, changes nothing
        stale = {**FORM, "do": "save", "practice": "覆盖", "revision": str(old)}
        shown = text_of(community.post(url_of(world, "a11", "save"), stale))
        assert "改过这份月报" in shown and int(revision_in(shown)) > old, "who has seen it goes out from it"
    with world.system("a"):
        assert report_of(world).practice == "走访企业"


def test_pages_cost_the_same_for_many(world: World, drafted: Month) -> None:
    street, community = client_of(world, "district-a"), client_of(world, "community-a11")
    urls = (f"/months/{drafted}/", f"/months/{drafted}/tables/", "/months/", "/months/?view=late")
    few = [len(queries(street, url)) for url in urls + urls][len(urls) :]
    assert len(queries(community, url_of(world))) < 30
    with world.system("a"):
        row = report_of(world)
        for month in range(1, 12):
            row.pk, row.year, row.month = None, 2019, month
            MonthlyReport.objects.bulk_create([MonthlyReport(
                owner_path=world.nodes[node].path, organisation=world.nodes[node], year=2019, month=month,
                known_at=clock.now(), figures=row.figures,
            ) for node in ("a11", "a12", "a21", "a22")])  # fmt: skip
    assert [len(queries(street, url)) for url in urls] == few
