"""A clerk puts her roster in: a real browser, a real worker; at a desk, on a phone, by keyboard, without script."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.models import Member
from registry.tasks import tick_intake
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import FOLDER, keep
from tests.browser.worker import given_work, worker
from tests.faults.harness import Program
from tests.web.intake_clerk import HEADER, sheet
from tests.web.intake_place import ROSTERS, Place, build
from tests.world import id_number, phone

PATIENCE = 60_000


@pytest.fixture
def world(db: None) -> Place:
    """In place of the usual world: the nodes that the sample rosters name."""
    return build()


@pytest.fixture(scope="module")
def program(django_db_setup: None) -> Iterator[Program]:
    """One for the file: it takes seconds to start."""
    with worker() as started:
        yield started


@pytest.fixture
def at_work(world: Place, program: Program) -> Iterator[Program]:
    with given_work():
        yield program


def shot(visitor: Visitor, name: str) -> None:
    """Keep pictures of the page at both widths."""
    for width in visitor.at_both_widths() if FOLDER else ():
        keep(visitor.page, name if width == "desk" else f"{name}-{width}")


def expected(name: str) -> dict[str, int]:
    people = json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))["people"]
    return {verdict: sum(row["verdict"] == verdict for row in people) for verdict in ("ok", "review", "error")}


def figure(page: Page, label: str) -> int:
    found = page.locator(".stat", has=page.get_by_text(label, exact=True)).locator(".stat__number")
    return int(found.first.inner_text().replace(",", ""))


def open_records(world: Place, who: str) -> int:
    with world.at(who):
        return Member.objects.filter(is_open=True).count()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "who", "name", "key"),
    [("desk", "district", "street-ledger.xlsx", "ledger"), ("phone", "yongming", "branch-inflow.xls", "branch")],
    ids=["ledger", "branch"],
)
def test_the_four_steps(
    world: Place, visit: Visit, at_work: Program, width: str, who: str, name: str, key: str
) -> None:
    want = expected(name)
    visitor = visit(who, width)
    page = visitor.go("/intake/new/")
    page.set_input_files("input[type=file]", ROSTERS / name)
    expect(page.get_by_text(f"已选择：{name}")).to_be_visible()
    visitor.check_both()
    shot(visitor, f"intake-{key}-1-upload")
    page.get_by_role("button", name="上传并读取").click()

    expect(page.get_by_role("heading", name=re.compile("列没有认出来|流入党员")).first).to_be_visible(timeout=PATIENCE)
    visitor.check_both()
    shot(visitor, f"intake-{key}-2-columns")
    page.get_by_role("button", name="下一步：核对").click()

    expect(page.get_by_role("button", name="写入")).to_be_visible(timeout=PATIENCE)
    assert figure(page, "可以写入") == want["ok"]
    assert figure(page, "作为线索") == want["review"]
    assert figure(page, "需要更正") == want["error"]
    visitor.check_both()
    shot(visitor, f"intake-{key}-3-check")
    page.get_by_role("link", name=re.compile("^需要更正")).last.click()
    expect(page.locator("tbody tr")).to_have_count(want["error"])
    visitor.check_both()
    shot(visitor, f"intake-{key}-3-errors")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载需要更正的行").click()
    assert download.value.suggested_filename == f"{name.rpartition('.')[0]}-需要更正.xlsx"
    page.get_by_role("button", name="写入").click()

    written = want["ok"] + want["review"]
    expect(page.get_by_role("heading", name=f"已写入 {written} 人。")).to_be_visible(timeout=PATIENCE)
    assert open_records(world, who) == written
    visitor.check_both()
    shot(visitor, f"intake-{key}-4-done")

    page.get_by_role("link", name="撤销整次导入").click()
    visitor.check_both()
    shot(visitor, f"intake-{key}-5-undo")
    page.get_by_role("button", name="撤销整次导入").click()
    expect(page.get_by_role("heading", name=f"已撤销 {written} 行。")).to_be_visible(timeout=PATIENCE)
    visitor.check_both()
    assert open_records(world, who) == 0


def small(tmp_path: Path, *lines: str, name: str = "十月名册.csv", header: str = HEADER) -> Path:
    path = tmp_path / name
    path.write_text(sheet(*lines, header=header), encoding="utf-8-sig")
    return path


HE = f"何小山,{id_number(1)},{phone(1)},永明超市"
ZHONG = f"钟立,{id_number(2)},{phone(2)},永明超市"
NAMELESS = f",{id_number(3)},{phone(3)},永明超市"


def test_the_pages_in_between(world: Place, visit: Visit, tmp_path: Path) -> None:
    """Waiting, an unknown column, a failed file, the list, a comparison: each without a fault that axe finds."""
    visitor = visit("yongming", "phone")
    page = visitor.go("/intake/new/")
    coloured = small(tmp_path, HE + ",红", ZHONG + ",蓝", header=HEADER + ",幸运颜色")
    page.set_input_files("input[type=file]", coloured)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("等待读取", exact=True).first).to_be_visible()
    visitor.check_both()
    shot(visitor, "intake-progress")
    tick_intake()
    expect(page.get_by_text("1 列没有认出来")).to_be_visible(timeout=PATIENCE)
    visitor.check_both()
    shot(visitor, "intake-unknown-column")
    page.get_by_label("E 列“幸运颜色”作为").select_option("name")
    expect(page.get_by_text("A 列已经是“姓名”了，一张表只能有一列。请改其中一列。")).to_be_visible()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_text("有 1 列要改")).to_be_visible()
    visitor.mistakes.clear()  # Chromium notes every answer of 400 in its console.
    visitor.check_both()
    page.get_by_label("E 列“幸运颜色”作为").select_option("")
    page.get_by_role("button", name="下一步：核对").click()
    tick_intake()
    page.get_by_role("button", name="写入").click()
    tick_intake()
    expect(page.get_by_text("已写入 2 人。")).to_be_visible(timeout=PATIENCE)
    compare(visitor, tmp_path)
    broken(visitor, tmp_path)


def compare(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.go("/intake/new/")
    later = small(tmp_path, HE.replace("永明超市", "江海电子厂"), NAMELESS, name="十一月名册.csv")
    page.set_input_files("input[type=file]", later)
    page.get_by_role("button", name="上传并读取").click()
    tick_intake()
    page.get_by_role("button", name="都对，去核对").click(timeout=PATIENCE)
    visitor.check_both()
    shot(visitor, "intake-update")
    page.get_by_role("button", name="写入").click()
    tick_intake()
    expect(page.get_by_role("heading", name="和上一份名册比")).to_be_visible(timeout=PATIENCE)
    visitor.check_both()
    shot(visitor, "intake-done")
    page.get_by_role("link", name=re.compile("^未见")).click()
    expect(page.get_by_text("没写进名册不等于走了")).to_be_visible()
    visitor.check_both()
    shot(visitor, "intake-differences")
    page.get_by_label("选择 钟立").check()
    page.get_by_role("button", name="人还在，保留").click()
    expect(page.get_by_text("1 人已处理：保留。")).to_be_visible()


def broken(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.go("/intake/new/")
    empty = tmp_path / "空的.xlsx"
    empty.write_bytes(b"")
    page.set_input_files("input[type=file]", empty)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("文件是空的").last).to_be_visible()
    visitor.mistakes.clear()  # Chromium notes every answer of 400 in its console.
    visitor.check_both()
    shot(visitor, "intake-upload-error")
    damaged = tmp_path / "打不开的.xlsx"
    damaged.write_bytes((ROSTERS / "street-ledger.xlsx").read_bytes()[:4000])
    page.set_input_files("input[type=file]", damaged)
    page.get_by_role("button", name="上传并读取").click()
    tick_intake()
    expect(page.get_by_role("heading", name="这份名册没有导入成功")).to_be_visible(timeout=PATIENCE)
    visitor.check_both()
    shot(visitor, "intake-failed")
    visitor.go("/intake/")
    visitor.check_both()
    shot(visitor, "intake-list")


def test_by_keyboard_alone(world: Place, visit: Visit, tmp_path: Path) -> None:
    visitor = visit("yongming")
    page = visitor.go("/intake/new/")
    tab_to(page, "input[type=file]")
    page.locator(":focus").set_input_files(small(tmp_path, HE, ZHONG))
    tab_to(page, "button:has-text('上传并读取')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress/")
    tick_intake()
    page.wait_for_url("**/columns/", timeout=PATIENCE)
    tab_to(page, "select[data-column]")
    tab_to(page, "button:has-text('下一步：核对')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    tab_to(page, "button:has-text('写入')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress/")
    tick_intake()
    page.wait_for_url("**/done/", timeout=PATIENCE)
    tab_to(page, "a:has-text('撤销整次导入')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/undo/")
    tab_to(page, "button:has-text('撤销整次导入')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress/")
    tick_intake()
    expect(page.get_by_text("已撤销 2 行。")).to_be_visible(timeout=PATIENCE)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector.split(':has-text')[0])", selector):
            wanted = selector.partition(":has-text('")[2].rstrip("')")
            if wanted in page.evaluate("document.activeElement.innerText || ''"):
                return
    raise AssertionError(f"Tab never came to {selector}")


def test_without_script(world: Place, visit: Visit, tmp_path: Path) -> None:
    page = visit("yongming", script=False).go("/intake/new/")
    page.set_input_files("input[type=file]", small(tmp_path, HE, NAMELESS))
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_role("link", name="看看进度")).to_be_visible()
    tick_intake()
    page.get_by_role("link", name="看看进度").click()
    page.get_by_role("button", name="都对，去核对").click()
    page.get_by_role("link", name=re.compile("^需要更正")).first.click()
    expect(page.get_by_text("请补上姓名")).to_be_visible()
    page.get_by_role("button", name="写入").click()
    tick_intake()
    page.get_by_role("link", name="看看进度").click()
    expect(page.get_by_text("已写入 1 人。")).to_be_visible()
