"""Telephones of the member and a relative in one column, and an old number beside a new one."""

import pytest

from registry.intake.words.headers import code_of, field_of
from registry.lib.phones import PhoneProblem, parse_phones
from tests.intake.test_values import rows, values

OWN, KIN, NEW = "13800001234", "13900001111", "13800005678"


@pytest.mark.parametrize(
    "heading", ["本人及家属联系电话", "本人和配偶电话", "流动党员本人与家属手机号", "本人/家属电话"]
)
def test_a_heading_that_has_the_members_own_first(heading: str) -> None:
    assert field_of(heading) == "phone_and_kin"


@pytest.mark.parametrize("heading", ["家属及本人电话", "本人家属电话", "本人、家属电话", "家属电话", "家庭电话"])
def test_a_heading_that_does_not(heading: str) -> None:
    assert code_of(heading) != "phone_and_kin"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [(f"{OWN}/{KIN}", OWN), (OWN, OWN), (f"{OWN} 妻{KIN}", OWN), (f"{KIN}（妻）", None), (f"妻：{KIN}；{OWN}", OWN)],
)
def test_the_first_is_the_members_and_the_relatives_is_nobodys(cell: str, phone: str | None) -> None:
    found = values(f"姓名,本人及家属联系电话\n张三,{cell}\n")
    assert (found["phone"], found.get("other_phones")) == (phone, None)


def test_a_new_number_counts_before_the_old_one() -> None:
    found = values(f"姓名,电话,新电话\n张三,{OWN},{NEW}\n")
    assert (found["phone"], found["other_phones"]) == (NEW, [OWN])
    assert values(f"姓名,电话,新电话\n张三,{OWN},\n")["phone"] == OWN


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        (f"旧{OWN} 新{NEW}", NEW),
        (f"{OWN}（停机） {NEW}", NEW),
        (f"{OWN}已停用，{NEW}", NEW),
        (f"{OWN}改为{NEW}", NEW),
        (f"原：{OWN}；现用：{NEW}", NEW),
        (f"{OWN} {NEW}", OWN),
        (f"新{OWN} {NEW}", OWN),
        (f"{OWN}（停机）", OWN),
        (f"{OWN}（微信） {NEW}（停机）", OWN),
    ],
)
def test_a_number_that_is_gone_comes_last(cell: str, first: str) -> None:
    found = parse_phones(cell)
    assert found.mobile == first
    assert {found.mobile, *found.others} <= {OWN, NEW}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("身份证号码（后四位）", None),
        ("身份证后六位", None),
        ("身份证号（18位）", "id_number"),
        ("手机号（11位）", "phone"),
    ],
)
def test_a_piece_of_a_number_is_none(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_all_digits_in_scientific_notation_are_a_number() -> None:
    assert parse_phones("1.3800001234E10").mobile == OWN
    for cell in ("1.38E+10", "1.380000123E10", "1.3800001234E11", "1.2800001234E10"):
        with pytest.raises(PhoneProblem):
            parse_phones(cell)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (f"{OWN}（村书记）", True),
        (f"代：{OWN}", True),
        (f"{OWN} 网格员", True),
        (f"{OWN}（微信同号）", False),
        (f"{OWN}（本人）", False),
        (f"移动{OWN}", False),
        (OWN, False),
    ],
)
def test_a_number_with_an_office_beside_it_is_taken_and_told(cell: str, told: bool) -> None:
    found = rows(f"姓名,手机\n张三,{cell}\n")[0]
    assert found.values["phone"] == OWN
    assert [problem.kind for problem in found.warnings] == ["phone_with_role"] * told
