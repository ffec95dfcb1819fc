"""What people say around a name, one person in two messages, who is none after all, and lists in printed frames."""

import pytest

from registry.intake.words.headers import field_of
from registry.intake.words.mentions import words_of
from registry.lib.divisions import resolve
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"


def people(*lines: str) -> list[tuple]:
    return [(person.get("name"), person.get("phone"), person["verdict"]) for person in of_text(*lines)["people"]]


def test_a_report_that_was_spoken() -> None:
    found = of_text(
        "（录音转写）",
        f"呃那个第一位是李明啊，女的，贵州省独山县的，手机号是{OWN}，2023年4月过来的。",
        "接着还有王红，男的，电话138 0000 1235，她老家是湖南省隆回县那边，是2022年10月来的。",
        "再来一个周伟强，男，四川省渠县人，电话138，0000，1236，2024年1月到我们这里。",
        f"还有一个叫陈晓的，女同志，湖北省麻城市，2021年5月来，号码是1390000{1111}。",
    )["people"]
    assert [person["name"] for person in found] == ["李明", "王红", "周伟强", "陈晓"]
    assert [person["phone"] for person in found] == [OWN, OTHER, THIRD, "13900001111"]
    assert [person["sex"] for person in found] == ["女", "男", "男", "女"]
    assert [person["origin_code"] for person in found] == ["522726", "430524", "511725", "421181"]
    assert [person["arrived"] for person in found] == ["2023-04-01", "2022-10-01", "2024-01-01", "2021-05-01"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"李明前几天来的，贵州独山的，电话{OWN}", "李明"),
        (f"李明亮说是从贵州独山来的，电话{OWN}", "李明亮"),
        (f"还有个李明，{OWN}", "李明"),
        (f"最后一个李明哈，{OWN}", "李明"),
        (f"另外一位是李明，{OWN}", "李明"),
        (f"李小是，{OWN}", "李小是"),
        (f"温从文，{OWN}", "温从文"),
    ],
)
def test_the_name_is_found_among_what_is_said(line: str, name: str) -> None:
    assert words_of(line)[0] == name


@pytest.mark.parametrize("line", [f"天气不错，{OWN}", f"物业的电话是{OWN}", f"大家有事打{OWN}", f"请联系居委会，{OWN}"])
def test_where_nobody_is_named_nobody_is_made(line: str) -> None:
    found = people(f"李明，贵州独山，电话{OTHER}", f"王红，湖南隆回，电话{THIRD}", line)
    assert [name for name, _, verdict in found if verdict != "error"] == ["李明", "王红"]


@pytest.mark.parametrize(
    "said",
    ["说是党员，电话{}，后来核实不是", "，手机{}，问了不是党员，算了", "，电话{}，搞错了", "，手机{}，不用登记了"],
)
def test_who_is_none_after_all_is_not_put_in(said: str) -> None:
    found = people(f"李明，贵州独山，电话{OTHER}", f"王红，湖南隆回，电话{THIRD}", "陈晓" + said.format(OWN))
    assert [verdict for *_, verdict in found] == ["ok", "ok", "error"]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "晨曦 2024年10月12日 上午9:19",
            "我叫李明，贵州省独山县的",
            "晨曦 2024年10月12日 上午9:21",
            f"电话{OWN}，2023年5月来的",
        ),
        ("晨曦 9:19", "大家好我是李明，贵州省独山县人", f"手机{OWN}，2023年5月来的"),
        ("晨曦 9:19", "我叫李明，贵州省独山县", "大山 9:20", "收到", "晨曦 9:21", f"我的手机{OWN}，2023年5月来的"),
        ("晨曦：我叫李明，贵州省独山县", "大山：好的", f"晨曦：{OWN}，2023年5月来的"),
    ],
)
def test_one_person_in_two_messages(lines: tuple[str, ...]) -> None:
    found = of_text(
        "流入党员接龙",
        f"王红，湖南省隆回县，{OTHER}，2022年5月来的",
        f"周伟，四川省渠县，{THIRD}，2022年5月来的",
        *lines,
    )
    person = next(person for person in found["people"] if person.get("name") == "李明")
    assert (person["phone"], person["origin_code"], person["arrived"]) == (OWN, "522726", "2023-05-01")
    assert [person["verdict"] for person in found["people"]] == ["ok"] * 3


def test_messages_of_two_people_are_not_put_together() -> None:
    lines = ("晨曦 9:19", "我叫李明，贵州省独山县", "大山 9:20", f"电话{OWN}")
    found = people(f"王红，湖南隆回，{OTHER}", f"周伟，四川渠县，{THIRD}", *lines)
    assert ("李明", OWN, "ok") not in found


FRAMES = {
    "box": ("┌──┬──┐", "├──┼──┤", "└──┴──┘", "│"),
    "double": ("╔══╦══╗", "╠══╬══╣", "╚══╩══╝", "║"),
    "plain": ("+-----+-----+", "+-----+-----+", "+-----+-----+", "|"),
    "markdown": ("|:---|---|", "|:---|---|", "|:---|---|", "|"),
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_list_in_a_frame(frame: str) -> None:
    top, middle, bottom, bar = FRAMES[frame]
    head = bar.join(["", "　姓　名", "身份证号", "电话　", "来源地", ""])
    rows = [["李明", A, OWN, "贵州省独山县"], ["王　红", B, OTHER, "湖南省隆回县　　"]]
    body = [bar.join(["", *cells, ""]) for cells in rows]
    page = [top, head, middle, body[0], middle]
    again = ["　　　第１页", "", top, head, middle, body[1], bottom, "合计：2人"]
    found = of_text("　　　流入党员花名册", *page, *again)["people"]
    assert [(person["name"], person["id_number"], person["phone"]) for person in found] == [
        ("李明", A, OWN),
        ("王红", B, OTHER),
    ]
    assert [person["origin_code"] for person in found] == ["522726", "430524"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(
            (text, "origin_region")
            for text in ["哪来的", "打哪儿来", "从哪儿过来的", "什么地方来的", "是哪里的", "哪里来的人"]
        ),
        *(
            (text, "flow_in_date")
            for text in ["几月份来的", "什么时候到我们这", "啥时候搬来的", "哪天来的社区", "几时到本村"]
        ),
        *((text, "employer") for text in ("在哪家公司", "在哪个厂上班", "在什么地方干活", "哪里谋生")),
        *((text, "residence_address") for text in ("住什么地方", "住哪个小区", "如今住在哪儿")),
        *((text, "flow_reason") for text in ("为什么来", "出去干什么")),
        ("手机号是多少", "phone"),
        ("怎么称呼", "name"),
        ("到哪里去了", "destination"),
        ("什么时候走的", "flow_out_date"),
        ("哪里人", "native_place"),
    ],
)
def test_spoken_headings(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("text", "code"),
    [("仪陇（四川）", "511324"), ("隆回(湖南邵阳)", "430524"), ("朝阳（北京）", "110105"), ("某厂（江西）", None)],
)
def test_a_province_behind_its_county(text: str, code: str | None) -> None:
    assert resolve(text).code == code


def test_several_cards_in_one_line() -> None:
    one, other = f"【姓名】李明【性别】男【电话】{OWN}", f"【姓名】王红【性别】女【电话】{OTHER}"
    third = f"【姓名】周伟【性别】男【电话】{THIRD}"
    said = [("李明", OWN, "ok"), ("王红", OTHER, "ok"), ("周伟", THIRD, "ok")]
    assert people(f"{one} {other}", third) == said
    assert people(f"{one}，{other}；{third}") == said
