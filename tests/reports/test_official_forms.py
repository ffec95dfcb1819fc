"""A form of the superior office: taken in, bound, filled from the month's figures; whose it is; what is broken."""

import hashlib
import io
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction

from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import AuditEvent, Organisation
from reports.domain import cycle, drafting, exports, official
from reports.figures.month import Month
from reports.forms import binding
from reports.forms.binding import Source
from reports.models import MonthClose, OfficialForm, OfficialFormFile
from reports.workbook import differences
from tests.outreach.post import Moment
from tests.reports import books, form_rows, forms_made
from tests.world import World

MAIN = "月报 表1"
STREETS = ("a1街道", "a2街道")


def streets() -> bytes:
    """The form for the streets of the test's district."""
    return forms_made.made(STREETS)


def numbers(world: World, month: Month, node: str, key: str) -> int | Decimal:
    """A figure of a node as its closed month says."""
    with world.system():
        close = MonthClose.objects.filter(year=month.year, month=month.number).order_by("-number")[0]
    inside = [found for path, found in close.figures.items() if path.startswith(world.nodes[node].path)]
    return sum(Decimal(found.get(key, "0")) for found in inside)


def closed(world: World, month: Month) -> None:
    """The district closes it as it is."""
    with world.at("district-a"):
        cycle.close(by=form_rows.officer(world), label="区", month=month, why="测试")


def test_filled_from_a_closed_month(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    form = form_rows.taken(world, data=streets())
    assert form.bound == 33 and form.version == 1
    row, data = form_rows.filled(world, form, month)
    assert row.file_name == f"{form_rows.NAME} a区{month.label}（未归档）.xlsx" and row.watermark
    closed(world, month)
    with world.system("a"):
        assert exports.queue_archives() > 1
    row, data = form_rows.filled(world, form, month, most=1)
    assert row.file_name == f"{form_rows.NAME} a区{month.label}.xlsx", "before the archives that wait"
    book = books.read(data)
    sheet, total = book[MAIN], numbers(world, month, "a1", "total")
    assert total > 0 and sheet["G6"].value == total and sheet["G7"].value == numbers(world, month, "a2", "total")
    assert sheet["G8"].value == "=SUM(G6:G7)" and sheet["B2"].value == "a区"
    share = numbers(world, month, "a1", "enrolled") / total
    assert abs(Decimal(str(sheet["H6"].value)) - share) < Decimal("0.001"), "a percent cell gets a part of one"
    assert book["附表"]["C3"].value is None, "there was no month before"
    said = {line[1]: line for line in books.texts(book[differences.NAME]) if line[0] == MAIN}
    assert said["G6"][3:8] == ["a1街道，本月末流入党员数", None, total, None, None]
    assert any("没有上月的月报" in each for each in row.options["broken"])
    again, same = form_rows.filled(world, form, month)
    assert same == data and again.watermark == row.watermark, "the same snapshot, the same bytes"
    _the_month_after(world, moment, form, month, total)


def _the_month_after(world: World, moment: Moment, form: OfficialForm, month: Month, before: Any) -> None:
    """Last month's figures are those of its close, the difference is theirs."""
    after = month.next()
    for number in (981, 982):
        world.member("a12", number)
    moment.passes(days=35)
    with world.system("a"):
        drafting.draft(after, now=clock.now())
    closed(world, after)
    row, data = form_rows.filled(world, form, after)
    assert not [each for each in row.options["broken"] if "上月" in each]
    said = {line[1]: line for line in books.texts(books.read(data)[differences.NAME]) if line[0] == MAIN}
    this = numbers(world, after, "a1", "total")
    assert said["G6"][4:7] == [before, this, this - before] and this != before


def test_a_broken_binding_leaves_the_cell_empty_and_says_so(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    form = form_rows.taken(world, data=streets())
    with world.system("a"):
        row = OfficialForm.objects.get(pk=form.pk)
        row.bindings[MAIN]["C6"]["sources"][0]["key"] = "no_such_figure"
        row.bindings[MAIN]["C7"]["sources"][0]["node"] = "0198f000-0000-7000-8000-000000000000"
        row.save()
        Organisation.objects.filter(pk=world.nodes["a1"].pk).update(name="a9街道", full_name="a9街道")
    row, data = form_rows.filled(world, form, month)
    sheet = books.read(data)[MAIN]
    assert [sheet[at].value for at in ("C6", "C7", "G6")] == [None, None, None] and sheet["G7"].value is not None
    told = {each.partition("：")[0]: each for each in row.options["broken"]}
    assert "没有这个指标了" in told[f"{MAIN} C6"] and "已经没有“a2街道”" in told[f"{MAIN} C7"]
    assert "“a1街道”现在叫“a9街道”" in told[f"{MAIN} G6"]
    notes = {line[1]: line[7] for line in books.texts(books.read(data)[differences.NAME]) if line[0] == MAIN}
    assert "a9街道" in notes["G6"] and notes["G7"] is None


def test_a_person_decides_what_fills_a_cell(world: World, moment: Moment) -> None:
    """Proposed, corrected, confirmed; what can't be is refused with the cell's name; two officers don't overwrite."""
    month = books.drafted(world, moment)
    form = form_rows.taken(world, confirmed=False)
    by = form_rows.officer(world)
    with world.at("district-a"):
        with pytest.raises(Refused, match="还没有人核对"):
            exports.ask(by=by, organisation=form.organisation, kind="form", month=month, options={"form": str(form.pk)})
        street = str(world.nodes["a2"].pk)
        source = Source(binding.FIGURE, "lost", street, "", binding.LAST)
        form = official.bind(by=by, form=form, revision=1, sheet=MAIN, cell="K6", source=source)
        kept = binding.read(form.bindings)[MAIN]["K6"]
        assert kept.sources[0].node_name == "a2街道" and kept.confirmed and "备注" in kept.heading
        with pytest.raises(Conflict):
            official.bind(by=by, form=form, revision=1, sheet=MAIN, cell="K7", source=source)
        for cell, why in (("G8", "G8 里有表样自己的公式"), ("C2", "第一格 B2"), ("B4", "第一格 B3"), ("A3", "印着"),
                          ("ZZ9999", "没有这一格"), ("x", "没有这一格")):  # fmt: skip
            with pytest.raises(Refused, match=why):
                official.bind(by=by, form=form, revision=2, sheet=MAIN, cell=cell, source=source)
        foreign = Source(binding.FIGURE, "lost", str(world.nodes["b1"].pk))
        for wrong in (foreign, Source(binding.FIGURE, "x"), Source(binding.WORDS, "total")):
            with pytest.raises(Refused, match="没有这个"):
                official.bind(by=by, form=form, revision=2, sheet=MAIN, cell="K6", source=wrong)
        form = official.bind(by=by, form=form, revision=2, sheet=MAIN, cell="K6", source=None)
        assert "K6" not in form.bindings[MAIN]
        form = official.confirm(by=by, form=form, revision=3)
        assert official.unconfirmed(form) == 0
    with world.system("a"):
        actions = AuditEvent.objects.filter(action__startswith="form.").order_by("seq").values_list("action", flat=True)
        assert list(actions) == ["form.uploaded", "form.bound", "form.bound", "form.confirmed"]


def test_a_new_upload_is_a_new_version(world: World) -> None:
    """The old one stays as it was; what a person confirmed for a cell of the same headings is kept."""
    form = form_rows.taken(world)
    by, data = form_rows.officer(world), forms_made.made(change=lambda book: book["附表"].__setitem__("A3", "新指标"))
    with world.at("district-a"):
        source = Source(binding.FIGURE, "lost")
        form = official.bind(by=by, form=form, revision=form.revision, sheet=MAIN, cell="K6", source=source)
        old = form.bindings
        for bad in (b"", b"PK\x03\x04x"):
            with pytest.raises(Refused), transaction.atomic():
                official.upload(by=by, name=form_rows.NAME, upload=SimpleUploadedFile("x.xlsx", bad))
        fresh = official.upload(by=by, name=form_rows.NAME, upload=SimpleUploadedFile("x.xlsx", data))
        form.refresh_from_db()
        assert fresh.version == 2 and form.retired_at and form.bindings == old
        assert hashlib.sha256(official.contents(form)).hexdigest() == form.sha256
        assert fresh.bindings[MAIN]["K6"]["confirmed"] and "B3" not in fresh.bindings["附表"]
        with pytest.raises(Refused, match="停用"):
            official.bind(by=by, form=form, revision=form.revision, sheet=MAIN, cell="K6", source=None)
        official.retire(by=by, form=fresh)
        assert not OfficialForm.objects.all().in_use().exists()


def test_whose_it_is(world: World) -> None:
    """The district's alone; kept sealed; and it stays what was uploaded, whoever tries."""
    form = form_rows.taken(world)
    seen = (("district-a", 1), ("street-a1", 0), ("community-a11", 0), ("liaison-a11", 0), ("district-b", 0),
            ("system_admin-a", 0), ("auditor-a", 0))  # fmt: skip
    for account, number in seen:
        with world.at(account):
            assert OfficialForm.objects.count() == number == OfficialFormFile.objects.count(), account
    with world.system("b"):
        assert not OfficialForm.objects.exists()
    with world.at("district-a"):
        kept = OfficialFormFile.objects.get(form=form)
        assert b"PK\x03\x04" not in bytes(kept.data)
        for change in ({"sha256": "0" * 64}, {"name": "x"}, {"version": 9}):
            with pytest.raises(DatabaseError), transaction.atomic():
                OfficialForm.objects.filter(pk=form.pk).update(**change)
        assert not OfficialFormFile.objects.filter(pk=kept.pk).update(data=b"x")
        assert not OfficialForm.objects.filter(pk=form.pk).delete()[0]
    with world.at("street-a1"), pytest.raises(Refused, match="由区里"):
        official.upload(by=None, name="x", upload=SimpleUploadedFile("x.xlsx", forms_made.made()))
    with world.at("street-a1"), pytest.raises(DatabaseError), transaction.atomic():
        street = world.nodes["a1"]
        OfficialForm(
            owner_path=street.path, organisation=street, name="x", sha256="0", uploaded_at=form.uploaded_at
        ).save(force_insert=True)


def test_close_month_fills_the_forms(world: World, moment: Moment, tmp_path: Path) -> None:
    month = books.drafted(world, moment)
    form_rows.taken(world, data=streets())
    form_rows.taken(world, "还没核对的表", confirmed=False)
    with world.system("a"):
        code = Organisation.objects.get(path=world.nodes["a"].path).code
    command = ("close_month", str(month), "--organisation", code, "--out", str(tmp_path), "--reason", "测试")
    told = []
    for _ in range(2):
        out = StringIO()
        call_command(*command, stdout=out)
        told.append(json.loads(out.getvalue())["forms"])
    assert told[0] == told[1], "again, the same"
    ready, waiting = sorted(told[0], key=lambda each: bool(each["problem"]))
    data = Path(ready["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == ready["sha256"] and ready["cells"] == 33 and ready["empty"]
    assert openpyxl.load_workbook(io.BytesIO(data))[MAIN]["B2"].value == "a区"
    assert "还没有人核对" in waiting["problem"] and not waiting["file"]
