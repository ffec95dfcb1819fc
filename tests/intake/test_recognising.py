"""Headings, layouts and the columns that can mean several things."""

import pytest

from registry.intake.headings.plans import Wishes
from registry.intake.sheets.reports import Summary, check_file, report
from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of, signature
from tests.intake import plain_books
from tests.intake.district import COMMUNITY, STREET, context
from tests.intake.spelling import check_character
from tests.intake.words import HEADINGS

KNOWN = {
    "birth": "birth_date",
    "native": "native_place",
    "household": "household_address",
    "residence": "residence_address",
    "political": "political_status",
    "joined": "join_party_date",
    "regular": "regular_date",
    "home_org": "home_org_name",
    "origin": "origin_region",
    "home_contact": "home_org_contact",
    "home_phone": "home_org_phone",
    "host_org": "host_org_name",
    "reason": "flow_reason",
    "left": "flow_out_date",
    "arrived": "flow_in_date",
    "occupation": "occupation_status",
    "kind": "new_employment_type",
    "migrant": "is_migrant_worker",
    "certificate": "flow_certificate_no",
    "reported_on": "reported_date",
    "relation": "relation_status",
    "last_contact": "last_contact_date",
    "ideology": "ideology_note",
    "family": "household_size",
    "channel": "phone_or_channel",
}
SPELLINGS = [(kind, heading) for kind, headings in HEADINGS.items() for heading in headings.split(";")]


@pytest.mark.parametrize(("kind", "heading"), SPELLINGS)
def test_every_spelling_of_a_heading(kind: str, heading: str) -> None:
    found = field_of(heading)
    assert found == KNOWN.get(kind, kind) or (found or "").endswith("?")


@pytest.mark.parametrize("heading", ["血型", "备用车牌", "是否参加体检", "2023年", "1", ""])
def test_other_words_are_no_headings(heading: str) -> None:
    assert field_of(heading) is None


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("联络员", "姓名", "liaison"),
        ("联络员", "电话", "liaison_phone"),
        ("流出地党组织", "名称", "home_org_name"),
        ("流出地党组织", "联系人", "home_org_contact"),
        ("流出地党组织", "联系电话", "home_org_phone"),
        ("流入地党组织", "名称", "host_org_name"),
        ("基本情况", "姓名", "name"),
        ("外出务工情况", "何时外出", "flow_out_date"),
        ("流入务工情况", "组织关系所在地", "home_org_name"),
        ("姓名", "", "name"),
        ("", "手机", "phone"),
    ],
)
def test_headings_in_two_rows(parent: str, child: str, field: str) -> None:
    assert compound_field(parent, child) == field


def test_signature_sees_through_spelling_but_not_order() -> None:
    assert signature(["姓  名", "身份证号："]) == signature(["姓名", "*身份证号"])
    assert signature(["姓名", "电话"]) != signature(["电话", "姓名"])


def number(first17: str) -> str:
    return first17 + check_character(first17)


A, B, C = number("52279919850601123"), number("42119919790312456"), number("43059919900101222")


def told(
    rows: list[list],
    *,
    merges: tuple[str, ...] = (),
    of: str = "440704000000",
    name: str = "Sheet1",
    wishes: Wishes | None = None,
    hidden: tuple[int, ...] = (),
) -> dict:
    summary, file = Summary(), plain_books.written(rows, merges, name, hidden)
    return report(check_file(file, "a.xlsx", context(of), wishes, summary), summary)


def test_a_contact_persons_name_and_telephone_are_not_the_members() -> None:
    found = told(
        [
            ["序号", "姓名", "身份证号", "联系电话", "联络员", None],
            [None, None, None, None, "姓名", "电话"],
            [1, "张三", A, "13800001234", "李四", "13900001111"],
        ],
        merges=("E1:F1", "A1:A2", "B1:B2", "C1:C2", "D1:D2"),
    )
    assert (found["people"][0]["name"], found["people"][0]["phone"]) == ("张三", "13800001234")


def test_the_second_telephone_belongs_to_the_person_beside_it() -> None:
    found = told(
        [["联络员", "联系电话", "姓名", "身份证号", "联系电话"], ["李四", "13900001111", "张三", A, "13800001234"]]
    )
    assert found["people"][0]["phone"] == "13800001234"


def test_sections_sums_and_notes_are_no_people() -> None:
    found = told(
        [
            ["流入名册"],
            ["序号", "姓名", "身份证号", "手机", "村(社区)"],
            ["一、快递行业"],
            [1, "张三", A, "13800001234", "永明"],
            [2],
            [3, None, None, None, "永明"],
            ["小计", "1人"],
            ["二、外卖"],
            [3, "李四", B, "13800001235", "明星村"],
            ["合计", "2人"],
            ["说明：", "1.表"],
            ["2.每月报送"],
        ]
    )
    assert [person["row"] for person in found["people"]] == [4, 9]
    assert found["errors"] == []


def test_same_name_twice_is_settled_by_street_scope_or_person() -> None:
    rows = [
        ["姓名", "手机", "村(社区)", "街道"],
        ["张三", "13800001234", "墟镇社区", "礼乐街道"],
        ["李四", "13800001235", "墟镇社区", None],
    ]
    found = told(rows)
    assert [person["community_code"] for person in found["people"]] == ["440704005001", None]
    assert [warning["kind"] for warning in found["warnings"]] == ["community_ambiguous"]


def test_scope_is_the_intakes_organisation() -> None:
    rows = [
        ["姓名", "手机", "社区"],
        ["张三", "13800001234", "永明"],
        ["李四", "13800001235", "仁美社区"],
        ["王五", "13800001236", "英南村"],
        ["赵六", "13800001237", "明星村"],
    ]
    kinds = {
        of: [(e["row"], e["column"], e["kind"]) for e in told(rows, of=of)["errors"]] for of in (COMMUNITY, STREET)
    }
    assert kinds[COMMUNITY] == [(3, 3, "out_of_scope"), (4, 3, "out_of_scope")]
    assert kinds[STREET] == [(4, 3, "out_of_scope")]


def test_a_foreign_sheet_is_out_of_scope_but_an_address_is_only_told() -> None:
    sheet = told([["姓名", "手机"], ["张三", "13800001234"]], name="英南村", of=STREET)
    assert [(e["column"], e["kind"]) for e in sheet["errors"]] == [(1, "out_of_scope")]
    address = told([["姓名", "手机", "现居住地"], ["张三", "13800001234", "江海区礼乐街道英南村"]], of=STREET)
    assert address["errors"] == []
    assert [warning["kind"] for warning in address["warnings"]] == ["community_elsewhere"]


def test_the_branch_column_is_home_outside_and_host_inside() -> None:
    found = told(
        [
            ["姓名", "手机", "所在党支部", "流入时间"],
            ["张三", "13800001234", "江南街道永明社区党支部", "2023.1"],
            ["李四", "13800001235", "中共湖北省麻城市北关镇支部委员会", "2023.2"],
        ]
    )
    assert [person["home_org"] for person in found["people"]] == [None, "中共湖北省麻城市北关镇支部委员会"]
    assert [person["origin_code"] for person in found["people"]] == [None, "421181"]


def test_birthplace_is_only_a_hint() -> None:
    found = told([["姓名", "手机", "籍贯"], ["张三", "13800001234", "贵州独山"]])
    assert found["people"][0]["origin_code"] is None
    assert [warning["kind"] for warning in found["warnings"]] == ["origin_hint"]


def test_a_vague_place_is_made_exact_by_the_organisation() -> None:
    found = told(
        [
            ["姓名", "手机", "流出地", "流出地党组织"],
            ["张三", "13800001234", "贵州", "中共贵州省独山县委"],
            ["李四", "13800001235", "朝阳区", None],
        ]
    )
    assert [person["origin_code"] for person in found["people"]] == ["522726", None]


def test_one_person_twice_without_number() -> None:
    found = told([["姓名", "手机"], ["张三", "13800001234"], ["张 三", "138 0000 1234"], ["李四", "13800001234"]])
    assert [(e["row"], e["column"], e["kind"]) for e in found["errors"]] == [(3, 2, "duplicate_in_file")]


def test_fifteen_and_eighteen_digits_are_one_number() -> None:
    found = told([["姓名", "身份证号"], ["张三", A], ["张三", A[:6] + A[8:17]]])
    assert [(e["row"], e["column"], e["kind"]) for e in found["errors"]] == [(3, 2, "duplicate_in_file")]


def test_all_errors_of_a_row_at_once() -> None:
    found = told([["姓名", "身份证号", "手机", "社区"], [None, "1234", "1.38E+10", "仁美"]], of=COMMUNITY)
    assert [e["kind"] for e in found["errors"]] == ["name_missing", "id_length", "phone_damaged", "out_of_scope"]


def test_a_person_at_the_screen_decides() -> None:
    rows = [["姓名", "编码", "手机"], ["张三", A, "13800001234"]]
    assert told(rows)["people"][0]["id_number"] is None
    assert told(rows)["unknown_columns"] == [{"sheet": "Sheet1", "column": 2, "heading": "编码"}]
    chosen = told(rows, wishes=Wishes(direction="out", mappings={"Sheet1": {2: "id_number", 3: None}}))
    assert (chosen["people"][0]["id_number"], chosen["people"][0]["phone"], chosen["direction"]) == (A, None, "out")


def test_hidden_rows_are_read_and_told() -> None:
    found = told([["姓名", "手机"], ["张三", "13800001234"], ["李四", "13800001235"]], hidden=(3,))
    assert found["rows"] == 2
    assert found["rows_hidden"] == {"Sheet1": [3]}


def test_sheets_without_people_are_told() -> None:
    found = told([["填表说明"], ["1.本表由支部填写"], ["2.每月报送"]])
    assert found["sheets_skipped"] == [{"sheet": "Sheet1", "reason": "no_header"}]
    assert found["rows"] == 0


def test_two_tables_on_one_sheet() -> None:
    found = told(
        [
            ["姓名", "手机", "流入时间"],
            ["张三", "13800001234", "2023.1"],
            [],
            ["序号", "姓名", "性别", "手机"],
            [1, "李四", "男", "13800001235"],
        ]
    )
    assert [(p["name"], p["phone"], p["sex"]) for p in found["people"]] == [
        ("张三", "13800001234", None),
        ("李四", "13800001235", "男"),
    ]


def test_merged_cells_fill_down_but_never_names_or_numbers() -> None:
    found = told(
        [
            ["姓名", "手机", "流出地"],
            ["张三", "13800001234", "贵州独山"],
            [None, None, None],
            ["李四", "13800001235", None],
        ],
        merges=("A2:A3", "C2:C4"),
    )
    assert [(p["row"], p.get("origin_code")) for p in found["people"]] == [(2, "522726"), (4, "522726")]


def test_a_table_that_begins_below_and_beside() -> None:
    """Blank rows above and blank columns left of the table shift nothing."""
    found = told([[], [], [None, None, "姓名", "身份证号"], [None, None, None, A], [None, None, "张三", B]])
    assert [(e["row"], e["column"], e["kind"]) for e in found["errors"]] == [(4, 3, "name_missing")]
    assert [(p["row"], p["verdict"]) for p in found["people"]] == [(4, "error"), (5, "ok")]
