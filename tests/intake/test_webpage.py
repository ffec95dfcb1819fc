"""Tables of web pages, as many systems export them with the name of a workbook; other pages are refused."""

import pytest

from registry.intake.files.reading import Workbook
from registry.intake.files.refusals import Refusal
from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_recognising import A, B

OWN, OTHER = "13800001234", "13800001235"
HEAD = "<tr><th>序号</th><th>姓名</th><th>身份证号</th><th>手机</th><th>社区</th></tr>"
FIRST = f"<tr><td>1</td><td>张三</td><td>{A}</td><td>{OWN}</td><td>永明社区</td></tr>"
SECOND = f"<tr><td>2</td><td>李&nbsp;四</td><td>{B}</td><td>{OTHER}</td><td>永贤社区</td></tr>"
TABLE = f"<table border=1>{HEAD}{FIRST}{SECOND}</table>"
OFFICE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; '
    'charset={}"><title>导出</title><style>td{{mso-number-format:"\\@"}}</style><!--[if gte mso 9]><xml>1</xml>'
    "<![endif]--></head><body>{}</body></html>"
)
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd">'


def page(body: str, charset: str = "utf-8", encoding: str = "utf-8") -> bytes:
    return OFFICE.format(charset, body).encode(encoding)


def told(content: bytes) -> dict:
    summary = Summary()
    return report(check_file(content, "导出.xls", context(), summary=summary), summary)


def people(content: bytes) -> list[tuple]:
    keys = ("name", "id_number", "phone", "community_code")
    return [tuple(person[key] for key in keys) for person in told(content)["people"]]


BOTH = [("张三", A, OWN, "440704001025"), ("李四", B, OTHER, "440704001028")]


@pytest.mark.parametrize(
    "content",
    [
        page(TABLE),
        page(TABLE, "gb2312", "gb18030"),
        page(TABLE, "GBK", "gb18030"),
        page(TABLE, "gb2312"),  # says one thing and is another
        TABLE.encode("gb18030"),
        b"\xef\xbb\xbf" + page(TABLE),
        (DOCTYPE + "<html><body>" + TABLE).encode(),
        ('<?xml version="1.0" encoding="UTF-8"?>' + DOCTYPE + f"<html><body>{TABLE}</body></html>").encode(),
        page(TABLE.replace("</td>", "").replace("</tr>", "").replace("</th>", "")),
        page(f"<table><tr><td>{TABLE}</td></tr></table>"),
        page(TABLE.replace("<td>", "<td><p><font size=2>").replace("</td>", "</font></p></td>")),
    ],
)
def test_a_table_of_a_page_is_read(content: bytes) -> None:
    assert people(content) == BOTH


def test_a_title_and_merged_cells() -> None:
    head = (
        "<tr><td colspan=5>江海区流出党员名册</td></tr><tr><td rowspan=2>序号</td><td rowspan=2>姓名</td>"
        "<td colspan=2>基本情况</td><td rowspan=2>社区</td></tr><tr><td>身份证号</td><td>手机</td></tr>"
    )
    found = told(page(f"<h2>2023年11月</h2><table>{head}{FIRST}{SECOND}</table><p>合计2人</p>"))
    assert found["direction"] == "out"
    assert [(person["row"], person["phone"]) for person in found["people"]] == [(5, OWN), (6, OTHER)]


def test_a_cell_over_two_rows_a_struck_row_and_a_hidden_one() -> None:
    rows = (
        f"<tr><td>1</td><td>张三</td><td>{A}</td><td>{OWN}<br>0750-3333333</td><td rowspan=2>永明社区</td></tr>"
        f"<tr style='display:none'><td>2</td><td>李四</td><td>{B}</td><td>{OTHER}</td></tr>"
        "<tr><td>3</td><td><s>王五</s></td><td></td><td>13800001236</td><td>永明社区</td></tr>"
    )
    found = told(page(f"<table>{HEAD}{rows}</table>"))
    assert {person["community_code"] for person in found["people"]} == {"440704001025"}
    assert [(p["name"], p["verdict"]) for p in found["people"]] == [("张三", "ok"), ("李四", "ok"), ("王五", "review")]
    assert [row["row"] if isinstance(row, dict) else row for row in found["rows_hidden"]["Sheet1"]] == [3]


@pytest.mark.parametrize("unwanted", ["script", "iframe", "form", "object", "embed", "input", "svg", "frameset"])
def test_a_page_that_does_more_is_refused(unwanted: str) -> None:
    with pytest.raises(Refusal) as caught:
        told(page(f"<{unwanted} src='http://127.0.0.1/x'></{unwanted}>{TABLE}"))
    assert caught.value.kind == "html_as_xls"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("html_as_xls", "<p>登录超时，请重新登录</p>" * 400),
        ("html_as_xls", "<table><tr><td>姓名</td></tr></table>"),
        ("html_as_xls", TABLE.replace(f"<td>{OWN}", f"<td><table><tr><td>{OWN}</td></tr></table>")),
        ("html_as_xls", f"<table><tr><td>{TABLE}</td><td>左边的</td></tr></table>"),
        ("html_as_xls", "<table>" * 9 + TABLE),
        ("damaged", "<div>" * 300 + TABLE),
        ("damaged", f"<table>{HEAD}{FIRST}<tr><td>{'张' * 200_000}</td></tr></table>"),
        ("sparse_bomb", f"<table><tr><td colspan=99999>姓名</td></tr>{HEAD}{FIRST}{SECOND}</table>"),
        ("sparse_bomb", f"<table>{HEAD}{FIRST}<tr>{'<td>' * 2_000}</tr></table>"),
        ("sparse_bomb", f"<table>{HEAD}{FIRST}{('<tr>' + '<td colspan=2>' * 400) * 300}</table>"),
    ],
)
def test_hostile_pages(kind: str, body: str) -> None:
    with pytest.raises(Refusal) as caught:
        told(page(body))
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    "entity", ['<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!ENTITY x "y">', "<!DOCTYPE x[]>"]
)
def test_entities_are_refused(entity: str) -> None:
    with pytest.raises(Refusal) as caught:
        told((entity + f"<html><body>&x;{TABLE}").encode())
    assert caught.value.kind in ("xml_entities", "not_a_table")


@pytest.mark.parametrize("endless", ["<!--", "<a ", "<td a='", "<?", "<![CDATA[", "</", "<style>"])
def test_what_never_ends_is_read_to_the_end(endless: str) -> None:
    """A comment of more than 10 MB kept the parser busy for ever."""
    content = page(TABLE) + endless.encode() * (11_000_000 // len(endless))
    with Workbook(content, "a.xls") as book:
        assert sum(1 for _, rows in book.sheets() for _ in rows) >= 3
