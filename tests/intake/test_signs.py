"""Signs that a line explains: whoever is marked as gone is asked about."""

import pytest

from tests.intake.test_extracts import asked, said
from tests.intake.test_recognising import told

OWN, OTHER = "13800001234", "13800001235"
IN = ["江海区流入党员名册"]


@pytest.mark.parametrize(
    ("legend", "sign"),
    [
        ("注：▲表示已返乡", "▲"),
        ("说明：“×”为已离开人员，“○”为在住人员", "×"),
        ("标记说明：老=原有，新=本月新增，撤=本月减少（已离开）", "撤"),
        ("备注栏中：△：已转走；□：未联系上", "△"),
    ],
)
@pytest.mark.parametrize("below", [True, False])
def test_a_sign_in_a_column_of_its_own(legend: str, sign: str, below: bool) -> None:
    table = [["标记", "姓名", "手机", "来源地"], ["", "张三", OWN, "湖南隆回"], [sign, "李四", OTHER, "贵州独山"]]
    lines = [*table, [legend]] if below else [[legend], *table]
    row = 4 if below else 5
    assert [at for at, _ in asked(IN, *lines)] == [row]
    assert said(IN, *lines, key="name") == ["张三", "李四"]


def test_a_sign_beside_the_name() -> None:
    table = [["姓名", "手机", "来源地"], ["张三", OWN, "湖南隆回"], ["▲李四", OTHER, "贵州独山"]]
    assert asked(IN, *table, ["注：▲表示已返乡"]) == [(4, "name_remark")]
    assert said(IN, *table, ["注：▲表示已返乡"], key="name") == ["张三", "李四"]


@pytest.mark.parametrize("legend", ["注：▲表示预备党员", "注：已返乡的请删除", "★为支部书记"])
def test_what_says_nothing_of_leaving(legend: str) -> None:
    table = [["标记", "姓名", "手机", "来源地"], ["▲", "张三", OWN, "湖南隆回"], ["★", "李四", OTHER, "贵州独山"]]
    assert told([IN, *table, [legend]])["warnings"] == []


def test_a_sign_that_answers_a_question_stays() -> None:
    table = [["姓名", "手机", "来源地", "是否报到"], ["张三", OWN, "湖南隆回", "×"], ["李四", OTHER, "贵州独山", "√"]]
    assert said(IN, *table, ["注：×表示已返乡"], key="reported") == [False, True]
