"""Labels in brackets, or with nothing around them, in the lines of a message made from a template."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
BOTH = [("张三", A, OWN), ("李四", B, OTHER)]


def people(*lines: str) -> list[tuple]:
    return [(person["name"], person["id_number"], person["phone"]) for person in of_text(*lines)["people"]]


@pytest.mark.parametrize(
    "form",
    [
        "【姓名】{}【性别】{}【身份证号】{}【手机号码】{}",
        "[姓名]{}[性别]{}[身份证号]{}[手机号码]{}",
        "〖姓名〗{} 〖性别〗{} 〖身份证号〗{} 〖手机〗{}",
        "1、【姓名】：{}；【性别】：{}；【身份证号】：{}；【手机】：{}；",
        "【姓名：{}】【性别：{}】【身份证号：{}】【手机：{}】",
        "【姓  名】{}，【性别】{}，【身份证号】{}，【手机】{}",
        "【姓名】{}\n【性别】{}\n【身份证号】{}\n【手机】{}\n",
        "姓名={}&性别={}&身份证号={}&手机={}",
        "姓名 {} 性别 {} 身份证号 {} 手机 {}",
        "1.姓名{}性别{}身份证号码{}联系电话{}",
    ],
)
def test_labels_without_colons_or_separators(form: str) -> None:
    lines = (form.format("张三", "男", A, OWN), form.format("李四", "女", B, OTHER))
    assert people(*lines) == BOTH
    assert people("流入党员登记", *lines) == BOTH


def test_what_stands_between_the_labels() -> None:
    line = f"【永明社区】【姓名】张三【身份证号】{A}【手机】{OWN}【备注】在厂，常加班"
    found = of_text(f"{line}【流出地】湖南隆回【流入时间】2020年5月5日")
    (person,) = found["people"]
    assert (person["name"], person["origin_code"], person["arrived"]) == ("张三", "430524", "2020-05-05")
    assert [column["heading"] for column in found["unknown_columns"]] == ["卡片上的其他文字"]


def test_a_remark_behind_glued_labels_is_read_as_a_whole() -> None:
    found = of_text(f"姓名张三性别男身份证号{A}手机{OWN}备注电话打不通", f"姓名李四性别女身份证号{B}手机{OTHER}")
    assert [(person["name"], person["phone"]) for person in found["people"]] == [("张三", OWN), ("李四", OTHER)]
    assert [(told["row"], told["kind"]) for told in found["warnings"]] == [(1, "remark_differs")]


def test_the_number_of_somebody_else_is_not_the_members() -> None:
    line = f"【姓名】张三【身份证号】{A}【性别】男【紧急联系人】王五【联系电话】{THEIRS}"
    found = of_text(line)
    assert [(person["name"], person["phone"]) for person in found["people"]] == [("张三", None)]
    assert [told["kind"] for told in found["warnings"]] == ["phone_behind_another"]


def test_a_line_that_can_not_be_told_apart_is_not_passed_over() -> None:
    odd, plain = f"姓名张三性别男身份证号{A}手机{OWN}电话打不通", f"姓名李四性别女身份证号{B}手机{OTHER}"
    for lines in ((odd, plain), (plain, odd)):
        found = of_text(*lines)
        assert (found["people"], [told["sheet"] for told in found["sheets_skipped"]]) == ([], ["Sheet1"])


def test_headings_in_brackets_are_still_headings() -> None:
    assert people("【姓名】\t【身份证号】\t【电话】", f"张三\t{A}\t{OWN}", f"李四\t{B}\t{OTHER}") == BOTH


@pytest.mark.parametrize("above", [[], [["流入党员"]], [["序号", "内容"]]])
def test_a_number_of_the_row_in_a_cell_of_its_own(above: list) -> None:
    form = "【姓名】{}【性别】{}【身份证号】{}【手机】{}"
    lines = (form.format("张三", "男", A, OWN), form.format("李四", "女", B, OTHER))
    found = told([*above, *([at, line] for at, line in enumerate(lines, 1))])
    assert [(person["name"], person["id_number"], person["phone"]) for person in found["people"]] == BOTH


def test_somebody_with_two_numbers_is_no_heading() -> None:
    form = "【姓名】{}【性别】{}【身份证号】{}【手机】{}【流出地】湖南隆回"
    lines = [["张三", form.format("张三", "男", A, OWN)], ["李四", form.format("李四", "女", B, OTHER)]]
    found = told([["姓名", "信息"], *lines])
    assert found["people"] or found["sheets_skipped"]
