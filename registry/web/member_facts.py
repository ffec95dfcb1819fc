"""What is known of a member, in groups: from where, where now, who. For the page and for the printed sheet."""

from collections.abc import Callable
from typing import Any

from registry.choices import Direction
from registry.lib import codes
from registry.lib.masks import mask_numbers
from registry.models import Member
from registry.web import extras, labels

Item = dict[str, Any]


def item(label: str, value: object, **more: Any) -> Item:
    """One fact, as `components/facts.html` takes it."""
    return {"label": label, "value": value, **more}


def if_known(label: str, value: object, **more: Any) -> list[Item]:
    """A fact that is rarely known: left out while nobody filled it in, so that the page stays short."""
    return [item(label, value, **more)] if value else []


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
        # The end that is ours; a ledger may name it all the same.
        *if_known("流出前所在党组织" if out else "流入地党组织", member.home_org_name if out else member.host_org_name),
        *if_known("与党组织联系方式", mask_numbers(member.contact_way)),
        *if_known("预计返回", labels.partial_date(member.expected_return_on)),
    ]


def _now(member: Member) -> list[Item]:
    """Where now."""
    return [
        item("管理组织", str(member.organisation)),
        item("纳入的党支部", member.branch_label),
        item("工作单位", member.employer, note=member.job_title),
        item("新业态类别", labels.employment(member.new_employment_type)),
        item("工作所在村(社区)", member.work_community_name),
        *if_known("从业状况", member.occupation),
        *if_known("是否农民工", labels.truth(member.is_migrant_worker)),
        item("现居住地", str(member.residence)),
        *if_known("户籍所在地", str(member.household)),
        item("报到时间", labels.partial_date(member.reported_on)),
        item("纳入时间", labels.partial_date(member.enrolled_on)),
        *if_known("台账联络员", noted_liaison(member)),
    ]


def noted_liaison(member: Member) -> str:
    """Whom a ledger names as the liaison, with her number masked."""
    return " ".join(filter(None, (member.liaison_note, mask_numbers(str(member.liaison_phone)))))


def _person(member: Member) -> list[Item]:
    """Who."""
    education = codes.name_of("education", member.education_code) or member.education_text
    return [
        item("出生日期", labels.partial_date(member.birth_on, member.birth_precision)),
        item("政治面貌", member.get_political_status_display()),
        item("入党时间", labels.partial_date(member.joined_on, member.joined_precision)),
        *if_known("转正时间", labels.partial_date(member.regular_on)),
        *if_known("流动党员活动证", member.certificate),
        item("民族", codes.name_of("ethnic", member.ethnic_code)),
        item("学历", education),
        *if_known("籍贯", member.native_place),
        *if_known("告知确认日期", labels.partial_date(member.notice_acknowledged_on)),
        item("备注", member.remark),
    ]


def _kept(member: Member) -> list[Item]:
    """What a roster said beside all this, under its own headings."""
    return [item(title, text) for title, text in extras.shown(member)]


GROUPS: tuple[tuple[str, Callable[[Member], list[Item]]], ...] = (
    ("从哪里来、到哪里去", _from),
    ("现在在哪里", _now),
    ("个人情况", _person),
    ("其他信息（台账原文）", _kept),
)


def groups_of(member: Member) -> list[dict[str, Any]]:
    """The groups as the page shows them: {title, items}; one of which nothing is known is left out."""
    return [{"title": title, "items": items} for title, make in GROUPS if (items := make(member))]
