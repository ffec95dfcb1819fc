"""More than 300 study reports in half a year, ending yesterday: most of them read, some waiting, a few returned."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from registry.choices import STAFF_CHANNELS, StudyChannel, StudyForm, StudyState
from registry.domain.studies import file_study, review_study
from registry.lib import clock
from registry.management.demo.people import Roll
from registry.management.demo.story import STREETS, Desk, dice_of, on_the_line
from registry.models import Member, StudyReport, User
from registry.models.unit import work

HALF_YEAR = 182
SHARE, MOST = 0.72, 3
CAMPAIGN = "党纪学习教育"
TOPICS: dict[StudyForm, tuple[str, ...]] = {
    StudyForm.SELF_STUDY: ("自学《中国共产党纪律处分条例》", "自学《习近平关于党的建设论述摘编》"),
    StudyForm.ONLINE: ("学习强国专题课程", "线上微党课：流动党员怎么办组织关系"),
    StudyForm.HOME_DELIVERED: ("送学上门：新就业群体的权利和义务", "送学上门：企业里的党员先锋岗"),
    StudyForm.SPECIAL_LECTURE: ("专题党课：流动不流失、离乡不离党", "专题党课：百千万工程在江海"),
    StudyForm.THEME_PARTY_DAY: ("主题党日：参加社区环境整治", "主题党日：重温入党誓词"),
    StudyForm.VISIT: ("参观智慧家光电产业链党员活动室", "参观江海广场红色驿站"),
    StudyForm.COLLECTIVE: ("集中学习：街区党校第一课", "集中学习：党员教育管理工作条例"),
}
THOUGHTS = (
    "离家这些年，第一次有社区来找我学习，心里踏实。以后每个月都按时参加。",
    "学了条例，知道了自己的义务。平时跑单走街串巷，看到安全隐患会随手报给社区。",
    "讲课老师说的都是身边事，听得懂。希望下次安排在晚上八点以后。",
    "我结合自己的工作想了想：服务好每一位客人，也是党员的样子。",
    "利用午休把材料看完了，体会最深的是组织一直没有忘记我们。",
)
COMMENTS = ("已阅，写得实在。", "已阅，请继续保持。", "已阅。安排时间的建议已转给支部。")
RETURNED = "内容太短，请写一写学到了什么、有什么打算，再交上来。"
CHANNELS = [StudyChannel(value) for value, _ in STAFF_CHANNELS]


def study() -> int:
    """File and read them; returns how many there are."""
    filed = 0
    for user, scope, members in on_the_line():
        with work(scope):
            filed += sum(_file(user, member) for member in members)
    for code, username in STREETS:
        desk = Desk(code, username)
        with work(desk.scope):
            _read(desk)
    return filed


def _file(user: User, member: Member) -> int:
    reports = list(reports_of(member))
    for fields in reports:
        file_study(by=user, member=member, fields=fields)
    return len(reports)


def reports_of(member: Member) -> Iterator[dict[str, Any]]:
    """What one member handed in, oldest first."""
    dice = dice_of(member, "studies")
    if member.reported_on is None or dice.random() > SHARE:
        return
    yesterday = clock.today() - timedelta(days=1)
    first = max(member.reported_on, yesterday - timedelta(days=HALF_YEAR))
    span = (yesterday - first).days
    for offset in sorted(dice.randint(0, span) for _ in range(dice.randint(1, MOST))):
        yield _report(dice, first + timedelta(days=offset))


def _report(dice: Roll, day: date) -> dict[str, Any]:
    form = dice.choice(list(TOPICS))
    own = form in (StudyForm.SELF_STUDY, StudyForm.ONLINE)
    return {
        "topic": dice.choice(TOPICS[form]),
        "form": form,
        "studied_on": day,
        "hours": Decimal(dice.choice((2, 3, 4, 6))) / 2,
        "text": dice.choice(THOUGHTS),
        "channel": dice.choice((StudyChannel.WECHAT, StudyChannel.PAPER) if own else CHANNELS),
        "campaign": CAMPAIGN if dice.random() < 0.4 else "",
        "share_home": dice.random() < 0.2,
    }


def _read(desk: Desk) -> None:
    """What came in during the last two weeks waits; of the rest a few were returned."""
    recent = clock.today() - timedelta(days=14)
    old = StudyReport.objects.pending().filter(studied_on__lt=recent).order_by("studied_on", "topic", "id")
    for number, report in enumerate(list(old), 1):
        dice = Roll(f"{desk.code}|{number}")
        if number % 45 == 0:
            review_study(by=desk.user, study=report, state=StudyState.RETURNED, comment=RETURNED)
        else:
            review_study(by=desk.user, study=report, state=StudyState.READ, comment=dice.choice(COMMENTS))
