"""Lists of a chat whose order a sentence says (请按“姓名 手机 来源地”接龙), lines that show how, names spread out."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
PLACES = ["440704001025", "440704001028"]
SEPARATORS = [" ", "，", "+", "/", "、"]


def people(*lines: str) -> list[tuple]:
    keys = ("name", "id_number", "phone", "community_code")
    return [tuple(person[key] for key in keys) for person in of_text(*lines)["people"]]


BOTH = [("张三", A, OWN, PLACES[0]), ("李四", B, OTHER, PLACES[1])]


def answers(between: str) -> list[str]:
    rows = (("1. 张三", A, OWN, "永明社区"), ("2. 李四", B, OTHER, "永贤社区"))
    return [between.join(row) for row in rows]


@pytest.mark.parametrize("between", SEPARATORS)
@pytest.mark.parametrize(
    "request_",
    [
        "各位流动党员，请按“姓名 身份证号 手机号 所住社区”接龙，11月25日前报：",
        "请大家按照姓名+身份证号+手机+社区的格式接龙，周五截止",
        "接龙（姓名、身份证号、手机、社区），谢谢配合！",
        "各位党员请填写姓名、身份证、电话、居住社区四项内容",
        "流入党员请按「姓名/身份证号/电话/现住社区」顺序回复",
        "请按姓名，身份证号，手机号，所在社区报名",
        "麻烦各位报姓名 身份证号 手机号 社区，谢谢",
    ],
)
def test_the_order_that_a_sentence_asks_for(request_: str, between: str) -> None:
    assert people("#接龙", request_, *answers(between)) == BOTH
    assert people(request_, "", *answers(between), "收到[抱拳]") == BOTH


@pytest.mark.parametrize("example", ["例 ", "例：", "示例：", "比如：", "如："])
def test_a_line_that_shows_how_is_nobody(example: str) -> None:
    shown = example + "王五 440799199001010000 13800000000 永明社区"
    assert people("请按“姓名 身份证号 手机号 所住社区”接龙", shown, *answers(" ")) == BOTH


def test_a_sentence_that_nobody_follows_parts_no_line() -> None:
    lines = ("请报姓名、电话、社区给我", f"张三，男，身份证{A}，电话{OWN}，住永明社区", f"李四，女，身份证{B}，{OTHER}")
    assert [person[:3] for person in people(*lines)] == [person[:3] for person in BOTH]


def test_a_note_above_a_table_is_no_heading() -> None:
    note = "填报说明：请填写姓名、身份证号、手机号、社区"
    rows = [["张三", A, OWN, "永明社区"], ["李四", B, OTHER, "永贤社区"]]
    found = told([[note], ["社区", "姓名", "手机号", "身份证号"], *[[row[3], row[0], row[2], row[1]] for row in rows]])
    assert [person["id_number"] for person in found["people"]] == [A, B]


def test_a_column_that_asks_for_several_stays_a_column() -> None:
    head = ["昵称", "接龙内容（姓名+手机+老家）", "时间"]
    found = told([head, ["小鱼", f"张三+{OWN}+湖南隆回", "9:10"], ["阳光", f"李四+{OTHER}+贵州独山", "9:12"]])
    assert [(p["name"], p["phone"], p["origin_code"]) for p in found["people"]] == [
        ("张三", OWN, "430524"),
        ("李四", OTHER, "522726"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名      身份证号      社区", "张　三    {A}    永明社区", "李四      {B}    永贤社区"),
        ("姓名 身份证号 社区", "张 三 {A} 永明社区", "李　四 {B} 永贤社区"),
        ("姓名　　身份证号　　社区", "张　三　　{A}　　永明社区", "李  四　　{B}　　永贤社区"),
        ("序号  姓名    身份证号  社区", "1     张  三  {A}  永明社区", "2     李四    {B}  永贤社区"),
        ("流入党员", "张 三，{A}，住永明社区", "李　四　{B}　永贤社区"),
    ],
)
def test_a_name_that_is_spread_to_the_width_of_others(lines: tuple[str, ...]) -> None:
    found = people(*(line.format(A=A, B=B) for line in lines))
    assert found == [("张三", A, None, PLACES[0]), ("李四", B, None, PLACES[1])]


def test_a_sex_behind_a_name_of_one_character_is_no_part_of_it() -> None:
    found = of_text("姓名 性别 手机号 社区", f"张三 男 {OWN} 永明社区", f"李 女 {OTHER} 永贤社区 新来")["people"]
    assert [(person.get("name"), person["verdict"]) for person in found] == [("张三", "ok"), (None, "error")]
