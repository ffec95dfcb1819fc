"""Exports: asked for as a row, made by a worker, published at once; whose they are, what a closed month leaves."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from registry.choices import Direction
from registry.domain import members
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import AuditEvent, Member
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.domain import cycle, exports
from reports.figures.month import Month
from reports.models import Export, ExportPart, MonthClose, MonthlyReport
from reports.tasks import kick_exports, tick_exports
from reports.workbook import making
from tests.outreach.post import Moment
from tests.reports import books
from tests.reports.heard import heard
from tests.world import World, clerk, id_number, phone

THIS_CENTURY = 2000


def asked(world: World, month: Month, node: str = "a11", account: str = "", **more: Any) -> Export:
    """Asked for by the node's own staff, or somebody else."""
    account = account or clerk(node)
    with world.at(account):
        return exports.ask(
            by=world.users[account], organisation=world.nodes[node], kind="workbook", month=month, **more
        )


def opened(world: World, export: Export, account: str) -> bytes:
    """The bytes as that account gets them."""
    with world.at(account):
        row = Export.objects.get(pk=export.pk)
        with exports.open_file(by=world.users[account], export=row) as file:
            return file.read()


def actions(world: World, export: Export) -> list[str]:
    """What the trail of the district says of this export."""
    with work(system_scope(world.nodes["a"].path)):
        found = AuditEvent.objects.filter(action__startswith="export.", object_id=str(export.pk)).order_by("seq")
        return list(found.values_list("action", flat=True))


def test_asked_for_made_downloaded_and_let_go(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    export = asked(world, month)
    with world.at(clerk("a11")), pytest.raises(Refused, match="还没有生成好"):
        exports.open_file(by=world.users[clerk("a11")], export=export)
    assert making.work_off(world.nodes["a"].path) == 1 and making.work_off(world.nodes["a"].path) == 0
    data = opened(world, export, clerk("a11"))
    with world.at(clerk("a11")):
        export.refresh_from_db()
        assert (export.state, export.percent) == ("done", 100)
        assert export.sha256 == hashlib.sha256(data).hexdigest() and export.size == len(data)
        assert export.file_name == f"a1街道a11社区{month.label}流动党员工作月报表.xlsx" and "链第" in export.head
        part = ExportPart.objects.get(export=export)
        assert b"PK\x03\x04" not in bytes(part.data)  # two bytes alone are there by chance
    assert books.read(data)["封面"]["B2"] is not None
    moment.passes(hours=25)
    with world.at(clerk("a11")), pytest.raises(Refused, match="过期"):
        exports.open_file(by=world.users[clerk("a11")], export=export)
    tick_exports()
    with world.at(clerk("a11")):
        export.refresh_from_db()
        assert export.purged_at and not ExportPart.objects.filter(export=export).exists()
    assert actions(world, export) == ["export.asked", "export.made", "export.downloaded"]


def test_whose_it_is(world: World, moment: Moment) -> None:
    """Masked: everybody whose scope covers the node. With whole numbers: the asker alone, though a superior looks."""
    month = books.drafted(world, moment)
    masked = asked(world, month)
    with pytest.raises(Refused, match="用途"):
        asked(world, month, masked=False, reason=" ")
    whole = asked(world, month, masked=False, reason="报组织部核对", options={"sheets": ["roster"]})
    making.work_off(world.nodes["a"].path)
    for account, seen in (("community-a11", 2), ("street-a1", 1), ("district-a", 1), ("community-a12", 0),
                          ("liaison-a11", 0), ("street-a2", 0), ("district-b", 0), ("system_admin-a", 0)):  # fmt: skip
        with world.at(account):
            rows = Export.objects.filter(pk__in=(masked.pk, whole.pk))
            assert rows.count() == seen, account
            assert ExportPart.objects.filter(export__in=(masked.pk, whole.pk)).count() == seen, account
    assert "阿" not in opened(world, whole, clerk("a11")).decode("latin-1")
    with world.at("street-a1"), pytest.raises(Export.DoesNotExist):
        whole.refresh_from_db()
    # Without the policy the street reads it: it is the policy that holds.
    with world.system("a1"):
        assert Export.objects.filter(pk=whole.pk).exists()


def test_nobody_makes_a_file_by_hand(world: World, moment: Moment) -> None:
    """People ask in their own name and call off; bytes, digests and archives are the program's."""
    month = books.drafted(world, moment)
    export = asked(world, month)
    place, other = world.nodes["a11"], world.users["street-a1"]
    with world.at(clerk("a11")):
        for change in ({"state": "done"}, {"sha256": "0" * 64}, {"masked": False}, {"asked_by": other}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Export.objects.filter(pk=export.pk).update(**change)
        for forged in ({"archive": True}, {"state": "done"}, {"asked_by": other}):
            values = {"asked_by": world.users[clerk("a11")], "kind": "workbook", "asked_at": export.asked_at} | forged
            with pytest.raises(DatabaseError), transaction.atomic():
                Export(owner_path=place.path, organisation=place, **values).save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            ExportPart(owner_path=place.path, export=export, number=0, data=b"x").save(force_insert=True)
    with world.at(clerk("a11")):
        exports.call_off(by=world.users[clerk("a11")], export=export)
        with pytest.raises(Refused, match="办完"):
            exports.call_off(by=world.users[clerk("a11")], export=export)
    assert making.work_off(world.nodes["a"].path) == 0
    for _ in range(exports.MOST_WAITING):
        asked(world, month)
    with pytest.raises(Refused, match="排队"):
        asked(world, month)


def test_whoever_waits_is_served_first_and_a_long_queue_is_not_left_to_the_next_minute(
    world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archived files of a closed month: somebody opens the last of them; a task makes two, the next goes on."""
    month, sent = books.drafted(world, moment), []
    with world.at(clerk("a")):
        cycle.close(by=None, label="区", month=month, why="先归档")
    with world.system("a"):
        exports.queue_archives()
        queued = list(Export.objects.all().waiting())
    last = [row for row in queued if (row.year, row.month) == (month.year, month.number)][-1]
    wanted = asked(world, month, next(name for name, node in world.nodes.items() if node.path == last.owner_path))
    assert wanted.pk == last.pk and len(queued) > 6
    monkeypatch.setattr(making, "AT_ONCE", 2)
    monkeypatch.setattr("reports.tasks.wake", lambda task, *arguments: sent.append((task.name, *arguments)))
    kick_exports(wanted)
    assert sent == [("reports.tasks.tick_exports", str(wanted.pk))]
    made = [tick_exports(*sent[-1][1:])]
    with world.system("a"):
        assert set(Export.objects.filter(state="done", pk__in=[row.pk for row in queued])) == {wanted, queued[0]}
    while len(sent) > len(made):
        made.append(tick_exports(*sent[-1][1:]))
    assert made[:3] == [2, 2, 2] and sum(made) == len(queued)


def test_a_closed_month_gives_the_same_file_for_ever(world: World, moment: Moment) -> None:
    """Edited, moved away, erased after the close: the archived file is the same; a correction is a numbered new one."""
    month = books.drafted(world, moment)
    with world.at(clerk("a")):
        cycle.close(by=None, label="区", month=month, why="先归档")
    with pytest.raises(Refused, match="正在生成"):
        asked(world, month)
    tick_exports()
    first = {node: asked(world, month, node) for node in ("a", "a1", "a11")}
    bytes_of = {node: opened(world, row, clerk(node)) for node, row in first.items()}
    cover = {row[0]: row[1] for row in books.texts(books.read(bytes_of["a11"])["封面"])}
    assert cover["数字状态"].startswith("已归档，第 1 版") and first["a11"].expires_at is None
    with world.at(clerk("a")):
        closed = MonthClose.objects.get(year=month.year, month=month.number)
        reports = MonthlyReport.objects.all().of_month(month.year, month.number)
        assert (
            closed.known_at == max(row.known_at for row in reports) <= closed.at
        )  # the ledgers are of the figures' day
    assert cover["日期"] == f"{clock.local(closed.at):%Y年%m月%d日}"
    with world.system("a"):
        Member.objects.filter(name="何小山").update(name="改名了", employer="", status="closed", is_open=False)
    moment.passes(days=400)
    tick_exports()
    for node, row in first.items():
        again = asked(world, month, node)
        assert again.pk == row.pk and opened(world, again, clerk(node)) == bytes_of[node]
    with world.system("a"):
        heard(outcome="reached", happened_at=month.begins + timedelta(days=3))
    with world.at(clerk("a")):
        second = cycle.revise(by=None, label="区", month=month, why="更正")
        assert second.number == 2 and second.changes
    tick_exports()
    with world.at(clerk("a")):
        assert MonthClose.objects.filter(year__gte=THIS_CENTURY).count() == 2
    corrected = asked(world, month, "a")
    changes = books.texts(books.read(opened(world, corrected, clerk("a")))["变更说明"])
    assert corrected.close == 2 and corrected.file_name.endswith("（第2版）.xlsx")
    assert any(row[0] == "归档第 2 版" and row[3] == "更正" for row in changes)
    with world.at(clerk("a")), pytest.raises(Refused, match="归档文件不能取消"):
        exports.call_off(by=world.users[clerk("a")], export=corrected)


def test_a_street_without_a_line_of_its_own_has_its_archive_too(world: World, moment: Moment) -> None:
    """Its figures are the sums of those below it; asked for once."""
    month = books.drafted(world, moment)
    with world.at(clerk("a")):
        close = cycle.close(by=None, label="区", month=month, why="先归档")
        assert world.nodes["a2"].path not in close.figures and world.nodes["a21"].path in close.figures
    tick_exports()
    row = asked(world, month, "a2")
    book = books.read(opened(world, row, clerk("a2")))
    assert any(cells[0] == "合计" for cells in books.texts(book["基本情况"]) if cells)
    with world.system("a"):
        assert exports.queue_archives() == 0


def test_a_full_disk_is_tried_again_then_said(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-written is offered; after three attempts the row says why in words."""
    month = books.drafted(world, moment)
    export = asked(world, month)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making.os, "fsync", full)
        for _ in range(exports.MOST_WAITING):
            with pytest.raises(OSError) if _ < 3 else transaction.atomic():
                making.work_off(world.nodes["a"].path)
            moment.passes(minutes=6)
            with world.at(clerk("a11")):
                assert not ExportPart.objects.filter(export=export).exists()
    with world.at(clerk("a11")):
        export.refresh_from_db()
        assert export.state == "failed" and "磁盘满了" in export.problem
    again = asked(world, month)
    assert making.work_off(world.nodes["a"].path) == 1 and opened(world, again, clerk("a11"))
    assert timedelta(hours=24) == exports.KEPT_FOR


def test_close_month_from_the_shell(world: World, moment: Moment, tmp_path: Path) -> None:
    """JSON with figures, file and digest; again it is the same file; what stands in the way is said in a sentence."""
    month = books.drafted(world, moment)

    def run(*more: str, code: str = "440704") -> dict[str, Any]:
        out = StringIO()
        call_command("close_month", str(month), *more, organisation=code, out=str(tmp_path / "月报"), stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    with pytest.raises(CommandError, match=r"没有审核通过.*请写明原因"):
        run()
    with pytest.raises(CommandError, match="没有区划代码"):
        run(code="449999")
    with pytest.raises(CommandError, match="看不懂月份"):
        call_command("close_month", "2026-13", organisation="440704", out=str(tmp_path))
    first = run("--reason", "先归档")
    data = Path(first["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == first["sha256"] and (first["number"], first["new"]) == (1, True)
    assert first["figures"]["total"] == "14" and [each.suffix for each in (tmp_path / "月报").iterdir()] == [".xlsx"]
    basics = books.texts(books.read(data)["基本情况"])
    assert str(basics[-1][10]) == first["figures"]["total"]
    moment.passes(days=40)
    assert run() == first | {"new": False} and Path(first["file"]).read_bytes() == data


def test_tables_and_roster_of_a_draft_are_of_one_moment(world: World, moment: Moment) -> None:
    """Whoever was registered since the draft was counted is in neither; the cover says up to when."""
    month = books.drafted(world, moment)
    with world.at(clerk("a11")):
        known = MonthlyReport.objects.get(year=month.year, month=month.number).known_at
        moment.passes(minutes=20)
        members.register(
            by=None, organisation=world.nodes["a11"], direction=Direction.IN, on=month.last,
            fields={"name": "何后来", "id_number": id_number(970), "phone": phone(970)},
        )  # fmt: skip
    export = asked(world, month)
    making.work_off(world.nodes["a"].path)
    roster = books.texts(books.read(opened(world, export, clerk("a11")))["花名册"])
    assert "报表里月末流入、流出合计" not in roster[1][0] and "何后来" not in {row[2] for row in roster}
    with world.system("a"):
        assert Export.objects.get(pk=export.pk).known_at == known


def test_a_file_made_on_the_last_day_does_not_reach_to_midnight(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    spec = books.spec_of(world, month, known=month.ends - timedelta(hours=9))
    assert spec.until == f"{month.last:%Y年%m月%d日} 15:00（本月还没有过完）"
    assert replace(spec, close=1).until.endswith("15:00")
    assert books.spec_of(world, month).until.endswith("24 时")
