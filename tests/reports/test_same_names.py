"""Two communities of one name in two streets are told apart wherever both stand: in files, on pages, by program."""

import io
import zipfile

from django.urls import reverse

from registry.models import Organisation
from reports.figures import places
from reports.models import MonthlyReport
from reports.workbook import flat
from tests.api.caller import browser
from tests.outreach.post import Moment
from tests.reports import books
from tests.web.staff import client_of as signed_in
from tests.web.staff import text_of
from tests.world import World, clerk

ONE, OTHER = "a1街道墟镇社区", "a2街道墟镇社区"


def named_alike(world: World) -> None:
    """The first community of either street is called 墟镇社区."""
    with world.system("a"):
        for node, full in (("a11", ONE), ("a21", OTHER)):
            Organisation.objects.filter(pk=world.nodes[node].pk).update(name="墟镇社区", full_name=full)


def test_files_say_the_street_with_it(world: World, moment: Moment) -> None:
    named_alike(world)
    month = books.drafted(world, moment)
    data = books.made(world, spec := books.spec_of(world, month))
    found = books.read(data)
    for sheet in ("花名册", "联系台账"):
        shown = {row[1] for row in books.texts(found[sheet])[3:]}
        assert {ONE, OTHER} <= shown and "墟镇社区" not in shown, sheet
    assert {ONE, OTHER} <= {row[1] for row in books.texts(found["基本情况"])[5:]}
    cover = " ".join(str(row[1]) for row in books.texts(found["封面"]))
    assert ONE in cover and OTHER in cover
    assert books.made(world, spec) == data
    out = io.BytesIO()
    with world.system("a"):
        flat.make_csv(spec, out)
    with zipfile.ZipFile(out) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    assert f",{ONE}," in text and f",{OTHER}," in text
    alone = books.read(books.made(world, books.spec_of(world, month, "a1")))
    assert "墟镇社区" in {row[1] for row in books.texts(alone["花名册"])[3:]}


def test_pages_and_programs_say_it_too(world: World, moment: Moment) -> None:
    """The district's list, table, the rows behind a figure, the one report; the street, which has one of them, by its
    own name; an outsider of either finds nothing."""
    named_alike(world)
    month = books.drafted(world, moment)
    district = signed_in(world, clerk("a"))
    with world.system("a"):
        report = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path, year=month.year, month=month.number)
    pages = [reverse("month", args=[str(month)]), reverse("month-tables", args=[str(month)]),
             reverse("month-figure", args=[str(month), "total"]), reverse("months") + "?view=draft",
             reverse("month-close", args=[str(month)])]  # fmt: skip
    for page in pages:
        text = text_of(district.get(page))
        assert ONE in text and OTHER in text and ">墟镇社区<" not in text, page
    own = reverse("month-report", args=[report.pk])
    assert ONE in text_of(district.get(own))
    street = text_of(signed_in(world, clerk("a1")).get(own))
    assert f"墟镇社区{month.label}月报" in street and f"{ONE}{month.label}月报" not in street
    assert signed_in(world, clerk("a12")).get(own).status_code == 404
    assert signed_in(world, clerk("b")).get(own).status_code == 404
    lines = browser(world, clerk("a")).ask("GET", f"/api/v1/months/{month}/figures/").json()["lines"]
    assert {ONE, OTHER} <= {line["label"] for line in lines}


def test_others_keep_their_short_name(world: World) -> None:
    named_alike(world)
    with world.system("a"):
        found = places.names()
        assert found[world.nodes["a11"].path] == ONE and found[world.nodes["a12"].path] == "a12村"
        below = places.names(world.nodes["a1"].path)
        assert below[world.nodes["a11"].path] == "墟镇社区" and world.nodes["a21"].path not in below
