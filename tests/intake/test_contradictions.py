"""Facts of a row that can't all be true: nothing is guessed away, the clerk is told."""

from types import SimpleNamespace
from typing import cast

import pytest

from registry.intake.headings.plans import SheetPlan
from registry.intake.rows import ages
from registry.lib import clock
from tests.intake.test_recognising import number, told

OWN, OTHER = "13800001234", "13800001235"
ONE, ANOTHER = number("43059919850601123"), number("52279919790214124")
IN = ["流入党员"]


def answers(*table: list) -> tuple[list[dict], list[tuple[int, str]]]:
    """The people of a sheet, and of what the clerk is told (row, kind)."""
    found = told([*table])
    return found["people"], [(warning["row"], warning["kind"]) for warning in found["warnings"]]


@pytest.mark.parametrize(
    ("place", "code", "warned"),
    [
        ("湖北省道县", "420000", True),
        ("贵州省毒山县", "520000", True),
        ("湖南省永州市毒山县", "431100", True),
        ("湖北省道外区", "420000", True),
        ("四川省云阳县", "500235", False),  # as it was until 1997
        ("湖南省益阳市大通湖区", "430900", False),
        ("湖南省红旗镇", "430000", False),
        ("东莞市长安镇", "441900", False),
        ("中山市西区", "442000", False),
        ("湖南省", "430000", False),
        ("湖南省道县梅花镇", "431124", False),
    ],
)
def test_a_county_that_its_province_does_not_have(place: str, code: str, *, warned: bool) -> None:
    people, said = answers(IN, ["姓名", "手机", "流出地"], ["张三", OWN, place])
    assert people[0]["origin_code"] == code
    assert [kind for _, kind in said] == ["origin_partly"] * warned


@pytest.mark.parametrize(
    ("place", "code", "warned"),
    [
        ("广东省深圳市番禺区", "440113", True),
        ("贵州省遵义市独山县", "522726", True),
        ("安徽省六安市寿县", "340422", False),  # 六安 had it until 2015
        ("贵州省黔南州独山县", "522726", False),
        ("广东省广州市番禺区", "440113", False),
    ],
)
def test_a_county_that_its_city_never_had(place: str, code: str, *, warned: bool) -> None:
    people, said = answers(IN, ["姓名", "手机", "流出地"], ["张三", OWN, place])
    assert people[0]["origin_code"] == code
    assert [kind for _, kind in said] == ["origin_astray"] * warned


def test_a_county_of_elsewhere_in_a_column_of_its_own() -> None:
    people, said = answers(
        IN,
        ["姓名", "手机", "流出省", "流出市", "流出县"],
        ["张三", OWN, "湖北省", "黄冈市", "道县"],
        ["李四", OTHER, "湖南省", "永州市", "道县"],
    )
    assert [person["origin_code"] for person in people] == ["421100", "431124"]
    assert said == [(3, "origin_partly")]


def test_what_is_said_of_a_county_that_was_not_found() -> None:
    message = told([IN, ["姓名", "手机", "流出地"], ["张三", OWN, "湖北省道县"]])["warnings"][0]["message"]
    assert message == "“湖北省道县”里只认出湖北省，那里没有找到“道县”，先记到这一级。请核对县（市、区）的名称。"


@pytest.mark.parametrize(
    ("street", "village", "kinds"),
    [
        ("江南街道", "东升村", ["street_differs"]),
        ("", "江南街道麻一村", ["street_differs"]),
        ("外海街道", "东升村", []),
        ("", "外海街道麻一村", []),
        ("", "麻一村", []),
    ],
)
def test_a_village_of_another_street(street: str, village: str, kinds: list[str]) -> None:
    people, said = answers(IN, ["镇街", "村居", "姓名", "手机"], [street or None, village, "张三", OWN])
    assert people[0]["community_code"] in ("440704004204", "440704004201")
    assert [kind for _, kind in said] == kinds


def test_ages_by_the_year_that_the_title_tells() -> None:
    people, said = answers(
        ["江海区流动党员（流入）信息台账（2023年11月）"],
        ["姓名", "身份证号", "手机", "年龄"],
        ["张三", ONE, OWN, 38],
        ["李四", ANOTHER, OTHER, "40岁"],
    )
    assert [person["verdict"] for person in people] == ["ok", "ok"]
    assert said == [(4, "age_differs")]


@pytest.mark.parametrize(("shift", "warned"), [(0, False), (1, False), (-6, False), (4, True), (-20, True)])
def test_ages_of_a_roster_without_a_date(shift: int, *, warned: bool) -> None:
    age = clock.today().year - 1985 + shift
    _, said = answers(IN, ["姓名", "身份证号", "手机", "年龄"], ["张三", ONE, OWN, f"{age}周岁"])
    assert said == [(3, "age_differs")] * warned


@pytest.mark.parametrize(
    ("birth", "kinds"), [("1985.6", []), ("1905.3.5", ["birth_unlikely"]), ("2024.1.1", ["birth_unlikely"])]
)
def test_birthdays_that_no_member_has(birth: str, kinds: list[str]) -> None:
    _, said = answers(IN, ["姓名", "手机", "出生年月"], ["张三", OWN, birth])
    assert [kind for _, kind in said] == kinds


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (("生成时间:2023-12-01 09:00:00", "联系电话：13820231234"), 2023),
        ((f"{clock.today().year + 2}年工作计划",), None),
        ((), None),
    ],
)
def test_the_year_that_dates_a_roster(titles: tuple[str, ...], year: int | None) -> None:
    plan = cast("SheetPlan", SimpleNamespace(sheet="流入", titles=titles))
    assert ages.year_of(plan) == year


def test_somebody_who_is_listed_as_come_and_as_gone() -> None:
    people, said = answers(
        ["流动党员台账"],
        ["姓名", "身份证号", "手机", "流动类型"],
        ["张三", ONE, OWN, "流入"],
        ["张三", ONE, OWN, "流出"],
        ["李四", ANOTHER, OTHER, "流出"],
    )
    assert [(person["direction"], person["verdict"]) for person in people] == [
        ("in", "ok"),
        ("out", "ok"),
        ("out", "ok"),
    ]
    assert said == [(4, "both_ways")]


def test_a_number_out_of_use_is_told() -> None:
    people, said = answers(IN, ["姓名", "手机"], ["张三", f"{OWN}（已停机）"], ["李四", f"{OTHER}（微信同号）"])
    assert [person["phone"] for person in people] == [OWN, OTHER]
    assert said == [(3, "phone_gone")]


def test_each_row_of_both_ends_goes_its_own_way() -> None:
    people, _ = answers(
        ["流动党员信息表"],
        ["姓名", "手机", "流出地", "流入地", "流动时间"],
        ["张三", OWN, "江海区江南街道江翠社区", "湖南省道县", "2021.3"],
        ["李四", OTHER, "贵州省独山县", "江海区外海街道金溪社区", "2021.4"],
    )
    assert [(person["direction"], person["origin_code"], person["community_code"]) for person in people] == [
        ("out", "431124", "440704001017"),
        ("in", "522726", "440704004002"),
    ]


def test_each_row_goes_its_way_by_its_organisations() -> None:
    people, _ = answers(
        ["流动党员信息表"],
        ["姓名", "手机", "流出地党组织", "流入地党组织"],
        ["张三", OWN, "江海区江南街道江翠社区党支部", "中共湖南省道县梅花镇支部委员会"],
        ["李四", OTHER, "中共贵州省独山县百泉镇支部委员会", "江海区外海街道金溪社区党支部"],
    )
    assert [(person["direction"], person["origin_code"], person["community_code"]) for person in people] == [
        ("out", "431124", "440704001017"),
        ("in", "522726", "440704004002"),
    ]


def test_a_street_that_holds_the_community_too() -> None:
    people, _ = answers(IN, ["镇街", "姓名", "手机"], ["江南街道永明社区", "张三", OWN], ["外海街道", "李四", OTHER])
    assert [person["community_code"] for person in people] == ["440704001025", None]
