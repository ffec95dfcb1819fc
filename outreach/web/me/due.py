"""What is due: reporting in, this quarter's study report, the day that was agreed for the next talk."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from outreach.web.me.door import Me
from outreach.web.me.section import Section
from registry.choices import ContactSide, Status, StudyChannel, StudyState
from registry.domain import rhythm
from registry.lib import clock
from registry.models import ContactLog, Member, StudyReport
from registry.web.nav import address

Line = dict[str, str]


def section(me: Me) -> Section:
    """Always there: that nothing is due is worth knowing too."""
    return Section("due", "现在要办的", "outreach/me/due.html", {"lines": list(_lines(me))})


def _lines(me: Me) -> Iterator[Line]:
    if me.member.status == Status.AWAITING_REPORT:
        yield {"title": "来报到", "text": _where(me)}
    today = clock.today()
    if rhythm.without_study_since(Member.objects.all(), rhythm.quarter_start(today)).exists():
        yield {
            "title": "交一份学习汇报",
            "text": f"{today.year}年第{(today.month + 2) // 3}季度还没有收到您的学习汇报，几句话、几张照片都行。",
            "url": address("me-study"),
            "label": "写学习汇报",
        }
    returned = StudyReport.objects.all().valid().filter(state=StudyState.RETURNED, channel=StudyChannel.SELF)
    for report in returned.order_by("-id")[:1]:
        yield {
            "title": "有一份学习汇报退回了",
            "text": f"“{report}”，请照退回的意见改好再交。",
            "url": reverse("me-report", args=[report.pk]),
            "label": "看意见，修改后再交",
        }
    for agreed in ContactLog.objects.all().pending().filter(side=ContactSide.MEMBER).order_by("next_on")[:1]:
        yield _agreed(me, agreed.next_on or today, today)
    if not me.member.notice_acknowledged_on:
        yield {
            "title": "看一看个人信息告知书",
            "text": "说明这里存了您的哪些信息、给谁看、存多久。",
            "url": reverse("me-notice"),
            "label": "看告知书",
        }


def _agreed(me: Me, day: date, today: date) -> Line:
    """A day that was agreed for the next talk; one that went by is said to have done so."""
    if day < today:
        return {"title": "约好的联系过了日子", "text": f"约的是 {day:%Y-%m-%d}，还没有联系上您{_call_first(me)}。"}
    return {"title": f"约好 {day:%Y-%m-%d} 再联系", "text": f"到时候会有人打给您{_call_first(me)}。"}


def _call_first(me: Me) -> str:
    """Whom she may call herself: the office of her organisation; nothing where it has given no number."""
    place = me.place
    return f"；您也可以先打到{place.name}：{place.contact_name}{place.contact_phone}" if place.contact_phone else ""


def _where(me: Me) -> str:
    phone = f"，电话 {me.place.contact_phone}" if me.place.contact_phone else ""
    return f"请带上身份证，到{me.place.name}报到{phone}。{'不方便来的，打个电话也行。' if phone else ''}"
