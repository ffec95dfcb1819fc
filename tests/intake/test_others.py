"""Lists of other people beside a roster are told and not read; whatever asks what only members have is read."""

import pytest

from tests.intake.test_recognising import A, told

OTHERS = ["序号", "姓名", "职务", "联系电话"]
SOMEBODY = [1, "钟志明", "委员", "13822233445"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("联络员名单", None),
        ("Sheet2", "流动党员联络员名单"),
        ("Sheet2", "永明社区工作人员通讯录"),
        ("网格员", None),
        ("2.社区联系人", None),
        ("Sheet2", "红色管家名册（2024年）"),
        ("红色讲师团成员", None),
        ("Sheet2", "江南街道党支部书记联系表"),
    ],
)
def test_a_list_of_others_is_not_read_and_told(name: str, title: str | None) -> None:
    found = told([*([[title]] if title else []), OTHERS, SOMEBODY], name=name)
    assert (found["people"], [skipped["reason"] for skipped in found["sheets_skipped"]]) == ([], ["others"])


@pytest.mark.parametrize("title", ["主题党日签到表", "12月支部党员大会签到簿（2024年）"])
def test_who_came_to_a_meeting_is_on_no_roster(title: str) -> None:
    head, people = (
        ["序号", "姓名", "签名", "电话"],
        [[1, "钟志明", None, "13822233445"], [2, "陈雪", None, "13822233446"]],
    )
    found = told([[title], head, *people], name="签到")
    assert (found["people"], [skipped["reason"] for skipped in found["sheets_skipped"]]) == ([], ["others"])
    assert len(told([[f"流动党员{title}"], head, *people])["people"]) == 2
    with_numbers = [*head[:2], "身份证号", "电话"]
    assert len(told([[title], with_numbers, [1, "张三", A, "13822233445"]])["people"]) == 1


def test_who_wants_to_join_is_no_member() -> None:
    found = told([["入党积极分子名册"], ["序号", "姓名", "性别", "身份证号"], [1, "张三", "女", A]])
    assert (found["people"], len(found["sheets_skipped"])) == ([], 1)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("流动党员联络员名单", ["序号", "姓名", "来源地", "联系电话"]),
        ("流动党员及联络员名册", ["序号", "姓名", "联络员", "联系电话"]),
        ("社区工作人员中的流动党员名册", OTHERS),
        ("流动党员通讯录", OTHERS),
        ("党员志愿者名单", OTHERS),
        ("流入党员名册", OTHERS),
        ("入党积极分子培养联系情况", ["序号", "姓名", "政治面貌", "联系电话"]),
    ],
)
def test_a_list_of_members_is_read_whatever_its_title_says_of_others(title: str, head: list[str]) -> None:
    found = told([[title], head, SOMEBODY])
    assert [person["name"] for person in found["people"]] == ["钟志明"]


ROSTER = [["流入党员名册"], ["序号", "姓名", "身份证", "手机号"], [1, "张三", A, "13800001234"]]
LIAISONS = [["流动党员联络员名单"], OTHERS, SOMEBODY, [2, "陈雪", "委员", "13822233446"]]


@pytest.mark.parametrize("order", [(ROSTER, LIAISONS), (LIAISONS, ROSTER)])
def test_members_on_the_same_sheet_are_read(order: tuple[list, list]) -> None:
    found = told([*order[0], [], *order[1]])
    assert [(person["name"], person["id_number"]) for person in found["people"]] == [("张三", A)]
    assert [skipped["reason"] for skipped in found["sheets_skipped"]] == ["others"]
