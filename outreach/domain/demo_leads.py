"""The demo's registration points with a few people who wrote themselves down there, and two corrections that members
ask for. All of them are made up."""

from datetime import timedelta

from outreach.domain import corrections, leads, points
from outreach.models import Lead, Venue
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member, Organisation, User

# (name, phone, from where, former organisation, employer, days ago)
PEOPLE = (
    ("韦扫码", "19900000001", "广西河池都安", "都安县某村党支部", "江海区某快递站点", 9),
    ("罗报到", "19900000002", "湖南衡阳", "", "某光电公司", 1),
    ("单新来", "19900000003", "贵州独山", "独山县某镇党委", "", 0),
)

# (field, what it should be, why)
WRONG = (
    ("employer", "江海区某科技公司", "上个月换了工作"),
    ("residence", "礼乐街道某小区", "搬家了"),
)


def load(*, by: User | None, organisation: Organisation) -> int:
    """Codes for the demo's points and who scanned them, once; returns how many people that are."""
    if Lead.objects.exists():
        return 0
    venues = Venue.objects.filter(owner_path=organisation.path, takes_reports=True).order_by("name")
    opened = [points.open_point(by=by, label="演示", venue=venue) for venue in venues]
    for place, (name, phone, origin, home_org, employer, days) in enumerate(PEOPLE if opened else ()):
        words = {"name": name, "phone": phone, "origin": origin, "home_org": home_org, "employer": employer}
        key = uuid7()
        leads.leave(code=opened[place % len(opened)].code, key=key, words=words)
        Lead.objects.filter(pk=key).update(left_at=clock.now() - timedelta(days=days))
    for member, (field, wanted, why) in zip(Member.objects.all().open().order_by("id")[:2], WRONG, strict=False):
        corrections.ask(member=member, field=field, wanted=wanted, why=why)
    return len(PEOPLE)
