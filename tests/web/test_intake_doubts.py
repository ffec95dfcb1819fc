"""A roster that says of many rows that they may not belong in it: one choice for all of a kind, made by a person."""

from registry.admin.trail_words import lines
from registry.models import AuditEvent, Intake
from registry.tasks import tick_intake
from tests.web.intake_clerk import Clerk, clerk, sheet, text
from tests.web.test_intake_spared import members, spare
from tests.world import id_number, phone

HEAD = "姓名,身份证号,手机号,政治面貌,是否流动党员,备注"
STAFF = sheet(
    *(f"{name},{id_number(at)},{phone(at)},{said}" for at, (name, said) in enumerate((
        ("何小山", "群众,是,"), ("钟立", "中共党员,是,"), ("孙梅", "共青团员,是,"),
        ("陆远", "中共党员,否,"), ("许强", "群众,是,已去世"), ("林芳", "中共党员,是,"),
    ), 1)),
    header=HEAD,
)  # fmt: skip


def all_of(who: Clerk, kind: str, out: str = "1") -> str:
    """Every row of a kind left out (or taken in); the page she is led to."""
    pk = who.intake().pk
    answer = who.post("leave-out", pk, {"all_of": kind, "doubt": "", "out": out})
    assert answer["Location"].endswith("#doubts")
    return text(who.client.get(answer["Location"].partition("#")[0]))


def test_the_page_says_what_the_roster_says_and_how_often(yongming: Clerk) -> None:
    pk = yongming.checked(STAFF).pk
    page = text(yongming.get("check", pk))
    assert "表里自己说，有的人可能不该导入" in page and page.count(">都不导入</button>") == 3
    assert "写着不是党员</b>：3 人会写入" in page and "去世或重复</b>：1 人会写入" in page and "将登记 6 人" in page
    those = text(yongming.get("check", pk, "?doubt=not_member"))
    assert all(name in those for name in ("何小山", "孙梅", "许强"))
    assert not any(name in those for name in ("钟立", "陆远", "林芳")) and "看全部的行" in those


def test_all_of_a_kind_are_left_out_and_nobody_else(yongming: Clerk) -> None:
    pk = yongming.checked(STAFF).pk
    page = all_of(yongming, "not_member")
    assert "将登记 3 人；3 行您选了不导入。" in page and "3 人您选了不导入" in page
    assert "1 人您选了不导入" in page, "one of them is said to have died as well"
    assert "将登记 2 人；4 行您选了不导入。" in all_of(yongming, "said_no")
    yongming.post("apply", pk)
    tick_intake()
    assert members(yongming) == ["林芳", "钟立"]
    with yongming.place.at("auditor"):
        found = AuditEvent.objects.filter(action="intake.rows_left_out").order_by("seq")
        said = [dict(lines(event.object_type, event.detail)) for event in found]
    assert [each["行数"] for each in said] == ["3", "1"] and said[0]["表里的话"] == "写着不是党员"


def test_they_are_taken_in_after_all_as_they_were(yongming: Clerk) -> None:
    pk = yongming.checked(STAFF).pk
    with yongming.place.at("yongming"):
        before = Intake.objects.get(pk=pk).counts
    spare(yongming)  # 何小山 alone
    all_of(yongming, "not_member")
    assert "将登记 6 人。" in all_of(yongming, "not_member", out="0")
    with yongming.place.at("yongming"):
        assert Intake.objects.get(pk=pk).counts == before | {"left_out": {}}
    assert "没有改动" in all_of(yongming, "not_member", out="0"), "there is none to take in"


def test_a_roster_that_says_nothing_of_the_kind_asks_nothing(yongming: Clerk) -> None:
    plain = sheet(f"何小山,{id_number(1)},{phone(1)},中共党员,是,", header=HEAD)
    page = text(yongming.get("check", yongming.checked(plain).pk))
    assert "可能不该导入" not in page
    assert "没有改动" in all_of(yongming, "gone")
    assert "将登记 1 人" in all_of(yongming, "nonsense")


def test_another_community_and_a_written_roster_are_out_of_reach(yongming: Clerk) -> None:
    pk = yongming.checked(STAFF).pk
    for who, status in (("neighbour", 404), ("liaison", 403), ("colleague", 302)):
        assert clerk(yongming.place, who).post("leave-out", pk, {"all_of": "said_no", "out": "1"}).status_code == status
    yongming.post("apply", pk)
    tick_intake()
    assert len(members(yongming)) == 5, "the colleague's choice counts, the others' don't"
    assert "已经不在“核对”这一步" in all_of(yongming, "not_member")
