"""One member's record on paper: 一人一档表, and below it what happened, as a table. Numbers stay masked."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from registry.choices import Direction
from registry.lib import clock, codes
from registry.lib import scope as scopes
from registry.lib.masks import mask_id, mask_numbers
from registry.models import Member
from registry.policies import Action
from registry.web import extras, labels, story, telephones
from registry.web.access import actor, needs
from registry.web.liaison_words import present_of
from registry.web.member_facts import noted_liaison
from registry.web.member_page import find
from registry.web.movements import crumbs
from registry.web.story_entries import Entry

# What a sheet holds of a long story; it says so where there is more.
MOST = 300
Cell = tuple[str, str]


@needs(Action.MEMBER_VIEW)
@require_GET
def member_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet, as it will be printed."""
    member = find(pk)
    told = story.read(member, size=MOST)
    context = {
        "member": member,
        "rows": rows_of(member),
        "story": told,
        "entries": [_masked(entry) for entry in told.entries],
        "most": MOST,
        "printed_by": f"{scopes.current().label} {actor(request).name}".strip(),
        "printed_at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "crumbs": crumbs(member),
    }
    return render(request, "registry/members/print.html", context)


def _masked(entry: Entry) -> Entry:
    """An entry as it may lie on a desk: people write numbers into titles and into what was said."""
    return replace(
        entry,
        title=mask_numbers(entry.title),
        text=mask_numbers(entry.text),
        voided=mask_numbers(entry.voided),
        lines=[(label, mask_numbers(text)) for label, text in entry.lines],
        said=[(label, mask_numbers(text)) for label, text in entry.said],
        changes=[(label, mask_numbers(old), mask_numbers(new)) for label, old, new in entry.changes],
    )


def rows_of(member: Member) -> list[list[Cell]]:
    """The sheet's rows: two facts a row, or one that needs the whole width."""
    return [*_who(member), *_where(member), *_now(member), *_rarely(member)]


def _rarely(member: Member) -> list[list[Cell]]:
    """What few records hold, a row each and none for what is blank; then what a roster said beside all this."""
    known = (
        ("与党组织联系方式", mask_numbers(member.contact_way)),
        ("流动党员活动证", member.certificate),
        ("从业状况", member.occupation),
        ("是否农民工", labels.truth(member.is_migrant_worker)),
        ("户籍所在地", str(member.household)),
        ("籍贯", member.native_place),
        ("预计返回", labels.partial_date(member.expected_return_on)),
        ("台账联络员", noted_liaison(member)),
        ("备注", member.remark),
        *extras.shown(member),
    )
    return [[(label, text)] for label, text in known if text]


def _who(member: Member) -> list[list[Cell]]:
    joined = labels.partial_date(member.joined_on, member.joined_precision)
    return [
        [("姓名", member.name), ("性别", member.sex)],
        [("身份证号", mask_id(str(member.id_number))), ("出生日期", _born(member))],
        [("民族", codes.name_of("ethnic", member.ethnic_code)), ("学历", _education(member))],
        [("政治面貌", member.get_political_status_display()), ("入党时间", joined)],
        [("手机号", labels.phone(member)), ("其他电话", telephones.in_a_line(member))],
        [("转正时间", labels.partial_date(member.regular_on)), ("联系情况", member.get_contact_status_display())],
    ]


def _born(member: Member) -> str:
    return labels.partial_date(member.birth_on, member.birth_precision)


def _education(member: Member) -> str:
    return codes.name_of("education", member.education_code) or member.education_text


def _where(member: Member) -> list[list[Cell]]:
    out = member.direction == Direction.OUT
    since = labels.partial_date(member.flowed_on, member.flowed_precision)
    home = ("流入地党组织", member.host_org_name) if out else ("流出地党组织", member.home_org_name)
    return [
        [("方向", labels.direction(member.direction)), ("流动状态", member.get_status_display())],
        [("去向" if out else "来源地", labels.place(member.origin_code, member.origin_text))],
        [home],
        [("外出时间" if out else "流入时间", since), ("流动原因", labels.flow_reason(member.flow_reason))],
        [("组织关系", member.get_relation_status_display()), ("流出地联系人", _home_contact(member))],
    ]


def _home_contact(member: Member) -> str:
    return " ".join(filter(None, (member.home_org_contact, mask_numbers(str(member.home_org_phone)))))


def _now(member: Member) -> list[list[Cell]]:
    return [
        [("管理组织", str(member.organisation))],
        [("纳入的党支部", member.branch_label)],
        [("工作单位", member.employer)],
        [("职务岗位", member.job_title), ("新业态类别", labels.employment(member.new_employment_type))],
        [("工作所在社区", member.work_community_name)],
        [("现居住地", str(member.residence))],
        [("报到时间", labels.partial_date(member.reported_on)), ("纳入时间", labels.partial_date(member.enrolled_on))],
        [
            ("联络员", _liaisons(member)),
            ("最近联系", labels.partial_date(member.last_contact_on)),
        ],
    ]


def _liaisons(member: Member) -> str:
    return "、".join(row["text"] for row in present_of(member))
