"""This roster beside the previous one, decided on one by one and together."""

import re

import pytest

from registry.choices import Status
from registry.lib import clock
from registry.models import Member, RosterDifference
from registry.tasks import tick_intake
from tests.remembered import remembered
from tests.web.intake_clerk import Clerk, clerk, sheet, text
from tests.web.intake_place import Place, build
from tests.world import id_number, phone

HE = f"何小山,{id_number(1)},{phone(1)},永明超市"
ZHONG = f"钟立,{id_number(2)},{phone(2)},永明超市"
QIN = f"覃远,{id_number(3)},{phone(3)},永明超市"
XIAN = f"冼贤,{id_number(4)},{phone(4)},永明超市"
NEW = f"单安,{id_number(5)},{phone(5)},永明超市"


@pytest.fixture
def yongming(transactional_db: None) -> Clerk:
    place: Place = build()
    return clerk(place, "yongming")


@pytest.fixture
def compared(transactional_db: None) -> Clerk:
    """Last month: He, Zhong, Qin, Xian. This month: He with another employer, Zhong, and somebody new."""
    return clerk(two_months(), "yongming")


@remembered
def two_months() -> Place:
    place: Place = build()
    who = clerk(place, "yongming")
    who.written(sheet(HE, ZHONG, QIN, XIAN), "十月.csv")
    who.written(sheet(HE.replace("永明超市", "甲厂"), ZHONG, NEW), "十一月.csv")
    return place


def ticks(page: str) -> list[str]:
    return re.findall(r'name="chosen"\s+value="([0-9a-f-]+)"', page)


def decisions(who: Clerk, kind: str) -> list[str]:
    with who.place.at(who.username):
        return sorted(RosterDifference.objects.filter(kind=kind).values_list("decision", flat=True))


def test_the_result_counts_the_four_kinds(compared: Clerk) -> None:
    page = text(compared.get("done", compared.intake().pk))
    for label, number in (("新增", 1), ("未见", 2), ("变更", 1), ("未变", 1)):
        assert re.search(rf'stat__label">{label}</span>\s*<span class="stat__number">{number}<', page), label


def test_the_absent_stay_where_they_are(compared: Clerk) -> None:
    page = text(compared.get("differences", compared.intake().pk, "?kind=absent"))
    assert "覃远" in page
    assert "没写进名册不等于走了" in page
    with compared.place.at("yongming"):
        assert Member.objects.filter(is_open=True).count() == 5


def test_the_changed_fields_are_named(compared: Clerk) -> None:
    page = text(compared.get("differences", compared.intake().pk, "?kind=changed"))
    assert "何小山" in page
    assert "单位" in page


def test_one_is_decided_alone(compared: Clerk) -> None:
    pk = compared.intake().pk
    first, _ = ticks(text(compared.get("differences", pk, "?kind=absent")))
    compared.post("decide", pk, {"kind": "absent", "action": "keep", "chosen": first})
    assert decisions(compared, "absent") == ["keep", "open"]


def test_a_return_needs_its_day_and_closes_the_record(compared: Clerk) -> None:
    pk = compared.intake().pk
    first, _ = ticks(text(compared.get("differences", pk, "?kind=absent")))
    wanted = {"kind": "absent", "action": "returned", "chosen": first, "on": clock.today().isoformat()}
    compared.post("decide", pk, wanted)
    assert decisions(compared, "absent") == ["open", "returned"]
    with compared.place.at("yongming"):
        assert Member.objects.filter(status=Status.RETURNED).count() == 1


@pytest.mark.parametrize("action", ["returned", "moved_on"])
def test_who_left_without_a_day_is_asked_for_it(compared: Clerk, action: str) -> None:
    pk = compared.intake().pk
    first, _ = ticks(text(compared.get("differences", pk, "?kind=absent")))
    for wanted in ({"chosen": first}, {"whom": "all"}):
        compared.post("decide", pk, {"kind": "absent", "action": action, "on": "", **wanted})
        assert "请先填“哪天返回或转走的”" in text(compared.get("differences", pk))
    assert decisions(compared, "absent") == ["open", "open"]


def test_namesakes_are_told_apart_by_birthday_and_phone(compared: Clerk) -> None:
    page = text(compared.get("differences", compared.intake().pk, "?kind=absent"))
    assert "1985-06-01" in page and "138****0003" in page
    assert phone(3) not in page


def test_why_somebody_was_left_as_he_is_names_him(yongming: Clerk) -> None:
    yongming.written(sheet(HE, "覃远,,,永明超市"), "十月.csv")
    yongming.written(sheet(HE, ZHONG), "十一月.csv")
    wanted = {"kind": "absent", "action": "moved_on", "whom": "all", "on": clock.today().isoformat()}
    yongming.post("decide", yongming.intake().pk, wanted)
    said = text(yongming.get("differences", yongming.intake().pk))
    assert "覃远：这条记录还是“线索”" in said and "用“其他原因结束”" in said


def test_who_did_not_change_is_not_counted_as_written(compared: Clerk) -> None:
    page = text(compared.get("done", compared.intake().pk))
    assert "已写入 2 人；1 人没有变化，没有动。" in page
    assert page.count("没有变化，不动") == 1
    written = text(compared.get("done", compared.intake().pk, "?state=applied"))
    assert "何小山" in written and "钟立" not in written
    same = text(compared.get("done", compared.intake().pk, "?action=unchanged"))
    assert "钟立" in same and "何小山" not in same


def test_all_of_a_kind_are_decided_together(compared: Clerk) -> None:
    pk = compared.intake().pk
    compared.post("decide", pk, {"kind": "absent", "action": "keep", "whom": "all"})
    assert decisions(compared, "absent") == ["keep", "keep"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"kind": "absent", "action": "keep"}, "还没有选人"),
        ({"kind": "absent", "action": "nonsense", "whom": "all"}, "没有处理"),
        ({"kind": "absent", "action": "keep", "chosen": "not-a-key"}, "还没有选人"),
    ],
)
def test_what_cannot_be_done_is_said(compared: Clerk, wanted: dict[str, str], said: str) -> None:
    pk = compared.intake().pk
    compared.post("decide", pk, wanted)
    assert said in text(compared.get("differences", pk, "?kind=absent"))
    assert decisions(compared, "absent") == ["open", "open"]


def test_what_changes_is_said_in_words(yongming: Clerk) -> None:
    """A month is no first day of a month, and no column of the database is named."""
    head = "姓名,身份证号,联系电话,政治面貌,流入时间"
    person = f"何小山,{id_number(1)},{phone(1)}"
    yongming.written(sheet(f"{person},预备党员,", header=head), "十月.csv")
    intake = yongming.checked(sheet(f"{person},正式党员,2025年5月", header=head), "十一月.csv")
    before = text(yongming.get("check", intake.pk))
    yongming.post("apply", intake.pk)
    tick_intake()
    for page in (before, text(yongming.get("done", intake.pk))):
        assert [said for said in ("2025年5月", "预备党员", "正式党员") if said not in page] == []
        assert "flowed" not in page and "probationary" not in page
    assert "flowed" not in text(yongming.get("differences", intake.pk, "?kind=changed"))


def test_what_was_decided_stays_when_the_roster_is_taken_back_and_is_said(compared: Clerk) -> None:
    pk = compared.intake().pk
    first, _ = ticks(text(compared.get("differences", pk, "?kind=absent")))
    wanted = {"kind": "absent", "action": "returned", "chosen": first, "on": clock.today().isoformat()}
    compared.post("decide", pk, wanted)
    compared.post("undo", pk)
    tick_intake()
    page = text(compared.get("done", pk))
    assert "已经办理的 1 项" in page
    with compared.place.at("yongming"):
        assert Member.objects.filter(status=Status.RETURNED).count() == 1


def test_where_most_are_missing_the_page_asks_whether_all_are_listed(yongming: Clerk) -> None:
    yongming.written(sheet(HE, ZHONG, QIN, XIAN), "十月.csv")
    pk = yongming.written(sheet(HE), "一个小区.csv").pk
    page = text(yongming.get("differences", pk, "?kind=absent"))
    assert "没写的人都还在，不用办" in page and page.count('name="whole"') == 2
    wanted = {"kind": "absent", "action": "returned", "whom": "all", "on": clock.today().isoformat()}
    yongming.post("decide", pk, wanted)
    assert "请先勾上“这份名册写了全部的人”" in text(yongming.get("differences", pk))
    assert decisions(yongming, "absent") == ["open"] * 3
    yongming.post("decide", pk, wanted | {"whole": "on"})
    assert decisions(yongming, "absent") == ["returned"] * 3


def test_rows_that_were_mended_are_said_to_be_such(compared: Clerk) -> None:
    assert "算在原来那份名册里" not in text(compared.get("done", compared.intake().pk))
    head = "姓名,身份证号,手机号,工作单位,问题与改法"
    pk = compared.checked(sheet(f"{QIN},B 列：少一位", header=head), "改好.csv").pk
    assert "不算“未见”" in text(compared.get("check", pk))
    compared.post("apply", pk)
    tick_intake()
    page = text(compared.get("done", pk))
    assert "不算“未见”" in page and "未见</span>" in page
    assert "没有人" in text(compared.get("differences", pk, "?kind=absent"))
