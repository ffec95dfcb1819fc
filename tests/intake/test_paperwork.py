"""Who hands a list over, takes, signs and checks it is no member, in whichever columns he stands."""

import pytest

from registry.lib.identity import check_digit
from tests.intake.many import people_of, told_of
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

TEL, OTHER = "13900001111", "13900001112"
HEADS = {
    "序号": (
        ["序号", "姓名", "身份证号码", "联系电话", "来源地"],
        [1, "{name}", "{id}", "{tel}", "湖南隆回"],
    ),
    "姓名": (["姓名", "身份证号", "电话", "来源地"], ["{name}", "{id}", "{tel}", "湖南隆回"]),
    "社区": (
        ["序号", "村(社区)", "姓名", "性别", "身份证号", "电话"],
        [1, "永明", "{name}", None, "{id}", "{tel}"],
    ),
}
BELOW = {
    "each": [
        ["以上名单共2人，移交双方核对无误。"],
        *([who, "王文", "电话", TEL] for who in ("移交人", "接收人", "监交人")),
    ],
    "blank": [["移交人", "王文", None, TEL], ["接收人", "杨松", None, TEL]],
    "colon": [["移交人：王文", "电话：" + TEL], ["接收人：杨松", "电话：" + TEL]],
    "pairs": [["移交人", "王文", "接收人", "杨松"], ["联系电话", TEL, "联系电话", TEL]],
    "heads": [["移交人", "接收人", "监交人"], ["王文", "杨松", "黄超勇"], [TEL, TEL, TEL]],
    "table": [
        ["角色", "姓名", "单位", "电话"],
        ["移交人", "王文", "永明社区", TEL],
        ["接收人", "杨松", "仁美社区", TEL],
    ],
    "right": [[None, "移交人（签字）", "王文", TEL], [None, "接收人(签名)", "杨松", TEL]],
    "line": [["填表人", "王文", "审核人", "杨松", "2024.7.2"]],
    "apart": [["经办人", None, "王文", TEL], ["证明人", None, "杨松", TEL]],
    "seal": [["移交单位（盖章）", "永明社区", "移交人", "王文", TEL]],
    "others": [["交接人", "王文", "电话", TEL], ["见证人", "杨松", "电话", TEL], ["记录人", "黄超勇", "电话", TEL]],
    "whose": [["乙方接收人", "王文", "电话", TEL], ["移交人员", "杨松", "电话", TEL]],
    "spread": [["移 交 人", "王文", "电 话", TEL], ["接 收 人", "杨松", "电 话", TEL]],
    "bracket": [[None, "王文（移交人）", "杨松（接收人）", TEL], ["王文(移交人)", "", "", TEL]],
}
BOTH = [("张三", "ok"), ("李四", "ok")]


def rows(head: list, line: list, nth: int = 0) -> list[list]:
    """The roster of the `nth` sheet: nobody stands in two of them."""
    people = (("张三", 2 * nth), ("李四", 2 * nth + 1))
    filled = ({"{name}": name, "{id}": number(at), "{tel}": f"138000{at:05}"} for name, at in people)
    return [head, *([facts.get(cell, cell) for cell in line] for facts in filled)]


def number(at: int) -> str:
    body = f"44079919800101{at:03}"
    return body + check_digit(body)


def read(sheets: dict[str, list[list]]) -> dict[str, list[tuple]]:
    return {name: [(who, verdict) for who, _, verdict in people] for name, people in people_of(sheets).items()}


@pytest.mark.parametrize("head", HEADS)
def test_who_hands_a_list_over_is_nobody(head: str) -> None:
    found = read({name: [*rows(*HEADS[head], at), *below] for at, (name, below) in enumerate(BELOW.items())})
    assert found == dict.fromkeys(BELOW, BOTH)


def test_they_are_told() -> None:
    left = told_of({"Sheet1": [*rows(*HEADS["序号"]), *BELOW["blank"]]})["rows_left_out"]
    assert [(line["row"], line["reason"]) for line in left] == [(4, "footer"), (5, "footer")]


def test_a_post_in_the_place_of_a_number_or_a_name() -> None:
    below = [["社区书记", "王文", "电话", TEL], ["副主任", "杨松", None, TEL], ["负责人", "黄超勇", "电话", TEL]]
    found = read({head: [*rows(*HEADS[head], at), *below] for at, head in enumerate(HEADS)})
    assert found == dict.fromkeys(HEADS, BOTH)


def test_whoever_has_an_identity_number_or_a_post_of_his_own_is_a_member() -> None:
    head = ["姓名", "身份证号", "电话", "来源地", "备注"]
    table = [head, ["王文", A, None, "湖南隆回", "经办人"], ["杨松", B, None, "湖南隆回", "填表人"]]
    posts = [["职务", "姓名", "手机号", "流出地"], ["支部书记", "黄超", TEL, "湖南"], ["负责人", "彭飞", OTHER, "湖南"]]
    found = people_of({"a": table, "b": posts})
    assert [[name for name, *_ in people] for people in found.values()] == [["王文", "杨松"], ["黄超", "彭飞"]]


def test_a_heading_that_asks_who_handed_over_stays_a_heading() -> None:
    table = [["序号", "姓名", "手机号", "移交人", "接收人"], [1, "张三", "13800001234", "王文", "杨松"]]
    again = [["序号", "姓名", "手机号", "移交人", "接收人"], [2, "李四", "13800001235", "王文", "杨松"]]
    assert [person["name"] for person in told([*table, *again])["people"]] == ["张三", "李四"]


@pytest.mark.parametrize("line", [f"移交人 王文 {TEL}", f"接收人：王文 {TEL}", f"监交人（签字） 王文 {TEL}"])
def test_lines_below_a_told_list(line: str) -> None:
    people = of_text(f"1、张三，男，{A}，13800001234", f"2、李四，女，{B}，13800001235", line)["people"]
    assert [(person["name"], person["verdict"]) for person in people] == [("张三", "ok"), ("李四", "ok")]
