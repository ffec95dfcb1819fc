"""Letters that bring a member (介绍信), and messages that were spoken and put into words by a telephone."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
LETTERS = (
    "兹介绍我支部党员{}同志（身份证号：{}，联系电话：{}）到你处报到，请接洽并协助管理。",
    "兹有我村流动党员{}同志，身份证号{}，电话{}，前往你处务工，请予接收。",
    "现介绍中共党员{}（身份证号：{}，手机：{}）前来你处接转组织关系。",
    "兹证明{}同志（{}）系我支部党员，联系电话{}。",
    "特介绍{}同志，{}，{}，到贵社区报到",
)
SIGNED = ("支部书记：文书记 13900001111", "介绍人：王文 电话：13900001111", "联系人：文主任   联系电话：0854-3221100")


def named(*lines: str) -> list[tuple]:
    people = of_text(*lines)["people"]
    return [(p["name"], p.get("id_number"), p["phone"], p["verdict"]) for p in people]


@pytest.mark.parametrize(("letter", "signed"), [*zip(LETTERS, (*SIGNED, *SIGNED[:2]), strict=True)])
def test_whom_letters_bring_and_not_who_signs_them(letter: str, signed: str) -> None:
    def whole(*who: str) -> tuple[str, ...]:
        return (
            "流动党员介绍信",
            "江南街道党工委：",
            letter.format(*who),
            "中共独山县红星村支部",
            signed,
            "2024年3月5日",
        )

    first, second = whole("张三", A, OWN), whole("李四", B, OTHER)
    assert named(*first, *second) == [("张三", A, OWN, "ok"), ("李四", B, OTHER, "ok")]
    assert named(*second) == [("李四", B, OTHER, "ok")]


@pytest.mark.parametrize(
    "text",
    [
        f"喂小何啊 第一个叫张三，电话是{OWN}，在五邑路开饭店的 然后第二个叫李四，电话是{OTHER}，送外卖的 好就这样",
        f"我这边有两个流动党员 第一个叫张三电话是{OWN}在江翠开饭店的然后第二个叫李四电话是{OTHER}这个是送外卖的",
        f"小何你记一下，第一个是张三，{OWN}，还有第二个是李四，电话{OTHER}，好就这样",
    ],
)
def test_who_is_told_one_behind_the_other(text: str) -> None:
    assert named("永贤社区支书 语音转文字", text) == [("张三", None, OWN, "ok"), ("李四", None, OTHER, "ok")]


@pytest.mark.parametrize(
    "text",
    [
        f"嗯我这边有个党员叫张三他的电话是{OWN}还有一个叫李四电话是{OTHER}就这些",
        f"第一个叫张三，电话是{OWN}，不对是{THEIRS}，第二个叫李四，电话是{OTHER}",
    ],
)
def test_speech_that_is_not_clear_is_told_and_nobody_is_guessed(text: str) -> None:
    found = of_text("语音转文字", text)
    assert (found["people"], [sheet["reason"] for sheet in found["sheets_skipped"]]) == ([], ["no_header"])
