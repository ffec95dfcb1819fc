"""The demo's 作用发挥: posts, seats, volunteering and wishes in every state, the same on every machine."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from outreach.choices import NoteKind
from outreach.domain import part, services, wishes
from outreach.models import PioneerPost
from registry.choices import OrganisationKind, Status
from registry.lib import clock
from registry.models import Member, Organisation, User

LABEL = "演示"
POSTS = ("暖企服务先锋岗", "骑手先锋岗", "基层治理先锋岗", "电商先锋岗")
PROJECTS = (
    ("暖企服务", "园区党群服务中心", "上门讲政策"),
    ("养老托育", "幸福邻里汇", "陪老人做饭"),
    ("社区治理", "河边步道", "巡河捡垃圾"),
)
# (category, called, kind, content, how far, agreed day from today)
WISHES: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("elderly", "何奶奶", "goods", "一台大字收音机", "visit", 5),
    ("child", "", "goods", "一个新书包和一盒彩笔", "publish", 0),
    ("disabled", "", "service", "上门理一次发", "publish", 0),
    ("low_income", "罗叔", "goods", "一床厚棉被", "confirm", 4),
    ("party_member", "", "service", "修好厨房的灯", "claim", 0),
    ("elderly", "曾爷爷", "service", "教会用手机视频通话", "verify", 0),
)
PEOPLE = 12


def load(*, by: User | None, organisation: Organisation) -> int:
    """Give a district the demo's 作用发挥, once; returns how many rows of members were written."""
    if PioneerPost.objects.exists():
        return 0
    rows = Member.objects.filter(is_open=True, status=Status.ENROLLED, merged_into__isnull=True)
    people = list(rows.select_related("organisation").order_by("owner_path", "pk")[:PEOPLE])
    for number, member in enumerate(people):
        _one(by, member, number)
    _wishes(by, people)
    return len(people)


def _one(by: User | None, member: Member, number: int) -> None:
    """What one member takes part in."""
    own: dict[str, Any] = {"by": by, "label": LABEL}
    since = clock.today() - timedelta(days=60 + number)
    project, place, content = PROJECTS[number % len(PROJECTS)]
    said = {"project": project, "served_on": since, "place": place, "content": content, "hours": Decimal("2.5")}
    services.serve(member=member, fields=said, **own)
    if number % 3 == 0:
        name, unit = POSTS[number // 3 % len(POSTS)], str(member.employer) or str(member.organisation)
        said = {"name": name, "awarded_on": since, "unit": unit, "commitment": "亮身份、作表率，有困难找我。"}
        post = part.award(member=member, fields=said, **own)
        day, done = since + timedelta(days=20), "帮三家企业跑腿办证"
        part.note(of=post, kind=NoteKind.DEED, happened_on=day, text=done, **own)
    if number % 4 == 1 and member.organisation.kind in (OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE):
        said = {"appointed_on": since, "term_from": since, "term_until": since + timedelta(days=3 * 365)}
        seat = part.appoint(member=member, community=member.organisation, fields=said, **own)
        part.note(of=seat, kind=NoteKind.MEETING, happened_on=since + timedelta(days=30), **own)


def _wishes(by: User | None, people: list[Member]) -> None:
    """Collected by the communities of these members, each claimed by one of them."""
    day = clock.today() - timedelta(days=20)
    for (category, called, kind, content, upto, due), member in zip(WISHES, people, strict=False):
        place = member.organisation
        said = {"collected_on": day, "category": category, "wisher_name": "演示心愿人", "wisher_phone": "",
                "shown_as": called, "kind": kind, "content": content, "community": place.name}  # fmt: skip
        wish = wishes.collect(by=by, label=LABEL, organisation=place, fields=said)
        for step in FLOW[: FLOW.index(upto) + 1]:
            agreed = clock.today() + timedelta(days=due) if step == "confirm" else clock.today()
            if step == "claim":
                wishes.claim(by=by, label=LABEL, wish=wish.pk, member=member)
            else:
                _moved(by, wish, step, agreed)


FLOW = ("verify", "publish", "claim", "confirm", "fulfil", "visit")
WHY = {"verify": "上门看过，情况属实", "fulfil": "买好送到家里", "visit": "本人说很高兴"}


def _moved(by: User | None, wish: Any, step: str, day: Any) -> None:
    more: dict[str, Any] = {"satisfaction": "content"} if step == "visit" else {}
    if step in ("confirm", "fulfil"):
        more["day"] = day
    wishes.move(by=by, label=LABEL, wish=wish, step=step, why=WHY.get(step, ""), **more)
