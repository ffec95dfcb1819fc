"""An identity number behind somebody else: of who is on duty it is never asked, of others the birthdays may say it."""

import pytest

from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
BORN, OTHERS = ["1985.6", "1979.3"], ["1961.2", "1970.11"]


def people(who: str, born: list[str], *, second: tuple[str, ...] = ()) -> list[tuple]:
    head = ["序号", "出生年月", who, "身份证号", "手机号", "性别", "姓名", *second]
    rows = [
        [1, born[0], "陈干", A, OWN, "男", "张三", *[B for _ in second]],
        [2, born[1], "李小红", B, OTHER, "女", "李四", *[A for _ in second]],
    ]
    return [(p["name"], p["id_number"]) for p in told([["流入党员台账"], head, *rows])["people"]]


@pytest.mark.parametrize(
    "who", ["填表人", "采集人", "审核人", "网格员", "联系人", "村负责人", "登记人员", "帮扶责任人", "班主任", "经办人"]
)
@pytest.mark.parametrize("born", [BORN, OTHERS, [None, None]])
def test_who_is_on_duty_is_not_asked_for_his_number(who: str, born: list) -> None:
    assert people(who, born) == [("张三", A), ("李四", B)]


@pytest.mark.parametrize("who", ["房东", "户主", "法人代表", "紧急联系人", "推荐人"])
def test_of_others_the_birthdays_say_whose_it_is(who: str) -> None:
    assert people(who, BORN) == [("张三", A), ("李四", B)]
    assert people(who, OTHERS) == [("张三", None), ("李四", None)]
    assert people(who, [None, None]) == [("张三", None), ("李四", None)]


@pytest.mark.parametrize("who", ["村负责人", "房东"])
def test_where_both_are_asked_the_first_is_theirs(who: str) -> None:
    assert people(who, BORN, second=("身份证号",)) == [("张三", B), ("李四", A)]


def test_the_telephone_goes_with_the_number() -> None:
    head = ["出生年月", "房东", "身份证号", "手机号", "姓名"]
    rows = [["1985.6", "陈干", A, OWN, "张三"], ["1979.3", "李小红", B, OTHER, "李四"]]
    found = told([["流入党员"], head, *rows])
    assert [person["phone"] for person in found["people"]] == [OWN, OTHER]
    rows = [["1961.2", *rows[0][1:]], ["1970.11", *rows[1][1:]]]
    assert [person["phone"] for person in told([["流入党员"], head, *rows])["people"]] == [None, None]
