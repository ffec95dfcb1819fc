"""The words of a ledger and the codes behind them."""

import pytest

from registry.lib import codes, values


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("21", "本科 大学本科 在职本科 全日制本科 本科(学士) 函授本科 中央党校大学 大学 21 本科学历 本科毕业"),
        ("31", "大专 专科 高职 大学专科 在职大专 大专及以上"),
        ("41", "中专 中师"),
        ("47", "中技 技校"),
        ("44", "职高"),
        ("61", "高中 普通高中毕业"),
        ("71", "初中 初中文化"),
        ("14", "硕士研究生 硕士 研究生 在职研究生"),
        ("11", "博士 博士研究生"),
        ("81", "小学"),
    ],
)
def test_education(code: str, words: str) -> None:
    for word in words.split():
        assert codes.education(word) == code, word


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("本科（在读）", None),
        ("本科在读", None),
        ("大专（本科在读）", "31"),
        ("大专，本科在读", "31"),
        ("大学（专科）", None),
        ("高中（中专）", None),
        ("大学本科（学士学位）", "21"),
        ("本科（硕士学位）", "21"),
        ("研究生（博士）", "11"),
        ("大专（在职）", "31"),
        ("大学肄业", "23"),
    ],
)
def test_a_grade_that_is_not_finished_or_said_twice(text: str, code: str | None) -> None:
    assert codes.education(text) == code


def test_unknown_words_are_none() -> None:
    for cell in ("", None, "不详", "很高", 3.5, "99"):
        assert codes.education(cell) is None
        assert codes.ethnic("") is codes.ethnic("火星族") is codes.political("群众") is None


def test_every_name_of_the_national_lists_has_its_code() -> None:
    for kind, read in (("education", codes.education), ("ethnic", codes.ethnic), ("occupation", codes.occupation)):
        for code, name in codes._by_code(kind).items():
            assert read(name) == code, name
            assert codes.name_of(kind, code) == name


@pytest.mark.parametrize(
    ("cell", "code"),
    [("汉", "01"), ("汉族", "01"), ("01", "01"), (1, "01"), (1.0, "01"), ("维吾尔族", "05"), ("布依", "09")],
)
def test_ethnic(cell: object, code: str) -> None:
    assert codes.ethnic(cell) == code


@pytest.mark.parametrize(
    ("word", "expected"),
    [("正式党员", "full"), ("中共党员", "full"), ("预备党员", "probationary"), ("中共预备党员", "probationary")],
)
def test_political(word: str, expected: str) -> None:
    assert codes.political(word) == expected


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("快递员，7万", "快递员"),
        ("工程师，年收入5-8万元", "工程师"),
        ("质检员 4万/年", "质检员"),
        ("普工（月薪5000元）", "普工"),
        ("工程师", "工程师"),
    ],
)
def test_income_is_dropped(cell: str, kept: str) -> None:
    assert codes.without_income(cell) == kept


def test_yes_and_no_and_unknown() -> None:
    assert {
        values.yes_no(cell) for cell in ("是", "√", "✓", "对", "有", "已", "Y", "1", "持有", 1, 1.0, True, " 是 ")
    } == {True}
    assert {values.yes_no(cell) for cell in ("否", "×", "X", "无", "未", "N", "0", "没有", 0, 0.0, False)} == {False}
    assert {values.yes_no(cell) for cell in (None, "", "待核实", "也许", 2)} == {None}


@pytest.mark.parametrize(
    ("read", "cell", "expected"),
    [
        (values.sex, "男性", "男"),
        (values.sex, 2.0, "女"),
        (values.sex, "未知", None),
        (values.contact_status, "失联", "lost"),
        (values.contact_status, "停机", "unreachable"),
        (values.contact_status, "正常", "normal"),
        (values.flow_reason, "打工", "migrant_work"),
        (values.flow_reason, "做生意", "business"),
        (values.flow_reason, "带孙", "family"),
        (values.flow_reason, "养老", "retire_elsewhere"),
        (values.flow_reason, "上班", "employment"),
        (values.flow_reason, "创业", "startup"),
        (values.direction, "流入", "in"),
        (values.direction, "流出党员名册", "out"),
        (values.direction, "流入流出党员", None),
        (values.direction, None, None),
        (values.new_employment_type, "外卖骑手", "food_rider"),
        (values.new_employment_type, "网络主播", "streamer"),
        (values.relation_status, "转接中", "in_transfer"),
        (values.relation_status, "未转出", "not_transferred"),
    ],
)
def test_small_vocabularies(read, cell: object, expected: str | None) -> None:
    assert read(cell) == expected


def test_strip_cell_changes_only_what_is_invisible() -> None:
    assert values.strip_cell(" 某\u00a0机械厂\n ") == "某 机械厂"
    assert values.strip_cell(3.0) == "3"
    assert values.strip_cell("Ａ１\uf9dc𠮷") == "Ａ１\uf9dc𠮷"
    assert values.strip_cell("a\x00b\ud800") == "ab"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("五邑大学本科", "21"),
        ("党校函授本科", "21"),
        ("中央电大大专", "31"),
        ("大专2020年毕业", "31"),
        ("高中文凭", "61"),
        ("华南农业大学", None),
        ("五邑大学在读", None),
        ("华南农业大学二年级", None),
        ("大学专科", "31"),
    ],
)
def test_education_with_the_school_before_it(cell: str, code: str | None) -> None:
    assert codes.education(cell) == code
