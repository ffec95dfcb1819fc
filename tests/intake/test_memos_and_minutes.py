"""Notes with boxes, minutes, short messages and speech: several people in a text that has no columns."""

import pytest

from registry.intake.words.speech import in_figures
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told
from tests.intake.test_word import made
from tests.intake.test_word import told as told_of_word

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
BOTH = [("张晓", OWN, "430524"), ("李伟民", OTHER, "522726")]


def read(*lines: str) -> list[tuple]:
    return whom(of_text(*lines))


def whom(found: dict) -> list[tuple]:
    return [(person.get("name"), person.get("phone"), person.get("origin_code")) for person in found["people"]]


@pytest.mark.parametrize("mark", ["☐ ", "☑", "— ", "• ", "👉", "✔️ ", "□ 1. "])
def test_notes_with_boxes_and_dashes(mark: str) -> None:
    lines = f"{mark}张晓 {OWN} 湖南隆回 2024.5来", f"{mark}李伟民 {OTHER} 贵州独山 2023.2来🏠自住"
    assert read("本周跟进", "——还没打电话——", *lines, "", "记得带章！") == BOTH


MINUTES = (
    "支部委员会会议记录",
    "时间：2024年5月6日下午3:00",
    "参会：陈国、梁明、何丽",
    "一、传达文件。",
    f"二、通报情况。上月新来的流动党员有2名：张晓（女，电话{OWN}，身份证{A}，湖南省隆回县人）；"
    f"李伟民（男，电话{OTHER}，身份证{B}，贵州省独山县人）。",
    "三、由梁明同志负责联系。",
)


def test_minutes_that_name_people_in_one_paragraph() -> None:
    assert whom(told_of_word(made(*MINUTES))) == BOTH
    assert read(*MINUTES) == BOTH


@pytest.mark.parametrize("sender", [f"小梁{THIRD}", f"以上请查收。老何 {THIRD}", f"以上，请审核。梁明{THIRD}"])
def test_a_short_message_with_its_sender(sender: str) -> None:
    found = of_text(
        f"【永明社区】何主任您好，本月新来2名：张晓，女，{OWN}，湖南隆回，2024.5；李伟民，男，{OTHER}，贵州独山，2023.2。{sender}"
    )
    assert [person for person in whom(found) if person[0]] == BOTH
    assert {person["verdict"] for person in found["people"] if person.get("name")} == {"ok"}


def test_a_short_message_that_is_parted_at_its_semicolons() -> None:
    people = f"张晓 女 {OWN} 湖南隆回；李伟民 男 {OTHER} 贵州独山；王芳 女 {THIRD} 湖南隆回"
    found = read(f"领导好，永明社区报流动党员3人：{people}；何主任13900001111")
    assert [person for person in found if person[0]] == [*BOTH, ("王芳", THIRD, "430524")]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("手机幺三八零零零零一二三四", "手机13800001234"),
        ("幺三八零零零零一二", "幺三八零零零零一二"),
        ("二三年十一月来的", "2023年11月来的"),
        ("二零二一年五月三号到", "2021年5月3日到"),
        ("九八年五月", "九八年五月"),
        ("二十三年", "二十三年"),
    ],
)
def test_numbers_in_words(said: str, plain: str) -> None:
    assert in_figures(said) == plain


def test_a_message_that_was_spoken() -> None:
    lines = (
        f"你好我说一下，叫张晓，老家湖南隆回，电话{OWN}",
        "下面这个叫李伟民，老家贵州独山，电话幺三八零零零零一二三五，二三年二月来的",
        f"我爱人叫王芳，电话{THIRD}",
    )
    found = of_text(*lines)["people"]
    assert ("李伟民", OTHER, "2023-02-01") in [(one.get("name"), one.get("phone"), one.get("arrived")) for one in found]
    assert "王芳" not in [one.get("name") for one in found]


VALUES = [["张晓", "女", OWN, "湖南隆回", "2024年5月"], ["李伟民", "男", OTHER, "贵州独山", "2023年2月"]]


@pytest.mark.parametrize("between", [[""], []])
@pytest.mark.parametrize("above", [[], ["流入党员"], ["流入党员", ""]])
def test_each_value_in_a_line_of_its_own(between: list[str], above: list[str]) -> None:
    found = of_text(*above, *VALUES[0], *between, *VALUES[1])
    assert whom(found) == BOTH
    assert [person["sex"] for person in found["people"]] == ["女", "男"]
    assert [person["arrived"] for person in found["people"]] == ["2024-05-01", "2023-02-01"]


def test_dashes_between_what_is_said() -> None:
    found = of_text(f"📌张晓-{OWN}-湖南隆回-2024年5月", f"📌李伟民-{OTHER}-贵州独山-2023.2")
    assert whom(found) == BOTH
    assert [person["arrived"] for person in found["people"]] == ["2024-05-01", "2023-02-01"]


def test_names_and_numbers_in_turn() -> None:
    found = of_text("流入党员", "张晓", OWN, "李伟民", OTHER)["people"]
    assert [(person["name"], person["phone"]) for person in found] == [("张晓", OWN), ("李伟民", OTHER)]


def test_who_signs_below_a_list_of_values() -> None:
    found = of_text(*VALUES[0], "", *VALUES[1], "", "何丽", THIRD)["people"]
    assert [person.get("name") for person in found if person["verdict"] != "error"] == ["张晓", "李伟民"]


def test_a_column_of_names_is_no_such_list() -> None:
    assert read("张晓", "李伟民", "王芳", "", "何丽", "梁明", "陈国") == []


def test_a_line_of_labels_below_a_line_of_somebody() -> None:
    data = made(
        "流入党员名单",
        f"1.张晓\t女\t{A}\t{OWN}",
        "\t流入时间：2024年5月；来源地：湖南隆回",
        f"2.李伟民\t男\t{B}\t{OTHER}",
        "\t流入时间：2023年2月；来源地：贵州独山",
        "填表人：何丽",
    )
    found = told_of_word(data)
    assert whom(found) == BOTH
    assert [person["arrived"] for person in found["people"]] == ["2024-05-01", "2023-02-01"]


def test_a_person_in_each_cell() -> None:
    cards = [f"姓名：{name}\n电话：{phone}\n来源地：{place}" for name, phone, place in zip(*NAMED, strict=True)]
    assert whom(told_of_word(made("联系卡", [cards]))) == BOTH
    assert whom(told([["联系卡"], cards])) == BOTH


NAMED = (("张晓", "李伟民"), (OWN, OTHER), ("湖南隆回", "贵州独山"))


def test_two_people_in_the_lines_of_each_cell() -> None:
    head = ["姓名", "性别", "身份证号", "手机", "来源地"]
    rows = [
        ["张晓\n李伟民", "女\n男", f"{A}\n{B}", f"{OWN}\n{OTHER}", "湖南隆回"],
        ["王芳\n何丽", "女", A, THIRD, "贵州独山"],
    ]
    found = told([["流入党员"], head, *rows])
    assert whom(found)[:2] == [("张晓", OWN, "430524"), ("李伟民", OTHER, "430524")]
    assert [person["verdict"] for person in found["people"]] == ["ok", "ok", "error"]
    assert (3, "line_by_line") in [(said["row"], said["kind"]) for said in found["warnings"]]


@pytest.mark.parametrize("plus", ["➕", "+", "＋"])
def test_a_chain_with_plus_signs(plus: str) -> None:
    lines = [f"1. 张晓{plus}{OWN}{plus}湖南隆回", "2. 取消", f"3. 李伟民{plus}{OTHER}{plus}贵州独山"]
    assert read("#接龙", f"流入党员登记（姓名{plus}手机{plus}来自）", "", *lines) == BOTH


def test_who_answers_before_the_request_is_quoted() -> None:
    asked = "「李姐：请各位报姓名、电话、来源地」"
    lines = ["小林 19:00", f"张晓 {OWN} 湖南隆回", "老何 19:01", asked, f"李伟民 {OTHER} 贵州独山"]
    assert read(*lines) == BOTH
    assert read(*lines, "阿芳 19:05", asked, f"王芳 {THIRD} 湖南隆回") == [*BOTH, ("王芳", THIRD, "430524")]


def test_the_blocks_of_two_communities_in_one_mail() -> None:
    first = f"(1) 张晓，手机{OWN}，身份证{A}，从湖南省隆回县来。"
    found = of_text(
        *("From: 何丽 <a@b.cn>", "Subject: 流动党员", "", "永明社区上报1人：", "", first, "", "永贤社区1名：", ""),
        *(f"(1) 李伟民，手机{OTHER}，身份证{B}，从贵州省独山县来。", "", "--", "何丽 江南街道永明社区 0750-3890000"),
    )
    assert [person["community_code"] for person in found["people"]] == ["440704001025", "440704001028"]


@pytest.mark.parametrize(
    "said", ["二四年十十月来的", "张三，二四年三二月来的，电话13800001234", "二四年十一十月十十十日"]
)
def test_what_is_no_numeral_stops_nobody(said: str) -> None:
    assert "2024年" in in_figures(said)
