"""Rows that slipped by a cell, letters in the place of digits, names that are none, and other slips."""

import pytest

from registry.lib.dates import parse_date
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HEAD = ["姓名", "身份证号", "联系电话", "学历", "来源地", "流入时间", "备注"]
PLAIN = ["张三", A, OWN, "本科", "湖南省隆回县", "2023.5", None]


@pytest.mark.parametrize(
    ("row", "side"),
    [
        (["李四", "女", B, OTHER, "高中", "贵州省独山县", "2024.6"], "右"),
        (["李四", None, B, OTHER, "高中", "贵州省独山县", "2024.6"], "右"),
        (["李四", "汉族", B, None, "高中", "贵州省独山县", "2024.6"], "右"),
    ],
)
def test_a_row_that_has_slipped_is_one_error(row: list, side: str) -> None:
    found = told([HEAD, PLAIN, row, ["王五", C, THIRD, "大专", "四川省渠县", "2022.1", None]])
    assert [person["verdict"] for person in found["people"]] == ["ok", "error", "ok"]
    (error,) = found["errors"]
    assert (error["row"], error["kind"]) == (3, "slipped")
    assert f"向{side}错了一格" in error["message"]
    assert [told for told in found["warnings"] if told["row"] == 3] == []


def test_a_row_that_has_slipped_to_the_left() -> None:
    head, plain = ["姓名", "民族", *HEAD[1:]], ["张三", "汉", *PLAIN[1:]]
    found = told([head, plain, ["李四", B, OTHER, "高中", "贵州省独山县", "2024.6"]])
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(3, "slipped")]
    assert "向左错了一格" in found["errors"][0]["message"]


def test_a_number_of_somebody_else_beside_is_no_slip() -> None:
    found = told([["姓名", "身份证号", "配偶身份证号", "联系电话"], ["张三", "无", B, OWN], ["王五", C, None, THIRD]])
    assert [error["kind"] for error in found["errors"]] == []


@pytest.mark.parametrize(
    ("number", "phone", "read"),
    [
        (A.replace("0", "O"), OWN, (A, OWN)),
        (A.replace("1", "l"), OWN, (A, OWN)),
        (A, OWN.replace("0", "o"), (A, OWN)),
        (A, "I38OOOOl234", (A, OWN)),
        (A, f"{OWN[:3]} OOOO {OWN[7:]}", (A, OWN)),
        (A, OWN.replace("2", "Z"), (A, None)),
    ],
)
def test_letters_for_digits_are_mended_and_told(number: str, phone: str, read: tuple[str, str | None]) -> None:
    found = told([HEAD, ["张三", number, phone]])
    (person,) = found["people"]
    assert (person["id_number"], person["phone"]) == read
    assert {warning["kind"] for warning in found["warnings"]} <= {"letters_for_digits", "phone_unreadable"}
    assert len(found["warnings"]) == 1


def test_letters_that_make_no_valid_number_are_an_error() -> None:
    wrong = A[:-1] + ("1" if A[-1] != "1" else "2")
    found = told([HEAD, ["张三", wrong.replace("0", "O"), OWN]])
    assert [error["kind"] for error in found["errors"]] == ["id_checksum"]


@pytest.mark.parametrize(
    "name",
    [
        "周明夫妻",
        "周明一家",
        "周明一家三口",
        "周明两口子",
        "周明等2人",
        "周明等三位",
        "周明及家属",
        "周明和儿子",
        "周明父子",
        "欧阳锋伉俪",
        "周明母女俩人",
    ],
)
def test_a_name_for_several_is_no_name(name: str) -> None:
    found = told([HEAD, [name, A, OWN]])
    assert [(error["kind"], error["message"][:12]) for error in found["errors"]] == [
        ("name_missing", "姓名一栏写的是“" + name[:4])
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "half_name") for name in ("小李", "老周", "阿珍", "周姐", "吴师傅", "何阿姨", "陈总", "刘某")),
        *((name, "nickname") for name in ("幸福每一天", "知足常乐", "岁月静好", "A8追梦人生", "快乐的小鱼")),
        *(
            (name, "")
            for name in (
                "周小老",
                "才旦卓玛",
                "阿依古丽",
                "买买提·吐尔逊",
                "欧阳每",
                "老舍金花",
                "高大师",
                "张一天",
                "陈一家",
            )
        ),
    ],
)
def test_a_name_that_is_only_half_or_a_nickname_is_told(name: str, kind: str) -> None:
    found = told([HEAD, [name, A, OWN]])
    assert [warning["kind"] for warning in found["warnings"]] == ([kind] if kind else [])
    assert found["people"][0]["name"] == name


@pytest.mark.parametrize(
    ("name", "sex"), [("张三（女）", "女"), ("张三(男)", "男"), ("张三 女", "女"), ("张三（女儿）", None)]
)
def test_the_sex_behind_a_name(name: str, sex: str | None) -> None:
    assert told([["姓名", "电话"], [name, OWN]])["people"][0]["sex"] == sex
    assert told([["姓名", "电话", "性别"], [name, OWN, "男"]])["people"][0]["sex"] == "男"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Feb-23", "2023-02-01"),
        ("Mar 2022", "2022-03-01"),
        ("2021-Nov", "2021-11-01"),
        ("Sept.2020", "2020-09-01"),
        ("October 2019", "2019-10-01"),
        ("5-Jan-2021", "2021-01-05"),
        ("Jan 5, 2021", "2021-01-05"),
        ("Jul'85", "1985-07-01"),
        ("5-Jan-21", None),
        ("23-Feb", None),
        ("24.3.15", None),
        ("Mar", None),
    ],
)
def test_months_in_words(text: str, start: str | None) -> None:
    found = parse_date(text).start
    assert (found and found.isoformat()) == start


@pytest.mark.parametrize(
    ("remark", "kinds"),
    [
        (f"手机换成{OTHER}了", ["remark_differs"]),
        (f"新号{OTHER}", ["remark_differs"]),
        (f"号码更新为{OTHER}", ["remark_differs"]),
        (f"现用号码{OTHER}", ["remark_differs"]),
        (f"联系人王某{OTHER}", []),
        (f"电话已换成{OWN}", []),
    ],
)
def test_a_remark_with_a_newer_number(remark: str, kinds: list[str]) -> None:
    found = told([HEAD, [*PLAIN[:6], remark]])
    assert [warning["kind"] for warning in found["warnings"]] == kinds


@pytest.mark.parametrize(
    "line",
    [
        "说明：标黄的表示已转走",
        "备注：灰色底纹为已离开人员",
        "注：红字代表新增，绿色代表待核实",
        "颜色说明：蓝色=失联",
        "底色为黄色的已回原籍",
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_line_about_colours_is_told_once(line: str, above: bool) -> None:
    rows = [HEAD, PLAIN, ["李四", B, OTHER]]
    found = told([[line], *rows] if above else [*rows, [], [line]])
    said = [warning for warning in found["warnings"] if warning["kind"] == "colours"]
    assert [(warning["row"], line in warning["message"]) for warning in said] == [(1 if above else 5, True)]


def test_the_red_house_keeper_is_no_colour() -> None:
    found = told([["红色管家：王某"], HEAD, PLAIN, ["联系人：红色管家李某"]])
    assert found["warnings"] == []
