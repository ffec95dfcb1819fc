"""Who left by a line above or by a heading, whose list it is by its title, and what stands in pieces or glued."""

import pytest

from registry.intake.sheets.repeated import heads_counts
from registry.intake.words.headers import code_of, field_of
from registry.lib.names import parse_name
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HEAD = ["姓名", "手机", "来源地"]
ROWS = [["张三", OWN, "湖南隆回"], ["李四", OTHER, "湖南隆回"]]
IN = ["江海区流入党员名册"]


def kinds(*table: list) -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in told(list(table))["warnings"]]


def names(*table: list) -> list[str | None]:
    return [person["name"] for person in told(list(table))["people"]]


def said(*table: list, keys: str) -> list[tuple]:
    return [tuple(person[key] for key in keys.split()) for person in told(list(table))["people"]]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("以下人员已于2025年上半年离开，予以减员：", True),
        ("下列党员组织关系已转出", True),
        ("二、去世党员", True),
        ("本月减少人员（1人）", True),
        ("2024年转出党员：", True),
        ("【减员】", True),
        ("离开人员名单（3月）", True),
        ("附：本季度退租人员", True),
        ("—— 以下已转走 ——", True),
        ("以下人员未离开", False),
        ("以下为新增人员", False),
    ],
)
def test_a_line_above_those_who_left(line: str, *, asked: bool) -> None:
    assert ((5, "gone") in kinds(IN, HEAD, ROWS[0], [line], ROWS[1])) is asked


def test_who_stands_above_such_a_line_is_not_asked_about() -> None:
    assert (3, "gone") not in kinds(IN, HEAD, ROWS[0], ["去世人员"], ROWS[1])


@pytest.mark.parametrize(
    ("heading", "cell", "asked"),
    [
        ("党员减少信息", "死亡", True),
        ("党员减少信息", "转往外省", True),
        ("减少原因", "无", False),
        ("减员类型", "否", False),
        ("党员增加信息", "转入", False),
        ("核查结果", "查无此人", True),
        ("核查结果", "在我镇居住", False),
    ],
)
def test_why_somebody_is_no_longer_counted(heading: str, cell: str, *, asked: bool) -> None:
    found = kinds(IN, [*HEAD, heading], [*ROWS[0], cell])
    assert any(kind in ("gone", "said_no") for _, kind in found) is asked


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("党员减少信息", "转往外省", "said_no"),
        ("是否离开", "是", "said_no"),
        ("是否离开", "否", None),
        ("是否在册", "否", "said_no"),
        ("离职日期", "2024.5", "said_no"),
        ("转出去向", "东莞", None),
        ("离开江海时间", "2024.5", "returned"),
        ("备注", "于2024年5月转出", "remark_says"),
        ("备注", "人已不在江海", "remark_says"),
        ("备注", "2024年返乡过年", None),
        ("入党时间", "待核实", "date"),
        ("入党时间", "/", None),
    ],
)
def test_what_is_told_of_a_cell(heading: str, cell: str, kind: str | None) -> None:
    assert [told for _, told in kinds(IN, [*HEAD, heading], [*ROWS[0], cell])] == ([kind] if kind else [])


def test_a_relation_that_went_on_or_came_to_the_firm() -> None:
    out = ["永明社区流出党员"], ["姓名", "手机", "外出地点", "备注"]
    assert (3, "remark_says") in kinds(*out, ["张三", OWN, "深圳市", "组织关系已转往深圳市龙华区民治街道"])
    firm = IN, [*HEAD, "组织关系是否转入公司支部"]
    assert kinds(*firm, [*ROWS[0], "已转入"], [*ROWS[1], "未转入"]) == [(3, "said_no")]


def test_who_lives_in_the_village_is_asked_about() -> None:
    table = ["永明社区党员名册"], ["姓名", "手机", "在村/外出", "外出地点"], ["张三", OWN, "在村", None]
    assert kinds(*table, ["李四", OTHER, "外出", "中山市"]) == [(3, "stays")]


def test_a_list_of_a_county_elsewhere_by_its_title() -> None:
    head = ["乡镇", "所在党支部", "姓名", "手机", "流出时间", "流入地详细地址"]
    row = ["荷香桥镇", "荷香桥镇某村党支部", "张三", OWN, "2020-05", "江海区外海街道银泉社区"]
    keys = "direction origin_code home_org community_code"
    found = said(["隆回县流出到江门市江海区党员名单"], head, row, keys=keys)
    assert found == [("in", "430524", "荷香桥镇某村党支部", "440704004007")]
    ours = (
        ["江海区流出到隆回县党员名单"],
        ["姓名", "手机", "流出时间", "流入地"],
        ["张三", OWN, "2020-05", "湖南省隆回县"],
    )
    assert said(*ours, keys="direction origin_code") == [("out", "430524")]


@pytest.mark.parametrize(
    ("title", "way", "origin"),
    [
        ("邵阳市隆回县外出流动党员花名册（江海区）", "in", "430524"),
        ("隆回县赴江门市江海区务工党员名册", "in", "430524"),
        ("江海区外出流动党员花名册（隆回县）", "out", None),
        ("江门市外流入江海区党员名册", "in", None),
    ],
)
def test_whose_list_it_is(title: str, way: str, origin: str | None) -> None:
    found = said([title], ["姓名", "手机", "外出时间"], ["张三", OWN, "2020.5"], keys="direction origin_code")
    assert found == [(way, origin)]


def test_every_row_says_the_way() -> None:
    head = ["所在党支部", "姓名", "手机", "流出日期", "流出省市县", "流动类型"]
    branch = "中共江门市江海区外海街道银泉社区支部委员会"
    rows = [
        [branch, name, phone, "2022/02/10", "广东省开平市", "流出"] for name, phone in (("张三", OWN), ("李四", OTHER))
    ]
    assert said(head, *rows, keys="direction home_org origin_code") == [("out", branch, "440783")] * 2
    rows[0][-1] = "流入"
    assert told([head, *rows])["direction"] == "mixed"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Name姓名", "name"),
        ("Tel.电话", "phone"),
        ("No.序号", "row_no"),
        ("Sex性别", "gender"),
        ("电话Tel", "phone"),
        ("Phone No.电话号码", "phone"),
        ("QQ号码", None),
        ("App账号", None),
        ("加入中共组织日期", "join_party_date"),
        ("党组织所在地", "branch?"),
    ],
)
def test_headings_of_two_words_and_further_ones(heading: str, code: str | None) -> None:
    assert code_of(heading) == code


def test_an_id_number_in_pieces() -> None:
    keys = "name id_number phone"
    named = ["姓名", "身份证号前6位", "身份证号后12位", "手机", "来源地"]
    assert said(IN, named, ["张三", A[:6], A[6:], OWN, "湖南隆回"], keys=keys) == [("张三", A, OWN)]
    wide = ["姓名", "身份证号码", None, None, "手机", "来源地"]
    rows = [["张三", A[:6], A[6:14], A[14:], OWN, "湖南隆回"], ["李四", B[:6], B[6:14], B[14:], OTHER, "湖南隆回"]]
    assert said(IN, wide, *rows, keys=keys) == [("张三", A, OWN), ("李四", B, OTHER)]


def test_one_piece_is_no_number() -> None:
    found = said(
        IN, ["姓名", "身份证号后12位", "手机", "来源地"], ["张三", A[6:], OWN, "湖南隆回"], keys="id_number phone"
    )
    assert found == [(None, OWN)]


def test_labels_within_the_cells() -> None:
    row = ["姓名：张三", f"身份证：{A}", f"手机：{OWN}", "流出地：湖南省隆回县"]
    found = said(IN, ["姓名", "证件", "联系", "来源"], row, keys="name id_number phone origin_code")
    assert found == [("张三", A, OWN, "430524")]
    assert said(IN, ["姓名", "证件", "手机"], ["张三", "居民身份证", OWN], keys="id_number") == [(None,)]


def test_a_table_of_figures_below_is_nobody() -> None:
    figures = (
        ["序号", "村（社区）", "人数", "其中女", "备注"],
        ["1", "银泉社区", "3", "1", None],
        ["2", "永康社区", "2", "0", None],
    )
    roster = IN, ["序号", *HEAD], [1, *ROWS[0]]
    assert names(*roster, [], ["统计表"], *figures) == ["张三"]
    assert names(*roster, [], *figures, [2, *ROWS[1]]) == ["张三", "李四"]


@pytest.mark.parametrize(
    "head", [["街道", "流入党员数", "流出党员数"], ["党员类别", "人数", "备注"], ["年龄段", "其中女", "人数"]]
)
def test_headings_of_figures(head: list[str]) -> None:
    assert heads_counts(list(head)) is (head[0] != "年龄段")
    assert not heads_counts(["姓名", "手机", "家庭人数"])


def test_sums_by_sex_are_nobody() -> None:
    assert names(IN, HEAD, ROWS[0], ["男 1人", "女 0人", None], ["女党员：1人", None, None]) == ["张三"]


def test_a_firm_without_members_is_nobody() -> None:
    head = ["机构名称", "负责人", "负责人电话", "从业人数", "流动党员姓名", "流动党员电话", "流出地"]
    rows = ["某幼儿园", "黄某", THIRD, 30, "张三", OWN, "湖南隆回"], ["某托管班", "何某", OTHER, 5, "无", None, None]
    found = told([IN, head, *rows])
    assert [person["name"] for person in found["people"]] == ["张三"]
    assert not found["errors"]
    unknown = ["某托管班", "何某", OTHER, 5, "不详", None, None]
    assert [error["kind"] for error in told([IN, head, rows[0], unknown])["errors"]] == ["name_missing"]
    unnamed = ["某托管班", "何某", THIRD, 5, "无", OTHER, "湖南隆回"]
    assert [error["kind"] for error in told([IN, head, rows[0], unnamed])["errors"]] == ["name_missing"]


@pytest.mark.parametrize(
    ("cell", "name", "remark"),
    [
        ("丁桂香老师", "丁桂香", "老师"),
        ("丁桂师傅", "丁桂", "师傅"),
        ("潘国栋，男", "潘国栋", "男"),
        ("潘国栋、女", "潘国栋", "女"),
        ("王医生", "王医生", ""),
    ],
)
def test_what_somebody_is_behind_the_name(cell: str, name: str, remark: str) -> None:
    found = parse_name(cell)
    assert (found.text, found.remark) == (name, remark)


@pytest.mark.parametrize(
    ("address", "code"), [("外海银泉", "440704004007"), ("银泉", None), ("外海银泉路1号", None), ("外海", None)]
)
def test_a_street_and_a_community_in_short(address: str, code: str | None) -> None:
    assert said(IN, [*HEAD, "现住"], [*ROWS[0], address], keys="community_code") == [(code,)]


def test_papers_are_named_by_no_field() -> None:
    assert field_of("证件类型") is None
