"""Identity numbers: what is read, what is refused and as what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lib.identity import IdProblem, check_digit, compose, is_masked, parse_id

BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 12, 31))
COUNTIES = st.from_regex(r"[1-6][0-9]{3}99", fullmatch=True)
SEQUENCES = st.integers(min_value=0, max_value=999)
VALID = st.builds(compose, COUNTIES, BIRTHS, SEQUENCES)


def kind_of(cell: object) -> str:
    with pytest.raises(IdProblem) as problem:
        parse_id(cell)
    return problem.value.kind


def test_check_digits_of_published_examples() -> None:
    # The two numbers printed in GB 11643-1999 itself.
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


def test_ten_thousand_numbers_come_back_and_shorten_to_fifteen() -> None:
    for index in range(10_000):
        birth = date.fromordinal(date(1930, 1, 1).toordinal() + index * 2)
        number = compose(f"44{index % 70:02d}99", birth, index % 1000)
        read = parse_id(number)
        assert read is not None
        assert (read.value, read.birth, read.legacy) == (number, birth, False)
        assert read.sex == ("男" if index % 2 else "女")
        if birth.year < 2000:
            old = parse_id(number[:6] + number[8:17])
            assert old is not None
            assert (old.value, old.legacy) == (number, True)


@given(VALID, st.integers(min_value=0, max_value=17), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, shift: int) -> None:
    old = number[place]
    new = str((int(old) + shift) % 10) if old != "X" else str(shift)
    assert kind_of(number[:place] + new + number[place + 1 :]) == "id_checksum"


@given(VALID, st.integers(min_value=0, max_value=16))
def test_two_neighbours_swapped_are_always_seen(number: str, place: int) -> None:
    if number[place] != number[place + 1]:
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert kind_of(swapped) == "id_checksum"


@pytest.mark.parametrize("ending", ["x", "Ｘ", "ｘ", "×", "X "])
def test_last_character_x_in_every_spelling(ending: str) -> None:
    read = parse_id("52279919550114945" + ending)
    assert read is not None
    assert read.value == "52279919550114945X"
    assert (read.sex, read.birth, read.county) == ("男", date(1955, 1, 14), "522799")


@pytest.mark.parametrize(
    "cell",
    [
        " 341299196910142016",
        "'341299196910142016",
        "341299 19691014 2016",
        "３４１２９９１９６９１０１４２０１６",
        "\ufeff341299196910142016",
    ],
)
def test_spaces_apostrophe_and_full_width(cell: str) -> None:
    read = parse_id(cell)
    assert read is not None
    assert read.value == "341299196910142016"


@pytest.mark.parametrize("cell", [440704850601001, 440704850601001.0, "440704850601001"])
def test_fifteen_digits_even_as_a_number(cell: object) -> None:
    read = parse_id(cell)
    assert read is not None
    assert (read.value, read.legacy) == ("440704198506010014", True)


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "不详", "/", "——", "4407**********1234", "4407XXXXXXXXXX1234"])
def test_nothing_and_masked_are_no_number(cell: object) -> None:
    assert parse_id(cell) is None


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (3.60799199208121e17, "id_damaged"),
        (440704198506010000, "id_damaged"),
        (4407041985060100, "id_damaged"),
        ("4.40704E+17", "id_damaged"),
        ("4.40704e17", "id_damaged"),
        (float("nan"), "id_damaged"),
        ("34129919691014201", "id_length"),
        ("3412991969101420166", "id_length"),
        ("13800001234", "id_length"),
        (13800001234.0, "id_length"),
        (True, "id_length"),
        ("341299196910142017", "id_checksum"),
        ("34129919691014201A", "id_checksum"),
        (compose("440799", date(2098, 1, 1), 1), "id_checksum"),
        ("440799189912310016", "id_checksum"),
        ("440704851301001", "id_checksum"),
    ],
)
def test_problems(cell: object, kind: str) -> None:
    assert kind_of(cell) == kind


def test_a_valid_check_digit_does_not_save_an_impossible_birthday() -> None:
    first17 = "44079919850230001"
    assert kind_of(first17 + check_digit(first17)) == "id_checksum"


def test_the_message_holds_no_number() -> None:
    with pytest.raises(IdProblem) as problem:
        parse_id("341299196910142017")
    assert "3412" not in str(problem.value)


@pytest.mark.parametrize(
    ("text", "masked"), [("4407**********1234", True), ("138****1234", True), ("52279919581027705x", False)]
)
def test_masked(text: str, masked: bool) -> None:
    assert is_masked(text) is masked
