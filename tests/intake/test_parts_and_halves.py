"""Names in two cells, numbers of which a part is struck or that say which is new, and how numbers are spelt."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from registry.intake.files import xls
from registry.intake.sheets.reports import Summary, check_file, report
from registry.lib import identity
from registry.lib.names import is_half, is_nickname
from registry.lib.phones import parse_phones
from tests.intake.district import context
from tests.intake.test_contradictions import answers
from tests.intake.test_recognising import A, B, told
from tests.intake.test_webpage import page
from tests.intake.test_webpage import told as told_of_page
from tests.intake.test_word import HEADING, line, of_xml, run
from tests.intake.test_word import told as told_of_word

OWN, OTHER, NEW = "13800001234", "13800001235", "13800005678"
IN = ["流入党员名册"]
STRIKE, LINES = InlineFont(strike=True), "<w:dstrike/>"
DAY = dt.date(1985, 6, 1)


def names_of(*rows: list, head: tuple = ("姓名", None, "手机", "来源地")) -> tuple[list, list]:
    people, said = answers(IN, list(head), *rows)
    return [person.get("name") for person in people], said


def test_a_name_in_two_cells_is_one() -> None:
    table = [["林", "小燕", OWN, "湖南隆回"], ["欧阳", "静", OTHER, "贵州独山"], ["周文", None, NEW, "湖南隆回"]]
    assert names_of(*table) == (["林小燕", "欧阳静", "周文"], [(3, "name_joined"), (4, "name_joined")])


@pytest.mark.parametrize("beside", ["男", "汉", "已核对过", "138"])
def test_what_is_no_given_name_is_not_joined(beside: str) -> None:
    assert names_of(["林", beside, OWN, "湖南隆回"]) == (["林"], [(3, "half_name")])


def test_a_column_that_asks_for_something_is_no_given_name() -> None:
    table = names_of(["林", "彝", OWN, "湖南隆回"], head=("姓名", "民族", "手机", "来源地"))
    assert table == (["林"], [(3, "half_name")])


@pytest.mark.parametrize(
    ("name", "half"), [("钱", True), ("司徒", True), ("老周头", True), ("小林哥", True), ("老舍", False)]
)
def test_who_did_not_give_the_whole_name(name: str, *, half: bool) -> None:
    assert is_half(name) is half


@pytest.mark.parametrize("name", ["楼下小卖部", "对门老太太", "老板娘", "隔壁家媳妇"])
def test_what_neighbours_are_called(name: str) -> None:
    assert is_nickname(name)


@pytest.mark.parametrize(
    ("cell", "name", "kinds"),
    [
        ("林|小燕", "林小燕", ["name_signs"]),
        ("林小｜燕", "林小燕", ["name_signs"]),
        ("代林燕", "代林燕", ["proxy"]),
        ("代小燕", "代小燕", []),
    ],
)
def test_signs_in_a_name_and_who_answers_for_another(cell: str, name: str, kinds: list[str]) -> None:
    people, said = answers(IN, ["姓名", "手机", "来源地"], [cell, OWN, "湖南隆回"])
    assert ([person["name"] for person in people], [kind for _, kind in said]) == ([name], kinds)


@pytest.mark.parametrize(
    "cell",
    [
        f"{OWN}→{NEW}",
        f"{OWN}->{NEW}",
        f"{OWN}换了号，{NEW}",
        f"{OWN} 变更为 {NEW}",
        f"{NEW}（原{OWN}已作废）",
        f"以前{OWN}，现在用{NEW}",
        f"{OWN} 停机 {NEW}",
    ],
)
def test_the_newer_number_is_read_and_told(cell: str) -> None:
    people, said = answers(IN, ["姓名", "手机", "来源地"], ["张三", cell, "湖南隆回"])
    assert (people[0]["phone"], said) == (NEW, [(3, "phone_changed")])


def test_a_newer_number_in_another_column_is_told() -> None:
    people, said = answers(IN, ["姓名", "手机", "新手机", "来源地"], ["张三", OWN, NEW, "湖南隆回"])
    assert (people[0]["phone"], said) == (NEW, [(3, "phone_newer")])


def test_two_numbers_of_which_nothing_is_said_are_not_told() -> None:
    assert parse_phones(f"{OWN}、{NEW}").changed is False
    assert answers(IN, ["姓名", "手机", "来源地"], ["张三", f"{OWN}、{NEW}", "湖南隆回"])[1] == []


def test_a_part_of_a_cell_that_holds_its_own_text_is_struck() -> None:
    book, file, summary = openpyxl.Workbook(), io.BytesIO(), Summary()
    for row in (["姓名", "身份证号", "手机", "来源地"], ["张三", A, OWN, "湖南隆回"], ["李四", B, OTHER, "贵州独山"]):
        book.active.append(row)
    book.active["C2"] = CellRichText(TextBlock(STRIKE, NEW), "\n", OWN)
    book.active["B3"] = CellRichText(B, " ", TextBlock(STRIKE, A))
    book.active["D3"] = CellRichText(TextBlock(STRIKE, "贵州独山"))
    book.save(file)
    found = report(check_file(file.getvalue(), "a.xlsx", context(), summary=summary), summary)
    assert [(person["id_number"], person["phone"]) for person in found["people"]] == [(A, OWN), (B, OTHER)]
    assert sorted((said["row"], said["column"], said["kind"]) for said in found["warnings"]) == [
        (2, 3, "struck_part"),
        (3, 2, "struck_part"),
        (3, 4, "struck_cell"),
    ]


def test_a_part_of_an_old_workbooks_text_is_struck() -> None:
    text = f"{OWN} {NEW}"
    assert xls._parts(text, [(11, 0)], {5}) == ()
    assert xls._parts(text, [(0, 5), (11, 0)], {5}) == (NEW, OWN)
    assert xls._parts(text, [(11, 5)], {5}) == (OWN, NEW)
    assert xls._parts(text, [(0, 5)], {5}) == ()


def test_a_document_whose_words_have_two_lines_through_them_or_were_taken_out() -> None:
    revised = f"<w:del><w:r><w:delText>{OTHER}</w:delText></w:r></w:del><w:ins>{run(NEW)}</w:ins>"
    rows = line(run("张三"), run(OTHER, LINES) + run(OWN), "") + line(run("李四"), revised, "")
    found = told_of_word(of_xml(f"<w:p>{run('流入党员')}</w:p><w:tbl>{HEADING}{rows}</w:tbl>"))
    assert [person["phone"] for person in found["people"]] == [OWN, NEW]
    assert [(said["row"], said["kind"]) for said in found["warnings"]] == [(3, "struck_part"), (4, "revised")]


@pytest.mark.parametrize("between", [".", "/", "·", "_"])
def test_a_number_with_signs_between_its_parts(between: str) -> None:
    assert identity.is_valid(between.join((A[:6], A[6:14], A[14:])))
    assert not identity.is_valid(f"{A[:14]}{between}{A[14:]}")


def test_a_star_for_the_last_character() -> None:
    ends = next(number for serial in range(200) if (number := identity.compose("430599", DAY, serial)).endswith("X"))
    other = next(number for serial in range(200) if (number := identity.compose("430599", DAY, serial)).endswith("5"))
    table = [["张三", f"{ends[:17]}*", OWN], ["李四", f"{other[:17]}*", OTHER]]
    found = told([IN, ["姓名", "身份证号", "手机"], *table])
    assert [person["id_number"] for person in found["people"]] == [ends, None]
    assert [said["kind"] for said in found["warnings"]] == ["star_for_x", "id_masked"]


def test_a_page_of_whose_cell_a_part_is_struck() -> None:
    head = "<tr><th>姓名</th><th>身份证号</th><th>手机</th><th>社区</th></tr>"
    row = f"<tr><td>张三</td><td>{A}</td><td><s>{OTHER}</s><br>{OWN}</td><td>永明社区</td></tr>"
    found = told_of_page(page(f"<table>{head}{row}</table>"))
    assert [person["phone"] for person in found["people"]] == [OWN]
    assert [said["kind"] for said in found["warnings"]] == ["struck_part"]
