"""Places that say something only by what stands beside them: 原工作地, 户籍 and 现居住地 of both ways, 来源地/时间."""

import pytest

from tests.intake.test_recognising import told

OWN, OTHER = "13800001234", "13800001235"
HERE, AWAY = "江门市江海区江南街道永明社区党委", "湖南省隆回县桃花坪街道党支部"


@pytest.mark.parametrize(
    ("head", "cells", "code"),
    [
        (["来源地", "原工作地"], ["湖南新化", "广州番禺"], "431322"),
        (["原工作地", "来源地"], ["广州番禺", None], None),
        (["原工作地"], ["广州番禺"], "440113"),
        (["原籍", "来源地"], ["湖南道县", "湖南新化"], "431322"),
    ],
)
def test_where_somebody_worked_before(head: list[str], cells: list[str | None], code: str | None) -> None:
    found = told([["流入党员名册"], ["姓名", "手机", *head], ["张三", OWN, *cells]])
    assert found["people"][0]["origin_code"] == code
    assert [column["heading"] for column in found["unknown_columns"]] == (
        ["原工作地"] if "来源地" in head[:2] and "原工作地" in head else []
    )


HOMES = ["姓名", "手机", "户籍所在地", "现居住地", "流动时间"]
CAME = ["张三", OWN, "湖南道县", "江翠社区1栋", "2021.3"]
LEFT = ["李四", OTHER, "永明社区", "深圳宝安", "2022.3"]


def test_who_is_registered_here_and_lives_elsewhere_left() -> None:
    found = told([["流动党员登记表"], HOMES, CAME, LEFT])
    people = [(person["direction"], person["origin_code"], person["arrived"]) for person in found["people"]]
    assert people == [("in", None, "2021-03-01"), ("out", "440306", "2022-03-01")]
    assert [(warning["row"], warning["kind"]) for warning in found["warnings"]] == [(3, "origin_hint")]


@pytest.mark.parametrize(
    ("title", "heading", "ways"),
    [("流出党员登记表", "流动时间", ["out", "out"]), ("流动党员登记表", "流入时间", ["in", "in"])],
)
def test_a_title_or_a_heading_that_says_which_way_stands(title: str, heading: str, ways: list[str]) -> None:
    found = told([[title], [*HOMES[:4], heading], CAME, LEFT])
    assert [person["direction"] for person in found["people"]] == ways


@pytest.mark.parametrize(
    ("title", "heading", "code"),
    [
        ("流入党员", "来源地/时间", "431124"),
        ("流入党员", "来源地及时间", "431124"),
        ("流出党员", "外出地点及时间", "431124"),
    ],
)
def test_a_place_and_its_day_in_one_cell(title: str, heading: str, code: str) -> None:
    found = told([[title], ["姓名", "手机", heading], ["张三", OWN, "湖南道县/2021.3"], ["李四", OTHER, "湖南道县"]])
    people = [(person["origin_code"], person["arrived"]) for person in found["people"]]
    assert people == [(code, "2021-03-01"), (code, None)]


@pytest.mark.parametrize(
    ("title", "cells", "codes"),
    [
        ("流出党员", ["在东莞务工", "到浙江义乌做生意"], ["441900", "330782"]),
        ("流出党员", ["正在流动", "已返回"], [None, None]),
        ("流入党员", ["在江海区务工", "在东莞务工"], [None, None]),
    ],
)
def test_a_state_that_says_where_somebody_is(title: str, cells: list[str], codes: list[str | None]) -> None:
    found = told([[title], ["姓名", "手机", "流动情况"], ["张三", OWN, cells[0]], ["李四", OTHER, cells[1]]])
    assert [person["origin_code"] for person in found["people"]] == codes


@pytest.mark.parametrize(("host", "home", "way"), [(HERE, AWAY, "in"), (AWAY, HERE, "out"), (AWAY, AWAY, "out")])
def test_the_party_organisation_that_is_here_says_which_way(host: str, home: str, way: str) -> None:
    """外出日期 stands in lists of both ways; the last has nothing but that day to go by."""
    heading = ["姓名", "手机", "流入地党组织", "流出地党组织", "外出日期"]
    assert told([heading, ["张三", OWN, host, home, "2023-05-06"]])["direction"] == way
