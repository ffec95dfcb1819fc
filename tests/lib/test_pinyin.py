"""What a clerk types to find a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lib.pinyin import MOST, fold_query, readings


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单立新", "shanlixin", "slx"),
        ("曾勇平", "zengyongping", "zyp"),
        ("仇和", "qiuhe", "qh"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("区国强", "ouguoqiang", "ogq"),
        ("冼星海", "xianxinghai", "xxh"),
        ("覃芳子", "qinfangzi", "qfz"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴树", "piaoshu", "ps"),
        ("任杰梅", "renjiemei", "rjm"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("种师道", "chongshidao", "csd"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("单于明", "chanyuming", "cym"),
        ("令狐冲", "linghuchong", "lhc"),
        ("欧阳翙翙", "ouyanghuihui", "oyhh"),
        ("单于", "shanyu", "sy"),
        ("欧阳", "ouyang", "oy"),
        ("吕明", "lvming", "lm"),
        ("才旦·卓玛", "caidanzhuoma", "cdzm"),
        ("陈㛃", "chenjie", "cj"),
        ("𠮷田明", "𠮷tianming", "𠮷tm"),
        ("贺雪松", "hexuesong", "hxs"),
        ("John Smith", "johnsmith", "johnsmith"),
        ("", "", ""),
    ],
)
def test_usual_reading(name: str, full: str, initials: str) -> None:
    keys = readings(name)
    assert (keys.full, keys.initials) == (full, initials)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("覃芳子", "tanfangzi"),
        ("吕明", "lyuming"),
        ("吕明", "luming"),
        ("张乐", "zhangyue"),
        ("王茜", "wangxi"),
        ("李晟", "licheng"),
        ("单", "shan"),
    ],
)
def test_other_readings(name: str, other: str) -> None:
    keys = readings(name)
    assert other in (keys.full, *keys.full_alt)


def test_initials_of_other_readings() -> None:
    assert "zy" in readings("张乐").initials_alt
    assert "tfz" in readings("覃芳子").initials_alt


@given(st.text(max_size=60))
def test_any_text_has_few_keys(text: str) -> None:
    keys = readings(text)
    assert len(keys.full_alt) < MOST
    assert len(keys.initials_alt) < MOST
    assert keys.full not in keys.full_alt


@pytest.mark.parametrize("typed", ["Lǚ Míng", "lü'ming", "LVMING", "lv ming"])
def test_what_is_typed_is_spelt_like_the_keys(typed: str) -> None:
    assert fold_query(typed) == readings("吕明").full
