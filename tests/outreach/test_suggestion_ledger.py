"""The ledger of 金点子 as an export: what was written to us is text in it, whatever it begins with."""

import io

import pytest
from openpyxl import load_workbook

from outreach.domain.suggestions import ledger
from reports.workbook import making
from tests.faults.harness import figure
from tests.outreach.suggestion_ground import PHONE, left, of, taken
from tests.outreach.test_suggestion_pages import does
from tests.web.staff import client_of
from tests.world import World

INJECTED = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    '=HYPERLINK("http://x.cn","看")',
    "http://x.cn/1",
    "\t=1+1",
    "＝1+1",
    "＠SUM(1)",
    '=cmd|"/C calc"!A0',
    "'=1+1",
    " =1+1",
)


@pytest.mark.fault
def test_the_ledger_is_an_export_of_the_list(world: World) -> None:
    """The old address leads there, narrowed as it was; all columns, no formula whatever was written; phones masked."""
    for text in INJECTED:
        left(world, content=text + " 请看看这一条", title=text, name=text)
    key = taken(world, "answer")
    far, clerk = taken(world, node="a12"), client_of(world, "community-a11")
    does(clerk, key, "progress", text="=2+2")
    door = clerk.get("/suggestions/ledger/?view=all").headers["Location"]
    assert door == "/exports/of/suggestions/?view=all"
    here = clerk.post(door).headers["Location"]
    assert making.work_off(world.nodes["a"].path) == 1
    sheet = load_workbook(io.BytesIO(b"".join(clerk.get(f"{here}file/").streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    live = [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    figure("B14", "formulas written to us: live in the ledger", len(live), "", not live, n=3 * len(INJECTED) + 1)
    assert [cell.value for cell in sheet[3]] == ["序号", *(name for name, _, _ in ledger.COLUMNS)]
    assert sheet.max_row == 3 + len(INJECTED) + 1 and sheet.page_setup.orientation == "landscape"
    shown = {cell.value for cell in cells}
    assert "138****4321" in shown and not [value for value in shown if PHONE in str(value)]
    assert "=1+1" in shown and of(world, far).label not in shown
    for account in ("liaison-a11", "auditor-a"):
        assert client_of(world, account).get("/suggestions/ledger/").status_code == 403
