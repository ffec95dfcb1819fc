"""Lists without any heading, a person in a line: told one by one in a chat, or typed below each other."""

import pytest

from tests.intake.test_recognising import A, told

OWN, OTHER = "13800001234", "13800001235"
SECOND = f"2、李四，{OTHER}，贵州独山"


def people(*lines: str) -> list[dict]:
    return told([[line] for line in lines])["people"]


def test_a_list_of_who_went_away() -> None:
    found = people(
        "江翠社区在外党员名单",
        f"1．张三，男，电话{OWN}，2019年3月起在东莞务工；",
        f"2．李四，女，电话{OTHER}，2020.5 中山市小榄镇。",
        "江翠社区党总支",
        "2025年6月30日",
    )
    assert [(p["name"], p["phone"], p["sex"], p["direction"]) for p in found] == [
        ("张三", OWN, "男", "out"),
        ("李四", OTHER, "女", "out"),
    ]
    assert [(p["origin_code"], p["arrived"]) for p in found] == [("441900", "2019-03-01"), ("442000", "2020-05-01")]
    assert {p["community_code"] for p in found} == {"440704001017"}


@pytest.mark.parametrize(
    "line",
    [
        f"1. 张三 {OWN} 湖南隆回 2021年3月来",
        f"（1）张三、{OWN}、2021.3、来自湖南隆回",
        f"1\ufe0f\u20e3 张三 {OWN} 湖南隆回 2021.3",
        f"{OWN} 张三 湖南隆回 2021.3",
        f"1.张三+{OWN}+湖南隆回+2021.3",
        f"1、姓名张三 电话{OWN} 湖南隆回 2021.3",
        f"①张三{OWN}，湖南隆回，2021年3月来江",
        f"张三，手机：{OWN}，从湖南隆回，2021.3起",
    ],
)
def test_what_a_line_may_say(line: str) -> None:
    found = people("流入党员接龙", line, SECOND)
    assert [p["name"] for p in found] == ["张三", "李四"]
    assert (found[0]["phone"], found[0]["origin_code"], found[0]["arrived"]) == (OWN, "430524", "2021-03-01")


def test_an_identity_number_an_address_and_the_rest() -> None:
    first, second = people("流入党员", f"张三 {A} {OWN} 大专 永明社区3栋 湖南隆回", SECOND)
    assert (first["id_number"], first["phone"], first["education_code"]) == (A, OWN, "31")
    assert (first["community_code"], first["origin_code"]) == ("440704001025", "430524")
    assert (second["id_number"], second["verdict"]) == (None, "ok")


@pytest.mark.parametrize("line", [f"1、张三，妻子电话{OWN}，湖南隆回", f"1、张三，{OWN}（妻子），湖南隆回"])
def test_a_number_of_somebody_else_is_not_the_members(line: str) -> None:
    found = told([["流入党员"], [line], [SECOND]])
    assert [(p["name"], p["phone"]) for p in found["people"]] == [("张三", None), ("李四", OTHER)]
    assert "phone_of_another" in {warning["kind"] for warning in found["warnings"]}


@pytest.mark.parametrize(
    "lines",
    [
        ("通知", f"请联系社区小钟 {OWN}", f"地点在党群服务中心，电话 {OTHER}"),
        ("流入党员", f"张三、李四 {OWN} {OTHER}"),
        ("流入党员", f"张三，{OWN}，湖南隆回"),
    ],
)
def test_other_texts_are_no_lists(lines: tuple[str, ...]) -> None:
    assert people(*lines) == []


def test_what_a_sentence_says_of_somebody() -> None:
    first, second = people(
        "仁美社区流入党员",
        f"（一）张三，女，大专，1973年5月出生，2003年7月入党，电话：{OWN}，组织关系在湖南隆回，2021年3月来江务工。",
        f"（二）李四，{OTHER}，贵州独山。",
    )
    assert (first["birth"], first["joined"], first["arrived"]) == ("1973-05-01", "2003-07-01", "2021-03-01")
    assert (first["education_code"], first["origin_code"]) == ("31", "430524")
    assert (second["phone"], second["origin_code"], second["arrived"]) == (OTHER, "522726", None)


def test_both_ways_below_lines_of_their_own() -> None:
    found = people("永康社区党员", "流入党员：", f"1、张三，{OWN}，湖南隆回", "流出党员：", f"1、李四，{OTHER}，东莞市")
    assert [(p["name"], p["direction"], p["origin_code"]) for p in found] == [
        ("张三", "in", "430524"),
        ("李四", "out", "441900"),
    ]


def test_who_has_no_number_is_asked_about() -> None:
    found = people("流入党员", f"1、张三，{OWN}，湖南隆回", SECOND, "3、王五，湖南隆回")
    assert [(p["name"], p["verdict"]) for p in found] == [("张三", "ok"), ("李四", "ok"), ("王五", "review")]


def test_numbers_of_the_lines_in_a_column_of_their_own() -> None:
    table = [["银泉社区流入党员"], ["序号", "党员信息"], [1, f"张三 {OWN} 湖南隆回"], [2, f"李四 {OTHER} 贵州独山"]]
    found = told(table)["people"]
    assert [(p["name"], p["phone"], p["community_code"]) for p in found] == [
        ("张三", OWN, "440704004007"),
        ("李四", OTHER, "440704004007"),
    ]
