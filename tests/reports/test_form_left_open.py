"""What of a superior office's form nobody recognised: it can be chosen, and it is told that it stays empty."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.forms import proposing
from reports.models import OfficialForm
from reports.workbook import differences
from tests.outreach.post import Moment
from tests.reports import books, form_rows, forms_made
from tests.reports.test_form_reading import read
from tests.web.staff import client_of, text_of
from tests.world import World

HEADS = ("序号", "街道", "上月末流入党员数", "本月新增", "本月减少", "本月末流入党员数", "驿站打卡次数", "备注")


def plain(change: Callable[[Any], None] | None = None) -> bytes:
    """A form without a frame: its empty cells are not in the file at all."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "表"
    sheet["A1"] = "流动党员月报"
    sheet.merge_cells("A1:H1")
    for column, head in enumerate(HEADS, 1):
        sheet.cell(2, column, head)
    for row, name in enumerate(("a1街道", "a2街道", "老街"), 3):
        sheet.cell(row, 1, row - 2)
        sheet.cell(row, 2, name)
    sheet["A8"] = "填报人："
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_totals_and_their_parts_are_told_apart() -> None:
    opened, grids = read(plain())
    bound = proposing.propose(opened, grids, forms_made.words())["表"]
    assert bound["D3"].sources[0].key == "came" and bound["E4"].sources[0].key == "went"
    words = forms_made.words()
    for text, key in (("本月减少", "went"), ("本月减少·返回", "returned"), ("外海街道·本月新增", "came")):
        found = proposing.spoken(text, words)
        assert found is not None and found.key == key, text


def test_what_stays_empty_is_known() -> None:
    opened, grids = read(plain())
    bound = proposing.propose(opened, grids, forms_made.words())["表"]
    left = dict(proposing.left_open(grids[0], bound))
    assert set(left) == {"G3", "G4", "C5", "D5", "E5", "F5"}, "an unknown column, an unknown street; no 备注"
    assert "驿站打卡次数" in left["G3"]
    words = forms_made.words()
    assert proposing.node_beside(grids[0], (3, 7), words) == "key-1"
    assert proposing.node_beside(grids[0], (5, 3), words) == ""


def test_a_placeholder_that_means_nothing_goes_up_empty_and_heads_nothing(world: World, moment: Moment) -> None:
    def change(sheet: Any) -> None:
        sheet["C3"], sheet["D3"] = "{{明星村·本月末流入党员数}}", "人数：{{没有这个}}"
        sheet["C4"] = None

    month = books.drafted(world, moment)
    data = plain(change)
    opened, grids = read(data)
    bound = proposing.propose(opened, grids, forms_made.words())["表"]
    assert "C3" not in bound and bound["C4"].label == "a2街道，上月末流入党员数", "the row under it keeps its heading"
    made, filled = form_rows.filled(world, form_rows.taken(world, data=data), month)
    told = {each.partition("：")[0]: each for each in made.options["broken"]}
    assert "占位没有认出，空着" in told["表 C3"] and "空着" in told["表 D3"]
    sheet = books.read(filled)["表"]
    assert sheet["C3"].value is None and sheet["D3"].value == "人数："


def test_empty_cells_are_chosen_and_told(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    owner = client_of(world, "district-a")
    upload = SimpleUploadedFile("表样.xlsx", plain())
    here = owner.post(reverse("official-forms"), {"name": "市表", "file": upload}).headers["Location"]
    page = text_of(owner.get(here))
    assert "还有 6 格没有选填什么" in page and "?sheet=0&amp;cell=G3#choice" in page
    form = owner.get(f"{here}?sheet=0&cell=G3").context["choice"]["form"]
    assert form.initial["node"] == str(world.nodes["a1"].pk) and ("figure:came", "本月新增合计") in [
        each for label, group in form.fields["what"].choices if isinstance(group, list) for each in group
    ]
    with world.system("a"):
        row = OfficialForm.objects.get(name="市表")
    said = text_of(owner.post(f"{here}confirm/", {"revision": row.revision}, follow=True))
    assert "还有 6 格没有选填什么，会空着" in said
    made, data = form_rows.filled(world, row, month)
    told = {each.partition("：")[0]: each for each in made.options["broken"]}
    assert "空着" in told["表 G3"] and "没有写“填报人”" in told["表 A8"]
    book = books.read(data)
    notes = {line[1]: line[7] for line in books.texts(book[differences.NAME]) if line[0] == "表"}
    assert "空着" in notes["C5"] and book["表"]["D3"].value is not None


def test_what_is_no_form_is_told_in_words_that_fit(world: World) -> None:
    owner = client_of(world, "district-a")
    for data, said in ((b"%PDF-1.7 x", "只收上级发的 .xlsx"), (b"<html><table></table></html>", "写成了 .xlsx")):
        sent = {"name": "表", "file": SimpleUploadedFile("bad.xlsx", data)}
        page = text_of(owner.post(reverse("official-forms"), sent))
        assert said in page and ".docx 或 .txt" not in page


def test_of_the_sums_each_is_its_parts(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    form = form_rows.taken(world, name="合计", data=plain())
    _, data = form_rows.filled(world, form, month)
    sheet = books.read(data)["表"]
    for row in (3, 4):
        before, came, went, total = (int(sheet[f"{column}{row}"].value or 0) for column in "CDEF")
        assert before + came - went == total
