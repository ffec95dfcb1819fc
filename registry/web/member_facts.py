"""What is known of a member, in groups: from where, where now, who. For the page and for the printed sheet."""

from collections.abc import Callable
from typing import Any

from registry.choices import Direction
from registry.lib import codes
from registry.models import Member
from registry.web import labels

Item = dict[str, Any]


def item(label: str, value: object, **more: Any) -> Item:
    """One fact, as `components/facts.html` takes it."""
    return {"label": label, "value": value, **more}


def _from(member: Member) -> list[Item]:
    """Where from, or where to."""
    out = member.direction == Direction.OUT
    since = labels.partial_date(member.flowed_on, member.flowed_precision)
    origin = labels.place(member.origin_code, member.origin_text)
    note = member.origin_text if member.origin_code and member.origin_text != origin else ""
    return [
        item("去向" if out else "来源地", origin, note=note and f"原文：{note}"),
        item("外出时间" if out else "流入时间", since),
        item("流入地党组织" if out else "流出地党组织", member.host_org_name if out else member.home_org_name),
        item("流出地党组织联系人", " ".join(filter(None, (member.home_org_contact, str(member.home_org_phone))))),
        item("组织关系", member.get_relation_status_display(), badge=labels.relation_badge(member.relation_status)),
        item("流动原因", labels.flow_reason(member.flow_reason)),
    ]


def _now(member: Member) -> list[Item]:
    """Where now."""
    return [
        item("管理组织", str(member.organisation)),
        item("纳入的党支部", member.branch_label),
        item("工作单位", member.employer, note=member.job_title),
        item("新业态类别", labels.employment(member.new_employment_type)),
        item("工作所在村(社区)", member.work_community_name),
        item("现居住地", str(member.residence)),
        item("报到时间", labels.partial_date(member.reported_on)),
        item("纳入时间", labels.partial_date(member.enrolled_on)),
    ]


def _person(member: Member) -> list[Item]:
    """Who."""
    education = codes.name_of("education", member.education_code) or member.education_text
    return [
        item("出生日期", labels.partial_date(member.birth_on, member.birth_precision)),
        item("政治面貌", member.get_political_status_display()),
        item("入党时间", labels.partial_date(member.joined_on, member.joined_precision)),
        item("民族", codes.name_of("ethnic", member.ethnic_code)),
        item("学历", education),
        item("备注", member.remark),
    ]


GROUPS: tuple[tuple[str, Callable[[Member], list[Item]]], ...] = (
    ("从哪里来、到哪里去", _from),
    ("现在在哪里", _now),
    ("个人情况", _person),
)
