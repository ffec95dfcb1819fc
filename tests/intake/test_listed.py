"""A column of a table with a whole line in each cell, as programs for 接龙 put it out; labels spread to one width."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001239"
TITLE = [["接龙主题：流入党员登记（姓名+手机+老家）"], ["发起人：永贤社区叶姑娘"]]


def of(found: dict) -> list[tuple]:
    keys = ("row", "name", "phone", "origin_code", "verdict")
    return [tuple(person[key] for key in keys) for person in found["people"]]


@pytest.mark.parametrize(
    "heading",
    ["接龙内容（姓名+手机+老家）", "接龙内容：姓名 手机 来源地", "内容【姓名、手机、来自哪里】", "姓名/手机/老家"],
)
@pytest.mark.parametrize("between", ["+", "＋", "，", " ", "、", "/"])
def test_a_column_of_whole_lines(heading: str, between: str) -> None:
    rows = [[1, "阿强", between.join(("张三", OWN, "湖南隆回")), "2023-11-05 19:01"]]
    rows.append([2, "Sunny", between.join(("李四", OTHER, "贵州独山")), "2023-11-05 19:02"])
    found = told([*TITLE, ["序号", "微信昵称", heading, "接龙时间"], *rows])
    assert of(found) == [(4, "张三", OWN, "430524", "ok"), (5, "李四", OTHER, "522726", "ok")]
    assert [column["heading"] for column in found["unknown_columns"]] == ["微信昵称", "接龙时间"]


def test_a_cell_that_can_not_be_parted_is_an_error_and_a_name_alone_a_question() -> None:
    head = ["序号", "接龙内容（姓名+手机+老家）", "时间"]
    rows = [[1, f"张三+{OWN}+湖南隆回", "1日"], [2, f"李四的号码{OTHER}在贵州", "1日"], [3, "王五", "1日"]]
    rows.append([4, "赵六+13800001236+江西+于都", "1日"])
    rows += [[5, f"{name}+{THIRD[:-1]}{at}+江西于都", "1日"] for at, name in enumerate(("钱七", "孙八", "周九"))]
    found = told([*TITLE, head, *rows])["people"]
    assert [(person.get("name"), person["verdict"]) for person in found] == [
        ("张三", "ok"), (None, "error"), ("王五", "review"), (None, "error"), ("钱七", "ok"),
        ("孙八", "ok"), ("周九", "ok"),
    ]  # fmt: skip


def test_a_name_and_a_number_in_a_column_of_whole_lines() -> None:
    table = [["序号", "接龙内容（姓名+手机）", "备注"], [1, f"张三+{OWN}", "常住"], [2, f"李四+{OTHER}", None]]
    assert [row[1:3] for row in of(told([["流入党员"], *table]))] == [("张三", OWN), ("李四", OTHER)]


def test_what_to_write_beside_a_name_is_no_column_of_lines() -> None:
    table = [["姓名", "联系方式（姓名+手机）", "来源地"], ["张三", f"李四+{OTHER}", "湖南隆回"]]
    assert [person["name"] for person in told([["流入党员"], *table])["people"]] == ["张三"]


@pytest.mark.parametrize("blank", ["    ", " ", "\u3000", "\u3000\u3000"])
def test_labels_that_are_spread_to_one_width(blank: str) -> None:
    spread = {text: blank.join(text) for text in ("姓名", "性别", "学历", "流出地", "备注")}
    lines = (
        f"{spread['姓名']}：张三", f"{spread['性别']}：男", f"身份证号：{A}", f"联系电话：{OWN}",
        f"{spread['学历']}：中专", "入党时间：2010年9月18日", f"{spread['流出地']}：湖南省邵阳市隆回县",
    )  # fmt: skip
    second = [line.replace("张三", "李四").replace(OWN, OTHER).replace(A, "无") for line in lines]
    found = of_text(*lines, "", *second)
    assert [row[1:] for row in of(found)] == [("张三", OWN, "430524", "ok"), ("李四", OTHER, "430524", "ok")]
    assert [person["education_code"] for person in found["people"]] == ["41", "41"]


def test_labels_that_are_spread_side_by_side() -> None:
    line = f"姓  名：张三  性  别：男  民  族：汉族  联系电话：{OWN}  流 出 地：湖南隆回"
    (person,) = of_text(line)["people"]
    assert (person["name"], person["sex"], person["phone"], person["origin_code"]) == ("张三", "男", OWN, "430524")


def test_a_spread_name_before_a_spread_label() -> None:
    (person,) = of_text(f"姓 名：张 三 性 别：男 联系电话：{OWN} 学 历：大专")["people"]
    assert (person["name"], person["sex"], person["education_code"]) == ("张三", "男", "31")
