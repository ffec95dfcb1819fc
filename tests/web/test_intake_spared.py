"""A row that the clerk leaves out at the check: nothing of it is written, and it is said everywhere."""

import re

from registry.models import AuditEvent, Member
from registry.tasks import tick_intake
from tests.web.intake_clerk import Clerk, clerk, sheet, text
from tests.world import id_number, phone

GONE = f"何小山,{id_number(1)},{phone(1)},永明超市,已去世"
STAYS = f"钟立,{id_number(2)},{phone(2)},永明超市,"
HEAD = "姓名,身份证号,手机号,工作单位,备注"
SPARE = re.compile(r'name="row" value="([0-9a-f-]+)"')


def members(who: Clerk) -> list[str]:
    with who.place.at(who.username):
        return sorted(Member.objects.filter(is_open=True).values_list("name", flat=True))


def spare(who: Clerk, out: str = "1", row: str = "") -> str:
    """The first row of the check left out (or taken in); the page she is led to."""
    pk = who.intake().pk
    key = row or SPARE.findall(text(who.get("check", pk)))[0]
    answer = who.post("leave-out", pk, {"row": key, "out": out, "verdict": "", "action": "", "from": "0"})
    return text(who.client.get(answer["Location"].partition("#")[0]))


def test_a_row_is_left_out_and_everything_says_so(yongming: Clerk) -> None:
    pk = yongming.checked(sheet(GONE, STAYS, header=HEAD)).pk
    page = text(yongming.get("check", pk))
    assert "还要不要导入" in page and page.count("不导入这一行</button>") == 2
    page = spare(yongming)
    assert "将登记 1 人；1 行您选了不导入。" in page and "要人工核对" not in page
    assert "没有导入（您选的）" in page and "还是导入</button>" in page and "写入 1 人" in page
    assert "/members/0" not in page, "there is no such member"
    yongming.post("apply", pk)
    tick_intake()
    assert members(yongming) == ["钟立"]
    page = text(yongming.get("done", pk))
    assert "已写入 1 人；1 行没有导入（您选的）。" in page and "没有导入（您选的）</span>" in page
    with yongming.place.at("auditor"):
        assert AuditEvent.objects.filter(action="intake.row_left_out").count() == 1
    assert "已经不在“核对”这一步" in spare(yongming, row=str(pk)), "too late"


def test_it_is_taken_in_after_all(yongming: Clerk) -> None:
    pk = yongming.checked(sheet(GONE, STAYS, header=HEAD)).pk
    spare(yongming)
    page = spare(yongming, out="0")
    assert "将登记 2 人。" in page and "没有导入" not in page
    yongming.post("apply", pk)
    tick_intake()
    assert members(yongming) == ["何小山", "钟立"]


def test_what_is_not_to_be_left_out_is_said(yongming: Clerk) -> None:
    """A row of another's roster is none of hers; one that is not written needs no choice."""
    other = clerk(yongming.place, "neighbour")
    other.checked(sheet(GONE, header=HEAD))
    foreign = SPARE.findall(text(other.get("check", other.intake().pk)))[0]
    yongming.checked(sheet(GONE, STAYS, header=HEAD))
    assert "没有选过“不导入”" in spare(yongming, row=foreign)
    mine = SPARE.findall(text(yongming.get("check", yongming.intake().pk)))[0]
    spare(yongming, row=mine)
    assert "本来就不会写入" in spare(yongming, row=mine)
    assert "将登记 1 人" in spare(yongming, row="nonsense")
    assert "将登记 1 人。" in text(other.get("check", other.intake().pk))
