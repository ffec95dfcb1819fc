"""A street or district for whom nothing counts at itself writes what its workbook and brief say of it; and the table of
party organisations tells which branches are new."""

import io
from datetime import timedelta

import pytest
from docx import Document

from registry.choices import OrganisationKind
from registry.domain import tree
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import AuditEvent
from reports.domain import cycle, drafting
from reports.domain.keeping import counted_then
from reports.figures.month import Month
from reports.models import MonthlyReport, ReportStep
from reports.workbook import brief
from tests.api.caller import browser
from tests.outreach.post import Moment
from tests.reports import books
from tests.reports.test_cycle import WRITTEN, report_of
from tests.web.staff import client_of, text_of
from tests.world import World, clerk


def own(world: World, node: str) -> MonthlyReport | None:
    """That node's own report, if there is one."""
    with world.system("a"):
        return MonthlyReport.objects.filter(owner_path=world.nodes[node].path, year__gte=2000).first()


def test_the_district_writes_what_its_brief_says(world: World, moment: Moment) -> None:
    """Begun by a tap, once; written and handed up like any; in cover and brief; no line of zeros in the tables."""
    month = books.drafted(world, moment)
    moment.passes(minutes=1)
    client, url = client_of(world, "district-a"), f"/months/{month}/"
    assert own(world, "a") is None and "写本级月报" in text_of(client.get(url))
    for _ in range(2):
        assert client.post(f"{url}own/").status_code == 302
    row = own(world, "a")
    assert row is not None and "写本级月报" not in text_of(client.get(url))
    with world.at("district-a"):
        kept = cycle.write(by=None, report=row, fields=WRITTEN | {"problems": "联系不上的还多"}, revision=row.revision)
        cycle.submit(by=None, label="区", report=kept, revision=kept.revision)
    spec = books.spec_of(world, month)
    out = io.BytesIO()
    with world.system("a"):
        brief.make(spec, out)
        AuditEvent.objects.get(action="report.begun", object_id=row.pk)
    texts = [paragraph.text for paragraph in Document(out).paragraphs]
    assert "联系不上的还多" in texts and brief.NOTHING not in texts
    book = books.read(books.made(world, spec))
    cover = [value for line in books.texts(book.worksheets[0]) for value in line]
    assert {"何", "陈", "0750-3861234"} <= set(cover)
    names = [line[1] for line in books.texts(book["基本情况"])]
    assert not [name for name in names if name and name.startswith("a区（本级")]
    with world.system("a"):
        drafting.draft(month, now=clock.now())
    again = own(world, "a")
    assert again is not None and (again.figures, again.problems) == ({}, "联系不上的还多")


def test_who_may_begin_one(world: World, moment: Moment) -> None:
    """A street its own, of a month at work; no community, no auditor; not one that is there, nor of a closed month."""
    month = books.drafted(world, moment)
    url = f"/months/{month}/"
    assert client_of(world, "street-a2").post(f"{url}own/").status_code == 302
    assert own(world, "a2") is not None and own(world, "a1") is not None and own(world, "b") is None
    for account in ("auditor-a", "liaison-a11"):
        assert client_of(world, account).post(f"{url}own/").status_code == 403
    with world.at(clerk("a11")), pytest.raises(Refused, match="已经有了"):
        cycle.begin_own(by=None, month=month)
    with world.at("district-a"):
        with pytest.raises(Refused, match="没有到月末"):
            cycle.begin_own(by=None, month=month.next().next())
        cycle.close(by=None, label="区", month=month, why="其余的还没有报")
        with pytest.raises(Refused, match="已归档"):
            cycle.begin_own(by=None, month=month)
    assert "写本级月报" not in text_of(client_of(world, "district-a").get(url))


def test_nothing_to_report_as_a_problem_is_said(world: World, moment: Moment) -> None:
    """存在问题 may not stay empty: 无 will do."""
    month = books.drafted(world, moment)
    with world.at(clerk("a11")):
        row = report_of(world)
        row = cycle.write(by=None, report=row, fields=WRITTEN | {"problems": " "}, revision=row.revision)
        with pytest.raises(Refused, match="没有的，写“无”"):
            cycle.submit(by=None, label="何", report=row, revision=row.revision)
        row = cycle.write(by=None, report=row, fields={"problems": "无"}, revision=row.revision)
        assert cycle.submit(by=None, label="何", report=row, revision=row.revision).state == "submitted"
    assert str(month)


def test_all_that_is_missing_is_chased_at_once(world: World, moment: Moment) -> None:
    """By the street its communities, by the district everybody, never herself, once a day; by nobody else."""
    month = books.drafted(world, moment)
    url = f"/months/{month}/"
    street = client_of(world, "street-a1")
    assert "全部催报（" in text_of(street.get(url))
    for account in (clerk("a11"), "liaison-a11", "auditor-a"):
        assert client_of(world, account).post(f"{url}remind/").status_code == 403
    asked = text_of(street.post(f"{url}remind/", follow=True))
    with world.system("a"):
        chased = set(ReportStep.objects.filter(move="remind").values_list("report__owner_path", flat=True))
        own, inside = world.nodes["a1"].path, {world.nodes[node].path for node in ("a11", "a12")}
        assert inside <= chased and own not in chased and all(path.startswith(own) for path in chased)
    assert f"催了 {len(chased)} 份" in asked
    assert "今天已经催过" in text_of(street.post(f"{url}remind/", follow=True))
    _others_chase_their_own(world, url)
    moment.passes(days=1)
    assert f"催了 {len(chased)} 份" in text_of(client_of(world, "street-a1").post(f"{url}remind/", follow=True))


def _others_chase_their_own(world: World, url: str) -> None:
    """Another street of the district, and a street of another district: what they chase lies below themselves."""
    for name in ("a2", "b1"):
        with world.system("a"):
            before = set(ReportStep.objects.filter(move="remind").values_list("pk", flat=True))
        client_of(world, f"street-{name}").post(f"{url}remind/", follow=True)
        with world.system("a"):
            fresh = ReportStep.objects.filter(move="remind").exclude(pk__in=before)
            paths = set(fresh.values_list("report__owner_path", flat=True))
        assert all(path.startswith(world.nodes[name].path) for path in paths) and bool(paths) is (name == "a2"), name


def test_programs_chase_and_begin_their_own(world: World, moment: Moment) -> None:
    """The same by the API: owner, colleague, outsider; what is refused on the page is refused there."""
    month = books.drafted(world, moment)
    street, url = browser(world, "street-a1"), f"months/{month}/"
    for name in (clerk("a11"), "liaison-a11"):
        assert browser(world, name).ask("POST", f"{url}remind/").status_code == 403
    assert browser(world, "street-b1").ask("POST", f"{url}remind/").json() == {"month": str(month), "asked": 0}
    found = street.ask("POST", f"{url}remind/").json()["asked"]
    with world.system("a"):
        chased = ReportStep.objects.filter(move="remind").values_list("report__owner_path", flat=True)
        assert len(chased) == found > 0 and all(path.startswith(world.nodes["a1"].path) for path in chased)
    assert street.ask("POST", f"{url}remind/").json()["asked"] == 0
    assert browser(world, clerk("a11")).ask("POST", f"{url}own/").status_code == 409
    made = browser(world, "street-a2").ask("POST", f"{url}own/").json()
    row = own(world, "a2")
    assert row is not None and made["id"] == str(row.pk) and made["state"] == "draft"
    assert browser(world, "street-a2").ask("POST", f"{url}own/").status_code == 409
    assert street.ask("GET", f"reports/{made['id']}/").status_code == 404


def test_new_branches_are_told(world: World, moment: Moment) -> None:
    """Opened in the month; the month after it is one of those that there are; the rows behind are as many."""
    with world.at("system_admin-a"):
        tree.add_organisation(
            by=world.users["system_admin-a"], parent=world.nodes["a11"], kind=OrganisationKind.MOBILE_BRANCH,
            name="商圈流动党员党支部", opened_on=clock.today(),
        )  # fmt: skip
    month = Month.of(clock.today())
    with world.system("a"):
        path, later = world.nodes["a11"].path, clock.now() + timedelta(days=70)
        for asked, wanted in ((month, ("1", "1")), (month.next(), ("1", "0"))):
            figures = drafting.lines(asked, later)[path]
            assert (figures["branches"], figures["new_branches"]) == wanted


def test_a_figure_that_is_new_is_not_late(world: World) -> None:
    """What nobody counted when a month was kept is no late entry of it; of a month that was kept empty all is."""
    assert counted_then({"total": "1"}, {"total": "2", "new_branches": "1"}) == {"total": "2"}
    assert counted_then({}, {"total": "2", "new_branches": "1"}) == {"total": "2", "new_branches": "1"}
