"""What is stored of her: numbers masked, as on the screens of staff."""

from outreach.web.me.door import Me
from outreach.web.me.section import Section
from registry.choices import Status
from registry.lib.masks import mask_id, mask_phone
from registry.models import LiaisonAssignment, Member
from registry.web import labels

# What a member is told of where she stands; that nobody reached her is for people to say.
STANDING: dict[str, str] = {
    Status.AWAITING_REPORT: "待报到",
    Status.REPORTED: "已报到",
    Status.ENROLLED: "已编入党支部",
}


def section(me: Me) -> Section:
    """The facts, and who her liaison is."""
    liaison = LiaisonAssignment.objects.all().current().primary().values_list("liaison_label", flat=True)
    call = " ".join(filter(None, (me.place.contact_name, me.place.contact_phone)))
    first = [("管理组织", me.place.name, call), ("联络员", next(iter(liaison), ""), "")]
    said = first + [(label, value, "") for label, value in facts(me.member)]
    rows = [{"label": label, "value": value, "note": note} for label, value, note in said if value]
    return Section("data", "我的信息", "outreach/me/own_data.html", {"facts": rows})


def facts(member: Member) -> list[tuple[str, str]]:
    """(label, value) of what she may look at and have put right."""
    number, phone = str(member.id_number), str(member.phone)
    return [
        ("姓名", member.name),
        ("身份证号", mask_id(number) if number else ""),
        ("手机号", mask_phone(phone) if phone else ""),
        ("流动状态", STANDING.get(member.status, "")),
        ("工作单位", " ".join(filter(None, (member.employer, member.job_title)))),
        ("现居住地", str(member.residence)),
        ("来源地/去向", labels.place(member.origin_code, member.origin_text)),
        ("组织关系所在党组织", member.home_org_name),
        ("编入的党支部", member.branch_label),
        ("流入/外出时间", labels.partial_date(member.flowed_on, member.flowed_precision)),
        ("入党时间", labels.partial_date(member.joined_on, member.joined_precision)),
    ]
