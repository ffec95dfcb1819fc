"""Half a year of calls and visits, ending yesterday: most in time, some overdue, some who don't answer."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from registry.choices import ContactChannel as Ch
from registry.choices import ContactOutcome as Oc
from registry.choices import ContactSide, HomeMatter, Status
from registry.domain.contacts import record_contact
from registry.domain.home_duties import home_duties
from registry.lib import clock
from registry.management.demo.people import Roll
from registry.management.demo.story import dice_of, on_the_line
from registry.models import Member
from registry.models.unit import work

HALF_YEAR = 182
CHANNELS = (Ch.PHONE, Ch.PHONE, Ch.PHONE, Ch.WECHAT, Ch.WECHAT, Ch.VISIT, Ch.VIDEO, Ch.RECEPTION, Ch.TALK)
# How many days ago the last success was, by chance: most within a month, some due, some overdue.
LAST = ((0.74, 1, 29), (0.88, 31, 44), (0.96, 46, 88), (1.0, 95, 150))
SAID: dict[str, tuple[str, ...]] = {
    "summary": ("例行联系，情况稳定。", "问候近况，提醒按时参加学习。", "上门看望，聊了工作和家里的事。"),
    "thoughts": ("思想稳定，关心家乡变化。", "愿意亮身份，想为社区做点事。", "最近压力大，开导了一番。"),
    "work": ("还在原单位，上夜班多。", "换了岗位，工资有提高。", "旺季加班，周末才有空。", "正在找新工作。"),
    "family": ("爱人孩子都在身边。", "父母在老家，由弟弟照顾。", "孩子明年上小学，想问入学政策。"),
    "study": ("用手机自学，已看完本月内容。", "上月主题党日参加了。", "轮班，希望能送学上门。"),
    "dues": ("党费由流出地党支部收，已交到本月。", "已提醒按季度交纳。"),
    "difficulties": ("租房合同到期，想了解公租房。", "想学电工证，问培训名额。"),
    "ideas": ("建议工业园晚上加一班公交。", "建议登记点周末也开。"),
}
HARD_TO_REACH, SILENT = 0.03, 0.02
HOME = {
    HomeMatter.IDENTITY: "核实党员身份，党支部回电确认。",
    HomeMatter.RECEIPT: "寄出报到回执，对方已收到。",
    HomeMatter.SITUATION: "通报{}参加学习和活动的情况。",
    HomeMatter.REVIEW: "寄去{}的现实表现，供民主评议用。",
}
TOLD, EARLY = 0.93, 0.3


def keep_in_touch() -> int:
    """Write it all down, by whoever keeps in touch; returns how many contacts there are now."""
    written = 0
    for user, scope, members in on_the_line():
        with work(scope):
            for member in members:
                for fields in (*with_member(member), *with_home(member)):
                    record_contact(by=user, member=member, fields=fields)
                    written += 1
    return written


def with_member(member: Member) -> Iterator[dict[str, Any]]:
    """The calls, oldest first."""
    dice, yesterday = dice_of(member, "contacts"), clock.today() - timedelta(days=1)
    if member.status == Status.LOST:
        yield from _attempts(dice, yesterday - timedelta(days=HALF_YEAR - 20), 3)
        return
    if dice.random() < SILENT and member.flowed_on and member.flowed_on < yesterday - timedelta(days=2 * HALF_YEAR):
        return  # nobody has ever called: for the program to propose, and for a person to look into
    known = clock.local(member.created_at).date()
    last, first = yesterday - timedelta(days=_days_since(dice) - 1), max(yesterday - timedelta(days=HALF_YEAR), known)
    if known > yesterday:
        return  # registered today: the first call is still to come
    for day in _rhythm(dice, first, last):
        if dice.random() < 0.12:
            yield _attempt(dice, day - timedelta(days=1), Oc.NO_ANSWER)
        yield _success(dice, day)
    if dice.random() < HARD_TO_REACH:
        yield from _attempts(dice, last + timedelta(days=2), 3)


def with_home(member: Member) -> Iterator[dict[str, Any]]:
    """What the home organisation was asked and told: most of what was owed, in time; some of what is not due yet."""
    dice, yesterday = dice_of(member, "home"), clock.today() - timedelta(days=1)
    for duty in home_duties(member):
        due = duty.due_on or clock.today()
        if dice.random() < (TOLD if due <= yesterday else EARLY):
            day = min(due, yesterday) - timedelta(days=dice.randint(0, 6))
            yield _with_home(dice, max(day, duty.since), duty.matter, HOME[duty.matter].format(duty.period))


def _days_since(dice: Roll) -> int:
    drawn = dice.random()
    low, high = next((low, high) for share, low, high in LAST if drawn <= share)
    return dice.randint(low, high)


def _rhythm(dice: Roll, first: date, last: date) -> list[date]:
    """About every seven weeks, back from the last one."""
    days = []
    while last >= first:
        days.append(last)
        last -= timedelta(days=dice.randint(35, 60))
    return days[::-1]


def _success(dice: Roll, day: date) -> dict[str, Any]:
    headings = dice.sample(sorted(SAID), dice.randint(1, 3))
    texts = {name: dice.choice(SAID[name]) for name in headings}
    later = day + timedelta(days=30)
    return _fields(day, dice, dice.choice(CHANNELS), Oc.REACHED) | {"next_on": later} | texts


def _attempt(dice: Roll, day: date, outcome: Oc) -> dict[str, Any]:
    return _fields(day, dice, Ch.PHONE, outcome) | {"next_on": day + timedelta(days=1)}


def _attempts(dice: Roll, day: date, count: int) -> Iterator[dict[str, Any]]:
    """On different days, none later than yesterday."""
    last = clock.today() - timedelta(days=1)
    for number in range(count):
        outcome = Oc.UNREACHABLE if number == count - 1 else Oc.NO_ANSWER
        yield _attempt(dice, min(day + timedelta(days=2 * number), last - timedelta(days=count - number - 1)), outcome)


def _with_home(dice: Roll, day: date, matter: HomeMatter, summary: str) -> dict[str, Any]:
    day = min(day, clock.today() - timedelta(days=1))
    channel = Ch.LETTER if matter == HomeMatter.RECEIPT else Ch.PHONE
    return _fields(day, dice, channel, Oc.REACHED) | {
        "side": ContactSide.HOME,
        "matter": matter,
        "summary": summary,
    }


def _fields(day: date, dice: Roll, channel: Ch, outcome: Oc) -> dict[str, Any]:
    moment = datetime.combine(day, time(dice.randint(9, 20), dice.choice((0, 10, 20, 30, 45))), clock.SHANGHAI)
    return {"happened_at": moment, "channel": channel, "outcome": outcome}
