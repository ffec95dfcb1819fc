"""Two places in one cell are shown, never guessed; more of the same place is one."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.lib.divisions import current, full_name, is_within, name_of, resolve

PLACES = sorted(current())
COUNTIES = [code for code in PLACES if current()[code].level == "county"]
BETWEEN = ["/", "、", "，", ",", "；", " / ", "或", "和", "以及", " ", "\n", "→", "—", "（", "、\n"]


def written(code: str, *, short: bool) -> str:
    """贵州省独山县, or 贵州独山 as most people write."""
    province, name = name_of(code[:2] + "0000"), name_of(code) if code[2:] != "0000" else ""
    return full_name(code) if not short else province.removesuffix("省") + name


def apart(one: str, other: str) -> bool:
    return not (is_within(one, other) or is_within(other, one))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("贵州独山/湖北黄冈", "522726 421100"),
        ("广东中山、广西博白", "442000 450923"),
        ("天津市/河北井陉矿区", "120000 130107"),
        ("浙江省、安徽省合肥市", "330000 340100"),
        ("四川省、重庆市江津区", "510000 500116"),
        ("广东中山、珠海", "442000 440400"),
        ("贵州独山和湖北黄冈", "522726 421100"),
        ("贵州独山或广西博白县", "522726 450923"),
        ("贵州独山湖北黄冈", "522726 421100"),
        ("贵州省独山县湖北省黄冈市麻城市", "522726 421181"),
        ("北京市朝阳区、海淀区", "110105 110108"),
        ("湖北黄冈麻城/罗田", "421181 421123"),
        ("深圳/东莞/惠州", "440300 441900 441300"),
        ("浙江、江苏一带", "330000 320000"),
        ("湖南隆回（贵州独山）", "430524 522726"),
        ("湖南隆回 贵州独山", "430524 522726"),
        ("贵州、独山/湖北、黄冈", "522726 421100"),
        ("朝阳区/湖北黄冈", "110105 421100"),
        ("522726/421100", "522726 421100"),
        ("中共贵州省独山县委、中共湖北省黄冈市委", "522726 421100"),
    ],
)
def test_two_places_are_both_shown(text: str, names: str) -> None:
    match = resolve(text)
    assert (match.code, match.depth, match.successor) == (None, None, None)
    assert match.several and set(names.split()) <= set(match.candidates)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖北黄冈麻城", "421181"),
        ("湖北/黄冈/麻城", "421181"),
        ("湖北、黄冈、麻城", "421181"),
        ("湖北黄冈/湖北省黄冈市", "421100"),
        ("麻城市（湖北黄冈）", "421181"),
        ("浙江省绍兴市柯桥区（绍兴县）", "330603"),
        ("湖南隆回、和平村", "430524"),
        ("湖南隆回 新兴", "430524"),
        ("广东东莞长安", "441900"),
        ("江门市、城区", "440700"),
        ("广东省中山路12号、北京路3号", "440000"),
        ("贵州独山（湖南商会）", "522726"),
        ("湖南隆回（在深圳务工）", "430524"),
        ("贵州省独山县麻尾镇/麻尾村", "522726"),
        ("中共贵州省独山县委员会（江门流动党支部）", "522726"),
        ("上海市湖南路街道", "310000"),
        ("贵州独山/其他", "522726"),
    ],
)
def test_more_of_the_same_place_or_something_else_is_no_second_place(text: str, code: str) -> None:
    match = resolve(text)
    assert (match.code, match.several) == (code, False)


def test_an_ambiguous_name_stays_what_it_was() -> None:
    match = resolve("朝阳区（老城）")
    assert (match.code, match.several) == (None, False)


def test_a_name_with_its_province_behind_it_is_one_place() -> None:
    assert resolve("朝阳区（北京市）").code == "110105"
    assert resolve("隆回县（贵州省）").code is None  # no county of that province


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(BETWEEN), st.booleans(), st.booleans())
def test_of_two_places_none_is_chosen(one: str, other: str, between: str, first: bool, second: bool) -> None:
    texts = written(one, short=first), written(other, short=second)
    assume(apart(one, other) and [resolve(text).code for text in texts] == [one, other])
    match = resolve(between.join(texts) + ("）" if between == "（" else ""))
    assert match.code is None, (texts, between)
    if match.several:  # 北京和上海: what isn't read at all isn't guessed either
        assert {one, other} <= set(match.candidates)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(COUNTIES), st.sampled_from(BETWEEN), st.booleans(), st.booleans())
def test_a_place_and_what_it_lies_in_are_one(code: str, between: str, turned: bool, full: bool) -> None:
    outer = current()[code].parent
    texts = [full_name(code), full_name(outer) if full else name_of(code[:2] + "0000")]
    assume(resolve(texts[0]).code == code)
    match = resolve(between.join(texts[::-1] if turned else texts))
    assert not match.several and match.code is not None
    assert is_within(code, match.code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[
            ("从贵州独山县来", "522726"),
            ("由湖南隆回流入", "430524"),
            ("自四川仪陇", "511324"),
            ("老家广西博白", "450923"),
        ],
        *[("去了深圳龙岗", "440307"), ("外省：浙江柯桥", "330603"), ("贵州从江县", "522633"), ("从江县", "522633")],
        *[
            ("自贡市富顺县", "510322"),
            ("广西来宾市", "451300"),
            ("贵州独山来务工", "522726"),
            ("贵州独山到村", "522726"),
        ],
    ],
)
def test_words_of_coming_and_going(text: str, code: str) -> None:
    assert (resolve(text).code, resolve(text).several) == (code, False)


@pytest.mark.parametrize("text", ["贵州独山到广东江门", "贵州独山至江门", "贵州独山去深圳", "贵州独山人，从深圳过来"])
def test_a_way_names_both_its_ends(text: str) -> None:
    match = resolve(text)
    assert match.several and match.candidates[0] == "522726"


@pytest.mark.parametrize("text", ["外省", "市外", "老家", "从化", "本市鹤山"])
def test_such_words_alone_are_no_place_or_the_one_they_are(text: str) -> None:
    assert resolve(text).code in (None, "440117")
