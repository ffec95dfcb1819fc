"""Why two records may be one person's, and what each of them says, in words and with masked numbers."""

from collections.abc import Callable
from typing import Any

from registry.domain.merge_facts import TOPICS, differs, is_empty
from registry.lib import codes
from registry.lib.masks import mask_id, mask_numbers, mask_phone
from registry.models import Member
from registry.web import extras, labels

GROUNDS = {
    "id": "身份证号相同",
    "id_typo": "身份证号只差一两位",
    "phone": "手机号相同",
    "name": "姓名相同",
    "sound": "姓名同音",
    "name_close": "姓名只差一字",
    "birth": "出生日期相同",
    "birth_month": "出生年月相同",
    "birth_year": "出生年份相同",
    "employer": "工作单位相同",
    "home_org": "流出地党组织相同",
    "origin": "来源地相同",
    "node": "同一组织的线索",
    "name_differs": "姓名不同",
    "sex_differs": "性别不同",
    "birth_differs": "出生日期不同",
}
LABELS = {
    "name": "姓名",
    "id_number": "身份证号",
    "sex": "性别",
    "birth": "出生日期",
    "phone": "手机号",
    "other_phones": "其他电话",
    "contact_way": "与党组织联系方式",
    "political_status": "政治面貌",
    "joined": "入党时间",
    "regular_on": "转正时间",
    "ethnic_code": "民族",
    "education": "学历",
    "origin": "来源地/去向",
    "home_org_name": "流出地党组织",
    "home_org_contact": "流出地党组织联系人",
    "home_org_phone": "流出地党组织电话",
    "host_org_name": "流入地党组织",
    "relation_status": "组织关系",
    "flow_reason": "流动原因",
    "flowed": "流入（外出）时间",
    "expected_return_on": "预计返回时间",
    "employer": "工作单位",
    "job_title": "职务岗位",
    "occupation": "从业状况",
    "new_employment_type": "新业态类别",
    "is_migrant_worker": "是否农民工",
    "work_community": "工作所在村(社区)",
    "residence": "现居住地",
    "household": "户籍所在地",
    "native_place": "籍贯",
    "certificate": "流动党员活动证",
    "contact_status": "联系情况",
    "liaison_note": "台账所记联络员",
    "liaison_phone": "台账所记联络员电话",
    "notice_acknowledged_on": "告知确认日期",
    "remark": "备注",
    "extra": "其他信息",
}
NOT_SHOWN_ALIKE = "（位数被星号遮住，两边其实不同）"
_SPECIAL: dict[str, Callable[[Member], str]] = {
    "id_number": lambda member: mask_id(str(member.id_number)),
    "phone": lambda member: mask_phone(str(member.phone)) if member.phone else "",
    "other_phones": lambda member: mask_numbers(str(member.other_phones)),
    "contact_way": lambda member: mask_numbers(member.contact_way),
    "home_org_phone": lambda member: mask_numbers(str(member.home_org_phone)),
    "liaison_phone": lambda member: mask_numbers(str(member.liaison_phone)),
    "birth": lambda member: labels.partial_date(member.birth_on, member.birth_precision),
    "joined": lambda member: labels.partial_date(member.joined_on, member.joined_precision),
    "flowed": lambda member: labels.partial_date(member.flowed_on, member.flowed_precision),
    "political_status": lambda member: member.get_political_status_display(),
    "relation_status": lambda member: member.get_relation_status_display(),
    "contact_status": lambda member: member.get_contact_status_display(),
    "ethnic_code": lambda member: codes.name_of("ethnic", member.ethnic_code) or member.ethnic_code,
    "education": lambda member: codes.name_of("education", member.education_code) or member.education_text,
    "origin": lambda member: labels.place(member.origin_code, member.origin_text),
    "flow_reason": lambda member: labels.flow_reason(member.flow_reason),
    "new_employment_type": lambda member: labels.employment(member.new_employment_type),
    "is_migrant_worker": lambda member: labels.truth(member.is_migrant_worker),
    "work_community": lambda member: member.work_community_name,
    "extra": extras.in_a_line,
}


def grounds(found: Any) -> list[str]:
    """The grounds of a pair in words; a code that no longer exists is left out."""
    return [GROUNDS[code] for code in found if code in GROUNDS]


def value_of(member: Member, topic: str) -> str:
    """What a record says about a topic, ready to print; empty when it says nothing."""
    if topic in _SPECIAL:
        return _SPECIAL[topic](member)
    value = getattr(member, TOPICS[topic][0])
    return "" if value is None else str(value)


def topics(one: Member, two: Member) -> list[dict[str, Any]]:
    """All that either record says: {topic, label, texts, differs}, what differs first."""
    found = []
    for topic, label in LABELS.items():
        if is_empty(one, topic) and is_empty(two, topic):
            continue
        texts = [value_of(one, topic), value_of(two, topic)]
        unlike = differs(one, two, topic)
        if unlike and texts[0] == texts[1] and texts[0]:
            texts = [text + NOT_SHOWN_ALIKE for text in texts]
        found.append({"topic": topic, "label": label, "texts": texts, "differs": unlike})
    return sorted(found, key=lambda row: not row["differs"])
