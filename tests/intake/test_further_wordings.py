"""Headings, days, answers, prefaces and telephones in the words of further offices."""

from datetime import date

import pytest

from registry.intake.words.headers import field_of
from registry.intake.words.simple import reported
from registry.lib.dates import parse_date
from registry.lib.values import sex
from tests.intake.test_recognising import told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("落户江海时间", "flow_in_date"),
        ("开始居住时间", "flow_in_date"),
        ("流动到本地时间", "flow_in_date"),
        ("流入时间点", "flow_in_date"),
        ("居住时间", None),
        ("参加党组织时间", "join_party_date"),
        ("加入共产党时间", "join_party_date"),
        ("成为党员时间", "join_party_date"),
        ("入党批准时间", "join_party_date"),
        ("支部大会通过入党时间", "join_party_date"),
        ("哪年入党", "join_party_date"),
        ("成为正式党员时间", "regular_date"),
        ("外出的时间", "flow_out_date"),
        ("去外地时间", "flow_out_date"),
        ("离江时间", "flow_out_date"),
        ("出门时间", "flow_out_date"),
        ("文凭", "education"),
        ("流出的省市县", "left_for?"),
        ("从哪儿来", "origin_region"),
        ("往何处去", "destination"),
        ("外地住址", "destination"),
        ("工作所在地", "host_place?"),
        ("组织关系原属党支部", "home_org_name"),
        ("原来的党支部", "home_org_name"),
        ("所隶属党组织", "branch?"),
        ("村或社区", "community"),
        ("责任社区", "community"),
        ("村委", "community"),
        ("所住小区", "residence_address"),
        ("报到没有", "reported"),
        ("联系方法", "phone"),
        ("现用手机号", "phone"),
        ("公历生日", "birth_date"),
        ("迁来时间", "flow_in_date"),
        ("来江就业时间", "flow_in_date"),
        ("什么时候入党", "join_party_date"),
        ("预备党员接收时间", "join_party_date"),
        ("出省时间", "flow_out_date"),
        ("何时离江", "flow_out_date"),
        ("所获最高学历", "education"),
        ("最高文凭", "education"),
        ("原先所在地", "origin_region"),
        ("流出地在哪", "origin_region"),
        ("去了哪里", "destination"),
        ("外地现住址", "destination"),
        ("外出落脚点", "destination"),
        ("来源党支部", "home_org_name"),
        ("组织关系在何支部", "home_org_name"),
        ("所属居委", "community"),
        ("在江联系电话", "phone"),
        ("手机联系号码", "phone"),
        ("备用手机号", "phone"),
        ("报到了吗", "reported"),
    ],
)
def test_headings_of_further_offices(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("2016.8以来", date(2016, 8, 1), "month"),
        ("2016年8月来", date(2016, 8, 1), "month"),
        ("44260.0", date(2021, 3, 5), "day"),
        ("20160809.0", date(2016, 8, 9), "day"),
        ("201608.0", date(2016, 8, 1), "month"),
    ],
)
def test_days_as_programs_and_people_write_them(cell: str, day: date, precision: str) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision) == (day, precision)


@pytest.mark.parametrize("cell", ["1900-01-00", "1900/1/0", "1900年1月0日"])
def test_nought_in_a_cell_of_dates_is_no_day(cell: str) -> None:
    assert parse_date(cell).problem == "impossible"


def test_the_day_of_joining_behind_its_word() -> None:
    table = [["流入党员"], ["姓名", "手机", "入党时间"], ["张三", OWN, "预备2010.7.1 转正2011.7.1"]]
    assert told(table)["people"][0]["joined"] == "2010-07-01"


@pytest.mark.parametrize(
    ("cell", "answer"), [("已双报到", True), ("未双报到", False), ("已在小程序报到", True), ("已通知报到", None)]
)
def test_answers_about_reporting(cell: str, *, answer: bool | None) -> None:
    assert reported(cell) is answer


@pytest.mark.parametrize(("cell", "found"), [("男同志", "男"), ("女同志", "女"), ("1.0", "男"), ("2.0", "女")])
def test_sexes(cell: str, found: str) -> None:
    assert sex(cell) == found


def test_a_space_behind_the_commas_of_a_quoted_csv() -> None:
    text = f'"姓名", "手机", "来源地", "流入时间"\n"张三", "{OWN}", "湖南省,永州市,道县", "2021-03-05"\n'
    values = rows(text)[0].values
    assert (values["phone"], values["origin_code"], values["arrived"]) == (OWN, "431124", date(2021, 3, 5))


@pytest.mark.parametrize(
    ("name", "cell", "phone"),
    [
        ("孙美玲", f"孙美玲 {OWN}", OWN),  # 孙 is a surname and a grandchild
        ("孙美玲", f"孙美玲（{OWN}）", OWN),
        ("孙美玲", f"孙{OWN}", None),
        ("孙美玲", f"妻子 {OWN}", None),
        ("孙美玲", f"孙美玲的妻子{OWN}", None),
    ],
)
def test_the_members_own_name_beside_a_number(name: str, cell: str, phone: str | None) -> None:
    table = [["流出党员名册"], ["姓名", "性别", "外出地点", "与党组织联系方式"], [name, "女", "东莞", cell]]
    assert told(table)["people"][0]["phone"] == phone


@pytest.mark.parametrize(
    "preface",
    [
        "党组织名称：江海区礼乐街道新华村党支部",
        "党支部：中共江门市江海区礼乐街道新华村支部委员会",
        "所属社区：新华村",
        "村（社区）：新华村     填报人：李某",
        "报送单位：江海区礼乐街道新华村民委员会",
        "填报单位（盖章）江海区礼乐街道新华村",
        "流出党员所属村：新华村",
        "村（居）名称：新华",
        "街道：礼乐街道      村：新华村",
    ],
)
def test_whose_a_roster_is_by_a_line_above_it(preface: str) -> None:
    table = [["流出党员登记表"], [preface], ["姓名", "手机", "外出地点"], ["张三", OWN, "东莞"]]
    assert told(table)["people"][0]["community_code"] == "440704005218"


@pytest.mark.parametrize(
    ("cell", "home"),
    [
        ("中共湖南省道县\n梅花镇支部委员会", "中共湖南省道县梅花镇支部委员会"),
        ("中共湖南省道县梅花镇党委\n王书记", "中共湖南省道县梅花镇党委 王书记"),
        ("中共湖南省道县 梅花镇支部委员会", "中共湖南省道县 梅花镇支部委员会"),
    ],
)
def test_an_organisation_that_is_broken_for_width(cell: str, home: str) -> None:
    person = told([["流入党员"], ["姓名", "手机", "流出地党组织"], ["张三", OWN, cell]])["people"][0]
    assert (person["home_org"], person["origin_code"]) == (home, "431124")
