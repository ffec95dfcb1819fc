"""Cells as they are written: encodings, damaged numbers, questions as headings, what is kept and what is dropped."""

import pytest

from registry.intake.rows.checked import CheckedRow
from registry.intake.sheets.reports import check_file
from tests.intake.district import context
from tests.intake.spelling import check_character

ID = "52279919850601123" + check_character("52279919850601123")
RARE = "姓名,手机,备注\n𠮷田明,13800001234,㛃䶮\n"


def rows(text: str, encoding: str = "utf-8") -> list[CheckedRow]:
    return list(check_file(text.encode(encoding), "a.csv", context()))


def values(text: str) -> dict:
    return rows(text)[0].values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_keep_every_character(encoding: str) -> None:
    found = rows(RARE, encoding)[0].values
    assert (found["name"], found["remark"]) == ("𠮷田明", "㛃䶮")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    assert values(f"姓名{separator}手机\n张三{separator}13800001234\n")["phone"] == "13800001234"


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    found = rows('名册\n\n姓名,备注,手机\n张三,"两\n行",13800001234\n\n李四,,13800001235\n')
    assert [row.row for row in found] == [4, 6]


def test_a_line_for_excel_is_no_row() -> None:
    assert [row.row for row in rows("sep=;\n姓名;手机\n张三;13800001234\n")] == [2]


@pytest.mark.parametrize("cell", [f'"=""{ID}"""', f"'{ID}", f"{ID}\t", f" {ID} "])
def test_text_marks_around_numbers(cell: str) -> None:
    assert values(f"姓名,身份证号\n张三,{cell}\n")["id_number"] == ID


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("是否失联", "是", "contact_status", "lost"),
        ("是否失联", "否", "contact_status", "normal"),
        ("能否取得联系", "否", "contact_status", "hard_to_reach"),
        ("联系情况", "停机", "contact_status", "unreachable"),
        ("是否预备党员", "√", "political_status", "probationary"),
        ("是否预备党员", "×", "political_status", "full"),
        ("是否转接组织关系", "否", "relation_status", "not_transferred"),
        ("是否已报到", "", "reported", None),
        ("报到情况", "未报到", "reported", False),
        ("从事职业及年收入", "快递员，8万", "occupation", "快递员"),
        ("是否持证", "是", "certificate", "是"),
        ("外出原因", "打工", "flow_reason", "migrant_work"),
        ("预计返回时间", "2030.1.1", "expected_return_on", "2030-01-01"),
        ("与党组织联系方式", "微信", "contact_channel", "微信"),
    ],
)
def test_columns_of_a_member(heading: str, cell: str, field: str, value: object) -> None:
    found = values(f"姓名,{heading},手机\n张三,{cell},13800001234\n").get(field)
    assert (found.isoformat() if hasattr(found, "isoformat") else found) == value


def test_contacts_are_parted_into_name_and_number() -> None:
    found = values("姓名,联络员,流出地党组织联系人及电话\n张三,汪联络 13843430733,潘书记13945220007\n")
    assert (found["liaison_name"], found["liaison_phone"]) == ("汪联络", "13843430733")
    assert (found["home_org_contact"], found["home_org_phone"]) == ("潘书记", "13945220007")


def test_month_and_year_are_marked_as_such() -> None:
    row = rows("姓名,入党时间,流入时间\n张三,1985.6,2023\n")[0]
    assert row.precision == {"joined": "month", "arrived": "year"}


def test_what_cannot_be_read_is_kept_and_told() -> None:
    row = rows("姓名,手机,学历,入党时间\n张三,13800001234,神童,春天里\n")[0]
    assert row.verdict == "ok"
    assert (row.values["education_code"], row.values["joined"]) == (None, None)
    assert row.extra == {"education_code": "神童", "joined": "春天里"}
    assert [(problem.column, problem.kind) for problem in row.warnings] == [(3, "value"), (4, "date")]


@pytest.mark.parametrize("line", ["示例,张三,", "1,2,3", ",无,", "甲,乙,1"])
def test_rows_below_the_heading_that_are_no_people(line: str) -> None:
    assert [row.row for row in rows(f"序号,姓名,手机\n{line}\n1,李四,13800001234\n")] == [3]


@pytest.mark.parametrize(
    ("joined", "arrived", "kinds"),
    [
        ("2003.7", "2021.3", []),
        ("2001.7", "2021.3", ["joined_young"]),
        ("1985.6", "2021.3", ["joined_young"]),
        ("2005.7", "1921.3", ["before_birth"]),
        ("2005.7", "1985", []),
    ],
)
def test_days_that_can_not_be_of_somebody_of_that_age(joined: str, arrived: str, kinds: list[str]) -> None:
    found = rows(f"姓名,身份证号,入党时间,流入时间\n张三,{ID},{joined},{arrived}\n")[0]
    assert ([problem.kind for problem in found.warnings], found.verdict) == (kinds, "ok")
