"""One workbook a node a month: what stands in it, that it adds up, that nothing typed becomes a formula."""

import hashlib
import io
import zipfile
from typing import Any

from registry.lib import clock
from registry.models import ContactLog, Member
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.workbook import sheetxml
from tests.outreach.post import Moment
from tests.reports import books
from tests.world import World, id_number, phone

SHEETS = [
    "封面", "基本情况", "联系服务", "学习教育", "作用发挥", "党组织", "花名册", "联系台账", "学习台账", "金点子清单",
    "变更说明", "指标口径",
]  # fmt: skip
NASTY = '=HYPERLINK("http://evil.example","点")'


def cells(found: Any) -> Any:
    """Every cell of a workbook."""
    return (cell for sheet in found for row in sheet.iter_rows() for cell in row)


def test_what_stands_in_it(world: World, moment: Moment) -> None:
    """Sheets, heads and prints as the district wants them; sums that add up; texts that stay texts; numbers masked."""
    month = books.drafted(world, moment)
    with world.system("a"):
        Member.objects.filter(name="何小山").update(name=NASTY, remark="座机 07503861234 & <b>_x0041_", employer="=1+1")
    found = books.read(books.made(world, books.spec_of(world, month)))
    assert found.sheetnames == SHEETS
    roster = books.texts(found["花名册"])
    assert len(roster) == 3 + 14 and [row[0] for row in roster[3:]] == list(range(1, 15))
    assert {row[2] for row in roster[3:]} >= {NASTY, "何小201"}
    assert all(row[7] in (None, "") or "****" in row[7] for row in roster[3:])
    assert all("****" in row[11] and isinstance(row[11], str) for row in roster[3:] if row[11])
    # openpyxl leaves Excel's escapes in an inline string as they are.
    assert next(row[26] for row in roster if row[2] == NASTY) == "座机 075****1234 & <b>_x005F_x0041_"
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells(found))
    basics, lines = found["基本情况"], books.texts(found["基本情况"])
    assert {"A4:A5", "D4:E4", "F4:J4", "L4:N4", "C4:C5"} <= {str(area) for area in basics.merged_cells.ranges}
    assert basics.freeze_panes == "C6" and basics.page_setup.orientation == "landscape"
    assert basics.print_title_rows == "$4:$5" and "第 &P 页，共 &N 页" in basics.oddFooter.center.text
    assert lines[2][0].startswith("【草稿】") and lines[-1][0] == "合计" and lines[-1][10] == 14
    streets = [row for row in lines if str(row[0]).endswith("小计")]
    assert [row[0] for row in streets] == ["a1街道小计", "a2街道小计"] and sum(row[10] for row in streets) == 14
    cover = {row[0]: row[1] for row in books.texts(found["封面"]) if row[1]}
    assert cover["填报单位"] == "a区" and "第 12 条" in cover["审计链尾"] and cover["水印编号"].startswith("BDX-")
    assert cover["水印编号"] in basics.oddFooter.left.text
    meanings = books.texts(found["指标口径"])
    assert len(meanings) == 2 + sum(len(table.columns) for table in TABLES) and all(row[2] for row in meanings[2:])


def test_whose_it_is_and_for_whose_eyes(world: World, moment: Moment) -> None:
    """A community's holds its own people alone; whole numbers only where the spec says so, with their asker's name."""
    month = books.drafted(world, moment)
    spec = books.spec_of(world, month, "a11", masked=False, sheets=("roster",), asker="何", tag="1")
    found = books.read(books.made(world, spec))
    assert found.sheetnames == [*SHEETS[:7], *SHEETS[-2:]]
    roster = books.texts(found["花名册"])[3:]
    assert {row[1] for row in roster} == {"a11社区"} and len(roster) == 8
    assert {row[7] for row in roster} >= {id_number(950), id_number(951)} and phone(951) in {row[11] for row in roster}
    assert [row[0] for row in books.texts(found["基本情况"])][5:] == [1, "合计"]
    cover = {row[0]: row[1] for row in books.texts(found["封面"])}
    assert "何" in cover["号码"] and "没有选：联系台账" in cover["内容"]
    masked = books.spec_of(world, month, "a11", sheets=("roster",))
    assert masked.watermark != spec.watermark


def test_the_roster_of_a_month_without_a_report_counts_what_it_lists(world: World, moment: Moment) -> None:
    for number in (950, 951):
        world.member("a11", number)
    moment.passes(minutes=1)
    found = books.read(books.made(world, books.spec_of(world, Month.of(clock.today()), "a11")))
    note = books.texts(found["花名册"])[1][0]
    assert "共 2 名。这个月还没有月报" in note and "合计" not in note


def test_the_same_snapshot_gives_the_same_bytes_and_sheets_split(world: World, moment: Moment) -> None:
    """What is written later is not in it; more lines than a sheet takes go on in the next."""
    month = books.drafted(world, moment)
    spec = books.spec_of(world, month, most_rows=8)
    moment.passes(minutes=5)
    first = books.made(world, spec)
    with world.system("a"):
        ContactLog.objects.create(
            owner_path=world.nodes["a11"].path, node_at_event=world.nodes["a11"].path,
            member=Member.objects.filter(owner_path=world.nodes["a11"].path)[0], happened_at=month.begins,
            channel="phone", outcome="reached", recorded_at=spec.known,
        )  # fmt: skip
    assert hashlib.sha256(books.made(world, spec)).hexdigest() == hashlib.sha256(first).hexdigest()
    found = books.read(first)
    parts = [name for name in found.sheetnames if name.startswith("花名册")]
    assert parts == ["花名册", "花名册（2）", "花名册（3）"]
    numbers = [row[0] for name in parts for row in books.texts(found[name])[3:]]
    assert len(numbers) == 14 and len({row[2] for name in parts for row in books.texts(found[name])[3:]}) == 10
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_texts_that_xml_can_not_say() -> None:
    """Markup and Excel's own escapes are escaped; what is no character goes; a long text is cut."""
    told = sheetxml.escaped("a<b>&_x0041_\x00\x0b\ud800\r\n𠮷")
    assert told == "a&lt;b&gt;&amp;_x005F_x0041_\n𠮷"
    assert len(sheetxml.escaped("长" * 40_000)) == sheetxml.MOST
    assert sheetxml.safe(["何", "\x1f"]) == ["何", ""] and sheetxml.safe(["长" * 40_000])[0] == "长" * sheetxml.MOST
