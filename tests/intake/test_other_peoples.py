"""What stands between another person and his telephone, and days that are no day of coming."""

import pytest

from tests.intake.test_recognising import A, B, told

OWN, THEIRS = "13800001234", "13822233445"


def people(table: list[list], key: str) -> list[object]:
    return [person.get(key) for person in told(table)["people"]]


def test_a_post_may_stand_between_a_liaison_and_the_number() -> None:
    head = ["姓名", "身份证号", "联络员", "职务", "联系电话"]
    assert people([head, ["张三", A, "钟志明", "书记", THEIRS], ["李四", B, "钟志明", "书记", THEIRS]], "phone") == [
        None,
        None,
    ]
    several = [["张三", A, "钟志明", "书记", OWN], ["李四", B, "钟志明", "书记", "13800001235"]]
    assert people([head, *several], "phone") == [OWN, "13800001235"]


def test_a_second_identity_number_is_the_relative_s_and_so_is_what_follows() -> None:
    head = ["姓名", "身份证号", "联系电话", "配偶姓名", "身份证号", "联系电话"]
    found = told([head, ["张三", A, None, "李四", B, THEIRS], ["王五", None, OWN, "赵六", B, THEIRS]])
    assert [(p["id_number"], p["phone"]) for p in found["people"]] == [(A, None), (None, OWN)]


def test_a_member_s_employer_is_nobody_s_post() -> None:
    head = ["姓名", "身份证号", "联络员", "工作单位及职务", "联系电话"]
    assert people([head, ["张三", A, "钟志明", "某厂普工", OWN]], "phone") == [OWN]


@pytest.mark.parametrize(("came", "day"), [(None, None), ("不详", None), ("2021.5", "2021-05-01")])
def test_a_day_of_leaving_is_no_day_of_coming(came: str | None, day: str | None) -> None:
    head = ["姓名", "手机号", "来源地", "流入时间", "离开时间"]
    assert people([["流入党员名册"], head, ["张三", OWN, "湖南隆回", came, "2023.9"]], "arrived") == [day]


def test_the_only_day_is_when_somebody_moved() -> None:
    table = [["流入党员名册"], ["姓名", "手机号", "来源地", "流出时间"], ["张三", OWN, "湖南隆回", "2021.5"]]
    assert people(table, "arrived") == ["2021-05-01"]
