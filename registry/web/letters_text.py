"""What the letters to a home organisation say. Blanks (`____`) are filled in by hand."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from registry.choices import HomeMatter
from registry.domain.home_duties import HALF, YEAR, Duty, period_name, period_of
from registry.lib import clock
from registry.lib.masks import mask_id
from registry.models import ContactLog, Member, StudyReport
from registry.web import labels

SHORT, LONG, DAY = "________", "________________________", "____年__月__日"
BOX = "□"
MOST_TOPICS = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: heading, text, numbered points, and the lines of the slip to cut off (回执)."""

    title: str
    paragraphs: list[str]
    points: list[str] = field(default_factory=list)
    closing: str = ""
    slip: list[str] = field(default_factory=list)


def compose(matter: HomeMatter, member: Member, duty: Duty | None) -> Letter:
    """The letter on that matter; `duty` says for which half year or year."""
    makers = {HomeMatter.IDENTITY: _identity, HomeMatter.RECEIPT: _receipt}
    if matter in makers:
        return makers[matter](member)
    months = HALF if matter == HomeMatter.SITUATION else YEAR
    start, end = _period(duty, months)
    name = period_name(start, months)
    return _situation(member, start, end, name) if matter == HomeMatter.SITUATION else _review(member, name)


def _period(duty: Duty | None, months: int) -> tuple[date, date]:
    """The one that is owed; for a newcomer, of whom nothing is owed yet, the present one."""
    today = clock.today()
    return period_of(min(duty.since, today) if duty else today, months)


def _who(member: Member) -> str:
    number = str(member.id_number)
    known = [member.sex, f"身份证号 {mask_id(number)}" if number else ""]
    inside = "，".join(filter(None, known))
    return f"{member.name}同志" + (f"（{inside}）" if inside else "")


def _since(member: Member) -> str:
    day = labels.partial_date(member.flowed_on, member.flowed_precision)
    return f"自 {day} 起" if day else ""


def _identity(member: Member) -> Letter:
    work = f"在{member.employer}" if member.employer else "在我处"
    return Letter(
        "关于核实流动党员身份的函",
        [
            f"{_who(member)}{_since(member)}{work}工作生活，已由{member.organisation}登记为流入党员，据本人介绍，组织关系在贵党组织。",
            "为了共同做好教育管理和服务，请协助核实下列情况，填好下面的回执寄回，或者拍照发回：",
        ],
        [
            "是不是贵党组织的党员，是正式党员还是预备党员；",
            "入党时间和转正时间；",
            "组织关系现在所在的党支部；",
            "党费交纳到什么时候；",
            "贵党组织负责联系这位党员的同志和电话。",
        ],
        "谢谢支持。",
        [
            f"经核实，{member.name}同志　{BOX}是　{BOX}不是　我党组织的党员（{BOX}正式党员　{BOX}预备党员）。",
            f"入党时间：{DAY}　转正时间：{DAY}　党费交纳至：____年__月",
            f"组织关系所在党支部：{LONG}",
            f"联系人：{SHORT}　电话：{SHORT}{SHORT}",
        ],
    )


def _receipt(member: Member) -> Letter:
    reported = labels.partial_date(member.reported_on) or DAY
    branch = f"，编入{member.branch_label}" if member.branch_label else ""
    return Letter(
        "流动党员报到回执",
        [
            f"{_who(member)}已于 {reported} 到我处报到，现由{member.organisation}负责联系和日常管理{branch}。",
            "按照“组织关系一方隶属、参加多重组织生活”的要求，这位党员在我处参加学习和活动，组织关系仍在贵党组织。"
            "请与我处保持联系，组织关系、党费交纳、去向等有变化时互相告知。",
        ],
        closing="特此告知。",
        slip=[
            f"{member.name}同志的报到回执收到。",
            f"我党组织负责联系的同志：{SHORT}　电话：{SHORT}{SHORT}",
            f"需要贵处协助的事项：{LONG}{SHORT}",
        ],
    )


def _situation(member: Member, start: date, end: date, period: str) -> Letter:
    where = " ".join(filter(None, (member.employer, member.job_title))) or LONG
    return Letter(
        f"流动党员情况通报（{period}）",
        [f"{_who(member)}{period}在我处的情况通报如下："],
        [
            f"工作单位和岗位：{where}",
            f"保持联系：{_contacts(member, start, end)}",
            f"学习：{_studies(member, start, end)}",
            f"参加组织生活：{LONG}{SHORT}",
            f"思想情况和作用发挥：{LONG}{SHORT}",
            f"需要贵党组织协助的事项：{LONG}",
        ],
        "特此通报。",
        [
            f"{member.name}同志{period}的情况通报收到。",
            f"意见和需要转告本人的事项：{LONG}{SHORT}",
            f"联系人：{SHORT}　电话：{SHORT}{SHORT}",
        ],
    )


def _review(member: Member, period: str) -> Letter:
    return Letter(
        f"民主评议情况反馈（{period}）",
        [f"{_who(member)}{period}在我处参加民主评议的情况反馈如下，供贵党组织评议时参考。评议等次由贵党组织确定。"],
        [
            f"参加评议的时间：{DAY}　所在党支部：{member.branch_label or LONG}",
            f"本人总结的主要情况：{LONG}{SHORT}",
            f"党员和群众的评价：{LONG}{SHORT}",
            f"需要改进的地方：{LONG}{SHORT}",
            f"我处党组织的意见：{LONG}{SHORT}",
        ],
        "特此反馈。",
        [
            f"{member.name}同志{period}民主评议情况反馈收到。",
            f"这位党员{period}民主评议的结果：{LONG}",
            f"联系人：{SHORT}　电话：{SHORT}{SHORT}",
        ],
    )


def _contacts(member: Member, start: date, end: date) -> str:
    reached = ContactLog.objects.filter(member=member).valid().with_member().reached()
    until = clock.midnight(end + timedelta(days=1))
    count = reached.filter(happened_at__gte=clock.midnight(start), happened_at__lt=until).count()
    return f"联系上 {count} 次" if count else LONG


def _studies(member: Member, start: date, end: date) -> str:
    reports = StudyReport.objects.filter(member=member, studied_on__range=(start, end)).valid()
    topics = list(reports.order_by("studied_on").values_list("topic", flat=True))
    if not topics:
        return LONG
    named = "、".join(f"《{topic}》" for topic in topics[:MOST_TOPICS])
    return f"提交学习汇报 {len(topics)} 份：{named}" + ("等" if len(topics) > MOST_TOPICS else "")
