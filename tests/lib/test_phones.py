"""Telephone numbers out of cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lib.phones import PhoneProblem, parse_phones, split_contact

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
SEPARATORS = st.sampled_from(["/", "、", "；", "，", " ", ";", ",", " / ", "\n"])


@given(MOBILES)
def test_one_number_in_every_spelling(number: str) -> None:
    head, middle, tail = number[:3], number[3:7], number[7:]
    spellings = (
        number,
        f"{head} {middle} {tail}",
        f"{head}-{middle}-{tail}",
        f"+86{number}",
        f"0086{number}",
        f"86-{number}",
    )
    for cell in (*spellings, f"电话{number}", f" {number} ", f"手机：{number}"):
        assert parse_phones(cell).mobile == number, cell
        assert parse_phones(cell).rest == "", cell


@given(MOBILES)
def test_numeric_cells(number: str) -> None:
    if number.endswith("00000000"):
        with pytest.raises(PhoneProblem):
            parse_phones(float(number))
    else:
        assert parse_phones(float(number)).mobile == parse_phones(int(number)).mobile == number


@given(st.lists(MOBILES, min_size=2, max_size=4, unique=True), SEPARATORS)
def test_several_numbers(numbers: list[str], separator: str) -> None:
    phones = parse_phones(separator.join(numbers))
    assert (phones.mobile, *phones.others) == tuple(numbers)


@pytest.mark.parametrize(
    "cell", ["1.38E+10", "1.38e10", "1.38901E+10", "电话1.38E+10", 13800000000.0, 1.38e17, float("inf"), 1.5]
)
def test_damaged(cell: object) -> None:
    with pytest.raises(PhoneProblem) as problem:
        parse_phones(cell)
    assert problem.value.kind == "phone_damaged"


@pytest.mark.parametrize(
    ("cell", "mobile", "landlines", "rest"),
    [
        ("13800000000/0750-1234567", "13800000000", ("0750-1234567",), ""),
        ("0750-3123456", None, ("0750-3123456",), ""),
        ("(0750)3123456", None, ("0750-3123456",), ""),
        ("(138)00001234", "13800001234", (), ""),
        ("138\u20110000\u20101234", "13800001234", (), ""),
        ("(0138)0000", None, (), "0138)0000"),
        ("3123456", None, ("3123456",), ""),
        ("微信", None, (), "微信"),
        ("微信同号13812345678", "13812345678", (), "微信同号"),
        ("无", None, (), ""),
        ("138****1234", None, (), "138****1234"),
        ("138000000001", None, (), "138000000001"),
        ("1380000000", None, (), "1380000000"),
        ("12800000000", None, (), "12800000000"),
        (None, None, (), ""),
        ("", None, (), ""),
        (True, None, (), "True"),
    ],
)
def test_other_cells(cell: object, mobile: str | None, landlines: tuple[str, ...], rest: str) -> None:
    phones = parse_phones(cell)
    assert (phones.mobile, phones.landlines, phones.rest) == (mobile, landlines, rest)


@pytest.mark.parametrize(
    ("cell", "contact"),
    [
        ("潘书记13945220007", ("潘书记", "13945220007")),
        ("张三 13800001111", ("张三", "13800001111")),
        ("张三(13800001111)", ("张三", "13800001111")),
        ("张三（电话：138 0000 1111）", ("张三", "13800001111")),
        ("汪联络 13843430733", ("汪联络", "13843430733")),
        ("潘书记", ("潘书记", None)),
        ("13945220007", ("", "13945220007")),
        ("李四 0750-3123456", ("李四", "0750-3123456")),
        ("李四 1.38E+10", ("李四 1.38E+10", None)),
        (13945220007.0, ("", "13945220007")),
        (None, ("", None)),
    ],
)
def test_contacts(cell: object, contact: tuple[str, str | None]) -> None:
    assert tuple(split_contact(cell)) == contact


@pytest.mark.parametrize(
    ("cell", "mobile", "theirs"),
    [
        ("13800001234 张强(子)", None, True),
        ("13800001234，女儿", None, True),
        ("13800001234-妻子", None, True),
        ("13800001234，儿子13900001111", "13800001234", True),
        ("13800001234（女）", "13800001234", False),
        ("13800001234，子女在外", "13800001234", False),
    ],
)
def test_whose_a_number_is(cell: str, mobile: str | None, *, theirs: bool) -> None:
    phones = parse_phones(cell)
    assert (phones.mobile, bool(phones.others_own)) == (mobile, theirs)
