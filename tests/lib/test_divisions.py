"""Places out of free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lib import divisions
from registry.lib.divisions import current, full_name, is_within, name_of, resolve, retired, search

COUNTIES = [place for place in current().values() if place.level == "county"]


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("贵州独山", "522726", ""),
        ("贵州省独山县", "522726", ""),
        ("贵州省黔南州独山县", "522726", ""),
        ("522726", "522726", ""),
        ("贵州省黔南布依族苗族自治州独山县", "522726", ""),
        ("独山县", "522726", ""),
        ("独山", "522726", ""),
        ("贵州-独山", "522726", ""),
        ("贵州省 / 黔南州 / 独山县", "522726", ""),
        ("中共贵州省独山县东桥镇支部委员会", "522726", "东桥镇支部委员会"),
        ("贵州省", "520000", ""),
        ("贵州", "520000", ""),
        ("贵州东桥镇", "520000", "东桥镇"),
        ("湖北黄冈麻城", "421181", ""),
        ("湖北麻城", "421181", ""),
        ("黄冈麻城", "421181", ""),
        ("广西博白县", "450923", ""),
        ("广西壮族自治区玉林市博白县", "450923", ""),
        ("浙江省柯桥区", "330603", ""),
        ("重庆市云阳县", "500235", ""),
        ("重庆云阳", "500235", ""),
        ("重庆市市辖区万州区", "500101", ""),
        ("云南昭通镇雄", "530627", ""),
        ("云南镇雄", "530627", ""),
        ("吉林", "220000", ""),
        ("吉林市", "220200", ""),
        ("吉林市船营区", "220204", ""),
        ("海南州共和县", "632521", ""),
        ("河南县", "632324", ""),
        ("辽宁朝阳", "211300", ""),
        ("北京朝阳", "110105", ""),
        ("东莞长安", "441900", "长安"),
        ("广东省东莞市长安镇", "441900", "长安镇"),
        ("湖北省仙桃市", "429004", ""),
        ("儋州市", "460400", ""),
        ("台湾省台北市", "710000", "台北市"),
        ("香港", "810000", ""),
        ("上海浦东", "310115", ""),
        ("济南市中区", "370103", ""),
        ("江门市城区", "440700", "城区"),
        ("广东省江门市江海区江南街道永贤社区", "440704", "江南街道永贤社区"),
        ("440704001025", "440704", ""),
        ("安徽省六安市寿县", "340422", ""),
        ("广东省中山路12号", "440000", "中山路12号"),
        ("贵州省独山县　", "522726", ""),
        ("贵州省\n独山县", "522726", ""),
    ],
)
def test_places(text: str, code: str, rest: str) -> None:
    match = resolve(text)
    assert (match.code, match.candidates, match.rest) == (code, (), rest)


@pytest.mark.parametrize(
    "text",
    [
        "某机械厂",
        "吉林路",
        "北京路社区",
        "中山路",
        "东方市场",
        "北京大学",
        "江南街道永明社区",
        "上海大道",
        "",
        "999999",
        "平安保险公司",
    ],
)
def test_no_places(text: str) -> None:
    match = resolve(text)
    assert (match.code, match.candidates, match.depth) == (None, (), None)


@pytest.mark.parametrize(
    ("text", "code", "among"),
    [
        ("朝阳区", None, "110105"),
        ("鼓楼区", None, "320106"),
        ("江苏省鼓楼区", "320000", "320302"),
        ("东区社区", None, "510402"),
    ],
)
def test_an_ambiguous_place_is_shown_never_guessed(text: str, code: str | None, among: str) -> None:
    match = resolve(text)
    assert match.code == code
    assert among in match.candidates


@pytest.mark.parametrize(
    ("text", "code", "successor"),
    [("浙江省绍兴县", "330621", "330603"), ("番禺市", "440181", "440113"), ("330621", "330621", "330603")],
)
def test_retired_names_keep_their_code_and_know_their_successor(text: str, code: str, successor: str) -> None:
    match = resolve(text)
    assert (match.code, match.successor) == (code, successor)


def test_every_county_is_found_by_every_way_of_writing_it_in_full() -> None:
    for place in COUNTIES:
        full = full_name(place.code)
        assert resolve(full).code == place.code, full
        assert resolve(f"中共{full}东桥镇支部委员会").rest == "东桥镇支部委员会", full


def test_every_county_beside_its_province_is_found_or_shown() -> None:
    shown = 0
    for place in COUNTIES:
        province = name_of(place.code[:2] + "0000")
        match = resolve(province + place.name)
        assert place.code in (match.code, *match.candidates), province + place.name
        shown += match.code != place.code
    assert shown < 30


def test_no_county_is_taken_for_another_by_its_bare_name() -> None:
    for place in COUNTIES:
        match = resolve(place.name)
        assert place.code in (match.code, *match.candidates), place.name


def test_every_successor_lives() -> None:
    assert all(old.successor is None or old.successor in current() for old in retired().values())
    assert not set(retired()) & set(current())


def test_every_parent_is_there() -> None:
    assert all(place.parent in current() for place in current().values() if place.level != "province")


def test_names() -> None:
    assert name_of("522726") == "独山县"
    assert full_name("522726") == "贵州省黔南布依族苗族自治州独山县"
    assert full_name("429004") == "湖北省仙桃市"
    assert name_of("330621") == "绍兴县"
    assert name_of("000000") == full_name("000000") == ""


def test_within() -> None:
    assert is_within("522726", "520000")
    assert is_within("522726", "5227")
    assert is_within("522726", "522726")
    assert not is_within("522726", "522700"[:3] + "300")


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("贵州", "52"), ("独山", "522726"), ("黄冈", "4211"), ("黔南州", "5227"), ("贵州独山", "522726"), ("北京", "11")],
)
def test_search(text: str, prefix: str) -> None:
    assert search(text)[0] == prefix


def test_search_of_a_renamed_county_finds_rows_of_both_codes() -> None:
    assert {"330603", "330621"} <= set(search("柯桥"))
    assert {"330603", "330621"} <= set(search("绍兴县"))


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    match = resolve(text)
    assert match.code is None or divisions.find(match.code)
    assert isinstance(search(text), tuple)
