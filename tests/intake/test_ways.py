"""From one place to another, where somebody lives now, and months of which a zero may be lost."""

import pytest

from registry.intake.words.headers import field_of
from registry.intake.words.simple import reader_of
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"


def code_of(heading: str, place: str, *, title: str = "流入党员名册") -> str | None:
    return told([[title], ["姓名", "身份证号", heading], ["张三", A, place]])["people"][0]["origin_code"]


@pytest.mark.parametrize(
    "way",
    [
        "贵州独山→广东江门",
        "贵州独山-->江海区",
        "从贵州独山到江海",
        "贵州独山至江门务工",
        "贵州省独山县来江门",
        "贵州独山到永明社区",
    ],
)
def test_who_came_is_from_the_end_that_is_not_here(way: str) -> None:
    assert code_of("来源地", way) == "522726"


@pytest.mark.parametrize(
    "way", ["江门→深圳宝安", "从江海区去深圳宝安", "江海区永明社区到深圳市宝安区", "由江门前往深圳宝安"]
)
def test_who_left_is_at_the_end_that_is_not_here(way: str) -> None:
    assert code_of("外出地点", way, title="流出党员名册") == "440306"


@pytest.mark.parametrize("way", ["湖北黄冈→湖南隆回", "江西信丰→深圳→江门", "江门→深圳宝安", "贵州独山/江门"])
def test_a_way_that_does_not_end_here_is_told(way: str) -> None:
    found = told([["流入党员名册"], ["姓名", "身份证号", "来源地"], ["张三", A, way]])
    assert [warning["kind"] for warning in found["warnings"]] == ["origin_several"]
    assert found["people"][0]["origin_code"] is None


@pytest.mark.parametrize(
    ("head", "cells", "code"),
    [
        (["现居地"], ["广州市天河区员村"], "440106"),
        (["目前居住地址"], ["佛山南海"], "440605"),
        (["现居住地"], ["江海区礼乐街道英南村"], None),
        (["家庭住址"], ["广州市天河区员村"], None),
        (["现居住地", "外出地点"], ["广州市天河区", "东莞"], "441900"),
        (["现居住地", "外出地点"], ["广州市天河区", None], None),
    ],
)
def test_where_somebody_lives_now_in_an_outflow_ledger(head: list, cells: list, code: str | None) -> None:
    found = told([["流出党员名册"], ["姓名", "身份证号", *head], ["张三", A, *cells]])
    assert found["people"][0]["origin_code"] == code


def test_where_somebody_lives_who_came_is_no_origin() -> None:
    assert code_of("现居住地", "广州市天河区员村") is None


def arrived(cells: list[str]) -> list[str | None]:
    text = "姓名,手机,流入时间\n" + "".join(f"张三,1380000{1000 + at},{cell}\n" for at, cell in enumerate(cells))
    found = [row.values.get("arrived") for row in rows(text)]
    return [day and day.isoformat() for day in found]


def test_a_text_made_of_numbers_has_lost_the_zero_of_october() -> None:
    assert arrived(["2025.1", "2024.3", "2024.12"]) == [None, "2024-03-01", "2024-12-01"]
    assert arrived(["2025.1", "2024.10"]) == ["2025-01-01", "2024-10-01"]
    assert arrived(["2025.01", "2025年1月", "2025-1"]) == ["2025-01-01"] * 3


def test_a_workbook_s_text_and_a_typed_form_say_what_they_say() -> None:
    assert told([["姓名", "手机", "流入时间"], ["张三", OWN, "2025.1"]])["people"][0]["arrived"] == "2025-01-01"
    (row,) = rows(f"姓名：张三　身份证号：{B}\n联系电话：{OTHER}　流入时间：2025.1\n流出地：湖南隆回\n")
    assert row.values["arrived"].isoformat() == "2025-01-01"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("1、您的姓名", "name"),
        ("3.您的手机号码", "phone"),
        ("4、您从哪里流入江海区（省市县）？", "origin_region"),
        ("您是什么时候来到江海区的？", "flow_in_date"),
        ("请填写您的身份证号码", "id_number"),
        ("您的组织关系所在党支部全称", "home_org_name"),
        ("来的时间", "flow_in_date"),
        ("到东南村时间", "flow_in_date"),
        ("离开永明社区时间", "flow_out_date"),
        ("住哪里", "residence_address"),
        ("流入前住址", "origin_region"),
        ("流出至", "destination"),
        ("二代证号码", "id_number"),
        ("提交答卷时间", None),
        ("到期时间", None),
        ("来电时间", None),
        ("2023年", None),
        ("您的车牌", None),
    ],
)
def test_questions_of_a_form_and_spoken_headings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_a_heading_that_names_one_of_our_communities() -> None:
    table = [["流入党员名册"], ["姓名", "身份证号", "到永明时间", "到岗位时间"], ["张三", A, "2021.3", "2022.4"]]
    found = told(table)
    assert found["people"][0]["arrived"] == "2021-03-01"
    assert [column["heading"] for column in found["unknown_columns"]] == ["到岗位时间"]


@pytest.mark.parametrize(
    ("cell", "answer"), [("线上报到", True), ("不愿报到", False), ("无法报到", False), ("正在联系", None)]
)
def test_a_sentence_says_whether_somebody_reported(cell: str, answer: bool | None) -> None:
    assert reader_of("reported", "报到情况")(cell) is answer
