"""Rosters in Word files: tables, forms and lines with tabs, with the text above them as titles."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document

from registry.intake.files.reading import Workbook
from registry.intake.files.refusals import Refusal
from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake import bombs
from tests.intake.district import context
from tests.intake.test_recognising import A, B

OWN, OTHER = "13800001234", "13800001235"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Span = tuple[int, int, int, int]


def made(*parts: str | list[list[str]], merges: tuple[Span, ...] = ()) -> bytes:
    """A document of paragraphs and tables; merges are (top, left, bottom, right) of the first table, 0-based."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), max(map(len, part)))
        for at, line in enumerate(part):
            for place, text in enumerate(line):
                table.cell(at, place).text = text
    for top, left, bottom, right in merges:
        first = document.tables[0].cell(top, left)
        text = first.text
        first.merge(document.tables[0].cell(bottom, right)).text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def of_xml(body: str) -> bytes:
    """A document with this XML as its body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


def told(data: bytes) -> dict[str, Any]:
    summary = Summary()
    return report(check_file(data, "名册.docx", context(), summary=summary), summary)


def people(data: bytes, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(person[key] for key in ("name", *keys)) for person in told(data)["people"]]


HEAD = ["姓名", "身份证号", "手机", "来源地"]
ROWS = [["张三", A, OWN, "湖南隆回"], ["李四", B, OTHER, "贵州独山"]]


def test_a_table_below_its_title() -> None:
    data = made(
        "英南村流入党员名册",
        "填报日期：2025年6月30日",
        [HEAD, *ROWS, ["合计", "2人"]],
        "填报人：钟某　电话：13900001111",
    )
    found = told(data)
    assert (found["direction"], found["errors"], found["warnings"]) == ("in", [], [])
    assert people(data, "id_number", "phone", "origin_code", "community_code") == [
        ("张三", A, OWN, "430524", "440704005201"),
        ("李四", B, OTHER, "522726", "440704005201"),
    ]


def test_tables_below_titles_of_their_own_and_one_that_goes_on() -> None:
    away = ["姓名", "手机", "外出地点"]
    data = made(
        "一、流入党员", [HEAD, ROWS[0]], "", [ROWS[1]], "二、流出党员", [away, ["王五", "13800001236", "东莞市"]]
    )
    assert people(data, "direction", "origin_code") == [
        ("张三", "in", "430524"),
        ("李四", "in", "522726"),
        ("王五", "out", "441900"),
    ]


def test_merged_cells() -> None:
    table = [
        ["社区", "基本情况", "", "来源地"],
        ["", "姓名", "手机", ""],
        ["永明社区", "张三", OWN, "湖南隆回"],
        ["", "李四", OTHER, "贵州独山"],
    ]
    data = made("流入党员", table, merges=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (2, 0, 3, 0)))
    assert people(data, "phone", "community_code", "origin_code") == [
        ("张三", OWN, "440704001025", "430524"),
        ("李四", OTHER, "440704001025", "522726"),
    ]


def test_a_form_for_each_person_with_kin_below() -> None:
    forms: list[str | list[list[str]]] = []
    for name, number, phone in (("张三", A, OWN), ("李四", B, OTHER)):
        form = [
            ["姓  名", name, "性别", "男"],
            ["公民身份号码", number, "联系电话", phone],
            ["外出地点", "东莞市", "外出时间", "2018年2月"],
        ]
        kin = [
            ["家庭成员", "称谓", "姓名", "联系电话"],
            ["", "妻子", "林某", "13900001111"],
            ["", "儿子", "小明", "13900001112"],
        ]
        forms += ["流出党员登记表", [*form, *kin]]
    assert people(made(*forms), "id_number", "phone", "arrived", "direction") == [
        ("张三", A, OWN, "2018-02-01", "out"),
        ("李四", B, OTHER, "2018-02-01", "out"),
    ]


def test_a_list_of_lines_with_tabs() -> None:
    data = made("流入党员名单", "姓名\t手机\t来源地", f"张三\t{OWN}\t湖南隆回", f"李四\t{OTHER}\t贵州独山")
    assert people(data, "phone", "origin_code") == [("张三", OWN, "430524"), ("李四", OTHER, "522726")]


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{content}</w:p></w:tc>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


HEADING = f"<w:tr>{''.join(cell(run(text)) for text in ('姓名', '手机', '来源地', '是否报到'))}</w:tr>"


def line(name: str, phone: str, reported: str, properties: str = "") -> str:
    cells = cell(name) + cell(phone) + cell(run("湖南隆回")) + cell(reported)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def test_revisions_boxes_and_what_is_struck_out() -> None:
    """Inserted text counts, deleted text and rows do not; symbols of a font are boxes; controls hold text."""
    yes = (
        '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>'
    )
    first = f"<w:del><w:r><w:delText>王</w:delText></w:r></w:del><w:ins>{run('张')}</w:ins>{run('三')}"
    control = f"<w:sdt><w:sdtContent>{run(OWN)}</w:sdtContent></w:sdt>"
    rows = (
        line(first, control, f"{yes}{run('否')}"),
        line(run("李四"), run("13900001111", "<w:strike/>") + run(OTHER), run("否")),
        line(run("王五"), run("13800001236"), "", "<w:del/>"),
        f"<w:sdt><w:sdtContent>{line(run('赵六', '<w:strike/>'), run('13800001237'), '')}</w:sdtContent></w:sdt>",
    )
    data = of_xml(f"<w:p>{run('流入党员')}</w:p><w:tbl>{HEADING}{''.join(rows)}</w:tbl>")
    assert people(data, "phone", "reported", "verdict") == [
        ("张三", OWN, True, "ok"),
        ("李四", OTHER, False, "ok"),
        ("赵六", "13800001237", None, "review"),
    ]
    assert [problem["kind"] for problem in told(data)["warnings"]] == ["revised", "struck_part", "struck_row"]


def test_spans_that_reach_far_are_refused() -> None:
    span = '<w:gridSpan w:val="9999"/>'
    wide = f"<w:tbl><w:tr>{cell(run('姓名'), span)}</w:tr></w:tbl>"
    with pytest.raises(Refusal) as caught:
        told(of_xml(wide))
    assert caught.value.kind == "sparse_bomb"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (made("流入党员名册")[:900], "damaged"),
        (of_xml("<!DOCTYPE x>"), "xml_entities"),
        (of_xml("<w:p>"), "damaged"),
        (of_xml("").replace(b"word/document.xml", b"word/documenx.xml"), "not_a_table"),
    ],
)
def test_broken_documents_are_refused(data: bytes, kind: str) -> None:
    with pytest.raises(Refusal) as caught, Workbook(data, "a.docx") as book:
        for _, rows in book.sheets():
            list(rows)
    assert caught.value.kind == kind


def test_a_document_is_known_by_its_content() -> None:
    with Workbook(made("流入党员"), "a.xlsx") as book:
        assert [sheet.name for sheet, _ in book.sheets()] == ["Sheet1"] and book.kind == "docx"


def test_an_old_document_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refusal, match=r"另存为 \.docx"):
        told(bombs.compound("Root Entry", "WordDocument"))
