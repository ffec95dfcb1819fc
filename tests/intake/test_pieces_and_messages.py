"""A day in two columns, people in the lines of a message, sheets that are called after who keeps them."""

import pytest

from registry.intake.sheets.reports import Summary, check_file, report
from registry.intake.words.headers import field_of
from registry.lib import divisions
from tests.intake.district import context
from tests.intake.test_extracts import said
from tests.intake.test_recognising import told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
IN = ["江海区流入党员名册"]


def of_text(*lines: str) -> dict:
    summary = Summary()
    return report(check_file("\n".join(lines).encode(), "名单.txt", context(), summary=summary), summary)


@pytest.mark.parametrize(
    ("headings", "cells", "day"),
    [
        (("来江海（年）", "来江海（月）"), (2019, 3), "2019-03-01"),
        (("流入年份", "流入月份"), ("2019年", "3月"), "2019-03-01"),
        (("流入时间-年", "月"), (2019, 11), "2019-11-01"),
        (("流入（年）", "流入（月）", "流入（日）"), (2019, 11, 5), "2019-11-05"),
        (("来江海（年）", "来江海（月）"), (2019, None), "2019-01-01"),
    ],
)
def test_a_day_in_columns_of_its_parts(headings: tuple, cells: tuple, day: str) -> None:
    table = [["姓名", "手机", *headings, "来源地"], ["张三", OWN, *cells, "湖南隆回"]]
    assert said(IN, *table, key="arrived") == [day]
    assert said(IN, *table, key="origin_code") == ["430524"]


def test_two_days_in_their_parts() -> None:
    head = ["姓名", "手机", "入党（年）", "入党（月）", "流入（年）", "流入（月）"]
    table = [head, ["张三", OWN, 2009, 7, 2019, 3]]
    assert (said(IN, *table, key="joined"), said(IN, *table, key="arrived")) == (["2009-07-01"], ["2019-03-01"])


def test_figures_of_two_years_are_no_day() -> None:
    head = ["姓名", "手机", "来源地", "积分（年）", "积分（月）"]
    found = told([IN, head, ["张三", OWN, "湖南隆回", 90, 8]])
    assert [column["heading"] for column in found["unknown_columns"]] == head[3:]


def test_a_call_in_a_chat_and_its_answers() -> None:
    found = of_text(
        "【银泉社区党群服务中心】请在本小区驿站工作的流入党员报名：姓名+电话+老家党组织+到江海时间",
        f"张三+{OWN}+湖南省隆回县桃洪镇党委+2022年3月",
        f"李四＋{OTHER}＋贵州省独山县麻万镇党委＋2022年5月",
        "收到[抱拳]",
        "好的，谢谢书记",
    )
    keys = ("name", "phone", "home_org", "arrived", "origin_code", "community_code")
    assert [tuple(person[key] for key in keys) for person in found["people"]] == [
        ("张三", OWN, "湖南省隆回县桃洪镇党委", "2022-03-01", "430524", "440704004007"),
        ("李四", OTHER, "贵州省独山县麻万镇党委", "2022-05-01", "522726", "440704004007"),
    ]


def test_sentences_with_commas_in_them() -> None:
    found = of_text(
        "英南村外出党员通讯录（2026年清明整理）",
        "",
        f"1、张三\u3000电话{OWN}\u30002015年去深圳市罗湖区，开茶行",
        f"2、李四\u3000电话{OTHER}\u30002016年3月去中山市东凤镇，小家电厂",
        f"3、王五\u3000电话{THIRD}\u30002017年去广州市荔湾区，批发布料",
        "",
        "请各位宗亲核对，有变动请告知村委。",
    )
    keys = ("name", "phone", "direction", "origin_code", "community_code")
    assert [tuple(person[key] for key in keys) for person in found["people"]] == [
        ("张三", OWN, "out", "440303", "440704005201"),
        ("李四", OTHER, "out", "442000", "440704005201"),
        ("王五", THIRD, "out", "440103", "440704005201"),
    ]
    assert found["people"][1]["arrived"] == "2016-03-01"


@pytest.mark.parametrize(
    ("name", "code"), [("英南-阿玲", "440704005201"), ("阿玲（英南）", "440704005201"), ("一组-阿玲", None)]
)
def test_a_sheet_that_is_called_after_who_keeps_it(name: str, code: str | None) -> None:
    table = [["姓名", "手机", "外出地点"], ["张三", OWN, "佛山市顺德区"]]
    assert [person["community_code"] for person in told(table, name=name)["people"]] == [code]


@pytest.mark.parametrize(("text", "code"), [("清远清新", "441803"), ("西安碑林", "610103"), ("上海浦东", "310115")])
def test_short_names_of_districts(text: str, code: str) -> None:
    assert divisions.resolve(text).code == code


@pytest.mark.parametrize(("heading", "field"), [("进场日期", "flow_in_date"), ("项目监理部", "employer")])
def test_headings_of_a_building_site(heading: str, field: str) -> None:
    assert field_of(heading) == field
