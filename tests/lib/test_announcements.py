"""放假安排 as they are pasted: the notice itself, rows, and what can't be read."""

from datetime import date

import pytest

from registry.entry.announcements import read
from registry.lib import announced

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日"""


def test_the_notice_as_it_was_published() -> None:
    found = read(NOTICE, 2026)
    of_2026 = next(each for each in announced.announcements() if each.year == 2026)
    assert found.problems == []
    assert tuple(found.days) == of_2026.days
    assert found.passed[-1] == "2025年11月4日"


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-01 至 2027-01-03 元旦 休\n2027-01-04 上班",
        "元旦 2027/1/1～2027/1/3 放假，共3天\n2027/1/4\t元旦调休\t上班",
        "元旦：1月1日至3日放假3天，1月4日上班",
        "2027.1.1—1.3 元旦 放假\n\n1-4 补班",
    ],
)
def test_rows_of_many_kinds(text: str) -> None:
    found = read(text, 2027)
    assert found.problems == found.passed == []
    assert [(day.day.day, day.working, day.name) for day in found.days] == [
        (1, False, "元旦"), (2, False, "元旦"), (3, False, "元旦"), (4, True, "元旦"),
    ]  # fmt: skip
    assert {(day.day.year, day.day.month) for day in found.days} == {(2027, 1)}


@pytest.mark.parametrize("text", ["元旦：12月30日至1月1日放假", "2018年12月30日至2019年1月1日 元旦 休"])
def test_new_year_may_begin_in_december(text: str) -> None:
    assert [day.day for day in read(text, 2019).days] == [date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)]


def test_what_cannot_be_read_is_said_at_once_with_its_line() -> None:
    wrong = (
        ("2027-01-01,2027-01-03,元旦,休", "中间写“至”"),
        ("2027-13-01 元旦 休", "没有 13 月 01 日"),
        ("2027-01-01 元旦", "“休”还是“上班”"),
        ("2027-01-05 休", "哪个节日"),
        ("1月4日、5日上班", "数字读不懂"),
        ("2027-01-03 至 2027-01-01 元旦 休", "起止日期不对"),
        ("2027-01-01 至 2027-06-01 元旦 休", "起止日期不对"),
        (f"2027-01-01 {'很长的名字' * 7} 休", "超过 30 个字"),
    )
    found = read("\n".join(line for line, _ in wrong), 2027)
    assert found.days == []
    assert len(found.problems) == len(wrong)
    for number, ((_, why), said) in enumerate(zip(wrong, found.problems, strict=True), 1):
        assert said.startswith(f"第 {number} 行")
        assert why in said
